"""What one cell says: a value, or the one rule it breaks with what would repair it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from parkloop.catalog.catalog import Catalog
from parkloop.findings import Rule
from parkloop.io.intake import row_rules as rules
from parkloop.io.intake.dates import (
    FIRST_YEAR,
    LAST_YEAR,
    Grain,
    Span,
    could_be_month_first,
    day_first_of,
    in_range,
    read_span,
    spreadsheet_day,
)
from parkloop.io.intake.names import MOST_SUGGESTIONS, NameIndex
from parkloop.io.intake.numbers import Decimal, Unread, read_number
from parkloop.io.intake.units import nearest_unit, read_unit
from parkloop.io.intake.wording import number_text
from parkloop.io.intake.words import (
    has_control,
    shortened,
    shown,
    starts_like_formula,
    tidy,
    unescaped,
)
from parkloop.periods import Period
from parkloop.texts import Text

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule broken by a cell; ``values`` fill its sentences."""

    rule: Rule
    suggestion: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """The value of a cell; both parts may be there when the problem is only worth knowing."""

    value: T | None = None
    problem: Problem | None = None


def read_each(
    cells: Sequence[K], read: Callable[[K], Reading[T]]
) -> tuple[list[T | None], list[tuple[int, Problem]]]:
    """Values of a column, and the positions of its problems; equal cells are read once."""
    readings: dict[K, Reading[T]] = {}
    for cell in cells:
        if cell not in readings:
            readings[cell] = read(cell)
    values = [readings[cell].value for cell in cells]
    if not any(reading.problem for reading in readings.values()):
        return values, []
    found = ((position, readings[cell].problem) for position, cell in enumerate(cells))
    return values, [(position, problem) for position, problem in found if problem]


def read_name(
    index: NameIndex, unknown: Rule, *, known: bool = False
) -> Callable[[object], Reading[str]]:
    """A reader of ids; with ``known`` the message lists what may be written."""

    def read(cell: object) -> Reading[str]:
        if cell is None:
            return Reading("")
        match = index.find(cell)
        if match.id:
            return Reading(match.id)
        value = shown(cell)
        if match.candidates:
            labels = " | ".join(index.label(key) for key in match.candidates[:6])
            values = {"value": value, "candidates": labels}
            return Reading(None, Problem(rules.SEVERAL_MEANINGS, match.candidates[0], values))
        words: dict[str, object] = {"value": value}
        if known:
            words["known"] = Text(
                ", ".join(index.label(key) for key in index.names),
                ", ".join(index.label(key, "en") for key in index.names),
            )
        suggestion = index.label(match.near) if match.near else ""
        return Reading(None, Problem(unknown, suggestion, words))

    return read


def read_quantity(decimal: Decimal | None) -> Callable[[object], Reading[float]]:
    def read(cell: object) -> Reading[float]:
        if cell is None:
            return Reading()
        number = read_number(cell, decimal)
        value = shown(cell)
        if number.unread is Unread.AMBIGUOUS:
            small, large = map(number_text, number.readings)
            both = {"value": value, "small": small, "large": large}
            return Reading(None, Problem(rules.AMBIGUOUS_NUMBER, "", both))
        if number.value is None:
            return Reading(
                None, Problem(rules.NOT_A_NUMBER, _first_number(value), {"value": value})
            )
        return Reading(number.value)

    return read


def _first_number(text: str) -> str:
    """'1250' in '1250 kWh': what was probably meant."""
    first = text.split(maxsplit=1)[0].lstrip("~≈<>=") if text.split() else ""
    return first if first and read_number(first).unread is None else ""


def read_written_unit(
    catalog: Catalog,
) -> Callable[[tuple[object, str]], Reading[tuple[str, float]]]:
    """Reads (unit, stream) into the unit of the closed list and its multiplier."""
    suggested: set[str] = set()

    def read(pair: tuple[object, str]) -> Reading[tuple[str, float]]:
        cell, stream = pair
        if cell is None:
            return Reading(("", 1.0))
        unit = read_unit(cell, catalog.streams.get(stream))
        if unit is None:
            suggested.add(shown(cell))
            near = nearest_unit(cell) if len(suggested) <= MOST_SUGGESTIONS else ""
            return Reading(None, Problem(rules.UNKNOWN_UNIT, near, {"value": shown(cell)}))
        return Reading((unit.unit, unit.factor))

    return read


def read_share(header: str) -> Callable[[object], Reading[float]]:
    """Uncertainty as a share; a header with % says that bare numbers are per cent."""

    def read(cell: object) -> Reading[float]:
        if cell is None:
            return Reading()
        text = tidy(cell)
        signed = text.endswith("%")
        number = read_number(text.rstrip("% ").lstrip("± ") if isinstance(cell, str) else cell)
        share = _share(number.value, signed=signed, per_cent="%" in header)
        if share is None or not 0 <= share <= 1:
            suggestion = "" if number.value is None or signed else f"{number.value:g} %"
            return Reading(None, Problem(rules.UNCERTAINTY, suggestion, {"value": shortened(text)}))
        return Reading(share)

    return read


def _share(value: float | None, *, signed: bool, per_cent: bool) -> float | None:
    if value is None or (value > 1 and not signed and not per_cent):
        return None
    if signed:
        return value / 100
    # Under a header with %, 0.05 is 5 % formatted by the spreadsheet or 0.05 % typed: ask.
    if per_cent:
        return value / 100 if value > 1 or value == 0 else None
    return value


