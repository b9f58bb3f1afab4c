"""Requests to a partner's host: to a checked address only, without redirects, short and small.

The name is looked up once, every address it stands for must be public, and the connection is made
to that very address (a second look-up could be answered otherwise).
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from parkloop.pact.addresses import Refused, Target, check_resolved, read_target
from parkloop.pact.events import CONTENT_TYPE
from parkloop_web.footprints.basic import basic_header

_SECONDS = 10
_MOST_BYTES = 1_000_000


class HostFailed(OSError):
    """The partner's host did not take what was sent; the message says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes

    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError:
            return None


def trusted_hosts() -> tuple[str, ...]:
    """'host:port' that the operator of this installation allows though they are not public."""
    return tuple(settings.PARKLOOP_PACT_TRUSTED)


def send_event(base: str, client_id: str, secret: str, version: int, event: object) -> None:
    """Sign in at the partner's host and hand over an event. Raises Refused or HostFailed."""
    token = _token(base.rstrip("/"), client_id, secret)
    answer = _post(
        f"{base.rstrip('/')}/{version}/events",
        json.dumps(event, ensure_ascii=False).encode(),
        {"Authorization": f"Bearer {token}", "Content-Type": CONTENT_TYPE},
    )
    if answer.status >= 300:
        raise HostFailed(f"events: {answer.status}")


def _token(base: str, client_id: str, secret: str) -> str:
    answer = _post(
        _token_endpoint(base),
        urlencode({"grant_type": "client_credentials"}).encode(),
        {
            "Authorization": basic_header(client_id, secret),
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        },
    )
    found = answer.json()
    token = found.get("access_token") if isinstance(found, dict) else None
    if answer.status != 200 or not isinstance(token, str):
        raise HostFailed(f"token: {answer.status}")
    return token


def _token_endpoint(base: str) -> str:
    """As the host's discovery document says, else the usual place."""
    answer = _request("GET", f"{base}/.well-known/openid-configuration", None, {})
    found = answer.json() if answer.status == 200 else None
    named = found.get("token_endpoint") if isinstance(found, dict) else None
    return named if isinstance(named, str) else f"{base}/auth/token"


def _post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    return _request("POST", url, body, headers)


def _request(method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
    trusted = trusted_hosts()
    target = read_target(url, trusted)
    addresses = _resolved(target)
    check_resolved(target, addresses, trusted)
    parts = urlsplit(url)
    connection = _connection(target, addresses[0], secure=parts.scheme == "https")
    place = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(method, place or "/", body, dict(headers))
        answer = connection.getresponse()
        content = answer.read(_MOST_BYTES + 1)
    except (OSError, http.client.HTTPException) as problem:
        raise HostFailed(f"{type(problem).__name__}: {target.host}") from problem
    finally:
        connection.close()
    if len(content) > _MOST_BYTES:
        raise HostFailed("the answer is too large")
    return Answer(answer.status, content)


def _resolved(target: Target) -> list[str]:
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except OSError:
        return []
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _connection(target: Target, address: str, *, secure: bool) -> http.client.HTTPConnection:
    """A connection to this address that speaks to (and verifies the certificate of) the name."""
    if secure:
        return _Pinned(target.host, target.port, address)
    return http.client.HTTPConnection(address, target.port, timeout=_SECONDS)


class _Pinned(http.client.HTTPSConnection):
    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=_SECONDS, context=ssl.create_default_context())
        self._address = address

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


__all__ = ["Answer", "HostFailed", "Refused", "send_event", "trusted_hosts"]
