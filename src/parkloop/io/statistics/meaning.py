"""From raw rows to observations: names, periods, numbers, codes; every problem is a finding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches

from parkloop.catalog.indicators import Area, IndicatorBook
from parkloop.errors import RequestError
from parkloop.findings import Finding, Where, has_errors, in_order
from parkloop.io.intake.numbers import Decimal, decimal_of, read_number
from parkloop.io.intake.words import plain, tidy
from parkloop.io.statistics.raw import Raw
from parkloop.io.statistics.rules import RULES
from parkloop.ledger.statistics import (
    CONFIDENTIALITY,
    KEY,
    MISSING,
    STATUSES,
    DataPoint,
    Statistics,
    year_of,
)

#: What stands for "no value" in tables: dashes and dots of statistics offices.
_NOTHING = {"", "-", "–", "—", ".", "..", "...", "....", "na", "n/a", "nan", "null"}
_MONTH = re.compile(r"^(\d{4})[-/ ]?M?(\d{1,2})$")
_QUARTER = re.compile(r"^(\d{4})[- ]?[QK](\d)$")
_PRELIMINARY = re.compile(r"^(?:prel|preliminary|so bo|sb|uoc|est)[a-z.]*\s*(\d{4})$")


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for every row that says nothing else: columns of the observations."""

    indicator: str = ""
    area: str = ""
    period: str = ""
    source: str = ""
    vintage: str = ""
    author: str = ""


@dataclass(frozen=True)
class Reading:
    """Observations read from a file, and every problem found. Good rows are kept beside bad."""

    statistics: Statistics
    findings: tuple[Finding, ...]
    rows: int

    @property
    def usable(self) -> bool:
        return not has_errors(self.findings)


def read_rows(file: str, rows: Iterable[Raw], book: IndicatorBook, defaults: Defaults) -> Reading:
    """Observations of raw rows, in the units of their indicators."""
    listed = list(rows)
    decimal = decimal_of(row.cells.get("value") for row in listed)
    meaning = _Meaning(file, book, defaults, decimal)
    points = [point for row in listed if (point := meaning.point(row)) is not None]
    return Reading(Statistics.of(points), in_order(meaning.findings), len(listed))


