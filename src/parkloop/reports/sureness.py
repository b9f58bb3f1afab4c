"""How sure the figures are: intervals, what drives them, what they rest on, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from parkloop.analyses.completeness import CompletenessCell
from parkloop.analyses.inventory.model import Line, UncertaintyReport
from parkloop.ledger.park import NodeKind
from parkloop.provenance import FigureOperand, canonical_json
from parkloop.reports import charts
from parkloop.reports.months import month_name
from parkloop.reports.numbers import column_decimals, exact, fixed, number, percent
from parkloop.reports.parts import (
    Chart,
    Column,
    Grid,
    GridCell,
    Row,
    Table,
    bare,
)
from parkloop.reports.reading import Place, grouped
from parkloop.reports.words import (
    CATEGORIES,
    STATE_LETTERS,
    STATES,
    STATUSES,
    listing,
    say,
    word,
)
from parkloop.texts import Text, same_in_both

#: States from good to bad; a cell of the grid shows the worst of its streams.
WORSE = ("not-expected", "reported", "notation", "estimated", "partial", "missing")
QUALITY = ("measured", "billed", "calculated", "estimated", "modelled")
MOST_CONTRIBUTIONS = 8
MOST_LETTERS = 80


def uncertainty_of(place: Place) -> UncertaintyReport | None:
    """The uncertainty of the total, where it was computed."""
    result = place.year.inventory
    if result is None:
        return None
    wanted = f"inventory/{place.node.id}/{place.year.label}/total"
    return next((r for r in result.value.uncertainty if r.figure == wanted), None)


# Two approaches ------------------------------------------------------------------------------


def two_approaches(place: Place, report: UncertaintyReport) -> Chart:
    """Error propagation and Monte Carlo side by side."""
    key = place.key("total")
    one = Text("Phương pháp 1,\nlan truyền sai số", "Approach 1,\nerror propagation")
    two = Text("Phương pháp 2,\nMonte Carlo", "Approach 2,\nMonte Carlo")
    rows = (
        (one, report.deterministic, report.approach1_low, report.approach1_high),
        (two, report.approach2_mean, report.approach2_low, report.approach2_high),
    )
    drawn = charts.intervals(
        [
            charts.Estimate(
                label=name,
                value=value,
                low=low,
                high=high,
                said=say(
                    "{v}  ({a}–{b})",
                    "{v}  ({a}–{b})",
                    v=number(value, 4),
                    a=number(low, 3),
                    b=number(high, 3),
                ),
                tip=say(
                    "{n}\n{v} t CO₂e\n95 %: {a} – {b}",
                    "{n}\n{v} t CO₂e\n95 %: {a} – {b}",
                    n=name,
                    v=exact(value),
                    a=number(low, 4),
                    b=number(high, 4),
                ),
                figure=key,
            )
            for name, value, low, high in rows
        ],
        label_width=150,
    )
    decimals = column_decimals([report.approach1_high])
    body = [
        Row((name, *(bare(fixed(v, decimals), v, key) for v in (value, low, high))))
        for name, value, low, high in rows
    ]
    columns = (
        Column(Text("Phương pháp", "Approach")),
        Column(Text("Giá trị, t CO₂e", "Value, t CO₂e"), right=True),
        Column(Text("Cận dưới 95 %", "95 % low"), right=True),
        Column(Text("Cận trên 95 %", "95 % high"), right=True),
    )
    return Chart(
        id=f"approaches-{place.id}",
        heading=Text(
            "Hai phương pháp tính độ bất định, t CO₂e", "Two approaches to uncertainty, t CO₂e"
        ),
        sentence=_approach_sentence(report),
        option=drawn.option,
        narrow=drawn.narrow,
        height=drawn.height,
        size="half",
        table=Table(columns, tuple(body)),
        note=_draw_note(report),
    )


def _approach_sentence(report: UncertaintyReport) -> Text:
    first = _half_width(report.approach1_low, report.approach1_high, report.deterministic)
    second = _half_width(report.approach2_low, report.approach2_high, report.approach2_mean)
    return say(
        "Tổng phát thải chắc chắn đến ±{a} theo phương pháp 1 và ±{b} theo phương pháp 2 "
        "(khoảng 95 %).",
        "The total is known to ±{a} by approach 1 and ±{b} by approach 2 (95 % interval).",
        a=percent(first, 1),
        b=percent(second, 1),
    )


def _half_width(low: float, high: float, value: float) -> float | None:
    return (high - low) / 2 / value if value else None


def _draw_note(report: UncertaintyReport) -> Text:
    state = (
        Text("đã hội tụ", "converged") if report.converged else Text("chưa hội tụ", "not converged")
    )
    return say(
        "{n} lần rút, {state}, hạt giống {seed}. Giá trị in của hệ số lệch được hiểu là: {c}.",
        "{n} draws, {state}, seed {seed}. Printed values of skewed factors are taken as: {c}.",
        n=number(float(report.draws), 9),
        state=state,
        seed=str(report.seed),
        c=_convention(report.convention),
    )


def _convention(name: str) -> Text:
    known = {
        "mean": Text("giá trị trung bình", "the mean"),
        "median": Text("trung vị", "the median"),
        "bounds": Text("theo hai cận", "given by the bounds"),
    }
    return known.get(name) or same_in_both(name or "—")


def contributions(place: Place, report: UncertaintyReport) -> Chart:
    """Which parameters the variance of the total comes from."""
    ranked = sorted(report.contributions, key=lambda c: (-c.share, c.parameter))
    keys = [
        place.book.derive(
            f"variance/{c.parameter}/{place.id}",
            say("Phần của {n} trong phương sai", "Share of {n} in the variance", n=c.label),
            c.share,
            "1",
            Text("(∂tổng/∂tham số · σ)² / Σ(…)²", "(∂total/∂parameter · σ)² / Σ(…)²"),
            (FigureOperand(place.key("total")),),
        )
        for c in ranked
    ]
    drawn = charts.ranked_bars(
        [
            charts.Ranked(
                label=shortened(c.label, MOST_LETTERS),
                value=c.share * 100,
                token="emissions",
                said=percent(c.share),
                tip=say("{n}\n{v}", "{n}\n{v}", n=c.label, v=percent(c.share, 1)),
                figure=key,
            )
            for c, key in zip(ranked[:MOST_CONTRIBUTIONS], keys, strict=False)
        ],
        label_width=330,
    )
    body = [
        Row((c.label, bare(percent(c.share, 1), c.share, key)))
        for c, key in zip(ranked, keys, strict=True)
    ]
    first = ranked[0] if ranked else None
    return Chart(
        id=f"variance-{place.id}",
        heading=Text(
            "Độ bất định đến từ đâu, % phương sai",
            "Where the uncertainty comes from, % of variance",
        ),
        sentence=Text("Không có tham số nào bất định.", "No parameter is uncertain.")
        if first is None
        else say(
            "{n} gây ra {s} phương sai của tổng.",
            "{n} causes {s} of the variance of the total.",
            n=first.label,
            s=percent(first.share),
        ),
        option=drawn.option,
        narrow=drawn.narrow,
        height=drawn.height,
        table=Table(
            (
                Column(Text("Tham số", "Parameter")),
                Column(Text("Tỷ phần phương sai", "Share of variance"), right=True),
            ),
            tuple(body),
        ),
    )


def shortened(text: Text, most: int) -> Text:
    """A label cut to so many letters."""

    def cut(words: str) -> str:
        return words if len(words) <= most else words[: most - 1].rstrip(" (,–") + "…"

    return Text(cut(text.vi), cut(text.en))


# Quality of data -------------------------------------------------------------------------------


def quality(place: Place) -> Grid | None:
    """Which share of each category rests on entries of which status."""
    rows = [_quality_row(place, category, lines) for category, lines in _by_size(place)]
    shares = [shares for _, shares in rows]
    if not any(shares):
        return None
    used = [status for status in QUALITY if any(row.get(status) for row in shares)]
    total = _status_shares(place, place.lines)
    everything = (Text("Tổng", "Total"), total)
    solid = sum(total.get(status, 0.0) for status in ("measured", "billed"))
    return Grid(
        id=f"quality-{place.id}",
        heading=Text("Chất lượng số liệu", "Quality of the data"),
        sentence=say(
            "{s} phát thải dựa trên số đo hoặc hóa đơn; phần còn lại là tính toán hoặc ước tính.",
            "{s} of the emissions rest on meters or bills; the rest on calculations or estimates.",
            s=percent(solid),
        ),
        columns=tuple(word(STATUSES, status) for status in used),
        rows=tuple(
            (name, tuple(_quality_cell(place, name, status, row.get(status)) for status in used))
            for name, row in (*rows, everything)
        ),
        size="half",
    )


def _by_size(place: Place) -> list[tuple[str, tuple[Line, ...]]]:
    groups = grouped(place.lines, lambda line: line.category)
    return sorted(groups, key=lambda group: -sum(place.tonnes(n) for n in group[1]))


def _quality_row(
    place: Place, category: str, lines: Sequence[Line]
) -> tuple[Text, dict[str, float]]:
    return word(CATEGORIES, category), _status_shares(place, lines)


def _status_shares(place: Place, lines: Iterable[Line]) -> dict[str, float]:
    """Share of emissions by the status of the entries behind them; deductions left aside."""
    weights: dict[str, float] = {}
    for line in lines:
        tonnes = place.tonnes(line)
        if tonnes <= 0 or not line.entries:
            continue
        for status, share in _statuses_behind(place, line).items():
            weights[status] = weights.get(status, 0.0) + tonnes * share
    whole = sum(weights.values())
    return {status: weight / whole for status, weight in weights.items()} if whole else {}


def _statuses_behind(place: Place, line: Line) -> dict[str, float]:
    """Share of a line's amount by status; found once per selection of entries."""
    known = place.reading.statuses
    name = canonical_json(dict(line.selector))
    if name not in known:
        rows = place.reading.study.snapshot.select(line.selector)
        sums = rows.group_by("status").agg(pl.col("amount").abs().sum()).sort("status")
        whole = float(sums.get_column("amount").sum() or 1)
        known[name] = {status: (amount or 0) / whole for status, amount in sums.iter_rows()}
    return known[name]


