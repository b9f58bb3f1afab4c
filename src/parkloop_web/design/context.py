"""What every template can read."""

from __future__ import annotations

from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from parkloop_web.accounts.identity import NOBODY, Identity
from parkloop_web.accounts.second_factor import is_demo
from parkloop_web.design.jinja import language
from parkloop_web.design.navigation import Of, groups_of, links_of, spots_of


def of_request(request: HttpRequest) -> dict[str, Any]:
    """Who asks, in which language, what the rail holds, what must be told."""
    identity: Identity = getattr(request, "identity", NOBODY)
    match = request.resolver_match
    here = str(match.kwargs["code"]) if match and "code" in match.kwargs else ""
    spots = spots_of(identity, here)
    links = links_of(identity, spots)
    return {
        "here": spots[Of.PLACE],
        "identity": identity,
        "language": language(),
        "rail": links,
        "rail_groups": tuple(groups_of(links)),
        "messages": get_messages(request) if hasattr(request, "_messages") else (),
        "path": request.get_full_path(),
        "url_name": match.url_name if match else "",
        "demo": SimpleLazyObject(is_demo),
    }
