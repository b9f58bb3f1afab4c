"""What a person decides when carbon is traced; every default is written into the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from parkloop.errors import RequestError
from parkloop.periods import Period
from parkloop.provenance import Plain
from parkloop.texts import Text

VERSION = "3"
CUT_OFF, ECONOMIC, AVOIDED, HALF = "cut-off", "economic", "avoided-burden", "50-50"
#: What the giver and the taker of a by-product carry (docs/methods/tracing.md).
EXCHANGE_RULES = (CUT_OFF, ECONOMIC, AVOIDED, HALF)
#: How a node that makes several things shares its burden among them.
ALLOCATIONS = ("physical", "mass", "energy", "economic", "shares")


@dataclass(frozen=True, slots=True)
class TracingParameters:
    """Parameters of a trace.

    ``rule`` is that of exchanges between enterprises, ``allocation`` that of several products
    of one node. Keys of the three mappings are 'node/stream': ``prices`` in one currency per
    ledger unit, ``shares`` of the node's burden (0–1, together 1), ``displaced`` in kg CO2e per
    ledger unit of by-product, what the primary product would have caused in its place.
    ``upstream`` states emissions of goods bought outside for which the catalog has no fact, by
    stream [kg CO2e per ledger unit].
    ``partly_seen`` are nodes whose deliveries to others are not all in this ledger, and
    ``neighbours`` takers of by-products of whom it has nothing but the name: what an enterprise
    sees of its park (docs/methods/tracing.md).
    ``products`` opens these only (empty: all). ``cut`` is the share of a footprint below which
    a path is not listed. ``draws`` and ``seed`` steer Monte Carlo; with 0 draws it is left out.
    """

    period: Period
    rule: str = CUT_OFF
    allocation: str = "physical"
    gwp_set: str = "AR5"
    fallbacks: tuple[str, ...] = ()
    convention: str = "mean"
    products: tuple[str, ...] = ()
    prices: Mapping[str, float] = field(default_factory=dict)
    shares: Mapping[str, float] = field(default_factory=dict)
    displaced: Mapping[str, float] = field(default_factory=dict)
    upstream: Mapping[str, float] = field(default_factory=dict)
    partly_seen: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()
    cut: float = 0.01
    draws: int = 0
    seed: int = 20_250_101

    def __post_init__(self) -> None:
        _one_of(self.rule, EXCHANGE_RULES)
        _one_of(self.allocation, ALLOCATIONS)

    def as_dict(self) -> dict[str, Plain]:
        return {
            "allocation": self.allocation,
            "convention": self.convention,
            "cut": self.cut,
            "displaced": dict(self.displaced),
            "draws": self.draws,
            "fallbacks": list(self.fallbacks),
            "gwp_set": self.gwp_set,
            "neighbours": list(self.neighbours),
            "partly_seen": list(self.partly_seen),
            "period_end": self.period.end.isoformat(),
            "period_start": self.period.start.isoformat(),
            "prices": dict(self.prices),
            "products": list(self.products),
            "rule": self.rule,
            "seed": self.seed,
            "shares": dict(self.shares),
            "upstream": dict(self.upstream),
        }


def _one_of(given: str, known: tuple[str, ...]) -> None:
    if given not in known:
        names = ", ".join(known)
        raise RequestError(
            Text(
                f"Không có quy tắc “{given}”. Có: {names}.",
                f"There is no rule “{given}”. There are: {names}.",
            )
        )
