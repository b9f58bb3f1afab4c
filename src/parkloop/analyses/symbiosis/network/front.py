"""The front between net benefit and what is saved, by the augmented ε-constraint method.

Mavrotas and Florios 2013 (AUGMECON2, doi:10.1016/j.amc.2013.03.002): one aim is made best while
the others must reach a level of a grid; a level already reached is skipped, and so is one above a
level that nothing reaches. Here every point is also solved again for the other aims among the best
(so that none is dominated).

The time limit of the options is that of the whole front. The ends of the grid come first, then what
lies half-way, and so on: where time ends, what is left out lies between points that are there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

import numpy as np

from parkloop.analyses.symbiosis.network.apart import stranded, together
from parkloop.analyses.symbiosis.network.candidates import Candidates
from parkloop.analyses.symbiosis.network.formulation import Formulation, formulate
from parkloop.analyses.symbiosis.network.large import slope_scaling
from parkloop.analyses.symbiosis.network.markets import Market, joined, markets_of
from parkloop.analyses.symbiosis.network.solve import (
    Proposal,
    proposal_of,
    settled,
    solve_formulation,
    tie_break,
)
from parkloop.solving import Model, Objective, Outcome, SolveOptions, Status, solve, solve_in_order
from parkloop.solving.model import Floats

#: Parts of the time that a search has: the first aim of a point, and its other aims together.
_FIRST, _OTHERS = 0.7, 0.3
#: Part of the time that is left for the best by one aim, and for one market by itself.
_OF_AN_AIM, _OF_A_MARKET = 0.1, 0.05
#: No point gets less than one part in so many of the time that is left, however many levels wait.
_MOST_SHARES = 16
#: Above so many designs searches begin at the best of so many linear models (large.py).
_MANY_DESIGNS, _SLOPES = 300, 15
#: A search shorter than this [s] finds nothing; the front ends instead.
_LEAST = 0.25


@dataclass(frozen=True, eq=False)
class FrontPoint:
    """One network that no other betters in every aim; ``values`` by aim, net first.

    The gap of the proposal is that of its net benefit among networks that reach ``level``.
    """

    proposal: Proposal
    values: Mapping[str, float]
    level: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Front:
    """Points by falling net benefit; ``payoff`` is what each aim's own best gives for all aims.

    ``solved`` models, ``skipped`` levels that a point had reached or that nothing can reach, and
    ``untried`` levels for which no time was left or in whose time nothing was found.
    """

    aims: tuple[str, ...]
    points: tuple[FrontPoint, ...]
    payoff: Mapping[str, Mapping[str, float]]
    solved: int
    skipped: int
    untried: int = 0


#: What each aim must reach.
_Level = tuple[float, ...]


@dataclass
class _Time:
    """Seconds of the solver for a whole front, and how many are gone."""

    whole: float
    gone: float = 0.0

    @property
    def left(self) -> float:
        return self.whole - self.gone

    @property
    def over(self) -> bool:
        return self.left < _LEAST

    def share(self, waiting: int) -> float:
        """What one of so many searches may take [s]."""
        return max(_LEAST, self.left / min(max(waiting, 1), _MOST_SHARES))


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
    reached. Aims that do not move are left out of the grid. The time limit of ``options`` is for
    all of it; a point whose time ended has its gap.
    """
    options = options or SolveOptions()
    time = _Time(options.time_limit)
    split = _Split(candidates) if all_gain else _Split.of(candidates, tuple(aims), options, time)
    search = _Search(formulate(split.left, all_gain=all_gain), tuple(aims), options, time)
    payoff = search.payoff()
    if not payoff:
        return Front(tuple(aims), (), {}, search.solved, 0)
    found = [split.whole(point) for point in search.walk(payoff, points)]
    payoff = {aim: split.added(row) for aim, row in payoff.items()}
    kept = tuple(
        point for n, point in enumerate(found) if not _beaten(point, found, n, ("net", *aims))
    )
    ordered = tuple(sorted(kept, key=lambda p: tuple(-p.values[a] for a in ("net", *aims))))
    return Front(tuple(aims), ordered, payoff, search.solved, search.skipped, search.untried)


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
    def of(cls, c: Candidates, aims: tuple[str, ...], options: SolveOptions, time: _Time) -> _Split:
        markets = markets_of(c, options)
        if len(markets) < 2 or stranded(c, markets):
            return cls(c)
        done, open_ones = [], []
        base = dict.fromkeys(("net", *aims), 0.0)
        for market in markets:
            search = _Search(formulate(market.candidates), aims, options, time)
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
    """Searches over one model that share the time of a front."""

    def __init__(
        self, formulation: Formulation, aims: tuple[str, ...], options: SolveOptions, time: _Time
    ) -> None:
        self.formulation = formulation
        self.aims = aims
        self.options = options
        self.time = time
        self.solved = 0
        self.skipped = 0
        self.untried = 0
        self._start: Floats | None = None
        self._best_net: Outcome | None = None

    def values(self, outcome: Outcome) -> dict[str, float]:
        return {a: self.formulation.objective(a).value(outcome.x) for a in ("net", *self.aims)}

    def undisputed(self) -> Outcome | None:
        """The best by net benefit where it reaches the most of every aim; None where not."""
        seconds = _OF_A_MARKET * self.time.left
        found = self._best(self.formulation.model, ("net", *self.aims), seconds)
        if not found.found or found.limited:
            return None
        values = self.values(found)
        steer = replace(self.options, time_limit=max(_LEAST, seconds))
        for aim in self.aims:
            objective = self.formulation.objective(aim)
            most = solve(self.formulation.model.with_objective(objective), steer)
            self._count(most)
            if most.bound is None or most.bound > values[aim] + 1e-6 * max(1.0, abs(values[aim])):
                return None
        return found

    def payoff(self) -> dict[str, dict[str, float]]:
        """Values of all aims where each of them is best, the others best after it.

        Empty where no network meets what must be met, or none was found for one of the aims.
        """
        table: dict[str, dict[str, float]] = {}
        for aim in ("net", *self.aims):
            others = [a for a in ("net", *self.aims) if a != aim]
            seconds = _OF_AN_AIM * self.time.whole
            found = self._best(self.formulation.model, (aim, *others), seconds)
            if not found.found:
                return {}
            table[aim] = self.values(found)
            self._best_net = self._best_net or found
        return table

    def walk(
        self, payoff: Mapping[str, Mapping[str, float]], points: int
    ) -> tuple[FrontPoint, ...]:
        """A point for every level of the grid that none before has reached."""
        waiting = _ends_first([self._grid(payoff, aim, points) for aim in self.aims])
        found: list[tuple[_Level, Outcome]] = []
        if self._best_net is not None:  # of the payoff: it asks nothing of the other aims
            found.append((waiting.pop(0), self._best_net))
        above: list[_Level] = []
        while waiting:
            open_ones = [level for level in waiting if not self._known(level, found, above)]
            self.skipped += len(waiting) - len(open_ones)
            if not open_ones or self.time.over:
                self.untried += len(open_ones)
                break
            level, *waiting = open_ones
            answer = self._at(level, self.time.share(len(open_ones)))
            if answer.status is Status.INFEASIBLE:
                above.append(level)
            elif answer.found:
                found.append((level, answer))
            else:
                self.untried += 1
        self._nearer(found)
        return tuple(self._point(level, answer) for level, answer in found)

    def _at(self, level: _Level, seconds: float) -> Outcome:
        return self._best(self._at_least(level), ("net", *self.aims), seconds)

    def _nearer(self, found: list[tuple[_Level, Outcome]]) -> None:
        """Points whose time ended are sought again in the time that is left, the farthest first."""
        gaps = {n: _gap(answer) for n, (_, answer) in enumerate(found) if answer.limited}
        order = sorted(gaps, key=lambda n: -gaps[n])
        for done, n in enumerate(order):
            if self.time.over:
                return
            level, before = found[n]
            self._start = before.x
            again = self._at(level, self.time.left / (len(order) - done))
            if again.found and self._no_worse(again, before):
                found[n] = (level, again)

    def _no_worse(self, answer: Outcome, before: Outcome) -> bool:
        ahead = self.values(answer)["net"] - self.values(before)["net"]
        return ahead > 0.0 or (ahead == 0.0 and _gap(answer) <= _gap(before))

    def _point(self, level: _Level, answer: Outcome) -> FrontPoint:
        return FrontPoint(
            proposal=proposal_of(self.formulation, answer, "exact"),
            values=self.values(answer),
            level=dict(zip(self.aims, level, strict=True)),
        )

    def _known(
        self,
        level: _Level,
        found: Sequence[tuple[_Level, Outcome]],
        above: Sequence[_Level],
    ) -> bool:
        """Whether a point has reached this level, or nothing can."""
        return any(
            _covers(asked, self.values(answer), level, self.aims) for asked, answer in found
        ) or any(
            all(wanted >= never for wanted, never in zip(level, out, strict=True)) for out in above
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

    def _best(self, model: Model, aims: Sequence[str], seconds: float) -> Outcome:
        """Best by the first aim, then by the others, then the least effort; exact flows.

        An answer found before gives the solver its start. Where the time of the first aim ended,
        the gap is that of its answer, and nothing more is asked.
        """
        objectives: list[Objective] = [self.formulation.objective(aim) for aim in aims]
        start = self._begin(model, aims[0])
        later = _OTHERS / max(1, len(aims) - 1)
        limits = [max(_LEAST, seconds * part) for part in (_FIRST, *[later] * (len(aims) - 1))]
        outcomes = solve_in_order(
            model, objectives, self.options, give=1e-7, start=start, limits=limits
        )
        self._count(*outcomes)
        first = outcomes[0]
        if not first.found:
            return first
        chosen = outcomes[-1] if outcomes[-1].found else first
        effort = tie_break(self.formulation)
        found = settled(self.formulation, model, first, chosen.x, (*objectives, effort))
        self._start = found.x
        return found

    def _begin(self, model: Model, aim: str) -> Floats | None:
        """From where to search: with many designs from slope scaling, which the solver alone does
        not reach in a point's time; else, or where that fails, from the answer before."""
        if aim == "net" and len(self.formulation.built) > _MANY_DESIGNS:
            sloped = slope_scaling(replace(self.formulation, model=model), _SLOPES)
            if sloped is not None:
                self._count(sloped)
                return sloped.x
        return self._start

    def _count(self, *outcomes: Outcome) -> None:
        self.solved += len(outcomes)
        self.time.gone += sum(outcome.seconds for outcome in outcomes)


def _ends_first(grids: Sequence[Sequence[float]]) -> list[_Level]:
    """All levels of the grids: their ends, then half-way between, and so on; rising in each round.

    So where time ends the points are spread over the whole front.
    """
    rounds = [_rounds(len(grid)) for grid in grids]
    places = sorted(
        product(*(range(len(grid)) for grid in grids)),
        key=lambda at: (max((r[n] for r, n in zip(rounds, at, strict=True)), default=0), at),
    )
    return [tuple(grid[n] for grid, n in zip(grids, at, strict=True)) for at in places]


def _rounds(count: int) -> list[int]:
    """In which round of halving each of so many places comes: 0 for the ends."""
    found = [0] * count
    spans = [(0, count - 1)]
    depth = 1
    while spans:
        halves = []
        for low, high in spans:
            if high - low > 1:
                middle = (low + high) // 2
                found[middle] = depth
                halves += [(low, middle), (middle, high)]
        spans, depth = halves, depth + 1
    return found


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


def _gap(answer: Outcome) -> float:
    """How far an answer may be from the best; without a bound nobody knows, so that it is far."""
    return math.inf if answer.gap is None else answer.gap
