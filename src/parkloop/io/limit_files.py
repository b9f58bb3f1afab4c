"""Reads limits of permits and contracts from ``limits.csv`` (docs/reference/files.md)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from parkloop.catalog.catalog import Catalog
from parkloop.errors import InputRefused
from parkloop.findings import Finding, Where
from parkloop.io.tables import read_table
from parkloop.ledger.limit_statements import FIELDS, NEEDED, TWICE, Known, limit_from
from parkloop.ledger.limits import Limit
from parkloop.ledger.park import Park
from parkloop.texts import Text

LIMITS_FILE = "limits.csv"


def read_limits(path: Path, park: Park, catalog: Catalog) -> tuple[Limit, ...]:
    """Every limit of a file; raises InputRefused with all that is wrong, all at once (C-02)."""
    known = Known(set(park.by_id), set(catalog.streams))
    limits: list[Limit] = []
    findings: list[Finding] = []
    for row in read_table(path, NEEDED):
        where = Where(file=path.name, row=row.number)
        cells = {name: _unmarked(cell) for name, cell in row.cells.items()}
        limit, wrong = limit_from(cells, where, known)
        findings.extend(wrong)
        if limit is not None and limit.id in {one.id for one in limits}:
            findings.append(TWICE.finding(where, limit=limit.id))
        elif limit is not None:
            limits.append(limit)
    if findings:
        raise InputRefused(
            Text(
                f"{path.name}: giới hạn chưa dùng được.",
                f"{path.name}: the limits cannot be used yet.",
            ),
            findings,
        )
    return tuple(limits)


def limits_as_csv(limits: Iterable[Limit]) -> str:
    """The text of a ``limits.csv`` that reads back to the same limits."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(FIELDS)
    for limit in limits:
        plain = limit.as_dict()
        writer.writerow([_safe(plain[name]) for name in FIELDS])
    return out.getvalue()


#: Beginnings that a spreadsheet takes for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def _safe(value: object) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = f"{value:.15g}" if isinstance(value, float) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _unmarked(cell: str) -> str:
    """Text without the mark that ``_safe`` puts before it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
