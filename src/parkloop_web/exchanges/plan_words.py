"""Rows of a plan in the reader's words: streams and enterprises by name, numbers in groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parkloop.io.catalog_files import load_catalog
from parkloop.reports.numbers import number, unit_words
from parkloop.texts import Text, same_in_both
from parkloop_web.exchanges.models import PlanRow
from parkloop_web.exchanges.plan_fields import (
    EXCHANGES,
    NAMES,
    NEED,
    NUMBERS,
    OFFER,
    SECTIONS,
    SETTINGS,
    SIZES,
    STREAM,
    UNIT,
    UTILITIES,
    YES,
    PlanField,
)
from parkloop_web.parks.models import Node

#: Digits that a number of a plan may have: prices in dong have many.
_DIGITS = 12
_A_UNIT = Text("đơn vị", "unit")
_BY_STREAM = (OFFER, NEED, UTILITIES)


def stream_words(code: str) -> Text:
    """Name of a stream; what the catalog does not know keeps its own name."""
    known = load_catalog().streams.get(code)
    return known.name if known else same_in_both(code)


def name_words(row: PlanRow) -> Text:
    """What a row is called: its stream, or 'fly ash for clinker'."""
    if row.section in _BY_STREAM:
        return stream_words(row.name)
    if row.section == EXCHANGES:
        return _exchange(row)
    return same_in_both(row.name)


def _exchange(row: PlanRow) -> Text:
    given, replaced = (row.content.get(key) for key in ("offer", "need"))
    if not given or not replaced:
        return same_in_both(row.name)
    offer, need = stream_words(given), stream_words(replaced)
    if given == replaced:
        return Text(f"{offer.vi}, dùng lại", f"{offer.en}, used again")
    return Text(f"{offer.vi} thay {need.vi}", f"{offer.en} for {need.en}")


@dataclass(frozen=True, slots=True)
class PlanWords:
    """Writes rows for readers; ``places`` are names of enterprises and other nodes by their id,
    ``units`` those of offers and needs, ``money`` that of the plan."""

    places: Mapping[str, Text]
    units: Mapping[str, Text]
    money: str

    @classmethod
    def of(cls, zone: Node, rows: Sequence[PlanRow]) -> PlanWords:
        """With the names of all places that the rows mention."""
        codes = {
            code
            for row in rows
            for value in row.content.values()
            for code in (value if isinstance(value, list) else [value])
            if isinstance(code, str)
        }
        known = Node.objects.filter(zone=zone, code__in=codes)
        units = {r.name: unit_words(r.content["unit"]) for r in rows if r.content.get("unit")}
        money = next((r.content.get("money") or "" for r in rows if r.section == SETTINGS), "")
        return cls({node.code: node.name for node in known}, units, money.partition("@")[0])

    def name(self, row: PlanRow) -> Text:
        return name_words(row)

    def pairs(self, row: PlanRow) -> Iterator[tuple[Text, Text]]:
        """Every field of a row that says something: what it is called, and its value."""
        section = SECTIONS[row.section]
        for field in section.fields:
            value = row.content.get(field.name)
            if field.name != section.key and value not in (None, "", [], {}):
                yield self.label(field, row), self.value(field, value)

    def label(self, field: PlanField, row: PlanRow) -> Text:
        """What a field is called in this row: '[tiền/đơn vị]' becomes '[VND/t]'."""
        unit = self.units.get(str(row.content.get("offer") or row.name), _A_UNIT)
        return Text(
            _measured(field.called.vi, ("tiền", self.money), ("đơn vị", unit.vi)),
            _measured(field.called.en, ("money", self.money), ("unit", unit.en)),
        )

    def value(self, field: PlanField, value: Any) -> Text:
        """A value as people read it: '210.000', 'tro bay', 'xây dựng Demo 2; thép Demo 1'."""
        if field.kind == SIZES:
            return _listed(_size(size) for size in value)
        if field.kind == NUMBERS:
            sign = "× " if field.name == "prices" else ""
            return _listed(_pair(stream_words(name), sign, part) for name, part in value.items())
        if field.kind == NAMES:
            return _listed(self._place(name) for name in value)
        if field.kind in (STREAM, OFFER, NEED):
            return stream_words(value)
        if field.kind == UNIT:
            return unit_words(value)
        if field.kind == YES:
            return Text("có", "yes") if value else Text("không", "no")
        if isinstance(value, int | float):
            return number(float(value), _DIGITS)
        return self._place(str(value))

    def _place(self, code: str) -> Text:
        return self.places.get(code, same_in_both(code))


def _measured(label: str, *known: tuple[str, str]) -> str:
    """A label with the words of its brackets replaced by what they stand for, where known."""
    words, bracket, measure = label.partition("[")
    for word, meaning in known:
        if meaning:
            measure = measure.replace(word, meaning)
    return f"{words}{bracket}{measure}"


def _size(size: Mapping[str, float]) -> Text:
    """'120.000 → 160.000.000': a capacity and what it costs."""
    capacity, cost = (number(float(size[key]), _DIGITS) for key in ("capacity", "cost"))
    return Text(f"{capacity.vi} → {cost.vi}", f"{capacity.en} → {cost.en}")


def _pair(name: Text, sign: str, part: float) -> Text:
    shown = number(float(part), _DIGITS)
    return Text(f"{name.vi} {sign}{shown.vi}", f"{name.en} {sign}{shown.en}")


def _listed(parts: Iterable[Text]) -> Text:
    found = list(parts)
    return Text("; ".join(p.vi for p in found), "; ".join(p.en for p in found))
