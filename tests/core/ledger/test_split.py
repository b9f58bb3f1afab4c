"""Splitting by month: conservation to the last micro-unit, idempotence, refusals."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkloop.errors import RequestError
from parkloop.ledger.changes import commit, void
from parkloop.ledger.columns import MICRO
from parkloop.ledger.split import split_by_month
from parkloop.quantities import conversion
from tests.core.builders import a_balance, a_flow, a_ledger, a_park, a_reading

PARK = a_park(("grid", "grid"), ("t1", "enterprise"), ("tank", "stock"))
ACT: dict[str, Any] = {
    "import_id": "act-1",
    "recorded_at": datetime(2027, 2, 1, tzinfo=UTC),
    "recorded_by": "lan",
}
BILL = "2025-01-16/2025-03-11"


def bill(quantity=5400.0, unit="kWh", period=BILL, **more):
    return a_flow("electricity", "grid", "t1", period, quantity, unit, series="M1", row=7, **more)


def split(ledger, reason="monthly accounts"):
    keys = tuple(ledger.entries.get_column("key").unique())
    return split_by_month(ledger, keys, reason, **ACT)


def test_a_bill_is_shared_out_by_days():
    ledger = a_ledger(PARK, bill(status="billed", note="invoice 12"))
    plan = split(ledger)
    after = commit(ledger, plan).snapshot().entries.sort("start")
    # 16 days of January, 28 of February, 10 of March: 54 days at 100 kWh.
    assert after.get_column("quantity").to_list() == [1600.0, 2800.0, 1000.0]
    assert set(after.get_column("status")) == {"calculated"}
    assert set(after.get_column("row")) == {7}
    original = ledger.entries.item(0, "entry")
    assert after.item(0, "note") == (
        f"invoice 12 | Chia theo tháng / split by month: {original} (2025-01-16/2025-03-11); "
        "monthly accounts"
    )
    assert plan.counts() == {"corrected": 0, "new": 3, "refused": 0, "same": 0, "voided": 1}


def test_the_original_stays_in_the_history_with_the_reason():
    ledger = a_ledger(PARK, bill())
    after = commit(ledger, split(ledger))
    history = after.history(ledger.entries.item(0, "key"))
    assert history.get_column("void").to_list() == [False, True]
    assert history.get_column("reason").to_list() == ["", "monthly accounts"]


@settings(max_examples=50)
@given(
    # 2⁵¹ micro-megajoules are 625 GWh.
    micro=st.integers(min_value=0, max_value=2**51),
    unit=st.sampled_from(["kWh", "MWh", "MJ", "GJ", "Wh"]),
    first=st.integers(min_value=0, max_value=364),
    length=st.integers(min_value=1, max_value=400),
)
def test_parts_add_up_to_the_last_micro_unit(micro, unit, first, length):
    start = date(2024, 1, 1) + timedelta(days=first)
    period = f"{start}/{start + timedelta(days=length)}"
    quantity = micro / MICRO / conversion(unit, "MJ")
    ledger = a_ledger(PARK, bill(quantity, unit, period))
    after = commit(ledger, split(ledger)).snapshot()
    assert after.entries.get_column("amount").sum() == ledger.entries.item(0, "amount")
    assert after.entries.get_column("start").min() == ledger.entries.item(0, "start")
    assert after.entries.get_column("end").max() == ledger.entries.item(0, "end")
    again = split(commit(ledger, split(ledger)))
    assert len(again.appended) == 0


def test_a_month_is_left_alone():
    ledger = a_ledger(PARK, bill(period="2025-01"))
    assert len(split(ledger).appended) == 0


def test_the_same_act_twice_changes_nothing():
    ledger = a_ledger(PARK, bill())
    keys = (ledger.entries.item(0, "key"),)
    once = commit(ledger, split_by_month(ledger, keys, "months", **ACT))
    twice = commit(once, split_by_month(once, keys, "months", **ACT))
    assert twice.snapshot().hash == once.snapshot().hash
    assert len(twice.entries) == len(once.entries)


def test_after_the_parts_are_taken_back_the_bill_can_be_split_again():
    ledger = a_ledger(PARK, bill())
    once = commit(ledger, split(ledger))
    parts = tuple(once.snapshot().entries.get_column("key"))
    undone = void(once, parts, "wrong", **ACT)
    original = ledger.entries.with_columns(
        version=pl.lit(3, pl.Int32), entry=pl.lit("restated"), supersedes=pl.lit("")
    )
    restated = undone.append(original)
    again = commit(restated, split(restated))
    assert again.snapshot().entries.get_column("amount").sum() == 5400 * 3_600_000


def test_a_main_meter_and_a_notation_key_can_be_split():
    main = a_balance("supply", "electricity", "t1", BILL, 54, "MWh")
    absent = a_flow("electricity", "grid", "t1", BILL, None, "", notation="NE")
    ledger = a_ledger(PARK, main, absent)
    after = commit(ledger, split(ledger)).snapshot().entries
    assert len(after) == 6
    assert after.filter(pl.col("kind") == "flow").get_column("quantity").null_count() == 3


@pytest.mark.parametrize(
    "entry",
    [
        a_balance("level", "diesel", "tank", BILL, 5, "l"),
        a_reading("t1", BILL, 5, "MWh", series="M1"),
        bill(unit="Mwh"),
    ],
)
def test_what_is_no_amount_over_time_is_refused(entry):
    ledger = a_ledger(PARK, entry)
    with pytest.raises(RequestError, match="it is not an amount over time"):
        split(ledger)


def test_a_part_that_is_stated_already_is_refused():
    january = bill(1700, period="2025-01-16/2025-02-01")
    ledger = a_ledger(PARK, bill(), january)
    with pytest.raises(RequestError, match=r"already states electricity grid → t1 for 1 part"):
        split(ledger)


def test_an_unknown_key_and_an_empty_reason_are_refused():
    ledger = a_ledger(PARK, bill())
    with pytest.raises(RequestError, match="The ledger has no nothing-like-it"):
        split_by_month(ledger, ("nothing-like-it",), "months", **ACT)
    with pytest.raises(RequestError, match="needs a reason"):
        split_by_month(ledger, (), " ", **ACT)
