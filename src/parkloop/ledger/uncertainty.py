"""How uncertain entries are: what they state themselves, else what is known for their status.

Half-widths of 95 % intervals are whole micro-units, so that their sums are exact and do not
depend on the order of rows (conventions C-04, C-12).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import polars as pl

from parkloop.catalog.catalog import Catalog
from parkloop.catalog.facts import Fact
from parkloop.ledger.entries import HAPPENED

_FACT_KIND = "activity_uncertainty"


def uncertainty_facts(catalog: Catalog) -> dict[str, Fact]:
    """The catalog's uncertainty of entries that state none [1], by status.

    A status without a fact is absent: its entries have no known uncertainty (C-01).
    """
    found = {}
    for status in HAPPENED:
        fact = catalog.facts.get(f"activity-uncertainty.{status.value}")
        if fact is not None and fact.kind == _FACT_KIND:
            found[status.value] = fact
    return found


def with_half_width(rows: pl.DataFrame, facts: Mapping[str, Fact]) -> pl.DataFrame:
    """Add ``half_width`` [10⁻⁶ ledger units]: 95 % half-width of each amount; null if unknown."""
    shares = {status: fact.value for status, fact in facts.items()}
    by_status = pl.col("status").replace_strict(
        list(shares), list(shares.values()), default=None, return_dtype=pl.Float64
    )
    share = pl.coalesce(pl.col("uncertainty"), by_status)
    return rows.with_columns(
        half_width=(pl.col("amount") * share).abs().round().cast(pl.Int64, strict=False)
    )


def combined(rows: pl.DataFrame) -> int | None:
    """Half-width of the sum of the rows [10⁻⁶ ledger units]; None if one of them is unknown.

    Entries of one series share their meter's error and add up linearly; all else is independent
    and adds up by root of the sum of squares (C-12). Needs ``with_half_width``.
    """
    widths = rows.filter(pl.col("amount").is_not_null()).select("series", "half_width")
    if widths.get_column("half_width").null_count():
        return None
    per_series = widths.group_by("series").agg(
        linear=pl.col("half_width").cast(pl.Int128).sum(),
        squares=pl.col("half_width").cast(pl.Int128).pow(2).sum(),
    )
    return root_of_squares(
        row["linear"] ** 2 if row["series"] else row["squares"]
        for row in per_series.iter_rows(named=True)
    )


def root_of_squares(squares: Iterable[int]) -> int:
    """√Σ of whole squares, rounded down to a whole number."""
    return math.isqrt(sum(squares))
