"""Figures of parks that follow from a ledger: public only where they give no firm away."""

import pytest

from parkloop.ledger.statistics import DataPoint
from parkloop_web.database.rls import acting_as
from parkloop_web.indicators.intake import keep
from parkloop_web.indicators.models import Contribution, Observation
from parkloop_web.studies.models import Basis, Publication
from tests.web.people import NOW
from tests.web.test_indicators import take_in, text

pytestmark = pytest.mark.django_db
SAFE = {"a": 40.0, "b": 35.0, "c": 25.0}
DOMINATED = {"d": 71.0, "e": 20.0, "f": 9.0}


@pytest.fixture
def board(people):
    """Runs the test with the rights of the board."""
    with acting_as(people.users["board"].pk):
        yield people


def state(zone, indicator, area, firms, value, parts=(), period="2025"):
    """A computed value with what stands behind it."""
    Contribution.objects.create(
        zone=zone.zone, indicator=indicator, area=area, period=period, firms=firms, parts=parts
    )
    point = DataPoint(indicator, area, period, value, "kg", source="ledger", vintage="2026-02-01")
    keep(zone.zone, [point], zone.users["board"], NOW)
    return Observation.objects.get(indicator=indicator, area=area, period=period)


@pytest.mark.parametrize(
    ("firms", "free"),
    [
        (SAFE, "F"),
        ({"a": 50.0, "b": 50.0}, "N"),
        (DOMINATED, "N"),
        ({"a": 70.0, "b": 20.0, "c": 10.0}, "F"),
        ({}, "N"),
    ],
)
def test_three_firms_and_none_above_seventy_per_cent(board, firms, free):
    assert state(board, "park.electricity", "north", firms, 100.0).confidentiality == free


def test_a_ratio_is_free_where_all_its_parts_are(board):
    state(board, "park.waste-generated", "north", SAFE, 100.0)
    state(board, "park.waste-landfilled", "north", {"a": 9.0, "b": 1.0}, 10.0)
    state(board, "park.water-intake", "north", SAFE, 100.0)
    parts = ["park.waste-landfilled", "park.waste-generated"]
    assert state(board, "park.waste-to-landfill", "north", {}, 10.0, parts).confidentiality == "N"


def test_what_a_board_loads_by_hand_is_no_way_around(people, client):
    head = "indicator,area,year,value,confidentiality\n"
    take_in(people, f"{head}park.electricity,north,2025,123456,F\npark.jobs,alpha,2025,77,F\n")
    with acting_as(people.users["board"].pk):
        assert {row.confidentiality for row in Observation.objects.all()} == {"N"}
    with acting_as(people.users["tenant"].pk):
        assert not Observation.objects.exists()


def test_no_public_page_or_file_holds_what_is_withheld(people, client):
    with acting_as(people.users["board"].pk):
        state(people, "park.electricity", "north", SAFE, 100_100.0)
        state(people, "park.electricity", "south", DOMINATED, 200_200.0)
    board = people.client("board")
    board.post("/z/zone/statistics/release/", {"name": "all"})
    assert "100100" in text(client.get("/data/zone/all/v1.csv"))
    places = [
        *(f"/data/zone/all/v1.{e}" for e in ("csv", "sdmx.csv", "sdmx.json", "json")),
        "/indicators/park.electricity/",
        "/indicators/park.electricity/?area=south",
        *(f"/indicators/park.electricity/data.{e}" for e in ("csv", "sdmx.csv", "sdmx.json")),
    ]
    for place in places:
        page = text(client.get(place))
        for form in ("200200", "200.200", "200,200"):
            assert form not in page, place
    with acting_as(people.users["board"].pk):
        assert Basis.objects.get().firms == {
            "park.electricity": {"2025": {"north": ["a", "b", "c"]}}
        }


def test_a_later_version_reveals_nothing_by_subtraction(people):
    with acting_as(people.users["board"].pk):
        state(people, "park.ghg-total", "north", SAFE, 100.0)
        # The public has the zone: all of north's firms and one more.
        shown = Publication.objects.create(
            zone=people.zone,
            kind="emissions",
            period="2024",
            version=1,
            content={},
            released_by=people.users["board"],
        )
        firms = {"total": {"zone": ["a", "b", "c", "x"]}}
        Basis.objects.create(publication=shown, zone=people.zone, firms=firms)
        assert (
            state(people, "park.ghg-total", "north", SAFE, 100.0, period="2024").confidentiality
            == "N"
        )


def test_an_index_is_released_without_what_is_withheld(people, client):
    with acting_as(people.users["board"].pk):
        state(people, "park.electricity", "south", DOMINATED, 200_200.0)
        state(people, "park.electricity", "north", SAFE, 100_100.0)
    method = """
id: parks
version: "1"
nodes: [{id: top}]
indicators: [{id: park.electricity, parent: top}]
areas: [north, south]
normalisation: {rule: scale, low: 0, high: 1}
"""
    board = people.client("board")
    assert "200" in text(board.post("/z/zone/indexes/", {"method": method}, follow=True))
    said = text(board.post("/z/zone/indexes/parks/release/", follow=True))
    assert "Chỉ còn 1 đơn vị đủ số liệu" in said
    answer = client.get("/data/zone/indexes/parks/v1/")
    # One park is left: no index of one, so that nothing is released.
    assert answer.status_code == 404
