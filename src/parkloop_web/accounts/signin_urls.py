"""Addresses of signing in: those of allauth that we use, and no other.

There is no sign-up and no page for changing one's address: accounts are opened by invitation, and
whoever invites knows the address.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.socialaccount.providers.openid_connect import urls as openid
from allauth.socialaccount.urls import urlpatterns as social
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, include, path, re_path


def closed(request: HttpRequest) -> HttpResponse:
    """A name that allauth asks for, of a page that we do not have."""
    raise Http404


def no_mail(request: HttpRequest) -> HttpResponse:
    """In place of the reset by mail, where no mail server is set."""
    return render(request, "account/no_mail.html", {})


_RESET: list[URLPattern | URLResolver] = (
    [
        path("password/reset/", account.password_reset, name="account_reset_password"),
        path(
            "password/reset/done/", account.password_reset_done, name="account_reset_password_done"
        ),
        re_path(
            r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
            account.password_reset_from_key,
            name="account_reset_password_from_key",
        ),
        path(
            "password/reset/key/done/",
            account.password_reset_from_key_done,
            name="account_reset_password_from_key_done",
        ),
    ]
    if settings.MAILS
    else [path("password/reset/", no_mail, name="account_reset_password")]
)
_PROVIDER: list[URLPattern | URLResolver] = (
    [*openid.urlpatterns, path("3rdparty/", include(social))] if settings.OIDC_ORIGIN else []
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    *_RESET,
    path("signup/", closed, name="account_signup"),
    path("email/", closed, name="account_email"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    *_PROVIDER,
]
