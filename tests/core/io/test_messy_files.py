"""Files as factories send them: titles, merged cells, months as columns, totals, signatures."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from parkloop.findings import Severity
from parkloop.io.intake.mappings import SenderMapping
from parkloop.io.intake.spreadsheet import Table, read_tables
from parkloop.io.intake.staging import Staged, stage
from tests.core.io.import_park import NOW, PARK, write_book
from tests.core.io.ledgers import CATALOG

ENDS = {
    "from_node": "market",
    "from_node:electricity": "Lưới điện quốc gia",
    "to_node": "Thép Thử 1",
    "status": "theo hoá đơn",
}


def staged(*tables: Table, **settings: str) -> Staged:
    mapping = SenderMapping().with_constants({**ENDS, **settings})
    return stage(tables, mapping, PARK, CATALOG, NOW)


def table(*rows: list[Any], sheet: str = "Sheet1", file: str = "t.xlsx") -> Table:
    return Table(file, sheet, list(rows))


def said(found: Staged) -> list[tuple[str, str, float]]:
    """Stream, first local day and quantity of every good statement."""
    local = found.rows["start"].dt.convert_time_zone(PARK.zone).dt.strftime("%Y-%m-%d")
    return list(zip(found.rows["stream"], local, found.rows["quantity"], strict=True))


def rules(found: Staged, severity: Severity = Severity.ERROR) -> list[str]:
    return [f.rule for f in found.findings if f.severity is severity]


def factory_book(path: Path) -> Path:
    """A yearly summary with everything a careful secretary puts into it."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Tổng hợp")
        sheet.merge_range(0, 0, 0, 8, "CÔNG TY TNHH THÉP THỬ 1 (giả định)")
        sheet.merge_range(1, 0, 1, 8, "BẢNG TỔNG HỢP TIÊU THỤ NĂNG LƯỢNG, NƯỚC NĂM 2025")
        for column, words in enumerate(("STT", "Chỉ tiêu", "ĐVT")):
            sheet.merge_range(3, column, 4, column, words)
        sheet.merge_range(3, 3, 3, 6, "Số lượng theo tháng")
        for number in range(4):
            sheet.write(4, 3 + number, f"Tháng {number + 1}")
        sheet.merge_range(3, 7, 4, 7, "Tổng cộng")
        sheet.merge_range(3, 8, 4, 8, "Ghi chú")
        rows: list[list[Any]] = [
            ["A", "NĂNG LƯỢNG"],
            [1, "Điện năng", "KWH", "1.250,5", "1.300", "1.280,25", "-", "3.830,75"],
            [2, "Dầu DO", "Lít", 500, 450, 520, 480, 1950],
            [3, "Than cám 5", "Tấn", "12,5", "13", "12", "NE"],
            ["B", "NƯỚC"],
            [4, "Nước thủy cục", "m³", 310, 290, 305, 300, 1300],
            [None, "TỔNG CỘNG", None, 1, 2, 3, 4, 10],
            [],
            [None] * 6 + ["Người lập biểu"],
        ]
        for number, row in enumerate(rows, start=5):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(number, column, value)
    return path


def test_yearly_summary_of_a_factory(tmp_path):
    found = staged(*read_tables(factory_book(tmp_path / "t.xlsx")))
    assert said(found)[:4] == [
        ("electricity", "2025-01-01", 1250.5),
        ("electricity", "2025-02-01", 1300.0),
        ("electricity", "2025-03-01", 1280.25),
        ("diesel", "2025-01-01", 500.0),
    ]
    assert rules(found) == []
    assert len(found.rows) == 15
    coal = found.rows.filter(stream="anthracite-fines-5-6")
    assert coal["quantity"].to_list() == [12.5, 13.0, 12.0, None]
    assert coal["notation"].to_list() == ["", "", "", "NE"]
    assert found.rows["row"].to_list()[:4] == [7, 7, 7, 8]
    assert set(found.rows["from_node"]) == {"grid", "market"}


