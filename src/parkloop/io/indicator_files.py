"""Reads the catalog's indicators, agencies, areas, crosswalk, seed observations and plans."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from parkloop.catalog.indicators import (
    Area,
    IndicatorBook,
    IndicatorDefinition,
    Transfer,
)
from parkloop.io.rulebook_files import agency_from_row
from parkloop.ledger.statistics import SCHEMA, DataPoint, Statistics
from parkloop.texts import Text
from parkloop_catalog import DATA

Row = dict[str, str]
FOLDER = Path(str(DATA)) / "indicators"


@cache
def load_indicators() -> IndicatorBook:
    """The book that ships with Parkloop."""
    return read_indicators(FOLDER)


@cache
def load_seed_statistics() -> Statistics:
    """Observations that ship with Parkloop, each with its source."""
    return Statistics.of(_point(row) for row in _rows(FOLDER / "observations.csv"))


def read_indicators(folder: Path) -> IndicatorBook:
    """The book in a folder whose files fit their schemas."""
    return IndicatorBook(
        indicators={row["id"]: _indicator(row) for row in _rows(folder / "indicators.csv")},
        agencies={row["id"]: agency_from_row(row) for row in _rows(folder / "agencies.csv")},
        areas={row["id"]: area_from_row(row) for row in _rows(folder / "areas.csv")},
        crosswalk=tuple(_transfer(row) for row in _rows(folder / "crosswalk.csv")),
    )


def _rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        yield from csv.DictReader(handle)


def _indicator(row: Row) -> IndicatorDefinition:
    definition = None
    if row["definition_vi"] or row["definition_en"]:
        vi, en = row["definition_vi"], row["definition_en"]
        definition = Text(vi or en, en or vi)
    return IndicatorDefinition(
        id=row["id"],
        name=Text(row["name_vi"], row["name_en"]),
        unit=row["unit"],
        set=row["set"],
        code=row["code"],
        goal=row["goal"],
        field=row["field"],
        direction=int(row["direction"]),
        definition=definition,
        formula=row["formula"],
        numerator=row["numerator"],
        denominator=row["denominator"],
        frequency=row["frequency"],
        disaggregations=_list(row["disaggregations"]),
        phase=row["phase"],
        lead=row["lead"],
        coordinating=_list(row["coordinating"]),
        national_code=row["national_code"],
        data_source=row["data_source"],
        additive=row["additive"],
        named_gap=row["named_gap"] == "true",
        source=row["source"],
        locator=row["locator"],
        confidence=row["confidence"],
        verified=row["verified"] == "true",
        note=row["note"],
    )


def area_from_row(row: Row) -> Area:
    """An area from a row with the columns of ``areas.csv``."""
    codes = dict(pair.split("=", maxsplit=1) for pair in _list(row.get("codes", "")))
    return Area(
        id=row["id"],
        kind=row["kind"],
        name=Text(row["name_vi"], row["name_en"]),
        parent=row.get("parent", ""),
        valid_from=_date(row.get("valid_from", "")),
        valid_to=_date(row.get("valid_to", "")),
        codes=codes,
        source=row.get("source", ""),
        confidence=row.get("confidence", ""),
        verified=row.get("verified", "") == "true",
        note=row.get("note", ""),
    )


def _transfer(row: Row) -> Transfer:
    return Transfer(
        old=row["old"],
        new=row["new"],
        share=float(row["share"]),
        basis=row["basis"],
        day=date.fromisoformat(row["day"]),
        source=row["source"],
        confidence=row["confidence"],
        verified=row["verified"] == "true",
    )


def _point(row: Row) -> DataPoint:
    cells = {name: row[name] for name in SCHEMA if name != "value"}
    return DataPoint(value=float(row["value"]) if row["value"] else None, **cells)


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
