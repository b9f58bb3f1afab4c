"""The operations on statistics, indices and plans of a zone: the same as the commands do.

Members of a zone read what is free for publication; its board reads and writes everything.
"""

# No `from __future__ import annotations` here: ninja reads the types of wrapped operations.

import json
from datetime import date, datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, File, Form, Query, Router, Schema
from ninja.files import UploadedFile

from parkloop.analyses.index.compare import Comparison
from parkloop.errors import RequestError
from parkloop.io.plan_files import plan_of
from parkloop.io.statistics.files import written
from parkloop.io.statistics.meaning import Defaults
from parkloop.reports.plan_json import as_dict
from parkloop.texts import Text
from parkloop_web.accounts.middleware import current_language
from parkloop_web.api.asking import LARGEST_PAGE, NAME, Page, asked, needs, once, paged, plain
from parkloop_web.api.problems import REFUSALS
from parkloop_web.indicators.disclosing import disclosed
from parkloop_web.indicators.indexing import Built, build, compared, periods_of, ranked
from parkloop_web.indicators.intake import read_upload, take
from parkloop_web.indicators.models import Intake, Observation, Record
from parkloop_web.indicators.shelf import (
    add_record,
    book_of,
    everything,
    judged,
    plan_with_acts,
    record_of,
    refuse_name,
    statistics_of,
)
from parkloop_web.indicators.varying import interval_of, variation, vary_later
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, place_of

router = Router(tags=["zones"])
KINDS = {"indexes": Record.Kind.METHOD, "plans": Record.Kind.PLAN}
_FILES = {
    "csv": "text/csv",
    "sdmx-csv": "application/vnd.sdmx.data+csv",
    "sdmx-json": "application/vnd.sdmx.data+json",
    "sdmx-structure": "application/vnd.sdmx.structure+xml",
    "json-stat": "application/json",
}
_AS_FILE = {
    "responses": {
        200: {
            "description": "The file",
            "content": {kind: {"schema": {}} for kind in _FILES.values()},
        }
    }
}


class Filters(Schema):
    cursor: str = Field("", max_length=200, pattern=NAME)
    limit: int = Field(100, ge=1, le=LARGEST_PAGE)


class ObservationOut(Schema):
    indicator: str
    area: str
    disaggregation: str
    period: str
    value: float | None
    unit: str
    status: str
    confidentiality: str
    source: str
    vintage: str
    note: str


class Observations(Page):
    items: list[ObservationOut]


class ObservationFilters(Filters):
    indicator: str = Field("", max_length=200, pattern=NAME)
    area: str = Field("", max_length=200, pattern=NAME)


class ExportFilters(Schema):
    format: Literal["csv", "sdmx-csv", "sdmx-json", "sdmx-structure", "json-stat"] = "sdmx-csv"
    indicator: list[str] = Field([], max_length=100)
    area: list[str] = Field([], max_length=100)
    public: bool = True


class IntakeOut(Schema):
    id: int
    file: str
    rows: int
    values: int
    findings: list[dict[str, Any]]
    taken_at: datetime | None


class Taken(Schema):
    id: int
    new: int


class RecordIn(Schema):
    """The record as its YAML says it."""

    content: dict[str, Any]


class RecordOut(Schema):
    id: str
    version: int
    made_at: datetime
    content: dict[str, Any]


class Records(Page):
    items: list[RecordOut]


class IndexFilters(Schema):
    version: int = Field(0, ge=0, le=2**31 - 1)
    period: str = Field("", max_length=20, pattern=NAME)


class CompareFilters(IndexFilters):
    """From ``version`` and ``period`` to ``to_version`` and ``to_period``; 0 and empty: newest."""

    to_version: int = Field(0, ge=0, le=2**31 - 1)
    to_period: str = Field("", max_length=20, pattern=NAME)


class IndexRow(Schema):
    unit: str
    period: str
    rank: int | None
    score: float | None
    coverage: float
    published: bool


