"""Balances: what closes, what is open, what is used, what nobody can tell."""

import math

import pytest

from parkloop.analyses.balances import BalanceParameters, balances
from parkloop.periods import month, reporting_year
from parkloop.provenance import EntriesOperand
from tests.core.builders import a_balance, a_catalog, a_fact, a_flow, a_node, a_park, a_snapshot
from tests.core.builders import monthly as by_month

PARK = a_park(
    ("grid", "grid"),
    ("market", "market"),
    ("river", "water-body"),
    ("net", "network"),
    ("water", "network"),
    ("boiler", "generator", "t1"),
    ("tank", "stock"),
    ("t1", "enterprise"),
    ("t2", "enterprise"),
    ("loss", "loss"),
)
CATALOG = a_catalog()


def power(source, target, quantity, period="2025", **more):
    return a_flow("electricity", source, target, period, quantity, "MWh", **more)


def result(*entries, catalog=CATALOG, park=PARK, **more):
    parameters = BalanceParameters(reporting_year(2025), **more)
    return balances(a_snapshot(park, *entries), catalog, parameters)


def row(found, node, domain):
    (one,) = [r for r in found.value.rows if (r.node, r.domain) == (node, domain)]
    return one


def has_row(found, node, domain):
    return any((r.node, r.domain) == (node, domain) for r in found.value.rows)


# What closes and what does not ---------------------------------------------------------------


def test_a_network_that_passes_all_on_is_closed():
    found = result(power("grid", "net", 100), power("net", "t1", 60), power("net", "t2", 40))
    one = row(found, "net", "electricity")
    assert (one.supplied, one.delivered, one.difference) == (360_000.0, 360_000.0, 0.0)
    assert (one.unit, one.state, one.stock_increase, one.gaps) == ("MJ", "closed", 0.0, ())


def test_the_tolerance_is_the_root_of_squares_of_the_half_widths():
    found = result(
        power("grid", "net", 100, uncertainty=0.03), power("net", "t1", 98, uncertainty=0.04)
    )
    one = row(found, "net", "electricity")
    assert one.tolerance == pytest.approx(3600 * math.hypot(3.0, 3.92))
    assert one.state == "closed"
    assert found.figures[one.figure].interval.low == pytest.approx(7200 - one.tolerance)


def test_a_difference_beyond_the_tolerance_is_open_and_told():
    exact = {"uncertainty": 0.005}
    found = result(power("grid", "net", 100, **exact), power("net", "t1", 98, **exact))
    assert row(found, "net", "electricity").state == "open"
    (finding,) = found.findings
    assert finding.rule == "BAL-01"
    assert finding.message.en == (
        "net, electricity, 2025: 360,000 MJ came, 352,800 MJ left; 7,200 MJ are unexplained "
        "(2 %), beyond the tolerance of ±2,520 MJ."
    )
    assert len(finding.where.entries) == 2


def test_months_of_one_meter_share_its_error():
    months = by_month("electricity", "grid", "net", [100] * 12, "MWh", series="main")
    found = result(*months, power("net", "t1", 1200, uncertainty=0.0))
    assert row(found, "net", "electricity").tolerance == pytest.approx(0.02 * 1200 * 3600)
    apart = by_month("electricity", "grid", "net", [100] * 12, "MWh")
    found = result(*apart, power("net", "t1", 1200, uncertainty=0.0))
    assert row(found, "net", "electricity").tolerance == pytest.approx(
        0.02 * 100 * math.sqrt(12) * 3600, rel=1e-9
    )


def test_without_a_known_uncertainty_only_an_exact_balance_is_judged():
    blind = a_catalog(uncertainties={})
    exact = result(power("grid", "net", 5), power("net", "t1", 5), catalog=blind)
    assert row(exact, "net", "electricity").state == "closed"
    assert row(exact, "net", "electricity").tolerance is None
    apart = result(power("grid", "net", 5), power("net", "t1", 4), catalog=blind)
    one = row(apart, "net", "electricity")
    assert (one.state, one.gaps) == ("not-assessable", ("uncertainty/2025/net/electricity",))


def test_a_network_of_which_nothing_leaves_lacks_entries_and_is_not_zero():
    found = result(power("grid", "net", 100))
    one = row(found, "net", "electricity")
    assert (one.delivered, one.difference, one.state) == (None, None, "not-assessable")
    assert one.gaps == ("side/2025/net/electricity/delivered",)


def test_a_main_meter_stands_in_for_a_side_without_entries():
    meters = [
        a_balance("supply", "electricity", "net", f"2025-{m:02}", 10, "MWh") for m in range(1, 13)
    ]
    found = result(*meters, power("net", "t1", 118))
    one = row(found, "net", "electricity")
    assert (one.supplied, one.difference) == (432_000.0, pytest.approx(7200.0))
    partly = result(*meters[:6], power("net", "t1", 118))
    assert row(partly, "net", "electricity").state == "not-assessable"
    assert [f.rule for f in partly.findings] == ["BAL-03"]


