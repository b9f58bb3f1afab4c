"""The host that partners' systems speak to: what the public conformance service asks, and rights.

Case numbers are those of the public conformance service for version 3.
"""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client as Browser
from django.utils import timezone

from parkloop.pact.events import TYPES, read_event
from parkloop.pact.reading import read_data_sets
from parkloop_web.database.rls import acting_as
from parkloop_web.footprints import answering, host
from parkloop_web.footprints.acting import as_partner
from parkloop_web.footprints.keys import TOKEN_LIFE, seal, token_for, unseal
from parkloop_web.footprints.limits import Limit
from parkloop_web.footprints.models import Issued, Message, Partner, Receipt, Release
from parkloop_web.footprints.receipts import is_sound
from tests.web.pact_zone import (
    BASE,
    FIRST,
    SECOND,
    THIRD,
    issue,
    make_zone,
    partner,
    release,
)

pytestmark = pytest.mark.django_db
JSON = "application/cloudevents+json; charset=UTF-8"


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


@pytest.fixture
def zone():
    return make_zone()


@pytest.fixture
def known(zone):
    """A partner to whom three data sets were released; a fourth was not."""
    client = partner(zone)
    for document in (FIRST, SECOND, THIRD):
        release(zone, issue(zone, document), client)
    return client


def ask(method, path, headers=None, **more):
    call = getattr(Browser(), method)
    return call(f"/pact{path}", secure=more.pop("secure", True), headers=headers or {}, **more)


def sign_in(client_id, secret, **more):
    pair = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    return ask(
        "post",
        "/auth/token",
        {"Authorization": f"Basic {pair}"},
        data="grant_type=client_credentials",
        content_type="application/x-www-form-urlencoded",
        **more,
    )


def bearer(client):
    return {
        "Authorization": f"Bearer {sign_in(client.client_id, client.secret).json()['access_token']}"
    }


def listed(client, query=""):
    answer = ask("get", f"/3/footprints{query}", bearer(client))
    assert answer.status_code == 200, answer.content
    return [one["id"] for one in answer.json()["data"]]


def event(kind="created", data=None, **changes):
    usual = {
        "created": {"productId": FIRST["productIds"], "comment": "please"},
        "published": {"pfIds": [FIRST["id"]]},
    }
    return {
        "type": TYPES[3][kind],
        "specversion": "1.0",
        "id": "run/12",
        "source": "https://customer.example/pact",
        "time": "2026-01-01T00:00:00Z",
        "data": data or usual[kind],
    } | changes


def send(client, document, version=3):
    body = document if isinstance(document, str) else json.dumps(document)
    return ask("post", f"/{version}/events", bearer(client), data=body, content_type=JSON)


# Signing in (cases 1, 2, 18, 19)


def test_client_credentials_give_a_token_that_ends(known):
    answer = sign_in(known.client_id, known.secret)
    assert answer.status_code == 200
    assert answer.json()["token_type"] == "bearer"
    assert answer.json()["expires_in"] == 3600
    assert answer["Cache-Control"] == "no-store"
    wrong = sign_in(known.client_id, "wrong")
    assert (wrong.status_code, wrong.json()) == (401, {"error": "invalid_client"})
    assert sign_in("nobody", "wrong").status_code == 401
    assert ask("post", "/auth/token").status_code == 400
    found = ask("get", "/.well-known/openid-configuration").json()
    assert found["token_endpoint"] == f"{BASE}/auth/token"


