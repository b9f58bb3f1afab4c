"""Uses with loads of several contaminants: an answer from above and a bound from below.

With several contaminants the qualities of used water are unknown, and flow × quality is bilinear.
From below: each outlet quality is taken to lie in one of a few steps, and within a step the load of
a flow f lies between a f and b f; that is a mixed-integer program whose optimum no network can go
below. From above: with outlet qualities held at assumed values the best flows are a linear
program, and water cleaner than assumed is allowed, so that its answer is a network. The steps
around the best answer are cut finer until both meet within the gap asked for. Piecewise relaxation
as in Karuppiah and Grossmann (2006), doi:10.1016/j.compchemeng.2005.11.005.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from parkloop.analyses.water_targets.arcs import NO_FLOW, no_network
from parkloop.analyses.water_targets.model import (
    FRESH,
    GRAMS,
    WASTE,
    WaterLink,
    WaterNetwork,
    WaterUse,
)
from parkloop.provenance import significant
from parkloop.solving import Builder, Outcome, SolveOptions, solve
from parkloop.solving.model import Floats, Ints

_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Refinement:
    """How far bounds are driven: relative ``gap``, most ``rounds``, first steps per quality."""

    gap: float = 1e-3
    rounds: int = 12
    steps: int = 3


@dataclass(frozen=True)
class _Problem:
    """Arrays of the problem: uses × contaminants."""

    names: tuple[str, ...]
    plants: tuple[str, ...]
    load: Floats
    inlet: Floats
    outlet: Floats
    fresh: Floats
    origin: Ints
    target: Ints

    @property
    def widest(self) -> Floats:
        """Water that passes a use at most in some best network [t/h].

        Fresh water alone, or inlets at their limits, takes the load with this much; more would
        only pass by, and what passes by can as well go straight to where it is used next.
        """
        loads = GRAMS * self.load
        alone = loads / (self.outlet - self.fresh)
        room = np.where(self.load > 0, self.outlet - self.inlet, 1.0)
        most: Floats = np.max(np.maximum(alone, loads / room), axis=1)
        return most

    @property
    def least_quality(self) -> Floats:
        """Outlet quality when the most water passes and all of it was fresh [mg/l]."""
        least: Floats = self.fresh + GRAMS * self.load / self.widest[:, None]
        return np.minimum(least, self.outlet)


@dataclass(frozen=True)
class _Columns:
    """Columns of the relaxation; carried and leaving are loads [g/h] by contaminant."""

    fresh: Ints
    link: Ints
    through: Ints
    carried: Ints
    leaving: Ints


def least_fresh_several(
    uses: Sequence[WaterUse],
    fresh_quality: dict[str, float] | None = None,
    refinement: Refinement | None = None,
    options: SolveOptions | None = None,
) -> WaterNetwork:
    """A network and the bound on its fresh water [t/h], for any number of contaminants.

    ``status`` is 'optimal' when both lie within the gap asked for, else 'feasible'. Raises
    RequestError where no network meets the limits.
    """
    if not uses:
        return WaterNetwork(0.0, 0.0, 0.0, 0.0, "optimal")
    chosen = refinement or Refinement()
    settings = options or SolveOptions(gap=chosen.gap / 10, time_limit=20.0)
    problem = _problem(uses, fresh_quality or {})
    cuts = _first_cuts(problem, chosen.steps)
    best, bound = _from_above(problem, problem.outlet), 0.0
    for _ in range(chosen.rounds):
        relaxed, quality = _from_below(problem, cuts, settings)
        if relaxed.bound is not None:
            bound = max(bound, relaxed.bound)
        if quality is None:
            break
        best = _better(best, _improved(problem, quality))
        if best is not None and best.fresh - bound <= chosen.gap * best.fresh:
            break
        cuts = _finer(cuts, quality)
    if best is None:
        raise no_network()
    proved = best.fresh - bound <= chosen.gap * best.fresh
    return replace(
        best,
        bound=significant(min(bound, best.fresh), _DIGITS),
        status="optimal" if proved else "feasible",
    )


def _problem(uses: Sequence[WaterUse], fresh: dict[str, float]) -> _Problem:
    kinds = uses[0].contaminants
    count = len(uses)
    origin, target = (grid.ravel() for grid in np.indices((count, count)))
    apart = origin != target
    return _Problem(
        names=tuple(use.id for use in uses),
        plants=tuple(use.plant for use in uses),
        load=np.array([[use.load[k] for k in kinds] for use in uses]),
        inlet=np.array([[use.inlet[k] for k in kinds] for use in uses]),
        outlet=np.array([[use.outlet[k] for k in kinds] for use in uses]),
        fresh=np.array([fresh.get(k, 0.0) for k in kinds]),
        origin=origin[apart],
        target=target[apart],
    )


def _first_cuts(problem: _Problem, steps: int) -> list[list[Floats]]:
    """Edges of the steps of each quality, from its least to its limit."""
    least = problem.least_quality
    return [
        [
            np.unique(np.linspace(low, high, steps + 1))
            for low, high in zip(least[use], problem.outlet[use], strict=True)
        ]
        for use in range(len(problem.names))
    ]


def _finer(cuts: list[list[Floats]], quality: Floats) -> list[list[Floats]]:
    """The step that holds each quality is cut there, and in the middle of what is left."""
    found = []
    for use, edges_of_use in enumerate(cuts):
        row = []
        for kind, edges in enumerate(edges_of_use):
            value = float(quality[use, kind])
            place = int(np.clip(np.searchsorted(edges, value), 1, max(1, len(edges) - 1)))
            if len(edges) < 2:
                row.append(edges)
                continue
            low, high = edges[place - 1], edges[place]
            span = high - low
            added = [value - 0.1 * span, value, value + 0.1 * span, (low + high) / 2]
            inside = [x for x in added if low + 1e-6 * span < x < high - 1e-6 * span]
            row.append(np.unique([*edges, *inside]))
        found.append(row)
    return found


def _from_below(
    problem: _Problem, cuts: list[list[Floats]], options: SolveOptions
) -> tuple[Outcome, Floats | None]:
    """The relaxation's outcome, and the outlet qualities that it chose [uses × contaminants]."""
    builder = Builder()
    count, kinds = problem.load.shape
    arcs, widest = len(problem.origin), problem.widest
    columns = _Columns(
        fresh=builder.columns("fresh", count, cost=1.0, upper=widest),
        link=builder.columns(
            "reused", arcs, upper=np.minimum(widest[problem.origin], widest[problem.target])
        ),
        through=builder.columns("through", count, upper=widest),
        carried=builder.columns("carried", arcs * kinds).reshape(arcs, kinds),
        leaving=builder.columns("leaving", count * kinds).reshape(count, kinds),
    )
    _balances(builder, problem, columns)
    for use in range(count):
        for kind in range(kinds):
            _stepped(builder, problem, columns, cuts[use][kind], (use, kind))
    outcome = solve(builder.model(name="fresh water"), options)
    if not outcome.found:
        return outcome, None
    quality = problem.outlet.copy()
    through, out = outcome.x[columns.through], outcome.x[columns.leaving]
    used = through > NO_FLOW
    quality[used] = np.clip(out[used] / through[used][:, None], 0.0, problem.outlet[used])
    return outcome, quality


