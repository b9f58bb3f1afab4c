"""Cells put right after reading, and rows that are not the sender's to state."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parkloop.io.catalog_files import load_catalog
from parkloop.io.intake.mappings import SenderMapping
from parkloop.io.intake.preview import ImportRequest, Received, preview_received, receive
from parkloop.io.intake.repairs import Repair, repaired
from parkloop.ledger.changes import Mode
from parkloop.ledger.ledger import Ledger
from tests.core.io.import_park import NOW, PARK, flow_book, flow_row

UNIT = 7  # the eighth column of the sheet of flows


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


def preview(received: Received, catalog, **how):
    request = ImportRequest(Mode.ONLY_NEW, "test", NOW, **how)
    return preview_received(received, Ledger.empty(PARK), catalog, SenderMapping(), request)


def test_a_repaired_cell_is_read_as_if_it_had_been_written_so(tmp_path, catalog):
    received = receive(flow_book(tmp_path / "t.xlsx", [flow_row(unit="bao")]))
    (sheet,) = [table.sheet for table in received.tables]
    assert [f.rule for f in preview(received, catalog).findings] == ["IMP-23"]

    tables = repaired(received.tables, [Repair(sheet, 1, UNIT, "kWh")])
    mended = preview(replace(received, tables=tables, repairs=(["unit"],)), catalog)

    assert mended.findings == ()
    assert mended.counts["new"] == 1
    assert mended.record["repairs"] == [["unit"]]
    assert received.tables[0].cell(1, UNIT) == "bao"


def test_a_row_that_is_left_out_is_not_there(tmp_path, catalog):
    rows = [flow_row(), flow_row(unit="bao", start="02/2025")]
    received = receive(flow_book(tmp_path / "t.xlsx", rows))
    tables = repaired(received.tables, [Repair(received.tables[0].sheet, 2, None)])
    assert preview(replace(received, tables=tables), catalog).counts["bad"] == 0


def test_a_cell_outside_its_sheet_is_ignored(tmp_path):
    received = receive(flow_book(tmp_path / "t.xlsx", [flow_row()]))
    sheet = received.tables[0].sheet
    assert repaired(received.tables, [Repair(sheet, 99, 0, "x"), Repair(sheet, 1, 99, "x")]) == (
        received.tables
    )


def test_rows_of_other_people_are_named_and_stop_the_file(tmp_path, catalog):
    rows = [flow_row(), flow_row(to_node="Dệt Thử 2")]
    received = receive(flow_book(tmp_path / "t.xlsx", rows))
    ours = frozenset({"t01", "t01-boiler"})

    found = preview(received, catalog, within=ours)

    (finding,) = found.findings
    assert (finding.rule, finding.where.row) == ("IMP-67", 3)
    assert finding.message.en == "What goes from grid to t02 has no end at your own place."
    assert finding.message.vi == "Dòng từ grid đến t02 không có đầu nào thuộc đơn vị của bạn."
    assert found.plan is None
    assert found.counts["bad"] == 1
    assert preview(received, catalog, within=ours, partial=True).counts["new"] == 1
