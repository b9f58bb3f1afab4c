"""Half-open periods in a named time zone (convention C-05).

A period holds its first instant and excludes its last: January is
[1 January 00:00, 1 February 00:00) in the park's zone. Instants are stored in UTC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from parkloop.errors import RequestError
from parkloop.texts import Text

DEFAULT_ZONE = "Asia/Ho_Chi_Minh"
_CALENDAR = re.compile(r"([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """[start, end), both aware; compared and stored as instants in UTC."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise RequestError(
                Text(
                    f"Kỳ {self.start}–{self.end} thiếu múi giờ.",
                    f"The period {self.start}–{self.end} has no time zone.",
                )
            )
        if self.end <= self.start:
            raise RequestError(
                Text(
                    f"Kỳ phải kết thúc sau khi bắt đầu: {self.start} – {self.end}.",
                    f"A period must end after it starts: {self.start} – {self.end}.",
                )
            )
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))

    @property
    def duration(self) -> timedelta:
        return self.end - self.start

    def overlaps(self, other: Period) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: Period) -> bool:
        return self.start <= other.start and other.end <= self.end

    def label(self, zone: str = DEFAULT_ZONE) -> str:
        """'2025', '2025-03', '2025-03-04' or 'first/last-exclusive' in local dates."""
        first, last = local(self.start, zone), local(self.end, zone)
        if first.time() != datetime.min.time() or last.time() != datetime.min.time():
            return f"{first:%Y-%m-%dT%H:%M}/{last:%Y-%m-%dT%H:%M}"
        for text, whole in (
            (f"{first:%Y}", first.month == first.day == 1 and last == at(first.year + 1, zone)),
            (f"{first:%Y-%m}", first.day == 1 and self == month(first.year, first.month, zone)),
            (f"{first:%Y-%m-%d}", last.date() - first.date() == timedelta(days=1)),
        ):
            if whole:
                return text
        return f"{first:%Y-%m-%d}/{last:%Y-%m-%d}"


def at(year: int, zone: str, month_number: int = 1, day: int = 1) -> datetime:
    """Local midnight that opens a day."""
    return datetime(year, month_number, day, tzinfo=ZoneInfo(zone))


def local(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone))


def days(first: date, last: date, zone: str = DEFAULT_ZONE) -> Period:
    """From the first day to the last day, *both included* as people write them."""
    after = last + timedelta(days=1)
    return Period(
        at(first.year, zone, first.month, first.day), at(after.year, zone, after.month, after.day)
    )


def month(year: int, number: int, zone: str = DEFAULT_ZONE) -> Period:
    after = (year + 1, 1) if number == 12 else (year, number + 1)
    return Period(at(year, zone, number), at(after[0], zone, after[1]))


def reporting_year(year: int, zone: str = DEFAULT_ZONE, first_month: int = 1) -> Period:
    """The year that *starts* in ``year``; ``first_month`` for firms with another fiscal year."""
    return Period(at(year, zone, first_month), at(year + 1, zone, first_month))


def months_of(period: Period, zone: str = DEFAULT_ZONE) -> tuple[Period, ...]:
    """Every calendar month that the period touches, in order."""
    first = local(period.start, zone)
    found = [month(first.year, first.month, zone)]
    while found[-1].end < period.end:
        start = local(found[-1].end, zone)
        found.append(month(start.year, start.month, zone))
    return tuple(found)


def pro_rata(period: Period, zone: str = DEFAULT_ZONE) -> tuple[tuple[Period, Fraction], ...]:
    """The period cut at local month ends, with each part's exact share of the duration.

    The shares add up to one. Splitting a billed quantity by them is an explicit act that the
    ledger records (convention C-06); nothing in Parkloop does it silently.
    """
    parts = []
    for whole in months_of(period, zone):
        part = Period(max(period.start, whole.start), min(period.end, whole.end))
        parts.append((part, Fraction(_microseconds(part), _microseconds(period))))
    return tuple(parts)


def _microseconds(period: Period) -> int:
    return period.duration // timedelta(microseconds=1)


def parse(text: str, zone: str = DEFAULT_ZONE) -> Period:
    """Read the forms that ``Period.label`` writes.

    Raises RequestError when the text has none of them.
    """
    try:
        if "/" in text:
            first, last = (_instant(part, zone) for part in text.split("/"))
            return Period(first, last)
        return _calendar(text, zone)
    except (ValueError, OverflowError) as problem:
        raise RequestError(
            Text(
                f"Không đọc được kỳ “{text}”. Hãy viết 2025, 2025-03 hoặc 2025-01-15/2025-02-15.",
                f"Cannot read the period “{text}”. Write 2025, 2025-03 or 2025-01-15/2025-02-15.",
            )
        ) from problem


def _instant(text: str, zone: str) -> datetime:
    """A local date or time; one that states its own offset keeps it."""
    stated = datetime.fromisoformat(text)
    return stated if stated.tzinfo else stated.replace(tzinfo=ZoneInfo(zone))


def _calendar(text: str, zone: str) -> Period:
    found = _CALENDAR.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year, month_number, day = (int(part or 0) for part in found.groups())
    if found[2] is None:
        return reporting_year(year, zone)
    if found[3] is None:
        return month(year, month_number, zone)
    return days(date(year, month_number, day), date(year, month_number, day), zone)
