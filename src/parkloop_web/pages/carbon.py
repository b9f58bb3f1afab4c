"""CBAM of an enterprise; carbon embodied in the streams of a park, and exchanges by rule."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from parkloop.reports.cbam import render_cbam_xlsx
from parkloop_web.accounts.middleware import Asked
from parkloop_web.footprints.traces import Scene
from parkloop_web.pages.common import page
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_STREAMS = 200


@require_GET
@at(Need.READ, "enterprise")
def cbam(request: Asked, node: Node) -> HttpResponse:
    """Embedded emissions per CN code, the default with its mark-up, what own data save."""
    scene = Scene.of(node)
    year = scene.year(request.GET.get("year", ""))
    import_year = _import_year(request, year)
    result = scene.cbam(year, import_year, codes=_codes(request)) if year else None
    if result and request.GET.get("format") == "xlsx":
        content = render_cbam_xlsx(result, scene.snapshot.park)
        answer = HttpResponse(content, content_type=_XLSX)
        name = f"cbam-{node.code}-{import_year}.xlsx"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    trace = scene.trace(year) if year else None
    goods = [one for one in result.value.goods if one.installation == node.code] if result else []
    known = {one.product for one in goods}
    others = [f for f in scene.own(trace) if f.product not in known] if trace else []
    return page(
        request,
        "footprints/cbam.html",
        {
            "node": node,
            "years": scene.years,
            "year": year,
            "import_year": import_year,
            "goods": goods,
            "others": [f for f in others if f.unit == "kg"],
            "findings": [f for f in result.findings if f.rule.startswith("CBM")] if result else [],
            "gaps": result.gaps if result else (),
            "codes": _codes(request),
            "download": _download(request, year, import_year),
        },
    )


def _download(request: Asked, year: int, import_year: int) -> str:
    codes = [("cn", f"{name}={code}") for name, code in _codes(request).items()]
    pairs = [("year", str(year)), ("import", str(import_year)), *codes, ("format", "xlsx")]
    return f"?{urlencode(pairs)}"


def _import_year(request: Asked, year: int) -> int:
    text = request.GET.get("import", "")
    return int(text) if text.isdigit() and len(text) == 4 else year


def _codes(request: Asked) -> dict[str, str]:
    """Codes of products in the address: cn=PRODUCT=CODE, and the one just stated."""
    pairs = [value.rpartition("=") for value in request.GET.getlist("cn")]
    found = [(name, code) for name, _, code in pairs]
    found.append((request.GET.get("cn_product", ""), request.GET.get("cn_code", "")))
    return {name: code for name, code in found if name and code.replace(" ", "").isdigit()}


@require_GET
@at(Need.READ, "park")
def carried(request: Asked, node: Node) -> HttpResponse:
    """Carbon embodied in every stream of the park, and what each rule of exchange gives."""
    scene = Scene.of(node)
    year = scene.year(request.GET.get("year", ""))
    result = scene.trace(year) if year else None
    comparison = scene.compare(year) if year else None
    streams = sorted(
        result.value.carried if result else (), key=lambda c: (-abs(c.carried), c.stream, c.giver)
    )
    return page(
        request,
        "footprints/carried.html",
        {
            "node": node,
            "years": scene.years,
            "year": year,
            "streams": streams[:_MOST_STREAMS],
            "hidden": max(0, len(streams) - _MOST_STREAMS),
            "comparison": comparison,
            "exchanges": [c for c in streams if c.kind == "exchange"],
        },
    )


urlpatterns = [
    path("p/<str:code>/cbam/", cbam, name="cbam"),
    path("p/<str:code>/carbon/", carried, name="carried"),
]
