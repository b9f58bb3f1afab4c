"""Main meters against sub-meters of a place: where the difference goes, month by month."""

from __future__ import annotations

from collections.abc import Sequence

from parkloop.analyses.meters import MeterRow, MeterState
from parkloop.provenance import FigureOperand
from parkloop.reports import charts
from parkloop.reports.months import month_name
from parkloop.reports.numbers import fixed, percent, scale, unit_words
from parkloop.reports.parts import (
    Block,
    Cell,
    Chart,
    Column,
    Grid,
    GridCell,
    Legend,
    Row,
    Table,
    bare,
)
from parkloop.reports.reading import Place
from parkloop.reports.words import BALANCE_STATES, METER_REASONS, say, word
from parkloop.texts import Text, same_in_both

_CSS = {
    MeterState.CLOSED.value: "reported",
    MeterState.OPEN.value: "missing",
    MeterState.NOT_ASSESSABLE.value: "partial",
}
#: A share that would be shown as 0.0 %.
_NOTHING = 0.0005
_LOST = Text("tổn thất đã khai", "stated losses")
_REST = Text("không giải thích được", "unexplained")


def meter_blocks(place: Place) -> tuple[Block | None, ...]:
    """Chart and months of the networks of a place; nothing where it has none."""
    totals = _own(place, (place.year.meters.value.totals if place.year.meters else ()))
    if not totals:
        return ()
    return (_chart(place, totals), _months(place))


def _own(place: Place, rows: Sequence[MeterRow]) -> list[MeterRow]:
    """Networks at or below the place. An enterprise sees only its own branches of the park's."""
    inside = place.reading.study.snapshot.park.below(place.node.id)
    return [row for row in rows if row.node in inside]


def _name(place: Place, row: MeterRow) -> Text:
    """'Water network: tap water'; the stream only where the network carries several."""
    totals = place.year.meters.value.totals if place.year.meters else ()
    name = place.reading.name(row.node)
    if sum(other.node == row.node for other in totals) < 2:
        return name
    return say("{n}: {s}", "{n}: {s}", n=name, s=place.reading.stream_name(row.stream))


def _share(part: float | None, row: MeterRow) -> float | None:
    return None if part is None or not row.main else part / row.main


# What the difference is ----------------------------------------------------------------------


def _chart(place: Place, totals: Sequence[MeterRow]) -> Chart:
    ranked = sorted(totals, key=lambda r: -(_share(r.difference, r) or 0.0))
    known = [row for row in ranked if row.difference is not None]
    drawn = charts.stacked_bars([_stack(place, row) for row in known], label_width=220)
    return Chart(
        id=f"meters-{place.id}",
        heading=Text(
            "Đồng hồ tổng trừ các công tơ nhánh, % của đồng hồ tổng",
            "Main meter less sub-meters, % of the main meter",
        ),
        sentence=_sentence(place, ranked),
        option=drawn.option,
        narrow=drawn.narrow,
        height=drawn.height,
        table=Table(_COLUMNS, tuple(_row(place, row) for row in ranked)),
        legend=(Legend("context", _LOST), Legend("warning", _REST)),
        note=Text(
            "Nơi không có đồng hồ tổng thì lấy tổng các nguồn cấp. Chênh lệch = tổn thất đã khai + "
            "phần không giải thích được; dung sai là sai số 95 % của tất cả công tơ.",
            "Where there is no main meter, the sum of all supplies stands for it. Difference = "
            "stated losses + what is unexplained; the tolerance is the 95 % error of all meters.",
        ),
    )


def _stack(place: Place, row: MeterRow) -> charts.Stack:
    parts = (
        ("losses", row.losses, "context", _LOST),
        ("unexplained", row.unexplained, "warning", _REST),
    )
    segments = tuple(
        charts.Segment(
            key=name,
            label=words,
            token=token,
            value=share * 100,
            digits=percent(share, 1),
            tip=say(
                "{n}\n{w}: {s}",
                "{n}\n{w}: {s}",
                n=_name(place, row),
                w=words,
                s=percent(share, 2),
            ),
            figure=place.meter_key(f"{row.base}/{name}"),
        )
        for name, value, token, words in parts
        if (share := _share(value, row)) is not None and share > 0
    )
    total = percent(_share(row.difference, row), 1)
    return charts.Stack(_name(place, row), segments, total)


def _sentence(place: Place, totals: Sequence[MeterRow]) -> Text:
    unclosed = [row for row in totals if row.state == MeterState.OPEN]
    blind = [row for row in totals if row.state == MeterState.NOT_ASSESSABLE]
    if unclosed:
        worst = max(unclosed, key=lambda r: abs(_share(r.unexplained, r) or 0.0))
        first = say(
            "{n}: {s} của đồng hồ tổng không giải thích được, vượt dung sai.",
            "{n}: {s} of the main meter is not explained, beyond the tolerance.",
            n=_name(place, worst),
            s=percent(_share(worst.unexplained, worst), 1),
        )
    elif len(blind) == len(totals):
        first = Text("Chưa so được lưới nào.", "No network could be compared.")
    else:
        first = Text(
            "Ở các lưới so được, công tơ nhánh và tổn thất đã khai khớp với đồng hồ tổng trong "
            "dung sai.",
            "Where they can be compared, sub-meters and stated losses agree with the main meter "
            "within the tolerance.",
        )
    if not blind:
        return first
    return say(
        "{first} Chưa so được {k} trong {n} lưới vì còn khoảng trống.",
        "{first} {k} of {n} networks cannot be compared, because something is missing.",
        first=first,
        k=str(len(blind)),
        n=str(len(totals)),
    )


