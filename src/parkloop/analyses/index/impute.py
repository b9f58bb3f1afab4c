"""Filling of empty cells; what was filled is always marked (convention C-01)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from parkloop.analyses.index.data import Array, Mask
from parkloop.analyses.index.method import Imputation
from parkloop.analyses.index.statistics import correlation
from parkloop.errors import RequestError
from parkloop.texts import Text

#: EM stops when no covariance of the standardised columns moves by more than this.
EM_TOLERANCE = 1e-10
EM_STEPS = 2_000


def impute(
    x: Array,
    how: Imputation,
    groups: Sequence[str],
    pillars: Sequence[str],
    units: Sequence[str],
    periods: Sequence[str],
) -> Array:
    """The table with empty cells filled where the rule can fill them, in the units of each column.

    ``pillars`` names the parent of each column, ``groups``, ``units`` and ``periods`` those of each
    row. Cells that the rule cannot fill stay NaN. OECD/JRC Handbook (2008), step 3,
    doi:10.1787/9789264043466-en.
    """
    if how.rule == "none":
        return x.copy()
    if how.rule in ("mean", "median"):
        return _by_group(x, [""] * len(x), how.rule)
    if how.rule in ("group-mean", "group-median"):
        return _by_group(x, groups, how.rule.removeprefix("group-"))
    if how.rule in ("forward", "linear"):
        return _along_time(x, how, units, periods)
    within = {"pillar-mean": pillar_mean, "regression": regression, "em": em}
    if how.rule not in within:
        raise RequestError(
            Text(f"Không có cách điền khuyết “{how.rule}”.", f"No imputation “{how.rule}”.")
        )
    result = x.copy()
    for pillar in dict.fromkeys(pillars):
        columns = [number for number, name in enumerate(pillars) if name == pillar]
        result[:, columns] = within[how.rule](x[:, columns])
    return result


def _by_group(x: Array, groups: Sequence[str], middle: str) -> Array:
    of = np.nanmean if middle == "mean" else np.nanmedian
    result = x.copy()
    names = np.array(groups)
    for group in dict.fromkeys(groups):
        rows = np.flatnonzero(names == group)
        part = x[rows]
        for column in np.flatnonzero(np.isnan(part).any(axis=0)):
            if not np.isnan(part[:, column]).all():
                empty = rows[np.isnan(part[:, column])]
                result[empty, column] = of(part[:, column])
    return result


def pillar_mean(x: Array) -> Array:
    """Empty cells take the mean position of the unit in the other columns of the pillar.

    The position is (x − min) / (max − min) of each column, and the mean is put back into the
    column's own unit. Columns point the same way; see ``impute_directed``.
    """
    seen = np.flatnonzero(~np.isnan(x).all(axis=0))
    if len(seen) < x.shape[1]:
        whole = x.copy()
        if len(seen):
            whole[:, seen] = pillar_mean(x[:, seen])
        return whole
    low, high = np.nanmin(x, axis=0), np.nanmax(x, axis=0)
    span = np.where(high > low, high - low, 1.0)
    position = (x - low) / span
    result = x.copy()
    for row in np.flatnonzero(np.isnan(x).any(axis=1)):
        if np.isnan(x[row]).all():
            continue
        empty = np.isnan(x[row])
        result[row, empty] = low[empty] + np.nanmean(position[row]) * span[empty]
    return result


def regression(x: Array) -> Array:
    """Empty cells by the line through the sibling that correlates most and is present."""
    result = x.copy()
    for row, column in np.argwhere(np.isnan(x)):
        best, strength = -1, 0.0
        for other in np.flatnonzero(~np.isnan(x[row])):
            r = abs(correlation(x[:, column], x[:, other]))
            if r > strength:
                best, strength = int(other), r
        if best >= 0:
            both = ~(np.isnan(x[:, column]) | np.isnan(x[:, best]))
            a, b = x[both, best], x[both, column]
            slope = ((a - a.mean()) * (b - b.mean())).sum() / ((a - a.mean()) ** 2).sum()
            result[row, column] = b.mean() + slope * (x[row, best] - a.mean())
    return result


def em_is_ill_posed(x: Array) -> bool:
    """Whether the pillar has fewer complete rows than a normal distribution has parameters."""
    columns = x.shape[1]
    complete = int((~np.isnan(x).any(axis=1)).sum())
    return bool(complete < columns * (columns + 3) / 2)


def em(x: Array) -> Array:
    """Empty cells by their expectation under a multivariate normal distribution (EM).

    Dempster, Laird, Rubin (1977), doi:10.1111/j.2517-6161.1977.tb01600.x. Rows without any value
    stay empty.
    """
    rows = np.flatnonzero(~np.isnan(x).all(axis=1))
    gaps = np.isnan(x[rows])
    if not gaps.any() or np.isnan(x).all(axis=0).any():
        return x.copy()
    scale = np.nanstd(x, axis=0)
    centre, scale = np.nanmean(x, axis=0), np.where(scale > 0, scale, 1.0)
    z = (x[rows] - centre) / scale
    filled = np.where(gaps, 0.0, z)
    sigma = np.diag(np.maximum(filled.var(axis=0), 1e-12))
    mu = filled.mean(axis=0)
    for _ in range(EM_STEPS):
        before = sigma
        extra = _expect(z, gaps, mu, sigma, filled)
        mu = filled.mean(axis=0)
        sigma = (filled - mu).T @ (filled - mu) / len(z) + extra / len(z)
        if np.abs(sigma - before).max() < EM_TOLERANCE:
            break
    result = x.copy()
    result[rows] = np.where(gaps, filled * scale + centre, x[rows])
    return result


def _expect(z: Array, gaps: Mask, mu: Array, sigma: Array, filled: Array) -> Array:
    """E step: fills in place; returns the sum of conditional covariances."""
    extra = np.zeros_like(sigma)
    for pattern in np.unique(gaps, axis=0):
        if not pattern.any():
            continue
        rows = (gaps == pattern).all(axis=1)
        slope = sigma[np.ix_(pattern, ~pattern)] @ np.linalg.pinv(sigma[np.ix_(~pattern, ~pattern)])
        filled[np.ix_(rows, pattern)] = (
            mu[pattern] + (z[np.ix_(rows, ~pattern)] - mu[~pattern]) @ slope.T
        )
        left = sigma[np.ix_(pattern, pattern)] - slope @ sigma[np.ix_(~pattern, pattern)]
        extra[np.ix_(pattern, pattern)] += rows.sum() * left
    return extra


def _along_time(x: Array, how: Imputation, units: Sequence[str], periods: Sequence[str]) -> Array:
    """Last value no older than ``age``, or the line between the neighbours in time.

    Periods are years. Neither rule reaches beyond what was observed: forward fills after an
    observation, linear between two.
    """
    if not periods:
        raise RequestError(
            Text(
                f"Cách điền “{how.rule}” cần cột period trong bảng quan sát.",
                f"The imputation “{how.rule}” needs the column period in the observations.",
            )
        )
    years = _years(periods)
    result = x.copy()
    names = np.array(units)
    for unit in dict.fromkeys(units):
        rows = np.flatnonzero(names == unit)
        rows = rows[np.argsort(years[rows], kind="stable")]
        for column in np.flatnonzero(np.isnan(x[rows]).any(axis=0)):
            series = x[rows, column]
            seen = np.flatnonzero(~np.isnan(series))
            for place in np.flatnonzero(np.isnan(series)):
                value = _from_neighbours(years[rows], series, seen, int(place), how)
                result[rows[place], column] = value
    return result


def _years(periods: Sequence[str]) -> Array:
    try:
        return np.array([float(period) for period in periods])
    except ValueError as problem:
        raise RequestError(
            Text(
                f"Điền theo thời gian cần kỳ là năm (ví dụ 2024): {problem}.",
                f"Filling along time needs years as periods (such as 2024): {problem}.",
            )
        ) from problem


def _from_neighbours(
    years: Array, series: Array, seen: np.ndarray, place: int, how: Imputation
) -> float:
    earlier, later = seen[seen < place], seen[seen > place]
    if not len(earlier):
        return float("nan")
    last = earlier[-1]
    if how.rule == "forward":
        fresh = not how.age or years[place] - years[last] <= how.age
        return float(series[last]) if fresh else float("nan")
    if not len(later):
        return float("nan")
    following = later[0]
    share = (years[place] - years[last]) / (years[following] - years[last])
    return float(series[last] + share * (series[following] - series[last]))