def _quality_cell(place: Place, name: Text, status: str, share: float | None) -> GridCell:
    said = word(STATUSES, status)
    if not share:
        none = say("{n}: không có phần nào {s}", "{n}: nothing {s}", n=name, s=said)
        return GridCell("not-expected", same_in_both("–"), none)
    tip = say("{n}: {p} {s}", "{n}: {p} {s}", n=name, p=percent(share), s=said)
    key = place.book.derive(
        f"quality/{name.en}/{status}/{place.id}",
        tip,
        share,
        "1",
        Text(
            "phát thải từ các mục có trạng thái này / phát thải của loại nguồn",
            "emissions from entries of this status / emissions of the category",
        ),
        (FigureOperand(place.key("total")),),
    )
    return GridCell("share", percent(share), tip, share=share, figure=key)


# Completeness ---------------------------------------------------------------------------------


def cells_of(place: Place) -> tuple[CompletenessCell, ...]:
    """Cells of the enterprises and months of a place."""
    inside = {node.id for node in place.members(NodeKind.ENTERPRISE)}
    return tuple(
        cell
        for cell in place.reading.study.completeness.value.cells
        if cell.enterprise in inside and cell.month.startswith(place.year.label)
    )


def completeness_share(cells: Sequence[CompletenessCell]) -> float | None:
    """Cells reported or explained / cells expected; None where nothing is expected."""
    expected = [cell for cell in cells if cell.state != "not-expected"]
    there = [cell for cell in expected if cell.state in ("reported", "estimated", "notation")]
    return len(there) / len(expected) if expected else None


