"""A file on its way into the ledger: received, read with what was put right since, compared.

Nothing is written to the ledger here (see ``intake_taking``). A file waits in the database, under
the rights of its enterprise; the folder it is unpacked in exists only while it is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, Final

from parkloop.findings import Finding, has_errors, in_order
from parkloop.io.catalog_files import load_catalog
from parkloop.io.intake.guard import admit_file
from parkloop.io.intake.guard_rules import DEFAULT_LIMITS
from parkloop.io.intake.mappings import SenderMapping, mapping_from
from parkloop.io.intake.preview import (
    ImportRequest,
    Preview,
    Received,
    preview_received,
    receive,
)
from parkloop.io.intake.repairs import Repair, repaired
from parkloop.io.intake.spreadsheet import Cell
from parkloop.io.returned import returned_workbook
from parkloop.ledger.changes import Mode
from parkloop.ledger.ledger import Ledger
from parkloop.ledger.park import Park
from parkloop.texts import Text
from parkloop_web.accounts.models import User
from parkloop_web.ledger.intake_limits import limits_of
from parkloop_web.ledger.models import SavedMapping, Upload
from parkloop_web.ledger.snapshot import park_of, stated_ledger
from parkloop_web.parks.models import Node

#: What the guard admits on the site: files of up to 25 MB.
LIMITS: Final = replace(DEFAULT_LIMITS, file_bytes=25_000_000)
MODE_WORDS: Final = {
    Mode.ONLY_NEW: Text("Chỉ thêm số liệu mới", "Add what is new"),
    Mode.CORRECT: Text("Thêm và sửa số liệu đã có", "Add, and correct what differs"),
    Mode.REPLACE_PERIOD: Text("Thay toàn bộ kỳ của tệp", "Replace the whole period"),
}
_NAME_LENGTH: Final = 150


@dataclass(frozen=True)
class Examined:
    """A file compared with the ledger, and why it cannot be taken in, if it cannot."""

    preview: Preview
    ledger: Ledger
    limits: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        return in_order([*self.preview.findings, *self.limits])

    @property
    def may_be_taken(self) -> bool:
        return self.preview.appended is not None and not has_errors(self.limits)


def receive_upload(
    person: User, enterprise: Node, file_name: str, content: bytes, *, at: datetime
) -> Upload:
    """Keep a file that the guard admits; raises InputRefused with every reason if it does not.

    The guard looks at what the file is, not at its rows: those are read by the check.
    """
    name = safe_name(file_name)
    with _as_file(name, content) as path:
        admit_file(path, LIMITS)
    return Upload.objects.create(
        enterprise=enterprise,
        by=person,
        at=at,
        file_name=name,
        content=content,
        sha256=sha256(content).hexdigest(),
        mode=Mode.ONLY_NEW.value,
    )


def safe_name(file_name: str) -> str:
    """The last part of a name, without what no file name should hold."""
    last = PurePosixPath(file_name.replace("\\", "/")).name
    kept = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*').strip(" .")
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[:_NAME_LENGTH]}{dot}{ending[:10]}" if dot else (kept[:_NAME_LENGTH] or "file")


@contextmanager
def _as_file(name: str, content: bytes) -> Iterator[Path]:
    with TemporaryDirectory(prefix="parkloop-") as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        yield path


def examine(upload: Upload, *, by: str, at: datetime) -> Examined:
    """Read the file with its repairs and mapping, and compare it with what is stated now."""
    enterprise = upload.enterprise
    assert enterprise.zone is not None
    park = park_of(enterprise.zone)
    ledger = stated_ledger(enterprise, park)
    preview = preview_received(
        received_of(upload),
        ledger,
        load_catalog(),
        mapping_of(upload),
        _request(upload, park, by, at),
    )
    limits = limits_of(enterprise, ledger, preview.appended)
    return Examined(preview, ledger, tuple(limits))


def received_of(upload: Upload) -> Received:
    """The tables of the sheets that were chosen, with what was put right on the page."""
    with _as_file(upload.file_name, bytes(upload.content)) as path:
        received = receive(path, LIMITS)
    chosen = upload.mapping.get("sheets")
    tables = [t for t in received.tables if chosen is None or t.sheet in chosen]
    repairs = tuple(repairs_of(upload))
    return replace(
        received, tables=repaired(tables or received.tables, repairs), repairs=_plain(upload)
    )


def _plain(upload: Upload) -> tuple[Any, ...]:
    return tuple(upload.repairs)


def repairs_of(upload: Upload) -> Iterator[Repair]:
    for each in upload.repairs:
        yield Repair(each["sheet"], each["row"], each["column"], each["value"])


def _request(upload: Upload, park: Park, by: str, at: datetime) -> ImportRequest:
    code = upload.enterprise.code
    own = park.below(code)
    if upload.enterprise.operator and upload.enterprise.park is not None:
        own = own | {upload.enterprise.park.code}
    mode = Mode(upload.mode)
    return ImportRequest(
        mode=mode,
        by=by,
        at=at,
        sender=upload.sender,
        reason=upload.reason,
        partial=upload.partial,
        of=(code,) if mode is Mode.REPLACE_PERIOD else (),
        within=frozenset(own),
    )


def mapping_of(upload: Upload) -> SenderMapping:
    """How the columns of this file are read: as set on the page, else as saved for the sender."""
    if "sender" in upload.mapping:
        return mapping_from(upload.mapping["sender"])
    saved = SavedMapping.objects.filter(
        enterprise_id=upload.enterprise_id, sender=upload.sender
    ).first()
    return mapping_from(saved.mapping) if saved else SenderMapping(sender=upload.sender)


def add_repairs(upload: Upload, repairs: list[tuple[str, int, int | None, Cell]]) -> int:
    """Remember cells put right on the page; the last word on a cell holds. Returns how many."""
    kept = {(r["sheet"], r["row"], r["column"]): r for r in upload.repairs}
    for sheet, row, column, value in repairs:
        written = value.isoformat() if isinstance(value, date) else value
        kept[(sheet, row, column)] = {
            "sheet": sheet,
            "row": row,
            "column": column,
            "value": written,
        }
    upload.repairs = list(kept.values())
    upload.save(update_fields=["repairs"])
    return len(repairs)


def returned(upload: Upload, examined: Examined, *, only_bad: bool = False) -> bytes:
    """The sender's workbook with what is wrong coloured, as it was sent (without repairs)."""
    with _as_file(upload.file_name, bytes(upload.content)) as path:
        return returned_workbook(
            path, examined.preview.staged, examined.findings, only_bad=only_bad
        )


def same_file_before(upload: Upload) -> Upload | None:
    """The last time this very file was taken in, if it was."""
    return (
        Upload.objects.filter(
            enterprise_id=upload.enterprise_id,
            sha256=upload.sha256,
            state=Upload.State.COMMITTED,
        )
        .exclude(pk=upload.pk)
        .order_by("-committed_at")
        .defer("content", "record")
        .first()
    )
