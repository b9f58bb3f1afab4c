"""Jobs of the ledger: imports, and the reminders of every morning."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from parkloop_web.accounts.models import User
from parkloop_web.database.rls import acting_as
from parkloop_web.ledger.intake_taking import take_in
from parkloop_web.ledger.models import Upload
from parkloop_web.ledger.reminding import remind


def start_import(upload: Upload, person: User) -> None:
    """Put an import into the queue once the request that accepted it has been kept."""
    upload.record = {**upload.record, "waiting": True, "problem": None}
    upload.save(update_fields=["record"])
    transaction.on_commit(
        lambda: take_in_job.configure(lock=f"ledger-{upload.enterprise_id}").defer(
            upload_id=upload.pk, user_id=person.pk
        )
    )


@app.task(queue="imports", name="ledger.take_in", retry=3)
def take_in_job(upload_id: int, user_id: int) -> None:
    """Take an accepted file in; after a kill it runs again, and what is in stays in once."""
    with acting_as(user_id, reason="import"):
        take_in(upload_id, User.objects.get(pk=user_id), timezone.now())


@app.periodic(cron="0 1 * * *")  # 08:00 in Viet Nam
@app.task(
    queue="reminders", name="ledger.remind", queueing_lock="ledger.remind", pass_context=False
)
def remind_job(timestamp: int) -> None:
    """Every morning; run twice it tells nothing twice."""
    remind(timezone.localdate())