def test_a_token_that_ended_or_is_forged_is_refused(known):
    old = token_for(known.row.pk, timezone.now() - TOKEN_LIFE - timedelta(seconds=1))
    answer = ask("get", "/3/footprints", {"Authorization": f"Bearer {old}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "TokenExpired")
    for header in ("Bearer very-invalid-access-token", "Basic x", ""):
        for path in ("/3/footprints", f"/3/footprints/{FIRST['id']}"):
            answer = ask("get", path, {"Authorization": header})
            assert (answer.status_code, answer.json()["code"]) == (401, "BadRequest")
    answer = ask("post", "/3/events", {"Authorization": "Bearer x"}, data="{}", content_type=JSON)
    assert (answer.status_code, answer.json()["code"]) == (401, "BadRequest")


def test_failed_sign_ins_are_counted(known):
    for _ in range(10):
        assert sign_in(known.client_id, "wrong").status_code == 401
    answer = sign_in(known.client_id, known.secret)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "60"


def test_requests_are_counted(known, monkeypatch):
    monkeypatch.setattr(host, "REQUESTS", Limit("few", 2, 60))
    headers = bearer(known)
    codes = [ask("get", "/3/footprints?limit=1", headers).status_code for _ in range(3)]
    assert codes == [200, 200, 429]


# Plain http (cases 9, 10, 11, 17)


def test_nothing_is_answered_without_tls(known):
    headers = bearer(known)
    assert sign_in(known.client_id, known.secret, secure=False).status_code == 400
    for path in ("/3/footprints", f"/3/footprints/{FIRST['id']}"):
        answer = ask("get", path, headers, secure=False)
        assert answer.status_code == 400
        assert "https only" in answer.json()["message"]
    assert ask("post", "/3/events", headers, secure=False).status_code == 400


# List, page, get (cases 3, 4, 5, 8, 20 to 39)


def test_the_list_holds_what_was_released_in_its_form(known):
    answer = ask("get", "/3/footprints", bearer(known))
    assert answer["Content-Type"] == "application/json"
    read = read_data_sets(answer.json())
    assert read.findings == ()
    assert [one.id for one in read.sets] == [FIRST["id"], SECOND["id"], THIRD["id"]]


def test_pages_are_linked_and_can_be_followed(known):
    seen, path = [], "/3/footprints?limit=1&geography=VN&geography=DE"
    while path:
        answer = ask("get", path, bearer(known))
        assert len(answer.json()["data"]) == 1
        seen += [one["id"] for one in answer.json()["data"]]
        link = answer.get("Link", "")
        path = link.partition("<")[2].partition(">")[0].removeprefix(BASE)
        assert not link or link.endswith('>; rel="next"')
        assert not link or link.startswith(f"<{BASE}/3/footprints?limit=1&geography=VN")
    assert seen == [FIRST["id"], SECOND["id"], THIRD["id"]]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        (f"?productId={SECOND['productIds'][0]}", [SECOND["id"]]),
        (f"?companyId={FIRST['companyIds'][0]}", [FIRST["id"], SECOND["id"], THIRD["id"]]),
        ("?companyId=a&companyId=b&companyId=c", []),
        ("?geography=DE", [SECOND["id"]]),
        ("?geography=XX", []),
        ("?classification=urn:bogus:x", []),
        ("?status=Deprecated", [THIRD["id"]]),
        ("?status=BogusStatus", []),
        ("?validOn=2024-06-01T00:00:00Z", [FIRST["id"], SECOND["id"], THIRD["id"]]),
        ("?validOn=1900-01-01T00:00:00Z", []),
        ("?validAfter=2099-12-31T23:59:59Z", []),
        ("?validBefore=1900-01-01T00:00:00Z", []),
        (f"?status=Active&productId={FIRST['productIds'][0]}", [FIRST["id"]]),
        ("?companyId=urn:bogus:x&productId=urn:bogus:y", []),
    ],
)
def test_filters(known, query, ids):
    assert listed(known, query) == ids


def test_what_cannot_mean_anything_is_refused(known):
    answer = ask("get", "/3/footprints?validOn=soon", bearer(known))
    assert (answer.status_code, answer.json()["code"]) == (400, "BadRequest")
    assert "“soon” is no instant" in answer.json()["message"]


def test_one_data_set_and_none(known):
    answer = ask("get", f"/3/footprints/{FIRST['id']}", bearer(known))
    assert answer.json()["data"] == FIRST
    for number in ("00000000-0000-0000-0000-000000000000", "x"):
        answer = ask("get", f"/3/footprints/{number}", bearer(known))
        assert (answer.status_code, answer.json()["code"]) == (404, "NotFound")