def completeness_grid(place: Place) -> Grid | None:
    """Enterprises by months; each cell the worst state of the enterprise's streams."""
    cells = cells_of(place)
    months = sorted({cell.month for cell in cells})
    if not months:
        return None
    by_place: dict[tuple[str, str], list[CompletenessCell]] = {}
    for cell in cells:
        by_place.setdefault((cell.enterprise, cell.month), []).append(cell)
    enterprises = [
        n for n in place.members(NodeKind.ENTERPRISE) if any(c.enterprise == n.id for c in cells)
    ]
    lacking = [c for c in cells if c.state in ("missing", "partial", "estimated", "notation")]
    states = [s for s in reversed(WORSE) if any(c.state == s for c in cells)]
    return Grid(
        id=f"completeness-{place.id}",
        heading=Text("Tháng nào đã có số liệu", "Which months are there"),
        sentence=_completeness_sentence(place, cells),
        columns=tuple(month_name(m) for m in months),
        rows=tuple(
            (
                n.name,
                tuple(_month_cell(place, n.name, m, by_place.get((n.id, m), [])) for m in months),
            )
            for n in enterprises
        ),
        legend=tuple(_legend_cell(state) for state in reversed(states)),
        details=_lacking_table(place, lacking) if lacking else None,
        size="full",
    )


