"""Which months of which series are there, and how good they are (docs/methods/completeness.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import polars as pl

from parkloop.analyses._provenance import provenance
from parkloop.catalog.catalog import Catalog
from parkloop.findings import Finding, Rule, Severity, Where, in_order
from parkloop.ledger.checks.coverage import series_gaps
from parkloop.ledger.checks.parameters import CheckParameters
from parkloop.ledger.checks.tables import COVERED, numbered, with_reach
from parkloop.ledger.entries import HAPPENED, Status
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import PASSING, NodeKind, Park
from parkloop.periods import Period, months_of
from parkloop.provenance import Figure, FigureOperand, Gap, Plain, Result
from parkloop.texts import Text

VERSION = "1"
#: Statuses of entries that nobody read off a meter, a bill or a calculation from such.
ESTIMATED = (Status.ESTIMATED.value, Status.MODELLED.value)
_HAPPENED = [status.value for status in HAPPENED]
_PAIR = ("enterprise", "stream")
_STATED = ("stream", "from_node", "to_node", "entry", "start", "end", "status", "notation")
_MICROSECOND = timedelta(microseconds=1)

NOTHING_REPORTED = Rule(
    "CMP-01",
    Severity.WARNING,
    Text(
        "Doanh nghiệp “{enterprise}” chưa có số liệu nào trong kỳ {period}.",
        "The enterprise “{enterprise}” has reported nothing in {period}.",
    ),
    Text(
        "Gửi mẫu nhập liệu cho doanh nghiệp, hoặc ghi ký hiệu NO nếu không hoạt động.",
        "Send it the workbook, or enter the notation key NO if it did not operate.",
    ),
)


@dataclass(frozen=True, slots=True)
class CompletenessCell:
    """One enterprise, stream and month.

    ``state``: reported, estimated (at least one entry is), partial (part of the month is
    covered), missing (a series that has other months), notation (a notation key says why),
    not-expected. ``status`` is the weakest status of the month's entries.
    """

    enterprise: str
    stream: str
    month: str
    state: str
    status: str
    entries: int


@dataclass(frozen=True)
class Completeness:
    """``months`` in order; ``share`` per enterprise: cells reported or explained / expected."""

    months: tuple[str, ...]
    cells: tuple[CompletenessCell, ...]
    share: dict[str, float]


@dataclass(frozen=True, slots=True)
class CompletenessParameters:
    """Parameters of the completeness of a period.

    A stream counts as regular at an enterprise when its entries cover at least
    ``regular_share`` of the time between its first and last day, and that time is at least
    ``least_span_days``. Occasional deliveries are not expected in every month.
    """

    period: Period
    regular_share: float = 0.5
    least_span_days: float = 27.0

    def as_dict(self) -> dict[str, Plain]:
        return {
            "least_span_days": self.least_span_days,
            "period_end": self.period.end.isoformat(),
            "period_start": self.period.start.isoformat(),
            "regular_share": self.regular_share,
        }


def completeness(
    snapshot: Snapshot, catalog: Catalog, parameters: CompletenessParameters
) -> Result[Completeness]:
    """State of every month of every stream of every enterprise; shares between 0 and 1."""
    zone = snapshot.park.zone
    months = months_of(parameters.period, zone)
    used = _touching(snapshot, parameters.period)
    happened = snapshot.entries.lazy().filter(
        (pl.col("kind") == "flow") & pl.col("status").is_in(_HAPPENED)
    )
    stated = _owned(happened.select(*_STATED).collect(), snapshot.park)
    cells = _cells(snapshot, stated, months, parameters)
    share, figures = _shares(cells, parameters.period.label(zone), snapshot.park)
    return Result(
        value=Completeness(tuple(month.label(zone) for month in months), cells, share),
        provenance=provenance(
            snapshot, catalog, "completeness", VERSION, parameters.as_dict(), (), used
        ),
        figures=figures,
        findings=in_order(_silent(snapshot.park, cells, parameters.period.label(zone))),
        gaps=_gaps(cells),
    )


def _touching(snapshot: Snapshot, period: Period) -> pl.DataFrame:
    """Flows that happened in the period, wholly or in part."""
    return snapshot.flows.filter(
        pl.col("status").is_in(_HAPPENED)
        & (pl.col("start") < period.end)
        & (pl.col("end") > period.start)
    )


def _owned(flows: pl.DataFrame, park: Park) -> pl.DataFrame:
    """Flows with the enterprise that answers for them; an exchange of two is there for both.

    An end that only passes on (a network, a stock) answers where the other end cannot; what
    belongs to no enterprise is the park's.
    """
    table = pl.DataFrame(
        [
            {
                "node": node.id,
                "owner": park.owner(node.id, NodeKind.ENTERPRISE)
                or park.owner(node.id, NodeKind.PARK),
                "passes": node.kind in PASSING,
            }
            for node in park.nodes
        ],
        schema={"node": pl.String, "owner": pl.String, "passes": pl.Boolean},
    )
    for end in ("from_node", "to_node"):
        named = {"node": end, "owner": f"{end}_owner", "passes": f"{end}_passes"}
        flows = flows.join(table.rename(named), on=end, how="left", maintain_order="left")
    owners = {end: pl.col(f"{end}_owner").fill_null("") for end in ("from_node", "to_node")}
    answers = {
        end: pl.when(pl.col(f"{end}_passes").fill_null(value=False)).then(pl.lit("")).otherwise(o)
        for end, o in owners.items()
    }
    nobody = (answers["from_node"] == "") & (answers["to_node"] == "")
    both = pl.concat_list(
        *(pl.when(nobody).then(owners[end]).otherwise(answers[end]) for end in owners)
    ).list.unique(maintain_order=True)
    return (
        flows.with_columns(enterprise=both).explode("enterprise").filter(pl.col("enterprise") != "")
    )


def _cells(
    snapshot: Snapshot,
    stated: pl.DataFrame,
    months: tuple[Period, ...],
    parameters: CompletenessParameters,
) -> tuple[CompletenessCell, ...]:
    zone = snapshot.park.zone
    calendar = pl.DataFrame(
        [{"month": m.label(zone), "from": m.start, "to": m.end} for m in months]
    )
    present = _present(stated, calendar)
    expected = _spans(stated, parameters).join(calendar, how="cross")
    holes = _holes(snapshot, stated, calendar)
    return tuple(
        CompletenessCell(
            enterprise=row["enterprise"],
            stream=row["stream"],
            month=row["month"],
            state=_state(row),
            status=_HAPPENED[row["weakest"]] if row["weakest"] is not None else "",
            entries=row["entries"] or 0,
        )
        for row in expected.join(present, on=[*_PAIR, "month"], how="left")
        .join(holes, on=[*_PAIR, "month"], how="left")
        .sort(*_PAIR, "from")
        .iter_rows(named=True)
    )


def _state(row: Mapping[str, Any]) -> str:
    """The state of a month; what is missing goes before what is weak."""
    expected = row["regular"] and row["first"] < row["to"] and row["last"] > row["from"]
    if not row["entries"]:
        return "missing" if expected else "not-expected"
    if row["explained"]:
        return "notation"
    if row["hole"] or (expected and row["covered"] < row["lasts"]):
        return "partial"
    return "estimated" if row["estimated"] else "reported"


def _present(stated: pl.DataFrame, calendar: pl.DataFrame) -> pl.DataFrame:
    """What each month holds: entries, time covered [µs], weakest status, notation keys."""
    parts = _by_month(stated, calendar)
    reached = with_reach(numbered(parts, (*_PAIR, "month")))
    return reached.group_by(*_PAIR, "month").agg(
        entries=pl.len(),
        covered=COVERED.sum(),
        lasts=pl.col("lasts").first(),
        weakest=pl.col("status").replace_strict(_HAPPENED, range(len(_HAPPENED))).max(),
        explained=(pl.col("notation") != "").all(),
        estimated=pl.col("status").is_in(ESTIMATED).any(),
    )


def _by_month(stated: pl.DataFrame, calendar: pl.DataFrame) -> pl.DataFrame:
    """Every entry once for each month that it touches, cut to the month."""
    kept = stated.select(*_PAIR, "entry", "start", "end", "status", "notation")
    parts = []
    for row in calendar.iter_rows(named=True):
        inside = kept.filter((pl.col("start") < row["to"]) & (pl.col("end") > row["from"]))
        parts.append(
            inside.with_columns(
                month=pl.lit(row["month"]),
                start=pl.max_horizontal("start", pl.lit(row["from"])),
                end=pl.min_horizontal("end", pl.lit(row["to"])),
                lasts=pl.lit((row["to"] - row["from"]) // _MICROSECOND, pl.Int64),
            )
        )
    return pl.concat(parts)


def _spans(stated: pl.DataFrame, parameters: CompletenessParameters) -> pl.DataFrame:
    """Each enterprise's streams: regular or not, with the enterprise's first and last instant."""
    reached = with_reach(numbered(stated, _PAIR))
    life = stated.group_by("enterprise").agg(first=pl.col("start").min(), last=pl.col("end").max())
    spans = reached.group_by(_PAIR).agg(
        covered_in_all=COVERED.sum(), span=pl.col("end").max() - pl.col("start").min()
    )
    regular = (
        pl.col("covered_in_all")
        >= pl.col("span").dt.total_microseconds() * parameters.regular_share
    ) & (pl.col("span") >= timedelta(days=parameters.least_span_days))
    return spans.select(*_PAIR, regular=regular).join(life, on="enterprise")


def _holes(snapshot: Snapshot, stated: pl.DataFrame, calendar: pl.DataFrame) -> pl.DataFrame:
    """Months in which one of several regular series lacks something (CHK-11)."""
    seen = Snapshot(snapshot.flows, snapshot.park)
    found = [
        {"entry": gap.entries[1], "month": row["month"], "hole": True}
        for gap in series_gaps(seen, CheckParameters())
        for row in calendar.iter_rows(named=True)
        if gap.missing.start < row["to"] and gap.missing.end > row["from"]
    ]
    schema = {"entry": pl.String, "month": pl.String, "hole": pl.Boolean}
    owners = stated.select(*_PAIR, "entry")
    return (
        pl.DataFrame(found, schema=schema)
        .join(owners, on="entry")
        .select(*_PAIR, "month", "hole")
        .unique()
    )


def _shares(
    cells: Iterable[CompletenessCell], label: str, park: Park
) -> tuple[dict[str, float], dict[str, Figure]]:
    """Share of the expected cells that are there or explained, and its figures."""
    expected: dict[str, int] = {}
    there: dict[str, int] = {}
    for cell in cells:
        if cell.state != "not-expected":
            expected[cell.enterprise] = expected.get(cell.enterprise, 0) + 1
            good = cell.state in ("reported", "estimated", "notation")
            there[cell.enterprise] = there.get(cell.enterprise, 0) + good
    figures: dict[str, Figure] = {}
    for enterprise in expected:
        for figure in _share_figures(enterprise, there, expected, label, park):
            figures[figure.id] = figure
    return {e: there[e] / expected[e] for e in expected}, figures


def _share_figures(
    enterprise: str,
    there: Mapping[str, int],
    expected: Mapping[str, int],
    label: str,
    park: Park,
) -> tuple[Figure, ...]:
    base = f"completeness/{enterprise}/{label}"
    name = park.by_id[enterprise].name
    counts = (
        (
            "there",
            there[enterprise],
            Text("Ô có số liệu hoặc giải thích", "Cells there or explained"),
        ),
        ("expected", expected[enterprise], Text("Ô cần có", "Cells expected")),
    )
    counted = tuple(
        Figure(
            id=f"{base}/{what}",
            label=Text(f"{words.vi} – {name.vi}", f"{words.en} – {name.en}"),
            value=float(count),
            unit="1",
            formula=Text(
                "số cặp (dòng, tháng) của doanh nghiệp",
                "pairs of stream and month of the enterprise",
            ),
        )
        for what, count, words in counts
    )
    share = Figure(
        id=f"{base}/share",
        label=Text(f"Độ đầy đủ – {name.vi}", f"Completeness – {name.en}"),
        value=there[enterprise] / expected[enterprise],
        unit="1",
        formula=Text("ô có số liệu / ô cần có", "cells there / cells expected"),
        operands=tuple(FigureOperand(figure.id) for figure in counted),
    )
    return (*counted, share)


def _gaps(cells: Iterable[CompletenessCell]) -> tuple[Gap, ...]:
    """Missing and partial months, one gap for each enterprise and stream."""
    lacking: dict[tuple[str, str], list[str]] = {}
    for cell in cells:
        if cell.state in ("missing", "partial"):
            lacking.setdefault((cell.enterprise, cell.stream), []).append(cell.month)
    return tuple(
        Gap(
            id=f"missing/{enterprise}/{stream}",
            message=Text(
                f"“{enterprise}” thiếu {stream} (toàn bộ hoặc một phần) cho {', '.join(months)}.",
                f"“{enterprise}” lacks {stream} (all or part of it) for {', '.join(months)}.",
            ),
            remedy=Text(
                "Bổ sung số liệu, hoặc ghi ký hiệu NO, NE, IE hay C kèm ghi chú.",
                "Enter the figures, or a notation key NO, NE, IE or C with a note.",
            ),
        )
        for (enterprise, stream), months in sorted(lacking.items())
    )


def _silent(park: Park, cells: Iterable[CompletenessCell], label: str) -> list[Finding]:
    """Enterprises without a single entry in the period."""
    heard = {cell.enterprise for cell in cells if cell.entries}
    return [
        NOTHING_REPORTED.finding(
            Where(node=node.id, period=label), enterprise=node.id, period=label
        )
        for node in park.of_kind(NodeKind.ENTERPRISE)
        if node.id not in heard
    ]
