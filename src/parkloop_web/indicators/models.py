"""Observations with vintages, versioned records (indicators, methods, plans), what people add."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from parkloop.ledger.statistics import DataPoint
from parkloop_web.accounts.models import User
from parkloop_web.parks.models import Node


class Observation(models.Model):
    """One value of an indicator as published in a vintage; rows are only added."""

    zone = models.ForeignKey(Node, models.PROTECT, related_name="observations")
    indicator = models.CharField(max_length=200)
    area = models.CharField(max_length=200)
    disaggregation = models.CharField(max_length=300, blank=True)
    period = models.CharField(max_length=20)
    value = models.FloatField(null=True)
    unit = models.CharField(max_length=50)
    status = models.CharField(max_length=1)
    confidentiality = models.CharField(max_length=1, default="F")
    source = models.CharField(max_length=500, blank=True)
    vintage = models.CharField(max_length=10)
    note = models.CharField(max_length=1000, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "indicator", "area", "disaggregation", "period", "vintage"],
                name="one_value_per_key_and_vintage",
            )
        ]
        indexes = [models.Index(fields=["zone", "indicator"])]

    def __str__(self) -> str:
        return f"{self.indicator} {self.area} {self.period} ({self.vintage})"

    @property
    def point(self) -> DataPoint:
        return DataPoint(
            indicator=self.indicator,
            area=self.area,
            period=self.period,
            value=self.value,
            unit=self.unit,
            status=self.status,
            confidentiality=self.confidentiality,
            disaggregation=self.disaggregation,
            source=self.source,
            vintage=self.vintage,
            note=self.note,
        )


class Contribution(models.Model):
    """Which firms stand behind a figure computed from the ledger: what disclosure asks.

    ``firms`` with what each contributes; of a ratio ``parts``, the indicators it is made of. The
    newest row of a figure holds.
    """

    zone = models.ForeignKey(Node, models.PROTECT, related_name="+")
    indicator = models.CharField(max_length=200)
    area = models.CharField(max_length=200)
    period = models.CharField(max_length=20)
    firms = models.JSONField(default=dict)
    parts = models.JSONField(default=list)

    class Meta:
        indexes = [
            models.Index(fields=["zone", "indicator"], name="indicators__zone_id_behind_idx")
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.area} {self.period}"


class Intake(models.Model):
    """A file of observations that was read and not yet taken: what it says, what is wrong."""

    zone = models.ForeignKey(Node, models.CASCADE, related_name="+")
    file = models.CharField(max_length=300)
    points = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    rows = models.IntegerField(default=0)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.file


class Record(models.Model):
    """A version of what people decide (indicator, agency, area, method, plan). Never changed."""

    class Kind(models.TextChoices):
        INDICATOR = "indicator"
        AGENCY = "agency"
        AREA = "area"
        METHOD = "method"
        PLAN = "plan"

    zone = models.ForeignKey(Node, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    code = models.CharField(max_length=100)
    version = models.IntegerField()
    content = models.JSONField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "kind", "code", "version"], name="one_record_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} v{self.version}"


class Judgement(models.Model):
    """A person's status of a target in place of the computed one, with the reason."""

    zone = models.ForeignKey(Node, models.PROTECT, related_name="+")
    plan = models.CharField(max_length=100)
    target = models.CharField(max_length=100)
    status = models.CharField(max_length=40)
    reason = models.CharField(max_length=1000)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    day = models.DateField()

    def __str__(self) -> str:
        return f"{self.plan} {self.target}: {self.status}"


class ActionReport(models.Model):
    """How far an action is, as its lead reported it on a day."""

    zone = models.ForeignKey(Node, models.PROTECT, related_name="+")
    plan = models.CharField(max_length=100)
    action = models.CharField(max_length=100)
    done = models.FloatField()
    completed = models.DateField(null=True)
    evidence = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    day = models.DateField()

    def __str__(self) -> str:
        return f"{self.plan} {self.action}: {self.done:.0%}"


class Variation(models.Model):
    """What the choices of a method do to the ranks, computed by a job because it takes long.

    It holds for a version of a method and for data of a content hash; made again, it is the same.
    """

    zone = models.ForeignKey(Node, models.CASCADE, related_name="+")
    record = models.ForeignKey(Record, models.CASCADE, related_name="+")
    data_hash = models.CharField(max_length=64)
    content = models.JSONField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record", "data_hash"], name="one_variation_per_method_and_data"
            )
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.data_hash[:12]}"
