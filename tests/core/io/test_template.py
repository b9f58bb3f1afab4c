"""The workbook that a tenant fills in: what it offers, locks and explains, and that it is read."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from parkloop.errors import RequestError
from parkloop.io.form_book import nodes_for
from parkloop.io.intake.fields import FIELDS, FORMS
from parkloop.io.intake.guard import check_file
from parkloop.io.intake.mappings import SenderMapping
from parkloop.io.intake.spreadsheet import read_tables
from parkloop.io.intake.staging import stage
from parkloop.io.template import write_template
from tests.core.io.import_park import NOW, PARK
from tests.core.io.ledgers import CATALOG

TITLES = ["Hướng dẫn · Guide", "Dòng · Flows", "Quan sát · Observations", "Cân đối · Balances"]


def book(enterprise: str | None = "t01", **more: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(write_template(PARK, CATALOG, enterprise, **more)))


def listed(workbook: Any, name: str) -> list[str]:
    """What the named list offers."""
    place = workbook.defined_names[name].attr_text
    cells = workbook["Lists"][place.split("!")[1].replace("$", "")]
    return [row[0].value for row in cells]


def test_sheets_and_the_hidden_lists():
    workbook = book()
    assert workbook.sheetnames == [*TITLES, "Lists"]
    assert workbook["Lists"].sheet_state == "hidden"
    assert workbook["Dòng · Flows"].freeze_panes == "C3"


@pytest.mark.parametrize("kind", FORMS)
def test_headers_in_both_languages_with_notes(kind):
    sheet = book()[FORMS[kind].title]
    for cell, name in zip(sheet[1], FORMS[kind].fields, strict=True):
        vi, en = str(cell.value).replace(" *", "").splitlines()
        assert (vi, en) == (FIELDS[name].name.vi, FIELDS[name].name.en)
        assert FIELDS[name].hint.vi[:40] in cell.comment.text
        assert FIELDS[name].hint.en[:40] in cell.comment.text


def test_required_columns_are_marked():
    sheet = book()["Dòng · Flows"]
    marked = [
        name for cell, name in zip(sheet[1], FORMS["flow"].fields, strict=True) if "*" in cell.value
    ]
    assert marked == ["stream", "from_node", "to_node", "start", "quantity", "unit", "status"]


def test_only_the_id_column_is_locked_and_without_password():
    sheet = book()["Dòng · Flows"]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    locked = [
        letter
        for letter, column in sheet.column_dimensions.items()
        if column.protection.locked and column.min <= len(FORMS["flow"].fields)
    ]
    assert locked == ["A"]


def test_drop_downs_from_catalog_and_park():
    workbook = book()
    offered = {
        str(v.sqref): v.formula1 for v in workbook["Dòng · Flows"].data_validations.dataValidation
    }
    assert offered["B3:B1048576"] == "streams"
    assert set(offered.values()) == {
        "streams",
        "nodes",
        "units",
        "notations",
        "activities",
        "statuses",
    }
    assert "Điện — electricity" in listed(workbook, "streams")
    assert len(listed(workbook, "streams")) == len(CATALOG.streams)
    assert listed(workbook, "notations")[0] == "Không phát sinh — NO"
    assert "MJ_ncv" in listed(workbook, "units")
    assert "Electricity — electricity" not in listed(workbook, "streams")
    assert "electricity" in listed(book(language="en"), "streams")
    measures = workbook["Cân đối · Balances"].data_validations.dataValidation
    assert "measures" in {v.formula1 for v in measures}


def test_the_tenants_own_nodes_come_first_and_others_only_by_their_gate():
    nodes = list(nodes_for(PARK, "t01"))
    assert nodes[:2] == ["t01", "t01-boiler"]
    assert nodes.index("net") < nodes.index("grid") < nodes.index("t02")
    assert "t01-boiler" not in nodes_for(PARK, "t02")
    assert set(nodes_for(PARK)) == {n.id for n in PARK.nodes} - {"kcn"}


def test_template_of_something_else_is_refused():
    with pytest.raises(RequestError, match=r"“net” is no enterprise. Enterprises: t01, t02"):
        write_template(PARK, CATALOG, "net")


def test_guide_names_the_park_and_has_examples_that_are_not_data():
    workbook = book()
    guide = [
        str(cell.value) for row in workbook[TITLES[0]].iter_rows() for cell in row if cell.value
    ]
    assert guide[0] == "Khu công nghiệp Thử · Trial park"
    assert any("Thép Thử 1 · Trial Steel 1 (t01)" in text for text in guide)
    assert any("Ví dụ (số liệu giả định)" in text for text in guide)
    assert workbook["Dòng · Flows"].max_row == 2


def test_the_empty_template_is_accepted_and_said_to_be_empty(tmp_path):
    path = tmp_path / "t.xlsx"
    path.write_bytes(write_template(PARK, CATALOG))
    assert check_file(path).findings == ()
    found = stage(read_tables(path), SenderMapping(), PARK, CATALOG, NOW)
    assert [f.rule for f in found.findings] == ["IMP-12"]
    assert "không có dòng số liệu nào" in found.findings[0].message.vi


def test_a_filled_template_is_read_whatever_form_the_names_have(tmp_path):
    workbook = book(None)
    sheet = workbook["Dòng · Flows"]
    rows: list[list[Any]] = [
        [None, "Điện — electricity", "Mạng điện nội khu — net", "Thép Thử 1 — t01", "3/2025", None,
         1250.5, "kWh", None, None, "Theo hóa đơn — billed"],
        ["# nháp", "Điện", "net", "t01", "4/2025", None, 5, "kWh"],
        [None, "diesel", "market", "t01-boiler", "15/03/2025", "14/04/2025", "1.234,5", "lít", None,
         "stationary.manufacturing", "billed", "CT-7", "HD-1", 0.05, "tr. 3", "ghi chú"],
        [None, "Fly ash", "t01", "Thị trường", "2025", None, None, None, "Không phát sinh — NO",
         None, "measured"],
    ]  # fmt: skip
    for number, row in enumerate(rows, start=3):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = value
    path = tmp_path / "t.xlsx"
    workbook.save(path)
    found = stage(read_tables(path), SenderMapping(), PARK, CATALOG, NOW)
    assert found.findings == ()
    assert found.rows["stream"].to_list() == ["electricity", "diesel", "fly-ash"]
    assert found.rows["quantity"].to_list() == [1250.5, 1234.5, None]
    assert found.rows["notation"].to_list() == ["", "", "NO"]
    assert found.rows["uncertainty"].to_list() == [None, 0.05, None]
    assert found.rows["row"].to_list() == [3, 5, 6]


def test_the_same_park_gives_the_same_bytes():
    assert write_template(PARK, CATALOG, "t01") == write_template(PARK, CATALOG, "t01")
