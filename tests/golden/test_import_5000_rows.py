"""A 5,000-row file with 37 planted errors: 37 named, none false (issue “The spine”, part 8).

The file is made here, the same in every run. Each planted error says which row and field it
stands in and which rule must name it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from parkloop.findings import Severity
from parkloop.io.catalog_files import load_catalog
from parkloop.io.intake.mappings import SenderMapping
from parkloop.io.intake.preview import ImportRequest, Preview, preview_import
from parkloop.io.returned import returned_workbook
from parkloop.ledger.changes import Mode, commit
from parkloop.ledger.ledger import Ledger
from tests.core.io.import_park import NOW, PARK, flow_book, flow_row

ROWS = 5_000
#: Row in the sheet of the n-th statement: row 1 is the header.
FIRST = 2
_STREAMS = (
    ("Điện", "net", "kWh"),
    ("Dầu diesel (DO) — diesel", "Thị trường", "lít"),
    ("nuoc may", "market", "m³"),
    ("lpg", "Market", "kg"),
)
_TENANTS = ("Thép Thử 1", "t02", "Trial Plastics 3")

#: number of the statement → (what is planted, rule, field).
PLANTED: dict[int, tuple[dict[str, Any], str, str]] = {
    7: ({"stream": "Điện năn"}, "IMP-21", "stream"),
    111: ({"stream": "hơi nướcc bão hoà 9 bar"}, "IMP-21", "stream"),
    203: ({"stream": None}, "IMP-20", "stream"),
    251: ({"from_node": "Lưới điện Mặt Trăng"}, "IMP-22", "from_node"),
    300: ({"to_node": "Thép Thử 11"}, "IMP-22", "to_node"),
    349: ({"to_node": None}, "IMP-20", "to_node"),
    402: ({"unit": "bao"}, "IMP-23", "unit"),
    455: ({"unit": "Mg"}, "IMP-23", "unit"),
    500: ({"unit": None}, "IMP-20", "unit"),
    601: ({"unit": "kVAh", "stream": "electricity"}, "IMP-30", "unit"),
    650: ({"unit": "kWh", "stream": "diesel"}, "IMP-30", "unit"),
    803: ({"status": "chắc là đúng"}, "IMP-24", "status"),
    850: ({"status": None}, "IMP-20", "status"),
    904: ({"activity": "nấu cơm"}, "IMP-25", "activity"),
    1005: ({"quantity": None, "notation": "N/A?"}, "IMP-26", "notation"),
    1100: ({"quantity": "một nghìn"}, "IMP-31", "quantity"),
    1203: ({"quantity": "1250 kWh"}, "IMP-31", "quantity"),
    1301: ({"quantity": "1.234"}, "IMP-32", "quantity"),
    1404: ({"quantity": -12.5}, "IMP-33", "quantity"),
    1501: ({"quantity": 1e18}, "IMP-34", "quantity"),
    1600: ({"quantity": None}, "IMP-43", "quantity"),
    1705: ({"notation": "NE"}, "IMP-42", "notation"),
    1801: ({"start": "tháng mười ba năm 2025"}, "IMP-35", "start"),
    1902: ({"start": 45731}, "IMP-35", "start"),
    2003: ({"start": "3/2205"}, "IMP-54", "start"),
    2100: ({"start": date(2025, 3, 31), "end": date(2025, 3, 1)}, "IMP-36", "start"),
    2204: ({"start": date(2025, 3, 1)}, "IMP-38", "start"),
    2305: ({"start": "03/25/2025", "end": "31/03/2025"}, "IMP-37", "start"),
    2400: ({"start": None}, "IMP-20", "period"),
    2503: ({"start": "12/2026"}, "IMP-40", "period"),
    2604: ({"from_node": "Thép Thử 1", "to_node": "t01"}, "IMP-44", "to_node"),
    2705: ({"from_node": "grid", "to_node": "Sông"}, "IMP-45", "to_node"),
    2755: ({"copy_of": 2700}, "IMP-46", "quantity"),
    2806: ({"uncertainty": 25}, "IMP-49", "uncertainty"),
    3001: ({"note": "dài " * 600}, "IMP-50", "note"),
    3105: ({"reference": "HD\x0717"}, "IMP-51", "reference"),
    4207: ({"copy_of": 4100, "quantity": 999.0}, "IMP-47", "quantity"),
}


def clean_rows() -> list[dict[str, Any]]:
    return [_clean(number) for number in range(ROWS)]


def _clean(number: int) -> dict[str, Any]:
    stream, source, unit = _STREAMS[number % 4]
    series, month = divmod(number // 4, 24)
    return flow_row(
        stream=stream,
        from_node=source,
        to_node=_TENANTS[series % 3],
        start=f"{month % 12 + 1:02d}/{2024 + month // 12}",
        quantity=round(100 + (number * 37 % 9973) / 7, 3),
        unit=unit,
        status=("Theo hóa đơn", "measured", "do duoc")[number % 3],
        series=f"CT-{series:03d}",
        uncertainty=0.05 if number % 10 == 0 else None,
        note="Số liệu giả định" if number % 50 == 0 else None,
    )


def rows_with_errors() -> Iterator[dict[str, Any]]:
    clean = clean_rows()
    for number, row in enumerate(clean):
        change = dict(PLANTED[number][0]) if number in PLANTED else {}
        copied = change.pop("copy_of", None)
        yield {**(row if copied is None else clean[copied]), **change}


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


def preview(path: Path, ledger: Ledger, catalog: Any, *, partial: bool = False) -> Preview:
    request = ImportRequest(Mode.ONLY_NEW, "test", NOW, partial=partial)
    return preview_import(path, ledger, catalog, SenderMapping(), request)


def taken(ledger: Ledger, preview: Preview) -> Ledger:
    assert preview.plan is not None
    return commit(ledger, preview.plan)


def test_there_are_37_errors_of_at_least_20_kinds():
    assert len(PLANTED) == 37
    assert len({(rule, field) for _, rule, field in PLANTED.values()}) >= 20
    assert len({rule for _, rule, _ in PLANTED.values()}) >= 20


def test_all_37_are_named_and_none_is_false(tmp_path, catalog):
    path = flow_book(tmp_path / "t.xlsx", rows_with_errors())

    found = preview(path, Ledger.empty(PARK), catalog)

    errors = [f for f in found.findings if f.severity is Severity.ERROR]
    named = {(f.where.row, f.rule, f.values["field"]) for f in errors}
    planted = {(number + FIRST, rule, field) for number, (_, rule, field) in PLANTED.items()}
    assert named == planted
    assert len(errors) == 37
    assert all(f.message.vi != f.message.en and f.remedy.vi for f in errors)
    assert [f.rule for f in found.findings if f.severity is not Severity.ERROR] == []
    assert found.plan is None
    assert found.counts["new"] == 0


def test_the_clean_file_has_no_finding(tmp_path, catalog):
    found = preview(flow_book(tmp_path / "t.xlsx", clean_rows()), Ledger.empty(PARK), catalog)
    assert found.findings == ()
    assert found.counts == {
        "new": ROWS, "same": 0, "corrected": 0, "refused": 0, "voided": 0, "bad": 0
    }  # fmt: skip


def test_only_the_bad_rows_need_to_come_again(tmp_path, catalog):
    """Good rows now, bad rows repaired in the returned extract: the ledger of the clean file."""
    path = flow_book(tmp_path / "t.xlsx", rows_with_errors())
    first = preview(path, Ledger.empty(PARK), catalog, partial=True)
    # The contradiction leaves out both rows it speaks of.
    assert first.counts["new"] == ROWS - 38
    ledger = taken(Ledger.empty(PARK), first)

    back = tmp_path / "back.xlsx"
    back.write_bytes(returned_workbook(path, first.staged, first.findings, only_bad=True))
    repaired = _repair(back, tmp_path / "repaired.xlsx")
    second = preview(repaired, ledger, catalog)

    assert [f.rule for f in second.findings if f.severity is Severity.ERROR] == []
    assert second.counts["new"] == 38
    clean = preview(flow_book(tmp_path / "c.xlsx", clean_rows()), Ledger.empty(PARK), catalog)
    whole = taken(Ledger.empty(PARK), clean).snapshot()
    assert taken(ledger, second).snapshot().hash == whole.hash


def _repair(returned: Path, repaired: Path) -> Path:
    """Type the right values over the rows that came back, in the same columns."""
    book = openpyxl.load_workbook(returned)
    (title,) = [name for name in book.sheetnames if "Flows" in name]
    sheet = book[title]
    numbers = sorted([*PLANTED, 4100])
    assert sheet.max_row == 1 + len(numbers)
    heads = {str(cell.value).splitlines()[-1]: cell.column for cell in sheet[1] if cell.value}
    columns = {
        "stream": "Stream",
        "from_node": "From",
        "to_node": "To",
        "start": "From day or month",
        "end": "To day (included)",
        "quantity": "Quantity",
        "unit": "Unit",
        "notation": "Notation key",
        "status": "Status",
        "activity": "Activity",
        "series": "Meter or series",
        "reference": "Reference",
        "uncertainty": "Uncertainty",
        "note": "Note",
    }
    for line, number in enumerate(numbers, start=2):
        right = _clean(number)
        for name, head in columns.items():
            sheet.cell(line, heads[head]).value = right.get(name)
    book.save(repaired)
    return repaired


@pytest.mark.parametrize("number", sorted(PLANTED))
def test_each_is_named_on_its_own(number, tmp_path, catalog):
    """Alone in a small file the same error is named the same way."""
    change = dict(PLANTED[number][0])
    rows = [_clean(4100), {**_clean(4100 if "copy_of" in change else number), **change}]
    rows[1].pop("copy_of", None)
    found = preview(flow_book(tmp_path / "t.xlsx", rows), Ledger.empty(PARK), catalog)
    errors = [(f.rule, f.values["field"], f.where.row) for f in found.findings]
    assert errors == [(*PLANTED[number][1:], 3)]
