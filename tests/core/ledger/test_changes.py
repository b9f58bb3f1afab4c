"""What an import changes: the plan is the commit, twice is once, history is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkloop.errors import RequestError
from parkloop.ledger.changes import Mode, Scope, commit, plan_changes, void
from parkloop.ledger.columns import stated
from parkloop.ledger.entries import Evidence, Notation
from parkloop.ledger.ledger import Ledger
from parkloop.periods import month, parse, reporting_year
from tests.core.small_park import RECORDED, flow, node, park

PARK = park(
    node("P", "park"),
    node("E", "enterprise", "P", "stationary.manufacturing"),
    node("F", "enterprise", "P", "stationary.manufacturing"),
)
EMPTY = Ledger.empty(PARK)


def planned(ledger, entries, mode=Mode.CORRECT, *, number=1, scope=None, reason=""):
    return plan_changes(
        ledger,
        stated(entries),
        mode,
        import_id=f"i{number}",
        recorded_at=RECORDED + timedelta(hours=number),
        recorded_by="an",
        reason=reason,
        scope=scope,
    )


def taken_in(ledger, entries, mode=Mode.CORRECT, **more):
    return commit(ledger, planned(ledger, entries, mode, **more))


def voided(ledger, keys, reason="entered twice", number=9):
    return void(
        ledger,
        tuple(keys),
        reason,
        import_id=f"i{number}",
        recorded_at=RECORDED + timedelta(hours=number),
        recorded_by="an",
    )


def diesel(quantity, period="2025-01", target="E", **more):
    return replace(flow("diesel", "market", target, 0.0, "l", period=period),
                   quantity=quantity, **more)  # fmt: skip


JANUARY = diesel(100.0)
KEY = taken_in(EMPTY, [JANUARY]).entries.item(0, "key")


def quantities(ledger, at=None):
    return sorted(ledger.snapshot(at).entries.get_column("quantity").to_list())


def test_a_new_row_is_new_and_then_the_same():
    plan = planned(EMPTY, [JANUARY])
    assert plan.counts() == {"corrected": 0, "new": 1, "refused": 0, "same": 0, "voided": 0}
    again = planned(commit(EMPTY, plan), [JANUARY], number=2)
    assert again.counts() == {"corrected": 0, "new": 0, "refused": 0, "same": 1, "voided": 0}
    assert again.appended.is_empty()


def test_another_place_or_unit_is_the_same_statement():
    ledger = taken_in(EMPTY, [JANUARY])
    moved = replace(JANUARY, quantity=0.1, unit="m3", evidence=Evidence("other.csv", "", 7))
    assert planned(ledger, [moved]).counts()["same"] == 1


def test_a_correction_supersedes_and_keeps_the_history():
    ledger = taken_in(taken_in(EMPTY, [JANUARY]), [diesel(90.0)], number=2, reason="misread")
    history = ledger.history(KEY)
    assert history.get_column("quantity").to_list() == [100.0, 90.0]
    assert history.get_column("version").to_list() == [1, 2]
    assert history.item(1, "supersedes") == history.item(0, "entry")
    assert history.item(1, "reason") == "misread"
    assert quantities(ledger) == [90.0]


def test_the_snapshot_before_the_correction_still_says_what_it_said():
    before = taken_in(EMPTY, [JANUARY])
    after = taken_in(before, [diesel(90.0)], number=5)
    at = RECORDED + timedelta(hours=4)
    assert quantities(after, at) == [100.0]
    assert after.snapshot(at).hash == before.snapshot().hash
    assert after.snapshot().hash != before.snapshot().hash


def test_there_and_back_again_keeps_every_step_apart():
    """100 → 90 → 100: three entries with three ids; the content of the first and last agree."""
    ledger = EMPTY
    for number, quantity in enumerate((100.0, 90.0, 100.0), start=1):
        ledger = taken_in(ledger, [diesel(quantity)], number=number)
    history = ledger.history(KEY)
    assert history.get_column("entry").n_unique() == 3
    assert history.item(0, "content") == history.item(2, "content")
    assert ledger.snapshot().hash == taken_in(EMPTY, [JANUARY]).snapshot().hash
    again = planned(ledger, [diesel(100.0)], number=4)
    assert again.counts()["same"] == 1


def test_only_new_refuses_to_correct():
    ledger = taken_in(EMPTY, [JANUARY])
    plan = planned(ledger, [diesel(90.0), diesel(50.0, "2025-02")], Mode.ONLY_NEW, number=2)
    assert plan.counts() == {"corrected": 0, "new": 1, "refused": 1, "same": 0, "voided": 0}
    assert plan.refused.item(0, "quantity") == 90.0
    assert quantities(commit(ledger, plan)) == [50.0, 100.0]


def test_a_notation_key_takes_the_place_of_a_quantity_and_back():
    unknown = diesel(None, notation=Notation.NOT_ESTIMATED)
    ledger = taken_in(taken_in(EMPTY, [JANUARY]), [unknown], number=2)
    assert quantities(ledger) == [None]
    assert quantities(taken_in(ledger, [JANUARY], number=3)) == [100.0]


def test_voiding_needs_a_reason_and_stays_in_the_history():
    ledger = taken_in(EMPTY, [JANUARY])
    with pytest.raises(RequestError, match="Voiding needs a reason") as refused:
        voided(ledger, [KEY], reason=" ")
    assert refused.value.text.vi == "Hủy một mục phải có lý do."
    gone = voided(ledger, [KEY])
    assert quantities(gone) == []
    assert gone.history(KEY).get_column("void").to_list() == [False, True]
    assert gone.history(KEY).item(1, "reason") == "entered twice"
    assert quantities(gone, RECORDED + timedelta(hours=8)) == [100.0]


@pytest.mark.parametrize("twice", [False, True])
def test_only_what_is_held_can_be_voided(twice):
    ledger = taken_in(EMPTY, [JANUARY])
    key = KEY if twice else "no such key"
    if twice:
        ledger = voided(ledger, [KEY])
    with pytest.raises(RequestError, match=f"nothing with the key {key}, or it is void"):
        voided(ledger, [key], number=10)


def test_what_was_voided_can_be_stated_again():
    ledger = voided(taken_in(EMPTY, [JANUARY]), [KEY])
    plan = planned(ledger, [JANUARY], Mode.ONLY_NEW, number=10)
    assert plan.counts()["new"] == 1
    back = commit(ledger, plan)
    assert quantities(back) == [100.0]
    assert back.history(KEY).get_column("version").to_list() == [1, 2, 3]
    assert back.entries.get_column("entry").n_unique() == 3
    assert back.snapshot().hash == taken_in(EMPTY, [JANUARY]).snapshot().hash


def test_replacing_a_period_touches_nothing_outside_its_scope():
    ledger = taken_in(
        EMPTY,
        [
            diesel(1.0, "2025-01"),
            diesel(2.0, "2025-02"),
            diesel(3.0, "2025-04"),
            diesel(4.0, "2025-02", "F"),
            diesel(5.0, "2025-01-15/2025-04-15", reference="across"),
            replace(diesel(6.0, "2025-02"), stream="lpg"),
        ],
    )
    quarter = Scope(parse("2025-01-01/2025-04-01"), frozenset({"E"}), frozenset({"diesel"}))
    plan = planned(ledger, [diesel(1.0), diesel(7.0, "2025-03")], Mode.REPLACE_PERIOD,
                   number=2, scope=quarter)  # fmt: skip
    assert plan.counts() == {"corrected": 0, "new": 1, "refused": 0, "same": 1, "voided": 1}
    after = commit(ledger, plan)
    assert quantities(after) == [1.0, 3.0, 4.0, 5.0, 6.0, 7.0]
    void_entry = after.entries.filter(after.entries.get_column("void")).row(0, named=True)
    assert void_entry["reason"] == "replace-period: i2"


def test_replacing_needs_a_scope():
    with pytest.raises(RequestError, match="needs to know what it replaces"):
        planned(EMPTY, [JANUARY], Mode.REPLACE_PERIOD)


def test_two_rows_about_the_same_thing_are_refused():
    rows = [
        replace(JANUARY, evidence=Evidence("a.xlsx", "Flows", 4)),
        replace(JANUARY, quantity=90.0, evidence=Evidence("a.xlsx", "Flows", 9)),
    ]
    with pytest.raises(RequestError, match=r"2 rows speak of the same thing \(such as a\.xlsx "
                                           r"Flows 4, a\.xlsx Flows 9\)"):  # fmt: skip
        planned(EMPTY, rows)


MONTHS = st.integers(1, 12)
STATED = st.dictionaries(MONTHS, st.integers(0, 3), max_size=6)


def rows_of(values):
    return [diesel(float(value), f"2025-{number:02}") for number, value in values.items()]


@settings(max_examples=40)
@given(st.lists(st.tuples(STATED, st.sampled_from(list(Mode))), max_size=4))
def test_counts_are_what_a_commit_changes(imports):
    """Whatever came before: new + corrected + voided is written, and the same again is nothing."""
    ledger = EMPTY
    scope = Scope(reporting_year(2025), frozenset({"E"}), frozenset({"diesel"}))
    for number, (values, mode) in enumerate(imports, start=1):
        rows = rows_of(values)
        plan = planned(ledger, rows, mode, number=number, scope=scope)
        counts = plan.counts()
        assert counts["new"] + counts["corrected"] + counts["same"] + counts["refused"] == len(rows)
        after = commit(ledger, plan)
        written = len(after.entries) - len(ledger.entries)
        assert written == counts["new"] + counts["corrected"] + counts["voided"]
        held = dict(zip(after.snapshot().entries["start"], quantities_in_order(after), strict=True))
        if mode is Mode.REPLACE_PERIOD:
            assert len(held) == len(rows)
        if mode is not Mode.ONLY_NEW:
            for n, value in values.items():
                assert held[month(2025, n).start] == value
        again = planned(after, rows, mode, number=number + 10, scope=scope)
        assert again.appended.is_empty()
        assert again.counts()["same"] + again.counts()["refused"] == len(rows)
        ledger = after
    assert ledger.entries.get_column("entry").n_unique() == len(ledger.entries)


def quantities_in_order(ledger):
    return ledger.snapshot().entries.get_column("quantity").to_list()
