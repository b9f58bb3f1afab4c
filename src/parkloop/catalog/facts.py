"""The types of catalog rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from parkloop.periods import Period, at
from parkloop.provenance import Plain
from parkloop.texts import Text


@dataclass(frozen=True, slots=True)
class Source:
    """A document that facts come from."""

    id: str
    title: Text
    publisher: str
    published: str
    document: str
    licence: str
    redistribute: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stream:
    """Something that flows: its kind, its group for shared facts, what it may be measured in."""

    id: str
    kind: str
    group: str
    name: Text
    carrier: str
    dimensions: tuple[str, ...]
    default_unit: str
    biogenic: bool
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Activity:
    """What a stream is used for; facts of a parent apply to its children."""

    id: str
    parent: str
    category: str
    name: Text


@dataclass(frozen=True, slots=True)
class Fact:
    """One number that is known, with unit, validity, uncertainty and source.

    ``low`` and ``high`` are the bounds of the 95 % interval in ``unit``. ``central`` tells what
    ``value`` is of its distribution. Facts with the same ``parameter`` are one physical quantity
    and are drawn once. ``primary_share`` (0–1) and the ratings ``technology``, ``geography``,
    ``timeliness`` (1 good – 3 poor) are what a partner's data set says of itself.
    """

    id: str
    kind: str
    value: float
    unit: str
    source: str
    confidence: str
    verified: bool
    rank: str
    region: str = "world"
    stream: str = ""
    activity: str = ""
    gas: str = ""
    low: float | None = None
    high: float | None = None
    distribution: str = ""
    central: str = ""
    parameter: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    data_year: str = ""
    published: str = ""
    superseded: date | None = None
    gwp_set: str = ""
    supplier: str = ""
    locator: str = ""
    uncertainty_source: str = ""
    note: str = ""
    primary_share: float | None = None
    technology: float | None = None
    geography: float | None = None
    timeliness: float | None = None

    @property
    def drawn_as(self) -> str:
        """The parameter that this fact is a statement about."""
        return self.parameter or self.id

    @property
    def exact(self) -> bool:
        return self.distribution == "exact"

    def applies(self, period: Period, zone: str) -> bool:
        """Whether the fact is valid during the whole period.

        ``valid_from`` is the first local day, ``valid_to`` the first on which it is no more.
        """
        starts = self.valid_from is None or _midnight(self.valid_from, zone) <= period.start
        ends = self.valid_to is None or period.end <= _midnight(self.valid_to, zone)
        return starts and ends

    def as_dict(self) -> dict[str, Plain]:
        return {name: _plain(getattr(self, name)) for name in sorted(self.__dataclass_fields__)}


def _midnight(day: date, zone: str) -> datetime:
    return at(day.year, zone, day.month, day.day)


@dataclass(frozen=True, slots=True)
class Potential:
    """A global warming potential over 100 years [kg CO2e per kg of gas]."""

    gas: str
    gwp_set: str
    value: float
    source: str
    locator: str
    confidence: str
    verified: bool
    montreal: bool = False
    note: str = ""

    @property
    def id(self) -> str:
        return f"gwp.{self.gwp_set}.{self.gas}"


@dataclass(frozen=True, slots=True)
class BlendPart:
    """A mass share of one gas in a refrigerant blend."""

    blend: str
    gas: str
    share: float
    source: str
    confidence: str
    verified: bool

    @property
    def id(self) -> str:
        return f"blend.{self.blend}.{self.gas}"


@dataclass(frozen=True, slots=True)
class Rank:
    """A class of facts in the order of use, with the reason for its place."""

    id: str
    order: int
    reason: Text


@dataclass(frozen=True, slots=True)
class Fallback:
    """A fact that may stand in for a missing one, only when chosen by name."""

    id: str
    kind: str
    stream: str
    region: str
    for_from: date
    for_to: date
    uses_fact: str
    name: Text
    reason: Text
    source: str
    confidence: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Threshold:
    """A limit in a rule, with what must be checked before it is relied on."""

    id: str
    subject: str
    value: float
    unit: str
    facility: str
    applies_to: Text
    valid_from: date | None
    valid_to: date | None
    source: str
    locator: str
    confidence: str
    verified: bool
    must_check: Text


@dataclass(frozen=True, slots=True)
class Rating:
    """When a datum is rated 1 (good), 2 or 3 (poor) in one dimension of data quality.

    ``years`` is the greatest age for which it holds; None: any.
    """

    id: str
    dimension: str
    condition: str
    rating: int
    years: int | None
    name: Text
    source: str
    locator: str
    confidence: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Bounds:
    """The range in which a fact of a kind is plausible."""

    kind: str
    stream: str
    low: float
    high: float
    unit: str
    note: str = ""


def _plain(value: object) -> Plain:
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"a fact holds plain values, not {type(value).__name__}")
