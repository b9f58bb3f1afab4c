"""Entries as columns: the schema, exact amounts, keys and content hashes.

Amounts are kept as whole micro-units of the ledger unit of their dimension (convention C-04):
sums are exact and do not depend on the order of rows or the number of threads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

import polars as pl

from parkloop.ledger.entries import Balance, Entry, Flow
from parkloop.quantities import LEDGER_UNITS, conversion, dimension, is_unit

MICRO = 1_000_000
INSTANT = pl.Datetime("us", "UTC")
#: Rows joined at a time to be hashed: one piece stays in the cache of the processor.
_HASHED_AT_ONCE = 16_384

#: What a person states. The first group is the key (what it speaks of), the second the content.
KEY_COLUMNS = (
    "kind",
    "stream",
    "property",
    "from_node",
    "to_node",
    "activity",
    "start",
    "end",
    "series",
    "reference",
)
VALUE_COLUMNS = (
    "amount",
    "dimension",
    "text",
    "status",
    "uncertainty",
    "notation",
    "note",
)
STATED_SCHEMA: dict[str, pl.DataType] = {
    "kind": pl.String(),
    "stream": pl.String(),
    "property": pl.String(),
    "from_node": pl.String(),
    "to_node": pl.String(),
    "activity": pl.String(),
    "start": INSTANT,
    "end": INSTANT,
    "series": pl.String(),
    "reference": pl.String(),
    "quantity": pl.Float64(),
    "unit": pl.String(),
    "text": pl.String(),
    "status": pl.String(),
    "uncertainty": pl.Float64(),
    "notation": pl.String(),
    "note": pl.String(),
    "file": pl.String(),
    "sheet": pl.String(),
    "row": pl.Int64(),
    "page": pl.String(),
}
#: What the ledger adds.
ENTRY_SCHEMA: dict[str, pl.DataType] = {
    "entry": pl.String(),
    "key": pl.String(),
    "content": pl.String(),
    **STATED_SCHEMA,
    "amount": pl.Int64(),
    "dimension": pl.String(),
    "version": pl.Int32(),
    "supersedes": pl.String(),
    "void": pl.Boolean(),
    "reason": pl.String(),
    "import_id": pl.String(),
    "recorded_at": INSTANT,
    "recorded_by": pl.String(),
}


def stated(entries: Iterable[Entry]) -> pl.DataFrame:
    """Records as stated columns, in the order given."""
    return pl.DataFrame([_row(entry) for entry in entries], schema=STATED_SCHEMA)


def _row(entry: Entry) -> dict[str, object]:
    common: dict[str, object] = {
        "start": entry.period.start,
        "end": entry.period.end,
        "quantity": None if entry.quantity is None else float(entry.quantity),
        "unit": entry.unit,
        "status": entry.status.value,
        "series": entry.series,
        "reference": entry.reference,
        "uncertainty": entry.uncertainty,
        "note": entry.note,
        "file": entry.evidence.file,
        "sheet": entry.evidence.sheet,
        "row": entry.evidence.row,
        "page": entry.evidence.page,
        "text": "",
        "notation": "",
        "activity": "",
        "property": "",
        "from_node": "",
    }
    if isinstance(entry, Flow):
        return common | {
            "kind": "flow",
            "stream": entry.stream,
            "from_node": entry.from_node,
            "to_node": entry.to_node,
            "activity": entry.activity,
            "notation": entry.notation.value if entry.notation else "",
        }
    if isinstance(entry, Balance):
        return common | {
            "kind": "balance",
            "property": entry.measure.value,
            "stream": entry.stream,
            "to_node": entry.node,
        }
    return common | {
        "kind": "observation",
        "property": entry.property,
        "stream": entry.subject,
        "to_node": entry.node,
        "text": entry.text,
        "notation": entry.notation.value if entry.notation else "",
    }


def with_amounts(rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``dimension`` and the exact ``amount`` [10⁻⁶ ledger units]; null where the unit is
    unknown. Where the dimension has no ledger unit (a concentration), its own unit stands in."""
    units = rows.get_column("unit").unique().to_list()
    table = pl.DataFrame(
        [_unit_row(unit) for unit in units if unit and is_unit(unit)],
        schema={"unit": pl.String, "dimension": pl.String, "_factor": pl.Float64},
    )
    return (
        rows.drop("amount", "dimension", strict=False)
        .join(table, on="unit", how="left", maintain_order="left")
        .with_columns(
            dimension=pl.col("dimension").fill_null(""),
            amount=(pl.col("quantity") * pl.col("_factor") * MICRO)
            .round()
            .cast(pl.Int64, strict=False),
        )
        .drop("_factor")
    )


