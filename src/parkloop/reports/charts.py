"""Options of the charts, as JSON for ECharts, free of language and theme.

Places to fill when drawn (page/charts.js): ``{"$t": [vi, en]}`` a text, ``{"$c": token, "a":
opacity}`` a colour, ``{"$pale": token, "a": share}`` a colour mixed with the paper, ``{"$on":
token}`` the text colour that reads best on a colour, ``{"$axis": true}`` numbers of an axis.
Every mark carries ``tip`` (what it says) and ``figure`` (what explains it).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parkloop.reports.axes import (
    LABEL_SIZE,
    Drawn,
    Json,
    axis_label,
    fill,
    grid,
    hue,
    label_beside,
    lines_needed,
    names_axis,
    pale,
    split_line,
    values_axis,
    words,
)
from parkloop.texts import Text


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a stacked bar; ``key`` is the same in every bar."""

    key: str
    label: Text
    token: str
    value: float
    digits: Text
    tip: Text
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Stack:
    """A stacked bar with its total in words; ``strong`` bars are the subject, others context."""

    label: Text
    segments: tuple[Segment, ...]
    total: Text
    strong: bool = True


@dataclass(frozen=True, slots=True)
class Ranked:
    """A bar with its interval; ``said`` is written at its end."""

    label: Text
    value: float
    token: str
    said: Text
    tip: Text
    low: float | None = None
    high: float | None = None
    figure: str = ""
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A bar of a waterfall from ``start`` to ``end``."""

    label: Text
    start: float
    end: float
    token: str
    said: Text
    tip: Text
    figure: str = ""
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its interval, shown as a point on a band."""

    label: Text
    value: float
    low: float
    high: float
    said: Text
    tip: Text
    token: str = "emissions"
    figure: str = ""


def stacked_bars(
    stacks: Sequence[Stack],
    *,
    highest: float | None = None,
    label_width: int = 56,
    small: bool = False,
) -> Drawn:
    """Horizontal stacked bars; wide enough segments are named where they are.

    ``highest`` [the bars' unit] fixes the scale, for several charts side by side.
    """
    keys = list(dict.fromkeys(s.key for stack in stacks for s in stack.segments))
    longest = highest or max((sum(s.value for s in k.segments) for k in stacks), default=0.0)
    series: list[Json] = [_segment_series(key, stacks, longest, small=small) for key in keys]
    if not small:
        series.append(_total_series(stacks))
    bar = 22 if small else 46
    option: Json = {
        "grid": grid(label_width + 10, 8 if small else 96, 4, 6 if small else 26),
        "yAxis": names_axis([stack.label for stack in stacks], label_width, strong=True),
        "xAxis": values_axis(highest=longest if small else None, grid_lines=not small),
        "series": series,
    }
    if small:
        option["xAxis"] = {**values_axis(highest=longest, grid_lines=False), "show": False}
    return Drawn(
        option,
        round(len(stacks) * bar * 1.35) + (12 if small else 36),
        _narrow_stacks(stacks, keys, longest, small=small),
    )


def _narrow_stacks(
    stacks: Sequence[Stack], keys: Sequence[str], longest: float, *, small: bool
) -> Json:
    """On a narrow screen only wide segments carry their number, and none its name."""

    def label(key: str, stack: Stack) -> Json:
        part = next((s for s in stack.segments if s.key == key), None)
        if part is None or small or part.value < 0.14 * longest:
            return {"label": {"show": False}}
        return {"label": {"formatter": words(part.digits)}}

    return {
        "grid": {"left": 44, "right": 8 if small else 64},
        "yAxis": {"axisLabel": {"width": 40, "margin": 44}},
        "xAxis": {"splitNumber": 2},
        "series": [{"data": [label(key, stack) for stack in stacks]} for key in keys],
    }


