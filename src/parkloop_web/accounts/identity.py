"""Who asks: a person with the roles, mandates and scopes that hold now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.db import connection

from parkloop.texts import Language
from parkloop_web.accounts.models import BOARD, OPERATORS, SECOND_FACTOR, TENANTS, Role, User
from parkloop_web.database.rls import set_context


@dataclass(frozen=True, slots=True)
class Held:
    """A role at a place, with where the place stands."""

    role: Role
    place: int
    code: str
    zone: int


@dataclass(frozen=True)
class Identity:
    """A person, or nobody; what each may see and change is decided by the database's functions.

    ``own``, ``editable``, ``mandated`` and ``overseen`` are ids of enterprises, ``parks`` and
    ``zones`` of those one has to do with; all are empty for nobody. ``scopes`` is None for a
    person at a browser, and what a token was given otherwise.
    """

    user: User | None = None
    held: tuple[Held, ...] = ()
    own: frozenset[int] = frozenset()
    editable: frozenset[int] = frozenset()
    mandated: frozenset[int] = frozenset()
    overseen: frozenset[int] = frozenset()
    operated: frozenset[int] = frozenset()
    governed: frozenset[int] = frozenset()
    parks: frozenset[int] = frozenset()
    zones: frozenset[int] = frozenset()
    scopes: frozenset[str] | None = None
    language: Language = "vi"
    extra: dict[str, object] = field(default_factory=dict, compare=False)

    @property
    def is_nobody(self) -> bool:
        return self.user is None

    @property
    def person(self) -> User:
        """Who it is; asked for only where somebody has signed in."""
        if self.user is None:
            raise PermissionDenied
        return self.user

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset(held.role for held in self.held)

    @property
    def is_board(self) -> bool:
        return bool(self.roles & set(BOARD))

    @property
    def is_operator(self) -> bool:
        return bool(self.roles & set(OPERATORS))

    @property
    def is_tenant(self) -> bool:
        return bool(self.roles & set(TENANTS))

    @property
    def is_expert(self) -> bool:
        return bool(self.mandated)

    @property
    def needs_second_factor(self) -> bool:
        return self.is_expert or bool(self.roles & SECOND_FACTOR)

    def at(self, roles: Iterable[Role]) -> frozenset[int]:
        """Ids of the places where one of these roles is held."""
        wanted = set(roles)
        return frozenset(held.place for held in self.held if held.role in wanted)

    def may(self, scope: str) -> bool:
        """Whether a token's scopes allow this; people at a browser have no such limit."""
        return self.scopes is None or scope in self.scopes


NOBODY = Identity()

_WHO = """
SELECT parkloop_own(), parkloop_editable(), parkloop_mandated(), parkloop_overseen(),
       parkloop_operator_parks(), parkloop_board_zones(), parkloop_parks(), parkloop_zones(),
       ARRAY(SELECT ARRAY[m.role, m.place_id::text, n.code, n.zone_id::text]
             FROM accounts_membership m JOIN parks_node n ON n.id = m.place_id
             WHERE m.user_id = parkloop_user() AND m.valid_from <= statement_timestamp()
               AND (m.valid_until IS NULL OR m.valid_until > statement_timestamp())
             ORDER BY m.id)
"""


def identify(
    user: User | None,
    *,
    request: str = "",
    language: Language = "vi",
    scopes: frozenset[str] | None = None,
) -> Identity:
    """Put the transaction under this person's rights and say what they are, in one query."""
    if user is None or not user.is_active:
        set_context(None, request=request)
        return Identity(language=language)
    set_context(user.pk, request=request)
    with connection.cursor() as cursor:
        cursor.execute(_WHO)
        own, editable, mandated, overseen, operated, governed, parks, zones, held = (
            cursor.fetchone()
        )
    return Identity(
        user=user,
        held=tuple(Held(Role(r), int(p), code, int(z)) for r, p, code, z in held),
        own=frozenset(own),
        editable=frozenset(editable),
        mandated=frozenset(mandated),
        overseen=frozenset(overseen),
        operated=frozenset(operated),
        governed=frozenset(governed),
        parks=frozenset(parks),
        zones=frozenset(zones),
        scopes=scopes,
        language=language,
    )