def _unit_row(unit: str) -> dict[str, object]:
    name = dimension(unit)
    ledger_unit = LEDGER_UNITS.get(name, unit)
    return {"unit": unit, "dimension": name, "_factor": conversion(unit, ledger_unit)}


def ledger_unit(dimension_name: str) -> str:
    """The unit in which amounts of this dimension are kept."""
    return LEDGER_UNITS[dimension_name]


def with_hashes(rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``key`` (what the row speaks of) and ``content`` (key and value), 32 hex digits.

    Neither depends on file, sheet, row, person or time, so the same statement from another
    file is the same statement.
    """
    stated = [_as_text(column) for column in KEY_COLUMNS]
    values = [_as_text(column) for column in VALUE_COLUMNS]
    return rows.with_columns(
        key=_digests(rows, stated), content=_digests(rows, [*stated, *values, _own_unit()])
    )


def _own_unit() -> pl.Expr:
    """An amount without a ledger unit says nothing without its own: 5 g/l is not 5 mg/l.

    Of an unknown unit there is no amount at all; the quantity as stated is the content.
    """
    own = pl.concat_str(pl.col("unit"), _as_text("quantity"), separator=" ")
    return pl.when(pl.col("dimension").is_in(list(LEDGER_UNITS))).then(pl.lit("")).otherwise(own)


def _digests(rows: pl.DataFrame, columns: Sequence[pl.Expr]) -> pl.Series:
    joined = rows.select(pl.concat_str(columns, separator="\x1f", ignore_nulls=False)).to_series()
    return pl.Series([_digest(text) for text in joined.to_list()], dtype=pl.String)


def _as_text(column: str) -> pl.Expr:
    if column in ("start", "end"):
        return pl.col(column).dt.epoch("us").cast(pl.String).fill_null("")
    return pl.col(column).cast(pl.String).fill_null("")


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def set_hash(contents: pl.Series) -> str:
    """One hash for a set of content hashes, whatever order they were recorded in.

    ``contents`` come in canonical order (a snapshot's, by key), which the set alone decides.
    """
    digest = hashlib.sha256()
    for first in range(0, len(contents), _HASHED_AT_ONCE):
        joined = contents.slice(first, _HASHED_AT_ONCE).str.join("\n").item()
        digest.update(f"\n{joined}".encode() if first else joined.encode())
    return digest.hexdigest()


def as_entries(
    rows: pl.DataFrame, *, import_id: str, recorded_at: datetime, recorded_by: str
) -> pl.DataFrame:
    """Stated rows as first versions of entries."""
    hashed = with_hashes(with_amounts(rows))
    return (
        hashed.with_columns(
            version=pl.lit(1, pl.Int32),
            supersedes=pl.lit(""),
            void=pl.lit(False),
            reason=pl.lit(""),
            import_id=pl.lit(import_id),
            recorded_at=pl.lit(recorded_at).cast(INSTANT),
            recorded_by=pl.lit(recorded_by),
        )
        .with_columns(entry=_entry_ids(hashed.get_column("content"), 1))
        .select(ENTRY_SCHEMA.keys())
        .cast(pl.Schema(ENTRY_SCHEMA))
    )


def _entry_ids(contents: pl.Series, version: int) -> pl.Series:
    return pl.Series([entry_id(content, version) for content in contents], dtype=pl.String)


def entry_id(content: str, version: int) -> str:
    """Id of the n-th statement about a key: first statements carry their content's hash."""
    return content if version == 1 else _digest(f"{content}\x1f{version}")
