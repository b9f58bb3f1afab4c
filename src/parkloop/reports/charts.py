"""Options of the charts, as JSON for ECharts, free of language and theme.

Places to fill when drawn: ``{"$t": [vi, en]}`` a text, ``{"$c": token, "a": opacity}`` a colour,
``{"$on": token}`` the text colour that reads best on a colour, ``{"$axis": true}`` numbers of an
axis (page/charts.js). Every mark carries ``tip`` (what it says) and ``figure`` (what explains it).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from parkloop.texts import Text

Json = dict[str, object]
LABEL_SIZE = 12


def words(text: Text) -> Json:
    return {"$t": [text.vi, text.en]}


def hue(token: str, opacity: float | None = None) -> Json:
    return {"$c": token} if opacity is None else {"$c": token, "a": opacity}


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


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart ready for the page: its option, what changes when narrow, its height [px]."""

    option: Json
    height: int
    narrow: Json = field(default_factory=dict)


def _names(labels: Sequence[Text], width: int, *, strong: bool = False) -> Json:
    return {
        "type": "category",
        "inverse": True,
        "data": [words(label) for label in labels],
        "axisLine": {"show": False},
        "axisTick": {"show": False},
        "axisLabel": {
            "color": hue("ink"),
            "fontSize": 13,
            "width": width,
            "overflow": "break",
            "lineHeight": 16,
            "interval": 0,
            "align": "left",
            "margin": width + 8,
            "fontWeight": 500 if strong else 400,
        },
    }


def _values(*, grid_lines: bool = True, highest: float | None = None) -> Json:
    axis: Json = {
        "type": "value",
        "axisLabel": {
            "color": hue("muted"),
            "fontSize": LABEL_SIZE,
            "hideOverlap": True,
            "formatter": {"$axis": True},
        },
        "splitLine": {"show": grid_lines, "lineStyle": {"color": hue("hairline")}},
        "splitNumber": 4,
        "axisLine": {"show": False},
    }
    if highest is not None:
        axis["max"] = highest
    return axis


def _grid(left: int, right: int = 90, top: int = 4, bottom: int = 26) -> Json:
    return {"left": left, "right": right, "top": top, "bottom": bottom, "outerBoundsMode": "none"}


def _pattern(name: str) -> Json | None:
    if name != "hatched":
        return None
    return {
        "symbol": "rect",
        "dashArrayX": [1, 0],
        "dashArrayY": [2, 4],
        "rotation": -0.785,
        "color": hue("paper"),
    }


def _fill(token: str, pattern: str = "", opacity: float | None = None) -> Json:
    style: Json = {"color": hue(token, opacity)}
    if decal := _pattern(pattern):
        style["decal"] = decal
    return style


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
        "grid": _grid(label_width + 8, 8 if small else 96, 4, 6 if small else 26),
        "yAxis": _names([stack.label for stack in stacks], label_width, strong=True),
        "xAxis": _values(highest=longest if small else None, grid_lines=not small),
        "series": series,
    }
    if small:
        option["xAxis"] = {**_values(highest=longest, grid_lines=False), "show": False}
    narrow: Json = {
        "grid": {"left": 44, "right": 8 if small else 76},
        "yAxis": {"axisLabel": {"width": 36, "margin": 44}},
        "series": [{"label": {"show": False}} for _ in keys],
    }
    return Drawn(option, round(len(stacks) * bar * 1.35) + (12 if small else 36), narrow)


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
            "color": hue(part.token, None if stack.strong else 0.55),
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
                    "show": True,
                    "position": "right",
                    "formatter": words(stack.total),
                    "color": hue("ink"),
                    "fontWeight": 600 if stack.strong else 400,
                    "fontSize": 13,
                },
            }
            for stack in stacks
        ],
    }


def ranked_bars(rows: Sequence[Ranked], *, label_width: int = 190, row_height: int = 30) -> Drawn:
    """Horizontal bars, largest first, with the 95 % interval as a lighter band of the same hue."""
    ends = [max(row.value, row.high or 0.0) for row in rows]
    option: Json = {
        "grid": _grid(label_width + 12, 84),
        "yAxis": _names([row.label for row in rows], label_width),
        "xAxis": _values(),
        "series": [
            {
                "type": "bar",
                "name": "value",
                "barWidth": 14,
                "z": 2,
                "emphasis": {"disabled": True},
                "data": [
                    {
                        "value": row.value,
                        "tip": words(row.tip),
                        "figure": row.figure,
                        "itemStyle": _fill(row.token, row.pattern),
                    }
                    for row in rows
                ],
            },
            *_bands(rows),
            _end_labels(rows, ends),
        ],
    }
    narrow: Json = {
        "grid": {"left": 124, "right": 62},
        "yAxis": {"axisLabel": {"width": 112, "margin": 120, "fontSize": 12, "lineHeight": 14}},
        "xAxis": {"splitNumber": 2},
    }
    return Drawn(option, len(rows) * row_height + 32, narrow)


