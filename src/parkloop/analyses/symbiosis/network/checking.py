"""Checks a proposed network against the candidates, without model and without solver.

Written apart from the formulation on purpose: node by node, from flows and designs alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from parkloop.analyses.symbiosis.network.candidates import HUB, NOBODY, SOURCE, Candidates, Floats

#: A violation is told where it is more than this share of the numbers it is made of.
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Breach:
    """A demand that a network does not meet: what kind, where, by how much (as a share)."""

    kind: str
    where: str
    amount: float


def check_network(c: Candidates, sent: Floats, kept: Floats, built: Floats) -> tuple[Breach, ...]:
    """Every breach of balance, quality, capacity, minimum take and choice; none is expected.

    ``sent`` and ``kept`` [amount] have a row per link and per node, a column per period;
    ``built`` is 1 for every design that is built.
    """
    found = [
        *_nodes(c, sent, kept),
        *_stores(c, kept),
        *_links(c, sent, built),
        *_facilities(c, sent, built),
    ]
    return tuple(breach for breach in found if breach.amount > TOLERANCE)


def net_benefit(c: Candidates, sent: Floats, built: Floats) -> float:
    """Gains of all flows less the fixed costs of all that is built [money per year]."""
    total = 0.0
    for link in range(len(sent)):
        gain = c.links.gain_from[link] + c.links.gain_to[link]
        total += float(np.sum(gain * sent[link] * c.times.weight))
    return total - float(np.sum(np.where(built > 0.5, c.designs.fixed, 0.0)))


def _nodes(c: Candidates, sent: Floats, kept: Floats) -> Iterator[Breach]:
    for node, name in enumerate(c.nodes.names):
        into = np.flatnonzero(c.links.head == node)
        out = np.flatnonzero(c.links.tail == node)
        arrives = (sent[into] * c.links.taken[into, None]).sum(axis=0)
        leaves = sent[out].sum(axis=0)
        released = kept[node][c.times.before] * (1 - c.nodes.loss[node]) - kept[node]
        size = max(1.0, float(np.abs(arrives).max()), float(np.abs(leaves).max()))
        if c.nodes.kind[node] == HUB:
            apart = np.maximum(np.abs(arrives + released - leaves), arrives - c.nodes.most[node])
        else:
            passed = leaves - released if c.nodes.kind[node] == SOURCE else arrives + released
            apart = np.maximum(c.nodes.least[node] - passed, passed - c.nodes.most[node])
        yield Breach("balance", name, float(apart.max()) / size)
        yield from _mixture(c, node, sent, into)


def _mixture(c: Candidates, node: int, sent: Floats, into: np.ndarray) -> Iterator[Breach]:
    """Load of each contaminant against what the mixture may hold."""
    for number, contaminant in enumerate(c.contaminants):
        limit = c.nodes.limit[node, number]
        if not np.isfinite(limit) or not len(into):
            continue
        amount = sent[into] * c.links.taken[into, None]
        load = (amount * c.arriving[into, number, None]).sum(axis=0)
        allowed = amount.sum(axis=0) * limit
        size = max(1.0, float(load.max()), float(allowed.max()))
        where = f"{c.nodes.names[node]}, {contaminant}"
        yield Breach("quality", where, float((load - allowed).max()) / size)


def _stores(c: Candidates, kept: Floats) -> Iterator[Breach]:
    for node in range(len(kept)):
        room = c.nodes.storage[node]
        over = max(float(kept[node].max()) - room, -float(kept[node].min()))
        yield Breach("storage", c.nodes.names[node], over / max(1.0, room))


def _links(c: Candidates, sent: Floats, built: Floats) -> Iterator[Breach]:
    for link, name in enumerate(c.links.names):
        least, most = float(sent[link].min()), sent[link]
        size = max(1.0, float(most.max()))
        yield Breach("negative flow", name, -least / size)
        room = c.links.capacity[link] * c.times.length if c.usable[link] else 0.0 * most
        yield Breach("capacity", name, float((most - room).max()) / size)


def _facilities(c: Candidates, sent: Floats, built: Floats) -> Iterator[Breach]:
    d = c.designs
    for facility in range(d.facilities):
        own = np.flatnonzero(d.facility == facility)
        members = np.flatnonzero(d.member_facility == facility)
        used = (sent[d.member_link[members]] * d.use[members, None]).sum(axis=0) / c.times.length
        chosen = own[built[own] > 0.5]
        name = d.names[int(own[0])] if len(own) else f"{facility}"
        yield Breach("one design", name, float(len(chosen) - 1))
        capacity = float(d.capacity[chosen].sum()) if len(chosen) else 0.0
        size = max(1.0, float(used.max(initial=0.0)))
        yield Breach("capacity", name, (float(used.max(initial=0.0)) - capacity) / size)
        least = float(d.least[chosen].sum())
        yield Breach("minimum take", name, (least - float(used.min(initial=np.inf))) / size)


def player_gains(c: Candidates, sent: Floats, built: Floats, owed: Floats) -> Floats:
    """What each player ends with, before payments between players [money per year]."""
    gains = np.zeros(len(c.players))
    for link, (tail, head) in enumerate(zip(c.links.tail, c.links.head, strict=True)):
        for owner, gain in (
            (c.nodes.owner[tail], c.links.gain_from[link]),
            (c.nodes.owner[head], c.links.gain_to[link]),
        ):
            if owner != NOBODY:
                gains[owner] += float(np.sum(gain * sent[link] * c.times.weight))
    return gains - (built * c.designs.fixed) @ owed
