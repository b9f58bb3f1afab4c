"""What is exported loads back with no change, whatever the ledger holds."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
from hypothesis import given, settings

from parkloop.io.export import export_csv, export_workbook
from parkloop.io.intake.mappings import SenderMapping
from parkloop.io.intake.preview import ImportRequest, Preview, preview_import
from parkloop.io.intake.words import starts_like_formula
from parkloop.ledger.changes import Mode
from parkloop.ledger.entries import Flow
from parkloop.ledger.ledger import Ledger
from parkloop.periods import Period, month
from tests.core.io.import_park import NOW, PARK
from tests.core.io.ledgers import CATALOG, distinct, entries, ledger_of

STRINGS_THAT_RUN = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "＋1", "－1", "＠x", "'=1", "''+1",
    "=HYPERLINK(\"http://example.org\")", "=cmd|'/C calc'!A0", "-2+3", "@x", "+84",
)  # fmt: skip


def taken_back(content: bytes, name: str, ledger: Ledger) -> Preview:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        request = ImportRequest(Mode.CORRECT, "test", NOW)
        return preview_import(path, ledger, CATALOG, SenderMapping(), request)


def changes(preview: Preview) -> dict[str, int]:
    return {name: count for name, count in preview.counts.items() if count}


@settings(max_examples=60)
@given(entries)
def test_workbook_round_trip_changes_nothing(records):
    ledger = ledger_of(distinct(records))
    count = len(ledger.entries)
    back = taken_back(export_workbook(ledger.snapshot(), CATALOG), "x.xlsx", ledger)
    assert changes(back) == ({"same": count} if count else {})
    assert [f for f in back.findings if f.rule == "IMP-61"] == []


@settings(max_examples=60)
@given(entries)
def test_csv_round_trip_changes_nothing(records):
    ledger = ledger_of(distinct(records))
    count = len(ledger.entries)
    text = export_csv(ledger.snapshot(), CATALOG, "en")
    back = taken_back(text.encode("utf-8-sig"), "x.csv", ledger)
    assert changes(back) == ({"same": count} if count else {})


@settings(max_examples=20)
@given(entries)
def test_into_an_empty_ledger_it_gives_the_same_hash(records):
    ledger = ledger_of(distinct(records))
    content = export_workbook(ledger.snapshot(), CATALOG)
    back = taken_back(content, "x.xlsx", Ledger.empty(PARK))
    assert ledger_of(back.staged.rows).snapshot().hash == ledger.snapshot().hash


def noted(note: str) -> Flow:
    return Flow("electricity", "net", "t01", month(2025, 1), 1.0, "MWh", note=note, series=note)


def test_no_text_is_run_as_a_formula():
    ledger = ledger_of(distinct([noted(text) for text in STRINGS_THAT_RUN]))
    book = openpyxl.load_workbook(io.BytesIO(export_workbook(ledger.snapshot(), CATALOG)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert [text for text in texts if starts_like_formula(text) and text[0] != "'"] == []
    rows = csv.reader(io.StringIO(export_csv(ledger.snapshot(), CATALOG)))
    assert [t for row in rows for t in row if starts_like_formula(t) and t[0] != "'"] == []


def test_quantities_stay_numbers_unless_a_cell_cannot_carry_them():
    plain = noted("a")
    exact = Flow("electricity", "net", "t02", month(2025, 1), 1234567890.1234567, "MWh")
    ledger = ledger_of(distinct([plain, exact]))
    book = openpyxl.load_workbook(io.BytesIO(export_workbook(ledger.snapshot(), CATALOG)))
    figures = [row[6].value for row in book["Dòng · Flows"].iter_rows(min_row=3)]
    assert figures == [1, "1234567890.1234567"]


def test_days_are_dates_with_the_last_day_included():
    flow = Flow("electricity", "net", "t01", month(2025, 2), 1.0, "MWh")
    book = openpyxl.load_workbook(
        io.BytesIO(export_workbook(ledger_of(distinct([flow])).snapshot(), CATALOG))
    )
    row = next(book["Dòng · Flows"].iter_rows(min_row=3))
    assert [f"{cell.value:%d/%m/%Y}" for cell in row[4:6]] == ["01/02/2025", "28/02/2025"]
    assert row[1].value == "Điện — electricity"


def test_instants_within_a_day_are_written_with_their_zone():
    start = month(2025, 2).start
    flow = Flow("electricity", "net", "t01", Period(start, start.replace(hour=18)), 1.0, "MWh")
    text = export_csv(ledger_of(distinct([flow])).snapshot(), CATALOG)
    assert "2025-02-01T00:00:00+07:00,2025-02-01T01:00:00+07:00" in text


def test_the_same_ledger_gives_the_same_bytes():
    snapshot = ledger_of(distinct([noted("a"), noted("b")])).snapshot()
    assert export_workbook(snapshot, CATALOG) == export_workbook(snapshot, CATALOG)