@dataclass
class _Meaning:
    file: str
    book: IndicatorBook
    defaults: Defaults
    decimal: Decimal | None
    findings: list[Finding] = field(default_factory=list)
    seen: set[tuple[str, ...]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._indicators = _names(
            (each.id, (each.id, each.code, each.name.vi, each.name.en))
            for each in self.book.indicators.values()
        )
        self._areas = _names(
            (area.id, (area.id, area.name.vi, area.name.en, *area.codes.values()))
            for area in self.book.areas.values()
        )

    def wrong(
        self, code: str, row: Raw, field: str, suggestion: str = "", **values: object
    ) -> None:
        where = Where(file=self.file, sheet=row.sheet, row=row.row, field=field)
        self.findings.append(RULES[code].finding(where, suggestion, **values))

    def point(self, row: Raw) -> DataPoint | None:
        before = len(self.findings)
        period, preliminary = self._period(row)
        indicator = self._indicator(row)
        area = self._area(row, period)
        value, status = self._value(row, preliminary=preliminary)
        unit = self._unit(row, indicator)
        confidentiality = self._code(row, "confidentiality", "F", CONFIDENTIALITY)
        if any(found.severity.value == "error" for found in self.findings[before:]):
            return None
        point = DataPoint(
            indicator=indicator,
            area=area,
            period=period,
            value=value,
            unit=unit,
            status=status,
            confidentiality=confidentiality,
            disaggregation=_disaggregation(row),
            source=self._text(row, "source"),
            vintage=self._text(row, "vintage"),
            author=self._text(row, "author"),
            note=self._text(row, "note"),
        )
        key = tuple(getattr(point, name) for name in (*KEY, "vintage"))
        if key in self.seen:
            self.wrong("OBS-10", row, "", value=" · ".join(part for part in key if part))
            return None
        self.seen.add(key)
        return point

    def _text(self, row: Raw, name: str) -> str:
        return tidy(row.cells.get(name)) or getattr(self.defaults, name, "")

    def _indicator(self, row: Raw) -> str:
        words = self._text(row, "indicator")
        found = self._indicators.get(plain(words), ())
        if len(found) != 1:
            self.wrong("OBS-03", row, "indicator", _nearest(words, self._indicators), value=words)
            return ""
        if self.book.indicators[found[0]].named_gap:
            self.wrong("OBS-14", row, "indicator", value=words)
        return found[0]

    def _area(self, row: Raw, period: str) -> str:
        words = self._text(row, "area")
        found = self._areas.get(plain(words), ())
        if not found:
            self.wrong("OBS-04", row, "area", _nearest(words, self._areas), value=words)
            return ""
        day = _last_day(period)
        if len(found) > 1 and day:
            # A name that two areas bear in turn means the one that exists when the period ends.
            found = tuple(name for name in found if self.book.areas[name].valid_on(day)) or found
        if len(found) > 1:
            self.wrong("OBS-13", row, "area", value=words, known=", ".join(found))
            return ""
        area = self.book.areas[found[0]]
        if day and not _existed(area, period, day):
            self.wrong("OBS-11", row, "area", area=area.id, period=period)
        return area.id

    def _period(self, row: Raw) -> tuple[str, bool]:
        words = self._text(row, "period")
        text, preliminary = _period_words(words)
        try:
            year_of(text)
        except RequestError:
            self.wrong("OBS-08", row, "period", value=words)
            return "", False
        return text, preliminary

    def _value(self, row: Raw, *, preliminary: bool) -> tuple[float | None, str]:
        cell = row.cells.get("value")
        words = tidy(cell)
        empty = cell is None or plain(words) in _NOTHING or words in _NOTHING
        usual = "O" if empty else "P" if preliminary else "A"
        status = self._code(row, "status", usual, STATUSES)
        if empty:
            return None, status if status in MISSING else "O"
        number = read_number(cell, self.decimal)
        if number.value is None:
            self.wrong("OBS-05", row, "value", value=words)
        elif status in MISSING:
            self.wrong("OBS-06", row, "status", value=words, status=status)
        power = tidy(row.cells.get("multiplier"))
        if number.value is None or power in ("", "0"):
            return number.value, status
        # SDMX UNIT_MULT: the value is stated in powers of ten of its unit.
        raised = read_number(power).value
        if raised is None:
            self.wrong("OBS-05", row, "multiplier", value=power)
            return None, status
        return number.value * 10.0**raised, status

    def _code(self, row: Raw, name: str, usual: str, known: Mapping[str, object]) -> str:
        code = tidy(row.cells.get(name)).upper()
        if not code:
            return usual
        if code not in known:
            self.wrong("OBS-07", row, name, value=code, column=name, known=", ".join(known))
        return code

    def _unit(self, row: Raw, indicator: str) -> str:
        wanted = self.book.indicators[indicator].unit if indicator else ""
        words = tidy(row.cells.get("unit"))
        if words and indicator and plain(words) != plain(wanted):
            self.wrong("OBS-09", row, "unit", value=words, unit=wanted, indicator=indicator)
        return wanted


def _names(members: Iterable[tuple[str, Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    """Ids by every name they bear, in plain form."""
    found: dict[str, tuple[str, ...]] = {}
    for name, words in members:
        for key in {plain(word) for word in words if word}:
            found[key] = (*found.get(key, ()), name)
    return found


def _nearest(words: str, known: Mapping[str, tuple[str, ...]]) -> str:
    near = get_close_matches(plain(words), list(known), n=3, cutoff=0.6)
    return ", ".join(dict.fromkeys(known[name][0] for name in near))


def _period_words(words: str) -> tuple[str, bool]:
    """A period in the form 2024, 2024-Q3, 2024-07, and whether it is said to be preliminary."""
    early = _PRELIMINARY.match(plain(words))
    if early:
        return early[1], True
    quarter = _QUARTER.match(words.upper())
    if quarter:
        return f"{quarter[1]}-Q{quarter[2]}", False
    month = _MONTH.match(words.upper()) if len(words) > 4 else None
    if month:
        return f"{month[1]}-{int(month[2]):02d}", False
    return words, False


def _last_day(period: str) -> date | None:
    if not period:
        return None
    year = int(year_of(period))
    if len(period) == 4:
        return date(year, 12, 31)
    return date(year, min(12, round((year_of(period) - year) * 12) + 1), 28)


def _existed(area: Area, period: str, last: date) -> bool:
    """Whether the area existed on some day of the period."""
    first = date(last.year, 1, 1) if len(period) == 4 else last.replace(day=1)
    ended = area.valid_to is not None and area.valid_to <= first
    return not ended and (area.valid_from is None or area.valid_from <= last)


def _disaggregation(row: Raw) -> str:
    """'class=II;sex=F': parts in the order of their names."""
    stated = tidy(row.cells.get("disaggregation"))
    parts = [part.strip() for part in stated.split(";") if part.strip() not in ("", "_T")]
    parts += [f"{name}={value}" for name, value in row.extra.items()]
    return ";".join(sorted(parts))


def against_stored(stored: Statistics, reading: Reading, file: str) -> Reading:
    """The reading with a finding for each value that its vintage holds differently already."""
    before = {
        (p.indicator, p.area, p.disaggregation, p.period, p.vintage): p for p in stored.points()
    }
    findings = list(reading.findings)
    for point in reading.statistics.points():
        key = (point.indicator, point.area, point.disaggregation, point.period, point.vintage)
        old = before.get(key)
        if old is not None and (old.value, old.status) != (point.value, point.status):
            findings.append(
                RULES["OBS-12"].finding(
                    Where(file=file),
                    key=" · ".join(part for part in key[:4] if part),
                    vintage=point.vintage,
                    old="—" if old.value is None else old.value,
                    new="—" if point.value is None else point.value,
                )
            )
    return replace(reading, findings=in_order(findings))
