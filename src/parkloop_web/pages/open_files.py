"""Answers that machines of other hosts may read: open data."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse


def for_all(answer: HttpResponse) -> HttpResponse:
    """Let pages of every origin read it."""
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def as_json(value: object) -> HttpResponse:
    """Plain values as JSON for everybody."""
    return for_all(JsonResponse(value, safe=False, json_dumps_params={"ensure_ascii": False}))
