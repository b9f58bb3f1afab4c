"""The candidates as a mixed-integer model. Numbers in brackets: docs/methods/symbiosis-network.md.

Every big-M is the most that a link could carry: what its tail can give, its head can take, its
own capacity and that of the design allow, whichever is least.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parkloop.analyses.symbiosis.network.candidates import (
    HUB,
    IMPACTS,
    NOBODY,
    SOURCE,
    Called,
    Candidates,
    Floats,
    Ints,
    Names,
)
from parkloop.errors import RequestError
from parkloop.solving import Builder, Labels, Model, Objective
from parkloop.texts import Text

#: What can be made best: the net benefit, or one of the impacts.
AIMS = ("net", *IMPACTS)


@dataclass(frozen=True, eq=False)
class Flows:
    """Columns of one set of flows: ``sent`` per link and period, ``kept`` per store and period.

    ``gates`` are the rows that close a link without a design, per member and period.
    """

    sent: Ints
    kept: Ints
    stores: Ints
    gates: Ints


@dataclass(frozen=True, eq=False)
class Formulation:
    """A model, where its columns are, and the objective for each aim."""

    candidates: Candidates
    model: Model
    flows: Flows
    built: Ints

    def objective(self, aim: str) -> Objective:
        """What is maximised for one of ``AIMS``: [money per year] or [amount per year]."""
        return _objective(self.candidates, self.flows, self.built, self.model.width, aim)


def _objective(c: Candidates, flows: Flows, built: Ints, width: int, aim: str) -> Objective:
    cost = np.zeros(width)
    if aim == "net":
        cost[flows.sent] = c.gain * c.times.weight
        cost[built] = -c.designs.fixed
    else:
        saved = c.links.impact[:, IMPACTS.index(aim)]
        cost[flows.sent] = saved[:, None] * c.times.weight
    return Objective(cost, maximise=True, name=aim)


def formulate(candidates: Candidates, *, all_gain: bool = False) -> Formulation:
    """The model that maximises net benefit [money per year].

    With ``all_gain`` no player may end with less than it has alone, before payments between
    them; a player's own is what its ends of links gain, less the fixed costs it owes.
    """
    build = Builder()
    built = add_designs(build, candidates)
    flows = add_flows(build, candidates, built)
    if all_gain:
        _add_participation(build, candidates, flows, built)
    objective = _objective(candidates, flows, built, build.width, "net")
    return Formulation(candidates, build.model(objective=objective), flows, built)


def add_designs(build: Builder, c: Candidates) -> Ints:
    """Whether each design is built, and at most one of each facility [4]."""
    d = c.designs
    built = build.columns("built", len(d.fixed), upper=1.0, integer=True, labels=d.names)
    alternatives = np.bincount(d.facility, minlength=d.facilities)
    several = np.flatnonzero(alternatives > 1)
    if not len(several):
        return built
    rows = build.rows("one design of", len(several), upper=1.0, labels=_called(c, several))
    place = np.full(d.facilities, NOBODY)
    place[several] = np.arange(len(several))
    choice = np.flatnonzero(alternatives[d.facility] > 1)
    build.entries(rows[place[d.facility[choice]]], built[choice], 1.0)
    return built


def _called(c: Candidates, facilities: Ints) -> Names:
    """Name of each facility: that of its first design."""
    return Called(lambda place: _facility_name(c, int(facilities[place])), len(facilities))


def _facility_name(c: Candidates, facility: int) -> str:
    own = np.flatnonzero(c.designs.facility == facility)
    return c.designs.names[int(own[0])] if len(own) else f"{facility}"


def add_flows(build: Builder, c: Candidates, built: Ints, prefix: str = "") -> Flows:
    """Flows of one scenario over designs that may be shared with other scenarios [1] to [6]."""
    links, periods = c.shape
    most = most_sent(c)
    called = _labels(c.links.names, c.times.names)
    sent = build.columns(
        f"{prefix}sent", links * periods, upper=_own_limit(c).ravel(), labels=called
    ).reshape(links, periods)
    stores = np.flatnonzero(c.nodes.storage > 0)
    kept = build.columns(
        f"{prefix}kept",
        len(stores) * periods,
        upper=np.repeat(c.nodes.storage[stores], periods),
        labels=_labels(_picked(c.nodes.names, stores), c.times.names),
    ).reshape(len(stores), periods)
    gates = _add_gates(build, c, sent, built, most, prefix)
    flows = Flows(sent, kept, stores, gates)
    _add_balances(build, c, flows, prefix)
    _add_quality(build, c, sent, prefix)
    _add_shared(build, c, sent, built, most, prefix)
    return flows


def _picked(names: Names, places: Ints) -> Names:
    return Called(lambda place: names[int(places[place])], len(places))


def _labels(names: Names, times: Names) -> Labels:
    periods = len(times)
    if periods == 1:
        return names
    return lambda place: f"{names[place // periods]}, {times[place % periods]}"


def most_sent(c: Candidates) -> Floats:
    """The most that each link could carry in each period: the tight big-M [amount]."""
    capacity = np.minimum(_own_limit(c), _designed(c)[:, None] * c.times.length)
    hubs = c.nodes.kind == HUB
    give = c.nodes.most + c.nodes.storage[:, None]
    take = give.copy()
    for _ in range(int(hubs.sum()) + 1):
        most = np.minimum(capacity, give[c.links.tail])
        most = np.minimum(most, take[c.links.head] / c.links.taken[:, None])
        if not hubs.any():
            return most
        arrives = _by_node(c.links.head, most * c.links.taken[:, None], len(hubs))
        leaves = _by_node(c.links.tail, most, len(hubs))
        room = c.nodes.storage[:, None]
        fresh = np.where(hubs[:, None], np.minimum(give, arrives + room), give)
        take = np.where(hubs[:, None], np.minimum(take, leaves + room), take)
        if np.array_equal(fresh, give) and np.isfinite(most).all():
            break
        give = fresh
    if not np.isfinite(most).all():
        name = c.links.names[int(np.isinf(most).any(axis=1).argmax())]
        raise RequestError(
            Text(
                f"Liên kết “{name}” không có giới hạn nào: hãy cho nguồn, nơi nhận hoặc liên kết "
                "một công suất.",
                f"The link “{name}” has no limit at all: give its source, its sink or the link "
                "itself a capacity.",
            )
        )
    return most


def _own_limit(c: Candidates) -> Floats:
    """What a link can carry by itself; what its ends limit is left to their rows, by name."""
    own = c.links.capacity if c.open_links is None else np.where(c.usable, c.links.capacity, 0.0)
    return own[:, None] * c.times.length


def _designed(c: Candidates) -> Floats:
    """Greatest capacity that the designs of its facilities allow each link."""
    d = c.designs
    if len(d.facility) == d.facilities and isinstance(_in_order(d.facility), slice):
        largest = d.capacity
    else:
        largest = np.zeros(d.facilities)
        np.maximum.at(largest, d.facility, d.capacity)
    found = np.full(len(c.links.tail), np.inf)
    np.minimum.at(found, d.member_link, largest[d.member_facility] / d.use)
    return found


def _by_node(node: Ints, amount: Floats, count: int) -> Floats:
    found = np.zeros((count, amount.shape[1]))
    np.add.at(found, node, amount)
    return found


def _add_balances(build: Builder, c: Candidates, flows: Flows, prefix: str) -> None:
    """What leaves a source, passes a hub, reaches a sink [1]."""
    periods = len(c.times.weight)
    hub = (c.nodes.kind == HUB)[:, None]
    rows = build.rows(
        f"{prefix}balance",
        len(c.nodes.kind) * periods,
        lower=np.where(hub, 0.0, c.nodes.least).ravel(),
        upper=np.where(hub, 0.0, c.nodes.most).ravel(),
        labels=_labels(c.nodes.names, c.times.names),
    ).reshape(len(c.nodes.kind), periods)
    leaving = np.where(c.nodes.kind[c.links.tail] == SOURCE, 1.0, -1.0)
    build.entries(rows[c.links.tail], flows.sent, leaving[:, None])
    build.entries(rows[c.links.head], flows.sent, c.links.taken[:, None])
    _add_throughput(build, c, flows, prefix)
    if not len(flows.stores):
        return
    # A store of a source takes from what may leave; elsewhere it takes from what arrives.
    sign = np.where(c.nodes.kind[flows.stores] == SOURCE, 1.0, -1.0)[:, None]
    left = (1.0 - c.nodes.loss[flows.stores])[:, None]
    build.entries(rows[flows.stores], flows.kept, sign)
    build.entries(rows[flows.stores], flows.kept[:, c.times.before], -sign * left)


def _add_throughput(build: Builder, c: Candidates, flows: Flows, prefix: str) -> None:
    """What may enter a hub in a period, where that is limited [1]."""
    hubs = np.flatnonzero((c.nodes.kind == HUB) & np.isfinite(c.nodes.most).all(axis=1))
    if not len(hubs):
        return
    place = np.full(len(c.nodes.kind), NOBODY)
    place[hubs] = np.arange(len(hubs))
    periods = len(c.times.weight)
    rows = build.rows(
        f"{prefix}intake of",
        len(hubs) * periods,
        upper=c.nodes.most[hubs].ravel(),
        labels=_labels(_picked(c.nodes.names, hubs), c.times.names),
    ).reshape(len(hubs), periods)
    into = np.flatnonzero(place[c.links.head] != NOBODY)
    head = c.links.head[into]
    build.entries(rows[place[head]], flows.sent[into], c.links.taken[into, None])


def _add_quality(build: Builder, c: Candidates, sent: Ints, prefix: str) -> None:
    """The mixture that enters a node holds no more than its limit [2]."""
    limited = np.isfinite(c.nodes.limit)
    for contaminant, name in enumerate(c.contaminants):
        nodes = np.flatnonzero(limited[:, contaminant])
        place = np.full(len(c.nodes.kind), NOBODY)
        place[nodes] = np.arange(len(nodes))
        rows = build.rows(
            f"{prefix}{name}",
            len(nodes) * sent.shape[1],
            upper=0.0,
            labels=_labels(_picked(c.nodes.names, nodes), c.times.names),
        ).reshape(len(nodes), sent.shape[1])
        into = np.flatnonzero(place[c.links.head] != NOBODY)
        head = c.links.head[into]
        over = c.arriving[into, contaminant] - c.nodes.limit[head, contaminant]
        build.entries(rows[place[head]], sent[into], (over * c.links.taken[into])[:, None])


def _add_gates(
    build: Builder, c: Candidates, sent: Ints, built: Ints, most: Floats, prefix: str
) -> Ints:
    """A link carries nothing unless a design of each of its facilities is built [3]."""
    d, periods = c.designs, sent.shape[1]
    names = Called(lambda place: c.links.names[int(d.member_link[place])], len(d.member_link))
    rows = build.rows(
        f"{prefix}only if built",
        len(d.member_link) * periods,
        upper=0.0,
        labels=_labels(names, c.times.names),
    ).reshape(len(d.member_link), periods)
    link = _in_order(d.member_link)
    member, design = pairs(d.member_facility, d.facility)
    allowed = d.capacity[design, None] * c.times.length
    allowed /= d.use[member, None]
    tight = np.minimum(most[link][member], allowed, out=allowed)
    build.entries(rows[member], built[design][:, None], np.negative(tight, out=tight))
    build.entries(rows, sent[link], 1.0)
    return rows


def _add_shared(
    build: Builder, c: Candidates, sent: Ints, built: Ints, most: Floats, prefix: str
) -> None:
    """Links that share a facility share its capacity; a facility has its minimum take [5] [6]."""
    d = c.designs
    bounded, taking = np.isfinite(d.capacity), d.least > 0
    if not bounded.any() and not taking.any():
        return
    finite = np.zeros(d.facilities, bool)
    finite[d.facility[bounded]] = True
    demanding = np.zeros(d.facilities, bool)
    demanding[d.facility[taking]] = True
    finite &= d.members > 1
    if not finite.any() and not demanding.any():
        return
    capacity = np.where(np.isfinite(d.capacity), d.capacity, _all_of(c, most))
    for kind, chosen, amount, lower, upper in (
        ("capacity of", finite, capacity, -np.inf, 0.0),
        ("minimum take of", demanding, d.least, 0.0, np.inf),
    ):
        facilities = np.flatnonzero(chosen)
        place = np.full(d.facilities, NOBODY)
        place[facilities] = np.arange(len(facilities))
        rows = build.rows(
            f"{prefix}{kind}",
            len(facilities) * sent.shape[1],
            lower=lower,
            upper=upper,
            labels=_labels(_called(c, facilities), c.times.names),
        ).reshape(len(facilities), sent.shape[1])
        mine = np.flatnonzero(place[d.member_facility] != NOBODY)
        build.entries(
            rows[place[d.member_facility[mine]]], sent[d.member_link[mine]], d.use[mine, None]
        )
        (own,) = np.nonzero(place[d.facility] != NOBODY)
        build.entries(
            rows[place[d.facility[own]]], built[own][:, None], -amount[own, None] * c.times.length
        )


def _all_of(c: Candidates, most: Floats) -> Floats:
    """What all links of a facility could use together: the capacity of one without limit."""
    d = c.designs
    used = np.bincount(
        d.member_facility,
        (most / c.times.length).max(axis=1)[d.member_link] * d.use,
        minlength=d.facilities,
    )
    return used[d.facility].astype(float)


def _in_order(places: Ints) -> Ints | slice:
    """The places, or a slice where they are 0, 1, 2 …: a look at an array instead of a copy."""
    return slice(len(places)) if np.array_equal(places, np.arange(len(places))) else places


def pairs(left: Ints, right: Ints) -> tuple[Ints | slice, Ints | slice]:
    """All pairs of places at which both hold the same number, ordered by the left one."""
    if np.array_equal(left, right) and np.all(left[1:] > left[:-1]):
        return slice(None), slice(None)
    order = np.argsort(right, kind="stable")
    first = np.searchsorted(right[order], left, side="left")
    count = np.searchsorted(right[order], left, side="right") - first
    one = np.repeat(np.arange(len(left)), count)
    begin = np.repeat(first - np.concatenate([[0], np.cumsum(count)[:-1]]), count)
    return one, order[begin + np.arange(len(one))]


def owed(c: Candidates) -> Floats:
    """Part of each design's fixed cost that each player owes, a row per design [1].

    The payer owes all. Without one, the two ends of a link of its own owe half each; nobody in
    the game owes for a facility that several links share.
    """
    d = c.designs
    shares = np.zeros((len(d.fixed), len(c.players) + 1))
    tail, head = c.owners
    alone = d.members[d.member_facility] == 1
    ends = np.full((d.facilities, 2), NOBODY)
    ends[d.member_facility[alone], 0] = tail[d.member_link[alone]]
    ends[d.member_facility[alone], 1] = head[d.member_link[alone]]
    payer = d.payer[d.facility]
    designs = np.arange(len(d.fixed))
    for end in (0, 1):
        who = np.where(payer == NOBODY, ends[d.facility, end], payer)
        np.add.at(shares, (designs, who), 0.5)
    return shares[:, : len(c.players)]


def _add_participation(build: Builder, c: Candidates, flows: Flows, built: Ints) -> None:
    """No player ends below what it has alone, which is nothing gained [7]."""
    rows = build.rows("no worse than alone", len(c.players), lower=0.0, labels=c.players)
    tail, head = c.owners
    for owner, gain in ((tail, c.links.gain_from), (head, c.links.gain_to)):
        (mine,) = np.nonzero(owner != NOBODY)
        value = np.broadcast_to(gain, c.shape)[mine] * c.times.weight
        build.entries(rows[owner[mine]][:, None], flows.sent[mine], value)
    shares = owed(c)
    design, player = np.nonzero(shares)
    build.entries(rows[player], built[design], -shares[design, player] * c.designs.fixed[design])
