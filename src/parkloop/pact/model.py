"""A data set: one product footprint of one company, as it is exchanged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from parkloop.pact.fields import GEOGRAPHIES
from parkloop.provenance import Plain


@dataclass(frozen=True)
class DataSet:
    """A data set whose fields have their forms; ``document`` is its version 3.

    ``version`` is the specification it was written in. Amounts are kg CO2e, carbon contents kg C
    per declared unit.
    """

    document: Mapping[str, Plain]
    version: str

    @property
    def id(self) -> str:
        return self.text("id")

    @property
    def status(self) -> str:
        return self.text("status")

    @property
    def company(self) -> str:
        return self.text("companyName")

    @property
    def company_ids(self) -> tuple[str, ...]:
        return self.texts("companyIds")

    @property
    def product(self) -> str:
        return self.text("productNameCompany")

    @property
    def product_ids(self) -> tuple[str, ...]:
        return self.texts("productIds")

    @property
    def classifications(self) -> tuple[str, ...]:
        return self.texts("productClassifications")

    @property
    def carbon(self) -> Mapping[str, Plain]:
        found = self.document.get("pcf")
        return found if isinstance(found, dict) else {}

    def text(self, name: str) -> str:
        found = self.document.get(name)
        return found if isinstance(found, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        found = self.document.get(name)
        return tuple(str(one) for one in found) if isinstance(found, list) else ()

    def amount(self, name: str) -> Decimal | None:
        """An amount of the footprint [kg CO2e or kg C per declared unit]; None if not stated."""
        found = self.carbon.get(name)
        return Decimal(found) if isinstance(found, str) else None

    def moment(self, name: str) -> datetime | None:
        found = self.document.get(name, self.carbon.get(name))
        return read_moment(found) if isinstance(found, str) else None

    @property
    def per_unit(self) -> Decimal:
        """kg CO2e per declared unit, without biogenic uptake."""
        return self.amount("pcfExcludingBiogenicUptake") or Decimal(0)

    @property
    def unit(self) -> str:
        return str(self.carbon.get("declaredUnitOfMeasurement", ""))

    @property
    def geographies(self) -> tuple[str, ...]:
        return tuple(str(self.carbon[n]) for n in GEOGRAPHIES if self.carbon.get(n))

    @property
    def sets(self) -> tuple[str, ...]:
        found = self.carbon.get("ipccCharacterizationFactors")
        return tuple(str(one) for one in found) if isinstance(found, list) else ()

    def quality(self, name: str) -> Decimal | None:
        ratings = self.carbon.get("dqi")
        found = ratings.get(name) if isinstance(ratings, dict) else None
        return Decimal(found) if isinstance(found, str) else None

    def valid(self, years: int) -> tuple[datetime, datetime]:
        """First and last moment of validity; ``years`` after the reference period if not stated."""
        ended = self.moment("referencePeriodEnd")
        start, end = self.moment("validityPeriodStart"), self.moment("validityPeriodEnd")
        begun = start or ended
        if begun is None or ended is None:
            raise ValueError("a data set has a reference period")
        return begun, end or later(ended, years)


def read_moment(text: str) -> datetime | None:
    """An instant with its zone, or None."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def later(moment: datetime, years: int) -> datetime:
    """The same day some years later; 29 February becomes 1 March."""
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:
        return moment.replace(year=moment.year + years, month=3, day=1)
