"""What-ifs: functions from ledger to ledger. Nothing is edited, nothing is written.

``overlaid`` puts further statements over a snapshot, ``intended`` reads the plans of the next
years as if they had happened by the end of the period.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import polars as pl

from parkloop.analyses.assessment.register import months_from
from parkloop.ledger.columns import as_entries, stated
from parkloop.ledger.entries import Entry, Status
from parkloop.ledger.ledger import Snapshot
from parkloop.periods import Period

_INTENTIONS = [Status.PLANNED.value, Status.PROPOSED.value]
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def overlaid(snapshot: Snapshot, entries: Iterable[Entry]) -> Snapshot:
    """A snapshot in which these statements hold as well; they replace statements of the same key.

    The hash differs from that of the ledger, so no figure of it can be taken for a real one.
    """
    more = as_entries(
        stated(entries), import_id="what-if", recorded_at=_NEVER, recorded_by="what-if"
    )
    return _with(snapshot, more)


def _with(snapshot: Snapshot, more: pl.DataFrame) -> Snapshot:
    kept = snapshot.entries.join(more, on="key", how="anti")
    joined = pl.concat([kept, more.select(kept.columns)]).sort("key", "version")
    return Snapshot(joined, snapshot.park)


def intended(snapshot: Snapshot, period: Period, years: int) -> Snapshot:
    """A snapshot in which what is planned or proposed within ``years`` after the period holds now.

    Observations with the status *planned* or *proposed* that begin before the horizon become
    *modelled* statements of the period itself.
    """
    horizon = months_from(period.end, 12 * years, snapshot.park.zone)
    plans = snapshot.observations.filter(
        pl.col("status").is_in(_INTENTIONS)
        & (pl.col("start") < horizon)
        & (pl.col("end") > period.start)
    ).sort("end", "start")
    # Of several plans for one thing the last one speaks.
    newest = plans.unique(
        subset=["property", "to_node", "reference"], keep="last", maintain_order=True
    )
    moved = newest.with_columns(
        start=pl.lit(period.end - timedelta(microseconds=1)).cast(pl.Datetime("us", "UTC")),
        end=pl.max_horizontal("end", pl.lit(period.end).cast(pl.Datetime("us", "UTC"))),
        status=pl.lit(Status.MODELLED.value),
    ).with_columns(end=pl.when(_is_level()).then(pl.lit(period.end)).otherwise(pl.col("end")))
    again = as_entries(
        moved.select(stated([]).columns), import_id="intended", recorded_at=_NEVER,
        recorded_by="intended",
    )  # fmt: skip
    spoken = newest.select("property", "to_node", "reference")
    now = pl.col("end") > period.start
    replaced = snapshot.observations.filter(now & ~pl.col("status").is_in(_INTENTIONS)).join(
        spoken, on=["property", "to_node", "reference"], how="semi"
    )
    rest = snapshot.entries.join(replaced.select("entry"), on="entry", how="anti")
    return _with(Snapshot(rest, snapshot.park), again)


def _is_level() -> pl.Expr:
    """Statements with a number hold at the end of the period; documents keep their validity."""
    return pl.col("quantity").is_not_null()
