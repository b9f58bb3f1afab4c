"""What an exchange network is told as: links, players, front, shares, stress."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parkloop.periods import Period
from parkloop.provenance import Plain


@dataclass(frozen=True, slots=True)
class ChosenLink:
    """One exchange of the network.

    ``sent`` [``unit``/year] leaves the giver, ``by_period`` its parts; ``replaced``
    [``need_unit``/year] is no longer bought. Money is per year: what giver and taker gain before
    payments, and the ``fixed`` cost of what the link alone needs. ``low`` and ``high`` [money/unit]
    are the prices at which giver or taker gain nothing.
    """

    id: str
    exchange: str
    giver: str
    taker: str
    offer: str
    need: str
    sent: float
    unit: str
    by_period: tuple[float, ...]
    replaced: float
    need_unit: str
    km: float
    mode: str
    design: str
    gain_giver: float
    gain_taker: float
    fixed: float
    co2: float | None
    water: float
    landfill: float
    low: float
    high: float
    figure: str
    partial: bool


@dataclass(frozen=True, slots=True)
class PlayerGain:
    """What one enterprise ends with before payments, and by each rule of sharing [money/year]."""

    player: str
    own: float
    shares: Mapping[str, float]
    errors: Mapping[str, float]
    worst_exit: float | None


@dataclass(frozen=True, slots=True)
class SharedBy:
    """One rule: who would walk away (members, what they get, what they could have), payments.

    A payment is (link, from taker to giver [money/year], [money/unit], inside its interval).
    """

    rule: str
    walking: tuple[tuple[tuple[str, ...], float, float], ...]
    payments: tuple[tuple[str, float, float, bool], ...]


@dataclass(frozen=True, slots=True)
class FrontRow:
    """A point of the front: values by aim, its links, and the shared facilities it builds.

    A facility is (name, fixed cost [money/year], capacity), as in the chosen network. ``gap`` is
    the distance of its net benefit from the bound, as a share, among networks that reach as much
    of the other aims as was asked; None where there is no bound.
    """

    values: Mapping[str, float]
    links: tuple[ChosenLink, ...]
    facilities: tuple[tuple[str, float, float], ...]
    gap: float | None


@dataclass(frozen=True, slots=True)
class StressRow:
    """The network in one event [money/year]: links kept, best rebuilt, players that lose most.

    ``kind`` is exit, shock, or profile: amounts of another year.
    """

    name: str
    kind: str
    kept: float | None
    rebuilt: float | None
    losing: tuple[tuple[str, float], ...]
    conflict: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RobustRow:
    """The network chosen for a goal over all exits: its nominal value, mean and worst."""

    goal: str
    nominal: float
    expected: float
    worst: float
    links: tuple[str, ...]
    gap: float | None


@dataclass(frozen=True)
class ExchangeNetwork:
    """A proposed network of a park [money per year], with its bound, gap and what holds it back."""

    period: Period
    money: str
    candidates: int
    players: tuple[str, ...]
    links: tuple[ChosenLink, ...]
    facilities: tuple[tuple[str, float, float], ...]
    net: float
    impacts: Mapping[str, float]
    bound: float | None
    gap: float | None
    way: str
    binding: tuple[tuple[str, str, float, int], ...]
    gains: tuple[PlayerGain, ...]
    shared: tuple[SharedBy, ...]
    core_excess: float | None
    front: tuple[FrontRow, ...]
    stress: tuple[StressRow, ...]
    robust: tuple[RobustRow, ...]
    solver: Mapping[str, Plain]
