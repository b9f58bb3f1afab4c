"""One's own tokens for other systems."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.accounts.models import Token
from parkloop_web.accounts.tokens import SCOPES, make_token
from parkloop_web.pages.common import local_today, page, say, tell
from parkloop_web.pages.people import Words
from parkloop_web.parks.rights import signed_in


class NewToken(Words):
    name = forms.CharField(max_length=100)
    until = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    scopes = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)

    LABELS = {
        "name": Text("Dùng cho hệ thống nào", "Which system it is for"),
        "until": Text("Hết hạn ngày (nhiều nhất một năm)", "Ends on (a year at most)"),
        "scopes": Text("Được làm gì", "What it may do"),
    }

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["scopes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(scope, say(words)) for scope, words in SCOPES.items()]


@require_http_methods(["GET", "POST"])
@signed_in
def tokens(request: Asked) -> HttpResponse:
    """List, make; the secret of a new token is shown on this answer only."""
    form = NewToken(request.POST or None, initial={"until": local_today() + timedelta(days=90)})
    secret = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        until = timezone.make_aware(datetime.combine(given["until"], time(23, 59, 59)))
        secret = make_token(
            request.identity.person, given["name"], given["scopes"], timezone.now(), until
        )
        form = NewToken(initial={"until": local_today() + timedelta(days=90)})
    return page(
        request,
        "tokens/tokens.html",
        {
            "form": form,
            "secret": secret,
            "tokens": Token.objects.filter(user=request.identity.person).order_by("-created_at"),
            "now": timezone.now(),
        },
        status=422 if form.errors else 200,
    )


@require_POST
@signed_in
def revoke(request: Asked, number: int) -> HttpResponse:
    token = get_object_or_404(Token, pk=number, user=request.identity.person)
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    tell(
        request, Text(f"Mã “{token.name}” đã bị thu hồi.", f"The token “{token.name}” is revoked.")
    )
    return redirect("tokens")


urlpatterns = [
    path("me/tokens/", tokens, name="tokens"),
    path("me/tokens/<int:number>/revoke/", revoke, name="tokens-revoke"),
]
