"""Statistics as plain CSV, with every vintage, and as JSON-stat 2.0."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime

from parkloop.catalog.indicators import IndicatorBook
from parkloop.io.statistics.structure import WHOLE
from parkloop.ledger.statistics import SCHEMA, Statistics
from parkloop.texts import Language, Text

_LABELS = {
    "indicator": Text("chỉ tiêu", "indicator"),
    "area": Text("địa bàn", "area"),
    "disaggregation": Text("phân tổ", "disaggregation"),
    "period": Text("kỳ", "period"),
}


def plain_csv(statistics: Statistics) -> str:
    """All rows, vintages included, columns as in ``SCHEMA``; UTF-8, decimal point."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(SCHEMA)
    for row in statistics.frame.iter_rows():
        writer.writerow(
            [
                "" if cell is None else repr(cell) if isinstance(cell, float) else cell
                for cell in row
            ]
        )
    return out.getvalue()


def json_stat(
    statistics: Statistics, book: IndicatorBook, updated: datetime, language: Language = "vi"
) -> str:
    """The newest values as a JSON-stat 2.0 dataset (json-stat.org/full), sparse, with status."""
    points = statistics.latest().points()
    axes = {
        "indicator": sorted({p.indicator for p in points}),
        "area": sorted({p.area for p in points}),
        "disaggregation": sorted({p.disaggregation or WHOLE for p in points}),
        "period": sorted({p.period for p in points}),
    }
    places = {name: {code: n for n, code in enumerate(axis)} for name, axis in axes.items()}
    values: dict[str, float] = {}
    status: dict[str, str] = {}
    for point in points:
        place = 0
        for name, axis in axes.items():
            code = getattr(point, name) or WHOLE
            place = place * len(axis) + places[name][code]
        if point.value is not None:
            values[str(place)] = point.value
        status[str(place)] = point.status
    document = {
        "version": "2.0",
        "class": "dataset",
        "label": Text("Chỉ tiêu tăng trưởng xanh", "Green growth indicators").in_language(language),
        "updated": updated.isoformat(),
        "id": list(axes),
        "size": [len(axis) for axis in axes.values()],
        "role": {"time": ["period"], "geo": ["area"], "metric": ["indicator"]},
        "dimension": {
            name: {
                "label": _LABELS[name].in_language(language),
                "category": {
                    "index": places[name],
                    "label": {code: _label(name, code, book, language) for code in axis},
                    **_units(name, axis, book),
                },
            }
            for name, axis in axes.items()
        },
        "value": values,
        "status": status,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _label(name: str, code: str, book: IndicatorBook, language: Language) -> str:
    if name == "indicator" and code in book.indicators:
        return book.indicators[code].name.in_language(language)
    if name == "area" and code in book.areas:
        return book.areas[code].name.in_language(language)
    return code


def _units(name: str, axis: list[str], book: IndicatorBook) -> dict[str, object]:
    if name != "indicator":
        return {}
    known = {code: book.indicators[code].unit for code in axis if code in book.indicators}
    return {"unit": {code: {"label": unit} for code, unit in known.items()}}