def _segment_series(key: str, stacks: Sequence[Stack], longest: float, *, small: bool) -> Json:
    data: list[Json | str] = []
    for stack in stacks:
        part = next((s for s in stack.segments if s.key == key), None)
        data.append("-" if part is None else _segment(part, stack, longest, small=small))
    return {
        "type": "bar",
        "stack": "all",
        "name": key,
        "barWidth": 20 if small else 44,
        "data": data,
        "emphasis": {"disabled": True},
        "label": {
            "show": not small,
            "position": "inside",
            "fontSize": LABEL_SIZE,
            "lineHeight": 16,
        },
    }


def _segment(part: Segment, stack: Stack, longest: float, *, small: bool) -> Json:
    share = part.value / longest if longest else 0.0
    said = part.digits
    if share >= 0.17:
        said = Text(f"{part.label.vi}\n{said.vi}", f"{part.label.en}\n{said.en}")
    return {
        "value": part.value,
        "tip": words(part.tip),
        "figure": part.figure,
        "itemStyle": {
            "color": hue(part.token) if stack.strong else pale(part.token),
            "borderColor": hue("paper"),
            "borderWidth": 1,
        },
        "label": {
            "show": not small and share >= 0.06,
            "formatter": words(said),
            "color": {"$on": part.token} if stack.strong else hue("ink"),
        },
    }


def _total_series(stacks: Sequence[Stack]) -> Json:
    return {
        "type": "bar",
        "stack": "all",
        "name": "total",
        "silent": True,
        "data": [
            {
                "value": 0,
                "label": {
                    **label_beside(stack.total),
                    "fontWeight": 600 if stack.strong else 400,
                    "fontSize": 13,
                },
            }
            for stack in stacks
        ],
    }


def ranked_bars(rows: Sequence[Ranked], *, label_width: int = 190, ticks: int = 5) -> Drawn:
    """Horizontal bars, largest first, with the 95 % interval as a lighter band of the same hue.

    The bands have an axis of their own, so that bars and bands share their middle lines.
    """
    ends = [max(row.value, row.high or 0.0) for row in rows]
    labels = [row.label for row in rows]
    lines = max((lines_needed(label, label_width) for label in labels), default=1)
    height = max(30, lines * 16 + 8)
    banded = any(row.low is not None for row in rows)
    axes: list[Json] = [names_axis(labels, label_width)]
    if banded:
        axes.append({**names_axis(labels, label_width), "show": False})
    option: Json = {
        "grid": grid(label_width + 10, 84),
        "yAxis": axes,
        "xAxis": values_axis(ticks=ticks),
        "series": [_bars(rows), *(_bands(rows) if banded else ()), _end_labels(rows, ends)],
    }
    return Drawn(option, len(rows) * height + 32, _narrow(labels, len(axes)))


def _narrow(labels: Sequence[Text], axes: int = 1, row_height: int = 30) -> Json:
    """Less room for labels, and rows as high as these then need."""
    label = {"axisLabel": {"width": 104, "margin": 110, "fontSize": 12, "lineHeight": 14}}
    lines = max((lines_needed(text, 100) for text in labels), default=1)
    return {
        "$height": len(labels) * max(row_height, lines * 14 + 8) + 32,
        "grid": {"left": 112, "right": 62},
        "yAxis": [label] * axes,
        "xAxis": {"splitNumber": 2},
    }


def _bars(rows: Sequence[Ranked]) -> Json:
    return {
        "type": "bar",
        "name": "value",
        "barWidth": 12,
        "z": 3,
        "emphasis": {"disabled": True},
        "data": [
            {
                "value": row.value,
                "tip": words(row.tip),
                "figure": row.figure,
                "itemStyle": fill(row.token, row.pattern),
            }
            for row in rows
        ],
    }


def _bands(rows: Sequence[Ranked]) -> list[Json]:
    base: Json = {
        "type": "bar",
        "stack": "interval",
        "name": "low",
        "yAxisIndex": 1,
        "silent": True,
        "barWidth": 20,
        "itemStyle": {"color": "transparent"},
        "data": ["-" if row.low is None else row.low for row in rows],
    }
    band: Json = {
        "type": "bar",
        "stack": "interval",
        "name": "interval",
        "yAxisIndex": 1,
        "barWidth": 20,
        "emphasis": {"disabled": True},
        "data": [_band(row) for row in rows],
    }
    return [base, band]