def test_version_2_speaks_its_own_names(known):
    answer = ask("get", "/2/footprints?$filter=pcf/geographyCountry eq 'VN'", bearer(known))
    found = answer.json()["data"]
    assert [one["id"] for one in found] == [FIRST["id"], THIRD["id"]]
    assert found[0]["pcf"]["pCfExcludingBiogenic"] == "0.0050"
    one = ask("get", f"/2/footprints/{FIRST['id']}", bearer(known)).json()["data"]
    assert one["specVersion"] == "2.3.0"
    none = ask("get", "/2/footprints/00000000-0000-0000-0000-000000000000", bearer(known))
    assert (none.status_code, none.json()["code"]) == (404, "NoSuchFootprint")
    assert ask("get", "/2/footprints?$filter=1 eq 1", bearer(known)).status_code == 400


# Rights: what was not released, has ended or was withdrawn does not exist


def test_only_what_was_released_is_seen(zone, known):
    hidden = issue(zone, FIRST | {"id": "33333333-3333-4333-8333-333333333333"})
    foreign = issue(zone, FIRST | {"id": "44444444-4444-4444-8444-444444444444"}, "two")
    for row in (hidden, foreign):
        assert str(row.number) not in listed(known)
        assert ask("get", f"/3/footprints/{row.number}", bearer(known)).status_code == 404


def test_an_end_date_ends_it_and_so_does_withdrawing(zone):
    client = partner(zone)
    past = datetime.now(UTC) - timedelta(seconds=1)
    release(zone, issue(zone, FIRST), client, until=past)
    second = release(zone, issue(zone, SECOND), client)
    assert listed(client) == [SECOND["id"]]
    with acting_as(zone.editors["one"].pk):
        Release.objects.filter(pk=second.pk).update(withdrawn_at=timezone.now())
    assert listed(client) == []


def test_a_revoked_or_ended_partner_sees_nothing_and_cannot_sign_in(zone, known):
    headers = bearer(known)
    with acting_as(zone.editors["one"].pk):
        Partner.objects.filter(pk=known.row.pk).update(revoked_at=timezone.now())
    assert ask("get", "/3/footprints", headers).json()["data"] == []
    assert sign_in(known.client_id, known.secret).status_code == 401


def test_a_partner_sees_only_its_own_rows_of_every_table(zone, known):
    other = partner(zone, "two")
    with as_partner(other.row.pk):
        assert not Issued.objects.exists()
        assert not Release.objects.exists()
        assert [row.pk for row in Partner.objects.all()] == [other.row.pk]
    with transaction.atomic():
        assert not Partner.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT parkloop_released()")
            assert cursor.fetchone() == ([],)


# The log of who received what


def test_every_data_set_that_leaves_is_signed_for(zone, known):
    listed(known, "?limit=2")
    ask("get", f"/3/footprints/{FIRST['id']}", bearer(known))
    with acting_as(zone.editors["one"].pk):
        rows = list(Receipt.objects.order_by("pk"))
        assert [(row.way, str(row.issued.number)) for row in rows] == [
            ("list", FIRST["id"]),
            ("list", SECOND["id"]),
            ("get", FIRST["id"]),
        ]
        assert all(is_sound(row) for row in rows)
        rows[0].at += timedelta(seconds=1)
        assert not is_sound(rows[0])
        assert Receipt.objects.update(way="x") == 0
        assert Receipt.objects.all().delete()[0] == 0
    with acting_as(zone.editors["two"].pk):
        assert not Receipt.objects.exists()


# Events (cases 12 to 16, 40)


@pytest.fixture
def sent(monkeypatch):
    """What would be sent to partners' hosts."""
    found = []
    monkeypatch.setattr(
        answering, "send_event", lambda *given: found.append(dict(zip(_SENT, given, strict=True)))
    )
    return found


_SENT = ("base", "client_id", "secret", "version", "event")


def answered(client, mark="run/12"):
    with as_partner(client.row.pk):
        message = Message.objects.get(event=mark)
    answering.answer(message.pk, client.row.pk)
    with as_partner(client.row.pk):
        return Message.objects.get(pk=message.pk)


