"""Errors as problem details (RFC 9457): what happened, where, what to do, in both languages."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from parkloop.errors import InputRefused, ParkloopError
from parkloop.texts import Text
from parkloop_web.api.asking import TooOften


class Problem(Schema):
    """RFC 9457 with both languages; ``findings`` name every place that is wrong."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    detail_vi: str
    request_id: str = ""
    findings: list[dict[str, Any]] = []


#: What any operation may refuse with.
REFUSALS = {frozenset({400, 401, 403, 404, 409, 422, 429}): Problem}
_WORDS = {
    401: Text(
        "Cần một mã truy cập còn hạn trong tiêu đề Authorization.",
        "A token that has not ended is needed in the header Authorization.",
    ),
    403: Text(
        "Mã truy cập hoặc vai trò không cho phép việc này.",
        "The token's scopes or the role do not allow this.",
    ),
    404: Text("Không có, hoặc không dành cho bạn.", "There is no such thing, or it is not yours."),
    429: Text(
        "Quá nhiều yêu cầu trong một phút; hãy đợi.",
        "Too many requests in a minute; wait a little.",
    ),
    422: Text("Yêu cầu không đúng dạng.", "The request does not have the right form."),
}
_TITLES = {
    400: "Bad request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not found",
    409: "Conflict",
    422: "Unprocessable content",
    429: "Too many requests",
}


def answer(
    request: HttpRequest, status: int, text: Text | None = None, findings: Any = ()
) -> HttpResponse:
    words = text or _WORDS.get(
        status, Text(_TITLES.get(status, "Error"), _TITLES.get(status, "Error"))
    )
    content = {
        "type": "about:blank",
        "title": _TITLES.get(status, "Error"),
        "status": status,
        "detail": words.en,
        "detail_vi": words.vi,
        "request_id": getattr(request, "request_id", ""),
        "findings": list(findings),
    }
    response = HttpResponse(
        json.dumps(content, ensure_ascii=False),
        status=status,
        content_type="application/problem+json",
    )
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if status == 429:
        response["Retry-After"] = "60"
    return response


def speak_problems(api: NinjaAPI) -> None:
    """Every refusal of the API takes this form."""

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, problem: AuthenticationError) -> HttpResponse:
        return answer(request, 401)

    @api.exception_handler(PermissionDenied)
    def forbidden(request: HttpRequest, problem: PermissionDenied) -> HttpResponse:
        return answer(request, 403)

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, problem: Http404) -> HttpResponse:
        return answer(request, 404)

    @api.exception_handler(TooOften)
    def too_often(request: HttpRequest, problem: TooOften) -> HttpResponse:
        return answer(request, 429)

    @api.exception_handler(ValidationError)
    def wrong_form(request: HttpRequest, problem: ValidationError) -> HttpResponse:
        found = [
            {"where": ".".join(str(part) for part in each["loc"]), "message": str(each["msg"])}
            for each in problem.errors
        ]
        return answer(request, 422, findings=found)

    @api.exception_handler(InputRefused)
    def refused(request: HttpRequest, problem: InputRefused) -> HttpResponse:
        return answer(request, 422, problem.text, [f.as_dict() for f in problem.findings])

    @api.exception_handler(ParkloopError)
    def impossible(request: HttpRequest, problem: ParkloopError) -> HttpResponse:
        return answer(request, 409, problem.text)

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, problem: HttpError) -> HttpResponse:
        return answer(request, problem.status_code, Text(str(problem), str(problem)))
