"""Where parks and plots lie: read from GeoJSON (RFC 7946) with every problem at once, then taken in
as a whole.

A Feature with ``code`` is a plot of ``park`` (by default the park it is loaded at), held by
``enterprise`` if that is given; a Feature with ``park`` alone is the outline of that park. Both may
have ``land_class`` (plots only) and ``area_ha``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final, TypeGuard

from django.db import transaction

from parkloop.findings import Finding, Rule, Severity, Where, has_errors
from parkloop.texts import Text
from parkloop_web.database.rls import because
from parkloop_web.parks.models import Node, Plot

#: Larger files are refused unread [bytes].
LARGEST: Final = 10_000_000
#: What a plot's columns hold (parks.models.Plot).
_LONGEST: Final = 50
_LARGEST_HA: Final = 10_000_000
#: Vertices of the smallest ring: a triangle, closed (RFC 7946, 3.1.6).
_FEWEST: Final = 4

UNREADABLE = Rule(
    "LAND-01",
    Severity.ERROR,
    Text(
        "Tệp không phải là GeoJSON “FeatureCollection” có ít nhất một Feature.",
        "The file is no GeoJSON “FeatureCollection” with at least one Feature.",
    ),
    Text(
        "Hãy xuất lớp bản đồ ở dạng GeoJSON (RFC 7946), đến 10 MB.",
        "Export the layer as GeoJSON (RFC 7946), up to 10 MB.",
    ),
)
NO_PLACE = Rule(
    "LAND-02",
    Severity.ERROR,
    Text(
        "Feature không nói là khu công nghiệp nào hay lô nào.",
        "The Feature says neither which park nor which plot it is.",
    ),
    Text(
        "Hãy ghi thuộc tính “park” (mã khu công nghiệp) hoặc “code” (mã lô).",
        "Give the property “park” (code of the park) or “code” (code of the plot).",
    ),
)
UNKNOWN_PARK = Rule(
    "LAND-03",
    Severity.ERROR,
    Text(
        "Không có khu công nghiệp “{park}” ở đây.",
        "There is no park “{park}” here.",
    ),
    Text(
        "Hãy dùng mã trong sổ đăng ký: {known}.",
        "Use a code of the register: {known}.",
    ),
)
UNKNOWN_ENTERPRISE = Rule(
    "LAND-04",
    Severity.ERROR,
    Text(
        "Không có doanh nghiệp “{enterprise}” trong khu công nghiệp “{park}”.",
        "There is no enterprise “{enterprise}” in the park “{park}”.",
    ),
    Text(
        "Hãy dùng mã trong sổ đăng ký hoặc bỏ trống “enterprise”.",
        "Use a code of the register, or leave “enterprise” out.",
    ),
)
TWICE = Rule(
    "LAND-05",
    Severity.ERROR,
    Text(
        "“{name}” đã có ở Feature thứ {before}.",
        "“{name}” stands in Feature {before} already.",
    ),
    Text("Hãy bỏ một trong hai.", "Take one of the two out."),
)
BAD_POLYGON = Rule(
    "LAND-06",
    Severity.ERROR,
    Text(
        "Hình của “{name}” không phải là đa giác: cần Polygon hoặc MultiPolygon, mỗi vòng ít nhất "
        "bốn điểm [kinh độ, vĩ độ] và có diện tích.",
        "The shape of “{name}” is no polygon: a Polygon or MultiPolygon is needed, each ring of at "
        "least four points [longitude, latitude] around an area.",
    ),
    Text("Hãy vẽ lại hình này.", "Draw this shape again."),
)
NOT_CLOSED = Rule(
    "LAND-07",
    Severity.ERROR,
    Text(
        "Một vòng của “{name}” không khép kín: điểm cuối khác điểm đầu.",
        "A ring of “{name}” is not closed: its last point is not its first.",
    ),
    Text(
        "Hãy lặp lại điểm đầu ở cuối vòng.",
        "Repeat the first point at the end of the ring.",
    ),
)
OUTSIDE_EARTH = Rule(
    "LAND-08",
    Severity.ERROR,
    Text(
        "“{name}” có điểm ({x}; {y}) nằm ngoài ±180° kinh độ, ±90° vĩ độ.",
        "“{name}” has the point ({x}; {y}) outside ±180° of longitude, ±90° of latitude.",
    ),
    Text(
        "Hãy chuyển tọa độ (thí dụ VN-2000) sang WGS 84, kinh độ trước, vĩ độ sau.",
        "Convert the coordinates (VN-2000, for example) to WGS 84, longitude before latitude.",
    ),
)
NO_AREA = Rule(
    "LAND-09",
    Severity.ERROR,
    Text(
        "“{name}” không có diện tích “area_ha” là một số dương.",
        "“{name}” has no area “area_ha” that is a positive number.",
    ),
    Text(
        "Hãy ghi diện tích theo giấy tờ, tính bằng hecta.",
        "Give the area of its documents, in hectares.",
    ),
)
BAD_WORDS = Rule(
    "LAND-10",
    Severity.ERROR,
    Text(
        "“{field}” phải là chữ, không quá 50 ký tự.",
        "“{field}” must be words of at most 50 characters.",
    ),
    Text("Hãy rút gọn hoặc sửa thuộc tính này.", "Shorten or correct this property."),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A Feature that can be kept: a plot, or the outline of a park where ``code`` is ''."""

    park: Node
    code: str
    enterprise: Node | None
    land_class: str
    area_ha: float | None
    geometry: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LandPlan:
    """What taking a file in would write; with a finding, nothing is written."""

    places: tuple[Place, ...]
    findings: tuple[Finding, ...]

    @property
    def may_be_taken_in(self) -> bool:
        return bool(self.places) and not has_errors(self.findings)


