"""Studies as jobs: they survive a kill, run under the rights of their asker, and tell when done."""

from __future__ import annotations

from django.db import transaction
from procrastinate.contrib.django import app

from parkloop.texts import Text
from parkloop_web.accounts.models import User
from parkloop_web.database.rls import acting_as
from parkloop_web.ledger.models import Notice
from parkloop_web.studies.models import Study
from parkloop_web.studies.running import run


def start(study: Study, asker: User) -> None:
    """Put a study into the queue once the request that asked for it has been kept."""
    transaction.on_commit(
        lambda: run_study_job.configure(queueing_lock=f"study-{study.pk}").defer(
            study_id=study.pk, user_id=asker.pk
        )
    )


@app.task(queue="studies", name="studies.run", retry=3)
def run_study_job(study_id: int, user_id: int) -> None:
    """Run a stored study; run again after a kill it begins anew and leaves the same rows."""
    with acting_as(user_id):
        study = Study.objects.select_related("place", "place__zone", "place__park").get(pk=study_id)
        if study.state in (Study.State.DONE, Study.State.FAILED):
            return
        run(study)
        _tell(study, user_id)


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
