"""Parts of the candidates that have nothing to do with each other: groups gain their sum.

Two links are in one *market* where they share a node or a facility. What a group of players can
have is the sum over the markets of what its members there can have, so every market is solved by
itself and every combination once; the Shapley value is the sum of the markets' own (additivity).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from parkloop.analyses.symbiosis.network.candidates import (
    NOBODY,
    Bools,
    Candidates,
    Ints,
    Nodes,
)
from parkloop.analyses.symbiosis.network.formulation import formulate
from parkloop.analyses.symbiosis.network.reducing import needed_designs, without_closed
from parkloop.errors import RequestError
from parkloop.solving import Session, SolveOptions
from parkloop.texts import Text


@dataclass
class Market:
    """One part of the candidates; ``players`` are the numbers of those who have a node in it.

    ``links``, ``designs`` and ``nodes`` are the places of its own in the whole.
    """

    candidates: Candidates
    players: tuple[int, ...]
    options: SolveOptions
    links: Ints
    designs: Ints
    nodes: Ints
    known: dict[frozenset[int], float] = field(default_factory=dict)

    def value(self, group: frozenset[int]) -> float:
        """What these players can have in this market [money per year]."""
        here = group & frozenset(self.players)
        if here not in self.known:
            self.known[here] = self._solve(here)
        return self.known[here]

    def _solve(self, group: frozenset[int]) -> float:
        among = self.candidates.among(sorted(group))
        if not among.usable.any() and not among.nodes.least.any():
            return 0.0
        found = Session(formulate(without_closed(among)).model, self.options).solve()
        if found.objective is None:
            raise RequestError(
                Text(
                    "Một nhóm không thể tự đáp ứng nhu cầu bắt buộc của mình; hãy thêm nguồn mua "
                    "ngoài cho nhu cầu đó.",
                    "A group cannot meet by itself what it must have; add a supply from outside "
                    "for that need.",
                )
            )
        return found.objective


def markets_of(c: Candidates, options: SolveOptions) -> tuple[Market, ...]:
    """The markets of the candidates that have an open link, in the order of their first node."""
    part = _parts(c)
    numbers = sorted({int(p) for p in part[c.links.tail[c.usable]]})
    return tuple(_market(c, part == number, options) for number in numbers)


def joined(c: Candidates, markets: Sequence[Market], options: SolveOptions) -> Market:
    """Several markets of the candidates as one."""
    inside = np.zeros(len(c.nodes.kind), bool)
    for market in markets:
        inside[market.nodes] = True
    return _market(c, inside, options)


def _market(c: Candidates, inside: Bools, options: SolveOptions) -> Market:
    links = inside[c.links.tail] & c.usable
    own = without_closed(replace(c, open_links=links))
    own = _without_nodes(own, inside)
    owners = set(own.nodes.owner.tolist())
    payers = set(own.designs.payer.tolist())
    return Market(
        own,
        tuple(sorted((owners | payers) - {NOBODY})),
        options,
        links=np.flatnonzero(links),
        designs=np.flatnonzero(needed_designs(c, links)),
        nodes=np.flatnonzero(inside),
    )


def _parts(c: Candidates) -> Ints:
    """Number of the market of each node: the least node that links or facilities connect it to."""
    part = np.arange(len(c.nodes.kind))
    tail, head = c.links.tail[c.usable], c.links.head[c.usable]
    d = c.designs
    shared = (d.members[d.member_facility] > 1) & c.usable[d.member_link]
    link, facility = d.member_link[shared], d.member_facility[shared]
    while True:
        before = part.copy()
        low = np.minimum(part[tail], part[head])
        np.minimum.at(part, tail, low)
        np.minimum.at(part, head, low)
        if len(link):
            least = np.full(d.facilities, len(part))
            np.minimum.at(least, facility, part[c.links.tail[link]])
            np.minimum.at(part, c.links.tail[link], least[facility])
        part = part[part]
        if np.array_equal(part, before):
            return part


def _without_nodes(c: Candidates, inside: Bools) -> Candidates:
    place = np.cumsum(inside) - 1
    n = c.nodes
    nodes = Nodes(
        names=tuple(name for name, here in zip(n.names, inside, strict=True) if here),
        kind=n.kind[inside],
        owner=n.owner[inside],
        least=n.least[inside],
        most=n.most[inside],
        quality=n.quality[inside],
        limit=n.limit[inside],
        storage=n.storage[inside],
        loss=n.loss[inside],
    )
    links = replace(c.links, tail=place[c.links.tail], head=place[c.links.head])
    return replace(c, nodes=nodes, links=links)
