"""The same flows under other rules, side by side: what moves between partners, and what does not.

Whatever the rule, leaving + credit = sources (docs/methods/tracing.md); the sums are computed
anew for each rule and stand beside the footprints.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from parkloop.analyses.inventory.model import Inventory
from parkloop.analyses.tracing.components import Unproductive
from parkloop.analyses.tracing.model import Carried, Conservation
from parkloop.analyses.tracing.parameters import EXCHANGE_RULES, TracingParameters
from parkloop.analyses.tracing.trace import Trace
from parkloop.analyses.tracing.tracing import all_gaps, emissions_of, prepared, refusal
from parkloop.catalog.catalog import Catalog
from parkloop.findings import Finding, in_order
from parkloop.ledger.ledger import Snapshot
from parkloop.provenance import Gap, Result


@dataclass(frozen=True, slots=True)
class Under:
    """One rule of exchanges with one allocation, and what it gives.

    ``per_unit`` [kg CO2e per ledger unit] is by product, None where it could not be computed.
    """

    rule: str
    allocation: str
    per_unit: dict[str, float | None]
    partial: frozenset[str]
    sums: Conservation | None
    exchanges: tuple[Carried, ...]


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
        """Whether under every rule all burdens arrived, to a billionth of the sources."""
        sums = [one.sums for one in self.under]
        return all(
            found is not None and abs(found.difference) <= 1e-9 * max(1.0, abs(found.sources))
            for found in sums
        )


def compare(
    snapshot: Snapshot,
    catalog: Catalog,
    parameters: TracingParameters,
    rules: Sequence[str] = EXCHANGE_RULES,
    allocations: Sequence[str] = (),
    emissions: Result[Inventory] | None = None,
) -> Comparison:
    """Footprints under every rule of ``rules``, and under every allocation with the usual rule.

    The inventory is computed once, unless ``emissions`` is it; intervals are left out. Allocations
    that lack something leave their products without a value and name the gap.
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
            under.append(_under(trace))
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
        exchanges=tuple(c for c in trace.carried() if c.kind == "exchange"),
    )
