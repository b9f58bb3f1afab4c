"""Takes a checked file into the ledger, in one transaction: all of it, once, or nothing.

The plan is made anew under a lock that every writer of an enterprise takes. If it no longer does
what the preview said, nothing is written and what changed is told. A process that dies leaves
nothing behind; run again it begins anew, and a file that is in is not taken in twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import IntegrityError, connection, transaction

from parkloop.errors import ParkloopError
from parkloop.findings import Severity
from parkloop.io.catalog_files import load_catalog
from parkloop.texts import Text
from parkloop_web.accounts.models import User
from parkloop_web.database.rls import because
from parkloop_web.ledger.history_words import Words
from parkloop_web.ledger.intake import Examined, examine
from parkloop_web.ledger.intake_kept import keep
from parkloop_web.ledger.models import Notice, SavedMapping, Upload
from parkloop_web.ledger.snapshot import Owners, write_entries
from parkloop_web.parks.models import Node

_COUNT_WORDS: Final = {
    "new": Text("mới", "new"),
    "same": Text("giữ nguyên", "same"),
    "corrected": Text("sửa", "corrected"),
    "refused": Text("từ chối", "refused"),
    "voided": Text("hủy", "voided"),
    "bad": Text("lỗi", "bad"),
}
OVERLAP: Final = Text(
    "Kỳ của hai số đọc cùng một công tơ chồng lên nhau, nên chưa ghi gì. Hãy kiểm tra tệp lần nữa "
    "để xem đó là dòng nào.",
    "The periods of two readings of one meter overlap, so nothing was written. Check the file "
    "again to see which rows they are.",
)


def lock_writers(enterprise: Node) -> None:
    """Wait for other writers of this enterprise; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(4712, %s)", [enterprise.pk])


def keep_check(upload: Upload, person: User, at: datetime) -> Examined:
    """Check a file as it is now, and keep what came of it."""
    examined = examine(upload, by=str(person), at=at)
    keep(upload, examined, Words(examined.ledger.park, load_catalog()), at)
    return examined


def take_in(upload_id: int, person: User, at: datetime) -> Upload:
    """Write what the preview promised; the outcome is kept with the upload and told.

    Runs under the rights of ``person``, in the caller's transaction.
    """
    upload = (
        Upload.objects.select_for_update(of=("self",))
        .select_related("enterprise", "enterprise__zone", "enterprise__park")
        .get(pk=upload_id)
    )
    if upload.state != Upload.State.CHECKED:
        return upload
    lock_writers(upload.enterprise)
    promised = dict(upload.counts)
    try:
        examined = keep_check(upload, person, at)
    except ParkloopError as refused:
        return stop(upload, person, refused.text)
    problem = _problem(examined, promised)
    if problem is None:
        problem = _write(upload, examined)
    if problem is not None:
        return stop(upload, person, problem)
    upload.state = Upload.State.COMMITTED
    upload.import_id = examined.preview.import_id
    upload.committed_at = at
    upload.record = {**upload.record, "problem": None, "waiting": False}
    upload.save()
    _remember(upload, examined)
    _tell(upload, person, _done(upload))
    return upload


def _problem(examined: Examined, promised: Mapping[str, int]) -> Text | None:
    """Why the plan may not be carried out, if it may not."""
    blocking = [f for f in examined.limits if f.severity is Severity.ERROR]
    if blocking:
        first = blocking[0]
        return Text(
            f"{first.message.vi} {first.remedy.vi}", f"{first.message.en} {first.remedy.en}"
        )
    if not examined.may_be_taken:
        return Text(
            "Tệp không có gì để ghi vào sổ cái.", "The file has nothing to write into the ledger."
        )
    changed = changed_counts(promised, examined.preview.counts)
    if changed is None:
        return None
    return Text(
        f"Sổ cái đã thay đổi từ khi bạn xem so sánh ({changed.vi}). Chưa ghi gì; hãy xem lại so "
        "sánh rồi nhận.",
        f"The ledger has changed since you saw the comparison ({changed.en}). Nothing was "
        "written; look at the comparison again, then accept.",
    )


def changed_counts(before: Mapping[str, int], after: Mapping[str, int]) -> Text | None:
    """'new 12 → 10, same 0 → 2'; None when the counts are the same."""
    parts = [
        (word, before.get(name, 0), after.get(name, 0))
        for name, word in _COUNT_WORDS.items()
        if before.get(name, 0) != after.get(name, 0)
    ]
    if not parts:
        return None
    return Text(
        ", ".join(f"{word.vi} {old} → {new}" for word, old, new in parts),
        ", ".join(f"{word.en} {old} → {new}" for word, old, new in parts),
    )


def _write(upload: Upload, examined: Examined) -> Text | None:
    """Append the entries; a breach of the database's own rules is told in words."""
    entries = examined.preview.appended
    zone = upload.enterprise.zone
    assert entries is not None
    assert zone is not None
    because(upload.reason)
    try:
        with transaction.atomic():
            write_entries(zone, entries, Owners(zone, upload.enterprise))
            check_overlaps_now()
    except IntegrityError as refused:
        if "ledger_current_no_overlap" not in str(refused):
            raise
        return OVERLAP
    return None


def check_overlaps_now() -> None:
    """Ask for the deferred constraint here, so that a breach can be told where it was made."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ledger_current_no_overlap IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ledger_current_no_overlap DEFERRED")


def stop(upload: Upload, person: User, problem: Text) -> Upload:
    """Keep with the upload why nothing was written, and tell the person."""
    upload.record = {**upload.record, "problem": problem.as_dict(), "waiting": False}
    upload.save(update_fields=["record", "counts", "state"])
    name = upload.file_name
    _tell(
        upload,
        person,
        Text(f"Chưa nhập được {name}: {problem.vi}", f"{name} was not imported: {problem.en}"),
    )
    return upload


def _remember(upload: Upload, examined: Examined) -> None:
    """What the columns of this sender's files mean, for the next one."""
    SavedMapping.objects.update_or_create(
        enterprise=upload.enterprise,
        sender=upload.sender,
        defaults={"mapping": examined.preview.mapping.as_dict()},
    )


def _done(upload: Upload) -> Text:
    counts = upload.counts
    return Text(
        f"Đã nhập {upload.file_name}: {counts['new']} mới, {counts['corrected']} sửa, "
        f"{counts['voided']} hủy, {counts['same']} giữ nguyên.",
        f"{upload.file_name} was imported: {counts['new']} new, {counts['corrected']} corrected, "
        f"{counts['voided']} voided, {counts['same']} unchanged.",
    )


def _tell(upload: Upload, person: User, text: Text) -> None:
    Notice.objects.create(
        user=person,
        enterprise=upload.enterprise,
        kind="import",
        text_vi=text.vi,
        text_en=text.en,
        link=f"/p/{upload.enterprise.code}/imports/{upload.pk}/",
    )