def plan_land(content: bytes, file: str, at: Node) -> LandPlan:
    """Read GeoJSON for a zone or a park (``at``)."""
    features = _features(content)
    if not features:
        return LandPlan((), (UNREADABLE.finding(Where(file=file)),))
    reader = _Reader(file, at)
    read = [reader.place(number, feature) for number, feature in enumerate(features, start=1)]
    return LandPlan(tuple(each for each in read if each), tuple(reader.findings))


@transaction.atomic
def take_land(plan: LandPlan, reason: str) -> None:
    """Write every place of a plan that may be taken in; what it does not name stays."""
    if not plan.may_be_taken_in:
        raise ValueError("a plan with findings is not taken in")
    because(reason)
    for place in plan.places:
        if not place.code:
            _outline(place)
    Plot.objects.bulk_create(
        [_plot(place) for place in plan.places if place.code],
        update_conflicts=True,
        unique_fields=["park", "code"],
        update_fields=["enterprise", "land_class", "area_ha", "geometry"],
    )


def _outline(place: Place) -> None:
    park = place.park
    park.geometry = dict(place.geometry)
    if place.area_ha is not None:
        park.attributes = {**park.attributes, "area_ha": place.area_ha}
    park.save(update_fields=["geometry", "attributes"])


def _plot(place: Place) -> Plot:
    return Plot(
        park=place.park,
        code=place.code,
        enterprise=place.enterprise,
        land_class=place.land_class,
        area_ha=None if place.area_ha is None else Decimal(str(round(place.area_ha, 4))),
        geometry=dict(place.geometry),
    )


