"""Finds the table in a sheet: the header row, what its columns mean, which hold the figures.

Figures stand in one column (a long table), in a column per month, or in a column per stream.
Titles above, merged cells, a header in two rows, a row of units or of numbers below it, and
columns of totals are all usual.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from parkloop.findings import Finding, Where
from parkloop.io.intake import table_rules as rules
from parkloop.io.intake.dates import Grain, Span, in_range, is_month_name, read_span
from parkloop.io.intake.fields import FIELDS, FORMS, NOTE_MARK
from parkloop.io.intake.headers import Header, match_headers, twice
from parkloop.io.intake.mappings import SenderMapping
from parkloop.io.intake.names import Names
from parkloop.io.intake.spreadsheet import Table, column_letters
from parkloop.io.intake.units import read_unit
from parkloop.io.intake.words import plain, tidy
from parkloop.texts import Text, same_in_both

_ROWS_SEARCHED = 40
_YEAR = re.compile(r"(?<!\d)(?:19[9]\d|20\d\d)(?!\d)")
_PERIOD_FIELDS = ("start", "end", "period", "month", "day")
_NUMBERING = re.compile(r"^\(?(?:\d{1,2}|[a-z])\)?$")


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A column of figures; what its header says beyond 'quantity'."""

    column: int
    header: str
    span: Span | None = None
    stream: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Layout:
    """How one table is read. Rows and columns count from 0."""

    kind: str
    header_row: int
    first_row: int
    columns: Mapping[str, Header]
    values: tuple[ValueColumn, ...]
    headers: tuple[Header, ...]
    totals: tuple[int, ...] = ()
    month_without_year: bool = False
    findings: tuple[Finding, ...] = ()

    @property
    def wide(self) -> bool:
        return any(value.span or value.stream for value in self.values)

    def column(self, field: str) -> int | None:
        header = self.columns.get(field)
        return None if header is None else header.column

    def label(self, field: str) -> str:
        """What the sender calls a field, or what we call it."""
        header = self.columns.get(field)
        name = FIELDS[field].name
        return header.text if header else f"{name.vi} / {name.en}"

    def named(self, field: str) -> Text:
        """The same for a sentence: one language at a time where the header is ours."""
        header, name = self.columns.get(field), FIELDS[field].name
        ours = header is None or plain(header.text) in (plain(f"{name.vi} / {name.en}"), "")
        return name if ours or header is None else same_in_both(header.text)

    def learned(self) -> dict[str, str]:
        """Header → field, for the sender's mapping."""
        return {plain(header.text): field for field, header in self.columns.items()}


def find_layout(table: Table, names: Names, mapping: SenderMapping) -> Layout | None:
    """The best header row of the first forty; None when no row looks like one."""
    best: tuple[int, Layout] | None = None
    for row in range(min(len(table.rows), _ROWS_SEARCHED)):
        if sum(1 for cell in table.rows[row] if cell not in ("", None)) < 2:
            continue
        layout = _layout_at(table, row, names, mapping)
        if layout and (best is None or _score(layout) > best[0]):
            best = (_score(layout), layout)
    return _completed(table, best[1], mapping) if best else None


def _score(layout: Layout) -> int:
    return 2 * len(layout.columns) + len(layout.values)


def _layout_at(table: Table, row: int, names: Names, mapping: SenderMapping) -> Layout | None:
    headers = tuple(_headers(table, row))
    matched = match_headers(headers, mapping)
    months, coarser, bare = _month_columns(table, row, headers, matched, mapping)
    if len(months) >= 2:
        of_months = {value.column for value in months}
        matched = {
            field: header
            for field, header in matched.items()
            if field not in (*_PERIOD_FIELDS, "quantity") and header.column not in of_months
        }
        values = months
    elif "quantity" in matched:
        values = (ValueColumn(matched["quantity"].column, matched["quantity"].text),)
    else:
        values = _stream_columns(headers, matched, names)
    others = [field for field in matched if field != "quantity"]
    said_otherwise = ("notation" in matched or "text" in matched) and len(others) > 2
    if not others or not (values or said_otherwise):
        return None
    return Layout(
        kind=_kind_of(table, mapping),
        header_row=row,
        first_row=row + 1,
        columns=_one_period(matched),
        values=values,
        headers=headers,
        totals=(*coarser, *(header.column for header in headers if header.is_total)),
        month_without_year=bare,
    )


