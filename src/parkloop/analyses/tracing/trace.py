"""One system, solved: multipliers of all vertices, and one forward solve per product."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from parkloop.analyses.tracing.kernel import Certificate, Matrix, Solved, certificate, solve
from parkloop.analyses.tracing.model import (
    Conservation,
    Contribution,
    Drawn,
    Footprint,
    Link,
    Source,
    Technosphere,
    TracedPath,
)
from parkloop.analyses.tracing.montecarlo import Draws
from parkloop.analyses.tracing.parameters import TracingParameters
from parkloop.analyses.tracing.paths import strongest_paths
from parkloop.analyses.tracing.quality import Judge
from parkloop.analyses.tracing.stages import stage_of
from parkloop.analyses.tracing.technosphere import reachable
from parkloop.analyses.tracing.uncertainty import Intervals, half_width, strongest
from parkloop.catalog.catalog import Catalog
from parkloop.errors import RequestError
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import NodeKind
from parkloop.provenance import significant
from parkloop.texts import Text

if TYPE_CHECKING:
    from parkloop.analyses.tracing.kernel import Floats

#: Kinds of vertex of which a footprint is told.
TOLD = frozenset({"product", "treatment", "service", "exchange"})
_DIGITS = 10
#: How many parameters are named by what they move.
_STRONGEST = 12
#: Links that carry less than this part of a footprint are left out.
_THINNEST = 1e-6


@dataclass
class Trace:
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
        deviations = self._deviations(told, reached, contributions)
        gaps, drawn = self._gaps, self._drawn(told)
        for name in told:
            moves = deviations.get(name, {})
            found = self._footprint(
                name, contributions[name], half_width(moves), gaps.get(name, ())
            )
            yield replace(
                found,
                drawn=drawn.get(name) if found.per_unit else None,
                sensitivities=strongest(moves, _STRONGEST) if found.per_unit else (),
                links=self._links(name, reached[name]) if self.parameters.products else (),
            )

    def footprint(self, name: str) -> Footprint:
        """Footprint of one vertex, without interval and draws; of any kind that is handed on."""
        reached = self._reached(name)
        parts = tuple(self._contributions(name, reached))
        return self._footprint(name, parts, 0.0, self._gaps.get(name, ()))

    def values(self) -> dict[str, float | None]:
        """Footprint of every product [kg CO2e per unit], without its interval; None of nothing."""
        takers: dict[str, list[str]] = defaultdict(list)
        for giver, taker in self.sphere.shares:
            takers[giver].append(taker)
        known = reachable(takers, {source.vertex for source in self.sphere.sources})
        lacking = self._gaps
        return {name: self._value(name, name in known, name in lacking) for name in self._told()}

    def _value(self, name: str, known: bool, lacking: bool) -> float | None:
        if not known:
            return None if lacking else 0.0
        return significant(float(self.burden[self.place[name]]) / self.sphere.made[name], _DIGITS)

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
                stage = stage_of(source, self.catalog)
                line = source.line
                yield Contribution(
                    origin, vertex, line.id, share, value, stage, line.stream, line.gas
                )

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

    def _links(self, name: str, reached: Mapping[str, float]) -> tuple[Link, ...]:
        """What passes between vertices on its way into one unit of the product."""
        made = self.sphere.made[name]
        least = _THINNEST * abs(float(self.burden[self.place[name]])) / made
        begun: dict[tuple[str, str], float] = defaultdict(float)
        for vertex, share in reached.items():
            for source in self._sources_at.get(vertex, ()):
                carried = source.line.mass * self.gwp(source.line.gas) * share / made
                begun[vertex, stage_of(source, self.catalog)] += carried
        found = [Link("", vertex, value, stage) for (vertex, stage), value in begun.items()]
        for (giver, taker), part in self.sphere.shares.items():
            if taker in reached:
                passing = float(self.burden[self.place[giver]]) * part * reached[taker] / made
                found.append(Link(giver, taker, passing))
        kept = (link for link in found if abs(link.value) > least)
        return tuple(
            replace(link, value=significant(link.value, _DIGITS))
            for link in sorted(kept, key=lambda link: (link.giver, link.taker, link.stage))
        )

    @cached_property
    def _judge(self) -> Judge:
        lines = {source.line.id: source.line for source in self.sphere.sources}
        park = self.snapshot.park
        year = self.parameters.period.start.astimezone(ZoneInfo(park.zone)).year
        return Judge(self.catalog, lines, year, park.region)

    def _deviations(
        self,
        told: Sequence[str],
        reached: Mapping[str, Mapping[str, float]],
        contributions: Mapping[str, Sequence[Contribution]],
    ) -> dict[str, dict[str, float]]:
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
        ).deviations(weights, reached)

    def lacking(self) -> dict[str, tuple[str, ...]]:
        """Ids of the gaps behind each vertex, however far upstream."""
        return self._gaps

    @cached_property
    def _gaps(self) -> dict[str, tuple[str, ...]]:
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
        width: float,
        gaps: tuple[str, ...],
    ) -> Footprint:
        vertex, made, place = self.sphere.vertices[name], self.sphere.made[name], self.place[name]
        value = significant(float(self.burden[place]) / made, _DIGITS) if contributions else None
        # A product without any source is nothing only where nothing is known to be missing.
        if value is None and not gaps:
            value = 0.0
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
            origins=_summed((part.origin, part.value) for part in contributions),
            stages=_summed((part.stage, part.value) for part in contributions),
            contributions=contributions,
            paths=self._paths(place, made),
            primary_share=self._judge.primary_share(contributions),
            quality=self._judge.quality(contributions),
            facts=self._judge.facts(contributions),
            low=significant((value or 0.0) - width, _DIGITS) if known else None,
            high=significant((value or 0.0) + width, _DIGITS) if known else None,
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


def _summed(parts: Iterable[tuple[str, float]]) -> dict[str, float]:
    found: dict[str, list[float]] = defaultdict(list)
    for name, value in parts:
        found[name].append(value)
    return {name: significant(math.fsum(v), _DIGITS) for name, v in sorted(found.items())}
