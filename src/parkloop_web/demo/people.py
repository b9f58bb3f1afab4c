"""The demo zone's people: one account per role, and an editor per enterprise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from parkloop.texts import Text
from parkloop_web.accounts.models import User

#: Nobody receives mail there (RFC 2606).
_DOMAIN: Final = "demo.invalid"
ROLES: Final = ("board", "operator", "tenant", "expert")


@dataclass(frozen=True)
class DemoPeople:
    """One account per role, and an editor per enterprise who handed the data in."""

    board: User
    operator: User
    tenant: User
    expert: User
    editors: Mapping[str, User]

    @staticmethod
    def known() -> dict[str, User]:
        """The accounts of the demo's roles that are there."""
        people = {name: User.objects.filter(email=f"{name}@{_DOMAIN}").first() for name in ROLES}
        return {name: user for name, user in people.items() if user is not None}


def account(name: str, words: Text) -> User:
    """The account of a name, made where it is not there; nobody signs in to it by password."""
    user, _ = User.objects.get_or_create(
        email=f"{name}@{_DOMAIN}", defaults={"name": words.vi, "name_en": words.en}
    )
    if not user.password:
        user.set_unusable_password()
        user.save()
    return user
