"""What a main meter counted against what its sub-meters counted, month by month."""

from parkloop.analyses.meters.analysis import meters
from parkloop.analyses.meters.model import (
    MeterBalances,
    MeterParameters,
    MeterReason,
    MeterRow,
    MeterState,
)

__all__ = [
    "MeterBalances",
    "MeterParameters",
    "MeterReason",
    "MeterRow",
    "MeterState",
    "meters",
]
