"""Uncertainty of ranks and Sobol' indices of the choices of a method."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from parkloop.analyses.index.data import Array
from parkloop.analyses.index.sequence import sobol_sequence
from parkloop.analyses.index.statistics import ranks_by_period
from parkloop.analyses.index.variants import FACTORS, Choices, Grid, score_variants
from parkloop.errors import RequestError
from parkloop.texts import Text


@dataclass(frozen=True, slots=True)
class SobolIndices:
    """First and total order of each factor [1], and the variance they share.

    ``first_bounds`` and ``total_bounds`` hold 5 % and 95 % of the bootstrap where it was run.
    """

    first: Mapping[str, float]
    total: Mapping[str, float]
    variance: float
    evaluations: int
    how: str
    first_bounds: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    total_bounds: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class RankStatistics:
    """Ranks of every unit over the variants; 1 is best. Arrays are in the order of ``units``."""

    units: tuple[str, ...]
    nominal: Array
    mean: Array
    median: Array
    low: Array
    high: Array

    def take(self, places: Sequence[int]) -> RankStatistics:
        """The same of fewer units."""
        kept = list(places)
        return RankStatistics(
            tuple(self.units[place] for place in kept),
            self.nominal[kept],
            self.mean[kept],
            self.median[kept],
            self.low[kept],
            self.high[kept],
        )


def rank_changes(rank_table: Array, nominal: Array) -> Array:
    """Mean absolute rank change of each variant against the nominal ranks [places]."""
    result: Array = np.nanmean(np.abs(rank_table - nominal), axis=-1)
    return result


def rank_statistics(units: tuple[str, ...], rank_table: Array, nominal: Array) -> RankStatistics:
    """Mean, median, 5 % and 95 % of each unit's rank (quantiles between order statistics)."""
    low, median, high = np.quantile(rank_table, [0.05, 0.5, 0.95], axis=0)
    return RankStatistics(units, nominal, rank_table.mean(axis=0), median, low, high)


def probability_ahead(scores: Array, block: int = 4_096) -> Array:
    """Share of variants [1] in which the unit of the row scores higher than that of the column.

    Ties count half, so that two units share the probability 1; the diagonal is 0.5.
    """
    variants, units = scores.shape
    ahead = np.zeros((units, units))
    for start in range(0, variants, block):
        part = scores[start : start + block]
        for unit in range(units):
            ahead[unit] += (np.sign(part[:, unit : unit + 1] - part) + 1).sum(axis=0) / 2
    result: Array = ahead / variants
    return result


def top_share(rank_table: Array, places: int) -> Array:
    """Share of variants [1] in which a unit is among the first ``places``."""
    result: Array = (rank_table <= places).mean(axis=0)
    return result


def exact_sobol(of: Grid, outcome: Array) -> SobolIndices:
    """Sobol' indices by enumeration: exact where all choices are few and discrete.

    S₁ = Var(E[Y|xᵢ]) / V and Sₜ = E(Var[Y|x₋ᵢ]) / V over the full factorial ``outcome`` (in the
    order of ``Grid.every``), every combination equally likely, population variances.
    Saltelli and others (2010), doi:10.1016/j.cpc.2009.09.018.
    """
    y = outcome.reshape(of.levels)
    variance = float(y.var())
    first, total = {}, {}
    for axis in _varying(of):
        others = tuple(other for other in range(y.ndim) if other != axis)
        name = FACTORS[axis]
        first[name] = _share(float(y.mean(axis=others).var()), variance)
        total[name] = _share(float(y.var(axis=axis).mean()), variance)
    return SobolIndices(first, total, variance, of.count, "enumeration")


def sampled_sobol(
    of: Grid, nominal: Array, size: int, rng: np.random.Generator, bootstraps: int = 0
) -> SobolIndices:
    """Sobol' indices from blocks A, B and ABᵢ of ``size`` variants each; size·(d + 2) in all.

    A and B come from one Sobol' sequence (``size`` is a power of two); a draw between 0 and 1 is
    mapped to a choice by its own place, whatever else was drawn. The estimators are those of
    ``estimated_sobol``.
    """
    varying = _varying(of)
    if size < 2 or not varying:
        raise RequestError(
            Text(
                "Phân tích độ nhạy cần ít nhất một yếu tố thay đổi và 2 mẫu.",
                "A sensitivity analysis needs a factor that varies and at least 2 samples.",
            )
        )
    draws = sobol_sequence(size, 2 * len(varying), rng)
    a = _chosen(of, varying, draws[:, : len(varying)])
    b = _chosen(of, varying, draws[:, len(varying) :])
    blocks = [a, b]
    for axis in varying:
        mixed = a.copy()
        mixed[:, axis] = b[:, axis]
        blocks.append(mixed)
    outcomes = _outcomes(of, np.concatenate(blocks), nominal).reshape(len(blocks), size)
    return estimated_sobol(outcomes, [FACTORS[axis] for axis in varying], rng, bootstraps)


