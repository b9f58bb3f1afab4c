"""The whole inventory: gaps of entries, findings, provenance, and the same bytes every time."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkloop.analyses.inventory.inventory import inventory
from parkloop.analyses.inventory.parameters import InventoryParameters
from parkloop.ledger.changes import Mode, commit, plan_changes
from parkloop.ledger.columns import stated
from parkloop.ledger.entries import Observation, Status
from parkloop.ledger.ledger import Ledger
from parkloop.periods import parse, reporting_year
from parkloop.provenance import canonical_json
from tests.core.analyses.inventory.computed import (
    CATALOG,
    FIRM,
    YEAR,
    compute,
    figure,
    gap_ids,
    gap_words,
    kilograms,
    lines,
    value,
)
from tests.core.small_park import RECORDED, flow, node, park, snapshot

ROOT = Path(__file__).parents[4]
PARK = park(
    node("Z", "zone"),
    node("P", "park", "Z"),
    node("Q", "park", "Z"),
    node("E", "enterprise", "P", "stationary.manufacturing"),
    node("E.boiler", "generator", "E", "stationary.manufacturing"),
    node("op", "enterprise", "P", "use"),
    node("net", "network", "op"),
    node("plant", "treatment", "op", "wastewater.lagoon-shallow"),
    node("pit", "process", "op", "landfill.unmanaged-deep"),
    node("T", "enterprise", "Q", "use"),
    node("oil-seller", "partner", fuel="diesel"),
)


def a_year():
    """Something of everything, by the month, with uncertainties, series and notation keys."""
    entries = []
    for number in range(1, 13):
        period = f"2023-{number:02}"
        entries += [
            flow("electricity", "grid", "net", 900.1 + number, "MWh", period=period, series="main"),
            flow("electricity", "net", "E", 500.7 + number, "MWh", period=period, series="m1"),
            flow("electricity", "net", "T", 300.3 + number, "MWh", period=period, series="m2"),
            flow("natural-gas", "market", "E.boiler", 10_000.1 * number, "m3", period=period),
            flow("steam", "E.boiler", "T", 10.1 * number, "t", period=period, uncertainty=0.1),
            flow("diesel", "market", "E", 100.1 * number, "l", period=period, status=Status.BILLED,
                 activity="mobile.road"),
            flow("wastewater-industrial", "T", "plant", 33.3 * number, "m3", period=period),
            Observation("cod", "T", parse(period), 1.1 * number, "kg/m3",
                        subject="wastewater-industrial"),
        ]  # fmt: skip
    entries += [
        flow("food-waste", "T", "pit", 12.3, "t", period="2022"),
        flow("R-410A", "market", "T", 3.3, "kg", activity="refrigerant.topup"),
        flow("rec-electricity", "market", "T", 500, "MWh"),
        flow("steam", "oil-seller", "E", 55.5, "t"),
        flow("paint-solvent-waste", "T", "partner", 1, "t", activity="incineration.stoker-batch"),
    ]
    return entries


def everything(result) -> str:
    """All that a result says, as one text."""
    figures = {
        key: [fig.value, fig.unit, list(fig.gaps), fig.label.as_dict(),
              fig.interval.as_dict() if fig.interval else None]
        for key, fig in result.figures.items()
    }  # fmt: skip
    plain = {
        "figures": figures,
        "findings": [finding.as_dict() for finding in result.findings],
        "gaps": [gap.as_dict() for gap in result.gaps],
        "lines": [[n.id, n.mass, n.amount, n.amount_variance] for n in result.value.lines],
        "provenance": result.provenance.as_dict(),
        "uncertainty": [repr(report) for report in result.value.uncertainty],
    }
    return canonical_json(plain)


# --- the same bytes


@settings(max_examples=12)
@given(st.randoms(use_true_random=False))
def test_the_order_of_entries_changes_no_byte(chance: random.Random):
    entries = a_year()
    chance.shuffle(entries)
    seen = snapshot(PARK, entries)
    assert seen.hash == snapshot(PARK, a_year()).hash
    parameters = InventoryParameters(YEAR, draws=0)
    one, other = (inventory(s, CATALOG, parameters) for s in (seen, snapshot(PARK, a_year())))
    assert everything(one) == everything(other)


def test_shuffled_entries_draw_the_same_numbers():
    entries = a_year()
    random.Random(7).shuffle(entries)
    parameters = InventoryParameters(YEAR, draws=1_000)
    results = [inventory(snapshot(PARK, e), CATALOG, parameters) for e in (entries, a_year())]
    assert everything(results[0]) == everything(results[1])
    assert results[0].value.uncertainty


def test_imports_in_parts_and_twice_give_the_same_bytes():
    """Split over three imports, the second overlapping the first: the ledger is the same."""
    entries = a_year()
    ledger = Ledger.empty(PARK)
    for number, part in enumerate((entries[:40], entries[20:70], entries[70:], entries)):
        plan = plan_changes(
            ledger, stated(part), Mode.CORRECT, import_id=f"i{number}", recorded_at=RECORDED,
            recorded_by="an",
        )  # fmt: skip
        ledger = commit(ledger, plan)
    parameters = InventoryParameters(YEAR, draws=0)
    assert everything(inventory(ledger.snapshot(), CATALOG, parameters)) == everything(
        inventory(snapshot(PARK, a_year()), CATALOG, parameters)
    )


SCRIPT = """
import hashlib
from parkloop.analyses.inventory.inventory import inventory
from parkloop.analyses.inventory.parameters import InventoryParameters
from tests.core.analyses.inventory.computed import CATALOG, YEAR
from tests.core.analyses.inventory.test_inventory import PARK, a_year, everything
from tests.core.small_park import snapshot
result = inventory(snapshot(PARK, a_year()), CATALOG, InventoryParameters(YEAR, draws=500))
print(hashlib.sha256(everything(result).encode()).hexdigest())
"""


def test_two_processes_print_the_same_bytes():
    """Different hash seeds and numbers of threads; nothing of them may show."""
    printed = set()
    for seed, threads in (("1", "1"), ("2", "2")):
        environment = os.environ | {"PYTHONHASHSEED": seed, "POLARS_MAX_THREADS": threads}
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT], cwd=ROOT, env=environment, capture_output=True,
            text=True, check=True, timeout=120,
        )  # fmt: skip
        printed.add(done.stdout)
    assert len(printed) == 1


# --- gaps of entries


def test_an_enterprise_without_entries_is_named():
    result = compute(PARK, [flow("electricity", "grid", "T", 1, "MWh")])
    assert gap_ids(result) == ["nothing:E", "nothing:op"]
    assert gap_words(result)[0] == "“E” has no entries in 2023."
    assert result.gaps[0].remedy.en.endswith("parkloop template --enterprise E")
    assert figure(result, "E").value is None
    assert figure(result, "P").value is None
    assert figure(result, "Z").partial
    assert not figure(result, "Q").partial


def test_what_crosses_the_border_is_named_and_not_counted():
    across = flow("diesel", "market", "E", 100, "kg", period="2022-12-15/2023-01-15")
    inside = flow("diesel", "market", "E", 10, "kg", period="2023-01-15/2024-01-01")
    result = compute(FIRM, [across, inside])
    assert gap_ids(result) == ["straddling:E:2023"]
    assert gap_words(result) == ["1 entries cross the border of 2023 and are not counted (diesel)."]
    assert "parkloop split --reason" in result.gaps[0].remedy.vi
    assert lines(result, gas="CO2")[0].amount == pytest.approx(10)
    assert figure(result, "E").partial


@pytest.mark.parametrize(
    "harmless",
    [
        flow("diesel", "market", "E", 1, "kg", period="2022-12-15/2023-01-15",
             status=Status.PLANNED),
        flow("tap-water", "market", "E", 1, "m3", period="2022-12-15/2023-01-15"),
        flow("diesel", "market", "E", 1, "kg", period="2022-12-15/2023-01-01"),
    ],
)  # fmt: skip
def test_what_crosses_no_border_of_the_inventory(harmless):
    result = compute(FIRM, [harmless, flow("diesel", "market", "E", 10, "kg")])
    assert gap_ids(result) == []


def test_a_year_bill_in_an_inventory_of_a_month_is_named():
    result = compute(FIRM, [flow("diesel", "market", "E", 10, "kg")], period=parse("2023-05"))
    assert "straddling:E:2023-05" in gap_ids(result)
    assert lines(result) == []


def test_a_month_that_is_missing_from_a_series_is_named():
    entries = [
        flow("electricity", "grid", "E", 100, "MWh", period=f"2023-{number:02}", series="m1")
        for number in range(1, 13)
        if number != 6
    ]
    result = compute(FIRM, entries)
    assert gap_ids(result) == ["months:electricity:grid>E:m1:2023-06"]
    assert figure(result, "E").partial
    assert value(result, "E") == pytest.approx(1100 * 0.6592)


def test_a_stream_that_the_catalog_lacks_is_a_gap():
    result = compute(FIRM, [flow("deisel", "market", "E", 10, "kg")])
    assert gap_ids(result) == ["stream:deisel:E"]
    assert gap_words(result) == [
        "The catalog has no “deisel”: what 1 entries at “E” give off is not known."
    ]
    assert figure(result, "E").value is None


def test_unknown_nodes_are_no_fault_of_the_program():
    entries = [
        flow("diesel", "nowhere", "elsewhere", 1, "t"),
        flow("steam", "nowhere", "E", 1, "t"),
        flow("clinker", "nowhere", "E", 1, "t"),
        flow("food-waste", "E", "nowhere", 1, "t", activity="landfill.unmanaged-deep"),
        flow("wastewater-industrial", "E", "nowhere", 1, "m3"),
        flow("electricity", "E", "nowhere", 1, "MWh"),
        flow("CH4", "nowhere", "air", 1, "t"),
    ]
    result = compute(FIRM, entries)
    assert {line.enterprise for line in lines(result)} <= {"E"}


# --- findings and provenance


def test_unverified_facts_are_counted_and_named():
    result = compute(FIRM, [flow("clinker", "E", "market", 1, "t")])
    (finding,) = [f for f in result.findings if f.rule == "INV-03"]
    assert finding.message.en == (
        "1 facts in use have not been checked against their document: process.clinker.vn-2626."
    )


def test_energy_handed_on_beyond_what_came_is_found():
    entries = [
        flow("electricity", "grid", "E", 100, "MWh"),
        flow("electricity", "E", "T", 120, "MWh"),
    ]
    result = compute(PARK, entries)
    (finding,) = [f for f in result.findings if f.rule == "INV-01"]
    assert finding.where.node == "E"
    assert finding.remedy.en.endswith("declare a generator if it produces some itself.")


def test_a_generator_that_uses_some_power_itself_is_no_finding():
    entries = [
        flow("electricity", "grid", "E.boiler", 1, "MWh"),
        flow("natural-gas", "market", "E.boiler", 10, "TJ_ncv"),
        flow("electricity", "E.boiler", "T", 500, "MWh"),
    ]
    assert not [f for f in compute(PARK, entries).findings if f.rule == "INV-01"]


def test_provenance_names_what_was_used():
    result = compute(FIRM, [flow("diesel", "market", "E", 10, "l")])
    made = result.provenance
    assert (made.analysis, made.catalog_hash, made.entries_count) == (
        "inventory", CATALOG.hash, 1,
    )  # fmt: skip
    assert {"density.diesel.ghg-protocol", "gwp.AR5.CH4", "ncv.diesel.ipcc-2006"} <= set(made.facts)
    assert made.parameters["gwp_set"] == "AR5"
    assert json.loads(canonical_json(made.as_dict())) == made.as_dict()


def test_what_lies_outside_the_period_changes_nothing_but_the_ledger_s_hash():
    entries = [flow("diesel", "market", "E", 10, "l")]
    more = [*entries, flow("diesel", "market", "E", 99, "l", period="2024")]
    one, other = compute(FIRM, entries), compute(FIRM, more)
    assert one.provenance.entries_hash == other.provenance.entries_hash
    assert one.provenance.ledger_hash != other.provenance.ledger_hash
    assert {k: f.value for k, f in one.figures.items()} == {
        k: f.value for k, f in other.figures.items()
    }


def test_another_region_uses_no_vietnamese_factor():
    elsewhere = replace(FIRM, region="world")
    result = compute(elsewhere, [
        flow("crude-steel-bof", "E", "market", 1, "t"),
        flow("electricity", "grid", "E", 1, "MWh"),
    ])  # fmt: skip
    assert kilograms(result, category="process") == pytest.approx(1460)
    assert "supplier:electricity:grid:E" in gap_ids(result)


# --- conservation


HOLDERS = ("E", "E.boiler", "op", "T", "market")
FUEL_FLOWS = st.lists(
    st.tuples(st.sampled_from(HOLDERS), st.sampled_from(HOLDERS), st.integers(1, 500)), max_size=8
)


@settings(max_examples=60)
@given(FUEL_FLOWS)
def test_fuel_is_burnt_once_however_it_is_passed_on(handed):
    """What the zone burns is what came in less what left, whoever handed it to whom."""
    moved = [(s, t, q) for s, t, q in handed if s != t]
    for place in ("E", "E.boiler", "op", "T"):
        given_ = sum(q for s, _, q in moved if s == place)
        received = sum(q for _, t, q in moved if t == place)
        if given_ > received:
            moved.append(("market", place, given_ - received))
    entries = [
        flow("diesel", source, target, quantity, "kg", series=str(number),
             activity="stationary.manufacturing")
        for number, (source, target, quantity) in enumerate(moved)
    ]  # fmt: skip
    result = compute(PARK, entries)
    net = sum(q for s, _, q in moved if s == "market") - sum(
        q for _, t, q in moved if t == "market"
    )
    burnt = value(result, "Z", "scope-1/stationary/CO2/mass")
    assert (burnt or 0.0) == pytest.approx(net * 43.0 * 74.1e-6, abs=1e-9)
    for row in result.value.eliminations:
        total = figure(result, row.boundary).value
        assert (row.sum_of_enterprises or 0.0) == pytest.approx(total or 0.0, abs=1e-9)


def test_the_zone_is_the_sum_of_its_parks_where_they_deliver_nothing_to_one_another():
    entries = [
        flow("electricity", "grid", "E", 1000, "MWh"),
        flow("electricity", "grid", "T", 500, "MWh"),
        flow("diesel", "market", "T", 10, "t", activity="mobile.road"),
    ]
    result = compute(PARK, entries, period=reporting_year(2023))
    parks = [value(result, name) for name in ("P", "Q")]
    assert value(result, "Z") == pytest.approx(sum(parks))
