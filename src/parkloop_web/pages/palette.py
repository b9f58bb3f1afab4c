"""Ctrl-K: places and pages by part of their name, with or without accents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db.models import Q
from django.http import JsonResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from parkloop.texts import Language, Text
from parkloop.vietnamese import without_accents
from parkloop_web.accounts.identity import Identity
from parkloop_web.accounts.middleware import Asked
from parkloop_web.design.navigation import Item, items_of
from parkloop_web.pages.common import language
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import signed_in

MOST: Final = 12
#: More than are shown, so that the best of them can stand first.
_LOOKED_AT: Final = 200
_KINDS: Final = {
    "zone": Text("Khu kinh tế", "Zone"),
    "park": Text("Khu công nghiệp", "Park"),
    "enterprise": Text("Doanh nghiệp", "Enterprise"),
}
_PAGE: Final = Text("Trang", "Page")
Found = dict[str, str]


@require_GET
@signed_in
def palette(request: Asked) -> JsonResponse:
    """Up to twelve places and pages; all that one may open if nothing was asked for yet."""
    spoken = language()
    wanted = without_accents(request.GET.get("q", "")[:100])
    found = [*_pages(request.identity, wanted, spoken), *_places(request.identity, wanted, spoken)]
    return JsonResponse({"results": found[:MOST]})


def _pages(identity: Identity, wanted: str, spoken: Language) -> Iterator[Found]:
    here = identity.held[0].code if identity.held else ""
    for item in items_of(identity):
        if wanted not in without_accents(f"{item.name.vi} {item.name.en}"):
            continue
        if here or not item.of_place:
            kind = _PAGE.in_language(spoken)
            name = item.name.in_language(spoken)
            yield {"kind": kind, "name": name, "url": _address(item, here)}


def _address(item: Item, here: str) -> str:
    return reverse(item.url, kwargs={"code": here} if item.of_place else None)


def _places(identity: Identity, wanted: str, spoken: Language) -> Iterator[Found]:
    """What one may read, the names that begin with what was asked for first."""
    known = Node.objects.filter(_readable(identity))
    for word in wanted.split():
        known = known.filter(search__contains=word)
    nodes = sorted(known[:_LOOKED_AT], key=lambda node: _rank(node, wanted))
    for node in nodes[:MOST]:
        yield {
            "kind": _KINDS[node.kind].in_language(spoken),
            "name": node.name.in_language(spoken),
            "url": reverse("place", kwargs={"code": node.code}),
        }


def _readable(identity: Identity) -> Q:
    enterprises = identity.own | identity.mandated | identity.overseen
    return (
        Q(kind="enterprise", pk__in=enterprises)
        | Q(kind="park", pk__in=identity.operated)
        | Q(kind="park", zone_id__in=identity.governed)
        | Q(kind="zone", pk__in=identity.governed)
    )


def _rank(node: Node, wanted: str) -> tuple[int, int, str]:
    names = without_accents(node.name_vi), without_accents(node.name_en), node.code.lower()
    begins = any(name.startswith(wanted) for name in names)
    return (0 if begins else 1, list(_KINDS).index(node.kind), names[0])


urlpatterns = [path("palette/", palette, name="palette")]
