"""The operations: register, entries, imports, months, studies and results; footprints and
statistics have their own modules.

Everything runs under the rights of the token's person; what they may not see does not exist.
"""

# No `from __future__ import annotations` here: ninja reads the types of wrapped operations.

from datetime import date, datetime
from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Field, File, Form, NinjaAPI, Query, Schema
from ninja.files import UploadedFile

from parkloop.ledger.changes import Mode
from parkloop.ledger.columns import ENTRY_SCHEMA
from parkloop_web.api import footprint_operations, statistics_operations
from parkloop_web.api.asking import (
    LARGEST_PAGE,
    NAME,
    Bearer,
    Page,
    asked,
    enterprise_at,
    needs,
    once,
    paged,
    plain,
)
from parkloop_web.api.problems import REFUSALS, speak_problems
from parkloop_web.ledger.handing_in import hand_in
from parkloop_web.ledger.intake import receive_upload
from parkloop_web.ledger.intake_checking import is_checked_now, is_large
from parkloop_web.ledger.intake_taking import keep_check
from parkloop_web.ledger.models import Entry, Submission, Upload
from parkloop_web.ledger.snapshot import history_of
from parkloop_web.ledger.tasks import start_check, start_import
from parkloop_web.ledger.workflow import Act, act
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, place_of
from parkloop_web.parks.search import holding
from parkloop_web.studies.asking import ask
from parkloop_web.studies.models import Study, StudyView
from parkloop_web.studies.tasks import start

api = NinjaAPI(
    title="Parkloop",
    version="1",
    description="Register, entries, imports, months, studies, results, footprints, statistics, "
    "indices and plans of a zone.",
    auth=Bearer(),
    docs_url=None,
    urls_namespace="api",
)
speak_problems(api)
api.add_router("", footprint_operations.router)
api.add_router("", statistics_operations.router)
PLACES = ("zone", "park", "enterprise")
Code = str


class Person(Schema):
    email: str
    name: str
    roles: list[dict[str, str]]
    scopes: list[str]


class NodeOut(Schema):
    code: str
    kind: str
    name_vi: str
    name_en: str
    parent: str
    park: str
    industry: str
    operator: bool
    attributes: dict[str, Any]


class Nodes(Page):
    items: list[NodeOut]


class Entries(Page):
    """Entries as the ledger keeps them; ``fields`` are described in docs/reference/files.md."""

    items: list[dict[str, Any]]


class Versions(Schema):
    items: list[dict[str, Any]]


class ImportOut(Schema):
    id: int
    file_name: str
    enterprise: str
    state: str
    #: A check waits or runs; ask for the import again until this is false.
    checking: bool
    mode: str
    counts: dict[str, int]
    findings: list[dict[str, Any]]
    #: Why the file could not be read or was not taken in, in Vietnamese and English.
    problem: dict[str, str] | None
    may_be_taken: bool


class Imports(Page):
    items: list[ImportOut]


class MonthOut(Schema):
    enterprise: str
    month: str
    state: str
    round: int
    risk: dict[str, Any]


class Months(Page):
    items: list[MonthOut]


class ActIn(Schema):
    act: Literal["complete", "reopen", "submit", "withdraw", "approve", "accept", "return"]
    reason: str = Field("", max_length=1000, pattern=NAME)


class StudyIn(Schema):
    place: str = Field(max_length=100, pattern=NAME)
    years: list[int] = Field([], max_length=20)
    fallbacks: list[Literal["grid-latest-published"]] = Field([], max_length=5)
    gwp_set: Literal["AR4", "AR5", "AR6"] = "AR5"


class StudyOut(Schema):
    id: int
    place: str
    state: str
    asked_at: datetime
    finished_at: datetime | None
    ledger_hash: str
    catalog_version: str
    fault_en: str
    fault_vi: str
    views: list[str]
    summary: dict[str, Any]


class Studies(Page):
    items: list[StudyOut]