class IndexOut(Schema):
    id: str
    version: int
    periods: list[str]
    rows: list[IndexRow]
    dropped: list[str]
    effective_weights: dict[str, float]
    findings: list[dict[str, Any]]
    gaps: list[dict[str, Any]]
    provenance: dict[str, Any]


class ChangeOut(Schema):
    unit: str
    before: float
    after: float
    rank_before: int
    rank_after: int
    by_units: float
    by_data: float | None
    by_method: float | None
    by_both: float


class CompareOut(Schema):
    changes: list[ChangeOut]
    only_before: list[str]
    only_after: list[str]


class SensitivityRow(Schema):
    unit: str
    interval: str
    mean: float | None
    median: float | None
    low: float | None
    high: float | None
    nominal: float | None


class SensitivityOut(Schema):
    """``state`` is *waiting* while a job computes; ask again to see what came out."""

    state: Literal["done", "waiting"]
    variants: int = 0
    seed: int = 0
    ranks: list[SensitivityRow] = []
    sobol: dict[str, Any] = {}


class PlanFilters(Schema):
    day: date | None = None


class PlanOut(Schema):
    plan: str
    as_of: str
    targets: list[dict[str, Any]]
    actions: list[dict[str, Any]]
    findings: list[dict[str, Any]]
    gaps: list[dict[str, Any]]
    provenance: dict[str, Any]


# Observations -----------------------------------------------------------------------------------


@router.get("/zones/{code}/observations", response={200: Observations, **REFUSALS})
@needs("statistics:read")
def observations(request: HttpRequest, code: str, filters: Query[ObservationFilters]) -> Any:
    """Observations of a zone, every vintage."""
    rows = Observation.objects.filter(zone=_zone(request, Need.KNOW, code))
    if filters.indicator:
        rows = rows.filter(indicator=filters.indicator)
    if filters.area:
        rows = rows.filter(area=filters.area)
    found, following = paged(rows, filters.cursor, filters.limit)
    return {"items": found, "next": following}


@router.get(
    "/zones/{code}/observations/file",
    response={200: None, **REFUSALS},
    openapi_extra=_AS_FILE,
)
@needs("statistics:read")
def export_observations(request: HttpRequest, code: str, filters: Query[ExportFilters]) -> Any:
    """Observations as a file of statistics exchange; ``public`` suppresses what is not free."""
    zone = _zone(request, Need.KNOW, code)
    known = statistics_of(zone).only(filters.indicator, filters.area)
    shown = disclosed(zone, known)[0].public() if filters.public else known
    now = timezone.now()
    text = written(shown, book_of(zone), filters.format, now, current_language())
    return HttpResponse(text, content_type=f"{_FILES[filters.format]}; charset=utf-8")


@router.get(
    "/zones/{code}/observations/imports/{number}",
    response={200: IntakeOut, **REFUSALS},
)
@needs("statistics:read")
def one_intake(request: HttpRequest, code: str, number: int) -> IntakeOut:
    """A file of observations that was sent, with its findings."""
    return _intake(_found(_zone(request, Need.OVERSEE, code), number))


@router.post(
    "/zones/{code}/observations/imports", response={201: IntakeOut, **REFUSALS}, tags=["zones"]
)
@needs("statistics:write")
@once
def send_observations(
    request: HttpRequest,
    code: str,
    file: File[UploadedFile],
    vintage: Form[str] = "",
    source: Form[str] = "",
) -> tuple[int, dict[str, Any]]:
    """Send a file (CSV, Excel, PX, SDMX); it is read and checked, nothing is kept yet."""
    zone = _zone(request, Need.OVERSEE, code)
    defaults = Defaults(vintage=_vintage(plain(vintage)), source=plain(source)[:500])
    file.seek(0)
    made = read_upload(zone, file, defaults, asked(request).identity.person)
    return 201, _intake(made).model_dump(mode="json")


