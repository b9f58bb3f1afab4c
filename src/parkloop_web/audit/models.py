"""Every write: who, when, before, after, why, in which request; chained so that nothing can be
altered or taken out unseen."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """One write. Rows come from triggers only; the application may read and add, never change.

    ``sequence``, ``previous`` and ``hash`` are set when the transaction commits:
    hash = SHA-256(previous ‖ what the event says), see ``audit/chain.sql``.
    """

    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    request = models.CharField(max_length=64, blank=True)
    act = models.CharField(max_length=10)
    table = models.CharField(max_length=63, db_column="table_name")
    row = models.CharField(max_length=100, db_column="row_id")
    enterprise_id = models.BigIntegerField(null=True)
    reason = models.TextField(blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    sequence = models.BigIntegerField(null=True, unique=True)
    previous = models.BinaryField(null=True)
    hash = models.BinaryField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["enterprise_id", "-at"]),
            models.Index(fields=["table", "row"]),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.table} {self.row}"
