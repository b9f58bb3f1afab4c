"""The land of parks: who sees it, what a file must be to be taken in, what the demo invents."""

import json
import math
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from parkloop_web.audit.models import Event
from parkloop_web.database.rls import acting_as
from parkloop_web.demo.land import lay_out
from parkloop_web.parks.models import Node, Plot
from parkloop_web.studies.asking import ask
from parkloop_web.studies.running import run
from tests.web.people import NOW

pytestmark = pytest.mark.django_db


def ring(west=107.0, south=20.0, side=0.01):
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(points, **properties):
    geometry = {"type": "Polygon", "coordinates": [points]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


OUTLINE = feature(ring(side=0.02), park="north", area_ha=231)
PLOT = feature(
    ring(), park="north", code="N-1", enterprise="alpha", land_class="industrial", area_ha=57.5
)
VACANT = feature(ring(west=107.01), park="north", code="N-2", area_ha=20)


def send(people, who, *features, at="zone", reason="from the land office", language="en"):
    client = people.client(who)
    client.cookies["parkloop_language"] = language
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    file = SimpleUploadedFile("land.geojson", content, "application/geo+json")
    return client.post(f"/p/{at}/map/load/", {"file": file, "reason": reason})


def seen(people, who, path):
    client = people.client(who)
    client.cookies["parkloop_language"] = "en"
    answer = client.get(path)
    return answer.status_code, answer.content.decode().replace("&#39;", "'")


def test_the_board_takes_a_file_in_and_everybody_sees_their_part(people):
    assert send(people, "board", OUTLINE, PLOT, VACANT).status_code == 302
    status, text = seen(people, "board", "/p/zone/map/")
    assert status == 200
    assert "2 plots: 57.5 of 231 ha have a holder" in text
    assert "plot N-1; industrial land; 57.5 ha" in text
    assert 'href="/register/alpha/"' in text
    assert "every outline is invented" in text
    assert "Parks without an area in the register: 1. The total area is partial." in text
    assert "Take outlines in from a file" in text
    status, text = seen(people, "operator", "/p/north/map/")
    assert status == 200
    assert "2 plots: 57.5 of 231 ha have a holder" in text
    assert "Take outlines in from a file" not in text
    for who, path in (
        ("operator", "/p/zone/map/"),
        ("other-operator", "/p/north/map/"),
        ("tenant", "/p/north/map/"),
        ("tenant", "/p/north/map.geojson"),
        ("stranger", "/p/north/map/"),
    ):
        assert seen(people, who, path)[0] == 404, (who, path)
    assert send(people, "operator", PLOT, at="north").status_code == 403
    assert send(people, "tenant", PLOT, at="north").status_code == 404
    with acting_as(people.users["board"].pk):
        plot = Plot.objects.get(code="N-1")
        assert (plot.enterprise.code, float(plot.area_ha)) == ("alpha", 57.5)
        reasons = Event.objects.filter(table="parks_plot", row=str(plot.pk))
        assert [event.reason for event in reasons] == ["from the land office"]


def test_the_file_that_is_given_can_be_taken_in_again(people):
    send(people, "board", OUTLINE, PLOT, VACANT)
    status, text = seen(people, "board", "/p/zone/map.geojson")
    assert status == 200
    given = json.loads(text)["features"]
    assert given == [OUTLINE, PLOT, VACANT]
    given[1]["properties"]["area_ha"] = 60
    assert send(people, "board", *given).status_code == 302
    with acting_as(people.users["board"].pk):
        areas = dict(Plot.objects.values_list("code", "area_ha"))
    assert {code: float(area) for code, area in areas.items()} == {"N-1": 60, "N-2": 20}


BAD = (
    feature(ring(), park="nowhere", area_ha=1),
    feature(ring()[:-1], park="north", code="N-1", area_ha=1),
    feature(ring(west=599_000), park="north", code="N-2", area_ha=1),
    feature(ring(), park="north", code="N-3"),
    {"type": "Feature", "geometry": {"type": "Point", "coordinates": [107, 20]},
     "properties": {"park": "north", "code": "N-4", "area_ha": 1}},
    feature(ring(), park="north", code="N-5", enterprise="gamma", area_ha=1),
    feature(ring(), area_ha=1),
    feature(ring(), park="north", code="N-3", area_ha=1),
    feature(ring(side=0), park="north", code="N-6", area_ha=-2),
    feature(ring(), park="north", code="x" * 51, area_ha=1),
)  # fmt: skip


def test_every_problem_is_named_at_once_and_nothing_is_written(people):
    answer = send(
        people, "board", PLOT | {"properties": {**PLOT["properties"], "code": "ok"}}, *BAD
    )
    assert answer.status_code == 422
    text = answer.content.decode()
    for said in (
        "There is no park “nowhere” here.",
        "Use a code of the register: north, south.",
        "A ring of “N-1” is not closed: its last point is not its first.",
        "“N-2” has the point (599000; 20.0) outside ±180° of longitude, ±90° of latitude.",
        "“N-3” has no area “area_ha” that is a positive number.",
        "The shape of “N-4” is no polygon",
        "There is no enterprise “gamma” in the park “north”.",
        "The Feature says neither which park nor which plot it is.",
        "“N-3” stands in Feature 5 already.",
        "The shape of “N-6” is no polygon",
        "“N-6” has no area",
        "“code” must be words of at most 50 characters.",
        "land.geojson, Feature 3, field geometry",
    ):
        assert said in text, said
    vietnamese = send(people, "board", *BAD, language="vi").content.decode()
    assert "Một vòng của “N-1” không khép kín" in vietnamese
    assert "Hãy chuyển tọa độ (thí dụ VN-2000) sang WGS 84" in vietnamese
    with acting_as(people.users["board"].pk):
        assert not Plot.objects.exists()


@pytest.mark.parametrize(
    "content", [b"", b"{}", b'{"type": "FeatureCollection", "features": []}', b"[" * 100_000,
                b'{"type": "FeatureCollection", "features": [NaN]}', b"\xff\xfe\x00"],
)  # fmt: skip
def test_what_is_no_geojson_is_refused_in_words(people, content):
    client = people.client("board")
    client.cookies["parkloop_language"] = "en"
    file = SimpleUploadedFile("land.geojson", content or b" ", "application/json")
    answer = client.post("/p/zone/map/load/", {"file": file, "reason": "a test"})
    assert answer.status_code == 422
    assert "The file is no GeoJSON “FeatureCollection”" in answer.content.decode()


def test_a_file_needs_its_reason_and_stays_inside_the_park_it_is_loaded_at(people):
    assert send(people, "board", PLOT, reason="").status_code == 422
    text = send(people, "board", PLOT, at="south").content.decode()
    assert "There is no park “north” here." in text
    mine = feature(ring(), code="S-1", area_ha=3)
    assert send(people, "board", mine, at="south").status_code == 302
    with acting_as(people.users["board"].pk):
        assert Plot.objects.get().park.code == "south"


def test_tenants_cannot_write_plots_in_the_database_either(people):
    send(people, "board", PLOT)
    with acting_as(people.users["tenant"].pk):
        assert Plot.objects.filter(code="N-1").update(area_ha=1) == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Plot.objects.create(park=people.nodes["north"], code="mine")
    with acting_as(people.users["other-park"].pk):
        assert not Plot.objects.exists()


def test_the_newest_total_of_a_park_stands_beside_its_land(people):
    with acting_as(people.users["operator"].pk):
        study = run(ask(people.nodes["north"], people.users["operator"], NOW))
        assert study.state == "done", study.fault_en
        total = study.summary["2026"]["north"]["total"]
    assert "no study yet" in seen(people, "board", "/p/zone/map/")[1]
    text = seen(people, "operator", "/p/north/map/")[1]
    assert total > 0
    assert 'href="/p/north/?year=2026"' in text
    assert "no study yet" not in text


def area_ha(geometry):
    """Area of a rectangle of parallels and meridians on the ellipsoid WGS 84, by the authalic
    latitude: Snyder, Map Projections – A Working Manual (USGS PP 1395, 1987), eq. 3-12."""
    axis, flattening = 6_378_137.0, 1 / 298.257223563
    e2 = flattening * (2 - flattening)
    e = math.sqrt(e2)

    def q(latitude):
        s = math.sin(math.radians(latitude))
        return (1 - e2) * (s / (1 - e2 * s * s) - math.log((1 - e * s) / (1 + e * s)) / (2 * e))

    longitudes, latitudes = zip(*geometry["coordinates"][0], strict=True)
    wide = math.radians(max(longitudes) - min(longitudes))
    return axis**2 / 2 * wide * (q(max(latitudes)) - q(min(latitudes))) / 10_000


def box(geometry):
    xs, ys = zip(*geometry["coordinates"][0], strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def test_the_demos_land_is_as_large_as_stated_and_nothing_lies_on_anything(people):
    """The areas of two parks and their tenants as the demo's profile has them."""
    stated = {"north": 320, "south": 265, "alpha": 41.3, "beta": 7.9, "gamma": 2.4, "delta": 30}
    with acting_as(people.users["board"].pk):
        for code, area in stated.items():
            Node.objects.filter(code=code).update(attributes={"area_ha": area})
        nodes = {node.code: node for node in Node.objects.all()}
        lay_out(nodes)
        parks = {n.code: n for n in Node.objects.filter(kind="park")}
        plots = list(Plot.objects.select_related("enterprise", "park"))
    for park in parks.values():
        assert area_ha(park.geometry) == pytest.approx(stated[park.code], rel=0.01)
    assert {plot.enterprise.code for plot in plots} == {"alpha", "beta", "gamma", "delta"}
    for plot in plots:
        assert area_ha(plot.geometry) == pytest.approx(stated[plot.enterprise.code], rel=0.01)
        west, south, east, north = box(plot.geometry)
        left, bottom, right, top = box(plot.park.geometry)
        slack = 1e-6
        assert left - slack <= west < east <= right + slack
        assert bottom - slack <= south < north <= top + slack
    boxes = [box(plot.geometry) for plot in plots]
    for number, one in enumerate(boxes):
        for other in boxes[:number]:
            apart = SimpleNamespace(
                across=max(one[0], other[0]) >= min(one[2], other[2]) - 1e-6,
                along=max(one[1], other[1]) >= min(one[3], other[3]) - 1e-6,
            )
            assert apart.across or apart.along
    assert box(parks["north"].geometry)[2] < box(parks["south"].geometry)[0]
