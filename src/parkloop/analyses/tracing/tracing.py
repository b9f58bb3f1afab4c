"""Footprints of products, traced through enterprises, utilities and exchanges.

Method, equations, sources and limits: docs/methods/tracing.md.
"""

from __future__ import annotations

from collections import ChainMap
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from parkloop.analyses._provenance import provenance
from parkloop.analyses.inventory.inventory import inventory
from parkloop.analyses.inventory.model import Inventory
from parkloop.analyses.inventory.parameters import InventoryParameters
from parkloop.analyses.inventory.scene import Scene
from parkloop.analyses.tracing import messages
from parkloop.analyses.tracing.components import Unproductive
from parkloop.analyses.tracing.doubles import check_doubles
from parkloop.analyses.tracing.embodied import Embodied
from parkloop.analyses.tracing.figures import figures_of
from parkloop.analyses.tracing.kernel import (
    spectral_radius,
)
from parkloop.analyses.tracing.model import (
    Conservation,
    Technosphere,
    Tracing,
)
from parkloop.analyses.tracing.parameters import VERSION, TracingParameters
from parkloop.analyses.tracing.technosphere import Builder
from parkloop.analyses.tracing.trace import Trace
from parkloop.catalog.catalog import Catalog
from parkloop.findings import Finding, Where
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import NodeKind
from parkloop.provenance import Gap, Provenance, Result, significant

if TYPE_CHECKING:
    pass


def tracing(snapshot: Snapshot, catalog: Catalog, parameters: TracingParameters) -> Result[Tracing]:
    """Footprints [kg CO2e per declared unit] of what every node makes in one period.

    What is missing is a gap, and the footprints behind it are partial (C-01, C-15). A system
    with a loop that uses up what it makes is refused with TRC-01.
    """
    return traced(snapshot, catalog, parameters, emissions_of(snapshot, catalog, parameters))


def emissions_of(
    snapshot: Snapshot, catalog: Catalog, parameters: TracingParameters
) -> Result[Inventory]:
    """The inventory that a trace begins from; the same for every rule and allocation."""
    return inventory(snapshot, catalog, _for_inventory(parameters))


@dataclass(frozen=True)
class Prepared:
    """What a trace is made of before it is solved."""

    scene: Scene
    sphere: Technosphere
    emissions: Result[Inventory]


def prepared(
    snapshot: Snapshot,
    catalog: Catalog,
    parameters: TracingParameters,
    emissions: Result[Inventory] | None = None,
) -> Prepared:
    """Vertices, shares and sources of a period, over an inventory (None: it is computed)."""
    emissions = emissions or emissions_of(snapshot, catalog, parameters)
    scene = Scene.of(snapshot, catalog, _for_inventory(parameters))
    gaps = _gaps_by_owner(snapshot, parameters, emissions)
    return Prepared(scene, Builder(scene, emissions.value, gaps, parameters).build(), emissions)


def traced(
    snapshot: Snapshot,
    catalog: Catalog,
    parameters: TracingParameters,
    emissions: Result[Inventory],
    *,
    streams: bool = False,
) -> Result[Tracing]:
    """``tracing`` over an inventory that is there already.

    ``streams``: with figures of what every stream carries, and of the sums.
    """
    whole = prepared(snapshot, catalog, parameters, emissions)
    sphere = whole.sphere
    trace = Trace(snapshot, catalog, parameters, sphere)
    value, findings = _solved(trace)
    label = parameters.period.label(snapshot.park.zone)
    return Result(
        value=value,
        provenance=provenance_of(whole, snapshot, catalog, parameters),
        figures=ChainMap(
            figures_of(value, sphere, catalog, snapshot),
            Embodied(trace).figures(label) if streams and value.footprints else {},
            dict(emissions.figures),
        ),
        findings=(*findings, *check_doubles(sphere, whole.scene, parameters), *emissions.findings),
        gaps=all_gaps(sphere, emissions),
    )


