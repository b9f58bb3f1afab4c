"""Uses with a fixed load of one contaminant: the least fresh water is a linear program.

Where one contaminant counts, some best network lets every use leave at its outlet limit (necessary
condition of Savelski and Bagajewicz 2000, doi:10.1016/S0009-2509(00)00033-4), so that every quality
is known beforehand and only flows are unknown. Wang and Smith (1994),
doi:10.1016/0009-2509(94)80006-5; regeneration as in the same paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from parkloop.analyses.water_targets.arcs import GIVE, Arcs, arcs_between
from parkloop.analyses.water_targets.model import (
    FRESH,
    GRAMS,
    REGENERATED,
    WASTE,
    Regenerator,
    WaterNetwork,
    WaterUse,
)
from parkloop.solving import Builder, SolveOptions, solve_in_order
from parkloop.solving.model import Floats, Ints

OPTIONS = SolveOptions(gap=1e-9, tolerance=1e-9)
_FRESH_PLACE, _WASTE_PLACE, _TREATMENT_PLACE = 0, 1, 2
_FIRST = 3


def least_fresh(
    uses: Sequence[WaterUse],
    contaminant: str,
    fresh_quality: float = 0.0,
    regenerator: Regenerator | None = None,
    options: SolveOptions = OPTIONS,
) -> WaterNetwork:
    """The network with the least fresh water [t/h]; of those the least regenerated, then reused.

    For use j with outlet limit C_j, inlet limit c_j and load m_j, and water f_ij of quality q_i
    from place i: Σ f_ij (C_j − q_i) = 1000 m_j; Σ f_ij (q_i − c_j) ≤ 0; Σ_k f_jk = Σ_i f_ij.
    Raises RequestError where no network meets the limits.
    """
    if not uses:
        return WaterNetwork(0.0, 0.0, 0.0, 0.0, "optimal")
    stands = _stands(uses, contaminant, regenerator)
    arcs = _arcs(uses, stands, fresh_quality, regenerator)
    model = _program(stands, arcs, regenerator).model(name="fresh water")
    order = [
        arcs.objective("fresh water", arcs.origin == _FRESH_PLACE, model.width),
        arcs.objective("regenerated water", arcs.origin == _TREATMENT_PLACE, model.width),
        arcs.objective(
            "reused water", (arcs.origin >= _FIRST) & (arcs.target >= _FIRST), model.width
        ),
    ]
    outcomes = solve_in_order(model, order, options, give=GIVE)
    return arcs.network(outcomes, (_FRESH_PLACE, _WASTE_PLACE, _TREATMENT_PLACE))


@dataclass(frozen=True)
class _Stands:
    """Where a use stands: once, or before and after a treatment that water passes only once.

    ``use`` is the number of the use, ``late`` whether it stands after the treatment.
    """

    use: Ints
    late: tuple[bool, ...]
    inlet: Floats
    outlet: Floats
    load: Floats

    @property
    def places(self) -> Ints:
        return _FIRST + np.arange(len(self.use))


def _stands(uses: Sequence[WaterUse], contaminant: str, regenerator: Regenerator | None) -> _Stands:
    twice = regenerator is not None and not regenerator.recycle
    use = np.tile(np.arange(len(uses)), 2 if twice else 1)
    inlet, outlet, load = (
        np.array([getattr(u, name)[contaminant] for u in uses], float)[use]
        for name in ("inlet", "outlet", "load")
    )
    late = tuple(bool(place >= len(uses)) for place in range(len(use)))
    return _Stands(use, late, inlet, outlet, load)


def _arcs(
    uses: Sequence[WaterUse],
    stands: _Stands,
    fresh_quality: float,
    regenerator: Regenerator | None,
) -> Arcs:
    treated = regenerator.quality if regenerator else 0.0
    places = [(FRESH, "", fresh_quality), (WASTE, "", 0.0), (REGENERATED, "", treated)]
    places += [
        (uses[use].id, uses[use].plant, float(outlet))
        for use, outlet in zip(stands.use, stands.outlet, strict=True)
    ]
    return arcs_between(places, list(_pairs(stands, regenerator)))


def _pairs(stands: _Stands, regenerator: Regenerator | None) -> Iterator[tuple[int, int]]:
    """Water never goes back to the same use, nor from after the treatment to before it."""
    for j, late in zip(stands.places, stands.late, strict=True):
        yield _FRESH_PLACE, j
        yield j, _WASTE_PLACE
        if regenerator and (regenerator.recycle or not late):
            yield j, _TREATMENT_PLACE
        if regenerator and (regenerator.recycle or late):
            yield _TREATMENT_PLACE, j
        for i, other_late in zip(stands.places, stands.late, strict=True):
            if stands.use[i - _FIRST] != stands.use[j - _FIRST] and not (other_late and not late):
                yield i, j


def _program(stands: _Stands, arcs: Arcs, regenerator: Regenerator | None) -> Builder:
    builder, places = Builder(), stands.places
    flow = builder.columns("flow", len(arcs.origin), labels=_labels(arcs))
    share = builder.columns("load taken", len(places), upper=stands.load)
    load = builder.rows("load washed off", len(places), lower=0.0, upper=0.0)
    inlet = builder.rows("inlet limit", len(places), upper=0.0)
    water = builder.rows("water", len(places), lower=0.0, upper=0.0)
    at, into = arcs.into(places)
    quality = arcs.quality[arcs.origin[into]]
    builder.entries(load[at], flow[into], stands.outlet[at] - quality)
    builder.entries(load, share, -GRAMS)
    builder.entries(inlet[at], flow[into], quality - stands.inlet[at])
    builder.entries(water[at], flow[into], 1.0)
    at, out = arcs.out_of(places)
    builder.entries(water[at], flow[out], -1.0)
    count = int(stands.use.max()) + 1
    whole = builder.rows("whole load", count, lower=stands.load[:count])
    builder.entries(whole[stands.use], share, 1.0)
    if regenerator:
        balance = builder.rows("treatment", 1, upper=0.0)
        builder.entries(balance[0], flow[arcs.origin == _TREATMENT_PLACE], 1.0)
        treated = flow[arcs.target == _TREATMENT_PLACE]
        builder.entries(balance[0], treated, -regenerator.recovery)
    return builder


def _labels(arcs: Arcs) -> list[str]:
    return [
        f"{arcs.names[i]} to {arcs.names[j]}" for i, j in zip(arcs.origin, arcs.target, strict=True)
    ]
