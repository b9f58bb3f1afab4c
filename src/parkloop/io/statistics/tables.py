"""Statistics from CSV and Excel: one value a row, or years as columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from parkloop.errors import InputRefused
from parkloop.findings import Finding, Where
from parkloop.io.intake.spreadsheet import Table, read_tables
from parkloop.io.intake.words import tidy
from parkloop.io.statistics.meaning import Defaults
from parkloop.io.statistics.raw import Raw, column_of, split_extra
from parkloop.io.statistics.rules import RULES
from parkloop.texts import Text

_PERIOD = re.compile(
    r"^(?:(?:năm|year|sơ bộ|ước|prel\.?|est\.?)\s*)?(\d{4})(?:-?(?:Q\d|S\d|\d\d))?$", re.I
)
#: The header stands somewhere in the first rows, below titles.
_MOST_TITLE_ROWS = 30


def read_table_file(path: Path, defaults: Defaults) -> list[Raw]:
    """Raw rows of every sheet that has a header; raises InputRefused where none has."""
    rows: list[Raw] = []
    findings: list[Finding] = []
    for table in read_tables(path):
        found = _rows_of(table, defaults, findings)
        rows += found
    if not rows:
        raise InputRefused(
            Text(f"Tệp {path.name} bị từ chối.", f"The file {path.name} is refused."), findings
        )
    return rows


def _rows_of(table: Table, defaults: Defaults, findings: list[Finding]) -> list[Raw]:
    for number in range(min(_MOST_TITLE_ROWS, len(table.rows))):
        header = [tidy(cell) for cell in table.rows[number]]
        columns = {place: column_of(words) for place, words in enumerate(header) if words}
        periods = {place: words for place, words in enumerate(header) if _PERIOD.match(words)}
        lacking = _lacking(set(columns.values()), bool(periods), defaults)
        if not lacking:
            return list(_cells(table, number, header, periods, columns))
        if number == 0 or len(columns) > 2:
            findings.append(_no_header(table, number, lacking, header))
    return []


def _lacking(columns: set[str | None], wide: bool, defaults: Defaults) -> list[str]:
    needed = {"indicator", "area", "period", "value"} - columns
    if wide:
        needed -= {"period", "value"}
    return sorted(name for name in needed if not getattr(defaults, name, ""))


def _no_header(table: Table, number: int, lacking: list[str], header: list[str]) -> Finding:
    where = Where(file=table.file, sheet=table.sheet, row=number + 1)
    present = ", ".join(words for words in header if words) or "—"
    return RULES["OBS-02"].finding(where, columns=", ".join(lacking), present=present)


def _cells(
    table: Table,
    number: int,
    header: list[str],
    periods: dict[int, str],
    columns: dict[int, str | None],
) -> Iterator[Raw]:
    for place in range(number + 1, len(table.rows)):
        row = table.rows[place]
        if not any(tidy(cell) for cell in row):
            continue
        cells: dict[str, object] = {}
        further: list[tuple[str, str]] = []
        for column, name in columns.items():
            if column in periods or name == "":
                continue
            if name is None:
                further.append((header[column].lower(), tidy(table.cell(place, column))))
            else:
                cells.setdefault(name, table.cell(place, column))
        extra = split_extra(further)
        if not periods or "value" in columns.values():
            yield Raw(cells, place + 1, table.sheet, extra)
            continue
        for column, period in periods.items():
            whole = {**cells, "period": period, "value": table.cell(place, column)}
            yield Raw(whole, place + 1, table.sheet, extra)
