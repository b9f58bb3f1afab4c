"""Pictures of a network of exchanges: front, map of arcs, Sankey, waterfall of shares."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parkloop.reports.axes import (
    LABEL_SIZE,
    Drawn,
    Json,
    axis_label,
    hue,
    label_beside,
    split_line,
    words,
)
from parkloop.texts import Text

_WIDE, _TALL = 760.0, 420.0


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a front; ``said`` is its number beside the mark."""

    x: float
    y: float
    said: Text
    tip: Text
    figure: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """An enterprise on a map of arcs, ``size`` [px]."""

    id: str
    name: Text
    x: float
    y: float
    size: float
    token: str
    tip: Text


@dataclass(frozen=True, slots=True)
class Arc:
    """An exchange on a map of arcs, ``width`` [px]."""

    source: str
    target: str
    width: float
    token: str
    tip: Text
    figure: str


def front_chart(dots: Sequence[Dot], across: Text, up: Text, *, joined: bool) -> Drawn:
    """Net benefit upwards against what is saved; ``joined`` where this is the only aim: with
    several, neighbours in one are none in the other."""

    def axis(name: Text, *, upwards: bool) -> Json:
        return {
            "type": "value",
            "scale": True,
            "name": words(name),
            "nameLocation": "end" if upwards else "middle",
            "nameGap": 12 if upwards else 30,
            "nameTextStyle": {
                "color": hue("muted"),
                "fontSize": LABEL_SIZE,
                "align": "left" if upwards else "center",
            },
            "axisLabel": axis_label(),
            "splitLine": split_line(),
            "axisLine": {"show": not upwards},
        }

    option: Json = {
        "grid": {"left": 64, "right": 40, "top": 36, "bottom": 48, "outerBoundsMode": "none"},
        "xAxis": axis(across, upwards=False),
        "yAxis": axis(up, upwards=True),
        "series": [
            {
                "type": "line",
                "symbol": "circle",
                "symbolSize": 14,
                "lineStyle": {"color": hue("faint"), "width": 1.5 if joined else 0},
                "emphasis": {"disabled": True},
                "data": [
                    {
                        "value": [dot.x, dot.y],
                        "tip": words(dot.tip),
                        "figure": dot.figure,
                        "itemStyle": {
                            "color": hue("action") if dot.strong else hue("paper"),
                            "borderColor": hue("action"),
                            "borderWidth": 2,
                        },
                        "label": label_beside(dot.said, "top", 8),
                    }
                    for dot in dots
                ],
            }
        ],
    }
    return Drawn(option, 340)


def arcs_chart(spots: Sequence[Spot], arcs: Sequence[Arc]) -> Drawn:
    """Enterprises where they stand, exchanges as arcs with their direction."""
    option: Json = {
        "series": [
            {
                "type": "graph",
                "layout": "none",
                # Without borders the library keeps the proportions of the places.
                "roam": False,
                "edgeSymbol": ["none", "arrow"],
                "edgeSymbolSize": 9,
                "emphasis": {"focus": "adjacency"},
                "labelLayout": {"hideOverlap": True},
                "data": [_spot(spot) for spot in spots],
                "links": [
                    {
                        "source": arc.source,
                        "target": arc.target,
                        "tip": words(arc.tip),
                        "figure": arc.figure,
                        "lineStyle": {
                            "color": hue(arc.token),
                            "width": arc.width,
                            "opacity": 0.75,
                            "curveness": 0.22,
                        },
                    }
                    for arc in arcs
                ],
            }
        ]
    }
    return Drawn(option, round(_TALL))


def _spot(spot: Spot) -> Json:
    return {
        "id": spot.id,
        "name": spot.id,
        "x": round(spot.x, 2),
        "y": round(spot.y, 2),
        "symbolSize": spot.size,
        "tip": words(spot.tip),
        "itemStyle": {"color": hue(spot.token), "borderColor": hue("paper"), "borderWidth": 1.5},
        "label": {**label_beside(spot.name, "bottom", 5), "backgroundColor": "transparent"},
    }


def laid_out(
    ids: Sequence[str], where: Mapping[str, tuple[float, float]]
) -> dict[str, tuple[float, float]]:
    """Places on the picture, south at the bottom; a ring where not all have a place."""
    if any(name not in where for name in ids):
        return {
            name: (
                _WIDE / 2 + _WIDE / 2 * math.sin(2 * math.pi * n / len(ids)),
                _TALL / 2 - _TALL / 2 * math.cos(2 * math.pi * n / len(ids)),
            )
            for n, name in enumerate(ids)
        }
    xs = [where[name][0] for name in ids]
    ys = [where[name][1] for name in ids]
    scale = min(_WIDE / max(max(xs) - min(xs), 1e-9), _TALL / max(max(ys) - min(ys), 1e-9))
    return {
        name: ((where[name][0] - min(xs)) * scale, (max(ys) - where[name][1]) * scale)
        for name in ids
    }
