"""Waste: treated inside it is scope 1, handed over it is scope 3; carbon split by its origin."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from parkloop.ledger.entries import Notation
from parkloop.periods import Period, month, parse, reporting_year
from tests.core.analyses.inventory.computed import (
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

FURNACE = "incineration.stoker-continuous"
PARK = park(
    node("P", "park"),
    node("E", "enterprise", "P", "use"),
    node("burner", "treatment", "E", FURNACE),
    node("heap", "treatment", "E", "compost.wet"),
    node("pit", "process", "E", "landfill.unmanaged-deep"),
    node("T", "enterprise", "P", "use"),
    node("tip", "landfill", activity="landfill.unmanaged-deep"),
    node("some-tip", "landfill"),
    node("burner-outside", "partner", activity=FURNACE),
)


def waste(stream, source, target, quantity=100, unit="t", **more):
    return flow(stream, source, target, quantity, unit, **more)


def run(*entries, **more):
    return compute(PARK, entries, **more)


@pytest.mark.parametrize(
    ("stream", "fossil", "biogenic"),
    [
        ("plastic-waste", 0.75, 0.0),
        ("textile-waste", 0.8 * 0.5 * 0.2, 0.8 * 0.5 * 0.8),
        ("paper-waste", 0.9 * 0.46 * 0.01, 0.9 * 0.46 * 0.99),
        ("wood-waste", 0.0, 0.85 * 0.5),
    ],
)
def test_incineration_splits_fossil_and_biogenic_carbon(stream, fossil, biogenic):
    """m · dm · CF · FCF · OF · 44/12 (IPCC 2006 V5 eq. 5.2); Table 2.4 and 2.5."""
    result = run(waste(stream, "T", "burner"))
    assert value(result, "E", "scope-1/waste/CO2/mass") == pytest.approx(100 * fossil * 44 / 12)
    assert value(result, "E", "biogenic") == pytest.approx(100 * biogenic * 44 / 12, abs=1e-9)
    assert kilograms(result, gas="N2O") == pytest.approx(100 * 0.047)
    assert value(result, "T") is None


def test_incineration_outside_is_scope_3_of_who_handed_it_over():
    result = run(waste("plastic-waste", "T", "burner-outside"))
    assert {(line.scope, line.enterprise) for line in lines(result)} == {(3, "T")}
    assert value(result, "T", "scope-3") == pytest.approx(
        75 * 44 / 12 + 100 * (0.2e-6 * 28 + 47e-6 * 265)
    )
    assert value(result, "T") is None


def test_waste_of_unknown_composition_is_a_gap():
    result = run(waste("industrial-waste", "T", "burner"))
    assert "fact:industrial-waste:CO2:burner" in gap_ids(result)
    assert kilograms(result, gas="N2O") > 0
    assert figure(result, "E").partial


def test_composting():
    """4 g CH4 and 0.24 g N2O per kg wet."""
    result = run(waste("food-waste", "T", "heap"))
    assert kilograms(result, gas="CH4") == pytest.approx(400)
    assert kilograms(result, gas="N2O") == pytest.approx(24)
    assert {line.scope for line in lines(result)} == {1}


def test_digestion_gives_methane_only_and_that_is_no_gap():
    result = run(waste("food-waste", "T", "heap", activity="digestion.wet"))
    assert {n.gas: n.mass for n in lines(result)} == pytest.approx({"CH4": 80})
    assert gap_ids(result) == []


def test_composting_of_which_nobody_says_wet_or_dry_is_a_gap():
    result = run(waste("food-waste", "T", "heap", activity="compost"))
    assert gap_ids(result) == ["fact:food-waste:CH4:heap"]


#: W · DOC · DOCf · MCF · F · 16/12 of 100 t of food waste in a deep unmanaged landfill, in 2023.
POTENTIAL = 100_000 * 0.15 * 0.7 * 0.8 * 0.5 * 16 / 12


def test_landfill_outside_is_scope_3_with_all_its_methane():
    result = run(waste("food-waste", "T", "tip"))
    assert {(line.scope, line.enterprise) for line in lines(result)} == {(3, "T")}
    assert kilograms(result, gas="CH4") == pytest.approx(POTENTIAL)
    assert value(result, "T", "scope-3") == pytest.approx(POTENTIAL * 28 / 1000)


def test_a_cover_oxidises_a_tenth():
    covered = "landfill.managed-anaerobic.covered"
    result = run(waste("food-waste", "T", "tip", activity=covered))
    assert kilograms(result, gas="CH4") == pytest.approx(POTENTIAL / 0.8 * 0.9)
    assert sorted(line.sign for line in lines(result)) == [-1, 1]


def test_a_landfill_of_which_nobody_says_the_kind_is_a_gap_for_what_decays():
    result = run(waste("food-waste", "T", "some-tip"), waste("construction-waste", "T", "some-tip"))
    assert gap_ids(result) == ["nothing:E", "use:food-waste:T"]
    assert figure(result, "T", "scope-3").partial
    assert not figure(result, "T", "scope-2").partial


def test_recycling_is_no_emission():
    assert lines(run(waste("paper-waste", "T", "partner", activity="recycling"))) == []


@pytest.mark.parametrize("target", ["heap", "burner", "tip", "burner-outside"])
def test_waste_is_weighed(target):
    result = run(waste("food-waste", "T", target, 100, "m3"))
    assert lines(result) == []
    (words,) = [w for w in gap_words(result) if w.startswith("CH4 from Food waste")]
    assert words.endswith("is not computed. The amount is in m3; a unit like kg, t is needed.")


def test_a_factor_in_a_unit_that_cannot_be_is_a_gap_and_no_fault():
    facts = [own("doc", "food-waste", 0.15, "kg/m3", activity="landfill", id="own.doc")]
    result = run(waste("food-waste", "T", "tip"), facts=facts)
    assert "fact:food-waste:CH4:T" in gap_ids(result)


# --- the park's own landfill


def deposit(year, quantity=100.0, **more):
    return waste("food-waste", "E", "pit", quantity, period=str(year), **more)


def decayed(after):
    return math.exp(-0.4 * (after - 1)) * (1 - math.exp(-0.4))


def methane(entries, period: Period):
    return kilograms(run(*entries, period=period), gas="CH4")


def test_own_landfill_decays_from_the_year_after():
    assert methane([deposit(2022)], reporting_year(2022)) == 0
    for after in (1, 2, 10):
        assert methane([deposit(2022)], reporting_year(2022 + after)) == pytest.approx(
            POTENTIAL * decayed(after)
        )


def test_deposits_of_several_years_add_up():
    entries = [deposit(2021), deposit(2022, 50.0), deposit(2023)]
    expected = POTENTIAL * (decayed(2) + 0.5 * decayed(1))
    assert methane(entries, reporting_year(2023)) == pytest.approx(expected)


def test_a_month_has_its_share_of_the_year():
    months = [methane([deposit(2022)], month(2023, number)) for number in range(1, 13)]
    assert months[0] == pytest.approx(POTENTIAL * decayed(1) * 31 / 365)
    assert sum(months) == pytest.approx(POTENTIAL * decayed(1))


def test_a_fiscal_year_holds_parts_of_two_years():
    fiscal = parse("2023-04-01/2024-04-01")
    expected = POTENTIAL * (decayed(1) * 275 / 365 + decayed(2) * 91 / 366)
    assert methane([deposit(2022)], fiscal) == pytest.approx(expected)


def test_an_earlier_year_of_which_nobody_knows_the_amount_is_a_gap():
    unknown = replace(deposit(2022), quantity=None, notation=Notation.NOT_ESTIMATED)
    result = run(unknown, waste("food-waste", "T", "heap"))
    assert "quantity:food-waste:E>pit:" in gap_ids(result)
    assert figure(result, "E").partial
