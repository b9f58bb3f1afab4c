"""Exact amounts (C-04) and content hashes that know the statement, not where it stood (C-08)."""

from __future__ import annotations

import random
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkloop.ledger.columns import (
    ENTRY_SCHEMA,
    STATED_SCHEMA,
    as_entries,
    entry_id,
    ledger_unit,
    stated,
    with_amounts,
    with_hashes,
)
from parkloop.ledger.entries import Evidence, Flow, Notation, Observation, Status
from parkloop.periods import parse
from tests.core.small_park import RECORDED

YEAR = parse("2025")
FLOW = Flow("diesel", "market", "boiler", YEAR, 5.0, "t")


def hashed(*entries):
    return with_hashes(with_amounts(stated(entries)))


def contents(*entries):
    return hashed(*entries).get_column("content").to_list()


@pytest.mark.parametrize(
    ("quantity", "unit", "amount", "dimension"),
    [
        (1.0, "MWh", 3_600_000_000, "energy"),
        (0.1, "t", 100_000_000, "mass"),
        (0.07, "t", 70_000_000, "mass"),
        (1.0, "l", 1_000, "volume"),
        (-2.5, "kg", -2_500_000, "mass"),
        (3.0, "TJ_ncv", 3_000_000_000_000, "energy_ncv"),
        (1e-7, "kg", 0, "mass"),
        (5.0, "mg/l", 5_000_000, "mass/volume"),
        (5.0, "lbs", None, ""),
        (None, "t", None, "mass"),
        (float("nan"), "t", None, "mass"),
        (1e30, "t", None, "mass"),
    ],
)
def test_amounts_are_whole_micro_units(quantity, unit, amount, dimension):
    row = with_amounts(stated([replace(FLOW, quantity=quantity, unit=unit)])).row(0, named=True)
    assert (row["amount"], row["dimension"]) == (amount, dimension)


def test_ledger_units():
    assert [ledger_unit(name) for name in ("mass", "energy", "energy_ncv")] == [
        "kg", "MJ", "MJ_ncv",
    ]  # fmt: skip


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=60), st.randoms())
def test_sums_do_not_depend_on_order(tenths, chance: random.Random):
    """Ten times 0.1 t is 1 t, whatever the order; in binary floats it is not."""
    entries = [replace(FLOW, quantity=n / 10, reference=str(i)) for i, n in enumerate(tenths)]
    shuffled = list(entries)
    chance.shuffle(shuffled)
    sums = [with_amounts(stated(e)).get_column("amount").sum() for e in (entries, shuffled)]
    assert sums == [sum(tenths) * 100_000_000] * 2


def test_the_same_statement_in_another_unit_is_the_same():
    other = replace(FLOW, quantity=5_000.0, unit="kg")
    assert contents(FLOW, other)[0] == contents(FLOW, other)[1]


def test_place_and_page_do_not_matter():
    other = replace(FLOW, evidence=Evidence("other.xlsx", "Sheet 2", 99, "p. 1"))
    assert contents(FLOW)[0] == contents(other)[0]


@pytest.mark.parametrize(
    "change",
    [
        {"stream": "lpg"},
        {"from_node": "partner"},
        {"to_node": "truck"},
        {"activity": "mobile"},
        {"period": parse("2024")},
        {"series": "m1"},
        {"reference": "inv-1"},
    ],
)
def test_what_a_statement_speaks_of_is_its_key(change):
    rows = hashed(FLOW, replace(FLOW, **change))
    assert rows.get_column("key").n_unique() == 2
    assert rows.get_column("content").n_unique() == 2


@pytest.mark.parametrize(
    "change",
    [
        {"quantity": 5.000001},
        {"quantity": None, "notation": Notation.NOT_ESTIMATED},
        {"unit": "kg"},
        {"unit": "MJ_ncv"},
        {"status": Status.ESTIMATED},
        {"uncertainty": 0.1},
        {"note": "read twice"},
    ],
)
def test_what_a_statement_says_is_its_content(change):
    rows = hashed(FLOW, replace(FLOW, **change))
    assert rows.get_column("key").n_unique() == 1
    assert rows.get_column("content").n_unique() == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [((5.0, "g/l"), (5.0, "mg/l")), ((5.0, "lbs"), (6.0, "lbs")), ((5.0, "lbs"), (5.0, "oz"))],
)
def test_units_without_a_ledger_unit_are_part_of_the_content(one, other):
    cod = Observation("cod", "plant", YEAR)
    both = contents(*(replace(cod, quantity=q, unit=u) for q, u in (one, other)))
    assert both[0] != both[1]


def test_entries_of_a_batch():
    rows = as_entries(stated([FLOW]), import_id="i1", recorded_at=RECORDED, recorded_by="an")
    assert rows.schema == pl.Schema(ENTRY_SCHEMA)
    row = rows.row(0, named=True)
    assert row["entry"] == row["content"] == entry_id(row["content"], 1)
    assert (row["version"], row["supersedes"], row["void"]) == (1, "", False)
    assert entry_id(row["content"], 2) != entry_id(row["content"], 3) != row["content"]


def test_nothing_stated_is_an_empty_table():
    assert stated([]).schema == pl.Schema(STATED_SCHEMA)
    empty = as_entries(stated([]), import_id="i", recorded_at=RECORDED, recorded_by="an")
    assert (len(empty), empty.schema) == (0, pl.Schema(ENTRY_SCHEMA))