class ViewOut(Schema):
    key: str
    place: str
    year: str
    content: dict[str, Any]
    explanations: str


class Filters(Schema):
    cursor: str = Field("", max_length=200, pattern=NAME)
    limit: int = Field(100, ge=1, le=LARGEST_PAGE)


class NodeFilters(Filters):
    kind: str = Field("", max_length=20, pattern=NAME)
    park: str = Field("", max_length=100, pattern=NAME)
    q: str = Field("", max_length=100, pattern=NAME)


class EntryFilters(Filters):
    stream: str = Field("", max_length=200, pattern=NAME)
    since: date | None = None
    until: date | None = None
    current: bool = True


@api.get("/me", response={200: Person, **REFUSALS}, tags=["account"])
def me(request: HttpRequest) -> Person:
    """Whose token this is, and what it may do."""
    identity = asked(request).identity
    return Person(
        email=identity.person.email,
        name=identity.person.name,
        roles=[{"role": held.role.value, "place": held.code} for held in identity.held],
        scopes=sorted(identity.scopes or ()),
    )


@api.get("/nodes", response={200: Nodes, **REFUSALS}, tags=["register"])
@needs("register:read")
def nodes(request: HttpRequest, filters: Query[NodeFilters]) -> Nodes:
    """Zones, parks, enterprises, sites and the nodes below them that one may see."""
    known = holding(Node.objects.select_related("parent", "park"), filters.q)
    if filters.kind:
        known = known.filter(kind=filters.kind)
    if filters.park:
        known = known.filter(park__code=filters.park)
    found, following = paged(known, filters.cursor, filters.limit)
    return Nodes(items=[_node(node) for node in found], next=following)


@api.get("/nodes/{code}", response={200: NodeOut, **REFUSALS}, tags=["register"])
@needs("register:read")
def node(request: HttpRequest, code: str) -> NodeOut:
    """One node by its code."""
    found = Node.objects.filter(code=plain(code)).select_related("parent", "park").first()
    if found is None:
        raise Http404
    return _node(found)


@api.get("/enterprises/{code}/entries", response={200: Entries, **REFUSALS}, tags=["entries"])
@needs("entries:read")
def entries(request: HttpRequest, code: str, filters: Query[EntryFilters]) -> Entries:
    """What an enterprise has stated, as far as one may see it; newest versions unless ``current``
    is false."""
    enterprise = enterprise_at(request, Need.READ, code)
    rows = Entry.objects.filter(enterprise=enterprise)
    if filters.current:
        rows = rows.filter(current__isnull=False)
    if filters.stream:
        rows = rows.filter(stream=filters.stream)
    if filters.since:
        rows = rows.filter(month__gte=filters.since.replace(day=1))
    if filters.until:
        rows = rows.filter(month__lte=filters.until)
    found, following = paged(rows, filters.cursor, filters.limit)
    return Entries(
        items=[{name: getattr(row, name) for name in ENTRY_SCHEMA} for row in found],
        next=following,
    )


@api.get(
    "/enterprises/{code}/entries/{key}", response={200: Versions, **REFUSALS}, tags=["entries"]
)
@needs("entries:read")
def versions(request: HttpRequest, code: str, key: str) -> Versions:
    """Every version of one statement, oldest first."""
    enterprise = enterprise_at(request, Need.READ, code)
    found = history_of(enterprise.pk, plain(key)[:32])
    if not found:
        raise Http404
    return Versions(items=[dict(row) for row in found])


@api.get("/enterprises/{code}/imports", response={200: Imports, **REFUSALS}, tags=["imports"])
@needs("entries:read")
def imports(request: HttpRequest, code: str, filters: Query[Filters]) -> Imports:
    """The files of an enterprise, with their state and counts."""
    enterprise = enterprise_at(request, Need.READ, code)
    rows = Upload.objects.filter(enterprise=enterprise).defer("content")
    found, following = paged(rows, filters.cursor, filters.limit)
    return Imports(items=[_import(each) for each in found], next=following)


