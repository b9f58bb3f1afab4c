"""The tree of places and what the register says of them."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from parkloop.ledger.park import NodeKind
from parkloop.texts import Text, same_in_both
from parkloop_web.accounts.models import User

KINDS = [(kind.value, kind.value) for kind in NodeKind]


class Node(models.Model):
    """A place where flows begin or end; the ledger knows it by ``code``.

    ``zone``, ``park`` and ``enterprise`` repeat what the parents say (kept by a trigger), because
    rights are decided by them on every row. What lies outside (grid, market, river) has a zone
    only.
    """

    zone = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    park = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    enterprise = models.ForeignKey("self", models.PROTECT, null=True, related_name="members")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    code = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=KINDS)
    name_vi = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    activity = models.CharField(max_length=100, blank=True)
    industry = models.CharField(max_length=20, blank=True)
    operator = models.BooleanField(default=False)
    attributes = models.JSONField(default=dict)
    geometry = models.JSONField(null=True, blank=True)
    #: Of a zone: catalog region, time zone, whether its data is invented, where it comes from.
    region = models.CharField(max_length=10, default="VN")
    time_zone = models.CharField(max_length=50, default="Asia/Ho_Chi_Minh")
    fictional = models.BooleanField(default=False)
    source_vi = models.CharField(max_length=500, blank=True)
    source_en = models.CharField(max_length=500, blank=True)
    #: Names without accents, for search; made by a trigger.
    search = models.CharField(max_length=700, editable=False, default="")
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "code"], name="one_node_per_code_and_zone"),
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(kind="zone"), name="one_zone_per_code"
            ),
        ]
        indexes = [
            models.Index(fields=["park", "kind"]),
            models.Index(fields=["enterprise", "kind"]),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> Text:
        return Text(self.name_vi, self.name_en)

    @property
    def node_kind(self) -> NodeKind:
        return NodeKind(self.kind)


class Enterprise(models.Model):
    """What the register of the zone says of an enterprise."""

    enterprise = models.OneToOneField(
        Node, models.CASCADE, primary_key=True, related_name="registration"
    )
    legal_name = models.CharField(max_length=300, blank=True)
    tax_code = models.CharField(max_length=20, blank=True)
    licence = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=2, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=50, blank=True)
    operating_since = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.legal_name or str(self.enterprise_id)


class Plot(models.Model):
    """A piece of land of a park: who holds it, how large it is, where it lies."""

    park = models.ForeignKey(Node, models.CASCADE, related_name="plots")
    code = models.CharField(max_length=50)
    enterprise = models.ForeignKey(Node, models.SET_NULL, null=True, blank=True, related_name="+")
    land_class = models.CharField(max_length=50, blank=True)
    area_ha = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    geometry = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["park", "code"], name="one_plot_per_code_and_park")
        ]

    def __str__(self) -> str:
        return self.code


class Consent(models.Model):
    """What an enterprise lets a partner see of a field, how exactly, and until when.

    ``Field`` holds what a page really reads before it shows something, and nothing else: who
    consents must not be told of an effect that there is not.
    """

    class Field(models.TextChoices):
        NAME = "name"
        QUANTITY = "quantity"
        TEMPERATURE = "temperature"

        @property
        def words(self) -> Text:
            return _FIELD_WORDS[self.value]

    class Precision(models.TextChoices):
        NUMBER = "number"
        INTERVAL = "interval"
        CLASS = "class"

        @property
        def words(self) -> Text:
            return _PRECISION_WORDS[self.value]

    enterprise = models.ForeignKey(Node, models.CASCADE, related_name="consents")
    partner = models.ForeignKey(Node, models.CASCADE, related_name="+")
    field = models.CharField(max_length=100, choices=Field.choices)
    precision = models.CharField(max_length=10, choices=Precision.choices)
    valid_from = models.DateTimeField(db_default=Now())
    valid_until = models.DateTimeField()
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.enterprise_id} → {self.partner_id}: {self.field}"

    @property
    def words(self) -> Text:
        """What is seen, and how exactly: 'Quantity: within an interval'."""
        exactly = self.precision == Consent.Precision.NUMBER
        if self.field == Consent.Field.NAME:
            return Consent.Field.NAME.words if exactly else _INDUSTRY_ONLY
        known = _FIELD_WORDS.get(self.field, same_in_both(self.field))
        how = Consent.Precision(self.precision).words
        return Text(f"{known.vi}: {how.vi}", f"{known.en}: {how.en}")


_FIELD_WORDS = {
    "name": Text("Tên doanh nghiệp", "Name of the enterprise"),
    "quantity": Text("Lượng chào hoặc cần", "Quantity offered or needed"),
    "temperature": Text("Nhiệt độ", "Temperature"),
}
_PRECISION_WORDS = {
    "number": Text("con số chính xác", "the exact number"),
    "interval": Text("trong một khoảng", "within an interval"),
    "class": Text("chỉ bậc độ lớn", "a class of size only"),
}
#: A name is told or not; short of it, partners see the division of industry.
_INDUSTRY_ONLY = Text("Chỉ ngành nghề, không có tên", "The industry only, not the name")
