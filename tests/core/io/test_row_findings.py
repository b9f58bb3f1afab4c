"""What each finding on a row says, in both languages, and what it suggests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from parkloop.findings import Finding, Severity
from parkloop.io.intake.mappings import SenderMapping
from parkloop.io.intake.spreadsheet import Table
from parkloop.io.intake.staging import Staged, stage
from parkloop.ledger.park import Node, NodeKind, Park
from parkloop.texts import Text
from tests.core.io.import_park import NOW, PARK, flow_row, sheet_rows
from tests.core.io.ledgers import CATALOG


def staged(*rows: dict[str, Any], kind: str = "flow", park: Park = PARK) -> Staged:
    title = {"flow": "Flows", "observation": "Quan sát", "balance": "Cân đối"}[kind]
    table = Table("t.xlsx", title, sheet_rows(kind, rows))
    return stage([table], SenderMapping(), park, CATALOG, NOW)


def only_finding(**change: Any) -> Finding:
    (finding,) = staged(flow_row(**change)).findings
    return finding


@pytest.mark.parametrize(
    ("change", "rule", "vi", "en", "suggestion"),
    [
        ({"stream": "vàng mã"}, "IMP-21", "Danh mục không có dòng vật chất, năng lượng “vàng mã”.",
         "The catalog has no stream “vàng mã”.", ""),
        ({"stream": "Dầu diezenn"}, "IMP-21", "“Dầu diezenn”", "“Dầu diezenn”",
         "Dầu diesel (DO) — diesel"),
        ({"to_node": "Thep Thu 9"}, "IMP-22", "Khu công nghiệp không có nút “Thep Thu 9”.",
         "The park has no node “Thep Thu 9”.", "Thép Thử 1 — t01"),
        ({"unit": "kwhh"}, "IMP-23", "Đơn vị “kwhh” không có trong danh sách đơn vị.",
         "The unit “kwhh” is not in the list of units.", "kWh"),
        ({"status": "hoa don giay"}, "IMP-24", "Không hiểu tình trạng số liệu “hoa don giay”.",
         "The status “hoa don giay” is not known.", "Theo hóa đơn — billed"),
        ({"activity": "van tai bo"}, "IMP-25", "Danh mục không có mục đích sử dụng “van tai bo”.",
         "The catalog has no activity “van tai bo”.", "Vận tải đường bộ — mobile.road"),
        ({"quantity": None, "notation": "NA"}, "IMP-26", "Không hiểu ký hiệu “NA”.",
         "The notation key “NA” is not known.", ""),
        ({"unit": "kVAh"}, "IMP-30", "“Điện” không đo bằng kVAh (điện năng biểu kiến).",
         "“Electricity” is not measured in kVAh (apparent energy).", ""),
        ({"quantity": "1.250 kWh"}, "IMP-31", "“1.250 kWh” không phải là số.",
         "“1.250 kWh” is not a number.", ""),
        ({"quantity": "1250kWh"}, "IMP-31", "“1250kWh” không phải là số.",
         "“1250kWh” is not a number.", ""),
        ({"quantity": -1250.5}, "IMP-33", "Số lượng âm: -1.250,5.",
         "The quantity is negative: -1,250.5.", "1250.5"),
        ({"quantity": 1e15}, "IMP-34", "lớn hơn mức sổ cái ghi được",
         "larger than the ledger can hold", ""),
        ({"quantity": None}, "IMP-43", "Không có số lượng và cũng không có ký hiệu.",
         "There is neither a quantity nor a notation key.", ""),
        ({"notation": "Không ước tính"}, "IMP-42",
         "Có cả số lượng (1.250,5) và ký hiệu “không có số” (NE).",
         "There is a quantity (1,250.5) and a key that says there is none (NE).", ""),
        ({"start": "đầu năm"}, "IMP-35", "Không đọc được kỳ “đầu năm”.",
         "The period “đầu năm” cannot be read.", ""),
        ({"start": 45731.0}, "IMP-35", "“45731”", "“45731”", "15/03/2025"),
        ({"start": "1/1925"}, "IMP-54", "Năm trong “1/1925” nằm ngoài khoảng 1990–2100.",
         "The year in “1/1925” is outside 1990–2100.", ""),
        ({"start": "31/03/2025", "end": "01/03/2025"}, "IMP-36",
         "Kỳ “31/03/2025 – 01/03/2025” kết thúc không sau khi bắt đầu.",
         "The period “31/03/2025 – 01/03/2025” ends no later than it starts.", ""),
        ({"start": date(2025, 3, 1)}, "IMP-38",
         "Kỳ bắt đầu ngày 01/03/2025 nhưng không ghi ngày kết thúc.",
         "The period starts on 01/03/2025 but has no last day.", "31/03/2025"),
        ({"start": "12/2026"}, "IMP-40",
         "Kỳ 2026-12 chưa bắt đầu, nhưng tình trạng là “Theo hóa đơn”.",
         "The period 2026-12 has not begun, but the status is “Billed”.", ""),
        ({"from_node": "t01"}, "IMP-44", "Từ nút và đến nút đều là “Thép Thử 1 — t01”.",
         "From and to are both “Trial Steel 1 — t01”.", ""),
        ({"to_node": "Sông"}, "IMP-45",
         "Cả hai nút “Lưới điện quốc gia — grid” và “Sông — river” đều ở ngoài khu công nghiệp.",
         "Both “National grid — grid” and “river” lie outside the park.", ""),
        ({"uncertainty": "150 %"}, "IMP-49",
         "Độ không đảm bảo “150 %” không nằm trong khoảng 0–100 %",
         "The uncertainty “150 %” is not between 0 and 100 %", ""),
        ({"uncertainty": 5}, "IMP-49", "“5”", "“5”", "5 %"),
        ({"series": "x" * 201}, "IMP-50", "Văn bản dài 201 ký tự, tối đa 200.",
         "The text has 201 characters, at most 200 are kept.", ""),
        ({"note": "a\u202eb"}, "IMP-51", "Văn bản chứa ký tự điều khiển không nhìn thấy.",
         "The text holds control characters that cannot be seen.", ""),
    ],
)  # fmt: skip
def test_messages(change, rule, vi, en, suggestion):
    finding = only_finding(**change)
    assert finding.rule == rule
    assert vi in finding.message.vi
    assert en in finding.message.en
    assert finding.suggestion == suggestion
    assert finding.remedy.vi != finding.remedy.en
    assert finding.where.row == 2
    assert finding.values["field"] in (*change, "period", "to_node")


def test_a_finding_points_to_the_cell_as_the_sender_sees_it():
    finding = only_finding(unit="bao")
    assert finding.where.in_words().vi == "t.xlsx, trang tính Flows, dòng 2, cột Đơn vị / Unit"
    assert finding.where.in_words().en == "t.xlsx, sheet Flows, row 2, field Đơn vị / Unit"
    assert finding.values["cell"] == "H2"
    assert finding.values["value"] == "bao"


def test_several_errors_of_a_row_are_named_at_once():
    found = staged(flow_row(stream="x", unit="bao", quantity="abc", status=None, start="y"))
    assert sorted(f.rule for f in found.findings) == [
        "IMP-20", "IMP-21", "IMP-23", "IMP-31", "IMP-35",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "rule", "severity"),
    [
        ({"start": "2026"}, "IMP-41", Severity.WARNING),
        ({"quantity": 1e-9}, "IMP-53", Severity.WARNING),
        ({"note": "=1+1"}, "IMP-52", Severity.INFO),
        ({"note": "@ai"}, "IMP-52", Severity.INFO),
    ],
)
def test_what_is_only_worth_knowing_is_imported(change, rule, severity):
    found = staged(flow_row(**change))
    assert [(f.rule, f.severity) for f in found.findings] == [(rule, severity)]
    assert len(found.rows) == 1


def test_plans_may_lie_ahead():
    assert staged(flow_row(start="12/2026", status="kế hoạch")).findings == ()


def test_a_month_is_the_month_of_the_parks_zone():
    (row,) = staged(flow_row(start="3/2025")).rows.iter_rows(named=True)
    assert row["start"] == datetime(2025, 2, 28, 17, tzinfo=UTC)
    assert row["end"] == datetime(2025, 3, 31, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "share"),
    [("5 %", 0.05), ("5%", 0.05), ("± 7,5 %", 0.075), (0.05, 0.05), ("0,1", 0.1), (0, 0), (1, 1)],
)
def test_uncertainty(written, share):
    found = staged(flow_row(uncertainty=written))
    assert found.rows["uncertainty"].to_list() == [pytest.approx(share)]


@pytest.mark.parametrize(
    "words",
    [
        "electricity",
        "Điện",
        "dien",
        "ĐIỆN NĂNG",
        "Điện — electricity",
        "Electricity",
        "grid electricity",
    ],
)
def test_names_in_any_form(words):
    assert staged(flow_row(stream=words)).rows["stream"].to_list() == ["electricity"]


def test_two_nodes_of_the_same_name_are_asked_about():
    twins = tuple(
        Node(node, NodeKind.ENTERPRISE, Text("Công ty Trùng Tên", "Same Name"), "kcn")
        for node in ("t08", "t09")
    )
    park = Park(PARK.name, (*PARK.nodes, *twins))
    (finding,) = staged(flow_row(to_node="công ty trùng tên"), park=park).findings
    assert finding.rule == "IMP-29"
    assert finding.message.vi == (
        "“công ty trùng tên” có thể là: Công ty Trùng Tên — t08 | Công ty Trùng Tên — t09."
    )
    assert finding.message.en.startswith("“công ty trùng tên” can mean: ")
    assert staged(flow_row(to_node="t09"), park=park).findings == ()


def test_units_with_a_multiple_are_brought_to_the_unit():
    found = staged(
        flow_row(stream="nước máy", from_node="market", quantity="1,25", unit="nghìn m³"),
        flow_row(stream="phế liệu kim loại", from_node="market", quantity=3, unit="tạ"),
    )
    assert found.rows.select("quantity", "unit").rows() == [(1250.0, "m3"), (300.0, "kg")]


def test_quantity_that_is_a_key_is_taken_as_one():
    found = staged(flow_row(quantity="NO", unit=None), flow_row(quantity="IE", start="2/2025"))
    assert found.findings == ()
    assert found.rows["notation"].to_list() == ["NO", "IE"]
    assert found.rows["quantity"].to_list() == [None, None]


def test_repeats_name_the_other_row():
    found = staged(flow_row(), flow_row(start="2/2025"), flow_row(), flow_row(quantity=7))
    assert [(f.rule, f.where.row) for f in found.findings] == [("IMP-46", 4), ("IMP-47", 5)]
    assert found.findings[0].message.vi == "Dòng này giống hệt dòng 2."
    assert found.findings[1].message.en == (
        "This row and row 2 speak of the same but differ in Quantity: 7 kWh and 1,250.5 kWh. "
        "Neither is imported."
    )
    assert found.rows["row"].to_list() == [3]
    assert found.bad_rows == {("Flows", 1), ("Flows", 3), ("Flows", 4)}


def test_rows_that_differ_elsewhere_say_in_what():
    found = staged(flow_row(status="đo"), flow_row(status="billed"))
    assert "khác Tình trạng số liệu: billed và measured" in found.findings[0].message.vi
    assert "differ in Status: billed and measured" in found.findings[0].message.en


def test_two_deliveries_are_told_apart_by_their_reference():
    found = staged(flow_row(reference="HD1"), flow_row(reference="HD2"))
    assert found.findings == ()
    assert len(found.rows) == 2


def test_observations():
    good = {"property": "COD", "node": "cetp", "stream": "nước thải công nghiệp", "start": "2025",
            "quantity": 80, "unit": "mg/l", "status": "đo"}  # fmt: skip
    said = {"property": "policy", "node": "t01", "start": "2025", "text": "có", "status": "đo"}
    found = staged(good, said, {**good, "quantity": None, "start": "2024"}, kind="observation")
    assert [(f.rule, f.where.row) for f in found.findings] == [("IMP-43", 4)]
    assert found.rows.select("property", "to_node", "stream", "text").rows() == [
        ("COD", "cetp", "wastewater-industrial", ""),
        ("policy", "t01", "", "có"),
    ]


def test_a_document_is_in_force_until_after_the_day_it_is_stated():
    """The period of a document of the register is its validity (no IMP-41)."""
    held = {"property": "iso-14001", "node": "t01", "start": "01/01/2025", "end": "31/12/2030",
            "text": "14001-77", "status": "hóa đơn"}  # fmt: skip
    assert staged(held, kind="observation").findings == ()


def test_balances():
    good = {"property": "Tổng đến nút", "node": "net", "stream": "điện", "start": "2025",
            "quantity": 80, "unit": "MWh", "status": "đo"}  # fmt: skip
    bad = {**good, "property": "tất cả", "start": "2024"}
    found = staged(good, bad, kind="balance")
    assert [(f.rule, f.where.row) for f in found.findings] == [("IMP-27", 3)]
    assert "supply" in found.findings[0].remedy.en
    assert found.rows["property"].to_list() == ["supply"]


def test_text_that_looks_like_a_number_stays_text():
    found = staged(flow_row(series="001", reference=12345, note="  hai  dòng\r\nđây "))
    assert found.rows.select("series", "reference", "note").row(0) == (
        "001",
        "12345",
        "hai  dòng\nđây",
    )