# What is used or changed -----------------------------------------------------------------------


def test_a_pure_consumer_is_in_no_balance_but_the_park_is():
    found = result(power("grid", "t1", 100))
    assert [r.node for r in found.value.rows] == ["park"]
    assert row(found, "park", "energy").state == "conversion"


def test_a_generator_has_an_efficiency_and_its_loss_is_shown():
    found = result(
        a_flow("diesel", "market", "boiler", "2025", 1000, "l"),
        a_flow("steam", "boiler", "t2", "2025", 10, "t"),
    )
    one = row(found, "boiler", "energy")
    fuel, heat = 1000 * 0.84 * 43.0, 10_000 * 2.776
    assert one.supplied == pytest.approx(fuel)
    assert one.delivered == pytest.approx(heat)
    assert (one.difference, one.state) == (pytest.approx(fuel - heat), "conversion")
    efficiency = found.figures["balances/boiler/2025/energy/efficiency"]
    assert efficiency.value == pytest.approx(heat / fuel)
    assert row(found, "t1", "energy").difference == one.difference
    assert found.provenance.facts == (
        "activity-uncertainty.measured",
        "density.diesel",
        "ncv.diesel",
        "steam_enthalpy.steam",
    )


def test_more_energy_out_than_in_is_told_once():
    found = result(
        a_flow("diesel", "market", "boiler", "2025", 100, "l"),
        a_flow("steam", "boiler", "t2", "2025", 10, "t"),
    )
    assert [(f.rule, f.where.node) for f in found.findings] == [("BAL-02", "boiler")]
    assert "left, but only 3,612 MJ came" in found.findings[0].message.en


def test_products_may_weigh_more_than_what_is_seen_to_go_in():
    found = result(
        a_flow("sand", "market", "t1", "2025", 1, "t"),
        a_flow("fly-ash", "t1", "market", "2025", 5, "t"),
    )
    assert row(found, "t1", "mass").state == "conversion"
    assert found.findings == ()


def test_water_in_and_wastewater_out_is_one_balance():
    found = result(
        a_flow("tap-water", "water", "t1", "2025", 100, "m3"),
        a_flow("wastewater-industrial", "t1", "river", "2025", 80, "m3"),
    )
    one = row(found, "t1", "water")
    assert (one.supplied, one.delivered, one.difference, one.unit) == (100.0, 80.0, 20.0, "m3")


# Stocks ----------------------------------------------------------------------------------------


def fuel(source, target, litres):
    return a_flow("diesel", source, target, "2025", litres, "l")


def level(period, litres):
    return a_balance("level", "diesel", "tank", period, litres, "l")


def test_a_stock_closes_with_what_it_gained():
    flows = (fuel("market", "tank", 1000), fuel("tank", "t1", 900))
    one = row(result(*flows, level("2024-12", 50), level("2025-12", 150)), "tank", "diesel")
    assert (one.unit, one.stock_increase, one.difference) == ("m3", 0.1, 0.0)
    assert one.state == "closed"


def test_a_stock_without_a_stocktaking_cannot_be_assessed():
    flows = (fuel("market", "tank", 1000), fuel("tank", "t1", 900))
    one = row(result(*flows, level("2025-12", 150)), "tank", "diesel")
    assert (one.stock_increase, one.difference, one.state) == (None, None, "not-assessable")
    assert one.gaps == ("level/2025/tank/diesel/start",)


def test_what_a_tank_gained_is_not_used_by_its_park():
    found = result(fuel("market", "tank", 1000), level("2024-12", 0), level("2025-12", 1000))
    one = row(found, "park", "mass")
    assert (one.supplied, one.stock_increase, one.difference) == (840.0, 840.0, 0.0)


# Gaps ------------------------------------------------------------------------------------------


def test_what_cannot_be_converted_is_a_gap_and_never_zero():
    found = result(
        power("grid", "t1", 10),
        a_flow("natural-gas", "market", "t1", "2025", 500, "m3"),
        a_flow("steam", "t1", "t2", "2025", 1, "t"),
    )
    one = row(found, "t1", "energy")
    assert (one.supplied, one.difference, one.state) == (36_000.0, None, "not-assessable")
    assert one.gaps == ("conversion/2025/energy/natural-gas/market>t1/volume",)
    (gap,) = [g for g in found.gaps if g.id == one.gaps[0]]
    assert gap.message.en == (
        "natural-gas from “market” to “t1”, measured in m3, cannot be brought to MJ (energy): the "
        "catalog lacks a density, a net heating value (1 entry)."
    )
    assert len(gap.entries) == 1
    assert found.figures["balances/t1/2025/energy/supplied"].partial


