"""Footprints of what an enterprise makes: the list, one product, issuing, releasing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_POST

from parkloop.analyses.tracing.parameters import ALLOCATIONS, EXCHANGE_RULES
from parkloop.errors import RequestError
from parkloop.pact.fields import UNITS
from parkloop.reports.footprint_names import ALLOCATIONS as ALLOCATION_WORDS
from parkloop.reports.footprint_names import RULES
from parkloop.reports.numbers import number, unit_words
from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.design.typed import typed_amount
from parkloop_web.footprints.keeping import before
from parkloop_web.footprints.models import (
    WAY_WORDS,
    Issued,
    Kept,
    Partner,
    Receipt,
    Release,
    Stated,
)
from parkloop_web.footprints.pictures import PRODUCT, PRODUCTS
from parkloop_web.footprints.publishing import TOO_EARLY, issue_set, release_to
from parkloop_web.footprints.receipts import is_sound
from parkloop_web.footprints.traces import Scene, is_made_by, statements
from parkloop_web.pages.agreed import agreed_form, bought_form
from parkloop_web.pages.common import page, tell, warn
from parkloop_web.pages.traced import answer_to, show
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at

_STATED = ("ids", "name", "description", "classifications")
_AMOUNTS = ("fossil_carbon", "biogenic_carbon", "mass", "exempted")


@require_GET
@at(Need.READ, "enterprise")
def footprints(request: Asked, node: Node) -> HttpResponse:
    """What the enterprise makes in a year, with the footprint of each unit."""
    scene = Scene.of(node)
    year = scene.year(request.GET.get("year", ""))
    rule = _chosen(request, "rule", EXCHANGE_RULES)
    allocation = _chosen(request, "allocation", ALLOCATIONS)
    kept: Kept | HttpResponse | None = None
    if year:
        asking = {"year": year, "rule": rule, "allocation": allocation}
        kept = answer_to(request, scene, PRODUCTS, asking)
    context = {
        "node": node,
        "years": scene.years,
        "year": year,
        "rule": rule,
        "rules": RULES,
        "allocation": allocation,
        "allocations": ALLOCATION_WORDS,
        "issued": Issued.objects.filter(enterprise=node).order_by("-issued_at")[:20],
    }
    return show(request, "footprints/list.html", kept, context)


def _chosen(request: Asked, name: str, known: tuple[str, ...]) -> str:
    given = request.GET.get(name, "")
    return given if given in known else known[0]


@require_GET
@at(Need.READ, "enterprise")
def footprint(request: Asked, node: Node) -> HttpResponse:
    """One product: interval, gases, stages, origins, paths, quality, other rules, issuing."""
    scene = Scene.of(node)
    year, product = scene.year(request.GET.get("year", "")), request.GET.get("product", "")
    if not year or not is_made_by(scene, product):
        raise Http404
    kept = answer_to(request, scene, PRODUCT, {"year": year, "product": product})
    missing = kept.numbers["gaps"] if isinstance(kept, Kept) else []
    context = {
        "node": node,
        "year": year,
        "years": scene.years,
        "product": product,
        "stated": _form(node, product),
        "before": before(kept) if isinstance(kept, Kept) else None,
        "agreed": agreed_form(node, scene, product),
        "bought": bought_form(node, scene, missing),
        "may_edit": node.pk in request.identity.editable,
        "partners": Partner.objects.filter(enterprise=node, revoked_at=None),
        "issued": Issued.objects.filter(enterprise=node, product=product)
        .prefetch_related("releases__partner")
        .order_by("-issued_at"),
    }
    return show(request, "footprints/product.html", kept, context)


def _form(node: Node, product: str) -> dict[str, str]:
    """What was stated, as the form shows it; '' where nothing was."""
    content = statements(node)
    company = content.get("company", {})
    known = content.get("products", {}).get(product, {})
    found = {name: known.get(name, "") for name in (*_STATED, *_AMOUNTS)}
    found |= {"company": company.get("name", ""), "company_ids": company.get("ids", "")}
    return {n: " ".join(v) if isinstance(v, list) else str(v) for n, v in found.items()}


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
        value = request.POST.get(name, "").strip()
        if not value:
            continue
        try:
            given[name] = f"{typed_amount(value):.15g}"
        except RequestError as wrong:
            warn(request, wrong.text)
            return _back(node, product, request.POST.get("year", ""))
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
    year, gwp_set = scene.year(request.POST.get("year", "")), request.POST.get("gwp", "AR5")
    try:
        outcome = issue_set(scene, year, product, gwp_set, request.identity.person, timezone.now())
    except RequestError as refused:
        warn(request, refused.text)
        return _back(node, product, str(year))
    for finding in outcome.problems:
        warn(
            request,
            Text(
                f"{finding.message.vi} {finding.remedy.vi}",
                f"{finding.message.en} {finding.remedy.en}",
            ),
        )
    if outcome.issued is not None:
        tell(request, _made(outcome.issued, gwp_set))
    return _back(node, product, str(year))


def _made(issued: Issued, gwp_set: str) -> Text:
    """What the data set says, which may differ from the page in another set of potentials."""
    made = issued.data_set
    value, unit = number(float(made.per_unit), 4), unit_words(f"kg CO2e/{UNITS[made.unit]}")
    return Text(
        f"Đã lập bộ dữ liệu: {value.vi} {unit.vi} theo {gwp_set}.",
        f"The data set has been made: {value.en} {unit.en} in {gwp_set}.",
    )


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
    try:
        if until is None:
            raise RequestError(TOO_EARLY)
        release_to(issued, partner, until, request.identity.person, timezone.localdate())
    except RequestError as refused:
        warn(request, refused.text)
        return _back(node, issued.product, str(issued.year))
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
        {"node": node, "rows": [(row, is_sound(row)) for row in rows], "ways": WAY_WORDS},
    )


urlpatterns = [
    path("p/<str:code>/footprints/", footprints, name="footprints"),
    path("p/<str:code>/footprints/product/", footprint, name="footprint"),
    path("p/<str:code>/footprints/state/", state, name="footprint-state"),
    path("p/<str:code>/footprints/issue/", issue, name="footprint-issue"),
    path("p/<str:code>/footprints/release/", release, name="footprint-release"),
    path("p/<str:code>/footprints/received/", receipts, name="footprint-receipts"),
]
