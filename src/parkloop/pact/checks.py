"""Whether the numbers of a data set agree with each other; no conformance test looks at that.

Identities, tolerances and dates are facts of the catalog (factors/pact.csv).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from parkloop.catalog.catalog import Catalog
from parkloop.findings import Finding, Where, in_order
from parkloop.pact import rules
from parkloop.pact.fields import PARTS
from parkloop.pact.model import DataSet, later

_RATINGS = ("technologicalDQR", "geographicalDQR", "temporalDQR")


@dataclass(frozen=True, slots=True)
class Limits:
    """Facts that the checks apply, from the catalog."""

    co2_per_carbon: Decimal
    rounding: Decimal
    parts: Decimal
    validity_years: int
    quality_from: int
    worst_rating: Decimal

    @classmethod
    def of(cls, catalog: Catalog) -> Limits:
        def value(name: str) -> Decimal:
            return Decimal(str(catalog.known(f"pact.{name}").value))

        return cls(
            co2_per_carbon=Decimal(str(catalog.known("molar-ratio.co2-c").value)),
            rounding=value("rounding"),
            parts=value("parts-tolerance"),
            validity_years=int(value("validity-years")),
            quality_from=int(value("quality-due-from")),
            worst_rating=value("worst-rating"),
        )


def check_data_set(data_set: DataSet, catalog: Catalog, where: Where) -> tuple[Finding, ...]:
    """Every identity that does not hold, errors first."""
    limits = Limits.of(catalog)
    found = [
        *_uptake(data_set, limits, where),
        *_totals(data_set, limits, where),
        *_parts(data_set, limits, where),
        *_periods(data_set, limits, where),
        *_quality(data_set, limits, where),
    ]
    if len(data_set.geographies) > 1:
        found.append(rules.GEOGRAPHY.finding(where, count=len(data_set.geographies)))
    if data_set.version.startswith("2."):
        found.append(rules.OLD_VERSION.finding(where, version=data_set.version))
    return in_order(found)


def _uptake(data_set: DataSet, limits: Limits, where: Where) -> Iterator[Finding]:
    """biogenicCO2Uptake = −44/12 · biogenicCarbonContent."""
    carbon = data_set.amount("biogenicCarbonContent")
    stated = data_set.amount("biogenicCO2Uptake")
    if carbon is None or stated is None:
        return
    expected = -carbon * limits.co2_per_carbon
    if _apart(stated, expected, limits.rounding):
        yield rules.UPTAKE.finding(where, stated=stated, carbon=carbon, expected=f"{expected:.6g}")


def _totals(data_set: DataSet, limits: Limits, where: Where) -> Iterator[Finding]:
    """pcfIncludingBiogenicUptake = pcfExcludingBiogenicUptake + biogenicCO2Uptake."""
    stated = data_set.amount("pcfIncludingBiogenicUptake")
    uptake = data_set.amount("biogenicCO2Uptake") or Decimal(0)
    if stated is None or data_set.version.startswith("2."):
        return
    expected = data_set.per_unit + uptake
    scale = max(abs(data_set.per_unit), abs(uptake))
    if abs(stated - expected) > limits.rounding * scale:
        yield rules.TOTALS.finding(where, stated=stated, expected=expected)


def _parts(data_set: DataSet, limits: Limits, where: Where) -> Iterator[Finding]:
    """The parts against pcfExcludingBiogenicUptake; printed examples differ by up to 0.5 %."""
    known = [data_set.amount(name) for name in PARTS]
    total = sum((part for part in known if part is not None), Decimal(0))
    stated = data_set.per_unit
    if _apart(total, stated, limits.parts):
        apart = abs(total - stated) / max(abs(stated), abs(total)) * 100
        yield rules.PARTS_DIFFER.finding(
            where,
            sum=total,
            stated=stated,
            apart=f"{apart:.2g}",
            allowed=f"{limits.parts * 100:.2g}",
        )


def _periods(data_set: DataSet, limits: Limits, where: Where) -> Iterator[Finding]:
    for start, end in (
        ("referencePeriodStart", "referencePeriodEnd"),
        ("validityPeriodStart", "validityPeriodEnd"),
    ):
        first, last = data_set.moment(start), data_set.moment(end)
        if first and last and last <= first:
            yield rules.PERIOD.finding(
                where, start=start, end=end, first=first.date(), last=last.date()
            )
    ended, until = data_set.moment("referencePeriodEnd"), data_set.moment("validityPeriodEnd")
    if ended and until and until > (latest := later(ended, limits.validity_years)):
        yield rules.LONG_VALIDITY.finding(
            where, end=until.date(), years=limits.validity_years, latest=latest.date()
        )


def _quality(data_set: DataSet, limits: Limits, where: Where) -> Iterator[Finding]:
    share = data_set.amount("primaryDataShare")
    begun = data_set.moment("referencePeriodStart")
    names = {"primaryDataShare": share is None, "dqi": "dqi" not in data_set.carbon}
    missing = [name for name, absent in names.items() if absent]
    if begun and begun.year >= limits.quality_from and missing:
        yield rules.QUALITY_MISSING.finding(
            where, year=limits.quality_from, missing=", ".join(missing)
        )
    ranges = [("primaryDataShare", share, Decimal(0), Decimal(100))]
    exempted = data_set.amount("exemptedEmissionsPercent")
    ranges.append(("exemptedEmissionsPercent", exempted, Decimal(0), Decimal(100)))
    ranges += [(n, data_set.quality(n), Decimal(1), limits.worst_rating) for n in _RATINGS]
    for name, value, low, high in ranges:
        if value is not None and not low <= value <= high:
            yield rules.OUT_OF_RANGE.finding(where, field=name, value=value, low=low, high=high)


def _apart(one: Decimal, other: Decimal, allowed: Decimal) -> bool:
    return abs(one - other) > allowed * max(abs(one), abs(other))
