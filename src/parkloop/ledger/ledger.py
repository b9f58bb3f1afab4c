"""The append-only ledger and its snapshots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import polars as pl

from parkloop.errors import RequestError
from parkloop.ledger.columns import ENTRY_SCHEMA, INSTANT, set_hash
from parkloop.ledger.entries import HAPPENED
from parkloop.ledger.park import Park
from parkloop.periods import Period
from parkloop.provenance import content_hash
from parkloop.texts import Text

#: In a selector: every status that tells what happened.
HAPPENED_STATUS = "happened"


@dataclass(frozen=True)
class Snapshot:
    """Everything that held at one moment: the newest version of each statement, none voided.

    ``entries`` has the columns of ``ENTRY_SCHEMA`` in canonical order (by key), so that two
    ledgers with the same content give the same rows in the same order.
    """

    entries: pl.DataFrame
    park: Park

    @cached_property
    def hash(self) -> str:
        """Content hash over park and statements; the same for the same content (C-08)."""
        return content_hash({"entries": self.statements_hash, "park": self.park.hash})

    @cached_property
    def statements_hash(self) -> str:
        """Content hash over the statements alone, whatever the park is."""
        return set_hash(self.entries.get_column("content"))

    @property
    def flows(self) -> pl.DataFrame:
        return self.entries.filter(pl.col("kind") == "flow")

    @property
    def observations(self) -> pl.DataFrame:
        return self.entries.filter(pl.col("kind") == "observation")

    @property
    def balances(self) -> pl.DataFrame:
        return self.entries.filter(pl.col("kind") == "balance")

    def within(self, period: Period) -> Snapshot:
        """Entries that lie wholly in the period."""
        inside = (pl.col("start") >= period.start) & (pl.col("end") <= period.end)
        return Snapshot(self.entries.filter(inside), self.park)

    def straddling(self, period: Period) -> pl.DataFrame:
        """Entries that cross a border of the period: to be split by an explicit act (C-06)."""
        touches = (pl.col("start") < period.end) & (pl.col("end") > period.start)
        inside = (pl.col("start") >= period.start) & (pl.col("end") <= period.end)
        return self.entries.filter(touches & ~inside)

    def select(self, selector: Mapping[str, str | int | float | None]) -> pl.DataFrame:
        """The entries behind an operand: each named column has the value given.

        ``start`` and ``end`` are read as 'not before' and 'not after' (ISO instants); the status
        'happened' is any but an intention. ``below`` names a node under which the entry ends or
        begins, ``touches`` two instants between which it has at least a part.
        """
        keep = pl.lit(value=True)
        for column, wanted in selector.items():
            if column == "below":
                nodes = sorted(self.park.below(str(wanted)))
                keep &= pl.col("to_node").is_in(nodes) | pl.col("from_node").is_in(nodes)
            else:
                keep &= _matches(column, wanted)
        return self.entries.filter(keep)


def _matches(column: str, wanted: str | float | None) -> pl.Expr:
    if column == "start":
        return pl.col(column) >= datetime.fromisoformat(str(wanted))
    if column == "end":
        return pl.col(column) <= datetime.fromisoformat(str(wanted))
    if column == "touches":
        first, last = (datetime.fromisoformat(part) for part in str(wanted).split("/"))
        return (pl.col("start") < last) & (pl.col("end") > first)
    if column == "status" and wanted == HAPPENED_STATUS:
        return pl.col(column).is_in([status.value for status in HAPPENED])
    if wanted is None:
        return pl.col(column).is_null()
    return pl.col(column) == wanted


@dataclass(frozen=True)
class Ledger:
    """All entries ever recorded; nothing is changed or removed, only appended."""

    entries: pl.DataFrame
    park: Park

    @classmethod
    def empty(cls, park: Park) -> Ledger:
        return cls(pl.DataFrame(schema=ENTRY_SCHEMA), park)

    def append(self, more: pl.DataFrame) -> Ledger:
        """A ledger with more entries; refuses ids that exist already."""
        more = more.select(ENTRY_SCHEMA.keys())
        again = len(more.join(self.entries, on="entry", how="semi"))
        again = again or len(more) - more.get_column("entry").n_unique()
        if again:
            raise RequestError(
                Text(
                    f"{again} mục đã có trong sổ cái, không thể ghi lần nữa.",
                    f"{again} entries are in the ledger already and cannot be added again.",
                )
            )
        return Ledger(pl.concat([self.entries, more]), self.park)

    def snapshot(self, at: datetime | None = None) -> Snapshot:
        """All entries recorded up to ``at`` (None: all), newest version of each key, no voids."""
        known = self.entries
        if at is not None:
            known = known.filter(pl.col("recorded_at") <= pl.lit(at).cast(INSTANT))
        newest = (
            known.sort("key", "version")
            .unique(subset="key", keep="last", maintain_order=True)
            .filter(~pl.col("void"))
        )
        return Snapshot(newest, self.park)

    def history(self, key: str) -> pl.DataFrame:
        """Every version of one statement, oldest first."""
        return self.entries.filter(pl.col("key") == key).sort("version")
