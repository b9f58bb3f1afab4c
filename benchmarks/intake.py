"""A workbook of 100,000 rows from its bytes to a plan of changes, against two others.

*openpyxl* only reads the same cells, once, in its fast read-only mode: no guard, no meaning.
*The bare read* is what any import must do at the least: the same reader (python-calamine) turns
the workbook into lists. Between it and the plan stand the guard, the headers, every check of
every cell, the hashes and the comparison with the ledger.

    python benchmarks/intake.py [--quick]
"""

from __future__ import annotations

import json
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import xlsxwriter
from _measure import Measured, alone, at_least, at_most, best_seconds, peak_mb, run, told
from python_calamine import load_workbook

from parkloop.io.catalog_files import load_catalog
from parkloop.io.intake.fields import FIELDS, FLOWS
from parkloop.io.intake.guard import check_file
from parkloop.io.intake.mappings import SenderMapping
from parkloop.io.intake.preview import ImportRequest, Preview, preview_import
from parkloop.ledger.changes import Mode, commit
from parkloop.ledger.ledger import Ledger
from parkloop.ledger.park import Node, NodeKind, Park
from parkloop.texts import same_in_both

ROWS = 100_000
NOW = datetime(2026, 2, 1, tzinfo=UTC)


def figures(quick: bool) -> Iterator[Measured]:
    rows = ROWS // 10 if quick else ROWS
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder) / "flows.xlsx", rows)
        first = taken(path, Ledger.empty(park()))
        if first.plan is None or first.counts["new"] != rows or first.findings:
            raise AssertionError("the file is not taken in whole")
        again = taken(path, commit(Ledger.empty(park()), first.plan))
        imported, bare = best_seconds(
            [lambda: taken(path, Ledger.empty(park())), lambda: read_bare(path)], 3
        )
        (other,) = best_seconds([lambda: read_openpyxl(path)], 1)
        memory = alone(__file__, "--memory", str(path))["peak"]
        bomb = alone(__file__, "--bomb", folder)
    yield told(f"import of {rows:,} rows of {len(FLOWS.fields)} columns", imported, " s")
    yield told("openpyxl reads the same cells", other, " s")
    yield told("python-calamine reads the same cells", bare, " s")
    yield at_least("openpyxl's reading / import", other / imported, 1, "x")
    yield at_most("import / bare read", imported / bare, 8, "x")
    yield at_most("the same file again: changes", len(again.plan.appended) if again.plan else -1, 0)
    yield at_most("peak memory of the import", memory, 1_000, " MB", ".0f")
    yield at_most("more memory to refuse an archive of 300 MB", bomb["more"], 60, " MB", ".0f")


def park() -> Park:
    def node(name: str, kind: str, parent: str = "") -> Node:
        return Node(name, NodeKind(kind), same_in_both(name), parent)

    nodes = (node("park", "park"), node("t1", "enterprise", "park"), node("grid", "grid"))
    return Park(same_in_both("Benchmark"), nodes)


def written(path: Path, rows: int) -> Path:
    """Daily meter readings in the form of the template."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet(FLOWS.title)
        sheet.write_row(0, 0, [FIELDS[name].name.vi for name in FLOWS.fields])
        for number in range(rows):
            sheet.write_row(number + 1, 0, row(number))
    return path


def row(number: int) -> list[object]:
    day = f"{1 + number % 28:02d}/{1 + number // 28 % 12:02d}/2025"
    quantity = round((number * 7919 % 100_003) / 7, 3)
    meter, slip = f"CT-{number // 336:04d}", f"HD-{number:06d}"
    return ["", "Điện", "grid", "t1", day, day, quantity, "kWh", "", "", "đo", meter, slip]


def taken(path: Path, ledger: Ledger) -> Preview:
    request = ImportRequest(Mode.ONLY_NEW, "benchmark", NOW)
    return preview_import(path, ledger, load_catalog(), SenderMapping(), request)


def read_bare(path: Path) -> int:
    with load_workbook(path) as book:
        return len(book.get_sheet_by_index(0).to_python(skip_empty_area=False))


def read_openpyxl(path: Path) -> int:
    book = openpyxl.load_workbook(path, read_only=True)
    return sum(len(cells) for sheet in book for cells in sheet.iter_rows(values_only=True))


def refuse_bomb(folder: Path) -> float:
    """Memory [MB] that looking at a hostile archive takes beyond what the program holds."""
    path = folder / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(b"<worksheet>")
            for _ in range(300):
                part.write(b" " * 1_000_000)
    before = peak_mb()
    if [finding.rule for finding in check_file(path).findings] != ["FILE-08"]:
        raise AssertionError("the archive is not refused by its name")
    return peak_mb() - before


if __name__ == "__main__":
    if "--memory" in sys.argv:
        taken(Path(sys.argv[-1]), Ledger.empty(park()))
        print(json.dumps({"peak": peak_mb()}))
    elif "--bomb" in sys.argv:
        print(json.dumps({"more": refuse_bomb(Path(sys.argv[-1]))}))
    else:
        run(figures)
