"""Reads the raw statements of one table into typed columns, and marks every cell that fails.

Each cell is read on its own here; what depends on several cells is checked in ``row_checks``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

import polars as pl

from parkloop.catalog.catalog import Catalog
from parkloop.findings import Finding, Severity, Where
from parkloop.io.intake import row_rules as rules
from parkloop.io.intake import table_rules
from parkloop.io.intake.dates import day_first_of, is_month_name, read_span
from parkloop.io.intake.layout import titled_year
from parkloop.io.intake.mappings import SenderMapping
from parkloop.io.intake.names import Names
from parkloop.io.intake.numbers import Decimal, Unread, decimal_of, read_number
from parkloop.io.intake.readings import (
    PeriodReader,
    Problem,
    Reading,
    read_each,
    read_name,
    read_quantity,
    read_share,
    read_text,
    read_written_unit,
)
from parkloop.io.intake.spreadsheet import Cell, column_letters
from parkloop.io.intake.statements import Statements
from parkloop.io.intake.wording import finding_of, number_text
from parkloop.io.intake.words import shown, tidy
from parkloop.ledger.columns import STATED_SCHEMA
from parkloop.ledger.park import Park
from parkloop.periods import Period

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
_LONG_TEXT, _SHORT_TEXT = 2_000, 200


@dataclass(frozen=True, slots=True)
class Mark:
    """A problem of one statement in one field; ``also`` is another statement it concerns."""

    position: int
    field: str
    problem: Problem
    also: int | None = None

    @property
    def is_error(self) -> bool:
        return self.problem.rule.severity is Severity.ERROR


@dataclass
class Draft:
    """One table, read: ``frame`` has a row per statement, nulls where a cell failed.

    ``unanswered`` counts the questions of the register that were left empty.
    """

    statements: Statements
    frame: pl.DataFrame
    marks: list[Mark] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unanswered: int = 0


@dataclass(frozen=True)
class Setting:
    """What cells are read against."""

    park: Park
    catalog: Catalog
    names: Names
    mapping: SenderMapping


class _Reader:
    """Reads the columns of one table in the order in which they depend on one another."""

    def __init__(self, statements: Statements, setting: Setting) -> None:
        self.statements = statements
        self.layout = statements.layout
        self.setting = setting
        self.marks: list[Mark] = []
        self.findings: list[Finding] = []
        self.streams: list[str | None] = [""] * len(statements)

    def cells(self, name: str) -> list[Cell]:
        """Raw cells of a field, with what the mapping says where they are empty."""
        cells, mapping = self.statements.raw[name], self.setting.mapping
        if not mapping.has_constant(name):
            return cells
        return [
            (mapping.constant(name, stream or "") or None) if cell is None else cell
            for cell, stream in zip(cells, self.streams, strict=True)
        ]

    def read(
        self, name: str, cells: Sequence[K], reader: Callable[[K], Reading[T]]
    ) -> list[T | None]:
        values, problems = read_each(cells, reader)
        self.marks += [Mark(position, name, problem) for position, problem in problems]
        return values

    def kinds(self) -> list[str | None]:
        if "kind" not in self.layout.columns:
            return [self.layout.kind] * len(self.statements)
        reader = read_name(self.setting.names.kinds, rules.UNKNOWN_KIND, known=True)
        return self.read("kind", self.cells("kind"), reader)

    def names(self) -> dict[str, list[str | None]]:
        known = self.setting.names
        node = read_name(known.nodes, rules.UNKNOWN_NODE)
        self.streams = self.read(
            "stream", self.cells("stream"), read_name(known.streams, rules.UNKNOWN_STREAM)
        )
        return {
            "stream": self.streams,
            "from_node": self.read("from_node", self.cells("from_node"), node),
            "to_node": self.read("to_node", self.cells("to_node"), node),
            "node": self.read("node", self.cells("node"), node),
            "activity": self.read(
                "activity",
                self.cells("activity"),
                read_name(known.activities, rules.UNKNOWN_ACTIVITY),
            ),
            "status": self.read(
                "status",
                self.cells("status"),
                read_name(known.statuses, rules.UNKNOWN_STATUS, known=True),
            ),
        }

    def properties(self, kinds: list[str | None]) -> list[str | None]:
        measure = read_name(self.setting.names.measures, rules.UNKNOWN_MEASURE, known=True)
        words = read_text(_SHORT_TEXT)

        def read(pair: tuple[str | None, Cell]) -> Reading[str]:
            return measure(pair[1]) if pair[0] == "balance" else words(pair[1])

        return self.read("property", list(zip(kinds, self.cells("property"), strict=True)), read)

    def amounts(self) -> dict[str, list[object]]:
        """Quantity and notation; a key that stands in the column of figures is a key."""
        figures, keys = list(self.cells("quantity")), list(self.cells("notation"))
        for position, figure in enumerate(figures):
            if isinstance(figure, str) and keys[position] is None and self._is_key(figure):
                figures[position], keys[position] = None, figure
        self._say_decimal(figures)
        self._mark_merged(figures)
        notation = read_name(self.setting.names.notations, rules.UNKNOWN_NOTATION, known=True)
        numbers = self.read("quantity", figures, read_quantity(self._decimal(figures)))
        read_keys = self.read("notation", keys, notation)
        return {
            "quantity": list(numbers),
            "notation": list(read_keys),
            "has_quantity": [figure is not None for figure in figures],
            "has_notation": [key is not None for key in keys],
        }

    def _mark_merged(self, figures: list[Cell]) -> None:
        """One figure for several places; taking it for the first would be wrong."""
        merged = {(merge.top, merge.left) for merge in self.statements.table.merges}
        if not merged:
            return
        for position, figure in enumerate(figures):
            place = (self.statements.rows[position], self.statements.values[position].column)
            if figure is not None and place in merged:
                problem = Problem(rules.MERGED_FIGURE, "", {"value": shown(figure)})
                self.marks.append(Mark(position, "quantity", problem))

    def _is_key(self, figure: str) -> bool:
        text = figure.strip()
        return text[:1].isalpha() and bool(self.setting.names.notations.find(text).id)

    def _decimal(self, figures: list[Cell]) -> Decimal | None:
        return self.setting.mapping.decimal_sign or decimal_of(figures)

    def _say_decimal(self, figures: list[Cell]) -> None:
        """Name the cell that decided how other cells were read."""
        decimal = decimal_of(figures)
        if self.setting.mapping.decimal_sign or decimal is None:
            return
        texts = [(i, f) for i, f in enumerate(figures) if isinstance(f, str)]
        unsure = [(i, f) for i, f in texts if read_number(f).unread is Unread.AMBIGUOUS]
        if not unsure:
            return
        evidence = next(i for i, f in texts if decimal_of([f]) is decimal)
        example, written = unsure[0][1], tidy(figures[evidence])
        meant = read_number(example, decimal).value
        self.findings.append(
            finding_of(
                table_rules.DECIMAL_BY_EVIDENCE,
                self._where(unsure[0][0]),
                count=len(unsure),
                example=example,
                value=number_text(meant if meant is not None else 0.0),
                cell=self._cell("quantity", evidence),
                evidence=written,
            )
        )

    def units(self) -> dict[str, list[object]]:
        pairs = list(zip(self.cells("unit"), (s or "" for s in self.streams), strict=True))
        read = self.read("unit", pairs, read_written_unit(self.setting.catalog))
        return {
            "unit": [None if unit is None else unit[0] for unit in read],
            "factor": [1.0 if unit is None else unit[1] for unit in read],
            "has_unit": [cell is not None for cell, _ in pairs],
        }

    def periods(self) -> dict[str, list[object]]:
        read = self._spans() if self._in_header() else self._period_cells()
        return {
            "start": [period.start if period else None for period in read],
            "end": [period.end if period else None for period in read],
        }

    def _in_header(self) -> bool:
        return any(value.span for value in self.layout.values)

    def _spans(self) -> list[Period | None]:
        reader = PeriodReader(self.setting.park.zone)
        spans = [value.span for value in self.statements.values]
        return self.read("period", spans, lambda span: reader.of_span(span) if span else Reading())

    def _period_cells(self) -> list[Period | None]:
        named = [f for f in ("start", "period", "month", "day") if f in self.layout.columns]
        name = named[0] if named else "period"
        cells = self.cells(name)
        reader = PeriodReader(
            self.setting.park.zone,
            self._year(cells),
            month_first=self._month_first([*cells, *self.cells("end")]),
            firsts_are_months=_firsts_of_months(cells),
        )
        if name == "start":
            ends = list(zip(cells, self.cells("end"), strict=True))
            return self.read(
                "start", ends, lambda pair: reader.of_ends(pair) if pair[0] else Reading()
            )
        of_column = {"period": reader.of_period, "month": reader.of_month, "day": reader.of_day}
        return self.read(name, cells, of_column[name])

    def _year(self, cells: list[Cell]) -> int | None:
        """The year of months that are written without one in the rows: set, or in the title."""
        if self.setting.mapping.year or not any(is_month_name(cell) for cell in set(cells)):
            return self.setting.mapping.year
        table, header_row = self.statements.table, self.layout.header_row
        title = titled_year(table, header_row)
        if title is None:
            return None
        where = Where(file=table.file, sheet=table.sheet, row=header_row + 1)
        year, words = title
        self.findings.append(table_rules.YEAR_FROM_TITLE.finding(where, year=year, title=words))
        return year

    def _month_first(self, cells: list[Cell]) -> str:
        """A date of the column that can only be month first, '' when there is none."""
        texts = {cell for cell in cells if isinstance(cell, str)}
        return next((text for text in sorted(texts) if day_first_of(text)), "")

    def texts(self) -> dict[str, list[str | None]]:
        long, short = read_text(_LONG_TEXT), read_text(_SHORT_TEXT)
        limits = {"text": long, "note": long, "series": short, "reference": short, "page": short}
        return {name: self.read(name, self.cells(name), limits[name]) for name in limits}

    def shares(self) -> list[float | None]:
        header = self.layout.label("uncertainty") if "uncertainty" in self.layout.columns else ""
        return self.read("uncertainty", self.cells("uncertainty"), read_share(header))

    def _where(self, position: int) -> Where:
        table = self.statements.table
        return Where(file=table.file, sheet=table.sheet, row=self.statements.rows[position] + 1)

    def _cell(self, name: str, position: int) -> str:
        column = self.statements.column_of(name, position)
        row = self.statements.rows[position] + 1
        return f"{column_letters(column)}{row}" if column is not None else str(row)


def draft_of(statements: Statements, setting: Setting) -> Draft:
    """Every statement of a table as typed columns."""
    reader = _Reader(statements, setting)
    kinds = reader.kinds()
    columns: dict[str, Sequence[object]] = {"kind": kinds, **reader.names()}
    columns |= {"property": reader.properties(kinds), **reader.amounts(), **reader.units()}
    columns |= {**reader.periods(), **reader.texts(), "uncertainty": reader.shares()}
    table = statements.table
    columns |= {
        "file": [table.file] * len(statements),
        "sheet": [table.sheet] * len(statements),
        "row": [row + 1 for row in statements.rows],
        "id": [tidy(cell) for cell in statements.raw["id"]],
        "position": list(range(len(statements))),
    }
    columns |= {f"has_{name}": _given(reader.cells(name)) for name in _ASKED}
    frame = pl.DataFrame(columns, schema_overrides=_SCHEMA, strict=False)
    findings = [*statements.layout.findings, *statements.findings, *reader.findings]
    return Draft(statements, _settled(frame), reader.marks, findings)


#: Fields whose emptiness is asked about later.
_ASKED = ("stream", "from_node", "to_node", "node", "property", "status", "activity", "text")
_SCHEMA: dict[str, pl.DataType] = {
    **STATED_SCHEMA,
    "node": pl.String(),
    "factor": pl.Float64(),
    "id": pl.String(),
    "position": pl.Int64(),
    "has_quantity": pl.Boolean(),
    "has_notation": pl.Boolean(),
    "has_unit": pl.Boolean(),
    **{f"has_{name}": pl.Boolean() for name in _ASKED},
}


def _given(cells: list[Cell]) -> list[bool]:
    return [cell is not None for cell in cells]


def _settled(frame: pl.DataFrame) -> pl.DataFrame:
    """Quantities in their unit; the one node of an observation or balance in ``to_node``."""
    one_node = (pl.col("kind") != "flow") & pl.col("has_node")
    scaled = (pl.col("quantity") * pl.col("factor")).round_sig_figs(15)
    return frame.with_columns(
        quantity=pl.when(pl.col("factor") == 1).then(pl.col("quantity")).otherwise(scaled),
        to_node=pl.when(one_node).then(pl.col("node")).otherwise(pl.col("to_node")),
        has_to_node=pl.when(one_node).then(pl.col("has_node")).otherwise(pl.col("has_to_node")),
        from_node=pl.when(pl.col("kind") == "flow").then(pl.col("from_node")).otherwise(pl.lit("")),
    )


def _firsts_of_months(cells: list[Cell]) -> bool:
    """Whether the real dates of a column are firsts of at least two months."""
    dates = {cell for cell in cells if isinstance(cell, date)}
    spans = [span for cell in dates if (span := read_span(cell))]
    return len(spans) >= 2 and all(span.first.day == 1 for span in spans)
