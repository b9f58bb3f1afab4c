"""What Ctrl-K finds: places by name without accents, and the pages of the rail."""

from __future__ import annotations

from django.http import JsonResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from parkloop.ledger.park import NodeKind
from parkloop.texts import Text
from parkloop_web.accounts.identity import Identity
from parkloop_web.accounts.middleware import Asked
from parkloop_web.design.navigation import desk_of, items_of
from parkloop_web.pages.common import say
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import signed_in
from parkloop_web.parks.search import holding

FOUND_AT_MOST = 20
_KINDS = {
    NodeKind.ZONE.value: Text("Khu", "Zone"),
    NodeKind.PARK.value: Text("Khu công nghiệp", "Industrial park"),
    NodeKind.ENTERPRISE.value: Text("Doanh nghiệp", "Enterprise"),
}
_PAGE = Text("Trang", "Page")


@require_GET
@signed_in
def palette(request: Asked) -> JsonResponse:
    """Places one may open and pages of the rail that hold every word of ``q``."""
    asked = request.GET.get("q", "")[:100]
    pages = _pages(request.identity, asked.lower())
    return JsonResponse({"results": [*pages, *_places(request.identity, asked)][:FOUND_AT_MOST]})


def _pages(identity: Identity, asked: str) -> list[dict[str, str]]:
    here = identity.held[0].code if identity.held else ""
    desk = desk_of(identity, here)
    found = [i for i in items_of(identity) if asked in i.name.vi.lower() + i.name.en.lower()]
    return [
        {"name": say(item.name), "kind": say(_PAGE), "url": address}
        for item in found
        if (address := item.address(here, desk))
    ]


def _places(identity: Identity, asked: str) -> list[dict[str, str]]:
    known = holding(Node.objects.filter(kind__in=_KINDS), asked)
    readable = identity.own | identity.mandated | identity.overseen | identity.operated
    return [
        {
            "name": say(node.name),
            "kind": say(_KINDS[node.kind]),
            "url": reverse("place", kwargs={"code": node.code})
            if node.pk in readable or node.zone_id in identity.governed
            else f"{reverse('register')}?q={node.code}",
        }
        for node in known.order_by("search")[:FOUND_AT_MOST]
    ]


urlpatterns = [path("palette.json", palette, name="palette")]
