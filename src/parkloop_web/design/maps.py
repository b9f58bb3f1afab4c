"""Maps without a tile server: shapes as features for the live map, and as a drawing for everybody.

Both are seen in Web Mercator (EPSG:3857, spherical), so that the drawing, which stands there when
script or WebGL is missing and on paper, shows the same picture.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

Point = tuple[float, float]
Ring = Sequence[Point]
#: Share of the drawing's width that stays free around the shapes.
_MARGIN: Final = 0.04
#: Drawings are neither ribbons nor towers.
_LOWEST, _HIGHEST = 0.35, 0.9


@dataclass(frozen=True, slots=True)
class Shape:
    """A place on the map: ``geometry`` is GeoJSON (longitude, latitude in degrees, WGS 84),
    ``token`` the colour's name, ``about`` one short sentence on it. The name of a ``quiet``
    shape is not written on the map, because another's stands there."""

    code: str
    name: str
    geometry: Mapping[str, Any]
    href: str = ""
    token: str = "context"
    about: str = ""
    group: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """A shape as it is drawn: an SVG path ('' for a point), and where its name stands."""

    shape: Shape
    path: str
    x: float
    y: float
    wide: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map as a drawing, ``width`` by ``height``, and its features for the live map."""

    width: int
    height: int
    outlines: tuple[Outline, ...]
    features: Mapping[str, Any]
    bounds: tuple[float, float, float, float]


def drawing_of(shapes: Sequence[Shape], width: int = 960) -> Drawing | None:
    """The shapes as a map; None where no shape has a geometry."""
    placed = [shape for shape in shapes if any(_rings(shape.geometry))]
    if not placed:
        return None
    points = [point for shape in placed for ring in _rings(shape.geometry) for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    frame = _Frame.around((west, south), (east, north), width)
    return Drawing(
        width=width,
        height=frame.height,
        outlines=tuple(_outline(shape, frame) for shape in placed),
        features={"type": "FeatureCollection", "features": [_feature(each) for each in placed]},
        bounds=(west, south, east, north),
    )


def mercator(point: Point) -> Point:
    """Longitude and latitude [°] on the unit sphere's Mercator plane [rad]; y grows northwards."""
    longitude, latitude = math.radians(point[0]), math.radians(point[1])
    return longitude, math.log(math.tan(math.pi / 4 + latitude / 2))


@dataclass(frozen=True, slots=True)
class _Frame:
    left: float
    top: float
    scale: float
    height: int

    @classmethod
    def around(cls, south_west: Point, north_east: Point, width: int) -> _Frame:
        (west, south), (east, north) = mercator(south_west), mercator(north_east)
        across, up = max(east - west, 1e-9), max(north - south, 1e-9)
        shape = min(max(up / across, _LOWEST), _HIGHEST)
        free = 1 - 2 * _MARGIN
        scale = min(width * free / across, width * shape * free / up)
        height = round(width * shape)
        return cls(
            left=(west + east) / 2 - width / 2 / scale,
            top=(south + north) / 2 + height / 2 / scale,
            scale=scale,
            height=height,
        )

    def put(self, point: Point) -> Point:
        x, y = mercator(point)
        return (x - self.left) * self.scale, (self.top - y) * self.scale


def _rings(geometry: Mapping[str, Any]) -> Iterator[Ring]:
    """The outer and inner rings of a geometry; a point is a ring of one."""
    kind, coordinates = geometry.get("type"), geometry.get("coordinates") or ()
    if kind == "Point":
        yield [_point(coordinates)]
    elif kind == "Polygon":
        yield from ([_point(each) for each in ring] for ring in coordinates)
    elif kind == "MultiPolygon":
        for polygon in coordinates:
            yield from ([_point(each) for each in ring] for ring in polygon)


def _point(pair: Sequence[float]) -> Point:
    return float(pair[0]), float(pair[1])


def _outline(shape: Shape, frame: _Frame) -> Outline:
    rings = [[frame.put(point) for point in ring] for ring in _rings(shape.geometry)]
    largest = max(rings, key=lambda ring: abs(_area(ring)))
    x, y = _middle(largest)
    across = [point[0] for point in largest]
    path = "".join(
        "M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in ring) + "Z"
        for ring in rings
        if len(ring) > 2
    )
    return Outline(shape, path, round(x, 1), round(y, 1), max(across) - min(across))


def _area(ring: Ring) -> float:
    """Signed area by the shoelace formula."""
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) / 2


def _middle(ring: Ring) -> Point:
    """The centre of mass of a ring; of a line or a point, the mean of its points."""
    area = _area(ring)
    if abs(area) < 1e-12:
        return sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)
    x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        turn = x1 * y2 - x2 * y1
        x += (x1 + x2) * turn
        y += (y1 + y2) * turn
    return x / (6 * area), y / (6 * area)


def _feature(shape: Shape) -> dict[str, Any]:
    longest = max(_rings(shape.geometry), key=lambda ring: abs(_area(ring)))
    return {
        "type": "Feature",
        "geometry": dict(shape.geometry),
        "properties": {
            "about": shape.about,
            "code": shape.code,
            "href": shape.href,
            "middle": list(_middle(longest)),
            "name": shape.name,
            "quiet": shape.quiet,
            "token": shape.token,
        },
    }
