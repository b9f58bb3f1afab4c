"""Networks that hold when a tenant leaves or a price moves: links first, flows second.

The designs are chosen once and paid in every scenario; the flows of each scenario are chosen when
it is known (two-stage model with recourse). CVaR by Rockafellar and Uryasev 2000
(doi:10.21314/JOR.2000.038).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

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
from parkloop.analyses.symbiosis.network.solve import (
    Proposal,
    proposal_of,
    settled,
    tie_break,
    with_designs,
)
from parkloop.solving import INFINITY, Builder, Ints, Objective, Outcome, SolveOptions, solve

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
    for scenario in scenarios:
        kept, outcome, formulation = value_in(proposal.built, scenario.candidates)
        best = solve(formulation.model, options).objective if rebuild else None
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
) -> Robust | None:
    """The designs that are best by the goal over all scenarios, and the plan's flows over them.

    ``expected`` is the weighted mean, ``worst`` the least value, ``cvar`` the mean of the worst
    share ``tail`` of the weights. None where no designs can meet every scenario.
    """
    build = Builder()
    built = add_designs(build, plan)
    flows = [add_flows(build, s.candidates, built, f"{s.name}: ") for s in scenarios]
    objective = _goal(build, plan, scenarios, flows, built, goal, tail)
    model = build.model(maximise=True, name=goal)
    cost = np.zeros(model.width)
    cost[list(objective)] = list(objective.values())
    outcome = solve(model.with_objective(Objective(cost, maximise=True, name=goal)), options)
    if not outcome.found or outcome.objective is None:
        return None
    designs = np.round(outcome.x[built])
    values = tuple(value_in(designs, s.candidates)[0] or 0.0 for s in scenarios)
    return Robust(
        goal=goal,
        proposal=_nominal(plan, designs, outcome),
        values=values,
        objective=outcome.objective,
        bound=outcome.bound,
        gap=outcome.gap,
        outcome=outcome,
    )


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
) -> dict[int, float]:
    """Adds what the goal needs; returns its coefficient by column."""
    value = build.columns(
        "value", len(scenarios), lower=-INFINITY, labels=[s.name for s in scenarios]
    )
    rows = build.rows("value of", len(scenarios), lower=0.0, upper=0.0)
    build.entries(rows, value, -1.0)
    for row, scenario, part in zip(rows, scenarios, flows, strict=True):
        c = scenario.candidates
        build.entries(row, part.sent, c.gain * c.times.weight)
        build.entries(row, built, -plan.designs.fixed)
    weights = np.array([s.weight for s in scenarios])
    weights = weights / weights.sum()
    if goal == "expected":
        return dict(zip(value.tolist(), weights.tolist(), strict=True))
    level = build.columns("level", 1, lower=-INFINITY)
    below = build.columns("below", len(scenarios), upper=0.0 if goal == "worst" else INFINITY)
    rows = build.rows("level of", len(scenarios), lower=0.0)
    build.entries(rows, value, 1.0)
    build.entries(rows, below, 1.0)
    build.entries(rows, level, -1.0)
    lost = dict(zip(below.tolist(), (-weights / tail).tolist(), strict=True))
    return {int(level[0]): 1.0} | (lost if goal == "cvar" else {})
