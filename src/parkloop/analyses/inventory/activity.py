"""Activity data: flows of the period, summed exactly by what they are and where they go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from parkloop.ledger.columns import MICRO
from parkloop.ledger.entries import HAPPENED, Notation
from parkloop.ledger.ledger import HAPPENED_STATUS, Snapshot
from parkloop.periods import Period
from parkloop.quantities import LEDGER_UNITS

#: 95 % of a normal distribution lie within this many standard deviations.
Z95 = 1.959963984540054

#: What makes flows one amount: the same stream between the same ends for the same use,
#: read on the same meter.
GROUP = ("stream", "from_node", "to_node", "activity", "dimension", "series")


@dataclass(frozen=True, slots=True)
class Amount:
    """Flows of one kind, summed [ledger unit of the dimension].

    ``variance`` [unit²] is None where some entry states no uncertainty and none is known for
    its status. Entries of one series share their meter's error and add up linearly; entries
    without a series are independent and add up in squares (convention C-12).
    ``unknown`` counts entries without a quantity; ``unexplained`` those of them whose notation
    key does not say that there is none (NO) or that it is counted elsewhere (IE), with such a key
    in ``notation``. ``holes_possible`` tells that the entries do not fill the period from end to
    end.
    """

    stream: str
    from_node: str
    to_node: str
    activity: str
    dimension: str
    series: str
    total: float
    variance: float | None
    entries: int
    unknown: int
    notation: str
    holes_possible: bool = False
    unexplained: int = 0

    @property
    def unit(self) -> str:
        return LEDGER_UNITS.get(self.dimension, "")

    @property
    def parameter(self) -> str:
        return f"meter:{self.series}" if self.series else ""

    def selector(self, period: Period) -> dict[str, str | int | float | None]:
        """Finds the entries again in the snapshot."""
        return {
            "kind": "flow",
            "stream": self.stream,
            "from_node": self.from_node,
            "to_node": self.to_node,
            "activity": self.activity,
            "dimension": self.dimension,
            "series": self.series,
            "status": HAPPENED_STATUS,
            **_instants(period),
        }


@cache
def _instants(period: Period) -> dict[str, str]:
    """Both ends of a period as selectors write them; thousands of amounts have the same."""
    return {"start": period.start.isoformat(), "end": period.end.isoformat()}


#: Rows without a quantity whose notation key gives no reason to count nothing.
_UNEXPLAINED = pl.col("amount").is_null() & ~pl.col("notation").is_in(
    [Notation.NOT_OCCURRING.value, Notation.INCLUDED_ELSEWHERE.value]
)


def amounts(
    snapshot: Snapshot, period: Period, uncertainty_by_status: Mapping[str, float]
) -> tuple[Amount, ...]:
    """All flows wholly inside the period that happened, in canonical order.

    Sums are exact: whole micro-units are added as integers, so neither the order of rows nor
    the number of threads can change a digit (convention C-04).
    """
    flows = snapshot.entries.lazy().filter(
        (pl.col("kind") == "flow")
        & pl.col("status").is_in([status.value for status in HAPPENED])
        & (pl.col("start") >= period.start)
        & (pl.col("end") <= period.end)
    )
    known = flows.select(
        *GROUP,
        "amount",
        "notation",
        _deviation(uncertainty_by_status),
        filled=pl.col("end") - pl.col("start"),
    )
    summed = (
        known.group_by(GROUP)
        .agg(
            pl.col("amount").sum().alias("total"),
            pl.col("amount").count().alias("known"),
            pl.col("_deviation").sum().alias("linear"),
            pl.col("_deviation").count().alias("judged"),
            pl.len().alias("entries"),
            (pl.col("filled").sum() < period.duration).alias("holes_possible"),
        )
        .join(_squares(known), on=GROUP, how="left")
        .join(_unexplained(known), on=GROUP, how="left")
        .sort(GROUP)
        .collect()
    )
    return tuple(_amount(row) for row in summed.iter_rows(named=True))


def _squares(known: pl.LazyFrame) -> pl.LazyFrame:
    """Σ of squared deviations of what has no series, exact in 128-bit integers."""
    alone = known.filter(pl.col("series") == "")
    square = pl.col("_deviation").cast(pl.Int128) * pl.col("_deviation")
    return alone.group_by(GROUP).agg(square.sum().alias("squares"))


def _unexplained(known: pl.LazyFrame) -> pl.LazyFrame:
    """How many rows lack a quantity for no good reason, and their notation; few amounts do."""
    lacking = known.filter(_UNEXPLAINED)
    return lacking.group_by(GROUP).agg(
        pl.len().alias("unexplained"), pl.col("notation").max().alias("notation")
    )


def _deviation(uncertainty_by_status: Mapping[str, float]) -> pl.Expr:
    """Standard deviation of each entry in whole micro-units."""
    by_status = (
        pl.when(pl.col("status") == status).then(share)
        for status, share in uncertainty_by_status.items()
    )
    share = pl.coalesce(pl.col("uncertainty"), *by_status) / Z95
    return (pl.col("amount") * share).abs().round().cast(pl.Int64, strict=False).alias("_deviation")


def _amount(row: dict[str, Any]) -> Amount:
    squares = row["linear"] ** 2 if row["series"] else row["squares"]
    return Amount(
        **{name: row[name] for name in GROUP},
        total=row["total"] / MICRO,
        variance=None if row["judged"] < row["known"] else squares / MICRO**2,
        entries=row["entries"],
        unknown=row["entries"] - row["known"],
        unexplained=row["unexplained"] or 0,
        notation=row["notation"] or "",
        holes_possible=row["holes_possible"],
    )
