"""Cells of the sheet into the ledger: read like a row of a file, never over another's change.

Each edit says which version it was typed over. If another version holds by now, the second editor
is told and sees both values; nothing of that cell is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Any, Final

import polars as pl
from django.db import IntegrityError, transaction

from parkloop.catalog.catalog import Catalog
from parkloop.findings import Severity
from parkloop.io.intake.fields import FIELDS, FORMS
from parkloop.io.intake.mappings import SenderMapping
from parkloop.io.intake.spreadsheet import Table
from parkloop.io.intake.staging import stage
from parkloop.ledger.changes import Mode, plan_changes, void
from parkloop.ledger.columns import STATED_SCHEMA, with_amounts, with_hashes
from parkloop.ledger.ledger import Ledger
from parkloop.ledger.park import Park
from parkloop.texts import Language, Text
from parkloop_web.accounts.models import User
from parkloop_web.database.rls import because
from parkloop_web.ledger.grid import LINE
from parkloop_web.ledger.intake_limits import locked_months
from parkloop_web.ledger.intake_taking import OVERLAP, check_overlaps_now, lock_writers
from parkloop_web.ledger.models import Entry, State, Submission
from parkloop_web.ledger.snapshot import Owners, stated_ledger, write_entries
from parkloop_web.parks.models import Node

NEEDS_REASON: Final = Text(
    "Số liệu này đã từng được gửi; hãy ghi lý do sửa rồi lưu lại.",
    "This value was submitted before; give the reason for the change, then save again.",
)
NEEDS_REASON_TO_CLEAR: Final = Text(
    "Xóa một số liệu cần lý do; hãy ghi lý do rồi lưu lại.",
    "Taking a value back needs a reason; give it, then save again.",
)
MEANWHILE: Final = Text(
    "Người khác vừa lưu ô này. Hãy xem cả hai giá trị và chọn một.",
    "Somebody else has just saved this cell. Look at both values and choose one.",
)
NOT_OURS: Final = Text(
    "Dòng này không có đầu nào thuộc đơn vị của bạn.", "This line has no end at your own place."
)


class Became(StrEnum):
    """What became of a cell."""

    SAVED = "saved"
    CONFLICT = "conflict"
    REFUSED = "refused"
    NEEDS_REASON = "needs-reason"


@dataclass(frozen=True, slots=True)
class Edit:
    """A cell as typed. ``base`` is the version it was typed over, '' for none; a cell without
    figure, notation and text takes the statement back."""

    told: Mapping[str, str]
    month: date
    base: str
    figure: str
    unit: str
    status: str
    notation: str = ""
    note: str = ""
    text: str = ""
    reference: str = ""

    @property
    def clears(self) -> bool:
        return not (self.figure.strip() or self.notation or self.text.strip())


@dataclass(frozen=True, slots=True)
class Outcome:
    """``entry`` is what the ledger holds now, None for nothing; ``why`` it was not saved."""

    became: Became
    entry: Mapping[str, Any] | None = None
    why: Text | None = None


@dataclass
class _Statement:
    """An edit on its way: the row it was read as, or why it cannot be read."""

    edit: Edit
    key: str = ""
    row: dict[str, Any] | None = None
    outcome: Outcome | None = None


@dataclass
class _Held:
    """What holds now of the statements that are edited, under the writers' lock."""

    ledger: Ledger
    locked: Mapping[date, State]
    seen: Mapping[date, datetime]
    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def save_cells(
    person: User,
    enterprise: Node,
    park: Park,
    catalog: Catalog,
    edits: Sequence[Edit],
    *,
    reason: str,
    language: Language,
    at: datetime,
) -> list[Outcome]:
    """Save what can be saved; every cell is told what became of it, in the order given."""
    statements = [_Statement(edit) for edit in edits]
    _read(statements, park, catalog, language, at)
    _find_cleared(statements, enterprise)
    lock_writers(enterprise)
    held = _held(statements, enterprise, park)
    own = park.below(enterprise.code) | (
        {enterprise.park.code} if enterprise.operator and enterprise.park else set()
    )
    for statement in statements:
        statement.outcome = statement.outcome or _refusal(statement, held, own, reason)
    because(reason)
    _write(statements, held, _Stamp.of(person, statements, reason, at), enterprise)
    return [_told(statement, held) for statement in statements]


