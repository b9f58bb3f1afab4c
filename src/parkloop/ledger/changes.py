"""What an import would change, as a value; and the act of taking it in.

The preview and the commit are the same plan, so their counts cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import polars as pl

from parkloop.errors import RequestError
from parkloop.ledger.columns import ENTRY_SCHEMA, INSTANT, as_entries, entry_id
from parkloop.ledger.ledger import Ledger
from parkloop.periods import Period
from parkloop.texts import Text


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
    """Compare stated rows with the ledger; nothing is written.

    ``refused`` are rows that *only new* may not correct. Raises RequestError when two rows speak
    of the same thing (which of them holds would depend on their order), and when *replace
    period* is asked for without saying what it replaces.
    """
    if mode is Mode.REPLACE_PERIOD and scope is None:
        raise RequestError(
            Text(
                "Chế độ thay kỳ cần biết thay những gì: kỳ, nút và dòng vật chất.",
                "Replacing a period needs to know what it replaces: period, nodes and streams.",
            )
        )
    fresh = as_entries(
        rows, import_id=import_id, recorded_at=recorded_at, recorded_by=recorded_by
    ).with_columns(reason=pl.lit(reason))
    _refuse_repeats(fresh)
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
            _voids(voided, import_id, recorded_at, recorded_by, reason or f"{mode}: {import_id}"),
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
    """Take statements back, with a reason; they stay in the history.

    Raises RequestError without a reason, or when the ledger does not hold one of them.
    """
    if not reason.strip():
        raise RequestError(Text("Hủy một mục phải có lý do.", "Voiding needs a reason."))
    held = ledger.snapshot().entries.filter(pl.col("key").is_in(list(keys)))
    missing = sorted(set(keys) - set(held.get_column("key")))
    if missing:
        raise RequestError(
            Text(
                f"Sổ cái không có mục nào mang khóa {', '.join(missing)}, hoặc đã hủy rồi.",
                f"The ledger holds nothing with the key {', '.join(missing)}, or it is void.",
            )
        )
    return ledger.append(_voids(held, import_id, recorded_at, recorded_by, reason))


def _refuse_repeats(fresh: pl.DataFrame) -> None:
    repeated = fresh.filter(pl.col("key").is_duplicated())
    if repeated.is_empty():
        return
    first = repeated.filter(pl.col("key") == repeated.item(0, "key"))
    places = ", ".join(
        f"{row['file']} {row['sheet']} {row['row']}".strip() for row in first.iter_rows(named=True)
    )
    raise RequestError(
        Text(
            f"{len(repeated)} dòng nói về cùng một điều (như {places}); hãy chỉ giữ một dòng, "
            "hoặc ghi số tham chiếu khác nhau.",
            f"{len(repeated)} rows speak of the same thing (such as {places}); keep one of them, "
            "or give them different references.",
        )
    )


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
