"""Reads a plain table that a person wrote: CSV with a header, rows with the number they show."""

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
        "Lưu tệp dạng CSV UTF-8 có dòng tiêu đề, phân cách bằng dấu phẩy hoặc chấm phẩy.",
        "Save it as CSV in UTF-8 with a header, separated by commas or semicolons.",
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


def read_table(path: Path, needed: Sequence[str]) -> tuple[TableRow, ...]:
    """Rows of a table that are not empty; raises InputRefused when it is no such table."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _refused(path, UNREADABLE, problem=f"> {MOST_BYTES:,} bytes")
        text = path.read_text(encoding="utf-8-sig")
        first = text.split("\n", maxsplit=1)[0]
        delimiter = ";" if first.count(";") > first.count(",") else ","
        reader = csv.DictReader(io.StringIO(text), delimiter=delimiter, restkey="…")
        header = [name.strip() for name in reader.fieldnames or ()]
        reader.fieldnames = header
        rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise _refused(path, UNREADABLE, problem=str(problem)) from problem
    lacking = [name for name in needed if name not in header]
    if lacking:
        raise _refused(path, NO_COLUMN, columns=", ".join(lacking), present=", ".join(header))
    return tuple(
        TableRow(number, {name: (row[name] or "").strip() for name in header})
        for number, row in enumerate(rows, start=2)
        if any((row[name] or "").strip() for name in header)
    )


def _refused(path: Path, rule: Rule, **values: object) -> InputRefused:
    return InputRefused(
        Text(f"{path.name}: chưa dùng được.", f"{path.name}: cannot be used yet."),
        [rule.finding(Where(file=path.name), "", **values)],
    )