def read_text(limit: int) -> Callable[[object], Reading[str]]:
    def read(cell: object) -> Reading[str]:
        text = unescaped(tidy(cell))
        if has_control(text):
            return Reading(None, Problem(rules.CONTROL_CHARACTERS))
        if len(text) > limit:
            words = {"length": len(text), "limit": limit}
            return Reading(None, Problem(rules.TOO_LONG, "", words))
        if text[:1] in ("=", "+", "@") and starts_like_formula(text):
            return Reading(text, Problem(rules.LIKE_A_FORMULA))
        return Reading(text)

    return read


@dataclass(frozen=True, slots=True)
class PeriodReader:
    """Reads periods in the park's zone.

    ``month_first`` is a date that shows a column to be written month first; ``firsts_are_months``
    says that the real dates of the column are all firsts of different months.
    """

    zone: str
    year: int | None = None
    month_first: str = ""
    firsts_are_months: bool = False

    def of_span(self, span: Span) -> Reading[Period]:
        return self._period(span.first, span.after, f"{span.first:%d/%m/%Y}")

    def of_ends(self, pair: tuple[object, object]) -> Reading[Period]:
        """From a first and a last column; the last may be empty after a month, quarter, year."""
        start_cell, end_cell = pair
        start = self._span(start_cell)
        if start.problem or start.value is None:
            return Reading(None, start.problem)
        if end_cell is None:
            return self._alone(start.value, start_cell)
        end = self._span(end_cell)
        if end.problem or end.value is None:
            return Reading(None, end.problem)
        words = f"{shown(start_cell)} – {shown(end_cell)}"
        return self._period(start.value.first, end.value.after, words)

    def _alone(self, span: Span, cell: object) -> Reading[Period]:
        if span.grain in (Grain.DAY, Grain.INSTANT):
            last = _end_of_month(span) if span.first.day == 1 else ""
            words = {"value": f"{span.first:%d/%m/%Y}"}
            return Reading(None, Problem(rules.END_MISSING, last, words))
        return self._period(span.first, span.after, tidy(cell))

    def of_period(self, cell: object) -> Reading[Period]:
        """From one column that says the whole period."""
        if cell is None:
            return Reading()
        span = self._span(cell)
        if span.problem or span.value is None:
            return Reading(None, span.problem)
        real_date = isinstance(cell, date)
        if real_date and span.value.first.day == 1 and not self.firsts_are_months:
            words = {"value": f"{span.value.first:%d/%m/%Y}"}
            return Reading(None, Problem(rules.DAY_OR_MONTH, f"{span.value.first:%m/%Y}", words))
        return self.of_month(cell) if real_date and self.firsts_are_months else self.of_day(cell)

    def of_month(self, cell: object) -> Reading[Period]:
        """From a column of months, in which a real date stands for its month."""
        if cell is None:
            return Reading()
        span = self._span(cell)
        if span.value and span.value.grain in (Grain.DAY, Grain.INSTANT):
            if span.value.first.day != 1:
                words = {"value": f"{span.value.first:%d/%m/%Y}"}
                problem = Problem(rules.DAY_OR_MONTH, f"{span.value.first:%m/%Y}", words)
                return Reading(None, problem)
            return self.of_day(f"{span.value.first:%Y-%m}")
        return self.of_day(cell)

    def of_day(self, cell: object) -> Reading[Period]:
        """From a column of days; a month or year written there is taken as such."""
        if cell is None:
            return Reading()
        span = self._span(cell)
        if span.problem or span.value is None:
            return Reading(None, span.problem)
        if span.value.grain is Grain.INSTANT:
            words = {"value": shown(cell)}
            return Reading(None, Problem(rules.END_MISSING, "", words))
        return self._period(span.value.first, span.value.after, tidy(cell))

    def _span(self, cell: object) -> Reading[Span]:
        if self.month_first and day_first_of(cell):
            words = {"value": shown(cell)}
            return Reading(None, Problem(rules.MONTH_FIRST, day_first_of(cell), words))
        if self.month_first and could_be_month_first(cell):
            words = {"value": shown(cell), "evidence": self.month_first}
            return Reading(None, Problem(rules.TWO_DAYS, "", words))
        span = read_span(cell, self.year)
        if span is not None and not in_range(span):
            years = {"value": shown(cell), "first": FIRST_YEAR, "last": LAST_YEAR}
            return Reading(None, Problem(rules.YEAR_OUT_OF_RANGE, "", years))
        if span is None:
            day = spreadsheet_day(cell)
            suggestion = f"{day:%d/%m/%Y}" if day else day_first_of(cell)
            words = {"value": shown(cell)}
            return Reading(None, Problem(rules.PERIOD_UNREADABLE, suggestion, words))
        return Reading(span)

    def _period(self, first: datetime, after: datetime, words: str) -> Reading[Period]:
        start, end = self._instant(first), self._instant(after)
        if end <= start:
            return Reading(None, Problem(rules.END_BEFORE_START, "", {"value": words}))
        return Reading(Period(start, end))

    def _instant(self, moment: datetime) -> datetime:
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(self.zone))
        return moment.astimezone(UTC)


def _end_of_month(span: Span) -> str:
    month = read_span(f"{span.first:%Y-%m}")
    return f"{month.after - (span.after - span.first):%d/%m/%Y}" if month else ""
