"""The workbook: numbers that recompute, text that stays text, headers in both languages."""

import io
import math
import re
from dataclasses import replace

import openpyxl
import polars as pl
import pytest

from parkloop.reports.xlsx import render_xlsx
from parkloop.reports.xlsx_tables import column
from tests.core.reports.sample_study import exchange_study, sample_study


@pytest.fixture(scope="module")
def made():
    return render_xlsx(sample_study())


@pytest.fixture(scope="module")
def formulas(made):
    return openpyxl.load_workbook(io.BytesIO(made))


@pytest.fixture(scope="module")
def values(made):
    return openpyxl.load_workbook(io.BytesIO(made), data_only=True)


def sheet(book, word):
    return book[next(name for name in book.sheetnames if name.endswith(word))]


def test_the_sheets_and_their_order(values):
    assert [name.split(" · ")[1] for name in values.sheetnames] == [
        "Summary", "Lines", "Figures", "Facts used", "Entries",
        "Gaps", "Findings", "Balances", "Meters", "Limits", "Uncertainty", "Provenance",
    ]  # fmt: skip


def test_headers_are_in_both_languages_and_stay_in_sight(values):
    for page in values:
        assert page.freeze_panes
        heads = [cell.value for cell in page[1]]
        assert all(heads)
        assert any("\n" in head for head in heads)


def computed(page, row, text):
    """A formula of products and powers, computed here from the cells it names."""
    plain = text.removeprefix("=").replace("^", "**")
    named = re.sub(r"([A-Z]+)\d+", lambda m: repr(page[f"{m[1]}{row}"].value), plain)
    return eval(named, {"__builtins__": {}})


def test_every_mass_can_be_recomputed_from_its_row(formulas, values):
    page, read_back = sheet(formulas, "Lines"), sheet(values, "Lines")
    heads = [cell.value.split("\n")[-1] for cell in page[1]]
    mass = heads.index("Mass of gas, kg (TOE: toe)")
    study = sample_study()
    lines = [n for result in study.inventories for n in result.value.lines]
    assert page.max_row == len(lines) + 1
    for row, line in enumerate(lines, 2):
        text = page.cell(row, mass + 1).value
        assert text.startswith("=Q")
        assert math.isclose(computed(page, row, text), line.mass, rel_tol=1e-12)
        assert read_back.cell(row, mass + 1).value == pytest.approx(line.mass)


def test_the_lines_of_an_enterprise_add_up_to_its_total(values):
    lines, summary = sheet(values, "Lines"), sheet(values, "Summary")
    heads = [cell.value.split("\n")[-1] for cell in lines[1]]
    at = {
        name: heads.index(name)
        for name in ("Year", "Enterprise", "Counts in totals (1/0)", "t CO2e")
    }
    sums: dict[tuple[str, str], float] = {}
    for row in lines.iter_rows(min_row=2, values_only=True):
        if row[at["Counts in totals (1/0)"]]:
            key = (row[at["Year"]], row[at["Enterprise"]])
            sums[key] = sums.get(key, 0.0) + row[at["t CO2e"]]
    seen = 0
    for row in summary.iter_rows(min_row=2, values_only=True):
        if row[1] == "enterprise" and isinstance(row[5], float):
            assert sums[(row[0], row[2])] == pytest.approx(row[5])
            assert row[13] == pytest.approx(row[5])
            seen += 1
    assert seen == 24


def test_the_sum_of_the_lines_is_a_formula_over_the_lines(formulas):
    page = sheet(formulas, "Summary")
    found = [c.value for c in page["N"][1:] if c.value]
    assert all(text.startswith("=SUMIFS('Dòng · Lines'!$") for text in found)


def test_text_never_becomes_a_formula(formulas):
    for page in formulas:
        for row in page.iter_rows(min_row=2):
            for cell in row:
                if cell.data_type == "f":
                    assert re.match(r"=(SUMIFS\(|[A-Z]+\d+\*)", cell.value)


def test_names_that_begin_like_a_formula_are_text():
    study = sample_study()
    flows = study.snapshot.entries.with_columns(note=pl.lit("=HYPERLINK(0)"))
    hostile = replace(study, snapshot=replace(study.snapshot, entries=flows))
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(hostile)))
    cell = sheet(book, "Entries")["T2"]
    assert (cell.data_type, cell.value) == ("s", "=HYPERLINK(0)")


def test_the_same_study_gives_the_same_bytes(made):
    assert render_xlsx(sample_study()) == made


def test_what_is_not_known_says_so_and_is_no_zero():
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(exchange_study())), data_only=True)
    rows = list(sheet(book, "Summary").iter_rows(min_row=2, values_only=True))
    assert rows
    assert {row[5] for row in rows} == {"chưa biết / not known"}


def test_letters_of_columns():
    assert [column(i) for i in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
