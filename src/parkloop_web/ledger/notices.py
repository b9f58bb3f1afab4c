"""Tells people things; who is told is the only one who can read it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from parkloop.texts import Text
from parkloop_web.parks.models import Node


def tell_people(
    people: Iterable[int],
    enterprise: Node,
    kind: str,
    text: Text,
    *,
    link: str,
    mark: str,
    at: datetime,
) -> None:
    """One notice to each person, once per mark.

    Plain SQL, because the one who tells may not read what is told: nothing is returned.
    """
    rows = [
        (person, enterprise.pk, kind, text.vi, text.en, link, at, mark)
        for person in sorted(set(people))
    ]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO ledger_notice (user_id, enterprise_id, kind, text_vi, text_en, link, at, "
            "mark) VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            rows,
        )
