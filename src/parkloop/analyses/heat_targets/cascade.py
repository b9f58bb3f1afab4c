"""The problem table: least heating and cooling of a set of streams.

Linnhoff and Flower (1978), doi:10.1002/aic.690240411; Kemp, Pinch Analysis and Process
Integration (2007), chapter 2. Streams are shifted by their own contributions, so that a cascade at
shifted temperatures leaves every pair its least difference.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from parkloop.analyses.heat_targets.model import (
    Array,
    Cascade,
    HeatStream,
    Side,
    Targets,
    Threshold,
)

#: Share of the largest heat flow below which a flow is rounding, not heat.
ROUNDING = 1e-9


def targets(streams: Sequence[HeatStream]) -> Targets:
    """Least hot and cold utility [kW], pinches [°C, shifted], least numbers of units."""
    cascade = problem_table(streams)
    pinches = _pinches(cascade)
    hot = sum(stream.duty for stream in streams if stream.side is Side.HOT)
    return Targets(
        hot_utility=cascade.hot_utility,
        cold_utility=cascade.cold_utility,
        recovered=hot - cascade.cold_utility,
        pinches=pinches,
        threshold=_threshold(cascade, pinches),
        units=_units(streams, cascade, ()),
        units_at_pinch=_units(streams, cascade, pinches),
        cascade=cascade,
    )


def problem_table(streams: Sequence[HeatStream]) -> Cascade:
    """Surplus of each interval, summed from the top, lifted until no flow is negative."""
    if not streams:
        return Cascade(np.zeros(0), np.zeros(0))
    temperature, surplus = _surpluses(streams)
    flow = np.cumsum(np.concatenate([[0.0], surplus]))
    least = min(0.0, float(flow.min()))
    flow = flow - least
    flow[np.abs(flow) <= ROUNDING * _scale(streams)] = 0.0
    return Cascade(temperature, flow)


def _surpluses(streams: Sequence[HeatStream]) -> tuple[Array, Array]:
    """Falling temperatures, and between neighbours the heat given less the heat taken [kW]."""
    sign = np.array([1.0 if s.side is Side.HOT else -1.0 for s in streams])
    ends = np.array([sorted((s.supply + s.shift, s.target + s.shift)) for s in streams])
    duty = np.array([s.duty for s in streams])
    levels = np.unique(ends)[::-1]
    at_one = ends[:, 0] == ends[:, 1]
    temperature, surplus = [levels[0]], list[float]()
    for place, level in enumerate(levels):
        if place:
            upper = temperature[-1]
            inside = ~at_one & (ends[:, 1] >= upper) & (ends[:, 0] <= level)
            share = (upper - level) / (ends[inside, 1] - ends[inside, 0])
            surplus.append(float(np.sum(sign[inside] * duty[inside] * share)))
            temperature.append(level)
        here = at_one & (ends[:, 0] == level)
        if here.any():
            surplus.append(float(np.sum((sign * duty)[here])))
            temperature.append(level)
    return np.array(temperature), np.array(surplus)


def _scale(streams: Sequence[HeatStream]) -> float:
    return max((stream.duty for stream in streams), default=0.0)


def _pinches(cascade: Cascade) -> tuple[float, ...]:
    """Temperatures past which no heat flows; an end where no utility is needed is no pinch."""
    if not len(cascade.flow):
        return ()
    found = cascade.flow == 0.0
    found[0] = found[-1] = False
    kept = [float(t) for t in cascade.temperature[found]]
    if not cascade.hot_utility:
        kept = _without_lead(cascade, kept, falling=True)
    if not cascade.cold_utility:
        kept = _without_lead(cascade, kept, falling=False)
    return tuple(dict.fromkeys(kept))


def _without_lead(cascade: Cascade, kept: list[float], *, falling: bool) -> list[float]:
    """Leave out zeros that only continue an end without utility."""
    flow, temperature = cascade.flow, cascade.temperature
    if not falling:
        flow, temperature = flow[::-1], temperature[::-1]
    moved = np.flatnonzero(flow)
    lead = set(temperature[: moved[0] if len(moved) else len(flow)].tolist())
    return [t for t in kept if t not in lead]


def _threshold(cascade: Cascade, pinches: tuple[float, ...]) -> Threshold:
    if pinches:
        return Threshold.PINCH
    if cascade.hot_utility:
        return Threshold.HEATING_ONLY if not cascade.cold_utility else Threshold.PINCH
    return Threshold.COOLING_ONLY if cascade.cold_utility else Threshold.NEITHER


def _units(streams: Sequence[HeatStream], cascade: Cascade, pinches: tuple[float, ...]) -> int:
    """Least number of exchangers, heaters, coolers: members − 1 on each side of the pinches.

    Euler's rule without independent subsets or loops (Hohmann 1971; Linnhoff et al. 1979).
    """
    if not streams:
        return 0
    edges = [float("inf"), *sorted(set(pinches), reverse=True), float("-inf")]
    last = len(edges) - 2
    count = 0
    for place in range(last + 1):
        members = sum(1 for s in streams if _lies_in(s, edges[place + 1], edges[place]))
        members += place == 0 and cascade.hot_utility > 0
        members += place == last and cascade.cold_utility > 0
        count += max(0, members - 1)
    return count


def _lies_in(stream: HeatStream, lower: float, upper: float) -> bool:
    low, high = sorted((stream.supply + stream.shift, stream.target + stream.shift))
    if low == high:
        return lower <= low <= upper
    return low < upper and high > lower
