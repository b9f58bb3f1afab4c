"""The API as a page: every operation with its parameters, made from the OpenAPI document."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from parkloop_web.api.operations import api


def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document, refusals as problem details."""
    schema: dict[str, Any] = api.get_openapi_schema(path_prefix="/api/v1/")
    for methods in schema["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                if int(status) >= 400 and "content" in answer:
                    (body,) = answer["content"].values()
                    answer["content"] = {"application/problem+json": body}
    return schema


@require_GET
def openapi(request: HttpRequest) -> JsonResponse:
    """The OpenAPI 3.1 document."""
    return JsonResponse(document())


@require_GET
def documentation(request: HttpRequest) -> HttpResponse:
    """For people who write against the API."""
    schema = document()
    operations: dict[str, list[dict[str, Any]]] = {}
    for address, methods in schema["paths"].items():
        for method, operation in methods.items():
            tag = operation.get("tags", [""])[0]
            operations.setdefault(tag, []).append(
                {"address": address, "method": method.upper(), **operation}
            )
    return render(request, "api/documentation.html", {"groups": operations, "schema": schema})


urlpatterns = [
    path("api/v1/openapi.json", openapi, name="openapi"),
    path("api/v1/docs", documentation, name="api-docs"),
]
