"""The sheet of a year: lines, cells, saving, and two editors of one value."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from parkloop.io.catalog_files import load_catalog
from parkloop_web.accounts.identity import identify
from parkloop_web.database.rls import acting_as, set_context
from parkloop_web.ledger.grid import Fill, grid_of
from parkloop_web.ledger.grid_saving import Became, Edit, save_cells
from parkloop_web.ledger.intake import receive_upload
from parkloop_web.ledger.intake_taking import keep_check, take_in
from parkloop_web.ledger.models import Entry
from parkloop_web.ledger.snapshot import park_of
from parkloop_web.ledger.workflow import Act, act, month_of
from tests.core.io.import_park import flow_book, flow_row
from tests.web.data_zone import NOW, make_zone

pytestmark = pytest.mark.django_db

POWER = {
    "kind": "flow", "stream": "electricity", "property": "", "from_node": "grid",
    "to_node": "t01", "activity": "", "series": "CT-1",
}  # fmt: skip
JANUARY = date(2025, 1, 1)
FIRST = Edit(POWER, JANUARY, "", "1.234,5", "kWh", "measured")


@pytest.fixture
def zone():
    made = make_zone()
    set_context(made.editor.pk)
    return made


def save(zone, *edits, reason="", language="vi", at=NOW, who=None):
    park = park_of(zone.tenant.zone)
    return save_cells(
        who or zone.editor, zone.tenant, park, load_catalog(), edits,
        reason=reason, language=language, at=at,
    )  # fmt: skip


def grid(zone, year=2025):
    return grid_of(zone.tenant, year, park_of(zone.tenant.zone), load_catalog())


def test_an_empty_ledger_has_no_lines(zone):
    assert grid(zone).lines == ()


def test_what_is_typed_is_kept_and_shown(zone):
    (outcome,) = save(zone, FIRST)
    assert outcome.became is Became.SAVED
    (line,) = grid(zone).lines
    assert line.what.vi == "Điện"
    assert line.ends.en == "National grid → Trial Steel 1"
    assert line.cells[0].quantity == 1234.5
    assert line.cells[0].entry == outcome.entry["entry"]
    assert line.cells[1].fill is Fill.EMPTY
    # The lines of last year are offered this year, too.
    assert [line.told["series"] for line in grid(zone, 2026).lines] == ["CT-1"]


@pytest.mark.parametrize(
    ("language", "figure", "value"),
    [("vi", "1.234", 1234.0), ("en", "1,234", 1234.0), ("vi", "0,5", 0.5), ("en", "0.5", 0.5)],
)
def test_decimals_are_read_as_the_language_writes_them(zone, language, figure, value):
    (outcome,) = save(zone, replace(FIRST, figure=figure), language=language)
    assert outcome.entry["quantity"] == value


def test_a_wrong_cell_is_told_and_the_others_are_saved(zone):
    wrong = replace(FIRST, month=date(2025, 2, 1), unit="kVAh")
    outcomes = save(zone, FIRST, wrong)
    assert [o.became for o in outcomes] == [Became.SAVED, Became.REFUSED]
    assert "kVAh" in outcomes[1].why.en
    assert outcomes[1].why.vi != outcomes[1].why.en
    assert Entry.objects.count() == 1


def test_the_second_editor_is_told_and_sees_both(zone):
    (first,) = save(zone, FIRST)
    base = first.entry["entry"]
    save(zone, replace(FIRST, figure="1.240", base=base), at=NOW + timedelta(seconds=1))

    (second,) = save(zone, replace(FIRST, figure="1.300", base=base), at=NOW + timedelta(seconds=2))

    assert second.became is Became.CONFLICT
    assert second.entry["quantity"] == 1240
    assert second.why.en == (
        "Somebody else has just saved this cell. Look at both values and choose one."
    )
    assert Entry.objects.count() == 2
    # Sent again over the version that was seen, it is saved: nothing is lost.
    again = replace(FIRST, figure="1.300", base=second.entry["entry"])
    assert save(zone, again, at=NOW + timedelta(seconds=3))[0].became is Became.SAVED


def test_the_same_cell_sent_twice_is_saved_once(zone):
    """An answer lost on the way: the browser sends again."""
    save(zone, FIRST)
    assert save(zone, FIRST)[0].became is Became.SAVED
    assert Entry.objects.count() == 1


def test_clearing_needs_a_reason_and_takes_back(zone):
    (first,) = save(zone, FIRST)
    cleared = replace(FIRST, figure="", base=first.entry["entry"])
    (asked,) = save(zone, cleared)
    assert asked.became is Became.NEEDS_REASON
    assert asked.why.vi == "Xóa một số liệu cần lý do; hãy ghi lý do rồi lưu lại."
    (done,) = save(zone, cleared, reason="Counted twice", at=NOW + timedelta(seconds=1))
    assert done.became is Became.SAVED
    assert done.entry is None
    assert grid(zone).lines == ()


def test_a_notation_stands_for_a_figure_and_is_not_zero(zone):
    save(zone, replace(FIRST, figure="", notation="NO"))
    (line,) = grid(zone).lines
    assert (line.cells[0].notation, line.cells[0].quantity) == ("NO", None)


def test_a_locked_month_takes_nothing(zone):
    save(zone, FIRST)
    act(identify(zone.editor), month_of(zone.tenant, JANUARY), Act.SUBMIT, at=NOW)
    (late,) = save(zone, replace(FIRST, reference="2"))
    assert late.became is Became.REFUSED
    assert late.why.en.startswith("The month 01/2025 is locked (Submitted).")
    assert list(grid(zone).locked) == [JANUARY]


def test_what_was_seen_is_corrected_with_a_reason_only(zone):
    (first,) = save(zone, FIRST)
    identity = identify(zone.editor)
    month = month_of(zone.tenant, JANUARY)
    act(identity, month, Act.SUBMIT, at=NOW + timedelta(seconds=1))
    act(identity, month, Act.WITHDRAW, at=NOW + timedelta(seconds=2), reason="Bill came")
    later = NOW + timedelta(seconds=3)
    edit = replace(FIRST, figure="9", base=first.entry["entry"])
    assert save(zone, edit, at=later)[0].became is Became.NEEDS_REASON
    assert save(zone, edit, at=later, reason="Bill")[0].became is Became.SAVED
    assert Entry.objects.order_by("-version").first().reason == "Bill"


def test_overlapping_readings_are_refused_apart(zone, tmp_path):
    """A bill across two months is there already; the month typed beside it is refused alone."""
    row = flow_row(series="CT-1", status="measured", start="15/01/2025", end="14/02/2025")
    book = flow_book(tmp_path / "t.xlsx", [row]).read_bytes()
    bill = receive_upload(zone.editor, zone.tenant, "t.xlsx", book, at=NOW)
    keep_check(bill, zone.editor, NOW)
    take_in(bill.pk, zone.editor, NOW)

    outcomes = save(zone, FIRST, replace(FIRST, month=date(2025, 3, 1)))

    assert [o.became for o in outcomes] == [Became.REFUSED, Became.SAVED]
    assert outcomes[0].why.en.startswith("The periods of two readings of one meter overlap")
    (other,) = grid(zone).others
    assert other["series"] == "CT-1"


def test_a_line_between_other_people_is_refused(zone):
    foreign = {**POWER, "to_node": "t02"}
    (outcome,) = save(zone, replace(FIRST, told=foreign))
    assert outcome.became is Became.REFUSED
    assert outcome.why.en == "This line has no end at your own place."


def test_others_cannot_write_even_past_the_page(zone):
    with acting_as(zone.neighbour.pk), pytest.raises(Exception, match="row-level security"):
        save(zone, FIRST, who=zone.neighbour)
