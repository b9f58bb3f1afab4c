"""Water targets on the site: a pasted table, a place's own water, what is wrong with a table."""

import re

import pytest

from parkloop.ledger.entries import Flow, Status
from parkloop.periods import parse
from parkloop.texts import same_in_both
from parkloop_web.database.rls import acting_as
from parkloop_web.exchanges.planning import take_plan
from tests.web.networking import LATER, PLAN
from tests.web.people import MONTHS, NOW

pytestmark = pytest.mark.django_db
#: What the page says of alpha's waste water and beta's tap water.
WATER = {
    **PLAN,
    "contaminants": ["salt"],
    "offers": [
        {"stream": "wastewater-industrial", "unit": "m3", "saved": 1, "quality": {"salt": 900}}
    ],
    "needs": [{"stream": "tap-water", "unit": "m3", "price": 1, "limit": {"salt": 450}}],
    "exchanges": [],
}


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_the_example_is_wang_and_smiths_with_its_published_answer(people):
    """Wang and Smith 1994 (doi:10.1016/0009-2509(94)80006-5): 112.5 t/h without, 90 with reuse."""
    answer = people.client("tenant").get("/water-targets/")
    text = words(answer)
    assert answer.status_code == 200
    assert "Chỉ cần 90 t/h nước sạch thay vì 112,5 t/h" in text
    assert "Các lớp chất lượng nước" in text
    assert re.search(rb"data-x=\d+", answer.content)
    assert b'id="explanations"' in answer.content


def test_a_treatment_is_counted(people):
    """Regeneration to 5 mg/l with recycling: 20 t/h of fresh water (the same source)."""
    table = (
        "id,load_kg_h,inlet_mg_l,outlet_mg_l\nP1,2,0,100\nP2,5,50,100\nP3,30,50,800\nP4,4,400,800\n"
    )
    data = {"table": table, "treatment": "5"}
    text = words(people.client("tenant").post("/water-targets/", data))
    assert re.search(r"Có xử lý tái sinh 20\b", text)


def test_what_is_wrong_is_told_by_row(people):
    data = {"table": "id,role,flow_t_h,quality_mg_l\nA,giver,1,2\nB,sink,many,3\n"}
    answer = people.client("tenant").post("/water-targets/", data)
    assert answer.status_code == 422
    text = words(answer)
    assert "“A”: role ghi “giver”" in text
    assert "“B”: cột flow_t_h ghi “many”" in text


def test_the_table_is_filled_from_ledger_and_plan(people):
    """By hand: 744 m3 of waste water and of tap water in the month, over a year of 8,760 h."""

    def water(stream, source, target):
        return Flow(
            stream=stream,
            from_node=source,
            to_node=target,
            period=parse(f"{MONTHS[1]:%Y-%m}"),
            quantity=8760.0,
            unit="m3",
            status=Status.MEASURED,
        )

    at = NOW.replace(minute=20)
    people.state("tenant", "alpha", water("wastewater-industrial", "alpha-site", "market"), at=at)
    people.state("neighbour", "beta", water("tap-water", "market", "beta-site"), at=at)
    for who, code in (("tenant", "alpha"), ("neighbour", "beta")):
        people.submit(who, code, MONTHS[1], at=LATER)
    user = people.users["operator"]
    with acting_as(user.pk):
        take_plan(people.nodes["north"], WATER, same_in_both("a test"), user, LATER)
    answer = people.client("operator").get("/p/north/water-targets/?contaminant=salt")
    text = answer.content.decode()
    assert "alpha-site,source,1,900,alpha" in text
    assert "beta,sink,1,450,beta" in text
    # Half of what beta needs may be alpha's at 900 mg/l.
    assert "Chỉ cần 0,5 t/h nước sạch thay vì 1 t/h" in words(answer)


def test_a_place_whose_plan_says_too_little_is_told(people):
    answer = people.client("operator").get("/p/north/water-targets/?contaminant=salt")
    assert answer.status_code == 422
    assert "Kế hoạch chưa nói nước thải chứa gì" in words(answer)
