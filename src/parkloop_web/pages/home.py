"""The first page: what awaits each, according to who they are; for nobody, what this is."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET

from parkloop_web.accounts.identity import Identity
from parkloop_web.accounts.middleware import Asked
from parkloop_web.accounts.models import Role
from parkloop_web.certification.acting import CONSULTED
from parkloop_web.certification.models import Appraisal, Case
from parkloop_web.design.views import set_language
from parkloop_web.ledger.due import add_months, months_between
from parkloop_web.ledger.models import Notice, State, Submission
from parkloop_web.ledger.overview import heat_map, queue, waiting_by_state
from parkloop_web.pages.common import local_today, page
from parkloop_web.parks.models import Node
from parkloop_web.parks.ordering import by_name

MONTHS_SHOWN = 6
WAITING_SHOWN = 8


@require_GET
def home(request: Asked) -> HttpResponse:
    """Role-aware: at most two clicks to the day's task."""
    identity = request.identity
    if identity.is_nobody:
        return page(request, "home/landing.html", {})
    appraised = _appraised(identity)
    if appraised and not _places(identity):
        return redirect("certification-case", dossier=appraised[0].pk)
    places = by_name(Node.objects.filter(pk__in=_places(identity)), lambda place: (place.kind,))
    overseer = identity.is_board or identity.is_operator
    waiting_count = sum(waiting_by_state(identity).values()) if overseer else 0
    own = [place for place in places if place.kind == "enterprise"]
    last = add_months(local_today().replace(day=1), -1)
    months = months_between(add_months(last, 1 - MONTHS_SHOWN), last)
    return page(
        request,
        "home/home.html",
        {
            "places": places,
            "appraised": appraised,
            "waiting": queue(identity)[:WAITING_SHOWN] if waiting_count else (),
            "waiting_count": waiting_count,
            "own": [(place, heat_map(place, months, local_today())[0]) for place in own[:5]],
            "months": months,
            "empty_zone": _empty_zone(identity),
            "returned": Submission.objects.filter(
                enterprise_id__in=identity.editable, state=State.RETURNED
            ).select_related("enterprise"),
            "notices": Notice.objects.filter(user=identity.person, read_at=None)[:8],
        },
    )


def _appraised(identity: Identity) -> list[Case]:
    """Cases on which the reader is asked for an opinion now, the newest first."""
    mine = Appraisal.objects.filter(appraiser=identity.person, valid_until__gt=timezone.now())
    asked = Case.objects.filter(pk__in=mine.values("case"), state__in=CONSULTED)
    return list(asked.order_by("-pk"))


def _empty_zone(identity: Identity) -> str:
    """The code of the zone that one administers, while there is no park in it yet."""
    mine = [held.code for held in identity.held if held.role is Role.BOARD_ADMIN]
    return mine[0] if mine and not identity.parks else ""


def _places(identity: Identity) -> set[int]:
    return {held.place for held in identity.held} | set(identity.mandated)


urlpatterns = [path("", home, name="home"), path("language/", set_language, name="language")]
