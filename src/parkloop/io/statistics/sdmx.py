"""SDMX data messages: CSV 1.0 and 2.0, JSON 2.0, and reading of SDMX-ML data.

SDMX-CSV: github.com/sdmx-twg/sdmx-csv; SDMX-JSON: github.com/sdmx-twg/sdmx-json (field guides).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import ParseError, fromstring

from parkloop.catalog.indicators import IndicatorBook
from parkloop.io.statistics.raw import Raw, column_of, split_extra
from parkloop.io.statistics.structure import (
    AGENCY,
    ATTRIBUTES,
    DIMENSIONS,
    FLOW,
    VERSION,
    attributes_of,
    codelists,
    concept_name,
    dimensions_of,
)
from parkloop.ledger.statistics import DataPoint, Statistics
from parkloop.texts import LANGUAGES

_NAME_OF_FLOW = f"{AGENCY}:{FLOW}({VERSION})"


# Writing --------------------------------------------------------------------------------------


def sdmx_csv(statistics: Statistics, book: IndicatorBook, version: str = "2.0") -> str:
    """The newest values as SDMX-CSV 2.0 (or 1.0); numbers keep all their digits."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    columns = (*DIMENSIONS, "OBS_VALUE", *ATTRIBUTES)
    if version == "1.0":
        writer.writerow(("DATAFLOW", *columns))
        head: tuple[str, ...] = (_NAME_OF_FLOW,)
    else:
        writer.writerow(("STRUCTURE", "STRUCTURE_ID", "ACTION", *columns))
        head = ("dataflow", _NAME_OF_FLOW, "I")
    for point in statistics.latest().points():
        value = "" if point.value is None else repr(point.value)
        writer.writerow((*head, *dimensions_of(point, book), value, *attributes_of(point)))
    return out.getvalue()


def sdmx_json(statistics: Statistics, book: IndicatorBook, prepared: datetime) -> str:
    """The newest values as an SDMX-JSON 2.0 data message, a flat list of observations."""
    points = statistics.latest().points()
    keys = [dimensions_of(point, book) for point in points]
    axes = [sorted({key[place] for key in keys}) for place in range(len(DIMENSIONS))]
    places = [{value: place for place, value in enumerate(axis)} for axis in axes]
    stated = [attributes_of(point) for point in points]
    values = [
        list(dict.fromkeys(each[place] for each in stated)) for place in range(len(ATTRIBUTES))
    ]
    of_value = [{value: place for place, value in enumerate(axis)} for axis in values]
    observations = {
        ":".join(str(places[d][value]) for d, value in enumerate(key)): [
            point.value,
            *(of_value[a][value] for a, value in enumerate(attributes)),
        ]
        for point, key, attributes in zip(points, keys, stated, strict=True)
    }
    names = {language: codelists(points, book, language) for language in LANGUAGES}
    message = {
        "meta": {
            "id": FLOW,
            "prepared": prepared.isoformat(),
            "test": False,
            "contentLanguages": list(LANGUAGES),
            "sender": {"id": AGENCY},
        },
        "data": {
            "structures": [
                {
                    "dataSets": [0],
                    "dimensions": {
                        "observation": [
                            _described(name, axis, names)
                            for name, axis in zip(DIMENSIONS, axes, strict=True)
                        ]
                    },
                    "measures": {
                        "observation": [{"id": "OBS_VALUE", **_both("OBS_VALUE")}],
                    },
                    "attributes": {
                        "observation": [
                            _described(name, axis, names)
                            for name, axis in zip(ATTRIBUTES, values, strict=True)
                        ]
                    },
                }
            ],
            "dataSets": [{"structure": 0, "action": "Information", "observations": observations}],
        },
    }
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def _both(name: str) -> dict[str, Any]:
    return {
        "name": concept_name(name, "en"),
        "names": {language: concept_name(name, language) for language in LANGUAGES},
    }


def _described(
    name: str, axis: Iterable[str], names: Mapping[Any, Mapping[str, Mapping[str, str]]]
) -> dict[str, Any]:
    known = {language: names[language].get(name, {}) for language in LANGUAGES}
    return {
        "id": name,
        **_both(name),
        "values": [
            {
                "id": code,
                "name": known["en"].get(code, code),
                "names": {language: known[language].get(code, code) for language in LANGUAGES},
            }
            for code in axis
        ],
    }


# Reading --------------------------------------------------------------------------------------


