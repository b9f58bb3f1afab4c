"""What the site asks of a file beyond the core: months that are locked, meters that overlap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import polars as pl

from parkloop.findings import Finding, Where
from parkloop.io.intake import table_rules as rules
from parkloop.io.intake.wording import finding_of
from parkloop.ledger.ledger import Ledger
from parkloop.texts import Text
from parkloop_web.ledger.history_words import local_month, period_words
from parkloop_web.ledger.models import State, Submission
from parkloop_web.ledger.workflow import LOCKED
from parkloop_web.parks.models import Node

#: What makes a reading of one meter, as the database's exclusion constraint has it.
_METER: Final = (
    "stream",
    "property",
    "from_node",
    "to_node",
    "activity",
    "series",
    "reference",
    "status",
)
_THIS_FILE = Text("dòng khác của tệp", "another row of the file")


def locked_months(enterprise: Node, months: Iterable[date]) -> dict[date, State]:
    """Which of these months take no entries, and how they stand."""
    found = Submission.objects.filter(
        enterprise=enterprise, month__in=sorted(set(months)), state__in=LOCKED
    )
    return {month: State(state) for month, state in found.values_list("month", "state")}


def limits_of(enterprise: Node, ledger: Ledger, appended: pl.DataFrame | None) -> list[Finding]:
    """Why the entries that an import would add cannot be added; empty when they can."""
    if appended is None:
        return []
    zone = ledger.park.zone
    return [*_locked(enterprise, appended, zone), *_overlaps(ledger, appended, zone)]


def _locked(enterprise: Node, appended: pl.DataFrame, zone: str) -> Iterator[Finding]:
    counts = Counter(local_month(start, zone) for start in appended["start"].to_list())
    first = appended.sort("row", nulls_last=True).row(0, named=True)
    for month, state in sorted(locked_months(enterprise, counts).items()):
        yield finding_of(
            rules.LOCKED_MONTH,
            Where(file=first["file"], sheet="", period=f"{month:%Y-%m}"),
            month=f"{month:%m/%Y}",
            state=state.words,
            count=counts[month],
        )


def _overlaps(ledger: Ledger, appended: pl.DataFrame, zone: str) -> Iterator[Finding]:
    """Readings of one meter whose periods overlap after the import, one of them the file's."""
    for row in overlapping(ledger, appended).iter_rows(named=True):
        place = Text(f"dòng {row['o_row']}", f"row {row['o_row']}") if row["o_row"] else _THIS_FILE
        yield finding_of(
            rules.OVERLAPS_HELD,
            Where(file=row["file"], sheet=row["sheet"], row=row["row"] or 0, field="series"),
            series=row["series"],
            period=period_words(row["start"], row["end"], zone),
            other_period=period_words(row["o_start"], row["o_end"], zone),
            other_place=Text(f"{row['o_file']}, {place.vi}", f"{row['o_file']}, {place.en}")
            if row["o_file"]
            else place,
        )


def overlapping(ledger: Ledger, appended: pl.DataFrame) -> pl.DataFrame:
    """Pairs of neighbouring readings of a meter that overlap, at least one of them added."""
    meters = appended.select(_METER).filter(pl.col("series") != "").unique()
    together = (
        pl.concat([ledger.entries, appended])
        .join(meters, on=_METER, how="semi")
        .filter(pl.col("kind") == "flow")
        .sort("key", "version")
        .unique("key", keep="last", maintain_order=True)
        .filter(~pl.col("void") & pl.col("quantity").is_not_null())
        .join(appended.select("entry", added=pl.lit(value=True)), on="entry", how="left")
        .sort(*_METER, "start", "end")
    )
    before = {
        f"o_{name}": pl.col(name).shift().over(_METER)
        for name in ("start", "end", "file", "row", "added")
    }
    return together.with_columns(**before).filter(
        (pl.col("o_end") > pl.col("start"))
        & (pl.col("added").fill_null(value=False) | pl.col("o_added").fill_null(value=False))
    )
