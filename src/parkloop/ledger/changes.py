"""What an import would change, as a value; and the act of taking it in.

The preview and the commit are the same plan, so their counts cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import polars as pl

from parkloop.ledger.columns import ENTRY_SCHEMA, INSTANT, as_entries, entry_id
from parkloop.ledger.ledger import Ledger
from parkloop.periods import Period


class Mode(StrEnum):
    """What to do with a statement that the ledger holds with another value."""

    ONLY_NEW = "only-new"
    CORRECT = "correct"
    REPLACE_PERIOD = "replace-period"


@dataclass(frozen=True)
class Scope:
    """What *replace period* replaces: statements about these nodes and streams in the period.

    A file that covers January to March of one tenant replaces just that.
    """

    period: Period
    nodes: frozenset[str]
    streams: frozenset[str]


@dataclass(frozen=True)
class Plan:
    """Rows by what would happen to them; ``appended`` is exactly what a commit writes."""

    new: pl.DataFrame
    same: pl.DataFrame
    corrected: pl.DataFrame
    refused: pl.DataFrame
    voided: pl.DataFrame
    appended: pl.DataFrame

    def counts(self) -> dict[str, int]:
        return {
            "corrected": len(self.corrected),
            "new": len(self.new),
            "refused": len(self.refused),
            "same": len(self.same),
            "voided": len(self.voided),
        }


def plan_changes(
    ledger: Ledger,
    rows: pl.DataFrame,
    mode: Mode,
    *,
    import_id: str,
    recorded_at: datetime,
    recorded_by: str,
    reason: str = "",
    scope: Scope | None = None,
) -> Plan:
    """Compare stated rows (distinct keys) with the ledger; nothing is written.

    ``refused`` are rows that *only new* may not correct.
    """
    fresh = as_entries(
        rows, import_id=import_id, recorded_at=recorded_at, recorded_by=recorded_by
    ).with_columns(reason=pl.lit(reason))
    latest = (
        ledger.entries.sort("key", "version")
        .unique(subset="key", keep="last", maintain_order=True)
        .select(
            "key",
            held="entry",
            held_content="content",
            held_version="version",
            held_void="void",
        )
    )
    joined = fresh.join(latest, on="key", how="left", maintain_order="left")
    known = pl.col("held").is_not_null()
    same = known & ~pl.col("held_void") & (pl.col("content") == pl.col("held_content"))
    changed = known & ~pl.col("held_void") & (pl.col("content") != pl.col("held_content"))
    may_correct = mode is not Mode.ONLY_NEW
    new = joined.filter(~known | pl.col("held_void"))
    corrected = joined.filter(changed) if may_correct else joined.clear()
    refused = joined.clear() if may_correct else joined.filter(changed)
    voided = _voided(ledger, fresh, mode, scope)
    appended = pl.concat(
        [
            _entries_of(new),
            _entries_of(corrected),
            _voids(voided, import_id, recorded_at, recorded_by, reason),
        ]
    )
    return Plan(
        new=_entries_of(new),
        same=_entries_of(joined.filter(same)),
        corrected=_entries_of(corrected),
        refused=_entries_of(refused),
        voided=voided,
        appended=appended,
    )


def commit(ledger: Ledger, plan: Plan) -> Ledger:
    """The ledger after the plan."""
    return ledger.append(plan.appended)


def void(
    ledger: Ledger,
    keys: tuple[str, ...],
    reason: str,
    *,
    import_id: str,
    recorded_at: datetime,
    recorded_by: str,
) -> Ledger:
    """Take statements back, with a reason; they stay in the history."""
    held = ledger.snapshot().entries.filter(pl.col("key").is_in(list(keys)))
    return ledger.append(_voids(held, import_id, recorded_at, recorded_by, reason))


def _entries_of(joined: pl.DataFrame) -> pl.DataFrame:
    """Rows as the next version of what the ledger holds."""
    version = (pl.col("held_version").fill_null(0) + 1).cast(pl.Int32)
    numbered = joined.with_columns(version=version, supersedes=pl.col("held").fill_null(""))
    return _with_ids(numbered).select(ENTRY_SCHEMA.keys())


def _with_ids(rows: pl.DataFrame) -> pl.DataFrame:
    ids = [
        entry_id(content, version)
        for content, version in zip(rows["content"], rows["version"], strict=True)
    ]
    return rows.with_columns(entry=pl.Series(ids, dtype=pl.String))


def _voided(ledger: Ledger, fresh: pl.DataFrame, mode: Mode, scope: Scope | None) -> pl.DataFrame:
    active = ledger.snapshot().entries
    if mode is not Mode.REPLACE_PERIOD or scope is None:
        return active.clear()
    touched = pl.col("from_node").is_in(list(scope.nodes)) | pl.col("to_node").is_in(
        list(scope.nodes)
    )
    return (
        active.filter(touched & pl.col("stream").is_in(list(scope.streams)))
        .filter((pl.col("start") >= scope.period.start) & (pl.col("end") <= scope.period.end))
        .join(fresh, on="key", how="anti", maintain_order="left")
    )


def _voids(
    held: pl.DataFrame, import_id: str, recorded_at: datetime, recorded_by: str, reason: str
) -> pl.DataFrame:
    return _with_ids(
        held.with_columns(
            supersedes=pl.col("entry"),
            version=(pl.col("version") + 1).cast(pl.Int32),
            void=pl.lit(True),
            reason=pl.lit(reason),
            import_id=pl.lit(import_id),
            recorded_at=pl.lit(recorded_at).cast(INSTANT),
            recorded_by=pl.lit(recorded_by),
        )
    ).select(ENTRY_SCHEMA.keys())
