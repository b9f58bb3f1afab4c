"""Indices of a zone: methods as versions, every stage, coherence, what-if, comparison, report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parkloop.analyses.index.compare import Comparison
from parkloop.analyses.index.whatif import Supposed
from parkloop.errors import InputRefused, ParkloopError, RequestError
from parkloop.reports.document import Document
from parkloop.reports.index_report import FACTOR_NAMES, index_document
from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.design.typed import typed_number
from parkloop_web.indicators.analysing import (
    AGAINST,
    ALIKE,
    KINDS,
    STAGES,
    coherence_of,
    removals,
    stage_of,
    unit_of,
    weights_of,
)
from parkloop_web.indicators.disclosing import publishable
from parkloop_web.indicators.indexing import (
    Built,
    build,
    compared,
    name_of,
    periods_of,
    ranked,
    read_method,
)
from parkloop_web.indicators.intake import release_index
from parkloop_web.indicators.models import Record
from parkloop_web.indicators.shelf import (
    add_record,
    book_of,
    everything,
    newest,
    record_of,
    refuse_name,
)
from parkloop_web.indicators.varying import (
    index_content,
    interval_of,
    variation,
    varied_of,
    vary_later,
)
from parkloop_web.pages.common import local_today, page, tell, warn
from parkloop_web.pages.open_data import REPORTS, report
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at

_AT_ZONE = at(Need.OVERSEE, "zone")


@require_http_methods(["GET", "POST"])
@_AT_ZONE
def zone_indexes(request: Asked, zone: Node) -> HttpResponse:
    """Methods of the zone; POST keeps a new version of one, if it can be read and applied.

    ``?from=METHOD`` begins with the newest version of a method.
    """
    text, problems = request.POST.get("method", ""), []
    if request.method == "POST":
        try:
            code = keep_method(zone, read_method(text), request)
        except InputRefused as refused:
            problems = [finding.message for finding in refused.findings] or [refused.text]
        except ParkloopError as wrong:
            problems = [wrong.text]
        else:
            return redirect("zone-index", code=zone.code, method=code)
    elif begin := request.GET.get("from", ""):
        text = _yaml(record_of(zone, Record.Kind.METHOD, begin))
    return page(
        request,
        "indicators/zone_indexes.html",
        {
            "zone": zone,
            "methods": newest(zone, Record.Kind.METHOD),
            "text": text,
            "problems": problems,
        },
        status=422 if problems else 200,
    )


def keep_method(zone: Node, content: Any, request: Asked) -> str:
    """Keep a version of a method that can be applied to the zone's data; returns its id."""
    built = build(content, everything(zone), book_of(zone))
    refuse_name(built.method.id)
    add_record(zone, Record.Kind.METHOD, built.method.id, content, request.identity.person)
    return built.method.id


def _yaml(record: Record) -> str:
    return yaml.safe_dump(record.content, allow_unicode=True, sort_keys=False)


@dataclass(frozen=True)
class _Scene:
    """A version of a method applied to the zone's data, seen at a period."""

    zone: Node
    record: Record
    built: Built
    period: str

    def page(self, request: Asked, name: str, more: dict[str, Any]) -> HttpResponse:
        labels = {each.id: each.name for each in self.built.method.indicators}
        labels |= {node.id: node.name for node in self.built.method.nodes}
        context = {
            "zone": self.zone,
            "record": self.record,
            "built": self.built,
            "of": self.built.result.value,
            "labels": labels,
            "period": self.period,
            "periods": periods_of(self.built),
            "name_of": lambda row: name_of(self.built, row),
            "versions": _versions(self.record),
            "reports": REPORTS,
            "problem": None,
        }
        return page(request, f"indicators/{name}.html", {**context, **more})


def _versions(record: Record) -> Any:
    same = Record.objects.filter(zone=record.zone, kind=record.kind, code=record.code)
    return same.order_by("-version")


