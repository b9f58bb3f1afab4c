"""The public portal, and the board's gate to it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from parkloop.disclosure import Withheld
from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.pages.common import page, tell
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at
from parkloop_web.studies.asking import newest
from parkloop_web.studies.models import Publication
from parkloop_web.studies.publishing import COMPARED, EMISSIONS, PEERS, SHOWN, prepare, publish

FIGURES = {
    "total": (Text("Phát thải, phạm vi 1 + 2", "Emissions, scopes 1 + 2"), "t CO₂e"),
    "scope-1": (Text("Phạm vi 1, trực tiếp", "Scope 1, direct"), "t CO₂e"),
    "scope-2": (Text("Phạm vi 2, theo vị trí", "Scope 2, location-based"), "t CO₂e"),
    "toe": (Text("Năng lượng đã dùng", "Energy used"), "toe"),
}


@require_http_methods(["GET", "POST"])
@at(Need.OVERSEE, "zone")
def gate(request: Asked, node: Node) -> HttpResponse:
    """What the public would see of a year, what is held back and why; released by one act."""
    study = newest(node)
    years = sorted(study.summary, reverse=True) if study else []
    year = request.POST.get("year") or request.GET.get("year") or (years[0] if years else "")
    if study and year not in study.summary:
        raise Http404
    if request.method == "POST" and study:
        released = publish(study, year, request.identity.person, timezone.now())
        tell(
            request,
            Text(
                f"Đã công bố năm {year}, bản {released.version}.",
                f"{year} is public now, version {released.version}.",
            ),
        )
        return redirect("publish", code=node.code)
    return page(
        request,
        "portal/gate.html",
        {
            "node": node,
            "study": study,
            "year": year,
            "years": years,
            "content": prepare(study, year) if study else None,
            "figures": FIGURES,
            "shown": SHOWN,
            "withheld": {reason.value: reason.words for reason in Withheld},
            "names": {place.code: place.name for place in Node.objects.filter(zone=node)},
            "earlier": Publication.objects.filter(zone=node, kind=EMISSIONS).order_by(
                "-released_at"
            ),
        },
    )


def _public(zone: str, period: str, version: str = "") -> Publication:
    found = Publication.objects.filter(
        kind=EMISSIONS, period=period, content__zone=zone, withdrawn_at=None
    )
    if version.isdigit():
        found = found.filter(version=int(version))
    publication = found.order_by("-version").first()
    if publication is None:
        raise Http404
    return publication


@require_GET
def portal(request: Asked) -> HttpResponse:
    """Everything that has been released, the newest version of each year."""
    newest_of: dict[tuple[int, str], Publication] = {}
    for each in Publication.objects.filter(kind=EMISSIONS, withdrawn_at=None).order_by("version"):
        newest_of[each.zone_id, each.period] = each
    return page(
        request,
        "portal/portal.html",
        {
            "publications": sorted(newest_of.values(), key=lambda p: p.period, reverse=True),
            "figures": FIGURES,
        },
    )


@require_GET
def released(request: Asked, zone: str, period: str) -> HttpResponse:
    """A released year: chart, table, what is held back, downloads; ``?version=`` stays."""
    publication = _public(zone, period, request.GET.get("version", ""))
    return page(
        request,
        "portal/year.html",
        {
            "publication": publication,
            "content": publication.content,
            "figures": FIGURES,
            "shown": SHOWN,
            "withheld": {reason.value: reason.words for reason in Withheld},
        },
    )


@require_GET
def download(request: Asked, zone: str, period: str, form: str) -> HttpResponse:
    """The same as JSON or CSV, at an address that stays for a version."""
    publication = _public(zone, period, request.GET.get("version", ""))
    name = f"parkloop-{zone}-{period}-v{publication.version}.{form}"
    answer: HttpResponse
    if form == "json":
        answer = JsonResponse({**publication.content, "version": publication.version})
    elif form == "csv":
        answer = HttpResponse(_csv(publication.content), content_type="text/csv; charset=utf-8")
    else:
        raise Http404
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _csv(content: dict[str, Any]) -> str:
    written = io.StringIO()
    out = csv.writer(written)
    out.writerow(["figure", "unit", "place", "year", "value", "partial", "withheld"])
    for name in SHOWN:
        for place, cell in content["figures"].get(name, {}).items():
            value = "" if cell["value"] is None else repr(cell["value"])
            said = "yes" if cell.get("partial") else ""
            unit = FIGURES[name][1]
            out.writerow([name, unit, place, content["year"], value, said, cell["withheld"]])
    return written.getvalue()


@require_GET
@at(Need.READ, "enterprise")
def peers(request: Asked, node: Node) -> HttpResponse:
    """An enterprise against the band of its peers, as its board has released it."""
    study = newest(node)
    bands = (
        Publication.objects.filter(zone_id=node.zone_id, kind=PEERS, withdrawn_at=None)
        .order_by("-period", "-version")
        .first()
    )
    rows = []
    if bands is not None:
        own = (study.summary.get(bands.period, {}) if study else {}).get(node.code, {})
        for name in COMPARED:
            groups = bands.content.get(name, {})
            group = node.industry[:2] if node.industry[:2] in groups else ""
            if group in groups:
                band = groups[group]
                rows.append((name, own.get(name), band, group, _standing(own.get(name), band)))
    return page(
        request,
        "peers/peers.html",
        {"node": node, "rows": rows, "bands": bands, "figures": FIGURES, "study": study},
    )


def _standing(own: float | None, band: Mapping[str, float]) -> Text:
    """Where an enterprise lies against the middle half of its peers, in a sentence."""
    if own is None:
        return Text("Số của bạn chưa tính được.", "Your own figure could not be computed.")
    if own > band["high"]:
        return Text("Cao hơn khoảng giữa của nhóm.", "Above the middle half of the group.")
    if own < band["low"]:
        return Text("Thấp hơn khoảng giữa của nhóm.", "Below the middle half of the group.")
    return Text("Nằm trong khoảng giữa của nhóm.", "Within the middle half of the group.")


urlpatterns = [
    path("public/", portal, name="portal"),
    path("public/<str:zone>/<str:period>/", released, name="released"),
    path("public/<str:zone>/<str:period>.<str:form>", download, name="released-download"),
    path("p/<str:code>/publish/", gate, name="publish"),
    path("p/<str:code>/peers/", peers, name="peers"),
]
