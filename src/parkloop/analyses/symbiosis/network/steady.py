"""Networks over plan and exits, found by weighing scenarios: markets are then solved one by one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from parkloop.analyses.symbiosis.network.candidates import Candidates, Floats
from parkloop.analyses.symbiosis.network.markets import markets_of
from parkloop.analyses.symbiosis.network.robust import (
    Robust,
    Scenario,
    best_of,
    judged,
    limits_of,
    over_scenarios,
    reached_by,
    relaxed,
    with_bound,
)
from parkloop.solving import INFINITY, SolveOptions

#: Sets of weights that are tried.
_MOST_STEPS = 5


def expected_over_exits(
    plan: Candidates, scenarios: Sequence[Scenario], options: SolveOptions | None = None
) -> Robust | None:
    """The designs with the best mean over the plan (the first scenario) and exits."""
    even = np.array([s.weight for s in scenarios])
    found = _weighed(plan, scenarios, even / even.sum(), options or SolveOptions())
    best = None if found is None else judged(plan, scenarios, found[0], "expected", 1.0)
    return None if found is None or best is None else with_bound(best, found[1])


def _weighed(
    plan: Candidates, scenarios: Sequence[Scenario], weights: Floats, options: SolveOptions
) -> tuple[Floats, float] | None:
    """The designs with the best weighted mean over plan and exits, and its bound, by markets.

    An exit changes nothing in the markets where the leaver is not: there it counts as the plan.
    """
    built = np.zeros(len(plan.designs.fixed))
    bound = 0.0
    for market in markets_of(plan, options):
        own = market.candidates
        cases = [
            Scenario(s.name, relaxed(own.without_player(s.leaver)), float(w), s.leaver)
            for s, w in zip(scenarios, weights, strict=True)
            if s.leaver in market.players and w > 0.0
        ]
        left = float(weights.sum()) - sum(case.weight for case in cases)
        if left > 1e-12:
            cases.insert(0, Scenario("plan", own, left))
        found = over_scenarios(own, cases, range(len(cases)), "expected", options, 1.0, INFINITY)
        if found is None or found[0].bound is None:
            return None
        built[market.designs] = found[1]
        bound += found[0].bound
    return built, bound


def steady_over_exits(
    plan: Candidates,
    scenarios: Sequence[Scenario],
    goal: str,
    options: SolveOptions,
    starts: Sequence[Floats],
    *,
    tail: float = 0.2,
) -> Robust | None:
    """The designs best in the worst scenarios, found by weighing those, market by market.

    A worst mean is the least over weights of what the weights give (Rockafellar and Uryasev 2000),
    so the best network for any one set of weights is both a proposal and a bound. The weights go
    towards the scenarios that the last network stands worst, in steps that get smaller.
    """
    best = best_of(plan, scenarios, starts, goal, tail)
    if best is None:
        return None
    best = with_bound(best, reached_by(limits_of(plan, scenarios, options), scenarios, goal, tail))
    weights = _tail_weights(best.values, scenarios, goal, tail)
    for step in range(_MOST_STEPS):
        if best.gap is not None and best.gap <= options.gap:
            break
        found = _weighed(plan, scenarios, weights, options)
        if found is None:
            break
        bound = min(found[1], INFINITY if best.bound is None else best.bound)
        other = judged(plan, scenarios, found[0], goal, tail)
        if other is None:
            return with_bound(best, bound)
        best = with_bound(other if other.objective > best.objective else best, bound)
        towards = _tail_weights(other.values, scenarios, goal, tail)
        weights = weights + (towards - weights) / (step + 2)
    return best


def _tail_weights(
    values: Sequence[float], scenarios: Sequence[Scenario], goal: str, tail: float
) -> Floats:
    """Weights, one in all, under which the mean of the values is what the goal comes to."""
    even = np.array([s.weight for s in scenarios])
    even = even / even.sum()
    found = np.zeros(len(values))
    left = tail
    for n in np.argsort(values, kind="stable").tolist():
        found[n] = 1.0 if goal == "worst" else min(left, float(even[n])) / tail
        left -= float(even[n])
        if goal == "worst" or left <= 1e-12:
            break
    return found
