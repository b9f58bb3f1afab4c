"""Does the chain of events still hold?"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connections


@dataclass(frozen=True, slots=True)
class ChainReport:
    """How many events were read, where the chain first breaks (None: it holds), its last hash.

    Whoever keeps ``head`` elsewhere can tell later that nothing before it was altered.
    """

    events: int
    broken_at: int | None
    unlinked: int
    head: str

    @property
    def holds(self) -> bool:
        return self.broken_at is None and self.unlinked == 0


_VERIFY = """
WITH linked AS (
    SELECT event.sequence, event.hash,
        event.sequence = coalesce(lag(event.sequence) OVER chain, 0) + 1
        AND event.previous = coalesce(lag(event.hash) OVER chain, '\\x'::bytea)
        AND event.hash = sha256(event.previous || audit_says(event)) AS sound
    FROM audit_event AS event WHERE event.sequence IS NOT NULL
    WINDOW chain AS (ORDER BY event.sequence)
)
SELECT count(*), min(sequence) FILTER (WHERE NOT coalesce(sound, false)),
    (SELECT count(*) FROM audit_event WHERE hash IS NULL),
    (SELECT encode(hash, 'hex') FROM linked ORDER BY sequence DESC LIMIT 1)
FROM linked
"""


def verify_chain(using: str = "owner") -> ChainReport:
    """Compute every hash again, in the database; the owner's connection sees all events."""
    with connections[using].cursor() as cursor:
        cursor.execute(_VERIFY)
        events, broken_at, unlinked, head = cursor.fetchone()
    return ChainReport(events, broken_at, unlinked, head or "")
