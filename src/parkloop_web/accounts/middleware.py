"""Every request runs in one transaction, under the rights of the person who asks."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from parkloop.texts import Language
from parkloop_web.accounts.identity import Identity, identify


class Asked(HttpRequest):
    """A request as our views see it."""

    identity: Identity
    request_id: str


class IdentityMiddleware:
    """Sets ``request.identity`` and ``request.request_id``; a failed request writes nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = cast(Asked, request)
        asked.request_id = uuid.uuid4().hex
        with transaction.atomic():
            asked.identity = identify(
                request.user if request.user.is_authenticated else None,
                request=asked.request_id,
                language=current_language(),
            )
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        response["X-Request-Id"] = asked.request_id
        return response


def current_language() -> Language:
    return "en" if (get_language() or "").startswith("en") else "vi"
