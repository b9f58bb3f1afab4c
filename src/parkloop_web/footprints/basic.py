"""Client id and secret in the header of HTTP Basic authentication."""

from __future__ import annotations

import base64
import binascii


def basic_header(client_id: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()


def read_basic(header: str) -> tuple[str, str] | None:
    """Client id and secret of a header; None where it is no such header."""
    kind, _, value = header.partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        text = base64.b64decode(value.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    client_id, colon, secret = text.partition(":")
    return (client_id, secret) if colon and client_id and secret else None
