"""Append-only, with snapshots at any moment whose hash is the content's (C-07, C-08)."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkloop.errors import RequestError
from parkloop.ledger.columns import as_entries, stated
from parkloop.ledger.entries import Balance, Measure, Observation
from parkloop.ledger.ledger import Ledger, Snapshot
from parkloop.periods import month, parse, reporting_year
from tests.core.small_park import RECORDED, flow, node, park

PARK = park(node("P", "park"), node("E", "enterprise", "P", "stationary.manufacturing"))


def recorded(*entries, at=RECORDED, by="an", import_id="i1"):
    return as_entries(stated(entries), import_id=import_id, recorded_at=at, recorded_by=by)


def a_year():
    return [
        flow("diesel", "market", "E", 10 + number, "l", period=f"2025-{number:02}")
        for number in range(1, 13)
    ]


def test_an_entry_is_added_once():
    once = Ledger.empty(PARK).append(recorded(*a_year()))
    with pytest.raises(RequestError, match="1 entries are in the ledger already") as refused:
        once.append(recorded(a_year()[0], import_id="i2"))
    assert "không thể ghi lần nữa" in refused.value.text.vi
    with pytest.raises(RequestError, match="cannot be added again"):
        Ledger.empty(PARK).append(recorded(a_year()[0], a_year()[0]))


def test_appending_leaves_the_older_ledger_as_it_was():
    older = Ledger.empty(PARK).append(recorded(a_year()[0]))
    older.append(recorded(a_year()[1]))
    assert len(older.entries) == 1


@settings(max_examples=40)
@given(st.randoms(use_true_random=False), st.integers(0, 12))
def test_neither_order_nor_batches_change_the_hash(chance: random.Random, cut):
    """Shuffled, split in two, recorded by others at other times: the same rows, the same hash."""
    entries = a_year()
    whole = Ledger.empty(PARK).append(recorded(*entries)).snapshot()
    chance.shuffle(entries)
    later = RECORDED + timedelta(days=3)
    parts = (
        Ledger.empty(PARK)
        .append(recorded(*entries[:cut], by="bình"))
        .append(recorded(*entries[cut:], at=later, import_id="i2"))
        .snapshot()
    )
    assert parts.hash == whole.hash
    assert parts.entries.get_column("content").equals(whole.entries.get_column("content"))


def test_the_hash_knows_entries_and_park():
    one = Ledger.empty(PARK).append(recorded(a_year()[0])).snapshot()
    other = Ledger.empty(PARK).append(recorded(replace(a_year()[0], quantity=99.0))).snapshot()
    elsewhere = Snapshot(one.entries, park(node("P", "park"), node("E", "enterprise", "P")))
    assert len({one.hash, other.hash, elsewhere.hash}) == 3
    assert Ledger.empty(PARK).snapshot().hash == Ledger.empty(PARK).snapshot().hash


def test_a_snapshot_at_a_moment_knows_what_was_recorded_by_then():
    noon = datetime(2026, 2, 1, 12, tzinfo=UTC)
    ledger = (
        Ledger.empty(PARK)
        .append(recorded(a_year()[0], at=noon - timedelta(seconds=1)))
        .append(recorded(a_year()[1], at=noon))
        .append(recorded(a_year()[2], at=noon + timedelta(microseconds=1)))
    )
    assert len(ledger.snapshot(noon - timedelta(days=1)).entries) == 0
    assert len(ledger.snapshot(noon).entries) == 2
    assert len(ledger.snapshot().entries) == 3


def test_kinds():
    year = parse("2025")
    seen = (
        Ledger.empty(PARK)
        .append(
            recorded(
                a_year()[0],
                Observation("jobs", "E", year, 20, "person"),
                Balance(Measure.SUPPLY, "diesel", "E", year, 30, "l"),
            )
        )
        .snapshot()
    )
    assert [len(part) for part in (seen.flows, seen.observations, seen.balances)] == [1, 1, 1]


def test_inside_and_across_a_border():
    bill = replace(a_year()[0], period=parse("2025-01-15/2025-02-15"), reference="bill")
    seen = Ledger.empty(PARK).append(recorded(bill, *a_year()[:2])).snapshot()
    january = month(2025, 1)
    assert len(seen.within(january).entries) == 1
    assert seen.straddling(january).get_column("reference").to_list() == ["bill"]
    assert len(seen.straddling(reporting_year(2025))) == 0
    assert len(seen.straddling(month(2024, 12))) == 0


def test_a_selector_finds_the_entries_of_an_operand_again():
    seen = Ledger.empty(PARK).append(recorded(*a_year())).snapshot()
    quarter = parse("2025-01-01/2025-04-01")
    found = seen.select(
        {
            "stream": "diesel",
            "to_node": "E",
            "uncertainty": None,
            "start": quarter.start.isoformat(),
            "end": quarter.end.isoformat(),
        }
    )
    assert sorted(found.get_column("quantity")) == [11.0, 12.0, 13.0]
    assert len(seen.select({"to_node": "nobody"})) == 0


def test_history_is_oldest_first():
    ledger = Ledger.empty(PARK).append(recorded(a_year()[0]))
    key = ledger.entries.item(0, "key")
    assert ledger.history(key).get_column("version").to_list() == [1]
    assert ledger.history("nothing").is_empty()
