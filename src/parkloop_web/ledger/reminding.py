"""Tells those who fill in months what is due and what is late, each thing once."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import connection

from parkloop.texts import Text

BEFORE: Final = Text(
    "Số liệu tháng %2$s của %1$s phải gửi trước hết ngày %3$s.",
    "The data of %1$s for %2$s is due by %3$s.",
)
LATE: Final = Text(
    "Số liệu tháng %2$s của %1$s đã trễ hạn (%3$s).",
    "The data of %1$s for %2$s is late (it was due on %3$s).",
)


def remind(today: date) -> int:
    """Make the notices of a day; returns how many people were told something new."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger_remind(%s, %s, %s, %s, %s)",
            [today, BEFORE.vi, BEFORE.en, LATE.vi, LATE.en],
        )
        (told,) = cursor.fetchone()
    return int(told)
