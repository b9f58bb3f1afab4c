"""Coming in by a one-time link."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from parkloop_web.accounts.links import usable_link, use
from parkloop_web.accounts.models import SignInLink
from parkloop_web.accounts.second_factor import DEMO, is_demo
from parkloop_web.pages.common import page


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, secret: str) -> HttpResponse:
    """The link opens a page with one button; pressing it uses the link up and lets its person in.

    A second factor that the account has is asked for all the same.
    """
    now = timezone.now()
    link = usable_link(secret, now)
    if link is None:
        return page(request, "account/link_ended.html", {}, status=410)
    if request.method == "GET":
        return page(request, "account/link.html", {"link": link})
    return _let_in(request, link)


def _let_in(request: HttpRequest, link: SignInLink) -> HttpResponse:
    if not use(link, timezone.now()):
        return page(request, "account/link_ended.html", {}, status=410)
    record_authentication(request, link.user, method="link")
    answer: HttpResponse = perform_login(request, link.user, email_verification="none")
    if is_demo():
        request.session[DEMO] = True
    elif not link.user.has_usable_password():
        return redirect("account_set_password")
    return answer


urlpatterns = [path("enter/<str:secret>/", enter, name="enter")]
