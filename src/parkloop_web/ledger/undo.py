"""Takes an import back as one act, for thirty days: planned first, shown, then done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from parkloop.errors import RequestError
from parkloop.io.intake.preview import ImportRequest
from parkloop.io.intake.undo import Undo, plan_undo
from parkloop.ledger.changes import Mode
from parkloop.ledger.ledger import Ledger
from parkloop.texts import Text
from parkloop_web.accounts.models import User
from parkloop_web.database.rls import because
from parkloop_web.ledger.history_words import local_month
from parkloop_web.ledger.intake_limits import locked_months
from parkloop_web.ledger.intake_taking import check_overlaps_now, lock_writers
from parkloop_web.ledger.models import Upload
from parkloop_web.ledger.snapshot import Owners, park_of, stated_ledger, write_entries

#: How long an import can be taken back.
UNDO_FOR: Final = timedelta(days=30)


@dataclass(frozen=True)
class UndoPlan:
    """What taking an import back would do: the core's plan, and why it may not be done."""

    plan: Undo
    ledger: Ledger
    refusals: tuple[Text, ...]


def until(upload: Upload) -> datetime | None:
    """The last moment at which the import can be undone; None when it is not in the ledger."""
    if upload.state != Upload.State.COMMITTED or upload.committed_at is None:
        return None
    return upload.committed_at + UNDO_FOR


def plan_of(upload: Upload, *, by: str, at: datetime, reason: str) -> UndoPlan:
    """Plan to undo; raises RequestError when there is no such import or no reason."""
    zone = upload.enterprise.zone
    assert zone is not None
    ledger = stated_ledger(upload.enterprise, park_of(zone))
    plan = plan_undo(
        ledger, upload.import_id, ImportRequest(Mode.CORRECT, by=by, at=at, reason=reason)
    )
    return UndoPlan(plan, ledger, tuple(_refusals(upload, plan, zone.time_zone, at)))


def _refusals(upload: Upload, plan: Undo, zone: str, at: datetime) -> list[Text]:
    last = until(upload)
    refusals = []
    if last is None:
        refusals.append(
            Text(
                "Lần nhập này không còn trong sổ cái: đã hoàn tác, hoặc chưa bao giờ được nhận.",
                "This import is not in the ledger: it was undone, or never taken in.",
            )
        )
    elif at > last:
        refusals.append(
            Text(
                f"Đã quá {UNDO_FOR.days} ngày (đến {last:%d/%m/%Y}). Hãy sửa từng số liệu, hoặc "
                "nhập tệp đúng ở chế độ sửa.",
                f"More than {UNDO_FOR.days} days have passed (until {last:%d/%m/%Y}). Correct the "
                "values one by one, or import the right file in the mode that corrects.",
            )
        )
    months = {local_month(start, zone) for start in plan.appended["start"].to_list()}
    for month, state in sorted(locked_months(upload.enterprise, months).items()):
        refusals.append(
            Text(
                f"Tháng {month:%m/%Y} đã khóa ({state.words.vi}). Hãy rút lại hoặc đề nghị trả "
                "lại tháng đó trước.",
                f"The month {month:%m/%Y} is locked ({state.words.en}). Withdraw it, or ask for "
                "it to be returned, first.",
            )
        )
    return refusals


def undo(upload_id: int, person: User, *, reason: str, at: datetime) -> UndoPlan:
    """Take the import back; raises RequestError that names everything that stands against it."""
    upload = (
        Upload.objects.select_for_update(of=("self",))
        .select_related("enterprise", "enterprise__zone", "enterprise__park")
        .get(pk=upload_id)
    )
    lock_writers(upload.enterprise)
    planned = plan_of(upload, by=str(person), at=at, reason=reason)
    if planned.refusals:
        raise RequestError(
            Text(
                " ".join(text.vi for text in planned.refusals),
                " ".join(text.en for text in planned.refusals),
            )
        )
    because(reason)
    zone = upload.enterprise.zone
    assert zone is not None
    write_entries(zone, planned.plan.appended, Owners(zone, upload.enterprise))
    check_overlaps_now()
    upload.state, upload.undone_at = Upload.State.UNDONE, at
    upload.record = {**upload.record, "undo": dict(planned.plan.record)}
    upload.save(update_fields=["state", "undone_at", "record"])
    return planned
