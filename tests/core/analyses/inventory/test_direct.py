"""Fuels, process, refrigerants and gases: burnt where they stay, named where nobody knows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parkloop.analyses.inventory.messages import MADE_HERE
from parkloop.ledger.entries import Notation, Status
from tests.core.analyses.inventory.computed import (
    FIRM,
    compute,
    figure,
    gap_ids,
    gap_words,
    kilograms,
    lines,
    own,
    value,
)
from tests.core.small_park import flow, node, park

#: kg CO2 per kg of diesel: 43.0 TJ/Gg · 74,100 kg/TJ (IPCC 2006 V2 Tables 1.2, 1.4).
PER_KG = 43.0 * 74_100 / 1e6
TWO_FIRMS = park(
    node("P", "park"),
    node("E", "enterprise", "P", "stationary.manufacturing"),
    node("E.boiler", "generator", "E", "stationary.energy"),
    node("E.tank", "stock", "E"),
    node("F", "enterprise", "P", "mobile.road"),
    node("use-only", "enterprise", "P", "use"),
)


def diesel(source, target, quantity, unit="kg", **more):
    return flow("diesel", source, target, quantity, unit, **more)


def co2(result, node_id):
    return kilograms(result, node=node_id, gas="CO2")


def test_fuel_is_burnt_where_it_arrives():
    result = compute(TWO_FIRMS, [diesel("market", "E", 100)])
    assert co2(result, "E") == pytest.approx(100 * PER_KG)
    assert {line.scope for line in lines(result)} == {1}
    assert {line.category for line in lines(result)} == {"stationary"}


def test_fuel_passed_on_is_deducted_from_who_passed_it_on():
    result = compute(
        TWO_FIRMS,
        [diesel("market", "E", 100), diesel("E", "E.boiler", 60), diesel("E", "F", 10)],
    )
    masses = {place: co2(result, place) / PER_KG for place in ("E", "E.boiler", "F")}
    assert masses == pytest.approx({"E": 30, "E.boiler": 60, "F": 10})
    assert value(result, "P", "scope-1/stationary/CO2/mass") == pytest.approx(0.09 * PER_KG)
    assert value(result, "P", "scope-1/mobile/CO2/mass") == pytest.approx(0.01 * PER_KG)


def test_what_is_passed_on_leaves_the_use_that_it_had():
    """E's purchases say what for; its default says something else. Nothing is counted twice."""
    entries = [
        diesel("market", "use-only", 100, activity="stationary.commercial"),
        diesel("use-only", "E.boiler", 100),
    ]
    result = compute(TWO_FIRMS, entries)
    assert co2(result, "use-only") == pytest.approx(0.0)
    assert kilograms(result, node="use-only", gas="CH4") == pytest.approx(0.0)
    assert value(result, "P", "scope-1/stationary/CO2/mass") == pytest.approx(0.1 * PER_KG)


def test_fuel_passed_on_in_another_unit_is_still_passed_on():
    """Bought by the litre (0.84 kg/l), handed on by the kilogram."""
    result = compute(TWO_FIRMS, [diesel("market", "E", 100, "l"), diesel("E", "F", 84)])
    assert co2(result, "E") == pytest.approx(0.0)
    assert co2(result, "F") == pytest.approx(84 * PER_KG)


def test_who_makes_a_fuel_does_not_burn_it():
    result = compute(TWO_FIRMS, [diesel("E", "market", 100)])
    assert lines(result) == []
    assert gap_ids(result) == ["nothing:F", "nothing:use-only"]


def test_a_tank_burns_nothing():
    entries = [diesel("market", "E.tank", 100), diesel("E.tank", "E.boiler", 80)]
    result = compute(TWO_FIRMS, entries)
    assert co2(result, "E.boiler") == pytest.approx(80 * PER_KG)
    assert lines(result, node="E.tank") == []


def test_more_passed_on_than_received_is_a_finding():
    result = compute(TWO_FIRMS, [diesel("market", "E", 100), diesel("E", "F", 120)])
    (finding,) = [f for f in result.findings if f.rule == "INV-01"]
    assert finding.message.en == "“E” passes on 120.0 kg of diesel but received only 100.0."
    assert finding.where.node == "E"


