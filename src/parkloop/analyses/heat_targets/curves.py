"""Composite and grand composite curves.

Linnhoff and Flower (1978), doi:10.1002/aic.690240411. Composite curves stand at real temperatures;
the cold one begins where the cold utility ends, so that both overlap by the heat recovered.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from parkloop.analyses.heat_targets.model import Cascade, Curve, Curves, HeatStream, Side


def curves(streams: Sequence[HeatStream], cascade: Cascade) -> Curves:
    """All three curves of a set of streams [kW, °C]."""
    return Curves(
        hot=composite([s for s in streams if s.side is Side.HOT], 0.0),
        cold=composite([s for s in streams if s.side is Side.COLD], cascade.cold_utility),
        grand=Curve(_tuple(cascade.flow), _tuple(cascade.temperature)),
    )


def composite(streams: Sequence[HeatStream], start: float) -> Curve:
    """Heat of all streams added up from the coldest temperature, beginning at ``start`` [kW]."""
    if not streams:
        return Curve((), ())
    ends = np.array([sorted((s.supply, s.target)) for s in streams])
    duty = np.array([s.duty for s in streams])
    at_one = ends[:, 0] == ends[:, 1]
    heat, temperature = [start], [float(ends.min())]
    for level in np.unique(ends):
        span = np.clip(level - ends[:, 0], 0, ends[:, 1] - ends[:, 0])
        share = np.divide(span, ends[:, 1] - ends[:, 0], out=np.zeros(len(duty)), where=~at_one)
        before = (
            start + float(np.sum(duty * share)) + float(duty[at_one & (ends[:, 0] < level)].sum())
        )
        here = float(duty[at_one & (ends[:, 0] == level)].sum())
        for value in (before, before + here):
            if (value, float(level)) != (heat[-1], temperature[-1]):
                heat.append(value)
                temperature.append(float(level))
    return Curve(tuple(heat), tuple(temperature))


def _tuple(values: Sequence[float] | np.ndarray) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
