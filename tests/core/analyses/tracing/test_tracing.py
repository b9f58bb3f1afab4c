"""Footprints from a ledger: what is handed on, what is missing, and that nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkloop.analyses.inventory.inventory import inventory
from parkloop.analyses.inventory.parameters import InventoryParameters
from parkloop.analyses.tracing.parameters import ALLOCATIONS, EXCHANGE_RULES, TracingParameters
from parkloop.analyses.tracing.tracing import tracing
from parkloop.errors import RequestError
from parkloop.explain import Explainer
from parkloop.io.catalog_files import load_catalog
from parkloop.periods import reporting_year
from tests.core.small_park import flow, node, park, snapshot

YEAR = reporting_year(2023)
CATALOG = load_catalog()
PRICES = {
    "furnace/steel-product": 0.6,
    "furnace/slag": 0.02,
    "chp/electricity": 0.5,
    "chp/steam": 0.2,
}
SHARES = {"chp/electricity": 0.4, "chp/steam": 0.6}
DISPLACED = {"furnace/slag": 0.8}
UPSTREAM = {"metal-scrap": 0.1, "sand": 0.01, "limestone": 0.02, "cement": 0.7}
GAS = 56_100 + 1 * 28 + 0.1 * 265  # kg CO2e per TJ of natural gas burnt in manufacturing, AR5


def small_park():
    """A steel works whose slag a block maker uses, a heat and power plant, a treatment plant."""
    return park(
        node("P", "park"),
        *(node(name, "enterprise", "P") for name in ("steel", "blocks", "utility")),
        node("furnace", "process", "steel", "stationary.manufacturing"),
        node("office", "site", "steel"),
        node("works", "process", "blocks", "stationary.manufacturing"),
        node("chp", "generator", "utility", "stationary.manufacturing"),
        node("wires", "network", "utility"),
        node("lost", "loss", "utility"),
        node("plant", "treatment", "utility"),
    )


def entries(scale=1.0, gas=100.0, power=4_000.0, slag=300.0):
    """Loops: the treatment plant takes power, the plant that makes it sends wastewater."""
    return [
        flow("natural-gas", "market", "chp", scale * gas, "TJ_ncv"),
        flow("natural-gas", "market", "furnace", scale * gas / 2, "TJ_ncv"),
        flow("electricity", "grid", "wires", scale * 5_000, "MWh"),
        flow("electricity", "chp", "wires", scale * power, "MWh"),
        flow("electricity", "wires", "lost", scale * 200, "MWh"),
        flow("electricity", "wires", "furnace", scale * 5_000, "MWh"),
        flow("electricity", "wires", "works", scale * 1_000, "MWh"),
        flow("electricity", "wires", "office", scale * 100, "MWh"),
        flow("electricity", "wires", "plant", scale * 300, "MWh"),
        flow("steam", "chp", "works", scale * 9_000, "t"),
        flow("metal-scrap", "market", "furnace", scale * 1_100, "t"),
        flow("sand", "market", "works", scale * 900, "t"),
        flow("slag", "furnace", "works", scale * slag, "t"),
        flow("steel-product", "furnace", "market", scale * 1_000, "t"),
        flow("concrete", "works", "market", scale * 700, "m3"),
        flow("wastewater-industrial", "furnace", "plant", scale * 4_000, "m3"),
        flow("wastewater-industrial", "chp", "plant", scale * 1_000, "m3"),
    ]


def traced(given=None, **more):
    options = {"upstream": UPSTREAM, "prices": PRICES, "shares": SHARES, "displaced": DISPLACED}
    ledger = snapshot(small_park(), entries() if given is None else given)
    return tracing(ledger, CATALOG, TracingParameters(YEAR, **(options | more)))


def one(result, product):
    return next(f for f in result.value.footprints if f.product == product)


def sums(result):
    return result.value.conservation


def per_unit(result):
    return {f.product: f.per_unit for f in result.value.footprints}


def test_a_product_carries_fuel_power_and_losses():
    """1 TJ of gas, 100 MWh bought of which 20 are lost, one product of 10 t."""
    alone = park(
        node("P", "park"),
        node("T", "enterprise", "P", "stationary.manufacturing"),
        node("net", "network", "P"),
        node("lost", "loss", "P"),
    )
    given = [
        flow("natural-gas", "market", "T", 1, "TJ_ncv"),
        flow("electricity", "grid", "net", 100, "MWh"),
        flow("electricity", "net", "T", 80, "MWh"),
        flow("electricity", "net", "lost", 20, "MWh"),
        flow("steel-product", "T", "market", 10, "t"),
    ]
    result = tracing(snapshot(alone, given), CATALOG, TracingParameters(YEAR))
    found = one(result, "T/steel-product")
    grid = 1000 * CATALOG.known("grid.vn.2023").value  # kg CO2 per MWh
    assert found.per_unit == pytest.approx((GAS + 100 * grid) / 10_000)
    assert found.origins == pytest.approx({"own": GAS / 1e4, "energy": 100 * grid / 1e4})
    assert found.gases["CO2"] == pytest.approx((56_100 + 100 * grid) / 1e4)
    assert found.gaps == ("upstream:natural-gas:market",)
    assert found.low < found.per_unit < found.high


def test_a_missing_upstream_factor_is_a_gap_and_reaches_whoever_uses_the_product():
    result = traced(upstream={})
    gaps = {f.product: f.gaps for f in result.value.footprints}
    assert "upstream:sand:market" in gaps["works/concrete"]
    assert "upstream:sand:market" not in gaps["furnace/steel-product"]
    assert "upstream:natural-gas:market" in gaps["works/concrete"]
    gap = {gap.id: gap for gap in result.gaps}["upstream:sand:market"]
    assert gap.message.en == "There is no upstream factor for Sand bought from “market”."
    assert gap.message.vi.startswith("Chưa có hệ số thượng nguồn cho")
    assert gap.remedy.en.endswith("--upstream sand=NUMBER.")


def test_waste_bought_as_material_comes_without_burden_unless_stated():
    with_scrap = traced(upstream=UPSTREAM)
    assert with_scrap.value.conservation.upstream == pytest.approx(900e3 * 0.01)


@pytest.mark.parametrize("rule", EXCHANGE_RULES)
@pytest.mark.parametrize("allocation", ALLOCATIONS)
def test_nothing_is_lost_under_any_rule(rule, allocation):
    found = sums(traced(rule=rule, allocation=allocation))
    assert abs(found.difference) <= 1e-12 * found.sources
    assert found.leaving == pytest.approx(found.sources - found.credit)


def test_exchange_rules_move_burdens_between_partners_and_not_the_sum():
    found = {rule: per_unit(traced(rule=rule)) for rule in EXCHANGE_RULES}
    steel = {rule: values["furnace/steel-product"] for rule, values in found.items()}
    blocks = {rule: values["works/concrete"] for rule, values in found.items()}
    credit = 300e3 * 0.8
    assert steel["economic"] < steel["cut-off"]
    assert blocks["economic"] > blocks["cut-off"]
    assert steel["cut-off"] - steel["avoided-burden"] == pytest.approx(credit / 1e6)
    assert blocks["avoided-burden"] == pytest.approx(blocks["cut-off"])
    assert steel["cut-off"] - steel["50-50"] == pytest.approx(credit / 2 / 1e6)
    assert blocks["cut-off"] - blocks["50-50"] == pytest.approx(credit / 2 / 700)
    moved = (steel["cut-off"] - steel["economic"]) * 1e6
    assert moved == pytest.approx((blocks["economic"] - blocks["cut-off"]) * 700)


def test_an_exchange_without_price_goes_by_cut_off_and_says_so():
    priced, bare = traced(), traced(rule="economic", prices={})
    gaps = {f.product: f.gaps for f in bare.value.footprints}
    assert per_unit(bare)["works/concrete"] == pytest.approx(per_unit(priced)["works/concrete"])
    assert "exchange:furnace/slag" in gaps["works/concrete"]
    assert "exchange:furnace/slag" in gaps["furnace/steel-product"]


def test_power_and_steam_share_by_energy_as_in_the_inventory():
    found = {f.product: f for f in traced().value.footprints}
    power, steam = found["chp/electricity"], found["chp/steam"]
    assert power.per_unit * 2.776 == pytest.approx(steam.per_unit)


def test_what_cannot_be_shared_leaves_unallocated_and_is_named():
    result = traced(allocation="economic", prices={})
    found = {f.product: f for f in result.value.footprints}
    assert found["chp/steam"].per_unit is None
    assert "allocation:chp" in found["chp/steam"].gaps
    assert "allocation:chp" in found["works/concrete"].gaps
    assert found["chp/service"].per_unit > 100 * GAS


def test_treatment_is_shared_by_amount_whatever_the_rule():
    more = [*entries(), flow("wastewater-domestic", "office", "plant", 500, "m3")]
    found = per_unit(traced(more, allocation="economic"))
    assert found["plant/treated-wastewater-domestic"] == pytest.approx(
        found["plant/treated-wastewater-industrial"]
    )


def test_closed_park_equals_inventory_plus_upstream():
    ledger = snapshot(small_park(), entries())
    options = TracingParameters(YEAR, upstream=UPSTREAM)
    found = sums(tracing(ledger, CATALOG, options))
    emissions = inventory(ledger, CATALOG, InventoryParameters(YEAR, draws=0))
    total = emissions.figures["inventory/P/2023/total"].value or 0.0
    waste = emissions.figures["inventory/P/2023/scope-3"].value or 0.0
    assert found.leaving == pytest.approx(1000 * (total + waste) + found.upstream, rel=1e-9)


def test_scaling_every_flow_changes_no_footprint_of_a_unit():
    once, thrice = per_unit(traced()), per_unit(traced(entries(scale=3.0)))
    goods = [name for name in once if not name.endswith("/service")]
    assert {n: thrice[n] for n in goods} == pytest.approx({n: once[n] for n in goods}, rel=1e-6)


def test_neither_order_nor_a_flow_of_zero_changes_anything():
    plain = traced()
    turned = traced(entries()[::-1])
    more = traced([*entries(), flow("slag", "furnace", "partner", 0, "t")])
    assert turned.value == plain.value
    assert turned.provenance == plain.provenance
    assert more.value.footprints == plain.value.footprints


@settings(max_examples=15, deadline=None)
@given(
    gas=st.floats(1, 500),
    power=st.floats(1_500, 30_000),
    slag=st.floats(1, 5_000),
    rule=st.sampled_from(EXCHANGE_RULES),
    allocation=st.sampled_from(ALLOCATIONS),
)
def test_carbon_is_conserved(gas, power, slag, rule, allocation):
    result = traced(entries(gas=gas, power=power, slag=slag), rule=rule, allocation=allocation)
    found = sums(result)
    assert abs(found.difference) <= 1e-11 * (found.sources + found.credit)
    # The proof bounds every error by a share of the greatest burden (kernel.TOLERANCE).
    most = max(abs(f.burden) for f in result.value.footprints)
    assert all(f.error * f.made <= 1e-9 * most for f in result.value.footprints)


def test_paths_and_origins_add_up_to_the_footprint():
    for found in traced(cut=1e-7).value.footprints:
        if found.per_unit:
            assert sum(found.origins.values()) == pytest.approx(found.per_unit)
            assert sum(p.value for p in found.paths) == pytest.approx(found.per_unit, rel=1e-4)
            assert all(p.vertices[0] == found.product for p in found.paths)


def test_a_figure_opens_down_to_facts_and_entries():
    ledger = snapshot(small_park(), entries())
    result = tracing(ledger, CATALOG, TracingParameters(YEAR, upstream=UPSTREAM))
    tree = Explainer(ledger, CATALOG, (result,)).explain("trace/works/concrete/2023")
    kinds = set()

    def walk(one):
        kinds.add(one.kind)
        for child in one.children:
            walk(child)

    walk(tree)
    assert {"figure", "fact", "entries", "parameter"} <= kinds


def test_interval_counts_a_meter_once_though_it_moves_emissions_and_shares():
    """All power goes to one product: an error of the inner meter moves nothing but its share."""
    alone = park(node("P", "park"), node("net", "network", "P"), node("T", "enterprise", "P"))
    given = [
        flow("electricity", "grid", "net", 100, "MWh", uncertainty=0.0),
        flow("electricity", "net", "T", 100, "MWh", uncertainty=0.5),
        flow("steel-product", "T", "market", 10, "t", uncertainty=0.03),
    ]
    result = tracing(snapshot(alone, given), CATALOG, TracingParameters(YEAR))
    found = one(result, "T/steel-product")
    spread = 0.05  # of grid.vn.2023
    half = (found.high - found.low) / 2 / found.per_unit
    assert half == pytest.approx((spread**2 + 0.03**2) ** 0.5, rel=0.02)


def test_a_loop_from_which_nothing_leaves_is_refused():
    ring = park(node("P", "park"), *(node(n, "enterprise", "P") for n in "AB"))
    given = [
        flow("steel-product", "A", "B", 10, "t"),
        flow("pig-iron", "B", "A", 10, "t"),
    ]
    result = tracing(snapshot(ring, given), CATALOG, TracingParameters(YEAR))
    assert result.value.footprints == ()
    refusal = next(f for f in result.findings if f.rule == "TRC-01")
    assert "A/steel-product" in refusal.message.en
    assert "B/pig-iron" in refusal.message.vi
    assert "missing" in refusal.remedy.en


def test_unknown_rules_and_products_are_refused_with_what_there_is():
    with pytest.raises(RequestError, match="There are: cut-off") as refused:
        TracingParameters(YEAR, rule="half")
    assert "Có: cut-off" in refused.value.text.vi
    with pytest.raises(RequestError, match="Nearest: works/concrete"):
        traced(products=("works/cement",))


def test_draws_agree_with_the_derivatives():
    for found in traced(draws=1_500).value.footprints:
        if found.drawn and found.low is not None:
            assert found.drawn.mean == pytest.approx(found.per_unit, rel=0.02)
            width = found.high - found.low
            assert found.drawn.high - found.drawn.low == pytest.approx(width, rel=0.15)


def test_draws_are_shared_between_products_rules_and_runs():
    every, again = traced(draws=60), traced(draws=60)
    assert again.value == every.value
    alone = traced(draws=60, products=("chp/steam",))
    assert one(alone, "chp/steam").drawn == one(every, "chp/steam").drawn
    other = traced(draws=60, rule="economic")
    assert one(other, "chp/steam").drawn == one(every, "chp/steam").drawn
    assert one(other, "works/concrete").drawn != one(every, "works/concrete").drawn
    assert one(traced(draws=60, seed=5), "chp/steam").drawn != one(every, "chp/steam").drawn
