"""What the demo zone's parks and enterprises state in their register, invented and marked so.

Land, tenants, mechanisms, documents with their validity, breaches, links of symbiosis, solutions
with their savings, plans: the tables in ``data/register``. An operator states what the register
asks of its park, an enterprise what it asks of itself.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from parkloop.catalog.rulebook import RegisterProperty
from parkloop.demo.planting import both_languages
from parkloop.demo.profiles import zone_profile
from parkloop.demo.zone import operator_of
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.entries import Entry, Observation, Status
from parkloop.periods import DEFAULT_ZONE, Period, days, reporting_year

_DATA: Final = files("parkloop.demo") / "data" / "register"
_STATES: Final = {"yes": 1.0, "partly": 0.5, "no": 0.0}
_SOLUTIONS: Final = {
    "proposed": Status.PROPOSED,
    "planned": Status.PLANNED,
    "implemented": Status.CALCULATED,
    "verified": Status.MEASURED,
}
Row = Mapping[str, str]


def register_entries(sender: str) -> tuple[Entry, ...]:
    """What one enterprise or operator states; empty for others."""
    return tuple(entry for entry in _everything() if _states(sender, entry))


def _states(sender: str, entry: Observation) -> bool:
    return _senders().get(entry.node, entry.node) == sender


@cache
def _senders() -> Mapping[str, str]:
    """Who speaks for a park: its operator."""
    parks = (profile["id"] for profile in zone_profile()["parks"])
    return {f"park-{park}": operator_of(park) for park in parks}


@cache
def _everything() -> tuple[Observation, ...]:
    return (
        *_of_parks(),
        *_of_enterprises(),
        *_breaches(),
        *_documents(),
        *_links(),
        *_solutions(),
        *_savings("recp"),
        *_savings("symbiosis"),
        *_plans(),
        *_declared(),
        *_words(),
    )


def _of_parks() -> Iterator[Observation]:
    """States, levels and amounts of parks: a column per park and year."""
    for row in _rows("parks.csv"):
        for column, cell in row.items():
            if column != "property" and cell:
                park, _, year = column.partition("-")
                yield _number(row["property"], f"park-{park}", _year(year), cell)


def _of_enterprises() -> Iterator[Observation]:
    """States of enterprises in both years: a cell names the first year in which one holds."""
    for row in _rows("enterprises.csv"):
        for name, cell in row.items():
            if name == "enterprise" or not cell:
                continue
            for year in ("2024", "2025"):
                since = "yes" if year >= cell else "no"
                held = cell if cell in _STATES else since
                yield _number(name, row["enterprise"], _year(year), held)


def _breaches() -> Iterator[Observation]:
    for row in _rows("breaches.csv"):
        for year, cell in row.items():
            if year.isdigit():
                yield _number(row["property"], row["node"], _year(year), cell)


def _documents() -> Iterator[Observation]:
    for row in _rows("documents.csv"):
        yield _said(row["property"], row["node"], _days(row), words=row["words"])


def _links() -> Iterator[Observation]:
    """A link is what its park says of it, and each member's word that it takes part."""
    for row in _rows("links.csv"):
        node, name = f"park-{row['park']}", row["reference"]
        status = Status(row["status"] or Status.BILLED)
        period = _days(row)
        yield _said("link-operating", node, period, 1.0, reference=name, status=status)
        for what, column in (("kind", "kind"), ("partner", "partner"), ("description", "words")):
            yield _said(
                f"link-{what}", node, period, words=row[column], reference=name, status=status
            )
        if row["contract"]:
            yield _said("link-contract", node, period, words=row["contract"], reference=name)
        for member in row["members"].split(";"):
            yield _said("link-member", member, period, 1.0, reference=name, status=status)


def _solutions() -> Iterator[Observation]:
    for row in _rows("solutions.csv"):
        first = date.fromisoformat(row["from"])
        yield _said(
            "recp-solution",
            row["enterprise"],
            days(first, date(first.year, 12, 31), DEFAULT_ZONE),
            1.0,
            reference=row["reference"],
            status=_SOLUTIONS[row["status"]],
            note=both_languages({"vi": row["name_vi"], "en": row["name_en"]}),
        )


def _savings(kind: str) -> Iterator[Observation]:
    """Savings of a year by effect, in the units of the register; costs in million VND."""
    for row in _rows(f"{kind}.csv"):
        for effect, cell in row.items():
            if effect not in ("enterprise", "year") and cell:
                name, period = f"{kind}-{effect}", _year(row["year"])
                if _properties()[name].kind == "text":
                    yield _said(name, row["enterprise"], period, words=cell)
                else:
                    yield _number(name, row["enterprise"], period, cell)


def _plans() -> Iterator[Observation]:
    for row in _rows("planned.csv"):
        plan = _number(row["property"], row["node"], _days(row), row["value"], Status.PLANNED)
        yield replace(plan, reference=row["reference"])


def _declared() -> Iterator[Observation]:
    """Criteria that a park declares not to apply to it, with the reason."""
    for row in _rows("declared.csv"):
        yield _said(
            "not-applicable", row["node"], _year("2025"),
            words=row["words_vi"], reference=row["reference"],
        )  # fmt: skip


def _words() -> Iterator[Observation]:
    for node, said in _yaml("words.yaml").items():
        for name, words in said.items():
            yield _said(name, node, _year("2025"), words=words)


def _number(
    name: str, node: str, period: Period, cell: str, status: Status = Status.BILLED
) -> Observation:
    quantity = _STATES[cell] if cell in _STATES else float(cell)
    return _said(name, node, period, quantity, status=status)


def _said(
    name: str,
    node: str,
    period: Period,
    quantity: float | None = None,
    *,
    words: str = "",
    reference: str = "",
    status: Status = Status.BILLED,
    note: str = "",
) -> Observation:
    unit = "" if quantity is None else _properties()[name].unit or "1"
    return Observation(
        name,
        node,
        period,
        quantity,
        unit,
        text=words,
        reference=reference,
        status=status,
        note=note,
    )


def _properties() -> Mapping[str, RegisterProperty]:
    return load_catalog().rulebook.properties


def _year(written: str) -> Period:
    return reporting_year(int(written), DEFAULT_ZONE)


def _days(row: Row) -> Period:
    first, last = (date.fromisoformat(row[name]) for name in ("from", "to"))
    return days(first, last, DEFAULT_ZONE)


def _rows(name: str) -> Iterator[Row]:
    yield from csv.DictReader((_DATA / name).read_text(encoding="utf-8").splitlines())


def _yaml(name: str) -> Mapping[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((_DATA / name).read_text(encoding="utf-8"))
    return loaded
