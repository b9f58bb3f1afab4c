"""Approach 1: propagation of error in the covariance form, u² = Jᵀ C J over parameters.

J holds the derivatives of a figure to each **parameter**, not to each line, so that a grid factor
shared by a hundred tenants counts as one (IPCC 2006 Guidelines Volume 1, chapter 3.2.3, there for
independent rows; here for any sharing). Intervals are symmetric: ±1.96·u around the figure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parkloop.analyses.inventory.distributions import Z95
from parkloop.analyses.inventory.products import Products, Sums, sum_by

if TYPE_CHECKING:
    from parkloop.analyses.inventory.products import Floats, Indices

    Correlations = Mapping[tuple[str, str], float]

#: Above this relative half-width approach 1 is too low on the high side (IPCC 2006 V1 ch. 3).
RELIABLE_UP_TO = 0.30


@dataclass(frozen=True)
class Sensitivities:
    """How figures answer to parameters: ∂figure/∂parameter × its standard deviation [t CO2e].

    ``slope`` has one row per figure and parameter, sorted; ``parameter`` counts in ``names``,
    which holds the facts' parameters first and then the activity amounts.
    """

    figures: tuple[str, ...]
    names: tuple[str, ...]
    facts: int
    total: Floats
    figure: Indices
    parameter: Indices
    slope: Floats

    def of(self, figure: int) -> dict[str, float]:
        """Slopes of one figure by the parameter's name."""
        rows = slice(*np.searchsorted(self.figure, [figure, figure + 1]))
        return {
            self.names[parameter]: float(slope)
            for parameter, slope in zip(self.parameter[rows], self.slope[rows], strict=True)
        }


def sensitivities(products: Products, summed: Sums) -> Sensitivities:
    """Derivatives of every figure at the printed values, times one standard deviation [t CO2e].

    For a term valueᵖ the relative derivative is p; a printed value of zero moves only the
    lines in which it is the only zero.
    """
    facts = len(products.parameters)
    per_term, at_value = _relative_slopes(products)
    counts = np.diff(products.term_start)[summed.group]
    row = np.repeat(np.arange(len(summed.group)), counts)
    within = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    term = products.term_start[summed.group][row] + within
    slope = summed.value[row] * per_term[term]
    parameter = products.parameter_of_factor[products.term_factor[term]]
    figures = np.concatenate([summed.figure[row], summed.error_figure])
    width = facts + len(products.amounts)
    key, place = np.unique(
        figures * max(1, width) + np.concatenate([parameter, facts + summed.error_amount]),
        return_inverse=True,
    )
    slopes = np.concatenate([slope, summed.error * at_value[summed.error_group]])
    figure, parameter = np.divmod(key, max(1, width))
    return Sensitivities(
        figures=summed.figures,
        names=(*products.parameters, *products.amounts),
        facts=facts,
        total=summed.deterministic,
        figure=figure,
        parameter=parameter,
        slope=sum_by(place, slopes, len(key)),
    )


def _relative_slopes(products: Products) -> tuple[Floats, Floats]:
    """Per term p·sd/reference, and per group 1 — or 0 where another fact of it is zero."""
    spread = np.array([f.distribution.relative_sd for f in products.factors], dtype=np.float64)
    zero = np.array([f.distribution.value == 0 for f in products.factors], dtype=np.intp)
    slope = products.term_power * spread[products.term_factor]
    zero_here = zero[products.term_factor]
    group = np.repeat(np.arange(products.groups), np.diff(products.term_start))
    zeros = np.bincount(group, weights=zero_here, minlength=products.groups)
    others = zeros[group] - zero_here
    dead = (others > 0) | ((zero_here > 0) & (products.term_power != 1))
    return np.where(dead, 0.0, slope), np.where(zeros > 0, 0.0, 1.0)


def variances(given: Sensitivities, correlations: Correlations | None = None) -> Floats:
    """u² = Jᵀ C J of every figure [(t CO2e)²].

    ``correlations`` between differently named parameters; those not named are independent.
    """
    variance = sum_by(given.figure, given.slope**2, len(given.figures))
    place = {name: index for index, name in enumerate(given.names)}
    for (one, other), correlation in sorted((correlations or {}).items()):
        if one in place and other in place:
            product = _column(given, place[one]) * _column(given, place[other])
            variance += 2 * correlation * product
    return variance


def _column(given: Sensitivities, parameter: int) -> Floats:
    rows = given.parameter == parameter
    return sum_by(given.figure[rows], given.slope[rows], len(given.figures))


def half_width(variance: float) -> float:
    """Half of the 95 % interval of approach 1, in the unit of the figure: 1.96·u."""
    return Z95 * math.sqrt(max(0.0, variance))


def contributions(given: Sensitivities, figure: int) -> dict[str, float]:
    """Share of each parameter in the variance of a figure (0–1, together 1), greatest first.

    Parameters are taken as independent; empty when nothing is known to be uncertain.
    """
    squares = {name: slope**2 for name, slope in given.of(figure).items()}
    variance = math.fsum(squares.values())
    ordered = sorted(squares.items(), key=lambda item: (-item[1], item[0]))
    return {name: square / variance for name, square in ordered if square > 0}


