"""What importing a file would do, and the record of having done it.

The preview holds the very rows that a commit appends, so its counts are those of the commit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from parkloop.catalog.catalog import Catalog
from parkloop.findings import Finding, Where, has_errors, in_order
from parkloop.io.intake import table_rules as rules
from parkloop.io.intake.guard_rules import DEFAULT_LIMITS, Limits
from parkloop.io.intake.mappings import SenderMapping
from parkloop.io.intake.scope import replacement_of, seen_by, without_foreign
from parkloop.io.intake.spreadsheet import Table, read_tables
from parkloop.io.intake.staging import Staged, stage
from parkloop.io.intake.wording import finding_of, number_text
from parkloop.ledger.changes import Mode, Plan, plan_changes
from parkloop.ledger.columns import with_amounts, with_hashes
from parkloop.ledger.ledger import Ledger
from parkloop.provenance import Plain, content_hash
from parkloop.texts import Text, same_in_both

NO_CHANGES: Mapping[str, int] = {"corrected": 0, "new": 0, "refused": 0, "same": 0, "voided": 0}


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """How a file is to be taken in, by whom and when.

    ``partial``: take the good rows although others have errors. ``of``: the nodes whose period
    is replaced, when the file does not tell. ``within``: the nodes that are the sender's own; each
    row has an end at one of them (empty: any row may be stated).
    """

    mode: Mode
    by: str
    at: datetime
    sender: str = ""
    reason: str = ""
    partial: bool = False
    of: tuple[str, ...] = ()
    within: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Received:
    """A file that the guard let in, as tables; ``sha256`` is of its bytes as they came.

    ``repairs`` are what was put right in the tables since, as it is kept in the record.
    """

    name: str
    sha256: str
    tables: tuple[Table, ...]
    repairs: tuple[Plain, ...] = ()


@dataclass(frozen=True)
class Preview:
    """A file, read and compared; ``plan`` is None when nothing of it may be imported."""

    file: str
    staged: Staged
    plan: Plan | None
    findings: tuple[Finding, ...]
    record: Mapping[str, Plain]
    mapping: SenderMapping

    @property
    def counts(self) -> dict[str, int]:
        """new, same, corrected, refused, voided: exactly what a commit does; and ``bad``, the
        statements with errors.
        """
        planned = self.plan.counts() if self.plan else dict(NO_CHANGES)
        return {**planned, "bad": self.staged.stated - len(self.staged.rows)}

    @property
    def appended(self) -> pl.DataFrame | None:
        """The entries a commit writes; None when there is nothing to write."""
        return self.plan.appended if self.plan is not None and len(self.plan.appended) else None

    @property
    def import_id(self) -> str:
        return str(self.record["import_id"])


def preview_import(
    path: Path,
    ledger: Ledger,
    catalog: Catalog,
    mapping: SenderMapping,
    request: ImportRequest,
    limits: Limits = DEFAULT_LIMITS,
) -> Preview:
    """Read a file and compare it with the ledger; nothing is written.

    Raises InputRefused when the guard refuses the file.
    """
    return preview_received(receive(path, limits), ledger, catalog, mapping, request)


def receive(path: Path, limits: Limits = DEFAULT_LIMITS) -> Received:
    """Read a file into tables; raises InputRefused when the guard refuses it."""
    tables = read_tables(path, limits)
    return Received(path.name, hashlib.sha256(path.read_bytes()).hexdigest(), tables)


def preview_received(
    received: Received,
    ledger: Ledger,
    catalog: Catalog,
    mapping: SenderMapping,
    request: ImportRequest,
) -> Preview:
    """Compare a file that was read before, and perhaps repaired since, with the ledger."""
    staged = stage(received.tables, mapping, ledger.park, catalog, request.at)
    if request.within:
        staged = without_foreign(staged, request.within)
    learned = mapping.with_columns(staged.learned())
    import_id = _import_id(received, ledger, request)
    replaced = replacement_of(staged.rows, ledger.park, request.mode, request.of)
    findings = [*staged.findings, *_moved_ids(staged, ledger)]
    findings += replaced.findings if replaced else ()
    plan = None
    if _may_import(findings, request):
        plan = plan_changes(
            seen_by(ledger, staged.rows, replaced),
            staged.rows,
            # A file that states nothing replaces nothing.
            request.mode if replaced or request.mode is Mode.CORRECT else Mode.ONLY_NEW,
            import_id=import_id,
            recorded_at=request.at,
            recorded_by=request.by,
            reason=request.reason,
            scope=replaced.scope if replaced else None,
        )
        findings += _refusals(plan, ledger)
    found = in_order(findings)
    record = _record(received, import_id, staged, plan, learned, request, found)
    return Preview(received.name, staged, plan, found, record, learned)


def _may_import(findings: list[Finding], request: ImportRequest) -> bool:
    """Errors stop the file, unless its good rows were asked for; a replaced period must be whole,
    because a bad row's old statement would be taken back without a new one.
    """
    if not has_errors(findings):
        return True
    return request.partial and request.mode is not Mode.REPLACE_PERIOD


def _import_id(received: Received, ledger: Ledger, request: ImportRequest) -> str:
    moment = request.at.astimezone(UTC)
    told: list[Plain] = [received.sha256, *received.repairs]
    told += [len(ledger.entries), request.mode.value, moment.isoformat(), request.by]
    return f"{moment:%Y%m%dT%H%M%SZ}-{content_hash(told)[:10]}"


def _moved_ids(staged: Staged, ledger: Ledger) -> Iterator[Finding]:
    """Rows that carry the id of one statement of the ledger and now say another."""
    if not any(staged.ids):
        return
    keyed = with_hashes(with_amounts(staged.rows)).with_columns(id=pl.Series(staged.ids))
    known = ledger.entries.select(id="key").unique()
    moved = keyed.filter(pl.col("id") != pl.col("key")).join(known, on="id", how="semi")
    for row in moved.sort("sheet", "row").iter_rows(named=True):
        where = Where(file=row["file"], sheet=row["sheet"], row=row["row"])
        yield rules.OTHER_STATEMENT.finding(where, id=row["id"])


def _refusals(plan: Plan, ledger: Ledger) -> Iterator[Finding]:
    """What only-new found in the ledger with another value."""
    if plan.refused.is_empty():
        return
    held = ledger.snapshot().entries.select(
        "key", held_quantity="quantity", held_unit="unit", held_notation="notation"
    )
    both = plan.refused.join(held, on="key", how="left", maintain_order="left")
    for row in both.iter_rows(named=True):
        where = Where(file=row["file"], sheet=row["sheet"], row=row["row"])
        yield finding_of(
            rules.REFUSED_BY_LEDGER,
            where,
            value=_said(row["quantity"], row["unit"], row["notation"]),
            held=_said(row["held_quantity"], row["held_unit"], row["held_notation"]),
        )


def _said(quantity: float | None, unit: str, notation: str) -> Text:
    if quantity is None:
        return same_in_both(notation or "—")
    number = number_text(quantity)
    return Text(f"{number.vi} {unit}".strip(), f"{number.en} {unit}".strip())


def _record(
    received: Received,
    import_id: str,
    staged: Staged,
    plan: Plan | None,
    mapping: SenderMapping,
    request: ImportRequest,
    findings: tuple[Finding, ...],
) -> dict[str, Plain]:
    counted = plan.counts() if plan else dict(NO_CHANGES)
    rules_broken = sorted({finding.rule for finding in findings})
    return {
        "act": "import",
        "at": request.at.astimezone(UTC).isoformat(),
        "by": request.by,
        "counts": {**counted, "bad": staged.stated - len(staged.rows)},
        "file": received.name,
        "findings": {code: sum(1 for f in findings if f.rule == code) for code in rules_broken},
        "import_id": import_id,
        "mapping": mapping.as_dict(),
        "mode": request.mode.value,
        "of": list(request.of),
        "partial": request.partial,
        "reason": request.reason,
        "sender": request.sender,
        "sha256": received.sha256,
        **({"repairs": list(received.repairs)} if received.repairs else {}),
    }
