"""Out and in again without loss: SDMX-CSV, SDMX-JSON, SDMX-ML, CSV, JSON-stat."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from pysdmx.io import read_sdmx

from parkloop.catalog.indicators import Area, IndicatorBook, IndicatorDefinition
from parkloop.errors import RequestError
from parkloop.io.indicator_files import load_indicators, load_seed_statistics
from parkloop.io.statistics.files import FORMATS, read_statistics, written
from parkloop.io.statistics.meaning import Defaults
from parkloop.io.statistics.sdmx import same_points
from parkloop.ledger.statistics import DataPoint, Statistics
from parkloop.texts import same_in_both

BOOK, SEED = load_indicators(), load_seed_statistics()
NOW = datetime(2026, 11, 25, tzinfo=UTC)


def there_and_back(tmp_path, statistics, book, form, name):
    path = tmp_path / name
    path.write_text(written(statistics, book, form, NOW), encoding="utf-8")
    return read_statistics(path, book, Defaults())


WAYS = [
    ("csv", "a.csv"),
    ("sdmx-csv", "b.csv"),
    ("sdmx-csv-1.0", "c.csv"),
    ("sdmx-json", "d.json"),
]


@pytest.mark.parametrize(("form", "name"), WAYS)
def test_the_seed_comes_back_as_it_went(tmp_path, form, name):
    found = there_and_back(tmp_path, SEED, BOOK, form, name)
    assert [f.rule for f in found.findings if f.rule != "OBS-11"] == []
    assert same_points(found.statistics, SEED)


def provinces():
    """34 provinces × 72 indicators × 10 years with every status and awkward numbers."""
    book = IndicatorBook(
        indicators={
            f"i{n}": IndicatorDefinition(f"i{n}", same_in_both(f"Indicator {n}"), "%")
            for n in range(72)
        },
        areas={
            f"p{n}": Area(f"p{n}", "province", same_in_both(f"Province {n}")) for n in range(34)
        },
    )
    codes = "AEPQ"
    points = [
        DataPoint(
            indicator=f"i{indicator}",
            area=f"p{area}",
            period=str(2015 + year),
            value=None if codes[(area + year) % 4] == "Q" else (area + 1) / (indicator + 3) + year,
            unit="%",
            status=codes[(area + year) % 4],
            source="a “quoted”, source; with signs",
            vintage="2026-11-25",
        )
        for area in range(34)
        for indicator in range(72)
        for year in range(10)
    ]
    return Statistics.of(points), book


@pytest.mark.parametrize(("form", "name"), WAYS)
def test_24480_observations_without_loss(tmp_path, form, name):
    statistics, book = provinces()
    assert len(statistics) == 24_480
    found = there_and_back(tmp_path, statistics, book, form, name)
    assert found.findings == ()
    assert same_points(found.statistics, statistics)
    assert found.statistics.hash == statistics.hash


def test_columns_of_sdmx_csv_2():
    rows = list(csv.reader(io.StringIO(written(SEED, BOOK, "sdmx-csv", NOW))))
    assert rows[0][:3] == ["STRUCTURE", "STRUCTURE_ID", "ACTION"]
    assert rows[1][:3] == ["dataflow", "PARKLOOP:GREEN_GROWTH(1.0.0)", "I"]
    assert rows[0][3:9] == ["FREQ", "REF_AREA", "UNIT_TYPE", "INDICATOR", "DISAGG", "TIME_PERIOD"]


def test_the_structure_message_is_read_by_pysdmx():
    message = read_sdmx(written(SEED, BOOK, "sdmx-structure", NOW, "en"), validate=True)
    (structure,) = message.get_data_structure_definitions()
    dimensions = [component.id for component in structure.components.dimensions]
    assert dimensions == ["FREQ", "REF_AREA", "UNIT_TYPE", "INDICATOR", "DISAGG", "TIME_PERIOD"]
    areas = next(each for each in message.get_codelists() if each.id == "CL_REF_AREA")
    assert next(code.name for code in areas.items if code.id == "vn34-hai-phong") == "Hai Phong"


ML = """<?xml version="1.0"?>
<message:StructureSpecificData xmlns:message="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message">
  <message:DataSet><Series REF_AREA="vn63-hai-phong" INDICATOR="hp.clean-water" FREQ="A">
    <Obs TIME_PERIOD="2021" OBS_VALUE="100" OBS_STATUS="A"/><Obs TIME_PERIOD="2022" OBS_STATUS="Q"/>
  </Series></message:DataSet>
