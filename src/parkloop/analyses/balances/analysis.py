"""Balances of energy, water and mass per node and park (docs/methods/balances.md).

Every balance is supplied − delivered − stock increase = difference, summed exactly; conversions
come from facts of the catalog only, and what has none is a gap (C-01).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from parkloop.analyses._provenance import provenance
from parkloop.analyses.balances.book import Book
from parkloop.analyses.balances.conversion import Converter
from parkloop.analyses.balances.flows import (
    Bundle,
    bundles,
    holes,
    levels,
    main_meters,
    used_flows,
)
from parkloop.analyses.balances.model import Balances
from parkloop.analyses.balances.parameters import VERSION, BalanceParameters
from parkloop.analyses.balances.pictures import sankeys
from parkloop.analyses.balances.remarks import partial_meters, remarks
from parkloop.analyses.balances.strike import Levels, Striker, crossings
from parkloop.catalog.catalog import Catalog
from parkloop.catalog.facts import Fact
from parkloop.findings import in_order
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import NodeKind, Park
from parkloop.ledger.uncertainty import uncertainty_facts
from parkloop.provenance import Result


def balances(
    snapshot: Snapshot, catalog: Catalog, parameters: BalanceParameters
) -> Result[Balances]:
    """Every balance of a period, in MJ, m3, kg or a stream's ledger unit, and the pictures.

    Gaps leave a balance unassessed and are named; nothing missing counts as zero (C-01).
    """
    period, park = parameters.period, snapshot.park
    shares = uncertainty_facts(catalog)
    converter = Converter(catalog, period, park.region, park.zone, parameters.fallbacks)
    book = Book(park, catalog, converter, period.label(park.zone))
    flows = (*bundles(snapshot, period, shares), *holes(snapshot, period))
    meters, partial = main_meters(snapshot, period, shares)
    stocks = levels(snapshot, period, shares)
    crossed = crossings(book, flows, meters)
    striker = Striker(book, stocks, _stored(park, flows, stocks), parameters.tolerance_factor)
    rows = tuple(row for crossing in crossed for row in striker.rows(crossing))
    pictures = sankeys(book, flows, rows)
    by_node = {crossing.node.id: crossing for crossing in crossed}
    used = _entries_used(snapshot, parameters, stocks)
    return Result(
        value=Balances(period, rows, pictures),
        provenance=provenance(
            snapshot,
            catalog,
            "balances",
            VERSION,
            parameters.as_dict(),
            (*converter.facts_used, *_shares_used(used, shares)),
            used,
        ),
        figures=book.figures,
        findings=in_order((*remarks(book, by_node, rows), *partial_meters(book, partial))),
        gaps=tuple(book.gaps[key] for key in sorted(book.gaps)),
    )


def _stored(
    park: Park, flows: Sequence[Bundle], stocks: Levels
) -> dict[str, list[tuple[str, str]]]:
    """Stocks at or below each node, with every stream they take in, give out or hold."""
    touched = {(node, b.stream) for b in flows for node in (b.from_node, b.to_node)}
    touched |= {(node, stream) for node, stream, _ in stocks}
    kinds = {node.id for node in park.of_kind(NodeKind.STOCK)}
    found: dict[str, list[tuple[str, str]]] = {}
    for stock, stream in sorted(touched):
        if stock in kinds:
            for above in park.ancestors(stock):
                found.setdefault(above.id, []).append((stock, stream))
    return found


def _entries_used(
    snapshot: Snapshot, parameters: BalanceParameters, stocks: Levels
) -> pl.DataFrame:
    """Flows and main meters of the period, and the stocktakings at its ends."""
    held = [entry for level in stocks.values() for entry in level.named]
    flows = used_flows(snapshot, parameters.period)
    meters = snapshot.within(parameters.period).balances.filter(pl.col("property") != "level")
    taken = snapshot.balances.filter(pl.col("entry").is_in(held))
    return pl.concat([flows, meters, taken])


def _shares_used(used: pl.DataFrame, shares: Mapping[str, Fact]) -> list[str]:
    silent = used.filter(pl.col("uncertainty").is_null() & pl.col("amount").is_not_null())
    return [shares[s].id for s in silent.get_column("status").unique() if s in shares]
