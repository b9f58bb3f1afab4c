"""Published validation rows of a city inventory through the whole inventory (T3).

Open-Earth-Foundation/CityCatalyst, app/tests/emission_factors_sample_data: manual results for
100 units of fuel under AR5 with IPCC defaults. The source adds the CO2 of biomass to its total,
which here is a memo. Rows are sound or not as tests/golden/data/SOURCES.md says; the others
show what goes wrong, and are either refused by the catalog's checks or plainly different.
"""

from __future__ import annotations

import re

import pytest

from parkloop.analyses.inventory.inventory import inventory
from parkloop.analyses.inventory.parameters import InventoryParameters
from parkloop.catalog.catalog import Catalog
from parkloop.catalog.checks import check_facts
from parkloop.catalog.facts import Fact
from tests.core.builders import a_fact
from tests.core.small_park import flow, node, park, snapshot
from tests.golden.looked_up import CATALOG, YEAR, looked_up, rows

ROWS = rows("citycatalyst_rows.csv")
SOUND = [row for row in ROWS if row["sound"] == "true"]
UNSOUND = [row for row in ROWS if row["sound"] == "false"]
CITY = park(node("P", "park"), node("E", "enterprise", "P"), region="world")


def row_id(row):
    return f"{row['row']}-{row['fuel']}-{row['activity']}-{row['activity_unit']}"


def own(kind, row, value, unit, **more) -> Fact:
    given = {"id": "delivered", "rank": "facility", "source": "ipcc-2006-v2", "region": "world"}
    return a_fact(kind, row["fuel"], value, unit, **(given | more))


def implied_density(row) -> float:
    """kg/m3 at which the row's CO2 per m3 is the IPCC's CO2 per kg."""
    gas = "CO2_bio" if CATALOG.stream(row["fuel"]).biogenic else "CO2"
    heat = looked_up("ncv", "MJ_ncv/kg", row["fuel"])
    factor = looked_up("combustion", "kg/MJ_ncv", row["fuel"], row["activity"], gas)
    return float(row["co2_kg_per_unit"]) / heat / factor


def run(row, catalog: Catalog):
    burnt = flow(
        row["fuel"], "market", "E", float(row["activity_value"]), row["activity_unit"],
        activity=row["activity"],
    )  # fmt: skip
    parameters = InventoryParameters(YEAR, row["gwp_set"], draws=0)
    return inventory(snapshot(CITY, [burnt]), catalog, parameters)


def tonnes(result) -> float:
    """t CO2e with the CO2 of biomass."""
    found = [result.figures.get(f"inventory/E/2023/{name}") for name in ("total", "biogenic")]
    return sum(figure.value or 0.0 for figure in found if figure)


def per_unit(result) -> dict[str, float]:
    """kg of each gas per unit of fuel."""
    masses = {"CO2": 0.0, "CH4": 0.0, "N2O": 0.0}
    for line in result.value.lines:
        if line.scope == 1:
            masses[line.gas.removesuffix("_bio")] += line.mass / 100
    return masses


@pytest.mark.parametrize("row", SOUND, ids=row_id)
def test_sound_rows(row):
    catalog = CATALOG
    if row["activity_unit"] == "m3":
        density = implied_density(row)
        assert density == pytest.approx(float(row["implied_density_kg_m3"]), rel=1e-4)
        catalog = CATALOG.with_facts([own("density", row, density, "kg/m3")])
    result = run(row, catalog)
    half_a_digit = 0.5 * 10.0 ** -int(row["decimals"])
    assert tonnes(result) == pytest.approx(float(row["expected"]), rel=0, abs=half_a_digit * 1.01)
    assert result.gaps == ()


def test_how_many_rows_are_sound():
    assert (len(SOUND), len(UNSOUND)) == (41, 28)


@pytest.mark.parametrize("row", UNSOUND, ids=row_id)
def test_unsound_rows_are_not_what_the_inventory_gives(row):
    """Some gas per unit of fuel differs by more than 1 %, or has no factor: then a gap."""
    result = run(row, CATALOG)
    theirs = {gas: float(row[f"{gas.lower()}_kg_per_unit"]) for gas in ("CO2", "CH4", "N2O")}
    assert result.gaps or per_unit(result) != pytest.approx(theirs, rel=0.01)


STATED = re.compile(r"implies a density of ([0-9.]+) kg/m3, outside")
BY_DENSITY = [row for row in UNSOUND if STATED.search(row["why_unsound"])]


@pytest.mark.parametrize("row", BY_DENSITY, ids=row_id)
def test_densities_that_no_such_fuel_has_are_refused(row):
    stated = STATED.search(row["why_unsound"])
    assert stated
    fact = own("density", row, float(stated[1]), "kg/m3")
    (finding,) = check_facts([fact], CATALOG)
    assert finding.rule == "CAT-05"
    assert f"= {fact.value} kg/m3 lies outside the plausible range" in finding.message.en
    assert "nằm ngoài khoảng hợp lý" in finding.message.vi


@pytest.mark.parametrize("row", [r for r in UNSOUND if r["fuel"] == "peat"], ids=row_id)
def test_peat_with_the_heating_value_of_wood_is_refused(row):
    implied = float(row["co2_kg_per_unit"]) / looked_up(
        "combustion", "kg/MJ_ncv", "peat", row["activity"], "CO2"
    )
    assert implied == pytest.approx(15.6, abs=0.005)
    (finding,) = check_facts([own("ncv", row, implied, "MJ_ncv/kg")], CATALOG)
    assert "lies outside the plausible range 7.8–12.5 TJ_ncv/Gg." in finding.message.en


def test_a_carbon_dioxide_factor_in_the_column_of_nitrous_oxide_is_refused():
    (row,) = [row for row in ROWS if row["row"] == "9"]
    assert row["n2o_kg_per_unit"] == row["co2_kg_per_unit"]
    heat = looked_up("ncv", "TJ_ncv/kg", "wood")
    slip = own("combustion", row, float(row["n2o_kg_per_unit"]) / heat, "kg/TJ_ncv", gas="N2O")
    assert [f.rule for f in check_facts([slip], CATALOG)] == ["CAT-05"]
