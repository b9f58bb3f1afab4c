"""Indicators and data sets for everybody: no account, stable addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET

from parkloop.catalog.indicators import Area, IndicatorBook, Transfer
from parkloop.io.catalog_files import load_catalog
from parkloop.io.statistics.files import written
from parkloop.ledger.boundaries import on_boundaries
from parkloop.ledger.statistics import STATUSES, DataPoint, Statistics
from parkloop.provenance import Gap
from parkloop.reports.area_map import area_map
from parkloop.reports.lines import Mark, line_chart
from parkloop.reports.numbers import unit_words
from parkloop.texts import Text
from parkloop_web.indicators.defined import OWN
from parkloop_web.indicators.shelf import (
    fictional,
    from_csv,
    public_book,
    public_statistics,
    released,
    shapes,
)
from parkloop_web.pages.common import language, local_today, page
from parkloop_web.pages.open_files import as_json, for_all
from parkloop_web.studies.models import Publication

#: Endings of files of data, by the form they are written in.
ENDINGS: Final = {
    "csv": ("csv", "text/csv; charset=utf-8"),
    "sdmx.csv": ("sdmx-csv", "application/vnd.sdmx.data+csv; charset=utf-8; version=2.0"),
    "sdmx.json": ("sdmx-json", "application/vnd.sdmx.data+json; version=2.0"),
    "structure.xml": ("sdmx-structure", "application/vnd.sdmx.structure+xml; version=2.1"),
    "json": ("json-stat", "application/json"),
}


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
    return page(
        request,
        "indicators/list.html",
        {
            "sets": sets,
            "names": SETS,
            "words": words,
            "gaps": sum(each.named_gap for each in book.indicators.values()),
            "releases": released(),
            "invented": fictional(),
        },
    )


@require_GET
def gaps(request: HttpRequest) -> HttpResponse:
    """An official list with what of it is known: number, name, phase, lead, and what is not."""
    book, day = public_book(), local_today()
    members = book.of_set("circular-10-2023")
    known = [each for each in members if not each.named_gap]
    return page(
        request,
        "indicators/gaps.html",
        {
            "known": [(each, book.responsible(each.id, day)) for each in known],
            "gaps": [each for each in members if each.named_gap],
            "all": len(members),
            "source": load_catalog().sources["circular-10-2023"],
        },
    )


@require_GET
def indicator(request: HttpRequest, name: str) -> HttpResponse:
    """One indicator: chart, table, map, metadata, sources, downloads.

    ``?area=`` is drawn, ``?period=`` mapped, ``?vintage=`` the day whose knowledge is shown.
    """
    book = public_book()
    if name not in book.indicators:
        raise Http404
    definition, everything = book.indicators[name], public_statistics()
    vintages = sorted(set(everything.only([name]).frame["vintage"].to_list()), reverse=True)
    vintage = request.GET.get("vintage", "")
    if vintage not in vintages:
        vintage = ""
    points = list(everything.only([name]).latest(vintage).points())
    areas = sorted({p.area for p in points}, key=lambda a: (a != "vn", a))
    area = request.GET.get("area") or _richest(points)
    joined, lacking = _joined(everything.latest(vintage), book, area, name)
    periods = sorted({p.period for p in points if p.value is not None}, reverse=True)
    period = request.GET.get("period", "")
    if period not in periods:
        period = periods[0] if periods else ""
    # A number without a unit is shown bare.
    unit = Text("điểm", "points") if definition.unit == "1" else unit_words(definition.unit)
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
            "became": _named(book, book.became(area), new=True),
            "made_of": _named(book, book.parts_of(area), new=False),
            "joined": joined,
            "lacking": lacking,
            "period": period,
            "periods": periods,
            "vintage": vintage,
            "vintages": vintages,
            "map": _map(points, book, period, definition.name, unit),
            "chart": line_chart(_marks(points, area, joined), definition.name, unit, language()),
            "unit": unit,
            "statuses": STATUSES,
            "source": load_catalog().sources,
            "endings": ENDINGS,
            "invented": name in fictional(),
        },
    )


def _joined(
    known: Statistics, book: IndicatorBook, area: str, name: str
) -> tuple[list[DataPoint], list[Gap]]:
    """Values of an area's parts as its own, of periods in which it has none itself."""
    if not book.parts_of(area):
        return [], []
    definition = book.indicators[name]
    weights = definition.additive.removeprefix("mean:")
    concerned = known.only([name, weights] if weights else [name])
    found, lacking = on_boundaries(concerned, book, area)
    own = {(p.disaggregation, p.period) for p in known.only([name], [area]).points()}
    return (
        [
            p
            for p in sorted(found.points(), key=lambda p: p.year)
            if p.indicator == name and (p.disaggregation, p.period) not in own
        ],
        [gap for gap in lacking if gap.id.startswith(f"boundaries/{name}/")],
    )


def _named(
    book: IndicatorBook, lines: Sequence[Transfer], *, new: bool
) -> list[tuple[Text, float, date]]:
    """The other end of lines of the crosswalk: its name, the share, the day."""
    ends = [(line.new if new else line.old, line) for line in lines]
    return [(book.areas[end].name, line.share, line.day) for end, line in ends if end in book.areas]


def _marks(points: Sequence[DataPoint], area: str, joined: Sequence[DataPoint]) -> list[Mark]:
    chosen = [p for p in (*points, *joined) if p.area == area and not p.disaggregation]
    return [Mark(p.year, p.value, p.status) for p in sorted(chosen, key=lambda p: p.year)]


def _map(
    points: Sequence[DataPoint], book: IndicatorBook, period: str, name: Text, unit: Text
) -> str:
    """Values of a period on the areas that existed at its end, of the kinds that have values."""
    if not period:
        return ""
    values = {
        p.area: p.value
        for p in points
        if p.period == period and p.value is not None and not p.disaggregation
    }
    kinds = {book.areas[area].kind for area in values if area in book.areas}
    end = date(int(period[:4]), 12, 31)
    outlines = {
        area: shape
        for area, shape in shapes().items()
        if _is_there(book.areas.get(area), kinds, end)
    }
    names = {area: book.areas[area].name for area in outlines}
    return area_map(values, outlines, name, unit, language(), names)


def _is_there(area: Area | None, kinds: set[str], day: date) -> bool:
    return area is not None and area.kind in kinds and area.valid_on(day)


def _richest(points: Sequence[DataPoint]) -> str:
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
    answer = for_all(HttpResponse(text, content_type=kind))
    answer["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
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


@require_GET
def indicator_metadata(request: HttpRequest, name: str) -> HttpResponse:
    """What an indicator is, as JSON in both languages."""
    book = public_book()
    if name not in book.indicators:
        raise Http404
    each, agency = book.indicators[name], book.responsible(name, local_today())
    content: Mapping[str, Any] = {
        "agency": None if agency is None else agency.id,
        "code": each.code,
        "direction": each.direction,
        "disaggregations": list(each.disaggregations),
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
    return as_json(content)


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
    OWN: Text("Chỉ tiêu do ban quản lý công bố", "Indicators released by boards"),
}

urlpatterns = [
    path("indicators/", indicators, name="indicators"),
    path("indicators/circular-10-2023/", gaps, name="indicator-gaps"),
    path("indicators/<str:name>/", indicator, name="indicator"),
    path("indicators/<str:name>/data.<str:ending>", indicator_data, name="indicator-data"),
    path("indicators/<str:name>/metadata.json", indicator_metadata, name="indicator-metadata"),
    path("data/<str:zone>/<str:name>/v<int:version>.<str:ending>", dataset, name="dataset"),
]
