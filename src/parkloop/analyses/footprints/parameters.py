"""What a company states of itself and its products before a footprint leaves the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from parkloop.analyses.tracing.parameters import TracingParameters
from parkloop.provenance import Plain

VERSION = "1"


@dataclass(frozen=True, slots=True)
class Company:
    """Who is responsible for the data set; ``ids`` are URNs."""

    name: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Declared:
    """What the ledger does not know of a product, per declared unit.

    Carbon contents are kg C, ``mass`` is kg; None where nobody stated it. ``exempted`` is the
    share of emissions left out [%], to be stated where the footprint has gaps.
    """

    ids: tuple[str, ...]
    name: str
    description: str
    fossil_carbon: Decimal | None = None
    biogenic_carbon: Decimal | None = None
    mass: Decimal | None = None
    exempted: Decimal | None = None
    classifications: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FootprintParameters:
    """``products`` by their id in the trace; ``created`` is the moment of issue.

    ``valid_to`` ends the validity earlier than the usual years after the reference period.
    """

    trace: TracingParameters
    company: Company
    products: Mapping[str, Declared]
    created: datetime
    valid_to: datetime | None = None

    def as_dict(self) -> dict[str, Plain]:
        return {
            "company": {"ids": list(self.company.ids), "name": self.company.name},
            "created": self.created.isoformat(),
            "products": {name: _plain(one) for name, one in sorted(self.products.items())},
            "trace": self.trace.as_dict(),
            "valid_to": None if self.valid_to is None else self.valid_to.isoformat(),
        }


def _plain(one: Declared) -> dict[str, Plain]:
    def text(value: Decimal | None) -> str | None:
        return None if value is None else str(value)

    return {
        "biogenic_carbon": text(one.biogenic_carbon),
        "classifications": list(one.classifications),
        "description": one.description,
        "exempted": text(one.exempted),
        "fossil_carbon": text(one.fossil_carbon),
        "ids": list(one.ids),
        "mass": text(one.mass),
        "name": one.name,
    }
