"""Is something missing in time? Gaps in series, late starts, periods across months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import polars as pl

from parkloop.catalog.catalog import Catalog
from parkloop.findings import Finding, Rule, Severity
from parkloop.ledger.checks.parameters import CheckParameters
from parkloop.ledger.checks.tables import (
    COVERED,
    ENDS,
    SERIES,
    by_entry,
    groups,
    numbered,
    over_time,
    with_reach,
)
from parkloop.ledger.checks.wording import (
    counted,
    month_names,
    period_of,
    place,
    series_name,
    where_of,
    worded,
)
from parkloop.ledger.ledger import Snapshot
from parkloop.periods import Period
from parkloop.texts import Text

GAP = Rule(
    "CHK-11",
    Severity.WARNING,
    Text(
        "{series_vi} thiếu {months}: trước đó có đến {before}, sau đó có từ {after}.",
        "{series_en} lacks {months}: there is {before} before it and {after} after it.",
    ),
    Text(
        "Bổ sung số liệu của các tháng này, hoặc ghi ký hiệu (NO, NE, IE, C) kèm ghi chú.",
        "Enter these months, or a notation key (NO, NE, IE, C) with a note.",
    ),
)
BORDER = Rule(
    "CHK-12",
    Severity.INFO,
    Text(
        "{series_vi} {does_vi} ngày {date}, còn các chuỗi khác của {enterprise} thường {do_vi} "
        "ngày {usual}.",
        "{series_en} {does_en} on {date}; the other series of {enterprise} usually {do_en} on "
        "{usual}.",
    ),
    Text(
        "Nếu có số liệu cho phần còn thiếu, hãy bổ sung; nếu không, ghi chú lý do.",
        "If there are figures for the rest, enter them; else note the reason.",
    ),
)
STRADDLES = Rule(
    "CHK-22",
    Severity.INFO,
    Text(
        "{series_vi}: kỳ vắt qua ranh giới tháng và chưa được chia ({entries_vi}, như {period}).",
        "{series_en}: periods run across a month's end and are not split ({entries_en}, such as "
        "{period}).",
    ),
    Text(
        "Nếu cần số theo tháng, chia theo số ngày bằng hành động có lý do: "
        "parkloop split --reason …",
        "If months are needed, split them by days with a stated reason: parkloop split --reason …",
    ),
)
_STARTS = (Text("bắt đầu", "starts"), Text("bắt đầu", "start"))
_STOPS = (Text("kết thúc", "stops"), Text("kết thúc", "stop"))


@dataclass(frozen=True, slots=True)
class SeriesGap:
    """A hole in a regular series: the period that lacks, the rows before and after it."""

    missing: Period
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    series: str

    @property
    def entries(self) -> tuple[str, str]:
        return self.before["entry"], self.after["entry"]


def series_gaps(snapshot: Snapshot, parameters: CheckParameters) -> tuple[SeriesGap, ...]:
    """Holes of regular series between their first and last day.

    Each named series by itself, then all that is stated between the same ends together
    (``series`` is '' then), so that a hole between an old meter and its successor is seen too.
    A notation key fills its period.
    """
    stated = over_time(snapshot)
    own = _holes(stated.filter(pl.col("series") != ""), SERIES, parameters)
    shared = _holes(stated, ENDS, parameters).join(own, on=["reacher", "entry"], how="anti")
    inside = shared.join(
        own.select(*ENDS, own_reach="reach", own_start="start"), on=ENDS, how="inner"
    ).filter((pl.col("own_reach") <= pl.col("reach")) & (pl.col("start") <= pl.col("own_start")))
    between = shared.join(inside, on=["reacher", "entry"], how="anti")
    holes = pl.concat([own, between.with_columns(series=pl.lit(""))])
    before = by_entry(stated, holes.get_column("reacher").unique().to_list())
    rows = {row["entry"]: row for row in before.iter_rows(named=True)}
    return tuple(
        SeriesGap(Period(hole["reach"], hole["start"]), rows[hole["reacher"]], hole, hole["series"])
        for hole in holes.iter_rows(named=True)
    )


def check_gaps(
    snapshot: Snapshot, catalog: Catalog, parameters: CheckParameters
) -> tuple[Finding, ...]:
    """No regular series has a hole between its first and last day (CHK-11)."""
    zone = snapshot.park.zone
    return tuple(
        GAP.finding(
            replace(
                where_of(gap.before, node=gap.after["to_node"], period=gap.missing.label(zone)),
                entries=gap.entries,
            ),
            **worded(series=series_name({**gap.after, "series": gap.series})),
            months=month_names(gap.missing, zone),
            before=period_of(gap.before, zone),
            after=period_of(gap.after, zone),
        )
        for gap in series_gaps(snapshot, parameters)
    )


def _holes(stated: pl.DataFrame, by: tuple[str, ...], parameters: CheckParameters) -> pl.DataFrame:
    """Rows that begin after a hole in their regular group, with the hole's start in ``reach``."""
    reached = with_reach(numbered(stated, by))
    spans = reached.group_by("group").agg(
        covered=COVERED.sum(),
        span=(pl.col("end").max() - pl.col("start").min()).dt.total_microseconds(),
    )
    regular = spans.filter(pl.col("covered") >= pl.col("span") * parameters.regular_share)
    shortest = timedelta(days=parameters.shortest_gap_days)
    return (
        reached.filter(pl.col("start") - pl.col("reach") >= shortest)
        .join(regular, on="group", how="semi")
        .sort(*by, "start")
        .drop("group")
    )


