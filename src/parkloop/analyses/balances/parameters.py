"""What a person decides when balances are struck; every default is written into the result."""

from __future__ import annotations

from dataclasses import dataclass

from parkloop.periods import Period
from parkloop.provenance import Plain

VERSION = "1"


@dataclass(frozen=True, slots=True)
class BalanceParameters:
    """Parameters of the balances of one period.

    ``tolerance_factor``: multiple of the combined 95 % half-width of the entries within which a
    node that passes things on counts as closed. ``fallbacks`` are catalog fallbacks chosen by
    name (C-09).
    """

    period: Period
    tolerance_factor: float = 1.0
    fallbacks: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Plain]:
        return {
            "fallbacks": list(self.fallbacks),
            "period_end": self.period.end.isoformat(),
            "period_start": self.period.start.isoformat(),
            "tolerance_factor": self.tolerance_factor,
        }
