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

RULES: Final[Mapping[str, Rule]] = {
    "IDX-10": Rule(
        "IDX-10",
        Severity.ERROR,
        Text("Không đọc được tệp: {problem}.", "The file cannot be read: {problem}."),
        Text(
            "Thư mục chỉ số gồm method.yaml, indicators.csv, units.csv, observations.csv (UTF-8); "
            "xem docs/methods/index.md.",
            "The folder of an index holds method.yaml, indicators.csv, units.csv and "
            "observations.csv (UTF-8); see docs/methods/index.md.",
        ),
    ),
    "IDX-11": Rule(
        "IDX-11",
        Severity.ERROR,
        Text("Thiếu cột: {columns}.", "Columns are missing: {columns}."),
        Text(
            "Thêm các cột này vào dòng tiêu đề; có: {present}.",
            "Add them to the header; there are: {present}.",
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the number a person sees (the header is 1) and its cells by column."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class IndexFiles:
    """The four files of an index as they are written."""

    method: Mapping[str, Any]
    indicators: tuple[Row, ...]
    units: tuple[Row, ...]
    observations: tuple[Row, ...]


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
    text = _read_text(path, findings)
    if text is None:
        return {}
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as problem:
        findings.append(_unreadable(path, str(problem).replace("\n", " ")))
        return {}
    if not isinstance(raw, Mapping):
        findings.append(_unreadable(path, "not a mapping"))
        return {}
    return raw


def _read_table(path: Path, findings: list[Finding]) -> tuple[Row, ...]:
    text = _read_text(path, findings)
    if text is None:
        return ()
    first = text.split("\n", maxsplit=1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    header = [name.strip() for name in reader.fieldnames or ()]
    reader.fieldnames = header
    lacking = [name for name in NEEDED[path.name] if name not in header]
    if lacking:
        values = {"columns": ", ".join(lacking), "present": ", ".join(header)}
        findings.append(RULES["IDX-11"].finding(Where(file=path.name, row=1), **values))
        return ()
    try:
        return tuple(
            Row(number, {name: (row[name] or "").strip() for name in header})
            for number, row in enumerate(reader, start=2)
            if any(isinstance(cell, str) and cell.strip() for cell in row.values())
        )
    except csv.Error as problem:
        findings.append(_unreadable(path, str(problem)))
        return ()


def _read_text(path: Path, findings: list[Finding]) -> str | None:
    try:
        if path.stat().st_size > MOST_BYTES:
            findings.append(_unreadable(path, f"> {MOST_BYTES:,} bytes"))
            return None
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        findings.append(_unreadable(path, "not found"))
    except (OSError, UnicodeDecodeError) as problem:
        findings.append(_unreadable(path, str(problem)))
    return None


def _unreadable(path: Path, problem: str) -> Finding:
    return RULES["IDX-10"].finding(Where(file=path.name), problem=problem)


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