def _features(content: bytes) -> list[Any]:
    """The Features of a collection; empty where the file is none."""
    if len(content) > LARGEST:
        return []
    try:
        read = json.loads(content, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return []
    if not isinstance(read, dict) or read.get("type") != "FeatureCollection":
        return []
    features = read.get("features")
    return features if isinstance(features, list) else []


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number of JSON")


class _Reader:
    """Reads Features one after another and keeps what is wrong with each."""

    def __init__(self, file: str, at: Node) -> None:
        nodes = Node.objects.filter(zone_id=at.zone_id, kind__in=("park", "enterprise"))
        if at.kind == "park":
            nodes = nodes.filter(park=at)
        self.findings: list[Finding] = []
        self._file = file
        self._usual = at.code if at.kind == "park" else ""
        self._parks = {node.code: node for node in nodes if node.kind == "park"}
        self._enterprises = {node.code: node for node in nodes if node.kind == "enterprise"}
        self._before: dict[tuple[str, str], int] = {}

    def place(self, number: int, feature: object) -> Place | None:
        """The Feature as a place; None where something is wrong with it."""
        before = len(self.findings)
        held = feature if isinstance(feature, dict) else {}
        given = held.get("properties")
        given = given if isinstance(given, dict) else {}
        words = {
            name: self._words(number, name, given.get(name))
            for name in ("park", "code", "enterprise", "land_class")
        }
        name = words["code"] or words["park"]
        if not name:
            self._find(NO_PLACE, number, "properties")
        park = self._park(number, words) if name else None
        enterprise = self._enterprise(number, words, park)
        area = self._area(number, name, given.get("area_ha"), outline_of=_outline_of(words, park))
        geometry = self._geometry(number, name or "?", held.get("geometry"))
        if park is None or geometry is None or len(self.findings) > before:
            return None
        return Place(park, words["code"], enterprise, words["land_class"], area, geometry)

    def _find(self, rule: Rule, number: int, at: str, **values: str) -> None:
        where = Where(file=f"{self._file}, Feature {number}", field=at)
        self.findings.append(rule.finding(where, **values))

    def _words(self, number: int, name: str, value: object) -> str:
        if value is None:
            return ""
        said = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if not isinstance(said, str) or len(said.strip()) > _LONGEST or not said.isprintable():
            self._find(BAD_WORDS, number, name, field=name)
            return ""
        return said.strip()

    def _park(self, number: int, words: Mapping[str, str]) -> Node | None:
        code = words["park"] or self._usual
        park = self._parks.get(code)
        if park is None:
            known = ", ".join(sorted(self._parks)[:20]) or "—"
            self._find(UNKNOWN_PARK, number, "park", park=code, known=known)
            return None
        key = (code, words["code"])
        if key in self._before:
            name = words["code"] or code
            self._find(TWICE, number, "code", name=name, before=str(self._before[key]))
        self._before.setdefault(key, number)
        return park

    def _enterprise(self, number: int, words: Mapping[str, str], park: Node | None) -> Node | None:
        code = words["enterprise"]
        if not code or park is None:
            return None
        found = self._enterprises.get(code)
        if found is None or found.park_id != park.pk:
            self._find(UNKNOWN_ENTERPRISE, number, "enterprise", enterprise=code, park=park.code)
            return None
        return found

    def _area(
        self, number: int, name: str, value: object, *, outline_of: Node | None
    ) -> float | None:
        """Of a plot compulsory; of a park only where the register has none."""
        if value is None and outline_of is not None and outline_of.attributes.get("area_ha"):
            return None
        if _is_number(value) and 0 < value < _LARGEST_HA:
            return float(value)
        self._find(NO_AREA, number, "area_ha", name=name)
        return None

    def _geometry(self, number: int, name: str, value: object) -> Mapping[str, Any] | None:
        rings = _polygons(value)
        if rings is None:
            self._find(BAD_POLYGON, number, "geometry", name=name)
            return None
        for ring in (ring for polygon in rings for ring in polygon):
            outside = next(((x, y) for x, y in ring if abs(x) > 180 or abs(y) > 90), None)
            if outside:
                x, y = outside
                self._find(OUTSIDE_EARTH, number, "geometry", name=name, x=str(x), y=str(y))
            elif ring[0] != ring[-1]:
                self._find(NOT_CLOSED, number, "geometry", name=name)
            elif len(ring) < _FEWEST or not _encloses(ring):
                self._find(BAD_POLYGON, number, "geometry", name=name)
            else:
                continue
            return None
        plain = [[[list(point) for point in ring] for ring in polygon] for polygon in rings]
        if len(plain) == 1:
            return {"type": "Polygon", "coordinates": plain[0]}
        return {"type": "MultiPolygon", "coordinates": plain}


def _outline_of(words: Mapping[str, str], park: Node | None) -> Node | None:
    return None if words["code"] else park


Rings = list[list[tuple[float, float]]]


def _polygons(value: object) -> list[Rings] | None:
    """The rings of each polygon as points; None where it is no polygon at all."""
    if not isinstance(value, dict) or value.get("type") not in ("Polygon", "MultiPolygon"):
        return None
    coordinates = value.get("coordinates")
    if value["type"] == "Polygon":
        coordinates = [coordinates]
    try:
        polygons = [list(_rings(polygon)) for polygon in _list(coordinates)]
    except ValueError:
        return None
    return polygons if polygons and all(polygons) else None


def _rings(polygon: object) -> Iterator[list[tuple[float, float]]]:
    for ring in _list(polygon):
        points = [_point(point) for point in _list(ring)]
        if not points:
            raise ValueError("a ring without points")
        yield points


def _point(value: object) -> tuple[float, float]:
    x, y = _list(value)[:2]  # heights are left out
    if not (_is_number(x) and _is_number(y)):
        raise ValueError("a point of something else than numbers")
    return x, y


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("not a list")
    return value


def _encloses(ring: Sequence[tuple[float, float]]) -> bool:
    """Whether a closed ring has an area (shoelace formula, seen from its first point)."""
    x0, y0 = ring[0]
    moved = [(x - x0, y - y0) for x, y in ring]
    area = sum(a * d - b * c for (a, b), (c, d) in pairwise(moved))
    return abs(area) > 0
