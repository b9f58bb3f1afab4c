"""The dossier says what the assessment says, in both languages, as DOCX and PDF."""

from datetime import date
from io import BytesIO
from typing import Any

import docx
import pypdf

from parkloop.analyses.assessment.assessment import assessment
from parkloop.analyses.assessment.parameters import AssessmentParameters
from parkloop.io.catalog_files import load_catalog
from parkloop.periods import reporting_year
from parkloop.reports.documents import render_as
from parkloop.reports.dossier import dossier
from tests.core.analyses.assessment.situations import situation

CATALOG = load_catalog()


def made():
    case = {
        "park": {"area-total": 200, "area-green": 4, "doc-land-plan": "valid"},
        "firms": {"recp-applied": "9 yes 41 no"},
    }
    ledger = situation(case, 2025, CATALOG)
    found = assessment(
        ledger, CATALOG, AssessmentParameters(reporting_year(2025), ("VN-35",), ("park",))
    )
    procedure = CATALOG.rulebook.procedure("VN35-PARK")
    return dossier(found, "VN-35", "park", procedure, date(2026, 3, 1))


def test_docx_in_vietnamese():
    book = docx.Document(BytesIO(render_as(made(), ".docx", "vi")))
    cells = [cell.text for table in book.tables for row in table.rows for cell in row.cells]
    assert "cần thêm 1 doanh nghiệp áp dụng RECP" in cells
    assert "18\u00a0% / ≥\u00a020\u00a0%" in cells
    assert "VN35-37.1a\nđiểm a khoản 1 điều 37" in cells
    assert [mm(side) for side in (book.sections[0].page_width, book.sections[0].left_margin)] == [
        210, 30,
    ]  # fmt: skip
    assert any(
        "Quy hoạch xây dựng được duyệt" in cell and "đến 31/12/2026" in cell for cell in cells
    )
    words = [paragraph.text for paragraph in book.paragraphs]
    assert "3. Tự đánh giá theo từng tiêu chí" in words
    assert any(text.startswith("Ngưỡng hoặc nội dung chưa đối chiếu") for text in words)


def mm(length):
    return round(length / 36_000)


def test_a_paper_has_the_head_of_an_office_and_its_own_face_everywhere():
    book = docx.Document(BytesIO(render_as(made(), ".docx", "vi")))
    head = [cell.text for cell in book.tables[0].rows[0].cells]
    assert head[0].endswith("Số: ………")
    assert head[1].splitlines() == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập – Tự do – Hạnh phúc",
        "…………, ngày 01 tháng 3 năm 2026",
    ]  # fmt: skip
    assert {book.styles[name].font.name for name in ("Normal", "Heading 1", "Heading 2")} == {
        "Times New Roman"
    }
    rows = [row for table in book.tables for row in table.rows]
    assert sum("cantSplit" in row._tr.xml for row in rows) > 20


def test_columns_share_the_page_in_every_reader():
    """Word takes a column's width from its cells, LibreOffice from the grid of the table."""
    book = docx.Document(BytesIO(render_as(made(), ".docx", "vi")))
    table = next(one for one in book.tables if len(one.columns) == 6)
    grid = [column.width for column in table.columns]
    assert grid == [cell.width for cell in table.rows[0].cells]
    assert grid[1] > grid[3]


def test_pdf_in_english_with_its_own_letters():
    pages = pypdf.PdfReader(BytesIO(render_as(made(), ".pdf", "en"))).pages
    text = " ".join(page.extract_text() for page in pages)
    assert "Certificate of eco-industrial park" in text
    assert "must apply RECP" in text.replace("\n", " ")
    fonts = {str(font.get_object()["/BaseFont"]) for page in pages for font in fonts_of(page)}
    assert fonts
    assert all("BeVietnamPro" in font or "ParkloopSymbols" in font for font in fonts)


def fonts_of(page: Any) -> Any:
    return page["/Resources"]["/Font"].values()
