"""The check of a large file as a job: kept with the upload, told by the page that waits for it.

A small file is checked while its sender waits for the answer; a large one would keep them and a
worker of the site for seconds, so that its pages wait for a job instead.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from parkloop.texts import Text
from parkloop_web.accounts.models import User
from parkloop_web.jobs.models import Job
from parkloop_web.ledger.intake_taking import keep_check
from parkloop_web.ledger.models import Upload

#: Files up to this size are checked at once: about 3,000 rows of a workbook, a fifth of a second.
AT_ONCE_BYTES: Final = 100_000
_WORKED_ON: Final = (Upload.State.RECEIVED, Upload.State.CHECKED)
READING: Final = Text("Đọc tệp và so với sổ cái", "Reading the file, comparing with the ledger")


def is_large(upload: Upload) -> bool:
    """Whether a check of it is a job."""
    return len(upload.content) > AT_ONCE_BYTES


def is_checked_now(upload: Upload) -> bool:
    """Whether a check waits or runs; its pages have nothing to show yet."""
    return bool(upload.record.get("checking")) and upload.state in _WORKED_ON


def subject_of(upload: Upload) -> str:
    return f"check/{upload.pk}"


def check_of(upload: Upload) -> Job | None:
    """The newest check of an upload that the reader asked for."""
    return Job.of(subject_of(upload))


def check_upload(
    upload_id: int, person: User, at: datetime, then: str, progress: Callable[[Text, float], None]
) -> Upload:
    """Check a file as it is now and say which page shows it; given up meanwhile, it stays so."""
    upload = (
        Upload.objects.select_for_update(of=("self",))
        .select_related("enterprise", "enterprise__zone", "enterprise__park")
        .get(pk=upload_id)
    )
    if upload.state not in _WORKED_ON:
        return upload
    progress(READING, 0.1)
    keep_check(upload, person, at)
    progress(READING, 0.95)
    upload.record = {**upload.record, "then": then}
    upload.save(update_fields=["record"])
    return upload


def refuse_check(upload: Upload, fault: Text) -> None:
    """A file that could not be read: refused before its first check, else as it was, told why."""
    record = {k: v for k, v in upload.record.items() if k != "checking"}
    upload.record = {**record, "refused": fault.as_dict()}
    if "check" not in record:
        upload.state = Upload.State.REFUSED
    upload.save(update_fields=["record", "state"])
