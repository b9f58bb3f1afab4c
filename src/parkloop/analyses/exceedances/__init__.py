"""Measured values and amounts held against the limits of permits and contracts."""

from parkloop.analyses.exceedances.analysis import exceedances
from parkloop.analyses.exceedances.model import (
    ExceedanceParameters,
    Exceedances,
    LimitRow,
    LimitState,
)

__all__ = [
    "ExceedanceParameters",
    "Exceedances",
    "LimitRow",
    "LimitState",
    "exceedances",
]
