"""The flows of a period, summed exactly by what they are, where they run and how they are known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from parkloop.catalog.facts import Fact
from parkloop.ledger.checks.coverage import SeriesGap, series_gaps
from parkloop.ledger.checks.parameters import CheckParameters
from parkloop.ledger.checks.wording import month_names
from parkloop.ledger.entries import HAPPENED, Notation
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.uncertainty import with_half_width
from parkloop.periods import Period
from parkloop.quantities import LEDGER_UNITS

_GROUP = ("stream", "from_node", "to_node", "dimension", "status", "notation", "missing")
#: Notation keys after which nothing is lacking.
_NOTHING_LACKS = (Notation.NOT_OCCURRING.value, Notation.INCLUDED_ELSEWHERE.value)
STRADDLES, HOLES = "straddles", "holes"
#: How many entries a gap or finding names.
_NAMED = 20
_HAPPENED = pl.col("status").is_in([status.value for status in HAPPENED])

Selector = Mapping[str, str | int | float | None]


@dataclass(frozen=True, slots=True)
class Bundle:
    """Entries of one kind summed [10⁻⁶ ledger units of the dimension].

    ``squares`` [micro-units²] is the square of the half-width of the 95 % interval: entries of
    one series add up linearly, all else in squares (C-12); None where one is not known.
    ``missing`` bundles have no amounts, ``why`` being the notation key or reason and ``detail``
    what exactly is lacking. ``named`` are the ids of the first entries.
    """

    stream: str
    from_node: str
    to_node: str
    dimension: str
    status: str
    why: str
    missing: bool
    amount: int
    squares: int | None
    entries: int
    selector: Selector
    named: tuple[str, ...] = ()
    measure: str = ""
    detail: str = ""


def used_flows(snapshot: Snapshot, period: Period) -> pl.DataFrame:
    """Flows that happened, wholly in the period."""
    return snapshot.within(period).flows.filter(_HAPPENED)


def bundles(snapshot: Snapshot, period: Period, facts: Mapping[str, Fact]) -> tuple[Bundle, ...]:
    """All flows of the period in canonical order; those across its border as missing (C-06)."""
    usable = pl.col("amount").is_not_null() & pl.col("dimension").is_in(list(LEDGER_UNITS))
    inside = used_flows(snapshot, period).with_columns(
        missing=~usable, amount=pl.when(usable).then("amount")
    )
    across = (
        snapshot.straddling(period)
        .filter(_HAPPENED & (pl.col("kind") == "flow"))
        .with_columns(
            amount=pl.lit(None, pl.Int64), notation=pl.lit(STRADDLES), missing=pl.lit(value=True)
        )
    )
    rows = pl.concat([inside, across]).filter(
        ~(pl.col("missing") & pl.col("notation").is_in(_NOTHING_LACKS))
    )
    return tuple(_bundle(row, period) for row in _summed(with_half_width(rows, facts)))


def _summed(rows: pl.DataFrame) -> list[dict[str, Any]]:
    width = pl.col("half_width").cast(pl.Int128)
    blind = pl.col("half_width").is_null() & pl.col("amount").is_not_null()
    per_series = rows.group_by(*_GROUP, "series").agg(
        amount=pl.col("amount").sum(),
        linear=width.sum(),
        squares=width.pow(2).sum(),
        blind=blind.any(),
        entries=pl.len(),
        named=pl.col("entry").head(_NAMED),
    )
    own = pl.when(pl.col("series") == "").then("squares").otherwise(pl.col("linear").pow(2))
    summed = (
        per_series.sort(*_GROUP, "series")
        .group_by(_GROUP)
        .agg(
            pl.col("amount", "entries").sum(),
            squares=own.sum(),
            blind=pl.col("blind").any(),
            named=pl.col("named").explode().head(_NAMED),
        )
    )
    return summed.sort(_GROUP).to_dicts()


def _bundle(row: dict[str, Any], period: Period) -> Bundle:
    return Bundle(
        stream=row["stream"],
        from_node=row["from_node"],
        to_node=row["to_node"],
        dimension=row["dimension"],
        status=row["status"],
        why=row["notation"],
        missing=row["missing"],
        amount=row["amount"],
        squares=None if row["blind"] else row["squares"],
        entries=row["entries"],
        selector={
            "kind": "flow",
            **{name: row[name] for name in _GROUP if name != "missing"},
            "start": period.start.isoformat(),
            "end": period.end.isoformat(),
        },
        named=tuple(row["named"]),
    )


def holes(snapshot: Snapshot, period: Period) -> tuple[Bundle, ...]:
    """Months of the period that regular series of flows lack (CHK-11), as missing bundles."""
    seen = Snapshot(snapshot.flows, snapshot.park)
    return hole_bundles(series_gaps(seen, CheckParameters()), period, snapshot.park.zone)


def hole_bundles(gaps: Iterable[SeriesGap], period: Period, zone: str) -> tuple[Bundle, ...]:
    """Those holes of regular series that touch the period, as missing bundles."""
    return tuple(
        Bundle(
            stream=gap.after["stream"],
            from_node=gap.after["from_node"],
            to_node=gap.after["to_node"],
            dimension="",
            status="",
            why=HOLES,
            missing=True,
            amount=0,
            squares=None,
            entries=0,
            selector={},
            named=gap.entries,
            detail=month_names(gap.missing, zone),
        )
        for gap in gaps
        if gap.missing.overlaps(period)
    )


def main_meters(
    snapshot: Snapshot, period: Period, facts: Mapping[str, Fact]
) -> tuple[dict[tuple[str, str, str], tuple[Bundle, ...]], tuple[tuple[str, str, str], ...]]:
    """Totals of main meters by (node, stream, measure), and those that cover only a part.

    A meter counts when its entries fill the period without overlap.
    """
    stated = snapshot.within(period).balances.filter(
        _HAPPENED
        & pl.col("property").is_in(["supply", "delivery"])
        & pl.col("amount").is_not_null()
    )
    by = ("to_node", "stream", "property")
    lasted = (pl.col("end") - pl.col("start")).sum()
    filled = stated.group_by(by).agg(whole=lasted == period.duration).sort(by)
    whole = {row[:3] for row in filled.iter_rows() if row[3]}
    partial = tuple(row[:3] for row in filled.iter_rows() if not row[3])
    rows = with_half_width(stated, facts).with_columns(missing=pl.lit(value=False))
    found: dict[tuple[str, str, str], tuple[Bundle, ...]] = {}
    for key in sorted(whole):
        node, stream, measure = key
        own = rows.filter(
            (pl.col("to_node") == node)
            & (pl.col("stream") == stream)
            & (pl.col("property") == measure)
        )
        found[key] = tuple(_meter_bundle(row, measure, period) for row in _summed(own))
    return found, partial


def _meter_bundle(row: dict[str, Any], measure: str, period: Period) -> Bundle:
    flow = _bundle(row, period)
    selector = dict(flow.selector) | {"kind": "balance", "property": measure}
    return replace(flow, selector=selector, measure=measure)


def levels(
    snapshot: Snapshot, period: Period, facts: Mapping[str, Fact]
) -> dict[tuple[str, str, str], Bundle]:
    """What stocks held when the period began and ended, by (node, stream, 'start' or 'end').

    The latest statement counts where several end at that instant.
    """
    stated = snapshot.balances.filter(
        _HAPPENED & (pl.col("property") == "level") & pl.col("amount").is_not_null()
    )
    found = {}
    for edge, instant in (("start", period.start), ("end", period.end)):
        rows = with_half_width(stated.filter(pl.col("end") == instant), facts)
        for row in rows.sort("start", "recorded_at", "entry").iter_rows(named=True):
            found[(row["to_node"], row["stream"], edge)] = _level_bundle(row)
    return found


def _level_bundle(row: dict[str, Any]) -> Bundle:
    width = row["half_width"]
    return Bundle(
        stream=row["stream"],
        from_node="",
        to_node=row["to_node"],
        dimension=row["dimension"],
        status=row["status"],
        why="",
        missing=False,
        amount=row["amount"],
        squares=None if width is None else width**2,
        entries=1,
        selector={"entry": row["entry"]},
        named=(row["entry"],),
        measure="level",
    )
