"""Heat targets: least heating and cooling of streams, curves, steam mains between plants."""

from parkloop.analyses.heat_targets.analysis import heat_targets
from parkloop.analyses.heat_targets.model import HeatStream, HeatTargets, Main, Side
from parkloop.analyses.heat_targets.parameters import HeatParameters

__all__ = ["HeatParameters", "HeatStream", "HeatTargets", "Main", "Side", "heat_targets"]
