"""Partners' systems of an enterprise, and the data sets that suppliers sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_POST

from parkloop.errors import FactError, RequestError
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.park import OUTSIDE, NodeKind
from parkloop.pact.addresses import Refused, read_target
from parkloop.pact.fields import UNITS
from parkloop.texts import Text
from parkloop.vietnamese import sort_key
from parkloop_web.accounts.middleware import Asked
from parkloop_web.footprints.keys import new_credentials, seal
from parkloop_web.footprints.models import EVENT_WORDS, STATE_WORDS, Message, Partner, Supplied
from parkloop_web.footprints.outgoing import trusted_hosts
from parkloop_web.footprints.supplying import take_in_set
from parkloop_web.ledger.models import Entry
from parkloop_web.pages.common import language, page, tell, warn
from parkloop_web.parks.models import Node
from parkloop_web.parks.ordering import by_name
from parkloop_web.parks.rights import Need, at

_MOST_BYTES = 20_000_000
#: Kinds of outside place that sell; air, water bodies and landfills do not.
_SUPPLYING = (NodeKind.MARKET.value, NodeKind.PARTNER.value, NodeKind.GRID.value)


@require_GET
@at(Need.READ, "enterprise")
def partners(request: Asked, node: Node) -> HttpResponse:
    return _shown(request, node)


def _shown(request: Asked, node: Node, **more: object) -> HttpResponse:
    kinds = [kind.value for kind in OUTSIDE]
    outside = by_name(Node.objects.filter(zone=node.zone, kind__in=kinds))
    return page(
        request,
        "footprints/partners.html",
        {
            "node": node,
            "partners": Partner.objects.filter(enterprise=node).order_by("-created_at"),
            "messages_in": Message.objects.filter(enterprise=node)
            .select_related("partner")
            .order_by("-received_at")[:50],
            "supplied": Supplied.objects.filter(enterprise=node).order_by("-taken_in_at"),
            "suppliers": [one for one in outside if one.kind in _SUPPLYING],
            "units": UNITS,
            "names": {place.code: place.name.in_language(language()) for place in outside},
            "streams": load_catalog().streams,
            "goods": _goods(node, [place.code for place in outside]),
            "kinds": EVENT_WORDS,
            "states": STATE_WORDS,
            "may_edit": node.pk in request.identity.editable,
            "made": None,
            "findings": (),
            "now": timezone.now(),
        }
        | more,
        status=422 if more.get("findings") else 200,
    )


def _goods(node: Node, outside: Sequence[str]) -> list[tuple[Text, list[str]]]:
    """Streams that a supplier's data set may be of: those bought so far, then the others."""
    streams = load_catalog().streams
    bought = set(
        Entry.objects.filter(enterprise=node, from_node__in=outside)
        .values_list("stream", flat=True)
        .distinct()
    )
    ordered = sorted(streams, key=lambda one: sort_key(streams[one].name.in_language(language())))
    return [
        (Text("Đã mua", "Bought so far"), [one for one in ordered if one in bought]),
        (Text("Hàng khác", "Other goods"), [one for one in ordered if one not in bought]),
    ]


@require_POST
@at(Need.EDIT, "enterprise")
def add_partner(request: Asked, node: Node) -> HttpResponse:
    """A new client id and secret, shown once."""
    given = {n: request.POST.get(n, "").strip() for n in ("name", "host_url", "host_client_id")}
    until = parse_date(request.POST.get("until", ""))
    if not given["name"] or until is None or until < timezone.localdate():
        warn(request, Text("Cần tên và ngày kết thúc.", "A name and an end date are needed."))
        return redirect("footprint-partners", code=node.code)
    try:
        if given["host_url"]:
            read_target(given["host_url"], trusted_hosts())
    except Refused as refused:
        warn(request, refused.text)
        return redirect("footprint-partners", code=node.code)
    made = new_credentials()
    Partner.objects.create(
        enterprise=node,
        client_id=made.client_id,
        secret=made.hash,
        host_secret=seal(request.POST.get("host_secret", "")),
        valid_until=datetime.combine(until, time(23, 59, 59), tzinfo=UTC),
        created_by=request.identity.person,
        **given,
    )
    return _shown(request, node, made=made)


@require_POST
@at(Need.EDIT, "enterprise")
def revoke(request: Asked, node: Node) -> HttpResponse:
    """End a partner's access now."""
    number = request.POST.get("partner", "")
    partner = get_object_or_404(Partner, enterprise=node, pk=int(number) if number.isdigit() else 0)
    partner.revoked_at = timezone.now()
    partner.save(update_fields=["revoked_at"])
    tell(request, Text(f"{partner.name} không còn truy cập.", f"{partner.name} has no access now."))
    return redirect("footprint-partners", code=node.code)


@require_POST
@at(Need.EDIT, "enterprise")
def take_in(request: Asked, node: Node) -> HttpResponse:
    """A supplier's data set from a file; it moves the own figures from now on."""
    upload = request.FILES.get("file")
    supplier = request.POST.get("supplier", "")
    if upload is None or upload.size is None or upload.size > _MOST_BYTES:
        warn(request, Text("Hãy chọn tệp JSON dưới 20 MB.", "Choose a JSON file below 20 MB."))
        return redirect("footprint-partners", code=node.code)
    stream, name = request.POST.get("stream", ""), str(upload.name)
    try:
        kept, findings = take_in_set(
            node, supplier, stream, upload.read(), name, request.identity.person
        )
    except (RequestError, FactError) as refused:
        warn(request, refused.text)
        return redirect("footprint-partners", code=node.code)
    if kept is None:
        return _shown(request, node, findings=findings)
    one = kept.data_set
    tell(
        request,
        Text(
            f"Đã nhận {one.product} của {one.company}; dấu vết của bạn được tính lại với số này.",
            f"{one.product} of {one.company} was taken in; your footprints now use it.",
        ),
    )
    return redirect("footprints", code=node.code)


@require_POST
@at(Need.EDIT, "enterprise")
def withdraw(request: Asked, node: Node) -> HttpResponse:
    """Stop using a supplier's data set."""
    number = request.POST.get("supplied", "")
    row = get_object_or_404(Supplied, enterprise=node, pk=int(number) if number.isdigit() else 0)
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    tell(request, Text("Không dùng bộ dữ liệu này nữa.", "The data set is not used any more."))
    return redirect("footprint-partners", code=node.code)


urlpatterns = [
    path("p/<str:code>/footprints/partners/", partners, name="footprint-partners"),
    path("p/<str:code>/footprints/partners/add/", add_partner, name="footprint-partner-add"),
    path("p/<str:code>/footprints/partners/revoke/", revoke, name="footprint-partner-revoke"),
    path("p/<str:code>/footprints/suppliers/add/", take_in, name="footprint-take-in"),
    path("p/<str:code>/footprints/suppliers/withdraw/", withdraw, name="footprint-withdraw"),
]
