"""CBAM of an enterprise; carbon embodied in the streams of a park, and exchanges by rule."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from parkloop.reports.cbam import render_cbam_xlsx
from parkloop.reports.footprint_names import Names
from parkloop_web.accounts.middleware import Asked
from parkloop_web.footprints.models import Kept
from parkloop_web.footprints.pictures import CARRIED, CBAM
from parkloop_web.footprints.traces import Scene, agreements
from parkloop_web.pages.agreed import Line, line_of
from parkloop_web.pages.traced import answer_to, show
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@at(Need.READ, "enterprise")
def cbam(request: Asked, node: Node) -> HttpResponse:
    """Embedded emissions per CN code, the default with its mark-up, what own data save."""
    scene = Scene.of(node)
    year = scene.year(request.GET.get("year", ""))
    import_year, codes = _import_year(request, scene, year), _codes(request)
    if year and request.GET.get("format") == "xlsx":
        return _workbook(scene, year, import_year, codes)
    kept: Kept | HttpResponse | None = None
    if year:
        asking = {"year": year, "import": import_year, "codes": codes}
        kept = answer_to(request, scene, CBAM, asking)
    context = {
        "node": node,
        "years": scene.years,
        "year": year,
        "import_year": import_year,
        "codes": codes,
        "download": _download(request, year, import_year),
    }
    return show(request, "footprints/cbam.html", kept, context)


def _workbook(scene: Scene, year: int, import_year: int, codes: dict[str, str]) -> HttpResponse:
    result = scene.cbam(year, import_year, codes=codes)
    answer = HttpResponse(render_cbam_xlsx(result, scene.snapshot.park), content_type=_XLSX)
    name = f"cbam-{scene.place.code}-{import_year}.xlsx"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _download(request: Asked, year: int, import_year: int) -> str:
    codes = [("cn", f"{name}={code}") for name, code in _codes(request).items()]
    pairs = [("year", str(year)), ("import", str(import_year)), *codes, ("format", "xlsx")]
    return f"?{urlencode(pairs)}"


def _import_year(request: Asked, scene: Scene, year: int) -> int:
    """The year asked for; else that of the data, but not before the mechanism began."""
    text = request.GET.get("import", "")
    if text.isdigit() and len(text) == 4:
        return int(text)
    begun = min((row.year for row in scene.catalog.cbam.schedule), default=year)
    return max(year, begun)


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
    kept: Kept | HttpResponse | None = None
    if year:
        kept = answer_to(request, scene, CARRIED, {"year": year})
    holder = scene.holder
    may_agree = holder is not None and holder.pk in request.identity.editable
    context = {
        "node": node,
        "years": scene.years,
        "year": year,
        "may_agree": may_agree,
        "agreed": _agreed(scene, holder, kept)
        if may_agree and holder and isinstance(kept, Kept)
        else (),
    }
    return show(request, "footprints/carried.html", kept, context)


def _agreed(scene: Scene, holder: Node, kept: Kept) -> tuple[Line, ...]:
    """Every by-product that is exchanged, and the products that its giver makes beside it."""
    names, known = Names(scene.snapshot.park, scene.catalog), agreements(holder)
    exchanged = {f"{each['giver']}/{each['stream']}": True for each in kept.content["exchanges"]}
    givers = {key.partition("/")[0] for key in exchanged}
    beside = {
        one["product"]: False
        for one in kept.numbers["products"]
        if one["product"].partition("/")[0] in givers and one["stream"]
    }
    return tuple(
        line_of(key, names, known, is_exchange=is_exchange)
        for key, is_exchange in sorted((beside | exchanged).items())
    )


urlpatterns = [
    path("p/<str:code>/cbam/", cbam, name="cbam"),
    path("p/<str:code>/carbon/", carried, name="carried"),
]