@api.post(
    "/enterprises/{code}/imports",
    response={201: ImportOut, 202: ImportOut, **REFUSALS},
    tags=["imports"],
)
@needs("imports:write")
@once
def send_file(
    request: HttpRequest,
    code: str,
    file: File[UploadedFile],
    mode: Form[Literal["only-new", "correct", "replace-period"]] = "only-new",
    reason: Form[str] = "",
) -> tuple[int, dict[str, Any]]:
    """Send a file (.xlsx, .csv); it is checked and compared, nothing is written yet. Every problem
    is in ``findings``. A large file is checked as a job (202): ask for the import again."""
    enterprise = enterprise_at(request, Need.EDIT, code)
    person, now = asked(request).identity.person, timezone.now()
    file.seek(0)
    upload = receive_upload(person, enterprise, file.name or "file", file.read(), at=now)
    upload.mode, upload.reason = Mode(mode).value, plain(reason)[:1000]
    upload.save(update_fields=["mode", "reason"])
    if is_large(upload):
        start_check(upload, person, "import-check")
        return 202, _import(upload).model_dump(mode="json")
    examined = keep_check(upload, person, now)
    found = [finding.as_dict() for finding in examined.findings]
    return 201, _import(upload, found).model_dump(mode="json")


@api.post(
    "/enterprises/{code}/imports/{number}/take",
    response={202: ImportOut, **REFUSALS},
    tags=["imports"],
)
@needs("imports:write")
@once
def take_file(request: HttpRequest, code: str, number: int) -> tuple[int, dict[str, Any]]:
    """Take a checked file in, as a job; ask for the import again to see when it is done."""
    enterprise = enterprise_at(request, Need.EDIT, code)
    upload = _upload(enterprise, number)
    if upload.state == Upload.State.CHECKED:
        start_import(upload, asked(request).identity.person)
    return 202, _import(upload).model_dump(mode="json")


@api.get(
    "/enterprises/{code}/imports/{number}", response={200: ImportOut, **REFUSALS}, tags=["imports"]
)
@needs("entries:read")
def one_import(request: HttpRequest, code: str, number: int) -> ImportOut:
    """One file with its state and what its check found."""
    upload = _upload(enterprise_at(request, Need.READ, code), number)
    return _import(upload, upload.record.get("check", {}).get("findings"))


@api.get("/months", response={200: Months, **REFUSALS}, tags=["months"])
@needs("entries:read")
def months(request: HttpRequest, filters: Query[Filters]) -> Months:
    """The months of the enterprises that one may see."""
    rows = Submission.objects.select_related("enterprise")
    found, following = paged(rows, filters.cursor, filters.limit)
    return Months(items=[_month(each) for each in found], next=following)


@api.post(
    "/enterprises/{code}/months/{month}", response={200: MonthOut, **REFUSALS}, tags=["months"]
)
@needs("months:write")
@once
def month_act(
    request: HttpRequest, code: str, month: str, given: ActIn
) -> tuple[int, dict[str, Any]]:
    """Complete, submit, withdraw, approve, accept or return a month (YYYY-MM)."""
    enterprise = enterprise_at(request, Need.READ, code)
    identity = asked(request).identity
    if enterprise.pk not in identity.editable | identity.overseen:
        raise PermissionDenied
    first = _first(month)
    wanted, now = Act(given.act), timezone.now()
    if wanted is Act.SUBMIT:
        (done,) = hand_in(identity, enterprise, [first], at=now, reason=given.reason)
    else:
        submission, _ = Submission.objects.get_or_create(enterprise=enterprise, month=first)
        done = act(identity, submission, wanted, at=now, reason=given.reason)
    return 200, _month(done).model_dump(mode="json")


@api.get("/studies", response={200: Studies, **REFUSALS}, tags=["studies"])
@needs("studies:read")
def studies(request: HttpRequest, filters: Query[Filters]) -> Studies:
    """Stored runs that one may see."""
    rows = Study.objects.select_related("place").prefetch_related("views")
    found, following = paged(rows, filters.cursor, filters.limit)
    return Studies(items=[_study(each) for each in found], next=following)