def _balances(builder: Builder, problem: _Problem, columns: _Columns) -> None:
    """Water, loads, inlet and outlet limits."""
    fresh, link, total = columns.fresh, columns.link, columns.through
    carried, leaving = columns.carried, columns.leaving
    count, kinds = problem.load.shape
    i, j = problem.origin, problem.target
    water = builder.rows("water", count, lower=0.0, upper=0.0)
    builder.entries(water, fresh, 1.0)
    builder.entries(water[j], link, 1.0)
    builder.entries(water, total, -1.0)
    spent = builder.rows("no more reused than used", count, upper=0.0)
    builder.entries(spent[i], link, 1.0)
    builder.entries(spent, total, -1.0)
    for kind in range(kinds):
        picked = GRAMS * problem.load[:, kind]
        load = builder.rows(f"load {kind}", count, lower=picked, upper=picked)
        builder.entries(load, leaving[:, kind], 1.0)
        builder.entries(load[j], carried[:, kind], -1.0)
        builder.entries(load, fresh, -problem.fresh[kind])
        inlet = builder.rows(f"inlet {kind}", count, upper=0.0)
        builder.entries(inlet[j], carried[:, kind], 1.0)
        builder.entries(inlet, fresh, problem.fresh[kind])
        builder.entries(inlet, total, -problem.inlet[:, kind])
        outlet = builder.rows(f"outlet {kind}", count, upper=0.0)
        builder.entries(outlet, leaving[:, kind], 1.0)
        builder.entries(outlet, total, -problem.outlet[:, kind])
        rest = builder.rows(f"waste {kind}", count, lower=0.0)
        builder.entries(rest, leaving[:, kind], 1.0)
        builder.entries(rest[i], carried[:, kind], -1.0)


