"""A signed-in client of the trial zone's operator, for benchmarks; imported once Django is up."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from parkloop_web.accounts.models import User
from parkloop_web.database.rls import acting_as
from parkloop_web.ledger.intake_checking import check_upload
from parkloop_web.ledger.intake_taking import take_in
from parkloop_web.ledger.models import Entry
from tests.web.data_zone import Zone, make_zone

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def operator_client() -> tuple[Zone, Client]:
    override_settings(ALLOWED_HOSTS=["testserver"]).enable()
    with transaction.atomic():
        zone = make_zone()
    client = Client()
    client.force_login(zone.operator, backend=_BACKEND)
    session = client.session
    session["entered_in_demo"] = True
    session.save()
    return zone, client


def send(client: Client, content: bytes) -> Any:
    given = SimpleUploadedFile("rows.xlsx", content)
    answer = client.post("/p/op/imports/", {"file": given})
    assert answer.status_code == 302, answer.status_code
    return answer


def check(zone: Zone, place: str, then: str) -> None:
    """What the worker does with a large file before its pages can show it."""
    operator: User = zone.operator
    with acting_as(operator.pk):
        number = int(place.rstrip("/").rpartition("/")[2])
        check_upload(number, operator, timezone.now(), then, lambda what, done: None)


def work(zone: Zone, place: str) -> int:
    """What the worker does with the accepted file; returns the entries that came of it."""
    operator: User = zone.operator
    with acting_as(operator.pk):
        done = take_in(int(place.rstrip("/").rpartition("/")[2]), operator, timezone.now())
        return Entry.objects.filter(import_id=done.import_id).count()
