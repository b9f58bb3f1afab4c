"""Whose statements *replace period* takes back: never more than the file speaks of."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from parkloop.findings import Finding, Where
from parkloop.io.intake import table_rules as rules
from parkloop.ledger.changes import Mode, Scope
from parkloop.ledger.ledger import Ledger
from parkloop.ledger.park import NodeKind, Park
from parkloop.periods import Period

_Ends = tuple[str, str]


def scope_of(
    rows: pl.DataFrame, park: Park, mode: Mode, of: Iterable[str] = ()
) -> tuple[Scope | None, tuple[Finding, ...]]:
    """The scope of a file: the enterprises it is about, its streams, the time it covers.

    A row between two enterprises, or between shared nodes, does not tell whose it is: then the
    file must have another row that does, or ``of`` names the node.
    """
    if mode is not Mode.REPLACE_PERIOD or rows.is_empty():
        return None, ()
    named = tuple(of)
    nodes = _below(park, named) if named else _below(park, _enterprises(rows, park))
    findings = _outside(rows, nodes, named) if named else _unclear(rows, nodes)
    period = Period(rows["start"].min(), rows["end"].max())  # type: ignore[arg-type]
    return Scope(period, nodes, frozenset(rows["stream"].to_list())), findings


def seen_by(ledger: Ledger, rows: pl.DataFrame, mode: Mode) -> Ledger:
    """The part of the ledger that a replacement may touch: the kinds and properties of the file.

    A sheet of flows does not take back observations about the same stream.
    """
    if mode is not Mode.REPLACE_PERIOD:
        return ledger
    spoken_of = rows.select("kind", "property").unique()
    entries = ledger.entries.join(
        spoken_of, on=["kind", "property"], how="semi", maintain_order="left"
    )
    return Ledger(entries, ledger.park)


def _below(park: Park, nodes: Iterable[str]) -> frozenset[str]:
    return frozenset(below for node in nodes for below in park.below(park.node(node).id))


def _ends(rows: pl.DataFrame) -> list[_Ends]:
    return sorted(rows.select("from_node", "to_node").unique().iter_rows())


def _owners(ends: _Ends, park: Park) -> set[str]:
    return {park.owner(node, NodeKind.ENTERPRISE) for node in ends if node} - {""}


def _enterprises(rows: pl.DataFrame, park: Park) -> set[str]:
    """Enterprises that some row of the file is about, and no other enterprise."""
    return {o for ends in _ends(rows) if len(owners := _owners(ends, park)) == 1 for o in owners}


def _unclear(rows: pl.DataFrame, nodes: frozenset[str]) -> tuple[Finding, ...]:
    return tuple(
        rules.WHOSE_PERIOD.finding(
            _where(rows, ends),
            row=_first(rows, ends)["row"],
            from_node=ends[0] or "—",
            to_node=ends[1],
        )
        for ends in _ends(rows)
        if not set(ends) & nodes
    )


def _outside(
    rows: pl.DataFrame, nodes: frozenset[str], named: tuple[str, ...]
) -> tuple[Finding, ...]:
    return tuple(
        rules.OUTSIDE_SCOPE.finding(_where(rows, ends), of=", ".join(named))
        for ends in _ends(rows)
        if not set(ends) & nodes
    )


def _first(rows: pl.DataFrame, ends: _Ends) -> dict[str, object]:
    same = (pl.col("from_node") == ends[0]) & (pl.col("to_node") == ends[1])
    return rows.filter(same).row(0, named=True)


def _where(rows: pl.DataFrame, ends: _Ends) -> Where:
    row = _first(rows, ends)
    return Where(file=str(row["file"]), sheet=str(row["sheet"]), row=int(str(row["row"])))
