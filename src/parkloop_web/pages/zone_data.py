"""What a board keeps: observations with their definitions; loading, computing, releasing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parkloop.errors import ParkloopError, RequestError
from parkloop.explain import Explainer, as_lines
from parkloop.io.catalog_files import load_catalog
from parkloop.io.statistics.meaning import Defaults
from parkloop.ledger.statistics import CONFIDENTIALITY, STATUSES
from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.indicators.defined import area_of
from parkloop_web.indicators.intake import computed_of, read_upload, release, take, take_computed
from parkloop_web.indicators.models import Intake, Record
from parkloop_web.indicators.shelf import (
    add_record,
    book_of,
    newest,
    refuse_name,
    statistics_of,
)
from parkloop_web.ledger.snapshot import snapshot_of
from parkloop_web.pages.common import language, local_today, page, tell, warn
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at
from parkloop_web.studies.models import Publication

_AT_ZONE = at(Need.OVERSEE, "zone")


# Observations -------------------------------------------------------------------------------


@require_GET
@_AT_ZONE
def statistics(request: Asked, zone: Node) -> HttpResponse:
    """What the zone keeps, what was released, and the form that takes a file in."""
    kept = statistics_of(zone)
    newest_rows = kept.latest()
    counts = newest_rows.frame.group_by("indicator").len().sort("indicator").rows()
    return page(
        request,
        "indicators/statistics.html",
        {
            "zone": zone,
            "total": len(newest_rows),
            "counts": counts,
            "book": book_of(zone),
            "releases": Publication.objects.filter(zone=zone, kind="statistics").order_by(
                "-released_at"
            ),
            "waiting": Intake.objects.filter(zone=zone, taken_at=None).order_by("-made_at")[:5],
            "own": newest(zone, Record.Kind.INDICATOR),
            "areas": newest(zone, Record.Kind.AREA),
            "agencies": newest(zone, Record.Kind.AGENCY),
        },
    )


@require_POST
@_AT_ZONE
def load(request: Asked, zone: Node) -> HttpResponse:
    """Read a file and show what it says; nothing is taken yet."""
    upload = request.FILES.get("file")
    if upload is None:
        warn(request, Text("Hãy chọn một tệp.", "Choose a file."))
        return redirect("statistics", code=zone.code)
    given = {name: request.POST.get(name, "").strip() for name in ("vintage", "source", "area")}
    given["vintage"] = given["vintage"] or local_today().isoformat()
    defaults = Defaults(indicator=request.POST.get("indicator", "").strip(), **given)
    made = read_upload(zone, upload, defaults, request.identity.person)
    return redirect("intake", code=zone.code, intake=made.pk)


@require_http_methods(["GET", "POST"])
@_AT_ZONE
def intake(request: Asked, zone: Node, intake: int) -> HttpResponse:
    """A file that was read: its values, its problems; POST takes the good rows in."""
    found = get_object_or_404(Intake, pk=intake, zone=zone)
    if request.method == "POST" and found.taken_at is None:
        new = take(found, request.identity.person, timezone.now())
        tell(
            request,
            Text(
                f"Đã nhập {new} giá trị mới từ {found.file}.",
                f"{new} new values were taken from {found.file}.",
            ),
        )
        return redirect("statistics", code=zone.code)
    return page(
        request,
        "indicators/intake.html",
        {"zone": zone, "intake": found, "book": book_of(zone), "shown": found.points[:200]},
    )


@require_POST
@_AT_ZONE
def publish(request: Asked, zone: Node) -> HttpResponse:
    """Release the zone's free values as the next version of its data set."""
    made = release(zone, request.POST.get("name", "").strip() or zone.code, request.identity.person)
    tell(
        request,
        Text(
            f"Đã công bố phiên bản {made.version} với {made.content['rows']} giá trị.",
            f"Version {made.version} was released with {made.content['rows']} values.",
        ),
    )
    return redirect("statistics", code=zone.code)


@require_POST
@_AT_ZONE
def compute(request: Asked, zone: Node) -> HttpResponse:
    """Compute the parks' indicators of a year from what was submitted."""
    year = request.POST.get("year", "")
    if not year.isdigit() or not 1990 <= int(year) <= local_today().year:
        warn(request, Text("Hãy nhập một năm, ví dụ 2025.", "Enter a year, such as 2025."))
        return redirect("statistics", code=zone.code)
    snapshot = snapshot_of(zone, submitted=True)
    new = take_computed(zone, snapshot, int(year), request.identity.person, timezone.now())
    tell(
        request,
        Text(
            f"Đã tính {new} giá trị năm {year} từ sổ cái; chúng chưa được công bố.",
            f"{new} values of {year} were computed from the ledger; they are not public.",
        ),
    )
    return redirect("statistics", code=zone.code)


