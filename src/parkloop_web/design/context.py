"""What every template can read."""

from __future__ import annotations

from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from parkloop_web.accounts.identity import NOBODY, Identity
from parkloop_web.accounts.second_factor import is_demo
from parkloop_web.design.jinja import language
from parkloop_web.design.navigation import groups_of, items_of


def of_request(request: HttpRequest) -> dict[str, Any]:
    """Who asks, in which language, what the rail holds, what must be told."""
    identity: Identity = getattr(request, "identity", NOBODY)
    here = _place(request, identity)
    items = tuple(item for item in items_of(identity) if here or not item.of_place)
    return {
        "identity": identity,
        "language": language(),
        "rail": items,
        "rail_groups": tuple(groups_of(items)),
        "here": here,
        "messages": get_messages(request) if hasattr(request, "_messages") else (),
        "path": request.get_full_path(),
        "url_name": request.resolver_match.url_name if request.resolver_match else "",
        "demo": SimpleLazyObject(is_demo),
    }


def _place(request: HttpRequest, identity: Identity) -> str:
    """The code of the place that the rail's links lead to: the address's own, else the first."""
    match = request.resolver_match
    if match and "code" in match.kwargs:
        return str(match.kwargs["code"])
    return identity.held[0].code if identity.held else ""
