"""What is known about exchanges: pairs, waste codes, industries, treatment, levels of quality."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from parkloop.texts import Text


@dataclass(frozen=True, slots=True)
class Pair:
    """A by-product of one sector that replaces something in another.

    ``ratio_low``, ``ratio_typical``, ``ratio_high`` say how much is replaced per unit of the
    by-product, in ``ratio_unit``. ``range_km`` is how far it is usually carried (None: not said).
    ``waste`` is yes, no or not-applicable.
    """

    id: str
    kind: str
    source_sector: Text
    source_nace: str
    by_product: Text
    keywords: tuple[str, ...]
    phase: str
    waste_code: str
    waste: str
    hazardous: bool
    receiving_sector: Text
    receiving_nace: str
    replaces: Text
    ratio_low: float
    ratio_typical: float
    ratio_high: float
    ratio_unit: str
    treatment: Text
    constraints: Text
    modes: tuple[str, ...]
    range_km: float | None
    relevance: str
    source: str
    reference: str
    confidence: str
    verified: bool

    @property
    def name(self) -> Text:
        """'by-product → receiver' in both languages."""
        return Text(
            f"{self.by_product.vi} → {self.receiving_sector.vi}",
            f"{self.by_product.en} → {self.receiving_sector.en}",
        )


@dataclass(frozen=True, slots=True)
class WasteCode:
    """A code of the European List of Waste; ``vn_code`` is empty where the bridge is not known."""

    code: str
    chapter: str
    hazardous: bool
    vn_code: str
    vn_class: str
    source: str
    confidence: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A heading of a classification: a chapter of waste, a division of industry."""

    id: str
    name: Text
    source: str
    confidence: str
    verified: bool


@dataclass(frozen=True, slots=True)
class LegalNote:
    """A legal condition; ``field`` and ``value`` say to which pairs it applies.

    ``valid_from`` and ``valid_to`` are ISO dates or years, empty where not known.
    """

    id: str
    field: str
    value: str
    valid_from: str
    valid_to: str
    note: Text
    source: str
    confidence: str
    verified: bool

    def applies(self, pair: Pair) -> bool:
        """Whether the note speaks of this pair; codes match by their beginning."""
        if self.field == "hazardous":
            return pair.hazardous
        own = {
            "waste_code": pair.waste_code,
            "receiving_nace": pair.receiving_nace,
            "kind": pair.kind,
            "pair": pair.id,
        }[self.field]
        return bool(own) and own.startswith(self.value)


@dataclass(frozen=True, slots=True)
class TreatmentUnit:
    """A unit of water treatment: energy [kWh/m3], shares recovered and removed, capital.

    Capital cost = ``capital`` · (flow / ``capital_flow``)^``capital_exponent``, flow in m3/h.
    What is not known is None.
    """

    id: str
    name: Text
    energy: float | None
    recovery: float | None
    removal: Mapping[str, float]
    capital: float | None
    capital_flow: float | None
    capital_exponent: float | None
    capital_unit: str
    source: str
    confidence: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Train:
    """Treatment units that bring water from one quality class to another."""

    id: str
    name: Text
    from_class: str
    to_class: str
    units: tuple[str, ...]
    source: str
    confidence: str
    verified: bool


@dataclass(frozen=True, slots=True)
class WaterLimit:
    """The most of a parameter in a class: strict and loose end of the usual range."""

    parameter: str
    strict: float
    loose: float
    unit: str
    confidence: str
    verified: bool


@dataclass(frozen=True, slots=True)
class WaterClass:
    """A quality class of water; one of lower ``order`` serves every higher one."""

    id: str
    order: int
    name: Text
    use: Text
    limits: tuple[WaterLimit, ...]
    source: str
    confidence: str
    verified: bool


@dataclass(frozen=True, slots=True)
class HeatLevel:
    """A class of temperatures [°C] of heat or cold."""

    id: str
    name: Text
    kind: str
    low: float
    high: float
    source: str
    confidence: str
    verified: bool


@dataclass(frozen=True, slots=True)
class HeatPipe:
    """A pipe size: capacity [kW], heat loss [kW per m of route], cost per m."""

    id: str
    nominal: float
    capacity: float
    loss: float
    cost: float
    cost_unit: str
    source: str
    confidence: str
    verified: bool


@dataclass(frozen=True)
class ExchangeFacts:
    """All of it, each kind by its id, in the order of the files."""

    pairs: Mapping[str, Pair] = field(default_factory=dict)
    waste_codes: Mapping[str, WasteCode] = field(default_factory=dict)
    waste_chapters: Mapping[str, Named] = field(default_factory=dict)
    industries: Mapping[str, Named] = field(default_factory=dict)
    legal_notes: Mapping[str, LegalNote] = field(default_factory=dict)
    treatment_units: Mapping[str, TreatmentUnit] = field(default_factory=dict)
    trains: Mapping[str, Train] = field(default_factory=dict)
    water_classes: Mapping[str, WaterClass] = field(default_factory=dict)
    heat_levels: Mapping[str, HeatLevel] = field(default_factory=dict)
    heat_pipes: Mapping[str, HeatPipe] = field(default_factory=dict)

    def heat_level(self, temperature: float, kind: str = "heat") -> HeatLevel | None:
        """The class that a temperature [°C] lies in; None where there is none."""
        for level in self.heat_levels.values():
            if level.kind == kind and level.low <= temperature < level.high:
                return level
        return None

    def legal_for(self, pair: Pair) -> tuple[LegalNote, ...]:
        """Every legal note that speaks of a pair."""
        return tuple(note for note in self.legal_notes.values() if note.applies(pair))
