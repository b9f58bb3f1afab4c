"""Answers that were given to requests with an idempotency key, to be given again."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from parkloop_web.accounts.models import User


class Answer(models.Model):
    """What was answered to a key of a person: the same request again gets the same answer."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    asked = models.CharField(max_length=64)
    status = models.IntegerField()
    content = models.JSONField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_answer_per_key")]

    def __str__(self) -> str:
        return self.key
