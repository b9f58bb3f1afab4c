"""The host that partners' systems speak to: sign in, list, get, events (PACT versions 2 and 3).

docs/reference/pact-host.md. Nothing here is for browsers: no session, no cookie, no page. What a
partner may see is decided by the database (parkloop_released); this module only asks.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from parkloop.io.catalog_files import load_catalog
from parkloop.pact.checks import Limits
from parkloop.pact.events import CREATED, BadEvent, asked, read_event
from parkloop.pact.model import DataSet
from parkloop.pact.queries import BadQuery, page, read_query, select
from parkloop.pact.versions import to_v2
from parkloop.provenance import Plain
from parkloop_web.footprints.acting import as_partner, signs_in
from parkloop_web.footprints.answering import keep
from parkloop_web.footprints.basic import read_basic
from parkloop_web.footprints.keys import TOKEN_LIFE, TokenRefused, partner_of, token_for
from parkloop_web.footprints.limits import EVENTS, FAILED_SIGN_INS, REQUESTS, count, reached
from parkloop_web.footprints.models import Issued
from parkloop_web.footprints.receipts import write_receipts
from parkloop_web.footprints.tasks import start

Answering = Callable[..., HttpResponse]
_MOST_EVENT_BYTES = 1_000_000


def problem(status: int, code: str, message: str) -> JsonResponse:
    """An error as the exchange defines it."""
    answer = JsonResponse({"code": code, "message": message}, status=status)
    if status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    if status == 429:
        answer["Retry-After"] = "60"
    return answer


def secured(view: Answering) -> Answering:
    """Only over TLS: a secret sent in clear is no secret any more."""

    @csrf_exempt
    @wraps(view)
    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not request.is_secure():
            return problem(400, "BadRequest", "This host answers over https only.")
        return view(request, **kwargs)

    return checked


def by_partner(view: Answering) -> Answering:
    """The view gets the partner of the token; the database sees that partner act."""

    @secured
    @wraps(view)
    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        try:
            if kind.lower() != "bearer":
                raise TokenRefused(expired=False)
            partner = partner_of(token.strip(), timezone.now())
        except TokenRefused as refused:
            code = "TokenExpired" if refused.expired else "BadRequest"
            return problem(401, code, f"The token is {refused}.")
        if not count(REQUESTS, str(partner)):
            return problem(429, "BadRequest", "Too many requests; try again in a minute.")
        with as_partner(partner):
            return view(request, partner, **kwargs)

    return checked


@secured
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """OAuth2 client credentials by Basic authentication."""
    given = read_basic(request.headers.get("Authorization", ""))
    if given is None or request.POST.get("grant_type") != "client_credentials":
        return JsonResponse({"error": "invalid_request"}, status=400)
    client_id, secret = given
    whose = f"{client_id} {request.META.get('REMOTE_ADDR', '')}"
    if reached(FAILED_SIGN_INS, whose):
        return problem(429, "BadRequest", "Too many failed attempts; try again later.")
    known = signs_in(client_id, secret)
    if known is None:
        count(FAILED_SIGN_INS, whose)
        answer = JsonResponse({"error": "invalid_client"}, status=401)
        answer["WWW-Authenticate"] = "Basic"
        return answer
    answer = JsonResponse(
        {
            "access_token": token_for(known.partner, timezone.now()),
            "expires_in": int(TOKEN_LIFE.total_seconds()),
            "token_type": "bearer",
        }
    )
    answer["Cache-Control"] = "no-store"
    return answer


@secured
@require_GET
def discovery(request: HttpRequest) -> HttpResponse:
    """Where a token is had, for systems that look it up."""
    base = request.build_absolute_uri("/pact")
    return JsonResponse(
        {
            "grant_types_supported": ["client_credentials"],
            "issuer": base,
            "token_endpoint": f"{base}/auth/token",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }
    )


def _validity_years() -> int:
    return Limits.of(load_catalog()).validity_years


def _document(one: DataSet, version: int) -> dict[str, Plain] | None:
    return dict(one.document) if version == 3 else to_v2(one.document)


@by_partner
@require_GET
def footprints(request: HttpRequest, partner: int, version: int) -> HttpResponse:
    """The data sets released to a partner, filtered and in pages."""
    rows = {str(row.number): row for row in Issued.objects.order_by("issued_at", "pk")}
    readable = [row.data_set for row in rows.values() if _document(row.data_set, version)]
    try:
        query = read_query(dict(request.GET.lists()))
        found = page(select(readable, query, _validity_years()), query)
    except BadQuery as refused:
        return problem(400, "BadRequest", refused.text.en)
    write_receipts(partner, [rows[one.id] for one in found.sets], "list", timezone.now())
    answer = JsonResponse({"data": [_document(one, version) for one in found.sets]})
    if found.following is not None:
        answer["Link"] = _next(request, found.following)
    return answer


def _next(request: HttpRequest, offset: int) -> str:
    parameters = [(n, v) for n, vs in request.GET.lists() if n != "offset" for v in vs]
    query = urlencode([*parameters, ("offset", str(offset))])
    return f'<{request.build_absolute_uri(request.path)}?{query}>; rel="next"'


@by_partner
@require_GET
def footprint(request: HttpRequest, partner: int, version: int, number: str) -> HttpResponse:
    """One data set; what was not released does not exist."""
    row = Issued.objects.filter(number=number).first() if _is_uuid(number) else None
    document = _document(row.data_set, version) if row else None
    if row is None or document is None:
        code = "NotFound" if version == 3 else "NoSuchFootprint"
        return problem(404, code, "There is no such footprint.")
    write_receipts(partner, [row], "get", timezone.now())
    return JsonResponse({"data": document})


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@by_partner
@require_POST
def events(request: HttpRequest, partner: int, version: int) -> HttpResponse:
    """A request to be answered later, an answer to ours, or a notice."""
    if not count(EVENTS, str(partner)):
        return problem(429, "BadRequest", "Too many events; try again in a minute.")
    if len(request.body) > _MOST_EVENT_BYTES:
        return problem(400, "BadRequest", "The event is too large.")
    try:
        event = read_event(json.loads(request.body), version)
        if event.kind == CREATED:
            asked(event)
    except (ValueError, RecursionError) as refused:
        said = refused.text.en if isinstance(refused, BadEvent) else "This is no JSON."
        return problem(400, "BadRequest", said)
    keep(partner, event, start)
    return HttpResponse(status=200)


_PREFIX = "pact"
urlpatterns = [
    path(f"{_PREFIX}/auth/token", token, name="pact-token"),
    path(f"{_PREFIX}/.well-known/openid-configuration", discovery, name="pact-discovery"),
    *(
        pattern
        for version in (2, 3)
        for pattern in (
            path(
                f"{_PREFIX}/{version}/footprints",
                footprints,
                {"version": version},
                name=f"pact-{version}-footprints",
            ),
            path(
                f"{_PREFIX}/{version}/footprints/<str:number>",
                footprint,
                {"version": version},
                name=f"pact-{version}-footprint",
            ),
            path(
                f"{_PREFIX}/{version}/events",
                events,
                {"version": version},
                name=f"pact-{version}-events",
            ),
        )
    ),
]
