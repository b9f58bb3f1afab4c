"""Limits of permits and contracts: what a place may discharge, take or exceed, since when.

They are stated by people from a document, never known to the program: each names its source.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from parkloop.periods import Period, at, days
from parkloop.provenance import Plain
from parkloop.texts import Text, same_in_both


class Bound(StrEnum):
    """Whether a value must stay at or below the limit, or at or above it."""

    AT_MOST = "at-most"
    AT_LEAST = "at-least"

    @property
    def words(self) -> Text:
        return _BOUNDS[self]


class Span(StrEnum):
    """What is held against the limit.

    each: every measured value of a property (a concentration). month, year: the amount of a
    stream that crosses the border of the place in a calendar month or in the reporting year.
    """

    EACH = "each"
    MONTH = "month"
    YEAR = "year"

    @property
    def words(self) -> Text:
        return _SPANS[self]


class Basis(StrEnum):
    """What kind of document sets the limit."""

    PERMIT = "permit"
    CONTRACT = "contract"
    REGULATION = "regulation"

    @property
    def words(self) -> Text:
        return _BASES[self]


class Way(StrEnum):
    """Which way an amount crosses the border of the place."""

    OUT = "out"
    INTO = "in"

    @property
    def words(self) -> Text:
        return _WAYS[self]


_BOUNDS = {
    Bound.AT_MOST: Text("không quá", "at most"),
    Bound.AT_LEAST: Text("không dưới", "at least"),
}
_SPANS = {
    Span.EACH: Text("mỗi giá trị đo", "each measured value"),
    Span.MONTH: Text("tổng mỗi tháng", "sum of each month"),
    Span.YEAR: Text("tổng cả năm", "sum of the year"),
}
_BASES = {
    Basis.PERMIT: Text("giấy phép", "permit"),
    Basis.CONTRACT: Text("hợp đồng", "contract"),
    Basis.REGULATION: Text("quy chuẩn", "regulation"),
}
_WAYS = {Way.OUT: Text("đi ra", "going out"), Way.INTO: Text("đi vào", "coming in")}


#: Names of what is commonly seen at a place; another property is shown by its own name.
PROPERTIES = {
    "bod": Text("BOD₅", "BOD₅"),
    "cod": Text("COD", "COD"),
    "counter": Text("Chỉ số công tơ", "Counter reading"),
    "counter-replaced": Text("Thay công tơ", "Meter exchanged"),
    "employees": Text("Số lao động", "Employees"),
    "nitrogen": Text("Tổng nitơ", "Total nitrogen"),
    "ph": Text("pH", "pH"),
    "phosphorus": Text("Tổng phốt pho", "Total phosphorus"),
    "temperature": Text("Nhiệt độ", "Temperature"),
    "tss": Text("Chất rắn lơ lửng", "Suspended solids"),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit at one place.

    ``property`` and ``stream`` say of what: with a property (COD) each observation of it at the
    place or below it (of ``stream``, where named) is held against the limit; without one the
    amount of ``stream`` that goes ``way`` over the place's border is. ``first_day`` and
    ``last_day`` are both included. ``source`` names document, number and article; ``evidence`` a
    file. ``value`` is in ``unit`` of the closed list.
    """

    id: str
    node: str
    stream: str
    property: str
    bound: Bound
    value: float
    unit: str
    span: Span
    source: str
    first_day: date
    last_day: date | None = None
    way: Way = Way.OUT
    basis: Basis = Basis.PERMIT
    evidence: str = ""
    note: str = ""

    def what(self, stream: Text) -> Text:
        """'COD, industrial wastewater' or 'treated wastewater going out'; ``stream`` in words."""
        if not self.property:
            return Text(
                f"{stream.vi} {self.way.words.vi}",
                f"{stream.en} {self.way.words.en}",
            )
        name = PROPERTIES.get(self.property) or same_in_both(self.property)
        if not self.stream:
            return name
        return Text(f"{name.vi}, {stream.vi}", f"{name.en}, {stream.en}")

    def in_force(self, period: Period, zone: str) -> Period | None:
        """The part of a period in which the limit holds; None where it does not."""
        start = max(period.start, at(self.first_day.year, zone, *self.first_day.timetuple()[1:3]))
        end = period.end
        if self.last_day is not None:
            end = min(end, days(self.last_day, self.last_day, zone).end)
        return Period(start, end) if start < end else None

    def as_dict(self) -> dict[str, Plain]:
        return {
            "basis": self.basis.value,
            "bound": self.bound.value,
            "evidence": self.evidence,
            "first_day": self.first_day.isoformat(),
            "id": self.id,
            "last_day": self.last_day.isoformat() if self.last_day else "",
            "node": self.node,
            "note": self.note,
            "property": self.property,
            "source": self.source,
            "span": self.span.value,
            "stream": self.stream,
            "unit": self.unit,
            "value": self.value,
            "way": self.way.value,
        }
