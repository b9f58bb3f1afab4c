"""The formulas behind a status. x0 = base (year t0), x = latest (t), X = target (T).

Levels are in the unit of the indicator, rates are shares a year (0.02 = 2 % a year), years are
calendar years. A formula that is not defined for its numbers returns None, never a stand-in.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

Point = tuple[float, float]


def growth(x0: float, x: float, years: float) -> float | None:
    """(x / x0)^(1/years) − 1 [1/yr]; None where a level is not above zero, or without time.

    A negative base has a root, but its growth points the wrong way: −5 to −2 would be a fall.
    """
    if years <= 0 or x0 <= 0 or x <= 0:
        return None
    return float((x / x0) ** (1 / years) - 1)


def growth_ratio(observed: float | None, required: float | None) -> float | None:
    """Observed growth / required growth [1]; None where nothing is required.

    Eurostat, Sustainable development in the European Union: monitoring report, annex on method.
    """
    if observed is None or required is None or required == 0:
        return None
    return observed / required


def expected(base: Point, goal: Point, year: float) -> float:
    """Level on the straight line from base to goal at ``year`` [unit]; ends are (year, level)."""
    (t0, x0), (t1, x1) = base, goal
    return x0 + (x1 - x0) * (year - t0) / (t1 - t0)


def geometric_expected(base: Point, goal: Point, year: float) -> float | None:
    """Level on the path of even growth from base to goal at ``year`` [unit]."""
    (t0, x0), (t1, x1) = base, goal
    rate = growth(x0, x1, t1 - t0)
    return None if rate is None else x0 * (1 + rate) ** (year - t0)


def expected_on_path(path: Sequence[Point], year: float) -> float:
    """The same on a line with milestones: the last one passed and the next are its ends."""
    for before, after in itertools.pairwise(path):
        if year <= after[0]:
            return expected(before, after, year)
    return path[-1][1]


def linear_ratio(x0: float, x: float, planned: float) -> float | None:
    """(x − x0) / (planned − x0) [1]: what was done of what should have been done by now."""
    if planned == x0:
        return None
    return (x - x0) / (planned - x0)


def projection(base: Point, latest: Point, year: float) -> float | None:
    """Level at ``year`` if the line from base to latest goes on [unit]."""
    (t0, x0), (t, x) = base, latest
    if t == t0:
        return None
    return x0 + (x - x0) * (year - t0) / (t - t0)


def limit_factor(x0: float, limit: float, exponent: float) -> float:
    """C = 1 − (x0 / L)^exponent [1]: what positive thresholds shrink to near a natural limit L.

    After Eurostat's method without target; exponent from the catalog.
    """
    return float(1 - abs(x0 / limit) ** exponent)


def score(ratio: float, full: float, level: float, most: float) -> float:
    """Score −most … +most [1] from a growth ratio, for averaging over indicators of a goal.

    ``full`` (1.3) and above gives the most, ``level`` (0.6) gives 0, −level and below the least;
    straight lines between. Eurostat's method with target.
    """
    if ratio > full:
        return most
    if ratio >= level:
        return most / (full - level) * (ratio - level)
    if ratio >= -level:
        return most / (2 * level) * (ratio + level) - most
    return -most


def trend_score(rate: float, per_growth: float, most: float) -> float:
    """Score −most … +most [1] of an indicator without target: per_growth · growth, cut off."""
    return max(-most, min(most, per_growth * rate))


def current_status_index(x0: float, x: float, goal: float, scale: float = 10.0) -> float | None:
    """scale · (x − x0) / (X − x0) [1], at most ``scale``; negative where things got worse.

    UN ESCAP, Current Status Index (working paper SD/WP/05/May 2017).
    """
    if goal == x0:
        return None
    return min(scale, scale * (x - x0) / (goal - x0))


def weighted_forecast(points: Sequence[Point], year: float) -> float | None:
    """Level at ``year`` [unit] on a line fitted by least squares, recent years weighing more.

    The weight of a point is 1 / (1 + its age in years). UN ESCAP fits a time-weighted line too;
    its weights are not printed where we could read them, so these are our own choice.
    """
    if len({t for t, _ in points}) < 2:
        return None
    last = max(t for t, _ in points)
    weights = [1 / (1 + last - t) for t, _ in points]
    total = math.fsum(weights)
    mean_t = math.fsum(w * t for w, (t, _) in zip(weights, points, strict=True)) / total
    mean_x = math.fsum(w * x for w, (_, x) in zip(weights, points, strict=True)) / total
    pairs = list(zip(weights, points, strict=True))
    spread = math.fsum(w * (t - mean_t) ** 2 for w, (t, _) in pairs)
    slope = math.fsum(w * (t - mean_t) * (x - mean_x) for w, (t, x) in pairs) / spread
    return mean_x + slope * (year - mean_t)


def anticipated_gap(x0: float, forecast: float, goal: float) -> float | None:
    """(X − forecast) / (X − x0) [1]: 0 or less when the target will be met, above 1 when reversing.

    UN ESCAP, Anticipated Progress Index (working paper SD/WP/05/May 2017).
    """
    if goal == x0:
        return None
    return (goal - forecast) / (goal - x0)
