"""Evidence and words on values: what is taken, who sees it, how it is served."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import pytest

from parkloop.errors import InputRefused, RequestError
from parkloop_web.accounts.identity import identify
from parkloop_web.database.rls import acting_as, set_context
from parkloop_web.ledger.commenting import resolve, say_in_thread, thread
from parkloop_web.ledger.evidence import (
    add_evidence,
    evidence_of,
    kind_of,
    may_be_shown,
    served_name,
    withdraw,
)
from parkloop_web.ledger.models import Extension, Notice
from parkloop_web.ledger.reminding import remind
from parkloop_web.ledger.workflow import Act, act, month_of
from tests.web.data_zone import NOW, make_zone

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n..."
PNG = b"\x89PNG\r\n\x1a\n0000"
MONTH = "month/2025-03"


@pytest.fixture
def zone():
    made = make_zone()
    set_context(made.editor.pk)
    return made


def archive(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name in names:
            book.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (PDF, "pdf"),
        (PNG, "png"),
        (b"\xff\xd8\xff\xe0", "jpg"),
        (b"RIFF0000WEBPVP8 ", "webp"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (archive("[Content_Types].xml", "word/document.xml"), "docx"),
        ("Số đọc công tơ: 1.204".encode(), "txt"),
    ],
)
def test_what_is_taken_is_told_by_its_content(content, ending):
    kind = kind_of(content)
    assert kind is not None
    assert kind.ending == ending


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script>",
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        b"  <SVG onload=alert(1)>",
        b"text first <script>alert(1)</script>",
        b"MZ\x90\x00\x03",
        archive("evil.exe"),
        b"RIFF0000WAVE",
        b"",
    ],
)
def test_what_a_browser_runs_is_not_taken(zone, content):
    with pytest.raises(InputRefused, match="This kind of file is not taken") as refused:
        add_evidence(zone.editor, zone.tenant, MONTH, "bill.pdf", content, at=NOW)
    assert "Không nhận loại tệp này" in refused.value.text.vi


def test_evidence_is_served_under_a_name_of_our_own(zone):
    kept = add_evidence(zone.editor, zone.tenant, MONTH, "../Hóa đơn <3>.html", PDF, at=NOW)
    assert served_name(kept) == f"evidence-{kept.pk}-hoa-don-3.pdf"
    assert not may_be_shown(kept)
    assert evidence_of(zone.tenant, MONTH) == [kept]


def test_overseers_see_evidence_neighbours_do_not(zone):
    add_evidence(zone.editor, zone.tenant, MONTH, "bill.png", PNG, at=NOW)
    seen = {}
    for name in ("viewer", "expert", "operator", "board", "neighbour"):
        with acting_as(getattr(zone, name).pk):
            seen[name] = len(evidence_of(zone.tenant, MONTH))
    assert seen == {"viewer": 1, "expert": 1, "operator": 1, "board": 1, "neighbour": 0}


def test_withdrawn_evidence_is_gone_and_needs_a_reason(zone):
    kept = add_evidence(zone.editor, zone.tenant, MONTH, "bill.png", PNG, at=NOW)
    with pytest.raises(RequestError, match="needs a reason"):
        withdraw(kept, reason=" ", at=NOW)
    withdraw(kept, reason="Another month's bill", at=NOW)
    assert evidence_of(zone.tenant, MONTH) == []


@pytest.mark.parametrize("about", ["key/0123", "month/2025-13", "figure/1/x", f"key/{'0' * 32}"])
def test_evidence_of_nothing_is_refused(zone, about):
    with pytest.raises(RequestError, match="There is no value or month"):
        add_evidence(zone.editor, zone.tenant, about, "bill.png", PNG, at=NOW)


def test_a_thread_has_rounds_and_tells_the_others(zone):
    month = month_of(zone.tenant, date(2025, 3, 1))
    act(identify(zone.editor), month, Act.SUBMIT, at=NOW)
    with acting_as(zone.operator.pk):
        operator = identify(zone.operator)
        asked = say_in_thread(
            operator, zone.tenant, MONTH, "Hóa đơn đâu?", asks_for_evidence=True, at=NOW
        )
        act(operator, month, Act.RETURN, at=NOW, reason="No bill")
    assert asked.round == 1
    set_context(zone.editor.pk)
    notice = Notice.objects.get(kind="comment")
    assert notice.user == zone.editor
    assert notice.text_en == "Trial operator, on Trial Steel 1: “Hóa đơn đâu?”"
    assert notice.text_vi == "Trial operator, về Thép Thử 1: “Hóa đơn đâu?”"
    assert notice.link == "/p/t01/months/2025-03/"
    editor = identify(zone.editor)
    act(editor, month, Act.SUBMIT, at=NOW + timedelta(hours=1))
    answer = say_in_thread(editor, zone.tenant, MONTH, "Đã gửi kèm.", at=NOW + timedelta(hours=1))
    assert answer.round == 2
    resolve(editor, asked, at=NOW + timedelta(hours=2))
    assert [c.resolved_at is None for c in thread(zone.tenant, MONTH)] == [False, True]
    with pytest.raises(RequestError, match="Write what you want to say"):
        say_in_thread(editor, zone.tenant, MONTH, "  ", at=NOW)


def test_reminders_are_told_once_to_those_who_fill_in(zone):
    """December is due on 15 January; reminders begin five days before; then it is late."""
    set_context(None)
    assert remind(date(2026, 1, 9)) == told_before(zone, {"2025-10": "late", "2025-11": "late"})
    assert remind(date(2026, 1, 9)) == 0
    remind(date(2026, 1, 10))
    set_context(zone.editor.pk)
    due = Notice.objects.get(kind="due")
    assert due.text_en == "The data of Trial Steel 1 for 12/2025 is due by 15/01/2026."
    assert due.text_vi == "Số liệu tháng 12/2025 của Thép Thử 1 phải gửi trước hết ngày 15/01/2026."
    set_context(None)
    remind(date(2026, 1, 16))
    set_context(zone.editor.pk)
    assert Notice.objects.filter(kind="late", mark__endswith="2025-12").count() == 1


def told_before(zone, marks):
    """The editor, the neighbour and the operator (for its own enterprise) each hear of both.

    ``op`` of the trial park is its operator.
    """
    return len(marks) * 3


def test_no_reminder_for_what_is_handed_in_or_extended(zone):
    act(identify(zone.editor), month_of(zone.tenant, date(2025, 12, 1)), Act.SUBMIT, at=NOW)
    with acting_as(zone.operator.pk):
        Extension.objects.create(
            enterprise=zone.tenant, month=date(2025, 11, 1), until=date(2026, 3, 1),
            reason="New meter", granted_by=zone.operator,
        )  # fmt: skip
    set_context(None)
    remind(date(2026, 1, 20))
    set_context(zone.editor.pk)
    marks = Notice.objects.values_list("mark", flat=True)
    assert [m[-7:] for m in marks] == ["2025-10"]