def _read(
    statements: Sequence[_Statement],
    park: Park,
    catalog: Catalog,
    language: Language,
    at: datetime,
) -> None:
    """Each cell as a row of the template, so that it is checked by the rules of a file."""
    mapping = SenderMapping(decimal="," if language == "vi" else ".")
    for kind, form in FORMS.items():
        own = [s for s in statements if s.edit.told["kind"] == kind and not s.edit.clears]
        if not own:
            continue
        head = [f"{FIELDS[name].name.vi}\n{FIELDS[name].name.en}" for name in form.fields]
        rows: list[list[Any]] = [[_cells(s.edit).get(name) for name in form.fields] for s in own]
        staged = stage((Table("", form.title, [[*head], *rows]),), mapping, park, catalog, at)
        for row in with_hashes(with_amounts(staged.rows)).iter_rows(named=True):
            statement = own[row["row"] - 2]
            statement.row, statement.key = row, row["key"]
        for finding in staged.findings:
            if finding.severity is Severity.ERROR:
                for statement in own[finding.where.row - 2 : finding.where.row - 1] or own:
                    words = Text(
                        f"{finding.message.vi} {finding.remedy.vi}",
                        f"{finding.message.en} {finding.remedy.en}",
                    )
                    statement.outcome = Outcome(Became.REFUSED, why=words)


def _cells(edit: Edit) -> dict[str, str]:
    told = edit.told
    node = {} if told["kind"] == "flow" else {"node": told["to_node"], "to_node": ""}
    return {
        **told,
        **node,
        "start": f"{edit.month:%m/%Y}",
        "quantity": edit.figure.strip(),
        "unit": edit.unit,
        "text": edit.text,
        "notation": edit.notation,
        "status": edit.status,
        "reference": edit.reference,
        "note": edit.note,
    }


def _find_cleared(statements: Sequence[_Statement], enterprise: Node) -> None:
    """The statements that cells without a figure take back, by the version typed over."""
    bases = [s.edit.base for s in statements if s.edit.clears and s.edit.base]
    keys = dict(
        Entry.objects.filter(enterprise=enterprise, entry__in=bases).values_list("entry", "key")
    )
    for statement in statements:
        if statement.edit.clears:
            statement.key = keys.get(statement.edit.base, "")


def _held(statements: Sequence[_Statement], enterprise: Node, park: Park) -> _Held:
    months = {statement.edit.month for statement in statements}
    ledger = stated_ledger(enterprise, park, [s.key for s in statements if s.key])
    seen = Submission.objects.filter(
        enterprise=enterprise, month__in=months, seen_until__isnull=False
    )
    return _Held(
        ledger,
        locked_months(enterprise, months),
        {month: at for month, at in seen.values_list("month", "seen_until") if at is not None},
        {row["key"]: row for row in ledger.snapshot().entries.iter_rows(named=True)},
    )


def _refusal(
    statement: _Statement, held: _Held, own: frozenset[str] | set[str], reason: str
) -> Outcome | None:
    """Why a cell is not written: nothing to do, locked, not ours, meanwhile, without reason."""
    edit, row = statement.edit, statement.row
    now = held.rows.get(statement.key)
    if _says_the_same(row, now, clears=edit.clears):
        return Outcome(Became.SAVED, now)
    state = held.locked.get(edit.month)
    if state is not None:
        return Outcome(Became.REFUSED, now, _locked(edit.month, state))
    if {edit.told["from_node"], edit.told["to_node"]}.isdisjoint(own):
        return Outcome(Became.REFUSED, now, NOT_OURS)
    if (now["entry"] if now else "") != edit.base:
        return Outcome(Became.CONFLICT, now, MEANWHILE)
    if edit.clears and not reason.strip():
        return Outcome(Became.NEEDS_REASON, now, NEEDS_REASON_TO_CLEAR)
    seen = held.seen.get(edit.month)
    if now and seen is not None and now["recorded_at"] <= seen and not reason.strip():
        return Outcome(Became.NEEDS_REASON, now, NEEDS_REASON)
    return None


