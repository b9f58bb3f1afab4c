"""Letters, evaluation report and decision say what the case holds, in both languages."""

import re
from datetime import date
from io import BytesIO

import docx
import pypdf
import pytest

from parkloop.catalog.indicators import Agency
from parkloop.io.catalog_files import load_catalog
from parkloop.procedures.calendar import WorkingCalendar
from parkloop.procedures.machine import Event, clocks, replayed
from parkloop.reports.case_papers import (
    CaseFacts,
    Given,
    consultation_letter,
    decision_paper,
    evaluation_report,
    judged,
)
from parkloop.reports.documents import render_as
from parkloop.texts import Text

BOOK = load_catalog().rulebook
PARK = BOOK.procedure("VN35-PARK")
DOSSIER = ("registration", "operation-report", "self-assessment")
EVENTS = (
    Event("submit", "operator", date(2026, 3, 2), documents=DOSSIER),
    Event("accept", "board", date(2026, 3, 4)),
    Event("consult", "board", date(2026, 3, 6), documents=("consultation-letter",)),
    Event("close-opinions", "board", date(2026, 3, 20)),
    Event("propose", "board", date(2026, 4, 8), documents=("evaluation-report",)),
)
SHORT = {
    "id": "VN35-37.2c", "name": {"vi": "Doanh nghiệp áp dụng RECP", "en": "Enterprises with RECP"},
    "verdict": "not-met", "value": 18.0, "limit": 20.0, "op": "ge", "unit": "%",
    "gap": {"vi": "cần thêm 1 doanh nghiệp", "en": "1 more enterprise"},
    "evidence": [
        {"name": {"vi": "Báo cáo RECP", "en": "RECP report"}, "state": "expired",
         "until": "2025-06-30"},
    ],
}  # fmt: skip
MET = SHORT | {"id": "VN35-37.3a", "verdict": "met", "value": 30.0, "gap": None, "evidence": []}


def case(*, opinions=(), events=EVENTS, criteria=(SHORT, MET), day=date(2026, 4, 8)):
    core = replayed(PARK, "park", events)
    return CaseFacts(
        number=7, procedure=PARK, law=Text("Nghị định", "Decree"),
        applicant=Text("Khu A", "Park A"), board=Text("Ban quản lý Demo", "Board of Demo"),
        year=2025, criteria=tuple(judged(one) for one in criteria), events=core.events,
        opinions=tuple(opinions), agencies=BOOK.consulted(PARK, day),
        readings=clocks(PARK, core, day, WorkingCalendar()), fingerprint="abc",
    )  # fmt: skip


def words(document, language):
    pages = pypdf.PdfReader(BytesIO(render_as(document, ".pdf", language))).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def ministry() -> Agency:
    return next(one for one in BOOK.consulted(PARK, date(2026, 3, 6)) if one.id == "mae")


def test_a_letter_asks_one_ministry_on_each_criterion_until_a_day():
    made = consultation_letter(case(events=EVENTS[:3]), ministry(), date(2026, 3, 6))
    text = words(made, "vi")
    assert "Kính gửi: Bộ Nông nghiệp và Môi trường" in text
    # 15 days after Friday 6 March end on Saturday 21 March: the next day worked is Monday 23.
    assert "trước hết ngày 23/03/2026 (15 ngày)" in text
    assert "18 % / ≥ 20 %" in text
    assert "Báo cáo RECP: hết hạn ngày 30/06/2025" in text
    assert "Báo cáo tình hình hoạt động và thu hút đầu tư của khu" in text
    english = words(made, "en")
    assert "To: Ministry of Agriculture and Environment" in english
    assert "On 4 March 2026 Board of Demo received the complete dossier of Park A" in english
    assert "the Vietnamese text is the one that counts" in english


def test_the_same_letter_as_docx():
    made = consultation_letter(case(events=EVENTS[:3]), ministry(), date(2026, 3, 6))
    book = docx.Document(BytesIO(render_as(made, ".docx", "vi")))
    assert "Kính gửi: Bộ Nông nghiệp và Môi trường" in [p.text for p in book.paragraphs]
    assert [cell.text for cell in book.tables[1].rows[0].cells][-1] == "Ý kiến"
    assert len(book.tables[1].rows) == 3


def test_the_last_round_counts_and_who_was_silent_is_named():
    given = [
        Given("mae", "VN35-37.2c", "asks", "which?", 1, date(2026, 3, 10)),
        Given("mae", "VN35-37.2c", "agrees", "", 2, date(2026, 3, 15)),
        Given("mof", "VN35-37.3a", "disagrees", "roads counted twice", 1, date(2026, 3, 16)),
    ]
    text = words(evaluation_report(case(opinions=given), date(2026, 4, 8), "Supported."), "en")
    assert "Ministry of Agriculture and Environment (round 2): agrees" in text
    assert "which?" not in text
    against = text.split("3. What stands against")[1]
    assert "VN35-37.2c Enterprises with RECP: not met: 1 more enterprise" in against
    assert "VN35-37.3a: Ministry of Finance (round 1): disagrees: roads counted twice" in against
    assert (
        "Nothing was heard from: Ministry of Science and Technology; "
        "Ministry of Industry and Trade; Ministry of Construction." in text
    )
    assert "Supported." in against
    assert "P4 Evaluation and report 13 April 2026 8 April 2026 done in time" in text


def test_where_nothing_stands_against_the_report_says_so():
    text = words(evaluation_report(case(criteria=(MET,)), date(2026, 4, 8)), "vi")
    assert "Mọi tiêu chí đều đạt theo tự đánh giá" in text
    assert "Không có nhận xét thêm." in text


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (Event("certify", "committee", date(2026, 4, 14)),
         ["DECIDES Article 1. Certificate of eco-industrial park: issued to Park A.",
          "Article 2. Certificate N-1, valid to 13 April 2031"]),
        (Event("refuse", "committee", date(2026, 4, 14), "37.2c: 18 %"),
         ["Article 1. The application of Park A is refused", "Article 2. Reasons: 37.2c: 18 %"]),
    ],
)  # fmt: skip
def test_a_decision_gives_the_certificate_or_the_reasons(event, expected):
    number, until = ("N-1", date(2031, 4, 13)) if event.event == "certify" else ("", None)
    people = Text("Ủy ban nhân dân", "People's Committee")
    text = words(decision_paper(case(), event, people, number, until), "en")
    for sentence in expected:
        assert sentence in text
