"""Yearly forms on the site: filled, explained, taken away; the portal's refusal is told."""

import io
import re
from datetime import date

import docx
import openpyxl
import pypdf
import pytest
from django.utils import timezone

from parkloop.ledger.entries import Observation
from parkloop.periods import parse

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year
LAST = parse(f"{YEAR - 1}")


def english(client):
    client.post("/language/", {"language": "en", "next": "/"})
    return client


@pytest.fixture
def operator(people):
    return english(people.client("operator"))


def land(people):
    people.state(
        "operator", "north-operator",
        Observation("area-total", "north", LAST, 200.0, "ha"),
        Observation("area-green", "north", LAST, 30.0, "ha"),
    )  # fmt: skip


def test_a_form_says_what_is_filled_and_what_is_not(people, operator):
    land(people)
    text = operator.get("/p/north/forms/").content.decode()
    assert f"Form A.4 of {YEAR}: 3 of" in text
    assert "compulsory ones are not" in text
    assert f"with the figures of {YEAR - 1}" in text
    text = operator.get("/p/north/forms/A.4/2.5.3/").content.decode()
    assert re.search(r"<h1>2\.5\.3 .*: 15 ", text)
    assert "area-green" in text


def test_the_portal_refuses_a_true_value_and_it_is_told(people, operator):
    for firm, who in (("alpha", "tenant"), ("beta", "neighbour")):
        people.state(who, firm, Observation("recp-applied", firm, LAST, 0.0, "1"))
        people.submit(who, firm, date(YEAR - 1, 1, 1))
    text = operator.get("/p/north/forms/?form=B.5").content.decode()
    assert "The national portal would refuse 1 true values:" in text
    assert "tell the board instead of stating another number" in text
    text = operator.get("/p/north/forms/B.5/ENV.2/").content.decode()
    assert "ENV.2" in text


@pytest.mark.parametrize("form", ["A.4", "A.5", "B.5"])
def test_files_of_a_park_open(people, operator, form):
    land(people)
    book = operator.get(f"/p/north/forms/{form}.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert sheet.title == form
    paper = docx.Document(io.BytesIO(operator.get(f"/p/north/forms/{form}.docx").content))
    assert any(form in paragraph.text for paragraph in paper.paragraphs)
    pages = pypdf.PdfReader(io.BytesIO(operator.get(f"/p/north/forms/{form}.pdf").content)).pages
    assert form in pages[0].extract_text()
    assert f"{form.replace('.', '')}-north-{YEAR}-en.xlsx" in book["Content-Disposition"]


def test_an_enterprise_fills_its_own_and_no_park_form(people):
    tenant = english(people.client("tenant"))
    assert "Form B.4" in tenant.get("/p/alpha/forms/").content.decode()
    assert tenant.get("/p/alpha/forms/?form=A.4").status_code == 404
    assert tenant.get("/p/alpha/forms/B.4.exe").status_code == 404
    assert tenant.get("/p/alpha/forms/B.4/none/").status_code == 404
    assert people.client("neighbour").get("/p/alpha/forms/B.4.docx").status_code == 404


def test_a_board_chooses_a_park_first(people):
    text = english(people.client("board")).get("/p/zone/forms/").content.decode()
    assert "/p/north/forms/" in text
    assert "/p/south/forms/" in text
