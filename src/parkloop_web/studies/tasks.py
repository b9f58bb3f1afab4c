"""Studies as jobs: they survive a kill, run under the rights of their asker, and tell when done."""

from __future__ import annotations

from typing import Final

from django.dispatch import Signal
from django.utils import timezone

from parkloop.texts import Text
from parkloop_web.accounts.models import User
from parkloop_web.jobs.models import Job
from parkloop_web.jobs.running import Progress, job
from parkloop_web.ledger.models import Notice
from parkloop_web.studies.models import Study
from parkloop_web.studies.running import run

#: Sent in the transaction that ends a study, with ``study`` and ``asker_id``.
computed: Final = Signal()
#: What is being done, by the name of the step.
_STEPS = {
    "checks": Text("Kiểm tra số liệu", "Checking the data"),
    "views": Text("Lập trang và biểu đồ", "Making pages and charts"),
}
_COMPUTING = Text("Đang tính", "Computing")


def subject_of(study: Study) -> str:
    return f"study/{study.pk}"


def start(study: Study, asker: User) -> Job:
    """Queue a study in the transaction of the request that asked for it: both or neither."""
    return run_study_job.start(
        asker,
        Text(f"tính {study.place.name_vi}", f"computing {study.place.name_en}"),
        subject=subject_of(study),
        link=f"/p/{study.place.code}/",
        study_id=study.pk,
        asker_id=asker.pk,
    )


def _not_run(fault: Text, *, study_id: int, asker_id: int) -> None:
    study = Study.objects.select_related("place").get(pk=study_id)
    study.state, study.finished_at = Study.State.FAILED, timezone.now()
    study.fault_vi, study.fault_en = fault.vi, fault.en
    study.save()
    _tell(study, asker_id)


@job("studies.run", queue="studies", on_failure=_not_run, tells=False)
def run_study_job(progress: Progress, *, study_id: int, asker_id: int) -> None:
    """Run a stored study; run again after a kill it begins anew and leaves the same rows."""
    study = Study.objects.select_related("place", "place__zone", "place__park").get(pk=study_id)
    if study.state in (Study.State.DONE, Study.State.FAILED):
        return
    run(study, lambda step, done: progress(_STEPS.get(step, _COMPUTING), done))
    if study.state == Study.State.DONE:
        computed.send(sender=Study, study=study, asker_id=asker_id)
    _tell(study, asker_id)


def _tell(study: Study, user_id: int) -> None:
    done = study.state == Study.State.DONE
    text = Text(
        f"Đã tính xong {study.place.name_vi}."
        if done
        else f"Không tính được {study.place.name_vi}: {study.fault_vi}",
        f"{study.place.name_en} has been computed."
        if done
        else f"{study.place.name_en} could not be computed: {study.fault_en}",
    )
    Notice.objects.get_or_create(
        user_id=user_id,
        mark=f"study-{study.pk}",
        defaults={
            "kind": "study",
            "text_vi": text.vi,
            "text_en": text.en,
            "link": f"/p/{study.place.code}/",
        },
    )
