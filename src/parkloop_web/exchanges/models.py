"""What is kept of exchanges: searches and their candidates, what each side may see, cases."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from parkloop.texts import Text
from parkloop_web.accounts.models import User
from parkloop_web.parks.models import Node


class Search(models.Model):
    """One matching over what was submitted at a park or zone; never changed afterwards."""

    place = models.ForeignKey(Node, models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    year = models.IntegerField()
    parameters = models.JSONField(default=dict)
    ledger_hash = models.CharField(max_length=64)
    catalog_version = models.CharField(max_length=20)
    catalog_hash = models.CharField(max_length=64)
    offers = models.JSONField(default=list)
    needs = models.JSONField(default=list)
    gaps = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["place", "-asked_at"])]

    def __str__(self) -> str:
        return f"{self.place_id} {self.year}"


class Candidate(models.Model):
    """An exchange that could be, with everything known: for those who oversee the place."""

    search = models.ForeignKey(Search, models.CASCADE, related_name="candidates")
    giver = models.ForeignKey(Node, models.CASCADE, related_name="+")
    taker = models.ForeignKey(Node, models.CASCADE, related_name="+")
    position = models.IntegerField()
    score = models.FloatField()
    content = models.JSONField()
    #: When both sides had agreed to talk; set by a trigger.
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.giver_id} → {self.taker_id}"


class Answer(models.TextChoices):
    NONE = ""
    ACCEPT = "accept"
    DECLINE = "decline"


class Face(models.Model):
    """A candidate as one of its two enterprises may see it.

    ``content`` holds no name and no number of the partner beyond its consents; ``partner`` is
    filled by a trigger when both have agreed to talk.
    """

    class Side(models.TextChoices):
        GIVER = "giver"
        TAKER = "taker"

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="faces")
    enterprise = models.ForeignKey(Node, models.CASCADE, related_name="+")
    side = models.CharField(max_length=5, choices=Side.choices)
    #: Number of the search it comes from, which the enterprise itself may not read.
    run = models.BigIntegerField()
    score = models.FloatField()
    content = models.JSONField()
    answer = models.CharField(max_length=7, choices=Answer.choices, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    partner = models.ForeignKey(Node, models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering = ["-score", "id"]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "side"], name="one_face_per_side")
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id}: {self.side}"


class OwnSide(models.Model):
    """An offer or need that a person has added beside those of the ledger.

    ``months`` holds twelve amounts, January first; where it is empty, ``quantity`` is a year's and
    counts as twelve equal parts. With a ``stream`` the network optimiser takes it in.
    """

    class Side(models.TextChoices):
        OFFER = "offer"
        NEED = "need"

    enterprise = models.ForeignKey(Node, models.CASCADE, related_name="+")
    side = models.CharField(max_length=5, choices=Side.choices)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    stream = models.CharField(max_length=200, blank=True, default="")
    quantity = models.FloatField(null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    months = models.JSONField(default=list, blank=True)
    temperature = models.FloatField(null=True, blank=True)
    water_class = models.CharField(max_length=2, blank=True)
    waste_code = models.CharField(max_length=10, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def by_month(self) -> list[float]:
        """Twelve amounts, as given or as equal parts of the year; none where nothing is known."""
        if self.months:
            return [float(amount) for amount in self.months]
        return [] if self.quantity is None else [self.quantity / 12] * 12


class PlanRow(models.Model):
    """One row of the plan of exchanges of a place: a price, a route, a way to carry, a plant.

    ``content`` has the fields of its section in exchanges.yaml; what is not known yet is not there.
    A row is never changed: another takes its place, and this one gets its end.
    """

    class Origin(models.TextChoices):
        PERSON = "person"
        FILE = "file"
        CATALOG = "catalog"

    place = models.ForeignKey(Node, models.CASCADE, related_name="+")
    section = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    content = models.JSONField(default=dict)
    source = models.CharField(max_length=500)
    #: The same in English where the program wrote it; what a person wrote is in their language.
    source_en = models.CharField(max_length=500, blank=True)
    origin = models.CharField(max_length=7, choices=Origin.choices, default=Origin.PERSON)
    #: Of a row from the catalog: which fact, and whether that was compared with its document.
    fact = models.CharField(max_length=100, blank=True)
    verified = models.BooleanField(default=False)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "section", "name"],
                condition=models.Q(ended_at=None),
                name="one_plan_row_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.name}"

    @property
    def said_source(self) -> Text:
        return Text(self.source, self.source_en or self.source)


class NetworkRun(models.Model):
    """One search for the best network of a place: what was asked, from which plan and ledger, and
    what came out; never changed afterwards, but for being shown to its enterprises."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    place = models.ForeignKey(Node, models.CASCADE, related_name="+")
    asked = models.JSONField(default=dict)
    plan = models.JSONField(default=dict)
    #: What of the plan could not be used, in both languages.
    left_out = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    ledger_hash = models.CharField(max_length=64, blank=True)
    catalog_hash = models.CharField(max_length=64, blank=True)
    catalog_version = models.CharField(max_length=20, blank=True)
    summary = models.JSONField(default=dict)
    fault_vi = models.TextField(blank=True)
    fault_en = models.TextField(blank=True)
    shown_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["place", "-asked_at"])]
        ordering = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return f"{self.place_id} {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)


