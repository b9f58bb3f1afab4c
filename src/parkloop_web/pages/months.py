"""Months of enterprises: the heat map, the queue, one month with all that belongs to its review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from parkloop.errors import RequestError
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.ledger import Ledger
from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.ledger.due import Standing, add_months, months_between
from parkloop_web.ledger.handing_in import hand_in
from parkloop_web.ledger.history_words import Words, status_words, value_words
from parkloop_web.ledger.models import State, Step, Submission
from parkloop_web.ledger.overview import HeatRow, heat_map, queue, waiting_by_state
from parkloop_web.ledger.since import changed_since_approval
from parkloop_web.ledger.snapshot import park_of, versions_of_month
from parkloop_web.ledger.workflow import (
    ACT_WORDS,
    Act,
    Level,
    act,
    act_on_many,
    levels_of,
    open_acts,
)
from parkloop_web.pages.common import local_today, month_from, page, tell, warn
from parkloop_web.pages.threads import thread_of
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at, signed_in

MONTHS_SHOWN = 24
#: Months of the queue on one page; what is chosen there is acted on together.
QUEUE_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Share:
    """How many cells stand so, for the sentence above the map."""

    standing: Standing
    count: int


@require_GET
@at(Need.READ, "zone", "park", "enterprise")
def heat(request: Asked, node: Node) -> HttpResponse:
    """Enterprises × months, each cell with the state as colour and letter."""
    last = _last_month(request)
    months = months_between(add_months(last, 1 - MONTHS_SHOWN), last)
    rows = heat_map(node, months, local_today())
    return page(
        request,
        "months/heat.html",
        {
            "node": node,
            "months": months,
            "rows": rows,
            "counts": _counts(rows),
            "standings": tuple(Standing),
            "earlier": f"{add_months(last, -MONTHS_SHOWN):%Y-%m}",
            "later": f"{add_months(last, MONTHS_SHOWN):%Y-%m}",
            "cells": sum(len(row.cells) for row in rows),
        },
    )


def _last_month(request: Asked) -> date:
    if wanted := request.GET.get("to"):
        return month_from(wanted)
    newest = Submission.objects.order_by("-month").values_list("month", flat=True).first()
    return newest or add_months(local_today(), -1)


def _counts(rows: Sequence[HeatRow]) -> dict[Standing, int]:
    counts = dict.fromkeys(Standing, 0)
    for row in rows:
        for cell in row.cells:
            counts[cell] += 1
    return counts


@require_GET
@signed_in
def waiting(request: Asked) -> HttpResponse:
    """What awaits one's approval or acceptance, the riskiest first; ``page`` turns the leaves."""
    by_state = waiting_by_state(request.identity)
    leaves = Paginator(queue(request.identity), QUEUE_SHOWN)
    leaves.count = sum(by_state.values())  # known already; it would be counted once more
    return page(
        request,
        "months/queue.html",
        {
            "leaf": leaves.get_page(request.GET.get("page")),
            "acts": {
                Act.APPROVE: by_state.get(State.SUBMITTED, 0),
                Act.ACCEPT: by_state.get(State.APPROVED, 0),
            },
            "words": ACT_WORDS,
            "next": _next,
            "Act": Act,
        },
    )


def _next(submission: Submission) -> Act:
    return Act.APPROVE if submission.state == State.SUBMITTED else Act.ACCEPT


@require_POST
@signed_in
def act_together(request: Asked) -> HttpResponse:
    """One act on many months; what could not be done is named, the rest is done."""
    wanted = _act_in(request)
    numbers = [int(n) for n in request.POST.getlist("submission") if n.isdigit()]
    chosen = list(
        Submission.objects.filter(pk__in=numbers, enterprise_id__in=request.identity.overseen)
        .select_related("enterprise")
        .order_by("pk")
    )
    done, refused = act_on_many(
        request.identity, chosen, wanted, at=timezone.now(), reason=request.POST.get("reason", "")
    )
    name = ACT_WORDS[wanted]
    tell(request, Text(f"{name.vi}: {len(done)} tháng.", f"{name.en}: {len(done)} months."))
    for submission, problem in refused[:5]:
        code, month = submission.enterprise.code, f"{submission.month:%m/%Y}"
        warn(
            request,
            Text(f"{code} {month}: {problem.text.vi}", f"{code} {month}: {problem.text.en}"),
        )
    return redirect("queue")


def _act_in(request: Asked) -> Act:
    try:
        return Act(request.POST.get("act", ""))
    except ValueError as unknown:
        raise Http404 from unknown


