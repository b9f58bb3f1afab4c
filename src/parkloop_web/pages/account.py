"""One's own account: the name others read, and the places one is signed in at."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.pages.common import page, tell
from parkloop_web.pages.people import Words
from parkloop_web.parks.rights import signed_in


class NameForm(Words):
    """How a person is called; English where it reads otherwise."""

    name = forms.CharField(max_length=200)
    name_en = forms.CharField(max_length=200, required=False)

    LABELS = {
        "name": Text("Họ tên", "Name"),
        "name_en": Text("Họ tên khi viết trong tiếng Anh", "Name as written in English"),
    }


@require_http_methods(["GET", "POST"])
@signed_in
def name(request: Asked) -> HttpResponse:
    """The name under which one's acts stand in histories and reviews."""
    person = request.identity.person
    held = {field: getattr(person, field) for field in NameForm.LABELS}
    form = NameForm(request.POST or None, initial=held)
    if request.method == "POST" and form.is_valid():
        for field, value in form.cleaned_data.items():
            setattr(person, field, value)
        person.save(update_fields=list(form.cleaned_data))
        tell(request, Text("Đã lưu tên của bạn.", "Your name is kept."))
        return redirect("account-name")
    return page(request, "account/name.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@signed_in
def end_session(request: Asked, number: int) -> HttpResponse:
    """Sign out at one other place; this place has a button of its own in the rail."""
    others = UserSession.objects.filter(user=request.identity.person).exclude(
        session_key=request.session.session_key
    )
    get_object_or_404(others, pk=number).end()
    tell(
        request,
        Text(
            "Đã đăng xuất ở nơi đó. Nếu đó không phải là bạn, hãy đổi mật khẩu.",
            "Signed out there. If it was not you, change your password.",
        ),
    )
    return redirect("usersessions_list")


urlpatterns = [
    path("me/name/", name, name="account-name"),
    path("me/sessions/<int:number>/end/", end_session, name="session-end"),
]
