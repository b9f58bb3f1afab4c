"""What the demo states about footprints, taken in by the site's own acts on the small test zone."""

from dataclasses import replace

import pytest

from parkloop.demo.footprints import supplier_sets
from parkloop_web.database.rls import acting_as
from parkloop_web.demo.footprints import demo_statements, load_footprints
from parkloop_web.demo.people import DemoPeople
from parkloop_web.footprints.models import Supplied
from parkloop_web.footprints.traces import agreements, catalog_of

pytestmark = pytest.mark.django_db
#: The places of the small zone that take the demo's part.
PARTS = {"a-steel-1": "alpha", "a-operator": "north-operator"}


@pytest.fixture
def told(people):
    users = people.users
    editors = {"alpha": users["tenant"], "north-operator": users["operator"]}
    parts = (users["board"], users["operator"], users["tenant"], users["expert"])
    stated = {PARTS[code]: one for code, one in demo_statements().items() if code in PARTS}
    sent = [replace(one, takers=("alpha",)) for one in supplier_sets() if "a-steel-1" in one.takers]
    load_footprints(people.nodes, DemoPeople(*parts, editors), stated, sent)
    return people


def test_a_supplier_s_set_is_a_fact_of_the_tenant_alone(told):
    alpha, beta = told.nodes["alpha"], told.nodes["beta"]
    with acting_as(told.users["tenant"].pk):
        (row,) = Supplied.objects.all()
        assert (row.supplier, row.stream) == ("market", "lime-high-calcium")
        assert f"pact.{row.data_set.id}" in catalog_of(alpha).facts
    with acting_as(told.users["operator"].pk):
        assert not Supplied.objects.exists()
        assert f"pact.{row.data_set.id}" not in catalog_of(beta).facts


def test_prices_are_seen_by_those_who_state_them(told):
    with acting_as(told.users["tenant"].pk):
        prices = agreements(told.nodes["alpha"])["prices"]
        assert prices == {"a-steel-1-furnace/crude-steel-eaf": 13500, "a-steel-1-furnace/slag": 310}
        assert agreements(told.nodes["north-operator"])["prices"] == {}


def test_the_tenant_sees_the_set_and_its_good_by_name(told):
    client = told.client("tenant")
    client.post("/language/", {"language": "en", "next": "/"})
    shown = client.get("/p/alpha/footprints/partners/").content.decode()
    assert "Demo Lime Supplier" in shown
    assert "High-calcium lime" in shown
