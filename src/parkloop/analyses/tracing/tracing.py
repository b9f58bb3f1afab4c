"""Footprints of products, traced through enterprises, utilities and exchanges.

Method, equations, sources and limits: docs/methods/tracing.md.
"""

from __future__ import annotations

import math
from collections import ChainMap, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from parkloop.analyses._provenance import provenance
from parkloop.analyses.inventory.activity import amounts
from parkloop.analyses.inventory.book import FactBook
from parkloop.analyses.inventory.inventory import inventory
from parkloop.analyses.inventory.model import Inventory
from parkloop.analyses.inventory.parameters import InventoryParameters
from parkloop.analyses.inventory.scene import Scene
from parkloop.analyses.tracing import messages
from parkloop.analyses.tracing.components import Unproductive
from parkloop.analyses.tracing.figures import figures_of
from parkloop.analyses.tracing.kernel import (
    Certificate,
    Matrix,
    Solved,
    certificate,
    solve,
    spectral_radius,
)
from parkloop.analyses.tracing.model import (
    Conservation,
    Contribution,
    Drawn,
    Footprint,
    Source,
    Technosphere,
    TracedPath,
    Tracing,
)
from parkloop.analyses.tracing.montecarlo import Draws
from parkloop.analyses.tracing.parameters import VERSION, TracingParameters
from parkloop.analyses.tracing.paths import strongest_paths
from parkloop.analyses.tracing.technosphere import Builder, reachable
from parkloop.analyses.tracing.uncertainty import Intervals
from parkloop.catalog.catalog import Catalog
from parkloop.errors import RequestError
from parkloop.findings import Finding, Where
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import NodeKind
from parkloop.ledger.uncertainty import uncertainty_facts
from parkloop.provenance import Gap, Result, significant
from parkloop.texts import Text

if TYPE_CHECKING:
    from parkloop.analyses.tracing.kernel import Floats

#: Kinds of vertex of which a footprint is told.
TOLD = frozenset({"product", "treatment", "service", "exchange"})
#: Sources outside the park that are no activity of the ledger's own firms.
_SECONDARY = frozenset({"upstream", "credit"})
_DIGITS = 10


def tracing(snapshot: Snapshot, catalog: Catalog, parameters: TracingParameters) -> Result[Tracing]:
    """Footprints [kg CO2e per declared unit] of what every node makes in one period.

    What is missing is a gap, and the footprints behind it are partial (C-01, C-15). A system
    with a loop that uses up what it makes is refused with TRC-01.
    """
    emissions = inventory(snapshot, catalog, _for_inventory(parameters))
    sphere = _technosphere(snapshot, catalog, parameters, emissions)
    trace = _Trace(snapshot, catalog, parameters, sphere)
    findings: tuple[Finding, ...] = ()
    footprints: tuple[Footprint, ...] = ()
    conservation, radius = None, None
    try:
        footprints = tuple(trace.footprints())
        conservation = trace.conservation()
        radius = significant(spectral_radius(trace.matrix), 4)
        findings = _check(conservation, parameters, snapshot)
    except Unproductive as problem:
        findings = (_refusal(problem, trace),)
    value = Tracing(
        period=parameters.period,
        gwp_set=parameters.gwp_set,
        rule=parameters.rule,
        footprints=footprints,
        conservation=conservation,
        radius=radius,
        parameters=parameters.as_dict(),
    )
    own = figures_of(value, sphere, catalog, snapshot)
    used = {term.fact for s in sphere.sources for term in s.line.terms if term.fact}
    return Result(
        value=value,
        provenance=provenance(
            snapshot,
            catalog,
            "tracing",
            VERSION,
            parameters.as_dict(),
            used | set(emissions.provenance.facts),
            _entries(snapshot, parameters),
        ),
        figures=ChainMap(own, dict(emissions.figures)),
        findings=(*findings, *emissions.findings),
        gaps=_all_gaps(sphere, emissions),
    )


def _for_inventory(parameters: TracingParameters) -> InventoryParameters:
    return InventoryParameters(
        period=parameters.period,
        gwp_set=parameters.gwp_set,
        fallbacks=parameters.fallbacks,
        convention=parameters.convention,
        draws=0,
    )


def _technosphere(
    snapshot: Snapshot,
    catalog: Catalog,
    parameters: TracingParameters,
    emissions: Result[Inventory],
) -> Technosphere:
    park = snapshot.park
    book = FactBook(
        catalog=catalog,
        period=parameters.period,
        region=park.region,
        zone=park.zone,
        fallbacks=parameters.fallbacks,
        gwp_set=parameters.gwp_set,
    )
    known = {status: fact.value for status, fact in uncertainty_facts(catalog).items()}
    scene = Scene(snapshot, book, amounts(snapshot, parameters.period, known))
    gaps = _gaps_by_owner(snapshot, parameters, emissions)
    return Builder(scene, emissions.value, gaps, parameters).build()


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


