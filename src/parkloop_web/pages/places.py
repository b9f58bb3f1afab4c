"""A place: what its newest study shows, with every figure explained."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from parkloop.reports.words import FRAME
from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.jobs.models import Job
from parkloop_web.ledger.limits import limits_at
from parkloop_web.pages.common import page, tell
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at, signed_in
from parkloop_web.studies.asking import ask, newest
from parkloop_web.studies.models import Study, StudyView
from parkloop_web.studies.stored import shown
from parkloop_web.studies.tasks import start, subject_of

PLACES = ("zone", "park", "enterprise")


@require_GET
@at(Need.READ, *PLACES)
def place(request: Asked, node: Node) -> HttpResponse:
    """The newest study of a place in a year; ``?year=`` and ``?study=`` keep another in sight."""
    study = _wanted_study(request, node)
    views = list(study.views.defer("explanations", "charts", "content")) if study else []
    own = [view for view in views if view.place_code == node.code]
    year = request.GET.get("year", "")
    chosen = next((view for view in own if view.year == year), own[0] if own else None)
    running = Study.objects.filter(
        place=node, state__in=(Study.State.WAITING, Study.State.RUNNING)
    ).first()
    failed = (
        Study.objects.filter(place=node, state=Study.State.FAILED).order_by("-asked_at").first()
    )
    if failed and study and failed.asked_at < study.asked_at:
        failed = None
    if chosen is not None:
        chosen = StudyView.objects.defer("explanations").get(pk=chosen.pk)
    return page(
        request,
        "places/place.html",
        {
            "node": node,
            "study": study,
            "view": shown(chosen.content) if chosen else None,
            "stored": chosen,
            "years": [view.year for view in own],
            "running": running,
            "job": Job.of(subject_of(running)) if running else None,
            "failed": failed,
            "words": FRAME,
            "places_of": chosen.places if chosen else {},
            "limits": limits_at(node).count(),
        },
    )


def _wanted_study(request: HttpRequest, node: Node) -> Study | None:
    number = request.GET.get("study", "")
    if number.isdigit():
        return get_object_or_404(Study, pk=int(number), place=node, state=Study.State.DONE)
    return newest(node)


@require_POST
@at(Need.READ, *PLACES)
def compute(request: Asked, node: Node) -> HttpResponse:
    """Ask for a new study of a place; it runs as a job, and the page tells when it is done."""
    study = ask(node, request.identity.person, timezone.now())
    start(study, request.identity.person)
    tell(
        request,
        Text(
            f"Đang tính lại {node.name_vi}. Trang này tự cập nhật khi xong.",
            f"Computing {node.name_en} again. This page updates itself when it is done.",
        ),
    )
    return redirect("place", code=node.code)


@require_GET
@signed_in
def explanations(request: Asked, study: int, key: str) -> HttpResponse:
    """What stands behind the figures of a view, as the panel reads it."""
    view = StudyView.objects.filter(study_id=study, key=key).only("explanations").first()
    if view is None:
        raise Http404
    answer = HttpResponse(view.explanations, content_type="application/json")
    # A stored run never changes; the copy stays in this person's browser only.
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


@require_GET
@signed_in
def progress(request: Asked, study: int) -> HttpResponse:
    """How far a study is; polled by the page that waits for it."""
    found = get_object_or_404(Study.objects.select_related("place"), pk=study)
    answer = page(
        request,
        "places/progress.html",
        {"study": found, "node": found.place, "job": Job.of(subject_of(found))},
    )
    if found.state in (Study.State.DONE, Study.State.FAILED):
        answer["HX-Refresh"] = "true"
    return answer


urlpatterns = [
    path("p/<str:code>/", place, name="place"),
    path("p/<str:code>/compute/", compute, name="place-compute"),
    path(
        "studies/<int:study>/<str:key>/explanations.json", explanations, name="study-explanations"
    ),
    path("studies/<int:study>/progress/", progress, name="study-progress"),
]
