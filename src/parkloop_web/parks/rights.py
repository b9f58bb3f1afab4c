"""Who may open a view: decided once, by the place it speaks of and what is done there.

What one may not see does not exist (404); what one may see but not do is refused (403); who is
nobody is asked to sign in. The database decides the same again on every row.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from parkloop_web.accounts.identity import Identity
from parkloop_web.accounts.middleware import Asked
from parkloop_web.accounts.models import Role
from parkloop_web.parks.models import Node

View = Callable[..., HttpResponse]


class Need(StrEnum):
    """What a view does with the place it speaks of."""

    KNOW = "know"  # the register: that it exists
    READ = "read"  # its data
    EDIT = "edit"  # change its data
    OVERSEE = "oversee"  # approve, accept, return
    ADMINISTER = "administer"  # give roles and mandates


_ADMINS = (Role.BOARD_ADMIN, Role.OPERATOR_ADMIN, Role.TENANT_ADMIN)


def may(identity: Identity, need: Need, place: Node) -> bool:
    """Whether a person may do this at a place (a node of kind zone, park or enterprise)."""
    if need is Need.KNOW:
        return place.zone_id in identity.zones
    if place.kind == "enterprise":
        return _at_enterprise(identity, need, place)
    return _at_place(identity, need, place)


def _at_enterprise(identity: Identity, need: Need, place: Node) -> bool:
    if need is Need.READ:
        return place.pk in identity.own | identity.mandated | identity.overseen
    if need is Need.EDIT:
        return place.pk in identity.editable
    if need is Need.OVERSEE:
        return place.pk in identity.overseen
    admins = identity.at(_ADMINS)
    return bool({place.pk, place.park_id, place.zone_id} & admins)


def _at_place(identity: Identity, need: Need, place: Node) -> bool:
    """At a park or zone: reading, editing the register and overseeing are its operator's and its
    board's; tenants know that it is there."""
    if need is Need.ADMINISTER:
        return bool({place.park_id, place.zone_id} & identity.at(_ADMINS[:2]))
    return place.park_id in identity.operated or place.zone_id in identity.governed


def signed_in(view: View) -> View:
    """Only for people who have signed in."""

    @wraps(view)
    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        asked = cast(Asked, request)
        if asked.identity.is_nobody:
            return _ask_to_sign_in(asked)
        return view(asked, **kwargs)

    return checked


def at(
    need: Need, *kinds: str
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """The view gets the node named by ``code`` as its second argument, if one may ``need`` it.

    ``kinds`` are the kinds of node that it speaks of; another kind is 404.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, code: str, **kwargs: Any) -> HttpResponse:
            asked = cast(Asked, request)
            if asked.identity.is_nobody:
                return _ask_to_sign_in(asked)
            return view(asked, place_of(asked.identity, need, code, kinds), **kwargs)

        return checked

    return wrap


def place_of(identity: Identity, need: Need, code: str, kinds: tuple[str, ...]) -> Node:
    """The node with this code; raises Http404 or PermissionDenied."""
    node = (
        Node.objects.filter(code=code, kind__in=kinds, zone_id__in=identity.zones)
        .select_related("zone", "park")
        .first()
    )
    if node is None:
        raise Http404
    if may(identity, need, node):
        return node
    # Someone who may read it is told that this act is not theirs; to others it does not exist.
    if need not in (Need.KNOW, Need.READ) and may(identity, Need.READ, node):
        raise PermissionDenied
    raise Http404


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    return redirect_to_login(request.get_full_path())
