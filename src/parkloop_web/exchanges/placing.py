"""Where enterprises stand: the middle of their plots, on the plane of the map."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from parkloop_web.design.maps import mercator
from parkloop_web.parks.models import Node, Plot

Point = tuple[float, float]


def where_enterprises_are(place: Node) -> dict[str, Point]:
    """Middle of the plots of each enterprise of a place, by its code; x east, y north."""
    inside = {"park": place} if place.kind == "park" else {"park__zone": place}
    plots = Plot.objects.filter(enterprise__isnull=False, geometry__isnull=False, **inside)
    points: dict[str, list[Point]] = {}
    for plot in plots.select_related("enterprise"):
        assert plot.enterprise is not None
        points.setdefault(plot.enterprise.code, []).extend(_corners(plot.geometry or {}))
    return {code: _middle(found) for code, found in points.items() if found}


def _corners(geometry: Mapping[str, Any]) -> Iterator[Point]:
    """The corners of every ring, each once."""

    def within(value: Any) -> Iterator[Point]:
        if value and isinstance(value[0], int | float):
            yield mercator((float(value[0]), float(value[1])))
        else:
            for part in value:
                yield from within(part)

    yield from dict.fromkeys(within(geometry.get("coordinates") or ()))


def _middle(points: list[Point]) -> Point:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
