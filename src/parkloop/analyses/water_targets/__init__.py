"""Water targets: least fresh water of uses, plants and a park, with reuse and regeneration."""

from parkloop.analyses.water_targets.analysis import water_targets
from parkloop.analyses.water_targets.model import (
    Regenerator,
    WaterNetwork,
    WaterSink,
    WaterSource,
    WaterUse,
)
from parkloop.analyses.water_targets.parameters import WaterData, WaterParameters

__all__ = [
    "Regenerator",
    "WaterData",
    "WaterNetwork",
    "WaterParameters",
    "WaterSink",
    "WaterSource",
    "WaterUse",
    "water_targets",
]
