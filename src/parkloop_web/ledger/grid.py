"""The year of an enterprise as a sheet: a line per usual flow, a cell per month.

A line is everything a statement speaks of except its time and reference. A month in which a line
has one statement can be typed over; several (weighing slips, say) are shown as their number and
opened one by one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import blake2b
from typing import Any, Final

import polars as pl

from parkloop.catalog.catalog import Catalog
from parkloop.ledger.park import Park
from parkloop.periods import month as month_period
from parkloop.texts import Text
from parkloop_web.ledger.history_words import Row, Words, local_month
from parkloop_web.ledger.intake_limits import locked_months
from parkloop_web.ledger.models import State
from parkloop_web.ledger.snapshot import stated_now
from parkloop_web.parks.models import Node

#: What makes a line.
LINE: Final = ("kind", "stream", "property", "from_node", "to_node", "activity", "series")
_KINDS: Final = ("flow", "balance", "observation")


class Fill(StrEnum):
    """What a cell holds."""

    EMPTY = "empty"
    ONE = "one"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Cell:
    """A line in a month; ``entry`` is the version that one types over, '' for none."""

    fill: Fill = Fill.EMPTY
    key: str = ""
    entry: str = ""
    quantity: float | None = None
    unit: str = ""
    status: str = ""
    notation: str = ""
    note: str = ""
    text: str = ""
    reference: str = ""
    count: int = 0


@dataclass(frozen=True)
class Line:
    """A usual flow (or balance, or observation) with its twelve months."""

    id: str
    told: Mapping[str, str]
    unit: str
    status: str
    what: Text
    ends: Text
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Grid:
    """A year: its months, which of them are locked, the lines, and what has another period."""

    year: int
    months: tuple[date, ...]
    locked: Mapping[date, State]
    lines: tuple[Line, ...]
    others: tuple[dict[str, Any], ...] = field(default=())


def line_id(told: Mapping[str, Any]) -> str:
    joined = "\x1f".join(str(told[name]) for name in LINE)
    return blake2b(joined.encode(), digest_size=8).hexdigest()


def grid_of(enterprise: Node, year: int, park: Park, catalog: Catalog) -> Grid:
    """The sheet of a year; its lines are those of this year and the last."""
    months = tuple(date(year, number, 1) for number in range(1, 13))
    rows = stated_now(enterprise, date(year - 1, 1, 1), months[-1])
    words = Words(park, catalog)
    monthly, others = _split(rows, park.zone)
    lines: dict[str, list[dict[str, Any]]] = {}
    for row in monthly:
        lines.setdefault(line_id(row), []).append(row)
    made = [_line(key, held, months, words, park.zone) for key, held in lines.items()]
    return Grid(
        year=year,
        months=months,
        locked=locked_months(enterprise, months),
        lines=tuple(sorted(made, key=_order)),
        others=tuple(row for row in others if local_month(row["start"], park.zone).year == year),
    )


def _split(rows: pl.DataFrame, zone: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Statements about one whole month, and the others."""
    monthly: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    for row in rows.iter_rows(named=True):
        first = local_month(row["start"], zone)
        whole = month_period(first.year, first.month, zone)
        same = (row["start"], row["end"]) == (whole.start, whole.end)
        (monthly if same else others).append(row)
    return monthly, others


def _line(key: str, rows: Sequence[Row], months: tuple[date, ...], words: Words, zone: str) -> Line:
    newest = max(rows, key=lambda row: row["start"])
    by_month: dict[date, list[Row]] = {}
    for row in rows:
        by_month.setdefault(local_month(row["start"], zone), []).append(row)
    return Line(
        id=key,
        told={name: newest[name] for name in LINE},
        unit=newest["unit"],
        status=newest["status"],
        what=words.what(newest),
        ends=words.ends(newest),
        cells=tuple(_cell(by_month.get(month, [])) for month in months),
    )


def _cell(rows: list[Row]) -> Cell:
    if not rows:
        return Cell()
    if len(rows) > 1:
        return Cell(fill=Fill.SEVERAL, count=len(rows), key=rows[0]["key"])
    return cell_of(rows[0])


def cell_of(row: Row) -> Cell:
    """A statement as a cell."""
    return Cell(
        fill=Fill.ONE,
        key=row["key"],
        entry=row["entry"],
        quantity=row["quantity"],
        unit=row["unit"],
        status=row["status"],
        notation=row["notation"],
        note=row["note"],
        text=row["text"],
        reference=row["reference"],
        count=1,
    )


def _order(line: Line) -> tuple[object, ...]:
    return (
        _KINDS.index(line.told["kind"]),
        line.told["stream"],
        line.told["from_node"],
        line.told["to_node"],
        line.id,
    )
