"""What allauth asks us: who may sign up (nobody), how secrets are kept, how mails are sent."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context as current
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import render
from django.utils import timezone

from parkloop_web.accounts.models import User
from parkloop_web.accounts.tasks import send_mail_job

#: Whoever came in so recently is not asked once more before a change to the account [s].
_RECENT: Final = 300.0


class ByInvitation(DefaultAccountAdapter):  # type: ignore[misc]  # untyped library
    """Nobody signs up: accounts are opened by invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **more: object) -> bool:
        """Not for those who came in within the last minutes, by whichever way."""
        request: HttpRequest = current.request
        records = get_authentication_records(request, request.user)
        now = timezone.now().timestamp()
        return not any(now - record["at"] < _RECENT for record in records)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """By a job, so that the answer takes as long for addresses that nobody has."""
        mail = self.render_mail(
            template_prefix, email, {"request": current.request, "email": email, **context}
        )
        transaction.on_commit(
            lambda: send_mail_job.defer(subject=mail.subject, body=mail.body, to=email)
        )

    def format_email_subject(self, subject: str) -> str:
        return f"Parkloop · {subject}"


class KnownOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]  # untyped library
    """Connects a provider's identity to the account with the same verified address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        verified = [e.email.lower() for e in sociallogin.email_addresses if e.verified]
        user = User.objects.filter(email__in=verified, is_active=True).first()
        if user is None:
            raise ImmediateHttpResponse(render(request, "account/unknown.html", {}, status=403))
        sociallogin.connect(request, user)


class SecretsEncrypted(DefaultMFAAdapter):  # type: ignore[misc]  # untyped library
    """Second factors lie encrypted in the database: a dump without the key opens nothing."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    """AES-128-CBC with HMAC (Fernet), its key derived from the installation's secret key."""
    derived = sha256(b"second factor:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(urlsafe_b64encode(derived))