def _says_the_same(
    row: Mapping[str, Any] | None, now: Mapping[str, Any] | None, *, clears: bool
) -> bool:
    if clears:
        return now is None
    return row is not None and now is not None and row["content"] == now["content"]


def _locked(month: date, state: State) -> Text:
    return Text(
        f"Tháng {month:%m/%Y} đã khóa ({state.words.vi}). Hãy rút lại, hoặc đề nghị trả lại "
        "tháng này trước khi sửa.",
        f"The month {month:%m/%Y} is locked ({state.words.en}). Withdraw it, or ask for it to be "
        "returned, before changing it.",
    )


@dataclass(frozen=True, slots=True)
class _Stamp:
    """Who writes, when, why, under which id."""

    import_id: str
    recorded_at: datetime
    recorded_by: str
    reason: str

    @classmethod
    def of(
        cls, person: User, statements: Sequence[_Statement], reason: str, at: datetime
    ) -> _Stamp:
        told = "\x1f".join([str(person.pk), at.isoformat(), *(s.key for s in statements)])
        mark = blake2b(told.encode(), digest_size=5).hexdigest()
        return cls(f"entry-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{mark}", at, str(person), reason)


def _write(statements: Sequence[_Statement], held: _Held, stamp: _Stamp, enterprise: Node) -> None:
    """All at once; where the database refuses an overlap, one by one, so that one stands apart."""
    wanted = [s for s in statements if s.outcome is None]
    if not wanted or _wrote(wanted, held, stamp, enterprise):
        return
    for statement in wanted:
        if not _wrote([statement], held, stamp, enterprise):
            statement.outcome = Outcome(Became.REFUSED, held.rows.get(statement.key), OVERLAP)


def _wrote(statements: Sequence[_Statement], held: _Held, stamp: _Stamp, enterprise: Node) -> bool:
    zone = enterprise.zone
    assert zone is not None
    appended = _appended(statements, held.ledger, stamp)
    try:
        with transaction.atomic():
            write_entries(zone, appended, Owners(zone, enterprise))
            check_overlaps_now()
    except IntegrityError as refused:
        if "ledger_current_no_overlap" not in str(refused):
            raise
        return False
    now = {row["key"]: row for row in appended.iter_rows(named=True)}
    for statement in statements:
        row = now[statement.key]
        statement.outcome = Outcome(Became.SAVED, None if row["void"] else row)
    return True


def _appended(statements: Sequence[_Statement], ledger: Ledger, stamp: _Stamp) -> pl.DataFrame:
    rows = [_stated(s.row) for s in statements if s.row is not None]
    parts = []
    who = {
        "import_id": stamp.import_id,
        "recorded_at": stamp.recorded_at,
        "recorded_by": stamp.recorded_by,
    }
    if rows:
        frame = pl.DataFrame(rows, schema=STATED_SCHEMA)
        plan = plan_changes(ledger, frame, Mode.CORRECT, reason=stamp.reason, **who)  # type: ignore[arg-type]
        parts.append(plan.appended)
    cleared = tuple(s.key for s in statements if s.row is None)
    if cleared:
        after = void(ledger, cleared, stamp.reason, **who)  # type: ignore[arg-type]
        parts.append(after.entries.slice(len(ledger.entries)))
    return pl.concat(parts)


def _stated(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row typed on the page stands in no file."""
    return {**{name: row[name] for name in STATED_SCHEMA}, "file": "", "sheet": "", "row": None}


def _told(statement: _Statement, held: _Held) -> Outcome:
    if statement.outcome is not None and statement.outcome.entry is not None:
        return statement.outcome
    now = held.rows.get(statement.key)
    outcome = statement.outcome or Outcome(Became.REFUSED, now, OVERLAP)
    if outcome.became is Became.SAVED:
        return outcome
    return Outcome(outcome.became, now, outcome.why)


def edit_from(given: Mapping[str, Any]) -> Edit:
    """An edit from what the page sent; raises ValueError or KeyError for anything else."""
    line = given["line"]
    return Edit(
        told={name: str(line[name]) for name in LINE},
        month=date.fromisoformat(f"{given['month']}-01"),
        **{
            name: str(given.get(name, ""))
            for name in ("base", "figure", "unit", "status", "notation", "note", "text")
        },
        reference=str(given.get("reference", "")),
    )
