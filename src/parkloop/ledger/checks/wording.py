"""Numbers and places as the sentences of findings say them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import polars as pl

from parkloop.findings import Where
from parkloop.ledger.columns import MICRO
from parkloop.periods import Period, months_of
from parkloop.provenance import significant
from parkloop.quantities import LEDGER_UNITS, conversion
from parkloop.texts import Text

#: The order in which a person meets rows in the files.
READING_ORDER = ("file", "sheet", "row", "entry")


def number(value: float, digits: int = 4) -> Text:
    """A number with so many significant digits: vi 1.234,5 and en 1,234.5 (C-16)."""
    rounded = significant(value, digits)
    decimals = 0
    if rounded:
        decimals = max(0, digits - 1 - math.floor(math.log10(abs(rounded))))
    en = f"{rounded:,.{decimals}f}"
    if "." in en:
        en = en.rstrip("0").rstrip(".")
    return Text(en.translate(str.maketrans(",.", ".,")), en)


def spoken(**numbers: float) -> dict[str, str]:
    """Computed values, rounded for a sentence: ``x`` becomes ``x_vi`` and ``x_en``."""
    return worded(**{name: number(value) for name, value in numbers.items()})


def counted(entries: int) -> dict[str, str]:
    """How many entries, for a sentence: ``entries_vi`` and ``entries_en``."""
    return worded(entries=how_many(entries))


def how_many(entries: int) -> Text:
    """'1 entry', '12 entries'."""
    return Text(f"{entries} mục", f"{entries} entry" if entries == 1 else f"{entries} entries")


def as_stated(**numbers: float) -> dict[str, str]:
    """Values as they stand in the file, not rounded: ``x`` becomes ``x_vi`` and ``x_en``."""
    return worded(**{name: number(value, 12) for name, value in numbers.items()})


def worded(**texts: Text) -> dict[str, str]:
    """Words that differ by language: ``x`` becomes ``x_vi`` and ``x_en``."""
    return {f"{name}_vi": text.vi for name, text in texts.items()} | {
        f"{name}_en": text.en for name, text in texts.items()
    }


def in_unit(amount: int | float, dimension: str, unit: str) -> float:
    """An amount [10⁻⁶ ledger units] in another unit of its dimension.

    What has no ledger unit (money, a concentration) is kept in its own.
    """
    return amount / MICRO * conversion(LEDGER_UNITS.get(dimension, unit), unit)


def period_of(row: Mapping[str, Any], zone: str) -> str:
    """'2025-03' for a row with start and end."""
    return Period(row["start"], row["end"]).label(zone)


def month_names(period: Period, zone: str) -> str:
    """'2025-03, 2025-04' for every month that a period touches."""
    return ", ".join(month.label(zone) for month in months_of(period, zone))


def ends(row: Mapping[str, Any]) -> str:
    """'grid → tenant-1' for a flow, 'substation' for what stands at one node."""
    return f"{row['from_node']} → {row['to_node']}" if row["from_node"] else str(row["to_node"])


def series_name(row: Mapping[str, Any]) -> Text:
    """How a series is called: its own name, else what it is about."""
    about = f"{row['stream']}, {ends(row)}"
    if row["activity"]:
        about += f", {row['activity']}"
    if row["series"]:
        about = f"{row['series']} ({about})"
    return Text(f"Chuỗi {about}", f"The series {about}")


def place(
    rows: pl.DataFrame, limit: int, *, field: str = "", node: str = "", period: str = ""
) -> Where:
    """Where rows stand: file, sheet and row of the first, ids of up to ``limit`` of them."""
    ordered = rows.sort(READING_ORDER).head(limit)
    first = ordered.row(0, named=True)
    return Where(
        file=first["file"],
        sheet=first["sheet"],
        row=first["row"] or 0,
        field=field,
        entries=tuple(ordered.get_column("entry")),
        node=node,
        period=period,
    )


def where_of(row: Mapping[str, Any], *, field: str = "", node: str = "", period: str = "") -> Where:
    """Where one row stands."""
    return Where(
        file=row["file"],
        sheet=row["sheet"],
        row=row["row"] or 0,
        field=field,
        entries=(row["entry"],),
        node=node,
        period=period,
    )
