"""People, and what they may do where."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils import timezone

from parkloop.texts import Text


class People(BaseUserManager["User"]):
    """How accounts are made; nobody signs up without being invited."""

    def create_user(self, email: str, name: str = "", password: str | None = None) -> User:
        user = self.model(email=email.strip().lower(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in by e-mail address; rights come from memberships and mandates."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    #: How the name reads in English, where it does otherwise than in Vietnamese.
    name_en = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2, default="vi")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = People()

    # Django's own permissions are not used (decision 0301); libraries still ask for these.
    is_staff = False
    is_superuser = False

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_address")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def called(self) -> Text:
        """The name in both languages; the address where there is none."""
        name = self.name or self.email
        return Text(name, self.name_en or name)

    def get_full_name(self) -> str:
        return self.name

    def has_perm(self, permission: str, of: object = None) -> bool:
        return False

    def has_module_perms(self, label: str) -> bool:
        return False


class Role(models.TextChoices):
    """What a member is at a place: a zone (board…), a park (operator…), an enterprise (tenant…)."""

    BOARD_ADMIN = "board-admin"
    BOARD = "board"
    OPERATOR_ADMIN = "operator-admin"
    OPERATOR = "operator"
    TENANT_ADMIN = "tenant-admin"
    TENANT_EDITOR = "tenant-editor"
    TENANT_VIEWER = "tenant-viewer"

    @property
    def words(self) -> Text:
        return ROLE_WORDS[self]


ROLE_WORDS = {
    Role.BOARD_ADMIN: Text("Quản trị của ban quản lý", "Administrator of the board"),
    Role.BOARD: Text("Ban quản lý", "Zone board"),
    Role.OPERATOR_ADMIN: Text("Quản trị của công ty hạ tầng", "Administrator of the operator"),
    Role.OPERATOR: Text("Công ty hạ tầng", "Park operator"),
    Role.TENANT_ADMIN: Text("Quản trị của doanh nghiệp", "Administrator of the enterprise"),
    Role.TENANT_EDITOR: Text("Người nhập liệu", "Editor"),
    Role.TENANT_VIEWER: Text("Người xem", "Viewer"),
}
BOARD = (Role.BOARD_ADMIN, Role.BOARD)
OPERATORS = (Role.OPERATOR_ADMIN, Role.OPERATOR)
TENANTS = (Role.TENANT_ADMIN, Role.TENANT_EDITOR, Role.TENANT_VIEWER)
#: At which kind of place each role can be held.
KIND_OF_ROLE = {
    **dict.fromkeys(BOARD, "zone"),
    **dict.fromkeys(OPERATORS, "park"),
    **dict.fromkeys(TENANTS, "enterprise"),
}
#: Roles that must sign in with a second factor; experts with a mandate must as well.
SECOND_FACTOR = frozenset({*BOARD, Role.OPERATOR_ADMIN})


class Membership(models.Model):
    """A role of a person at a place, for a time."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    place = models.ForeignKey("parks.Node", models.PROTECT, related_name="memberships")
    valid_from = models.DateTimeField(db_default=Now())
    valid_until = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["user", "role"])]

    def __str__(self) -> str:
        return f"{self.user} · {self.role} · {self.place_id}"


class Mandate(models.Model):
    """What an enterprise, or the operator of a park, lets an expert see, and until when."""

    expert = models.ForeignKey(User, models.CASCADE, related_name="mandates")
    enterprise = models.ForeignKey("parks.Node", models.PROTECT, related_name="mandates")
    purpose = models.CharField(max_length=500)
    valid_from = models.DateTimeField(db_default=Now())
    valid_until = models.DateTimeField()
    granted_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__gt=models.F("valid_from")),
                name="a_mandate_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.expert} · {self.enterprise_id} · {self.valid_until:%Y-%m-%d}"


class Token(models.Model):
    """A secret by which another system acts for a person, within scopes, until a date.

    Only the SHA-256 of the secret is kept; the secret itself is shown once.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.user})"


class SignInLink(models.Model):
    """A link that lets a person in once, until a moment; only its hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user} until {self.expires_at:%Y-%m-%d %H:%M}"