def _band(row: Ranked) -> Json | str:
    if row.low is None or row.high is None:
        return "-"
    return {
        "value": row.high - row.low,
        "tip": words(row.tip),
        "figure": row.figure,
        "itemStyle": {"color": pale(row.token)},
    }


def _end_labels(rows: Sequence[Ranked], ends: Sequence[float]) -> Json:
    return {
        "type": "scatter",
        "name": "said",
        "symbolSize": 0.01,
        "silent": True,
        "data": [
            {
                "value": [end, index],
                "label": label_beside(row.said),
            }
            for index, (row, end) in enumerate(zip(rows, ends, strict=True))
        ],
    }


def waterfall(steps: Sequence[Step], *, label_width: int = 210) -> Drawn:
    """How one total becomes another: bars that begin where the last one ended; zero is shown."""
    option: Json = {
        "grid": grid(label_width + 10, 96),
        "yAxis": [names_axis([step.label for step in steps], label_width)],
        "xAxis": values_axis(),
        "series": [
            {
                "type": "bar",
                "stack": "steps",
                "name": "base",
                "silent": True,
                "itemStyle": {"color": "transparent"},
                "barWidth": 26,
                "data": [min(step.start, step.end) for step in steps],
            },
            {
                "type": "bar",
                "stack": "steps",
                "name": "step",
                "emphasis": {"disabled": True},
                "data": [
                    {
                        "value": abs(step.end - step.start),
                        "tip": words(step.tip),
                        "figure": step.figure,
                        "itemStyle": fill(step.token, step.pattern),
                        "label": label_beside(step.said),
                    }
                    for step in steps
                ],
            },
        ],
    }
    return Drawn(option, len(steps) * 44 + 32, _narrow([step.label for step in steps], 1, 44))


def intervals(rows: Sequence[Estimate], *, label_width: int = 190) -> Drawn:
    """Points on bands; the axis need not start at zero, because no bar does."""
    low, high = min(row.low for row in rows), max(row.high for row in rows)
    margin = (high - low) * 0.25 or abs(high) * 0.05 or 1.0
    axis: Json = {**values_axis(), "min": low - margin, "max": high + margin}
    axis["axisLabel"] = {**axis_label(), "showMinLabel": False, "showMaxLabel": False}
    axis["splitLine"] = {**split_line(), "showMinLine": False, "showMaxLine": False}
    option: Json = {
        "grid": grid(label_width + 10, 24),
        "yAxis": [names_axis([row.label for row in rows], label_width)],
        "xAxis": axis,
        "series": [
            {
                "type": "bar",
                "stack": "band",
                "name": "low",
                "silent": True,
                "barWidth": 18,
                "itemStyle": {"color": "transparent"},
                "data": [row.low for row in rows],
            },
            {
                "type": "bar",
                "stack": "band",
                "name": "band",
                "emphasis": {"disabled": True},
                "data": [
                    {
                        "value": row.high - row.low,
                        "tip": words(row.tip),
                        "figure": row.figure,
                        "itemStyle": {"color": pale(row.token)},
                    }
                    for row in rows
                ],
            },
            {
                "type": "scatter",
                "name": "value",
                "symbolSize": 11,
                "z": 4,
                "data": [_point(row, index) for index, row in enumerate(rows)],
            },
        ],
    }
    return Drawn(option, len(rows) * 62 + 32, _narrow([row.label for row in rows], 1, 62))


def _point(row: Estimate, index: int) -> Json:
    return {
        "value": [row.value, index],
        "tip": words(row.tip),
        "figure": row.figure,
        "itemStyle": {"color": hue(row.token)},
        "label": label_beside(row.said, "top", 9),
    }
