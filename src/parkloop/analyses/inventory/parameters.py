"""What a person decides when an inventory is made; every default is written into the result."""

from __future__ import annotations

from dataclasses import dataclass

from parkloop.periods import Period
from parkloop.provenance import Plain

VERSION = "1"
GWP_SETS = ("AR4", "AR5", "AR6")


@dataclass(frozen=True, slots=True)
class InventoryParameters:
    """Parameters of an inventory.

    ``gwp_set`` belongs to the report, never to a factor (C-11). ``fallbacks`` are catalog
    fallbacks chosen by name (C-09). ``convention`` tells what the printed value of a skewed
    factor is: mean, median or bounds (C-13). ``draws`` and ``seed`` steer approach 2; with
    ``draws`` 0 only approach 1 is run.
    """

    period: Period
    gwp_set: str = "AR5"
    fallbacks: tuple[str, ...] = ()
    convention: str = "mean"
    draws: int = 20_000
    seed: int = 20_250_101

    def as_dict(self) -> dict[str, Plain]:
        return {
            "convention": self.convention,
            "draws": self.draws,
            "fallbacks": list(self.fallbacks),
            "gwp_set": self.gwp_set,
            "period_end": self.period.end.isoformat(),
            "period_start": self.period.start.isoformat(),
            "seed": self.seed,
        }
