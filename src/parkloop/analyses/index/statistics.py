"""Moments, ranks, correlations, reliability and principal components. NaN cells are left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parkloop.analyses.index.data import Array
from parkloop.errors import RequestError
from parkloop.texts import Text


def skewness(x: Array) -> float:
    """Sample skewness G1 [1]; NaN for fewer than three values or no spread.

    G1 = n / ((n−1)(n−2)) Σ((xᵢ−x̄)/s)³, as in spreadsheets. Joanes & Gill (1998),
    doi:10.1111/1467-9884.00122.
    """
    x = x[~np.isnan(x)]
    n = len(x)
    if n < 3 or np.ptp(x) == 0:
        return float("nan")
    z = (x - x.mean()) / x.std(ddof=1)
    return float(n / ((n - 1) * (n - 2)) * (z**3).sum())


def kurtosis(x: Array) -> float:
    """Sample excess kurtosis G2 [1]; NaN for fewer than four values or no spread.

    Joanes & Gill (1998), doi:10.1111/1467-9884.00122.
    """
    x = x[~np.isnan(x)]
    n = len(x)
    if n < 4 or np.ptp(x) == 0:
        return float("nan")
    z = (x - x.mean()) / x.std(ddof=1)
    first = n * (n + 1) / ((n - 1) * (n - 2) * (n - 3)) * (z**4).sum()
    return float(first - 3 * (n - 1) ** 2 / ((n - 2) * (n - 3)))


def ranks_low(x: Array) -> Array:
    """Rank of each value along the last axis, 1 = smallest, ties take the smallest rank [1]."""
    order = np.argsort(x, axis=-1, kind="stable")
    ordered = np.take_along_axis(x, order, axis=-1)
    n = x.shape[-1]
    new = np.ones(x.shape, dtype=bool)
    new[..., 1:] = ordered[..., 1:] != ordered[..., :-1]
    first = np.maximum.accumulate(np.where(new, np.arange(1, n + 1), 0), axis=-1)
    ranks = np.empty(x.shape)
    np.put_along_axis(ranks, order, first.astype(float), axis=-1)
    ranks[np.isnan(x)] = np.nan
    return ranks


def ranks(scores: Array, digits: int = 10) -> Array:
    """Rank along the last axis, 1 = highest; ties take the smallest rank [1].

    Scores that agree to ``digits`` significant digits of the largest in their row are ties, so
    that the last bit of a sum does not separate equals. A missing score has no rank.
    """
    largest = np.nanmax(np.abs(scores), axis=-1, keepdims=True, initial=0.0)
    magnitude = np.floor(np.log10(np.where(largest > 0, largest, 1.0)))
    step = 10.0 ** (magnitude + 1 - digits)
    return ranks_low(-np.round(scores / step))


def ranks_by_period(scores: Array, periods: Sequence[str] = ()) -> Array:
    """Ranks along the last axis, in panels among the rows of one period only [1]."""
    if not periods:
        return ranks(scores)
    result = np.empty(scores.shape)
    names = np.array(periods)
    for period in dict.fromkeys(periods):
        rows = np.flatnonzero(names == period)
        result[..., rows] = ranks(scores[..., rows])
    return result


def ranks_mean(x: Array) -> Array:
    """Rank of each value, 1 = smallest, ties take their mean rank [1]. One dimension."""
    low = ranks_low(x)
    high = len(x) + 1 - ranks_low(-x)
    result: Array = (low + high) / 2
    return result


def correlation(x: Array, y: Array, kind: str = "pearson") -> float:
    """Pearson's r, Spearman's ρ or Kendall's τ-b [1] over the rows in which both are present.

    NaN where one of both does not vary or fewer than three rows remain.
    """
    both = ~(np.isnan(x) | np.isnan(y))
    x, y = x[both], y[both]
    if len(x) < 3 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return float("nan")
    if kind == "kendall":
        return _kendall(x, y)
    if kind == "spearman":
        x, y = ranks_mean(x), ranks_mean(y)
    elif kind != "pearson":
        raise RequestError(
            Text(f"Không có hệ số tương quan “{kind}”.", f"There is no correlation “{kind}”.")
        )
    x, y = x - x.mean(), y - y.mean()
    return float((x * y).sum() / np.sqrt((x * x).sum() * (y * y).sum()))


def _kendall(x: Array, y: Array) -> float:
    """τ-b = (C − D) / √((n₀ − n₁)(n₀ − n₂)), ties in x or y taken out of either count."""
    a = np.sign(x[:, None] - x[None, :])
    b = np.sign(y[:, None] - y[None, :])
    return float((a * b).sum() / np.sqrt((a != 0).sum() * (b != 0).sum()))


def correlations(table: Array, kind: str = "pearson") -> Array:
    """Matrix of correlations between the columns [1]."""
    columns = table.shape[1]
    result = np.eye(columns)
    for i in range(columns):
        for j in range(i):
            result[i, j] = result[j, i] = correlation(table[:, i], table[:, j], kind)
    return result


def cronbach(table: Array) -> float:
    """Cronbach's α [1] of the columns over rows without a gap; it may be negative.

    α = k/(k−1) · (1 − Σ var(column) / var(sum of columns)). Cronbach (1951),
    doi:10.1007/BF02310555. NaN for fewer than two columns.
    """
    whole = table[~np.isnan(table).any(axis=1)]
    k = whole.shape[1]
    if k < 2 or len(whole) < 2:
        return float("nan")
    total = whole.sum(axis=1).var(ddof=1)
    if total == 0:
        return float("nan")
    return float(k / (k - 1) * (1 - whole.var(axis=0, ddof=1).sum() / total))


@dataclass(frozen=True, eq=False)
class Components:
    """Principal components: eigenvalues falling, one column of loadings for each.

    ``shares`` of the variance sum to 1. The largest loading of each component is positive, so
    that the same table gives the same signs on every machine.
    """

    eigenvalues: Array
    loadings: Array

    @property
    def shares(self) -> Array:
        result: Array = self.eigenvalues / self.eigenvalues.sum()
        return result


def components_or_none(table: Array) -> Components | None:
    """Components of the correlation matrix [1]; None for a single column or too little data."""
    whole = table[~np.isnan(table).any(axis=1)]
    if whole.shape[1] < 2 or len(whole) < 3 or (np.ptp(whole, axis=0) == 0).any():
        return None
    values, vectors = np.linalg.eigh(np.corrcoef(whole, rowvar=False))
    order = np.argsort(values)[::-1]
    values, vectors = values[order], vectors[:, order]
    largest = np.abs(vectors).argmax(axis=0)
    signs = np.sign(vectors[largest, np.arange(vectors.shape[1])])
    return Components(np.maximum(values, 0.0), vectors * signs)


def principal_components(table: Array) -> Components:
    """Components of the correlation matrix of the columns, over rows without a gap [1]."""
    found = components_or_none(table)
    if found is None:
        raise RequestError(
            Text(
                "Không phân tích được thành phần chính: cần hai cột, 3 dòng đầy đủ và mọi cột phải "
                "có biến thiên.",
                "No principal components: two columns and 3 complete rows are needed, and every "
                "column must vary.",
            )
        )
    return found
