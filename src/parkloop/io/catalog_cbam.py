"""Reads the tables of the carbon border adjustment mechanism."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from parkloop.catalog.cbam import CbamTables, Default, Good, Scheduled
from parkloop.texts import Text

Row = dict[str, str]


def read_cbam(folder: Path, rows: Callable[[Path], Iterable[Row]]) -> CbamTables:
    """The three tables of a folder; ``rows`` reads one of them."""
    return CbamTables(
        goods=tuple(map(_good, rows(folder / "goods.csv"))),
        defaults=tuple(map(_default, rows(folder / "defaults.csv"))),
        schedule=tuple(map(_scheduled, rows(folder / "schedule.csv"))),
    )


def _good(row: Row) -> Good:
    return Good(
        id=row["id"],
        cn=row["cn"],
        sector=row["sector"],
        indirect=row["indirect"] == "true",
        streams=_list(row["streams"]),
        precursors=_list(row["precursors"]),
        gases=_list(row["gases"]),
        name=Text(row["name_vi"], row["name_en"]),
        source=row["source"],
        confidence=row["confidence"],
        verified=row["verified"] == "true",
    )


def _default(row: Row) -> Default:
    return Default(
        id=row["id"],
        cn=row["cn"],
        country=row["country"],
        direct=float(row["direct"]),
        indirect=float(row["indirect"]) if row["indirect"] else None,
        source=row["source"],
        confidence=row["confidence"],
        verified=row["verified"] == "true",
        valid_from=_date(row["valid_from"]),
        valid_to=_date(row["valid_to"]),
        note=row["note"],
    )


def _scheduled(row: Row) -> Scheduled:
    return Scheduled(
        id=row["id"],
        kind=row["kind"],
        sector=row["sector"],
        year=int(row["year"]),
        value=float(row["value"]),
        unit=row["unit"],
        source=row["source"],
        confidence=row["confidence"],
        verified=row["verified"] == "true",
    )


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
