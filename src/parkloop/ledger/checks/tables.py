"""Rows arranged for the checks: series, what happened, who overlaps whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from parkloop.ledger.entries import HAPPENED
from parkloop.ledger.ledger import Snapshot

#: What statements must share to speak of the same thing, whatever meter or invoice they are of.
ENDS = ("kind", "stream", "property", "from_node", "to_node", "activity")
#: One series: the statements of one meter or one run of invoices.
SERIES = (*ENDS, "series")
#: Columns that findings need to name a row.
NAMING = ("entry", "file", "sheet", "row")

#: Time that a row adds to what its group covers already; needs ``with_reach``.
COVERED = (
    (pl.col("end") - pl.max_horizontal("start", pl.col("reach").fill_null(pl.col("start"))))
    .dt.total_microseconds()
    .clip(lower_bound=0)
)
HAPPENED_ROW = pl.col("status").is_in([status.value for status in HAPPENED])
#: What fills time: flows, and totals of main meters. A level holds at an instant.
OVER_TIME = (pl.col("kind") == "flow") | (
    (pl.col("kind") == "balance") & (pl.col("property") != "level")
)


def over_time(snapshot: Snapshot) -> pl.DataFrame:
    """Statements of what happened over a period."""
    return snapshot.entries.filter(OVER_TIME & HAPPENED_ROW)


def groups(rows: pl.DataFrame, *by: str) -> Iterator[tuple[dict[str, Any], pl.DataFrame]]:
    """Rows that belong together, in the order of what they share."""
    for part in rows.sort(by).partition_by(by, maintain_order=True):
        yield part.select(by).row(0, named=True), part


def numbered(rows: pl.DataFrame, by: tuple[str, ...]) -> pl.DataFrame:
    """Add ``group``: one number for rows that share ``by``, the same on every machine."""
    names = rows.select(by).unique().sort(by).with_row_index("group")
    return rows.join(names, on=by, how="left", nulls_equal=True)


def with_reach(rows: pl.DataFrame) -> pl.DataFrame:
    """Sort by group and start; add ``reach``: the latest end so far, ``reacher``: whose it is.

    Both speak of the rows *before* each row in its group, and are null for the first.
    """
    ordered = _with_leader(rows)
    before = pl.when(~pl.col("opens")).then(pl.col("leader").shift(1))
    return ordered.with_columns(
        reach=pl.col("end").gather(before), reacher=pl.col("entry").gather(before)
    ).drop("leader", "opens")


def _with_leader(rows: pl.DataFrame) -> pl.DataFrame:
    """Sort by group and start; add ``leader``: the row with the latest end so far in the group.

    Groups are told apart inside one running maximum (group first, then rank of the end): many
    times faster than a window over each of a hundred thousand groups.
    """
    ordered = rows.sort("group", "start", "end", "entry")
    key = pl.col("group").cast(pl.Int64) * (len(rows) + 1) + pl.col("end").rank("dense")
    opens = (pl.col("group") != pl.col("group").shift(1)).fill_null(value=True)
    leads = opens | (pl.col("key") > pl.col("key").cum_max().shift(1))
    position = pl.int_range(pl.len(), dtype=pl.Int64)
    return (
        ordered.with_columns(key=key.cast(pl.Int64), opens=opens)
        .with_columns(leader=pl.when(leads).then(position).forward_fill())
        .drop("key")
    )


def overlapping(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """Each left row that overlaps a right row of its group, with ``other``: one such entry.

    Both need ``group`` (see ``numbered``). The latest right row that starts before the left one
    ends is looked up, with the furthest end among all before it: exact without pairing all.
    """
    if left.is_empty() or right.is_empty():
        return left.clear().with_columns(other=pl.lit(""))
    reached = _with_leader(right).select(
        "group",
        other_start="start",
        other_reach=pl.col("end").gather("leader"),
        other=pl.col("entry").gather("leader"),
    )
    last_instant = (pl.col("end") - pl.duration(microseconds=1)).alias("_last")
    return (
        left.with_columns(last_instant)
        .sort("_last")
        .join_asof(
            reached.sort("other_start"),
            left_on="_last",
            right_on="other_start",
            by="group",
            check_sortedness=False,
        )
        .filter(pl.col("other_reach") > pl.col("start"))
        .drop("_last", "other_start", "other_reach")
        .sort("entry")
    )


def by_entry(rows: pl.DataFrame, entries: list[str]) -> pl.DataFrame:
    """The rows with these ids."""
    return rows.filter(pl.col("entry").is_in(entries))