def test_what_the_summary_is_told(tmp_path):
    found = staged(*read_tables(factory_book(tmp_path / "t.xlsx")))
    by_rule = {finding.rule: finding for finding in found.findings}
    assert by_rule["IMP-07"].where.row == 12
    assert by_rule["IMP-07"].message.vi.startswith("Dòng “TỔNG CỘNG” là dòng tổng")
    assert by_rule["IMP-07"].message.en.startswith("The row “TỔNG CỘNG” is a total")
    assert by_rule["IMP-08"].message.en == "Rows that hold no figure and are not read: 6, 10, 14."
    assert by_rule["IMP-05"].message.vi == (
        "Các tháng không ghi năm; lấy năm 2025 từ “BẢNG TỔNG HỢP TIÊU THỤ NĂNG LƯỢNG, "
        "NƯỚC NĂM 2025”."
    )
    assert by_rule["IMP-09"].message.vi == (
        "1 ô như “1.300” có thể đọc hai cách; được đọc là 1.300 vì ô D7 ghi “1.250,5”."
    )
    assert by_rule["IMP-09"].message.en == (
        "1 cells such as “1.300” can be read in two ways; read as 1,300 because D7 says “1.250,5”."
    )
    assert by_rule["IMP-10"].where.row == 11
    assert by_rule["IMP-10"].message.en == (
        "The total column says 1,300, but the columns add up to 1,205."
    )


@pytest.mark.parametrize(
    "heads",
    [
        ["Tháng 1/2025", "Tháng 2/2025", "Tháng 3/2025"],
        ["T1.2025", "T2.2025", "T3.2025"],
        ["01/2025", "02/2025", "03/2025"],
        ["Jan-25", "Feb-25", "Mar-25"],
        [date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)],
        ["Tháng 01 năm 2025\n(kWh)", "Tháng 02 năm 2025\n(kWh)", "Tháng 03 năm 2025\n(kWh)"],
    ],
)
def test_months_as_columns(heads):
    found = staged(table(["Loại năng lượng", "ĐVT", *heads], ["điện", "kWh", 10, 20, None]))
    assert rules(found) == []
    assert said(found) == [("electricity", "2025-01-01", 10), ("electricity", "2025-02-01", 20)]


def test_quarters_and_years_beside_their_months_are_not_counted_again():
    heads = ["T1/2025", "T2/2025", "T3/2025", "Quý I/2025", "Năm 2025"]
    found = staged(table(["Chỉ tiêu", "ĐVT", *heads], ["Điện", "kWh", 1, 2, 3, 6, 6]))
    assert [quantity for _, _, quantity in said(found)] == [1, 2, 3]


def test_quarters_alone_are_taken():
    found = staged(table(["Chỉ tiêu", "ĐVT", "Quý I/2025", "Quý II/2025"], ["Điện", "kWh", 1, 2]))
    assert said(found) == [("electricity", "2025-01-01", 1), ("electricity", "2025-04-01", 2)]


def test_streams_as_columns_with_units_in_the_header():
    found = staged(
        table(
            ["Tháng", "Điện (kWh)", "Nước máy (m³)", "Dầu DO (lít)", "Số ca"],
            ["1/2025", "1.250,5", 310, 500, 60],
            ["2/2025", "1.300,0", 290, 450, 56],
        )
    )
    assert rules(found) == []
    assert said(found)[:3] == [
        ("electricity", "2025-01-01", 1250.5),
        ("tap-water", "2025-01-01", 310),
        ("diesel", "2025-01-01", 500),
    ]
    assert found.rows["unit"].to_list()[:3] == ["kWh", "m3", "l"]
    (unread,) = [f for f in found.findings if f.rule == "IMP-03"]
    assert unread.message.vi == "Các cột không được đọc: E “Số ca”."


def test_units_in_a_row_below_the_header_and_numbered_columns():
    found = staged(
        table(
            ["Tháng", "Điện", "Nước máy"],
            [None, "(kWh)", "(m3)"],
            ["(1)", "(2)", "(3)"],
            ["1/2025", 10, 20],
        )
    )
    assert found.rows["unit"].to_list() == ["kWh", "m3"]
    assert said(found)[0] == ("electricity", "2025-01-01", 10)


def test_merged_stream_speaks_for_its_rows(tmp_path):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Điện")
        for column, head in enumerate(("Loại năng lượng", "Tháng", "Số lượng", "ĐVT")):
            sheet.write(0, column, head)
        sheet.merge_range(1, 0, 3, 0, "Điện")
        for row in (1, 2, 3):
            sheet.write(row, 1, f"{row}/2025")
            sheet.write(row, 3, "kWh")
        sheet.merge_range(1, 2, 2, 2, 500)
        sheet.write(3, 2, 7)
    found = staged(*read_tables(path))
    # The merged quantity belongs to one of its rows, or to both, and nobody says which.
    assert said(found) == [("electricity", "2025-03-01", 7)]
    assert [(f.rule, f.where.row) for f in found.findings] == [("IMP-55", 2), ("IMP-08", 0)]
    assert found.findings[0].message.vi.startswith("Số 500 nằm trong ô gộp")


