"""What a person states about exchanges: prices, what may replace what, carriage, shared plants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass

from parkloop.analyses.symbiosis.network.candidates import IMPACTS
from parkloop.periods import Period
from parkloop.provenance import Plain

VERSION = "1"


@dataclass(frozen=True, slots=True)
class OfferRule:
    """A stream that is given away today: what the giver saves per ``unit`` when it is used.

    ``saved`` [money/unit] is below zero where the giver is paid for it today. ``quality`` holds
    what it carries, by contaminant. ``to`` names the nodes it goes to today (empty: all outside
    and all treatments).
    """

    stream: str
    unit: str
    saved: float
    quality: Mapping[str, float] = field(default_factory=dict)
    to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NeedRule:
    """A stream that is bought today: its ``price`` [money/unit], and what it brings with it.

    ``co2`` [kg CO2e/unit] is what one unit bought emits before it arrives (None: the catalog is
    asked), ``fresh_water`` [m3/unit] the fresh water in it, ``limit`` what it may carry.
    """

    stream: str
    unit: str
    price: float
    co2: float | None = None
    fresh_water: float = 0.0
    limit: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UtilityRule:
    """Something that routes use up besides what they treat: power, make-up water, chemicals.

    ``price`` [money/unit], ``co2`` [kg CO2e/unit] and ``fresh_water`` [m3/unit] are of one unit
    used; without ``co2`` the catalog's factor of the grid is taken for electricity.
    """

    stream: str
    unit: str
    price: float
    co2: float | None = None
    fresh_water: float = 0.0


@dataclass(frozen=True, slots=True)
class Size:
    """One size of a pipe or plant: ``capacity`` [offer unit/year], ``cost`` [money/year]."""

    capacity: float
    cost: float


@dataclass(frozen=True, slots=True)
class Mode:
    """A way to carry: per unit, per unit and km, per km and year; sizes with their cost per km.

    ``co2`` [kg CO2e per offer unit and km]; beyond ``most_km`` nothing is carried.
    """

    name: str
    per_unit: float = 0.0
    per_unit_km: float = 0.0
    per_km: float = 0.0
    most_km: float | None = None
    co2: float = 0.0
    sizes: tuple[Size, ...] = ()


@dataclass(frozen=True, slots=True)
class ExchangeRule:
    """An offer that may replace a need, by a route of treatment.

    ``ratio`` is need units replaced per offer unit that arrives, ``taken`` the part that arrives
    after treatment, ``most_share`` the part of a need that it may cover. ``treatment``
    [money/offer unit], ``co2`` [kg CO2e/offer unit] and ``fixed`` [money/year] are the route's;
    ``least`` [offer unit/year] its minimum take; pairs that could not exchange ``smallest``
    [offer unit/year] are not looked at. ``removes`` is the part of each contaminant taken
    out, ``uses`` what one offer unit takes of each utility: of a heat pump or chiller, of a pump,
    of a treatment. ``facility`` names the shared plant it passes, ``reference`` where the figures
    come from.
    """

    id: str
    offer: str
    need: str
    mode: str
    ratio: float = 1.0
    taken: float = 1.0
    most_share: float = 1.0
    treatment: float = 0.0
    co2: float = 0.0
    fixed: float = 0.0
    least: float = 0.0
    smallest: float = 0.0
    removes: Mapping[str, float] = field(default_factory=dict)
    uses: Mapping[str, float] = field(default_factory=dict)
    facility: str = ""
    givers: tuple[str, ...] = ()
    takers: tuple[str, ...] = ()
    reference: str = ""


@dataclass(frozen=True, slots=True)
class FacilityRule:
    """A plant that several exchanges share: sizes, and the enterprise that pays for it.

    With ``per_park`` each park of the takers may have one of its own.
    """

    name: str
    sizes: tuple[Size, ...]
    payer: str = ""
    per_park: bool = False


@dataclass(frozen=True, slots=True)
class Distances:
    """How far apart enterprises are [km]: by pair, else by coordinates, else by park."""

    within_park: float | None = None
    between_parks: float | None = None
    pairs: Mapping[str, float] = field(default_factory=dict)
    detour: float = 1.0


@dataclass(frozen=True, slots=True)
class Shock:
    """Something that may happen: prices of streams times a factor, an enterprise that leaves."""

    name: str
    prices: Mapping[str, float] = field(default_factory=dict)
    leaves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """An offer or need that a person states and the ledger does not hold.

    ``side`` is offer or need; ``months`` are twelve amounts [``unit``], January first.
    """

    side: str
    owner: str
    stream: str
    unit: str
    months: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything stated about possible exchanges. Money is in ``money`` (as VND@2025)."""

    money: str
    offers: tuple[OfferRule, ...]
    needs: tuple[NeedRule, ...]
    exchanges: tuple[ExchangeRule, ...]
    modes: tuple[Mode, ...]
    utilities: tuple[UtilityRule, ...] = ()
    facilities: tuple[FacilityRule, ...] = ()
    distances: Distances = field(default_factory=Distances)
    shocks: tuple[Shock, ...] = ()
    contaminants: tuple[str, ...] = ()

    def mode(self, name: str) -> Mode:
        return next(mode for mode in self.modes if mode.name == name)


@dataclass(frozen=True, slots=True)
class NetworkParameters:
    """What a person decides for a network.

    ``step`` is month or year. ``stated`` are offers and needs beside those of the ledger. ``aims``
    (of ``IMPACTS``) span the front, with ``points`` levels each; none: the best net benefit alone.
    ``rules`` are ways to share: every group is looked at up to ``exact_players``, beyond the
    Shapley value is drawn from ``orders`` orders of arrival. ``stressed`` asks what happens when a
    shock of the plan comes, with the amounts of the years ``profiles``, and (with ``exits``) when a
    tenant leaves: each of ``leavers``, or (where none is named) everybody, and then which networks
    stand all exits best. ``all_gain`` leaves no enterprise worse than alone before payments. Above
    ``exact_links`` candidate links the network is searched for and not proved. The search ends at
    the same point on every machine unless ``time_limit`` [s] comes first.
    """

    period: Period
    plan: Plan
    step: str = "month"
    aims: tuple[str, ...] = ()
    points: int = 8
    rules: tuple[str, ...] = ()
    stressed: bool = False
    exits: bool = True
    leavers: tuple[str, ...] = ()
    profiles: tuple[Period, ...] = ()
    stated: tuple[Stated, ...] = ()
    all_gain: bool = False
    goal: str = "net"
    gap: float = 1e-4
    time_limit: float = 60.0
    exact_links: int = 1500
    exact_players: int = 10
    orders: int = 60
    seed: int = 20_250_101

    def as_dict(self) -> dict[str, Plain]:
        """Every parameter by name, with the plan written out."""
        shown: dict[str, Plain] = {
            f.name: plain(getattr(self, f.name))
            for f in fields(self)
            if f.name not in ("period", "profiles")
        }
        shown["period"] = _interval(self.period)
        shown["profiles"] = [_interval(period) for period in self.profiles]
        return shown


def _interval(period: Period) -> str:
    return f"{period.start.isoformat()}/{period.end.isoformat()}"


def plain(value: object) -> Plain:
    """A record as plain values, for provenance."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, tuple | list):
        return [plain(part) for part in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"a parameter holds plain values, not {type(value).__name__}")


def known_aims(names: tuple[str, ...]) -> tuple[str, ...]:
    """The aims that are not known; empty where all are."""
    return tuple(name for name in names if name not in IMPACTS)