def _headers(table: Table, row: int) -> Iterator[Header]:
    """The cells of a header row; an empty one takes the cell above, as in two-row headers."""
    for column in range(table.width):
        cell = table.cell(row, column)
        if cell is None and row > 0:
            cell = table.cell(row - 1, column)
        if cell is not None:
            yield Header.of(column, cell)


def _kind_of(table: Table, mapping: SenderMapping) -> str:
    title = plain(table.sheet)
    for form in FORMS.values():
        if title in (plain(form.name.vi), plain(form.name.en), plain(form.title)):
            return form.kind
    return mapping.constant("kind") or "flow"


def _one_period(matched: dict[str, Header]) -> dict[str, Header]:
    """Keep one way of saying when: from–to, else period, else month, else day."""
    for kept in (("start", "end"), ("period",), ("month",), ("day",)):
        if any(field in matched for field in kept):
            return {f: h for f, h in matched.items() if f in kept or f not in _PERIOD_FIELDS}
    return matched


def _month_columns(
    table: Table,
    row: int,
    headers: tuple[Header, ...],
    matched: Mapping[str, Header],
    mapping: SenderMapping,
) -> tuple[tuple[ValueColumn, ...], tuple[int, ...], bool]:
    """Columns whose header is a period; those that sum others (a quarter beside its months);
    and whether some are months without a year.
    """
    taken = {header.column for field, header in matched.items() if field not in _PERIOD_FIELDS}
    free = [header for header in headers if header.column not in taken and not header.is_total]
    found, bare = [], False
    for header in free:
        cell = table.cell(row, header.column)
        year = mapping.year or _year_above(table, row, header.column)
        span = read_span(header.name if isinstance(cell, str) else cell, year)
        if span and span.grain is not Grain.INSTANT and in_range(span):
            found.append(ValueColumn(header.column, header.text, span, unit=header.unit))
        elif isinstance(cell, str) and is_month_name(header.name):
            found.append(ValueColumn(header.column, header.text, None, unit=header.unit))
            bare = True
    values = _dates_as_months(tuple(found), table, row)
    finest = min((_grain(value) for value in values), default=Grain.MONTH)
    return (
        tuple(value for value in values if _grain(value) is finest),
        tuple(value.column for value in values if _grain(value) is not finest),
        bare,
    )


def _grain(value: ValueColumn) -> Grain:
    return value.span.grain if value.span else Grain.MONTH


def _dates_as_months(
    values: tuple[ValueColumn, ...], table: Table, row: int
) -> tuple[ValueColumn, ...]:
    """Spreadsheets turn 'Jan-25' into the first of January: several such firsts are months."""
    days = [v for v in values if isinstance(table.cell(row, v.column), date | datetime)]
    if len(days) < 2 or any(v.span is None or v.span.first.day != 1 for v in days):
        return values
    return tuple(replace(v, span=_whole_month(v.span)) if v in days else v for v in values)


def _whole_month(span: Span | None) -> Span | None:
    return read_span(f"{span.first:%Y-%m}") if span else None


def _stream_columns(
    headers: tuple[Header, ...], matched: Mapping[str, Header], names: Names
) -> tuple[ValueColumn, ...]:
    """Columns that are called after a stream, in a table that tells the period by row."""
    if "stream" in matched or not any(field in matched for field in _PERIOD_FIELDS):
        return ()
    taken = {header.column for header in matched.values()}
    return tuple(
        ValueColumn(header.column, header.text, stream=match.id, unit=header.unit)
        for header in headers
        if header.column not in taken
        and not header.is_total
        and (match := names.streams.find(header.name)).id
    )


