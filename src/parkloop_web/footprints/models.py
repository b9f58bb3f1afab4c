"""Data sets that an enterprise issues, which partner may receive them until when, and who did."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from parkloop.pact import events
from parkloop.pact.model import DataSet
from parkloop.texts import Text
from parkloop_web.accounts.models import User
from parkloop_web.parks.models import Node


class Partner(models.Model):
    """A partner's system: how it signs in here, and where and how answers reach it.

    ``secret`` is a hash; ``host_secret`` is sealed with the installation's key.
    """

    enterprise = models.ForeignKey(Node, models.CASCADE, related_name="footprint_partners")
    name = models.CharField(max_length=200)
    client_id = models.CharField(max_length=64, unique=True)
    secret = models.CharField(max_length=200)
    host_url = models.CharField(max_length=300, blank=True)
    host_client_id = models.CharField(max_length=200, blank=True)
    host_secret = models.TextField(blank=True)
    valid_until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name


class Stated(models.Model):
    """What an enterprise states of itself and its products, as in ``footprints.yaml``."""

    enterprise = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="+")
    content = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.enterprise_id)


class Issued(models.Model):
    """A data set of a product in a year. ``number`` is the id partners know it by."""

    enterprise = models.ForeignKey(Node, models.CASCADE, related_name="footprints_issued")
    product = models.CharField(max_length=200)
    year = models.IntegerField()
    number = models.UUIDField(unique=True)
    document = models.JSONField()
    ledger_hash = models.CharField(max_length=64)
    catalog_hash = models.CharField(max_length=64)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["enterprise", "product", "-issued_at"])]

    def __str__(self) -> str:
        return f"{self.product} {self.year}"

    @property
    def data_set(self) -> DataSet:
        return DataSet(self.document, str(self.document.get("specVersion", "")))


class Release(models.Model):
    """Consent: a partner may receive a data set until an end date, or until it is withdrawn."""

    enterprise = models.ForeignKey(Node, models.CASCADE, related_name="+")
    issued = models.ForeignKey(Issued, models.CASCADE, related_name="releases")
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="releases")
    valid_until = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issued", "partner"], name="one_release_per_partner")
        ]

    def __str__(self) -> str:
        return f"{self.issued_id} → {self.partner_id}"


class Receipt(models.Model):
    """Who received which data set when: signed, and never changed.

    ``signature`` is an HMAC over the row and ``content`` (SHA-256 of the document as sent) with
    the installation's key; the audit chains the rows.
    """

    enterprise = models.ForeignKey(Node, models.CASCADE, related_name="+")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="receipts")
    issued = models.ForeignKey(Issued, models.PROTECT, related_name="receipts")
    way = models.CharField(max_length=10)
    at = models.DateTimeField()
    content = models.CharField(max_length=64)
    signature = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["enterprise", "-at"])]

    def __str__(self) -> str:
        return f"{self.issued_id} → {self.partner_id}"


class Message(models.Model):
    """An event that came in, and what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting"
        ANSWERED = "answered"
        REJECTED = "rejected"
        NO_HOST = "no-host"
        FAILED = "failed"
        NOTED = "noted"

    enterprise = models.ForeignKey(Node, models.CASCADE, related_name="+")
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=10)
    version = models.IntegerField()
    event = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    data = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    fault = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField(db_default=Now())
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "event"], name="one_message_per_event")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event}"


#: What a partner's event is about, and what became of it.
EVENT_WORDS = {
    events.CREATED: Text("yêu cầu bộ dữ liệu", "request for data sets"),
    events.FULFILLED: Text("trả lời yêu cầu của bạn", "answer to your request"),
    events.REJECTED: Text("từ chối yêu cầu của bạn", "refusal of your request"),
    events.PUBLISHED: Text("báo có bộ dữ liệu mới", "notice of new data sets"),
}
STATE_WORDS = {
    Message.State.WAITING: Text("đang chờ trả lời", "to be answered"),
    Message.State.ANSWERED: Text("đã trả lời", "answered"),
    Message.State.REJECTED: Text("đã từ chối", "rejected"),
    Message.State.NO_HOST: Text("không có máy chủ để trả lời", "no host to answer to"),
    Message.State.FAILED: Text("không trả lời được", "could not be answered"),
    Message.State.NOTED: Text("đã ghi nhận", "noted"),
}
#: How a data set left.
WAY_WORDS = {
    "list": Text("trong danh sách", "in a list"),
    "get": Text("từng bộ", "by itself"),
    "event": Text("trả lời yêu cầu", "as answer to a request"),
}


class Supplied(models.Model):
    """A supplier's data set taken in: which node it comes from, which stream it is."""

    enterprise = models.ForeignKey(Node, models.CASCADE, related_name="+")
    supplier = models.CharField(max_length=100)
    stream = models.CharField(max_length=100)
    document = models.JSONField()
    version = models.CharField(max_length=20)
    taken_in_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    taken_in_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.supplier}/{self.stream}"

    @property
    def data_set(self) -> DataSet:
        return DataSet(self.document, self.version)


class Kept(models.Model):
    """What a page of a trace shows, kept under the hash of all that it was made from.

    ``key`` is over ledger, catalog, parameters and version: the same key is the same content.
    ``enterprise`` is set where the place is an enterprise, and where the operator of a park has
    stated prices; ``personal`` where its asker oversees the enterprise and does not belong to it:
    then it is for that person only. Without an enterprise it is made from what was submitted, for
    those who oversee the place.
    """

    place = models.ForeignKey(Node, models.CASCADE, related_name="+")
    enterprise = models.ForeignKey(Node, models.CASCADE, null=True, related_name="+")
    personal = models.BooleanField(default=False)
    asked_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    content = models.JSONField()
    numbers = models.JSONField()
    charts = models.TextField()
    explanations = models.TextField()
    places = models.JSONField()
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["place", "kind", "key"])]

    def __str__(self) -> str:
        return f"{self.place_id} {self.kind} {self.key[:12]}"
