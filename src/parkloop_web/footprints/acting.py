"""A partner's system acts: its setting in the database, and nobody's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from parkloop_web.footprints.keys import fits


@dataclass(frozen=True, slots=True)
class Known:
    """A partner that has shown its secret."""

    partner: int
    enterprise: int


def signs_in(client_id: str, secret: str) -> Known | None:
    """The partner with this id and secret, if its access holds now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, secret, enterprise_id FROM parkloop_find_partner(%s)", [client_id]
        )
        row = cursor.fetchone()
    # An unknown id costs as much as a wrong secret.
    stored = row[1] if row else "0" * 64
    return Known(row[0], row[2]) if fits(secret, stored) and row else None


def set_partner(partner: int | None) -> None:
    """For the rest of the transaction this partner acts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('parkloop.partner', %s, true)",
            ["" if partner is None else str(partner)],
        )


@contextmanager
def as_partner(partner: int) -> Iterator[None]:
    """A transaction in which a partner's system acts; jobs use it."""
    with transaction.atomic():
        set_partner(partner)
        yield
        set_partner(None)
