"""Rows of the database as the core's data, and what is known to everybody."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from django.http import Http404

from parkloop.analyses.progress import PlanData, Progress, ProgressParameters, progress
from parkloop.catalog.indicators import Area, IndicatorBook
from parkloop.catalog.plans import Override, Plan
from parkloop.errors import RequestError
from parkloop.io.catalog_files import load_catalog
from parkloop.io.indicator_files import load_indicators, load_seed_statistics
from parkloop.io.plan_files import load_plan, plan_of, shipped_plans
from parkloop.ledger.statistics import SCHEMA, DataPoint, Statistics
from parkloop.provenance import Result
from parkloop.texts import Text
from parkloop_web.indicators.defined import with_own
from parkloop_web.indicators.models import ActionReport, Judgement, Observation, Record
from parkloop_web.parks.models import Node
from parkloop_web.studies.models import Publication

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
STATISTICS, PLAN, INDEX = "statistics", "plan", "index"
#: Kinds of records that a book is made of, in the order in which it takes them.
DEFINED: Final = (Record.Kind.INDICATOR, Record.Kind.AGENCY, Record.Kind.AREA)


def book_of(zone: Node | None) -> IndicatorBook:
    """Shipped indicators, agencies and areas, with a zone's own, itself and its parks."""
    book = load_indicators()
    if zone is None:
        return book
    places = Node.objects.filter(zone=zone, kind__in=("zone", "park", "enterprise"))
    book = book.with_areas(
        Area(node.code, node.kind, node.name, "vn", source="register") for node in places
    )
    return with_own(book, *(contents(zone, kind) for kind in DEFINED))


def contents(zone: Node, kind: str) -> dict[str, Any]:
    """What the newest version of every record of a kind says, by code."""
    return {record.code: record.content for record in newest(zone, kind)}


def public_book() -> IndicatorBook:
    """Shipped indicators and areas, with those that releases speak of."""
    book = load_indicators()
    for release in released():
        content = release.content
        book = with_own(book, content["indicators"], content.get("agencies", {}), areas_of(content))
    return book


def areas_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """The areas of a release by id, as a record keeps them."""
    return {
        area["id"]: {
            "parent": "vn",
            **area,
            "name_vi": area["name"]["vi"],
            "name_en": area["name"]["en"],
        }
        for area in content["areas"]
    }


def fictional(kind: str = STATISTICS) -> set[str]:
    """Names of invented things in releases: of indicators, or of plans and indices."""
    found: set[str] = set()
    for release in released(kind):
        if release.content.get("fictional"):
            found |= set(release.content.get("indicators", {release.period}))
    return found


def shapes() -> dict[str, Any]:
    """Outlines (GeoJSON geometries) of the areas that releases speak of, where there are any."""
    return {
        area["id"]: area["geometry"]
        for release in released()
        for area in release.content["areas"]
        if area["geometry"]
    }


def newest(zone: Node, kind: str) -> list[Record]:
    """The newest version of every record of a kind, by code."""
    rows = Record.objects.filter(zone=zone, kind=kind).order_by("code", "-version")
    return list(rows.distinct("code"))


def record_of(zone: Node, kind: str, code: str, version: str = "") -> Record:
    """A version of a record, the newest if none is named; raises Http404 where there is none."""
    rows = Record.objects.filter(zone=zone, kind=kind, code=code).order_by("-version")
    if version.isdigit():
        rows = rows.filter(version=int(version))
    found = rows.first()
    if found is None:
        raise Http404
    return found


def add_record(zone: Node, kind: str, code: str, content: Any, by: Any) -> Record:
    """A new version; earlier ones stay."""
    last = Record.objects.filter(zone=zone, kind=kind, code=code).order_by("-version").first()
    return Record.objects.create(
        zone=zone,
        kind=kind,
        code=code,
        version=(last.version if last else 0) + 1,
        content=_plain(content),
        made_by=by,
    )


