"""The best network: solved exactly where that is possible, else well and with an honest gap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from parkloop.analyses.symbiosis.network.candidates import IMPACTS, Candidates, Floats
from parkloop.analyses.symbiosis.network.checking import Breach, check_network, net_benefit
from parkloop.analyses.symbiosis.network.formulation import Formulation, formulate, most_sent
from parkloop.solving import (
    INFINITY,
    Model,
    Objective,
    Outcome,
    SolveOptions,
    optimal_face,
    solve,
    solve_in_order,
)
from parkloop.solving.outcome import relative_gap


@dataclass(frozen=True, slots=True)
class Binding:
    """A limit that holds the network back: what it is, where, and what one unit more would add.

    ``price`` [money per unit of the limit] holds while the designs stay as they are.
    """

    kind: str
    where: str
    price: float


@dataclass(frozen=True, eq=False)
class Proposal:
    """A network: what is built, what flows, what it is worth, and how sure that is.

    ``sent`` and ``kept`` [amount] have a row per link and node, a column per period; ``built`` is
    1 or 0 per design. ``net`` [money per year] and ``impacts`` [amount per year] are computed from
    the flows; ``bound`` is what no network can pass, ``gap`` the distance as a share of the value.
    ``binding`` are the limits with a price, the dearest first.
    """

    candidates: Candidates
    sent: Floats
    kept: Floats
    built: Floats
    net: float
    impacts: dict[str, float]
    bound: float | None
    gap: float | None
    outcome: Outcome
    breaches: tuple[Breach, ...]
    way: str
    binding: tuple[Binding, ...] = ()

    @property
    def links_used(self) -> int:
        """Number of links that carry anything."""
        return int((self.sent.sum(axis=1) > 1e-9 * max(1.0, float(self.sent.max(initial=0)))).sum())


def best_network(
    candidates: Candidates,
    options: SolveOptions | None = None,
    *,
    all_gain: bool = False,
    aim: str = "net",
) -> Proposal | None:
    """The network with the greatest net benefit, of those the one that builds least.

    None where the outcome has no answer; ``why_not`` of the same candidates tells the reason.
    """
    formulation = formulate(candidates, all_gain=all_gain)
    outcome = solve_formulation(formulation, aim, options)
    return proposal_of(formulation, outcome, "exact") if outcome.found else None


def why_not(
    candidates: Candidates, options: SolveOptions | None = None, *, all_gain: bool = False
) -> Outcome:
    """The outcome of a solve that has no answer, with the rows in conflict by name."""
    return solve_formulation(formulate(candidates, all_gain=all_gain), "net", options)


def solve_formulation(
    formulation: Formulation, aim: str = "net", options: SolveOptions | None = None
) -> Outcome:
    """Best by the aim; ties go to the least that is built, then to the least sent (decision 0402).

    Designs of equal worth are told apart by a second mixed model, flows of equal worth on the
    optimal face of the linear model that is left, so that nothing of the aim is given away.
    """
    options = options or SolveOptions()
    first = formulation.objective(aim)
    effort = tie_break(formulation)
    outcomes = solve_in_order(formulation.model, (first, effort), options, give=1e-7)
    head = outcomes[0]
    if not head.found:
        return head
    chosen = outcomes[-1] if outcomes[-1].found else head
    return settled(formulation, formulation.model, head, chosen.x, (first, effort))


def settled(
    formulation: Formulation,
    model: Model,
    head: Outcome,
    x: Floats,
    objectives: Sequence[Objective],
) -> Outcome:
    """The outcome ``head`` with the best flows over the designs of ``x``, without any slack.

    Each objective is made best on the optimal face of those before it. Where the designs of ``x``
    are worse than ``head`` by more than a millionth, ``head`` stays.
    """
    first = objectives[0]
    options = replace(SolveOptions(), tolerance=float(str(head.options["tolerance"])))
    left = with_designs(formulation, model, x[formulation.built])
    best: Outcome | None = None
    chosen = head.x
    for objective in objectives:
        left = left.with_objective(objective)
        found = solve(left, options)
        if not found.found:
            break
        best = best or found
        chosen = found.x
        left = optimal_face(left, found)
    if best is None or best.objective is None or head.objective is None:
        return head
    if first.sign * (best.objective - head.objective) > 1e-6 * max(1.0, abs(head.objective)):
        return head
    value = first.value(chosen)
    bound = head.bound
    if bound is not None:
        bound = first.sign * min(first.sign * bound, first.sign * value)
    return replace(
        head,
        x=chosen,
        objective=value,
        bound=bound,
        gap=None if bound is None else relative_gap(value, bound),
        prices=best.prices,
        reduced_costs=best.reduced_costs,
    )


def with_designs(formulation: Formulation, model: Model, built: Floats) -> Model:
    """The linear model in which exactly these designs are built.

    Where a design is built and no narrower than the ends of its link, the row that closed the link
    is let go, so that the price of what is scarce stands at the offer or need itself.
    """
    chosen = np.round(built)
    lower, upper = model.lower.copy(), model.upper.copy()
    lower[formulation.built] = upper[formulation.built] = chosen
    c, d = formulation.candidates, formulation.candidates.designs
    capacity = np.bincount(
        d.facility, np.where(chosen > 0.5, np.minimum(d.capacity, 1e300), 0.0), d.facilities
    )
    room = (capacity[d.member_facility] / d.use)[:, None] * c.times.length
    wide = (room > 0) & (room >= most_sent(c)[d.member_link])
    row_upper = model.row_upper.copy()
    row_upper[formulation.flows.gates[wide]] = INFINITY
    return replace(model.with_bounds(lower, upper).relaxed(), row_upper=row_upper)


def tie_break(formulation: Formulation) -> Objective:
    """Least cost of what is built, then least sent; distinct by a hair for every column.

    The hair makes two networks of the same worth differ, so that all machines choose one.
    """
    c = formulation.candidates
    cost = np.zeros(formulation.model.width)
    sent = formulation.flows.sent
    hair = 1.0 + 1e-3 * np.arange(sent.size).reshape(sent.shape) / max(1, sent.size)
    scale = max(1.0, float(np.abs(c.gain).max(initial=0.0)))
    cost[sent] = hair * c.times.weight
    cost[formulation.built] = 1.0 + c.designs.fixed / scale
    return Objective(cost, name="effort")


def proposal_of(formulation: Formulation, outcome: Outcome, way: str) -> Proposal:
    """The network in an answer, checked and counted anew from its flows."""
    c = formulation.candidates
    sent = outcome.x[formulation.flows.sent]
    kept = np.zeros((len(c.nodes.names), c.shape[1]))
    kept[formulation.flows.stores] = outcome.x[formulation.flows.kept]
    built = np.round(outcome.x[formulation.built])
    return Proposal(
        candidates=c,
        sent=sent,
        kept=kept,
        built=built,
        net=net_benefit(c, sent, built),
        impacts=impacts_of(c, sent),
        bound=outcome.bound,
        gap=outcome.gap,
        outcome=outcome,
        breaches=check_network(c, sent, kept, built),
        way=way,
        binding=tuple(_binding(formulation.model, outcome)),
    )


def _binding(model: Model, outcome: Outcome) -> Iterator[Binding]:
    if outcome.prices is None:
        return
    small = 1e-7 * max(1.0, float(np.abs(model.objective.cost).max(initial=0.0)))
    # The prices may have rows behind the model's own: demands of a front.
    prices = outcome.prices[: model.height]
    for row in np.argsort(-np.abs(prices), kind="stable").tolist():
        if abs(prices[row]) <= small:
            break
        kind, _, where = model.row_name(row).partition("[")
        if kind != "only if built":
            yield Binding(kind, where.rstrip("]"), float(prices[row]))


def impacts_of(c: Candidates, sent: Floats) -> dict[str, float]:
    """What the flows save of each impact [amount per year]."""
    yearly = sent @ c.times.weight
    return {name: float(yearly @ c.links.impact[:, n]) for n, name in enumerate(IMPACTS)}
