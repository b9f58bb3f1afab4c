"""Reads the catalog's data files into typed facts, and checks them.

The files are plain CSV and YAML with one schema per kind (``parkloop_catalog/schema``). The
shipped files are checked by the tests; a facility's own facts are checked whenever they are read.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from parkloop.catalog.catalog import Catalog
from parkloop.catalog.checks import check_facts
from parkloop.catalog.exchange_checks import check_exchange_facts
from parkloop.catalog.facts import (
    Activity,
    BlendPart,
    Bounds,
    Fact,
    Fallback,
    Potential,
    Rank,
    Rating,
    Source,
    Stream,
    Threshold,
)
from parkloop.errors import InputRefused
from parkloop.findings import Finding, Rule, Severity, Where, has_errors, in_order
from parkloop.io.catalog_cbam import read_cbam
from parkloop.io.catalog_exchanges import exchange_facts
from parkloop.io.rulebook_files import SCHEMAS, read_rulebook, read_rules
from parkloop.texts import Text
from parkloop_catalog import DATA

Row = dict[str, str]
#: Where a row's cells beyond the last column are put.
EXTRA_CELLS = "…"
FOLDER = Path(str(DATA))

ROW_BREAKS_SCHEMA = Rule(
    "CAT-01",
    Severity.ERROR,
    Text(
        "Cột “{field}” có giá trị “{value}” không đúng khuôn dạng: {problem}.",
        "The field “{field}” holds “{value}”, which does not fit its form: {problem}.",
    ),
    Text(
        "Hãy sửa dòng này theo lược đồ {schema}.",
        "Correct the row after the schema {schema}.",
    ),
)
UNREADABLE = Rule(
    "CAT-09",
    Severity.ERROR,
    Text("Không đọc được tệp: {problem}.", "The file cannot be read: {problem}."),
    Text(
        "Lưu tệp dạng CSV UTF-8, phân cách bằng dấu phẩy, đủ các cột: {columns}.",
        "Save it as CSV in UTF-8, separated by commas, with all columns: {columns}.",
    ),
)
ID_TAKEN = Rule(
    "CAT-10",
    Severity.ERROR,
    Text("Mã “{fact}” đã được dùng ({holder}).", "The id “{fact}” is taken ({holder})."),
    Text(
        "Đặt mã khác. Hệ số riêng được ưu tiên nhờ cột rank, không phải nhờ trùng mã.",
        "Choose another id. A fact of your own comes first by its rank, not by its id.",
    ),
)
BAD_SOURCE = Rule(
    "CAT-11",
    Severity.ERROR,
    Text("Nguồn “{source}”: {problem}.", "The source “{source}”: {problem}."),
    Text("Hãy sửa theo lược đồ {schema}.", "Correct it after the schema {schema}."),
)


def load_catalog(folder: Path | None = None) -> Catalog:
    """The catalog in a folder (None: the one that ships with Parkloop, which never changes)."""
    return _read_catalog(folder) if folder else _shipped()


@cache
def _shipped() -> Catalog:
    return _read_catalog(FOLDER)


def _read_catalog(root: Path) -> Catalog:
    factors = [row for path in sorted((root / "factors").glob("*.csv")) for row in _rows(path)]
    blends: dict[str, tuple[BlendPart, ...]] = {}
    for part in map(_blend_part, _rows(root / "streams/blends.csv")):
        blends[part.blend] = (*blends.get(part.blend, ()), part)
    return Catalog(
        version=(root / "VERSION").read_text(encoding="utf-8").strip(),
        sources=read_sources(root / "sources.yaml"),
        streams=_by_id(_stream, _rows(root / "streams/streams.csv")),
        activities=_by_id(_activity, _rows(root / "streams/activities.csv")),
        facts=_by_id(fact_from_row, factors),
        potentials={
            (p.gas, p.gwp_set): p for p in map(_potential, _rows(root / "potentials/gwp.csv"))
        },
        blends=blends,
        ranks=_by_id(_rank, _rows(root / "rules/ranks.csv"), id_column="rank"),
        fallbacks=_by_id(_fallback, _rows(root / "rules/fallbacks.csv")),
        thresholds=_by_id(_threshold, _rows(root / "rules/thresholds.csv")),
        bounds=tuple(map(_bounds, _rows(root / "rules/bounds.csv"))),
        content=_folder_hash(root),
        cbam=read_cbam(root / "cbam", _rows),
        exchanges=exchange_facts(lambda file: _rows(root / file)),
        ratings=tuple(map(_rating, _rows(root / "rules/quality_ratings.csv"))),
        rulebook=read_rulebook(root),
    )


def read_sources(path: Path) -> dict[str, Source]:
    """Sources by id; raises InputRefused with every finding."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (UnicodeDecodeError, yaml.YAMLError) as problem:
        raise _refused(
            path, [_bad_source(path.name, "—", str(problem).splitlines()[0])]
        ) from problem
    findings = list(_source_findings(raw, path.name))
    if findings:
        raise _refused(path, findings)
    return {key: _source(key, value) for key, value in raw.items()}


