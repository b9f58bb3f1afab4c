"""A job as the person who asked for it sees it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from parkloop.texts import Text
from parkloop_web.accounts.models import User


class Job(models.Model):
    """Who asked for what, how far it is, what became of it. Seen by its asker only."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    kind = models.CharField(max_length=100)
    #: What it works on, such as ``upload/12``.
    subject = models.CharField(max_length=200, blank=True)
    #: The page that shows what came out.
    link = models.CharField(max_length=300, blank=True)
    name_vi = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    asked_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    #: Share of the whole that is done, 0 to 1, and what is being done.
    done = models.FloatField(default=0)
    doing_vi = models.CharField(max_length=300, blank=True)
    doing_en = models.CharField(max_length=300, blank=True)
    fault_vi = models.TextField(blank=True)
    fault_en = models.TextField(blank=True)
    #: How often it began (a kill makes it begin again) and how often it ended with a fault.
    starts = models.IntegerField(default=0)
    faults = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["asked_by", "-asked_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=models.Q(state__in=("waiting", "running")) & ~models.Q(subject=""),
                name="one_job_at_a_time_per_subject",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.state}"

    @classmethod
    def of(cls, subject: str) -> Job | None:
        """The newest job of a subject, where one asked for it oneself; pages show how far it is."""
        return cls.objects.filter(subject=subject).order_by("-pk").first()

    @property
    def doing(self) -> Text | None:
        """What is being done now; None before it has begun."""
        return Text(self.doing_vi, self.doing_en) if self.doing_en else None

    @property
    def name(self) -> Text:
        return Text(self.name_vi, self.name_en)

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)
