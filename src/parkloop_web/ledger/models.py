"""What happened, as rows; and how a month of an enterprise goes from open to accepted."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from parkloop.ledger.limits import Basis, Bound, Span, Way
from parkloop.texts import Text
from parkloop_web.accounts.models import User
from parkloop_web.parks.models import Node


class Entry(models.Model):
    """A row of the ledger, as ``parkloop.ledger.columns.ENTRY_SCHEMA`` has it; only ever added.

    ``enterprise`` has stated it; ``parties`` are the enterprises at both ends, who know of it
    anyway; ``month`` is the first day of the local month in which its period begins.
    """

    enterprise = models.ForeignKey(Node, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Node, models.PROTECT, related_name="+")
    parties = ArrayField(models.BigIntegerField(), default=list)
    month = models.DateField()
    entry = models.CharField(max_length=32)
    key = models.CharField(max_length=32)
    content = models.CharField(max_length=32)
    kind = models.CharField(max_length=20)
    stream = models.CharField(max_length=200)
    property = models.CharField(max_length=200)
    from_node = models.CharField(max_length=100)
    to_node = models.CharField(max_length=100)
    activity = models.CharField(max_length=100)
    start = models.DateTimeField()
    end = models.DateTimeField()
    series = models.CharField(max_length=200)
    reference = models.CharField(max_length=200)
    quantity = models.FloatField(null=True)
    unit = models.CharField(max_length=50)
    text = models.TextField()
    status = models.CharField(max_length=20)
    uncertainty = models.FloatField(null=True)
    notation = models.CharField(max_length=20)
    note = models.TextField()
    file = models.CharField(max_length=300)
    sheet = models.CharField(max_length=200)
    row = models.BigIntegerField(null=True)
    page = models.CharField(max_length=50)
    amount = models.BigIntegerField(null=True)
    dimension = models.CharField(max_length=50)
    version = models.IntegerField()
    supersedes = models.CharField(max_length=32)
    void = models.BooleanField()
    reason = models.TextField()
    import_id = models.CharField(max_length=100)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "enterprise", "entry"], name="one_entry_per_id_and_enterprise"
            ),
            models.UniqueConstraint(
                fields=["zone", "enterprise", "key", "version"],
                name="one_version_of_a_statement_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["enterprise", "month"]),
            models.Index(fields=["zone", "import_id"]),
        ]

    def __str__(self) -> str:
        return self.entry


class Current(models.Model):
    """The newest version of each statement that is not void; kept by a trigger over ``Entry``.

    Here stands the exclusion constraint against overlapping periods of one meter.
    """

    entry = models.OneToOneField(
        Entry, models.CASCADE, primary_key=True, related_name="current", db_column="entry_id"
    )
    enterprise = models.ForeignKey(Node, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Node, models.PROTECT, related_name="+")
    key = models.CharField(max_length=32)
    meter = models.CharField(max_length=32, blank=True)
    start = models.DateTimeField()
    end = models.DateTimeField()
    month = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "key"], name="one_current_version_of_a_statement"
            )
        ]
        indexes = [
            models.Index(fields=["zone", "month"]),
            models.Index(fields=["enterprise", "month"]),
        ]

    def __str__(self) -> str:
        return self.key


class Upload(models.Model):
    """A file on its way into the ledger: staged, checked, compared, taken in or given up."""

    class State(models.TextChoices):
        RECEIVED = "received"
        CHECKED = "checked"
        COMMITTED = "committed"
        UNDONE = "undone"
        DISCARDED = "discarded"
        REFUSED = "refused"

    enterprise = models.ForeignKey(Node, models.PROTECT, related_name="uploads")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    file_name = models.CharField(max_length=300)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    sender = models.CharField(max_length=200, blank=True)
    mode = models.CharField(max_length=20, default="correct")
    partial = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    mapping = models.JSONField(default=dict)
    repairs = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    import_id = models.CharField(max_length=100, blank=True)
    counts = models.JSONField(default=dict)
    record = models.JSONField(default=dict)
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.file_name} ({self.state})"


class SavedMapping(models.Model):
    """What was learned of the columns of a sender's files."""

    enterprise = models.ForeignKey(Node, models.CASCADE, related_name="+")
    sender = models.CharField(max_length=200)
    mapping = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "sender"], name="one_mapping_per_sender_and_enterprise"
            )
        ]

    def __str__(self) -> str:
        return self.sender


class State(models.TextChoices):
    """How far a month of an enterprise has come; each is a word of its own (glossary)."""

    OPEN = "open"
    COMPLETED = "completed"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    ACCEPTED = "accepted"
    RETURNED = "returned"

    @property
    def words(self) -> Text:
        return STATE_WORDS[self]


STATE_WORDS = {
    State.OPEN: Text("Đang nhập", "Open"),
    State.COMPLETED: Text("Đã nhập xong", "Completed"),
    State.SUBMITTED: Text("Đã gửi", "Submitted"),
    State.APPROVED: Text("Đã duyệt", "Approved"),
    State.ACCEPTED: Text("Đã chấp nhận", "Accepted"),
    State.RETURNED: Text("Bị trả lại", "Returned"),
}


