"""The API: each operation for six identities, idempotent answers, problem details, paging."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from parkloop_web.accounts.models import Token
from parkloop_web.accounts.tokens import SCOPES, make_token
from parkloop_web.api.operations import api
from parkloop_web.database.rls import acting_as
from parkloop_web.studies.asking import ask
from parkloop_web.studies.running import run
from tests.web.api_of_zones import OF_ZONES
from tests.web.people import NOW

pytestmark = pytest.mark.django_db
IDENTITIES = ("neighbour", "other-park", "viewer", "stranger", "expired")


def token(zone, who, scopes=tuple(SCOPES)):
    now = timezone.now()
    with acting_as(zone.users[who].pk):
        return make_token(zone.users[who], "test", list(scopes), now, now + timedelta(days=1))


def caller(secret):
    return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture
def zone(people):
    with acting_as(people.users["tenant"].pk):
        people.study = run(ask(people.nodes["alpha"], people.users["tenant"], NOW))
    return people


#: Operation → (address, body, what the owner gets, what those get to whom it does not exist).
READ = {
    "node": ("/api/v1/nodes/alpha-boiler", 200),
    "entries": ("/api/v1/enterprises/alpha/entries", 200),
    "versions": ("/api/v1/enterprises/alpha/entries/nothing", 404),
    "imports": ("/api/v1/enterprises/alpha/imports", 200),
    "one_import": ("/api/v1/enterprises/alpha/imports/1", 404),
    "footprints": ("/api/v1/enterprises/alpha/footprints", 200),
    "trace": ("/api/v1/enterprises/alpha/footprints/trace?product=alpha/service", 200),
    "one_study": ("/api/v1/studies/{study}", 200),
    "one_view": ("/api/v1/studies/{study}/views/alpha-2026", 200),
}
WRITE = {
    "month_act": ("/api/v1/enterprises/alpha/months/2026-02", {"act": "complete"}, 200),
    "publish": (
        "/api/v1/enterprises/alpha/footprints/publish",
        {"product": "alpha/service", "year": 2026},
        409,
    ),
    "new_study": ("/api/v1/studies", {"place": "alpha"}, 202),
    "send_file": ("/api/v1/enterprises/alpha/imports", None, 422),
    "take_file": ("/api/v1/enterprises/alpha/imports/1/take", {}, 404),
}
LISTS = {
    "me": "/api/v1/me",
    "nodes": "/api/v1/nodes",
    "months": "/api/v1/months",
    "studies": "/api/v1/studies",
}


def operations():
    return {
        operation["operationId"].rsplit("_operations_")[-1]
        for methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].values()
        for operation in methods.values()
    }


def test_every_operation_is_asked_here():
    assert operations() == {*READ, *WRITE, *LISTS, *OF_ZONES}


@pytest.mark.parametrize("name", READ)
def test_reading_is_for_those_concerned(zone, name):
    address, inside = READ[name]
    address = address.format(study=zone.study.pk)
    assert Client().get(address).status_code == 401
    assert caller(token(zone, "tenant")).get(address).status_code == inside
    assert caller(token(zone, "viewer")).get(address).status_code == inside
    for who in ("neighbour", "other-park", "stranger", "expired"):
        answer = caller(token(zone, who)).get(address)
        assert answer.status_code == 404, who
        assert b"alpha-boiler" not in answer.content


@pytest.mark.parametrize("name", WRITE)
def test_writing_is_for_those_who_may(zone, name):
    address, body, inside = WRITE[name]
    for who in ("neighbour", "other-park", "stranger", "expired"):
        got = caller(token(zone, who)).post(address, body, content_type="application/json")
        assert got.status_code in (404, 422), (who, got.content)
    assert Client().post(address, body, content_type="application/json").status_code == 401
    answer = caller(token(zone, "tenant")).post(address, body, content_type="application/json")
    assert answer.status_code == inside, answer.content


@pytest.mark.parametrize("name", LISTS)
def test_lists_hold_what_is_ones_own(zone, name):
    for who in ("neighbour", "other-park", "stranger", "expired"):
        answer = caller(token(zone, who)).get(LISTS[name])
        assert answer.status_code == 200
        assert b"alpha-boiler" not in answer.content
        if name in ("months", "studies"):
            assert b'"alpha"' not in answer.content


def test_scopes_limit_a_token(zone):
    answer = caller(token(zone, "tenant", ["register:read"])).get(READ["entries"][0])
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] == "The token's scopes or the role do not allow this."
    assert answer.json()["detail_vi"] == "Mã truy cập hoặc vai trò không cho phép việc này."


def test_an_ended_or_revoked_token_is_none(zone):
    secret = token(zone, "tenant")
    assert caller(secret).get("/api/v1/me").status_code == 200
    with acting_as(zone.users["tenant"].pk):
        Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    ended = caller(secret).get("/api/v1/me")
    assert ended.status_code == 401
    assert ended["WWW-Authenticate"] == "Bearer"
    assert ended.json()["title"] == "Unauthorized"


def test_the_same_key_gives_the_same_answer_and_no_second_effect(zone):
    client = caller(token(zone, "tenant"))
    ask_once = {"headers": {"Idempotency-Key": "k1"}, "content_type": "application/json"}
    first = client.post("/api/v1/studies", {"place": "alpha"}, **ask_once)
    again = client.post("/api/v1/studies", {"place": "alpha"}, **ask_once)
    assert first.status_code == again.status_code == 202
    assert first.json() == again.json()
    other = client.post("/api/v1/studies", {"place": "alpha", "gwp_set": "AR6"}, **ask_once)
    assert other.status_code == 409
    assert other.json()["detail"] == (
        "This Idempotency-Key was used for another request. Use a new one."
    )


def test_pages_go_on_to_the_last(zone):
    client = caller(token(zone, "board"))
    seen, cursor = [], ""
    while True:
        answer = client.get("/api/v1/nodes", {"limit": 5, "cursor": cursor}).json()
        seen += [node["code"] for node in answer["items"]]
        cursor = answer["next"]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 21
    wrong = client.get("/api/v1/nodes", {"cursor": "nonsense"})
    assert wrong.status_code == 409
    assert "pass the “next” of the page before" in wrong.json()["detail"]
