"""Balances of energy, water and mass per node and park, ready to be drawn."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from parkloop.periods import Period


class BalanceState(StrEnum):
    """What can be said of a balance.

    closed, open: a node that passes things on, within and beyond the tolerance; open also where
    more left a node than reached it. conversion: a node that uses or changes what it gets, so
    that the difference is what was used, lost or built in. not-assessable: gaps leave it open.
    """

    CLOSED = "closed"
    OPEN = "open"
    CONVERSION = "conversion"
    NOT_ASSESSABLE = "not-assessable"


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """What reached a node and what left it, in one domain or for one stream.

    ``domain`` is energy [MJ], water [m3], mass [kg] or the id of a single stream in its ledger
    unit. ``difference`` = supplied − delivered − stock_increase; ``tolerance`` is derived from
    the uncertainty of the entries; ``state`` is one of ``BalanceState``. With gaps, ``supplied``
    and ``delivered`` hold the part that is known (None: nothing is) and ``difference`` is None;
    ``gaps`` names the gaps. ``figure`` is the id of the difference's figure.
    """

    node: str
    park: str
    domain: str
    unit: str
    supplied: float | None
    delivered: float | None
    stock_increase: float | None
    difference: float | None
    tolerance: float | None
    state: str
    figure: str
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SankeyLink:
    """A band of a Sankey: ``value`` None for an exchange whose quantity is a gap."""

    source: str
    target: str
    stream: str
    carrier: str
    value: float | None
    status: str
    entries: int


@dataclass(frozen=True, slots=True)
class Sankey:
    """Flows of one domain in a park, or of one stream that the domain's unit cannot hold.

    ``error`` is Σ|difference| at passing nodes [unit]; None where no node passes anything on or
    a gap leaves it unknown.
    """

    park: str
    domain: str
    unit: str
    links: tuple[SankeyLink, ...]
    error: float | None
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Balances:
    """Every balance that can be struck in a period, and the pictures of the flows."""

    period: Period
    rows: tuple[BalanceRow, ...]
    sankeys: tuple[Sankey, ...]