def _month_cell(
    place: Place, name: Text, month: str, cells: Sequence[CompletenessCell]
) -> GridCell:
    """The worst state of a month; in words where there is something to say."""
    state = max((c.state for c in cells), key=WORSE.index, default="not-expected")
    if state in ("not-expected", "reported"):
        return GridCell(state, STATE_LETTERS[state])
    tip = say(
        "{n}, {m}: {s} ({what})",
        "{n}, {m}: {s} ({what})",
        n=name,
        m=month,
        s=word(STATES, state),
        what=listing([place.reading.stream_name(c.stream) for c in cells if c.state == state]),
    )
    return GridCell(state, word(STATE_LETTERS, state), tip)


def _legend_cell(state: str) -> GridCell:
    return GridCell(state, word(STATE_LETTERS, state), word(STATES, state))


def _completeness_sentence(place: Place, cells: Sequence[CompletenessCell]) -> Text:
    missing = [c for c in cells if c.state == "missing"]
    share = percent(completeness_share(cells), 1)
    if not missing:
        return say(
            "{s} số tháng cần có đã có số liệu hoặc lời giải thích; không tháng nào thiếu.",
            "{s} of the expected months are reported or explained; none is missing.",
            s=share,
        )
    worst = max(
        {c.enterprise for c in missing}, key=lambda e: (sum(c.enterprise == e for c in missing), e)
    )
    return say(
        "{s} số tháng cần có đã có số liệu hoặc lời giải thích; thiếu nhiều nhất là {n} ({k} ô).",
        "{s} of the expected months are reported or explained; {n} lacks most ({k} cells).",
        s=share,
        n=place.reading.name(worst),
        k=str(sum(c.enterprise == worst for c in missing)),
    )


def _lacking_table(place: Place, lacking: Sequence[CompletenessCell]) -> Table:
    runs: dict[tuple[str, str, str], list[str]] = {}
    for cell in sorted(
        lacking, key=lambda c: (-WORSE.index(c.state), c.enterprise, c.stream, c.month)
    ):
        runs.setdefault((cell.enterprise, cell.stream, cell.state), []).append(cell.month)
    rows = [
        Row(
            (
                place.reading.name(enterprise),
                place.reading.stream_name(stream),
                word(STATES, state),
                same_in_both(_spans(months)),
            )
        )
        for (enterprise, stream, state), months in runs.items()
    ]
    columns = (
        Column(Text("Doanh nghiệp", "Enterprise")),
        Column(Text("Dòng", "Stream")),
        Column(Text("Trạng thái", "State")),
        Column(Text("Tháng", "Months")),
    )
    return Table(columns, tuple(rows))


def _spans(months: Sequence[str]) -> str:
    """'2025-03 – 2025-05, 2025-09' from months in order."""
    spans: list[list[str]] = []
    for month in months:
        if spans and _after(spans[-1][1]) == month:
            spans[-1][1] = month
        else:
            spans.append([month, month])
    return ", ".join(a if a == b else f"{a} – {b}" for a, b in spans)


def _after(month: str) -> str:
    year, number_ = int(month[:4]), int(month[5:7])
    return f"{year + 1}-01" if number_ == 12 else f"{year}-{number_ + 1:02}"