def _source_findings(raw: object, file: str) -> Iterator[Finding]:
    if not isinstance(raw, dict):
        yield _bad_source(file, "—", "id: {title: …}")
        return
    validator = _validator("sources", FOLDER)
    for key, value in raw.items():
        for problem in validator.iter_errors(value):
            yield _bad_source(file, str(key), problem.message)


def _rules_findings(path: Path, root: Path) -> Iterator[Finding]:
    """A scheme, procedure or form against its schema; dates are compared as words."""
    schema = SCHEMAS[path.parent.name]
    raw = json.loads(json.dumps(read_rules(path), default=str))
    for problem in _validator(schema, root).iter_errors(raw):
        place = ".".join(str(part) for part in problem.path)
        yield ROW_BREAKS_SCHEMA.finding(
            Where(file=path.name, field=place),
            field=place,
            value="",
            problem=problem.message,
            schema=f"{schema}.schema.json",
        )


def _bad_source(file: str, source: str, problem: str) -> Finding:
    where = Where(file=file, field=source)
    return BAD_SOURCE.finding(where, source=source, problem=problem, schema="sources.schema.json")


def read_own_facts(path: Path, catalog: Catalog) -> tuple[Fact, ...]:
    """A facility's own facts (columns as in ``factors/*.csv``); refused with all findings."""
    rows = _own_rows(path)
    findings = [*_schema_findings(rows, "factors", path.name), *_taken(rows, catalog, path.name)]
    facts = [] if findings else [fact_from_row(row) for row in rows]
    findings += check_facts(facts, catalog, file=path.name)
    if has_errors(findings):
        raise _refused(path, findings)
    return tuple(facts)


def _own_rows(path: Path) -> list[Row]:
    """Rows of a file that a person wrote; refused when it is no such table at all."""
    try:
        rows = list(_rows(path))
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise _refused(path, [_unreadable(path, str(problem))]) from problem
    missing = [column for column in _fact_columns() if rows and column not in rows[0]]
    if missing:
        raise _refused(path, [_unreadable(path, f"{', '.join(missing)}?")])
    return rows


def _unreadable(path: Path, problem: str) -> Finding:
    columns = ", ".join(_fact_columns())
    return UNREADABLE.finding(Where(file=path.name), problem=problem, columns=columns)


def _taken(rows: Iterable[Row], catalog: Catalog, file: str) -> Iterator[Finding]:
    """Ids used twice: a repeated id would silently take the place of the other fact."""
    first: dict[str, int] = {}
    for number, row in enumerate(rows, start=2):
        fact_id = row["id"]
        if fact_id in catalog.facts:
            holder = catalog.facts[fact_id].source
        elif fact_id in first:
            holder = f"{file}: {first[fact_id]}"
        else:
            first[fact_id] = number
            continue
        where = Where(file=file, row=number, field="id")
        yield ID_TAKEN.finding(where, fact=fact_id, holder=holder)


