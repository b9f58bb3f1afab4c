"""Inviting, ending, mandates and consents."""

import re

import pytest
from django.utils import timezone

from parkloop_web.accounts.models import Mandate, Membership
from parkloop_web.database.rls import acting_as
from parkloop_web.exchanges.showing import Consents
from parkloop_web.parks.models import Consent

pytestmark = pytest.mark.django_db


def english(people, who):
    client = people.client(who)
    client.cookies["parkloop_language"] = "en"
    return client


def test_an_invitation_shows_its_link_once_and_lets_in_once(people):
    client = english(people, "tenant")
    given = {"email": "New@Test.invalid", "name": "New", "role": "tenant-editor"}
    answer = client.post("/p/alpha/people/", given).content.decode()
    link = re.search(r"http://testserver(/enter/[^<]+)", answer).group(1)
    assert link not in client.get("/p/alpha/people/").content.decode()
    guest = people.client("public")
    assert "Enter as New" in guest.get(link, headers={"Accept-Language": "en"}).content.decode()
    assert guest.post(link).status_code == 302
    assert guest.get("/p/alpha/months/").status_code in (200, 302)
    again = people.__class__(people.zone, people.nodes, people.users).client("public")
    assert again.post(link).status_code == 410


def test_a_role_ends_and_with_it_what_it_showed(people):
    with acting_as(people.users["tenant"].pk):
        number = Membership.objects.get(user=people.users["editor"]).pk
    assert people.client("editor").get("/p/alpha/").status_code == 200
    client = english(people, "tenant")
    assert client.post(f"/p/alpha/people/{number}/end/").status_code == 302
    assert people.client("editor").get("/p/alpha/").status_code == 404


def test_an_operator_cannot_give_a_role_of_the_board(people):
    client = english(people, "operator")
    answer = client.post(
        "/p/north/people/", {"email": "x@test.invalid", "name": "X", "role": "board-admin"}
    )
    assert answer.status_code == 422
    assert client.get("/p/zone/people/").status_code == 404


def test_an_expert_sees_until_the_mandate_ends(people):
    expert = people.client("expert")
    assert expert.get("/p/alpha/months/").status_code == 200
    with acting_as(people.users["tenant"].pk):
        number = Mandate.objects.get(expert=people.users["expert"]).pk
    client = english(people, "tenant")
    assert client.post(f"/p/alpha/partners/mandate/{number}/end/").status_code == 302
    assert expert.get("/p/alpha/months/").status_code == 404


def test_a_consent_names_a_partner_of_the_register(people):
    client = english(people, "tenant")
    given = {"form": "consent", "field": "quantity", "precision": "class", "until": "2099-01-01"}
    wrong = client.post("/p/alpha/partners/", {**given, "partner": "nobody"})
    assert wrong.status_code == 422
    assert "No enterprise has the code “nobody”" in wrong.content.decode()
    assert client.post("/p/alpha/partners/", {**given, "partner": "beta"}).status_code == 302
    with acting_as(people.users["tenant"].pk):
        assert Consent.objects.get().partner.code == "beta"


def test_what_is_allowed_stands_in_words_on_both_pages(people):
    client = english(people, "tenant")
    given = {"form": "consent", "partner": "beta", "until": "2099-01-01"}
    for field, precision in (
        ("quantity", "interval"),
        ("name", "class"),
        ("temperature", "number"),
    ):
        both = given | {"field": field, "precision": precision}
        assert client.post("/p/alpha/partners/", both).status_code == 302
    for path in ("/p/alpha/partners/", "/p/alpha/exchanges/"):
        page = client.get(path).content.decode()
        assert "Quantity offered or needed: within an interval" in page
        assert "The industry only, not the name" in page
        assert "Temperature: the exact number" in page
    assert "Beta (test) — Quantity offered" in client.get("/p/alpha/partners/").content.decode()


@pytest.mark.parametrize("path", ["/p/alpha/partners/", "/p/alpha/exchanges/"])
def test_every_page_offers_the_one_list_of_fields(people, path):
    page = english(people, "tenant").get(path).content.decode()
    for members in (Consent.Field, Consent.Precision):
        for each in members:
            assert f'<option value="{each.value}">{each.words.en}</option>' in page


def test_a_field_that_nothing_reads_cannot_be_allowed(people):
    given = {"form": "consent", "partner": "beta", "precision": "class", "until": "2099-01-01"}
    answer = english(people, "tenant").post("/p/alpha/partners/", given | {"field": "price"})
    assert answer.status_code == 422


def test_what_is_allowed_on_the_page_of_partners_is_seen_in_exchanges(people):
    """The two pages spoke of different fields once; one had no effect."""
    client = english(people, "tenant")
    given = {"form": "consent", "partner": "beta", "until": "2099-01-01"}
    for precision in ("class", "number"):  # the newest word holds
        client.post("/p/alpha/partners/", given | {"field": "name", "precision": precision})
    with acting_as(people.users["tenant"].pk):
        held = Consents.at(timezone.now(), [people.nodes["alpha"].pk])
    alpha, beta = people.nodes["alpha"], people.nodes["beta"]
    assert held.precision(alpha, beta, Consent.Field.NAME) == "number"
    assert held.precision(alpha, beta, Consent.Field.QUANTITY) == "class"