@router.post(
    "/zones/{code}/observations/imports/{number}/take",
    response={200: Taken, **REFUSALS},
)
@needs("statistics:write")
@once
def take_observations(request: HttpRequest, code: str, number: int) -> tuple[int, dict[str, Any]]:
    """Keep the good rows of a file that was sent; what is there already is not added twice."""
    found = _found(_zone(request, Need.OVERSEE, code), number)
    new = 0
    if found.taken_at is None:
        new = take(found, asked(request).identity.person, timezone.now())
    return 200, {"id": found.pk, "new": new}


# Records ----------------------------------------------------------------------------------------


@router.get("/zones/{code}/{kind}", response={200: Records, **REFUSALS})
@needs("statistics:read")
def records(
    request: HttpRequest, code: str, kind: Literal["indexes", "plans"], filters: Query[Filters]
) -> Any:
    """Methods of indices, or plans: every version."""
    zone = _zone(request, Need.KNOW, code)
    rows = Record.objects.filter(zone=zone, kind=KINDS[kind])
    found, following = paged(rows, filters.cursor, filters.limit)
    return {"items": [_record(each) for each in found], "next": following}


@router.post("/zones/{code}/{kind}", response={201: RecordOut, **REFUSALS})
@needs("statistics:write")
@once
def keep_record(
    request: HttpRequest, code: str, kind: Literal["indexes", "plans"], given: RecordIn
) -> tuple[int, dict[str, Any]]:
    """Keep a new version of a method or of a plan; refused with every problem where it is none."""
    zone = _zone(request, Need.OVERSEE, code)
    _refuse_nul(given.content)
    name = _plan_id(given.content) if kind == "plans" else _built(zone, given.content).method.id
    refuse_name(name)
    made = add_record(zone, KINDS[kind], name, given.content, asked(request).identity.person)
    return 201, _record(made).model_dump(mode="json")


# Indices ----------------------------------------------------------------------------------------


@router.get("/zones/{code}/indexes/{method}", response={200: IndexOut, **REFUSALS})
@needs("statistics:read")
def build_index(request: HttpRequest, code: str, method: str, filters: Query[IndexFilters]) -> Any:
    """Scores, ranks, coverage, weights of an index (`parkloop index build`)."""
    zone, record = _method(request, code, method, filters.version)
    built = _built(zone, record.content)
    result = built.result
    return IndexOut(
        id=record.code,
        version=record.version,
        periods=periods_of(built),
        rows=[
            IndexRow(**{**row, "unit": row["row"].partition("@")[0]})
            for row in ranked(built, filters.period)
        ],
        dropped=list(result.value.dropped),
        effective_weights=dict(result.value.effective),
        findings=[finding.as_dict() for finding in result.findings],
        gaps=[gap.as_dict() for gap in result.gaps],
        provenance=result.provenance.as_dict(),
    )


@router.get(
    "/zones/{code}/indexes/{method}/compare",
    response={200: CompareOut, **REFUSALS},
)
@needs("statistics:read")
def compare_index(
    request: HttpRequest, code: str, method: str, filters: Query[CompareFilters]
) -> Any:
    """A change between versions or periods, taken apart (`parkloop index compare`)."""
    zone, before = _method(request, code, method, filters.version)
    _, after = _method(request, code, method, filters.to_version)
    old, new = _built(zone, before.content), _built(zone, after.content)
    return _comparison(compared((old, filters.period), (new, filters.to_period)))


