"""One-time links by which people come in: for the first time, or after losing the way.

Only the SHA-256 of the secret is kept. A link is used by pressing a button on the page it opens,
so that a mail program which looks at it does not use it up.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from parkloop_web.accounts.models import SignInLink, User

LASTS: Final = timedelta(hours=72)


def make_link(user: User, at: datetime, lasts: timedelta = LASTS) -> str:
    """The secret part of a new link for a person; older unused ones end."""
    SignInLink.objects.filter(user=user, used_at=None, expires_at__gt=at).update(expires_at=at)
    secret = secrets.token_urlsafe(32)
    SignInLink.objects.create(user=user, digest=digest(secret), expires_at=at + lasts, made_at=at)
    return secret


def digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def usable_link(secret: str, at: datetime) -> SignInLink | None:
    """The link, if it may still be used; None says no more than that."""
    return (
        SignInLink.objects.select_related("user")
        .filter(digest=digest(secret), used_at=None, expires_at__gt=at, user__is_active=True)
        .first()
    )


def use(link: SignInLink, at: datetime) -> bool:
    """Use a link up; False when somebody was quicker."""
    return SignInLink.objects.filter(pk=link.pk, used_at=None).update(used_at=at) == 1
