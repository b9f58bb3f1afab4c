"""What the shipped catalog gives for a question, in the unit of the printed table."""

from __future__ import annotations

import csv
from pathlib import Path

from parkloop.io.catalog_files import load_catalog
from parkloop.periods import Period, reporting_year
from parkloop.quantities import conversion

CATALOG = load_catalog()
DATA = Path(__file__).parent / "data"
YEAR = reporting_year(2023)


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def looked_up(
    kind: str,
    unit: str,
    stream: str = "",
    activity: str = "",
    gas: str = "",
    *,
    region: str = "world",
    period: Period = YEAR,
) -> float:
    """The value of the one fact that fits, by the same lookup that an inventory uses."""
    fact = CATALOG.find(
        kind, period=period, stream=stream, activity=activity, gas=gas, region=region
    ).fact
    return fact.value * conversion(fact.unit, unit)


def combustion(stream: str, activity: str, gas: str, *, region: str = "world") -> float:
    """kg of gas per TJ net; CO2 of biomass is asked for as what it is."""
    if gas == "CO2" and CATALOG.stream(stream).biogenic:
        gas = "CO2_bio"
    return looked_up("combustion", "kg/TJ_ncv", stream, activity, gas, region=region)


def combustion_triple(stream: str, activity: str, *, region: str = "world") -> tuple[float, ...]:
    return tuple(combustion(stream, activity, gas, region=region) for gas in ("CO2", "CH4", "N2O"))
