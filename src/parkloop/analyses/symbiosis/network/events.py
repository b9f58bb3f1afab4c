"""What may happen to a park, as scenarios: a shock of the plan, the amounts of another year."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from parkloop.analyses.symbiosis.network.assembling import Assembled
from parkloop.analyses.symbiosis.network.plan import Shock
from parkloop.analyses.symbiosis.network.robust import Scenario, relaxed


def shocked(assembled: Assembled, shock: Shock) -> Scenario:
    """The candidates as a shock leaves them: other prices, enterprises gone."""
    c = assembled.candidates
    gain_from, gain_to = c.links.gain_from.copy(), c.links.gain_to.copy()
    for place, p in enumerate(assembled.possible):
        offered = shock.prices.get(p.offer.rule.stream, 1.0)
        bought = shock.prices.get(p.need.rule.stream, 1.0)
        gain_from[place] += (offered - 1.0) * p.offer.rule.saved
        replaced = p.rule.taken * p.rule.ratio * p.need.rule.price
        used = sum(
            (shock.prices.get(part.rule.stream, 1.0) - 1.0) * part.amount * part.rule.price
            for part in p.uses
        )
        gain_to[place] += (bought - 1.0) * replaced - used
    c = replace(c, links=replace(c.links, gain_from=gain_from, gain_to=gain_to))
    gone = [n for n, name in enumerate(c.players) if name in shock.leaves]
    if gone:
        c = relaxed(c.among([n for n in range(len(c.players)) if n not in gone]))
    return Scenario(shock.name, c)


def profiled(assembled: Assembled, other: Assembled, name: str) -> Scenario:
    """The candidates with what another year offers and needs; nothing where it had none.

    Links, prices and designs stay those of the plan. Minimum takes lapse, as when a tenant leaves.
    """
    c, there = assembled.candidates, other.candidates
    place = {node: number for number, node in enumerate(there.nodes.names)}
    most = np.zeros(c.nodes.most.shape)
    for number, node in enumerate(c.nodes.names):
        if node in place:
            most[number] = there.nodes.most[place[node]]
    return Scenario(name, relaxed(replace(c, nodes=replace(c.nodes, most=most))))
