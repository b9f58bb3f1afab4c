"""Stored runs: what was asked, from which ledger and catalog, and what came out."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from parkloop_web.accounts.models import User
from parkloop_web.parks.models import Node


class Study(models.Model):
    """One run over what its asker could see of a place at a moment; never changed afterwards.

    ``enterprise`` is set where the place is an enterprise: then it may hold what was not
    submitted yet, and only that enterprise sees it. A study of a park or zone is made from what
    was submitted, and seen by those who oversee that place.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    place = models.ForeignKey(Node, models.CASCADE, related_name="studies")
    enterprise = models.ForeignKey(Node, models.CASCADE, null=True, related_name="+")
    parameters = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    #: Recorded time of the snapshot: entries up to here.
    until = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    ledger_hash = models.CharField(max_length=64, blank=True)
    catalog_hash = models.CharField(max_length=64, blank=True)
    catalog_version = models.CharField(max_length=20, blank=True)
    entries = models.BigIntegerField(default=0)
    fault_vi = models.TextField(blank=True)
    fault_en = models.TextField(blank=True)
    summary = models.JSONField(default=dict)
    #: Per year what must be said beside the summary: facts that stand in for ones not published
    #: yet (``provisional``), and per place the figures that lack something (``partial``).
    reservations = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["place", "-asked_at"])]

    def __str__(self) -> str:
        return f"{self.place_id} {self.asked_at:%Y-%m-%d %H:%M}"


class StudyView(models.Model):
    """What a study shows of a place in a year, as data: ``content`` is the view with its sentence,
    cards, tables; ``charts`` the options of its charts, ``explanations`` what *explain* opens and
    ``places`` where each figure stands in it.
    """

    study = models.ForeignKey(Study, models.CASCADE, related_name="views")
    key = models.CharField(max_length=200)
    place_code = models.CharField(max_length=100)
    year = models.CharField(max_length=20)
    position = models.IntegerField()
    content = models.JSONField()
    charts = models.TextField()
    explanations = models.TextField()
    places = models.JSONField(default=dict)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["study", "key"], name="one_view_per_key_and_study")
        ]

    def __str__(self) -> str:
        return self.key


class Publication(models.Model):
    """What a board has released to the public: checked for secrets, versioned, with its source."""

    zone = models.ForeignKey(Node, models.PROTECT, related_name="publications")
    kind = models.CharField(max_length=50)
    #: A year, or the name of a data set, an index or a plan.
    period = models.CharField(max_length=100)
    version = models.IntegerField()
    content = models.JSONField()
    study = models.ForeignKey(Study, models.PROTECT, null=True, related_name="+")
    released_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    released_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "kind", "period", "version"], name="one_publication_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.period} v{self.version}"


class Basis(models.Model):
    """Which firms stand behind the sums of a publication: what a later version must not reveal."""

    publication = models.OneToOneField(
        Publication, models.CASCADE, primary_key=True, related_name="basis"
    )
    zone = models.ForeignKey(Node, models.PROTECT, related_name="+")
    firms = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.publication_id)
