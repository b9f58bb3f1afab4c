"""What the demo zone consists of, read from the data files of this package."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from parkloop.texts import Text

_DATA = files("parkloop.demo") / "data"
EVERY_INDUSTRY = "*"


@dataclass(frozen=True, slots=True)
class Tenant:
    """A fictional enterprise; ``size`` is its monthly output at full work [unit of its industry].

    ``growth`` is the ratio of 2025 to 2024.
    """

    id: str
    park: str
    industry: str
    name: Text
    size: float
    workers: int
    growth: float
    area_ha: float
    pv_kwp: int


@dataclass(frozen=True, slots=True)
class Industry:
    """What an industry makes and where; ``product`` is empty for services."""

    id: str
    isic: str
    product: str
    unit: str
    decimals: int
    made_at: str
    activity: str
    spread: float


@dataclass(frozen=True, slots=True)
class Line:
    """One stream of an industry: fixed + per product + per worker, in ``unit`` per month.

    ``season`` names the column of seasons.csv that moves the fixed and the workers' part.
    ``months`` is empty for every month, else the months in which it occurs.
    """

    industry: str
    stream: str
    source: str
    target: str
    activity: str
    unit: str
    fixed: float
    per_product: float
    per_worker: float
    season: str
    spread: float
    decimals: int
    status: str
    months: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NodeProfile:
    token: str
    kind: str
    activity: str
    name: Text


@dataclass(frozen=True, slots=True)
class Season:
    """Factors of one month: work (Tết lowers it), heat (cooling demand), sun [kWh per kWp]."""

    month: str
    work: float
    heat: float
    sun: float

    @property
    def year(self) -> int:
        return int(self.month[:4])

    def factor(self, name: str) -> float:
        return {"": 1.0, "work": self.work, "heat": self.heat, "sun": self.sun}[name]


@cache
def tenants() -> tuple[Tenant, ...]:
    return tuple(
        Tenant(
            id=row["id"],
            park=row["park"],
            industry=row["industry"],
            name=_name(row),
            size=float(row["size"]),
            workers=int(row["workers"]),
            growth=float(row["growth"]),
            area_ha=float(row["area_ha"]),
            pv_kwp=int(row["pv_kwp"]),
        )
        for row in _rows("tenants.csv")
    )


@cache
def industries() -> dict[str, Industry]:
    return {
        row["industry"]: Industry(
            id=row["industry"],
            isic=row["isic"],
            product=row["product"],
            unit=row["unit"],
            decimals=int(row["decimals"]),
            made_at=row["made_at"],
            activity=row["activity"],
            spread=float(row["spread"]),
        )
        for row in _rows("industries.csv")
    }


@cache
def lines_of(industry: str) -> tuple[Line, ...]:
    """The streams of an industry, those common to all first."""
    return tuple(line for line in _lines() if line.industry in (EVERY_INDUSTRY, industry))


@cache
def _lines() -> tuple[Line, ...]:
    return tuple(
        Line(
            industry=row["industry"],
            stream=row["stream"],
            source=row["from"],
            target=row["to"],
            activity=row["activity"],
            unit=row["unit"],
            fixed=float(row["fixed"]),
            per_product=float(row["per_product"]),
            per_worker=float(row["per_worker"]),
            season=row["season"],
            spread=float(row["spread"]),
            decimals=int(row["decimals"]),
            status=row["status"],
            months=tuple(part for part in row["months"].split(";") if part),
        )
        for row in _rows("lines.csv")
    )


@cache
def node_profiles() -> dict[str, NodeProfile]:
    return {
        row["token"]: NodeProfile(row["token"], row["kind"], row["activity"], _name(row))
        for row in _rows("nodes.csv")
    }


@cache
def seasons() -> tuple[Season, ...]:
    """The 24 months, in order."""
    return tuple(
        Season(row["month"], float(row["work"]), float(row["heat"]), float(row["sun"]))
        for row in _rows("seasons.csv")
    )


@cache
def zone_profile() -> dict[str, Any]:
    """zone.yaml: names, nodes outside, and the utilities of each park."""
    return _yaml("zone.yaml")


@cache
def planted_profile() -> dict[str, Any]:
    """planted.yaml: the irregularities that checks must find."""
    return _yaml("planted.yaml")


def _yaml(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((_DATA / name).read_text(encoding="utf-8"))
    return loaded


def _rows(name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader((_DATA / name).read_text(encoding="utf-8").splitlines())


def _name(row: dict[str, str]) -> Text:
    return Text(row["name_vi"], row["name_en"])


def data_text(name: str) -> str:
    """A file of the demo's data, as it is."""
    return (_DATA / name).read_text("utf-8")


def exchange_plan() -> str:
    """The zone's plan of exchanges as it is written into its workspace; prices are invented."""
    return data_text("exchanges.yaml")


def demo_limits() -> str:
    """Limits of the zone's permits and contracts as they are written into its workspace; all of
    them are invented, and their sources say so."""
    return data_text("limits.csv")