@pytest.mark.parametrize("status", [Status.PLANNED, Status.PROPOSED])
def test_intentions_never_count(status):
    planned = diesel("market", "E", 1_000, status=status, series="next-year")
    result = compute(FIRM, [diesel("market", "E", 100), planned])
    assert co2(result, "E") == pytest.approx(100 * PER_KG)
    assert lines(compute(FIRM, [planned])) == []


@pytest.mark.parametrize(
    ("quantity", "unit", "kilogram"),
    [
        (1, "t", 1000),
        (1000, "l", 840),
        (1, "m3", 840),
        (43, "MJ_ncv", 1),
        (43, "GJ_ncv", 1000),
    ],
)
def test_heat_from_every_way_of_measuring(quantity, unit, kilogram):
    result = compute(FIRM, [diesel("market", "E", quantity, unit)])
    assert co2(result, "E") == pytest.approx(kilogram * PER_KG)


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        ("kWh", "The amount is in MJ; a unit like kg, m3, Nm3, MJ_ncv, MJ_gcv is needed."),
        ("piece", "The amount is in piece; a unit like kg, m3, Nm3, MJ_ncv, MJ_gcv is needed."),
        ("GJ_gcv", "The catalog has no net_to_gross / diesel for 2023. Nearest: —."),
        ("Nm3", "The catalog has no ncv_per_normal_volume / diesel for 2023. Nearest: —."),
    ],
)
def test_a_unit_from_which_no_fact_leads_on_is_a_gap(unit, words):
    """Also with a heating value at hand that would fit by its number, not by its dimension."""
    facts = [own("net_to_gross", "lpg", 0.9, "GJ_ncv/GJ_gcv")]
    result = compute(FIRM, [diesel("market", "E", 100, unit)], facts=facts)
    assert value(result, "E") is None
    assert gap_ids(result)[:3] == [f"fact:diesel:{gas}:E" for gas in ("CH4", "CO2", "N2O")]
    assert words in gap_words(result)[0]


def test_gross_heat_with_the_facility_s_own_ratio():
    facts = [own("net_to_gross", "natural-gas", 0.9, "GJ_ncv/GJ_gcv")]
    result = compute(FIRM, [flow("natural-gas", "market", "E", 100, "GJ_gcv")], facts=facts)
    assert co2(result, "E") == pytest.approx(90 * 56.1)


def test_normal_cubic_metres_with_the_facility_s_own_heating_value():
    facts = [own("ncv_per_normal_volume", "natural-gas", 36, "MJ_ncv/Nm3")]
    result = compute(FIRM, [flow("natural-gas", "market", "E", 1000, "Nm3")], facts=facts)
    assert co2(result, "E") == pytest.approx(36_000 * 0.0561)


@pytest.mark.parametrize("activity", ["", "use", "process.production", "compost.wet", "nonsense"])
def test_a_fuel_of_which_nobody_says_whether_it_burns_is_a_gap(activity):
    nowhere = park(node("P", "park"), node("E", "enterprise", "P", activity))
    result = compute(nowhere, [diesel("market", "E", 100)])
    assert gap_ids(result) == ["use:diesel:E"]
    assert gap_words(result) == [
        "Gas/diesel oil reaches “E”, but what it is used for is not known, so no emission "
        "is computed."
    ]
    assert figure(result, "E").value is None
    assert not figure(result, "E", "scope-2").partial
    assert result.gaps[0].remedy.vi.startswith("Điền cột “Hoạt động”")


@pytest.mark.parametrize("activity", ["feedstock", "storage", "sold", "recycling"])
def test_a_fuel_that_is_not_burnt(activity):
    result = compute(FIRM, [flow("naphtha", "market", "E", 100, "t", activity=activity)])
    assert (lines(result), gap_ids(result)) == ([], [])
    assert not figure(result, "E").partial


