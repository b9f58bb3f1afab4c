"""From the tables of a file to stated rows: every finding at once, good rows apart from bad."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from parkloop.catalog.catalog import Catalog
from parkloop.findings import Finding, Severity, Where, has_errors, in_order
from parkloop.io.intake import table_rules as rules
from parkloop.io.intake.drafts import Draft, Mark, Setting, draft_of
from parkloop.io.intake.fields import FIELDS, FINDINGS_TITLE, FORMS, GUIDE_TITLE
from parkloop.io.intake.layout import Layout, find_layout
from parkloop.io.intake.mappings import SenderMapping
from parkloop.io.intake.names import names_of
from parkloop.io.intake.row_checks import check_repeats, check_rows
from parkloop.io.intake.spreadsheet import Table, column_letters
from parkloop.io.intake.statements import statements_of
from parkloop.io.intake.wording import finding_of
from parkloop.io.intake.words import shown
from parkloop.ledger.columns import STATED_SCHEMA
from parkloop.ledger.park import Park

_PERIODS = ("start", "period", "month", "day")
_SIDE_SHEETS = (GUIDE_TITLE, FINDINGS_TITLE)


@dataclass(frozen=True, slots=True)
class BadCell:
    """Where a finding points to, by 0-based row and column; without column the whole row."""

    sheet: str
    row: int
    column: int | None
    finding: Finding


@dataclass(frozen=True)
class Staged:
    """A file, read.

    ``rows`` are the statements without error (``STATED_SCHEMA``), ``ids`` the row ids written
    beside them; ``stated`` counts all statements. ``bad_rows`` are the rows with an
    error, as sheet and 0-based row.
    """

    rows: pl.DataFrame
    ids: tuple[str, ...]
    stated: int
    findings: tuple[Finding, ...]
    cells: tuple[BadCell, ...]
    bad_rows: frozenset[tuple[str, int]]
    tables: tuple[Table, ...]
    layouts: tuple[tuple[str, Layout], ...]

    @property
    def has_errors(self) -> bool:
        return has_errors(self.findings)

    def learned(self) -> dict[str, str]:
        """What the headers of all sheets were found to mean."""
        return {
            header: name for _, layout in self.layouts for header, name in layout.learned().items()
        }


def stage(
    tables: Iterable[Table],
    mapping: SenderMapping,
    park: Park,
    catalog: Catalog,
    now: datetime | None = None,
) -> Staged:
    """Read every table into stated rows and findings; nothing is compared with the ledger yet.

    ``now`` tells which periods lie ahead; without it they are not asked about.
    """
    tables = tuple(table for table in tables if table.sheet not in _SIDE_SHEETS)
    setting = Setting(park, catalog, names_of(park, catalog, mapping.words), mapping)
    laid_out = [(table, find_layout(table, setting.names, mapping)) for table in tables]
    findings = list(_unread_sheets(laid_out))
    drafts = [
        draft_of(statements_of(table, layout, setting.names), setting)
        for table, layout in laid_out
        if layout and all(value.span for value in layout.values if layout.month_without_year)
    ]
    for draft in drafts:
        layout = draft.statements.layout
        missing = _missing_fields(layout, mapping)
        draft.findings += _missing_columns(draft.statements.table, layout, missing)
        _leave_out_unanswered(draft, setting)
        draft.marks += check_rows(draft, setting, now, frozenset(missing))
    findings += [f for _, layout in laid_out if layout for f in _only_of(layout, drafts)]
    if drafts and not any(len(draft.statements) for draft in drafts):
        findings.append(rules.NOTHING_STATED.finding(Where(file=tables[0].file)))
    return _assembled(tables, laid_out, drafts, findings)


def _leave_out_unanswered(draft: Draft, setting: Setting) -> None:
    """Take out the register's questions that nobody answered: the workbook asks them all, and an
    empty answer is neither an error nor a statement (C-01); assessments name it as a gap."""
    asked = pl.col("property").is_in(list(setting.catalog.rulebook.properties))
    said = pl.col("has_quantity") | pl.col("has_notation") | pl.col("has_text")
    empty = draft.frame.filter((pl.col("kind") == "observation") & asked & ~said)
    if empty.is_empty():
        return
    positions = set(empty.get_column("position"))
    draft.unanswered = len(positions)
    draft.frame = draft.frame.filter(~pl.col("position").is_in(sorted(positions)))
    draft.marks = [mark for mark in draft.marks if mark.position not in positions]
    table = draft.statements.table
    where = Where(file=table.file, sheet=table.sheet)
    draft.findings.append(finding_of(rules.UNANSWERED, where, count=draft.unanswered))


def _only_of(layout: Layout, drafts: list[Draft]) -> tuple[Finding, ...]:
    """Findings of a layout that could not be read any further."""
    return () if any(d.statements.layout is layout for d in drafts) else layout.findings


def _unread_sheets(laid_out: list[tuple[Table, Layout | None]]) -> Iterator[Finding]:
    some = any(layout for _, layout in laid_out)
    for table, layout in laid_out:
        if layout:
            continue
        empty = not any(cell not in ("", None) for row in table.rows for cell in row)
        if some and not empty:
            yield rules.UNREAD_SHEET.finding(Where(file=table.file, sheet=table.sheet))
        elif not some and (not empty or len(laid_out) == 1):
            yield rules.NO_HEADER.finding(Where(file=table.file, sheet=table.sheet))


def _missing_fields(layout: Layout, mapping: SenderMapping) -> tuple[str, ...]:
    required = FORMS[layout.kind].required if layout.kind in FORMS else ()
    if "kind" in layout.columns:
        required = ("period", "status")
    return tuple(n for n in required if not (_has(layout, n) or mapping.has_constant(n)))


def _missing_columns(table: Table, layout: Layout, missing: Iterable[str]) -> Iterator[Finding]:
    where = Where(file=table.file, sheet=table.sheet, row=layout.header_row + 1)
    for name in missing:
        yield finding_of(rules.MISSING_COLUMN, where, name=FIELDS[name].name, field=name)


def _has(layout: Layout, name: str) -> bool:
    if name == "period":
        spans = any(value.span for value in layout.values)
        return spans or any(field in layout.columns for field in _PERIODS)
    if name == "unit":
        in_header = any(value.unit for value in layout.values)
        return in_header or "unit" in layout.columns or not layout.values
    if name == "stream" and any(value.stream for value in layout.values):
        return True
    if name == "quantity":
        return bool(layout.values)
    return name in layout.columns or (name == "node" and "to_node" in layout.columns)


def _assembled(
    tables: tuple[Table, ...],
    laid_out: list[tuple[Table, Layout | None]],
    drafts: list[Draft],
    findings: list[Finding],
) -> Staged:
    cells: list[BadCell] = []
    bad: set[tuple[str, int]] = set()
    frames = [_apart(draft, findings, cells, bad) for draft in drafts]
    good = _numbered(frames)
    owners = [
        (draft, position)
        for draft, frame in zip(drafts, frames, strict=True)
        for position in frame.get_column("position").to_list()
    ]
    left_out: set[int] = set()
    for mark in check_repeats(good):
        draft, position = owners[mark.position]
        left_out |= {mark.position} | ({mark.also} if mark.also is not None else set())
        also = owners[mark.also] if mark.also is not None else None
        _say(draft, Mark(position, mark.field, mark.problem), findings, cells, bad, also)
    kept = good.filter(~pl.col("position").is_in(sorted(left_out)))
    return Staged(
        rows=kept.select(STATED_SCHEMA.keys()).cast(pl.Schema(STATED_SCHEMA)),
        ids=tuple(kept.get_column("id").to_list()),
        stated=sum(len(draft.statements) - draft.unanswered for draft in drafts),
        findings=in_order(findings),
        cells=tuple(cells),
        bad_rows=frozenset(bad),
        tables=tables,
        layouts=tuple((table.sheet, layout) for table, layout in laid_out if layout),
    )


def _apart(
    draft: Draft, findings: list[Finding], cells: list[BadCell], bad: set[tuple[str, int]]
) -> pl.DataFrame:
    """The statements of a table without an error; its findings are added to the lists."""
    findings += draft.findings
    for mark in draft.marks:
        _say(draft, mark, findings, cells, bad)
    if has_errors(draft.findings):
        return draft.frame.clear()
    wrong = sorted({mark.position for mark in draft.marks if mark.is_error})
    return draft.frame.filter(~pl.col("position").is_in(wrong))


def _numbered(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """All good statements of the file, numbered through; empty texts instead of nulls."""
    if not frames:
        empty = dict(STATED_SCHEMA) | {"position": pl.Int64(), "id": pl.String()}
        return pl.DataFrame(schema=empty)
    together = pl.concat(frames).drop("position").with_row_index("position")
    return together.with_columns(pl.col("position").cast(pl.Int64), pl.col(pl.String).fill_null(""))


def _say(
    draft: Draft,
    mark: Mark,
    findings: list[Finding],
    cells: list[BadCell],
    bad: set[tuple[str, int]],
    also: tuple[Draft, int] | None = None,
) -> None:
    """Turn a mark into a finding and the cells to colour."""
    finding = _finding(draft, mark)
    # One cell of a wide row, such as its unit, speaks for all its figures and is named once.
    if not (findings and finding == findings[-1]):
        findings.append(finding)
    if mark.problem.rule.severity is Severity.INFO:
        return
    for owner, position in [(draft, mark.position), *([also] if also else [])]:
        sheet, row = owner.statements.table.sheet, owner.statements.rows[position]
        column = owner.statements.column_of(mark.field, position)
        cells.append(BadCell(sheet, row, column, finding))
        if mark.is_error:
            bad.add((sheet, row))


def _finding(draft: Draft, mark: Mark) -> Finding:
    """The finding with the place as the sender sees it and the value as written."""
    statements, problem = draft.statements, mark.problem
    table, row = statements.table, statements.rows[mark.position]
    column = statements.column_of(mark.field, mark.position)
    label = statements.label_of(mark.field, mark.position)
    values: dict[str, object] = {
        "value": shown(table.cell(row, column)) if column is not None else "",
        "name": label,
        "field": mark.field,
        "cell": f"{column_letters(column)}{row + 1}" if column is not None else "",
        **problem.values,
    }
    where = Where(file=table.file, sheet=table.sheet, row=row + 1, field=label)
    return finding_of(problem.rule, where, problem.suggestion, **values)