def _scene(request: Asked, zone: Node, method: str) -> _Scene:
    record = record_of(zone, Record.Kind.METHOD, method, request.GET.get("version", ""))
    built = build(record.content, everything(zone), book_of(zone))
    known = periods_of(built)
    period = request.GET.get("period", "")
    return _Scene(zone, record, built, period if period in known else (known or [""])[0])


def _refused(request: Asked, zone: Node, method: str, wrong: ParkloopError) -> HttpResponse:
    record = record_of(zone, Record.Kind.METHOD, method, request.GET.get("version", ""))
    context = {"zone": zone, "record": record, "problem": wrong.text, "versions": _versions(record)}
    return page(request, "indicators/zone_index.html", context, status=422)


@require_GET
@_AT_ZONE
def zone_index(request: Asked, zone: Node, method: str) -> HttpResponse:
    """Ranks with intervals, what moves them, what-if (``unit``, ``indicator``, ``value``)."""
    try:
        scene = _scene(request, zone, method)
        varied = variation(scene.record, scene.built)
        moved = _supposed(scene.built, request)
    except ParkloopError as wrong:
        return _refused(request, zone, method, wrong)
    if varied is None:
        vary_later(scene.record, request.identity.person, public=False)
    return scene.page(
        request,
        "zone_index",
        {
            "rows": [
                {**row, "interval": interval_of(varied, row["row"])}
                for row in ranked(scene.built, scene.period)
            ],
            "varied": varied,
            "factors": FACTOR_NAMES,
            "moved": moved,
            "asked": request.GET,
            "text": _yaml(scene.record),
        },
    )


@require_GET
@_AT_ZONE
def zone_index_stages(request: Asked, zone: Node, method: str) -> HttpResponse:
    """The table of a stage (``?stage=``) of a period."""
    try:
        scene = _scene(request, zone, method)
    except ParkloopError as wrong:
        return _refused(request, zone, method, wrong)
    name = request.GET.get("stage", "")
    name = name if name in STAGES else "observed"
    more = {"stages": STAGES, "stage": name, "table": stage_of(scene.built, name, scene.period)}
    return scene.page(request, "zone_index_stages", more)


@require_GET
@_AT_ZONE
def zone_index_coherence(request: Asked, zone: Node, method: str) -> HttpResponse:
    """Correlations (``?kind=``), Cronbach's alpha, components, effective weights, removals."""
    try:
        scene = _scene(request, zone, method)
        left_out = removals(scene.built)
    except ParkloopError as wrong:
        return _refused(request, zone, method, wrong)
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else KINDS[0]
    return scene.page(
        request,
        "zone_index_coherence",
        {
            "kinds": KINDS,
            "kind": kind,
            "groups": coherence_of(scene.built, kind),
            "weights": weights_of(scene.built),
            "removals": left_out,
            "alike": ALIKE,
            "against": AGAINST,
        },
    )


@require_GET
@_AT_ZONE
def zone_index_unit(request: Asked, zone: Node, method: str, unit: str) -> HttpResponse:
    """One unit: strengths, weaknesses, and every indicator from observation to score."""
    try:
        scene = _scene(request, zone, method)
    except ParkloopError as wrong:
        return _refused(request, zone, method, wrong)
    row = f"{unit}@{scene.period}" if scene.period else unit
    if row not in scene.built.result.value.rows:
        raise Http404
    more = {"row": row, "unit": unit, "seen": unit_of(scene.built, row)}
    return scene.page(request, "zone_index_unit", more)


@require_GET
@_AT_ZONE
def zone_index_compare(request: Asked, zone: Node, method: str) -> HttpResponse:
    """Two versions or periods side by side; a change taken apart into units, data and method."""
    try:
        scene = _scene(request, zone, method)
    except ParkloopError as wrong:
        return _refused(request, zone, method, wrong)
    chosen = _chosen(request, scene)
    more: dict[str, Any] = {"found": None, "refusal": None, **chosen}
    try:
        more["found"] = _comparison(scene, chosen)
    except RequestError as wrong:
        more["refusal"] = wrong.text
    return scene.page(request, "zone_index_compare", more)


