"""Limits against what was measured: above, within, not yet, nobody knows."""

from datetime import date

import pytest

from parkloop.analyses.exceedances import ExceedanceParameters, exceedances
from parkloop.explain import Explainer, as_lines
from parkloop.ledger.entries import Evidence, Observation, Status
from parkloop.ledger.limits import Basis, Bound, Limit, Span, Way
from parkloop.periods import parse, reporting_year
from tests.core.builders import a_catalog, a_flow, a_park, a_snapshot, monthly

PARK = a_park(
    ("river", "water-body"),
    ("plant", "treatment"),
    ("basin", "process", "plant"),
    ("t1", "enterprise"),
    ("wells", "ground"),
)
CATALOG = a_catalog()


def a_limit(**more):
    given = {
        "id": "cod",
        "node": "plant",
        "stream": "wastewater-industrial",
        "property": "cod",
        "bound": Bound.AT_MOST,
        "value": 125.0,
        "unit": "mg/l",
        "span": Span.EACH,
        "source": "Permit 12/GP",
        "first_day": date(2025, 1, 1),
    }
    return Limit(**(given | more))


def cod(period, quantity, unit="mg/l", node="plant", **more):
    return Observation(
        "cod",
        node,
        parse(period),
        quantity,
        unit,
        subject="wastewater-industrial",
        status=Status.MEASURED,
        evidence=Evidence("lab.xlsx", "Q", 3),
        **more,
    )


def found(limits, *entries):
    parameters = ExceedanceParameters(reporting_year(2025), tuple(limits))
    return exceedances(a_snapshot(PARK, *entries), CATALOG, parameters)


def states(result):
    return [(row.label, row.state) for row in result.value.rows]


def discharge(values, **more):
    return monthly("wastewater-industrial", "plant", "river", values, "m3", **more)


def test_each_measured_value_is_held_against_the_limit():
    result = found([a_limit()], cod("2025-01", 120), cod("2025-02", 130), cod("2025-03", 125))
    assert states(result) == [
        ("2025-01", "within"),
        ("2025-02", "exceeded"),
        ("2025-03", "within"),
    ]
    (finding,) = result.findings
    assert finding.message.en == (
        "plant: COD, wastewater-industrial in 2025-02 was 130 mg/l, above the limit of 125 mg/l "
        "(Permit 12/GP)."
    )
    assert finding.message.vi == (
        "plant: COD, wastewater-industrial kỳ 2025-02 là 130 mg/l, vượt giới hạn 125 mg/l "
        "(Permit 12/GP)."
    )


def test_units_of_the_same_kind_are_brought_together_and_others_refused():
    result = found([a_limit()], cod("2025-01", 0.13, "kg/m3"), cod("2025-02", 130, "mg/kg"))
    first, second = result.value.rows
    assert (first.value, first.state) == (pytest.approx(130.0), "exceeded")
    assert (second.value, second.state) == (None, "not-assessable")
    assert result.gaps[0].message.en == (
        "The limit “cod” is in mg/l, what was stated in mg/kg: they cannot be compared."
    )


def test_a_value_whose_error_reaches_the_limit_is_exceeded_but_not_for_sure():
    near = found([a_limit()], cod("2025-01", 126, uncertainty=0.05)).value.rows[0]
    far = found([a_limit()], cod("2025-01", 140, uncertainty=0.05)).value.rows[0]
    assert (near.state, near.sure, near.tolerance) == ("exceeded", False, pytest.approx(6.3))
    assert (far.state, far.sure) == ("exceeded", True)


def test_what_was_not_measured_is_not_kept():
    result = found([a_limit()], *discharge([10]))
    assert states(result) == [("2025", "not-measured")]
    assert "No figure does not mean it was kept." in result.gaps[0].remedy.en


def test_a_limit_counts_only_on_its_days():
    old = a_limit(id="old", value=200.0, last_day=date(2025, 6, 30))
    new = a_limit(id="new", value=100.0, first_day=date(2025, 7, 1))
    result = found([old, new], cod("2025-06", 150), cod("2025-07", 150))
    assert [(r.limit, r.label, r.state) for r in result.value.rows] == [
        ("new", "2025-07", "exceeded"),
        ("old", "2025-06", "within"),
    ]


def test_the_amount_of_each_month_crosses_the_border_of_the_place():
    limit = a_limit(id="q", property="", value=1000.0, unit="m3", span=Span.MONTH)
    inside = a_flow("wastewater-industrial", "plant", "basin", "2025-01", 900, "m3")
    result = found([limit], *discharge([800, 1200]), inside)
    assert states(result) == [("2025-01", "within"), ("2025-02", "exceeded")]
    assert result.value.rows[0].share == pytest.approx(0.8)


def test_the_amount_of_a_running_year_is_within_so_far():
    limit = a_limit(id="q", property="", value=5000.0, unit="m3", span=Span.YEAR)
    assert states(found([limit], *discharge([400] * 6))) == [("2025", "so-far")]
    assert states(found([limit], *discharge([400] * 12))) == [("2025", "within")]
    assert states(found([limit], *discharge([900] * 6))) == [("2025", "exceeded")]


def test_a_sum_that_lacks_something_is_exceeded_when_the_known_part_is():
    limit = a_limit(id="q", property="", value=1000.0, unit="m3", span=Span.MONTH)
    lacking = a_flow(
        "wastewater-industrial",
        "plant",
        "river",
        "2025-01",
        None,
        "m3",
        notation="NE",
        reference="b",
    )
    assert states(found([limit], *discharge([800]), lacking)) == [("2025-01", "so-far")]
    assert states(found([limit], *discharge([1800]), lacking)) == [("2025-01", "exceeded")]


def test_at_least_is_the_other_way_round():
    limit = a_limit(
        id="take",
        property="",
        stream="tap-water",
        node="t1",
        way=Way.INTO,
        bound=Bound.AT_LEAST,
        basis=Basis.CONTRACT,
        value=100.0,
        unit="m3",
        span=Span.MONTH,
    )
    result = found([limit], *monthly("tap-water", "wells", "t1", [120, 80], "m3"))
    assert states(result) == [("2025-01", "within"), ("2025-02", "exceeded")]
    assert "below the limit of 100 m3" in result.findings[0].message.en


def test_a_limit_of_an_unknown_place_is_told():
    (finding,) = found([a_limit(node="nowhere")], *discharge([1])).findings
    assert finding.message.en == (
        "The limit “cod” is of the place “nowhere”, which the park's definition does not have."
    )


def test_the_figure_opens_to_the_reading_and_the_document():
    snapshot = a_snapshot(PARK, cod("2025-02", 130))
    parameters = ExceedanceParameters(reporting_year(2025), (a_limit(),))
    result = exceedances(snapshot, CATALOG, parameters)
    share = result.value.rows[0].figure.replace("/value", "/share")
    lines = "\n".join(as_lines(Explainer(snapshot, CATALOG, [result]).explain(share), "en"))
    assert "Permit 12/GP" in lines
    assert "lab.xlsx, sheet Q, row 3" in lines
    assert result.provenance.parameters["limits"] == [a_limit().as_dict()]
