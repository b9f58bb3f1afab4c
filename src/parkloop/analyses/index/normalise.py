"""Normalisation: indicators in their own units become comparable, high is good."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from parkloop.analyses.index.data import Array
from parkloop.analyses.index.method import Indicator, Normalisation
from parkloop.analyses.index.statistics import ranks_low
from parkloop.errors import RequestError
from parkloop.texts import Text


@dataclass(frozen=True, eq=False)
class Normalised:
    """The normalised column and the numbers of the formula that made it, by their names."""

    values: Array
    constants: Mapping[str, float]


def normalise(x: Array, how: Normalisation, of: Indicator, reference: int = -1) -> Normalised:
    """One indicator on the common scale. The direction is applied first: high is good after it.

    ``reference`` is the row of the reference unit (distance-to-unit), found by its id and not by
    its place in the table. OECD/JRC Handbook (2008), step 5, doi:10.1787/9789264043466-en.
    """
    if how.rule not in _RULES:
        raise RequestError(
            Text(f"Không có cách chuẩn hóa “{how.rule}”.", f"No normalisation “{how.rule}”.")
        )
    if np.isnan(x).all():
        return Normalised(x.copy(), {})
    return _RULES[how.rule](x, how, of, reference)


def _min_max(x: Array, how: Normalisation, of: Indicator, reference: int) -> Normalised:
    """low + (high − low)(y − min)/(max − min), y = direction · x."""
    y = of.direction * x
    least, most = float(np.nanmin(y)), float(np.nanmax(y))
    _demand_spread(most - least, of)
    values = how.low + (how.high - how.low) * (y - least) / (most - least)
    return Normalised(values, {"min": least, "max": most, "low": how.low, "high": how.high})


def _z_score(x: Array, how: Normalisation, of: Indicator, reference: int) -> Normalised:
    """low + high (y − mean)/s, s with n − 1."""
    y = of.direction * x
    mean, deviation = float(np.nanmean(y)), float(np.nanstd(y, ddof=1))
    _demand_spread(deviation, of)
    values = how.low + how.high * (y - mean) / deviation
    return Normalised(values, {"mean": mean, "s": deviation, "low": how.low, "high": how.high})


def _scale(x: Array, how: Normalisation, of: Indicator, reference: int) -> Normalised:
    """low + high · y."""
    return Normalised(how.low + how.high * of.direction * x, {"low": how.low, "high": how.high})


def _rank(x: Array, how: Normalisation, of: Indicator, reference: int) -> Normalised:
    """1 = worst; ties take the smallest rank."""
    return Normalised(ranks_low(of.direction * x), {})


def _borda(x: Array, how: Normalisation, of: Indicator, reference: int) -> Normalised:
    """Number of units that are worse."""
    return Normalised(ranks_low(of.direction * x) - 1, {})


def _percentile_rank(x: Array, how: Normalisation, of: Indicator, reference: int) -> Normalised:
    """Share of the other units that are worse."""
    n = int((~np.isnan(x)).sum())
    return Normalised((ranks_low(of.direction * x) - 1) / max(n - 1, 1), {"n": n})


def _distance_to_best(x: Array, how: Normalisation, of: Indicator, reference: int) -> Normalised:
    """1 − (max − y)/(max − min)."""
    y = of.direction * x
    return _distance(y, float(np.nanmax(y)), of)


def _distance_to_unit(x: Array, how: Normalisation, of: Indicator, reference: int) -> Normalised:
    """1 − (y_ref − y)/(y_ref − min); above 1 for units beyond the reference."""
    y = of.direction * x
    if reference < 0 or np.isnan(y[reference]):
        raise RequestError(
            Text(
                f"Đơn vị tham chiếu “{how.unit}” không có giá trị ở chỉ tiêu {of.id}.",
                f"The reference unit “{how.unit}” has no value for the indicator {of.id}.",
            )
        )
    return _distance(y, float(y[reference]), of)


def _distance_to_target(x: Array, how: Normalisation, of: Indicator, reference: int) -> Normalised:
    """1 − (target − y)/(target − min), 1 for whoever has reached the target."""
    if of.target is None:
        raise RequestError(
            Text(
                f"Chỉ tiêu {of.id} chưa có mục tiêu (cột target).",
                f"The indicator {of.id} has no target (column target).",
            )
        )
    y, goal = of.direction * x, of.direction * of.target
    least = float(np.nanmin(y))
    if goal <= least:
        reached = np.where(np.isnan(y), np.nan, 1.0)
        return Normalised(reached, {"goal": goal, "min": least})
    found = _distance(y, goal, of)
    return Normalised(np.minimum(found.values, 1.0), found.constants)


def _distance(y: Array, goal: float, of: Indicator) -> Normalised:
    least = float(np.nanmin(y))
    _demand_spread(goal - least, of)
    return Normalised(1 - (goal - y) / (goal - least), {"goal": goal, "min": least})


def _fraction_of_best(x: Array, how: Normalisation, of: Indicator, reference: int) -> Normalised:
    """x / max where high is good, min / x where low is good; positive values only."""
    if np.nanmin(x) <= 0:
        raise RequestError(
            Text(
                f"Chỉ tiêu {of.id} có giá trị không dương; không chia cho giá trị tốt nhất được.",
                f"The indicator {of.id} has values that are not positive; a fraction of the best "
                "cannot be formed.",
            )
        )
    best = float(np.nanmax(x) if of.direction > 0 else np.nanmin(x))
    return Normalised(x / best if of.direction > 0 else best / x, {"best": best})


def _goalposts(x: Array, how: Normalisation, of: Indicator, reference: int) -> Normalised:
    """low + (high − low)(x − worst)/(best − worst) with fixed posts, cut off at the ends.

    The indicator's ``low`` and ``high`` are the posts in its own unit, whichever way it points.
    """
    if of.low is None or of.high is None:
        raise RequestError(
            Text(
                f"Chỉ tiêu {of.id} chưa có mốc (cột low, high).",
                f"The indicator {of.id} has no goalposts (columns low, high).",
            )
        )
    worst, best = (of.low, of.high) if of.direction > 0 else (of.high, of.low)
    _demand_spread(best - worst, of)
    share = (x - worst) / (best - worst)
    if how.cut:
        share = np.clip(share, 0.0, 1.0)
    values = how.low + (how.high - how.low) * share
    return Normalised(values, {"worst": worst, "best": best, "low": how.low, "high": how.high})


def _none(x: Array, how: Normalisation, of: Indicator, reference: int) -> Normalised:
    """The value as it is, for indicators that are scores already."""
    return Normalised(of.direction * x, {})


def _demand_spread(spread: float, of: Indicator) -> None:
    if spread == 0:
        raise RequestError(
            Text(
                f"Chỉ tiêu {of.id} không biến thiên nên không chuẩn hóa được; hãy bỏ ra hoặc dùng "
                "mốc cố định.",
                f"The indicator {of.id} does not vary and cannot be normalised; leave it out or "
                "give it fixed goalposts.",
            )
        )


_Rule = Callable[[Array, Normalisation, Indicator, int], Normalised]
_RULES: Final[Mapping[str, _Rule]] = {
    "min-max": _min_max,
    "z-score": _z_score,
    "scale": _scale,
    "rank": _rank,
    "borda": _borda,
    "percentile-rank": _percentile_rank,
    "distance-to-best": _distance_to_best,
    "distance-to-unit": _distance_to_unit,
    "distance-to-target": _distance_to_target,
    "fraction-of-best": _fraction_of_best,
    "goalposts": _goalposts,
    "none": _none,
}
