"""Aggregation of parts into a score, for many method variants at once.

Kernels take parts ``x`` shaped (…, units, parts) and weights ``w`` shaped (…, parts) and return
scores shaped (…, units). A missing part (NaN) is left out and the weights of the others are
rescaled; a score without any part is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from parkloop.analyses.index.bounds import benefit_of_the_doubt
from parkloop.analyses.index.data import Array
from parkloop.analyses.index.method import Aggregation
from parkloop.errors import RequestError
from parkloop.texts import Text


def aggregate(x: Array, w: Array, how: Aggregation, least_parts: float = 0.0) -> Array:
    """Scores of the units, missing where less than ``least_parts`` of the parts is present."""
    if how.rule not in _RULES:
        raise RequestError(
            Text(f"Không có cách gộp “{how.rule}”.", f"There is no aggregation “{how.rule}”.")
        )
    score = _RULES[how.rule](x, w, how)
    present = (~np.isnan(x)).mean(axis=-1)
    enough = (present > 0) & (present >= least_parts - 1e-12)
    return np.where(enough, score, np.nan)


def _mean(x: Array, w: Array) -> Array:
    """Weighted mean of the parts that are present: Σ w x / Σ w."""
    gaps = np.isnan(x)
    if not gaps.any():
        whole: Array = np.matmul(x, (w / w.sum(axis=-1, keepdims=True))[..., None])[..., 0]
        return whole
    total = np.matmul(np.where(gaps, 0.0, x), w[..., None])[..., 0]
    share = np.matmul((~gaps).astype(float), w[..., None])[..., 0]
    with np.errstate(invalid="ignore", divide="ignore"):
        result: Array = total / share
    return result


def _arithmetic(x: Array, w: Array, how: Aggregation) -> Array:
    return _mean(x, w)


def _geometric(x: Array, w: Array, how: Aggregation) -> Array:
    """exp(Σ w ln x / Σ w)."""
    _demand_positive(x, "geometric")
    result: Array = np.exp(_mean(np.log(x), w))
    return result


def _harmonic(x: Array, w: Array, how: Aggregation) -> Array:
    """Σ w / Σ (w / x)."""
    _demand_positive(x, "harmonic")
    result: Array = 1.0 / _mean(1.0 / x, w)
    return result


def _power(x: Array, w: Array, how: Aggregation) -> Array:
    """(Σ w xᵖ / Σ w)^(1/p); p = 0 is the geometric mean. A missing part is left out."""
    if how.power == 0:
        return _geometric(x, w, how)
    _demand_positive(x, "power")
    result: Array = _mean(x**how.power, w) ** (1.0 / how.power)
    return result


def _owa(x: Array, w: Array, how: Aggregation) -> Array:
    """Ordered weighted average: ``order`` weighs the best part first (Yager 1988).

    doi:10.1109/21.87068. Without an order all places weigh the same. Weights of places that are
    empty because a part is missing are left out.
    """
    order = np.array(how.order) if how.order else np.ones(x.shape[-1])
    if len(order) != x.shape[-1] or order.sum() <= 0:
        raise RequestError(
            Text(
                f"OWA cần {x.shape[-1]} trọng số theo thứ tự, có {len(order)}.",
                f"OWA needs {x.shape[-1]} weights by place, there are {len(order)}.",
            )
        )
    return _mean(-np.sort(-x, axis=-1), order)


def _mazziotta_pareto(x: Array, w: Array, how: Aggregation) -> Array:
    """M ± S²/M over z-scores with mean 100 and deviation 10 (population), parts weigh the same.

    Mazziotta & Pareto (2016), doi:10.1007/s11205-015-0998-2, names both forms; penalty −1 where
    high is good.
    """
    mean = np.nanmean(x, axis=-2, keepdims=True)
    deviation = np.nanstd(x, axis=-2, keepdims=True)
    z = 100 + 10 * (x - mean) / np.where(deviation > 0, deviation, 1.0)
    return _penalised(z, how.penalty)


def _adjusted_mazziotta_pareto(x: Array, w: Array, how: Aggregation) -> Array:
    """M ± S²/M over parts rescaled to 70–130, their range around the mean as 100 ± 30.

    r = 100 + 60 (x − mean)/(max − min). Mazziotta & Pareto (2016),
    doi:10.1007/s11205-015-0998-2.
    """
    low, high = np.nanmin(x, axis=-2, keepdims=True), np.nanmax(x, axis=-2, keepdims=True)
    span = np.where(high > low, high - low, 1.0)
    reference = np.nanmean(x, axis=-2, keepdims=True)
    return _penalised(100 + 60 * (x - reference) / span, how.penalty)


def _penalised(z: Array, penalty: int) -> Array:
    even = np.ones(z.shape[-1])
    mean = _mean(z, even)
    variance = _mean((z - mean[..., None]) ** 2, even)
    with np.errstate(invalid="ignore", divide="ignore"):
        result: Array = mean + penalty * variance / mean
    return result


def _wroclaw(x: Array, w: Array, how: Aggregation) -> Array:
    """1 − d / (mean d + 2 sd d), d = distance to the unit that would be best in every part.

    Parts are standardised first; population deviations. Hellwig (1968), the taxonomic method.
    """
    deviation = np.nanstd(x, axis=-2, keepdims=True)
    z = (x - np.nanmean(x, axis=-2, keepdims=True)) / np.where(deviation > 0, deviation, 1.0)
    best = np.nanmax(z, axis=-2, keepdims=True)
    distance = np.sqrt(_mean((best - z) ** 2, w))
    mean = np.nanmean(distance, axis=-1, keepdims=True)
    limit = mean + 2 * np.nanstd(distance, axis=-1, keepdims=True)
    result: Array = 1 - distance / np.where(limit > 0, limit, 1.0)
    return result


def _copeland(x: Array, w: Array, how: Aggregation) -> Array:
    """Wins less defeats in pairwise comparison: a unit beats another by more weight of parts.

    Munda & Nardo (2009), doi:10.1080/00036840601019364. Parts missing in one of both do not
    count.
    """
    balance = np.zeros((*np.broadcast_shapes(x.shape[:-2], w.shape[:-1]), x.shape[-2], x.shape[-2]))
    for part in range(x.shape[-1]):
        column = x[..., part]
        sign = np.sign(column[..., :, None] - column[..., None, :])
        balance += w[..., part][..., None, None] * np.nan_to_num(sign)
    tolerance = 1e-12 * np.abs(w).sum()
    result: Array = np.sign(np.where(np.abs(balance) < tolerance, 0.0, balance)).sum(axis=-1)
    return result


def _mean_min(x: Array, w: Array, how: Aggregation) -> Array:
    """M − α (√((M − min)² + β²) − β): between the mean (α = 0) and the worst part (α = 1, β = 0).

    Casadio Tarabusi & Guarini (2013). Parts are compared within the unit, as they come: nothing is
    standardised here.
    """
    mean = _mean(x, w)
    worst = np.nanmin(np.where(np.isnan(x), np.inf, x), axis=-1)
    worst = np.where(np.isinf(worst), np.nan, worst)
    result: Array = mean - how.alpha * (np.sqrt((mean - worst) ** 2 + how.beta**2) - how.beta)
    return result


def _benefit_of_the_doubt(x: Array, w: Array, how: Aggregation) -> Array:
    if x.ndim > 2:
        return np.stack([benefit_of_the_doubt(one, how.least_share, how.most_share) for one in x])
    return benefit_of_the_doubt(x, how.least_share, how.most_share)


def _demand_positive(x: Array, rule: str) -> None:
    if (x <= 0).any():
        raise RequestError(
            Text(
                f"Cách gộp {rule} cần điểm lớn hơn 0; hãy chuẩn hóa về thang 1–100 (sàn là một "
                "lựa chọn của phương pháp, không tự cộng thêm).",
                f"The aggregation {rule} needs scores above 0; normalise to a scale such as 1–100 "
                "(the floor is a choice of the method and is never added silently).",
            )
        )


_Rule = Callable[[Array, Array, Aggregation], Array]
_RULES: Final[Mapping[str, _Rule]] = {
    "arithmetic": _arithmetic,
    "geometric": _geometric,
    "harmonic": _harmonic,
    "power": _power,
    "owa": _owa,
    "mazziotta-pareto": _mazziotta_pareto,
    "adjusted-mazziotta-pareto": _adjusted_mazziotta_pareto,
    "wroclaw": _wroclaw,
    "copeland": _copeland,
    "mean-min": _mean_min,
    "benefit-of-the-doubt": _benefit_of_the_doubt,
}
