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
    whom it does not concern. Minimum takes hold: only of what is built already do they lapse.
    """

    def __init__(self, plan: Candidates, options: SolveOptions) -> None:
        self.plan = plan
        self.options = options

    @cached_property
    def markets(self) -> tuple[Market, ...]:
        return markets_of(self.plan, self.options)

    def of(self, scenario: Scenario) -> float | None:
        """None where what must be met cannot be."""
        if scenario.leaver is None or stranded(self.plan, self.markets):
            anew = (
                scenario.candidates
                if scenario.leaver is None
                else self.plan.without_player(scenario.leaver)
            )
            again = best_by_market(anew, self.options)
            return None if again is None else again.net
        staying = frozenset(range(len(self.plan.players))) - {scenario.leaver}
        try:
            return sum(market.value(staying) for market in self.markets)
        except RequestError:
            return None


def limits_of(
    plan: Candidates, scenarios: Sequence[Scenario], options: SolveOptions
) -> tuple[float, ...]:
    """What no network is worth in each scenario, minimum takes or not [money per year].

    The best network made for one scenario alone, market by market, bounds any that must do for all.
    """
    loose = _Rebuilt(relaxed(plan), options)
    found = [loose.of(scenario) for scenario in scenarios]
    return tuple(INFINITY if v is None else v + options.gap * abs(v) for v in found)


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
    starts: Sequence[Floats] = (),
    bound: float = INFINITY,
) -> Robust | None:
    """The designs that are best by the goal over all scenarios, and the plan's flows over them.

    ``expected`` is the weighted mean, ``worst`` the least value, ``cvar`` the mean of the worst
    share ``tail`` of the weights. None where no designs can meet every scenario. For the last two
    only the scenarios that turn out to be bad are put into the model, one round after another: one
    that is left out counts as good, so that the model's bound holds for all. ``starts`` are designs
    that are there already: the best of them by the goal is where the search begins, and nothing
    worse is proposed. ``bound`` is what the goal cannot pass, where that is known already.
    """
    every = list(range(len(scenarios)))
    best = best_of(plan, scenarios, starts, goal, tail)
    start = None if best is None else best.proposal.built
    active = every if goal == "expected" else _worst(plan, scenarios, start, tail)
    ceiling = _ceiling(scenarios) if goal == "cvar" else INFINITY
    if best is not None:
        best = with_bound(best, bound)
        if best.gap is not None and best.gap <= (options or SolveOptions()).gap:
            return best
    for _ in range(_MOST_ROUNDS):
        found = over_scenarios(plan, scenarios, active, goal, options, tail, ceiling, start)
        if found is None:
            return best
        outcome, designs = found
        values = _values(designs, scenarios)
        reached = reached_by(values, scenarios, goal, tail)
        bound = min(bound, INFINITY if outcome.bound is None else outcome.bound)
        if best is None or reached > best.objective:
            gap = relative_gap(reached, max(bound, reached))
            proposal = _nominal(plan, designs, outcome)
            best = Robust(goal, proposal, tuple(values), reached, bound, gap, outcome)
            start = designs
        best = with_bound(best, bound)
        if outcome.limited:
            # A round with more scenarios would end at the same limit, with less to show.
            break
        worse = [n for n in np.argsort(values, kind="stable").tolist() if n not in active]
        if not worse or (best.gap is not None and best.gap <= (options or SolveOptions()).gap):
            break
        active = [*active, *worse[:_MORE]]
    return best


def judged(
    plan: Candidates, scenarios: Sequence[Scenario], designs: Floats, goal: str, tail: float
) -> Robust | None:
    """The designs that are there already, judged by the goal: nothing worse is proposed."""
    values = _values(designs, scenarios)
    if not np.isfinite(values).all():
        return None
    reached = reached_by(values, scenarios, goal, tail)
    outcome = value_in(designs, plan)[1]
    proposal = _nominal(plan, designs, outcome)
    return Robust(goal, proposal, tuple(values), reached, None, None, outcome)


def with_bound(robust: Robust, bound: float) -> Robust:
    gap = relative_gap(robust.objective, max(bound, robust.objective))
    return replace(robust, bound=bound, gap=gap)


def best_of(
    plan: Candidates,
    scenarios: Sequence[Scenario],
    starts: Sequence[Floats],
    goal: str,
    tail: float,
) -> Robust | None:
    """The best by the goal of designs that are there; None where none can meet every scenario."""
    begun = [judged(plan, scenarios, designs, goal, tail) for designs in starts]
    return max((b for b in begun if b is not None), key=lambda b: b.objective, default=None)


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


def reached_by(
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


def over_scenarios(
    plan: Candidates,
    scenarios: Sequence[Scenario],
    active: Sequence[int],
    goal: str,
    options: SolveOptions | None,
    tail: float,
    ceiling: float,
    start: Floats | None = None,
) -> tuple[Outcome, Floats] | None:
    """The best designs for the goal where only the active scenarios can be bad.

    Of designs to ``start`` from the solver finds the flows itself.
    """
    build = Builder()
    built = add_designs(build, plan)
    chosen = [scenarios[n] for n in active]
    flows = [add_flows(build, s.candidates, built, f"{s.name}: ") for s in chosen]
    whole = sum(s.weight for s in scenarios)
    objective = _goal(build, plan, chosen, flows, built, goal, tail, whole, ceiling)
    model = build.model(maximise=True, name=goal)
    cost = np.zeros(model.width)
    cost[list(objective)] = list(objective.values())
    begin = None
    if start is not None:
        begin = np.zeros(model.width)
        begin[built] = start
    goal_of = Objective(cost, maximise=True, name=goal)
    outcome = solve(model.with_objective(goal_of), options, begin)
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