@require_GET
@at(Need.READ, "enterprise")
def month(request: Asked, node: Node, month: str) -> HttpResponse:
    """One month of an enterprise: entries, what deserves a look, steps, thread, acts."""
    return _month_page(request, node, _submission(node, month_from(month)))


def _month_page(
    request: Asked, node: Node, submission: Submission, problem: Text | None = None
) -> HttpResponse:
    rows = _held(node, submission.month)
    about = f"month/{submission.month:%Y-%m}"
    saved = submission.pk is not None
    return page(
        request,
        "months/month.html",
        {
            "node": node,
            "submission": submission,
            "state": State(submission.state),
            "rows": rows,
            "acts": open_acts(request.identity, submission),
            "act_words": ACT_WORDS,
            "steps": Step.objects.filter(submission=submission).select_related("by")
            if saved
            else [],
            "about": about,
            **thread_of(request, node, about),
            "changes": changed_since_approval(submission) if saved else (),
            "is_own": Level.ENTERPRISE in levels_of(request.identity, node),
            "oversees": node.pk in request.identity.overseen,
            "problem": problem,
        },
        status=422 if problem else 200,
    )


def _submission(node: Node, month: date) -> Submission:
    """The month as it stands; a month nobody has touched is shown as open and not written."""
    found = Submission.objects.filter(enterprise=node, month=month).select_related("enterprise")
    return found.first() or Submission(enterprise=node, month=month)


def _held(node: Node, month: date) -> list[dict[str, object]]:
    """What holds of a month, as the reader may see it."""
    versions = versions_of_month(node, month)
    assert node.zone is not None
    snapshot = Ledger(versions, park_of(node.zone)).snapshot()
    words = Words(snapshot.park, load_catalog())
    order = pl.col("kind"), pl.col("stream"), pl.col("from_node"), pl.col("to_node")
    return [
        {
            **row,
            "what": words.what(row),
            "ends": words.ends(row),
            "says": value_words(row),
            "status_words": status_words(row["status"]),
        }
        for row in snapshot.entries.sort(*order).iter_rows(named=True)
    ]


@require_POST
@at(Need.READ, "enterprise")
def month_act(request: Asked, node: Node, month: str) -> HttpResponse:
    """An act on one month: complete, submit, withdraw, approve, accept, return."""
    if not levels_of(request.identity, node):
        raise PermissionDenied
    wanted, reason, now = _act_in(request), request.POST.get("reason", ""), timezone.now()
    first = month_from(month)
    try:
        if wanted is Act.SUBMIT:
            hand_in(request.identity, node, [first], at=now, reason=reason)
        else:
            submission, _ = Submission.objects.get_or_create(enterprise=node, month=first)
            act(request.identity, submission, wanted, at=now, reason=reason)
    except RequestError as problem:
        return _month_page(request, node, _submission(node, first), problem.text)
    name = ACT_WORDS[wanted]
    tell(
        request,
        Text(f"{name.vi}: tháng {first:%m/%Y}, xong.", f"{name.en}: {first:%m/%Y}, done."),
    )
    return redirect("month", code=node.code, month=month)


@require_GET
@at(Need.READ, "enterprise")
def changes(request: Asked, node: Node, month: str) -> HttpResponse:
    """What changed in a month since it was approved."""
    submission = _submission(node, month_from(month))
    found = changed_since_approval(submission) if submission.pk else ()
    return page(
        request,
        "months/changes.html",
        {"node": node, "submission": submission, "changes": found},
    )


@require_GET
@at(Need.READ, "zone", "park")
def changed_months(request: Asked, node: Node) -> HttpResponse:
    """Every month at a place that reads otherwise than when it was approved."""
    months = (
        Submission.objects.filter(approved_until__isnull=False)
        .exclude(seen_until=None)
        .filter(enterprise__zone_id=node.zone_id)
        .select_related("enterprise")
        .filter(seen_until__gt=F("approved_until"))
    )
    if node.kind == "park":
        months = months.filter(enterprise__park=node)
    found = [(each, changed_since_approval(each)) for each in months[:50]]
    return page(request, "months/changed.html", {"node": node, "found": [f for f in found if f[1]]})


urlpatterns = [
    path("p/<str:code>/months/", heat, name="heat"),
    path("p/<str:code>/months/<str:month>/", month, name="month"),
    path("p/<str:code>/months/<str:month>/act/", month_act, name="month-act"),
    path("p/<str:code>/months/<str:month>/changes/", changes, name="month-changes"),
    path("p/<str:code>/changed/", changed_months, name="changed-months"),
    path("queue/", waiting, name="queue"),
    path("queue/act/", act_together, name="queue-act"),
]
