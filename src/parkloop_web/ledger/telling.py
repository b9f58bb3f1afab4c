"""Tells people what became of the jobs they asked for."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from parkloop.texts import Text
from parkloop_web.jobs.models import Job
from parkloop_web.jobs.running import finished
from parkloop_web.ledger.models import Notice


@receiver(finished)
def tell_the_asker(job: Job, **more: Any) -> None:
    """One notice per job, in the transaction that ends it."""
    text = (
        Text(f"Xong: {job.name_vi}.", f"Done: {job.name_en}.")
        if job.state == Job.State.DONE
        else Text(
            f"Không xong: {job.name_vi}. {job.fault_vi}", f"Failed: {job.name_en}. {job.fault_en}"
        )
    )
    Notice.objects.get_or_create(
        user_id=job.asked_by_id,
        mark=f"job-{job.pk}",
        defaults={"kind": "job", "text_vi": text.vi, "text_en": text.en, "link": job.link},
    )
