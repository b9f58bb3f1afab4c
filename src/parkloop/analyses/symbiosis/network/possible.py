"""What the ledger offers and needs, and the links that a plan makes possible between them."""

from __future__ import annotations

from dataclasses import dataclass

from parkloop.analyses.symbiosis.network.candidates import Floats
from parkloop.analyses.symbiosis.network.plan import (
    ExchangeRule,
    Mode,
    NeedRule,
    OfferRule,
    UtilityRule,
)
from parkloop.provenance import Operand


@dataclass(frozen=True, eq=False)
class Offer:
    """What an enterprise gives away today, by period [offer unit]."""

    id: str
    rule: OfferRule
    owner: str
    to: str
    amounts: Floats
    entries: tuple[Operand, ...]
    landfilled: bool


@dataclass(frozen=True, eq=False)
class Need:
    """What an enterprise buys today, by period [need unit]."""

    id: str
    rule: NeedRule
    owner: str
    amounts: Floats
    entries: tuple[Operand, ...]
    co2: float | None
    fact: str


@dataclass(frozen=True, eq=False)
class Used:
    """What one offer unit takes of a utility [utility unit/offer unit], and what that emits.

    ``co2`` [kg CO2e per utility unit] is None where it is not known; ``fact`` is its source.
    """

    rule: UtilityRule
    amount: float
    co2: float | None
    fact: str


@dataclass(frozen=True, eq=False)
class Possible:
    """One link that could be: an exchange of the plan between two enterprises.

    ``park`` is the taker's; ``uses`` are the utilities that one offer unit takes.
    """

    id: str
    rule: ExchangeRule
    offer: Offer
    need: Need
    mode: Mode
    km: float
    park: str
    uses: tuple[Used, ...] = ()

    @property
    def co2_known(self) -> bool:
        """Whether the CO2 of what is replaced and of all that is used is known."""
        return self.need.co2 is not None and all(used.co2 is not None for used in self.uses)
