"""Statements of the register, written in one import under the rights of who states them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import psycopg
from django.db import IntegrityError, ProgrammingError, transaction

from parkloop.errors import RequestError
from parkloop.ledger.changes import Mode, plan_changes
from parkloop.ledger.columns import stated
from parkloop.ledger.entries import Entry
from parkloop.texts import Text
from parkloop_web.accounts.identity import Identity
from parkloop_web.ledger.history_words import local_month
from parkloop_web.ledger.models import Submission
from parkloop_web.ledger.snapshot import Owners, ledger_of, park_of, write_entries
from parkloop_web.ledger.workflow import LOCKED
from parkloop_web.parks.models import Node


def who_states(identity: Identity, node: Node) -> Node | None:
    """The enterprise in whose name this person states what the register asks of a place."""
    if node.kind == "enterprise":
        return node if node.pk in identity.editable else None
    return Node.objects.filter(
        park=node, kind="enterprise", operator=True, pk__in=identity.editable
    ).first()


@dataclass(frozen=True, slots=True)
class Written:
    """How many statements are new, and the last month with which they are handed in."""

    count: int
    month: date

    @property
    def words(self) -> Text:
        """What is told to the person who stated it."""
        return Text(
            f"Đã ghi {self.count} mục; chủ đầu tư khu và ban quản lý thấy khi tháng "
            f"{self.month:%m/%Y} được gửi.",
            f"{self.count} entries were written; operator and board see them when the month "
            f"{self.month:%m/%Y} is handed in.",
        )


def write_statements(
    identity: Identity, stating: Node, entries: Iterable[Entry], now: datetime
) -> Written:
    """Add statements, or correct those of the same thing and period.

    What is stated of a year whose months were handed in already goes with the first month that is
    still open, a plan with the current one; raises RequestError where that was locked meanwhile.
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
    month_of = _first_open(stating, local_month(now, zone.time_zone))
    try:
        with transaction.atomic():
            count = write_entries(zone, plan.appended, Owners(zone, stating, month_of))
    except (IntegrityError, ProgrammingError, psycopg.errors.InsufficientPrivilege) as wrong:
        raise RequestError(
            Text(
                "Tháng đang mở vừa được gửi đi và bị khóa; hãy thử lại.",
                "The open month was handed in and locked meanwhile; try again.",
            )
        ) from wrong
    months = (month_of(local_month(one.period.start, zone.time_zone)) for one in entries)
    return Written(count, max(months, default=local_month(now, zone.time_zone)))


def _first_open(stating: Node, current: date) -> Callable[[date], date]:
    """By the month in which something begins: the first month from then (at the latest from the
    current one) that the enterprise has not handed in."""
    sent = Submission.objects.filter(enterprise=stating, state__in=LOCKED)
    locked = frozenset(sent.values_list("month", flat=True))

    def month_of(begins: date) -> date:
        month = min(begins, current)
        while month in locked:
            month = (month + timedelta(days=31)).replace(day=1)
        return month

    return month_of
