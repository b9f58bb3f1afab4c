"""Secrets of partners: made, checked, sealed; tokens that end; signatures of receipts."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import jwt
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from parkloop.provenance import canonical_json

#: How long a partner's token holds.
TOKEN_LIFE: Final = timedelta(hours=1)
_AUDIENCE = "parkloop-footprints"
_ALGORITHM = "HS256"


class TokenRefused(ValueError):
    """A token that is not ours (``expired``: it was)."""

    def __init__(self, *, expired: bool) -> None:
        super().__init__("expired" if expired else "not valid")
        self.expired = expired


@dataclass(frozen=True, slots=True)
class Credentials:
    """A new client id and its secret; the secret is shown once and kept as a hash."""

    client_id: str
    secret: str
    hash: str


def new_credentials() -> Credentials:
    secret = secrets.token_urlsafe(32)
    return Credentials(f"pl-{secrets.token_hex(12)}", secret, hash_of(secret))


def hash_of(secret: str) -> str:
    """SHA-256: the secrets are 256 random bits, so that slow hashing would protect nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


def fits(secret: str, stored: str) -> bool:
    return hmac.compare_digest(hash_of(secret), stored)


def token_for(partner: int, now: datetime) -> str:
    """A signed token of one partner."""
    claims = {"sub": str(partner), "aud": _AUDIENCE, "iat": now, "exp": now + TOKEN_LIFE}
    return jwt.encode(claims, _derived("token"), algorithm=_ALGORITHM)


def partner_of(token: str, now: datetime) -> int:
    """The partner of a token; raises TokenRefused."""
    try:
        claims = jwt.decode(
            token,
            _derived("token"),
            algorithms=[_ALGORITHM],
            audience=_AUDIENCE,
            options={"verify_exp": False, "verify_iat": False, "require": ["exp", "sub"]},
        )
        partner, ends = int(claims["sub"]), float(claims["exp"])
    except (jwt.InvalidTokenError, ValueError) as problem:
        raise TokenRefused(expired=False) from problem
    if ends <= now.timestamp():
        raise TokenRefused(expired=True)
    return partner


def sign(what: dict[str, object]) -> str:
    """HMAC-SHA256 of a receipt, in hex."""
    return hmac.new(_derived("receipt"), canonical_json(what).encode(), "sha256").hexdigest()


def seal(text: str) -> str:
    """A secret of another host, readable only with this installation's key."""
    return _box().encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """The secret again; '' where it was sealed with another key."""
    try:
        return _box().decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken:
        return ""


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_derived("seal")))


def _derived(purpose: str) -> bytes:
    key = f"parkloop.footprints.{purpose}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), key, "sha256").digest()
