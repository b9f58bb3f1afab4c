"""Reports of plans and indices: one content as HTML, PDF and DOCX, in both languages."""

import io
from datetime import date
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from parkloop.analyses.index import index
from parkloop.analyses.index.records import data_of, method_of, plan_of
from parkloop.analyses.index.uncertainty import vary
from parkloop.cli.main import cli
from parkloop.cli.planning import judged
from parkloop.errors import RequestError
from parkloop.io.catalog_files import load_catalog
from parkloop.io.index_files import read_index_files
from parkloop.io.indicator_files import load_indicators
from parkloop.reports.document import Document, Items, Paragraph, Rows
from parkloop.reports.documents import render_as
from parkloop.reports.index_report import index_document
from parkloop.reports.pdf import render_pdf
from parkloop.reports.plan_report import plan_document
from parkloop.texts import Text, same_in_both

EXAMPLES = Path(__file__).parents[3] / "examples"
DAY = date(2026, 6, 30)


def the_plan():
    path = str(EXAMPLES / "action-plan" / "plan.yaml")
    return plan_document(judged(path, None, DAY.isoformat(), ""), load_indicators())


def the_index():
    files = read_index_files(EXAMPLES / "green-growth-index")
    method = method_of(files.method, files.indicators)
    data = data_of(method, files.units, files.observations)
    result = index(data, load_catalog(), method)
    varied = vary(data, result.value, plan_of(files.method), seed=1)
    return index_document(result, data, DAY, (varied.statistics, varied.sobol))


def words(form, content):
    if form == ".html":
        return content.decode()
    if form == ".pdf":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    made = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in made.paragraphs), *cells])


@pytest.mark.parametrize("form", [".html", ".pdf", ".docx"])
@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("vi", ("Kế hoạch tăng trưởng xanh", "đúng tiến độ", "Sở Công Thương")),
        ("en", ("Green growth plan of Demo district", "on track", "late (181 days late)")),
    ],
)  # fmt: skip
def test_the_report_of_a_plan(form, language, expected):
    text = words(form, render_as(the_plan(), form, language)).replace("\n", " ")
    for sentence in expected:
        assert sentence.replace(" ", "") in text.replace(" ", "")


@pytest.mark.parametrize("form", [".html", ".pdf", ".docx"])
@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("vi", ("Phương pháp và kết quả", "group-median", "khoảng hạng", "KCN Bến Lau")),
        ("en", ("Method and results, version 1", "geometric", "rank interval", "Ben Lau Zone")),
    ],
)  # fmt: skip
def test_the_method_of_an_index_prints_itself(form, language, expected):
    text = words(form, render_as(the_index(), form, language)).replace("\n", " ")
    for sentence in expected:
        assert sentence.replace(" ", "") in text.replace(" ", "")


def test_a_hidden_unit_is_in_no_form():
    for form in (".html", ".pdf", ".docx"):
        assert "Go Tre Zone" not in words(form, render_as(the_index(), form, "en"))


def test_a_page_makes_no_request():
    page = render_as(the_plan(), ".html", "en").decode()
    assert "default-src 'none'" in page
    assert "<script" not in page


def test_what_looks_like_markup_is_text():
    nasty = '#evil() $x$ *bold* "quoted" \\ [<b>&amp;'
    document = Document(
        same_in_both(nasty),
        same_in_both(nasty),
        DAY,
        (
            Paragraph(same_in_both(nasty)),
            Items((same_in_both(nasty),)),
            Rows(same_in_both(nasty), (same_in_both(nasty),), ((nasty,),)),
        ),
    )
    for form in (".pdf", ".docx"):
        text = words(form, render_as(document, form, "en"))
        assert text.count("#evil()") >= 5
    assert "&lt;b&gt;&amp;amp;" in render_as(document, ".html", "en").decode()


def test_the_same_document_gives_the_same_pdf():
    assert render_pdf(the_plan(), "vi") == render_pdf(the_plan(), "vi")


def test_an_unknown_form_is_refused():
    with pytest.raises(RequestError, match=r"No form of report “.odt”; there are: .html, .pdf"):
        render_as(the_plan(), ".odt", "vi")


@pytest.mark.parametrize("name", ["plan.pdf", "plan.docx", "plan.html"])
def test_the_command_writes_a_plan(tmp_path, name):
    out = tmp_path / name
    path = str(EXAMPLES / "action-plan" / "plan.yaml")
    run = CliRunner().invoke(
        cli, ["--lang", "en", "plan", "report", path, "--as-of", "2026-06-30", "--out", str(out)]
    )
    assert run.exit_code == 0, run.output
    assert out.stat().st_size > 5_000


def test_the_command_writes_an_index(tmp_path):
    out = tmp_path / "pgi.html"
    run = CliRunner().invoke(
        cli, ["--lang", "en", "index", "report", "pgi", "--public", "--out", str(out)]
    )
    assert run.exit_code == 0, run.output
    text = out.read_text("utf-8")
    assert "Bac Ninh" in text
    assert "Quang Binh" not in text


def test_text_has_both_languages():
    document = the_plan()
    assert isinstance(document.title, Text)
    assert document.title.vi != document.title.en
