"""Footprints of what an enterprise makes: the list, one product, issuing, releasing."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_POST

from parkloop.analyses.tracing.figures import origin_label
from parkloop.analyses.tracing.parameters import EXCHANGE_RULES
from parkloop.analyses.tracing.stages import STAGES
from parkloop.errors import RequestError
from parkloop.findings import Finding, Severity
from parkloop.pact.reading import read_data_sets
from parkloop.reports.footprints import charts_of, footprint_sankey, vertex_name
from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.footprints.models import Issued, Partner, Receipt, Release, Stated
from parkloop_web.footprints.receipts import is_sound
from parkloop_web.footprints.traces import Scene, statements
from parkloop_web.pages.common import page, tell, warn
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at

_MOST_PATHS = 12
_STATED = ("ids", "name", "description", "classifications")
_AMOUNTS = ("fossil_carbon", "biogenic_carbon", "mass", "exempted")


@require_GET
@at(Need.READ, "enterprise")
def footprints(request: Asked, node: Node) -> HttpResponse:
    """What the enterprise makes in a year, with the footprint of each unit."""
    scene = Scene.of(node)
    year = scene.year(request.GET.get("year", ""))
    rule = request.GET.get("rule", EXCHANGE_RULES[0])
    rule = rule if rule in EXCHANGE_RULES else EXCHANGE_RULES[0]
    result = scene.trace(year, rule=rule) if year else None
    own = scene.own(result) if result else []
    return page(
        request,
        "footprints/list.html",
        {
            "node": node,
            "years": scene.years,
            "year": year,
            "rule": rule,
            "rules": EXCHANGE_RULES,
            "products": [one for one in own if not one.product.endswith("/service")],
            "problems": _errors(result.findings) if result else [],
            "issued": Issued.objects.filter(enterprise=node).order_by("-issued_at")[:20],
        },
    )


@require_GET
@at(Need.READ, "enterprise")
def footprint(request: Asked, node: Node) -> HttpResponse:
    """One product: interval, gases, stages, origins, paths, quality, other rules, issuing."""
    scene = Scene.of(node)
    year, product = scene.year(request.GET.get("year", "")), request.GET.get("product", "")
    try:
        result = scene.trace(year, products=(product,)) if year else None
    except RequestError as unknown:
        raise Http404 from unknown
    own = scene.own(result) if result else []
    if not own or result is None:
        raise Http404
    (one,) = own
    park = scene.snapshot.park
    sentence = Text(
        f"Từ nguồn phát thải đến một {one.unit} sản phẩm.",
        f"From where emissions begin to one {one.unit} of the product.",
    )
    gaps = {gap.id: gap for gap in result.gaps}
    return page(
        request,
        "footprints/product.html",
        {
            "node": node,
            "year": year,
            "years": scene.years,
            "one": one,
            "stages": [(STAGES[name], value) for name, value in one.stages.items()],
            "origins": [(origin_label(name), value) for name, value in one.origins.items()],
            "paths": [
                ([vertex_name(vertex, park) for vertex in path_.vertices], path_.value)
                for path_ in one.paths[:_MOST_PATHS]
            ],
            "gaps": [gaps[name] for name in one.gaps if name in gaps],
            "charts": charts_of(footprint_sankey(one, park), "chart-paths", sentence),
            "sentence": sentence,
            "other_rules": _other_rules(scene, year, product),
            "stated": _form(node, product),
            "may_edit": node.pk in request.identity.editable,
            "findings": [f for f in result.findings if f.rule.startswith("TRC")],
            "partners": Partner.objects.filter(enterprise=node, revoked_at=None),
            "issued": Issued.objects.filter(enterprise=node, product=product)
            .prefetch_related("releases__partner")
            .order_by("-issued_at"),
        },
    )


def _form(node: Node, product: str) -> dict[str, str]:
    """What was stated, as the form shows it; '' where nothing was."""
    content = statements(node)
    company = content.get("company", {})
    known = content.get("products", {}).get(product, {})
    found = {name: known.get(name, "") for name in (*_STATED, *_AMOUNTS)}
    found |= {"company": company.get("name", ""), "company_ids": company.get("ids", "")}
    return {n: " ".join(v) if isinstance(v, list) else str(v) for n, v in found.items()}


def _other_rules(scene: Scene, year: int, product: str) -> list[dict[str, Any]]:
    found = scene.compare(year, products=(product,))
    return [
        {
            "rule": one.rule,
            "allocation": one.allocation,
            "value": one.per_unit.get(product),
            "partial": product in one.partial,
            "sums": one.sums,
        }
        for one in found.under
    ]


def _errors(findings: tuple[Finding, ...]) -> list[Finding]:
    return [f for f in findings if f.severity is Severity.ERROR and f.rule.startswith("TRC")]


def _back(node: Node, product: str, year: str) -> HttpResponse:
    query = urlencode({"product": product, "year": year})
    return redirect(f"{reverse('footprint', kwargs={'code': node.code})}?{query}")


@require_POST
@at(Need.EDIT, "enterprise")
def state(request: Asked, node: Node) -> HttpResponse:
    """Keep what the enterprise states of itself and of one product."""
    product = request.POST.get("product", "")
    content = statements(node)
    content["company"] = {
        "name": request.POST.get("company", "").strip(),
        "ids": _words(request.POST.get("company_ids", "")),
    }
    given: dict[str, Any] = {
        name: _words(request.POST.get(name, ""))
        if name in ("ids", "classifications")
        else request.POST.get(name, "").strip()
        for name in _STATED
    }
    for name in _AMOUNTS:
        value = request.POST.get(name, "").strip().replace(",", ".")
        if not value:
            continue
        if not value.replace(".", "", 1).isdigit():
            warn(request, Text(f"“{value}” không phải số.", f"“{value}” is no number."))
            return _back(node, product, request.POST.get("year", ""))
        given[name] = value
    content["products"] = content.get("products", {}) | {product: given}
    Stated.objects.update_or_create(enterprise=node, defaults={"content": content})
    tell(request, Text("Đã lưu thông tin công bố.", "What is stated has been kept."))
    return _back(node, product, request.POST.get("year", ""))


def _words(text: str) -> list[str]:
    return [word for word in text.replace(",", " ").split() if word]


@require_POST
@at(Need.EDIT, "enterprise")
def issue(request: Asked, node: Node) -> HttpResponse:
    """Make the data set of a product; what stands in the way is told."""
    scene, product = Scene.of(node), request.POST.get("product", "")
    year, gwp_set = scene.year(request.POST.get("year", "")), request.POST.get("gwp", "AR6")
    if product not in statements(node).get("products", {}):
        warn(request, Text("Hãy lưu thông tin công bố trước.", "State the product first."))
        return _back(node, product, str(year))
    try:
        result = scene.issue(year, product, gwp_set, timezone.now().replace(microsecond=0), None)
    except RequestError as refused:
        raise Http404 from refused
    made = result.value.sets.get(product)
    problems = [f for f in result.findings if f.rule.startswith(("FPT", "PCT"))]
    problems += read_data_sets(dict(made.document)).findings if made else ()
    for finding in problems:
        warn(
            request,
            Text(
                f"{finding.message.vi} {finding.remedy.vi}",
                f"{finding.message.en} {finding.remedy.en}",
            ),
        )
    if made is not None and not any(f.severity is Severity.ERROR for f in problems):
        Issued.objects.update_or_create(
            number=UUID(made.id),
            defaults={
                "enterprise": node,
                "product": product,
                "year": year,
                "document": dict(made.document),
                "ledger_hash": result.provenance.ledger_hash,
                "catalog_hash": result.provenance.catalog_hash,
                "issued_by": request.identity.person,
            },
        )
        tell(request, Text("Đã lập bộ dữ liệu.", "The data set has been made."))
    return _back(node, product, str(year))


@require_POST
@at(Need.EDIT, "enterprise")
def release(request: Asked, node: Node) -> HttpResponse:
    """Let a partner receive a data set until a day, or withdraw it."""
    issued = get_object_or_404(Issued, enterprise=node, pk=_number(request.POST.get("issued", "")))
    partner = get_object_or_404(
        Partner, enterprise=node, pk=_number(request.POST.get("partner", ""))
    )
    if request.POST.get("act") == "withdraw":
        Release.objects.filter(issued=issued, partner=partner).update(withdrawn_at=timezone.now())
        tell(request, Text("Đã thu hồi.", "It has been withdrawn."))
        return _back(node, issued.product, str(issued.year))
    until = parse_date(request.POST.get("until", ""))
    if until is None or until < timezone.localdate():
        warn(request, Text("Hãy nêu ngày kết thúc sau hôm nay.", "State an end after today."))
        return _back(node, issued.product, str(issued.year))
    Release.objects.update_or_create(
        issued=issued,
        partner=partner,
        defaults={
            "enterprise": node,
            "valid_until": datetime.combine(until, time(23, 59, 59), tzinfo=UTC),
            "withdrawn_at": None,
            "given_by": request.identity.person,
        },
    )
    tell(
        request,
        Text(
            f"{partner.name} nhận được bộ dữ liệu này đến hết {until:%d/%m/%Y}.",
            f"{partner.name} may receive this data set until {until:%d %b %Y}.",
        ),
    )
    return _back(node, issued.product, str(issued.year))


def _number(text: str) -> int:
    if not text.isdigit():
        raise Http404
    return int(text)


@require_GET
@at(Need.READ, "enterprise")
def receipts(request: Asked, node: Node) -> HttpResponse:
    """Who received what, and whether each row still says what was signed."""
    rows = (
        Receipt.objects.filter(enterprise=node)
        .select_related("partner", "issued")
        .order_by("-at", "-pk")[:200]
    )
    return page(
        request,
        "footprints/receipts.html",
        {"node": node, "rows": [(row, is_sound(row)) for row in rows]},
    )


urlpatterns = [
    path("p/<str:code>/footprints/", footprints, name="footprints"),
    path("p/<str:code>/footprints/product/", footprint, name="footprint"),
    path("p/<str:code>/footprints/state/", state, name="footprint-state"),
    path("p/<str:code>/footprints/issue/", issue, name="footprint-issue"),
    path("p/<str:code>/footprints/release/", release, name="footprint-release"),
    path("p/<str:code>/footprints/received/", receipts, name="footprint-receipts"),
]