@api.post("/studies", response={202: StudyOut, **REFUSALS}, tags=["studies"])
@needs("studies:write")
@once
def new_study(request: HttpRequest, given: StudyIn) -> tuple[int, dict[str, Any]]:
    """Ask for a study of a place; it runs as a job."""
    identity = asked(request).identity
    place = place_of(identity, Need.READ, given.place, PLACES)
    parameters = {
        "years": given.years,
        "fallbacks": list(given.fallbacks),
        "gwp_set": given.gwp_set,
    }
    study = ask(place, identity.person, timezone.now(), parameters)
    start(study, identity.person)
    return 202, _study(study).model_dump(mode="json")


@api.get("/studies/{number}", response={200: StudyOut, **REFUSALS}, tags=["studies"])
@needs("studies:read")
def one_study(request: HttpRequest, number: int) -> StudyOut:
    """One run: its state, and the figures of its summary."""
    return _study(_the_study(number))


@api.get("/studies/{number}/views/{key}", response={200: ViewOut, **REFUSALS}, tags=["studies"])
@needs("studies:read")
def one_view(request: HttpRequest, number: int, key: str) -> ViewOut:
    """What a run shows of a place in a year, with what stands behind every figure."""
    view = StudyView.objects.filter(study=_the_study(number), key=plain(key)).first()
    if view is None:
        raise Http404
    return ViewOut(
        key=view.key,
        place=view.place_code,
        year=view.year,
        content=view.content,
        explanations=view.explanations,
    )


# How rows are shown -----------------------------------------------------------------------------


def _upload(enterprise: Node, number: int) -> Upload:
    if number >= 2**63:
        raise Http404
    found = Upload.objects.filter(enterprise=enterprise, pk=number).defer("content").first()
    if found is None:
        raise Http404
    return found


def _the_study(number: int) -> Study:
    if number >= 2**63:
        raise Http404
    found = Study.objects.filter(pk=number).select_related("place").first()
    if found is None:
        raise Http404
    return found


def _first(month: str) -> date:
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError as wrong:
        raise Http404 from wrong


def _node(node: Node) -> NodeOut:
    return NodeOut(
        code=node.code,
        kind=node.kind,
        name_vi=node.name_vi,
        name_en=node.name_en,
        parent=node.parent.code if node.parent else "",
        park=node.park.code if node.park else "",
        industry=node.industry,
        operator=node.operator,
        attributes=node.attributes,
    )


def _import(upload: Upload, findings: list[dict[str, Any]] | None = None) -> ImportOut:
    checking, record = is_checked_now(upload), upload.record
    return ImportOut(
        id=upload.pk,
        file_name=upload.file_name,
        enterprise=upload.enterprise.code,
        state=upload.state,
        checking=checking,
        mode=upload.mode,
        counts={n: c for n, c in upload.counts.items() if isinstance(c, int)},
        findings=[] if checking else findings or [],
        problem=record.get("refused") or record.get("problem"),
        may_be_taken=upload.state == Upload.State.CHECKED
        and not checking
        and bool(record.get("check", {}).get("may_be_taken")),
    )


def _month(submission: Submission) -> MonthOut:
    return MonthOut(
        enterprise=submission.enterprise.code,
        month=f"{submission.month:%Y-%m}",
        state=submission.state,
        round=submission.round,
        risk=submission.risk,
    )


def _study(study: Study) -> StudyOut:
    return StudyOut(
        id=study.pk,
        place=study.place.code,
        state=study.state,
        asked_at=study.asked_at,
        finished_at=study.finished_at,
        ledger_hash=study.ledger_hash,
        catalog_version=study.catalog_version,
        fault_en=study.fault_en,
        fault_vi=study.fault_vi,
        views=[view.key for view in study.views.only("key", "study_id")],
        summary=study.summary,
    )
