"""Answers to partners as jobs: tried again with growing pauses, then given up in words."""

from __future__ import annotations

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from parkloop_web.footprints.answering import HostFailed, answer, give_up

_ATTEMPTS = 5


@app.task(
    queue="footprints",
    name="footprints.answer",
    retry=RetryStrategy(max_attempts=_ATTEMPTS, exponential_wait=5),
    pass_context=True,
)
def answer_job(context: JobContext, message_id: int, partner_id: int) -> None:
    """Answer a request; after the last attempt it is kept as failed."""
    try:
        answer(message_id, partner_id)
    except HostFailed as failed:
        if context.job.attempts + 1 >= _ATTEMPTS:
            give_up(message_id, partner_id, str(failed))
            return
        raise


def start(message_id: int, partner_id: int) -> None:
    answer_job.configure(queueing_lock=f"footprints-{message_id}").defer(
        message_id=message_id, partner_id=partner_id
    )