def provenance_of(
    whole: Prepared, snapshot: Snapshot, catalog: Catalog, parameters: TracingParameters
) -> Provenance:
    """Inputs of a trace, with the facts of its own lines and of the inventory."""
    used = {term.fact for s in whole.sphere.sources for term in s.line.terms if term.fact}
    return provenance(
        snapshot,
        catalog,
        "tracing",
        VERSION,
        parameters.as_dict(),
        used | set(whole.emissions.provenance.facts),
        _entries(snapshot, parameters),
    )


def _solved(trace: Trace) -> tuple[Tracing, tuple[Finding, ...]]:
    parameters = trace.parameters
    value = Tracing(
        period=parameters.period,
        gwp_set=parameters.gwp_set,
        rule=parameters.rule,
        footprints=(),
        conservation=None,
        radius=None,
        parameters=parameters.as_dict(),
    )
    try:
        value = replace(
            value,
            footprints=tuple(trace.footprints()),
            conservation=(conservation := trace.conservation()),
            radius=significant(spectral_radius(trace.matrix), 4),
            carried=Embodied(trace).carried(),
        )
    except Unproductive as problem:
        return value, (refusal(problem, trace),)
    return value, _check(conservation, parameters, trace.snapshot)


def _for_inventory(parameters: TracingParameters) -> InventoryParameters:
    return InventoryParameters(
        period=parameters.period,
        gwp_set=parameters.gwp_set,
        fallbacks=parameters.fallbacks,
        convention=parameters.convention,
        draws=0,
    )


def _gaps_by_owner(
    snapshot: Snapshot, parameters: TracingParameters, emissions: Result[Inventory]
) -> dict[str, tuple[Gap, ...]]:
    """Gaps of the inventory by enterprise; those of no enterprise by park.

    Unknown suppliers are left out: the trace asks for them itself, where they enter.
    """
    park, label = snapshot.park, parameters.period.label(snapshot.park.zone)
    known = {gap.id: gap for gap in emissions.gaps if not gap.id.startswith("supplier:")}

    def of(node: str) -> tuple[str, ...]:
        figure = emissions.figures.get(f"inventory/{node}/{label}/total")
        return figure.gaps if figure else ()

    owned = {e.id: of(e.id) for e in park.of_kind(NodeKind.ENTERPRISE)}
    below = {gap for gaps in owned.values() for gap in gaps}
    for whole in park.of_kind(NodeKind.PARK):
        owned[whole.id] = tuple(gap for gap in of(whole.id) if gap not in below)
    return {
        owner: tuple(known[gap] for gap in gaps if gap in known) for owner, gaps in owned.items()
    }


def _entries(snapshot: Snapshot, parameters: TracingParameters) -> pl.DataFrame:
    return snapshot.within(parameters.period).entries.select("content")


def all_gaps(sphere: Technosphere, emissions: Result[Inventory]) -> tuple[Gap, ...]:
    """Gaps of the inventory and of the trace, by id."""
    every = {gap.id: gap for gap in emissions.gaps} | sphere.gaps
    return tuple(every[key] for key in sorted(every))


def refusal(problem: Unproductive, trace: Trace) -> Finding:
    """TRC-01 with the loop that is to blame."""
    names = [trace.names[number] for number in problem.products[:8]]
    shown = ", ".join(names) or "—"
    return messages.UNPRODUCTIVE.finding(
        Where(period=trace.parameters.period.label(trace.snapshot.park.zone)), vertices=shown
    )


def _check(
    found: Conservation, parameters: TracingParameters, snapshot: Snapshot
) -> tuple[Finding, ...]:
    allowed = 1e-9 * max(1.0, abs(found.sources), abs(found.credit))
    if abs(found.difference) <= allowed:
        return ()
    where = Where(period=parameters.period.label(snapshot.park.zone))
    leaving, sources = f"{found.leaving:.10g}", f"{found.sources - found.credit:.10g}"
    return (messages.NOT_ALL.finding(where, leaving=leaving, sources=sources),)
