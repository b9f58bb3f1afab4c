"""When data is due in a zone, and a later date for a named late unit."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.database.rls import because
from parkloop_web.ledger.models import Deadline, Extension
from parkloop_web.pages.common import month_from, page, tell, warn
from parkloop_web.pages.people import Words
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at


class DeadlineForm(Words):
    """The rule of a zone."""

    day = forms.IntegerField(min_value=1, max_value=31)
    months_after = forms.IntegerField(min_value=1, max_value=12)
    remind_days_before = forms.IntegerField(min_value=0, max_value=60)

    LABELS = {
        "day": Text("Hạn vào ngày", "Due on day"),
        "months_after": Text("của tháng thứ mấy sau đó", "of which month after"),
        "remind_days_before": Text("Nhắc trước bao nhiêu ngày", "Remind so many days before"),
    }


@require_http_methods(["GET", "POST"])
@at(Need.OVERSEE, "zone")
def deadline(request: Asked, node: Node) -> HttpResponse:
    """The day on which the data of a month is due."""
    held, _ = Deadline.objects.get_or_create(zone=node)
    form = DeadlineForm(
        request.POST or None,
        initial={name: getattr(held, name) for name in DeadlineForm.LABELS},
    )
    if request.method == "POST" and form.is_valid():
        for name, value in form.cleaned_data.items():
            setattr(held, name, value)
        held.save()
        tell(request, Text("Đã lưu hạn nộp.", "The deadline is kept."))
        return redirect("deadline", code=node.code)
    return page(
        request,
        "months/deadline.html",
        {"node": node, "form": form, "held": held},
        status=422 if form.errors else 200,
    )


@require_POST
@at(Need.OVERSEE, "enterprise")
def extend(request: Asked, node: Node, month: str) -> HttpResponse:
    """Give one enterprise a later date for one month, with the reason."""
    first, reason = month_from(month), request.POST.get("reason", "").strip()
    until = _day(request.POST.get("until", ""))
    if until is None or not reason:
        warn(
            request,
            Text("Gia hạn cần ngày mới và lý do.", "An extension needs its new date and a reason."),
        )
        return redirect("month", code=node.code, month=month)
    because(reason)
    Extension.objects.update_or_create(
        enterprise=node,
        month=first,
        defaults={
            "until": until,
            "reason": reason,
            "granted_by": request.identity.person,
            "granted_at": timezone.now(),
        },
    )
    tell(
        request,
        Text(f"Đã gia hạn đến {until:%d/%m/%Y}.", f"Extended until {until:%Y-%m-%d}."),
    )
    return redirect("month", code=node.code, month=month)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


urlpatterns = [
    path("p/<str:code>/deadline/", deadline, name="deadline"),
    path("p/<str:code>/months/<str:month>/extend/", extend, name="month-extend"),
]
