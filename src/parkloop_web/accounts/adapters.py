"""Nobody signs up: accounts are opened by invitation, and an identity provider only recognises."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.shortcuts import render

from parkloop_web.accounts.models import User


class ByInvitation(DefaultAccountAdapter):  # type: ignore[misc]  # untyped library
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


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
            raise ImmediateHttpResponse(render(request, "account/link_ended.html", status=403))
        sociallogin.connect(request, user)
