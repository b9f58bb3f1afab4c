"""A tenant's own study says the same of it as its park's does, once everything is submitted."""

import pytest

from parkloop.ledger.entries import Evidence, Flow, Status
from parkloop_web.database.rls import acting_as
from parkloop_web.studies.asking import ask
from parkloop_web.studies.running import run
from tests.web.people import MONTHS, NOW, diesel

pytestmark = pytest.mark.django_db
LATER = NOW.replace(day=9)


def power(source, target, month, kwh):
    return Flow(
        stream="electricity",
        from_node=source,
        to_node=target,
        period=diesel("alpha", month, 1.0).period,
        quantity=kwh,
        unit="kWh",
        status=Status.MEASURED,
        evidence=Evidence(file="power.xlsx"),
    )


def test_what_power_came_from_is_known_to_those_who_use_it(people):
    for month in MONTHS:
        people.state(
            "operator", "north-operator", power("grid", "north-power", month, 90_000.0), at=LATER
        )
        people.state(
            "operator",
            "north-operator",
            power("north-power", "beta-site", month, 20_000.0),
            at=LATER.replace(hour=5),
        )
        people.state(
            "tenant", "alpha", power("north-power", "alpha-site", month, 70_000.0), at=LATER
        ) if month != MONTHS[0] else None
    people.submit("tenant", "alpha", MONTHS[1], at=LATER.replace(day=10))
    people.submit("operator", "north-operator", *MONTHS, at=LATER.replace(day=10))
    with acting_as(people.users["tenant"].pk):
        own = run(ask(people.nodes["alpha"], people.users["tenant"], NOW))
    with acting_as(people.users["operator"].pk):
        park = run(ask(people.nodes["north"], people.users["operator"], NOW))
    assert (own.state, park.state) == ("done", "done"), (own.fault_en, park.fault_en)
    assert own.summary["2026"]["alpha"]["scope-2"] > 0
    assert own.summary["2026"]["alpha"] == park.summary["2026"]["alpha"]
    assert "beta" not in own.summary["2026"]
