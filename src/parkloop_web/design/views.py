"""The language of the site, kept in a cookie and with the account."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from parkloop_web.accounts.models import User


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Back to where one was, in the other language."""
    wanted = "en" if request.POST.get("language") == "en" else "vi"
    if isinstance(request.user, User):
        User.objects.filter(pk=request.user.pk).update(language=wanted)
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    answer = redirect(target)
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        wanted,
        max_age=365 * 86_400,
        samesite="Lax",
        secure=settings.TLS,
    )
    return answer
