"""Words on a value or month, and what people are told: notices."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from parkloop.errors import ParkloopError
from parkloop_web.accounts.middleware import Asked
from parkloop_web.ledger.commenting import resolve, say_in_thread
from parkloop_web.ledger.models import Comment, Notice
from parkloop_web.pages.common import page, warn
from parkloop_web.pages.evidence import back_to
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at, signed_in

_SHOWN = 100


def _may_speak(request: Asked, node: Node) -> bool:
    return node.pk in request.identity.editable | request.identity.overseen


@require_POST
@at(Need.READ, "enterprise")
def add(request: Asked, node: Node) -> HttpResponse:
    """Say something in a thread; the enterprise and those who oversee it may."""
    if not _may_speak(request, node):
        raise PermissionDenied
    about = request.POST.get("about", "")
    try:
        say_in_thread(
            request.identity,
            node,
            about,
            request.POST.get("text", ""),
            asks_for_evidence="asks_for_evidence" in request.POST,
            at=timezone.now(),
        )
    except ParkloopError as refused:
        warn(request, refused.text)
    return redirect(f"{back_to(node, about)}#thread")


@require_POST
@at(Need.READ, "enterprise")
def settle(request: Asked, node: Node, number: int) -> HttpResponse:
    """Say that a word is settled."""
    if not _may_speak(request, node):
        raise PermissionDenied
    found = Comment.objects.filter(enterprise=node, pk=number).first()
    if found is None:
        raise Http404
    resolve(request.identity, found, at=timezone.now())
    return redirect(f"{back_to(node, found.about)}#thread")


@require_GET
@signed_in
def notices(request: Asked) -> HttpResponse:
    """What one was told, the newest first."""
    own = Notice.objects.filter(user=request.identity.person)
    listed = list(own[:_SHOWN])
    return page(
        request,
        "notices/notices.html",
        {"notices": listed, "unread": sum(1 for n in listed if n.read_at is None)},
    )


@require_POST
@signed_in
def read(request: Asked) -> HttpResponse:
    """Mark what was shown as read."""
    numbers = [int(n) for n in request.POST.getlist("notice") if n.isdigit()]
    Notice.objects.filter(user=request.identity.person, pk__in=numbers, read_at=None).update(
        read_at=timezone.now()
    )
    return redirect("notices")


urlpatterns = [
    path("p/<str:code>/comments/", add, name="comment-add"),
    path("p/<str:code>/comments/<int:number>/settle/", settle, name="comment-settle"),
    path("notices/", notices, name="notices"),
    path("notices/read/", read, name="notices-read"),
]
