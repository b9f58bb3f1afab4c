"""Cases with their events, papers, opinions and appraisers; the register of certificates."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils import timezone

from parkloop.procedures.machine import Case as CoreCase
from parkloop.procedures.machine import Event as CoreEvent
from parkloop.texts import Text
from parkloop_web.accounts.models import User
from parkloop_web.parks.models import Node


class Case(models.Model):
    """One application for a certificate; what happened to it stands in its events.

    ``state`` repeats what the events give, for lists. ``content`` is the self-assessment as it was
    handed in: an appraiser sees it, and nothing of the ledger behind it. ``renews`` is the case of
    the certificate that this one is to follow.
    """

    zone = models.ForeignKey(Node, models.PROTECT, related_name="+")
    park = models.ForeignKey(Node, models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(Node, models.PROTECT, null=True, related_name="+")
    renews = models.ForeignKey("self", models.PROTECT, null=True, related_name="renewals")
    procedure = models.CharField(max_length=50)
    state = models.CharField(max_length=30)
    subject = models.CharField(max_length=100)
    name_vi = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    year = models.IntegerField()
    content = models.JSONField(default=dict)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["zone", "state"])]

    def __str__(self) -> str:
        return f"{self.procedure} {self.subject} ({self.state})"

    @property
    def name(self) -> Text:
        return Text(self.name_vi, self.name_en)

    @property
    def core(self) -> CoreCase:
        """The case as the procedure knows it."""
        events = tuple(event.core for event in self.events.order_by("pk"))
        documents = frozenset(name for event in events for name in event.documents)
        return CoreCase(self.procedure, self.subject, self.state, events, documents)


class CaseEvent(models.Model):
    """What somebody did in a case; rows are only added."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="events")
    event = models.CharField(max_length=30)
    actor = models.CharField(max_length=30)
    day = models.DateField()
    reason = models.CharField(max_length=4000, blank=True)
    documents = models.JSONField(default=list)
    clock = models.CharField(max_length=10, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.event} {self.day}"

    @property
    def core(self) -> CoreEvent:
        return CoreEvent(
            self.event, self.actor, self.day, self.reason, tuple(self.documents), self.clock
        )


class CaseFile(models.Model):
    """A paper of a case as it was handed in: bytes, language, form."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="files")
    document = models.CharField(max_length=30)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class Appraisal(models.Model):
    """The mandate of an appraiser: this case and no other, for an agency, until a moment."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="appraisals")
    appraiser = models.ForeignKey(User, models.CASCADE, related_name="appraisals")
    agency = models.CharField(max_length=50)
    valid_until = models.DateTimeField()
    granted_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "appraiser"], name="one_mandate_per_case")
        ]

    def __str__(self) -> str:
        return f"{self.agency}: {self.appraiser}"


class Opinion(models.Model):
    """What an agency says of one criterion in a round; the newest of a round counts."""

    class Stance(models.TextChoices):
        AGREES = "agrees"
        DISAGREES = "disagrees"
        ASKS = "asks"

    case = models.ForeignKey(Case, models.CASCADE, related_name="opinions")
    agency = models.CharField(max_length=50)
    criterion = models.CharField(max_length=50)
    stance = models.CharField(max_length=10, choices=Stance.choices)
    comment = models.CharField(max_length=4000, blank=True)
    round = models.IntegerField(default=1)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.agency} {self.criterion}: {self.stance}"


class Certificate(models.Model):
    """A certificate that was issued; anybody with its code can confirm it."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="certificate")
    zone = models.ForeignKey(Node, models.PROTECT, related_name="+")
    place = models.ForeignKey(Node, models.PROTECT, related_name="+")
    procedure = models.CharField(max_length=50)
    number = models.CharField(max_length=50)
    verification = models.CharField(max_length=40, unique=True)
    name_vi = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    issued_on = models.DateField()
    valid_until = models.DateField()
    ended_on = models.DateField(null=True)
    ended_why = models.CharField(max_length=4000, blank=True)

    def __str__(self) -> str:
        return self.number

    @property
    def name(self) -> Text:
        return Text(self.name_vi, self.name_en)

    def holds_on(self, day: date) -> bool:
        """Whether it is in force: issued, not ended, not past its validity."""
        ended = self.ended_on is not None and self.ended_on <= day
        return self.issued_on <= day <= self.valid_until and not ended
