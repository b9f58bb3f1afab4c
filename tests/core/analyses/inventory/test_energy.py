"""Tonnes of oil equivalent by the letter 3505/BCT-KHCN; purchases less what is passed on."""

from __future__ import annotations

from datetime import date

import pytest

from tests.core.analyses.inventory.computed import compute, figure, gap_ids, lines, own, value
from tests.core.small_park import flow, node, park

PARK = park(
    node("Z", "zone"),
    node("P", "park", "Z"),
    node("Q", "park", "Z"),
    node("A", "enterprise", "P", "stationary.manufacturing"),
    node("A.genset", "generator", "A", "stationary.manufacturing"),
    node("B", "enterprise", "P", "use"),
    node("C", "enterprise", "Q", "use"),
)
PER_MWH = 0.1543


def power(source, target, quantity, unit="MWh", **more):
    return flow("electricity", source, target, quantity, unit, **more)


def diesel(target, quantity, unit="t", source="market", **more):
    return flow("diesel", source, target, quantity, unit, **more)


def toe(boundary, *entries, **more):
    return value(compute(PARK, entries, **more), boundary, "toe")


@pytest.mark.parametrize(
    ("stream", "quantity", "unit", "expected"),
    [
        ("diesel", 1, "t", 1.02),
        ("diesel", 1000, "l", 0.88),
        ("residual-fuel-oil", 1, "t", 0.99),
        ("residual-fuel-oil", 1, "m3", 0.94),
        ("lpg", 1, "t", 1.09),
        ("motor-gasoline", 1000, "l", 0.83),
        ("natural-gas", 1000, "m3", 0.90),
        ("anthracite-fines-3-4", 1, "t", 0.60),
        ("diesel", 41.868, "GJ_ncv", 1.0),
        ("wood", 1, "t", 15.6 / 41.868),
        ("lpg", 1, "m3", 540 * 47.3e-3 / 41.868),
    ],
)
def test_fuels(stream, quantity, unit, expected):
    """The statutory factor for the unit at hand, else net heat at 41.868 GJ/toe."""
    assert toe("A", flow(stream, "market", "A", quantity, unit)) == pytest.approx(expected)


@pytest.mark.parametrize(("quantity", "unit"), [(1000, "kWh"), (1, "MWh"), (3600, "MJ")])
def test_power_in_every_unit(quantity, unit):
    assert toe("B", power("grid", "B", quantity, unit)) == pytest.approx(PER_MWH)


def test_per_enterprise_less_what_is_passed_on():
    entries = [
        power("grid", "A", 1000),
        power("A", "B", 400),
        diesel("A", 10),
        diesel("B", 3, source="A", activity="mobile.road"),
    ]
    assert toe("A", *entries) == pytest.approx(600 * PER_MWH + 7 * 1.02)
    assert toe("B", *entries) == pytest.approx(400 * PER_MWH + 3 * 1.02)
    assert toe("P", *entries) == pytest.approx(1000 * PER_MWH + 10 * 1.02)


def test_only_what_is_burnt_counts():
    entries = [flow("naphtha", "market", "A", 10, "t", activity="feedstock"), diesel("A", 1)]
    assert toe("A", *entries) == pytest.approx(1.02)


def test_power_made_inside_counts_once_where_its_fuel_is():
    """B's purchase counts for B; for the park the generator's diesel is what was used."""
    entries = [diesel("A.genset", 10), power("A.genset", "B", 40)]
    assert toe("A", *entries) == pytest.approx(10.2)
    assert toe("B", *entries) == pytest.approx(40 * PER_MWH)
    assert toe("P", *entries) == pytest.approx(10.2)


def test_power_made_in_another_park_is_a_purchase_of_this_one():
    """Q sees what C bought; only the zone, which holds the fuel too, eliminates it."""
    entries = [diesel("A.genset", 10), power("A.genset", "C", 40)]
    assert toe("C", *entries) == pytest.approx(40 * PER_MWH)
    assert toe("Q", *entries) == pytest.approx(40 * PER_MWH)
    assert toe("Z", *entries) == pytest.approx(10.2)


def test_a_facility_s_own_factor_and_its_years():
    old = own(
        "toe", "diesel", 1.05, "toe/t", valid_from=date(2022, 1, 1), valid_to=date(2023, 1, 1)
    )
    new = own("toe", "diesel", 1.04, "toe/t", id="own.new")
    assert toe("A", diesel("A", 1), facts=[old]) == pytest.approx(1.02)
    assert toe("A", diesel("A", 1), facts=[old, new]) == pytest.approx(1.04)
    assert toe("A", diesel("A", 1000, "l"), facts=[new]) == pytest.approx(0.88)


def test_a_missing_energy_factor_leaves_emissions_whole():
    """LPG by the piece has neither; gross heat has no energy factor but a facility's own EF."""
    facts = [own("combustion", "lpg", 60, "kg/TJ_ncv", gas="CO2", activity="stationary")]
    result = compute(PARK, [power("grid", "A", 100), flow("lpg", "market", "A", 1, "GJ_gcv")],
                     facts=facts)  # fmt: skip
    assert "fact:lpg:TOE:A" in gap_ids(result)
    assert figure(result, "A", "toe").gaps == ("fact:lpg:TOE:A",)
    assert "fact:lpg:TOE:A" not in figure(result, "A").gaps


def test_heat_has_no_statutory_factor():
    result = compute(PARK, [flow("steam", "partner", "B", 10, "t")])
    assert lines(result, gas="TOE") == []
