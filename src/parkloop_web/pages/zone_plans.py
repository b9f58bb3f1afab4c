"""Plans of a zone: versions, status on a day, overrides with reason, reports of actions."""

from __future__ import annotations

from datetime import date

import yaml
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parkloop.analyses.progress.model import ACTION_NAMES, STATUS_NAMES, Status
from parkloop.catalog.plans import Plan
from parkloop.errors import InputRefused, RequestError
from parkloop.io.plan_files import plan_of
from parkloop.reports.document import Document
from parkloop.reports.numbers import unit_words
from parkloop.reports.plan_report import plan_document
from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.design.typed import typed_number
from parkloop_web.indicators.intake import release_plan
from parkloop_web.indicators.models import ActionReport, Judgement, Record
from parkloop_web.indicators.shelf import (
    add_record,
    book_of,
    everything,
    judged,
    plan_with_acts,
    plans_of,
    record_of,
    refuse_name,
)
from parkloop_web.pages.common import local_today, page, tell, warn
from parkloop_web.pages.open_data import REPORTS, report
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at

_AT_ZONE = at(Need.OVERSEE, "zone")


@require_http_methods(["GET", "POST"])
@_AT_ZONE
def zone_plans(request: Asked, zone: Node) -> HttpResponse:
    """Plans of the zone with their counts; POST keeps a new version, if it can be read."""
    text, problems = request.POST.get("plan", ""), []
    if request.method == "POST":
        try:
            raw = yaml.safe_load(text)
            plan = plan_of(raw)
            refuse_name(plan.id)
        except yaml.YAMLError as wrong:
            words = str(wrong).splitlines()[0]
            problems = [Text(f"Không phải YAML: {words}", f"This is no YAML: {words}")]
        except InputRefused as refused:
            problems = [finding.message for finding in refused.findings]
        except RequestError as wrong:
            problems = [wrong.text]
        else:
            add_record(zone, Record.Kind.PLAN, plan.id, raw, request.identity.person)
            return redirect("zone-plan", code=zone.code, plan=plan.id)
    known, day = everything(zone), local_today()
    return page(
        request,
        "indicators/zone_plans.html",
        {
            "zone": zone,
            "plans": [
                (plan, judged(plan_with_acts(zone, plan), known, day).value.counts())
                for plan in plans_of(zone)
            ],
            "names": STATUS_NAMES,
            "text": text,
            "problems": problems,
        },
        status=422 if problems else 200,
    )


@require_GET
@_AT_ZONE
def zone_plan(request: Asked, zone: Node, plan: str) -> HttpResponse:
    """How a plan stands today, with the forms of the planner."""
    found = plan_with_acts(zone, _plan(zone, plan))
    result = judged(found, everything(zone), local_today())
    return page(
        request,
        "indicators/zone_plan.html",
        {
            "name": plan,
            "plan": found,
            "result": result,
            "of": result.value,
            "names": STATUS_NAMES,
            "action_names": ACTION_NAMES,
            "agencies": book_of(zone).agencies,
            "unit_words": unit_words,
            "reports": REPORTS,
            "zone": zone,
            "invented": zone.fictional,
            "statuses": list(Status),
        },
    )


def _plan(zone: Node, name: str) -> Plan:
    return plan_of(record_of(zone, Record.Kind.PLAN, name).content, name)


@require_POST
@_AT_ZONE
def judge(request: Asked, zone: Node, plan: str) -> HttpResponse:
    """Set another status for a target, with a reason; an empty status takes it back."""
    found = _plan(zone, plan)
    target, status = request.POST.get("target", ""), request.POST.get("status", "")
    reason = request.POST.get("reason", "").strip()
    known = {each.id for each in found.targets}
    if target not in known or status not in {"", *(s.value for s in Status)} or not reason:
        warn(
            request,
            Text(
                "Điều chỉnh cần một chỉ tiêu của kế hoạch và lý do.",
                "An override needs a target of the plan and a reason.",
            ),
        )
    else:
        Judgement.objects.create(
            zone=zone,
            plan=plan,
            target=target,
            status=status,
            reason=reason,
            made_by=request.identity.person,
            day=local_today(),
        )
        tell(request, Text("Đã ghi điều chỉnh.", "The override is kept."))
    return redirect("zone-plan", code=zone.code, plan=plan)


@require_POST
@_AT_ZONE
def report_action(request: Asked, zone: Node, plan: str) -> HttpResponse:
    """How far an action is: share done, evidence, the day it was completed."""
    found = _plan(zone, plan)
    action = request.POST.get("action", "")
    try:
        done = typed_number(request.POST.get("done", "")) / 100
        completed = request.POST.get("completed", "")
        day = date.fromisoformat(completed) if completed else None
    except (RequestError, ValueError):
        done, day = -1.0, None
    if action not in {each.id for each in found.actions} or not 0 <= done <= 1:
        warn(
            request,
            Text(
                "Báo cáo cần một nhiệm vụ của kế hoạch và phần trăm từ 0 đến 100.",
                "A report needs an action of the plan and a percentage from 0 to 100.",
            ),
        )
    else:
        ActionReport.objects.create(
            zone=zone,
            plan=plan,
            action=action,
            done=done,
            completed=day,
            evidence=request.POST.get("evidence", "").strip(),
            made_by=request.identity.person,
            day=local_today(),
        )
        tell(request, Text("Đã ghi tiến độ nhiệm vụ.", "The report of the action is kept."))
    return redirect("zone-plan", code=zone.code, plan=plan)


@require_POST
@_AT_ZONE
def plan_release(request: Asked, zone: Node, plan: str) -> HttpResponse:
    """Show the plan to everybody, as it stands with its overrides and reports."""
    made = release_plan(zone, plan_with_acts(zone, _plan(zone, plan)), request.identity.person)
    tell(
        request,
        Text(
            f"Đã công bố kế hoạch, phiên bản {made.version}.",
            f"The plan was released, version {made.version}.",
        ),
    )
    return redirect("zone-plan", code=zone.code, plan=plan)


@require_GET
@_AT_ZONE
def zone_plan_report(request: Asked, zone: Node, plan: str, ending: str) -> HttpResponse:
    """The periodic report of a zone's plan."""

    def made() -> Document:
        found = plan_with_acts(zone, _plan(zone, plan))
        return plan_document(judged(found, everything(zone), local_today()), book_of(zone))

    return report(made, plan, ending)


urlpatterns = [
    path("z/<str:code>/plans/", zone_plans, name="zone-plans"),
    path("z/<str:code>/plans/<str:plan>/", zone_plan, name="zone-plan"),
    path("z/<str:code>/plans/<str:plan>/judge/", judge, name="plan-judge"),
    path("z/<str:code>/plans/<str:plan>/release/", plan_release, name="plan-release"),
    path("z/<str:code>/plans/<str:plan>/action/", report_action, name="plan-action"),
    path(
        "z/<str:code>/plans/<str:plan>/report.<str:ending>",
        zone_plan_report,
        name="zone-plan-report",
    ),
]
