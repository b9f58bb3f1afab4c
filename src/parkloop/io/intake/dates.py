"""Days, months and periods as people write them, in Vietnamese and English, day first.

A reading is a *span*: local instants [first, after) and how finely it was written. Nothing is
guessed: 3/4/2025 is the third of April, because Vietnam writes the day first; a column that
shows month-first dates is refused cell by cell (``order_of``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum
from functools import lru_cache
from typing import Final

from parkloop.io.intake.words import plain, tidy

FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100


class Grain(IntEnum):
    """How finely a span was written."""

    INSTANT = 0
    DAY = 1
    MONTH = 2
    QUARTER = 3
    HALF = 4
    YEAR = 5
    RANGE = 6


@dataclass(frozen=True, slots=True)
class Span:
    """[first, after) in local time; instants may carry their own offset."""

    first: datetime
    after: datetime
    grain: Grain


_MONTH_NAMES: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_SPOKEN: Final = (
    ("mười hai", 12),
    ("mười một", 11),
    ("mười", 10),
    ("giêng", 1),
    ("một", 1),
    ("chạp", 12),
    ("hai", 2),
    ("ba", 3),
    ("tư", 4),
    ("bốn", 4),
    ("năm", 5),
    ("sáu", 6),
    ("bảy", 7),
    ("tám", 8),
    ("chín", 9),
)
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_NAME = "|".join(sorted(_MONTH_NAMES, key=len, reverse=True))
_SPOKEN_NAME = "|".join(plain(name) for name, _ in _SPOKEN)
_YEAR = r"(?P<year>[1-9]\d{3})"
_SHORT_YEAR = r"(?P<year>[1-9]\d{3}|\d\d)"
_JOIN = r"\s*[/.\-\s]\s*"
_OF_YEAR = rf"(?:\s*(?:[/.\-]|nam)\s*|\s+){_YEAR}"
_MONTH_WORD = r"(?:thang|thg|th|t|month|m)\s*\.?\s*"

_ISO_INSTANT = re.compile(r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_LOCAL_INSTANT = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s+(\d{1,2}):(\d\d)(?::(\d\d))?$")
_DAY_FORMS: Final = tuple(
    re.compile(form)
    for form in (
        r"^(?:ngay\s*)?(?P<day>\d{1,2})(?P<j>[/.-])(?P<month>\d{1,2})(?P=j)"
        r"(?P<year>\d{4}|\d\d)$",
        r"^(?P<year>\d{4})(?P<j>[/.-])(?P<month>\d{1,2})(?P=j)(?P<day>\d{1,2})$",
        r"^(?:ngay\s*)?(?P<day>\d{1,2})\s*thang\s*(?P<month>\d{1,2})\s*nam\s*(?P<year>\d{4})$",
        rf"^(?P<day>\d{{1,2}}){_JOIN}(?P<name>{_NAME}){_JOIN}{_SHORT_YEAR}$",
        rf"^(?P<name>{_NAME})\s*(?P<day>\d{{1,2}})\s+{_YEAR}$",
        r"^(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)$",
    )
)
_MONTH_FORMS: Final = tuple(
    re.compile(form)
    for form in (
        rf"^{_MONTH_WORD}(?P<month>\d{{1,2}}){_OF_YEAR}$",
        rf"^thang\s*(?P<spoken>{_SPOKEN_NAME}){_OF_YEAR}$",
        rf"^(?P<month>\d{{1,2}})\s*[/.-]\s*{_YEAR}$",
        rf"^{_YEAR}\s*[/.-]\s*(?P<month>\d{{1,2}})$",
        rf"^{_YEAR}\s*-?m(?P<month>\d{{1,2}})$",
        rf"^(?P<name>{_NAME}){_JOIN}{_SHORT_YEAR}$",
    )
)
_BARE_MONTH: Final = tuple(
    re.compile(form)
    for form in (
        rf"^{_MONTH_WORD}(?P<month>\d{{1,2}})$",
        rf"^thang\s*(?P<spoken>{_SPOKEN_NAME})$",
        rf"^(?P<name>{_NAME})$",
    )
)
_QUARTER_FORMS: Final = tuple(
    re.compile(form)
    for form in (
        rf"^(?:quy|q|quarter)\s*\.?\s*(?P<part>iii|ii|iv|i|[1-4]){_OF_YEAR}$",
        rf"^{_YEAR}\s*[-/]?\s*q(?P<part>[1-4])$",
    )
)
_HALF_FORMS: Final = tuple(
    (re.compile(form), half)
    for form, half in (
        (rf"^(?:6|sau) thang dau(?: nam)? {_YEAR}$", 1),
        (rf"^(?:6|sau) thang cuoi(?: nam)? {_YEAR}$", 2),
        (rf"^h1{_OF_YEAR}$", 1),
        (rf"^h2{_OF_YEAR}$", 2),
    )
)
_YEAR_FORM = re.compile(rf"^(?:nam|year)?\s*{_YEAR}$")
_BETWEEN = re.compile(r"\s*(?:[-–—~]|\bden\b|\btoi\b|\bto\b|\buntil\b)\s*")
_AROUND_DAY = re.compile(r"^(?:tu\b|from\b|het\b)?\s*(?:ngay\b)?\s*")
_MONTH_FIRST = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}$")


@lru_cache(maxsize=65_536)
def read_span(cell: object, year: int | None = None) -> Span | None:
    """What a cell says, or None. ``year`` completes a month written without one."""
    if isinstance(cell, datetime):
        return _instant(cell) if cell.time() != datetime.min.time() else _day(cell.date())
    if isinstance(cell, date):
        return _day(cell)
    if isinstance(cell, bool):
        return None
    text = tidy(cell)
    return (
        _read_interval(text)
        or _read_instant(text)
        or _read_simple(plain(text.replace(",", " ")), year)
        or _read_range(text, year)
    )


def is_month_name(cell: object) -> bool:
    """'Tháng 1', 'T1', 'Jan': a month that still needs its year."""
    text = plain(tidy(cell))
    return any(form.match(text) and _number_of_month(form.match(text)) for form in _BARE_MONTH)


def in_range(span: Span) -> bool:
    return span.first.year >= FIRST_YEAR and span.after.year <= LAST_YEAR


def order_of(cells: Iterable[object]) -> tuple[bool, bool]:
    """Whether the texts of a column show day-first dates, and whether month-first ones."""
    day_first = month_first = False
    for cell in cells:
        match = _MONTH_FIRST.match(tidy(cell)) if isinstance(cell, str) else None
        if match:
            first, second = int(match[1]), int(match[2])
            day_first |= first > 12 >= second
            month_first |= second > 12 >= first
    return day_first, month_first


def could_be_month_first(cell: object) -> bool:
    """A text such as 03/04/2025, which another country reads as the fourth of March."""
    match = _MONTH_FIRST.match(tidy(cell)) if isinstance(cell, str) else None
    if match is None:
        return False
    first, second = int(match[1]), int(match[2])
    return first <= 12 and second <= 12 and first != second


def day_first_of(cell: object) -> str:
    """The day-first form of a month-first date, '' when the cell is none."""
    match = _MONTH_FIRST.match(tidy(cell)) if isinstance(cell, str) else None
    if not match or not int(match[2]) > 12 >= int(match[1]):
        return ""
    swapped = re.sub(r"^(\d{1,2})([/.-])(\d{1,2})", r"\3\2\1", tidy(cell))
    return swapped if read_span(swapped) else ""


def spreadsheet_day(cell: object) -> date | None:
    """The date behind a bare day number such as 45731, as spreadsheets count since 1900."""
    try:
        number = float(tidy(cell))
    except ValueError:
        return None
    if not 32874 <= number <= 73415 or not number.is_integer():
        return None
    return date(1899, 12, 30) + timedelta(days=int(number))


def _read_simple(text: str, year: int | None) -> Span | None:
    readers: tuple[Callable[[str], Span | None], ...] = (
        _read_day,
        _read_month,
        _read_quarter,
        _read_half,
        _read_year,
        lambda words: _read_bare_month(words, year),
    )
    return next((span for reader in readers if (span := reader(text))), None)


def _read_day(text: str) -> Span | None:
    for form in _DAY_FORMS:
        match = form.match(text)
        if match:
            parts = match.groupdict()
            month = _MONTH_NAMES[parts["name"]] if parts.get("name") else int(parts["month"])
            return _safe_day(_full_year(parts["year"]), month, int(parts["day"]))
    return None


def _read_month(text: str) -> Span | None:
    for form in _MONTH_FORMS:
        match = form.match(text)
        number = _number_of_month(match)
        if match and number:
            return _months(_full_year(match["year"]), number, 1, Grain.MONTH)
    return None


def _read_bare_month(text: str, year: int | None) -> Span | None:
    for form in _BARE_MONTH:
        number = _number_of_month(form.match(text))
        if number and year:
            return _months(year, number, 1, Grain.MONTH)
    return None


def _number_of_month(match: re.Match[str] | None) -> int:
    """1 to 12, or 0 when the match names no month."""
    if match is None:
        return 0
    parts = match.groupdict()
    if parts.get("name"):
        return _MONTH_NAMES[parts["name"]]
    if parts.get("spoken"):
        return next(number for name, number in _SPOKEN if plain(name) == parts["spoken"])
    number = int(parts["month"])
    return number if 1 <= number <= 12 else 0


def _read_quarter(text: str) -> Span | None:
    match = next((m for form in _QUARTER_FORMS if (m := form.match(text))), None)
    if match is None:
        return None
    return _months(int(match["year"]), 3 * _ROMAN[match["part"]] - 2, 3, Grain.QUARTER)


def _read_half(text: str) -> Span | None:
    for form, half in _HALF_FORMS:
        match = form.match(text)
        if match:
            return _months(int(match["year"]), 6 * half - 5, 6, Grain.HALF)
    return None


def _read_year(text: str) -> Span | None:
    match = _YEAR_FORM.match(text)
    return _months(int(match["year"]), 1, 12, Grain.YEAR) if match else None


def _read_interval(text: str) -> Span | None:
    """'2025-01-15/2025-02-15' as Parkloop prints it: the second day is excluded."""
    first, mark, after = text.partition("/")
    if not mark or not re.match(r"^\d{4}-\d\d-\d\d", first):
        return None
    try:
        span = Span(datetime.fromisoformat(first), datetime.fromisoformat(after), Grain.RANGE)
    except ValueError:
        return None
    return span


def _read_instant(text: str) -> Span | None:
    try:
        if _ISO_INSTANT.match(text):
            return _instant(datetime.fromisoformat(text))
        match = _LOCAL_INSTANT.match(text)
        if match:
            day, month, year, hour, minute, second = (int(part or 0) for part in match.groups())
            return _instant(_local(year, month, day, hour, minute, second))
    except ValueError:
        return None
    return None


def _read_range(text: str, year: int | None) -> Span | None:
    """'15/03/2025 - 14/04/2025', 'từ ngày … đến hết ngày …', 'T1 - T3/2025': both included."""
    words = plain(text.replace("–", "-").replace("—", "-").replace(",", " "))
    for between in _BETWEEN.finditer(words):
        last = _read_simple(_AROUND_DAY.sub("", words[between.end() :]), year)
        if last is None:
            continue
        first = _read_simple(_AROUND_DAY.sub("", words[: between.start()]), last.first.year)
        if first is not None and first.first < last.after:
            return Span(first.first, last.after, Grain.RANGE)
    return None


def _full_year(written: str) -> int:
    return int(written) + (2000 if len(written) == 2 else 0)


def _day(day: date) -> Span:
    first = _local(day.year, day.month, day.day)
    # The calendar ends with the year 9999; such a day is refused by ``in_range`` anyway.
    return Span(first, first + timedelta(days=day.year < 9999), Grain.DAY)


def _safe_day(year: int, month: int, day: int) -> Span | None:
    try:
        return _day(date(year, month, day))
    except ValueError:
        return None


def _instant(moment: datetime) -> Span:
    return Span(moment, moment, Grain.INSTANT)


def _months(year: int, first: int, count: int, grain: Grain) -> Span:
    # The calendar ends with the year 9999; such a span is refused by ``in_range`` anyway.
    after_year, after_month = divmod(min(year, 9998) * 12 + first - 1 + count, 12)
    return Span(_local(year, first, 1), _local(after_year, after_month + 1, 1), grain)


def _local(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0
) -> datetime:
    """A local time; the park's zone is applied once the whole period is known."""
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001
