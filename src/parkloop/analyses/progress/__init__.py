"""Monitoring of a plan: a dated status for every target and action, with the rule that gave it."""

from parkloop.analyses.progress.model import PlanData, Progress, ProgressParameters, Status
from parkloop.analyses.progress.progress import progress

__all__ = ["PlanData", "Progress", "ProgressParameters", "Status", "progress"]
