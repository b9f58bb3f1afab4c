"""A file of observations: read with findings, shown, then taken."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from parkloop.analyses.indicators import (
    IndicatorParameters,
    ParkIndicators,
    contributions,
    indicators,
)
from parkloop.catalog.plans import Plan
from parkloop.errors import InputRefused
from parkloop.io.catalog_files import load_catalog
from parkloop.io.statistics.files import read_statistics
from parkloop.io.statistics.meaning import Defaults, Reading, against_stored
from parkloop.io.statistics.others import plain_csv
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.statistics import KEY, DataPoint, Statistics
from parkloop.periods import reporting_year
from parkloop.provenance import Plain, Result
from parkloop_web.accounts.models import User
from parkloop_web.indicators.disclosing import disclosed
from parkloop_web.indicators.models import Contribution, Intake, Observation, Record
from parkloop_web.indicators.shelf import (
    INDEX,
    PLAN,
    STATISTICS,
    book_of,
    contents,
    statistics_of,
)
from parkloop_web.parks.models import Node
from parkloop_web.studies.asking import USUAL
from parkloop_web.studies.models import Basis, Publication


def read_upload(zone: Node, upload: UploadedFile[bytes], defaults: Defaults, by: User) -> Intake:
    """What an uploaded file says, kept until somebody takes or leaves it."""
    name = PurePath(upload.name or "data.csv").name
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        with path.open("wb") as handle:
            for chunk in upload.chunks():
                handle.write(chunk)
        try:
            reading = read_statistics(path, book_of(zone), defaults)
            reading = against_stored(statistics_of(zone), reading, name)
        except InputRefused as refused:
            reading = Reading(Statistics.empty(), tuple(refused.findings), 0)
    return Intake.objects.create(
        zone=zone,
        file=name,
        points=[asdict(point) for point in reading.statistics.points()],
        findings=[finding.as_dict() for finding in reading.findings],
        rows=reading.rows,
        made_by=by,
    )


def take(intake: Intake, by: User, at: datetime) -> int:
    """Add what is new of an intake; returns how many values that were."""
    added = keep(intake.zone, [DataPoint(**point) for point in intake.points], by, at)
    intake.taken_at = at
    intake.save(update_fields=["taken_at"])
    return added


def keep(zone: Node, points: Iterable[DataPoint], by: User, at: datetime) -> int:
    """Add those values whose key and vintage are not there yet; returns how many.

    What would give a firm away is kept as not free, whoever stated it.
    """
    known = {_key(row.point) for row in Observation.objects.filter(zone=zone)}
    new = [point for point in points if _key(point) not in known]
    fresh = disclosed(zone, Statistics.of(new))[0].points()
    Observation.objects.bulk_create(_row(zone, point, by, at) for point in fresh)
    return len(fresh)


def computed_of(
    zone: Node, snapshot: Snapshot, year: int, given: Mapping[str, Any] = USUAL
) -> Result[ParkIndicators]:
    """The indicators of a zone's parks in a year, with the parameters of a study."""
    period = reporting_year(year, zone.time_zone)
    parameters = IndicatorParameters(
        period, str(given.get("gwp_set", "AR5")), tuple(given.get("fallbacks", ()))
    )
    return indicators(snapshot, load_catalog(), parameters)


def take_computed(
    zone: Node,
    snapshot: Snapshot,
    year: int,
    by: User,
    at: datetime,
    given: Mapping[str, Any] = USUAL,
) -> int:
    """Add the indicators that follow from what was submitted in a year; returns how many.

    Whether a value is free follows from the firms behind it; the others stay with the board.
    """
    result = computed_of(zone, snapshot, year, given)
    behind = contributions(result, snapshot)
    Contribution.objects.bulk_create(
        Contribution(
            zone=zone,
            indicator=indicator,
            area=area,
            period=result.value.period,
            firms=dict(each.firms),
            parts=list(each.parts),
        )
        for (indicator, area), each in behind.items()
    )
    vintage = timezone.localdate(at).isoformat()
    points = [
        replace(point, vintage=vintage, confidentiality="F", source="ledger")
        for point in result.value.points
    ]
    return keep(zone, points, by, at)


def _row(zone: Node, point: DataPoint, by: User, at: datetime) -> Observation:
    stated_ = {name: value for name, value in asdict(point).items() if name != "author"}
    return Observation(zone=zone, recorded_by=by, recorded_at=at, **stated_)


def _key(point: DataPoint) -> tuple[str, ...]:
    return (*(getattr(point, name) for name in KEY), point.vintage)


def release(zone: Node, name: str, by: User) -> Publication:
    """Release the zone's free observations as the next version of a data set."""
    last = (
        Publication.objects.filter(zone=zone, kind=STATISTICS, period=name)
        .order_by("-version")
        .first()
    )
    safe, firms = disclosed(zone, statistics_of(zone))
    free = safe.public()
    used = set(free.frame["area"].to_list())
    book = book_of(zone)
    own = contents(zone, Record.Kind.AREA)
    geometry = {node.code: node.geometry for node in Node.objects.filter(zone=zone, code__in=used)}
    used |= {line.old for area in used for line in book.parts_of(area) if line.old in own}
    made = Publication.objects.create(
        zone=zone,
        kind=STATISTICS,
        period=name,
        version=(last.version if last else 0) + 1,
        content={
            "zone": zone.code,
            "fictional": zone.fictional,
            "csv": plain_csv(free),
            "hash": free.hash,
            "rows": len(free),
            "areas": [
                {
                    "geometry": geometry.get(code),
                    "kind": book.areas[code].kind,
                    **own.get(code, {}),
                    "id": code,
                    "name": book.areas[code].name.as_dict(),
                }
                for code in sorted(used & {*geometry, *own})
            ],
            "indicators": contents(zone, Record.Kind.INDICATOR),
            "agencies": contents(zone, Record.Kind.AGENCY),
        },
        released_by=by,
    )
    if firms:
        Basis.objects.create(publication=made, zone=zone, firms=firms)
    return made


def release_plan(zone: Node, plan: Plan, by: User) -> Publication:
    """Release a plan, with its overrides and reports of actions, as its next version."""
    last = (
        Publication.objects.filter(zone=zone, kind=PLAN, period=plan.id)
        .order_by("-version")
        .first()
    )
    return Publication.objects.create(
        zone=zone,
        kind=PLAN,
        period=plan.id,
        version=(last.version if last else 0) + 1,
        content={"zone": zone.code, "fictional": zone.fictional, "plan": stated(plan.as_dict())},
        released_by=by,
    )


def release_index(
    zone: Node, record: Record, content: Mapping[str, object], by: User
) -> Publication:
    """Release an index as it was computed: rows with intervals, method, hashes."""
    last = (
        Publication.objects.filter(zone=zone, kind=INDEX, period=record.code)
        .order_by("-version")
        .first()
    )
    return Publication.objects.create(
        zone=zone,
        kind=INDEX,
        period=record.code,
        version=(last.version if last else 0) + 1,
        content={
            **content,
            "zone": zone.code,
            "fictional": zone.fictional,
            "method_version": record.version,
        },
        released_by=by,
    )


def stated(value: Plain) -> Plain:
    """Plain values without what says nothing, so that the plan's schema accepts them again."""
    if isinstance(value, dict):
        return {name: stated(part) for name, part in value.items() if part not in _NOTHING}
    if isinstance(value, list):
        return [stated(part) for part in value]
    return value


_NOTHING: tuple[Plain, ...] = (None, "", [], {})
