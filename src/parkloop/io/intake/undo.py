"""Takes an import back as one act: what it added is voided, what it changed is restored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC

import polars as pl

from parkloop.errors import RequestError
from parkloop.findings import Finding, Where
from parkloop.io.intake import table_rules as rules
from parkloop.io.intake.preview import ImportRequest
from parkloop.ledger.changes import Mode, commit, plan_changes, void
from parkloop.ledger.columns import STATED_SCHEMA
from parkloop.ledger.ledger import Ledger
from parkloop.provenance import Plain, content_hash
from parkloop.texts import Text


@dataclass(frozen=True)
class Undo:
    """The entries that undo an import, how many statements each way, and the record."""

    appended: pl.DataFrame
    counts: Mapping[str, int]
    findings: tuple[Finding, ...]
    record: Mapping[str, Plain]


def plan_undo(ledger: Ledger, import_id: str, request: ImportRequest) -> Undo:
    """Plan to take back an import; ``request.reason`` says why and is kept in the ledger.

    Statements that a later import has changed stay as they are and are named in a finding.
    Raises RequestError when there is no such import or no reason.
    """
    _require(ledger, import_id, request)
    undo_id = _undo_id(ledger, import_id, request)
    newest = ledger.entries.sort("key", "version").unique("key", keep="last", maintain_order=True)
    own = newest.filter(pl.col("import_id") == import_id)
    touched = ledger.entries.filter(pl.col("import_id") == import_id).select("key").unique()
    before = _before(ledger, own, import_id)
    restored = commit(
        ledger,
        plan_changes(
            ledger,
            before.select(STATED_SCHEMA.keys()),
            Mode.CORRECT,
            import_id=undo_id,
            recorded_at=request.at,
            recorded_by=request.by,
            reason=request.reason,
        ),
    )
    gone = own.filter(~pl.col("void")).join(before, on="key", how="anti")["key"].to_list()
    undone = void(
        restored,
        tuple(gone),
        request.reason,
        import_id=undo_id,
        recorded_at=request.at,
        recorded_by=request.by,
    )
    later = len(touched) - len(own)
    counts = {"restored": len(before), "voided": len(gone), "kept": later}
    where = Where(file=import_id)
    findings = (
        (rules.LATER_CHANGE.finding(where, count=later, import_id=import_id),) if later else ()
    )
    record = _record(undo_id, import_id, counts, request)
    return Undo(undone.entries.slice(len(ledger.entries)), counts, findings, record)


def _before(ledger: Ledger, own: pl.DataFrame, import_id: str) -> pl.DataFrame:
    """What held before the import, of the statements whose newest version is the import's."""
    return (
        ledger.entries.filter(pl.col("import_id") != import_id)
        .join(own.select("key", until="version"), on="key")
        .filter(pl.col("version") < pl.col("until"))
        .sort("key", "version")
        .unique("key", keep="last", maintain_order=True)
        .filter(~pl.col("void"))
    )


def _require(ledger: Ledger, import_id: str, request: ImportRequest) -> None:
    if not request.reason.strip():
        raise RequestError(
            Text(
                "Hoàn tác cần một lý do: hãy ghi --reason.",
                "Undoing needs a reason: give it with --reason.",
            )
        )
    known = ledger.entries["import_id"].unique().sort().to_list()
    if import_id not in known:
        last = ", ".join(known[-5:]) or "—"
        raise RequestError(
            Text(
                f"Không có lần nhập “{import_id}”. Gần đây: {last}.",
                f"There is no import “{import_id}”. The last ones: {last}.",
            )
        )


def _undo_id(ledger: Ledger, import_id: str, request: ImportRequest) -> str:
    moment = request.at.astimezone(UTC)
    told = [import_id, len(ledger.entries), moment.isoformat(), request.by]
    return f"{moment:%Y%m%dT%H%M%SZ}-{content_hash(told)[:10]}"


def _record(
    undo_id: str, import_id: str, counts: Mapping[str, int], request: ImportRequest
) -> dict[str, Plain]:
    return {
        "act": "undo",
        "at": request.at.astimezone(UTC).isoformat(),
        "by": request.by,
        "counts": dict(counts),
        "import_id": undo_id,
        "reason": request.reason,
        "undoes": import_id,
    }
