"""Hostile and unreadable files are refused by name, in bounded memory (issue part 8)."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from parkloop.errors import InputRefused
from parkloop.io.intake.guard import FileKind, admit_file, check_file
from parkloop.io.intake.guard_rules import Limits
from parkloop.io.intake.spreadsheet import read_tables
from tests.core.io import hostile
from tests.core.io.import_park import flow_book, flow_row

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100

#: What is made, and the rule that names it.
ARCHIVES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "ratio bomb": (hostile.ratio_bomb, "FILE-08"),
    "overlapping parts": (hostile.overlapping_bomb, "FILE-08"),
    "too many parts": (hostile.many_parts, "FILE-08"),
    "lying directory": (hostile.lying_bomb, "FILE-16"),
    "entities": (hostile.entities, "FILE-09"),
    "UTF-16 part": (hostile.utf16_sheet, "FILE-09"),
    "a million blank rows": (hostile.blank_rows, "FILE-10"),
    "cell in the last row": (lambda p: hostile.far_cell(p, 1_048_576, "B"), "FILE-10"),
    "cell in the last column": (lambda p: hostile.far_cell(p, 1, "XFD"), "FILE-11"),
    "wide and long": (lambda p: hostile.far_cell(p, 240_000, "ZZ"), "FILE-11"),
    "hidden reference": (hostile.hidden_cell, "FILE-16"),
    "error value": (hostile.error_values, "FILE-13"),
    "macro part": (lambda p: hostile.with_part(p, "xl/vbaProject.bin"), "FILE-07"),
    "macro type": (
        lambda p: hostile.with_part(p, "xl/media/a.bin", macro_type=True),
        "FILE-07",
    ),
    "old macro sheet": (lambda p: hostile.with_part(p, "xl/macrosheets/sheet1.xml"), "FILE-07"),
    "external link": (
        lambda p: hostile.with_part(p, "xl/externalLinks/externalLink1.xml"),
        "FILE-14",
    ),
    "data connection": (lambda p: hostile.with_part(p, "xl/connections.xml"), "FILE-14"),
    "path upwards": (lambda p: hostile.with_part(p, "../../etc/passwd"), "FILE-15"),
    "absolute path": (lambda p: hostile.with_part(p, "/etc/passwd"), "FILE-15"),
    "drive letter": (lambda p: hostile.with_part(p, "C:/x"), "FILE-15"),
    "encrypted": (lambda p: hostile.ole(p, "EncryptedPackage"), "FILE-06"),
    "old Excel": (lambda p: hostile.ole(p, "Workbook"), "FILE-05"),
    "zip comment": (hostile.zip_with_comment, "FILE-16"),
    "zip with a prefix": (hostile.zip_with_prefix, "FILE-16"),
    "binary workbook": (lambda p: hostile.with_part(p, "xl/workbook.bin"), "FILE-04"),
    "OpenDocument": (lambda p: hostile.with_part(p, "mimetype"), "FILE-04"),
    "Word": (lambda p: hostile.with_part(p, "word/document.xml"), "FILE-04"),
}


@pytest.mark.parametrize("what", ARCHIVES)
def test_hostile_workbook_is_refused_by_name_and_in_little_memory(what, tmp_path):
    make, rule = ARCHIVES[what]
    path = make(tmp_path / "flows.xlsx")

    tracemalloc.start()
    try:
        inspection = check_file(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert {finding.rule for finding in inspection.findings} == {rule}
    assert peak < 60_000_000
    for finding in inspection.findings:
        assert finding.where.file == "flows.xlsx"
        assert finding.message.vi != finding.message.en
        assert finding.remedy.vi != finding.remedy.en


@pytest.mark.parametrize(
    ("name", "content", "rule", "vi", "en"),
    [
        ("a.xlsx", PNG, "FILE-03", "một ảnh PNG", "a PNG picture"),
        ("a.csv", PNG, "FILE-03", "một ảnh PNG", "a PNG picture"),
        ("a.xls", b"<html><table>", "FILE-03", "một trang web (HTML)", "a web page (HTML)"),
        ("a.xlsx", b"\xef\xbb\xbf<!DOCTYPE html>", "FILE-03", "một trang web", "a web page"),
        ("a.xlsx", b"%PDF-1.7", "FILE-03", "một tệp PDF", "a PDF document"),
        ("a.xlsx", b'<?xml version="1.0"?><Workbook/>', "FILE-03", "một tệp XML", "an XML file"),
        ("a.xlsx", b"a;b\n1;2\n", "FILE-03", "văn bản thuần", "plain text"),
        ("a.csv", b"PK\x03\x04" + b"\0" * 50, "FILE-03", "một tệp nén", "an archive"),
        ("a.xlsx", b"", "FILE-01", "tệp rỗng", "is empty"),
        ("a.xlsx", b"PK\x03\x04 cut off", "FILE-16", "bị hỏng", "is damaged"),
        ("a.csv", "Điện;1\n".encode("cp1258", "replace") + b"\xff\xfe\xb5", "FILE-17",
         "TCVN3", "TCVN3"),
        ("a.csv", b"a;b\n\0\0\0", "FILE-17", "không phải UTF-8", "neither UTF-8"),
        ("a.csv", b'a;b\n"open', "FILE-16", "bị hỏng", "is damaged"),
    ],
)  # fmt: skip
def test_wrong_content_is_named_in_both_languages(name, content, rule, vi, en, tmp_path):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputRefused) as refused:
        read_tables(path)
    (finding,) = refused.value.findings
    assert finding.rule == rule
    assert vi in finding.message.vi
    assert en in finding.message.en
    assert name in refused.value.text.vi


def test_missing_and_oversized_files(tmp_path):
    assert check_file(tmp_path / "none.xlsx").findings[0].rule == "FILE-01"
    path = tmp_path / "a.csv"
    path.write_text("a;b\n" * 1000)
    (finding,) = check_file(path, Limits(file_bytes=100)).findings
    assert finding.rule == "FILE-02"
    assert finding.message.en == "The file has 0.0 MB, the limit is 0.0 MB."


def test_every_formula_cell_is_named_up_to_fifty(tmp_path):
    three = check_file(hostile.formulas(tmp_path / "a.xlsx", 3)).findings
    assert [(f.rule, f.where.sheet, f.where.field) for f in three] == [
        ("FILE-12", "Số liệu", "C1"),
        ("FILE-12", "Số liệu", "C2"),
        ("FILE-12", "Số liệu", "C3"),
    ]
    assert three[0].message.vi == "Ô C1 chứa công thức."
    assert three[0].message.en == "The cell C1 holds a formula."
    many = check_file(hostile.formulas(tmp_path / "b.xlsx", 1_234)).findings
    assert len(many) == 51
    assert many[-1].message.en == "And 1184 more formula cells in this sheet."


def test_formula_written_by_a_library_is_found(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Flows")
        sheet.write(0, 0, "x")
        sheet.write_formula("B7", "=SUM(A1:A6)")
    (finding,) = check_file(path).findings
    assert (finding.rule, finding.where.sheet, finding.where.row) == ("FILE-12", "Flows", 7)


def test_blank_rows_tell_how_few_hold_something(tmp_path):
    (finding,) = check_file(hostile.blank_rows(tmp_path / "a.xlsx")).findings
    assert "1000000 rows, of which only about 0" in finding.message.en
    path = tmp_path / "a.csv"
    path.write_text("a;b\n1;2\n" + ";\n" * 1_000_000)
    (finding,) = check_file(path).findings
    assert finding.rule == "FILE-10"
    assert "1000002 dòng" in finding.message.vi


def test_full_rows_over_the_limit_are_told_apart_from_blank_ones(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("1;2\n" * 300)
    (finding,) = check_file(path, Limits(rows=200)).findings
    assert finding.rule == "FILE-11"
    assert finding.message.en == "The sheet has 300 rows, the limit is 200."
    assert finding.message.vi == "Trang có 300 dòng, giới hạn là 200."


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_peak_memory_of_a_whole_process(suffix, tmp_path):
    """Reading nothing costs about as much as refusing the worst files."""
    worst = {
        ".xlsx": hostile.ratio_bomb(tmp_path / "bomb.xlsx"),
        ".csv": tmp_path / "blank.csv",
    }
    worst[".csv"].write_text("\n" * 20_000_000)
    program = (
        "import resource, sys; from pathlib import Path\n"
        "from parkloop.io.intake.guard import check_file\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "found = check_file(Path(sys.argv[1])).findings\n"
        "after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "print(found[0].rule, (after - before) // 1024)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(worst[suffix])],
        capture_output=True,
        text=True,
        check=True,
    )
    rule, megabytes = run.stdout.split()
    assert rule in ("FILE-08", "FILE-10")
    assert int(megabytes) < 60


def test_good_files_of_several_writers_pass(tmp_path):
    flow_book(tmp_path / "a.xlsx", [flow_row()])
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Flows")
    sheet.append(["stream", "quantity"])
    sheet["A2"].hyperlink = "https://example.org/"
    book.save(tmp_path / "b.xlsx")
    prefixed = hostile.parts()
    prefixed["xl/worksheets/sheet1.xml"] = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData>'
        "</x:worksheet>"
    )
    hostile.book(tmp_path / "c.xlsx", prefixed)
    for name in ("a.xlsx", "b.xlsx", "c.xlsx"):
        assert admit_file(tmp_path / name) is FileKind.WORKBOOK
    (tmp_path / "d.csv").write_bytes("Dòng;Số lượng\nĐiện;1\n".encode("utf-16"))
    assert admit_file(tmp_path / "d.csv") is FileKind.SEPARATED


def test_prefixed_formula_is_found_too(tmp_path):
    content = hostile.parts()
    content["xl/worksheets/sheet1.xml"] = (
        '<x:worksheet xmlns:x="m"><x:sheetData><x:row r="1"><x:c r="A1"><x:f>1</x:f></x:c>'
        "</x:row></x:sheetData></x:worksheet>"
    )
    (finding,) = check_file(hostile.book(tmp_path / "a.xlsx", content)).findings
    assert (finding.rule, finding.where.field) == ("FILE-12", "A1")
