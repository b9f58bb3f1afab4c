"""The operations of footprints: what an enterprise makes, one product's trace, publishing.

A trace that was asked before is given at once; one that takes long answers 202 and is made by a
job: ask again.
"""

# No `from __future__ import annotations` here: ninja reads the types of wrapped operations.

from datetime import date, datetime
from typing import Any, Literal

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from parkloop.errors import InputRefused, RequestError
from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.api.asking import NAME, asked, enterprise_at, needs, once
from parkloop_web.api.problems import REFUSALS
from parkloop_web.footprints.keeping import Question, find, make
from parkloop_web.footprints.models import Issued, Kept, Partner, Release
from parkloop_web.footprints.pictures import PRODUCT, PRODUCTS, Asking
from parkloop_web.footprints.publishing import issue_set, release_to
from parkloop_web.footprints.tasks import start_trace
from parkloop_web.footprints.traces import Scene, is_made_by
from parkloop_web.jobs.models import Job
from parkloop_web.parks.rights import Need

router = Router(tags=["footprints"])
Rule = Literal["cut-off", "economic", "avoided-burden", "50-50"]
Allocation = Literal["physical", "mass", "energy", "economic", "shares"]


class Footprints(Schema):
    """What an enterprise makes in a year, the greatest burden first; masses in kg."""

    enterprise: str
    year: int
    rule: str
    allocation: str
    items: list[dict[str, Any]]
    provenance: dict[str, Any]


class Trace(Schema):
    """One product: interval, gases, stages, origins, paths, contributions, what is missing, and
    what other rules give."""

    enterprise: str
    year: int
    product: str
    footprint: dict[str, Any]


class Waiting(Schema):
    """The trace takes long; a job makes it. Ask again."""

    state: str
    asked_at: datetime


class YearFilter(Schema):
    year: int | None = Field(None, ge=1900, le=2200)


class ListFilters(YearFilter):
    rule: Rule = "cut-off"
    allocation: Allocation = "physical"


class TraceFilters(YearFilter):
    product: str = Field(max_length=200, pattern=NAME)


class PublishIn(Schema):
    """``partner`` is the client id of a partner's system; ``until`` the last day it may receive
    the data set. Without both the data set is made and released to nobody."""

    product: str = Field(max_length=200, pattern=NAME)
    year: int = Field(ge=1900, le=2200)
    gwp_set: Literal["AR5", "AR6"] = "AR6"
    partner: str = Field("", max_length=64, pattern=NAME)
    until: date | None = None


class PublishedOut(Schema):
    id: str
    product: str
    year: int
    document: dict[str, Any]
    findings: list[dict[str, Any]]
    released_to: list[dict[str, str]]


@router.get("/enterprises/{code}/footprints", response={200: Footprints, 202: Waiting, **REFUSALS})
@needs("footprints:read")
def footprints(request: HttpRequest, code: str, filters: Query[ListFilters]) -> Status[Any]:
    """Footprints of all that an enterprise makes, by default of its newest year."""
    scene = Scene.of(enterprise_at(request, Need.READ, code))
    year = _year(scene, filters.year)
    asking = {"year": year, "rule": filters.rule, "allocation": filters.allocation}
    found = _answer(asked(request), scene, PRODUCTS, asking)
    if isinstance(found, Job):
        return Status(202, _waiting(found))
    return Status(
        200,
        Footprints(
            enterprise=scene.place.code,
            year=year,
            rule=filters.rule,
            allocation=filters.allocation,
            items=found.numbers["products"],
            provenance=found.numbers["provenance"],
        ),
    )


@router.get("/enterprises/{code}/footprints/trace", response={200: Trace, 202: Waiting, **REFUSALS})
@needs("footprints:read")
def trace(request: HttpRequest, code: str, filters: Query[TraceFilters]) -> Status[Any]:
    """One product's footprint, opened: where it comes from, how sure it is, what is missing."""
    scene = Scene.of(enterprise_at(request, Need.READ, code))
    year = _year(scene, filters.year)
    if not is_made_by(scene, filters.product):
        raise Http404
    asking = {"year": year, "product": filters.product}
    found = _answer(asked(request), scene, PRODUCT, asking)
    if isinstance(found, Job):
        return Status(202, _waiting(found))
    return Status(
        200,
        Trace(
            enterprise=scene.place.code,
            year=year,
            product=filters.product,
            footprint=found.numbers,
        ),
    )


@router.post("/enterprises/{code}/footprints/publish", response={201: PublishedOut, **REFUSALS})
@needs("footprints:write")
@once
def publish(request: HttpRequest, code: str, given: PublishIn) -> tuple[int, dict[str, Any]]:
    """Make the data set of a product from its trace and what is stated of it, and release it to
    a partner until a day. What stands in the way is in ``findings``."""
    enterprise = enterprise_at(request, Need.EDIT, code)
    person, now = asked(request).identity.person, timezone.now()
    partner = None
    if given.partner or given.until:
        if not given.partner or given.until is None:
            raise RequestError(_BOTH)
        usable = Partner.objects.filter(enterprise=enterprise, revoked_at=None)
        partner = get_object_or_404(usable, client_id=given.partner)
    scene = Scene.of(enterprise)
    outcome = issue_set(scene, _year(scene, given.year), given.product, given.gwp_set, person, now)
    if outcome.issued is None:
        raise InputRefused(_IN_THE_WAY, outcome.problems)
    if partner is not None and given.until is not None:
        release_to(outcome.issued, partner, given.until, person, timezone.localdate())
    told = _published(outcome.issued, [finding.as_dict() for finding in outcome.problems])
    return 201, told.model_dump(mode="json")


_BOTH = Text(
    "Cho đối tác nhận cần cả “partner” lẫn “until”.",
    "To release a data set both “partner” and “until” are needed.",
)
_IN_THE_WAY = Text(
    "Chưa lập được bộ dữ liệu; xem từng điểm trong “findings”.",
    "The data set could not be made; every point is in “findings”.",
)


def _year(scene: Scene, wanted: int | None) -> int:
    """The year asked for, or the newest; a year without data does not exist."""
    if not scene.years or (wanted is not None and wanted not in scene.years):
        raise Http404
    return scene.years[-1] if wanted is None else wanted


def _answer(request: Asked, scene: Scene, kind: str, asking: Asking) -> Kept | Job:
    question = Question(scene, kind, asking)
    known = find(question, request.identity)
    if known is not None:
        return known
    if question.takes_long:
        return start_trace(question, request.identity)
    try:
        return make(question, request.identity)
    except RequestError as unknown:
        raise Http404 from unknown


def _waiting(job: Job) -> Waiting:
    return Waiting(state=job.state, asked_at=job.asked_at)


def _published(issued: Issued, findings: list[dict[str, Any]]) -> PublishedOut:
    releases: QuerySet[Release] = issued.releases.filter(withdrawn_at=None)
    return PublishedOut(
        id=str(issued.number),
        product=issued.product,
        year=issued.year,
        document=issued.document,
        findings=findings,
        released_to=[
            {"partner": each.partner.client_id, "until": each.valid_until.date().isoformat()}
            for each in releases.select_related("partner")
        ],
    )
