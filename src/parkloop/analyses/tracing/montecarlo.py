"""Monte Carlo of footprints: every parameter drawn once per draw, the system solved in each.

Facts and amounts are drawn by name (C-18): two rules, two products or two catalogs with one seed
share their draws, so that the difference between them is not noise. An amount that decides
emissions and shares is one draw in both. Docs: docs/methods/tracing.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from parkloop.analyses.inventory.distributions import Central, generator
from parkloop.analyses.inventory.draws import BATCH, GroupDraws
from parkloop.analyses.inventory.products import Products, products_of
from parkloop.analyses.tracing.kernel import Matrix
from parkloop.analyses.tracing.model import Drawn, Hand, Technosphere
from parkloop.analyses.tracing.redrawn import Redrawn
from parkloop.analyses.tracing.uncertainty import amount_parameter
from parkloop.catalog.catalog import Catalog
from parkloop.periods import Period
from parkloop.provenance import significant

if TYPE_CHECKING:
    from parkloop.analyses.tracing.kernel import Floats, Indices

#: Digits of what was drawn; more would be noise.
_DIGITS = 6
#: An amount is drawn no lower than this part of itself.
_LEAST = 1e-6


@dataclass
class Draws:
    """The draws of one system; ``weights`` [kg CO2e per kg] are by gas."""

    sphere: Technosphere
    place: Mapping[str, int]
    matrix: Matrix
    weights: Mapping[str, float]
    catalog: Catalog
    convention: str
    period: Period
    seed: int
    usual: Floats

    def footprints(self, told: Sequence[str], count: int) -> dict[str, Drawn]:
        """Mean and 95 % interval of every product told [kg CO2e per unit] after ``count`` draws."""
        found = np.empty((len(told), count))
        by_facts = np.zeros(len(told))
        steady = np.zeros(len(self._names))
        rows = np.array([self.place[name] for name in told], dtype=np.intp)
        again, facts = self._redrawn, GroupDraws(self._products, self.seed)
        done = 0
        while done < count:
            size = min(BATCH, count - done)
            groups, standard = facts.next(), self._standard()
            for draw in range(size):
                errors = standard[:, draw]
                burden = again.solve(self._shares(errors), self._direct(groups[:, draw], errors))
                found[:, done + draw] = burden.value[rows] / self._made(told, errors)
            # With every amount as stated the answer is linear in what begins: the mean suffices.
            by_facts += size * self._of_facts(rows, groups[:, :size].mean(axis=1), steady)
            done += size
        by_facts /= max(count, 1) * self._made(told, steady)
        return {
            name: _told(found[number], float(by_facts[number])) for number, name in enumerate(told)
        }

    def _of_facts(self, rows: Indices, groups: Floats, steady: Floats) -> Floats:
        burden = self._redrawn.solve(self.matrix.value, self._direct(groups, steady))
        return burden.value[rows]

    @cached_property
    def _redrawn(self) -> Redrawn:
        return Redrawn(self.matrix, self.usual)

    @cached_property
    def _lines(self) -> list[tuple[int, float]]:
        """Vertex and weight of each line, in the order of the products."""
        by_id = {source.line.id: source for source in self.sphere.sources}
        return [
            (self.place[by_id[name].vertex], self.weights[by_id[name].line.gas])
            for name in self._products.lines
        ]

    @cached_property
    def _products(self) -> Products:
        lines = {source.line.id: source.line for source in self.sphere.sources}
        return products_of(list(lines.values()), self.catalog, Central(self.convention))

    # Errors of amounts, by name

    @cached_property
    def _names(self) -> dict[str, int]:
        uncertain = {
            amount_parameter(hand.amount, self.period)
            for hands in self.sphere.hands.values()
            for hand in hands
            if hand.amount.variance
        }
        names = sorted(uncertain | set(self._products.amounts))
        return {name: number for number, name in enumerate(names)}

    @cached_property
    def _sources(self) -> list[np.random.Generator]:
        return [generator(self.seed, name) for name in self._names]

    def _standard(self) -> Floats:
        drawn = np.empty((len(self._sources), BATCH))
        for row, source in zip(drawn, self._sources, strict=True):
            source.standard_normal(out=row)
        return drawn

    # Emissions and shares of one draw

    def _direct(self, groups: Floats, errors: Floats) -> Floats:
        """Emissions that begin at each vertex [kg CO2e]."""
        products = self._products
        if not products.lines:
            return np.zeros(len(self.place))
        padded = np.append(errors, 0.0)
        mass = groups[products.group] * (
            products.reference + products.amount_error * padded[self._line_errors]
        )
        vertex, weight = self._vertices
        added = np.bincount(vertex, weights=mass * weight, minlength=len(self.place))
        return np.asarray(added, dtype=np.float64)

    @cached_property
    def _line_errors(self) -> Indices:
        """Which error each line's amount has; the last place is 'none'."""
        numbers = [self._names[name] for name in self._products.amounts]
        return np.array([*numbers, len(self._names)], dtype=np.intp)[self._products.amount]

    @cached_property
    def _vertices(self) -> tuple[Indices, Floats]:
        vertex, weight = zip(*self._lines, strict=True)
        return np.array(vertex, dtype=np.intp), np.array(weight, dtype=np.float64)

    @cached_property
    def _hands(self) -> _Hands:
        return _Hands.of(self)

    def _shares(self, errors: Floats) -> Floats:
        return self._hands.shares(self._hands.amounts(errors))

    def _made(self, told: Sequence[str], errors: Floats) -> Floats:
        """Amount of each product in the draw; the printed one where no flow states it alone."""
        totals = self._hands.totals(self._hands.amounts(errors))
        return np.array(
            [
                totals[self._hands.givers[name]] if name in self._hands.givers else made
                for name, made in ((name, self.sphere.made[name]) for name in told)
            ]
        )


