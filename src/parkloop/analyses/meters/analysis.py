"""Main meter against sub-meters of every network (docs/methods/meters.md).

main − Σ sub-meters = stated losses + unexplained, per network, stream and month; sums are exact,
and nothing that is missing counts as zero (C-01).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from parkloop.analyses._provenance import provenance
from parkloop.analyses.balances.book import Book
from parkloop.analyses.balances.conversion import Converter
from parkloop.analyses.balances.flows import Bundle, bundles, hole_bundles, main_meters
from parkloop.analyses.meters.model import VERSION, MeterBalances, MeterParameters, MeterRow
from parkloop.analyses.meters.row import Meters, row_of
from parkloop.analyses.meters.words import UNEXPLAINED
from parkloop.catalog.catalog import Catalog
from parkloop.catalog.facts import Fact
from parkloop.findings import Finding, Where, in_order
from parkloop.ledger.checks.coverage import SeriesGap, series_gaps
from parkloop.ledger.checks.parameters import CheckParameters
from parkloop.ledger.checks.wording import spoken
from parkloop.ledger.entries import HAPPENED
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import NodeKind
from parkloop.ledger.uncertainty import uncertainty_facts
from parkloop.periods import Period, months_of
from parkloop.provenance import Figure, Gap, Result

_HAPPENED = [status.value for status in HAPPENED]


def meters(
    snapshot: Snapshot, catalog: Catalog, parameters: MeterParameters
) -> Result[MeterBalances]:
    """Every network's meters by month and over the period, in the ledger unit of each stream.

    A network has sub-meters where flows leave it; what leaves to a node of kind *loss* is a
    stated loss. The difference is named: agreement, stated losses, not counted, counted too much.
    """
    scene = _Scene.of(snapshot, catalog, parameters)
    months = tuple(m for m in months_of(parameters.period, scene.zone) if _inside(m, parameters))
    rows = [row for month in months for row in scene.rows(month)]
    totals = list(scene.rows(parameters.period))
    used = _entries_used(snapshot, parameters.period)
    return Result(
        value=MeterBalances(
            parameters.period,
            tuple(month.label(scene.zone) for month in months),
            tuple(sorted(rows, key=lambda r: (r.node, r.stream, r.label))),
            tuple(sorted(totals, key=lambda r: (r.node, r.stream))),
        ),
        provenance=provenance(
            snapshot,
            catalog,
            "meters",
            VERSION,
            parameters.as_dict(),
            (*scene.converter.facts_used, *(fact.id for fact in scene.shares.values())),
            used,
        ),
        figures=scene.figures,
        findings=in_order(_unexplained(scene, rows, totals)),
        gaps=tuple(scene.gaps[key] for key in sorted(scene.gaps)),
    )


def _inside(month: Period, parameters: MeterParameters) -> bool:
    return parameters.period.contains(month)


def _entries_used(snapshot: Snapshot, period: Period) -> pl.DataFrame:
    """Flows and main meters at networks, wholly or partly in the period."""
    return _at_networks(snapshot).entries.filter(
        (pl.col("start") < period.end) & (pl.col("end") > period.start)
    )


def _at_networks(snapshot: Snapshot) -> Snapshot:
    networks = [node.id for node in snapshot.park.of_kind(NodeKind.NETWORK)]
    touching = pl.col("from_node").is_in(networks) | pl.col("to_node").is_in(networks)
    meant = pl.col("kind").is_in(["flow", "balance"]) & pl.col("status").is_in(_HAPPENED)
    return Snapshot(snapshot.entries.filter(touching & meant), snapshot.park)


@dataclass
class _Scene:
    """What one run reads and collects."""

    own: Snapshot
    catalog: Catalog
    parameters: MeterParameters
    converter: Converter
    shares: Mapping[str, Fact]
    holes: tuple[SeriesGap, ...]
    figures: dict[str, Figure]
    gaps: dict[str, Gap]

    @classmethod
    def of(cls, snapshot: Snapshot, catalog: Catalog, parameters: MeterParameters) -> _Scene:
        own, park = _at_networks(snapshot), snapshot.park
        flows = Snapshot(own.flows, park)
        return cls(
            own,
            catalog,
            parameters,
            Converter(catalog, parameters.period, park.region, park.zone, parameters.fallbacks),
            uncertainty_facts(catalog),
            series_gaps(flows, CheckParameters()),
            {},
            {},
        )

    @property
    def zone(self) -> str:
        return self.own.park.zone

    def rows(self, period: Period) -> Iterator[MeterRow]:
        """Every network and stream of which something is known in a month or year."""
        book = Book(self.own.park, self.catalog, self.converter, period.label(self.zone))
        book.figures, book.gaps = self.figures, self.gaps
        flows = (
            *bundles(self.own, period, self.shares),
            *hole_bundles(self.holes, period, self.zone),
        )
        mains, _ = main_meters(self.own, period, self.shares)
        for node in self.own.park.of_kind(NodeKind.NETWORK):
            for stream in _streams(node.id, flows, mains):
                seen = Meters(
                    node,
                    stream,
                    tuple(b for b in flows if b.to_node == node.id and b.stream == stream),
                    tuple(b for b in flows if b.from_node == node.id and b.stream == stream),
                    mains.get((node.id, stream, "supply"), ()),
                )
                yield row_of(seen, book, self.parameters.tolerance_factor)


def _streams(
    node: str, flows: Iterable[Bundle], mains: Mapping[tuple[str, str, str], Any]
) -> list[str]:
    touching = {b.stream for b in flows if node in (b.from_node, b.to_node)}
    metered = {stream for at, stream, measure in mains if at == node and measure == "supply"}
    return sorted(touching | metered)


def _unexplained(
    scene: _Scene, rows: Sequence[MeterRow], totals: Sequence[MeterRow]
) -> Iterator[Finding]:
    """One finding per network and stream with open months (MTR-01)."""
    for total in totals:
        unclosed = [
            row
            for row in rows
            if (row.node, row.stream, row.state) == (total.node, total.stream, "open")
        ]
        if not unclosed:
            continue
        worst = max(unclosed, key=lambda row: abs(row.unexplained or 0.0))
        yield UNEXPLAINED.finding(
            Where(node=total.node, period=total.label),
            node=total.node,
            stream=total.stream,
            period=total.label,
            months=", ".join(row.label for row in unclosed),
            worst=worst.label,
            unit=total.unit,
            **spoken(
                unexplained=worst.unexplained or 0.0,
                main=worst.main or 0.0,
                tolerance=worst.tolerance or 0.0,
            ),
        )
