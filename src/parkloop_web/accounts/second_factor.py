"""Boards, administrators of operators, and experts come in with a second factor, or not at all.

The demo zone is the one exception (decision 0303): its people are invented, its data too, and
whoever enters by a link that the demo has printed may go on without. Every page says that it is
demo data.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.db import connection
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from parkloop_web.accounts.identity import Identity
from parkloop_web.accounts.models import User

DEMO: Final = "entered_in_demo"
#: Where one may go before the second factor is set up.
_OPEN: Final = ("/accounts/", "/enter/", "/language/", "/static/")
#: Recovery codes stand in for one of these; alone they are none.
FACTORS: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class SecondFactorMiddleware:
    """Sends people who need a second factor to its set-up until they have one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        identity: Identity = request.identity  # type: ignore[attr-defined]
        if must_set_up(request, identity):
            if request.path.startswith("/api/"):
                return HttpResponse(status=403)
            return redirect(reverse("mfa_index"))
        return self.get_response(request)


def must_set_up(request: HttpRequest, identity: Identity) -> bool:
    if identity.user is None or not identity.needs_second_factor:
        return False
    if request.path.startswith(_OPEN) or is_mfa_enabled(identity.user, FACTORS):
        return False
    return not (request.session.get(DEMO) and is_demo())


def is_demo() -> bool:
    """Whether every zone of this installation is invented."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT parkloop_is_demo()")
        (demo,) = cursor.fetchone()
    return bool(demo)


@receiver(authenticator_added)
def end_other_sessions(request: HttpRequest, user: User, **more: Any) -> None:
    """What was opened by a password alone ends when a second factor comes in."""
    others = UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key)
    for session in others:
        session.end()
