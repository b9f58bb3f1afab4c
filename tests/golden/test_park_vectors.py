"""Park elimination, sub-meters, fuels, thresholds, blends: worked by hand outside this code.

Vectors computed from stated inputs; anyone can recompute them with a pocket calculator.
"""

from __future__ import annotations

import pytest

from parkloop.analyses.inventory.inventory import inventory
from parkloop.analyses.inventory.parameters import InventoryParameters
from parkloop.io.catalog_files import load_catalog
from parkloop.periods import reporting_year
from tests.core.small_park import flow, node, park, snapshot, values

YEAR = reporting_year(2023)
GWP = {"CO2": 1, "CH4": 28, "N2O": 265}  # IPCC AR5, Table 8.A.1


def run(in_park, entries, gwp_set="AR5"):
    return inventory(
        snapshot(in_park, entries), load_catalog(), InventoryParameters(YEAR, gwp_set, draws=0)
    )


def three_tenants():
    return park(
        node("P", "park"),
        *(node(name, "enterprise", "P", "use") for name in "ABC"),
        node("A.boiler", "generator", "A", "stationary.manufacturing"),
    )


def test_steam_sold_inside_is_eliminated():
    """A burns 100 TJ of gas (56,100 kg/TJ), sells 50 + 10 TJ of steam inside and 20 outside."""
    result = run(
        three_tenants(),
        [
            flow("natural-gas", "market", "A.boiler", 100, "TJ_ncv"),
            flow("steam", "A.boiler", "B", 50, "TJ"),
            flow("steam", "A.boiler", "C", 10, "TJ"),
            flow("steam", "A.boiler", "partner", 20, "TJ"),
        ],
    )
    co2 = {
        place: result.figures[f"inventory/{place}/2023/{name}"].value
        for place, name in (
            ("A", "scope-1/stationary/CO2/mass"),
            ("B", "scope-2/heat/CO2/mass"),
            ("C", "scope-2/heat/CO2/mass"),
            ("P", "scope-1/stationary/CO2/mass"),
        )
    }
    assert co2 == pytest.approx({"A": 5610, "B": 3506.25, "C": 701.25, "P": 5610}, rel=1e-12)
    assert co2["B"] / 50 == pytest.approx(70.125)
    only_co2 = [n for n in result.value.lines if n.gas == "CO2"]
    eliminated = sum(n.mass for n in only_co2 if n.internal and not n.memo) / 1000
    exported = sum(n.mass for n in only_co2 if n.memo == "exported") / 1000
    assert eliminated == pytest.approx(4207.5)
    assert exported == pytest.approx(1402.5)
    assert result.figures["inventory/P/2023/exported"].value == pytest.approx(
        sum(n.mass * GWP[n.gas] for n in result.value.lines if n.memo == "exported") / 1000
    )
    row = result.value.eliminations[0]
    assert row.sum_of_enterprises + row.internal_deliveries == pytest.approx(row.total, rel=1e-12)


def grid_park(losses: bool):
    nodes = park(
        node("P", "park"),
        node("op", "enterprise", "P", "use"),
        node("net", "network", "op"),
        node("common", "common", "op"),
        node("loss", "loss", "op"),
        node("T1", "enterprise", "P", "use"),
        node("T2", "enterprise", "P", "use"),
    )
    flows = [
        flow("electricity", "grid", "net", 10_000, "MWh"),
        flow("electricity", "net", "T1", 5_700, "MWh"),
        flow("electricity", "net", "T2", 4_000, "MWh"),
        flow("electricity", "net", "common", 150, "MWh"),
    ]
    if losses:
        flows.append(flow("electricity", "net", "loss", 150, "MWh"))
    return run(nodes, flows)


@pytest.mark.parametrize(
    ("metered", "expected"),
    [
        (True, {"common": 98.88, "loss": 98.88}),
        (False, {"common": 98.88, "unexplained": 98.88}),
    ],
)
def test_grid_with_submeters(metered, expected):
    """10,000 MWh at 0.6592: park 6,592.00; tenants 6,394.24; common 98.88; losses 98.88."""
    result = grid_park(metered)
    base = "inventory/P/2023"
    assert values(result.figures, base, "total", *expected) == pytest.approx(
        {"total": 6592.0, **expected}, rel=1e-12
    )
    tenants = sum(result.figures[f"inventory/{t}/2023/total"].value for t in ("T1", "T2"))
    assert tenants == pytest.approx(6394.24, rel=1e-12)
    assert tenants + sum(expected.values()) == pytest.approx(6592.0, rel=1e-12)


def one_firm():
    return park(node("P", "park"), node("E", "enterprise", "P", "stationary.manufacturing"))


def test_diesel_by_the_litre():
    """1,000 l · 0.84 kg/l · 43.0 · 74.1 = 2.6765 t CO2, CH4 and N2O add 8.777 kg CO2e (AR5)."""
    result = run(one_firm(), [flow("diesel", "market", "E", 1_000, "l")])
    base = "inventory/E/2023/scope-1/stationary"
    assert result.figures[f"{base}/CO2"].value == pytest.approx(2.6765, abs=5e-5)
    rest = result.figures[f"{base}/CH4"].value + result.figures[f"{base}/N2O"].value
    assert rest * 1000 == pytest.approx(8.777, abs=5e-4)


def test_anthracite_by_the_tonne():
    """26.7 TJ/Gg · 98,300 kg/TJ = 2.62461 t CO2 per t."""
    result = run(one_firm(), [flow("anthracite", "market", "E", 1, "t")])
    co2 = result.figures["inventory/E/2023/scope-1/stationary/CO2"].value
    assert co2 == pytest.approx(2.62461, abs=5e-6)


def test_thresholds_of_grid_power():
    """3,000 t CO2 of grid power = 4,551 MWh; 1,000 TOE of power = 6,480.9 MWh = 4,272.2 t."""
    result = run(one_firm(), [flow("electricity", "grid", "E", 6_480.9, "MWh")])
    base = "inventory/E/2023"
    found = values(result.figures, base, "toe", "total")
    assert found["toe"] == pytest.approx(1000.0, abs=0.01)
    assert found["total"] == pytest.approx(4272.2, abs=0.05)
    assert found["total"] / 6_480.9 * 4_551 == pytest.approx(3000.0, abs=0.3)
    states = {check.threshold: check.state for check in result.value.thresholds}
    assert states["ghg-inventory-emission"] == "above-with-indirect"


BLENDS = {
    "R-410A": (2087.5, 1923.5, 2255.5),
    "R-407C": (1773.8, 1624.2, 1907.9),
    "R-404A": (3921.6, 3942.8, 4728.0),
    "R-507A": (3985.0, 3985.0, 4775.0),
}


@pytest.mark.parametrize("blend", BLENDS)
@pytest.mark.parametrize(("place", "gwp_set"), [(0, "AR4"), (1, "AR5"), (2, "AR6")])
def test_blends(blend, place, gwp_set):
    """Mass shares of each gas times its GWP; 1 t of top-up [t CO2e]."""
    entries = [flow(blend, "market", "E", 1, "t", activity="refrigerant.topup")]
    result = run(one_firm(), entries, gwp_set)
    total = result.figures["inventory/E/2023/total"].value
    assert total == pytest.approx(BLENDS[blend][place], abs=0.05)
