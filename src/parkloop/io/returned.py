"""The sender's own file back, with what is wrong coloured and the reason beside it.

A workbook keeps its look; text files, very large workbooks and extracts of only the bad rows
come back as plain tables. Either can be repaired and imported again: the added columns and the
summary are not read.
"""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import openpyxl
import xlsxwriter
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.properties import PageSetupProperties

from parkloop.findings import Finding, Severity
from parkloop.io.form_style import FONT, Styles
from parkloop.io.intake.fields import FINDINGS_TITLE, REASON_EN, REASON_VI
from parkloop.io.intake.spreadsheet import Cell, Table
from parkloop.io.intake.staging import BadCell, Staged
from parkloop.io.intake.words import tidy
from parkloop.texts import Language, Text

_MOST_STYLED_CELLS: Final = 300_000
_MOST_LISTED: Final = 10_000
_REASON_WIDTH: Final = 60
_REASON_INK: Final = "8A2A1C"
_SUMMARY_WIDTHS: Final = (12, 18, 8, 22, 10, 60, 60, 28)
_FILLS: Final = {Severity.ERROR: "F6D5CF", Severity.WARNING: "F7E7BF"}
_HEADINGS: Final = (
    Text("Mức", "Severity"),
    Text("Trang", "Sheet"),
    Text("Dòng", "Row"),
    Text("Cột", "Field"),
    Text("Quy tắc", "Rule"),
    Text("Vấn đề", "Problem"),
    Text("Cần làm", "What to do"),
    Text("Gợi ý", "Suggestion"),
)
_SEVERITIES: Final = {
    Severity.ERROR: Text("lỗi", "error"),
    Severity.WARNING: Text("cảnh báo", "warning"),
    Severity.INFO: Text("thông tin", "note"),
}
_Reasons = dict[tuple[str, int], list[Finding]]


def returned_workbook(
    path: Path, staged: Staged, findings: Iterable[Finding], *, only_bad: bool = False
) -> bytes:
    """An .xlsx for the sender; ``only_bad`` keeps just the rows with an error.

    ``path`` is the file that was staged and has passed the guard.
    """
    found = tuple(findings)
    size = sum(len(table.rows) * table.width for table in staged.tables)
    if path.suffix.lower() == ".xlsx" and not only_bad and size <= _MOST_STYLED_CELLS:
        styled = _styled(path, staged, found)
        if styled is not None:
            return styled
    return _plain(staged, found, only_bad=only_bad)


def _styled(path: Path, staged: Staged, findings: tuple[Finding, ...]) -> bytes | None:
    """The workbook itself, coloured; None when it is too unusual to be written again."""
    try:
        with warnings.catch_warnings():
            # Parts it cannot keep (some drop-downs of newer versions) are only for the eye.
            warnings.simplefilter("ignore", UserWarning)
            book = openpyxl.load_workbook(path)
        _colour(book, staged)
        _write_reasons(book, staged)
        _add_summary(book, staged, findings)
        out = io.BytesIO()
        book.save(out)
    except (KeyError, ValueError, TypeError, AttributeError, BadZipFile, InvalidFileException):
        return None
    return out.getvalue()


def _colour(book: Any, staged: Staged) -> None:
    fills = {severity: PatternFill("solid", fgColor=colour) for severity, colour in _FILLS.items()}
    for bad in sorted(staged.cells, key=lambda cell: -cell.finding.severity.rank):
        if bad.column is not None:
            cell = book[bad.sheet].cell(bad.row + 1, bad.column + 1)
            cell.fill = fills[bad.finding.severity]


def _write_reasons(book: Any, staged: Staged) -> None:
    reasons = _reasons(staged.cells)
    tables = {table.sheet: table for table in staged.tables}
    for title, layout in staged.layouts:
        rows = {row: found for (sheet, row), found in reasons.items() if sheet == title}
        if not rows:
            continue
        sheet, first = book[title], _side_column(tables[title], layout.header_row)
        for offset, language in enumerate(("vi", "en")):
            column = first + offset + 1
            head = sheet.cell(layout.header_row + 1, column, (REASON_VI, REASON_EN)[offset])
            head.font = Font(name=FONT, bold=True, color=_REASON_INK)
            sheet.column_dimensions[head.column_letter].width = _REASON_WIDTH
            for row, found in rows.items():
                words = _in_words(found, row, language)
                cell = sheet.cell(row + 1, column, words)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.font = Font(name=FONT, size=9, color=_REASON_INK)
                height = sheet.row_dimensions[row + 1]
                height.height = max(height.height or 0, _height([words], [_REASON_WIDTH]))