def refuse_name(name: str) -> None:
    """Names stand in addresses; raises RequestError for one that cannot."""
    if not _NAME.fullmatch(name):
        raise RequestError(
            Text(
                f"Mã “{name[:40]}” không dùng được: chỉ chữ thường không dấu, số, chấm, gạch nối, "
                "tối đa 100 ký tự.",
                f"The id “{name[:40]}” cannot be used: small letters, digits, dots and dashes "
                "only, at most 100.",
            )
        )


def _plain(value: Any) -> Any:
    """Days as ISO text, so that the record is JSON."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def statistics_of(zone: Node) -> Statistics:
    """What this person may see of a zone's observations, every vintage."""
    return Statistics.of(row.point for row in Observation.objects.filter(zone=zone))


def everything(zone: Node) -> Statistics:
    """A zone's observations with what ships with Parkloop."""
    return load_seed_statistics().overlaid(statistics_of(zone))


# What everybody may see ---------------------------------------------------------------------


def released(kind: str = STATISTICS) -> list[Publication]:
    """The newest version of every release of a kind that was not withdrawn."""
    rows = Publication.objects.filter(kind=kind, withdrawn_at=None)
    return list(rows.order_by("zone_id", "period", "-version").distinct("zone_id", "period"))


def public_statistics() -> Statistics:
    """Shipped values and the newest releases; what is not free is suppressed in both."""
    known = load_seed_statistics()
    for release in released():
        known = known.overlaid(from_csv(release.content["csv"]))
    return known.public()


def from_csv(text: str) -> Statistics:
    """Statistics from the CSV that a release keeps."""
    return Statistics.of(_point(row) for row in csv.DictReader(io.StringIO(text)))


def _point(row: dict[str, str]) -> DataPoint:
    cells = {name: row[name] for name in SCHEMA if name != "value"}
    return DataPoint(value=float(row["value"]) if row["value"] else None, **cells)


# Plans ----------------------------------------------------------------------------------------


def plans_of(zone: Node) -> list[Plan]:
    """A zone's own plans, newest version of each."""
    return [plan_of(record.content, record.code) for record in newest(zone, Record.Kind.PLAN)]


def plan_with_acts(zone: Node, plan: Plan) -> Plan:
    """The plan with the newest judgement of each target and the newest report of each action."""
    judged = {
        each.target: each
        for each in Judgement.objects.filter(zone=zone, plan=plan.id)
        .select_related("made_by")
        .order_by("day", "pk")
    }
    reports = {
        each.action: each
        for each in ActionReport.objects.filter(zone=zone, plan=plan.id).order_by("day", "pk")
    }
    return replace(
        plan,
        overrides=(
            *(each for each in plan.overrides if each.target not in judged),
            *_overrides(judged.values()),
        ),
        actions=tuple(_reported(action, reports.get(action.id)) for action in plan.actions),
    )


def _overrides(judged: Iterable[Judgement]) -> Iterable[Override]:
    for each in judged:
        if each.status:  # an empty status takes the override back
            yield Override(
                each.target, each.status, each.reason, each.made_by.name or "board", each.day
            )


def _reported(action: Any, report: ActionReport | None) -> Any:
    if report is None:
        return action
    evidence = tuple(part.strip() for part in report.evidence.split(";") if part.strip())
    return replace(
        action,
        done=report.done,
        reported=report.day,
        completed=report.completed,
        evidence=evidence or action.evidence,
    )


def judged(plan: Plan, statistics: Statistics, day: date) -> Result[Progress]:
    """The plan on a day, with every status and its rule."""
    return progress(PlanData(plan, statistics), load_catalog(), ProgressParameters(day))


def public_plans() -> dict[str, Plan]:
    """Plans that ship with Parkloop and the newest releases of zones, by name."""
    found = {name: load_plan(name) for name in shipped_plans()}
    for release in released(PLAN):
        name = (
            release.period
            if release.period not in found
            else f"{release.content['zone']}.{release.period}"
        )
        found[name] = plan_of(release.content["plan"], name)
    return found
