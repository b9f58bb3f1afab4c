"""Boxes, sums by the forms' own formulas, and what is missing."""

from datetime import date
from io import BytesIO

import docx
import openpyxl
import pytest

from parkloop.analyses.assessment.whatif import overlaid
from parkloop.analyses.forms.forms import forms
from parkloop.analyses.forms.model import FormParameters
from parkloop.errors import RequestError
from parkloop.explain import Explainer, as_lines
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.entries import Observation, Status
from parkloop.periods import parse
from parkloop.reports.documents import render_as
from parkloop.reports.form_papers import form_document, form_workbook
from tests.core.analyses.assessment.situations import situation

CATALOG = load_catalog()
DAY = date(2026, 3, 1)
#: Costs by RECP in 1.2.6, 1.3.3 … 1.3.15, and by symbiosis in 3.5 … 3.24 [million VND].
RECP = ("electricity", "water", "wastewater", "waste-reused", "waste-recycled", "material",
        "chemicals")  # fmt: skip
SYMBIOSIS = (*RECP[:6], "secondary-bought", "chemicals")


def park_with(**case):
    return situation(case, 2025, CATALOG)


def filled(ledger, form, subject="park", year=2026):
    return forms(ledger, CATALOG, FormParameters(form, subject, year))


def values(found):
    return {name: box.value for name, box in found.value.boxes.items()}


def test_sum_1_3_16_adds_seven_costs():
    costs = {f"recp-{name}-cost": f"1 at {10**n}" for n, name in enumerate(RECP)}
    box = filled(park_with(firms={"count": 1, **costs}), "A.4").value.boxes["1.3.16"]
    assert box.value == 1_111_111
    assert box.partial == ()


def test_sum_3_25_leaves_out_income_and_services():
    costs = {f"symbiosis-{name}-cost": f"1 at {10**n}" for n, name in enumerate(SYMBIOSIS)}
    more = {"symbiosis-secondary-supplied-cost": "1 at 500", "symbiosis-services-cost": "1 at 700"}
    found = values(filled(park_with(firms={"count": 1, **costs, **more}), "A.4"))
    assert (found["3.25"], found["3.22"], found["3.27"]) == (11_111_111, 500, 700)


def test_a_sum_without_a_part_is_partial_and_says_so():
    found = filled(park_with(firms={"count": 1, "recp-water-cost": "1 at 5"}), "A.4")
    box = found.value.boxes["1.3.16"]
    assert box.value == 5
    assert box.partial == ("1.2.6", "1.3.5", "1.3.9", "1.3.11", "1.3.13", "1.3.15")
    sentence = next(f for f in found.findings if f.where.field == "1.3.16").message.en
    assert sentence.startswith("Box 1.3.16 is partial: 6 parts are missing (1.2.6, 1.3.5")


def test_p3_10_and_p4_14_are_suggested():
    firms = {"recp-co2-electricity": "1 at 3", "recp-co2-fuel": "1 at 4",
             "symbiosis-co2-electricity": "1 at 5", "symbiosis-co2-fuel": "1 at 6"}  # fmt: skip
    found = values(filled(park_with(firms=firms), "B.4", "firm-1"))
    assert (found["P3.10"], found["P4.14"]) == (7, 11)


def test_another_total_is_kept_and_the_difference_named():
    firms = {"recp-co2-electricity": "1 at 3", "recp-co2-fuel": "1 at 4", "recp-co2": "1 at 9"}
    found = filled(park_with(firms=firms), "B.4", "firm-1")
    assert values(found)["P3.10"] == 9
    told = next(f for f in found.findings if f.rule == "FRM-04").message.en
    assert told == "Box P3.10: stated as 9, but P3.3 + P3.7 = 7."


def test_shares_of_land():
    found = values(filled(park_with(park={"area-total": 200, "area-green": 30}), "A.4"))
    assert (found["2.5.3"], found["2.5.5"]) == (15, None)


def test_nothing_stated_is_no_zero():
    found = filled(park_with(firms={"count": 2}), "A.4")
    assert set(values(found).values()) == {None}
    asked = [f for f in found.findings if f.rule == "FRM-01"]
    assert "Box 1.1.1 “Enterprises with RECP to the end of N−2” must be filled" in " ".join(
        f.message.en for f in asked
    )


