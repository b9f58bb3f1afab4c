"""The boundary of the mechanism as a filter of a traced system.

Direct: the installation's own combustion and processes, heat that comes in, precursors. What
comes with electricity, treatment and other goods stays where it began. Indirect: what the same
system carries more when electricity is let through. Equations: docs/methods/cbam.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from parkloop.analyses.tracing.model import Source, Technosphere, Vertex
from parkloop.catalog.catalog import Catalog

#: Categories of own emissions that count: not vehicles, waste, refrigerants.
COUNTED = frozenset({"stationary", "process"})
ELECTRICITY = "electricity"
#: Kinds of stream whose burden goes with them.
_HEAT = frozenset({"heat", "cooling"})
_PASSING = frozenset({"process", "overhead"})


@dataclass
class Boundary:
    """Which vertices hand on; ``goods`` are the streams that are goods under the mechanism."""

    sphere: Technosphere
    catalog: Catalog
    goods: frozenset[str]
    precursors: list[Source] = field(default_factory=list)

    def direct(self) -> Technosphere:
        """Own emissions, heat and precursors (their direct part)."""
        sources = [s for s in self.sphere.sources if _own(s)]
        return self._system([*sources, *self.precursors], electricity=False)

    def with_electricity(self) -> Technosphere:
        """The same with everything that comes with electricity, bought or made."""
        sources = [s for s in self.sphere.sources if _own(s) or _bought_power(s)]
        return self._system([*sources, *self.precursors], electricity=True)

    def _system(self, sources: list[Source], *, electricity: bool) -> Technosphere:
        kept = {
            name
            for name, vertex in self.sphere.vertices.items()
            if self._hands_on(vertex, electricity=electricity)
        }
        shares = {pair: part for pair, part in self.sphere.shares.items() if pair[0] in kept}
        return replace(self.sphere, shares=shares, sources=sources)

    def _hands_on(self, vertex: Vertex, *, electricity: bool) -> bool:
        if vertex.kind in _PASSING:
            return True
        if vertex.kind not in ("product", "pool"):
            return False
        kind = self.catalog.stream(vertex.stream).kind
        if kind == ELECTRICITY:
            return electricity
        return kind in _HEAT or vertex.stream in self.goods


def _own(source: Source) -> bool:
    return source.origin == "own" and source.line.category in COUNTED


def _bought_power(source: Source) -> bool:
    return source.origin == "energy" and source.line.stream == ELECTRICITY


def made_tonnes(sphere: Technosphere, product: str) -> float | None:
    """Tonnes of a product in the period; None where it is not counted by mass."""
    units: Mapping[str, str] = sphere.units
    return sphere.made[product] / 1000 if units.get(product) == "kg" else None