def test_carbon_dioxide_of_biomass_is_a_memo():
    """Wood: 15.6 TJ/Gg, 112,000 kg/TJ; CH4 30 and N2O 4 kg/TJ count (AR5 28 and 265)."""
    result = compute(FIRM, [flow("wood", "market", "E", 1000, "kg")])
    heat = 15.6e-3
    assert value(result, "E", "biogenic") == pytest.approx(heat * 112)
    assert value(result, "E") == pytest.approx(heat * (30 * 28 + 4 * 265) / 1000)
    assert kilograms(result, gas="CO2") == 0


def test_lubricants_oxidise_in_part():
    """40.2 GJ/t · 20 kg C/GJ · 0.2 · 44/12 = 589.6 kg CO2/t (IPCC 2006 V3 eq. 5.2)."""
    entries = [flow("lubricants", "market", "E", 1, "t", activity="nonenergy.lubricant")]
    result = compute(FIRM, entries)
    assert co2(result, "E") == pytest.approx(40.2 * 20 * 0.2 * 44 / 12)
    assert {line.category for line in lines(result)} == {"process"}


def test_the_rank_of_a_factor_is_told():
    """A facility's own certificate comes before the Decision, the Decision before the IPCC."""
    entry = [flow("anthracite", "market", "E", 1, "t")]
    facts = [own("ncv", "anthracite", 24.5, "GJ_ncv/t")]
    (line,) = lines(compute(FIRM, entry, facts=facts), gas="CO2")
    terms = {term.symbol: term for term in line.terms}
    assert line.mass == pytest.approx(24.5 * 98.3)
    assert terms["NCV"].fact == "own.ncv.anthracite"
    assert "own approved factor comes first" in str(terms["NCV"].reason)
    assert "published by a Vietnamese authority" in str(terms["EF"].reason)


# --- notation keys


def unknown(notation, period="2023", **more):
    return replace(diesel("market", "E", 0.0, period=period, **more), quantity=None,
                   notation=notation)  # fmt: skip


@pytest.mark.parametrize("key", [Notation.NOT_ESTIMATED, Notation.CONFIDENTIAL])
def test_what_is_not_known_is_a_gap_and_no_zero(key):
    result = compute(FIRM, [unknown(key)])
    assert gap_ids(result) == ["quantity:diesel:market>E:"]
    assert gap_words(result) == [
        f"The quantity of Gas/diesel oil from “market” to “E” is not known ({key.value}; "
        "1 entries)."
    ]
    assert figure(result, "E").value is None
    assert figure(result, "E", "toe").value is None


@pytest.mark.parametrize("key", [Notation.NOT_OCCURRING, Notation.INCLUDED_ELSEWHERE])
def test_what_does_not_occur_is_nothing(key):
    result = compute(FIRM, [unknown(key)])
    assert (gap_ids(result), lines(result)) == ([], [])


def test_one_month_that_does_not_occur_does_not_hide_one_that_nobody_knows():
    entries = [
        unknown(Notation.NOT_OCCURRING, "2023-01"),
        unknown(Notation.NOT_ESTIMATED, "2023-02"),
        diesel("market", "E", 100, period="2023-03"),
    ]
    result = compute(FIRM, entries)
    assert "(NE; 1 entries)" in gap_words(result)[0]
    assert figure(result, "E").partial
    assert co2(result, "E") == pytest.approx(100 * PER_KG)


def test_an_unknown_unit_is_a_quantity_that_is_not_known():
    result = compute(FIRM, [diesel("market", "E", 100, "gal")])
    assert gap_ids(result) == ["quantity:diesel:market>E:"]
    assert figure(result, "E").value is None


def test_an_unknown_quantity_passed_on_leaves_both_open():
    handed = replace(diesel("E", "F", 0.0), quantity=None, notation=Notation.NOT_ESTIMATED)
    result = compute(TWO_FIRMS, [diesel("market", "E", 100), handed])
    assert figure(result, "E").partial
    assert figure(result, "F").partial
    assert not figure(result, "use-only").partial or "nothing:use-only" in gap_ids(result)


# --- process


def test_process_emissions_follow_the_output():
    """Clinker 0.525 t/t (Decision 2626)."""
    result = compute(FIRM, [flow("clinker", "E", "market", 1000, "t")])
    assert value(result, "E", "scope-1/process/CO2") == pytest.approx(525.0)


