"""Statistics, plan and index of the demo zone, invented and marked so, from this package's data."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

from parkloop.ledger.statistics import DataPoint

_DATA = files("parkloop.demo") / "data" / "statistics"
Row = Mapping[str, str]


@dataclass(frozen=True)
class DemoStatistics:
    """Rows of definitions by column; observations; the records of a plan and of an index."""

    indicators: tuple[Row, ...]
    agencies: tuple[Row, ...]
    areas: tuple[Row, ...]
    crosswalk: tuple[Row, ...]
    points: tuple[DataPoint, ...]
    plan: Mapping[str, Any]
    index: Mapping[str, Any]


def demo_statistics() -> DemoStatistics:
    """Districts of the zone, two of which were joined in July 2025, from 2020 to 2025."""
    indicators = _rows("indicators.csv")
    units = {row["id"]: row["unit"] for row in indicators}
    return DemoStatistics(
        indicators=indicators,
        agencies=_rows("agencies.csv"),
        areas=_rows("areas.csv"),
        crosswalk=_rows("crosswalk.csv"),
        points=tuple(_point(row, units) for row in _rows("observations.csv")),
        plan=yaml.safe_load((_DATA / "plan.yaml").read_text("utf-8")),
        index=yaml.safe_load((_DATA / "index.yaml").read_text("utf-8")),
    )


def _rows(name: str) -> tuple[Row, ...]:
    with (_DATA / name).open(encoding="utf-8") as handle:
        return tuple(csv.DictReader(handle))


def _point(row: Row, units: Mapping[str, str]) -> DataPoint:
    cells = {name: value for name, value in row.items() if name != "value"}
    return DataPoint(
        **cells,
        value=float(row["value"]) if row["value"] else None,
        unit=units[row["indicator"]],
        source="fictional",
    )