def _year_above(table: Table, row: int, column: int) -> int | None:
    """'Năm 2025' in the row above a block of months, at or left of the column."""
    if row == 0:
        return None
    for left in range(column, -1, -1):
        cell = table.cell(row - 1, left)
        if cell is not None:
            years = set(_YEAR.findall(tidy(cell)))
            return int(years.pop()) if len(years) == 1 else None
    return None


def _completed(table: Table, layout: Layout, mapping: SenderMapping) -> Layout:
    """With years for bare months, units from a row below, and what is worth saying."""
    findings: list[Finding] = []
    if layout.month_without_year:
        layout = _with_year(table, layout, findings)
    layout = _below_header(table, layout)
    findings += _column_findings(table, layout, mapping)
    return replace(layout, findings=tuple(findings))


def _with_year(table: Table, layout: Layout, findings: list[Finding]) -> Layout:
    title = titled_year(table, layout.header_row)
    where = Where(file=table.file, sheet=table.sheet, row=layout.header_row + 1)
    if title is None:
        findings.append(rules.NO_YEAR.finding(where))
        return layout
    year, words = title
    findings.append(rules.YEAR_FROM_TITLE.finding(where, year=year, title=words))
    values = tuple(
        value
        if value.span
        else replace(value, span=read_span(Header.of(0, value.header).name, year))
        for value in layout.values
    )
    return replace(layout, values=values)


def titled_year(table: Table, header_row: int) -> tuple[int, str] | None:
    """The only year that the title rows, or else the name of the sheet or file, speak of; and
    the words that do.
    """
    above = [tidy(cell) for row in table.rows[:header_row] for cell in row if cell]
    for texts in (above, [table.sheet], [table.file]):
        found = {year: text for text in texts for year in _YEAR.findall(text)}
        if len(found) == 1:
            year, words = next(iter(found.items()))
            return int(year), words
        if found:
            return None
    return None


def _below_header(table: Table, layout: Layout) -> Layout:
    """Skip rows that belong to the header: units, numbering, and notes for people."""
    row, values = layout.first_row, layout.values
    while row < len(table.rows) and row < layout.first_row + 3:
        texts = {c: tidy(v) for c, v in enumerate(table.rows[row]) if tidy(v)}
        if texts and all(_is_unit_cell(text) for text in texts.values()):
            values = tuple(
                replace(value, unit=value.unit or texts.get(value.column, "").strip("()[]"))
                for value in values
            )
        elif not _is_numbering(list(texts.values())) and not _is_note(table, layout, row):
            break
        row += 1
    return replace(layout, first_row=row, values=values)


def _is_unit_cell(text: str) -> bool:
    bare = text.strip("()[]")
    return not bare.isdigit() and read_unit(bare) is not None


def _is_numbering(texts: list[str]) -> bool:
    """'(1) (2) (3)' or 'A B 1 2 3', as official forms number their columns."""
    numbers = [int(t.strip("()")) for t in texts if t.strip("()").isdecimal()]
    return (
        len(texts) >= 3
        and all(_NUMBERING.match(text.casefold()) for text in texts)
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)) if numbers else [])
        and len(numbers) >= 2
    )


def _is_note(table: Table, layout: Layout, row: int) -> bool:
    column = layout.column("id")
    return column is not None and tidy(table.cell(row, column)).startswith(NOTE_MARK)


def _column_findings(table: Table, layout: Layout, mapping: SenderMapping) -> Iterator[Finding]:
    where = Where(file=table.file, sheet=table.sheet, row=layout.header_row + 1)
    used = {header.column for header in layout.columns.values()}
    used |= {value.column for value in layout.values} | set(layout.totals)
    for first, second in twice(layout.headers, layout.columns):
        yield rules.COLUMN_TWICE.finding(
            where,
            name=first.text,
            first=column_letters(first.column),
            second=column_letters(second.column),
        )
    left_out = {h.column for h in layout.headers if h.is_ignored or mapping.column(h.text) == ""}
    unread = [h for h in layout.headers if h.column not in used | left_out]
    if unread:
        named = ", ".join(f"{column_letters(h.column)} “{h.text[:60]}”" for h in unread)
        yield rules.UNREAD_COLUMNS.finding(where, columns=named)
