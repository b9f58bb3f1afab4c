"""Indicators of a park computed from its ledger; every figure opens to flows and observations."""

from parkloop.analyses.indicators.contributions import Behind, contributions
from parkloop.analyses.indicators.indicators import (
    IndicatorParameters,
    ParkIndicators,
    indicators,
)

__all__ = ["Behind", "IndicatorParameters", "ParkIndicators", "contributions", "indicators"]