def test_a_repeated_header_and_a_column_of_numbers_are_passed_over():
    head = ["STT", "Chỉ tiêu", "Tháng", "Số lượng", "ĐVT"]
    found = staged(
        table(head, [1, "Điện", "1/2025", 5, "kWh"], head, [2, "Điện", "2/2025", 6, "kWh"])
    )
    assert [quantity for _, _, quantity in said(found)] == [5, 6]
    assert rules(found, Severity.INFO) == ["IMP-08"]


@pytest.mark.parametrize(
    ("words", "is_data"),
    [("Tổng cộng", False), ("CỘNG:", False), ("Tổng (kWh)", False), ("Grand total", False),
     ("Tổng số năm 2025", False), ("Công ty", True), ("Cộng đồng", True), ("Tổng công ty", True)],
)  # fmt: skip
def test_only_totals_are_taken_for_totals(words, is_data):
    rows = [["Điện", "1/2025", 5, "kWh"], [words, "1/2025", 5, "kWh"]]
    found = staged(table(["Chỉ tiêu", "Tháng", "Số lượng", "ĐVT"], *rows))
    assert rules(found) == (["IMP-21"] if is_data else [])
    assert rules(found, Severity.INFO) == ([] if is_data else ["IMP-07"])


def test_a_year_that_two_titles_dispute_is_asked_for():
    rows = (
        ["Kế hoạch 2024 và thực hiện 2025"],
        ["Chỉ tiêu", "ĐVT", "T1", "T2"],
        ["Điện", "kWh", 1, 2],
    )
    found = staged(table(*rows))
    assert rules(found) == ["IMP-06"]
    assert "không nêu một năm duy nhất" in found.findings[0].message.vi
    assert "year=2025" in found.findings[0].remedy.en
    assert len(found.rows) == 0
    assert [d for _, d, _ in said(staged(table(*rows), year="2025"))] == [
        "2025-01-01",
        "2025-02-01",
    ]


def test_months_in_rows_take_the_year_of_the_title():
    rows: list[list[Any]] = [["Tháng", "Điện (kWh)"], ["Tháng 1", 5], ["Tháng 2", 6]]
    found = staged(table(["SỐ LIỆU NĂM 2025"], *rows))
    assert rules(found, Severity.INFO) == ["IMP-05"]
    assert [day for _, day, _ in said(found)] == ["2025-01-01", "2025-02-01"]
    assert rules(staged(table(*rows))) == ["IMP-35", "IMP-35"]
    assert len(staged(table(*rows), year="2024").rows) == 2


def test_year_over_a_block_of_months_goes_before_the_title():
    found = staged(
        table(
            ["Báo cáo 2026"],
            ["Chỉ tiêu", "ĐVT", "Năm 2024", None, "Năm 2025", None],
            [None, None, "T11", "T12", "T1", "T2"],
            ["Điện", "kWh", 1, 2, 3, 4],
        )
    )
    assert [day for _, day, _ in said(found)] == [
        "2024-11-01", "2024-12-01", "2025-01-01", "2025-02-01",
    ]  # fmt: skip


def test_missing_columns_are_named_once_and_not_for_every_row():
    rows = [["Điện", f"{n}/2025", n] for n in range(1, 10)]
    found = stage(
        [table(["Chỉ tiêu", "Tháng", "Số lượng"], *rows)], SenderMapping(), PARK, CATALOG, NOW
    )
    assert sorted(f.values["field"] for f in found.findings) == [
        "from_node", "status", "to_node", "unit",
    ]  # fmt: skip
    assert {f.rule for f in found.findings} == {"IMP-02"}
    assert found.findings[0].message.vi.startswith("Bảng không có cột “")
    assert len(found.rows) == 0


