"""What-if pages: plans, exchanges and free statements are picked, what turns is shown."""

from datetime import date

import pytest
from django.utils import timezone

from parkloop.ledger.entries import Flow, Observation, Status
from parkloop.periods import parse
from parkloop_web.database.rls import acting_as
from parkloop_web.exchanges.models import Case
from parkloop_web.ledger.models import Entry

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year - 1
LAND = "&".join(
    f"set-area-{part}={hectares}"
    for part, hectares in (
        ("total", 200), ("green", 30), ("traffic", 10), ("technical", 5), ("social", 5),
    )
)  # fmt: skip


@pytest.fixture
def operator(people):
    client = people.client("operator")
    client.post("/language/", {"language": "en", "next": "/"})
    return client


def page(client, more=""):
    answer = client.get(f"/p/north/what-if/?year={YEAR}&scheme=VN-35{more and '&' + more}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_nothing_picked_turns_nothing_and_says_how_to_begin(operator):
    text = page(operator)
    assert "Pick what would be done to see which criteria turn" in text
    assert "The ledger holds no plan for this place." in text
    assert "No exchange is being prepared." in text


def test_free_statements_turn_a_criterion_and_are_not_written(people, operator):
    with acting_as(people.users["operator"].pk):
        before = Entry.objects.count()
    text = page(operator, LAND)
    assert "If the 5 picked things were done, 1 criterion would turn: 0 → 1 met of 9" in text
    assert "25&#8239;%" in text
    with acting_as(people.users["operator"].pk):
        assert Entry.objects.count() == before


def test_more_enterprises_and_a_look_back_of_36_months(operator):
    text = page(operator, "more-recp-applied=1&set-breaches=0")
    assert "If the 2 picked things were done, 2 criteria would turn" in text
    assert "The developer kept the law" in text


def test_what_is_no_number_is_told_and_left_out(operator):
    text = page(operator, "set-area-total=wide&more-recp-applied=-3")
    assert "Area of the park: “wide” is no number; write 1500 or 1.5. It was left out." in text
    assert "“-3” is below zero; it may not be. It was left out." in text
    assert "turns no criterion yet" in text


def test_a_plan_of_the_ledger_can_be_picked(people, operator):
    people.state(
        "operator", "north-operator",
        Observation("housing-solution", "north", parse(f"{YEAR + 1}"), 1.0, "1",
                    status=Status.PLANNED),
        Observation("amenities-solution", "north", parse(f"{YEAR + 1}"), 1.0, "1",
                    status=Status.PLANNED),
    )  # fmt: skip
    text = page(operator)
    assert "Plans and proposals of the ledger, next 3 years (2)" in text
    with acting_as(people.users["operator"].pk):
        plans = Entry.objects.filter(property__in=("housing-solution", "amenities-solution"))
        picked = "&".join(f"plan={one.entry}" for one in plans)
    assert "1 criterion would turn" in page(operator, picked)


def test_a_measure_is_one_plan_with_what_it_saves(people, operator):
    """Alpha plans a solution and says what it saves: one thing to pick; 12,000 m3 of wastewater
    have nothing to be taken off, and electricity is counted by no criterion."""
    when, more = parse(f"{YEAR + 2}"), {"status": Status.PLANNED, "reference": "DYE"}
    people.state(
        "tenant", "alpha",
        Observation("recp-solution", "alpha", when, 1.0, "1", note="Low liquor ratio", **more),
        Observation("recp-wastewater", "alpha", when, 12000.0, "m3", **more),
        Observation("recp-electricity", "alpha", when, 90000.0, "kWh", **more),
    )  # fmt: skip
    people.submit("tenant", "alpha", date(YEAR + 2, 1, 1), at=timezone.now())
    text = page(operator)
    assert "next 3 years (1)" in text
    assert "DYE · Low liquor ratio; Wastewater avoided by RECP: 12,000 m³" in text
    text = page(operator, "plan=alpha:DYE")
    assert "If the picked thing were done, 1 criterion would turn" in text
    assert "the park has not stated" in text
    assert "no criterion counts “Electricity saved by RECP”." in text


def test_an_exchange_on_its_way_can_be_picked(people, operator):
    with acting_as(people.users["operator"].pk):
        case = Case.objects.create(
            broker=people.nodes["north"], giver=people.nodes["alpha"], taker=people.nodes["beta"],
            title_vi="Hơi nước", title_en="Steam", opened_by=people.users["operator"],
        )  # fmt: skip
    assert "Exchanges that do not run yet (1)" in page(operator)
    certified = "more-iso-14001=2"
    assert "1 criterion would turn" in page(operator, f"exchange={case.pk}&{certified}")
    assert "At least one symbiosis link" in page(operator, f"exchange={case.pk}")


def test_the_promised_amount_of_an_exchange_is_moved(people, operator):
    """Alpha sends 100 t of slag to the market in January; 6 months promise 10 t each to beta."""
    slag = Flow("slag", "alpha-site", "market", parse(f"{YEAR}-01"), 100.0, "t")
    people.state("tenant", "alpha", slag)
    people.submit("tenant", "alpha", date(YEAR, 1, 1), at=timezone.now())
    with acting_as(people.users["operator"].pk):
        case = Case.objects.create(
            broker=people.nodes["north"], giver=people.nodes["alpha"], taker=people.nodes["beta"],
            title_vi="Xỉ", title_en="Slag", stream="slag", opened_by=people.users["operator"],
        )  # fmt: skip
        for month in range(1, 7):
            case.promises.create(month=date(YEAR + 1, month, 1), quantity=10, unit="t")
    answer = operator.get(f"/p/north/what-if/?year={YEAR}&scheme=IF-1&exchange={case.pk}")
    text = answer.content.decode()
    assert "Slag: 60 t of metallurgical slag reused" in text
    assert "Slag: CO2 and energy saved do not follow from the promised quantity." in text
    row = text[text.rindex("IF1-I12") :][:900]
    assert "60&#8239;%" in row


def test_an_enterprise_asks_for_itself(people):
    tenant = people.client("tenant")
    tenant.post("/language/", {"language": "en", "next": "/"})
    answer = tenant.get(f"/p/alpha/what-if/?year={YEAR}&set-recp-applied=yes")
    assert "would turn" in answer.content.decode()
    assert people.client("neighbour").get("/p/alpha/what-if/").status_code == 404


def test_over_time_stands_on_the_assessment(operator):
    text = operator.get(f"/p/north/assessment/?year={YEAR}").content.decode()
    assert "Over time, and with the plans of the next 3 years" in text
    assert f"as planned {YEAR + 3}" in text
    assert f">{YEAR - 2}<" in text
