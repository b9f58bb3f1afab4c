"""Exchange cases: the list by stage, and one case with all that belongs to it."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from parkloop.errors import RequestError
from parkloop.quantities import is_unit
from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.exchanges.casework import leads, months_of, move, open_case, writes
from parkloop_web.exchanges.models import (
    GEOGRAPHY_WORDS,
    KIND_WORDS,
    Candidate,
    Case,
    CaseDocument,
    CasePromise,
    CaseRisk,
    CaseStep,
    Stage,
)
from parkloop_web.pages.common import month_from, page, tell
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at, signed_in

MOST_BYTES = 10 * 1024 * 1024
_DOCUMENTS = {
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text/plain",
    "text/csv",
}


@require_GET
@at(Need.READ, "zone", "park", "enterprise")
def cases(request: Asked, node: Node) -> HttpResponse:
    """Cases of a place by stage, ended ones last and kept."""
    found = Case.objects.select_related("giver", "taker", "broker")
    if node.kind == "enterprise":
        found = found.filter(giver=node) | found.filter(taker=node)
    elif node.kind == "park":
        found = found.filter(broker=node) | found.filter(giver__park=node)
    groups = {stage: [case for case in found if case.stage == stage] for stage in Stage}
    return page(
        request,
        "exchanges/cases.html",
        {"node": node, "groups": groups, "count": sum(map(len, groups.values())), "Stage": Stage},
    )


@require_POST
@at(Need.READ, "zone", "park")
def open_from_candidate(request: Asked, node: Node, candidate: int) -> HttpResponse:
    """Open a case from a candidate, or go to the one that is open already."""
    found = get_object_or_404(
        Candidate.objects.select_related("giver", "taker", "search"),
        pk=candidate,
        search__place=node,
    )
    known = Case.objects.filter(candidate=found).first()
    if known is None:
        known = open_case(found, node, request.identity.person, timezone.now())
        tell(request, Text("Đã mở hồ sơ.", "The case is open."))
    return redirect("case", case=known.pk)


def _case(request: Asked, number: int) -> Case:
    """A case that the reader may see; to others it does not exist."""
    return get_object_or_404(
        Case.objects.select_related("broker__zone", "giver__zone", "taker", "opened_by"), pk=number
    )


@require_GET
@signed_in
def case(request: Asked, case: int) -> HttpResponse:
    """One case: stage, readiness, risks, documents, promised against measured."""
    return _case_page(request, _case(request, case))


def _case_page(request: Asked, case: Case, problem: Text | None = None) -> HttpResponse:
    months = months_of(case)
    known = [month for month in months if month.share is not None]
    largest = max((v for m in months for v in (m.promised, m.measured) if v), default=0.0)
    return page(
        request,
        "exchanges/case.html",
        {
            "case": case,
            "stage": Stage(case.stage),
            "stages": tuple(Stage),
            "kinds": KIND_WORDS,
            "geographies": GEOGRAPHY_WORDS,
            "steps": case.steps.select_related("by"),
            "risks": sorted(case.risks.all(), key=lambda risk: -risk.priority),
            "documents": case.documents.defer("content").select_related("added_by"),
            "months": months,
            "largest": largest,
            "met": sum(1 for month in known if (month.share or 0) >= 1),
            "known": len(known),
            "leads": leads(request.identity, case),
            "writes": writes(request.identity, case),
            "problem": problem,
        },
        status=422 if problem else 200,
    )


@require_POST
@signed_in
def case_act(request: Asked, case: int) -> HttpResponse:
    """One act on a case; ``what`` says which."""
    found = _case(request, case)
    acts = {
        "stage": (_stage, leads),
        "about": (_about, leads),
        "note": (_note, writes),
        "risk": (_risk, writes),
        "promise": (_promise, writes),
        "document": (_document, writes),
    }
    act, allowed = acts.get(request.POST.get("what", ""), (None, None))
    if act is None or allowed is None:
        raise Http404
    if not allowed(request.identity, found):
        raise PermissionDenied
    try:
        act(request, found, timezone.now())
    except RequestError as problem:
        return _case_page(request, found, problem.text)
    tell(request, Text("Đã ghi.", "Noted."))
    return redirect("case", case=found.pk)


def _stage(request: Asked, case: Case, now: datetime) -> None:
    wanted = request.POST.get("stage", "")
    if wanted not in Stage.values:
        raise Http404
    move(case, wanted, request.POST.get("note", "")[:1000], request.identity.person, now)


def _about(request: Asked, case: Case, now: datetime) -> None:
    """Kind of the circular, geography of the partners, readiness."""
    form = _AboutForm(request.POST)
    _demand(form)
    given = form.cleaned_data
    if given["kind"] == "IS-5" and not given["kind_note"]:
        raise RequestError(
            Text("Hình thức khác phải được mô tả.", "Another kind must be described.")
        )
    for name, value in given.items():
        setattr(case, name, value)
    case.save()


class _AboutForm(forms.Form):
    kind = forms.ChoiceField(choices=[(name, name) for name in KIND_WORDS])
    kind_note = forms.CharField(max_length=500, required=False)
    geography = forms.ChoiceField(choices=[(name, name) for name in GEOGRAPHY_WORDS])
    readiness = forms.IntegerField(min_value=1, max_value=9)


def _note(request: Asked, case: Case, now: datetime) -> None:
    text = request.POST.get("note", "").strip()[:2000]
    if not text:
        raise RequestError(Text("Ghi chú còn trống.", "The note is empty."))
    CaseStep.objects.create(case=case, note=text, by=request.identity.person, at=now)


class _RiskForm(forms.Form):
    text = forms.CharField(max_length=500)
    likelihood = forms.IntegerField(min_value=1, max_value=5)
    severity = forms.IntegerField(min_value=1, max_value=5)
    measure = forms.CharField(max_length=500, required=False)


def _risk(request: Asked, case: Case, now: datetime) -> None:
    form = _RiskForm(request.POST)
    _demand(form)
    CaseRisk.objects.create(case=case, by=request.identity.person, **form.cleaned_data)


class _PromiseForm(forms.Form):
    month = forms.CharField()
    quantity = forms.FloatField(min_value=0)
    unit = forms.CharField(max_length=20)


def _promise(request: Asked, case: Case, now: datetime) -> None:
    """What is to flow in a month; a month promised again is replaced."""
    form = _PromiseForm(request.POST)
    _demand(form)
    unit = form.cleaned_data["unit"]
    if not is_unit(unit):
        raise RequestError(
            Text(
                f"Đơn vị “{unit}” không có trong danh sách; ví dụ t, m3, MWh.",
                f"The unit “{unit}” is not in the list; for example t, m3, MWh.",
            )
        )
    month = month_from(form.cleaned_data["month"])
    CasePromise.objects.filter(case=case, month=month).delete()
    CasePromise.objects.create(
        case=case, month=month, quantity=form.cleaned_data["quantity"], unit=unit
    )


def _document(request: Asked, case: Case, now: datetime) -> None:
    given = request.FILES.get("document")
    if not isinstance(given, UploadedFile):
        raise RequestError(Text("Chưa chọn tệp.", "No file was chosen."))
    kind = given.content_type or ""
    if kind not in _DOCUMENTS or (given.size or 0) > MOST_BYTES:
        raise RequestError(
            Text(
                "Chỉ nhận PDF, Word, Excel, văn bản, mỗi tệp tối đa 10 MB.",
                "PDF, Word, Excel and text are taken, at most 10 MB each.",
            )
        )
    CaseDocument.objects.create(
        case=case,
        name=(given.name or "document")[:300],
        media_type=kind,
        content=given.read(),
        added_by=request.identity.person,
        added_at=now,
    )


def _demand(form: forms.Form) -> None:
    """Every field that does not fit, in one sentence."""
    if form.is_valid():
        return
    wrong = "; ".join(f"{name}: {' '.join(map(str, form.errors[name]))}" for name in form.errors)
    raise RequestError(Text(f"Chưa ghi được. {wrong}", f"Not noted yet. {wrong}"))


@require_GET
@signed_in
def case_document(request: Asked, case: int, document: int) -> HttpResponse:
    """A document of a case, as a download."""
    found = get_object_or_404(CaseDocument, pk=document, case=_case(request, case))
    answer = HttpResponse(bytes(found.content), content_type=found.media_type)
    safe = "".join(c if c.isalnum() or c in "-_." else "_" for c in found.name)
    answer["Content-Disposition"] = f'attachment; filename="{safe}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


urlpatterns = [
    path("p/<str:code>/cases/", cases, name="cases"),
    path("p/<str:code>/exchanges/<int:candidate>/case/", open_from_candidate, name="case-open"),
    path("cases/<int:case>/", case, name="case"),
    path("cases/<int:case>/act/", case_act, name="case-act"),
    path("cases/<int:case>/documents/<int:document>/", case_document, name="case-document"),
]
