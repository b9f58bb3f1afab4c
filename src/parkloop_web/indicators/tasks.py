"""The jobs of this app, found by the worker when it starts."""

from parkloop_web.indicators.refreshing import refresh_job
from parkloop_web.indicators.varying import vary_job

__all__ = ["refresh_job", "vary_job"]
