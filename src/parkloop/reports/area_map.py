"""A small map of areas as SVG, coloured by a value: for the few areas whose outline is known.

Longitude is drawn narrower by the cosine of the middle latitude; at the size of a province that
is as good as a projection. Outlines are GeoJSON geometries (RFC 7946), longitude first.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from parkloop.reports.numbers import number
from parkloop.texts import Language, Text, same_in_both

_WIDTH, _MARGIN, _TALLEST = 640.0, 12.0, 520.0
_Ring = Sequence[Sequence[float]]


def area_map(
    values: Mapping[str, float],
    outlines: Mapping[str, Any],
    label: Text,
    unit: Text,
    language: Language,
    names: Mapping[str, Text],
) -> str:
    """The map, or an empty string where no area with a value has an outline."""
    if not any(area in values for area in outlines):
        return ""
    rings = {area: list(_rings(shape)) for area, shape in sorted(outlines.items())}
    points = [point for each in rings.values() for ring in each for point in ring]
    if not points:
        return ""
    frame = _Frame(points)
    shown = [value for area, value in values.items() if area in outlines]
    low, high = min(shown), max(shown)
    shapes = []
    for area, own in rings.items():
        path = "".join(frame.path(ring) for ring in own)
        value = values.get(area)
        shade = 0.5 if value is None or high == low else 0.15 + 0.8 * (value - low) / (high - low)
        fill = (
            "fill:url(#hatch)" if value is None else f"fill:var(--action);fill-opacity:{shade:.2f}"
        )
        name = names.get(area, same_in_both(area)).in_language(language)
        words = f"{name}: {number(value).in_language(language)} {unit.in_language(language)}"
        shapes.append(
            f'<path d="{path}" fill-rule="evenodd" style="{fill};stroke:var(--ink)">'
            f"<title>{escape(words)}</title></path>"
        )
    title = escape(f"{label.in_language(language)} ({unit.in_language(language)})")
    return (
        f'<svg class="map" viewBox="0 0 {_WIDTH:.0f} {frame.height:.0f}" role="img" '
        f'aria-label="{title}"><defs><pattern id="hatch" width="6" height="6" '
        'patternUnits="userSpaceOnUse"><path d="M0 6L6 0" style="stroke:var(--faint)"/></pattern>'
        f"</defs>{''.join(shapes)}</svg>"
    )


class _Frame:
    """Places points of longitude and latitude on the paper."""

    def __init__(self, points: Sequence[Sequence[float]]) -> None:
        self.west, self.north = min(p[0] for p in points), max(p[1] for p in points)
        east, south = max(p[0] for p in points), min(p[1] for p in points)
        self.narrow = math.cos(math.radians((self.north + south) / 2))
        wide = (east - self.west) * self.narrow or 1e-6
        tall = self.north - south or 1e-6
        room = _WIDTH - 2 * _MARGIN
        self.scale = min(room / wide, _TALLEST / tall)
        self.height = tall * self.scale + 2 * _MARGIN

    def path(self, ring: _Ring) -> str:
        places = [
            f"{_MARGIN + (p[0] - self.west) * self.narrow * self.scale:.1f} "
            f"{_MARGIN + (self.north - p[1]) * self.scale:.1f}"
            for p in ring
        ]
        return f"M{'L'.join(places)}Z"


def _rings(shape: Mapping[str, Any]) -> Iterator[_Ring]:
    """Outlines of a polygon or of several; other geometries have none."""
    kind = shape.get("type")
    if kind == "Polygon":
        yield from shape["coordinates"]
    elif kind == "MultiPolygon":
        for polygon in shape["coordinates"]:
            yield from polygon
    elif kind == "Feature":
        yield from _rings(shape["geometry"])
