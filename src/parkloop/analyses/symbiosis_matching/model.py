"""The records of matching: offers, needs, candidates and why they are candidates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from parkloop.provenance import Plain
from parkloop.texts import Text

LEDGER, BY_HAND = "ledger", "by-hand"


class Kind(StrEnum):
    """What is offered or needed."""

    BY_PRODUCT = "by-product"
    WASTE = "waste"
    HAZARDOUS = "hazardous-waste"
    HEAT = "heat"
    COLD = "cold"
    WATER = "water"
    WASTEWATER = "wastewater"
    POWER = "power"
    MATERIAL = "material"
    FUEL = "fuel"
    CAPACITY = "capacity"


@dataclass(frozen=True, slots=True)
class Side:
    """What offers and needs share.

    ``quantity`` in ``unit`` over the period (None: not known); ``months`` holds what lies wholly
    in a month, by its label. ``temperature`` [°C]; ``water_class`` W0–W6; ``origin`` is the ledger
    or by hand.
    """

    id: str
    owner: str
    name: Text
    kind: Kind
    stream: str = ""
    quantity: float | None = None
    unit: str = ""
    months: Mapping[str, float] = field(default_factory=dict)
    temperature: float | None = None
    water_class: str = ""
    waste_code: str = ""
    origin: str = BY_HAND
    words: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Plain]:
        return {
            "id": self.id,
            "kind": self.kind.value,
            "months": dict(self.months),
            "name": dict(self.name.as_dict()),
            "origin": self.origin,
            "owner": self.owner,
            "quantity": self.quantity,
            "stream": self.stream,
            "temperature": self.temperature,
            "unit": self.unit,
            "waste_code": self.waste_code,
            "water_class": self.water_class,
            "words": list(self.words),
        }


@dataclass(frozen=True, slots=True)
class Offer(Side):
    """Something an enterprise gives off and could give to another."""


@dataclass(frozen=True, slots=True)
class Need(Side):
    """Something an enterprise takes in and could take from another."""


class Reason(StrEnum):
    """Why two sides were brought together."""

    CODE = "code"
    CATALOGUE = "catalogue"
    STREAM = "stream"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: what it is, its value, and the words for it."""

    name: str
    value: float
    words: Text


@dataclass(frozen=True, slots=True)
class Candidate:
    """An exchange that could be: who gives what to whom, instead of what, and what stands by it.

    ``score`` is the sum of its parts, times the factor of distance. ``pair`` is the row of the
    catalogue, '' where only the stream or the text speaks for it. ``replaced`` is how much it
    would replace at the pair's typical ratio [``replaced_unit``]; None where that is not known.
    ``geography`` is same-park or other-park.
    """

    offer: str
    giver: str
    taker: str
    need: str
    pair: str
    score: float
    parts: tuple[Part, ...]
    reason: Reason
    why: Text
    treatment: Text | None
    constraint: Text | None
    obstacles: tuple[Text, ...]
    distance_km: float | None
    range_km: float | None
    legal: tuple[str, ...]
    hazardous: bool
    running: bool
    replaced: float | None
    replaced_unit: str
    replaces: Text | None
    geography: str
    verified: bool

    @property
    def id(self) -> str:
        return f"{self.offer}>{self.taker}"

    def as_dict(self) -> dict[str, Plain]:
        return {
            "constraint": _words(self.constraint),
            "distance_km": self.distance_km,
            "geography": self.geography,
            "giver": self.giver,
            "hazardous": self.hazardous,
            "legal": list(self.legal),
            "need": self.need,
            "obstacles": [_words(text) for text in self.obstacles],
            "offer": self.offer,
            "pair": self.pair,
            "parts": {part.name: part.value for part in self.parts},
            "range_km": self.range_km,
            "reason": self.reason.value,
            "replaced": self.replaced,
            "replaced_unit": self.replaced_unit,
            "replaces": _words(self.replaces),
            "running": self.running,
            "score": self.score,
            "taker": self.taker,
            "treatment": _words(self.treatment),
            "verified": self.verified,
            "why": _words(self.why),
        }


def _words(text: Text | None) -> Plain:
    return None if text is None else dict(text.as_dict())


@dataclass(frozen=True)
class Matching:
    """Offers and needs of a period, and candidates, best first."""

    offers: tuple[Offer, ...]
    needs: tuple[Need, ...]
    candidates: tuple[Candidate, ...]

    def of_offer(self, offer: str) -> tuple[Candidate, ...]:
        return tuple(c for c in self.candidates if c.offer == offer)
