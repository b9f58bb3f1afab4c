"""A supplier's data set as a fact of the catalog, so that it moves a trace like any factor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from parkloop.catalog.catalog import Catalog
from parkloop.catalog.facts import Fact, Source, Stream
from parkloop.findings import Finding, Where
from parkloop.pact import rules
from parkloop.pact.checks import Limits
from parkloop.pact.fields import UNITS
from parkloop.pact.model import DataSet
from parkloop.quantities import dimension
from parkloop.texts import Text


def usable(data_set: DataSet, stream: Stream, where: Where) -> Iterator[Finding]:
    """Why a data set cannot stand for a stream, if so."""
    if data_set.status != "Active":
        yield rules.NOT_ACTIVE.finding(where, id=data_set.id, status=data_set.status)
    if len(data_set.sets) > 1:
        yield rules.SEVERAL_SETS.finding(where, sets=", ".join(data_set.sets))
    if _per(data_set, stream) is None:
        yield rules.NO_COMMON_UNIT.finding(where, unit=data_set.unit, stream=stream.id)


def as_fact(data_set: DataSet, supplier: str, stream: Stream, catalog: Catalog) -> Fact:
    """Emissions of a good of this supplier [kg CO2e per unit], without biogenic uptake.

    It holds from the begin of its reference period (goods made then carry it) to the end of its
    validity. ``usable`` must have found nothing.
    """
    unit, size = _per(data_set, stream) or ("", 1.0)
    _, until = data_set.valid(Limits.of(catalog).validity_years)
    begun, ended = data_set.moment("referencePeriodStart"), data_set.moment("referencePeriodEnd")
    share = data_set.amount("primaryDataShare")
    value = float(data_set.per_unit) / size
    return Fact(
        id=f"pact.{data_set.id}",
        kind="upstream",
        value=value,
        unit=f"kg/{unit}",
        source=source_of(data_set).id,
        confidence="A",
        verified=True,
        rank="facility",
        stream=stream.id,
        gas="CO2e",
        region="world",
        valid_from=date(begun.year, begun.month, begun.day) if begun else None,
        valid_to=date(until.year, until.month, until.day),
        data_year=str(begun.year) if begun else "",
        published=data_set.text("created")[:10],
        gwp_set=data_set.sets[0],
        supplier=supplier,
        locator=", ".join(data_set.product_ids),
        note=f"PACT {data_set.version}; reference period to {ended.date() if ended else ''}",
        primary_share=None if share is None else float(share) / 100,
        technology=_rating(data_set, "technologicalDQR"),
        geography=_rating(data_set, "geographicalDQR"),
        timeliness=_rating(data_set, "temporalDQR"),
    )


def source_of(data_set: DataSet) -> Source:
    """The data set as a document that a fact comes from."""
    name = f"PACT · {data_set.company} · {data_set.product}"
    return Source(
        id=f"pact-{data_set.id}",
        title=Text(name, name),
        publisher=data_set.company,
        published=data_set.text("created")[:10],
        document=data_set.id,
        licence="between the partners",
        redistribute="no",
    )


def _rating(data_set: DataSet, name: str) -> float | None:
    found = data_set.quality(name)
    return None if found is None else float(found)


def _per(data_set: DataSet, stream: Stream) -> tuple[str, float] | None:
    """Unit that the stream is measured in, and how much of it is in one declared unit."""
    unit = UNITS.get(data_set.unit, "")
    if unit and dimension(unit) in stream.dimensions:
        return unit, 1.0
    mass = data_set.amount("productMassPerDeclaredUnit")
    if mass and "mass" in stream.dimensions:
        return "kg", float(mass)
    return None
