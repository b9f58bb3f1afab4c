"""The checks find what is planted in the demo zone, and nothing else."""

from __future__ import annotations

import polars as pl
import pytest

from parkloop.analyses.inventory.inventory import inventory
from parkloop.analyses.inventory.parameters import InventoryParameters
from parkloop.demo.planting import both_languages
from parkloop.demo.profiles import planted_profile
from parkloop.findings import Severity
from parkloop.ledger.checks import run_checks
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import NodeKind
from parkloop.periods import reporting_year

PLANTED = planted_profile()


@pytest.fixture(scope="module")
def year_2025(snapshot, catalog):
    parameters = InventoryParameters(
        reporting_year(2025), fallbacks=("grid-latest-published",), draws=0
    )
    return inventory(snapshot, catalog, parameters)


def rows_of(snapshot, item, kind="flow"):
    wanted = item["flow"]
    return snapshot.entries.filter(
        (pl.col("kind") == kind)
        & (pl.col("stream") == wanted["stream"])
        & (pl.col("to_node") == wanted["to"])
        & ((pl.col("from_node") == wanted["from"]) | (pl.lit(kind) != "flow"))
    ).sort("start")


def test_checks_find_the_gap_and_the_spike_and_nothing_else(snapshot, catalog):
    found = [f for f in run_checks(snapshot, catalog) if f.severity is not Severity.INFO]
    assert [(f.rule, f.severity) for f in found] == [
        (PLANTED["spike"]["expects"], Severity.WARNING),
        (PLANTED["gap"]["expects"], Severity.WARNING),
    ]
    spike, gap = found
    assert "lpg" in spike.message.en
    assert "2025-05" in spike.message.en
    assert "a digit too many" in spike.message.en
    assert "thừa một chữ số" in spike.message.vi
    assert "b-parts-1/electricity/site" in gap.message.en
    assert "lacks 2025-06" in gap.message.en
    assert "thiếu 2025-06" in gap.message.vi


def test_plans_are_told_and_nothing_else_is_worth_knowing(snapshot, catalog):
    told = [f for f in run_checks(snapshot, catalog) if f.severity is Severity.INFO]
    assert {f.rule for f in told} == {"CHK-23"}
    assert {f.message.en.split(" (")[0] for f in told} == {"Status planned", "Status proposed"}


def test_the_missing_month_is_a_gap_of_the_inventory(year_2025):
    (gap,) = year_2025.gaps
    assert "b-parts-1" in gap.id
    assert "2025-06" in gap.id
    assert year_2025.figures["inventory/b-parts-1/2025/total"].partial
    assert year_2025.figures["inventory/park-b/2025/total"].partial
    assert not year_2025.figures["inventory/park-a/2025/total"].partial


def test_the_missing_month_stays_as_unexplained_difference(year_2025):
    """About one month of 11 GWh at 0.6592 t/MWh is not claimed by any tenant of park B."""
    unexplained = year_2025.figures["inventory/park-b/2025/unexplained"].value
    assert 450 < unexplained < 900
    others = [year_2025.figures[f"inventory/park-{p}/2025/unexplained"].value for p in "acd"]
    assert max(abs(value) for value in others) < 150


def test_the_correction_keeps_what_was_said_before(ledger, handed):
    item = PLANTED["correction"]
    (right,) = next(h for h in handed if h.correction).correction
    (held,) = (
        rows_of(ledger.snapshot(), item)
        .filter(pl.col("start") == right.period.start)
        .iter_rows(named=True)
    )
    history = ledger.history(held["key"])
    assert history["quantity"].to_list() == [
        pytest.approx(right.quantity * item["factor"], abs=0.1),
        right.quantity,
    ]
    assert held["reason"] == "weighed twice"


def test_the_meter_exchange_explains_a_counter_that_falls(snapshot, catalog):
    readings = rows_of(snapshot, PLANTED["meter_exchange"], kind="observation")
    assert readings["property"].value_counts(sort=True).rows() == [
        ("counter", 26),
        ("counter-replaced", 1),
    ]
    exchange = pl.col("property") == "counter-replaced"
    without = Snapshot(snapshot.entries.filter(~exchange), snapshot.park)
    rules = [finding.rule for finding in run_checks(without, catalog)]
    assert "CHK-15" in rules


def test_the_bills_are_split_by_a_recorded_act(unsplit, ledger):
    item = PLANTED["straddling"]
    before, after = rows_of(unsplit.snapshot(), item), rows_of(ledger.snapshot(), item)
    assert (len(before), len(after)) == (25, 48)
    assert before["amount"].sum() == after["amount"].sum()
    assert set(after["status"]) == {"calculated", "billed"}
    reasons = after.filter(pl.col("status") == "calculated")["reason"].unique().to_list()
    assert reasons == [both_languages(item["reason"])]


def test_notation_keys_say_why_there_is_no_figure(snapshot):
    none, secret = (
        rows_of(snapshot, PLANTED[name]).filter(pl.col("notation") != "")
        for name in ("not_occurring", "confidential")
    )
    assert none["notation"].to_list() == ["NO"]
    assert secret["notation"].to_list() == ["C"] * 12
    assert set(secret["quantity"]) == {None}


def test_estimates_state_their_uncertainty(snapshot):
    for item in PLANTED["estimated"]:
        estimates = rows_of(snapshot, item).filter(pl.col("status") == "estimated")
        assert len(estimates) == len(item["months"])
        assert set(estimates["uncertainty"]) == {item["uncertainty"]}


def test_certificates_lower_the_market_based_total_only(year_2025):
    """15,000 MWh at the latest published grid factor of 0.6592 t/MWh (letter 1726/BĐKH-PTCBT)."""
    location = year_2025.figures["inventory/b-electronics-1/2025/scope-2"].value
    market = year_2025.figures["inventory/b-electronics-1/2025/scope-2-market"].value
    assert location - market == pytest.approx(15_000 * 0.6592)


def test_the_grid_factor_is_a_fallback_chosen_by_name(year_2025):
    (provisional,) = [f for f in year_2025.findings if f.rule == "INV-02"]
    assert "grid-latest-published" in provisional.message.en
    assert "provisional" in provisional.message.en


def test_exchanges_join_two_tenants_of_one_park_every_month(snapshot):
    park = snapshot.park
    for exchange in PLANTED["exchanges"]:
        rows = snapshot.flows.filter(
            (pl.col("stream") == exchange["stream"])
            & (pl.col("from_node") == exchange["from"])
            & (pl.col("to_node") == exchange["to"])
        )
        assert len(rows) == 24
        ends = (exchange["from"], exchange["to"])
        assert len({park.owner(node, NodeKind.ENTERPRISE) for node in ends}) == 2
        assert len({park.owner(node, NodeKind.PARK) for node in ends}) == 1
