"""What a browser is told with every answer, and what no page may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
#: Exactly so; whoever widens the policy changes this line too.
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "style-src-attr": "'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}
#: Files of people are opened as files only; printed reports bring their own style and no script.
OF_FILES = {"default-src": "'none'", "sandbox": ""}
OF_REPORTS = {
    "default-src": "'none'",
    "style-src": "'unsafe-inline'",
    "font-src": "data:",
    "img-src": "data:",
}
OTHER_POLICIES = {
    "evidence-file": OF_FILES,
    "index-report": OF_REPORTS,
    "plan-report": OF_REPORTS,
    "zone-plan-report": OF_REPORTS,
}
#: Open data: other sites' pages may use it.
OPEN = (
    "dataset",
    "index-data",
    "indicator-data",
    "indicator-metadata",
    "plan-data",
    "released-index",
)
#: What stands behind the figures of a stored run does not change; addresses of this ending may be
#: kept by the browser for this session (Vary: Cookie).
KEPT_BY_THE_SESSION = "explanations"
#: Tags that make a browser ask for something by themselves, or send a form.
_ASKING = re.compile(
    r"<(?:script|link|img|iframe|frame|source|video|audio|object|embed|form|use|image|track)\b[^>]*"
    r"""(?:src|href|action|data|poster|srcset)\s*=\s*["']?\s*(?:https?:)?//[^>]*>""",
    re.IGNORECASE,
)
_INLINE = re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", re.IGNORECASE)
_HANDLER = re.compile(r"""<[a-z][^>]*?\s(on[a-z]+)\s*=\s*["']""", re.IGNORECASE)
_SCRIPT_LINK = re.compile(r"""(?:href|src|action)\s*=\s*["']?\s*javascript:""", re.IGNORECASE)
_ELSEWHERE_IN_STYLE = re.compile(r"(?:@import|url\()\s*[\"']?(?:https?:)?//", re.IGNORECASE)


def breaches(response: HttpResponse, route: str = "") -> list[str]:
    """Where an answer breaks the policy; empty when it holds."""
    return [*_of_headers(response, route), *_of_page(response)]


def _of_headers(response: HttpResponse, route: str) -> Iterator[str]:
    told = response.status_code == 200
    for name, wanted in HEADERS.items():
        opened = told and name == "Cross-Origin-Resource-Policy" and route in OPEN
        if response.headers.get(name) != ("cross-origin" if opened else wanted):
            yield f"{name}: {response.headers.get(name)}"
    said: dict[str, str] = {}
    for part in response.headers.get("Content-Security-Policy", "").split(";"):
        name, _, values = part.strip().partition(" ")
        said[name] = values
    if said != (OTHER_POLICIES.get(route, POLICY) if told else POLICY):
        yield f"Content-Security-Policy: {said}"
    kept = (
        told
        and route.endswith(KEPT_BY_THE_SESSION)
        and "Cookie" in response.headers.get("Vary", "")
    )
    if not kept and "no-store" not in response.headers.get("Cache-Control", ""):
        yield f"Cache-Control: {response.headers.get('Cache-Control')}"


def _of_page(response: Any) -> Iterator[str]:
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return
    page = b"".join(response) if response.streaming else response.content
    text = page.decode()
    for what, pattern in (
        ("inline script", _INLINE),
        ("event handler", _HANDLER),
        ("script as a link", _SCRIPT_LINK),
        ("asks another host", _ASKING),
        ("style from another host", _ELSEWHERE_IN_STYLE),
    ):
        for found in pattern.finditer(text):
            yield f"{what}: {found[0][:120]}"
