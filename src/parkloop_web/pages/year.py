"""The year of an enterprise: how each month stands, what is due, what came back, handing in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_GET

from parkloop.findings import Finding, Severity
from parkloop.io.catalog_files import load_catalog
from parkloop_web.accounts.middleware import Asked
from parkloop_web.ledger.due import DueRule, Standing, standing
from parkloop_web.ledger.history_findings import findings_by_month
from parkloop_web.ledger.history_words import local_month
from parkloop_web.ledger.models import Comment, Deadline, Extension, State, Step, Submission
from parkloop_web.ledger.snapshot import park_of, snapshot_of
from parkloop_web.ledger.workflow import ACT_WORDS, Act, Transition, open_acts
from parkloop_web.pages.common import local_today, page
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month as its enterprise sees it before it hands it in."""

    month: date
    standing: Standing
    state: State
    due: date
    extension: Extension | None
    entries: int
    estimated: int
    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    returned: Step | None
    round: int
    questions: int
    acts: tuple[Transition, ...]


@require_GET
@at(Need.READ, "enterprise")
def now(request: Asked, node: Node) -> HttpResponse:
    """The year in which the last whole month lies."""
    today = local_today()
    return redirect("year", code=node.code, year=today.year if today.month > 1 else today.year - 1)


@require_GET
@at(Need.READ, "enterprise")
def year(request: Asked, node: Node, year: int) -> HttpResponse:
    """Twelve months with their states, deadlines, findings and acts."""
    rows = _rows(request, node, year)
    waiting = [r for r in rows if r.standing in (Standing.LATE, Standing.DUE, Standing.RETURNED)]
    return page(
        request,
        "months/year.html",
        {
            "node": node,
            "year": year,
            "rows": rows,
            "waiting": waiting,
            "act_words": ACT_WORDS,
            "Act": Act,
            "may_edit": node.pk in request.identity.editable,
        },
    )


def _rows(request: Asked, node: Node, year: int) -> list[MonthRow]:
    months = [date(year, number, 1) for number in range(1, 13)]
    today = local_today()
    rule = DueRule.of(Deadline.objects.filter(zone_id=node.zone_id).first())
    submissions = {s.month: s for s in Submission.objects.filter(enterprise=node, month__in=months)}
    extensions = {
        e.month: e
        for e in Extension.objects.filter(enterprise=node, month__in=months).select_related(
            "granted_by"
        )
    }
    counts, findings = _seen(node)
    returns, questions = _returns(node, months), _questions(node, months)
    rows = []
    for month in months:
        submission = submissions.get(month) or Submission(enterprise=node, month=month)
        submission.enterprise = node
        extension = extensions.get(month)
        found = findings.get(month, [])
        total, estimated = counts.get(month, (0, 0))
        rows.append(
            MonthRow(
                month=month,
                standing=standing(
                    submission.state, month, rule, today, extension.until if extension else None
                ),
                state=State(submission.state),
                due=extension.until if extension else rule.due(month),
                extension=extension,
                entries=total,
                estimated=estimated,
                errors=tuple(f for f in found if f.severity is Severity.ERROR),
                warnings=tuple(f for f in found if f.severity is Severity.WARNING),
                returned=returns.get(month),
                round=submission.round,
                questions=questions.get(f"month/{month:%Y-%m}", 0),
                acts=open_acts(request.identity, submission),
            )
        )
    return rows


def _seen(
    node: Node,
) -> tuple[Mapping[date, tuple[int, int]], Mapping[date, list[Finding]]]:
    """Entries and estimates per month, and findings per month, of what the reader sees."""
    assert node.zone is not None
    snapshot = snapshot_of(node.zone, enterprises=[node.pk], park=park_of(node.zone))
    counts: dict[date, tuple[int, int]] = {}
    for start, status in snapshot.entries.select("start", "status").iter_rows():
        month = local_month(start, snapshot.park.zone)
        total, estimated = counts.get(month, (0, 0))
        counts[month] = (total + 1, estimated + (status == "estimated"))
    return counts, findings_by_month(snapshot, load_catalog())


def _returns(node: Node, months: list[date]) -> dict[date, Step]:
    """The last return of each month that stands as returned, with who and why."""
    steps = (
        Step.objects.filter(
            enterprise=node,
            act=Act.RETURN.value,
            submission__month__in=months,
            submission__state=State.RETURNED,
        )
        .select_related("by", "submission")
        .order_by("at")
    )
    return {step.submission.month: step for step in steps}


def _questions(node: Node, months: list[date]) -> dict[str, int]:
    about = [f"month/{month:%Y-%m}" for month in months]
    found: dict[str, int] = {}
    for name in Comment.objects.filter(
        enterprise=node, about__in=about, resolved_at=None
    ).values_list("about", flat=True):
        found[name] = found.get(name, 0) + 1
    return found


urlpatterns = [
    path("p/<str:code>/year/", now, name="year-now"),
    path("p/<str:code>/year/<int:year>/", year, name="year"),
]
