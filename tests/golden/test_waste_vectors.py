"""Landfill decay and industrial wastewater against worked vectors of the IPCC equations."""

from __future__ import annotations

import pytest

from parkloop.analyses.inventory.inventory import inventory
from parkloop.analyses.inventory.landfill import decayed_share, methane_potential
from parkloop.analyses.inventory.parameters import InventoryParameters
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.entries import Entry, Observation
from parkloop.periods import parse, reporting_year
from tests.core.small_park import flow, node, park, snapshot

#: 1,000 t of food waste once: DOC 0.15, DOCf 0.5, MCF 0.8, F 0.5, k 0.4, reaction from 1 January
#: of the next year (IPCC 2006 V5 eq. 3.2-3.6); tonnes of CH4 in years 1-5.
PUBLISHED = {1: 13.1872, 2: 8.8396, 3: 5.9254, 4: 3.9719, 5: 2.6624}


@pytest.mark.parametrize("year", PUBLISHED)
def test_first_order_decay(year):
    potential = methane_potential(1000, 0.15, 0.5, 0.8, 0.5, 16 / 12)
    assert potential == pytest.approx(40.0)
    assert potential * decayed_share(0.4, year) == pytest.approx(PUBLISHED[year], abs=5e-5)


def test_all_years_together_give_the_potential():
    assert sum(decayed_share(0.4, year) for year in range(1, 200)) == pytest.approx(1.0)
    assert decayed_share(0.4, 0) == 0.0


LANDFILL = park(
    node("P", "park"),
    node("E", "enterprise", "P", "use"),
    node("tip", "process", "E", "landfill.unmanaged-deep"),
)


@pytest.mark.parametrize("year", [1, 5])
def test_landfill_in_the_ledger(year):
    """The same through ledger and catalog; Decision 2626 gives food waste DOCf 0.7, not 0.5."""
    entries = [flow("food-waste", "E", "tip", 1000, "t", period="2018")]
    parameters = InventoryParameters(reporting_year(2018 + year), draws=0)
    result = inventory(snapshot(LANDFILL, entries), load_catalog(), parameters)
    methane = sum(line.mass for line in result.value.lines if line.gas == "CH4") / 1000
    doc_f = 0.7 if 2018 + year >= 2022 else 0.5
    assert methane == pytest.approx(PUBLISHED[year] * doc_f / 0.5, rel=3e-5)


PLANT = park(
    node("P", "park"),
    node("E", "enterprise", "P", "use"),
    node("plant", "treatment", "E", "wastewater.lagoon-shallow"),
)


def test_industrial_wastewater():
    """10,000 t · 13 m3/t · 2.5 kg COD/m3 = 325,000 kg; B0 0.25, MCF 0.2 -> 16.25 t CH4."""
    entries: list[Entry] = [
        flow("wastewater-industrial", "E", "plant", 130_000, "m3"),
        Observation("cod", "E", parse("2023"), 2.5, "kg/m3", subject="wastewater-industrial"),
    ]
    parameters = InventoryParameters(reporting_year(2023), draws=0)
    result = inventory(snapshot(PLANT, entries), load_catalog(), parameters)
    lines = [line for line in result.value.lines if line.category == "wastewater"]
    assert [line.amount for line in lines] == [pytest.approx(325_000.0)]
    assert lines[0].mass == pytest.approx(16_250.0)


def test_wastewater_without_analysis_is_a_gap():
    entries = [flow("wastewater-industrial", "E", "plant", 130_000, "m3")]
    parameters = InventoryParameters(reporting_year(2023), draws=0)
    result = inventory(snapshot(PLANT, entries), load_catalog(), parameters)
    assert [gap.message.en for gap in result.gaps] == [
        "COD of Industrial wastewater from “E” to “plant” is missing for 1 of 1 entries."
    ]
    assert result.figures["inventory/E/2023/total"].value is None


def test_untreated_discharge_needs_no_word_for_it():
    """The same load into a river: MCF 0.1 (IPCC 2006 V5 Table 6.8), so half of the 16.25 t."""
    river = park(
        node("P", "park"),
        node("E", "enterprise", "P", "use"),
        node("river", "water-body"),
    )
    entries: list[Entry] = [
        flow("wastewater-industrial", "E", "river", 130_000, "m3"),
        Observation("cod", "E", parse("2023"), 2.5, "kg/m3", subject="wastewater-industrial"),
    ]
    parameters = InventoryParameters(reporting_year(2023), draws=0)
    result = inventory(snapshot(river, entries), load_catalog(), parameters)
    mass = result.figures["inventory/E/2023/scope-1/wastewater/CH4/mass"].value
    assert mass == pytest.approx(16.25 / 2)
