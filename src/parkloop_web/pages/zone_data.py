"""What a board keeps: observations with their definitions; loading, computing, releasing."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parkloop.io.statistics.meaning import Defaults
from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.indicators.intake import read_upload, release, take, take_computed
from parkloop_web.indicators.models import Intake, Record
from parkloop_web.indicators.shelf import add_record, book_of, newest, statistics_of
from parkloop_web.ledger.snapshot import snapshot_of
from parkloop_web.pages.common import local_today, page, tell, warn
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


@require_POST
@_AT_ZONE
def define(request: Asked, zone: Node) -> HttpResponse:
    """A new version of an indicator of one's own."""
    names = ("name_vi", "name_en", "unit", "direction", "formula", "frequency", "lead", "source")
    content = {name: request.POST.get(name, "").strip() for name in names}
    code = request.POST.get("id", "").strip().lower()
    lacking = [name for name in ("name_vi", "name_en", "unit") if not content[name]]
    if not code or lacking or content["direction"] not in ("1", "-1", "0"):
        warn(
            request,
            Text(
                "Chỉ tiêu cần mã, tên tiếng Việt và tiếng Anh, đơn vị, chiều (1, -1 hoặc 0).",
                "An indicator needs an id, both names, a unit and a direction (1, -1 or 0).",
            ),
        )
    else:
        made = add_record(zone, Record.Kind.INDICATOR, code, content, request.identity.person)
        tell(
            request,
            Text(
                f"Đã ghi chỉ tiêu {code}, phiên bản {made.version}.",
                f"Indicator {code} is kept, version {made.version}.",
            ),
        )
    return redirect("statistics", code=zone.code)


urlpatterns = [
    path("z/<str:code>/statistics/", statistics, name="statistics"),
    path("z/<str:code>/statistics/load/", load, name="statistics-load"),
    path("z/<str:code>/statistics/intake/<int:intake>/", intake, name="intake"),
    path("z/<str:code>/statistics/release/", publish, name="statistics-release"),
    path("z/<str:code>/statistics/compute/", compute, name="statistics-compute"),
    path("z/<str:code>/statistics/define/", define, name="indicator-define"),
]
