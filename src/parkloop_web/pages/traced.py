"""How pages show a trace: kept if it was asked before, made at once, or made by a job meanwhile."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from parkloop.errors import RequestError
from parkloop.reports.words import FRAME
from parkloop_web.accounts.middleware import Asked
from parkloop_web.footprints.keeping import Question, find, make
from parkloop_web.footprints.models import Kept
from parkloop_web.footprints.pictures import Asking
from parkloop_web.footprints.tasks import start_trace, state_of
from parkloop_web.footprints.traces import Scene
from parkloop_web.jobs.models import Job
from parkloop_web.pages.common import page
from parkloop_web.parks.rights import signed_in
from parkloop_web.studies.stored import shown


def answer_to(request: Asked, scene: Scene, kind: str, asking: Asking) -> Kept | HttpResponse:
    """What is kept of a question, or the page that waits for it.

    Raises Http404 where the trace knows nothing of what is asked.
    """
    question = Question(scene, kind, asking)
    known = find(question, request.identity)
    if known is not None:
        return known
    if question.takes_long:
        return _waiting(request, question)
    try:
        return make(question, request.identity)
    except RequestError as unknown:
        raise Http404 from unknown


def _waiting(request: Asked, question: Question) -> HttpResponse:
    job = state_of(question, request.identity)
    failed = job if job is not None and job.state == Job.State.FAILED else None
    if failed is None:
        start_trace(question, request.identity)
    context = {"node": question.scene.place, "failed": failed}
    return page(request, "footprints/waiting.html", context)


def show(
    request: Asked, template: str, kept: Kept | HttpResponse | None, context: dict[str, Any]
) -> HttpResponse:
    """A page with what was kept, or the one that waits for it; a page that has waited loads
    itself anew."""
    if isinstance(kept, HttpResponse):
        return kept
    content = shown(kept.content) if kept else None
    places = kept.places if kept else {}
    answer = page(
        request,
        template,
        {"kept": kept, "content": content, "places_of": places, "words": FRAME} | context,
    )
    if request.headers.get("HX-Request"):
        answer["HX-Refresh"] = "true"
    return answer


@require_GET
@signed_in
def explanations(request: Asked, kept: int) -> HttpResponse:
    """What stands behind the figures of a page, as the panel reads it."""
    found = Kept.objects.filter(pk=kept).only("explanations").first()
    if found is None:
        raise Http404
    answer = HttpResponse(found.explanations, content_type="application/json")
    # What is kept never changes; the copy stays in this person's browser only.
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


urlpatterns = [
    path("footprints/<int:kept>/explanations.json", explanations, name="footprint-explanations"),
]
