"""The same flows under other rules, side by side: what moves between partners, and what does not.

Whatever the rule, leaving + credit = sources (docs/methods/tracing.md); the sums are computed
anew for each rule and stand beside the footprints.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from parkloop.analyses.tracing.model import Carried, Conservation, Tracing
from parkloop.analyses.tracing.parameters import EXCHANGE_RULES, TracingParameters
from parkloop.analyses.tracing.tracing import emissions_of, traced
from parkloop.catalog.catalog import Catalog
from parkloop.findings import Finding, in_order
from parkloop.ledger.ledger import Snapshot
from parkloop.provenance import Gap


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
) -> Comparison:
    """Footprints under every rule of ``rules``, and under every allocation with the usual rule.

    The inventory is computed once. Allocations that lack something leave their products without
    a value and name the gap.
    """
    usual = (parameters.rule, parameters.allocation)
    ways = [usual, *((rule, parameters.allocation) for rule in rules)]
    ways += [(parameters.rule, allocation) for allocation in allocations]
    emissions = emissions_of(snapshot, catalog, parameters)
    under: list[Under] = []
    findings: dict[str, Finding] = {}
    gaps: dict[str, Gap] = {}
    for rule, allocation in dict.fromkeys(ways):
        chosen = replace(parameters, rule=rule, allocation=allocation, draws=0)
        result = traced(snapshot, catalog, chosen, emissions)
        under.append(_under(result.value, allocation))
        findings |= {f.rule + f.message.en: f for f in result.findings}
        gaps |= {gap.id: gap for gap in result.gaps}
    return Comparison(
        tuple(under),
        in_order(findings.values()),
        tuple(gaps[key] for key in sorted(gaps)),
    )


def _under(value: Tracing, allocation: str) -> Under:
    return Under(
        rule=value.rule,
        allocation=allocation,
        per_unit={f.product: f.per_unit for f in value.footprints},
        partial=frozenset(f.product for f in value.footprints if f.gaps),
        sums=value.conservation,
        exchanges=tuple(c for c in value.carried if c.kind == "exchange"),
    )
