"""What a greenhouse-gas inventory consists of: lines, each a product of operands.

Every emission is a sum of *lines*, and every line is a product

    mass of gas = amount · Π valueᵢ ^ powerᵢ

of one activity amount and facts of the catalog (docs/methods/inventory.md). That one shape
carries the formula, the explanation, the derivatives of approach 1 and the draws of approach 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from parkloop.periods import Period
from parkloop.provenance import Plain
from parkloop.texts import Text


class Memo(StrEnum):
    """Why a line is shown beside the totals and not in them."""

    NONE = ""
    BIOGENIC = "biogenic"
    MONTREAL = "montreal"
    EXPORTED = "exported"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Term:
    """One factor of a line: a fact raised to a power.

    ``parameter`` names the physical quantity that is drawn once for all lines that use it.
    ``value`` is in ``unit``; ``scale`` brings value^power into the line's units (kg, m3, MJ …).
    A term without a fact is a share agreed or computed from entries, taken as exact; ``reason``
    says which.
    """

    symbol: str
    fact: str
    parameter: str
    power: int
    value: float
    unit: str
    scale: float
    reason: Text | None = None

    @property
    def multiplier(self) -> float:
        return float(self.value**self.power) * self.scale


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the inventory.

    ``amount`` is in ``amount_unit`` (a ledger unit), ``mass`` in kg of ``gas``.
    ``amount_variance`` [amount_unit²] is the variance of the amount that is this line's own;
    lines with the same ``amount_parameter`` share their amount's error.
    ``sign`` is −1 for what is deducted (resale, recovery).
    ``internal`` tells that the emission is also another enterprise's scope 1 in the same park,
    so that the park total eliminates it.

    ``supplier`` is the node from which the energy or the good came. ``basis`` is 'location' for
    scope 2 lines that count in both totals of scope 2, 'market' for those (contracts,
    certificates) that change the market-based one only. ``place`` says where power or heat of a
    network ended: common, loss or unexplained; such lines have the memo PLACE. A line with the
    gas ``TOE`` is energy in tonnes of oil equivalent; its ``mass`` is in toe.
    """

    id: str
    park: str
    enterprise: str
    node: str
    supplier: str
    scope: int
    basis: str
    category: str
    stream: str
    activity: str
    gas: str
    memo: Memo
    internal: bool
    place: str
    amount: float
    amount_unit: str
    amount_variance: float | None
    amount_parameter: str
    entries: int
    selector: Mapping[str, str | int | float | None]
    sign: int
    terms: tuple[Term, ...]
    mass: float


@dataclass(frozen=True, slots=True)
class Elimination:
    """Why a park's (or zone's) total is not the sum of its enterprises [t CO2e].

    sum_of_enterprises + internal_deliveries = total; the second is negative or zero.
    """

    boundary: str
    sum_of_enterprises: float | None
    internal_deliveries: float
    total: float | None


@dataclass(frozen=True, slots=True)
class ThresholdCheck:
    """A figure against a limit of a rule, with what must be checked before relying on it."""

    threshold: str
    boundary: str
    value: float | None
    limit: float
    unit: str
    state: str
    must_check: Text


@dataclass(frozen=True, slots=True)
class Contribution:
    """Share of one parameter in the variance of a total (0–1)."""

    parameter: str
    label: Text
    share: float


@dataclass(frozen=True, slots=True)
class UncertaintyReport:
    """Approach 1 and approach 2 for one figure, side by side [t CO2e].

    ``convention`` says what printed values of skewed factors are taken to be.
    """

    figure: str
    deterministic: float
    approach1_low: float
    approach1_high: float
    approach2_mean: float
    approach2_low: float
    approach2_high: float
    draws: int
    converged: bool
    convention: str
    seed: int
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True)
class Inventory:
    """The inventory of every boundary (node, enterprise, park, zone) in one period."""

    period: Period
    gwp_set: str
    boundaries: tuple[str, ...]
    lines: tuple[Line, ...]
    eliminations: tuple[Elimination, ...]
    thresholds: tuple[ThresholdCheck, ...]
    uncertainty: tuple[UncertaintyReport, ...]
    parameters: Mapping[str, Plain]
