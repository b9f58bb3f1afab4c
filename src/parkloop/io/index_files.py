"""Reads the folder of an index and writes its tables.

What the cells mean is decided by ``parkloop.analyses.index.records``; here a folder becomes rows
with the numbers that a person sees in a spreadsheet.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from parkloop.errors import InputRefused
from parkloop.findings import Finding, Rule, Severity, Where
from parkloop.io.output import write_whole
from parkloop.io.tables import TableRow, read_table
from parkloop.texts import Text
from parkloop_catalog import DATA

METHOD, INDICATORS = "method.yaml", "indicators.csv"
UNITS, OBSERVATIONS = "units.csv", "observations.csv"
#: Columns without which a table means nothing.
NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    INDICATORS: ("id", "parent"),
    UNITS: ("id",),
    OBSERVATIONS: ("unit", "indicator", "value"),
}
MOST_BYTES = 200_000_000
#: Indices that ship with Parkloop, one folder each.
SHIPPED = Path(str(DATA)) / "indexes"

UNREADABLE_METHOD: Final = Rule(
    "IDX-10",
    Severity.ERROR,
    Text("Không đọc được tệp: {problem}.", "The file cannot be read: {problem}."),
    Text(
        "Thư mục chỉ số gồm method.yaml, indicators.csv, units.csv, observations.csv (UTF-8); "
        "xem docs/methods/index.md.",
        "The folder of an index holds method.yaml, indicators.csv, units.csv and "
        "observations.csv (UTF-8); see docs/methods/index.md.",
    ),
)


@dataclass(frozen=True, slots=True)
class IndexFiles:
    """The four files of an index as they are written."""

    method: Mapping[str, Any]
    indicators: tuple[TableRow, ...]
    units: tuple[TableRow, ...]
    observations: tuple[TableRow, ...]


def shipped_indexes() -> tuple[str, ...]:
    """Names of the indices that ship with Parkloop."""
    return tuple(sorted(path.parent.name for path in SHIPPED.glob(f"*/{METHOD}")))


def index_folder(folder: Path) -> Path:
    """The folder itself, or that of a shipped index where no folder has the name."""
    if not folder.exists() and str(folder) in shipped_indexes():
        return SHIPPED / str(folder)
    return folder


def read_index_files(folder: Path) -> IndexFiles:
    """The files of an index; raises InputRefused with every finding where one cannot be read."""
    findings: list[Finding] = []
    method = _read_method(folder / METHOD, findings)
    tables = {name: _read_table(folder / name, findings) for name in NEEDED}
    if findings:
        raise InputRefused(
            Text(
                f"Không đọc được chỉ số trong {folder.name}: {len(findings)} lỗi.",
                f"The index in {folder.name} cannot be read: {len(findings)} problems.",
            ),
            findings,
        )
    return IndexFiles(method, tables[INDICATORS], tables[UNITS], tables[OBSERVATIONS])


def _read_method(path: Path, findings: list[Finding]) -> Mapping[str, Any]:
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        findings.append(_unreadable(path, "not found"))
        return {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        findings.append(_unreadable(path, str(problem).replace("\n", " ")))
        return {}
    if not isinstance(raw, Mapping):
        findings.append(_unreadable(path, "not a mapping"))
        return {}
    return raw


def _read_table(path: Path, findings: list[Finding]) -> tuple[TableRow, ...]:
    try:
        return read_table(path, NEEDED[path.name], MOST_BYTES)
    except InputRefused as refused:
        findings.extend(refused.findings)
        return ()


def _unreadable(path: Path, problem: str) -> Finding:
    return UNREADABLE_METHOD.finding(Where(file=path.name), problem=problem)


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    """A CSV table in UTF-8. A missing number is an empty cell, other numbers keep all digits."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return write_whole(path, out.getvalue())


def _cell(value: object) -> str:
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, float):
        return repr(float(value))
    return str(value)
