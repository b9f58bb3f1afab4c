"""What-ifs: functions from ledger to ledger. Nothing is edited, nothing is written.

``overlaid`` puts further statements over a snapshot, ``assumed`` puts them in the place of what was
stated, ``intended`` reads the plans of the next years as if they had happened by the end of the
period.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

import polars as pl

from parkloop.analyses.assessment.register import Register, months_from
from parkloop.ledger.columns import as_entries, stated
from parkloop.ledger.entries import Entry, Observation, Status
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import NodeKind
from parkloop.periods import Period

_INTENTIONS = [Status.PLANNED.value, Status.PROPOSED.value]
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
#: What a statement speaks of: a property of a place (and of the link or solution it names).
_THING = ["property", "to_node", "reference"]
#: An enterprise that carries out a solution applies RECP (article 37(2)(c)).
_SOLUTION, _APPLIED = "recp-solution", "recp-applied"


def overlaid(snapshot: Snapshot, entries: Iterable[Entry]) -> Snapshot:
    """A snapshot in which these statements hold as well; they replace statements of the same key.

    The hash differs from that of the ledger, so no figure of it can be taken for a real one.
    """
    more = as_entries(
        stated(entries), import_id="what-if", recorded_at=_NEVER, recorded_by="what-if"
    )
    return put_over(snapshot, more)


def put_over(snapshot: Snapshot, more: pl.DataFrame) -> Snapshot:
    """A snapshot with these entries, in the place of those of the same key."""
    kept = snapshot.entries.join(more, on="key", how="anti")
    joined = pl.concat([kept, more.select(kept.columns)]).sort("key", "version")
    return Snapshot(joined, snapshot.park)


def assumed(snapshot: Snapshot, observations: Iterable[Observation], period: Period) -> Snapshot:
    """A snapshot in which these observations hold in a period, instead of what was stated there.

    What was stated of the same property, place and reference and touches the period gives way.
    """
    more = as_entries(
        stated(observations), import_id="assumed", recorded_at=_NEVER, recorded_by="assumed"
    )
    return _instead(snapshot, more, period)


def plans(snapshot: Snapshot, period: Period, years: int) -> pl.DataFrame:
    """What is planned or proposed to begin within ``years`` after a period; of several statements
    on one thing the last. Columns of entries, one row for each thing."""
    horizon = months_from(period.end, 12 * years, snapshot.park.zone)
    found = snapshot.observations.filter(
        pl.col("status").is_in(_INTENTIONS)
        & (pl.col("start") < horizon)
        & (pl.col("end") > period.start)
    ).sort("end", "start")
    return found.unique(subset=_THING, keep="last", maintain_order=True)


def intended(
    snapshot: Snapshot, period: Period, years: int, chosen: Collection[str] | None = None
) -> Snapshot:
    """A snapshot in which what is planned or proposed within ``years`` after the period holds now.

    Observations with the status *planned* or *proposed* that begin before the horizon become
    *modelled* statements of the period itself; of them only the ``chosen`` (ids of entries), if
    any are named. An enterprise that carries out a solution applies RECP.
    """
    newest = plans(snapshot, period, years)
    if chosen is not None:
        newest = newest.filter(pl.col("entry").is_in(list(chosen)))
    moved = newest.with_columns(
        start=pl.lit(period.end - timedelta(microseconds=1)).cast(pl.Datetime("us", "UTC")),
        end=pl.max_horizontal("end", pl.lit(period.end).cast(pl.Datetime("us", "UTC"))),
        status=pl.lit(Status.MODELLED.value),
    ).with_columns(end=pl.when(_is_level()).then(pl.lit(period.end)).otherwise(pl.col("end")))
    moved = moved.select(stated([]).columns)
    implied = moved.filter((pl.col("property") == _SOLUTION) & (pl.col("quantity") > 0))
    implied = implied.with_columns(property=pl.lit(_APPLIED), reference=pl.lit("")).unique(
        "to_node"
    )
    counted = _counts_raised(snapshot, period, implied.get_column("to_node").to_list())
    again = as_entries(
        pl.concat([moved, implied, counted]), import_id="intended", recorded_at=_NEVER,
        recorded_by="intended",
    )  # fmt: skip
    return _instead(snapshot, again, period)


def _counts_raised(snapshot: Snapshot, period: Period, firms: Collection[str]) -> pl.DataFrame:
    """A park's own count of enterprises that apply RECP, raised by those that plans add to it."""
    said = snapshot.observations.filter(
        (pl.col("property") == _APPLIED)
        & ~pl.col("status").is_in(_INTENTIONS)
        & (pl.col("end") > period.start)
        & (pl.col("start") < period.end)
    ).sort("end", "start")
    already = set(said.filter(pl.col("quantity") >= 1).get_column("to_node"))
    parks = [snapshot.park.owner(one, NodeKind.PARK) for one in firms if one not in already]
    newest = said.filter(pl.col("to_node").is_in(parks)).unique("to_node", keep="last")
    more = pl.col("to_node").map_elements(parks.count, return_dtype=pl.Int64)
    return newest.with_columns(
        quantity=pl.col("quantity") + more, status=pl.lit(Status.MODELLED.value)
    ).select(stated([]).columns)


def _instead(snapshot: Snapshot, more: pl.DataFrame, period: Period) -> Snapshot:
    """These statements in place of what was stated of the same things and touches the period."""
    said = (pl.col("end") > period.start) & (pl.col("start") < period.end)
    happened = ~pl.col("status").is_in(_INTENTIONS)
    replaced = snapshot.observations.filter(said & happened).join(
        more.select(_THING), on=_THING, how="semi"
    )
    rest = snapshot.entries.join(replaced.select("entry"), on="entry", how="anti")
    return put_over(Snapshot(rest, snapshot.park), more)


def without_yet(
    register: Register, park: str, name: str, count: int, *, wanted: float = 1.0
) -> tuple[str, ...]:
    """So many enterprises of a park of which ``wanted`` is not known to hold, in the register's
    order (an amount is wanted to be 0, a state or document to be 1).

    For a question like “if five more enterprises applied RECP”: which five does not matter for a
    share, so the first are taken.
    """
    places = register.places
    held = register.held("enterprise", name)
    at = places.park_place[park]
    lacking = (places.park_of == at) & places.tenant & (held != wanted)
    return tuple(places.enterprises[number] for number in lacking.nonzero()[0][:count])


def _is_level() -> pl.Expr:
    """Statements with a number hold at the end of the period; documents keep their validity."""
    return pl.col("quantity").is_not_null()
