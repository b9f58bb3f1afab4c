"""Balances of energy, water and mass per node and park, ready to be drawn."""

from __future__ import annotations

from dataclasses import dataclass

from parkloop.periods import Period


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """What reached a node and what left it, in one domain or for one stream.

    ``domain`` is energy [MJ], water [m3], mass [kg] or the id of a single stream in its ledger
    unit. ``difference`` = supplied − delivered − stock_increase; ``tolerance`` is derived from
    the uncertainty of the entries; ``state`` is closed, open or not-assessable. Values are None
    where a gap leaves them unknown; ``gaps`` names those gaps.
    """

    node: str
    park: str
    domain: str
    unit: str
    supplied: float | None
    delivered: float | None
    stock_increase: float
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
    """Flows of one domain in a park; ``error`` is Σ|difference| at passing nodes [unit]."""

    park: str
    domain: str
    unit: str
    links: tuple[SankeyLink, ...]
    error: float | None
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Balances:
    period: Period
    rows: tuple[BalanceRow, ...]
    sankeys: tuple[Sankey, ...]
