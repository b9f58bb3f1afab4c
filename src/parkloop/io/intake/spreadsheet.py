"""Reads workbooks and separated text into tables of typed cells; only after the guard."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, SheetVisibleEnum, load_workbook

from parkloop.errors import InputRefused
from parkloop.findings import Where
from parkloop.io.intake import guard_rules as rules
from parkloop.io.intake.guard import FileKind, admit_file, text_encoding
from parkloop.io.intake.guard_rules import DEFAULT_LIMITS, Limits
from parkloop.texts import Text

#: '' or None is an empty cell.
Cell = str | float | int | bool | date | datetime | time | timedelta | None
_Corner = tuple[int, int]
_MOST_MERGED_ROWS = 1_000_000
_SEPARATORS = (";", "\t", ",", "|")


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells joined into one, by 0-based rows and columns, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Table:
    """One visible sheet: ``rows[i]`` is the row that a person sees as number i + 1."""

    file: str
    sheet: str
    rows: list[list[Cell]]
    merges: tuple[Merge, ...] = ()

    def cell(self, row: int, column: int) -> Cell:
        """A cell, None when it is empty or lies outside."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return None
        value = self.rows[row][column]
        return None if value == "" else value

    @cached_property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)


def column_letters(column: int) -> str:
    """'A' for 0, 'AB' for 27."""
    letters = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def read_tables(path: Path, limits: Limits = DEFAULT_LIMITS) -> tuple[Table, ...]:
    """Every visible sheet of a file; raises InputRefused with the reasons (FILE-nn)."""
    if admit_file(path, limits) is FileKind.WORKBOOK:
        return _read_workbook(path)
    return (_read_separated(path),)


def _read_workbook(path: Path) -> tuple[Table, ...]:
    try:
        with load_workbook(path) as workbook:
            return tuple(
                _table(path, workbook.get_sheet_by_name(sheet.name))
                for sheet in workbook.sheets_metadata
                if sheet.visible is SheetVisibleEnum.Visible
            )
    except CalamineError as problem:
        raise _damaged(path, str(problem)) from problem


def _table(path: Path, sheet: CalamineSheet) -> Table:
    # Files may leave out empty rows and columns at the top; row numbers must not move.
    rows = sheet.to_python(skip_empty_area=False)
    merges = tuple(_merges(sheet.merged_cell_ranges or (), len(rows)))
    return Table(path.name, sheet.name, [list(row) for row in rows], merges)


def _merges(ranges: Iterable[tuple[_Corner, _Corner]], height: int) -> Iterator[Merge]:
    """Merged cells that hold rows of the sheet; a file may claim any number of any size."""
    covered = 0
    for first, last in ranges:
        bottom = min(last[0], height - 1)
        covered += max(0, bottom - first[0] + 1)
        if first[0] <= bottom and covered <= _MOST_MERGED_ROWS:
            yield Merge(first[0], first[1], bottom, last[1])


def _read_separated(path: Path) -> Table:
    text = path.read_text(encoding=text_encoding(path))
    declared = ""
    if text[:5].lower().startswith("sep=") and text[5:6] in ("\n", "\r"):
        declared = text[4]
    try:
        rows = list(
            csv.reader(io.StringIO(text), delimiter=declared or _separator(text), strict=True)
        )
    except csv.Error as problem:
        raise _damaged(path, str(problem)) from problem
    return Table(path.name, "", [list(row) for row in (rows if not declared else [[], *rows[1:]])])


def _separator(text: str) -> str:
    """The sign that cuts the first lines into the most columns, alike in most lines."""
    sample = "\n".join([line for line in text[:100_000].splitlines() if line.strip()][:50])

    def columns(separator: str) -> int:
        try:
            widths = Counter(map(len, csv.reader(io.StringIO(sample), delimiter=separator)))
        except csv.Error:
            return 0
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return width * count

    return max(_SEPARATORS, key=columns)


def _damaged(path: Path, problem: str) -> InputRefused:
    return InputRefused(
        Text(f"Tệp {path.name} bị từ chối.", f"The file {path.name} is refused."),
        (rules.DAMAGED.finding(Where(file=path.name), problem=problem),),
    )
