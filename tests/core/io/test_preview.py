"""Modes of import, and what they leave in the ledger; previews are their commits."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkloop.errors import RequestError
from parkloop.io.intake.fields import FIELDS, FORMS
from parkloop.io.intake.mappings import SenderMapping
from parkloop.io.intake.preview import ImportRequest, Preview, preview_import
from parkloop.io.intake.undo import plan_undo
from parkloop.ledger.changes import Mode, Plan, commit
from parkloop.ledger.ledger import Ledger
from tests.core.io.import_park import NOW, PARK, flow_book, flow_row, sheet_rows, write_book
from tests.core.io.ledgers import CATALOG

EMPTY = Ledger.empty(PARK)


def request(mode: Mode = Mode.ONLY_NEW, *, minutes: int = 0, **more: Any) -> ImportRequest:
    return ImportRequest(mode, "Người thử", NOW + timedelta(minutes=minutes), **more)


def seen(path: Path, ledger: Ledger = EMPTY, mode: Mode = Mode.ONLY_NEW, **more: Any) -> Preview:
    return preview_import(path, ledger, CATALOG, SenderMapping(), request(mode, **more))


def planned(preview: Preview) -> Plan:
    assert preview.plan is not None, preview.findings
    return preview.plan


def taken(path: Path, ledger: Ledger = EMPTY, mode: Mode = Mode.ONLY_NEW, **more: Any) -> Ledger:
    return commit(ledger, planned(seen(path, ledger, mode, **more)))


def months(*quantities: float, **more: Any) -> list[dict[str, Any]]:
    return [
        flow_row(start=f"{number:02d}/2025", quantity=quantity, **more)
        for number, quantity in enumerate(quantities, start=1)
    ]


def counts(preview: Preview) -> dict[str, int]:
    return {name: count for name, count in preview.counts.items() if count}


def held(ledger: Ledger) -> list[float]:
    return ledger.snapshot().entries.sort("start").get_column("quantity").to_list()


def test_the_same_file_again_changes_nothing(tmp_path):
    path = flow_book(tmp_path / "a.xlsx", months(10, 20))
    ledger = taken(path)
    again = seen(path, ledger, minutes=5)
    assert counts(again) == {"same": 2}
    assert again.appended is None
    assert commit(ledger, planned(again)).snapshot().hash == ledger.snapshot().hash


def test_only_new_refuses_to_correct_and_says_both_values(tmp_path):
    ledger = taken(flow_book(tmp_path / "a.xlsx", months(1250, 20)))
    preview = seen(flow_book(tmp_path / "b.xlsx", months(1300.5, 20, 30)), ledger)
    assert counts(preview) == {"new": 1, "same": 1, "refused": 1}
    (finding,) = preview.findings
    assert (finding.rule, finding.where.row) == ("IMP-60", 2)
    assert finding.message.vi == (
        "Sổ cái đã có giá trị 1.250 kWh cho cùng nội dung; tệp ghi 1.300,5 kWh. "
        "Chế độ only-new không sửa."
    )
    assert "holds 1,250 kWh" in finding.message.en
    assert "--mode correct" in finding.remedy.en


def test_correct_keeps_the_history(tmp_path):
    ledger = taken(flow_book(tmp_path / "a.xlsx", months(10, 20)))
    better = flow_book(tmp_path / "b.xlsx", months(11, 20))
    preview = seen(better, ledger, Mode.CORRECT, reason="hóa đơn sửa")
    assert counts(preview) == {"same": 1, "corrected": 1}
    after = commit(ledger, planned(preview))
    assert held(after) == [11, 20]
    key = planned(preview).corrected["key"][0]
    assert after.history(key)["quantity"].to_list() == [10, 11]
    assert after.history(key)["reason"].to_list() == ["", "hóa đơn sửa"]


def test_replace_period_takes_back_only_what_the_file_speaks_of(tmp_path):
    first = [
        *months(10, 20, 30),
        *months(7, 7, 7, to_node="t02"),
        *months(5, stream="nước máy", unit="m3", from_node="market"),
        flow_row(start="01/2025", stream="electricity", from_node="t01", to_node="t02"),
    ]
    ledger = taken(flow_book(tmp_path / "a.xlsx", first))
    new = [*months(10, 25), flow_row(start="03/2025", quantity=31, series="CT-2")]
    preview = seen(flow_book(tmp_path / "b.xlsx", new), ledger, Mode.REPLACE_PERIOD)
    # March without a meter and the delivery to t02 are gone; t02's own and the water stay.
    assert counts(preview) == {"same": 1, "corrected": 1, "new": 1, "voided": 2}
    after = commit(ledger, planned(preview)).snapshot().entries
    own = after.filter(pl.col("to_node") == "t01", pl.col("stream") == "electricity")
    assert sorted(own["quantity"].to_list()) == [10, 25, 31]
    assert len(after.filter(pl.col("to_node") == "t02")) == 3
    assert len(after.filter(pl.col("stream") == "tap-water")) == 1


def test_replace_period_leaves_other_kinds_and_properties(tmp_path):
    seen_rows = [
        {"property": "jobs", "node": "t01", "start": "2025", "quantity": 100,
         "unit": "người", "status": "do duoc"},
        {"property": "area", "node": "t01", "start": "2025", "quantity": 3,
         "unit": "ha", "status": "do duoc"},
    ]  # fmt: skip
    title = FORMS["observation"].title
    ledger = taken(write_book(tmp_path / "a.xlsx", {title: sheet_rows("observation", seen_rows)}))
    jobs = [{**seen_rows[0], "quantity": 120}]
    path = write_book(tmp_path / "b.xlsx", {title: sheet_rows("observation", jobs)})
    assert counts(seen(path, ledger, Mode.REPLACE_PERIOD)) == {"corrected": 1}


def test_replace_period_asks_whose_period_when_the_file_does_not_tell(tmp_path):
    rows = [flow_row(from_node="t01", to_node="t02", stream="steam", unit="t")]
    path = flow_book(tmp_path / "a.xlsx", rows)
    asked = seen(path, mode=Mode.REPLACE_PERIOD)
    assert [f.rule for f in asked.findings] == ["IMP-62"]
    assert asked.plan is None
    assert "dòng 2 nối t01 với t02" in asked.findings[0].message.vi
    assert "row 2 joins t01 and t02" in asked.findings[0].message.en
    assert counts(seen(path, mode=Mode.REPLACE_PERIOD, of=("t01",))) == {"new": 1}
    other = seen(path, mode=Mode.REPLACE_PERIOD, of=("t03",))
    assert [f.rule for f in other.findings] == ["IMP-63"]
    with pytest.raises(RequestError, match="no node “t99”"):
        seen(path, mode=Mode.REPLACE_PERIOD, of=("t99",))


def test_the_operators_main_meter_takes_back_nothing_that_reaches_a_tenant(tmp_path):
    first = [*months(10, 20, from_node="net"), *months(90, 90, to_node="net")]
    ledger = taken(flow_book(tmp_path / "a.xlsx", first))
    only_january = flow_book(tmp_path / "b.xlsx", months(95, to_node="net"))
    assert counts(seen(only_january, ledger, Mode.REPLACE_PERIOD)) == {"corrected": 1}
    year = [flow_row(start="2025", quantity=180, to_node="net")]
    whole = flow_book(tmp_path / "c.xlsx", year)
    assert counts(seen(whole, ledger, Mode.REPLACE_PERIOD)) == {"new": 1, "voided": 2}
    # Named by hand, the network means everything that passes it.
    by_name = seen(whole, ledger, Mode.REPLACE_PERIOD, of=("net",))
    assert counts(by_name) == {"new": 1, "voided": 4}


def test_the_operators_bills_are_each_tenants_own(tmp_path):
    ledger = taken(
        flow_book(
            tmp_path / "a.xlsx",
            [*months(1, 2, from_node="net"), *months(3, 4, from_node="net", to_node="t02")],
        )
    )
    bills = flow_book(tmp_path / "b.xlsx", [*months(1, 2, from_node="net", series="CT-1")])
    # Only the first tenant is in the file, so only its statements are replaced.
    assert counts(seen(bills, ledger, Mode.REPLACE_PERIOD)) == {"new": 2, "voided": 2}


def test_errors_stop_the_file_unless_the_good_rows_are_asked_for(tmp_path):
    path = flow_book(tmp_path / "a.xlsx", [*months(10, 20), flow_row(start="05/2025", unit="bao")])
    stopped = seen(path)
    assert stopped.plan is None
    assert counts(stopped) == {"bad": 1}
    assert counts(seen(path, partial=True)) == {"new": 2, "bad": 1}
    whole = seen(path, mode=Mode.REPLACE_PERIOD, partial=True)
    assert whole.plan is None


def test_record_tells_file_mapping_counts_mode_person_and_time(tmp_path):
    path = flow_book(tmp_path / "a.xlsx", months(10))
    record: Any = seen(path, sender="Thép Thử 1").record
    assert record["by"] == "Người thử"
    assert record["at"] == "2026-02-01T00:00:00+00:00"
    assert record["mode"] == "only-new"
    assert record["counts"]["new"] == 1
    assert len(record["sha256"]) == 64
    assert record["mapping"]["columns"]["so luong / quantity"] == "quantity"
    assert record["import_id"].startswith("20260201T000000Z-")


def test_row_id_of_another_statement_is_named(tmp_path):
    ledger = taken(flow_book(tmp_path / "a.xlsx", months(10)))
    key = ledger.entries["key"][0]
    moved = flow_book(tmp_path / "b.xlsx", [flow_row(id=key, start="02/2025")])
    (finding,) = seen(moved, ledger).findings
    assert finding.rule == "IMP-61"
    assert key in finding.message.vi
    assert "replace-period" in finding.remedy.en
    same = flow_book(tmp_path / "c.xlsx", [flow_row(id=key, start="01/2025", quantity=10)])
    assert seen(same, ledger).findings == ()


def test_undo_voids_the_new_and_restores_the_changed(tmp_path):
    before = taken(flow_book(tmp_path / "a.xlsx", months(10, 20, 30)))
    path = flow_book(tmp_path / "b.xlsx", months(11, 20))
    more = flow_book(tmp_path / "c.xlsx", [*months(11, 20), flow_row(start="09/2025", quantity=9)])
    for mode, file in ((Mode.CORRECT, path), (Mode.REPLACE_PERIOD, more)):
        preview = seen(file, before, mode, minutes=1)
        after = commit(before, planned(preview))
        assert after.snapshot().hash != before.snapshot().hash
        undo = plan_undo(after, preview.import_id, request(minutes=2, reason="nhầm tệp"))
        undone = after.append(undo.appended)
        assert undone.snapshot().hash == before.snapshot().hash
        assert undo.findings == ()
        again = plan_undo(
            undone, str(undo.record["import_id"]), request(minutes=3, reason="không nhầm")
        )
        assert undone.append(again.appended).snapshot().hash == after.snapshot().hash


def test_undo_leaves_what_a_later_import_changed(tmp_path):
    first = seen(flow_book(tmp_path / "a.xlsx", months(10, 20)))
    ledger = commit(EMPTY, planned(first))
    later = taken(flow_book(tmp_path / "b.xlsx", months(11)), ledger, Mode.CORRECT, minutes=1)
    undo = plan_undo(later, first.import_id, request(minutes=2, reason="nhầm"))
    assert undo.counts == {"restored": 0, "voided": 1, "kept": 1}
    (finding,) = undo.findings
    assert finding.rule == "IMP-64"
    assert finding.message.vi.startswith(f"1 bản ghi của lần nhập {first.import_id}")
    assert held(later.append(undo.appended)) == [11]


def test_undo_needs_a_reason_and_an_import(tmp_path):
    ledger = taken(flow_book(tmp_path / "a.xlsx", months(10)))
    with pytest.raises(RequestError, match="needs a reason"):
        plan_undo(ledger, "x", request())
    with pytest.raises(RequestError, match="no import “x”"):
        plan_undo(ledger, "x", request(reason="nhầm"))


TWELVE = [
    *months(*range(10, 16)),
    *months(*range(20, 26), to_node="Dệt Thử 2", stream="dầu DO", unit="lít", from_node="market"),
]
CSV_FIELDS = ("stream", "from_node", "to_node", "start", "quantity", "unit", "status")


def csv_of(rows: list[dict[str, Any]], path: Path) -> Path:
    head = ";".join(FIELDS[name].name.vi for name in CSV_FIELDS)
    lines = [";".join(str(row[name]) for name in CSV_FIELDS) for row in rows]
    path.write_text("\n".join([head, *lines]), encoding="utf-8")
    return path


@settings(max_examples=40)
@given(
    st.permutations(TWELVE),
    st.lists(st.tuples(st.integers(0, 11), st.integers(1, 12)), max_size=6),
    st.sampled_from(list(Mode)[:2]),
)
def test_shuffled_split_and_overlapping_parts_give_the_same_ledger(rows, cuts, mode):
    """Whatever the order and the overlap, as long as every row comes at least once."""
    parts = [rows[start : start + length] for start, length in cuts]
    parts.append(rows)
    with TemporaryDirectory() as folder:
        ledger = EMPTY
        for number, part in enumerate(parts):
            ledger = taken(csv_of(part, Path(folder) / f"{number}.csv"), ledger, mode)
        whole = taken(csv_of(TWELVE, Path(folder) / "whole.csv"))
    assert ledger.snapshot().hash == whole.snapshot().hash
    assert len(ledger.entries) == len(TWELVE)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(1, 12), st.integers(0, 3)), max_size=12, unique_by=lambda r: r[0]
    ),
    st.lists(
        st.tuples(st.integers(1, 12), st.integers(0, 3)), max_size=12, unique_by=lambda r: r[0]
    ),
    st.sampled_from(list(Mode)),
)
def test_counts_of_the_preview_are_those_of_the_commit(first, second, mode):
    def book(pairs: list[tuple[int, int]], path: Path) -> Path:
        return csv_of([flow_row(start=f"{m:02d}/2025", quantity=q) for m, q in pairs], path)

    with TemporaryDirectory() as folder:
        ledger = taken(book(first, Path(folder) / "a.csv"))
        preview = seen(book(second, Path(folder) / "b.csv"), ledger, mode)
    after = commit(ledger, planned(preview))
    added = after.entries.slice(len(ledger.entries))
    told = preview.counts
    assert len(added) == told["new"] + told["corrected"] + told["voided"]
    assert int(added["void"].sum()) == told["voided"]
    assert told["new"] + told["same"] + told["corrected"] + told["refused"] == len(second)
    before = set(ledger.snapshot().entries["key"])
    now = set(after.snapshot().entries["key"])
    assert len(now) == len(before) + told["new"] - told["voided"]
