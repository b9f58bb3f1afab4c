"""Wastewater: load from volume and analysis; what was not analysed is a gap."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parkloop.ledger.entries import Notation, Observation, Status
from parkloop.periods import parse
from tests.core.analyses.inventory.computed import (
    compute,
    figure,
    gap_ids,
    gap_words,
    kilograms,
    lines,
    value,
)
from tests.core.small_park import flow, node, park

PARK = park(
    node("P", "park"),
    node("op", "enterprise", "P", "use"),
    node("plant", "treatment", "op", "wastewater.lagoon-shallow"),
    node("odd-plant", "treatment", "op"),
    node("T", "enterprise", "P", "use"),
    node("river", "water-body", activity="wastewater.discharge"),
)
INDUSTRIAL, DOMESTIC = "wastewater-industrial", "wastewater-domestic"


def water(quantity=1000, unit="m3", stream=INDUSTRIAL, target="plant", **more):
    return flow(stream, "T", target, quantity, unit, **more)


def analysis(prop, quantity, unit="kg/m3", at="T", period="2023", subject=INDUSTRIAL, **more):
    return Observation(prop, at, parse(period), quantity, unit, subject=subject, **more)


def run(*entries, **more):
    return compute(PARK, entries, **more)


@pytest.mark.parametrize(("quantity", "unit"), [(2.5, "kg/m3"), (2500, "mg/l"), (2.5, "g/l")])
def test_methane_of_industrial_wastewater(quantity, unit):
    """1,000 m3 · 2.5 kg/m3 · 0.25 · 0.2 = 125 kg."""
    result = run(water(), analysis("cod", quantity, unit))
    (line,) = lines(result)
    assert (line.scope, line.enterprise, line.amount_unit) == (1, "op", "kg")
    assert line.amount == pytest.approx(2500)
    assert line.mass == pytest.approx(125)
    assert value(result, "op") == pytest.approx(125 * 28 / 1000)


def test_methane_of_domestic_wastewater():
    """1,000 m3 · 0.2 kg BOD/m3 · 0.6 · 0.5 (septic)."""
    entries = [
        water(stream=DOMESTIC, activity="wastewater.septic"),
        analysis("bod", 0.2, subject=DOMESTIC),
    ]
    assert kilograms(run(*entries), gas="CH4") == pytest.approx(1000 * 0.2 * 0.6 * 0.5)


def test_discharge_counts_for_who_discharges():
    result = run(water(target="river"), analysis("cod", 1.0))
    assert {line.enterprise for line in lines(result)} == {"T"}
    assert kilograms(result) == pytest.approx(1000 * 0.25 * 0.1)


def test_nitrous_oxide_where_nitrogen_was_analysed():
    """1,000 m3 · 0.04 kg N/m3 · 0.005 · 44/28."""
    result = run(water(), analysis("cod", 1.0), analysis("nitrogen", 0.04))
    assert kilograms(result, gas="N2O") == pytest.approx(40 * 0.005 * 44 / 28)
    assert gap_ids(run(water(), analysis("cod", 1.0))) == []


def test_the_analysis_of_the_sender_comes_before_that_of_the_plant():
    at_plant = analysis("cod", 9.0, at="plant")
    assert kilograms(run(water(), at_plant)) == pytest.approx(450)
    assert kilograms(run(water(), at_plant, analysis("cod", 1.0))) == pytest.approx(50)


def test_each_month_has_its_own_analysis():
    entries = [
        water(100, period="2023-01"),
        water(100, period="2023-02"),
        analysis("cod", 1.0, period="2023-01"),
        analysis("cod", 3.0, period="2023-02"),
    ]
    (line,) = lines(run(*entries))
    assert line.amount == pytest.approx(400)


def test_months_without_analysis_are_counted_as_missing():
    entries = [
        water(100, period="2023-01"),
        water(100, period="2023-02"),
        water(100, period="2023-03"),
        analysis("cod", 1.0, period="2023-01"),
        analysis("nitrogen", 0.04, period="2023-01"),
    ]
    result = run(*entries)
    assert gap_words(result) == [
        "COD of Industrial wastewater from “T” to “plant” is missing for 2 of 3 entries.",
        "NITROGEN of Industrial wastewater from “T” to “plant” is missing for 2 of 3 entries.",
    ]
    assert figure(result, "op").partial
    assert not figure(result, "op", "scope-2").partial


@pytest.mark.parametrize(
    "other",
    [
        {"period": "2023-01"},
        {"prop": "bod"},
        {"subject": DOMESTIC},
        {"at": "op"},
        {"unit": "kg/kg"},
        {"status": Status.PLANNED},
        {"quantity": None, "notation": Notation.NOT_ESTIMATED},
    ],
)
def test_an_analysis_of_something_else_is_not_used(other):
    given = {"prop": "cod", "quantity": 2.5} | other
    result = run(water(), analysis(given.pop("prop"), given.pop("quantity"), **given))
    assert lines(result) == []
    assert gap_ids(result) == ["cod:wastewater-industrial:T>plant"]
    assert figure(result, "op").value is None


def test_planned_wastewater_has_no_load():
    planned = water(9000, status=Status.PLANNED)
    (line,) = lines(run(water(period="2023-01"), planned, analysis("cod", 1.0)))
    assert line.amount == pytest.approx(1000)


def test_an_unknown_volume_is_a_gap():
    unknown = replace(water(0, period="2023-02"), quantity=None, notation=Notation.NOT_ESTIMATED)
    result = run(water(period="2023-01"), unknown, analysis("cod", 1.0))
    assert gap_ids(result) == ["quantity:wastewater-industrial:T>plant:"]
    assert lines(result)[0].amount == pytest.approx(1000)


def test_wastewater_by_mass_needs_no_guess():
    result = run(water(1000, "t"), analysis("cod", 2.5))
    assert lines(result) == []
    assert "The amount is in kg; a unit like m3, l is needed." in gap_words(result)[0]


def test_a_plant_of_which_nobody_says_how_it_works_is_a_gap():
    result = run(water(target="odd-plant"), analysis("cod", 2.5))
    assert gap_ids(result) == ["use:wastewater-industrial:odd-plant"]
    assert figure(result, "op").partial


def test_sludge_and_recovered_methane_are_deducted():
    """(2,500 − 500) · 0.25 · 0.2 − 30 kg."""
    removed = analysis("organic-removed-with-sludge", 500, "kg", at="plant")
    recovered = analysis("methane-recovered", 30, "kg", at="plant")
    result = run(water(), analysis("cod", 2.5), removed, recovered)
    assert kilograms(result, gas="CH4") == pytest.approx(2000 * 0.25 * 0.2 - 30)
    assert {line.category for line in lines(result)} == {"wastewater"}
    deducted = [line for line in lines(result) if line.sign < 0]
    assert [list(line.selector) for line in deducted] == [["entry"], ["entry"]]


@pytest.mark.parametrize(
    "odd",
    [
        {"quantity": None, "notation": Notation.NOT_ESTIMATED},
        {"status": Status.PLANNED},
        {"unit": "m3"},
        {"period": "2022"},
    ],
)
def test_what_was_not_removed_is_not_deducted(odd):
    given = {"quantity": 500, "unit": "kg", "at": "plant"} | odd
    removed = analysis("organic-removed-with-sludge", given.pop("quantity"), **given)
    result = run(water(), analysis("cod", 2.5), removed)
    assert kilograms(result, gas="CH4") == pytest.approx(125)


def test_sludge_of_a_plant_without_factor_is_a_gap():
    removed = analysis("organic-removed-with-sludge", 500, "kg", at="odd-plant", subject="sludj")
    result = run(removed, water(), analysis("cod", 2.5))
    assert gap_ids(result) == ["fact:sludj:CH4:odd-plant"]
