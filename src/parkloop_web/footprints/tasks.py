"""Jobs of footprints: traces that take long, and answers to partners, tried again with pauses."""

from __future__ import annotations

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from parkloop.texts import Text
from parkloop_web.accounts.identity import Identity, identify
from parkloop_web.accounts.models import User
from parkloop_web.footprints.answering import HostFailed, answer, give_up
from parkloop_web.footprints.keeping import Question, make
from parkloop_web.footprints.traces import Scene
from parkloop_web.jobs.models import Job
from parkloop_web.jobs.running import Progress, job
from parkloop_web.parks.models import Node

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


_TRACING = Text("Đang truy vết", "Tracing")


@job("footprints.trace", queue="studies", tells=False)
def trace_job(
    progress: Progress, *, place_id: int, asker_id: int, kind: str, asking: dict[str, object]
) -> None:
    """Make what a page of a trace shows and keep it; run again it finds it kept."""
    place = Node.objects.select_related("zone", "park").get(pk=place_id)
    progress(_TRACING, 0.1)
    make(Question(Scene.of(place), kind, asking), identify(User.objects.get(pk=asker_id)))


def state_of(question: Question, asker: Identity) -> Job | None:
    """The newest job for this question."""
    found = Job.objects.filter(kind=trace_job.name, subject=question.subject(asker))
    return found.order_by("-asked_at").first()


def start_trace(question: Question, asker: Identity) -> Job:
    """Queue a trace that takes long; the page asks again until it is there."""
    place = question.scene.place
    return trace_job.start(
        asker.person,
        Text(f"truy vết {place.name_vi}", f"tracing {place.name_en}"),
        subject=question.subject(asker),
        place_id=place.pk,
        asker_id=asker.person.pk,
        kind=question.kind,
        asking=dict(question.asking),
    )
