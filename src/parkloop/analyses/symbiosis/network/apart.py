"""The best network, market by market: the same answer as the whole, in a fraction of the time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from parkloop.analyses.symbiosis.network.candidates import Candidates
from parkloop.analyses.symbiosis.network.checking import check_network, net_benefit
from parkloop.analyses.symbiosis.network.formulation import formulate
from parkloop.analyses.symbiosis.network.markets import Market, markets_of
from parkloop.analyses.symbiosis.network.solve import (
    Proposal,
    best_network,
    impacts_of,
    proposal_of,
    solve_formulation,
)
from parkloop.solving import Outcome, SolveOptions, Status
from parkloop.solving.outcome import relative_gap


def best_by_market(
    candidates: Candidates, options: SolveOptions | None = None, *, all_gain: bool = False
) -> Proposal | None:
    """The network with the greatest net benefit; None where a market has no answer.

    Markets share nothing, so their best networks together are the best of all, and their bounds add
    up. Only the demand that every player gains by itself joins them: then all are solved at once.
    """
    options = options or SolveOptions()
    markets = markets_of(candidates, options)
    if all_gain or len(markets) < 2 or stranded(candidates, markets):
        return best_network(candidates, options, all_gain=all_gain)
    found = []
    for market in markets:
        formulation = formulate(market.candidates)
        outcome = solve_formulation(formulation, "net", options)
        if not outcome.found:
            return None
        found.append((market, proposal_of(formulation, outcome, "exact")))
    return together(candidates, found)


def stranded(c: Candidates, markets: Sequence[Market]) -> bool:
    """Whether a node that must give or take lies in no market: the whole has no answer then."""
    inside = np.zeros(len(c.nodes.kind), bool)
    for market in markets:
        inside[market.nodes] = True
    return bool(c.nodes.least[~inside].any())


def together(c: Candidates, found: Sequence[tuple[Market, Proposal]]) -> Proposal:
    """The networks of markets that share nothing as one network of the whole."""
    sent = np.zeros(c.shape)
    kept = np.zeros((len(c.nodes.names), c.shape[1]))
    built = np.zeros(len(c.designs.fixed))
    for market, part in found:
        sent[market.links] = part.sent
        kept[market.nodes] = part.kept
        built[market.designs] = part.built
    net = net_benefit(c, sent, built)
    bounds = [part.bound for _, part in found]
    known = [bound for bound in bounds if bound is not None]
    bound = sum(known) if len(known) == len(bounds) else None
    gap = None if bound is None else relative_gap(net, max(bound, net))
    binding = sorted(
        (limit for _, part in found for limit in part.binding),
        key=lambda b: (-abs(b.price), b.where),
    )
    return Proposal(
        candidates=c,
        sent=sent,
        kept=kept,
        built=built,
        net=net,
        impacts=impacts_of(c, sent),
        bound=bound,
        gap=gap,
        outcome=_outcome([part.outcome for _, part in found], net, bound, gap),
        breaches=check_network(c, sent, kept, built),
        way=f"exact, {len(found)} markets",
        binding=tuple(binding),
    )


def _outcome(parts: list[Outcome], net: float, bound: float | None, gap: float | None) -> Outcome:
    """One record of all solves: what they add up to, and the worst of their states."""
    proved = all(part.status is Status.OPTIMAL for part in parts)
    return replace(
        parts[0],
        status=Status.OPTIMAL if proved else Status.FEASIBLE,
        objective=net,
        bound=bound,
        gap=gap,
        x=np.zeros(0),
        prices=None,
        reduced_costs=None,
        violation=max(part.violation for part in parts),
        iterations=sum(part.iterations for part in parts),
        nodes=sum(part.nodes for part in parts),
        limited=any(part.limited for part in parts),
        said="; ".join(sorted({part.said for part in parts})),
    )
