"""The demo's certification cases, run through the site's own acts on the small test zone."""

from datetime import UTC, date, datetime

import pytest

from parkloop.io.catalog_files import load_catalog
from parkloop_web.certification.models import Case, Certificate
from parkloop_web.database.rls import acting_as
from parkloop_web.demo.cases import demo_cases, load_cases
from parkloop_web.demo.people import DemoPeople

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
#: The places of the small zone that take the demo's part.
PARTS = {"park-d": "north", "d-glass-1": "alpha", "park-c": "south"}


@pytest.fixture
def played(people):
    told = [{**one, "place": PARTS[one["place"]]} for one in demo_cases() if one["place"] in PARTS]
    users = people.users
    editors = {
        "north-operator": users["operator"],
        "south-operator": users["other-operator"],
        "alpha": users["tenant"],
    }
    parts = (users["board"], users["operator"], users["tenant"], users["expert"])
    load_cases(people.nodes, DemoPeople(*parts, editors), NOW, told)
    return people


def test_one_park_is_certified_its_enterprise_after_it_and_one_waits(played):
    with acting_as(played.users["board"].pk):
        states = {case.subject: case.state for case in Case.objects.all()}
    assert states == {"north": "certified", "alpha": "certified", "south": "consulting"}
    with acting_as(played.users["board"].pk):
        park, enterprise = Certificate.objects.order_by("issued_on")
        assert enterprise.place.code == "alpha"
    assert (park.issued_on, park.valid_until) == (date(2025, 5, 26), date(2030, 5, 25))
    client = played.client("board")
    client.post("/language/", {"language": "en", "next": "/"})
    shown = client.get(f"/certificates/{park.verification}/").content.decode()
    assert "in force" in shown


def test_the_open_case_is_late_with_its_opinions_and_one_agency_asks(played):
    """Consulted 22 days ago, 15 are given: the step is overdue by a week."""
    client = played.client("board")
    client.post("/language/", {"language": "en", "next": "/"})
    shown = client.get("/certification/").content.decode()
    assert "has an overdue step" in shown
    with acting_as(played.users["board"].pk):
        case = Case.objects.get(subject="south")
        stances = set(case.opinions.values_list("agency", "stance"))
    assert stances == {("mof", "agrees"), ("most", "asks")}


def test_the_expert_appraises_the_open_case_and_no_other(played):
    with acting_as(played.users["expert"].pk):
        assert list(Case.objects.values_list("subject", flat=True)) == ["south"]


def test_every_case_is_of_the_procedures_and_says_that_it_is_a_demo():
    agencies = load_catalog().rulebook.agencies
    steps = [step for case in demo_cases() for step in case["acts"]]
    assert {step["opinions"] for step in steps if "opinions" in step} <= set(agencies)
    words = [step.get("reason") or step.get("comment") for step in steps]
    assert [said for said in words if said and not said.endswith("(demo)")] == []
