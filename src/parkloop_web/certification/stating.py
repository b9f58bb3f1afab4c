"""Statements of the register, written in one import under the rights of who states them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import psycopg
from django.db import IntegrityError, ProgrammingError, transaction

from parkloop.errors import RequestError
from parkloop.ledger.changes import Mode, plan_changes
from parkloop.ledger.columns import stated
from parkloop.ledger.entries import Entry
from parkloop.periods import local
from parkloop.texts import Text
from parkloop_web.accounts.identity import Identity
from parkloop_web.ledger.snapshot import Owners, ledger_of, park_of, write_entries
from parkloop_web.parks.models import Node


def who_states(identity: Identity, node: Node) -> Node | None:
    """The enterprise in whose name this person states what the register asks of a place."""
    if node.kind == "enterprise":
        return node if node.pk in identity.editable else None
    return Node.objects.filter(
        park=node, kind="enterprise", operator=True, pk__in=identity.editable
    ).first()


def write_statements(
    identity: Identity, stating: Node, entries: Iterable[Entry], now: datetime
) -> int:
    """Add statements, or correct those of the same thing and period; returns how many are new.

    Raises RequestError where the month in which they begin was handed in and is locked.
    """
    entries = tuple(entries)
    zone = stating.zone
    assert zone is not None
    ledger = ledger_of(zone, enterprises=[stating.pk], park=park_of(zone))
    plan = plan_changes(
        ledger,
        stated(entries),
        Mode.CORRECT,
        import_id=f"{now:%Y%m%dT%H%M%S%f}-register",
        recorded_at=now,
        recorded_by=identity.person.email,
    )
    try:
        with transaction.atomic():
            return write_entries(zone, plan.appended, Owners(zone, stating))
    except (IntegrityError, ProgrammingError, psycopg.errors.InsufficientPrivilege) as wrong:
        first = local(min(one.period.start for one in entries), zone.time_zone)
        raise RequestError(
            Text(
                f"Tháng {first.month}/{first.year} đã gửi đi và bị khóa; hãy rút lại tháng đó "
                "trước khi khai.",
                f"{first:%B %Y} was handed in and is locked; withdraw it before stating more.",
            )
        ) from wrong