@dataclass(frozen=True, slots=True)
class Moments:
    """Exact mean [t CO2e] and variance [(t CO2e)²] of a figure."""

    mean: float
    variance: float


def exact_moments(products: Products, summed: Sums, figure: int) -> Moments | None:
    """Mean and variance of Σ products without the first-order cut of approach 1.

    Var(Σ) = Σ over pairs of groups of the covariance of their products, from the moments of each
    distribution (Goodman 1960, doi:10.1080/01621459.1960.10483369, for two factors; any number
    here). The effort grows with the square of the groups of the figure: it is meant for checks.
    None where a moment does not exist in closed form: a reciprocal of a normal or triangular
    fact, or two facts of one parameter in one figure.
    """
    rows = slice(*np.searchsorted(summed.figure, [figure, figure + 1]))
    groups, value = summed.group[rows], summed.value[rows]
    power = _powers(products, groups)
    used = [number for number in range(len(products.factors)) if power[number].any()]
    if len({products.factors[number].parameter for number in used}) < len(used):
        return None
    mean, pair = np.ones(len(groups)), np.ones((len(groups), len(groups)))
    for number in used:
        relative = _relative_moments(products, number, 2 * power[number])
        if relative is None:
            return None
        low = min(relative)
        table = np.array([relative.get(k, math.nan) for k in range(low, max(relative) + 1)])
        mean *= table[power[number] - low]
        pair *= table[power[number][:, None] + power[number][None, :] - low]
    total = float(value @ mean)
    own = float(value @ (pair - np.outer(mean, mean)) @ value)
    return Moments(total, own + _amount_variance(summed, figure, groups, pair))


def _powers(products: Products, groups: Indices) -> Indices:
    """Power of each factor (rows) in each group (columns)."""
    power = np.zeros((len(products.factors), len(groups)), dtype=np.intp)
    for column, group in enumerate(groups):
        terms = slice(products.term_start[group], products.term_start[group + 1])
        power[products.term_factor[terms], column] = products.term_power[terms]
    return power


def _relative_moments(products: Products, number: int, doubled: Indices) -> dict[int, float] | None:
    distribution = products.factors[number].distribution
    found: dict[int, float] = {}
    for k in range(min(0, int(doubled.min())), max(0, int(doubled.max())) + 1):
        moment = distribution.moment(k)
        if moment is None:
            return None
        found[k] = moment / distribution.reference**k
    return found


def _amount_variance(summed: Sums, figure: int, groups: Indices, pair: Floats) -> float:
    """Σ over amounts of the errors they cause in each pair of groups, times E[product·product]."""
    rows = slice(*np.searchsorted(summed.error_figure, [figure, figure + 1]))
    amount, error = summed.error_amount[rows], summed.error[rows]
    column = np.searchsorted(groups, summed.error_group[rows])
    starts = np.flatnonzero(np.diff(amount, prepend=-1))
    parts = zip(np.split(column, starts[1:]), np.split(error, starts[1:]), strict=True)
    return math.fsum(float(e @ pair[np.ix_(c, c)] @ e) for c, e in parts)


@dataclass(frozen=True, slots=True)
class Trend:
    """Change of a figure between a base year and another, and its uncertainty.

    ``change`` is relative to the base year; ``half_width`` is that of its 95 % interval, in the
    same unit. ``type_a`` answers to a parameter that errs by the same share in both years,
    ``type_b`` to one that errs in the later year alone: change of the trend per standard
    deviation, by parameter.
    """

    change: float
    half_width: float
    type_a: Mapping[str, float]
    type_b: Mapping[str, float]


def trend(base: Sensitivities, later: Sensitivities, figure: str) -> Trend:
    """Trend of a figure between two years (IPCC 2006 Volume 1, Table 3.2, columns I–M).

    Parameters of facts that both years share are fully correlated over time (type A); the
    amounts of each year are independent (type B), and those of the base year count with their
    own derivative where the guidelines take √2 times the later year's.
    """
    before, after = base.figures.index(figure), later.figures.index(figure)
    old, new = float(base.total[before]), float(later.total[after])
    slopes_old, slopes_new = base.of(before), later.of(after)
    shared = {n for n in base.names[: base.facts] if n in slopes_old and n in slopes_new}
    type_a = {n: slopes_new[n] / old - slopes_old[n] * new / old**2 for n in sorted(shared)}
    type_b = {n: slope / old for n, slope in sorted(slopes_new.items()) if n not in shared}
    first = {n: s * new / old**2 for n, s in sorted(slopes_old.items()) if n not in shared}
    variance = math.fsum(slope**2 for part in (type_a, type_b, first) for slope in part.values())
    return Trend(new / old - 1, half_width(variance), type_a, type_b)
