"""Footprints through the API: the list, one trace opened, publishing with an end date."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from parkloop_web.accounts.tokens import SCOPES, make_token
from parkloop_web.database.rls import acting_as
from parkloop_web.footprints import keeping
from parkloop_web.footprints.models import Partner, Release
from tests.web.test_footprint_pages import PRODUCT, STATED, zone

pytestmark = pytest.mark.django_db
BASE = "/api/v1/enterprises/alpha/footprints"
__all__ = ["zone"]


def caller(zone, who="tenant", scopes=tuple(SCOPES)):
    now = timezone.now()
    with acting_as(zone.users[who].pk):
        secret = make_token(zone.users[who], "test", list(scopes), now, now + timedelta(days=1))
    return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {secret}"})


def post(client, body):
    return client.post(f"{BASE}/publish", body, content_type="application/json")


def test_the_list_holds_what_is_made_with_units_and_gaps(zone):
    document = caller(zone).get(BASE).json()
    assert (document["enterprise"], document["year"], document["rule"]) == (
        "alpha",
        2026,
        "cut-off",
    )
    (steel,) = [one for one in document["items"] if one["product"] == PRODUCT]
    assert steel["unit"] == "kg"
    assert steel["made"] == 20_000
    assert steel["partial"]
    assert "upstream:sand:market" in steel["gaps"]
    assert sum(steel["origins_kg_co2e_per_unit"].values()) == pytest.approx(
        steel["kg_co2e_per_unit"]
    )
    assert document["provenance"]["analysis"] == "tracing"


def test_a_trace_opens_and_adds_up(zone):
    document = caller(zone, "viewer").get(f"{BASE}/trace", {"product": PRODUCT}).json()
    found = document["footprint"]
    assert found["low"] < found["kg_co2e_per_unit"] < found["high"]
    for parts in ("stages_kg_co2e_per_unit", "origins_kg_co2e_per_unit"):
        assert sum(found[parts].values()) == pytest.approx(found["kg_co2e_per_unit"])
    assert sum(part["value"] for part in found["contributions"]) == pytest.approx(
        found["kg_co2e_per_unit"]
    )
    assert {way["rule"] for way in found["other_rules"]} == {
        "cut-off",
        "economic",
        "avoided-burden",
        "50-50",
    }
    missing = [gap["message"]["en"] for gap in found["missing"]]
    assert any("There is no upstream factor for Sand" in words for words in missing)


@pytest.mark.parametrize("product", ["no/thing", "beta/service", "market/sand", "alpha-works/no"])
def test_what_the_enterprise_does_not_make_does_not_exist(zone, product):
    answer = caller(zone).get(f"{BASE}/trace", {"product": product})
    assert answer.status_code == 404
    assert answer.json()["detail"] == "There is no such thing, or it is not yours."


def test_a_year_without_data_does_not_exist(zone):
    assert caller(zone).get(BASE, {"year": 1999}).status_code == 404
    assert caller(zone).get(BASE, {"year": 2026}).status_code == 200


def test_a_large_ledger_answers_that_it_is_being_traced(zone, monkeypatch):
    monkeypatch.setattr(keeping, "AT_ONCE", 0)
    answer = caller(zone).get(BASE)
    assert answer.status_code == 202
    assert answer.json()["state"] == "waiting"


def test_publishing_needs_statements_then_releases_until_a_day(zone):
    client = caller(zone)
    answer = post(client, {"product": PRODUCT, "year": 2026})
    assert answer.status_code == 409
    assert answer.json()["detail"] == "State the product first."
    pages = zone.client("tenant")
    pages.post("/p/alpha/footprints/state/", STATED | {"fossil_carbon": ""})
    answer = post(client, {"product": PRODUCT, "year": 2026})
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("The data set could not be made")
    assert any("fossil carbon content" in one["message"]["en"] for one in answer.json()["findings"])
    pages.post("/p/alpha/footprints/state/", STATED)
    made = post(client, {"product": PRODUCT, "year": 2026, "gwp_set": "AR5"})
    assert made.status_code == 201, made.content
    assert made.json()["released_to"] == []
    pages.post("/p/alpha/footprints/partners/add/", {"name": "Customer", "until": "2099-01-01"})
    with acting_as(zone.users["tenant"].pk):
        partner = Partner.objects.get().client_id
    body = {"product": PRODUCT, "year": 2026, "gwp_set": "AR5", "partner": partner}
    half = post(client, body)
    assert half.status_code == 409
    assert half.json()["detail"] == ("To release a data set both “partner” and “until” are needed.")
    late = post(client, body | {"until": "2020-01-01"})
    assert late.json()["detail"] == "State an end after today."
    given = post(client, body | {"until": "2098-05-04"})
    assert given.json()["id"] == made.json()["id"], "the same content keeps its number"
    assert given.json()["released_to"] == [{"partner": partner, "until": "2098-05-04"}]
    with acting_as(zone.users["tenant"].pk):
        assert Release.objects.get().withdrawn_at is None


def test_a_partner_of_another_enterprise_is_none(zone):
    zone.client("neighbour").post(
        "/p/beta/footprints/partners/add/", {"name": "Theirs", "until": "2099-01-01"}
    )
    with acting_as(zone.users["neighbour"].pk):
        theirs = Partner.objects.get().client_id
    zone.client("tenant").post("/p/alpha/footprints/state/", STATED)
    body = {"product": PRODUCT, "year": 2026, "partner": theirs, "until": "2098-05-04"}
    assert post(caller(zone), body).status_code == 404


def test_scopes_and_roles(zone):
    reads = ["footprints:read"]
    assert caller(zone, scopes=reads).get(BASE).status_code == 200
    assert caller(zone, scopes=["studies:read"]).get(BASE).status_code == 403
    body = {"product": PRODUCT, "year": 2026}
    assert post(caller(zone, scopes=reads), body).status_code == 403
    assert post(caller(zone, "viewer"), body).status_code == 403
    assert post(caller(zone, "neighbour"), body).status_code == 404
    assert caller(zone, "operator").get(BASE).status_code == 200