def test_pieces_have_no_mass_without_a_fact():
    found = result(
        a_flow("sand", "market", "t1", "2025", 1, "t"),
        a_flow("garment", "t1", "market", "2025", 500, "piece"),
    )
    one = row(found, "t1", "mass")
    assert (one.supplied, one.delivered, one.state) == (1000.0, None, "not-assessable")
    assert "the catalog lacks a mass per piece" in found.gaps[0].message.en


def test_a_confidential_quantity_is_a_gap_and_what_does_not_occur_is_none():
    secret = power("net", "t2", None, notation="C")
    nothing = power("net", "loss", None, notation="NO")
    flows = (power("grid", "net", 100), power("net", "t1", 60), nothing)
    assert row(result(*flows), "net", "electricity").gaps == ()
    one = row(result(*flows, secret), "net", "electricity")
    assert one.gaps == ("quantity/2025/electricity/net>t2/C",)
    assert (one.delivered, one.difference) == (216_000.0, None)


def test_a_bill_across_the_border_is_a_gap_until_it_is_split():
    found = result(
        power("grid", "net", 100),
        power("net", "t1", 60, period="2025-01"),
        power("net", "t1", 9, period="2025-12-16/2026-01-16"),
    )
    one = row(found, "net", "electricity")
    assert "quantity/2025/electricity/net>t1/straddles" in one.gaps
    assert "parkloop split" in next(g.remedy.en for g in found.gaps if g.id in one.gaps)


def test_a_missing_month_is_a_gap_and_not_an_unexplained_difference():
    series = by_month("electricity", "net", "t1", [10] * 12, "MWh", series="M1")
    found = result(power("grid", "net", 120), *(series[:4] + series[5:]))
    one = row(found, "net", "electricity")
    assert one.gaps == ("months/2025/electricity/net>t1/2025-05",)
    assert one.difference is None


def test_plans_are_not_counted():
    found = result(
        power("grid", "net", 100), power("net", "t1", 100), power("net", "t2", 5, status="planned")
    )
    assert row(found, "net", "electricity").difference == 0.0
    assert found.provenance.entries_count == 2


def test_a_facilitys_own_fact_goes_before_the_default():
    own = a_fact("steam_enthalpy", "steam", 3000, "kJ/kg", id="own.h", rank="facility")
    steam = a_flow("steam", "boiler", "t2", "2025", 10, "t")
    oil = a_flow("diesel", "market", "boiler", "2025", 1, "t")
    found = result(steam, oil, catalog=a_catalog(own))
    assert row(found, "boiler", "energy").delivered == pytest.approx(30_000.0)


@pytest.mark.parametrize(
    ("kind", "value", "unit", "quantity", "stated", "heat"),
    [
        ("ncv_per_normal_volume", 36.0, "MJ_ncv/Nm3", 100, "Nm3", 3600.0),
        ("net_to_gross", 0.9, "MJ_ncv/MJ_gcv", 100, "MJ_gcv", 90.0),
        ("ncv", 48.0, "TJ_ncv/Gg", 100, "kg", 4800.0),
    ],
)
def test_heat_of_gas_however_it_was_measured(kind, value, unit, quantity, stated, heat):
    gas = a_flow("natural-gas", "market", "boiler", "2025", quantity, stated)
    steam = a_flow("steam", "boiler", "t2", "2025", 1, "t")
    without = result(gas, steam)
    assert row(without, "boiler", "energy").supplied is None
    found = result(gas, steam, catalog=a_catalog(a_fact(kind, "natural-gas", value, unit)))
    assert row(found, "boiler", "energy").supplied == pytest.approx(heat)


# Explaining ------------------------------------------------------------------------------------


def test_every_operand_finds_its_entries_again():
    entries = (
        power("grid", "net", 100, period="2025-01"),
        power("grid", "net", 50, period="2025-02", status="billed"),
        power("net", "t1", 140),
        power("net", "t1", 7, status="planned"),
        a_flow("diesel", "market", "boiler", "2025", 1000, "l"),
        a_flow("steam", "boiler", "net", "2025", 10, "t"),
        level("2024-12", 5),
        level("2025-12", 6),
        fuel("market", "tank", 7),
    )
    snapshot = a_snapshot(PARK, *entries)
    found = balances(snapshot, CATALOG, BalanceParameters(reporting_year(2025)))
    seen = 0
    for figure in found.figures.values():
        for operand in figure.operands:
            if isinstance(operand, EntriesOperand):
                rows = snapshot.select(operand.selector)
                assert len(rows) == operand.count
                assert int(rows.get_column("amount").sum()) / 1e6 == operand.value
                seen += 1
    assert seen > 10


