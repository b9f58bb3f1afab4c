"""Jobs of the ledger: imports, and the reminders of every morning."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from parkloop.texts import Text
from parkloop_web.accounts.models import User
from parkloop_web.database.rls import because
from parkloop_web.jobs.models import Job
from parkloop_web.jobs.running import Progress, job
from parkloop_web.ledger.intake_checking import check_upload, refuse_check, subject_of
from parkloop_web.ledger.intake_taking import stop, take_in
from parkloop_web.ledger.models import Upload
from parkloop_web.ledger.reminding import remind


def start_import(upload: Upload, person: User) -> None:
    """Accept an import and queue it, in the transaction of the caller: both are kept or neither."""
    upload.record = {**upload.record, "waiting": True, "problem": None}
    upload.save(update_fields=["record"])
    take_in_job.start(
        person,
        Text(f"nhập {upload.file_name}", f"import of {upload.file_name}"),
        subject=f"upload/{upload.pk}",
        link=f"/p/{upload.enterprise.code}/imports/{upload.pk}/",
        lock=f"ledger-{upload.enterprise_id}",
        upload_id=upload.pk,
        person_id=person.pk,
    )


def import_of(upload: Upload) -> Job | None:
    """The newest taking in of an upload that the reader asked for."""
    return Job.of(f"upload/{upload.pk}")


def start_check(upload: Upload, person: User, then: str) -> None:
    """Queue the check of a large file, in the transaction of the caller; ``then`` is the page that
    shows what came of it."""
    upload.record = {**upload.record, "checking": True, "refused": None}
    upload.save(update_fields=["record"])
    check_job.start(
        person,
        Text(f"kiểm tra {upload.file_name}", f"check of {upload.file_name}"),
        subject=subject_of(upload),
        link=f"/p/{upload.enterprise.code}/imports/{upload.pk}/",
        upload_id=upload.pk,
        person_id=person.pk,
        then=then,
    )


def _not_checked(fault: Text, *, upload_id: int, person_id: int, then: str) -> None:
    refuse_check(Upload.objects.get(pk=upload_id), fault)


@job("ledger.check", queue="imports", on_failure=_not_checked)
def check_job(progress: Progress, *, upload_id: int, person_id: int, then: str) -> None:
    """Check a file; after a kill it begins anew and keeps the same."""
    check_upload(upload_id, User.objects.get(pk=person_id), timezone.now(), then, progress)


def _not_taken_in(fault: Text, *, upload_id: int, person_id: int) -> None:
    upload = Upload.objects.select_related("enterprise").get(pk=upload_id)
    stop(upload, User.objects.get(pk=person_id), fault)


@job("ledger.take_in", queue="imports", on_failure=_not_taken_in, tells=False)
def take_in_job(progress: Progress, *, upload_id: int, person_id: int) -> None:
    """Take an accepted file in; after a kill it runs again, and what is in stays in once."""
    progress(Text("Đang kiểm tra và ghi", "Checking and writing"), 0.1)
    because("import")
    take_in(upload_id, User.objects.get(pk=person_id), timezone.now())


@app.periodic(cron="0 1 * * *")  # 08:00 in Viet Nam
@app.task(
    queue="reminders", name="ledger.remind", queueing_lock="ledger.remind", pass_context=False
)
def remind_job(timestamp: int) -> None:
    """Every morning; run twice it tells nothing twice."""
    remind(timezone.localdate())
