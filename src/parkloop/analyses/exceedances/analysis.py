"""Limits of permits and contracts against measured values (docs/methods/exceedances.md).

A limit is what a person stated from a document; the analysis only compares. What was not measured
is not kept: it is a gap (C-01).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import polars as pl

from parkloop.analyses._provenance import provenance
from parkloop.analyses.balances.book import Book, Side, half_width
from parkloop.analyses.balances.conversion import Converter
from parkloop.analyses.balances.domains import Domain
from parkloop.analyses.balances.flows import Bundle, bundles, hole_bundles
from parkloop.analyses.exceedances.model import (
    VERSION,
    ExceedanceParameters,
    Exceedances,
    LimitRow,
    LimitState,
)
from parkloop.analyses.exceedances.words import (
    EXCEEDED,
    SHARE,
    SIDES,
    UNKNOWN_PLACE,
    UNSURE,
    VALUE,
    no_comparison,
    not_measured,
)
from parkloop.catalog.catalog import Catalog
from parkloop.errors import UnitError
from parkloop.findings import Finding, Where, in_order
from parkloop.ledger.checks.coverage import series_gaps
from parkloop.ledger.checks.parameters import CheckParameters
from parkloop.ledger.checks.wording import spoken, worded
from parkloop.ledger.entries import HAPPENED
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.limits import Bound, Limit, Span
from parkloop.ledger.uncertainty import uncertainty_facts
from parkloop.periods import Period, months_of
from parkloop.provenance import (
    EntriesOperand,
    Figure,
    FigureOperand,
    Interval,
    Operand,
    ParameterOperand,
    Result,
)
from parkloop.quantities import LEDGER_UNITS, conversion, dimension
from parkloop.texts import Text, same_in_both

_HAPPENED = pl.col("status").is_in([status.value for status in HAPPENED])


def exceedances(
    snapshot: Snapshot, catalog: Catalog, parameters: ExceedanceParameters
) -> Result[Exceedances]:
    """Every limit in force in the period against what was stated of it, in the limit's unit.

    Months after the last entry of the ledger are not expected yet.
    """
    scene = _Scene(snapshot, catalog, parameters)
    known = set(snapshot.park.by_id)
    valid = [
        (limit, part)
        for limit in sorted(parameters.limits, key=lambda one: one.id)
        if (part := limit.in_force(parameters.period, scene.zone)) is not None
    ]
    rows = [row for limit, part in valid if limit.node in known for row in scene.rows(limit, part)]
    strangers = [limit for limit, _ in valid if limit.node not in known]
    used = scene.used_entries([limit for limit, _ in valid])
    return Result(
        value=Exceedances(parameters.period, tuple(limit for limit, _ in valid), tuple(rows)),
        provenance=provenance(
            snapshot,
            catalog,
            "exceedances",
            VERSION,
            parameters.as_dict(),
            (*scene.converter.facts_used, *(fact.id for fact in scene.shares.values())),
            used,
        ),
        figures=scene.book.figures,
        findings=in_order((*scene.findings(rows), *(_stranger(limit) for limit in strangers))),
        gaps=tuple(scene.book.gaps[key] for key in sorted(scene.book.gaps)),
    )


def _stranger(limit: Limit) -> Finding:
    return UNKNOWN_PLACE.finding(Where(node=limit.node), limit=limit.id, node=limit.node)


@dataclass
class _Scene:
    """What one run reads and collects."""

    snapshot: Snapshot
    catalog: Catalog
    parameters: ExceedanceParameters
    book: Book = field(init=False)
    converter: Converter = field(init=False)

    def __post_init__(self) -> None:
        park, period = self.snapshot.park, self.parameters.period
        self.converter = Converter(
            self.catalog, period, park.region, park.zone, self.parameters.fallbacks
        )
        self.book = Book(park, self.catalog, self.converter, period.label(park.zone))
        self.zone = park.zone
        self.shares = uncertainty_facts(self.catalog)
        self.limits = {limit.id: limit for limit in self.parameters.limits}
        self._flows: dict[Period, tuple[Bundle, ...]] = {}
        happened = self.snapshot.entries.filter(_HAPPENED)
        self.horizon: datetime | None = happened.get_column("end").max()  # type: ignore[assignment]

    # What there is ------------------------------------------------------------------------------

    def flows(self, period: Period) -> tuple[Bundle, ...]:
        """Flows of a period, with those that lack or run across its border as missing."""
        if period not in self._flows:
            limited = {limit.stream for limit in self.parameters.limits if not limit.property}
            own = Snapshot(
                self.snapshot.flows.filter(pl.col("stream").is_in(sorted(limited))),
                self.snapshot.park,
            )
            holes = hole_bundles(series_gaps(own, CheckParameters()), period, self.zone)
            self._flows[period] = (*bundles(own, period, self.shares), *holes)
        return self._flows[period]

    def observed(self, limit: Limit) -> pl.DataFrame:
        """What was observed of the limit's property at its place or below."""
        below = sorted(self.snapshot.park.below(limit.node))
        wanted = (pl.col("property") == limit.property) & pl.col("to_node").is_in(below)
        if limit.stream:
            wanted &= pl.col("stream") == limit.stream
        return self.snapshot.observations.filter(_HAPPENED & wanted)

    def used_entries(self, limits: Sequence[Limit]) -> pl.DataFrame:
        period = self.parameters.period
        seen = self.snapshot.entries.filter(
            (pl.col("start") < period.end) & (pl.col("end") > period.start) & _HAPPENED
        )
        streams = sorted({limit.stream for limit in limits if not limit.property})
        properties = sorted({limit.property for limit in limits if limit.property})
        flow = (pl.col("kind") == "flow") & pl.col("stream").is_in(streams)
        observation = (pl.col("kind") == "observation") & pl.col("property").is_in(properties)
        return seen.filter(flow | observation)

    # Rows ---------------------------------------------------------------------------------------

    def rows(self, limit: Limit, part: Period) -> Iterator[LimitRow]:
        if limit.property:
            yield from self._measured(limit, part)
        elif limit.span is Span.YEAR:
            yield self._amount(limit, part)
        else:
            for month in months_of(part, self.zone):
                if part.contains(month) and self._expected(month):
                    yield self._amount(limit, month)

    def _expected(self, period: Period) -> bool:
        return self.horizon is not None and period.start < self.horizon

    def _measured(self, limit: Limit, part: Period) -> Iterator[LimitRow]:
        """Every observation in the part of the period in which the limit holds."""
        inside = (pl.col("start") >= part.start) & (pl.col("end") <= part.end)
        stated = self.observed(limit).filter(inside).sort("start", "entry")
        for row in stated.iter_rows(named=True):
            yield self._observation(limit, row)
        if stated.is_empty() and self._expected(part):
            yield self._nothing(limit, part.label(self.zone))

    def _observation(self, limit: Limit, row: dict[str, Any]) -> LimitRow:
        label = Period(row["start"], row["end"]).label(self.zone)
        value = _in_unit(row["quantity"], row["unit"], limit.unit)
        if value is None:
            gap = no_comparison(limit.id, limit.unit, row["unit"], label, row["entry"])
            return self._row(limit, label, None, None, (), (self.book.add_gap(gap),))
        share = row["uncertainty"]
        fact = self.shares.get(row["status"])
        share = share if share is not None else (fact.value if fact else None)
        operand = EntriesOperand("x", row["quantity"], row["unit"], 1, {"entry": row["entry"]})
        width = None if share is None else abs(value) * share
        tail = row["entry"][:8]
        return self._row(limit, label, value, width, (operand,), (), tail=tail)

    def _nothing(self, limit: Limit, label: str) -> LimitRow:
        gap = self.book.add_gap(not_measured(limit.id, self.what(limit), label))
        return self._row(limit, label, None, None, (), (gap,), nothing=True)

    def _amount(self, limit: Limit, period: Period) -> LimitRow:
        """The amount of a stream that crossed the border of the place."""
        label = period.label(self.zone)
        self.book.label = label
        crossing = self._crossing(limit, self.flows(period))
        if not crossing:
            return self._nothing(limit, label)
        measured = dimension(limit.unit)
        if measured not in LEDGER_UNITS:
            gap = no_comparison(limit.id, limit.unit, "", label, "")
            return self._row(limit, label, None, None, (), (self.book.add_gap(gap),))
        side = self.book.side(crossing, _domain(limit, measured))
        scale = conversion(LEDGER_UNITS[measured], limit.unit)
        width = half_width(side.squares)
        return self._row(
            limit,
            label,
            None if side.value is None else side.value * scale,
            None if width is None else width * scale,
            tuple(FigureOperand(one.figure) for one in side.parts),
            side.gaps,
            unfinished=self._unfinished(side, period),
        )

    def _unfinished(self, side: Side, period: Period) -> bool:
        return bool(side.gaps) or self.horizon is None or self.horizon < period.end

    def _crossing(self, limit: Limit, flows: Sequence[Bundle]) -> list[Bundle]:
        below = self.snapshot.park.below(limit.node)
        out = limit.way.value == "out"
        return [
            bundle
            for bundle in flows
            if bundle.stream == limit.stream
            and (bundle.from_node in below) is out
            and (bundle.to_node in below) is not out
        ]

    def _row(
        self,
        limit: Limit,
        label: str,
        value: float | None,
        width: float | None,
        operands: tuple[Operand, ...],
        gaps: tuple[str, ...],
        *,
        tail: str = "",
        nothing: bool = False,
        unfinished: bool = False,
    ) -> LimitRow:
        base = f"limits/{limit.id}/{label}" + (f"/{tail}" if tail else "")
        share = None if value is None or not limit.value else value / limit.value
        self._figures(base, limit, label, value, width, share, operands, gaps)
        sure = None
        if value is not None and width is not None:
            sure = abs(value - limit.value) > width
        return LimitRow(
            limit=limit.id,
            node=limit.node,
            label=label,
            value=value,
            limit_value=limit.value,
            unit=limit.unit,
            share=share,
            tolerance=width,
            sure=sure,
            state=_state(limit, value, nothing=nothing, unfinished=unfinished).value,
            figure=f"{base}/value",
            gaps=gaps,
        )

    def _figures(
        self,
        base: str,
        limit: Limit,
        label: str,
        value: float | None,
        width: float | None,
        share: float | None,
        operands: tuple[Operand, ...],
        gaps: tuple[str, ...],
    ) -> None:
        """The value and its share of the limit, both to be opened."""
        what = self.what(limit)
        self.book.figures[f"{base}/value"] = Figure(
            id=f"{base}/value",
            label=Text(f"{VALUE.vi}: {what.vi}, {label}", f"{VALUE.en}: {what.en}, {label}"),
            value=value,
            unit=limit.unit,
            formula=Text("giá trị đã đo", "as measured")
            if limit.property
            else Text("tổng các dòng qua ranh giới", "sum of what crossed the border"),
            operands=operands,
            interval=None
            if value is None or width is None
            else Interval(value - width, value + width, "approach 1"),
            gaps=gaps,
        )
        stated = ParameterOperand("L", limit.value, limit.unit, same_in_both(limit.source))
        self.book.figures[f"{base}/share"] = Figure(
            id=f"{base}/share",
            label=Text(f"{SHARE.vi}: {what.vi}, {label}", f"{SHARE.en}: {what.en}, {label}"),
            value=share,
            unit="1",
            formula=Text("giá trị / L", "value / L"),
            operands=(FigureOperand(f"{base}/value"), stated),
            gaps=gaps,
        )

    # Words --------------------------------------------------------------------------------------

    def what(self, limit: Limit) -> Text:
        """The limit's subject in words."""
        return limit.what(self.book.stream_name(limit.stream))

    def findings(self, rows: Sequence[LimitRow]) -> Iterator[Finding]:
        for row in rows:
            if row.state != LimitState.EXCEEDED or row.value is None:
                continue
            limit = self.limits[row.limit]
            yield EXCEEDED.finding(
                Where(node=row.node, period=row.label),
                node=row.node,
                period=row.label,
                unit=row.unit,
                source=limit.source,
                sure_vi=UNSURE.vi if row.sure is False else "",
                sure_en=UNSURE.en if row.sure is False else "",
                **worded(what=self.what(limit), side=SIDES[limit.bound.value]),
                **spoken(value=row.value, limit=row.limit_value),
            )


def _in_unit(quantity: float | None, unit: str, wanted: str) -> float | None:
    """A quantity in the unit of its limit; None where the two measure different things."""
    if quantity is None:
        return None
    try:
        return quantity * conversion(unit, wanted)
    except UnitError:
        return None


def _domain(limit: Limit, measured: str) -> Domain:
    unit = LEDGER_UNITS[measured]
    return Domain(f"limit-{limit.id}", unit, measured, frozenset(), same_in_both(limit.stream))


def _state(limit: Limit, value: float | None, *, nothing: bool, unfinished: bool) -> LimitState:
    """What is missing can only add to an amount, so that what is above stays above."""
    if nothing:
        return LimitState.NOT_MEASURED
    if value is None:
        return LimitState.NOT_ASSESSABLE
    if limit.bound is Bound.AT_MOST:
        if value > limit.value:
            return LimitState.EXCEEDED
        return LimitState.SO_FAR if unfinished else LimitState.WITHIN
    if value >= limit.value:
        return LimitState.WITHIN
    return LimitState.SO_FAR if unfinished else LimitState.EXCEEDED
