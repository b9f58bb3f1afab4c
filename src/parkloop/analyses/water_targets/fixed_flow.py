"""Sources of known quality and sinks with a limit: the least fresh water is a linear program.

Polley and Polley (2000); El-Halwagi (1997). With plants, the water that crosses from one plant to
another and the number of pipes between plants come second: a linear and a mixed-integer program at
the least fresh water (Chew et al. 2008, doi:10.1021/ie071519e).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from parkloop.analyses.water_targets.arcs import GIVE, Arcs, arcs_between
from parkloop.analyses.water_targets.model import (
    FRESH,
    GRAMS,
    WASTE,
    WaterNetwork,
    WaterSink,
    WaterSource,
    WaterUse,
)
from parkloop.solving import Builder, Model, Objective, Outcome, SolveOptions, solve_in_order
from parkloop.solving.model import Floats, Ints

OPTIONS = SolveOptions(gap=1e-9, tolerance=1e-9)
_FRESH_PLACE, _WASTE_PLACE, _FIRST = 0, 1, 2


def least_fresh_between(
    sources: Sequence[WaterSource],
    sinks: Sequence[WaterSink],
    fresh_quality: float = 0.0,
    options: SolveOptions = OPTIONS,
) -> WaterNetwork:
    """The network with the least fresh water [t/h], then the least water between plants.

    Σ_j f_ij = F_i for source i; Σ_i f_ij = F_j and Σ_i f_ij (q_i − c_j) ≤ 0 for sink j. Raises
    RequestError where no network meets the limits.
    """
    built = _built(sources, sinks, fresh_quality)
    order = [built.fresh, built.crossing]
    return built.network(solve_in_order(built.model, order, options, give=GIVE))


def fewest_pipes(
    sources: Sequence[WaterSource],
    sinks: Sequence[WaterSink],
    fresh_quality: float = 0.0,
    options: SolveOptions = OPTIONS,
) -> WaterNetwork:
    """The least fresh water with the fewest pipes between plants, then the least that crosses.

    A pipe carries at most the smaller of its source and sink (f_ij ≤ min(F_i, F_j) y_ij).
    """
    built = _built(sources, sinks, fresh_quality, pipes=True)
    order = [built.fresh, built.pipes, built.crossing]
    return built.network(solve_in_order(built.model, order, options, give=GIVE))


def as_flows(
    uses: Sequence[WaterUse], contaminant: str
) -> tuple[tuple[WaterSource, ...], tuple[WaterSink, ...]]:
    """Fixed-load uses as sinks and sources of the flow 1000 m / (outlet − inlet) [t/h]."""
    flows = [
        GRAMS * u.load[contaminant] / (u.outlet[contaminant] - u.inlet[contaminant]) for u in uses
    ]
    paired = list(zip(uses, flows, strict=True))
    sources = tuple(WaterSource(u.id, f, u.outlet[contaminant], u.plant) for u, f in paired)
    sinks = tuple(WaterSink(u.id, f, u.inlet[contaminant], u.plant) for u, f in paired)
    return sources, sinks


@dataclass(frozen=True)
class _Built:
    arcs: Arcs
    model: Model
    fresh: Objective
    crossing: Objective
    pipes: Objective

    def network(self, outcomes: Sequence[Outcome]) -> WaterNetwork:
        found = self.arcs.network(outcomes, (_FRESH_PLACE, _WASTE_PLACE, -1))
        return replace(found, regenerated=0.0)


def _built(
    sources: Sequence[WaterSource],
    sinks: Sequence[WaterSink],
    fresh_quality: float,
    *,
    pipes: bool = False,
) -> _Built:
    first_sink = _FIRST + len(sources)
    places = [(FRESH, "", fresh_quality), (WASTE, "", 0.0)]
    places += [(source.id, source.plant, source.quality) for source in sources]
    places += [(sink.id, sink.plant, 0.0) for sink in sinks]
    given = range(_FIRST, first_sink)
    asked = range(first_sink, first_sink + len(sinks))
    pairs = [(i, j) for i in (_FRESH_PLACE, *given) for j in asked]
    pairs += [(i, _WASTE_PLACE) for i in given]
    arcs = arcs_between(places, pairs)
    builder = _program(arcs, sources, sinks, np.array(given), np.array(asked))
    crossing = np.flatnonzero(arcs.crossing)
    built = builder.columns("pipe", len(crossing) if pipes else 0, upper=1.0, integer=True)
    if pipes:
        most = _most(arcs, sources, sinks)[crossing]
        rows = builder.rows("only through a pipe", len(crossing), upper=0.0)
        builder.entries(rows, crossing, 1.0)
        builder.entries(rows, built, -most)
    model = builder.model(name="fresh water")
    counted = np.zeros(model.width)
    counted[built] = 1.0
    return _Built(
        arcs,
        model,
        arcs.objective("fresh water", arcs.origin == _FRESH_PLACE, model.width),
        arcs.objective("water between plants", arcs.crossing, model.width),
        Objective(counted, name="pipes between plants"),
    )


def _program(
    arcs: Arcs,
    sources: Sequence[WaterSource],
    sinks: Sequence[WaterSink],
    given: Ints,
    asked: Ints,
) -> Builder:
    builder = Builder()
    flow = builder.columns("flow", len(arcs.origin))
    amounts = np.array([source.flow for source in sources])
    source = builder.rows("source", len(sources), lower=amounts, upper=amounts)
    at, out = arcs.out_of(given)
    builder.entries(source[at], flow[out], 1.0)
    amounts = np.array([sink.flow for sink in sinks])
    limits = np.array([sink.limit for sink in sinks])
    sink = builder.rows("sink", len(sinks), lower=amounts, upper=amounts)
    mixed = builder.rows("quality", len(sinks), upper=0.0)
    at, into = arcs.into(asked)
    builder.entries(sink[at], flow[into], 1.0)
    quality = arcs.quality[arcs.origin[into]]
    builder.entries(mixed[at], flow[into], quality - limits[at])
    return builder


def _most(arcs: Arcs, sources: Sequence[WaterSource], sinks: Sequence[WaterSink]) -> Floats:
    """The most that can flow on each arc: the smaller of its two ends."""
    ends = [np.inf, np.inf, *(s.flow for s in sources), *(s.flow for s in sinks)]
    flow = np.array(ends)
    most: Floats = np.minimum(flow[arcs.origin], flow[arcs.target])
    return most
