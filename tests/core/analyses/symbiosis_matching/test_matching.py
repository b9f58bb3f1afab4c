"""Offers and needs from a ledger, candidates with reasons, obstacles, gaps."""

from __future__ import annotations

import pytest

from parkloop.analyses.symbiosis_matching import (
    MatchingParameters,
    Need,
    Offer,
    symbiosis_matching,
)
from parkloop.analyses.symbiosis_matching.model import Kind
from parkloop.analyses.symbiosis_matching.records import sides_by_hand
from parkloop.errors import InputRefused, RequestError
from parkloop.explain import Explainer, as_lines
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.entries import Observation
from parkloop.periods import parse, reporting_year
from parkloop.texts import Text, same_in_both
from tests.core.builders import a_flow, a_node, a_park, a_snapshot, monthly

CATALOG = load_catalog()
YEAR = reporting_year(2025)


def firm(name, industry, **attributes):
    return a_node(name, "enterprise", industry=industry, attributes=attributes)


def park():
    return a_park(
        firm("power", "35.11", latitude=20.8, longitude=106.7),
        firm("cement", "23.51", latitude=20.8, longitude=106.8),
        firm("dyer", "13.30"),
        a_node("landfill", "landfill"),
        a_node("market", "market"),
        a_node("river", "water-body"),
        a_node("air", "air"),
    )


def seen(name, node, subject, quantity=None, unit="", text=""):
    return Observation(name, node, parse("2025"), quantity, unit, text, subject)


def matched(*entries, **parameters):
    snapshot = a_snapshot(park(), *entries)
    return symbiosis_matching(snapshot, CATALOG, MatchingParameters(YEAR, **parameters)), snapshot


def ash(**more):
    return monthly("fly-ash", "power", "landfill", [100.0] * 6, "t", **more)


def test_an_offer_has_its_months_and_an_open_reason():
    result, _ = matched(*ash(), a_flow("clinker", "market", "cement", "2025", 5000, "t"))
    offer = result.value.offers[0]
    assert (offer.owner, offer.quantity, offer.unit) == ("power", 600, "t")
    assert offer.kind is Kind.WASTE
    assert list(offer.months.items())[:2] == [("2025-01", 100), ("2025-02", 100)]
    best = result.value.of_offer(offer.id)[0]
    assert (best.taker, best.pair, best.reason.value) == ("cement", "P001", "catalogue")
    assert best.replaced == pytest.approx(600 * 0.95)
    assert best.replaced_unit == "t clinker"
    assert best.legal == ("ash-slag-gypsum",)
    assert best.treatment.vi == "Thu khô, si-lô, phân loại"
    assert best.why.vi == (
        "Danh mục P001: Tro bay than (lò than phun, ít vôi) → Xi măng, thay cho "
        "Clinker trong xi măng hỗn hợp."
    )
    assert best.geography == "same-park"
    assert not best.verified


def test_the_score_is_the_sum_of_its_parts_times_reach():
    result, snapshot = matched(*ash())
    best = result.value.candidates[0]
    parts = {part.name: part.value for part in best.parts}
    expected = (parts["catalogue"] + parts["text"]) * parts["distance"]
    assert best.score == pytest.approx(expected, rel=1e-4)
    opened = Explainer(snapshot, CATALOG, (result,)).explain("match/offer:power/fly-ash>cement")
    lines = "\n".join(as_lines(opened, "en"))
    assert "fit of what is given" in lines
    assert "Fly ash – power" in lines


def test_distance_beyond_the_usual_range_lowers_the_score():
    near, _ = matched(*ash(), distances={"power>cement": 10.0})
    far, _ = matched(*ash(), distances={"power>cement": 400.0})
    assert far.value.candidates[0].score == pytest.approx(
        near.value.candidates[0].score / 2, rel=1e-4
    )
    assert [o.en for o in far.value.candidates[0].obstacles] == [
        "The distance of 400.0 km is beyond the usual 200 km."
    ]


def test_distance_comes_from_places():
    result, _ = matched(*ash())
    assert result.value.candidates[0].distance_km == pytest.approx(10.39, abs=0.01)


def test_a_waste_code_is_the_reason_where_it_was_recorded():
    result, _ = matched(
        a_flow("industrial-waste", "power", "landfill", "2025", 10, "t"),
        seen("waste-code", "power", "industrial-waste", text="10 01 05"),
    )
    best = result.value.of_offer("offer:power/industrial-waste")[0]
    assert (best.taker, best.pair, best.reason.value) == ("cement", "P007", "code")
    assert "waste code 10 01 05" in best.why.en


def test_a_running_exchange_is_no_offer_but_is_known():
    result, _ = matched(
        *ash(), a_flow("fly-ash", "power", "cement", "2025", 50, "t", reference="sold")
    )
    assert result.value.offers[0].quantity == 600
    assert result.value.candidates[0].running