def test_a_request_is_fulfilled_at_the_partners_own_host(zone, known, sent):
    assert send(known, event()).status_code == 200
    message = answered(known)
    assert message.state == "answered"
    (call,) = sent
    assert (call["base"], call["client_id"], call["secret"], call["version"]) == (
        "https://customer.example/pact",
        "us",
        "our secret",
        3,
    )
    answer = read_event(call["event"], 3)
    assert (answer.kind, answer.request) == ("fulfilled", "run/12")
    data: Any = answer.data
    assert [one["id"] for one in data["pfs"]] == [FIRST["id"]]
    with acting_as(zone.editors["one"].pk):
        assert [row.way for row in Receipt.objects.all()] == ["event"]


@pytest.mark.parametrize("product", ["urn:pact:null", "urn:pact:product:fictional:third"])
def test_a_request_for_nothing_or_withdrawn_is_rejected(known, sent, product):
    assert send(known, event(data={"productId": [product]})).status_code == 200
    assert answered(known).state == "rejected"
    answer = read_event(sent[0]["event"], 3)
    assert answer.kind == "rejected"
    data: Any = answer.data
    assert data["error"]["code"] == "NotFound"


def test_the_same_event_is_kept_and_answered_once(known, sent):
    send(known, event())
    send(known, event())
    answered(known)
    answered(known)
    assert len(sent) == 1


def test_notices_are_kept(known):
    assert send(known, event("published", id="n/1")).status_code == 200
    with as_partner(known.row.pk):
        assert Message.objects.get(event="n/1").state == "noted"


@pytest.mark.parametrize(
    "broken",
    [
        event("published", {"pfIds": ["urn:gtin:4712345060507"]}),
        event(type="x"),
        event(specversion="2"),
        event(data={"productId": ["no urn"]}),
        event(data={"validOn": "soon"}),
        "{",
        "[]",
    ],
)
def test_malformed_events_get_400(known, broken):
    answer = send(known, broken)
    assert (answer.status_code, answer.json()["code"]) == (400, "BadRequest")
    with as_partner(known.row.pk):
        assert not Message.objects.exists()


def test_version_2_requests_are_answered_in_version_2(known, sent):
    document = event(type=TYPES[2]["created"], data={"pf": {"productIds": FIRST["productIds"]}})
    assert send(known, document, 2).status_code == 200
    answered(known)
    assert sent[0]["version"] == 2
    assert sent[0]["event"]["data"]["pfs"][0]["specVersion"] == "2.3.0"


# Call-backs never reach a machine behind the fence


@pytest.mark.parametrize(
    "address",
    ["http://customer.example", "https://127.0.0.1", "https://localhost", "https://10.0.0.7:8443"],
)
def test_a_host_of_a_wrong_form_is_not_called(zone, address):
    client = partner(zone, host_url=address)
    release(zone, issue(zone, FIRST), client)
    send(client, event())
    message = answered(client)
    assert message.state == "failed"
    assert message.fault.startswith("No call-back to")


def test_a_name_that_stands_for_an_inner_machine_is_not_called(zone, monkeypatch):
    found = [(2, 1, 6, "", ("169.254.169.254", 443))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *a, **k: found)
    client = partner(zone)
    send(client, event())
    message = answered(client)
    assert (message.state, "which is not public" in message.fault) == ("failed", True)


def test_the_source_of_an_event_is_never_called(known, sent):
    send(known, event(source="http://169.254.169.254/latest"))
    answered(known)
    assert sent[0]["base"] == "https://customer.example/pact"


def test_without_a_host_the_request_waits_for_a_person(zone, sent):
    client = partner(zone, host_url="")
    send(client, event())
    assert answered(client).state == "no-host"
    assert sent == []


def test_secrets_of_other_hosts_are_sealed(known):
    assert "our secret" not in known.row.host_secret
    assert unseal(seal("x")) == "x"
    assert unseal("gAAAAA-broken") == ""
