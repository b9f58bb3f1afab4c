"""The land of a zone or a park: its parks and plots on a map, who holds them, taken in by the board
from GeoJSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.design.jinja import number
from parkloop_web.design.maps import Drawing, Shape, drawing_of
from parkloop_web.pages.common import page, say, tell
from parkloop_web.parks.land import LandPlan, plan_land, take_land
from parkloop_web.parks.models import Node, Plot
from parkloop_web.parks.rights import Need, at
from parkloop_web.studies.asking import newest
from parkloop_web.studies.models import Study, StudyView

#: Classes of land that have words of their own; another is shown as it was given.
LAND_CLASSES: Final = {
    "industrial": Text("đất công nghiệp", "industrial land"),
    "utilities": Text("đất hạ tầng kỹ thuật", "land for utilities"),
    "green": Text("đất cây xanh", "green land"),
    "roads": Text("đất giao thông", "roads"),
    "services": Text("đất dịch vụ", "land for services"),
}
PARK, HELD, FREE = "fresh-water", "products", "context"


@dataclass(frozen=True, slots=True)
class Emissions:
    """The newest total of a park [t CO2e], its year, and how complete it is in words."""

    year: str
    total: float | None
    mark: str
    words: Text | None


@dataclass(frozen=True, slots=True)
class ParkLand:
    """A park with its plots; areas [ha] as stated, ``area`` None where the register has none."""

    node: Node
    area: float | None
    plots: tuple[Plot, ...]
    emissions: Emissions | None

    @property
    def held(self) -> float:
        return float(sum((p.area_ha or Decimal(0)) for p in self.plots if p.enterprise_id))

    @property
    def holders(self) -> int:
        return len({plot.enterprise_id for plot in self.plots if plot.enterprise_id})


class LoadForm(forms.Form):
    """A file and why it is loaded."""

    file = forms.FileField()
    reason = forms.CharField(max_length=500)


@require_GET
@at(Need.READ, "zone", "park", "enterprise")
def land(request: Asked, node: Node) -> HttpResponse:
    """The map; at an enterprise, that of its park for those who may see that."""
    if node.kind == "enterprise":
        return _to_its_park(node)
    return _page(request, node)


@require_GET
@at(Need.READ, "zone", "park")
def geojson(request: Asked, node: Node) -> HttpResponse:
    """Parks and plots as GeoJSON, in the form that can be loaded again."""
    features = [each for one in _lands(node) for each in _features(one)]
    answer = JsonResponse({"type": "FeatureCollection", "features": features})
    answer["Content-Type"] = "application/geo+json"
    answer["Content-Disposition"] = f'attachment; filename="{node.code}.geojson"'
    return answer


@require_POST
@at(Need.READ, "zone", "park")
def load(request: Asked, node: Node) -> HttpResponse:
    """Take a file in as a whole, or say everything that is wrong with it."""
    if node.zone_id not in request.identity.governed:
        raise PermissionDenied
    form = LoadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, node, form=form)
    given = form.cleaned_data["file"]
    plan = plan_land(given.read(), given.name, node)
    if not plan.may_be_taken_in:
        return _page(request, node, plan=plan)
    take_land(plan, form.cleaned_data["reason"])
    plots = sum(1 for place in plan.places if place.code)
    parks = len(plan.places) - plots
    tell(
        request,
        Text(
            f"Đã ghi ranh giới {parks} khu công nghiệp và {plots} lô đất.",
            f"Kept: outlines of parks: {parks}, plots: {plots}.",
        ),
    )
    return redirect("land", code=node.code)


def _to_its_park(enterprise: Node) -> HttpResponse:
    """The page of the park decides itself who may see it."""
    if enterprise.park is None:
        raise Http404
    return redirect("land", code=enterprise.park.code)


def _page(
    request: Asked, node: Node, *, form: LoadForm | None = None, plan: LandPlan | None = None
) -> HttpResponse:
    lands = _lands(node)
    governs = node.zone_id in request.identity.governed
    zone = node if node.kind == "zone" else node.zone
    return page(
        request,
        "places/land.html",
        {
            "node": node,
            "lands": lands,
            "totals": _totals(lands),
            "drawing": _drawing(node, lands),
            "legend": _legend(),
            "classes": LAND_CLASSES,
            "fictional": zone is not None and zone.fictional,
            "form": _labelled(form or LoadForm()) if governs else None,
            "findings": plan.findings if plan else (),
        },
        status=422 if form or plan else 200,
    )


def _labelled(form: LoadForm) -> LoadForm:
    form.fields["file"].label = say(Text("Tệp GeoJSON", "GeoJSON file"))
    form.fields["reason"].label = say(Text("Lý do hoặc nguồn", "Reason or source"))
    return form


def _lands(node: Node) -> tuple[ParkLand, ...]:
    parks = list(
        Node.objects.filter(kind="park", **{"zone" if node.kind == "zone" else "pk": node.pk})
    )
    plots: dict[int, list[Plot]] = {park.pk: [] for park in parks}
    for plot in (
        Plot.objects.filter(park__in=parks).select_related("enterprise", "park").order_by("code")
    ):
        plots[plot.park_id].append(plot)
    emissions = _emissions(node, parks)
    return tuple(
        ParkLand(park, _area(park), tuple(plots[park.pk]), emissions.get(park.code))
        for park in sorted(parks, key=lambda park: park.search)
    )


def _area(park: Node) -> float | None:
    stated = park.attributes.get("area_ha")
    return float(stated) if isinstance(stated, int | float) else None


def _emissions(node: Node, parks: Sequence[Node]) -> dict[str, Emissions]:
    """Of each park, from the newest study that the reader may see: its own, else the zone's."""
    at_zone = newest(node) if node.kind == "zone" else None
    found = {}
    for park in parks:
        study = newest(park) or at_zone
        if study is not None and (known := _newest_total(study, park)):
            found[park.code] = known
    return found


