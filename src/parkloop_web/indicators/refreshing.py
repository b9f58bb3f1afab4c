"""A zone's study renews the indicators of its parks: one job after the other."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from parkloop.texts import Text
from parkloop_web.accounts.models import User
from parkloop_web.indicators.intake import take_computed
from parkloop_web.jobs.running import Progress, job
from parkloop_web.ledger.snapshot import snapshot_of
from parkloop_web.studies.models import Study
from parkloop_web.studies.tasks import computed

_COMPUTING = Text("Tính chỉ tiêu của các khu", "Computing the indicators of the parks")


@receiver(computed)
def renew(study: Study, asker_id: int, **more: Any) -> None:
    """Queue the job when a study of a zone is done; other places have no indicators of parks."""
    zone = study.place
    if zone.kind != "zone":
        return
    refresh_job.start(
        User.objects.get(pk=asker_id),
        Text(f"chỉ tiêu của {zone.name_vi}", f"indicators of {zone.name_en}"),
        subject=f"indicators/{study.pk}",
        link=f"/z/{zone.code}/statistics/",
        study_id=study.pk,
        asker_id=asker_id,
    )


@job("indicators.refresh", queue="studies")
def refresh_job(progress: Progress, *, study_id: int, asker_id: int) -> None:
    """Keep the indicators of every year of a study, with its parameters, as a vintage of today."""
    study = Study.objects.select_related("place").get(pk=study_id)
    snapshot = snapshot_of(study.place, submitted=True)
    asker = User.objects.get(pk=asker_id)
    years = sorted(year for year in study.summary if year.isdigit())
    for number, year in enumerate(years):
        progress(_COMPUTING, number / len(years))
        take_computed(study.place, snapshot, int(year), asker, timezone.now(), study.parameters)
