"""Indices and plans for everybody: no account, stable addresses."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from parkloop.analyses.index import Index, IndexData, index
from parkloop.analyses.index.records import data_of, method_of, plan_of
from parkloop.analyses.index.uncertainty import Varied, vary
from parkloop.analyses.progress.model import ACTION_NAMES, STATUS_NAMES
from parkloop.catalog.plans import Plan
from parkloop.io.catalog_files import load_catalog
from parkloop.io.index_files import index_folder, read_index_files, shipped_indexes
from parkloop.provenance import Result
from parkloop.reports.document import Document
from parkloop.reports.documents import FORMS, render_as
from parkloop.reports.index_report import FACTOR_NAMES, index_document, interval
from parkloop.reports.numbers import unit_words
from parkloop.reports.plan_json import as_dict
from parkloop.reports.plan_report import plan_document
from parkloop_web.indicators.shelf import (
    INDEX,
    PLAN,
    fictional,
    judged,
    public_book,
    public_plans,
    public_statistics,
    released,
)
from parkloop_web.pages.common import language, local_today, page
from parkloop_web.pages.open_files import as_json
from parkloop_web.studies.models import Publication
from parkloop_web.studies.stored import shown

REPORTS: Final = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
#: Seed of the draws behind rank intervals on public pages: the same page shows the same numbers.
SEED: Final = 20_250_101


# Indices ----------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def built(name: str) -> tuple[IndexData, Result[Index], Varied]:
    """A shipped index with its uncertainty; files and seed are fixed, so is what comes out."""
    files = read_index_files(index_folder(Path(name)))
    method = method_of(files.method, files.indicators)
    data = data_of(method, files.units, files.observations)
    result = index(data, load_catalog(), method)
    return data, result, vary(data, result.value, plan_of(files.method), SEED)


@require_GET
def index_data(request: HttpRequest, name: str) -> HttpResponse:
    """Scores and ranks with intervals of an index, as JSON; hidden units are left out."""
    if name not in shipped_indexes():
        raise Http404
    _, result, varied = built(name)
    of = result.value
    rows = [
        {
            "interval": interval(varied.statistics, row),
            "rank": int(of.ranks_of(of.top)[place]),
            "score": float(of.scores_of(of.top)[place]),
            "unit": row,
        }
        for place, row in enumerate(of.rows)
        if row not in of.unpublished
    ]
    return as_json(
        {
            "method": result.provenance.parameters,
            "provenance": result.provenance.as_dict(),
            "rows": rows,
            "sobol": {"first": dict(varied.sobol.first), "total": dict(varied.sobol.total)},
            "variants": varied.variants,
        }
    )


@require_GET
def plan_data(request: HttpRequest, name: str) -> HttpResponse:
    """Every target of a plan with status, rule and numbers, as JSON."""
    return as_json(as_dict(judged(_plan(name), public_statistics(), local_today())))


@require_GET
def indexes(request: HttpRequest) -> HttpResponse:
    """The indices that ship with Parkloop."""
    own = [(name, built(name)[1].value) for name in shipped_indexes()]
    return page(request, "indicators/indexes.html", {"indexes": own, "releases": released(INDEX)})


@require_GET
def index_page(request: HttpRequest, name: str) -> HttpResponse:
    """Ranks with their intervals beside them; scores that are not published are not shown."""
    if name not in shipped_indexes():
        raise Http404
    data, result, varied = built(name)
    of = result.value
    periods = sorted(set(data.periods), reverse=True)
    period = request.GET.get("period") or (periods[0] if periods else "")
    rows = []
    for place, row in enumerate(of.rows):
        unit, _, when = row.partition("@")
        if (periods and when != period) or row in of.unpublished:
            continue
        rows.append(
            {
                "name": data.names[unit],
                "rank": int(of.ranks_of(of.top)[place]),
                "score": float(of.scores_of(of.top)[place]),
                "interval": interval(varied.statistics, row),
                "coverage": float(of.coverage[place]),
            }
        )
    hidden = sum(1 for row in of.unpublished if not periods or row.endswith(f"@{period}"))
    return page(
        request,
        "indicators/index.html",
        {
            "name": name,
            "of": of,
            "rows": sorted(rows, key=lambda row: (row["rank"], row["name"].vi)),
            "hidden": hidden,
            "periods": periods,
            "period": period,
            "sobol": varied.sobol,
            "variants": varied.variants,
            "factors": FACTOR_NAMES,
            "reports": REPORTS,
        },
    )


@require_GET
def released_index(request: HttpRequest, zone: str, name: str, version: int) -> HttpResponse:
    """An index that a board has released; this version never changes."""
    found = Publication.objects.filter(
        kind=INDEX, period=name, version=version, withdrawn_at=None, content__zone=zone
    ).first()
    if found is None:
        raise Http404
    return page(
        request,
        "indicators/released_index.html",
        {
            "release": found,
            "of": shown(found.content),
            "factors": FACTOR_NAMES,
            "invented": found.content.get("fictional", False),
        },
    )


@require_GET
def index_report(request: HttpRequest, name: str, ending: str) -> HttpResponse:
    """The report of an index: its method prints itself."""
    if name not in shipped_indexes():
        raise Http404

    def made() -> Document:
        data, result, varied = built(name)
        day = local_today()
        return index_document(result, data, day, (varied.statistics, varied.sobol), public=True)

    return report(made, name, ending)


def report(made: Callable[[], Document], name: str, ending: str) -> HttpResponse:
    """A document as a file in the language of the request."""
    if ending not in REPORTS or f".{ending}" not in FORMS:
        raise Http404
    answer = HttpResponse(render_as(made(), f".{ending}", language()), content_type=REPORTS[ending])
    if ending != "html":
        answer["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    else:  # a whole page of its own: its styles and fonts are inside
        answer["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:"
        )
    return answer


# Plans ------------------------------------------------------------------------------------------


@require_GET
def plans(request: HttpRequest) -> HttpResponse:
    """Plans that everybody may follow."""
    found = []
    known = public_statistics()
    for name, plan in public_plans().items():
        result = judged(plan, known, local_today())
        found.append((name, plan, result.value.counts()))
    return page(
        request,
        "indicators/plans.html",
        {"plans": found, "names": STATUS_NAMES, "invented": fictional(PLAN)},
    )


@require_GET
def plan_page(request: HttpRequest, name: str) -> HttpResponse:
    """A plan: every target with status, rule, data and what is needed from now on."""
    plan = _plan(name)
    result = judged(plan, public_statistics(), local_today())
    return page(
        request,
        "indicators/plan.html",
        {
            "name": name,
            "plan": plan,
            "result": result,
            "of": result.value,
            "names": STATUS_NAMES,
            "action_names": ACTION_NAMES,
            "agencies": public_book().agencies,
            "unit_words": unit_words,
            "reports": REPORTS,
            "zone": None,
            "invented": name in fictional(PLAN),
        },
    )


@require_GET
def plan_report(request: HttpRequest, name: str, ending: str) -> HttpResponse:
    """The periodic report of a plan."""
    plan = _plan(name)

    def made() -> Document:
        result = judged(plan, public_statistics(), local_today())
        return plan_document(result, public_book())

    return report(made, name, ending)


def _plan(name: str) -> Plan:
    found = public_plans().get(name)
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("indexes/<str:name>/data.json", index_data, name="index-data"),
    path("plans/<str:name>/data.json", plan_data, name="plan-data"),
    path("indexes/", indexes, name="indexes"),
    path("indexes/<str:name>/", index_page, name="index-page"),
    path("indexes/<str:name>/report.<str:ending>", index_report, name="index-report"),
    path(
        "data/<str:zone>/indexes/<str:name>/v<int:version>/", released_index, name="released-index"
    ),
    path("plans/", plans, name="plans"),
    path("plans/<str:name>/", plan_page, name="plan-page"),
    path("plans/<str:name>/report.<str:ending>", plan_report, name="plan-report"),
]