def test_month_first_dates_are_refused_for_the_whole_column():
    rows = [["Điện", d, 1, "kWh"] for d in ("03/25/2025", "04/03/2025", "25/03/2025", "2025-03-26")]
    found = staged(table(["Chỉ tiêu", "Ngày", "Số lượng", "ĐVT"], *rows))
    assert [(f.rule, f.where.row, f.suggestion) for f in found.findings] == [
        ("IMP-37", 2, "25/03/2025"),
        ("IMP-56", 3, ""),
    ]
    assert "such as “03/25/2025”" in found.findings[1].message.en
    assert "như “03/25/2025”" in found.findings[1].message.vi
    assert [day for _, day, _ in said(found)] == ["2025-03-25", "2025-03-26"]


def test_a_real_date_in_a_column_of_periods_is_a_month_only_by_evidence():
    head = ["Chỉ tiêu", "Kỳ", "Số lượng", "ĐVT"]
    alone = staged(table(head, ["Điện", date(2025, 3, 1), 1, "kWh"]))
    assert rules(alone) == ["IMP-39"]
    assert alone.findings[0].suggestion == "03/2025"
    several = [["Điện", date(2025, month, 1), 1, "kWh"] for month in (1, 2, 3)]
    assert [d for _, d, _ in said(staged(table(head, *several)))][1] == "2025-02-01"
    months = staged(table(["Chỉ tiêu", "Tháng", *head[2:]], ["Điện", date(2025, 3, 1), 1, "kWh"]))
    assert months.rows["end"][0].isoformat() == "2025-03-31T17:00:00+00:00"


def test_sheets_without_a_table_are_named_and_passed_over(tmp_path):
    path = write_book(
        tmp_path / "t.xlsx",
        {
            "Ghi chú": [["Số liệu do phòng kỹ thuật lập"]],
            "2025": [["Chỉ tiêu", "Tháng", "Số lượng", "ĐVT"], ["Điện", "1/2025", 5, "kWh"]],
        },
    )
    found = staged(*read_tables(path))
    assert [(f.rule, f.where.sheet) for f in found.findings] == [("IMP-11", "Ghi chú")]
    assert len(found.rows) == 1


def test_a_file_without_any_table_says_what_is_needed():
    found = staged(table(["Kính gửi Ban quản lý"], ["Trân trọng"]))
    assert rules(found) == ["IMP-01"]
    assert "parkloop template" in found.findings[0].remedy.vi


def test_two_columns_of_the_same_name():
    found = staged(
        table(["Chỉ tiêu", "Tháng", "Số lượng", "Số lượng", "ĐVT"], ["Điện", "1/2025", 5, 6, "kWh"])
    )
    assert rules(found, Severity.WARNING) == ["IMP-04"]
    assert said(found) == [("electricity", "2025-01-01", 5)]


@pytest.mark.parametrize(
    ("text", "quantities"),
    [
        ("Chỉ tiêu;Tháng;Số lượng;ĐVT\nĐiện;1/2025;1.234,5;kWh\n", [1234.5]),
        ("Chỉ tiêu,Tháng,Số lượng,ĐVT\nĐiện,1/2025,1234.5,kWh\n", [1234.5]),
        ('Chỉ tiêu,Tháng,Số lượng,ĐVT\nĐiện,1/2025,"1.234,5",kWh\n', [1234.5]),
        ("Chỉ tiêu\tTháng\tSố lượng\tĐVT\nĐiện\t1/2025\t1 234,5\tkWh\n", [1234.5]),
        ("sep=|\nChỉ tiêu|Tháng|Số lượng|ĐVT\nĐiện|1/2025|12|kWh\n", [12]),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_separated_text_in_its_usual_forms(text, quantities, encoding, tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode(encoding))
    found = staged(*read_tables(path))
    assert rules(found) == []
    assert found.rows["quantity"].to_list() == quantities


def test_decimal_sign_that_no_cell_shows_is_asked_for_or_set():
    rows = table(["Chỉ tiêu", "Tháng", "Số lượng", "ĐVT"], ["Điện", "1/2025", "1.234", "kWh"])
    asked = staged(rows)
    assert rules_and_text(asked) == [
        ("IMP-32", "“1.234” có thể là 1,234 hoặc 1.234; các ô khác trong cột không cho biết.")
    ]
    assert said(staged(rows, decimal=","))[0][2] == 1234
    assert said(staged(rows, decimal="."))[0][2] == 1.234


def rules_and_text(found: Staged) -> list[tuple[str, str]]:
    return [(f.rule, f.message.vi) for f in found.findings]
