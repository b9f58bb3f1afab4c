"""What is kept of a check for the pages that follow: findings, bad rows, columns, differences.

A check of a large file takes seconds; its pages are opened many times. Kept are counts, and of
lists as much as a person looks at; the whole is in the workbook that goes back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import polars as pl

from parkloop.findings import Finding
from parkloop.io.intake.layout import Layout
from parkloop.io.intake.spreadsheet import Table
from parkloop.io.intake.staging import Staged
from parkloop.io.intake.words import plain, shown
from parkloop.texts import Text
from parkloop_web.ledger.history_words import Words, value_words
from parkloop_web.ledger.intake import Examined
from parkloop_web.ledger.models import Upload

MOST_FINDINGS: Final = 2_000
MOST_BAD_ROWS: Final = 300
MOST_DIFFERENCES: Final = 300
_SAMPLES: Final = 3
Kept = dict[str, Any]
#: What to do next where the rule's own words speak of files and options of the command line.
ON_THE_PAGE: Final = {
    "IMP-09": Text(
        "Hãy kiểm tra một ô; nếu sai, chọn dấu thập phân ở bước “Trang và cột”.",
        "Check one of them; if it is wrong, choose the decimal sign in the step “Sheet and "
        "columns”.",
    ),
    "IMP-21": Text(
        "Hãy chọn tên trong danh sách của ô này, hoặc bỏ dòng.",
        "Choose a name from the list of this cell, or leave the row out.",
    ),
    "IMP-22": Text(
        "Hãy chọn nơi trong danh sách của ô này; nơi chưa có thì nhờ công ty hạ tầng hoặc ban quản "
        "lý thêm vào sổ đăng ký.",
        "Choose a place from the list of this cell; one that is missing is added to the register "
        "by the operator or the board.",
    ),
    "IMP-60": Text(
        "Nếu số trong tệp đúng, hãy chọn cách nhận “Thêm và sửa số liệu đã có”.",
        "If the file is right, choose “Add, and correct what differs”.",
    ),
    "IMP-61": Text(
        "Bản ghi cũ vẫn còn. Nếu nó sai, hãy chọn cách nhận “Thay toàn bộ kỳ của tệp”.",
        "The old statement stays. If it is wrong, choose “Replace the whole period”.",
    ),
}
_Mark = tuple[object, ...]


def keep(upload: Upload, examined: Examined, words: Words, at: datetime) -> None:
    """Store the outcome of a check with its upload."""
    preview = examined.preview
    upload.counts = preview.counts
    upload.state = Upload.State.CHECKED
    upload.record = {"check": kept_of(examined, words, at), "import": dict(preview.record)}
    upload.save(update_fields=["counts", "state", "record"])


def kept_of(examined: Examined, words: Words, at: datetime) -> Kept:
    findings, staged = examined.findings, examined.preview.staged
    numbers = {_mark(finding): number for number, finding in enumerate(findings)}
    layouts = dict(staged.layouts)
    return {
        "at": at.isoformat(),
        "severities": dict(Counter(finding.severity.value for finding in findings)),
        "rules": dict(Counter(finding.rule for finding in findings)),
        "findings": [_said(finding) for finding in findings[:MOST_FINDINGS]],
        "stated": staged.stated,
        "bad_rows": len(staged.bad_rows),
        "rows": list(_bad_rows(staged, layouts, numbers)),
        "sheets": [_sheet(table, layouts.get(table.sheet)) for table in staged.tables],
        "may_be_taken": examined.may_be_taken,
        "differences": _differences(examined, words),
    }


def _said(finding: Finding) -> Kept:
    said = finding.as_dict()
    if finding.rule in ON_THE_PAGE:
        said["remedy"] = ON_THE_PAGE[finding.rule].as_dict()
    return said


def _mark(finding: Finding) -> _Mark:
    return (finding.rule, finding.where, finding.message)


def _bad_rows(
    staged: Staged, layouts: Mapping[str, Layout], numbers: Mapping[_Mark, int]
) -> Iterator[Kept]:
    """The rows with an error, each with its cells and the findings that speak of it."""
    tables = {table.sheet: table for table in staged.tables}
    about: dict[tuple[str, int], list[tuple[int | None, int]]] = {}
    for cell in staged.cells:
        number = numbers.get(_mark(cell.finding))
        if number is not None:
            about.setdefault((cell.sheet, cell.row), []).append((cell.column, number))
    for sheet, row in sorted(staged.bad_rows)[:MOST_BAD_ROWS]:
        table, layout = tables[sheet], layouts[sheet]
        of_row = about.get((sheet, row), [])
        yield {
            "sheet": sheet,
            "row": row,
            "findings": sorted({number for _, number in of_row}),
            "cells": [
                {
                    "column": column,
                    "label": label,
                    "field": field,
                    "value": shown(table.cell(row, column)),
                    "findings": sorted({n for c, n in of_row if c == column}),
                }
                for column, label, field in columns_of(layout)
            ],
        }


def columns_of(layout: Layout) -> list[tuple[int, str, str]]:
    """The columns that are read, left to right: where, as the sender calls them, as which field."""
    named = {value.column: (value.header, "quantity") for value in layout.values}
    named |= {header.column: (header.text, field) for field, header in layout.columns.items()}
    return sorted(
        (column, " ".join(text.split()), field)
        for column, (text, field) in named.items()
        if column >= 0
    )


def _sheet(table: Table, layout: Layout | None) -> Kept:
    """What the mapping page shows of a sheet: its header with samples, and how it is read."""
    if layout is None:
        return {"sheet": table.sheet, "rows": len(table.rows), "header_row": None, "headers": []}
    fields = {header.column: field for field, header in layout.columns.items()}
    figures = {value.column for value in layout.values}
    return {
        "sheet": table.sheet,
        "rows": len(table.rows),
        "kind": layout.kind,
        "header_row": layout.header_row,
        "headers": [
            {
                "text": " ".join(header.text.split()),
                "plain": plain(header.text),
                "field": fields.get(header.column, ""),
                "figures": header.column in figures and header.column not in fields,
                "samples": list(_samples(table, layout, header.column)),
            }
            for header in layout.headers
        ],
    }


def _samples(table: Table, layout: Layout, column: int) -> Iterator[str]:
    found = 0
    for row in range(layout.first_row, min(len(table.rows), layout.first_row + 200)):
        cell = table.cell(row, column)
        if cell is not None and found < _SAMPLES:
            found += 1
            yield shown(cell)


def _differences(examined: Examined, words: Words) -> Kept:
    """What would change, a statement a line: old → new."""
    plan = examined.preview.plan
    if plan is None:
        return {"new": [], "corrected": [], "refused": [], "voided": []}
    keys = pl.concat([plan.corrected, plan.refused]).select("key").unique()
    held = {
        row["key"]: row
        for row in examined.ledger.snapshot()
        .entries.join(keys, on="key", how="semi")
        .iter_rows(named=True)
    }
    return {
        "new": _lines(plan.new, words, {}),
        "corrected": _lines(plan.corrected, words, held),
        "refused": _lines(plan.refused, words, held),
        "voided": [
            {**_line(row, words), "old": value_words(row).as_dict(), "new": None}
            for row in plan.voided.head(MOST_DIFFERENCES).iter_rows(named=True)
        ],
    }


def _lines(rows: pl.DataFrame, words: Words, held: Mapping[str, Kept]) -> list[Kept]:
    return [
        {
            **_line(row, words),
            "old": value_words(held[row["key"]]).as_dict() if row["key"] in held else None,
            "new": value_words(row).as_dict(),
        }
        for row in rows.head(MOST_DIFFERENCES).iter_rows(named=True)
    ]


def _line(row: Kept, words: Words) -> Kept:
    return {
        "key": row["key"],
        "about": words.about(row).as_dict(),
        "period": words.period(row).as_dict(),
        "row": row["row"],
        "sheet": row["sheet"],
    }


def spoken(words: Mapping[str, str]) -> Text:
    """A text that was kept."""
    return Text(words["vi"], words["en"])


def with_severity(kept: Kept, severity: str) -> Iterable[Kept]:
    """The findings that were kept, of one severity or all."""
    return [f for f in kept["findings"] if severity in ("", f["severity"])]