def test_heat_is_compared_by_temperature():
    heat = a_flow("waste-heat", "power", "air", "2025", 1000, "MWh")
    steam = a_flow("steam", "market", "dyer", "2025", 900, "MWh")
    warm = (
        seen("temperature", "power", "waste-heat", 95, "degC"),
        seen("temperature", "dyer", "steam", 80, "degC"),
    )
    fits, _ = matched(heat, steam, *warm)
    best = fits.value.of_offer("offer:power/waste-heat")[0]
    assert (best.taker, best.reason.value) == ("dyer", "stream")
    assert best.obstacles == ()
    cold, _ = matched(heat, steam, warm[0], seen("temperature", "dyer", "steam", 120, "degC"))
    told = [o.en for c in cold.value.candidates for o in c.obstacles if c.taker == "dyer"]
    assert told == [
        "Heat of 95 °C is below the 120 °C needed plus 10 K; a heat pump would have to lift it by "
        "35 K."
    ]
    unknown, _ = matched(heat, steam)
    assert "temperature:offer:power/waste-heat" in {gap.id for gap in unknown.gaps}


def test_water_is_compared_by_class():
    water = a_flow("treated-wastewater", "power", "river", "2025", 1000, "m3")
    tap = a_flow("tap-water", "market", "dyer", "2025", 900, "m3")
    result, _ = matched(
        water,
        tap,
        seen("water-class", "power", "treated-wastewater", text="W5"),
        seen("water-class", "dyer", "tap-water", text="W3"),
    )
    best = next(c for c in result.value.candidates if c.taker == "dyer")
    assert best.obstacles[0].en == (
        "Water of W5 is worse than the W3 that the taker needs; to be treated: Coagulation, UF "
        "(with partial RO blend)."
    )


def test_months_without_an_offer_are_told():
    result, _ = matched(
        *monthly("waste-heat", "power", "air", [10.0] * 3, "MWh"),
        *monthly("steam", "market", "dyer", [10.0] * 5, "MWh"),
    )
    told = [o.vi for c in result.value.candidates for o in c.obstacles]
    assert "Không có hàng trong các tháng bên nhận cần: 2025-04, 2025-05." in told


def test_gaps_are_named_and_stop_nothing():
    result, _ = matched(a_flow("fly-ash", "power", "landfill", "2025", None, "t", notation="NE"))
    gaps = {gap.id for gap in result.gaps}
    assert "quantity:offer:power/fly-ash" in gaps
    assert "vn-code:10 01 02" in gaps
    assert result.figures["offer:power/fly-ash"].value is None
    assert result.value.candidates[0].replaced is None


def test_sides_by_hand_join_those_of_the_ledger():
    offer = Offer("offer:x", "dyer", Text("Bùn thải nhuộm", "Dye-house sludge"), Kind.WASTE)
    need = Need("need:x", "cement", same_in_both("Coal"), Kind.FUEL)
    result, _ = matched(offers=(offer,), needs=(need,))
    best = result.value.of_offer("offer:x")[0]
    assert (best.taker, best.pair) == ("cement", "P098")
    assert best.legal == ("dye-sludge",)


def test_an_unknown_enterprise_is_refused():
    offer = Offer("offer:x", "nobody", same_in_both("Ash"), Kind.WASTE)
    with pytest.raises(RequestError, match="no enterprise “nobody”"):
        matched(offers=(offer,))


def test_spare_capacity_is_an_offer():
    result, _ = matched(seen("spare-capacity", "power", "steam", 5, "t/h"))
    offer = result.value.offers[0]
    assert (offer.kind, offer.quantity, offer.unit) == (Kind.CAPACITY, 5, "t/h")


def test_a_table_by_hand():
    rows = [
        {
            "side": "offer",
            "owner": "dyer",
            "name": "Nước nóng",
            "name_en": "Hot water",
            "kind": "heat",
            "quantity": "500",
            "unit": "MWh",
            "temperature_c": "60",
            "month_2025-01": "40",
        }
    ]
    offers, needs = sides_by_hand(enumerate(rows, start=2))
    assert needs == ()
    assert offers[0].months == {"2025-01": 40.0}
    assert offers[0].id == "offer:dyer/by-hand-2"


def test_a_wrong_table_tells_everything():
    rows = [
        {"side": "give", "owner": "a", "name": "x", "kind": "stuff", "quantity": "many"},
        {"side": "need", "owner": "a", "name": "y", "kind": "heat", "unit": "barrel"},
    ]
    with pytest.raises(InputRefused) as caught:
        sides_by_hand(enumerate(rows, start=2), "sides.csv")
    assert [(f.rule, f.where.row) for f in caught.value.findings] == [
        ("MAT-01", 2),
        ("MAT-01", 2),
        ("MAT-02", 2),
        ("MAT-03", 3),
    ]
    assert caught.value.findings[0].message.en == (
        "Row “x”: the side is “give”; one of these is needed: offer, need."
    )


def test_order_of_entries_does_not_matter():
    """Shuffled rows give the same result (property 11)."""
    entries = [*ash(), a_flow("clinker", "market", "cement", "2025", 5000, "t")]
    first, _ = matched(*entries)
    second, _ = matched(*reversed(entries))
    assert first == second


def test_another_tenant_never_takes_a_candidate_away():
    """Adding a tenant adds candidates (property 5)."""
    small = a_snapshot(park(), *ash())
    nodes = (*park().nodes, firm("ready-mix", "23.63"))
    large = a_snapshot(a_park(*nodes), *ash())
    parameters = MatchingParameters(YEAR, most=100)
    few, many = (
        {c.id: c.score for c in symbiosis_matching(s, CATALOG, parameters).value.candidates}
        for s in (small, large)
    )
    assert few.items() <= many.items()
    assert "offer:power/fly-ash>ready-mix" in many
