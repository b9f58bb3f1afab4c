"""Indicators, indices, plans and data sets for everybody: no account, stable addresses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET

from parkloop.analyses.index import Index, IndexData, index
from parkloop.analyses.index.records import data_of, method_of, plan_of
from parkloop.analyses.index.uncertainty import Varied, vary
from parkloop.analyses.progress.model import ACTION_NAMES, STATUS_NAMES
from parkloop.catalog.plans import Plan
from parkloop.io.catalog_files import load_catalog
from parkloop.io.index_files import index_folder, read_index_files, shipped_indexes
from parkloop.io.statistics.files import written
from parkloop.ledger.statistics import STATUSES, DataPoint, Statistics
from parkloop.provenance import Result
from parkloop.reports.area_map import area_map
from parkloop.reports.document import Document
from parkloop.reports.documents import FORMS, render_as
from parkloop.reports.index_report import FACTOR_NAMES, index_document, interval
from parkloop.reports.lines import Mark, line_chart
from parkloop.reports.numbers import unit_words
from parkloop.reports.plan_json import as_dict
from parkloop.reports.plan_report import plan_document
from parkloop.texts import Text
from parkloop_web.indicators.shelf import (
    INDEX,
    from_csv,
    judged,
    public_book,
    public_plans,
    public_statistics,
    released,
    shapes,
)
from parkloop_web.pages.common import language, local_today, page
from parkloop_web.studies.models import Publication
from parkloop_web.studies.stored import shown

#: Endings of files of data, by the form they are written in.
ENDINGS: Final = {
    "csv": ("csv", "text/csv; charset=utf-8"),
    "sdmx.csv": ("sdmx-csv", "application/vnd.sdmx.data+csv; charset=utf-8; version=2.0"),
    "sdmx.json": ("sdmx-json", "application/vnd.sdmx.data+json; version=2.0"),
    "structure.xml": ("sdmx-structure", "application/vnd.sdmx.structure+xml; version=2.1"),
    "json": ("json-stat", "application/json"),
}
REPORTS: Final = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
#: Seed of the draws behind rank intervals on public pages: the same page shows the same numbers.
SEED: Final = 20_250_101


@require_GET
def indicators(request: HttpRequest) -> HttpResponse:
    """Every indicator by official list, with how much is known of it."""
    book, known = public_book(), public_statistics()
    counts = dict(known.latest().frame.group_by("indicator").len().rows())
    words = request.GET.get("q", "").strip().lower()
    sets: dict[str, list[object]] = {}
    for each in sorted(book.indicators.values(), key=lambda each: each.id):
        found = f"{each.id} {each.name.vi} {each.name.en}".lower()
        if words in found and not each.named_gap:
            sets.setdefault(each.set, []).append((each, counts.get(each.id, 0)))
    gaps = sum(each.named_gap for each in book.indicators.values())
    return page(
        request,
        "indicators/list.html",
        {"sets": sets, "names": SETS, "words": words, "gaps": gaps, "releases": released()},
    )


@require_GET
def indicator(request: HttpRequest, name: str) -> HttpResponse:
    """One indicator: chart, table, metadata, sources, downloads."""
    book = public_book()
    if name not in book.indicators:
        raise Http404
    definition = book.indicators[name]
    points = list(public_statistics().only([name]).latest().points())
    areas = sorted({p.area for p in points}, key=lambda a: (a != "vn", a))
    area = request.GET.get("area") or _richest(points)
    chosen = [p for p in points if p.area == area and not p.disaggregation]
    # A number without a unit is shown bare.
    unit = Text("điểm", "points") if definition.unit == "1" else unit_words(definition.unit)
    marks = [Mark(p.year, p.value, p.status) for p in sorted(chosen, key=lambda p: p.year)]
    return page(
        request,
        "indicators/indicator.html",
        {
            "each": definition,
            "agency": book.responsible(name, local_today()),
            "points": sorted(points, key=lambda p: (p.area, p.disaggregation, p.year)),
            "areas": areas,
            "area": area,
            "book": book,
            "map": area_map(_valued(points), shapes(), definition.name, unit, language()),
            "chart": line_chart(marks, definition.name, unit, language()),
            "unit": unit,
            "statuses": STATUSES,
            "source": load_catalog().sources,
            "endings": ENDINGS,
        },
    )


def _valued(points: list[DataPoint]) -> dict[str, float]:
    """The newest known value of the whole of every area."""
    ordered = sorted(points, key=lambda point: point.year)
    return {p.area: p.value for p in ordered if p.value is not None and not p.disaggregation}


def _richest(points: list[DataPoint]) -> str:
    """The area with the most values, to be shown first."""
    counts: dict[str, int] = {}
    for point in points:
        counts[point.area] = counts.get(point.area, 0) + (point.value is not None)
    return max(sorted(counts), key=lambda name: counts[name], default="")


@require_GET
def indicator_data(request: HttpRequest, name: str, ending: str) -> HttpResponse:
    """The values of one indicator as a file; ``?area=`` keeps some areas."""
    if name not in public_book().indicators:
        raise Http404
    return _file(public_statistics().only([name], request.GET.getlist("area")), name, ending)


def _file(
    statistics: Statistics, name: str, ending: str, prepared: datetime | None = None
) -> HttpResponse:
    if ending not in ENDINGS:
        raise Http404
    form, kind = ENDINGS[ending]
    text = written(statistics, public_book(), form, prepared or timezone.now(), language())
    answer = HttpResponse(text, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@require_GET
def dataset(request: HttpRequest, zone: str, name: str, version: int, ending: str) -> HttpResponse:
    """A version of a released data set; its content never changes."""
    found = Publication.objects.filter(
        kind="statistics", period=name, version=version, withdrawn_at=None, content__zone=zone
    ).first()
    if found is None:
        raise Http404
    answer = _file(from_csv(found.content["csv"]), f"{name}-v{version}", ending, found.released_at)
    answer["ETag"] = f'"{found.content["hash"]}"'
    return answer


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
def indicator_metadata(request: HttpRequest, name: str) -> HttpResponse:
    """What an indicator is, as JSON in both languages."""
    book = public_book()
    if name not in book.indicators:
        raise Http404
    each, agency = book.indicators[name], book.responsible(name, local_today())
    return _json(
        {
            "agency": None if agency is None else agency.id,
            "code": each.code,
            "direction": each.direction,
            "formula": each.formula,
            "frequency": each.frequency,
            "id": each.id,
            "name": each.name.as_dict(),
            "named_gap": each.named_gap,
            "set": each.set,
            "source": each.source,
            "unit": each.unit,
            "verified": each.verified,
        }
    )


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
    return _json(
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
    return _json(as_dict(judged(_plan(name), public_statistics(), local_today())))


def _json(value: object) -> HttpResponse:
    answer = JsonResponse(value, safe=False, json_dumps_params={"ensure_ascii": False})
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


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
        {"release": found, "of": shown(found.content), "factors": FACTOR_NAMES},
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
    return page(request, "indicators/plans.html", {"plans": found, "names": STATUS_NAMES})


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
            "unit_words": unit_words,
            "reports": REPORTS,
            "zone": None,
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


#: Names of the lists that indicators belong to.
SETS: Final = {
    "circular-10-2023": Text(
        "Bộ chỉ tiêu thống kê tăng trưởng xanh (Thông tư 10/2023/TT-BKHĐT)",
        "Green growth statistics (Circular 10/2023/TT-BKHDT)",
    ),
    "strategy-1658": Text(
        "Chỉ tiêu của Chiến lược tăng trưởng xanh (Quyết định 1658)",
        "Indicators of the green growth strategy (Decision 1658)",
    ),
    "hai-phong": Text("Môi trường và quy hoạch Hải Phòng", "Environment and planning of Hai Phong"),
    "digital-economy": Text("Kinh tế số", "Digital economy"),
    "parks": Text("Khu công nghiệp cả nước", "Industrial parks of the nation"),
    "park-ledger": Text("Tính từ sổ cái của khu", "Computed from a park's ledger"),
    "pci": Text("Năng lực cạnh tranh cấp tỉnh (PCI)", "Provincial competitiveness (PCI)"),
    "pgi": Text("Chỉ số xanh cấp tỉnh (PGI)", "Provincial green index (PGI)"),
}

urlpatterns = [
    path("indicators/", indicators, name="indicators"),
    path("indicators/<str:name>/", indicator, name="indicator"),
    path("indicators/<str:name>/data.<str:ending>", indicator_data, name="indicator-data"),
    path("indicators/<str:name>/metadata.json", indicator_metadata, name="indicator-metadata"),
    path("indexes/<str:name>/data.json", index_data, name="index-data"),
    path("plans/<str:name>/data.json", plan_data, name="plan-data"),
    path("data/<str:zone>/<str:name>/v<int:version>.<str:ending>", dataset, name="dataset"),
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