def test_every_figure_named_exists_and_every_gap_is_given():
    found = result(
        power("grid", "net", 100), power("net", "t1", None, notation="NE"), power("net", "t2", 1)
    )
    for one in found.value.rows:
        assert one.figure in found.figures
        assert set(one.gaps) <= {gap.id for gap in found.gaps}
    for figure in found.figures.values():
        for operand in figure.operands:
            if hasattr(operand, "figure"):
                assert operand.figure in found.figures


def test_provenance_writes_out_parameters_and_hashes():
    found = result(power("grid", "net", 100), power("net", "t1", 100), tolerance_factor=2.0)
    assert found.provenance.parameters["tolerance_factor"] == 2.0
    assert found.provenance.parameters["fallbacks"] == []
    assert (found.provenance.analysis, found.provenance.version) == ("balances", "1")
    assert len(found.provenance.entries_hash) == 64


def test_a_month_can_be_balanced_too():
    series = by_month("electricity", "grid", "net", [10] * 12, "MWh")
    out = by_month("electricity", "net", "t1", [10] * 12, "MWh")
    parameters = BalanceParameters(month(2025, 3))
    found = balances(a_snapshot(PARK, *series, *out), CATALOG, parameters)
    assert row(found, "net", "electricity").supplied == 36_000.0


# Pictures --------------------------------------------------------------------------------------


def picture(found, domain):
    return next(s for s in found.value.sankeys if s.domain == domain)


def links(found, domain):
    return {(k.source, k.target, k.stream): k.value for k in picture(found, domain).links}


def test_nodes_of_an_enterprise_are_drawn_as_the_enterprise():
    found = result(
        a_flow("diesel", "market", "boiler", "2025", 1, "t"),
        a_flow("steam", "boiler", "t1", "2025", 5, "t"),
        a_flow("steam", "boiler", "t2", "2025", 5, "t"),
    )
    assert links(found, "energy") == {
        ("market", "t1", "diesel"): pytest.approx(43_000),
        ("t1", "t2", "steam"): pytest.approx(13_880),
    }


def test_networks_of_the_operator_stay_and_those_of_tenants_fold():
    park = a_park(
        ("grid", "grid"),
        a_node("op", "enterprise", operator=True),
        ("net", "network", "op"),
        ("t1", "enterprise"),
        ("t1-net", "network", "t1"),
        ("t1-hall", "process", "t1"),
    )
    found = result(
        power("grid", "net", 10),
        power("net", "t1-net", 10),
        power("t1-net", "t1-hall", 10),
        park=park,
    )
    assert set(links(found, "energy")) == {
        ("grid", "net", "electricity"),
        ("net", "t1", "electricity"),
    }
    assert picture(found, "energy").error == 0.0


def test_the_error_of_a_picture_is_the_sum_of_differences_at_passing_nodes():
    found = result(power("grid", "net", 100), power("net", "t1", 95))
    assert picture(found, "energy").error == pytest.approx(5 * 3600)
    assert found.figures["balances/park/2025/energy/error"].value == pytest.approx(5 * 3600)


def test_without_a_passing_node_there_is_no_error_to_speak_of():
    assert picture(result(power("grid", "t1", 100)), "energy").error is None


def test_an_exchange_without_a_quantity_stays_visible():
    found = result(power("grid", "t1", 5), power("t1", "t2", None, notation="NE"))
    sankey = picture(found, "energy")
    assert links(found, "energy")[("t1", "t2", "electricity")] is None
    assert sankey.gaps == ("quantity/2025/electricity/t1>t2/NE",)


def test_a_stream_that_no_fact_converts_has_a_picture_of_its_own():
    found = result(
        a_flow("natural-gas", "market", "t1", "2025", 500, "m3"),
        a_flow("natural-gas", "t1", "t2", "2025", 20, "m3"),
    )
    assert links(found, "energy")[("market", "t1", "natural-gas")] is None
    assert links(found, "natural-gas") == {
        ("market", "t1", "natural-gas"): 500.0,
        ("t1", "t2", "natural-gas"): 20.0,
    }
    assert picture(found, "natural-gas").unit == "m3"


def test_a_band_carries_its_weakest_status_and_its_entries():
    found = result(
        power("grid", "t1", 5, period="2025-01"),
        power("grid", "t1", 5, period="2025-02", status="estimated"),
    )
    (link,) = picture(found, "energy").links
    assert (link.status, link.entries, link.carrier) == ("estimated", 2, "electricity")


def test_loops_are_kept():
    found = result(power("t1", "t2", 5), power("t2", "t1", 3), power("grid", "t1", 9))
    assert len(picture(found, "energy").links) == 3
