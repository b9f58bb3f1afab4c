"""A file on its way into the ledger: refused, checked, repaired, compared, taken in, undone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from parkloop.errors import InputRefused, RequestError
from parkloop_web.accounts.identity import identify
from parkloop_web.database.rls import acting_as, set_context
from parkloop_web.ledger.intake import add_repairs, receive_upload
from parkloop_web.ledger.intake_taking import keep_check, take_in
from parkloop_web.ledger.models import Current, Entry, Notice, SavedMapping, Upload
from parkloop_web.ledger.snapshot import park_of, stated_ledger
from parkloop_web.ledger.undo import plan_of, undo
from parkloop_web.ledger.workflow import Act, act, month_of
from tests.core.io.import_park import flow_book, flow_row
from tests.golden.test_import_5000_rows import FIRST, PLANTED, _clean, rows_with_errors
from tests.web.data_zone import NOW, make_zone

pytestmark = pytest.mark.django_db

STATUS, UNIT, QUANTITY, SERIES = 10, 7, 6, 11


@pytest.fixture
def zone():
    made = make_zone()
    set_context(made.editor.pk)
    return made


def book(tmp_path: Path, *rows, name="t.xlsx") -> bytes:
    return flow_book(tmp_path / name, rows).read_bytes()


def upload(zone, content: bytes, name="t.xlsx", at=NOW, **how) -> Upload:
    made = receive_upload(zone.editor, zone.tenant, name, content, at=at)
    for field, value in how.items():
        setattr(made, field, value)
    made.save()
    keep_check(made, zone.editor, at)
    return made


def taken(zone, content: bytes, at=NOW, **how) -> Upload:
    return take_in(upload(zone, content, at=at, **how).pk, zone.editor, at)


def statements_hash(zone) -> str:
    return stated_ledger(zone.tenant, park_of(zone.tenant.zone)).snapshot().statements_hash


def test_a_hostile_file_is_refused_by_name_and_not_kept(zone):
    with pytest.raises(InputRefused) as refused:
        receive_upload(zone.editor, zone.tenant, "../../t.xlsx", b"MZ\x90\x00", at=NOW)
    assert refused.value.text.en == "The file t.xlsx is refused."
    assert refused.value.text.vi == "Tệp t.xlsx bị từ chối."
    assert not Upload.objects.exists()


def test_a_good_file_is_compared_then_taken_in(zone, tmp_path):
    rows = [flow_row(start=f"{month:02d}/2025") for month in (1, 2, 3)]
    first = upload(zone, book(tmp_path, *rows))
    assert first.counts == {
        "new": 3, "same": 0, "corrected": 0, "refused": 0, "voided": 0, "bad": 0
    }  # fmt: skip
    assert Entry.objects.count() == 0

    done = take_in(first.pk, zone.editor, NOW)

    assert done.state == Upload.State.COMMITTED
    assert Entry.objects.filter(import_id=done.import_id).count() == 3
    assert set(Entry.objects.values_list("recorded_by", flat=True)) == {"Trial editor"}
    notice = Notice.objects.get()
    assert notice.text_en == "t.xlsx was imported: 3 new, 0 corrected, 0 voided, 0 unchanged."
    assert notice.text_vi == "Đã nhập t.xlsx: 3 mới, 0 sửa, 0 hủy, 0 giữ nguyên."
    assert SavedMapping.objects.get(sender="").mapping["columns"]


def test_a_file_that_is_in_is_not_taken_in_twice(zone, tmp_path):
    """A job that was killed after its commit runs again."""
    done = taken(zone, book(tmp_path, flow_row()))
    assert take_in(done.pk, zone.editor, NOW).import_id == done.import_id
    assert Entry.objects.count() == 1
    again = upload(zone, book(tmp_path, flow_row()))
    assert again.counts["same"] == 1


def test_correcting_shows_old_and_new(zone, tmp_path):
    taken(zone, book(tmp_path, flow_row()))
    second = upload(
        zone, book(tmp_path, flow_row(quantity=1300)), mode="correct", reason="Meter read again"
    )
    (line,) = second.record["check"]["differences"]["corrected"]
    assert line["about"]["en"] == "Electricity: National grid → Trial Steel 1"
    assert line["old"] == {"vi": "1.250,5\u202fkWh", "en": "1,250.5\u202fkWh"}
    assert line["new"] == {"vi": "1.300\u202fkWh", "en": "1,300\u202fkWh"}
    done = take_in(second.pk, zone.editor, NOW)
    assert done.counts["corrected"] == 1
    assert Entry.objects.order_by("-version").first().reason == "Meter read again"


def test_only_new_refuses_what_differs(zone, tmp_path):
    taken(zone, book(tmp_path, flow_row()))
    second = upload(zone, book(tmp_path, flow_row(quantity=1300)))
    assert second.counts["refused"] == 1
    assert second.record["check"]["rules"] == {"IMP-60": 1}
    assert second.record["check"]["may_be_taken"] is False


def test_replacing_a_period_voids_what_the_file_no_longer_says(zone, tmp_path):
    taken(zone, book(tmp_path, flow_row(), flow_row(reference="HD-2")))
    second = upload(zone, book(tmp_path, flow_row()), mode="replace-period", reason="One too many")
    assert second.counts["voided"] == 1
    (line,) = second.record["check"]["differences"]["voided"]
    assert line["new"] is None
    take_in(second.pk, zone.editor, NOW)
    assert Current.objects.count() == 1


def test_counts_that_changed_meanwhile_are_told_and_nothing_is_written(zone, tmp_path):
    waiting = upload(zone, book(tmp_path, flow_row(), flow_row(start="02/2025")))
    taken(zone, book(tmp_path, flow_row(), name="other.xlsx"))

    stopped = take_in(waiting.pk, zone.editor, NOW)

    assert stopped.state == Upload.State.CHECKED
    problem = stopped.record["problem"]
    assert "(new 2 → 1, same 0 → 1)" in problem["en"]
    assert "(mới 2 → 1, giữ nguyên 0 → 1)" in problem["vi"]
    assert Entry.objects.count() == 1
    # Seen again, it may be accepted.
    assert take_in(waiting.pk, zone.editor, NOW).state == Upload.State.COMMITTED


def test_a_locked_month_is_refused_by_name(zone, tmp_path):
    identity = identify(zone.editor)
    taken(zone, book(tmp_path, flow_row()))
    act(identity, month_of(zone.tenant, NOW.date().replace(2025, 1, 1)), Act.SUBMIT, at=NOW)

    late = upload(zone, book(tmp_path, flow_row(reference="HD-2")))

    (finding,) = late.record["check"]["findings"]
    assert finding["rule"] == "IMP-65"
    assert finding["message"]["en"] == (
        "The month 01/2025 is locked (Submitted); it takes none of 1 changes of the file."
    )
    assert finding["message"]["vi"] == (
        "Tháng 01/2025 đã khóa (Đã gửi), không nhận 1 thay đổi của tệp."
    )
    assert take_in(late.pk, zone.editor, NOW).state == Upload.State.CHECKED
    assert Entry.objects.count() == 1


def test_overlapping_periods_of_a_meter_are_a_finding_not_a_fault(zone, tmp_path):
    taken(zone, book(tmp_path, flow_row(series="CT-1")))
    row = flow_row(series="CT-1", start="15/01/2025", end="14/02/2025")

    second = upload(zone, book(tmp_path, row))

    (finding,) = second.record["check"]["findings"]
    assert finding["rule"] == "IMP-66"
    assert "15/01/2025 – 14/02/2025 overlaps 01/2025" in finding["message"]["en"]
    assert take_in(second.pk, zone.editor, NOW).state == Upload.State.CHECKED
    assert Entry.objects.count() == 1


def test_the_database_refuses_an_overlap_that_no_check_saw(zone, tmp_path, monkeypatch):
    """Whatever path writes, the constraint holds, and it is told in words."""
    monkeypatch.setattr("parkloop_web.ledger.intake.limits_of", lambda *_: [])
    taken(zone, book(tmp_path, flow_row(series="CT-1")))
    row = flow_row(series="CT-1", start="15/01/2025", end="14/02/2025")
    stopped = taken(zone, book(tmp_path, row))
    assert stopped.record["problem"]["en"].startswith("The periods of two readings of one meter")
    assert stopped.record["problem"]["vi"].startswith("Kỳ của hai số đọc cùng một công tơ")
    assert Entry.objects.count() == 1


def test_37_errors_are_named_repaired_on_the_page_and_taken_in(zone, tmp_path):
    """The file of tests/golden/test_import_5000_rows.py, for the operator, who may state it all."""
    set_context(zone.operator.pk)
    operator = zone.nodes["op"]
    content = flow_book(tmp_path / "t.xlsx", (_network(row) for row in rows_with_errors()))
    made = receive_upload(zone.operator, operator, "t.xlsx", content.read_bytes(), at=NOW)
    keep_check(made, zone.operator, NOW)
    check = made.record["check"]
    named = {(f["where"]["row"], f["rule"]) for f in check["findings"]}
    assert named == {(number + FIRST, rule) for number, (_, rule, _) in PLANTED.items()}
    assert check["severities"] == {"error": 37}

    add_repairs(made, list(_repairs(check)))
    keep_check(made, zone.operator, NOW)

    assert made.record["check"]["severities"] == {}
    assert made.counts["new"] == 5000
    done = take_in(made.pk, zone.operator, NOW)
    assert done.state == Upload.State.COMMITTED
    assert Entry.objects.count() == 5000
    clean = flow_book(tmp_path / "c.xlsx", (_network(_clean(n)) for n in range(5000)))
    again = receive_upload(zone.operator, operator, "c.xlsx", clean.read_bytes(), at=NOW)
    keep_check(again, zone.operator, NOW)
    assert again.counts["same"] == 5000


def _network(row):
    """The same row as the operator may state it: into its network, from the grid."""
    if row["from_node"] in ("Thép Thử 1", "grid"):  # planted: stays as it is
        return row
    source = "grid" if row["from_node"] == "net" else row["from_node"]
    target = (
        "net" if row["to_node"] in ("Thép Thử 1", "t02", "Trial Plastics 3") else row["to_node"]
    )
    return {**row, "from_node": source, "to_node": target}


def _repairs(check):
    columns = ("id", "stream", "from_node", "to_node", "start", "end", "quantity", "unit",
               "notation", "activity", "status", "series", "reference", "uncertainty", "page",
               "note")  # fmt: skip
    for row in check["rows"]:
        right = _network(_clean(row["row"] + 1 - FIRST))
        for column, name in enumerate(columns):
            yield row["sheet"], row["row"], column, right.get(name)


def test_undo_restores_exactly_what_was(zone, tmp_path):
    taken(zone, book(tmp_path, flow_row()))
    before = statements_hash(zone)
    second = taken(
        zone,
        book(tmp_path, flow_row(quantity=1300), flow_row(start="02/2025")),
        at=NOW + timedelta(minutes=1),
        mode="correct",
        reason="Meter read again",
    )
    assert statements_hash(zone) != before
    later = NOW + timedelta(days=29)
    assert plan_of(second, by="x", at=later, reason="Wrong file").plan.counts == {
        "restored": 1, "voided": 1, "kept": 0
    }  # fmt: skip

    undo(second.pk, zone.editor, reason="Wrong file", at=later)

    assert statements_hash(zone) == before
    second.refresh_from_db()
    assert second.state == Upload.State.UNDONE
    with pytest.raises(RequestError, match="not in the ledger"):
        undo(second.pk, zone.editor, reason="Wrong file", at=later)


def test_undo_needs_a_reason_time_and_open_months(zone, tmp_path):
    done = taken(zone, book(tmp_path, flow_row()))
    with pytest.raises(RequestError, match="needs a reason"):
        undo(done.pk, zone.editor, reason=" ", at=NOW)
    with pytest.raises(RequestError, match="More than 30 days have passed"):
        undo(done.pk, zone.editor, reason="Wrong file", at=NOW + timedelta(days=31))
    month = month_of(zone.tenant, NOW.date().replace(2025, 1, 1))
    act(identify(zone.editor), month, Act.SUBMIT, at=NOW)
    with pytest.raises(RequestError, match="01/2025 is locked") as refused:
        undo(done.pk, zone.editor, reason="Wrong file", at=NOW)
    assert "Tháng 01/2025 đã khóa (Đã gửi)" in refused.value.text.vi


def test_uploads_are_seen_by_the_enterprise_and_its_expert_alone(zone, tmp_path):
    upload(zone, book(tmp_path, flow_row()))
    seen = {}
    for name in ("editor", "viewer", "expert", "operator", "board", "neighbour"):
        with acting_as(getattr(zone, name).pk):
            seen[name] = Upload.objects.count()
    assert seen == {
        "editor": 1, "viewer": 1, "expert": 1, "operator": 0, "board": 0, "neighbour": 0
    }  # fmt: skip


def test_a_check_costs_few_queries(zone, tmp_path, django_assert_max_num_queries):
    content = book(tmp_path, flow_row())
    with django_assert_max_num_queries(12):
        upload(zone, content)
    assert connection.in_atomic_block
