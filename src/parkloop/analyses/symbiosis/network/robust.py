"""Networks that hold when a tenant leaves or a price moves: links first, flows second.

The designs are chosen once and paid in every scenario; the flows of each scenario are chosen when
it is known (two-stage model with recourse). CVaR by Rockafellar and Uryasev 2000
(doi:10.21314/JOR.2000.038).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from parkloop.analyses.symbiosis.network.apart import best_by_market, stranded
from parkloop.analyses.symbiosis.network.candidates import Candidates, Floats
from parkloop.analyses.symbiosis.network.checking import player_gains
from parkloop.analyses.symbiosis.network.formulation import (
    Flows,
    Formulation,
    add_designs,
    add_flows,
    formulate,
    owed,
)
from parkloop.analyses.symbiosis.network.markets import Market, markets_of
from parkloop.analyses.symbiosis.network.solve import (
    Proposal,
    proposal_of,
    settled,
    tie_break,
    with_designs,
)
from parkloop.errors import RequestError
from parkloop.solving import INFINITY, Builder, Ints, Objective, Outcome, SolveOptions, solve
from parkloop.solving.outcome import relative_gap

#: What is made best over the scenarios.
GOALS = ("expected", "worst", "cvar")


@dataclass(frozen=True, eq=False)
class Scenario:
    """One thing that may happen: the candidates as they then are, and its weight.

    Links, designs and periods are those of the plan; what they gain, what nodes give and take and
    which links are open may differ.
    """

    name: str
    candidates: Candidates
    weight: float = 1.0
    leaver: int | None = None


@dataclass(frozen=True, eq=False)
class Stress:
    """A network in one scenario [money per year].

    ``kept`` is its value with the links that are built, ``rebuilt`` that of the best network for
    this scenario alone (from nothing); None where what must be met cannot be. ``gains`` are the
    players' own before payments.
    """

    name: str
    kept: float | None
    rebuilt: float | None
    gains: Floats | None
    conflict: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Robust:
    """A network chosen over scenarios: its value in each, and the goal with its bound and gap."""

    goal: str
    proposal: Proposal
    values: tuple[float, ...]
    objective: float
    bound: float | None
    gap: float | None
    outcome: Outcome


def exits(candidates: Candidates, weight: float = 1.0) -> tuple[Scenario, ...]:
    """One scenario for each player that leaves while the others stay.

    A plant whose minimum take can no longer be met may stand still, so minimum takes are dropped.
    """
    return tuple(
        Scenario(name, relaxed(candidates.without_player(player)), weight, player)
        for player, name in enumerate(candidates.players)
    )


def relaxed(candidates: Candidates) -> Candidates:
    """The candidates without minimum takes."""
    designs = candidates.designs
    return replace(candidates, designs=replace(designs, least=np.zeros(len(designs.least))))


def value_in(built: Floats, scenario: Candidates) -> tuple[float | None, Outcome, Formulation]:
    """What a network with these designs is worth in a scenario when its flows are chosen anew."""
    formulation = formulate(scenario)
    model = with_designs(formulation, formulation.model, built)
    outcome = solve(model)
    return outcome.objective if outcome.found else None, outcome, formulation


def stress(
    proposal: Proposal,
    scenarios: Sequence[Scenario],
    options: SolveOptions | None = None,
    *,
    rebuild: bool = True,
) -> tuple[Stress, ...]:
    """The network in each scenario: with its links kept, and (if asked) against a new one."""
    found = []
    again = _Rebuilt(proposal.candidates, options or SolveOptions())
    for scenario in scenarios:
        kept, outcome, formulation = value_in(proposal.built, scenario.candidates)
        if outcome.found:
            # Ties are broken as in the plan, so that what an exit does not touch stays as it was.
            objectives = (formulation.objective("net"), tie_break(formulation))
            outcome = settled(formulation, formulation.model, outcome, outcome.x, objectives)
        best = again.of(scenario) if rebuild else None
        found.append(
            Stress(
                name=scenario.name,
                kept=kept,
                rebuilt=best,
                gains=None if kept is None else _gains(scenario.candidates, outcome, formulation),
                conflict=outcome.conflict.names if outcome.conflict else (),
            )
        )
    return tuple(found)


class _Rebuilt:
    """The value of the best network in each scenario, from nothing [money per year].

    An exit changes only the markets in which the leaver is: each market is solved once for all
    whom it does not concern.
    """

    def __init__(self, plan: Candidates, options: SolveOptions) -> None:
        self.plan = plan
        self.options = options

    @cached_property
    def markets(self) -> tuple[Market, ...]:
        return markets_of(relaxed(self.plan), self.options)

    def of(self, scenario: Scenario) -> float | None:
        """None where what must be met cannot be."""
        if scenario.leaver is None or stranded(self.plan, self.markets):
            again = best_by_market(scenario.candidates, self.options)
            return None if again is None else again.net
        staying = frozenset(range(len(self.plan.players))) - {scenario.leaver}
        try:
            return sum(market.value(staying) for market in self.markets)
        except RequestError:
            return None


def _gains(c: Candidates, outcome: Outcome, formulation: Formulation) -> Floats:
    sent = outcome.x[formulation.flows.sent]
    return player_gains(c, sent, np.round(outcome.x[formulation.built]), owed(c))


def robust_network(
    plan: Candidates,
    scenarios: Sequence[Scenario],
    goal: str,
    options: SolveOptions | None = None,
    *,
    tail: float = 0.2,
    start: Floats | None = None,
) -> Robust | None:
    """The designs that are best by the goal over all scenarios, and the plan's flows over them.

    ``expected`` is the weighted mean, ``worst`` the least value, ``cvar`` the mean of the worst
    share ``tail`` of the weights. None where no designs can meet every scenario. For the last two
    only the scenarios that turn out to be bad are put into the model, one round after another: one
    that is left out counts as good, so that the model's bound holds for all. ``start`` are the
    designs whose worst scenarios come first.
    """
    every = list(range(len(scenarios)))
    active = every if goal == "expected" else _worst(plan, scenarios, start, tail)
    ceiling = _ceiling(scenarios) if goal == "cvar" else INFINITY
    bound = INFINITY
    best = None if start is None else _kept(plan, scenarios, start, goal, tail)
    for _ in range(_MOST_ROUNDS):
        found = _over(plan, scenarios, active, goal, options, tail, ceiling)
        if found is None:
            return best
        outcome, designs = found
        values = _values(designs, scenarios)
        reached = _reached(values, scenarios, goal, tail)
        bound = min(bound, INFINITY if outcome.bound is None else outcome.bound)
        if best is None or reached > best.objective:
            gap = relative_gap(reached, max(bound, reached))
            proposal = _nominal(plan, designs, outcome)
            best = Robust(goal, proposal, tuple(values), reached, bound, gap, outcome)
        best = replace(
            best, bound=bound, gap=relative_gap(best.objective, max(bound, best.objective))
        )
        if outcome.limited:
            # A round with more scenarios would end at the same limit, with less to show.
            break
        worse = [n for n in np.argsort(values, kind="stable").tolist() if n not in active]
        if not worse or (best.gap is not None and best.gap <= (options or SolveOptions()).gap):
            break
        active = [*active, *worse[:_MORE]]
    return best


def _kept(
    plan: Candidates, scenarios: Sequence[Scenario], designs: Floats, goal: str, tail: float
) -> Robust | None:
    """The designs that are there already, judged by the goal: nothing worse is proposed."""
    values = _values(designs, scenarios)
    if not np.isfinite(values).all():
        return None
    reached = _reached(values, scenarios, goal, tail)
    outcome = value_in(designs, plan)[1]
    proposal = _nominal(plan, designs, outcome)
    return Robust(goal, proposal, tuple(values), reached, None, None, outcome)


def _with_bound(robust: Robust, bound: float) -> Robust:
    gap = relative_gap(robust.objective, max(bound, robust.objective))
    return replace(robust, bound=bound, gap=gap)


def expected_over_exits(
    plan: Candidates, leavers: Sequence[int], options: SolveOptions | None = None
) -> Robust | None:
    """The designs with the best mean over the plan and the exit of each leaver, market by market.

    An exit changes nothing in the markets where the leaver is not: there it counts as the plan.
    """
    options = options or SolveOptions()
    built = np.zeros(len(plan.designs.fixed))
    bound, outcome = 0.0, None
    for market in markets_of(plan, options):
        here = [p for p in leavers if p in market.players]
        own = market.candidates
        cases = [Scenario("plan", own, 1.0 + len(leavers) - len(here))]
        cases += [Scenario(own.players[p], relaxed(own.without_player(p)), 1.0, p) for p in here]
        found = _over(own, cases, range(len(cases)), "expected", options, 1.0, INFINITY)
        if found is None:
            return None
        outcome, built[market.designs] = found
        if outcome.bound is None:
            return None
        bound += outcome.bound
    if outcome is None:
        return None
    scenarios = (Scenario("plan", plan), *(s for s in exits(plan) if s.leaver in set(leavers)))
    values = _values(built, scenarios)
    mean = float(np.mean(values))
    gap = relative_gap(mean, max(bound, mean))
    return Robust(
        "expected", _nominal(plan, built, outcome), tuple(values), mean, bound, gap, outcome
    )


#: Rounds of adding scenarios, and how many are added in each.
_MOST_ROUNDS, _MORE = 3, 3


def _ceiling(scenarios: Sequence[Scenario]) -> float:
    """What no network is worth in any scenario: the greatest bound of the linear models."""
    bounds = [solve(formulate(s.candidates).model.relaxed()).bound for s in scenarios]
    return max(INFINITY if bound is None else bound for bound in bounds)


def _worst(
    plan: Candidates, scenarios: Sequence[Scenario], start: Floats | None, tail: float
) -> list[int]:
    """Scenarios in which the network that is best for the plan is worth least."""
    if start is None:
        found = solve(formulate(plan).model)
        start = np.round(found.x[: len(plan.designs.fixed)]) if found.found else None
    if start is None:
        return list(range(len(scenarios)))
    values = _values(start, scenarios)
    count = max(_MORE, int(np.ceil(tail * len(scenarios))))
    return sorted(np.argsort(values, kind="stable")[:count].tolist())


def _values(designs: Floats, scenarios: Sequence[Scenario]) -> list[float]:
    """Value of designs in each scenario; minus infinity where it cannot be met."""
    found = []
    for scenario in scenarios:
        worth = value_in(designs, scenario.candidates)[0]
        found.append(-INFINITY if worth is None else worth)
    return found


def _reached(
    values: Sequence[float], scenarios: Sequence[Scenario], goal: str, tail: float
) -> float:
    """What the goal comes to, computed from the values alone."""
    weights = np.array([s.weight for s in scenarios])
    weights = weights / weights.sum()
    if goal == "expected":
        return float(weights @ np.array(values))
    if goal == "worst":
        return float(min(values))
    left, total = tail, 0.0
    for n in np.argsort(values, kind="stable").tolist():
        part = min(left, float(weights[n]))
        total, left = total + part * values[n], left - part
        if left <= 1e-12:
            break
    return total / tail


def _over(
    plan: Candidates,
    scenarios: Sequence[Scenario],
    active: Sequence[int],
    goal: str,
    options: SolveOptions | None,
    tail: float,
    ceiling: float,
) -> tuple[Outcome, Floats] | None:
    """The best designs for the goal where only the active scenarios can be bad."""
    build = Builder()
    built = add_designs(build, plan)
    chosen = [scenarios[n] for n in active]
    flows = [add_flows(build, s.candidates, built, f"{s.name}: ") for s in chosen]
    whole = sum(s.weight for s in scenarios)
    objective = _goal(build, plan, chosen, flows, built, goal, tail, whole, ceiling)
    model = build.model(maximise=True, name=goal)
    cost = np.zeros(model.width)
    cost[list(objective)] = list(objective.values())
    outcome = solve(model.with_objective(Objective(cost, maximise=True, name=goal)), options)
    return (outcome, np.round(outcome.x[built])) if outcome.found else None


def _nominal(plan: Candidates, designs: Floats, outcome: Outcome) -> Proposal:
    """Best flows of the plan itself over the designs; no bound is claimed for it."""
    formulation = formulate(plan)
    fixed = solve(with_designs(formulation, formulation.model, designs))
    objectives = (formulation.objective("net"), tie_break(formulation))
    chosen = settled(formulation, formulation.model, fixed, fixed.x, objectives)
    return proposal_of(formulation, replace(chosen, bound=None, gap=None), "over scenarios")


def _goal(
    build: Builder,
    plan: Candidates,
    scenarios: Sequence[Scenario],
    flows: Sequence[Flows],
    built: Ints,
    goal: str,
    tail: float,
    whole: float,
    ceiling: float,
) -> dict[int, float]:
    """Adds what the goal needs; returns its coefficient by column.

    Values are columns in units of ``size``: sums of 10¹⁰ would not fit the solver's tolerance of
    10⁻⁷, and it would call the model infeasible.
    """
    size = _size(scenarios)
    value = build.columns(
        "value", len(scenarios), lower=-INFINITY, labels=[s.name for s in scenarios]
    )
    rows = build.rows("value of", len(scenarios), lower=0.0, upper=0.0)
    build.entries(rows, value, -1.0)
    for row, scenario, part in zip(rows, scenarios, flows, strict=True):
        c = scenario.candidates
        build.entries(row, part.sent, c.gain * c.times.weight / size)
        build.entries(row, built, -plan.designs.fixed / size)
    weights = np.array([s.weight for s in scenarios]) / whole
    if goal == "expected":
        return dict(zip(value.tolist(), (size * weights).tolist(), strict=True))
    # Where too few are active the level would have no end; no value in any scenario passes this.
    level = build.columns("level", 1, lower=-INFINITY, upper=ceiling / size)
    below = build.columns("below", len(scenarios), upper=0.0 if goal == "worst" else INFINITY)
    rows = build.rows("level of", len(scenarios), lower=0.0)
    build.entries(rows, value, 1.0)
    build.entries(rows, below, 1.0)
    build.entries(rows, level, -1.0)
    lost = dict(zip(below.tolist(), (-size * weights / tail).tolist(), strict=True))
    return {int(level[0]): size} | (lost if goal == "cvar" else {})


def _size(scenarios: Sequence[Scenario]) -> float:
    """What one unit sent or one design is worth at most, as a scale of money."""
    most = [
        max(
            float(np.abs(s.candidates.gain).max(initial=0.0)),
            float(s.candidates.designs.fixed.max(initial=0.0)),
        )
        for s in scenarios
    ]
    return max(1.0, *most)