@router.get(
    "/zones/{code}/indexes/{method}/sensitivity",
    response={200: SensitivityOut, **REFUSALS},
)
@needs("statistics:read")
def index_sensitivity(
    request: HttpRequest, code: str, method: str, filters: Query[IndexFilters]
) -> Any:
    """Rank intervals and Sobol' indices (`parkloop index sensitivity`); a long one as a job."""
    zone, record = _method(request, code, method, filters.version)
    varied = variation(record, _built(zone, record.content))
    if varied is None:
        vary_later(record, asked(request).identity.person, public=False)
        return SensitivityOut(state="waiting")
    rows = [
        SensitivityRow(unit=unit, interval=interval_of(varied, unit), **ends)
        for unit, ends in varied["ranks"].items()
        if not filters.period or unit.endswith(f"@{filters.period}")
    ]
    return SensitivityOut(
        state="done",
        variants=varied["variants"],
        seed=varied["seed"],
        ranks=rows,
        sobol=varied["sobol"],
    )


# Plans ------------------------------------------------------------------------------------------


@router.get("/zones/{code}/plans/{name}", response={200: PlanOut, **REFUSALS})
@needs("statistics:read")
def plan_report(request: HttpRequest, code: str, name: str, filters: Query[PlanFilters]) -> Any:
    """How a plan stands on a day: status, rule and numbers of every target (`parkloop plan`)."""
    zone = _zone(request, Need.OVERSEE, code)
    record = record_of(zone, Record.Kind.PLAN, plain(name))
    plan = plan_with_acts(zone, plan_of(record.content, record.code))
    return as_dict(judged(plan, everything(zone), filters.day or timezone.localdate()))


# How rows are shown -----------------------------------------------------------------------------


def _zone(request: HttpRequest, need: Need, code: str) -> Node:
    return place_of(asked(request).identity, need, plain(code), ("zone",))


def _found(zone: Node, number: int) -> Intake:
    if number >= 2**63:
        raise Http404
    found = Intake.objects.filter(zone=zone, pk=number).first()
    if found is None:
        raise Http404
    return found


def _method(request: HttpRequest, code: str, method: str, version: int) -> tuple[Node, Record]:
    zone = _zone(request, Need.OVERSEE, code)
    kind = Record.Kind.METHOD
    return zone, record_of(zone, kind, plain(method), str(version) if version else "")


def _built(zone: Node, content: Any) -> Built:
    if not isinstance(content.get("indicators"), list):
        raise RequestError(
            Text(
                "Phương pháp cần mục indicators (danh sách id, parent, direction …).",
                "A method needs indicators (a list of id, parent, direction …).",
            )
        )
    return build(content, everything(zone), book_of(zone))


def _plan_id(content: Any) -> str:
    return plan_of(content).id


def _refuse_nul(content: Any) -> None:
    """No name holds the character NUL, and PostgreSQL cannot keep it."""
    if "\\u0000" in json.dumps(content):
        raise RequestError(
            Text("Nội dung có ký tự NUL; hãy bỏ đi.", "The content holds a NUL; take it out.")
        )


def _vintage(words: str) -> str:
    """The day of publication, today where none is given; raises RequestError for anything else."""
    if not words:
        return timezone.localdate().isoformat()
    try:
        return date.fromisoformat(words).isoformat()
    except ValueError as wrong:
        raise RequestError(
            Text(
                f"“vintage” phải là một ngày, ví dụ 2026-06-30, không phải “{words[:40]}”.",
                f"“vintage” is a day such as 2026-06-30, not “{words[:40]}”.",
            )
        ) from wrong


def _intake(intake: Intake) -> IntakeOut:
    return IntakeOut(
        id=intake.pk,
        file=intake.file,
        rows=intake.rows,
        values=len(intake.points),
        findings=intake.findings,
        taken_at=intake.taken_at,
    )


def _record(record: Record) -> RecordOut:
    return RecordOut(
        id=record.code, version=record.version, made_at=record.made_at, content=record.content
    )


def _comparison(found: Comparison) -> CompareOut:
    return CompareOut(
        changes=[
            ChangeOut(
                unit=each.row,
                **{name: getattr(each, name) for name in each.__slots__ if name != "row"},
            )
            for each in found.changes
        ],
        only_before=list(found.only_before),
        only_after=list(found.only_after),
    )
