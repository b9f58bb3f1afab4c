"""Approach 2: Monte Carlo over parameters, one draw each (IPCC 2006 V1 chapter 3.2.3.2).

Lines of one group are the same product of draws, so a figure in a draw is Σ over groups of
(group's sum · product of its draws). The errors of the activity amounts are independent normal
numbers, so for given draws of the facts their sum in a figure is one normal number whose variance
is known exactly; one number is drawn in place of one per line, with the same distribution of the
result. Derivation in docs/methods/uncertainty.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parkloop.analyses.inventory.distributions import generator
from parkloop.analyses.inventory.draws import BATCH, GroupDraws
from parkloop.analyses.inventory.products import Products, Sums, sum_by

if TYPE_CHECKING:
    from parkloop.analyses.inventory.products import Floats, Indices

    Rows = Indices | slice

#: Draws before the stop rule is asked for the first time.
AT_LEAST = 10_000

#: The stop rule is asked again when there are so many times the draws of the last time.
LOOK_AFTER = 1.2

#: Totals kept at a time [numbers]; more figures than fit are simulated in turn.
KEPT = 8_000_000

#: Amounts that reach more groups than this are kept apart and not added to a covariance.
_SEVERAL = 8

#: Groups whose errors are multiplied together.
_TOGETHER = 32

#: The 2.5 % and 97.5 % quantile.
_TAIL = 0.025


@dataclass(frozen=True, slots=True)
class Sampling:
    """What is decided about the draws; part of the result's parameters.

    The simulation of a figure ends when the standard error of the half-width of its 95 %
    interval is within ``tolerance`` of that half-width, at ``max_draws`` at the latest.
    """

    seed: int
    max_draws: int = 50_000
    tolerance: float = 0.01


@dataclass(frozen=True)
class Simulated:
    """What the draws of each figure show [t CO2e]; one row per figure.

    ``low`` and ``high`` are the 2.5 % and 97.5 % quantile. ``half_width_error`` is the standard
    error of (high − low) / 2 that is left after so many draws.
    """

    mean: Floats
    sd: Floats
    low: Floats
    high: Floats
    half_width_error: Floats
    draws: Indices
    converged: np.ndarray[tuple[int], np.dtype[np.bool_]]


def simulate(products: Products, summed: Sums, sampling: Sampling) -> Simulated:
    """Draw until every figure's interval is known well enough; each figure stops by itself.

    What is found for a figure depends on the seed and on its own lines: not on other figures,
    other parameters or the order of anything. Two figures of the same lines have the same draws.
    """
    figures = len(summed.figures)
    at_once = max(1, KEPT // max(1, sampling.max_draws))
    found = [_Found.nothing() for _ in range(figures)]
    for first in range(0, figures, at_once):
        chosen = range(first, min(first + at_once, figures))
        for figure, result in _simulate_some(products, summed, sampling, chosen):
            found[figure] = result
    return Simulated(
        mean=np.array([one.mean for one in found]),
        sd=np.array([one.sd for one in found]),
        low=np.array([one.low for one in found]),
        high=np.array([one.high for one in found]),
        half_width_error=np.array([one.half_width_error for one in found]),
        draws=np.array([one.draws for one in found], dtype=np.intp),
        converged=np.array([one.converged for one in found], dtype=np.bool_),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    mean: float
    sd: float
    low: float
    high: float
    half_width_error: float
    draws: int
    converged: bool

    @classmethod
    def nothing(cls) -> _Found:
        return cls(0.0, 0.0, 0.0, 0.0, 0.0, 0, False)


def _simulate_some(
    products: Products, summed: Sums, sampling: Sampling, chosen: range
) -> Iterator[tuple[int, _Found]]:
    draws = GroupDraws(products, sampling.seed)
    amount_errors = generator(sampling.seed, "errors of all activity amounts")
    open_figures = [_FigureDraws.of(summed, figure, sampling) for figure in chosen]
    done, next_look = 0, min(AT_LEAST, sampling.max_draws)
    while open_figures:
        size = min(BATCH, sampling.max_draws - done)
        group_products = draws.next()[:, :size]
        standard = amount_errors.standard_normal(BATCH)[:size]
        for one in open_figures:
            one.take(group_products, standard, done)
        done += size
        if done < next_look:
            continue
        next_look = min(int(done * LOOK_AFTER), sampling.max_draws)
        still_open = []
        for one in open_figures:
            result = one.judge(done, sampling.tolerance)
            if result.converged or done >= sampling.max_draws:
                yield one.figure, result
            else:
                still_open.append(one)
        open_figures = still_open


@dataclass(frozen=True)
class _FigureDraws:
    """Totals of one figure in every draw [t CO2e].

    ``spreads`` are pairs of groups and a matrix whose rows, times the groups' products, give
    independent parts of the error that the activity amounts cause.
    """

    figure: int
    groups: Rows
    value: Floats
    spreads: list[tuple[Rows, Floats]]
    totals: Floats

    @classmethod
    def of(cls, summed: Sums, figure: int, sampling: Sampling) -> _FigureDraws:
        rows = slice(*np.searchsorted(summed.figure, [figure, figure + 1]))
        errors = slice(*np.searchsorted(summed.error_figure, [figure, figure + 1]))
        return cls(
            figure=figure,
            groups=_rows(summed.group[rows]),
            value=summed.value[rows],
            spreads=_merged(
                _spreads(
                    summed.error_amount[errors], summed.error_group[errors], summed.error[errors]
                )
            ),
            totals=np.empty(sampling.max_draws),
        )

    def take(self, products: Floats, standard: Floats, done: int) -> None:
        """Totals of the next draws: Σ A·U + √(Σ errors²)·z, with one z per draw."""
        totals = self.totals[done : done + products.shape[1]]
        np.matmul(self.value, products[self.groups], out=totals)
        if self.spreads:
            variance = np.zeros_like(totals)
            for groups, matrix in self.spreads:
                error = matrix @ products[groups]
                variance += np.einsum("ij,ij->j", error, error)
            totals += np.sqrt(variance) * standard

    def judge(self, done: int, tolerance: float) -> _Found:
        """Quantiles after ``done`` draws, and whether they are known well enough."""
        ordered = np.sort(self.totals[:done])
        low, high = _quantile(ordered, _TAIL), _quantile(ordered, 1 - _TAIL)
        error = _half_width_error(ordered)
        return _Found(
            mean=float(ordered.mean()),
            sd=float(ordered.std()),
            low=low,
            high=high,
            half_width_error=error,
            draws=done,
            converged=error <= tolerance * (high - low) / 2,
        )


def _quantile(ordered: Floats, share: float) -> float:
    """Quantile by linear interpolation between order statistics."""
    position = min(max(share, 0.0), 1.0) * (len(ordered) - 1)
    below = math.floor(position)
    above = min(below + 1, len(ordered) - 1)
    return float(ordered[below] + (position - below) * (ordered[above] - ordered[below]))


def _half_width_error(ordered: Floats) -> float:
    """Standard error of half the distance of the 2.5 % and 97.5 % quantile.

    Each quantile's own error is half the distance of the order statistics one standard
    deviation of the binomial count away, whatever the distribution; the two are correlated by
    p / (1 − p) (asymptotic theory of order statistics).
    """
    reach = math.sqrt(_TAIL * (1 - _TAIL) / len(ordered))
    low, high = (
        (_quantile(ordered, share + reach) - _quantile(ordered, share - reach)) / 2
        for share in (_TAIL, 1 - _TAIL)
    )
    together = _TAIL / (1 - _TAIL) * low * high
    return math.sqrt(max(0.0, low**2 + high**2 - 2 * together)) / 2


def _spreads(amount: Indices, group: Indices, error: Floats) -> Iterator[tuple[Indices, Floats]]:
    """Errors of the amounts, summed exactly: groups and the rows of a matrix root of their
    covariance.

    Amounts that reach the same groups add up to one covariance, whose root has at most as many
    rows as there are groups (one, where the amounts differ only in size). Amounts that reach
    many groups stay single rows.
    """
    starts = np.flatnonzero(np.diff(amount, prepend=-1))
    counts = np.diff(starts, append=len(amount))
    for reach in np.unique(counts).tolist():
        cells = starts[counts == reach][:, None] + np.arange(reach)
        groups, errors = group[cells], error[cells]
        if reach > _SEVERAL:
            yield from ((one, row[None, :]) for one, row in zip(groups, errors, strict=True))
            continue
        _, first, place = np.unique(_key(groups), return_index=True, return_inverse=True)
        yield from zip(groups[first], _roots(_covariances(place, errors)), strict=True)


def _key(groups: Indices) -> Indices:
    """One number per row, the same for the same row."""
    key = groups[:, 0]
    for column in groups.T[1:]:
        key = np.unique(key, return_inverse=True)[1] * (int(groups.max()) + 1) + column
    return key


def _covariances(place: Indices, errors: Floats) -> Floats:
    """Σ errorᵢ·errorⱼ of the rows with the same place."""
    size, reach = int(place.max()) + 1, errors.shape[1]
    covariance = np.empty((size, reach, reach))
    for i in range(reach):
        for j in range(i + 1):
            covariance[:, i, j] = sum_by(place, errors[:, i] * errors[:, j], size)
            covariance[:, j, i] = covariance[:, i, j]
    return covariance


def _roots(covariances: Floats) -> Iterator[Floats]:
    """Matrices R with RᵀR = covariance, without the rows that hold rounding errors only."""
    values, vectors = np.linalg.eigh(covariances)
    for value, vector in zip(values, vectors, strict=True):
        real = value > 1e-12 * value[-1]
        yield np.sqrt(value[real])[:, None] * vector.T[real]


def _merged(spreads: Iterator[tuple[Indices, Floats]]) -> list[tuple[Rows, Floats]]:
    """Neighbouring spreads in one matrix, so that few large products replace many small ones."""
    bundles: list[list[tuple[Indices, Floats]]] = []
    width = _TOGETHER
    for groups, matrix in sorted(spreads, key=lambda spread: spread[0].tolist()):
        if width + len(groups) > _TOGETHER:
            bundles.append([])
            width = 0
        bundles[-1].append((groups, matrix))
        width += len(groups)
    return [_one_matrix(bundle) for bundle in bundles]


def _one_matrix(bundle: list[tuple[Indices, Floats]]) -> tuple[Rows, Floats]:
    groups = np.unique(np.concatenate([one for one, _ in bundle]))
    matrix = np.zeros((sum(len(rows) for _, rows in bundle), len(groups)))
    at = 0
    for one, rows in bundle:
        matrix[at : at + len(rows), np.searchsorted(groups, one)] = rows
        at += len(rows)
    return _rows(groups), matrix


def _rows(sorted_groups: Indices) -> Rows:
    """The same rows as a slice where they follow each other: a view costs no copy."""
    if len(sorted_groups) and sorted_groups[-1] - sorted_groups[0] == len(sorted_groups) - 1:
        return slice(int(sorted_groups[0]), int(sorted_groups[-1]) + 1)
    return sorted_groups