</message:StructureSpecificData>"""
GENERIC = """<m:GenericData xmlns:m="m" xmlns:g="g"><m:DataSet><g:Series>
  <g:SeriesKey><g:Value id="REF_AREA" value="vn63-hai-phong"/>
    <g:Value id="INDICATOR" value="hp.clean-water"/></g:SeriesKey>
  <g:Obs><g:ObsDimension value="2021"/><g:ObsValue value="100"/>
    <g:Attributes><g:Value id="OBS_STATUS" value="A"/></g:Attributes></g:Obs>
  <g:Obs><g:ObsDimension value="2022"/>
    <g:Attributes><g:Value id="OBS_STATUS" value="Q"/></g:Attributes></g:Obs>
</g:Series></m:DataSet></m:GenericData>"""


@pytest.mark.parametrize("text", [ML, GENERIC], ids=["structure-specific", "generic"])
def test_sdmx_ml_is_read(tmp_path, text):
    path = tmp_path / "data.xml"
    path.write_text(text, encoding="utf-8")
    found = read_statistics(path, BOOK, Defaults(vintage="2024"))
    assert [(p.period, p.value, p.status) for p in found.statistics.points()] == [
        ("2021", 100.0, "A"),
        ("2022", None, "Q"),
    ]


def test_sdmx_json_by_series(tmp_path):
    message = {
        "data": {
            "structure": {
                "dimensions": {
                    "series": [
                        {"id": "REF_AREA", "values": [{"id": "vn63-hai-phong"}]},
                        {"id": "INDICATOR", "values": [{"id": "hp.clean-water"}]},
                        {"id": "SEX", "values": [{"id": "_T"}, {"id": "F"}]},
                    ],
                    "observation": [{"id": "TIME_PERIOD", "values": [{"id": "2021"}]}],
                },
                "attributes": {
                    "series": [],
                    "observation": [{"id": "OBS_STATUS", "values": [{"id": "E"}]}],
                },
            },
            "dataSets": [
                {
                    "series": {
                        "0:0:0": {"observations": {"0": [100, 0]}},
                        "0:0:1": {"observations": {"0": [99]}},
                    }
                }
            ],
        }
    }
    path = tmp_path / "data.json"
    path.write_text(json.dumps(message), encoding="utf-8")
    found = read_statistics(path, BOOK, Defaults(vintage="2024"))
    assert [(p.value, p.status, p.disaggregation) for p in found.statistics.points()] == [
        (100.0, "E", ""),
        (99.0, "A", "sex=F"),
    ]


def test_json_stat_holds_every_value_at_its_place():
    document = json.loads(written(SEED, BOOK, "json-stat", NOW, "en"))
    assert (document["class"], document["version"]) == ("dataset", "2.0")
    sizes = dict(zip(document["id"], document["size"], strict=True))
    index = {name: document["dimension"][name]["category"]["index"] for name in document["id"]}
    place = index["indicator"]["digital.share-of-grdp"]
    place = place * sizes["area"] + index["area"]["vn63-hai-phong"]
    place = place * sizes["disaggregation"] + index["disaggregation"]["_T"]
    place = place * sizes["period"] + index["period"]["2024"]
    assert document["value"][str(place)] == 29.7
    assert document["status"][str(place)] == "A"
    units = document["dimension"]["indicator"]["category"]["unit"]
    assert units["digital.share-of-grdp"] == {"label": "%"}


def test_an_unknown_format_is_refused():
    with pytest.raises(RequestError, match="No format “xls”; there are: csv, sdmx-csv"):
        written(SEED, BOOK, "xls", NOW)
    assert len(FORMATS) == 6
