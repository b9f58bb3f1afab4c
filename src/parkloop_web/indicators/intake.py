"""A file of observations: read with findings, shown, then taken."""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from datetime import datetime
from pathlib import Path, PurePath

from django.core.files.uploadedfile import UploadedFile

from parkloop.errors import InputRefused
from parkloop.io.statistics.files import read_statistics
from parkloop.io.statistics.meaning import Defaults, Reading, against_stored
from parkloop.io.statistics.others import plain_csv
from parkloop.ledger.statistics import KEY, DataPoint, Statistics
from parkloop_web.accounts.models import User
from parkloop_web.indicators.models import Intake, Observation
from parkloop_web.indicators.shelf import STATISTICS, book_of, statistics_of
from parkloop_web.parks.models import Node
from parkloop_web.studies.models import Publication


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
    known = {_key(row.point) for row in Observation.objects.filter(zone=intake.zone)}
    points = [DataPoint(**point) for point in intake.points]
    fresh = [point for point in points if _key(point) not in known]
    Observation.objects.bulk_create(
        Observation(
            zone=intake.zone,
            recorded_by=by,
            recorded_at=at,
            **{name: value for name, value in asdict(point).items() if name != "author"},
        )
        for point in fresh
    )
    intake.taken_at = at
    intake.save(update_fields=["taken_at"])
    return len(fresh)


def _key(point: DataPoint) -> tuple[str, ...]:
    return (*(getattr(point, name) for name in KEY), point.vintage)


def release(zone: Node, name: str, by: User) -> Publication:
    """Release the zone's free observations as the next version of a data set."""
    last = (
        Publication.objects.filter(zone=zone, kind=STATISTICS, period=name)
        .order_by("-version")
        .first()
    )
    free = statistics_of(zone).public()
    return Publication.objects.create(
        zone=zone,
        kind=STATISTICS,
        period=name,
        version=(last.version if last else 0) + 1,
        content={"zone": zone.code, "csv": plain_csv(free), "hash": free.hash, "rows": len(free)},
        released_by=by,
    )