@require_GET
@_AT_ZONE
def values(request: Asked, zone: Node, name: str) -> HttpResponse:
    """Every vintage of an indicator; ``?area=`` and ``?period=`` open one that was computed."""
    book = book_of(zone)
    points = statistics_of(zone).only([name]).points()
    if name not in book.indicators:
        raise Http404
    return page(
        request,
        "indicators/values.html",
        {
            "zone": zone,
            "each": book.indicators[name],
            "book": book,
            "points": sorted(points, key=lambda p: (p.area, p.period, p.vintage)),
            "statuses": STATUSES,
            "confidentiality": CONFIDENTIALITY,
            "opened": _opened(request, zone, name),
        },
    )


def _opened(request: Asked, zone: Node, name: str) -> Sequence[str]:
    """Lines that say what a computed value was computed from, down to the files."""
    area, year = request.GET.get("area", ""), request.GET.get("period", "")
    if not area or not year.isdigit():
        return ()
    snapshot = snapshot_of(zone, submitted=True)
    result = computed_of(zone, snapshot, int(year))
    key = f"indicators/{name}/{area}/{year}"
    if key not in result.figures:
        return ()
    found = Explainer(snapshot, load_catalog(), [result]).explain(key)
    return tuple(islice(as_lines(found, language()), _MOST_LINES))


@require_POST
@_AT_ZONE
def define(request: Asked, zone: Node) -> HttpResponse:
    """A new version of an indicator, an area or an agency of one's own (``kind``)."""
    kind = request.POST.get("kind", "indicator")
    names = _FIELDS.get(kind)
    code = request.POST.get("id", "").strip().lower()
    if names is None:
        raise Http404
    try:
        refuse_name(code)
        content = _defined(kind, {n: request.POST.get(n, "").strip() for n in names})
        area_of(code, content) if kind == "area" else None
    except ParkloopError as wrong:
        warn(request, wrong.text)
    except ValueError:
        warn(request, _DAYS)
    else:
        made = add_record(zone, kind, code, content, request.identity.person)
        tell(
            request,
            Text(
                f"Đã ghi {_KIND_NAMES[kind].vi} {code}, phiên bản {made.version}.",
                f"{_KIND_NAMES[kind].en} {code} is kept, version {made.version}.",
            ),
        )
    return redirect("statistics", code=zone.code)


def _defined(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    """What a form says; raises RequestError where it lacks something, ValueError at a bad day."""
    needed = {
        "indicator": ("name_vi", "name_en", "unit"),
        "area": ("name_vi", "name_en", "kind_of"),
    }
    lacking = [n for n in needed.get(kind, ("name_vi", "name_en")) if not content[n]]
    if lacking or (kind == "indicator" and content["direction"] not in ("1", "-1", "0")):
        raise RequestError(_LACKING[kind])
    for day in ("valid_from", "valid_to"):
        if content.get(day):
            date.fromisoformat(content[day])
    if kind == "area":
        content["kind"] = content.pop("kind_of")
        content["parts"] = [
            {"old": old.strip(), "share": float(share or 1)}
            for old, _, share in (
                part.partition("=") for part in content["parts"].split(";") if part.strip()
            )
        ]
    return content


_MOST_LINES = 400
_DAYS = Text(
    "Ngày viết như 2025-07-01, phần như ma-cu=0.4.",
    "Days are written as 2025-07-01, shares as old-id=0.4.",
)
_FIELDS = {
    "indicator": (
        "name_vi", "name_en", "unit", "direction", "formula", "frequency", "disaggregations",
        "lead", "additive", "source",
    ),
    "area": (
        "name_vi", "name_en", "kind_of", "parent", "valid_from", "valid_to", "parts", "source",
    ),
    "agency": ("name_vi", "name_en", "valid_from", "valid_to", "successor", "source"),
}  # fmt: skip
_NEEDED = {"indicator": ("unit",), "area": ("kind_of",), "agency": ()}
_KIND_NAMES = {
    "indicator": Text("chỉ tiêu", "Indicator"),
    "area": Text("địa bàn", "Area"),
    "agency": Text("cơ quan", "Agency"),
}
_LACKING = {
    "indicator": Text(
        "Chỉ tiêu cần mã, tên tiếng Việt và tiếng Anh, đơn vị, chiều (1, -1 hoặc 0).",
        "An indicator needs an id, both names, a unit and a direction (1, -1 or 0).",
    ),
    "area": Text(
        "Địa bàn cần mã, hai tên và loại (tỉnh, quận, xã …).",
        "An area needs an id, both names and a kind (province, district, commune …).",
    ),
    "agency": Text("Cơ quan cần mã và hai tên.", "An agency needs an id and both names."),
}

urlpatterns = [
    path("z/<str:code>/statistics/", statistics, name="statistics"),
    path("z/<str:code>/statistics/load/", load, name="statistics-load"),
    path("z/<str:code>/statistics/intake/<int:intake>/", intake, name="intake"),
    path("z/<str:code>/statistics/release/", publish, name="statistics-release"),
    path("z/<str:code>/statistics/compute/", compute, name="statistics-compute"),
    path("z/<str:code>/statistics/values/<str:name>/", values, name="statistics-values"),
    path("z/<str:code>/statistics/define/", define, name="indicator-define"),
]
