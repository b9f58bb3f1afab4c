"""The people of the small trial zone, each with two sessions: two browsers of one person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction

from parkloop.ledger.columns import as_entries, stated
from parkloop.ledger.entries import Flow, Status
from parkloop.periods import parse
from parkloop_web.accounts.models import User
from parkloop_web.database.rls import acting_as
from parkloop_web.ledger.snapshot import Owners, write_entries
from parkloop_web.parks.models import Node
from tests.web.data_zone import Zone, make_zone

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def make(names: Iterable[str]) -> dict[str, list[str]]:
    """Found the zone; returns the keys of the sessions by name."""
    with transaction.atomic():
        zone = make_zone()
        _make_steel(zone)
    return {name: [_session(getattr(zone, name)) for _ in range(2)] for name in names}


def _make_steel(zone: Zone) -> None:
    """Diesel that the neighbour burns for what it makes, so that there is a footprint."""
    flows = [
        Flow(
            stream=stream,
            from_node=source,
            to_node=target,
            period=parse("2022"),
            quantity=quantity,
            unit=unit,
            status=Status.MEASURED,
            activity=activity,
        )
        for stream, source, target, quantity, unit, activity in (
            ("diesel", "market", "t02", 9_000.0, "l", "stationary.manufacturing"),
            ("plastic-part", "t02", "market", 40.0, "t", ""),
        )
    ]
    rows = as_entries(
        stated(flows),
        import_id="20230102T000000Z-neighbour",
        recorded_at=datetime(2023, 1, 2, tzinfo=UTC),
        recorded_by=zone.neighbour.email,
    )
    with acting_as(zone.neighbour.pk):
        whole = Node.objects.get(kind="zone")
        write_entries(whole, rows, Owners(whole, zone.nodes["t02"]))


def _session(user: User) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["entered_in_demo"] = True
    session.create()
    return str(session.session_key)
