"""The worked year for Circular 38/2023/TT-BCT (T1) and its steam factor (T2).

Expected figures: published test figures of the project energy-dashboard (pqhuy2013),
tests/giai_doan_3.test.js; steam after Decision 334/QĐ-BCT of 6 February 2025.
"""

from __future__ import annotations

import pytest

from parkloop.analyses.inventory.inventory import inventory
from parkloop.analyses.inventory.parameters import InventoryParameters
from parkloop.io.catalog_files import load_catalog
from parkloop.periods import reporting_year
from tests.core.small_park import flow, node, park, snapshot

FACILITY = park(
    node("park", "park"),
    node("firm", "enterprise", "park", "stationary.manufacturing"),
    node("steam-seller", "partner", fuel="diesel"),
)
YEAR = [
    flow("anthracite", "market", "firm", 10, "TJ_ncv"),
    flow("electricity", "grid", "firm", 1_000, "MWh", activity="use"),
    flow("steam", "steam-seller", "firm", 1_000, "t", activity="use"),
    flow("CH4", "firm", "air", 670, "t", activity="fugitive.release"),
    flow("CH4", "firm", "air", 670, "t", activity="fugitive.flare"),
    flow("R-134a", "market", "firm", 10, "kg", activity="refrigerant.topup"),
]


def run(gwp_set):
    parameters = InventoryParameters(reporting_year(2023), gwp_set, draws=0)
    return inventory(snapshot(FACILITY, YEAR), load_catalog(), parameters)


def tonnes(result, **wanted):
    """t CO2e of the lines that have these properties."""
    gwp = {
        gas: load_catalog().potential(gas, result.value.gwp_set).value
        for gas in {line.gas for line in result.value.lines} - {"TOE"}
    }
    return sum(
        line.mass * gwp[line.gas] / 1000
        for line in result.value.lines
        if line.gas != "TOE" and all(getattr(line, k) == v for k, v in wanted.items())
    )


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"stream": "anthracite"}, 989.97),
        ({"stream": "electricity"}, 659.2),
        ({"stream": "steam"}, 242.002),
        ({"activity": "fugitive.release"}, 16_750.0),
        ({"activity": "fugitive.flare", "gas": "CO2"}, 1_805.65),
        ({"activity": "fugitive.flare", "gas": "CH4"}, 335.0),
        ({"stream": "R-134a"}, 14.3),
        ({"scope": 2}, 901.202),
    ],
)
def test_parts_under_ar4(wanted, expected):
    assert tonnes(run("AR4"), **wanted) == pytest.approx(expected, abs=5e-4)


def test_total_under_ar4():
    result = run("AR4")
    assert result.figures["inventory/firm/2023/total"].value == pytest.approx(20_796.122, abs=5e-4)
    assert result.gaps == ()


def test_mine_methane_under_ar5():
    assert tonnes(run("AR5"), activity="fugitive.release") == pytest.approx(18_760.0, rel=1e-12)


def test_steam_factor_after_decision_334():
    """2,776 kJ/kg / 0.85 · 74,100 kg/TJ = 0.242002 t CO2 per t of steam."""
    steam = [line for line in run("AR5").value.lines if line.stream == "steam"]
    assert len(steam) == 1
    assert steam[0].mass / steam[0].amount == pytest.approx(0.242002, abs=5e-7)
