"""The invented figures are of a believable size, and follow the calendar of Hai Phong."""

from __future__ import annotations

import polars as pl
import pytest

from parkloop.analyses.balances import BalanceParameters, BalanceState, balances
from parkloop.analyses.inventory.inventory import inventory
from parkloop.analyses.inventory.parameters import InventoryParameters
from parkloop.ledger.park import NodeKind
from parkloop.periods import month, reporting_year


@pytest.fixture(scope="module", params=[2024, 2025])
def result(request, snapshot, catalog):
    parameters = InventoryParameters(
        reporting_year(request.param), fallbacks=("grid-latest-published",), draws=0
    )
    return inventory(snapshot, catalog, parameters)


def total(result, place, what="total"):
    year = result.value.period.label()
    return result.figures[f"inventory/{place}/{year}/{what}"].value


def output(snapshot, result, place, stream):
    """Tonnes of a product that left a node in the year."""
    flows = snapshot.within(result.value.period).flows
    made = flows.filter((pl.col("from_node") == place) & (pl.col("stream") == stream))
    return made["quantity"].sum()


def test_parks_emit_between_20_and_300_kt(result):
    for park in "abcd":
        assert 20_000 < total(result, f"park-{park}") < 300_000


def test_every_enterprise_emits_something(result, snapshot):
    enterprises = [node.id for node in snapshot.park.of_kind(NodeKind.ENTERPRISE)]
    assert [name for name in enterprises if not 300 < total(result, name) < 150_000] == []


@pytest.mark.parametrize(
    ("tenant", "node", "stream", "low", "high"),
    [
        # Electric-arc steel with rolling, by scrap: 0.3–0.8 t CO2e per t on this grid.
        ("a-steel-1", "mill", "steel-product", 0.3, 0.8),
        # Grinding only, the clinker is bought: power and drying.
        ("a-cement-1", "works", "cement", 0.02, 0.06),
        # 0.75 t/t from the stone (Decision 2626) and the coal of the kiln.
        ("a-lime-1", "kiln", "lime-high-calcium", 0.95, 1.4),
        ("d-glass-1", "kiln", "glass", 0.4, 1.0),
        ("c-paper-1", "works", "pulp-paper", 0.4, 1.1),
        ("c-dairy-1", "works", "dairy-product", 0.05, 0.25),
    ],
)
def test_intensities_are_those_of_the_industry(result, snapshot, tenant, node, stream, low, high):
    tonnes = output(snapshot, result, f"{tenant}-{node}", stream)
    assert low < total(result, tenant) / tonnes < high


def test_tet_is_the_weakest_month_of_each_year(snapshot):
    """Tết fell on 10 February 2024 and on 29 January 2025."""
    for year, weakest in ((2024, 2), (2025, 1)):
        steel = [made(snapshot, "a-steel-1-mill", year, number) for number in range(1, 13)]
        assert steel.index(min(steel)) + 1 == weakest
        assert min(steel) < 0.8 * max(steel)


def made(snapshot, node, year, number):
    flows = snapshot.within(month(year, number)).flows
    return flows.filter(pl.col("from_node") == node)["quantity"].sum()


def test_clean_rooms_take_most_power_in_summer(snapshot):
    def power(number):
        flows = snapshot.within(month(2025, number)).flows
        return flows.filter(pl.col("to_node") == "b-electronics-2-cleanroom")["quantity"].sum()

    assert min(power(n) for n in (6, 7, 8)) > 1.2 * max(power(n) for n in (1, 2, 12))


def test_networks_close_where_nothing_is_missing(snapshot, catalog):
    found = balances(snapshot, catalog, BalanceParameters(reporting_year(2024)))
    networks = [f"{park}-{part}" for park in "abcd" for part in ("power", "water")]
    states = {
        row.node: row.state
        for row in found.value.rows
        if row.node in networks
        and row.domain == ("energy" if row.node.endswith("power") else "water")
    }
    assert states == dict.fromkeys(networks, BalanceState.CLOSED)


def test_no_plant_gives_more_energy_than_it_gets(snapshot, catalog):
    for year in (2024, 2025):
        found = balances(snapshot, catalog, BalanceParameters(reporting_year(year)))
        assert [f.message.en for f in found.findings if f.rule == "BAL-02"] == []
