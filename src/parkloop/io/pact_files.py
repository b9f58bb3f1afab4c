"""Data sets of partners as files: read, kept in a workspace, and what a company states of itself.

partners/ID.json in a workspace: {"data_set": …, "stream": …, "supplier": …}
footprints.yaml in a workspace: company and products (docs/methods/footprints.md)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from parkloop.catalog.catalog import Catalog
from parkloop.errors import InputRefused, RequestError
from parkloop.findings import Finding, Rule, Severity, Where, has_errors
from parkloop.io.output import write_whole
from parkloop.ledger.park import OUTSIDE, Park
from parkloop.pact.checks import check_data_set
from parkloop.pact.facts import as_fact, source_of, usable
from parkloop.pact.model import DataSet
from parkloop.pact.reading import Read, read_data_sets
from parkloop.provenance import Plain, canonical_json
from parkloop.texts import Text

MOST_BYTES = 20_000_000
PARTNERS = "partners"

UNREADABLE = Rule(
    "PCT-18",
    Severity.ERROR,
    Text("Không đọc được tệp: {problem}.", "The file cannot be read: {problem}."),
    Text("Cần tệp JSON, UTF-8, dưới 20 MB.", "A JSON file in UTF-8 below 20 MB is needed."),
)
BAD_STATEMENT = Rule(
    "PCT-19",
    Severity.ERROR,
    Text("Ở “{place}”: {problem}.", "At “{place}”: {problem}."),
    Text(
        "Sửa footprints.yaml theo docs/methods/footprints.md.",
        "Correct footprints.yaml after docs/methods/footprints.md.",
    ),
)

_AMOUNT = {"type": ["number", "string"], "pattern": r"^-?\d+(\.\d+)?$"}
_STATEMENTS = {
    "type": "object",
    "required": ["company", "products"],
    "additionalProperties": False,
    "properties": {
        "company": {
            "type": "object",
            "required": ["name", "ids"],
            "additionalProperties": False,
            "properties": {
                "name": {"type": "string", "minLength": 1},
                "ids": {
                    "type": "array",
                    "minItems": 1,
                    "items": {"type": "string", "pattern": "^urn:"},
                },
            },
        },
        "products": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "required": ["ids", "name", "description"],
                "additionalProperties": False,
                "properties": {
                    "ids": {
                        "type": "array",
                        "minItems": 1,
                        "items": {"type": "string", "pattern": "^urn:"},
                    },
                    "name": {"type": "string", "minLength": 1},
                    "description": {"type": "string"},
                    "classifications": {"type": "array", "items": {"type": "string"}},
                    "fossil_carbon": _AMOUNT,
                    "biogenic_carbon": _AMOUNT,
                    "mass": _AMOUNT,
                    "exempted": _AMOUNT,
                },
            },
        },
    },
}


@dataclass(frozen=True)
class Partner:
    """A data set taken in, for which supplier and which stream of the ledger."""

    data_set: DataSet
    supplier: str
    stream: str


def read_pact_file(path: Path) -> Read:
    """Data sets of a JSON file, with every finding on their form."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError(f"> {MOST_BYTES} B")
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as problem:
        finding = UNREADABLE.finding(Where(file=path.name), problem=str(problem)[:200])
        return Read((), (finding,))
    return read_data_sets(document, path.name)


def take_in(
    folder: Path, park: Park, catalog: Catalog, data_set: DataSet, supplier: str, stream: str
) -> tuple[Path, tuple[Finding, ...]]:
    """Keep a data set as the facts of a supplier; refused with every finding, else its path.

    ``supplier`` is a node outside the parks. The same data set again changes nothing.
    """
    _refuse_unknown(park, catalog, supplier, stream)
    where = Where(node=supplier, field=data_set.id)
    known = catalog.stream(stream)
    findings = (*check_data_set(data_set, catalog, where), *usable(data_set, known, where))
    if has_errors(findings):
        raise InputRefused(
            Text("Chưa nhận bộ dữ liệu này.", "The data set is not taken in."), findings
        )
    content: dict[str, Plain] = {
        "data_set": dict(data_set.document),
        "stream": stream,
        "supplier": supplier,
        "version": data_set.version,
    }
    path = folder / PARTNERS / f"{data_set.id.lower()}.json"
    return write_whole(path, canonical_json(content) + "\n"), findings


def _refuse_unknown(park: Park, catalog: Catalog, supplier: str, stream: str) -> None:
    catalog.stream(stream)
    outside = sorted(node.id for node in park.nodes if node.kind in OUTSIDE)
    if supplier not in outside:
        shown = ", ".join(outside[:8])
        raise RequestError(
            Text(
                f"“{supplier}” không phải nơi bên ngoài khu. Có: {shown}.",
                f"“{supplier}” is no node outside the park. There are: {shown}.",
            )
        )


def read_partners(folder: Path) -> tuple[Partner, ...]:
    """The data sets that a workspace keeps, by id; refused with findings if one was damaged."""
    return tuple(_partner(path) for path in sorted((folder / PARTNERS).glob("*.json")))


def _partner(path: Path) -> Partner:
    try:
        raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        read = read_data_sets(raw["data_set"], path.name)
        (one,) = read.sets
        return Partner(
            DataSet(one.document, str(raw.get("version", one.version))),
            str(raw["supplier"]),
            str(raw["stream"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise RequestError(
            Text(
                f"Bộ dữ liệu {path.name} bị hỏng. Hãy nhập lại: parkloop pact import.",
                f"The data set {path.name} is damaged. Take it in again: parkloop pact import.",
            )
        ) from problem


def with_partners(catalog: Catalog, folder: Path) -> Catalog:
    """A catalog that also knows the data sets of a workspace as facts of their suppliers."""
    partners = read_partners(folder)
    if not partners:
        return catalog
    sources = [source_of(one.data_set) for one in partners]
    facts = [
        as_fact(one.data_set, one.supplier, catalog.stream(one.stream), catalog) for one in partners
    ]
    return catalog.with_facts(facts, sources)


def read_statements(path: Path) -> Mapping[str, Any]:
    """What a company states of itself and its products; refused with every finding."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise _refused(path, [(path.name, str(problem).splitlines()[0])]) from problem
    problems = [
        ("/".join(str(part) for part in one.path) or path.name, one.message)
        for one in jsonschema.Draft202012Validator(_STATEMENTS).iter_errors(raw)
    ]
    if problems:
        raise _refused(path, problems)
    found: Mapping[str, Any] = raw
    return found


def _refused(path: Path, problems: list[tuple[str, str]]) -> InputRefused:
    findings = [
        BAD_STATEMENT.finding(Where(file=path.name, field=place), place=place, problem=problem)
        for place, problem in problems
    ]
    return InputRefused(
        Text(f"{path.name}: chưa dùng được.", f"{path.name}: cannot be used yet."), findings
    )