def test_enterprises_that_said_nothing_are_named():
    found = filled(park_with(firms={"count": 3, "recp-water": "1 at 50"}), "A.4")
    box = found.value.boxes["1.3.2"]
    assert (box.value, box.partial) == (50, ("firm-2", "firm-3"))


def test_solutions_are_counted_by_year_and_plan():
    ledger = park_with(firms={"count": 3})
    rows = [
        ("firm-1", "a", "2023", Status.MEASURED),
        ("firm-1", "b", "2024", Status.MEASURED),
        ("firm-1", "c", "2025", Status.MEASURED),
        ("firm-2", "a", "2025", Status.MEASURED),
        ("firm-3", "a", "2027", Status.PLANNED),
        ("firm-3", "b", "2031", Status.PLANNED),
    ]
    entries = [
        Observation("recp-solution", firm, parse(year), 1.0, "1", reference=name, status=status)
        for firm, name, year, status in rows
    ]
    found = values(filled(overlaid(ledger, entries), "A.4"))
    assert [found[f"1.1.{n}"] for n in range(1, 6)] == [1, 2, 2, 2, 1]


def test_indicators_come_from_the_assessment():
    ledger = park_with(park={"ghg-programme": "yes", "risk-system": "no"})
    found = values(filled(ledger, "A.5"))
    assert (found["ENV.4"], found["PM.1"], found["PM.3"]) == (True, False, None)
    assert len(found) == 18


def test_b5_is_a_share_of_the_park_and_warns_of_the_portal():
    found = filled(park_with(firms={"recp-applied": "3 yes 22 no"}), "B.5")
    assert values(found)["ENV.2"] == 12
    assert len(found.value.boxes) == 5
    told = next(f for f in found.findings if f.rule == "FRM-03").message.en
    assert told.startswith("Box ENV.2: the true value 12 lies outside what the national portal")


def test_a_box_opens_to_its_parts():
    ledger = park_with(firms={"count": 1, "recp-water-cost": "1 at 5"})
    found = filled(ledger, "A.4")
    tree = Explainer(ledger, CATALOG, (found,)).explain("forms/A.4/park/2026/1.3.16")
    text = "\n".join(as_lines(tree, "en"))
    assert "added by the form's own formula" in text
    assert "recp-water-cost: 1 entries = 5" in text


def test_a_form_for_another_kind_of_subject_is_refused():
    with pytest.raises(RequestError, match=r"Form B\.4 is for a enterprise; “park” is none"):
        filled(park_with(), "B.4")


def test_the_form_as_docx_pdf_and_workbook():
    found = filled(park_with(park={"area-total": 200, "area-green": 30}), "A.4")
    document = form_document(found, DAY)
    made = docx.Document(BytesIO(render_as(document, ".docx", "vi")))
    cells = {cell.text for table in made.tables for row in table.rows for cell in row.cells}
    assert {"2.5.3", "Đất cây xanh: tỷ lệ", "15", "chưa có số liệu"} <= cells
    assert render_as(document, ".pdf", "en").startswith(b"%PDF")
    sheet = openpyxl.load_workbook(BytesIO(form_workbook(found, "vi")))["A.4"]
    row = next(r for r in sheet.iter_rows(min_row=5, values_only=True) if r[0] == "2.5.3")
    assert row[1:5] == ("Đất cây xanh: tỷ lệ", "Land for greenery: share", 15, "%")
    assert form_workbook(found, "vi") == form_workbook(found, "vi")


def test_every_box_names_what_exists():
    book = CATALOG.rulebook
    indicators = {one.id for one in book.scheme("VN-05").criteria}
    for form in book.forms.values():
        ids = [field.id for field in form.fields]
        assert len(ids) == len(set(ids))
        for field in form.fields:
            assert field.block in form.blocks
            assert not field.property or field.property in book.properties
            assert not field.criterion or field.criterion in indicators
            assert set(field.adds) <= set(ids)


def test_a_workbook_makes_room_for_its_words():
    found = filled(park_with(park={"area-total": 200, "area-green": 30}), "A.4")
    sheet = openpyxl.load_workbook(BytesIO(form_workbook(found, "vi"))).active
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=5)}
    heights = {name: sheet.row_dimensions[row[0].row].height for name, row in rows.items()}
    assert heights["2.5.1"] is None  # one line, as every row is
    assert heights["1.3.16"] == 30  # the formula of seven parts
    assert (rows["2.5.3"][3].value, rows["1.2.3"][3].value) == (15, "chưa có số liệu")