def _chosen(request: Asked, scene: _Scene) -> dict[str, str]:
    """By default the newest period against the one before in which two units have scores."""
    scored = [p for p in periods_of(scene.built) if len(_scored(scene.built, p)) > 1] or [""]
    return {
        "before_period": request.GET.get("before_period", (scored[1:] or scored)[0]),
        "after_period": request.GET.get("after_period", scored[0]),
        "before_version": request.GET.get("before_version", str(scene.record.version)),
    }


def _scored(built: Built, period: str) -> list[str]:
    return [row["row"] for row in ranked(built, period) if row["rank"] is not None]


def _comparison(scene: _Scene, chosen: dict[str, str]) -> Comparison:
    version = chosen["before_version"]
    record = record_of(scene.zone, Record.Kind.METHOD, scene.record.code, version)
    old = scene.built
    if record.pk != scene.record.pk:
        old = build(record.content, everything(scene.zone), book_of(scene.zone))
    return compared((old, chosen["before_period"]), (scene.built, chosen["after_period"]))


@require_GET
@_AT_ZONE
def zone_index_report(request: Asked, zone: Node, method: str, ending: str) -> HttpResponse:
    """The report of an index: its method prints itself."""
    scene = _scene(request, zone, method)

    def made() -> Document:
        varied = varied_of(scene.built)
        uncertainty = None if varied is None else (varied.statistics, varied.sobol)
        result, data = scene.built.result, scene.built.data
        return index_document(result, data, local_today(), uncertainty, public=False)

    return report(made, f"{method}-v{scene.record.version}", ending)


@require_POST
@_AT_ZONE
def index_release(request: Asked, zone: Node, method: str) -> HttpResponse:
    """Show the index to everybody, as it is computed now from what is free for publication."""
    record = record_of(zone, Record.Kind.METHOD, method)
    try:
        tell(request, _released(request, record))
    except ParkloopError as wrong:
        warn(request, wrong.text)
    return redirect("zone-index", code=zone.code, method=method)


def _released(request: Asked, record: Record) -> Text:
    """Release an index, or have it computed first; what to say of it."""
    zone, person = record.zone, request.identity.person
    built = build(record.content, publishable(zone), book_of(zone))
    varied = variation(record, built)
    if varied is None:
        vary_later(record, person, public=True)
        return Text(
            "Khoảng hạng đang được tính; hãy công bố lại khi có thông báo đã xong.",
            "The rank intervals are being computed; release again when a notice says that they "
            "are done.",
        )
    made = release_index(zone, record, index_content(built, varied), person)
    return Text(
        f"Đã công bố chỉ số, phiên bản {made.version}.",
        f"The index was released, version {made.version}.",
    )


def _supposed(built: Built, request: Asked) -> Comparison | None:
    """The comparison that a question asks for; None without a question."""
    value = request.GET.get("value", "").strip()
    if not value:
        return None
    relative = value.endswith("%")
    number = typed_number(value.rstrip("% "))
    row, column = request.GET.get("unit", ""), request.GET.get("indicator", "")
    return built.supposed([Supposed(row, column, number / 100 if relative else number, relative)])


_AT = "z/<str:code>/indexes/<str:method>/"
urlpatterns = [
    path("z/<str:code>/indexes/", zone_indexes, name="zone-indexes"),
    path(_AT, zone_index, name="zone-index"),
    path(f"{_AT}stages/", zone_index_stages, name="zone-index-stages"),
    path(f"{_AT}coherence/", zone_index_coherence, name="zone-index-coherence"),
    path(f"{_AT}compare/", zone_index_compare, name="zone-index-compare"),
    path(f"{_AT}units/<str:unit>/", zone_index_unit, name="zone-index-unit"),
    path(f"{_AT}report.<str:ending>", zone_index_report, name="zone-index-report"),
    path(f"{_AT}release/", index_release, name="index-release"),
]
