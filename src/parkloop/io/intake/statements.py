"""Turns the rows of a table into raw statements: one per figure, cells still as written.

Total rows are recognised and named, rows without a figure (group titles, signatures) are left
out and listed; a wide row becomes one statement per month or stream.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parkloop.findings import Finding, Where
from parkloop.io.intake import table_rules as rules
from parkloop.io.intake.fields import FIELDS, NOTE_MARK
from parkloop.io.intake.layout import Layout, ValueColumn
from parkloop.io.intake.names import Names
from parkloop.io.intake.numbers import read_number
from parkloop.io.intake.spreadsheet import Cell, Table
from parkloop.io.intake.wording import finding_of, number_text
from parkloop.io.intake.words import is_total, shortened, tidy

_DASHES = ("-", "–", "—")
_STAND_INS = {"period": ("start", "month", "day"), "node": ("to_node",), "to_node": ("node",)}
_FREE_FIELDS = ("note", "text", "series", "reference", "page", "id")
#: A merged cell speaks for all its rows, except where that would count a figure again.
_SPREAD_FIELDS = tuple(f for f in FIELDS if f not in ("quantity", "notation", "id", "text"))


@dataclass(frozen=True)
class Statements:
    """Parallel lists: the table row of each statement, its column of figures, its raw cells."""

    table: Table
    layout: Layout
    rows: list[int]
    values: list[ValueColumn]
    raw: dict[str, list[Cell]]
    findings: tuple[Finding, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def column_of(self, field: str, position: int) -> int | None:
        """The column that a field of a statement stands in."""
        value, field = self.values[position], self.actual(field)
        if field == "quantity" or (field in ("start", "end", "period") and value.span):
            return value.column if value.column >= 0 else None
        if field == "stream" and value.stream:
            return value.column
        return self.layout.column(field)

    def actual(self, field: str) -> str:
        """The field that stands in this table for another: 'start' for 'period'."""
        stand_ins = _STAND_INS.get(field, ())
        if field in self.layout.columns:
            return field
        return next((name for name in stand_ins if name in self.layout.columns), field)

    def label_of(self, field: str, position: int) -> str:
        value, field = self.values[position], self.actual(field)
        in_header = (field == "quantity" and self.layout.wide) or (
            field in ("start", "end", "period", "stream")
            and self.column_of(field, position) == value.column
        )
        return value.header if in_header else self.layout.label(field)


_NO_COLUMN = ValueColumn(-1, "")


def statements_of(table: Table, layout: Layout, names: Names) -> Statements:
    """Every statement of a table, in the order of rows and columns."""
    sorted_rows = _RowSorter(table, layout, names)
    kept = [row for row in range(layout.first_row, len(table.rows)) if sorted_rows.holds_data(row)]
    values = layout.values or (_NO_COLUMN,)
    pairs = [
        (row, value)
        for row in kept
        for value in values
        if not layout.wide or _filled(table.cell(row, value.column))
    ]
    rows, columns = [row for row, _ in pairs], [value for _, value in pairs]
    raw = {field: _raw(field, table, layout, rows, columns) for field in FIELDS}
    findings = (*sorted_rows.findings(), *_total_columns(table, layout, kept))
    return Statements(table, layout, rows, columns, raw, findings)


def _raw(
    field: str,
    table: Table,
    layout: Layout,
    rows: list[int],
    values: list[ValueColumn],
) -> list[Cell]:
    if field == "quantity":
        return [_figure(table.cell(row, v.column)) for row, v in zip(rows, values, strict=True)]
    cells = _column_cells(field, table, layout, rows)
    if field == "unit" and any(value.unit for value in layout.values):
        own = _header_units(layout)
        cells = [c or own.get(v.column) for c, v in zip(cells, values, strict=True)]
    if field == "stream" and any(value.stream for value in layout.values):
        cells = [v.stream for v in values]
    return cells


def _header_units(layout: Layout) -> dict[int, str]:
    """Column of figures → unit in its header. A unit on the month applies to that month."""
    headers = {header.column: header.unit for header in layout.headers}
    return {v.column: v.unit or headers.get(v.column, "") for v in layout.values}


def _column_cells(field: str, table: Table, layout: Layout, rows: list[int]) -> list[Cell]:
    column = layout.column(field)
    if column is None:
        return [None] * len(rows)
    cells = [_blank_to_none(table.cell(row, column)) for row in rows]
    if field not in _SPREAD_FIELDS:
        return cells
    spread = _merged_cells(table, column)
    return [spread.get(r, c) if c is None else c for r, c in zip(rows, cells, strict=True)]


def _merged_cells(table: Table, column: int) -> dict[int, Cell]:
    return {
        row: table.cell(merge.top, merge.left)
        for merge in table.merges
        if merge.left <= column <= merge.right and merge.bottom > merge.top
        for row in range(merge.top, merge.bottom + 1)
    }


def _blank_to_none(cell: Cell) -> Cell:
    if isinstance(cell, str) and not cell.strip():
        return None
    # True equals 1 as a key of a dictionary; as a word it stays apart.
    return str(cell).upper() if isinstance(cell, bool) else cell


def _filled(cell: Cell) -> bool:
    return _figure(cell) is not None


def _figure(cell: Cell) -> Cell:
    """A cell of a column of figures; a lone dash stands for an empty one."""
    return None if isinstance(cell, str) and cell.strip() in _DASHES else _blank_to_none(cell)


class _RowSorter:
    """Tells rows of data from totals, titles, signatures, notes and repeated headers."""

    def __init__(self, table: Table, layout: Layout, names: Names) -> None:
        self.table = table
        self.layout = layout
        self.names = names
        used = {h.column: field for field, h in layout.columns.items()}
        self.mapped = sorted(used)
        figures = {value.column for value in layout.values}
        self.labels = [
            column
            for column in range(table.width)
            if column not in figures and used.get(column, "stream") not in _FREE_FIELDS
        ]
        self.id_column = layout.column("id")
        self.header = [tidy(cell) for cell in table.rows[layout.header_row]]
        self.totals: list[tuple[int, str]] = []
        self.without_figures: list[int] = []

    def holds_data(self, row: int) -> bool:
        cells = self.table.rows[row]
        if all(cell in ("", None) for cell in cells) or self._is_note(row):
            return False
        total = self._total(row)
        if total:
            self.totals.append((row, total))
            return False
        if not self._has_figure(row) or self._repeats_header(row):
            self.without_figures.append(row)
            return False
        return True

    def _is_note(self, row: int) -> bool:
        return self.id_column is not None and tidy(self.table.cell(row, self.id_column)).startswith(
            NOTE_MARK
        )

    def _total(self, row: int) -> str:
        for column in self.labels:
            cell = self.table.cell(row, column)
            if isinstance(cell, str) and is_total(cell.strip()):
                stream = self.layout.column("stream") == column
                if not (stream and self.names.streams.find(cell).id):
                    return tidy(cell)
        return ""

    def _has_figure(self, row: int) -> bool:
        """A figure, a key or a text; or so much else that one has been forgotten."""
        if self.layout.wide:
            figures = [self.table.cell(row, v.column) for v in self.layout.values]
            label = any(_blank_to_none(self.table.cell(row, c)) for c in self.mapped)
            return any(_filled(f) and (label or _is_number(f)) for f in figures)
        filled = sum(1 for c in self.mapped if _blank_to_none(self.table.cell(row, c)) is not None)
        if filled > 2 or 2 * filled > len(self.mapped):
            return True
        return any(_is_number(self.table.cell(row, v.column)) for v in self.layout.values)

    def _repeats_header(self, row: int) -> bool:
        cells = self.table.rows[row]
        # Most rows differ in their first cells; the whole comparison is for the few that do not.
        same = zip(cells, self.header, strict=False)
        return all(tidy(cell) == head for cell, head in same) and len(cells) == len(self.header)

    def findings(self) -> Iterator[Finding]:
        for row, words in self.totals:
            where = Where(file=self.table.file, sheet=self.table.sheet, row=row + 1)
            yield rules.TOTAL_ROW.finding(where, words=shortened(words))
        if self.without_figures:
            where = Where(file=self.table.file, sheet=self.table.sheet)
            rows = _ranges([row + 1 for row in self.without_figures])
            yield rules.ROWS_WITHOUT_FIGURES.finding(where, rows=rows)


def _is_number(cell: Cell) -> bool:
    return cell is not None and read_number(cell).unread is None


def _ranges(numbers: list[int]) -> str:
    """'3, 7–9, 12'."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ", ".join(str(p[0]) if len(p) == 1 else f"{p[0]}–{p[-1]}" for p in parts)


def _total_columns(table: Table, layout: Layout, rows: list[int]) -> Iterator[Finding]:
    """A stated total that the row's own figures do not add up to (real numbers only)."""
    if not layout.wide or len(layout.totals) != 1 or any(v.stream for v in layout.values):
        return
    for row in rows:
        stated = table.cell(row, layout.totals[0])
        figures = [table.cell(row, v.column) for v in layout.values]
        numbers = [f for f in figures if isinstance(f, int | float) and not isinstance(f, bool)]
        if not isinstance(stated, int | float) or not numbers:
            continue
        if len(numbers) < sum(1 for f in figures if _filled(f)):
            continue
        total = sum(numbers)
        if abs(total - stated) > 0.005 * max(abs(total), abs(stated)):
            where = Where(file=table.file, sheet=table.sheet, row=row + 1)
            yield finding_of(
                rules.TOTAL_DIFFERS, where, stated=number_text(stated), sum=number_text(total)
            )