def _side_column(table: Table, header_row: int) -> int:
    """Where the reasons go: where they were last time, else right of everything."""
    for column in range(table.width):
        if tidy(table.cell(header_row, column)) == REASON_VI:
            return column
    return table.width


def _reasons(cells: Iterable[BadCell]) -> _Reasons:
    found: _Reasons = {}
    for cell in cells:
        row = found.setdefault((cell.sheet, cell.row), [])
        if cell.finding not in row:
            row.append(cell.finding)
    return found


def _in_words(findings: list[Finding], row: int, language: str) -> str:
    """Every problem of a row: place, what, what to do."""
    return "\n".join(_one_reason(finding, row, language) for finding in findings)


def _one_reason(finding: Finding, row: int, language: str) -> str:
    spoken: Language = "vi" if language == "vi" else "en"
    place = finding.values.get("cell") or finding.where.field
    of_row = "" if finding.where.row == row + 1 else f" ({place})"
    text = f"{place}: " if not of_row else f"[{finding.where.row}]{of_row} "
    text += f"{finding.message.in_language(spoken)} {finding.remedy.in_language(spoken)}"
    if finding.suggestion:
        text += f" {_HEADINGS[-1].in_language(spoken)}: {finding.suggestion}"
    return text


def _add_summary(book: Any, staged: Staged, findings: tuple[Finding, ...]) -> None:
    if FINDINGS_TITLE in book.sheetnames:
        del book[FINDINGS_TITLE]
    sheet = book.create_sheet(FINDINGS_TITLE, 0)
    book.active = 0
    for number, row in enumerate(_summary_rows(staged, findings), start=1):
        sheet.append(row)
        if number > 4:
            sheet.row_dimensions[number].height = _height(row, _SUMMARY_WIDTHS)
    for number, width in enumerate(_SUMMARY_WIDTHS, start=1):
        sheet.column_dimensions[sheet.cell(1, number).column_letter].width = width
    for line in sheet.iter_rows():
        for cell in line:
            cell.font = Font(name=FONT, size=10, bold=cell.row in (1, 4))
            cell.alignment = Alignment(wrap_text=cell.row > 3, vertical="top")
            # What a sender wrote is repeated here; it stays a text whatever it begins with.
            if isinstance(cell.value, str):
                cell.data_type = "s"
    sheet.freeze_panes = "A5"
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0


def _summary_rows(staged: Staged, findings: tuple[Finding, ...]) -> Iterator[list[Any]]:
    bad = staged.stated - len(staged.rows)
    yield ["Parkloop"]
    yield [
        f"{len(staged.rows)} số liệu đọc được, {bad} số liệu có lỗi trong "
        f"{len(staged.bad_rows)} dòng."
    ]
    yield [
        f"{len(staged.rows)} statements can be read, {bad} have errors, in "
        f"{len(staged.bad_rows)} rows."
    ]
    yield [f"{heading.vi} / {heading.en}" for heading in _HEADINGS]
    for finding in findings[:_MOST_LISTED]:
        yield [
            _both(_SEVERITIES[finding.severity]),
            finding.where.sheet,
            finding.where.row or None,
            finding.where.field,
            finding.rule,
            _both(finding.message),
            _both(finding.remedy),
            finding.suggestion,
        ]


def _height(texts: Iterable[object], widths: Iterable[int]) -> float:
    """Points that wrapped texts need in columns of these widths [characters]; at most a page."""
    lines = [
        sum(math.ceil(max(1, len(line)) / width) for line in str(text).splitlines())
        for text, width in zip(texts, widths, strict=False)
        if text
    ]
    return min(400.0, 13.0 * max(lines, default=1) + 2)


def _both(text: Text) -> str:
    return f"{text.vi}\n{text.en}"