KILN = park(
    node("P", "park"),
    node("E", "enterprise", "P"),
    node("kiln", "process", "E", "process.production"),
    node("mill", "process", "E"),
    node("T", "enterprise", "P"),
)


def test_clinker_emits_where_it_is_made_and_only_there():
    entries = [
        flow("clinker", "kiln", "mill", 1000, "t"),
        flow("clinker", "mill", "T", 300, "t"),
        flow("clinker", "T", "market", 300, "t"),
    ]
    result = compute(KILN, entries)
    assert {line.node for line in lines(result)} == {"kiln"}
    assert value(result, "P") == pytest.approx(525.0)


def test_a_maker_that_buys_some_too_emits_for_what_it_made():
    """100 t bought, 1,000 t handed on: 900 t were made there."""
    entries = [
        flow("clinker", "market", "kiln", 100, "t"),
        flow("clinker", "kiln", "market", 600, "t"),
        flow("clinker", "kiln", "mill", 400, "t"),
    ]
    result = compute(KILN, entries)
    assert value(result, "E") == pytest.approx(900 * 0.525)
    (made,) = {term.reason for line in lines(result) for term in line.terms if not term.fact}
    assert made == MADE_HERE


def test_a_route_that_nobody_named_is_a_gap_with_the_routes():
    result = compute(FIRM, [flow("nitric-acid", "E", "market", 10, "t")])
    (gap,) = result.gaps
    assert gap.id == "fact:nitric-acid:N2O:E"
    assert gap.message.en.startswith(
        "N2O from Nitric acid at “E” is not computed. The technology must be named: "
        "process.production.high-pressure, process.production.integrated-reduction, "
    )
    assert "process.production.nscr" in gap.candidates


def test_a_route_that_gives_one_gas_does_not_hide_the_others():
    """'prebake' has a CO2 factor; CF4 and C2F6 depend on how the cell is worked."""
    entries = [flow("aluminium", "E", "market", 1, "t", activity="process.production.prebake")]
    result = compute(FIRM, entries)
    assert kilograms(result, gas="CO2") == pytest.approx(1600)
    assert gap_ids(result) == ["fact:aluminium:C2F6:E", "fact:aluminium:CF4:E"]
    worked = [replace(entries[0], activity="process.production.prebake.cwpb")]
    assert {n.gas: n.mass for n in lines(compute(FIRM, worked))} == pytest.approx(
        {"CO2": 1600, "CF4": 0.4, "C2F6": 0.04}
    )


def test_a_product_by_the_piece_has_no_factor_per_tonne():
    result = compute(FIRM, [flow("clinker", "E", "market", 1000, "piece")])
    assert gap_ids(result) == ["fact:clinker:CO2:E"]
    assert "they measure different things" in gap_words(result)[0]


def test_a_factor_by_the_piece():
    facts = [own("process", "machine", 0.002, "kg/piece", gas="SF6", activity="process")]
    result = compute(FIRM, [flow("machine", "E", "market", 500, "piece")], facts=facts)
    assert kilograms(result, gas="SF6") == pytest.approx(1.0)


# --- refrigerants and gases


def test_topped_up_refrigerant_has_leaked():
    result = compute(FIRM, [flow("R-407C", "market", "E", 10, "kg", activity="refrigerant.topup")])
    assert {n.gas: n.mass for n in lines(result)} == pytest.approx(
        {"HFC-32": 2.3, "HFC-125": 2.5, "HFC-134a": 5.2}
    )


def test_gases_of_the_montreal_protocol_are_a_memo():
    entries = [flow("R-22", "market", "E", 10, "kg", activity="refrigerant.topup")]
    result = compute(FIRM, entries)
    assert value(result, "E") is None
    assert value(result, "E", "montreal") == pytest.approx(10 * 1760 / 1000)
    assert {line.memo for line in lines(result)} == {"montreal"}