def json_rows(text: str) -> list[Raw]:
    """Raw rows of an SDMX-JSON data message (1.0 or 2.0); raises ValueError where it is none."""
    message = json.loads(text)
    try:
        data = message.get("data", message)
        structures = data.get("structures") or [data["structure"]]
        return [
            row
            for dataset in data["dataSets"]
            for row in _dataset_rows(dataset, structures[dataset.get("structure", 0)])
        ]
    except (KeyError, IndexError, TypeError, AttributeError) as problem:
        raise ValueError(f"no SDMX-JSON data message: {problem!r}") from problem


def _dataset_rows(dataset: Mapping[str, Any], structure: Mapping[str, Any]) -> Iterator[Raw]:
    dimensions, attributes = structure["dimensions"], structure.get("attributes", {})
    by_observation = dimensions.get("observation", [])
    own = attributes.get("observation", [])
    yield from _observation_rows(dataset.get("observations", {}), {}, by_observation, own)
    for key, series in dataset.get("series", {}).items():
        fixed = _read_key(key, dimensions.get("series", []))
        fixed |= _read_attributes(series.get("attributes", []), attributes.get("series", []))
        yield from _observation_rows(series.get("observations", {}), fixed, by_observation, own)


def _observation_rows(
    observations: Mapping[str, Any],
    fixed: Mapping[str, object],
    dimensions: list[Any],
    attributes: list[Any],
) -> Iterator[Raw]:
    for place, (key, values) in enumerate(observations.items(), start=1):
        cells = {**fixed, **_read_key(key, dimensions)}
        cells |= _read_attributes(values[1:], attributes)
        cells["OBS_VALUE"] = values[0] if values else None
        yield _raw(cells, place)


def _read_key(key: str, axes: list[Any]) -> dict[str, object]:
    places = [int(part) for part in key.split(":")] if axes else []
    return {axis["id"]: _code(axis, place) for axis, place in zip(axes, places, strict=True)}


def _read_attributes(values: list[Any], axes: list[Any]) -> dict[str, object]:
    found: dict[str, object] = {}
    for axis, value in zip(axes, values, strict=False):
        if value is None:
            continue
        found[axis["id"]] = _code(axis, value) if isinstance(value, int) else value
    return found


def _code(axis: Mapping[str, Any], place: int) -> str:
    value = axis["values"][place]
    if isinstance(value, Mapping):
        return str(value.get("id", value.get("name", value.get("value", ""))))
    return str(value)


def ml_rows(content: bytes) -> list[Raw]:
    """Raw rows of an SDMX-ML data message, generic or structure-specific; raises ValueError."""
    try:
        root = fromstring(content)
    except ParseError as problem:
        raise ValueError(f"no SDMX-ML: {problem}") from problem
    rows: list[Raw] = []
    for element in root.iter():
        if _tag(element) == "Series":
            fixed = _stated(element)
            for each in element:
                if _tag(each) == "Obs":
                    rows.append(_raw({**fixed, **_stated(each)}, len(rows) + 1))
        elif _tag(element) == "DataSet":
            for each in element:
                if _tag(each) == "Obs":
                    rows.append(_raw(_stated(each), len(rows) + 1))
    if not rows:
        raise ValueError("no SDMX-ML data message: no observations")
    return rows


def _stated(element: Element) -> dict[str, object]:
    """Components of a series or observation: attributes of the tag, or generic values below."""
    found: dict[str, object] = {
        name: value for name, value in element.attrib.items() if "}" not in name
    }
    for part in element:
        tag = _tag(part)
        if tag == "ObsValue":
            found["OBS_VALUE"] = part.get("value")
        elif tag == "ObsDimension":
            found[part.get("id", "TIME_PERIOD")] = part.get("value")
        elif tag in ("SeriesKey", "ObsKey", "Attributes"):
            found |= {value.get("id", ""): value.get("value") for value in part}
    return found


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _raw(cells: Mapping[str, object], row: int) -> Raw:
    """Components by column; whatever means none is a further dimension."""
    found: dict[str, object] = {}
    further = []
    for name, value in cells.items():
        column = column_of(name)
        if column:
            found[column] = value
        elif column is None and value is not None:
            further.append((name.lower(), str(value)))
    return Raw(found, row, extra=split_extra(further))


def same_points(one: Statistics, other: Statistics) -> bool:
    """Whether two tables hold the same newest values, whatever the order of rows."""
    return sorted(one.latest().points(), key=_order) == sorted(other.latest().points(), key=_order)


def _order(point: DataPoint) -> tuple[str, ...]:
    return (point.indicator, point.area, point.disaggregation, point.period)
