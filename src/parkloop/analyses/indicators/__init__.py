"""Indicators of a park computed from its ledger; every figure opens to flows and observations."""

from parkloop.analyses.indicators.indicators import (
    IndicatorParameters,
    ParkIndicators,
    indicators,
)

__all__ = ["IndicatorParameters", "ParkIndicators", "indicators"]
