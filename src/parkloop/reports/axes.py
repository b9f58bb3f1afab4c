"""What charts share: places to fill, axes, fills, labels (see ``charts.py``)."""

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


def pale(token: str, share: float = 0.4) -> Json:
    """A lighter shade of a hue that hides what lies behind it."""
    return {"$pale": token, "a": share}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart ready for the page: its option, what changes when narrow, its height [px]."""

    option: Json
    height: int
    narrow: Json = field(default_factory=dict)


def names_axis(labels: Sequence[Text], width: int, *, strong: bool = False) -> Json:
    return {
        "type": "category",
        "inverse": True,
        "data": [words(kept_together(label)) for label in labels],
        "axisLine": {"show": False},
        "axisTick": {"show": False},
        "axisLabel": {
            "color": hue("ink"),
            "fontSize": 13,
            "width": width - 6,
            "overflow": "break",
            "lineHeight": 16,
            "interval": 0,
            "align": "left",
            "margin": width + 10,
            "fontWeight": 500 if strong else 400,
        },
    }


def kept_together(label: Text) -> Text:
    """A short last word ('1', 'A') stays on the line of the word before it."""

    def tied(name: str) -> str:
        head, space, last = name.rpartition(" ")
        return f"{head}\u00a0{last}" if space and len(last) <= 3 else name

    return Text(tied(label.vi), tied(label.en))


def values_axis(*, grid_lines: bool = True, highest: float | None = None, ticks: int = 5) -> Json:
    axis: Json = {
        "type": "value",
        "axisLabel": axis_label(),
        "splitLine": {**split_line(), "show": grid_lines},
        "splitNumber": ticks,
        "axisLine": {"show": False},
    }
    if highest is not None:
        axis["max"] = highest
    return axis


def grid(left: int, right: int = 90, top: int = 4, bottom: int = 26) -> Json:
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


def fill(token: str, pattern: str = "", opacity: float | None = None) -> Json:
    style: Json = {"color": hue(token, opacity)}
    if decal := _pattern(pattern):
        style["decal"] = decal
    return style


def lines_needed(label: Text, width: int) -> int:
    """How many lines a label takes in so many pixels, at the size of axis labels."""
    longest = max(len(label.vi), len(label.en))
    return -(-longest * 7 // width)


def label_beside(text: Text, position: str = "right", distance: int = 4) -> Json:
    """A label next to its mark that hides the grid lines behind it."""
    return {
        "show": True,
        "position": position,
        "distance": distance,
        "formatter": words(text),
        "color": hue("ink"),
        "fontSize": LABEL_SIZE,
        "backgroundColor": hue("paper"),
        "padding": [1, 3],
    }


def split_line() -> Json:
    return {"lineStyle": {"color": pale("hairline", 0.7)}}


def axis_label() -> Json:
    return {
        "color": hue("muted"),
        "fontSize": LABEL_SIZE,
        "hideOverlap": True,
        "formatter": {"$axis": True},
    }
