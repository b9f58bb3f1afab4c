"""Figures against the limits of Decree 06/2022, article 6, with what must be checked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from parkloop.periods import reporting_year
from tests.core.analyses.inventory.computed import CATALOG, compute
from tests.core.small_park import flow, node, park

EMISSION, ENERGY = "ghg-inventory-emission", "ghg-inventory-industry-energy"


def firm(**attributes):
    return park(
        node("P", "park"),
        node("E", "enterprise", "P", "stationary.manufacturing", **attributes),
        node("F", "enterprise", "P", "use"),
    )


def checks(*entries, boundary="E", in_park=None, **more):
    result = compute(in_park or firm(), entries, **more)
    return {c.threshold: c for c in result.value.thresholds if c.boundary == boundary}


def coal(tonnes, **more):
    return flow("anthracite", "market", "E", tonnes, "t", **more)


def power(quantity):
    return flow("electricity", "grid", "E", quantity, "MWh")


@pytest.mark.parametrize(
    ("entries", "state"),
    [
        ([coal(1200)], "above"),
        ([power(5000)], "above-with-indirect"),
        ([coal(900), power(2000)], "above-with-indirect"),
        ([power(1000)], "below"),
        ([coal(900), coal(1, activity="use")], "below-so-far"),
        ([coal(1200), coal(1, activity="use")], "above"),
        ([coal(1, activity="use")], "not-assessable"),
    ],
)
def test_states_of_the_emission_limit(entries, state):
    """1,143 t of anthracite or 4,551 MWh of grid power are 3,000 t."""
    check = checks(*entries)[EMISSION]
    assert (check.state, check.limit, check.unit) == (state, 3000.0, "t CO2e")
    assert "indirect emissions" in check.must_check.en
    assert "gián tiếp" in check.must_check.vi


@pytest.mark.parametrize(
    ("megawatt_hours", "state"), [(6_480, "below"), (6_481, "above"), (10_000, "above")]
)
def test_thousand_tonnes_of_oil(megawatt_hours, state):
    """1,000 / 0.1543 = 6,480.9 MWh."""
    assert checks(power(megawatt_hours))[ENERGY].state == state


def test_the_limit_of_a_building_is_another():
    found = checks(power(4_000), in_park=firm(facility="building"))
    assert found["key-energy-user-building"].state == "above"
    assert ENERGY not in found
    assert EMISSION in found


@pytest.mark.parametrize(
    ("facility", "threshold", "unit"),
    [
        ("waste", "ghg-inventory-waste-treatment", "t"),
        ("freight", "ghg-inventory-freight-energy", "toe"),
    ],
)
def test_a_limit_on_what_is_not_measured_is_named(facility, threshold, unit):
    check = checks(power(10), in_park=firm(facility=facility))[threshold]
    assert (check.state, check.value, check.unit) == ("not-assessable", None, unit)


def test_a_firm_without_entries_is_not_below():
    assert {c.state for c in checks(power(10), boundary="F").values()} == {"not-assessable"}


@pytest.mark.parametrize(("year", "there"), [(2021, False), (2022, True), (2023, True)])
def test_a_rule_counts_from_its_day(year, there):
    entries = [flow("electricity", "grid", "E", 10, "MWh", period=str(year))]
    found = checks(*entries, period=reporting_year(year))
    assert (EMISSION in found) is there


@pytest.mark.parametrize(("ends", "there"), [(date(2023, 12, 31), False), (date(2024, 1, 1), True)])
def test_a_rule_counts_to_its_last_day(ends, there):
    limit = replace(CATALOG.thresholds[EMISSION], valid_to=ends)
    catalog = replace(CATALOG, thresholds={EMISSION: limit})
    assert (EMISSION in checks(power(10), catalog=catalog)) is there
