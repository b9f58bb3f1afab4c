"""An enterprise does not see what its operator delivers to others; its footprint is right all the
same, and that of the whole park gives the same."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from parkloop_web.database.rls import acting_as
from parkloop_web.footprints.traces import Scene
from parkloop_web.parks.models import Node
from tests.web.people import NOW, small_zone
from tests.web.test_footprint_pages import moved

pytestmark = pytest.mark.django_db
PRODUCT = "alpha-works/steel-product"


@pytest.fixture
def zone():
    """The operator feeds a network from the grid; alpha takes a tenth, beta the rest. Alpha's slag
    goes to a place of beta's."""
    made = small_zone()
    with acting_as(made.users["board"].pk):
        Node.objects.create(
            zone=made.zone,
            parent=made.nodes["alpha"],
            code="alpha-works",
            kind="process",
            name_vi="Xưởng",
            name_en="Works",
            activity="stationary.manufacturing",
        )
    fed = moved("electricity", "grid", "north-power", 100, "MWh")
    alpha = (
        moved("electricity", "north-power", "alpha-works", 10, "MWh"),
        moved("steel-product", "alpha-works", "market", 20, "t"),
        moved("slag", "alpha-works", "beta-boiler", 3, "t"),
    )
    beta = moved("electricity", "north-power", "beta-boiler", 90, "MWh")
    stated = (
        ("operator", "north-operator", (fed,)),
        ("tenant", "alpha", alpha),
        ("neighbour", "beta", (beta,)),
    )
    for who, enterprise, flows in stated:
        made.state(who, enterprise, *flows, at=NOW)
        made.submit(who, enterprise, date(2026, 2, 1), at=NOW + timedelta(hours=2))
    return made


def footprint(zone, who, place):
    with acting_as(zone.users[who].pk):
        scene = Scene.of(Node.objects.get(code=place))
        found = {one.product: one for one in scene.trace(2026).value.footprints}
        return scene, found[PRODUCT]


def test_a_tenant_carries_what_it_takes_and_not_the_power_of_all(zone):
    scene, own = footprint(zone, "tenant", "alpha")
    assert "north-power" in scene.partly_seen
    assert (
        not scene.snapshot.entries.filter(scene.snapshot.entries["to_node"] == "beta-boiler")[
            "stream"
        ]
        .str.contains("electricity")
        .any()
    )
    _, of_the_park = footprint(zone, "operator", "north")
    assert own.origins["energy"] == pytest.approx(of_the_park.origins["energy"])


def test_whoever_sees_the_park_sees_its_utilities_whole(zone):
    scene, _ = footprint(zone, "operator", "north")
    assert scene.partly_seen == ()
    assert scene.neighbours == ()


def test_a_hidden_taker_of_a_by_product_is_a_neighbour(zone):
    scene, _ = footprint(zone, "tenant", "alpha")
    assert scene.neighbours == ("beta-boiler",)
    assert [one.stream for one in scene.trace(2026).value.carried if one.kind == "exchange"]
