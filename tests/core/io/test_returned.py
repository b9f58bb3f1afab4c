"""The returned workbook: bad cells coloured, reasons beside them, and it can come back."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from parkloop.io.intake.fields import FINDINGS_TITLE, REASON_EN, REASON_VI
from parkloop.io.intake.mappings import SenderMapping
from parkloop.io.intake.spreadsheet import read_tables
from parkloop.io.intake.staging import Staged, stage
from parkloop.io.returned import returned_workbook
from tests.core.io.import_park import NOW, PARK, flow_book, flow_row, write_book
from tests.core.io.ledgers import CATALOG
from tests.core.io.test_messy_files import ENDS, factory_book

FLOWS = "Dòng · Flows"
ROWS = [
    flow_row(),
    flow_row(start="2/2025", unit="bao", quantity="abc", note="=1+1"),
    flow_row(start="3/2025"),
    flow_row(start="1/2025", quantity=7),
    flow_row(start="2026"),
]


def staged(path: Path, **settings: str) -> Staged:
    mapping = SenderMapping().with_constants(settings)
    return stage(read_tables(path), mapping, PARK, CATALOG, NOW)


def returned(path: Path, found: Staged, *, only_bad: bool = False) -> Any:
    content = returned_workbook(path, found, found.findings, only_bad=only_bad)
    (path.parent / "back.xlsx").write_bytes(content)
    return openpyxl.load_workbook(io.BytesIO(content))


def reasons(sheet: Any, head: str) -> dict[int, str]:
    """Row → reason, in the side column with this head."""
    (column,) = [
        cell.column for row in sheet.iter_rows(max_row=6) for cell in row if cell.value == head
    ]
    cells = (sheet.cell(row, column) for row in range(1, sheet.max_row + 1))
    return {cell.row: cell.value for cell in cells if cell.value and cell.value != head}


def filled(sheet: Any, colour: str) -> list[str]:
    return [
        cell.coordinate
        for row in sheet.iter_rows()
        for cell in row
        if str(cell.fill.fgColor.rgb).endswith(colour)
    ]


def test_bad_cells_are_coloured_and_explained_in_both_languages(tmp_path):
    path = flow_book(tmp_path / "a.xlsx", ROWS)
    sheet = returned(path, staged(path))[FLOWS]
    # Both rows of a contradiction are left out, so both are coloured.
    assert filled(sheet, "F6D5CF") == ["G2", "G3", "H3", "G5"]
    assert filled(sheet, "F7E7BF") == ["E6"]
    vi, en = reasons(sheet, REASON_VI), reasons(sheet, REASON_EN)
    assert sorted(vi) == sorted(en) == [2, 3, 5, 6]
    assert "H3: Đơn vị “bao” không có trong danh sách đơn vị." in vi[3]
    assert "G3: “abc” không phải là số." in vi[3]
    assert "H3: The unit “bao” is not in the list of units." in en[3]
    assert vi[2].startswith("[5] (G5) Dòng này và dòng 2 nói về cùng một việc")
    assert sheet["G2"].value == 1250.5


def test_summary_lists_every_finding(tmp_path):
    path = flow_book(tmp_path / "a.xlsx", ROWS)
    workbook = returned(path, staged(path))
    assert workbook.sheetnames[0] == FINDINGS_TITLE
    summary = workbook[FINDINGS_TITLE]
    assert summary["A2"].value == "2 số liệu đọc được, 3 số liệu có lỗi trong 3 dòng."
    assert summary["A3"].value == "2 statements can be read, 3 have errors, in 3 rows."
    assert summary["A4"].value == "Mức / Severity"
    assert [row[4].value for row in summary.iter_rows(min_row=5)] == [
        "IMP-31", "IMP-23", "IMP-47", "IMP-41", "IMP-52",
    ]  # fmt: skip


def test_the_look_of_the_senders_file_stays(tmp_path):
    path = factory_book(tmp_path / "t.xlsx")
    workbook = openpyxl.load_workbook(path)
    workbook["Tổng hợp"]["E8"].value = "hỏng đồng hồ"
    workbook.save(path)
    sheet = returned(path, staged(path, **ENDS))["Tổng hợp"]
    assert "A1:I1" in {str(merge) for merge in sheet.merged_cells.ranges}
    assert filled(sheet, "F6D5CF") == ["E8"]
    assert "E8: “hỏng đồng hồ” không phải là số." in reasons(sheet, REASON_VI)[8]
    assert sheet["B7"].value == "Điện năng"


@pytest.mark.parametrize("only_bad", [False, True])
def test_no_text_of_the_sender_is_run(only_bad, tmp_path):
    path = flow_book(tmp_path / "a.xlsx", ROWS)
    workbook = returned(path, staged(path), only_bad=only_bad)
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []


def test_only_the_bad_rows(tmp_path):
    path = flow_book(tmp_path / "a.xlsx", ROWS)
    sheet = returned(path, staged(path), only_bad=True)[FLOWS]
    assert [row[4].value for row in sheet.iter_rows(min_row=2)] == ["01/2025", "2/2025", "1/2025"]
    assert "G3: “abc” không phải là số." in reasons(sheet, REASON_VI)[3]


@pytest.mark.parametrize("only_bad", [False, True])
def test_what_comes_back_repaired_is_read_without_the_added_columns(only_bad, tmp_path):
    path = flow_book(tmp_path / "a.xlsx", ROWS)
    workbook = returned(path, staged(path), only_bad=only_bad)
    sheet = workbook[FLOWS]
    for row in sheet.iter_rows(min_row=2):
        if row[7].value == "bao":
            row[6].value, row[7].value = 12, "kWh"
        if row[6].value == 7:
            row[11].value = "CT-2"
    workbook.save(tmp_path / "repaired.xlsx")
    found = staged(tmp_path / "repaired.xlsx")
    assert [f.rule for f in found.findings if f.rule not in ("IMP-41", "IMP-52")] == []
    assert len(found.rows) == (3 if only_bad else 5)
    again = returned(tmp_path / "repaired.xlsx", found)[FLOWS]
    heads = [cell.value for cell in again[1]]
    assert heads.count(REASON_VI) <= 1


def test_text_files_come_back_as_a_workbook(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "Chỉ tiêu;Tháng;Số lượng;ĐVT\nĐiện;1/2025;abc;kWh\nĐiện;2/2025;5;kWh\n", "utf-8"
    )
    workbook = returned(path, staged(path, **ENDS))
    sheet = workbook["CSV"]
    assert filled(sheet, "F6D5CF") == ["C2"]
    assert "C2: “abc” không phải là số." in reasons(sheet, REASON_VI)[2]
    assert sheet["C3"].value == "5"


def test_wide_rows_come_back_whole(tmp_path):
    path = tmp_path / "a.xlsx"
    rows: list[list[Any]] = [
        ["Chỉ tiêu", "ĐVT", "T1/2025", "T2/2025"],
        ["Điện", "kWh", 1, "x"],
        ["Nước máy", "m3", 3, 4],
    ]
    write_book(path, {"2025": rows})
    back = returned(path, staged(path, **ENDS), only_bad=True)["2025"]
    assert [[cell.value for cell in row[:4]] for row in back.iter_rows()] == rows[:2]