def _plain(staged: Staged, findings: tuple[Finding, ...], *, only_bad: bool) -> bytes:
    """Values without the sender's look."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": datetime(2025, 1, 1)})  # noqa: DTZ001 - same bytes for same input
    style = Styles(book)
    _write_summary(book, style, staged, findings)
    tables = {table.sheet: table for table in staged.tables}
    reasons = _reasons(staged.cells)
    for title, layout in staged.layouts:
        rows = {row: found for (sheet, row), found in reasons.items() if sheet == title}
        bad = {row for sheet, row in staged.bad_rows if sheet == title}
        if only_bad and not bad:
            continue
        table = tables[title]
        kept = [
            row
            for row in range(len(table.rows))
            if row < layout.first_row or not only_bad or row in bad
        ]
        marked = {
            (cell.row, cell.column): cell.finding.severity
            for cell in staged.cells
            if cell.sheet == title
        }
        sheet = book.add_worksheet(title or "CSV")
        sheet.set_column(0, table.width, 18)
        _write_table(sheet, style, table, kept, marked, layout.header_row)
        _write_plain_reasons(sheet, style, table, kept, rows, layout.header_row)
        sheet.freeze_panes(min(layout.first_row, 20), 0)
    book.close()
    return out.getvalue()


def _write_summary(book: Any, style: Styles, staged: Staged, findings: tuple[Finding, ...]) -> None:
    sheet = book.add_worksheet(FINDINGS_TITLE)
    for number, row in enumerate(_summary_rows(staged, findings)):
        head = style.word if number in (0, 3) else None
        for column, value in enumerate(row):
            cells = head or (style.text if number > 3 else None)
            _write_cell(sheet, style, number, column, value, cells)
        if number > 3:
            sheet.set_row(number, _height(row, _SUMMARY_WIDTHS))
    for column, width in enumerate(_SUMMARY_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(4, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _write_table(
    sheet: Any,
    style: Styles,
    table: Table,
    kept: list[int],
    marked: Mapping[tuple[int, int | None], Severity],
    header_row: int,
) -> None:
    fills: dict[Severity | None, Any] = {
        Severity.ERROR: style.bad,
        Severity.WARNING: style.warned,
    }
    spread = {
        (row, column): table.cell(merge.top, merge.left)
        for merge in table.merges
        for row in range(merge.top, merge.bottom + 1)
        for column in range(merge.left, merge.left + 1)
    }
    for number, row in enumerate(kept):
        for column in range(len(table.rows[row])):
            value = table.cell(row, column)
            value = spread.get((row, column)) if value is None else value
            severity = marked.get((row, column))
            plain = style.sample_head if row == header_row else None
            _write_cell(sheet, style, number, column, value, fills.get(severity, plain))


def _write_plain_reasons(
    sheet: Any,
    style: Styles,
    table: Table,
    kept: list[int],
    reasons: Mapping[int, list[Finding]],
    header_row: int,
) -> None:
    first = _side_column(table, header_row)
    sheet.set_column(first, first + 1, _REASON_WIDTH)
    for number, row in enumerate(kept):
        if row == header_row:
            sheet.set_row(number, 30)
        elif row in reasons:
            words = [_in_words(reasons[row], row, language) for language in ("vi", "en")]
            sheet.set_row(number, _height(words, [_REASON_WIDTH] * 2))
        for offset, language in enumerate(("vi", "en")):
            if row == header_row:
                text = (REASON_VI, REASON_EN)[offset]
            else:
                text = _in_words(reasons.get(row, []), row, language)
            if text:
                sheet.write_string(number, first + offset, text, style.reason)


def _write_cell(
    sheet: Any, style: Styles, row: int, column: int, value: Cell, cells: Any = None
) -> None:
    if value is None or value == "":
        if cells is not None:
            sheet.write_blank(row, column, None, cells)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, cells or style.plain)
    elif isinstance(value, int | float) and math.isfinite(value):
        sheet.write_number(row, column, value, cells or style.plain)
    elif isinstance(value, datetime) and value.time() != time():
        sheet.write_datetime(row, column, value, style.plain_instant)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, style.plain_date)
    else:
        sheet.write_string(row, column, str(value), cells or style.plain)