def test_charges_are_no_emission_and_their_losses_are_a_gap():
    installed = flow("R-32", "market", "E", 50, "kg", activity="refrigerant.installation")
    running = replace(installed, activity="refrigerant.operation.chiller")
    assert gap_ids(compute(FIRM, [installed])) == []
    result = compute(FIRM, [running])
    assert gap_ids(result) == ["stages:R-32:E"]
    assert "only what is topped up or disposed of is counted as emitted" in gap_words(result)[0]
    assert figure(result, "E").partial
    assert not figure(result, "E", "toe").partial


@pytest.mark.parametrize("unit", ["m3", "kWh", "piece"])
def test_refrigerant_is_weighed(unit):
    result = compute(FIRM, [flow("R-32", "market", "E", 5, unit, activity="refrigerant.topup")])
    assert gap_ids(result) == ["fact:R-32:R-32:E"]
    assert "a unit like kg, t is needed." in gap_words(result)[0]


def test_methane_by_volume_and_by_mass():
    """0.67 kg/m3 at 20 °C (IPCC 2006 V2 section 4.1)."""
    entries = [flow("CH4", "E", "air", 100, "m3", activity="fugitive.release")]
    assert kilograms(compute(FIRM, entries), gas="CH4") == pytest.approx(67)


@pytest.mark.parametrize(
    ("gas", "unit", "words"),
    [
        ("CH4", "Nm3", "The amount is in Nm3; a unit like kg, t, m3 is needed."),
        ("CO2", "m3", "The catalog has no methane_density / CO2 for 2023."),
    ],
)
def test_gases_whose_density_is_not_known(gas, unit, words):
    entries = [flow(gas, "E", "air", 100, unit, activity="fugitive.release")]
    result = compute(FIRM, entries)
    assert (lines(result), gap_ids(result)) == ([], [f"fact:{gas}:{gas}:E"])
    assert words in gap_words(result)[0]


@pytest.mark.parametrize("activity", ["fugitive.release", "fugitive.flare"])
def test_a_gas_without_potential_in_the_report_s_set_is_a_gap(activity):
    """AR4 tells fossil methane from other methane nowhere."""
    entries = [flow("CH4_fossil", "E", "air", 1, "t", activity=activity)]
    result = compute(FIRM, entries, gwp_set="AR4")
    assert gap_ids(result) == ["fact:CH4_fossil:CH4_fossil:E"]
    assert "The catalog has no warming potential of CH4_fossil in AR4." in gap_words(result)[0]
    if activity == "fugitive.release":
        assert value(compute(FIRM, entries), "E") == pytest.approx(30.0)


def test_a_factor_for_a_gas_without_potential_is_a_gap_too():
    facts = [own("process", "machine", 1, "kg/t", gas="CH4_fossil", activity="process")]
    entries = [flow("machine", "E", "market", 5, "t")]
    result = compute(FIRM, entries, facts=facts, gwp_set="AR4")
    assert gap_ids(result) == ["fact:machine:CH4_fossil:E"]


def test_a_flare_burns_methane_and_lets_some_through():
    """98 % of 100 t: 98 · 44/16 t CO2, 2 t CH4 left."""
    result = compute(FIRM, [flow("CH4", "E", "air", 100, "t", activity="fugitive.flare")])
    assert kilograms(result, gas="CO2") == pytest.approx(98_000 * 44 / 16)
    assert kilograms(result, gas="CH4") == pytest.approx(2_000)


def test_a_flare_of_something_else_is_a_gap():
    """44/12 of pure carbon must not stand in for a gas that holds other atoms."""
    facts = [own("flare_efficiency", "SF6", 0.9, "1", activity="fugitive.flare")]
    entries = [flow("SF6", "E", "air", 1, "kg", activity="fugitive.flare")]
    result = compute(FIRM, entries, facts=facts)
    assert gap_ids(result) == ["fact:SF6:SF6:E"]
    assert "How much CO2 1 kg of SF6 burns to is not known." in gap_words(result)[0]


def test_carbon_dioxide_of_fermentation_is_a_memo():
    result = compute(FIRM, [flow("CO2_bio", "E", "air", 1, "t", activity="fugitive.release")])
    assert (value(result, "E"), value(result, "E", "biogenic")) == (None, 1.0)
