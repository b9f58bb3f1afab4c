"""What every template can read."""

from __future__ import annotations

from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest

from parkloop_web.accounts.identity import NOBODY, Identity
from parkloop_web.accounts.models import TENANTS
from parkloop_web.design.jinja import language
from parkloop_web.design.navigation import items_of
from parkloop_web.parks.models import Node


def of_request(request: HttpRequest) -> dict[str, Any]:
    """Who asks, in which language, what the rail holds, what must be told."""
    identity: Identity = getattr(request, "identity", NOBODY)
    return {
        "identity": identity,
        "language": language(),
        "rail": items_of(identity),
        "here": _place(request, identity),
        "desk": _desk(request, identity),
        "messages": get_messages(request) if hasattr(request, "_messages") else (),
        "path": request.get_full_path(),
        "url_name": request.resolver_match.url_name if request.resolver_match else "",
    }


def _place(request: HttpRequest, identity: Identity) -> str:
    """The code of the place that the rail's links lead to: the address's own, else the first."""
    match = request.resolver_match
    if match and "code" in match.kwargs:
        return str(match.kwargs["code"])
    return identity.held[0].code if identity.held else ""


def _desk(request: HttpRequest, identity: Identity) -> str:
    """The code of the enterprise whose data one keeps: the address's own, else the first."""
    codes = [held.code for held in identity.held if held.role in TENANTS]
    if not codes and (mine := identity.editable | identity.mandated):
        found = Node.objects.filter(pk__in=mine).order_by("code").values_list("code", flat=True)
        codes = list(found)
    here = _place(request, identity)
    return here if here in codes else (codes[0] if codes else "")