def _stepped(
    builder: Builder, problem: _Problem, columns: _Columns, edges: Floats, which: tuple[int, int]
) -> None:
    """One quality in one of its steps; each flow that leaves the use belongs to that step."""
    use, kind = which
    edges = edges if len(edges) > 1 else np.array([edges[0], edges[0]])
    low, high = edges[:-1], edges[1:]
    count, widest = len(low), float(problem.widest[use])
    step = builder.columns("step", count, upper=1.0, integer=count > 1)
    one = builder.rows("one step", 1, lower=1.0, upper=1.0)
    builder.entries(one[0], step, 1.0)
    out = np.flatnonzero(problem.origin == use)
    flows = [columns.through[use], *columns.link[out]]
    loads = [columns.leaving[use, kind], *columns.carried[out, kind]]
    for flow, load in zip(flows, loads, strict=True):
        parts = builder.columns("flow in step", count, upper=widest)
        sums = builder.rows("flow of all steps", 1, lower=0.0, upper=0.0)
        builder.entries(sums[0], parts, 1.0)
        builder.entries(sums[0], flow, -1.0)
        chosen = builder.rows("only in its step", count, upper=0.0)
        builder.entries(chosen, parts, 1.0)
        builder.entries(chosen, step, -widest)
        least = builder.rows("load at least", 1, lower=0.0)
        builder.entries(least[0], load, 1.0)
        builder.entries(least[0], parts, -low)
        most = builder.rows("load at most", 1, upper=0.0)
        builder.entries(most[0], load, 1.0)
        builder.entries(most[0], parts, -high)


def _improved(problem: _Problem, quality: Floats) -> WaterNetwork | None:
    """Flows at the qualities given, then again at the qualities these flows really have."""
    best: WaterNetwork | None = None
    for _ in range(6):
        answer = _flows(problem, quality)
        if answer is None:
            break
        fresh, link = answer
        best = _better(best, _network(problem, fresh, link))
        real = _real_quality(problem, fresh, link)
        if real is None or np.allclose(real, quality, rtol=1e-9):
            break
        quality = np.minimum(real, problem.outlet).astype(np.float64)
    return best


def _from_above(problem: _Problem, quality: Floats) -> WaterNetwork | None:
    answer = _flows(problem, quality)
    return None if answer is None else _network(problem, *answer)


def _flows(problem: _Problem, quality: Floats) -> tuple[Floats, Floats] | None:
    """Least fresh water when water that leaves a use counts as no cleaner than ``quality``."""
    builder = Builder()
    count, kinds = problem.load.shape
    i, j = problem.origin, problem.target
    fresh = builder.columns("fresh", count, cost=1.0)
    link = builder.columns("reused", len(i))
    spent = builder.rows("no more reused than used", count, lower=0.0)
    builder.entries(spent, fresh, 1.0)
    builder.entries(spent[j], link, 1.0)
    builder.entries(spent[i], link, -1.0)
    for kind in range(kinds):
        own = quality[:, kind]
        inlet = builder.rows("inlet", count, upper=0.0)
        builder.entries(inlet[j], link, own[i] - problem.inlet[j, kind])
        builder.entries(inlet, fresh, problem.fresh[kind] - problem.inlet[:, kind])
        room = builder.rows("load", count, lower=GRAMS * problem.load[:, kind])
        builder.entries(room[j], link, own[j] - own[i])
        builder.entries(room, fresh, own - problem.fresh[kind])
    outcome = solve(builder.model(name="fresh water"), SolveOptions(gap=1e-9, tolerance=1e-9))
    return (outcome.x[fresh], outcome.x[link]) if outcome.found else None


def _real_quality(problem: _Problem, fresh: Floats, link: Floats) -> Floats | None:
    """Qualities that follow from flows: (through − reused) c = fresh load + load."""
    count = len(problem.names)
    through: Floats = fresh + np.bincount(problem.target, link, count)
    if np.any(through <= NO_FLOW):
        return None
    matrix: Floats = np.diag(through).astype(np.float64)
    matrix[problem.target, problem.origin] -= link
    load = GRAMS * problem.load + fresh[:, None] * problem.fresh[None, :]
    return np.asarray(np.linalg.solve(matrix, load), np.float64)


def _network(problem: _Problem, fresh: Floats, link: Floats) -> WaterNetwork:
    count = len(problem.names)
    reused = np.bincount(problem.origin, link, count)
    through: Floats = fresh + np.bincount(problem.target, link, count)
    links = [
        WaterLink(FRESH, problem.names[j], significant(float(fresh[j]), _DIGITS), 0.0)
        for j in np.flatnonzero(fresh > NO_FLOW)
    ]
    for arc in np.flatnonzero(link > NO_FLOW):
        i, j = int(problem.origin[arc]), int(problem.target[arc])
        links.append(
            WaterLink(
                problem.names[i],
                problem.names[j],
                significant(float(link[arc]), _DIGITS),
                None,
                bool(problem.plants[i] != problem.plants[j]),
            )
        )
    links += [
        WaterLink(problem.names[j], WASTE, significant(float(rest), _DIGITS), None)
        for j, rest in enumerate(through - reused)
        if rest > NO_FLOW
    ]
    total = significant(float(fresh.sum()), _DIGITS)
    return WaterNetwork(total, total, 0.0, 0.0, "feasible", tuple(links))


def _better(one: WaterNetwork | None, other: WaterNetwork | None) -> WaterNetwork | None:
    if one is None or other is None:
        return one or other
    return other if other.fresh < one.fresh else one