def _refused(path: Path, findings: Iterable[Finding]) -> InputRefused:
    return InputRefused(
        Text(f"{path.name}: chưa dùng được.", f"{path.name}: cannot be used yet."),
        in_order(findings),
    )


def check_catalog_files(folder: Path | None = None) -> tuple[Finding, ...]:
    """Every row of every file against its schema, and every fact against its bounds."""
    root = folder or FOLDER
    findings: list[Finding] = []
    for path in _data_files(root):
        if path.suffix == ".csv":
            schema = _schema_name(path, root)
            findings += _schema_findings(_rows(path), schema, path.name, root)
        elif path.name == "sources.yaml":
            raw = yaml.safe_load(path.read_text(encoding="utf-8"))
            findings += _source_findings(raw, path.name)
        elif path.parent.name in SCHEMAS:
            findings += _rules_findings(path, root)
    if has_errors(findings):
        return in_order(findings)
    catalog = load_catalog(folder)
    facts = check_facts(catalog.facts.values(), catalog)
    return in_order((*facts, *check_exchange_facts(catalog)))


def _schema_name(path: Path, root: Path) -> str:
    """Factors share one schema; the files of an index have schemas of their own."""
    parts = path.relative_to(root).parts
    if parts[0] == "indexes":
        return f"index-{path.stem}"
    return "factors" if parts[0] == "factors" else path.stem


def _schema_findings(
    rows: Iterable[Row], schema: str, file: str, root: Path = FOLDER
) -> Iterator[Finding]:
    validator = _validator(schema, root)
    for number, row in enumerate(rows, start=2):
        extra = row.pop(EXTRA_CELLS, None)
        for problem in validator.iter_errors(row):
            field = str(problem.path[0]) if problem.path else ""
            yield ROW_BREAKS_SCHEMA.finding(
                Where(file=file, row=number, field=field),
                field=field,
                value=row.get(field, ""),
                problem=problem.message,
                schema=f"{schema}.schema.json",
            )
        if extra is not None:
            yield ROW_BREAKS_SCHEMA.finding(
                Where(file=file, row=number),
                field="",
                value="",
                problem="more cells than columns",
                schema=f"{schema}.schema.json",
            )


def _validator(schema: str, root: Path) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(_schema(schema, root))


