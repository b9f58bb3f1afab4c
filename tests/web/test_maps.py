"""Drawings of maps: the projection against its definition, frames, points, names."""

import math

import pytest

from parkloop_web.design.maps import Shape, drawing_of, mercator


def square(west, south, side, **more):
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return Shape("a", "A", {"type": "Polygon", "coordinates": [ring]}, **more)


@pytest.mark.parametrize(
    ("longitude", "latitude", "x", "y"),
    [
        # EPSG Guidance Note 7-2, 3.2.1.2 "Popular Visualisation Pseudo-Mercator" (EPSG 1024),
        # printed example: 24°22'54.433"N, 100°20'00.000"W → E -11 169 055.58 m, N 2 800 000.00 m
        # on a sphere of 6 378 137 m.
        (-(100 + 20 / 60), 24 + 22 / 60 + 54.433 / 3600, -11_169_055.58, 2_800_000.00),
    ],
)
def test_the_projection_is_that_of_web_maps(longitude, latitude, x, y):
    radius = 6_378_137.0
    east, north = mercator((longitude, latitude))
    assert east * radius == pytest.approx(x, abs=0.01)
    assert north * radius == pytest.approx(y, abs=0.05)


def test_north_is_up_and_east_is_right():
    west, north_east = square(106.0, 20.0, 0.1), square(106.5, 20.5, 0.1)
    drawing = drawing_of([west, north_east])
    one, other = drawing.outlines
    assert one.x < other.x
    assert one.y > other.y
    assert drawing.bounds == pytest.approx((106.0, 20.0, 106.6, 20.6))


def test_everything_lies_inside_the_frame():
    drawing = drawing_of([square(106.0, 20.0, 0.3), square(107.0, 20.1, 0.01)])
    for outline in drawing.outlines:
        pairs = outline.path.strip("MZ").split("L")
        points = [tuple(map(float, pair.split())) for pair in pairs]
        assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in points)


def test_the_name_stands_in_the_middle_of_its_shape():
    (outline,) = drawing_of([square(106.0, 0.0, 0.1)]).outlines
    assert outline.x == pytest.approx(480, abs=1)
    middle = drawing_of([square(106.0, 0.0, 0.1)]).features["features"][0]["properties"]["middle"]
    assert middle == pytest.approx([106.05, 0.05])


def test_points_and_holes_are_drawn_and_nothing_is_drawn_of_nothing():
    point = Shape("p", "P", {"type": "Point", "coordinates": [106.5, 20.5]})
    hole = [[106.02, 20.02], [106.04, 20.02], [106.04, 20.04], [106.02, 20.02]]
    ring = square(106.0, 20.0, 0.1).geometry["coordinates"][0]
    pierced = Shape("h", "H", {"type": "Polygon", "coordinates": [ring, hole]})
    drawing = drawing_of([point, pierced])
    assert drawing.outlines[0].path == ""
    assert drawing.outlines[1].path.count("M") == 2
    assert drawing_of([]) is None
    assert drawing_of([Shape("n", "N", {})]) is None
    assert all(math.isfinite(outline.x) for outline in drawing_of([point]).outlines)
