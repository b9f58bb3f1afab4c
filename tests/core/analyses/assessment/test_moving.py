"""Amounts that exchanges and savings move; every expected number is worked out by hand."""

import pytest

from parkloop.analyses.assessment.assessment import assessment
from parkloop.analyses.assessment.moving import Delivery, Saving, moved_by
from parkloop.analyses.assessment.parameters import AssessmentParameters
from parkloop.analyses.assessment.results import scheme_result
from parkloop.io.catalog_files import load_catalog
from parkloop.periods import reporting_year
from parkloop.texts import same_in_both
from tests.core.analyses.assessment.situations import situation

CATALOG = load_catalog()
PERIOD = reporting_year(2025)
#: 1,000 t of slag: 600 to a landfill, 300 to a partner, 100 reused already; 500 m3 treated water.
FLOWS = [
    ["slag", "firm-1", "landfill", 600, "t"],
    ["slag", "firm-1", "partner", 300, "t"],
    ["slag", "firm-1", "firm-3", 100, "t"],
    ["treated-wastewater", "firm-1", "air", 500, "m3"],
    ["wastewater-industrial", "firm-2", "plant", 800, "m3"],
    ["wastewater-industrial", "firm-3", "plant", 200, "m3"],
]


def ledger(**park):
    return situation({"firms": {"count": 3}, "flows": FLOWS, "park": park}, 2025, CATALOG)


def share(snapshot, criterion, scheme="IF-1"):
    found = assessment(snapshot, CATALOG, AssessmentParameters(PERIOD, (scheme,), ("park",)))
    whole = scheme_result(found.value, scheme, "park")
    return next(one.value for one in whole.criteria if one.criterion.id == criterion)


def run(snapshot, quantity, stream="slag", unit="t", taker="firm-2"):
    one = Delivery(same_in_both("Link"), stream, "firm-1", taker, quantity, unit)
    return moved_by(snapshot, CATALOG, PERIOD, [one])


def test_waste_that_finds_a_taker_is_reused_and_leaves_the_landfill():
    """Before 100/1,000 reused and 600/1,000 landfilled. 450 of the 900 t unused go to firm-2:
    550/1,000 reused, and the landfill keeps 600 · (1 − 450/900) = 300 of 1,000."""
    before = ledger()
    assert share(before, "IF1-I12") == pytest.approx(10)
    assert share(before, "IF1-I14") == pytest.approx(60)
    found = run(before, 450)
    assert share(found.snapshot, "IF1-I12") == pytest.approx(55)
    assert share(found.snapshot, "IF1-I14") == pytest.approx(30)
    assert [said.en for said in found.moved] == ["Link: 450 t of metallurgical slag reused"]
    assert found.moved[0].vi.startswith("Link: 450 t xỉ luyện kim")
    assert [said.en for said in found.left] == [
        "Link: CO2 and energy saved do not follow from the promised quantity."
    ]


def test_the_promise_is_read_in_its_own_unit():
    assert share(run(ledger(), 450_000, unit="kg").snapshot, "IF1-I12") == pytest.approx(55)


def test_no_more_moves_than_there_is():
    found = run(ledger(), 2000)
    assert share(found.snapshot, "IF1-I12") == pytest.approx(100)
    assert found.left[0].en == "Link: 2,000 t are promised, the giver has only 900 t."


def test_treated_water_is_reused_and_takes_the_place_of_fresh_water():
    """200 of 1,000 m3 of wastewater are reused: 20 %. Fresh water of the park: 5,000 − 200 m3."""
    found = run(ledger(**{"fresh-water-use": 5000}), 200, "treated-wastewater", "m3")
    assert share(found.snapshot, "VN05-ENV.3", "VN-05") == pytest.approx(20)
    fresh = found.snapshot.observations.filter(property="fresh-water-use")
    assert fresh["quantity"].to_list() == [pytest.approx(4800)]
    assert "Link: fresh water used falls by 200 m3" in [said.en for said in found.moved]


def test_what_is_not_stated_is_named_and_not_taken_off():
    found = run(ledger(), 200, "treated-wastewater", "m3")
    assert "the park has not stated “Fresh water used”" in found.left[0].en
    assert "khu chưa khai “Nước sạch sử dụng”" in found.left[0].vi


@pytest.mark.parametrize(
    ("stream", "quantity", "said"),
    [
        ("slag", None, "no quantity is promised"),
        ("", 5, "no quantity is promised"),
        ("steam", 5, "no criterion counts deliveries of"),
        ("fly-ash", 5, "the ledger has no unused fly ash of the giver in t"),
    ],
)
def test_what_cannot_be_moved_is_named_and_changes_nothing(stream, quantity, said):
    before = ledger()
    found = run(before, quantity, stream)
    assert said in found.left[0].en
    assert found.snapshot is before
    assert found.moved == ()


def saved(snapshot, name, quantity, unit):
    one = Saving(same_in_both("Measure"), name, "firm-2", quantity, unit)
    return moved_by(snapshot, CATALOG, PERIOD, savings=[one])


def test_wastewater_that_a_measure_avoids_is_not_discharged():
    """firm-2 discharges 800 − 300, firm-3 200: 700 m3; 70 reused m3 of them are 10 %."""
    found = saved(ledger(**{"wastewater-reused": 70}), "recp-wastewater", 300, "m3")
    assert share(found.snapshot, "VN05-ENV.3", "VN-05") == pytest.approx(10)
    assert found.moved[0].en.endswith("falls by 300 m3")


def test_a_saving_lowers_what_the_park_states():
    found = saved(ledger(**{"co2-emitted": 900}), "recp-co2", 150, "t")
    stated = found.snapshot.observations.filter(property="co2-emitted")
    assert stated["quantity"].to_list() == [pytest.approx(750)]


def test_a_saving_that_no_criterion_counts_is_named():
    found = saved(ledger(), "recp-chemicals", 3, "t")
    assert found.left[0].en == "Measure: no criterion counts “Chemicals saved by RECP”."