@dataclass(frozen=True)
class _Hands:
    """All hands in arrays: which giver, which entry of the matrix (−1: outside), which error."""

    givers: Mapping[str, int]
    giver: Indices
    entry: Indices
    amount: Floats
    deviation: Floats
    error: Indices
    passed_on: Floats
    fixed: Floats

    @classmethod
    def of(cls, draws: Draws) -> _Hands:
        matrix, sphere = draws.matrix, draws.sphere
        pairs = zip(matrix.row.tolist(), matrix.column.tolist(), strict=True)
        entries = {pair: number for number, pair in enumerate(pairs)}
        givers = {name: number for number, name in enumerate(sorted(sphere.hands))}
        every = list(_every(sphere, givers))
        amount = np.array([h.factor * h.amount.total for _, h in every], dtype=np.float64)
        giver = np.array([givers[name] for name, _ in every], dtype=np.intp)
        entry = np.array([_entry(n, h, draws.place, entries) for n, h in every], dtype=np.intp)
        totals = np.bincount(giver, weights=amount, minlength=len(givers))
        made = np.array([sphere.made.get(name, math.nan) for name in givers], dtype=np.float64)
        # A stock hands on less than it received; a process hands on everything.
        passed_on = np.where(np.isnan(made), 1.0, np.minimum(1.0, totals / made))
        inside = entry >= 0
        base = (passed_on[giver] * amount / totals[giver])[inside]
        fixed = matrix.value - np.bincount(entry[inside], weights=base, minlength=len(matrix.value))
        return cls(
            givers=givers,
            giver=giver,
            entry=entry,
            amount=amount,
            deviation=np.array(
                [h.factor * math.sqrt(h.amount.variance or 0.0) for _, h in every],
                dtype=np.float64,
            ),
            error=np.array(
                [
                    draws._names.get(amount_parameter(h.amount, draws.period), len(draws._names))
                    for _, h in every
                ],
                dtype=np.intp,
            ),
            passed_on=passed_on,
            fixed=np.where(np.abs(fixed) < 1e-12, 0.0, fixed),
        )

    def amounts(self, errors: Floats) -> Floats:
        drawn = self.amount + self.deviation * np.append(errors, 0.0)[self.error]
        return np.asarray(np.maximum(drawn, _LEAST * self.amount), dtype=np.float64)

    def totals(self, amounts: Floats) -> Floats:
        added = np.bincount(self.giver, weights=amounts, minlength=len(self.givers))
        return np.asarray(added, dtype=np.float64)

    def shares(self, amounts: Floats) -> Floats:
        share = (self.passed_on / self.totals(amounts))[self.giver] * amounts
        inside = self.entry >= 0
        moved = np.bincount(self.entry[inside], weights=share[inside], minlength=len(self.fixed))
        return np.asarray(self.fixed + moved, dtype=np.float64)


def _every(sphere: Technosphere, givers: Mapping[str, int]) -> Iterator[tuple[str, Hand]]:
    for name in givers:
        for hand in sphere.hands[name]:
            yield name, hand


def _entry(
    name: str, hand: Hand, place: Mapping[str, int], entries: Mapping[tuple[int, int], int]
) -> int:
    return entries[place[name], place[hand.to]] if hand.to else -1


def _told(values: Floats, facts_mean: float) -> Drawn:
    low, high = np.quantile(values, [0.025, 0.975])
    return Drawn(
        mean=significant(float(values.mean()), _DIGITS),
        low=significant(float(low), _DIGITS),
        high=significant(float(high), _DIGITS),
        draws=len(values),
        facts_mean=significant(facts_mean, _DIGITS),
    )