class Submission(models.Model):
    """A month of an enterprise on its way: who has looked at it, and what they saw.

    ``seen_until`` is the recorded time of what was last submitted: overseers see entries up to
    there and nothing later. ``approved_until`` is the same of what was approved, so that what
    changed since is a difference of two snapshots.
    """

    enterprise = models.ForeignKey(Node, models.CASCADE, related_name="submissions")
    month = models.DateField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    round = models.IntegerField(default=0)
    seen_until = models.DateTimeField(null=True)
    approved_until = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(default=timezone.now)
    #: Counts that the queue sorts by: findings, estimates, changes; written when submitted.
    risk = models.JSONField(default=dict)
    risk_score = models.FloatField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "month"], name="one_submission_per_month_and_enterprise"
            )
        ]
        indexes = [models.Index(fields=["state", "-risk_score"])]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.month:%Y-%m} {self.state}"


class Step(models.Model):
    """One act in the workflow of a month: who did what, when, why."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="steps")
    enterprise = models.ForeignKey(Node, models.CASCADE, related_name="+")
    act = models.CharField(max_length=20)
    before = models.CharField(max_length=12)
    after = models.CharField(max_length=12)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True)
    round = models.IntegerField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.act} {self.at:%Y-%m-%d}"


class Deadline(models.Model):
    """When the data of a month is due in a zone: on ``day`` of ``months_after`` months later."""

    zone = models.OneToOneField(Node, models.CASCADE, related_name="deadline")
    day = models.PositiveSmallIntegerField(default=15)
    months_after = models.PositiveSmallIntegerField(default=1)
    remind_days_before = models.PositiveSmallIntegerField(default=5)

    def __str__(self) -> str:
        return f"{self.zone_id}: {self.day}"


class Extension(models.Model):
    """A later date for a named late unit, with the reason."""

    enterprise = models.ForeignKey(Node, models.CASCADE, related_name="extensions")
    month = models.DateField()
    until = models.DateField()
    reason = models.TextField()
    granted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "month"], name="one_extension_per_month_and_enterprise"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.month:%Y-%m} → {self.until}"


class StatedLimit(models.Model):
    """A limit that somebody read in a permit, a contract or a regulation, with the document.

    Fields are those of ``parkloop.ledger.limits.Limit``; ``enterprise`` is whose limit it is. A
    limit is never changed: it gets a last day, or is withdrawn with a reason, and a new one
    begins.
    """

    enterprise = models.ForeignKey(Node, models.CASCADE, related_name="limits")
    node = models.ForeignKey(Node, models.CASCADE, related_name="+")
    stream = models.CharField(max_length=200, blank=True)
    property = models.CharField(max_length=200, blank=True)
    way = models.CharField(max_length=3, default=Way.OUT.value)
    bound = models.CharField(max_length=10, default=Bound.AT_MOST.value)
    value = models.FloatField()
    unit = models.CharField(max_length=50)
    span = models.CharField(max_length=10, default=Span.EACH.value)
    basis = models.CharField(max_length=12, default=Basis.PERMIT.value)
    source = models.CharField(max_length=300)
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    evidence_name = models.CharField(max_length=300, blank=True)
    evidence_type = models.CharField(max_length=100, blank=True)
    evidence = models.BinaryField(null=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["enterprise", "node", "property", "stream", "first_day", "id"]

    def __str__(self) -> str:
        return f"{self.source}: {self.value:g} {self.unit}"


class Notice(models.Model):
    """Something a person should know: a reminder, a return, a finished job."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    enterprise = models.ForeignKey(Node, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=30)
    text_vi = models.TextField()
    text_en = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    #: Says the same thing once: a second notice with the same mark is not made.
    mark = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "mark"],
                condition=~models.Q(mark=""),
                name="one_notice_per_mark_and_person",
            )
        ]

    def __str__(self) -> str:
        return self.text_en

    @property
    def text(self) -> Text:
        return Text(self.text_vi, self.text_en)


class Comment(models.Model):
    """A word on a statement or on a month; a thread is what shares ``enterprise`` and ``about``.

    ``about`` is ``key/<key>`` or ``month/<YYYY-MM>`` or ``figure/<study>/<figure>``.
    """

    enterprise = models.ForeignKey(Node, models.CASCADE, related_name="comments")
    about = models.CharField(max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField()
    round = models.IntegerField(default=0)
    asks_for_evidence = models.BooleanField(default=False)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["enterprise", "about"])]

    def __str__(self) -> str:
        return self.about


class Evidence(models.Model):
    """A file that shows where a value comes from (a bill, a photo, a certificate)."""

    enterprise = models.ForeignKey(Node, models.CASCADE, related_name="evidence")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    file_name = models.CharField(max_length=300)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    valid_until = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.file_name


class EvidenceOf(models.Model):
    """Which statement (by key) or month an evidence file belongs to."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="uses")
    enterprise = models.ForeignKey(Node, models.CASCADE, related_name="+")
    about = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evidence", "about"], name="one_use_of_an_evidence")
        ]
        indexes = [models.Index(fields=["enterprise", "about"])]

    def __str__(self) -> str:
        return self.about
