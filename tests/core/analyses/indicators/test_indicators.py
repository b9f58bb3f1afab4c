"""Indicators of a small park, by hand; nothing stated is a gap and not a zero."""

import pytest

from parkloop.analyses.indicators import IndicatorParameters, indicators
from parkloop.explain import Explainer, as_lines
from parkloop.io.catalog_files import load_catalog
from parkloop.io.indicator_files import load_indicators
from parkloop.ledger.entries import Observation, Status
from parkloop.periods import parse
from tests.core.small_park import flow, node, park, snapshot

CATALOG = load_catalog()
PARK = park(
    node("p", "park"),
    node("e1", "enterprise", "p"),
    node("e2", "enterprise", "p"),
    node("line", "process", "e1"),
    node("wwtp", "treatment", "p"),
    node("water-net", "network", "p"),
    node("river", "water-body"),
    node("q", "park"),
    node("e3", "enterprise", "q"),
)
FLOWS = [
    flow("electricity", "grid", "e1", 100, "MWh"),
    flow("electricity", "e1", "line", 60, "MWh"),
    flow("surface-water", "river", "water-net", 800, "m3"),
    flow("surface-water", "water-net", "e1", 800, "m3"),
    flow("reclaimed-water", "wwtp", "e2", 200, "m3"),
    flow("industrial-waste", "e1", "landfill", 30, "t"),
    flow("metal-scrap", "e1", "e2", 50, "t"),
    flow("fly-ash", "e2", "e3", 15, "t"),
    flow("plastic-waste", "e2", "partner", 5, "t"),
    flow("metal-scrap", "e2", "landfill", 99, "t", status=Status.PLANNED),
]


def seen(what, place, period, quantity, unit):
    return Observation(what, place, parse(period), quantity, unit)


OBSERVED = [
    seen("employees", "e1", "2023-01", 90, "person"),
    seen("employees", "e1", "2023-02", 110, "person"),
    seen("jobs", "e2", "2023", 50, "person"),
    seen("revenue", "e1", "2023-01", 400e9, "VND@2023"),
    seen("revenue", "e1", "2023-02", 600e9, "VND@2023"),
]


def run(entries):
    asked = IndicatorParameters(parse("2023"))
    return indicators(snapshot(PARK, entries), CATALOG, asked)


def test_indicators_by_hand():
    """Grid factor 0.6592 t/MWh of 2023 (letter 1726 of 2024): 65.92 t for 100 MWh."""
    found = run([*FLOWS, *OBSERVED]).value.of("p")
    assert found["park.electricity"] == pytest.approx(360_000)
    assert found["park.water-intake"] == pytest.approx(800)
    assert found["park.water-reuse"] == pytest.approx(20)
    assert found["park.waste-generated"] == pytest.approx(100_000)
    assert found["park.waste-to-landfill"] == pytest.approx(30)
    assert found["park.waste-exchanged"] == pytest.approx(65)
    assert found["park.jobs"] == pytest.approx(150)
    total = found["park.ghg-total"]
    assert found["park.ghg-per-worker"] == pytest.approx(total / 150)
    assert found["park.ghg-per-revenue"] == pytest.approx(total / 1e12)


def test_the_total_is_that_of_the_inventory():
    result = run(FLOWS)
    expected = result.figures["inventory/p/2023/total"].value
    assert result.value.of("p")["park.ghg-total"] == pytest.approx(1000 * expected)


def test_what_nobody_stated_is_a_gap():
    result = run(FLOWS)
    assert "park.jobs" not in result.value.of("p")
    gaps = {gap.id: gap for gap in result.gaps}
    gap = gaps["indicators/missing/park.jobs/p"]
    assert gap.message.en == "p: nothing was stated from which jobs follows."
    assert gap.id in result.figures["indicators/park.ghg-per-worker/p/2023"].gaps
    (point,) = [x for x in result.value.points if (x.area, x.indicator) == ("p", "park.jobs")]
    assert (point.value, point.status) == (None, "O")


def test_rows_that_cannot_be_counted_make_the_figure_partial():
    straddling = flow("metal-scrap", "e1", "e2", 5, "t", period="2022-12-15/2023-01-15")
    result = run([*FLOWS, straddling])
    figure = result.figures["indicators/park.waste-generated/p/2023"]
    assert figure.partial
    assert figure.value == pytest.approx(100_000)
    (point,) = [
        x for x in result.value.points if (x.area, x.indicator) == ("p", "park.waste-generated")
    ]
    assert (point.status, point.note) == ("E", "partial")


def test_money_of_two_years_is_not_added():
    more = seen("revenue", "e2", "2023", 1e9, "VND@2022")
    result = run([*FLOWS, *OBSERVED, more])
    assert "park.revenue" not in result.value.of("p")
    gaps = {gap.id: gap.message.en for gap in result.gaps}
    assert gaps["indicators/revenue/p/units"] == (
        "revenue: units that differ cannot be added (VND@2022, VND@2023)."
    )


def test_an_indicator_opens_down_to_rows():
    entries = snapshot(PARK, [*FLOWS, *OBSERVED])
    result = indicators(entries, CATALOG, IndicatorParameters(parse("2023")))
    explainer = Explainer(entries, CATALOG, (result,))
    lines = "\n".join(
        as_lines(explainer.explain("indicators/park.waste-to-landfill/p/2023", 3), "en")
    )
    assert "waste landfilled" in lines
    assert "industrial-waste: e1 → landfill" in lines


def test_every_indicator_is_defined_in_the_catalog():
    book = load_indicators()
    for point in run([*FLOWS, *OBSERVED]).value.points:
        assert book.indicator(point.indicator).set == "park-ledger"


def test_the_same_inputs_give_the_same_result():
    first, again = run(FLOWS), run(FLOWS)
    assert first.value == again.value
    assert first.provenance == again.provenance
