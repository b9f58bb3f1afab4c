"""What every operation shares: who asks, how often, which scope; paging; answers given again."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any, Final, TypeVar, cast

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from ninja import Schema, Status
from ninja.security import HttpBearer

from parkloop.errors import RequestError
from parkloop.texts import Text
from parkloop_web.accounts.identity import identify
from parkloop_web.accounts.middleware import Asked, current_language
from parkloop_web.accounts.models import User
from parkloop_web.accounts.tokens import digest
from parkloop_web.api.models import Answer
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, place_of

#: Requests of one token in a minute.
PER_MINUTE: Final = 600
LARGEST_PAGE: Final = 500
M = TypeVar("M", bound=Model)


class TooOften(Exception):
    """More requests than a minute allows."""


class Bearer(HttpBearer):
    """A token in the header ``Authorization: Bearer plp_…``; the request runs under its person's
    rights, limited to the token's scopes."""

    openapi_description = "A token made on the page “Tokens”; it has scopes and an end."

    def authenticate(self, request: HttpRequest, token: str) -> object | None:
        calling = cast(Asked, request)
        with connection.cursor() as cursor:
            cursor.execute("SELECT user_id, scopes FROM parkloop_token(%s)", [digest(token)])
            row = cursor.fetchone()
        if row is None:
            return None
        user_id, scopes = row
        _count(digest(token)[:16])
        calling.identity = identify(
            User.objects.get(pk=user_id),
            request=calling.request_id,
            language=current_language(),
            scopes=frozenset(json.loads(scopes) if isinstance(scopes, str) else scopes),
        )
        return calling.identity


def _count(name: str) -> None:
    """A counter per minute; forgets by itself."""
    key = f"api-{name}"
    if cache.add(key, 1, 60):
        return
    if cache.incr(key) > PER_MINUTE:
        raise TooOften


def needs(scope: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The operation is for tokens that have this scope."""

    def wrap(operation: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(operation)
        def checked(request: Asked, *args: Any, **kwargs: Any) -> Any:
            if not request.identity.may(scope):
                raise PermissionDenied
            return operation(request, *args, **kwargs)

        return checked

    return wrap


#: A name that PostgreSQL can hold: no NUL.
NAME = r"^[^\x00]*$"


def asked(request: HttpRequest) -> Asked:
    assert hasattr(request, "identity")
    return cast(Asked, request)


def plain(text: str) -> str:
    """Without what no name holds."""
    if "\x00" in text:
        raise Http404
    return text


def enterprise_at(request: HttpRequest, need: Need, code: str) -> Node:
    """An enterprise that one may read or change; to others it does not exist."""
    return place_of(asked(request).identity, need, plain(code), ("enterprise",))


class Page(Schema):
    """How to go on: pass ``next`` as ``cursor``; empty where there is no more."""

    next: str


def paged(rows: QuerySet[M], cursor: str, limit: int) -> tuple[list[M], str]:
    """A page of rows in the order of their ids, and the cursor of the next."""
    if cursor:
        rows = rows.filter(pk__gt=_read_cursor(cursor))
    found = list(rows.order_by("pk")[: limit + 1])
    more = len(found) > limit
    return found[:limit], cursor_of(found[limit - 1].pk) if more else ""


def cursor_of(key: int) -> str:
    return base64.urlsafe_b64encode(f"after:{key}".encode()).decode("ascii")


def _read_cursor(cursor: str) -> int:
    try:
        words = base64.urlsafe_b64decode(cursor.encode()).decode("ascii")
        return int(words.removeprefix("after:"))
    except (ValueError, UnicodeError) as wrong:
        raise RequestError(
            Text(
                "“cursor” không đọc được: hãy dùng đúng giá trị “next” của trang trước.",
                "“cursor” cannot be read: pass the “next” of the page before, unchanged.",
            )
        ) from wrong


def once(operation: Callable[..., tuple[int, Any]]) -> Callable[..., Status[Any]]:
    """With the header ``Idempotency-Key`` the same request again gets the same answer and has no
    further effect; another request with the same key is refused."""

    @wraps(operation)
    def answered(request: Asked, *args: Any, **kwargs: Any) -> Status[Any]:
        key = request.headers.get("Idempotency-Key", "")[:200]
        if not key:
            return Status(*operation(request, *args, **kwargs))
        content_of = sha256(
            f"{request.method} {request.get_full_path()}\n".encode() + _body(request)
        ).hexdigest()
        before = Answer.objects.filter(user=request.identity.person, key=key).first()
        if before is not None:
            if before.asked != content_of:
                raise RequestError(_OTHER_REQUEST)
            return Status(before.status, before.content)
        status, content = operation(request, *args, **kwargs)
        try:
            with transaction.atomic():
                Answer.objects.create(
                    user=request.identity.person,
                    key=key,
                    asked=content_of,
                    status=status,
                    content=content,
                )
        except IntegrityError as twice:
            transaction.set_rollback(True)
            raise RequestError(_AT_ONCE) from twice
        return Status(status, content)

    return answered


def _body(request: HttpRequest) -> bytes:
    """The content that was sent; of a file upload, the files'."""
    if request.FILES:
        files = (request.FILES.getlist(name) for name in request.FILES)
        return b"".join(file.read() for several in files for file in several)
    return request.body


_OTHER_REQUEST = Text(
    "Khóa Idempotency-Key này đã dùng cho một yêu cầu khác. Hãy dùng khóa mới.",
    "This Idempotency-Key was used for another request. Use a new one.",
)
_AT_ONCE = Text(
    "Một yêu cầu cùng khóa vừa chạy cùng lúc. Hãy gửi lại để nhận kết quả của nó.",
    "A request with the same key ran at the same moment. Send it again to get its answer.",
)
