"""Where an answer may be sent: a partner's host, never a machine behind our own fence.

A call-back goes to an address that a partner writes into an event. Without these checks anyone
with a token could have us ask the database, the cloud's metadata or a neighbour (SSRF).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from parkloop.texts import Text

_PORTS = frozenset({None, 443, 8443})


@dataclass(frozen=True, slots=True)
class Target:
    """A call-back address that has the right form; its host is still to be resolved."""

    url: str
    host: str
    port: int


class Refused(ValueError):
    """An address that nothing is sent to; ``text`` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def read_target(url: str, trusted: Collection[str] = ()) -> Target:
    """The form of a call-back: https, a name, no user, a usual port. Raises Refused.

    ``trusted`` are 'host:port' that the operator of this host named; they may be anything.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as problem:
        raise _refused(url, Text("không đọc được", "it cannot be read")) from problem
    host = (parts.hostname or "").rstrip(".")
    if f"{host}:{port or 443}" in trusted:
        return Target(url, host, port or 443)
    if parts.scheme != "https":
        raise _refused(url, Text("không phải https", "it is not https"))
    if not host or parts.username is not None or parts.password is not None:
        raise _refused(url, Text("tên máy hoặc người dùng không hợp lệ", "host or user is wrong"))
    if port not in _PORTS:
        raise _refused(url, Text("cổng không được phép", "its port is not allowed"))
    if _literal(host) is not None or "." not in host:
        raise _refused(url, Text("không phải tên miền", "its host is no domain name"))
    return Target(url, host, port or 443)


def check_resolved(target: Target, addresses: Iterable[str], trusted: Collection[str] = ()) -> None:
    """Every address that the name stands for must be public. Raises Refused.

    The connection must be made to one of these addresses and not look the name up again.
    """
    if f"{target.host}:{target.port}" in trusted:
        return
    found = list(addresses)
    if not found:
        raise _refused(target.url, Text("tên máy không tồn tại", "its host does not exist"))
    for one in found:
        address = _literal(one)
        if address is None or not _is_public(address):
            reason = Text(
                f"tên máy chỉ đến {one}, không phải mạng công cộng",
                f"its host stands for {one}, which is not public",
            )
            raise _refused(target.url, reason)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    plain = mapped or address
    return plain.is_global and not plain.is_multicast and not plain.is_reserved


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None


def _refused(url: str, why: Text) -> Refused:
    shown = url[:120]
    return Refused(
        Text(
            f"Không gọi lại “{shown}”: {why.vi}.",
            f"No call-back to “{shown}”: {why.en}.",
        )
    )
