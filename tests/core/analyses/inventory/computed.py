"""Runs an inventory over a few entries, and asks it for numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from parkloop.analyses.inventory.inventory import inventory
from parkloop.analyses.inventory.model import Inventory, Line
from parkloop.analyses.inventory.parameters import InventoryParameters
from parkloop.catalog.catalog import Catalog
from parkloop.catalog.facts import Fact
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.entries import Entry
from parkloop.ledger.park import Park
from parkloop.periods import Period, reporting_year
from parkloop.provenance import Result
from tests.core.builders import a_fact
from tests.core.small_park import node, park, snapshot

CATALOG = load_catalog()
YEAR = reporting_year(2023)
#: One enterprise E of a park P that burns fuels in manufacturing.
FIRM = park(
    node("P", "park"),
    node("E", "enterprise", "P", "stationary.manufacturing"),
    node("river", "water-body"),
    node("tip", "landfill"),
)


def own(kind: str, stream: str, value: float, unit: str, **more: Any) -> Fact:
    """A facility's own fact."""
    given = {"id": f"own.{kind}.{stream}", "rank": "facility", "source": "expert-parkloop"}
    return a_fact(kind, stream, value, unit, **(given | more))


def compute(
    in_park: Park,
    entries: Iterable[Entry],
    *,
    facts: Iterable[Fact] = (),
    period: Period = YEAR,
    gwp_set: str = "AR5",
    catalog: Catalog = CATALOG,
    fallbacks: tuple[str, ...] = (),
) -> Result[Inventory]:
    parameters = InventoryParameters(period, gwp_set, fallbacks, draws=0)
    return inventory(snapshot(in_park, entries), catalog.with_facts(facts), parameters)


def lines(result: Result[Inventory], **wanted: object) -> list[Line]:
    """Lines with these properties; without the energy ones unless asked for."""
    if "gas" not in wanted:
        found = [line for line in result.value.lines if line.gas != "TOE"]
    else:
        found = list(result.value.lines)
    return [n for n in found if all(getattr(n, key) == value for key, value in wanted.items())]


def kilograms(result: Result[Inventory], **wanted: object) -> float:
    return sum(line.mass for line in lines(result, **wanted))


def figure(result: Result[Inventory], boundary: str, name: str = "total", label: str = "2023"):
    return result.figures[f"inventory/{boundary}/{label}/{name}"]


def value(result: Result[Inventory], boundary: str, name: str = "total", label: str = "2023"):
    """A figure's value; 0.0 where there is no such figure because nothing of it happened."""
    found = result.figures.get(f"inventory/{boundary}/{label}/{name}")
    return 0.0 if found is None else found.value


def gap_ids(result: Result[Inventory]) -> list[str]:
    return [gap.id for gap in result.gaps]


def gap_words(result: Result[Inventory]) -> list[str]:
    return [gap.message.en for gap in result.gaps]