def _all_gaps(sphere: Technosphere, emissions: Result[Inventory]) -> tuple[Gap, ...]:
    every = {gap.id: gap for gap in emissions.gaps} | sphere.gaps
    return tuple(every[key] for key in sorted(every))


def _refusal(problem: Unproductive, trace: _Trace) -> Finding:
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


@dataclass
class _Trace:
    """One system, solved: multipliers of all vertices, and one forward solve per product."""

    snapshot: Snapshot
    catalog: Catalog
    parameters: TracingParameters
    sphere: Technosphere

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self.sphere.vertices))

    @cached_property
    def place(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.names)}

    @cached_property
    def matrix(self) -> Matrix:
        entries = {
            (self.place[giver], self.place[taker]): share
            for (giver, taker), share in self.sphere.shares.items()
        }
        return Matrix.of(len(self.names), entries)

    @cached_property
    def gases(self) -> tuple[str, ...]:
        return tuple(sorted({source.line.gas for source in self.sphere.sources}))

    def gwp(self, gas: str) -> float:
        if gas == "CO2e":
            return 1.0
        return self.catalog.potential(gas, self.parameters.gwp_set).value

    @cached_property
    def direct(self) -> Floats:
        """Emissions that begin at each vertex [kg of gas]: a row per vertex, a column per gas."""
        found = np.zeros((len(self.names), len(self.gases)))
        column = {gas: number for number, gas in enumerate(self.gases)}
        for source in self.sphere.sources:
            found[self.place[source.vertex], column[source.line.gas]] += source.line.mass
        return found

    @cached_property
    def _upstream_proof(self) -> Certificate:
        return certificate(self.matrix.transposed)

    @cached_property
    def _proof(self) -> Certificate:
        return certificate(self.matrix)

    @cached_property
    def per_gas(self) -> tuple[Solved, ...]:
        """Burden of every vertex in the whole period, per gas [kg]."""
        upstream = self.matrix.transposed
        return tuple(solve(upstream, column, self._upstream_proof) for column in self.direct.T)

    @cached_property
    def weights(self) -> Floats:
        return np.array([self.gwp(gas) for gas in self.gases])

    @cached_property
    def burden(self) -> Floats:
        """Burden of every vertex in the whole period [kg CO2e]."""
        if not self.per_gas:
            return np.zeros(len(self.names))
        return np.column_stack([gas.value for gas in self.per_gas]) @ self.weights

    def footprints(self) -> Iterator[Footprint]:
        told = self._told()
        reached = {name: self._reached(name) for name in told}
        contributions = {name: tuple(self._contributions(name, reached[name])) for name in told}
        widths = self._widths(told, reached, contributions)
        gaps, drawn = self._gaps(), self._drawn(told)
        for name in told:
            found = self._footprint(name, contributions[name], widths.get(name), gaps.get(name, ()))
            yield replace(found, drawn=drawn[name]) if name in drawn and found.per_unit else found

    def _drawn(self, told: Sequence[str]) -> dict[str, Drawn]:
        if not self.parameters.draws or not told:
            return {}
        draws = Draws(
            self.sphere,
            self.place,
            self.matrix,
            dict(zip(self.gases, self.weights.tolist(), strict=True)),
            self.catalog,
            self.parameters.convention,
            self.parameters.period,
            self.parameters.seed,
            self.direct @ self.weights,
        )
        return draws.footprints(told, self.parameters.draws)

    def _told(self) -> list[str]:
        every = [n for n in self.names if self.sphere.vertices[n].kind in TOLD]
        wanted = self.parameters.products
        unknown = sorted(set(wanted) - set(every))
        if unknown:
            near = [n for n in every if any(part in n for part in unknown[0].split("/"))][:5]
            hint = "; ".join(near or every[:5])
            raise RequestError(
                Text(
                    f"Không có sản phẩm “{unknown[0]}”. Gần nhất: {hint}.",
                    f"There is no product “{unknown[0]}”. Nearest: {hint}.",
                )
            )
        return [n for n in every if not wanted or n in wanted]

    def _reached(self, name: str) -> dict[str, float]:
        """The part of each vertex's burden that ends in the product."""
        demand = np.zeros(len(self.names))
        demand[self.place[name]] = 1.0
        found = solve(self.matrix, demand, self._proof).value
        return {self.names[n]: float(found[n]) for n in np.flatnonzero(found)}

    def _contributions(self, name: str, reached: Mapping[str, float]) -> Iterator[Contribution]:
        made, owner = self.sphere.made[name], self.sphere.vertices[name].owner
        for vertex in sorted(reached):
            share = reached[vertex] / made
            for source in self._sources_at.get(vertex, ()):
                value = source.line.mass * self.gwp(source.line.gas) * share
                origin = self._origin(source, owner)
                yield Contribution(origin, vertex, source.line.id, share, value)

    @cached_property
    def _sources_at(self) -> dict[str, list[Source]]:
        found: dict[str, list[Source]] = defaultdict(list)
        for source in self.sphere.sources:
            found[source.vertex].append(source)
        return found

    def _origin(self, source: Source, owner: str) -> str:
        """Where emissions come from, seen from the enterprise that makes the product."""
        if source.origin != "own":
            return source.origin
        vertex = self.sphere.vertices[source.vertex]
        if vertex.owner == owner:
            return "own"
        above = self.snapshot.park.by_id.get(vertex.owner)
        kind = self.snapshot.park.node(vertex.node).kind
        if (above and above.operator) or kind is NodeKind.COMMON:
            return "utilities"
        return f"exchange:{vertex.owner}"

    def _widths(
        self,
        told: Sequence[str],
        reached: Mapping[str, Mapping[str, float]],
        contributions: Mapping[str, Sequence[Contribution]],
    ) -> dict[str, float]:
        gas_of = {s.line.id: s.line.gas for s in self.sphere.sources}
        weights = {
            name: {c.line: c.share * self.gwp(gas_of[c.line]) for c in contributions[name]}
            for name in told
        }
        burdens = dict(zip(self.names, self.burden.tolist(), strict=True))
        return Intervals(
            self.sphere,
            burdens,
            self.catalog,
            self.parameters.convention,
            self.parameters.period,
        ).half_widths(weights, reached)

    def _gaps(self) -> dict[str, tuple[str, ...]]:
        """Gaps behind each vertex, however far upstream."""
        found: dict[str, list[str]] = defaultdict(list)
        takers: dict[str, list[str]] = defaultdict(list)
        for giver, taker in self.sphere.shares:
            takers[giver].append(taker)
        for gap, starts in sorted(self.sphere.gap_vertices.items()):
            for vertex in reachable(takers, starts):
                found[vertex].append(gap)
        return {vertex: tuple(gaps) for vertex, gaps in found.items()}

    def _footprint(
        self,
        name: str,
        contributions: tuple[Contribution, ...],
        width: float | None,
        gaps: tuple[str, ...],
    ) -> Footprint:
        vertex, made, place = self.sphere.vertices[name], self.sphere.made[name], self.place[name]
        value = significant(float(self.burden[place]) / made, _DIGITS) if contributions else None
        # A product without any source is nothing only where nothing is known to be missing.
        if value is None and not gaps:
            value = 0.0
        origins: dict[str, list[float]] = defaultdict(list)
        for part in contributions:
            origins[part.origin].append(part.value)
        known = value is not None and width
        return Footprint(
            product=name,
            vertex=name,
            owner=vertex.owner,
            stream=vertex.stream,
            unit=self.sphere.units[name],
            made=made,
            burden=significant(float(self.burden[place]), _DIGITS),
            leaving=self.sphere.leaving.get(name, 0.0),
            per_unit=value,
            gases={
                gas: significant(float(found.value[place]) / made, _DIGITS)
                for gas, found in zip(self.gases, self.per_gas, strict=True)
                if found.value[place]
            },
            origins={o: significant(math.fsum(v), _DIGITS) for o, v in sorted(origins.items())},
            contributions=contributions,
            paths=self._paths(place, made),
            primary_share=_primary(contributions),
            low=significant((value or 0.0) - (width or 0.0), _DIGITS) if known else None,
            high=significant((value or 0.0) + (width or 0.0), _DIGITS) if known else None,
            gaps=gaps,
            error=math.fsum(
                float(found.error[place]) * weight
                for found, weight in zip(self.per_gas, self.weights.tolist(), strict=True)
            )
            / made,
        )

    def _paths(self, place: int, made: float) -> tuple[TracedPath, ...]:
        begun = self.direct @ self.weights if self.gases else np.zeros(len(self.names))
        found = strongest_paths(self.matrix, begun, self.burden, place, self.parameters.cut)
        return tuple(
            TracedPath(
                tuple(self.names[n] for n in path.products),
                significant(path.value / made, _DIGITS),
            )
            for path in found
        )

    def conservation(self) -> Conservation:
        """Sources against what leaves the accounts [kg CO2e], under the rule chosen."""
        begun: dict[str, list[float]] = defaultdict(list)
        for source in self.sphere.sources:
            begun[source.origin].append(source.line.mass * self.gwp(source.line.gas))
        parts = {origin: math.fsum(values) for origin, values in begun.items()}
        leaving = math.fsum(
            share * float(self.burden[self.place[name]])
            for name, share in self.sphere.leaving.items()
        )
        return Conservation(
            own=parts.get("own", 0.0),
            energy=parts.get("energy", 0.0),
            waste=parts.get("waste", 0.0),
            upstream=parts.get("upstream", 0.0),
            credit=-parts.get("credit", 0.0),
            leaving=leaving,
        )


def _primary(contributions: Sequence[Contribution]) -> float | None:
    """The part of a footprint from activity data of the ledger (0–1); None of nothing."""
    size = math.fsum(abs(part.value) for part in contributions)
    if not size:
        return None
    own = math.fsum(abs(p.value) for p in contributions if p.origin not in _SECONDARY)
    return significant(own / size, 6)
