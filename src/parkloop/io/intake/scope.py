"""Whose statements *replace period* takes back: never more than the file speaks of.

A tenant's file is the whole truth about the tenant, its streams and its time. The operator's
networks touch every tenant, so rows of the operator alone take back nothing that reaches one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

import polars as pl

from parkloop.findings import Finding, Where, in_order
from parkloop.io.intake import table_rules as rules
from parkloop.io.intake.staging import BadCell, Staged
from parkloop.ledger.changes import Mode, Scope
from parkloop.ledger.ledger import Ledger
from parkloop.ledger.park import NodeKind, Park
from parkloop.periods import Period

_Ends = tuple[str, str]
_END_COLUMNS: Final = ("from_node", "to_node")


@dataclass(frozen=True)
class Replacement:
    """The scope of a file; ``tenants`` are whose it is, None when the nodes were named by hand."""

    scope: Scope
    tenants: frozenset[str] | None
    findings: tuple[Finding, ...]


def replacement_of(
    rows: pl.DataFrame, park: Park, mode: Mode, of: Iterable[str] = ()
) -> Replacement | None:
    """What a file replaces: its tenants, its streams, the time it covers.

    A row between two tenants does not tell whose it is: then the file must have another row
    that does, or ``of`` names the node.
    """
    if mode is not Mode.REPLACE_PERIOD or rows.is_empty():
        return None
    named = tuple(of)
    tenants = None if named else _told(rows, park)
    nodes = _below(park, named if tenants is None else tenants | _operators(rows, park))
    findings = _outside(rows, nodes, named) if named else _unclear(rows, nodes)
    period = Period(rows["start"].min(), rows["end"].max())  # type: ignore[arg-type]
    scope = Scope(period, nodes, frozenset(rows["stream"].to_list()))
    return Replacement(scope, tenants, findings)


def seen_by(ledger: Ledger, rows: pl.DataFrame, replacement: Replacement | None) -> Ledger:
    """The part of the ledger that a replacement may touch.

    A sheet of flows does not take back observations about the same stream, and the operator's
    main meter not what the network delivered to a tenant.
    """
    if replacement is None:
        return ledger
    spoken_of = rows.select("kind", "property").unique()
    entries = ledger.entries.join(
        spoken_of, on=["kind", "property"], how="semi", maintain_order="left"
    )
    if replacement.tenants is not None:
        whose = pl.DataFrame(
            [
                (*ends, not (t := _tenants(ends, ledger.park)) or bool(t & replacement.tenants))
                for ends in _ends(entries)
            ],
            schema={"from_node": pl.String, "to_node": pl.String, "within": pl.Boolean},
            orient="row",
        ).filter("within")
        entries = entries.join(
            whose, on=["from_node", "to_node"], how="semi", maintain_order="left"
        )
    return Ledger(entries, ledger.park)


def without_foreign(staged: Staged, within: frozenset[str]) -> Staged:
    """Without the rows that have no end at one of these nodes; each is named (IMP-67)."""
    inside = [not within.isdisjoint(ends) for ends in staged.rows.select(_END_COLUMNS).iter_rows()]
    if all(inside):
        return staged
    foreign = staged.rows.filter(pl.Series([not each for each in inside]))
    found = [_foreign(row) for row in foreign.iter_rows(named=True)]
    cells = [BadCell(f.where.sheet, f.where.row - 1, None, f) for f in found]
    return replace(
        staged,
        rows=staged.rows.filter(pl.Series(inside)),
        ids=tuple(i for i, kept in zip(staged.ids, inside, strict=True) if kept),
        findings=in_order([*staged.findings, *found]),
        cells=(*staged.cells, *cells),
        bad_rows=staged.bad_rows | {(cell.sheet, cell.row) for cell in cells},
    )


def _foreign(row: dict[str, Any]) -> Finding:
    where = Where(file=row["file"], sheet=row["sheet"], row=row["row"])
    return rules.NOT_OURS.finding(
        where, from_node=row["from_node"] or "—", to_node=row["to_node"], field="to_node"
    )


def _below(park: Park, nodes: Iterable[str]) -> frozenset[str]:
    return frozenset(below for node in nodes for below in park.below(park.node(node).id))


def _ends(rows: pl.DataFrame) -> list[_Ends]:
    return sorted(rows.select("from_node", "to_node").unique().iter_rows())


def _owners(ends: _Ends, park: Park) -> frozenset[str]:
    return frozenset(park.owner(node, NodeKind.ENTERPRISE) for node in ends if node) - {""}


def _tenants(ends: _Ends, park: Park) -> frozenset[str]:
    return frozenset(owner for owner in _owners(ends, park) if not park.node(owner).operator)


def _told(rows: pl.DataFrame, park: Park) -> frozenset[str]:
    """Tenants that some row of the file is about, and no other tenant."""
    alone = [t for ends in _ends(rows) if len(t := _tenants(ends, park)) == 1]
    return frozenset[str]().union(*alone)


def _operators(rows: pl.DataFrame, park: Park) -> frozenset[str]:
    """Operators with rows that concern no tenant."""
    own = [_owners(ends, park) for ends in _ends(rows) if not _tenants(ends, park)]
    return frozenset[str]().union(*own)


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