def _schema(name: str, root: Path) -> dict[str, Any]:
    text = (root / "schema" / f"{name}.schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _fact_columns() -> list[str]:
    columns: list[str] = _schema("factors", FOLDER)["required"]
    return columns


def _rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        yield from csv.DictReader(handle, restkey=EXTRA_CELLS)


def _data_files(root: Path) -> list[Path]:
    return sorted(p for p in root.rglob("*") if p.suffix in {".csv", ".yaml"} and p.is_file())


def _folder_hash(root: Path) -> str:
    digest = hashlib.sha256()
    for path in _data_files(root):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _by_id(
    make: Callable[[Row], Any], rows: Iterable[Row], id_column: str = "id"
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for row in rows:
        if row[id_column] in found:
            raise InputRefused(
                Text(
                    f"Danh mục có hai dòng cùng mã “{row[id_column]}”.",
                    f"The catalog has two rows with the id “{row[id_column]}”.",
                )
            )
        found[row[id_column]] = make(row)
    return found


def _names(row: Mapping[str, str], stem: str = "name") -> Text:
    return Text(row[f"{stem}_vi"], row[f"{stem}_en"])


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _number(text: str) -> float | None:
    return float(text) if text else None


def _flag(text: str) -> bool:
    return text.strip().lower() == "true"


def _source(key: str, raw: Mapping[str, Any]) -> Source:
    title = raw["title"]
    return Source(
        id=key,
        title=Text(title["vi"], title["en"]),
        publisher=str(raw.get("publisher", "")),
        published=str(raw.get("published", "")),
        document=str(raw.get("document", "")),
        licence=str(raw.get("licence", "")),
        redistribute=str(raw.get("redistribute", "")),
        note=str(raw.get("note") or ""),
    )


def _stream(row: Row) -> Stream:
    return Stream(
        id=row["id"],
        kind=row["kind"],
        group=row["group"],
        name=_names(row),
        carrier=row["carrier"],
        dimensions=_list(row["dimensions"]),
        default_unit=row["default_unit"],
        biogenic=_flag(row["biogenic"]),
        aliases=_list(row["aliases"]),
    )


def _activity(row: Row) -> Activity:
    return Activity(row["id"], row["parent"], row["category"], _names(row))


def fact_from_row(row: Row) -> Fact:
    """A fact from a row that fits the schema."""
    return Fact(
        id=row["id"],
        kind=row["kind"],
        value=float(row["value"]),
        unit=row["unit"],
        source=row["source"],
        confidence=row["confidence"],
        verified=_flag(row["verified"]),
        rank=row["rank"],
        region=row["region"],
        stream=row["stream"],
        activity=row["activity"],
        gas=row["gas"],
        low=_number(row["low"]),
        high=_number(row["high"]),
        distribution=row["distribution"],
        central=row["central"],
        parameter=row["parameter"],
        valid_from=_date(row["valid_from"]),
        valid_to=_date(row["valid_to"]),
        data_year=row["data_year"],
        published=row["published"],
        superseded=_date(row["superseded"]),
        gwp_set=row["gwp_set"],
        supplier=row["supplier"],
        locator=row["locator"],
        uncertainty_source=row["uncertainty_source"],
        note=row["note"],
    )


def _potential(row: Row) -> Potential:
    return Potential(
        gas=row["gas"],
        gwp_set=row["gwp_set"],
        value=float(row["value"]),
        source=row["source"],
        locator=row["locator"],
        confidence=row["confidence"],
        verified=_flag(row["verified"]),
        montreal=_flag(row["montreal"]),
        note=row["note"],
    )


def _blend_part(row: Row) -> BlendPart:
    return BlendPart(
        blend=row["blend"],
        gas=row["gas"],
        share=float(row["share"]),
        source=row["source"],
        confidence=row["confidence"],
        verified=_flag(row["verified"]),
    )


def _rank(row: Row) -> Rank:
    return Rank(row["rank"], int(row["order"]), _names(row, "reason"))


def _fallback(row: Row) -> Fallback:
    return Fallback(
        id=row["id"],
        kind=row["kind"],
        stream=row["stream"],
        region=row["region"],
        for_from=date.fromisoformat(row["for_from"]),
        for_to=date.fromisoformat(row["for_to"]),
        uses_fact=row["uses_fact"],
        name=_names(row),
        reason=_names(row, "reason"),
        source=row["source"],
        confidence=row["confidence"],
        verified=_flag(row["verified"]),
    )


def _threshold(row: Row) -> Threshold:
    return Threshold(
        id=row["id"],
        subject=row["subject"],
        value=float(row["value"]),
        unit=row["unit"],
        facility=row["facility"],
        applies_to=_names(row, "applies_to"),
        valid_from=_date(row["valid_from"]),
        valid_to=_date(row["valid_to"]),
        source=row["source"],
        locator=row["locator"],
        confidence=row["confidence"],
        verified=_flag(row["verified"]),
        must_check=_names(row, "must_check"),
    )


def _rating(row: Row) -> Rating:
    return Rating(
        id=row["id"],
        dimension=row["dimension"],
        condition=row["condition"],
        rating=int(row["rating"]),
        years=int(row["years"]) if row["years"] else None,
        name=_names(row),
        source=row["source"],
        locator=row["locator"],
        confidence=row["confidence"],
        verified=_flag(row["verified"]),
    )


def _bounds(row: Row) -> Bounds:
    return Bounds(
        row["kind"], row["stream"], float(row["low"]), float(row["high"]), row["unit"], row["note"]
    )
