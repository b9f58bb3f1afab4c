"""Large networks with fixed costs: slope scaling, then one part after another, with a full bound.

Slope scaling (Kim and Pardalos 1999, doi:10.1016/S0167-6377(99)00025-9): each linear model charges
a link its fixed cost spread over its flow of the round before. Its best network is then mended:
the designs among a few nodes are set free, all others stay, and the small mixed model is solved
(large neighbourhood search, Shaw 1998, doi:10.1007/3-540-49481-2_30). The bound always belongs to
the whole model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from parkloop.analyses.symbiosis.network.candidates import Bools, Candidates, Floats, Ints
from parkloop.analyses.symbiosis.network.formulation import Formulation, formulate, most_sent
from parkloop.analyses.symbiosis.network.solve import (
    Proposal,
    proposal_of,
    settled,
    tie_break,
    with_designs,
)
from parkloop.solving import Outcome, Session, SolveOptions, Status, solve
from parkloop.solving.outcome import relative_gap

#: Flow below this share of what a link could carry does not count as used.
_NOTHING = 1e-9


#: Neighbours that a node brings into a part.
_MOST_NEIGHBOURS = 8


def never() -> bool:
    """The search is not asked to stop."""
    return False


@dataclass(frozen=True, slots=True)
class LargeOptions:
    """How long to search. With no time limit reached the answer is the same on every machine.

    ``slopes`` rounds of slope scaling; at most ``parts`` small models of about ``designs`` free
    designs each, up to ``idle`` in a row that mend nothing; ``bound`` [s] for the bound of the
    whole model, sought at the same time, which stops sooner at the end of its first node. With at
    most ``whole`` designs the whole model is searched through to the end of that time instead, and
    its own answer counts: up to there the plain solver is as good as the parts.
    """

    slopes: int = 25
    parts: int = 150
    designs: int = 210
    idle: int = 60
    part: float = 5.0
    bound: float = 40.0
    whole: int = 2500
    gap: float = 5e-4
    seed: int = 20_250_101


def large_network(
    candidates: Candidates,
    options: LargeOptions | None = None,
    stop: Callable[[], bool] = never,
) -> Proposal | None:
    """A good network and the whole model's bound, where an exact solve would not end in time.

    ``stop`` is asked between parts whether to end the search; None where nothing was found.
    """
    options = options or LargeOptions()
    formulation = formulate(candidates)
    best = slope_scaling(formulation, options.slopes)
    if best is None or best.objective is None:
        return None
    # The bound needs nothing of the search, and the solver lets Python go on while it works.
    with ThreadPoolExecutor(max_workers=1) as aside:
        bounding = aside.submit(whole_bound, formulation, options)
        best = mended(formulation, best, options, stop)
        bound, other = bounding.result()
    net = formulation.objective("net")
    if other is not None and net.value(other) > net.value(best.x):
        best = replace(best, x=other, prices=None, reduced_costs=None)
    value = net.value(best.x)
    best = replace(best, objective=value)
    best = replace(best, bound=bound, gap=relative_gap(value, bound), status=Status.FEASIBLE)
    objectives = (net, tie_break(formulation))
    chosen = settled(formulation, formulation.model, best, best.x, objectives)
    return proposal_of(formulation, chosen, "slope scaling, then parts")


def slope_scaling(formulation: Formulation, rounds: int) -> Outcome | None:
    """The best network of some rounds of linear models; None where even the first has no answer.

    A facility's fixed cost is spread over all that its links carry in a year. The seconds of the
    outcome are those of all rounds.
    """
    c, model = formulation.candidates, formulation.model
    net = formulation.objective("net")
    session = Session(model.relaxed(), SolveOptions())
    cheapest = _cheapest(c)
    most = _yearly_most(c)
    slope = cheapest / np.maximum(most, _NOTHING)
    best: tuple[float, Floats] | None = None
    seconds = 0.0
    for _ in range(rounds):
        found = session.solve(cost=_sloped(formulation, net.cost, slope))
        seconds += found.seconds
        if not found.found:
            return None
        carried = _carried(c, found.x[formulation.flows.sent])
        used = carried > _NOTHING * np.maximum(most, 1.0)
        value = float(net.cost @ _flows_only(formulation, found.x)) - float(cheapest @ used)
        if best is None or value > best[0]:
            best = (value, _needed(c, carried, used))
        slope = np.where(used, cheapest / np.maximum(carried, _NOTHING), slope)
    if best is None:
        return None
    outcome = solve(with_designs(formulation, model, best[1]))
    return replace(outcome, seconds=seconds + outcome.seconds) if outcome.found else None


def _cheapest(c: Candidates) -> Floats:
    """Least fixed cost among the designs of each facility [money per year]."""
    d = c.designs
    least = np.full(d.facilities, np.inf)
    np.minimum.at(least, d.facility, d.fixed)
    return np.where(np.isfinite(least), least, 0.0)


def _yearly_most(c: Candidates) -> Floats:
    """The most that all links of each facility could use in a year."""
    d = c.designs
    yearly = (most_sent(c) * c.times.weight).sum(axis=1)
    found = np.bincount(d.member_facility, yearly[d.member_link] * d.use, minlength=d.facilities)
    return found.astype(float)


def _carried(c: Candidates, sent: Floats) -> Floats:
    d = c.designs
    yearly = sent @ c.times.weight
    found = np.bincount(d.member_facility, yearly[d.member_link] * d.use, minlength=d.facilities)
    return found.astype(float)


def _sloped(formulation: Formulation, cost: Floats, slope: Floats) -> Floats:
    """The gain of each flow less the slopes of the facilities it uses; designs are free."""
    c = formulation.candidates
    d = c.designs
    charge = np.zeros(len(c.links.tail))
    np.add.at(charge, d.member_link, slope[d.member_facility] * d.use)
    found = cost.copy()
    found[formulation.built] = 0.0
    found[formulation.flows.sent] -= charge[:, None] * c.times.weight
    return found


def _flows_only(formulation: Formulation, x: Floats) -> Floats:
    found = x.copy()
    found[formulation.built] = 0.0
    return found


def _needed(c: Candidates, carried: Floats, used: Bools) -> Floats:
    """1 for the cheapest design of each used facility that is wide enough for its mean flow."""
    d = c.designs
    year = float((c.times.weight * c.times.length).sum())
    built = np.zeros(len(d.fixed))
    order = np.lexsort((d.fixed, d.facility))
    taken = np.zeros(d.facilities, bool)
    widest = np.zeros(d.facilities)
    np.maximum.at(widest, d.facility, d.capacity)
    for design in order.tolist():
        facility = d.facility[design]
        if not used[facility] or taken[facility]:
            continue
        enough = d.capacity[design] >= min(carried[facility] / year, widest[facility]) * (1 - 1e-9)
        # Several sizes: a flow that varies needs the widest, which the parts may narrow again.
        if enough and (len(c.times.weight) == 1 or d.capacity[design] >= widest[facility]):
            built[design] = 1.0
            taken[facility] = True
    return built


def mended(
    formulation: Formulation,
    best: Outcome,
    options: LargeOptions,
    stop: Callable[[], bool] = never,
) -> Outcome:
    """The network after small models of a few nodes each have been solved, one after another."""
    draw = np.random.default_rng(options.seed)
    steer = SolveOptions(time_limit=options.part, gap=options.gap)
    idle = 0
    near = _Near(formulation.candidates)
    seeds = _seeds(near, draw, options.parts)
    for seed in seeds:
        if stop() or idle >= options.idle:
            break
        used = best.x[formulation.flows.sent].sum(axis=1) > 0
        free = near.designs_around(seed, options.designs, used, draw)
        better = _part(formulation, best, free, steer)
        idle = idle + 1 if better is None else 0
        best = better or best
    return best


def _part(
    formulation: Formulation, best: Outcome, free: Bools, steer: SolveOptions
) -> Outcome | None:
    """The network where the free designs are chosen anew, if that is better."""
    model, built = formulation.model, formulation.built
    now = np.round(best.x[built])
    lower, upper = model.lower.copy(), model.upper.copy()
    lower[built] = np.where(free, 0.0, now)
    upper[built] = np.where(free, 1.0, now)
    upper[formulation.flows.sent[_shut(formulation.candidates, upper[built])]] = 0.0
    gone = upper <= 0.0
    small = model.with_bounds(lower, upper).without(gone)
    found = solve(small, steer, best.x[~gone])
    if not found.found or found.objective is None or best.objective is None:
        return None
    if found.objective <= best.objective + 1e-7 * max(1.0, abs(best.objective)):
        return None
    x = np.zeros(model.width)
    x[~gone] = found.x
    return replace(found, x=x, prices=None, reduced_costs=None)


def _shut(c: Candidates, possible: Floats) -> Bools:
    """Links of which a facility can have no design."""
    d = c.designs
    any_design = np.zeros(d.facilities, bool)
    any_design[d.facility[possible > 0.5]] = True
    shut = np.zeros(len(c.links.tail), bool)
    shut[d.member_link[~any_design[d.member_facility]]] = True
    return shut


def _seeds(near: _Near, draw: np.random.Generator, parts: int) -> Iterator[int]:
    """Nodes with links in random order, each once before any comes again."""
    nodes = np.flatnonzero(np.diff(near.start) > 0)
    left: list[int] = []
    for _ in range(parts if len(nodes) else 0):
        if not left:
            left = draw.permutation(nodes).tolist()
        yield left.pop()


class _Near:
    """Neighbours of every node by links."""

    def __init__(self, c: Candidates) -> None:
        self.candidates = c
        count = len(c.nodes.kind)
        ends = np.concatenate([c.links.tail, c.links.head])
        other = np.concatenate([c.links.head, c.links.tail])
        order = np.argsort(ends, kind="stable")
        self.start = np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=count))])
        self.other: Ints = other[order]
        self.link: Ints = np.tile(np.arange(len(c.links.tail)), 2)[order]

    def designs_around(
        self, seed: int, wanted: int, used: Bools, draw: np.random.Generator
    ) -> Bools:
        """Designs whose links lie among nodes gathered from a seed, about as many as wanted.

        The gathering follows links that carry something first, so that what is set free are
        flows that can be exchanged for each other.
        """
        c = self.candidates
        inside = np.zeros(len(c.nodes.kind), bool)
        edge = [seed]
        free = np.zeros(len(c.designs.fixed), bool)
        gathered = 0
        while edge:
            node = edge.pop(int(draw.integers(len(edge))))
            if inside[node]:
                continue
            inside[node] = True
            gathered += 1
            here = slice(self.start[node], self.start[node + 1])
            order = np.argsort(draw.random(here.stop - here.start) - used[self.link[here]])
            edge.extend(self.other[here][order[:_MOST_NEIGHBOURS]].tolist())
            if gathered % 4 == 0 or not edge:
                free = self._among(inside)
                if free.sum() >= wanted:
                    break
        return free

    def _among(self, inside: Bools) -> Bools:
        c, d = self.candidates, self.candidates.designs
        both = inside[c.links.tail] & inside[c.links.head]
        touched = np.zeros(d.facilities, bool)
        touched[d.member_facility[both[d.member_link]]] = True
        return touched[d.facility]


def whole_bound(formulation: Formulation, options: LargeOptions) -> tuple[float, Floats | None]:
    """What no network can pass: the bound of the whole model with its cuts, or of its relaxation.

    Of a large model a heuristic answer is not needed, so that all effort goes to the bound; of one
    that is small enough the answer is given too.
    """
    relaxed = solve(formulation.model.relaxed())
    small = len(formulation.built) <= options.whole
    steer = SolveOptions(time_limit=options.bound, gap=options.gap)
    cut = solve(formulation.model, steer if small else replace(steer, node_limit=1, heuristics=0.0))
    known = [b for b in (relaxed.bound, cut.bound) if b is not None]
    answer = cut.x if small and cut.found else None
    return (min(known) if known else float("inf")), answer
