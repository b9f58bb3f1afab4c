"""Indicators, the areas and agencies they speak of, and how areas became others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from parkloop.errors import FactError
from parkloop.texts import Text


@dataclass(frozen=True, slots=True)
class IndicatorDefinition:
    """What an indicator measures, how, and who answers for it.

    ``direction`` is +1 where more is better, −1 where less is, 0 where neither. ``set`` names the
    official list it belongs to and ``code`` its number there. ``lead`` and ``coordinating`` are
    ids of agencies; who answers on a day follows from their validity. ``additive`` says how parts
    make a whole: ``sum``, ``mean:INDICATOR`` (weighted by that indicator) or empty (not at all).
    A definition that is only a place in an official list has ``named_gap``.
    """

    id: str
    name: Text
    unit: str
    set: str = ""
    code: str = ""
    goal: str = ""
    field: str = ""
    direction: int = 1
    definition: Text | None = None
    formula: str = ""
    numerator: str = ""
    denominator: str = ""
    frequency: str = "A"
    disaggregations: tuple[str, ...] = ()
    phase: str = ""
    lead: str = ""
    coordinating: tuple[str, ...] = ()
    national_code: str = ""
    data_source: str = ""
    additive: str = ""
    named_gap: bool = False
    source: str = ""
    locator: str = ""
    confidence: str = ""
    verified: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Agency:
    """A body that answers for indicators; one that ended hands its duties to ``successor``."""

    id: str
    name: Text
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str = ""
    source: str = ""
    confidence: str = ""
    verified: bool = False
    note: str = ""

    def valid_on(self, day: date) -> bool:
        return _valid(self.valid_from, self.valid_to, day)


@dataclass(frozen=True, slots=True)
class Area:
    """A nation, province, park or enterprise, as it was from a day until a day."""

    id: str
    kind: str
    name: Text
    parent: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    codes: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    confidence: str = ""
    verified: bool = False
    note: str = ""

    def valid_on(self, day: date) -> bool:
        return _valid(self.valid_from, self.valid_to, day)


@dataclass(frozen=True, slots=True)
class Transfer:
    """A line of the crosswalk: the ``share`` [1] of an old area that went into a new one."""

    old: str
    new: str
    share: float
    basis: str
    day: date
    source: str = ""
    confidence: str = ""
    verified: bool = False


@dataclass(frozen=True)
class IndicatorBook:
    """All definitions by id, agencies, areas and the crosswalk between areas."""

    indicators: Mapping[str, IndicatorDefinition] = field(default_factory=dict)
    agencies: Mapping[str, Agency] = field(default_factory=dict)
    areas: Mapping[str, Area] = field(default_factory=dict)
    crosswalk: tuple[Transfer, ...] = ()

    def indicator(self, name: str) -> IndicatorDefinition:
        """The definition; raises FactError with the nearest names where there is none."""
        if name not in self.indicators:
            raise FactError(
                Text(f"Không có chỉ tiêu “{name}”.", f"There is no indicator “{name}”."),
                _near(name, self.indicators),
            )
        return self.indicators[name]

    def area(self, name: str) -> Area:
        """The area; raises FactError with the nearest names where there is none."""
        if name not in self.areas:
            raise FactError(
                Text(f"Không có địa bàn “{name}”.", f"There is no area “{name}”."),
                _near(name, self.areas),
            )
        return self.areas[name]

    def areas_on(self, day: date, kind: str = "", parent: str = "") -> tuple[Area, ...]:
        """Areas that exist on a day, of a kind and below a parent if named, by id."""
        return tuple(
            area
            for _, area in sorted(self.areas.items())
            if area.valid_on(day)
            and (not kind or area.kind == kind)
            and (not parent or area.parent == parent)
        )

    def responsible(self, indicator: str, day: date) -> Agency | None:
        """The agency that answers for an indicator on a day, through mergers; None if not known."""
        name, seen = self.indicator(indicator).lead, set[str]()
        while name in self.agencies and name not in seen:
            agency = self.agencies[name]
            if agency.valid_to is None or day < agency.valid_to:
                return agency
            seen.add(name)
            name = agency.successor
        return None

    def parts_of(self, area: str) -> tuple[Transfer, ...]:
        """What an area was made of."""
        return tuple(line for line in self.crosswalk if line.new == area)

    def became(self, area: str) -> tuple[Transfer, ...]:
        """What an area has become."""
        return tuple(line for line in self.crosswalk if line.old == area)

    def of_set(self, name: str) -> tuple[IndicatorDefinition, ...]:
        """The indicators of an official list, in the order of their codes."""
        own = (each for each in self.indicators.values() if each.set == name)
        return tuple(sorted(own, key=lambda each: _places(each.code)))

    def with_areas(self, more: Iterable[Area]) -> IndicatorBook:
        """A book that also knows these areas (parks and enterprises of one's own)."""
        areas = dict(self.areas) | {area.id: area for area in more}
        return IndicatorBook(self.indicators, self.agencies, areas, self.crosswalk)

    def problems(self) -> Iterator[str]:
        """References that lead nowhere, for the check of the catalog."""
        for each in self.indicators.values():
            for name in filter(None, (each.lead, *each.coordinating)):
                if name not in self.agencies:
                    yield f"{each.id}: {name}"
        for area in self.areas.values():
            if area.parent and area.parent not in self.areas:
                yield f"{area.id}: {area.parent}"
        for line in self.crosswalk:
            yield from (
                f"{line.old} → {line.new}" for end in (line.old, line.new) if end not in self.areas
            )
        for agency in self.agencies.values():
            if agency.successor and agency.successor not in self.agencies:
                yield f"{agency.id}: {agency.successor}"


def _valid(start: date | None, end: date | None, day: date) -> bool:
    return (start is None or start <= day) and (end is None or day < end)


def _near(asked: str, known: Iterable[str]) -> list[str]:
    return get_close_matches(asked, sorted(known), n=5, cutoff=0.4)


def _places(code: str) -> tuple[tuple[int, str], ...]:
    """1.10 comes after 1.9."""
    return tuple((int(part), "") if part.isdigit() else (10**6, part) for part in code.split("."))
