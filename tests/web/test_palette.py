"""Ctrl-K finds places and pages, without accents, and only what one may open."""

import pytest

from parkloop_web.database.rls import acting_as

pytestmark = pytest.mark.django_db


def names(client, wanted, language="vi"):
    client.cookies["parkloop_language"] = language
    answer = client.get("/palette/", {"q": wanted})
    assert answer.status_code == 200
    return [found["name"] for found in answer.json()["results"]]


@pytest.fixture
def zone(people):
    """The small zone, alpha renamed to a name with every kind of accent."""
    with acting_as(people.users["board"].pk):
        people.nodes["alpha"].name_vi = "Nhựa Đình Vũ"
        people.nodes["alpha"].save()
    return people


@pytest.mark.parametrize("wanted", ["dinh vu", "ĐÌNH VŨ", "vu dinh", "nhua", "alpha"])
def test_accents_capitals_and_order_do_not_matter(zone, wanted):
    assert names(zone.client("tenant"), wanted) == ["Nhựa Đình Vũ"]


def test_pages_are_found_in_both_languages(zone):
    assert names(zone.client("operator"), "cac thang") == ["Các tháng"]
    assert names(zone.client("operator"), "months", "en") == ["Months"]


def test_other_peoples_places_are_not_found(zone):
    assert names(zone.client("neighbour"), "dinh vu") == []
    assert names(zone.client("other-park"), "alpha") == []
    assert names(zone.client("expired"), "alpha") == []
    assert "Nhựa Đình Vũ" in names(zone.client("expert"), "dinh vu")
    assert "Nhựa Đình Vũ" in names(zone.client("operator"), "dinh vu")


def test_a_result_leads_to_its_place(zone):
    client = zone.client("tenant")
    (found,) = client.get("/palette/", {"q": "dinh vu"}).json()["results"]
    assert found == {"kind": "Doanh nghiệp", "name": "Nhựa Đình Vũ", "url": "/p/alpha/"}
    assert client.get(found["url"]).status_code == 200


def test_twelve_at_most_in_few_queries(zone, django_assert_max_num_queries):
    client = zone.client("board")
    with django_assert_max_num_queries(16):
        assert len(names(client, "")) <= 12
