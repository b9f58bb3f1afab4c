"""Cells that were put right after a file was read; the file itself stays as it came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from parkloop.io.intake.spreadsheet import Cell, Table


@dataclass(frozen=True, slots=True)
class Repair:
    """What a cell should say instead; ``row`` and ``column`` count from 0.

    Without ``column`` the whole row is left out.
    """

    sheet: str
    row: int
    column: int | None
    value: Cell = None


def repaired(tables: Iterable[Table], repairs: Iterable[Repair]) -> tuple[Table, ...]:
    """The tables with the repairs put in, in their order; a cell outside its sheet is ignored."""
    by_sheet: dict[str, list[Repair]] = {}
    for repair in repairs:
        by_sheet.setdefault(repair.sheet, []).append(repair)
    return tuple(_with(table, by_sheet.get(table.sheet, [])) for table in tables)


def _with(table: Table, repairs: list[Repair]) -> Table:
    if not repairs:
        return table
    rows = list(table.rows)
    for repair in repairs:
        if not 0 <= repair.row < len(rows):
            continue
        if repair.column is None:
            rows[repair.row] = [None] * len(rows[repair.row])
        elif 0 <= repair.column < table.width:
            longer = [*rows[repair.row], *[None] * (table.width - len(rows[repair.row]))]
            longer[repair.column] = repair.value
            rows[repair.row] = longer
    return replace(table, rows=rows)