class Shown(models.Model):
    """A view as data: its content, the options of its charts, what *explain* opens."""

    content = models.JSONField()
    charts = models.TextField()
    explanations = models.TextField()
    places = models.JSONField(default=dict)

    class Meta:
        abstract = True


class NetworkView(Shown):
    """The network of a run, or a point of its front, for those who oversee the place."""

    run = models.ForeignKey(NetworkRun, models.CASCADE, related_name="views")
    key = models.CharField(max_length=20)
    position = models.IntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["run", "key"], name="one_network_view_per_key")
        ]

    def __str__(self) -> str:
        return self.key


class NetworkPart(Shown):
    """What a network would mean for one enterprise, and no more; its people see it once the place
    has shown it."""

    run = models.ForeignKey(NetworkRun, models.CASCADE, related_name="parts")
    enterprise = models.ForeignKey(Node, models.CASCADE, related_name="+")
    shown_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "enterprise"], name="one_part_per_enterprise")
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id}: {self.run_id}"


class Stage(models.TextChoices):
    """How far an exchange has come."""

    IDEA = "idea"
    TALK = "talk"
    STUDY = "study"
    PILOT = "pilot"
    CONTRACT = "contract"
    RUNNING = "running"
    ENDED = "ended"

    @property
    def words(self) -> Text:
        return STAGE_WORDS[self]


STAGE_WORDS = {
    Stage.IDEA: Text("Ý tưởng", "Idea"),
    Stage.TALK: Text("Trao đổi", "Talk"),
    Stage.STUDY: Text("Nghiên cứu", "Study"),
    Stage.PILOT: Text("Thử nghiệm", "Pilot"),
    Stage.CONTRACT: Text("Hợp đồng", "Contract"),
    Stage.RUNNING: Text("Đang chạy", "Running"),
    Stage.ENDED: Text("Đã kết thúc", "Ended"),
}
#: The five kinds of Circular 05/2025/TT-BKHDT, article 2(1), as its form A.4 offers them.
KIND_WORDS = {
    "IS-1": Text("Trao đổi yếu tố đầu vào, đầu ra của sản xuất", "Exchange of inputs and outputs"),
    "IS-2": Text("Dùng chung hạ tầng sản xuất trong khu", "Shared production infrastructure"),
    "IS-3": Text("Dùng chung dịch vụ kinh doanh", "Shared business services"),
    "IS-4": Text(
        "Hợp tác với doanh nghiệp khu khác để thu hồi, tái sử dụng, tái chế",
        "Collaboration with other parks in recovery, reuse, recycling",
    ),
    "IS-5": Text("Hình thức khác (phải mô tả)", "Other (to be described)"),
}
GEOGRAPHY_WORDS = {
    "same-park": Text("Trong cùng khu", "In the same park"),
    "other-park": Text("Giữa các khu", "Between parks"),
    "residential": Text("Giữa khu và khu dân cư bên ngoài", "Between the park and homes outside"),
}


class Case(models.Model):
    """An exchange on its way from an idea to a running contract, and after it.

    ``broker`` is the park or zone whose people lead it. The parties see it once it was shared
    with them. Ended cases stay, so that others learn from them.
    """

    broker = models.ForeignKey(Node, models.PROTECT, related_name="+")
    giver = models.ForeignKey(Node, models.PROTECT, related_name="+")
    taker = models.ForeignKey(Node, models.PROTECT, related_name="+")
    candidate = models.ForeignKey(Candidate, models.SET_NULL, null=True, related_name="+")
    title_vi = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    stream = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=4, default="IS-1")
    kind_note = models.CharField(max_length=500, blank=True)
    geography = models.CharField(max_length=12, default="same-park")
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.IDEA)
    #: 1 to 9, as far as technique, money, law and people are ready.
    readiness = models.IntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    shared_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    ended_reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]

    def __str__(self) -> str:
        return self.title_en

    @property
    def title(self) -> Text:
        return Text(self.title_vi, self.title_en)


class CaseStep(models.Model):
    """A move from one stage to another, or a note: who, when, why."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="steps")
    from_stage = models.CharField(max_length=10, blank=True)
    to_stage = models.CharField(max_length=10, blank=True)
    note = models.CharField(max_length=2000, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.from_stage} → {self.to_stage}"


class CaseRisk(models.Model):
    """What could go wrong, how likely and how bad (1 to 5), and what is done about it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="risks")
    text = models.CharField(max_length=500)
    likelihood = models.IntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    severity = models.IntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    measure = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text

    @property
    def priority(self) -> int:
        """Likelihood × severity, 1 to 25."""
        return self.likelihood * self.severity


class CasePromise(models.Model):
    """What is promised to flow in a month."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="promises")
    month = models.DateField()
    quantity = models.FloatField()
    unit = models.CharField(max_length=20)

    class Meta:
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(fields=["case", "month"], name="one_promise_per_month")
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class CaseDocument(models.Model):
    """A document of a case, kept in the database under its rights."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="documents")
    name = models.CharField(max_length=300)
    media_type = models.CharField(max_length=100)
    content = models.BinaryField()
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