_COLUMNS = (
    Column(Text("Lưới", "Network")),
    Column(Text("Đơn vị", "Unit")),
    Column(Text("Đồng hồ tổng", "Main meter"), right=True),
    Column(Text("Công tơ nhánh", "Sub-meters"), right=True),
    Column(Text("Tổn thất đã khai", "Stated losses"), right=True),
    Column(Text("%", "%"), right=True),
    Column(Text("Không giải thích được", "Unexplained"), right=True),
    Column(Text("%", "%"), right=True),
    Column(Text("Dung sai", "Tolerance"), right=True),
    Column(Text("Chênh lệch là gì", "What the difference is")),
)


def _row(place: Place, row: MeterRow) -> Row:
    unit, factor = scale(row.unit, row.main or row.counted or 0.0)
    largest = (row.main or row.counted or 0.0) / factor
    decimals = 0 if largest >= 1000 else 1 if largest >= 100 else 2

    def cell(name: str, value: float | None) -> Cell:
        shown = None if value is None else value / factor
        key = place.meter_key(f"{row.base}/{name}") if name else ""
        return bare(fixed(shown, decimals), shown, key)

    return Row(
        (
            _name(place, row),
            unit_words(unit),
            cell("main", row.main),
            cell("counted", row.counted),
            cell("losses", row.losses),
            _percent(row.losses, row),
            cell("unexplained", row.unexplained),
            _percent(row.unexplained, row),
            cell("", row.tolerance),
            word(METER_REASONS, row.reason),
        )
    )


def _percent(part: float | None, row: MeterRow) -> Cell:
    share = _share(part, row)
    return bare(fixed(None if share is None else share * 100, 2), share)


# Month by month --------------------------------------------------------------------------------


def _months(place: Place) -> Grid | None:
    result = place.year.meters
    if result is None or not result.value.months:
        return None
    rows = _own(place, result.value.rows)
    by_series: dict[tuple[str, str], dict[str, MeterRow]] = {}
    for row in rows:
        by_series.setdefault((row.node, row.stream), {})[row.label] = row
    listed = sorted(rows, key=lambda r: (r.state != MeterState.OPEN, r.node, r.stream, r.label))
    shown = [row for row in listed if row.state != MeterState.CLOSED]
    return Grid(
        id=f"meter-months-{place.id}",
        heading=Text(
            "Phần không giải thích được theo tháng, % của đồng hồ tổng",
            "Unexplained by month, % of the main meter",
        ),
        sentence=_months_sentence(rows),
        columns=tuple(month_name(month) for month in result.value.months),
        rows=tuple(
            (
                _name(place, next(iter(months.values()))),
                tuple(_cell(place, months.get(month), month) for month in result.value.months),
            )
            for months in by_series.values()
        ),
        legend=tuple(
            GridCell(css, same_in_both("0"), word(BALANCE_STATES, state))
            for state, css in _CSS.items()
            if any(row.state == state for row in rows)
        ),
        details=Table(
            (Column(Text("Tháng", "Month")), *_COLUMNS),
            tuple(Row((same_in_both(r.label), *_row(place, r).cells)) for r in shown),
        )
        if shown
        else None,
    )


def _cell(place: Place, row: MeterRow | None, month: str) -> GridCell:
    if row is None:
        return GridCell("not-expected", same_in_both("–"))
    share = _share(row.unexplained, row)
    if share is None:
        return GridCell(
            _CSS[row.state],
            same_in_both("?"),
            say("{m}: {r}", "{m}: {r}", m=month, r=word(METER_REASONS, row.reason)),
        )
    key = place.book.derive(
        f"meter-share/{row.node}/{row.stream}/{month}",
        say("Phần không giải thích được, {m}", "Unexplained share, {m}", m=month),
        share,
        "1",
        Text("không giải thích được / đồng hồ tổng", "unexplained / main meter"),
        (
            FigureOperand(place.meter_key(f"{row.base}/unexplained")),
            FigureOperand(place.meter_key(f"{row.base}/main")),
        ),
    )
    tip = say(
        "{m}: {s}, {r}",
        "{m}: {s}, {r}",
        m=month,
        s=percent(share, 2),
        r=word(METER_REASONS, row.reason),
    )
    mark = same_in_both("0") if abs(share) < _NOTHING else fixed(share * 100, 1)
    return GridCell(_CSS[row.state], mark, tip, figure=key)


def _months_sentence(rows: Sequence[MeterRow]) -> Text:
    counts = {state: sum(row.state == state for row in rows) for state in _CSS}
    return say(
        "Khớp trong dung sai: {a} tháng × lưới; vượt dung sai: {b}; chưa so được: {c}.",
        "Within tolerance: {a} months × networks; beyond it: {b}; not comparable: {c}.",
        a=str(counts["closed"]),
        b=str(counts["open"]),
        c=str(counts["not-assessable"]),
    )
