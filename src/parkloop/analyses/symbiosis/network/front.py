"""The front between net benefit and what is saved, by the augmented ε-constraint method.

Mavrotas and Florios 2013 (AUGMECON2, doi:10.1016/j.amc.2013.03.002): one aim is made best while
the others must reach a level of a grid; a level already reached is skipped. Here every point is
also solved again for the other aims among the best (so that none is dominated).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from parkloop.analyses.symbiosis.network.apart import stranded, together
from parkloop.analyses.symbiosis.network.candidates import Candidates
from parkloop.analyses.symbiosis.network.formulation import Formulation, formulate
from parkloop.analyses.symbiosis.network.markets import Market, joined, markets_of
from parkloop.analyses.symbiosis.network.solve import (
    Proposal,
    proposal_of,
    settled,
    solve_formulation,
    tie_break,
)
from parkloop.solving import Model, Objective, Outcome, SolveOptions, solve, solve_in_order


@dataclass(frozen=True, eq=False)
class FrontPoint:
    """One network that no other betters in every aim; ``values`` by aim, net first."""

    proposal: Proposal
    values: Mapping[str, float]
    level: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Front:
    """Points by falling net benefit; ``payoff`` is what each aim's own best gives for all aims."""

    aims: tuple[str, ...]
    points: tuple[FrontPoint, ...]
    payoff: Mapping[str, Mapping[str, float]]
    solved: int
    skipped: int


def front(
    candidates: Candidates,
    aims: Sequence[str],
    points: int = 10,
    options: SolveOptions | None = None,
    *,
    all_gain: bool = False,
) -> Front:
    """Front of net benefit [money per year] against ``aims`` [amount per year].

    ``points`` levels per aim, from what the best net benefit gives to the most that can be
    reached. Aims that do not move are left out of the grid.
    """
    options = options or SolveOptions()
    split = _Split.of(candidates, tuple(aims), options) if not all_gain else _Split(candidates)
    search = _Search(formulate(split.left, all_gain=all_gain), tuple(aims), options)
    payoff = search.payoff()
    if not payoff:
        return Front(tuple(aims), (), {}, search.solved, 0)
    found = [split.whole(point) for point in search.walk(payoff, points)]
    payoff = {aim: split.added(row) for aim, row in payoff.items()}
    kept = tuple(
        point for n, point in enumerate(found) if not _beaten(point, found, n, ("net", *aims))
    )
    ordered = tuple(sorted(kept, key=lambda p: tuple(-p.values[a] for a in ("net", *aims))))
    return Front(tuple(aims), ordered, payoff, search.solved, search.skipped)


@dataclass(frozen=True, eq=False)
class _Split:
    """Markets in which nothing stands against net benefit, solved once and for all, and the rest.

    Where the network that is best by net benefit also reaches the most of every aim, it is part of
    every point of the front: only the other markets have anything to weigh up.
    """

    candidates: Candidates
    done: tuple[tuple[Market, Proposal], ...] = ()
    rest: Market | None = None
    base: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, c: Candidates, aims: tuple[str, ...], options: SolveOptions) -> _Split:
        markets = markets_of(c, options)
        if len(markets) < 2 or stranded(c, markets):
            return cls(c)
        done, open_ones = [], []
        base = dict.fromkeys(("net", *aims), 0.0)
        for market in markets:
            search = _Search(formulate(market.candidates), aims, options)
            settled_at = search.undisputed()
            if settled_at is None:
                open_ones.append(market)
                continue
            done.append((market, proposal_of(search.formulation, settled_at, "exact")))
            for aim, value in search.values(settled_at).items():
                base[aim] += value
        if not done or not open_ones:
            return cls(c)
        return cls(c, tuple(done), joined(c, open_ones, options), base)

    @property
    def left(self) -> Candidates:
        """The candidates that are still to be weighed up."""
        return self.candidates if self.rest is None else self.rest.candidates

    def added(self, values: Mapping[str, float]) -> dict[str, float]:
        return {aim: value + self.base.get(aim, 0.0) for aim, value in values.items()}

    def whole(self, point: FrontPoint) -> FrontPoint:
        """A point of the rest as a network of all."""
        if self.rest is None:
            return point
        proposal = together(self.candidates, (*self.done, (self.rest, point.proposal)))
        return FrontPoint(proposal, self.added(point.values), self.added(point.level))