def _bands(rows: Sequence[Ranked]) -> list[Json]:
    if all(row.low is None for row in rows):
        return []
    clear = {"color": "transparent"}
    base: Json = {
        "type": "bar",
        "stack": "interval",
        "name": "low",
        "silent": True,
        "barGap": "-100%",
        "barWidth": 22,
        "itemStyle": clear,
        "data": [row.low if row.low is not None else "-" for row in rows],
    }
    band: Json = {
        "type": "bar",
        "stack": "interval",
        "name": "interval",
        "barWidth": 22,
        "z": 3,
        "emphasis": {"disabled": True},
        "data": [
            "-"
            if row.low is None or row.high is None
            else {
                "value": row.high - row.low,
                "tip": words(row.tip),
                "figure": row.figure,
                "itemStyle": {"color": hue(row.token, 0.35)},
            }
            for row in rows
        ],
    }
    return [base, band]


def _end_labels(rows: Sequence[Ranked], ends: Sequence[float]) -> Json:
    return {
        "type": "scatter",
        "name": "said",
        "symbolSize": 0.01,
        "silent": True,
        "data": [
            {
                "value": [end, index],
                "label": {
                    "show": True,
                    "position": "right",
                    "distance": 6,
                    "formatter": words(row.said),
                    "color": hue("ink"),
                    "fontSize": LABEL_SIZE,
                },
            }
            for index, (row, end) in enumerate(zip(rows, ends, strict=True))
        ],
    }


def waterfall(steps: Sequence[Step], *, label_width: int = 210) -> Drawn:
    """How one total becomes another: bars that begin where the last one ended; zero is shown."""
    option: Json = {
        "grid": _grid(label_width + 12, 96),
        "yAxis": _names([step.label for step in steps], label_width),
        "xAxis": _values(),
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
                        "itemStyle": _fill(step.token, step.pattern),
                        "label": {
                            "show": True,
                            "position": "right",
                            "formatter": words(step.said),
                            "color": hue("ink"),
                            "fontSize": 13,
                        },
                    }
                    for step in steps
                ],
            },
        ],
    }
    narrow: Json = {
        "grid": {"left": 124, "right": 72},
        "yAxis": {"axisLabel": {"width": 112, "margin": 120, "fontSize": 12, "lineHeight": 14}},
        "xAxis": {"splitNumber": 2},
    }
    return Drawn(option, len(steps) * 46 + 32, narrow)


def intervals(rows: Sequence[Estimate], *, label_width: int = 190) -> Drawn:
    """Points on bands; the axis need not start at zero, because no bar does."""
    low, high = min(row.low for row in rows), max(row.high for row in rows)
    margin = (high - low) * 0.25 or abs(high) * 0.05 or 1.0
    axis = {**_values(), "min": low - margin, "max": high + margin}
    axis["axisLabel"] = {**_axis_label(), "showMinLabel": False, "showMaxLabel": False}
    option: Json = {
        "grid": _grid(label_width + 12, 24),
        "yAxis": _names([row.label for row in rows], label_width),
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
                        "itemStyle": {"color": hue(row.token, 0.35)},
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
    narrow: Json = {
        "grid": {"left": 124, "right": 16},
        "yAxis": {"axisLabel": {"width": 112, "margin": 120, "fontSize": 12, "lineHeight": 14}},
        "xAxis": {"splitNumber": 2},
    }
    return Drawn(option, len(rows) * 62 + 32, narrow)


def _axis_label() -> Json:
    return {
        "color": hue("muted"),
        "fontSize": LABEL_SIZE,
        "hideOverlap": True,
        "formatter": {"$axis": True},
    }


def _point(row: Estimate, index: int) -> Json:
    return {
        "value": [row.value, index],
        "tip": words(row.tip),
        "figure": row.figure,
        "itemStyle": {"color": hue(row.token)},
        "label": {
            "show": True,
            "position": "top",
            "distance": 9,
            "formatter": words(row.said),
            "color": hue("ink"),
            "fontSize": LABEL_SIZE,
        },
    }
