"""What a browser may do with our pages: nothing from elsewhere, no script but our files; and which
questions are asked at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict

_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
#: Charts carry colours in style attributes of their SVG; script has no such exception.
_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        f"form-action 'self' {settings.OIDC_ORIGIN}".strip(),
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)


class BrowserPolicy:
    """Headers on every answer; pages of people who have signed in are not kept by anyone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        response.headers.setdefault(
            "Permissions-Policy",
            "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        )
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class HeadAsGet:
    """A question for the head of an answer is answered as for the page; the server leaves the body
    out. So every page has a head, whichever methods its view names."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.method
        if asked == "HEAD":
            request.method = "GET"
        response = self.get_response(request)
        request.method = asked
        return response


class WithoutNul:
    """No text that people write has a NUL byte, and PostgreSQL keeps none: an address or a form
    with one is refused before it is looked up anywhere. The API refuses it in its own words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = [request.path, *_values(request.GET)]
        if request.content_type in _FORMS:
            given += _values(request.POST)
        if not request.path.startswith("/api/") and any("\0" in text for text in given):
            raise BadRequest
        return self.get_response(request)


def _values(query: QueryDict) -> list[str]:
    return [text for _, texts in query.lists() for text in texts]