def _beaten(
    point: FrontPoint, others: Sequence[FrontPoint], place: int, aims: Sequence[str]
) -> bool:
    """Whether another point is as good in every aim and better in one (or the same and earlier)."""
    for n, other in enumerate(others):
        if n == place:
            continue
        ahead = [other.values[a] - point.values[a] for a in aims]
        size = [1e-6 * max(1.0, abs(point.values[a])) for a in aims]
        if all(d >= -s for d, s in zip(ahead, size, strict=True)) and (
            any(d > s for d, s in zip(ahead, size, strict=True)) or n < place
        ):
            return True
    return False


class _Search:
    def __init__(
        self, formulation: Formulation, aims: tuple[str, ...], options: SolveOptions | None
    ) -> None:
        self.formulation = formulation
        self.aims = aims
        self.options = options or SolveOptions()
        self.solved = 0
        self.skipped = 0

    def values(self, outcome: Outcome) -> dict[str, float]:
        return {a: self.formulation.objective(a).value(outcome.x) for a in ("net", *self.aims)}

    def undisputed(self) -> Outcome | None:
        """The best by net benefit where it reaches the most of every aim; None where not."""
        found = self._best(self.formulation.model, ("net", *self.aims))
        if found is None:
            return None
        values = self.values(found)
        for aim in self.aims:
            most = solve(
                self.formulation.model.with_objective(self.formulation.objective(aim)), self.options
            )
            self.solved += 1
            if most.bound is None or most.bound > values[aim] + 1e-6 * max(1.0, abs(values[aim])):
                return None
        return found

    def payoff(self) -> dict[str, dict[str, float]]:
        """Values of all aims where each of them is best, the others best after it."""
        table: dict[str, dict[str, float]] = {}
        for aim in ("net", *self.aims):
            others = [a for a in ("net", *self.aims) if a != aim]
            found = self._best(self.formulation.model, (aim, *others))
            if found is None:
                return {}
            table[aim] = self.values(found)
        return table

    def walk(self, payoff: Mapping[str, Mapping[str, float]], points: int) -> Iterator[FrontPoint]:
        grids = [self._grid(payoff, aim, points) for aim in self.aims]
        reached: list[tuple[tuple[float, ...], dict[str, float]]] = []
        for level in product(*grids):
            if any(_covers(asked, values, level, self.aims) for asked, values in reached):
                self.skipped += 1
                continue
            found = self._best(self._at_least(level), ("net", *self.aims))
            if found is None:
                continue
            values = self.values(found)
            reached.append((level, values))
            yield FrontPoint(
                proposal=proposal_of(self.formulation, found, "exact"),
                values=values,
                level=dict(zip(self.aims, level, strict=True)),
            )

    def _grid(
        self, payoff: Mapping[str, Mapping[str, float]], aim: str, points: int
    ) -> list[float]:
        lowest = min(row[aim] for row in payoff.values())
        highest = payoff[aim][aim]
        if highest - lowest <= 1e-9 * max(1.0, abs(highest)):
            return [lowest]
        # A hair below the most, so that rounding does not make the last level impossible.
        top = highest - 1e-9 * max(1.0, abs(highest))
        return [float(level) for level in np.linspace(lowest, top, max(2, points))]

    def _at_least(self, level: Sequence[float]) -> Model:
        model = self.formulation.model
        for aim, value in zip(self.aims, level, strict=True):
            cost = self.formulation.objective(aim).cost
            model = model.with_row(f"at least {aim}", cost, lower=value)
        return model

    def _best(self, model: Model, aims: Sequence[str]) -> Outcome | None:
        """Best by the first aim, then by the others, then the least effort; exact flows."""
        objectives: list[Objective] = [self.formulation.objective(aim) for aim in aims]
        outcomes = solve_in_order(model, objectives, self.options, give=1e-7)
        self.solved += len(outcomes)
        if not outcomes[0].found:
            return None
        chosen = outcomes[-1] if outcomes[-1].found else outcomes[0]
        effort = tie_break(self.formulation)
        return settled(self.formulation, model, outcomes[0], chosen.x, (*objectives, effort))


def _covers(
    asked: Sequence[float],
    values: Mapping[str, float],
    level: Sequence[float],
    aims: Sequence[str],
) -> bool:
    """Whether a point solved for lower levels already reaches these: it is the answer again."""
    return all(
        a <= wanted + 1e-12 and values[aim] >= wanted - 1e-9 * max(1.0, abs(wanted))
        for a, wanted, aim in zip(asked, level, aims, strict=True)
    )


def best_by(
    candidates: Candidates, aim: str, options: SolveOptions | None = None
) -> Proposal | None:
    """The network that is best by one aim alone."""
    formulation = formulate(candidates)
    outcome = solve_formulation(formulation, aim, options)
    return proposal_of(formulation, outcome, "exact") if outcome.found else None
