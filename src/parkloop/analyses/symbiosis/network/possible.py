"""What the ledger offers and needs, and the links that a plan makes possible between them."""

from __future__ import annotations

from dataclasses import dataclass

from parkloop.analyses.symbiosis.network.candidates import Floats
from parkloop.analyses.symbiosis.network.plan import ExchangeRule, Mode, NeedRule, OfferRule
from parkloop.provenance import EntriesOperand


@dataclass(frozen=True, eq=False)
class Offer:
    """What an enterprise gives away today, by period [offer unit]."""

    id: str
    rule: OfferRule
    owner: str
    to: str
    amounts: Floats
    entries: tuple[EntriesOperand, ...]
    landfilled: bool


@dataclass(frozen=True, eq=False)
class Need:
    """What an enterprise buys today, by period [need unit]."""

    id: str
    rule: NeedRule
    owner: str
    amounts: Floats
    entries: tuple[EntriesOperand, ...]
    co2: float | None
    fact: str


@dataclass(frozen=True, eq=False)
class Possible:
    """One link that could be: an exchange of the plan between two enterprises.

    ``park`` is the taker's.
    """

    id: str
    rule: ExchangeRule
    offer: Offer
    need: Need
    mode: Mode
    km: float
    park: str
