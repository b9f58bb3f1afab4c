"""The same flows under other rules, side by side: what moves between partners, and what does not.

Whatever the rule, leaving + credit = sources (docs/methods/tracing.md); the sums are computed
anew for each rule and stand beside the footprints.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from parkloop.analyses.inventory.model import Inventory
from parkloop.analyses.tracing.components import Unproductive
from parkloop.analyses.tracing.embodied import Embodied
from parkloop.analyses.tracing.model import Carried, Conservation
from parkloop.analyses.tracing.parameters import EXCHANGE_RULES, TracingParameters
from parkloop.analyses.tracing.trace import Trace
from parkloop.analyses.tracing.tracing import (
    Prepared,
    all_gaps,
    emissions_of,
    prepared,
    provenance_of,
    refusal,
)
from parkloop.catalog.catalog import Catalog
from parkloop.findings import Finding, in_order
from parkloop.ledger.ledger import Snapshot
from parkloop.provenance import Gap, Result


@dataclass(frozen=True, slots=True)
class Under:
    """One rule of exchanges with one allocation, and what it gives.

    ``per_unit`` [kg CO2e per ledger unit] is by product, None where it could not be computed.
    ``opened`` holds the figures of what was asked to be opened, under ids that begin with ``way``.
    """

    rule: str
    allocation: str
    per_unit: dict[str, float | None]
    partial: frozenset[str]
    sums: Conservation | None
    exchanges: tuple[Carried, ...]
    opened: Result[None] | None = None

    @property
    def agrees(self) -> bool:
        """Whether all burdens arrived, to a billionth of the sources."""
        return self.sums is not None and self.sums.agrees

    @property
    def way(self) -> str:
        """What the ids of its figures begin with."""
        return f"{self.rule},{self.allocation}/"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Footprints under several rules; ``usual`` is the one asked for, first of ``under``."""

    under: tuple[Under, ...]
    findings: tuple[Finding, ...]
    gaps: tuple[Gap, ...]

    @property
    def products(self) -> tuple[str, ...]:
        return tuple(sorted({name for one in self.under for name in one.per_unit}))

    @property
    def proven(self) -> bool:
        """Whether all burdens arrived under every rule."""
        return all(one.agrees for one in self.under)


def compare(
    snapshot: Snapshot,
    catalog: Catalog,
    parameters: TracingParameters,
    rules: Sequence[str] = EXCHANGE_RULES,
    allocations: Sequence[str] = (),
    emissions: Result[Inventory] | None = None,
    opened: Collection[str] | None = None,
) -> Comparison:
    """Footprints under every rule of ``rules``, and under every allocation with the usual rule.

    The inventory is computed once, unless ``emissions`` is it; intervals are left out. Allocations
    that lack something leave their products without a value and name the gap. ``opened`` names
    products whose footprints under every rule come as figures, with those of streams and sums.
    """
    usual = (parameters.rule, parameters.allocation)
    ways = [usual, *((rule, parameters.allocation) for rule in rules)]
    ways += [(parameters.rule, allocation) for allocation in allocations]
    emissions = emissions or emissions_of(snapshot, catalog, parameters)
    under: list[Under] = []
    findings: dict[str, Finding] = {}
    gaps: dict[str, Gap] = {}
    for rule, allocation in dict.fromkeys(ways):
        chosen = replace(parameters, rule=rule, allocation=allocation, draws=0)
        whole = prepared(snapshot, catalog, chosen, emissions)
        trace = Trace(snapshot, catalog, chosen, whole.sphere)
        try:
            found = _under(trace)
            if opened is not None:
                found = replace(found, opened=_opened(found, trace, whole, opened))
            under.append(found)
        except Unproductive as problem:
            refused = refusal(problem, trace)
            findings[refused.rule + refused.message.en] = refused
        gaps |= {gap.id: gap for gap in all_gaps(whole.sphere, emissions)}
    return Comparison(
        tuple(under),
        in_order(findings.values()),
        tuple(gaps[key] for key in sorted(gaps)),
    )


def _under(trace: Trace) -> Under:
    lacking = trace.lacking()
    values = trace.values()
    return Under(
        rule=trace.parameters.rule,
        allocation=trace.parameters.allocation,
        per_unit=values,
        partial=frozenset(name for name in values if lacking.get(name)),
        sums=trace.conservation(),
        exchanges=tuple(c for c in Embodied(trace).carried() if c.kind == "exchange"),
    )


def _opened(found: Under, trace: Trace, whole: Prepared, opened: Collection[str]) -> Result[None]:
    label = trace.parameters.period.label(trace.snapshot.park.zone)
    return Result(
        value=None,
        provenance=provenance_of(whole, trace.snapshot, trace.catalog, trace.parameters),
        figures=Embodied(trace).under(found.way, opened, label),
        gaps=all_gaps(whole.sphere, whole.emissions),
    )
