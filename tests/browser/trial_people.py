"""The people of the small trial zone, each with two sessions: two browsers of one person."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction

from parkloop_web.accounts.models import User
from tests.web.data_zone import make_zone

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def make(names: Iterable[str]) -> dict[str, list[str]]:
    """Found the zone; returns the keys of the sessions by name."""
    with transaction.atomic():
        zone = make_zone()
    return {name: [_session(getattr(zone, name)) for _ in range(2)] for name in names}


def _session(user: User) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["entered_in_demo"] = True
    session.create()
    return str(session.session_key)
