"""Evidence files: brought, served through a check of rights, withdrawn."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from parkloop.errors import ParkloopError
from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.ledger.commenting import link_of
from parkloop_web.ledger.evidence import (
    MOST_BYTES,
    add_evidence,
    may_be_shown,
    served_name,
    withdraw,
)
from parkloop_web.ledger.models import Evidence
from parkloop_web.pages.common import tell, warn
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at


@require_POST
@at(Need.EDIT, "enterprise")
def add(request: Asked, node: Node) -> HttpResponse:
    """Keep a file for a value or month; back to where one was, told what came of it."""
    about = request.POST.get("about", "")
    given = request.FILES.get("file")
    if given is None or given.size is None or given.size > MOST_BYTES:
        warn(
            request,
            Text("Hãy chọn một tệp không quá 25 MB.", "Choose a file of at most 25 MB."),
        )
        return redirect(back_to(node, about))
    try:
        add_evidence(
            request.identity.person,
            node,
            about,
            given.name or "",
            given.read(),
            at=timezone.now(),
            valid_until=_day(request.POST.get("valid_until", "")),
        )
    except ParkloopError as refused:
        warn(request, refused.text)
    else:
        tell(request, Text("Đã lưu minh chứng.", "The evidence was kept."))
    return redirect(back_to(node, about))


def back_to(node: Node, about: str) -> str:
    kind, _, name = about.partition("/")
    if kind not in ("key", "month") or not name.replace("-", "").isalnum():
        raise Http404
    return link_of(node, about)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _evidence(node: Node, number: int) -> Evidence:
    found = Evidence.objects.filter(enterprise=node, pk=number, withdrawn_at=None).first()
    if found is None:
        raise Http404
    return found


@require_GET
@at(Need.READ, "enterprise")
def file(request: Asked, node: Node, number: int) -> HttpResponse:
    """The file under a name of our own; only pictures are shown in place, and only when asked."""
    found = _evidence(node, number)
    inline = "show" in request.GET and may_be_shown(found)
    answer = HttpResponse(
        bytes(found.content),
        content_type=found.media_type,
        headers={
            "X-Content-Type-Options": "nosniff",
            # Whatever it holds, it runs nothing and loads nothing.
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
    answer.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=not inline, filename=served_name(found))
        or "attachment"
    )
    return answer


@require_POST
@at(Need.EDIT, "enterprise")
def take_back(request: Asked, node: Node, number: int) -> HttpResponse:
    """Withdraw a file, with a reason."""
    found = _evidence(node, number)
    about = found.uses.values_list("about", flat=True).first()
    if about is None:
        raise PermissionDenied
    try:
        withdraw(found, reason=request.POST.get("reason", ""), at=timezone.now())
    except ParkloopError as refused:
        warn(request, refused.text)
    else:
        tell(request, Text("Đã rút minh chứng.", "The evidence was withdrawn."))
    return redirect(back_to(node, about))


urlpatterns = [
    path("p/<str:code>/evidence/", add, name="evidence-add"),
    path("p/<str:code>/evidence/<int:number>/", file, name="evidence-file"),
    path("p/<str:code>/evidence/<int:number>/withdraw/", take_back, name="evidence-withdraw"),
]
