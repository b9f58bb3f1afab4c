"""Draws of facts, one per parameter, and their products per group of lines.

Everything is relative to the printed value, so that a product of draws is a pure number around 1.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from parkloop.analyses.inventory.distributions import (
    Distribution,
    Kind,
    generator,
    normal_share,
    triangular_quantile,
)
from parkloop.analyses.inventory.products import Products

if TYPE_CHECKING:
    from numpy.random import Generator

    from parkloop.analyses.inventory.products import Floats, Indices

#: Draws made at a time. A constant and no setting: a negative draw is replaced from the same
#: stream, so another batch would give other numbers for the same seed.
BATCH = 1_000

#: A standard normal number below this is not met in 10¹⁶ draws.
_NEVER = -8.3

#: Rows of draws stand in this order of kinds, so that each kind is transformed in one go.
_ORDER = (Kind.NORMAL, Kind.LOGNORMAL, Kind.UNIFORM, Kind.TRIANGULAR)


class GroupDraws:
    """Products of draws of every group, batch after batch, relative to their references.

    Holds one source of random numbers per parameter and buffers of the size of one batch.
    """

    def __init__(self, products: Products, seed: int) -> None:
        factors = FactorDraws(products, seed)
        self._factors = factors
        self._products = np.ones((products.groups, BATCH))
        # Row by row and not by gathering columns of rows: no copies, and the rows stay in cache.
        self._steps = [
            (self._products[group], [factors.values[row] for row in rows])
            for group, rows in enumerate(_rows_of_groups(products, factors.row_of_term))
        ]

    def next(self) -> Floats:
        """The next batch: a row per group. The array is used again by the next call."""
        self._factors.next()
        for product, draws in self._steps:
            if len(draws) > 1:
                np.multiply(draws[0], draws[1], out=product)
            elif draws:
                product[:] = draws[0]
            for draw in draws[2:]:
                np.multiply(product, draw, out=product)
        return self._products


def _rows_of_groups(products: Products, row_of_term: Indices) -> list[list[int]]:
    ends = products.term_start.tolist()
    rows = row_of_term.tolist()
    return [rows[start:end] for start, end in pairwise(ends)]


class FactorDraws:
    """Draws of every factor, relative to its reference: one row each in ``values``.

    Rows stand in the order of ``_ORDER``, then come powers other than one.
    ``row_of_term`` tells which row a term of the products is.
    """

    def __init__(self, products: Products, seed: int) -> None:
        factors = sorted(
            enumerate(products.factors), key=lambda item: _ORDER.index(item[1].distribution.kind)
        )
        row = np.empty(len(factors), dtype=np.intp)
        row[[number for number, _ in factors]] = np.arange(len(factors))
        self._powers, self.row_of_term = _power_rows(products, row)
        self.values = np.ones((len(factors) + len(self._powers), BATCH))
        self._distributions = [factor.distribution for _, factor in factors]
        self._location, self._scale = _relative(self._distributions)
        kinds = [distribution.kind for distribution in self._distributions]
        self._logs = _block(kinds, Kind.LOGNORMAL)
        self._triangles = _block(kinds, Kind.TRIANGULAR)
        leaders, self._followers = _by_parameter([factor.parameter for _, factor in factors])
        self._sources = [generator(seed, parameter) for parameter in leaders]
        self._fills = [
            (source.random if self._distributions[row].from_uniform else source.standard_normal)
            for row, source in zip(leaders.values(), self._sources, strict=True)
        ]
        self._leading = [self.values[row] for row in leaders.values()]
        self._cuts = self._found_cuts(leaders)

    def _found_cuts(self, leaders: dict[str, int]) -> list[tuple[Floats, float, Generator]]:
        """Rows of standard numbers that can fall below a floor, with the highest such floor."""
        floors = {row: self._distributions[row].floor for row in leaders.values()}
        for row, leader in self._followers:
            floors[leader] = max(floors[leader], self._distributions[row].floor)
        rows = zip(leaders.values(), self._sources, strict=True)
        return [(self.values[row], floors[row], s) for row, s in rows if floors[row] > _NEVER]

    def next(self) -> None:
        """Put the next batch of draws into ``values``."""
        for fill, row in zip(self._fills, self._leading, strict=True):
            fill(out=row)
        for standard, floor, source in self._cuts:
            _draw_again(standard, floor, source)
        for follower, leader in self._followers:
            self.values[follower] = self._standard_of(follower, leader)
        self._into_quantities()
        for base, power, target in self._powers:
            np.power(self.values[base], power, out=self.values[target])

    def _standard_of(self, follower: int, leader: int) -> Floats:
        """The leader's standard numbers, as the follower needs them (normal or uniform)."""
        shared: Floats = self.values[leader]
        if self._distributions[follower].from_uniform is self._distributions[leader].from_uniform:
            return shared
        return normal_share(shared)

    def _into_quantities(self) -> None:
        straight = self.values[: self._triangles.start]
        straight *= self._scale[: len(straight)]
        straight += self._location[: len(straight)]
        logarithms = self.values[self._logs]
        np.exp(logarithms, out=logarithms)
        for row in range(self._triangles.start, self._triangles.stop):
            one = self._distributions[row]
            low, mode, high = (end / one.reference for end in (one.low, one.location, one.high))
            self.values[row] = triangular_quantile(self.values[row], low, mode, high)


def _block(sorted_kinds: list[Kind], kind: Kind) -> slice:
    start = sum(_ORDER.index(one) < _ORDER.index(kind) for one in sorted_kinds)
    return slice(start, start + sorted_kinds.count(kind))


def _relative(distributions: list[Distribution]) -> tuple[Floats, Floats]:
    """Columns of location and scale, divided by the reference (lognormal: in logarithms)."""
    location, scale = [], []
    for one in distributions:
        if one.kind is Kind.LOGNORMAL:
            location.append(one.location - math.log(one.reference))
            scale.append(one.scale)
        else:
            location.append(one.location / one.reference)
            scale.append(one.scale / one.reference)
    return np.array(location).reshape(-1, 1), np.array(scale).reshape(-1, 1)


def _by_parameter(parameters: list[str]) -> tuple[dict[str, int], list[tuple[int, int]]]:
    """The row that leads each parameter, and every other row with its leader.

    A leader is the first in the order of kinds: normal numbers can be made uniform exactly.
    """
    leaders: dict[str, int] = {}
    followers: list[tuple[int, int]] = []
    for row, parameter in enumerate(parameters):
        leader = leaders.setdefault(parameter, row)
        if leader != row:
            followers.append((row, leader))
    return leaders, followers


def _power_rows(
    products: Products, row_of_factor: Indices
) -> tuple[list[tuple[int, int, int]], Indices]:
    """Rows for powers other than one (row, power, its own row), and the row of every term."""
    rows: dict[tuple[int, int], int] = {}
    of_term = row_of_factor[products.term_factor]
    for term in np.flatnonzero(products.term_power != 1).tolist():
        power = (int(of_term[term]), int(products.term_power[term]))
        of_term[term] = rows.setdefault(power, len(products.factors) + len(rows))
    return [(row, power, target) for (row, power), target in rows.items()], of_term


def _draw_again(standard: Floats, floor: float, source: Generator) -> None:
    """Replace numbers below the floor by further draws (a normal factor truncated at zero)."""
    below = np.flatnonzero(standard < floor)
    while len(below):
        standard[below] = source.standard_normal(len(below))
        below = below[standard[below] < floor]