def estimated_sobol(
    outcomes: Array, names: Sequence[str], rng: np.random.Generator, bootstraps: int = 0
) -> SobolIndices:
    """Sobol' indices from the outcomes of blocks A, B, AB₁ … AB_d (d + 2 rows).

    First order: mean of B (ABᵢ − A) / V (Saltelli 2010, doi:10.1016/j.cpc.2009.09.018) with centred
    outcomes: without centring the estimate is unbiased but noisy, and may be far below zero. Total
    order: mean of (A − ABᵢ)² / 2V (Jansen 1999, doi:10.1016/S0010-4655(98)00154-4). V is the
    variance over A and B (population). ``bootstraps`` draws the rows of all blocks together and
    takes V anew each time, so that the bounds know that V is an estimate too.
    """
    variance, first, total = _estimates(outcomes)
    size = outcomes.shape[1]
    again = [_estimates(outcomes[:, rng.integers(0, size, size)])[1:] for _ in range(bootstraps)]
    bounds: list[dict[str, tuple[float, float]]] = [{}, {}]
    if again:
        low, high = np.quantile(np.array(again), [0.05, 0.95], axis=0)
        for order, found in enumerate(bounds):
            ends = zip(low[order].tolist(), high[order].tolist(), strict=True)
            found.update(zip(names, ends, strict=True))
    return SobolIndices(
        first=dict(zip(names, first.tolist(), strict=True)),
        total=dict(zip(names, total.tolist(), strict=True)),
        variance=variance,
        evaluations=outcomes.size,
        how="sampling",
        first_bounds=bounds[0],
        total_bounds=bounds[1],
    )


def _estimates(outcomes: Array) -> tuple[float, Array, Array]:
    variance = float(outcomes[:2].var())
    y = outcomes - outcomes[:2].mean()
    a, b, mixed = y[0], y[1], y[2:]
    if variance <= 0:
        return variance, np.zeros(len(mixed)), np.zeros(len(mixed))
    first: Array = (b * (mixed - a)).mean(axis=1) / variance
    total: Array = ((a - mixed) ** 2).mean(axis=1) / 2 / variance
    return variance, first, total


def drawn(of: Grid, size: int, rng: np.random.Generator) -> Choices:
    """``size`` variants, every factor drawn by itself, all its choices equally likely."""
    return _chosen(of, tuple(range(len(FACTORS))), rng.uniform(size=(size, len(FACTORS))))


def ranks_of(scores: Array, periods: Sequence[str] = (), block: int = 8_192) -> Array:
    """Rank of every unit in every variant (variants × units), 1 is best, ties the smallest.

    In panels ``periods`` names the period of each unit; ranks are among rows of one period.
    """
    result = np.empty(scores.shape)
    for start in range(0, len(scores), block):
        result[start : start + block] = ranks_by_period(scores[start : start + block], periods)
    return result


def _chosen(of: Grid, varying: tuple[int, ...], draws: Array) -> Choices:
    choices = np.zeros((len(draws), len(FACTORS)), dtype=np.int64)
    for place, axis in enumerate(varying):
        levels = of.levels[axis]
        choices[:, axis] = np.minimum((draws[:, place] * levels).astype(np.int64), levels - 1)
    return choices


def _outcomes(of: Grid, choices: Choices, nominal: Array) -> Array:
    """Outcome of every variant; a combination drawn twice is computed once."""
    distinct, back = np.unique(choices, axis=0, return_inverse=True)
    changes = rank_changes(ranks_of(score_variants(of, distinct), of.periods), nominal)
    result: Array = changes[back.ravel()]
    return result


def _varying(of: Grid) -> tuple[int, ...]:
    return tuple(axis for axis, levels in enumerate(of.levels) if levels > 1)


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0