def check_borders(
    snapshot: Snapshot, catalog: Catalog, parameters: CheckParameters
) -> tuple[Finding, ...]:
    """No series starts later or stops earlier than its enterprise's others (CHK-12)."""
    spans = _enterprise_spans(snapshot, parameters)
    usual = spans.group_by("enterprise").agg(
        usual_start=pl.col("start").sort().get((pl.len() - 1) // 2),
        usual_end=pl.col("end").sort().get(pl.len() // 2),
        sisters=pl.len(),
    )
    judged = spans.join(usual.filter(pl.col("sisters") >= 3), on="enterprise").sort(ENDS)
    far = timedelta(days=parameters.border_days)
    late = judged.filter(pl.col("start") - pl.col("usual_start") > far)
    early = judged.filter(pl.col("usual_end") - pl.col("end") > far)
    zone = snapshot.park.zone
    return tuple(
        _border_finding(row, edge, words, zone)
        for rows, edge, words in ((late, "start", _STARTS), (early, "end", _STOPS))
        for row in rows.iter_rows(named=True)
    )


def _enterprise_spans(snapshot: Snapshot, parameters: CheckParameters) -> pl.DataFrame:
    """First and last instant of what is regularly stated between two ends, with its enterprise."""
    reached = with_reach(numbered(over_time(snapshot), ENDS))
    owners = snapshot.park.table.select("node", "enterprise")
    return (
        reached.group_by(ENDS)
        .agg(
            pl.col("entry", "file", "sheet", "row").first(),
            covered=COVERED.sum(),
            start=pl.col("start").min(),
            end=pl.col("end").max(),
        )
        .filter(
            (
                pl.col("covered")
                >= (pl.col("end") - pl.col("start")).dt.total_microseconds()
                * parameters.regular_share
            )
            & (pl.col("end") - pl.col("start") > timedelta(days=parameters.border_days))
        )
        .join(owners.rename({"node": "to_node"}), on="to_node", how="left")
        .join(
            owners.rename({"node": "from_node", "enterprise": "sender"}),
            on="from_node",
            how="left",
        )
        .with_columns(
            enterprise=pl.when(pl.col("enterprise").fill_null("") != "")
            .then("enterprise")
            .otherwise(pl.col("sender").fill_null("")),
            series=pl.lit(""),
        )
        .filter(pl.col("enterprise") != "")
    )


def _border_finding(row: dict[str, Any], edge: str, words: tuple[Text, Text], zone: str) -> Finding:
    def day(instant: Any) -> str:
        shown = instant - timedelta(microseconds=1) if edge == "end" else instant
        return Period(shown, shown + timedelta(microseconds=1)).label(zone)[:10]

    return BORDER.finding(
        where_of(row, node=row["to_node"]),
        **worded(series=series_name(row), does=words[0], do=words[1]),
        date=day(row[edge]),
        enterprise=row["enterprise"],
        usual=day(row[f"usual_{edge}"]),
    )


def check_straddling(
    snapshot: Snapshot, catalog: Catalog, parameters: CheckParameters
) -> tuple[Finding, ...]:
    """Periods that cross a month's end without being whole months are told (CHK-22, C-06)."""
    zone = snapshot.park.zone
    first = pl.col("start").dt.convert_time_zone(zone)
    after = pl.col("end").dt.convert_time_zone(zone)
    last = after - pl.duration(microseconds=1)
    crosses = first.dt.strftime("%Y-%m") != last.dt.strftime("%Y-%m")
    whole = (first == first.dt.truncate("1mo")) & (after == after.dt.truncate("1mo"))
    stated = over_time(snapshot).filter(pl.col("amount").is_not_null())
    findings = []
    for shared, part in groups(stated.filter(crosses & ~whole), *SERIES):
        example = period_of(part.sort("start").row(0, named=True), zone)
        findings.append(
            STRADDLES.finding(
                place(part, parameters.entries_named, field="period", node=shared["to_node"]),
                **worded(series=series_name(shared)),
                **counted(len(part)),
                period=example,
            )
        )
    return tuple(findings)