def _newest_total(study: Study, park: Node) -> Emissions | None:
    for year in sorted(study.summary, reverse=True):
        figures: Mapping[str, float | None] | None = study.summary[year].get(park.code)
        if figures is None:
            continue
        shown = (
            StudyView.objects.filter(study=study, place_code=park.code, year=year)
            .values_list("content__cards__0__mark", "content__cards__0__mark_words")
            .first()
        )
        mark, words = shown or ("", None)
        return Emissions(year, figures.get("total"), mark, Text(**words) if words else None)
    return None


def _totals(lands: Sequence[ParkLand]) -> dict[str, Any]:
    drawn = [one for one in lands if one.node.geometry or any(p.geometry for p in one.plots)]
    return {
        "parks": len(lands),
        "drawn": len(drawn),
        "plots": sum(len(one.plots) for one in lands),
        "free": sum(1 for one in lands for plot in one.plots if not plot.enterprise_id),
        "held": sum(one.held for one in lands),
        "area": sum(one.area or 0 for one in lands),
        "without": sum(1 for one in lands if one.area is None),
    }


def _drawing(node: Node, lands: Sequence[ParkLand]) -> Drawing | None:
    whole = node.kind == "zone"
    shapes = [_park_shape(one, whole) for one in lands if one.node.geometry]
    shapes += [
        _plot_shape(plot, quiet=whole) for one in lands for plot in one.plots if plot.geometry
    ]
    return drawing_of(shapes)


def _park_shape(one: ParkLand, whole: bool) -> Shape:
    parts = [] if one.area is None else [f"{number(one.area)} ha"]
    parts.append(say(Text(f"{len(one.plots)} lô", f"plots: {len(one.plots)}")))
    return Shape(
        code=one.node.code,
        name=say(one.node.name),
        geometry=one.node.geometry or {},
        href=reverse("land" if whole else "register-entry", kwargs={"code": one.node.code}),
        token=PARK,
        about="; ".join(parts),
        quiet=not whole,
    )


def _plot_shape(plot: Plot, quiet: bool) -> Shape:
    holder = plot.enterprise
    parts = [say(Text(f"lô {plot.code}", f"plot {plot.code}"))]
    if plot.land_class:
        known = LAND_CLASSES.get(plot.land_class)
        parts.append(say(known) if known else plot.land_class)
    if plot.area_ha is not None:
        parts.append(f"{number(float(plot.area_ha))} ha")
    return Shape(
        code=plot.code,
        name=say(holder.name if holder else Text(f"Lô {plot.code}", f"Plot {plot.code}")),
        geometry=plot.geometry or {},
        href=reverse("register-entry", kwargs={"code": holder.code}) if holder else "",
        token=HELD if holder else FREE,
        about="; ".join(parts),
        quiet=quiet,
    )


def _legend() -> tuple[tuple[str, str], ...]:
    return (
        (PARK, say(Text("khu công nghiệp", "park"))),
        (HELD, say(Text("lô có doanh nghiệp", "plot with a holder"))),
        (FREE, say(Text("lô chưa có doanh nghiệp", "plot without a holder"))),
    )


def _features(one: ParkLand) -> list[dict[str, Any]]:
    features = []
    if one.node.geometry:
        stated = {"park": one.node.code, "area_ha": one.area}
        features.append(_feature(one.node.geometry, stated))
    for plot in one.plots:
        if plot.geometry:
            stated = {
                "park": one.node.code,
                "code": plot.code,
                "enterprise": plot.enterprise.code if plot.enterprise else None,
                "land_class": plot.land_class,
                "area_ha": None if plot.area_ha is None else float(plot.area_ha),
            }
            features.append(_feature(plot.geometry, stated))
    return features


def _feature(geometry: object, stated: Mapping[str, Any]) -> dict[str, Any]:
    properties = {name: value for name, value in stated.items() if value not in (None, "")}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


urlpatterns = [
    path("p/<str:code>/map/", land, name="land"),
    path("p/<str:code>/map/load/", load, name="land-load"),
    path("p/<str:code>/map.geojson", geojson, name="land-geojson"),
]
