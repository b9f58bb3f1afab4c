"""A small line chart as SVG: values over years, the target, its own table beside it on the page.

Drawn without script, so that a public page is whole without any. Values that are estimated or
provisional are open circles; years without a value leave a gap in the line, never a zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from parkloop.reports.numbers import number
from parkloop.texts import Language, Text

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 640, 260, 56, 90, 16, 28
_CERTAIN = ("A", "B", "D")


@dataclass(frozen=True, slots=True)
class Mark:
    """A value [unit of the chart] at a year, with its status code; None where there is none."""

    year: float
    value: float | None
    status: str = "A"


def line_chart(
    marks: Sequence[Mark],
    label: Text,
    unit: Text,
    language: Language,
    target: tuple[float, float] | None = None,
) -> str:
    """The chart, or an empty string where fewer than two values are known and no target is."""
    seen = [mark for mark in marks if mark.value is not None]
    if len(seen) + (target is not None) < 2 or not seen:
        return ""
    years = [mark.year for mark in seen] + ([target[0]] if target else [])
    values = [mark.value or 0.0 for mark in seen] + ([target[1]] if target else [])
    frame = _Frame(min(years), max(years), *_bounds(values))
    parts = [
        *_grid(frame, language),
        *_lines(frame, marks),
        *(_target(frame, target, language) if target else ()),
        *_points(frame, seen, language),
    ]
    title = escape(f"{label.in_language(language)} ({unit.in_language(language)})")
    return (
        f'<svg class="lines" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{title}">'
        f"{''.join(parts)}</svg>"
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    first: float
    last: float
    low: float
    high: float

    def x(self, year: float) -> float:
        span = self.last - self.first or 1.0
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (year - self.first) / span

    def y(self, value: float) -> float:
        span = self.high - self.low or 1.0
        return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * (value - self.low) / span


def _bounds(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    room = (high - low or abs(high) or 1.0) * 0.1
    return low - room, high + room


def _grid(frame: _Frame, language: Language) -> list[str]:
    parts = []
    for step in range(5):
        value = frame.low + (frame.high - frame.low) * step / 4
        y = frame.y(value)
        words = escape(number(value, 3).in_language(language))
        parts.append(
            f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" '
            'style="stroke:var(--hairline)"/>'
            f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" '
            f'style="fill:var(--muted);font-size:11px">{words}</text>'
        )
    for year in {frame.first, frame.last}:
        parts.append(
            f'<text x="{frame.x(year):.1f}" y="{_HEIGHT - 8}" text-anchor="middle" '
            f'style="fill:var(--muted);font-size:11px">{year:g}</text>'
        )
    return sorted(parts)


def _lines(frame: _Frame, marks: Sequence[Mark]) -> list[str]:
    """One line for each run of values; a missing year ends it."""
    runs: list[list[Mark]] = [[]]
    for mark in marks:
        if mark.value is None:
            runs.append([])
        else:
            runs[-1].append(mark)
    return [
        f'<polyline points="{_path(frame, run)}" '
        'style="fill:none;stroke:var(--action);stroke-width:2"/>'
        for run in runs
        if len(run) > 1
    ]


def _path(frame: _Frame, run: Sequence[Mark]) -> str:
    return " ".join(f"{frame.x(m.year):.1f},{frame.y(m.value or 0.0):.1f}" for m in run)


def _points(frame: _Frame, seen: Sequence[Mark], language: Language) -> list[str]:
    parts = []
    for mark in seen:
        fill = "var(--action)" if mark.status in _CERTAIN else "var(--surface)"
        words = escape(f"{mark.year:g}: {number(mark.value).in_language(language)}")
        parts.append(
            f'<circle cx="{frame.x(mark.year):.1f}" cy="{frame.y(mark.value or 0.0):.1f}" r="4" '
            f'style="fill:{fill};stroke:var(--action);stroke-width:2"><title>{words}</title>'
            "</circle>"
        )
    last = seen[-1]
    words = escape(number(last.value).in_language(language))
    parts.append(
        f'<text x="{frame.x(last.year) + 9:.1f}" y="{frame.y(last.value or 0.0) + 4:.1f}" '
        f'style="fill:var(--ink);font-size:12px;font-weight:600">{words}</text>'
    )
    return parts


def _target(frame: _Frame, target: tuple[float, float], language: Language) -> list[str]:
    year, value = target
    x, y = frame.x(year), frame.y(value)
    name = Text("mục tiêu", "target").in_language(language)
    words = escape(f"{name} {number(value).in_language(language)}")
    return [
        f'<path d="M{x:.1f} {y - 6:.1f}l6 6l-6 6l-6 -6z" '
        'style="fill:none;stroke:var(--ink);stroke-width:1.5"/>'
        f'<text x="{x + 9:.1f}" y="{y + 4:.1f}" style="fill:var(--ink);font-size:12px">{words}'
        "</text>"
    ]
