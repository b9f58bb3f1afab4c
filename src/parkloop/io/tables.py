"""Reads a plain table that a person wrote: a header, rows with the number they show.

Columns are divided by commas, semicolons or tabs (as a spreadsheet copies them).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from parkloop.errors import InputRefused
from parkloop.findings import Rule, Severity, Where
from parkloop.texts import Text

MOST_BYTES = 50_000_000

UNREADABLE = Rule(
    "TAB-01",
    Severity.ERROR,
    Text("Không đọc được tệp: {problem}.", "The file cannot be read: {problem}."),
    Text(
        "Lưu tệp dạng CSV UTF-8 có dòng tiêu đề, phân cách bằng dấu phẩy, chấm phẩy hoặc tab.",
        "Save it as CSV in UTF-8 with a header, separated by commas, semicolons or tabs.",
    ),
)
NO_COLUMN = Rule(
    "TAB-02",
    Severity.ERROR,
    Text("Thiếu cột: {columns}.", "Columns are missing: {columns}."),
    Text(
        "Thêm các cột này vào dòng tiêu đề; có: {present}.",
        "Add them to the header; there are: {present}.",
    ),
)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: the number a person sees (the header is 1), its cells by column."""

    number: int
    cells: Mapping[str, str]


def read_table(
    path: Path, needed: Sequence[str], most_bytes: int = MOST_BYTES
) -> tuple[TableRow, ...]:
    """Rows of a table that are not empty; raises InputRefused when it is no such table."""
    try:
        if path.stat().st_size > most_bytes:
            raise _refused(path.name, UNREADABLE, problem=f"> {most_bytes:,} bytes")
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as problem:
        raise _refused(path.name, UNREADABLE, problem="not found") from problem
    except (OSError, UnicodeDecodeError) as problem:
        raise _refused(path.name, UNREADABLE, problem=str(problem)) from problem
    return rows_of(text, needed, path.name)


def rows_of(text: str, needed: Sequence[str], file: str = "") -> tuple[TableRow, ...]:
    """Rows of the table that a text holds; raises InputRefused when it is no such table."""
    first = text.split("\n", maxsplit=1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter, restkey="…")
    try:
        header = [name.strip() for name in reader.fieldnames or ()]
        reader.fieldnames = header
        rows = list(reader)
    except csv.Error as problem:
        raise _refused(file, UNREADABLE, problem=str(problem)) from problem
    lacking = [name for name in needed if name not in header]
    if lacking:
        raise _refused(file, NO_COLUMN, columns=", ".join(lacking), present=", ".join(header))
    return tuple(
        TableRow(number, {name: (row[name] or "").strip() for name in header})
        for number, row in enumerate(rows, start=2)
        if any((row[name] or "").strip() for name in header)
    )


def _refused(file: str, rule: Rule, **values: object) -> InputRefused:
    return InputRefused(
        Text(f"{file or 'Bảng'}: chưa dùng được.", f"{file or 'The table'}: cannot be used yet."),
        [rule.finding(Where(file=file, row=int(rule is NO_COLUMN)), "", **values)],
    )
