"""Certification: cases, their clocks and acts, opinions, the register of certificates."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from parkloop.errors import RequestError
from parkloop.io.catalog_files import load_catalog
from parkloop.procedures.clock import ClockState
from parkloop.procedures.machine import PAUSE, RESUME
from parkloop.reports.case_papers import ACTOR_WORDS, CLOCK_WORDS, STANCE_WORDS
from parkloop.reports.document import day_words
from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.certification.acting import (
    act,
    actors_of,
    give_opinion,
    invite,
    open_acts,
    open_case,
    owed,
    procedure_of,
    readings,
)
from parkloop_web.certification.models import Appraisal, Case, CaseFile, Certificate, Opinion
from parkloop_web.design.jinja import language
from parkloop_web.design.qr import qr_code
from parkloop_web.pages.common import local_today, page, tell, warn
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at, signed_in

#: What the code on a certificate is, to those who cannot see it.
_CONFIRMS = Text(
    "Mã QR dẫn đến trang xác nhận giấy chứng nhận này",
    "QR code that leads to the page which confirms this certificate",
)
_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
}


@require_GET
@signed_in
def cases(request: Asked) -> HttpResponse:
    """Every case one may see, those with an overdue step first."""
    today = local_today()
    rows = []
    for case in Case.objects.order_by("-opened_at")[:200]:
        clocks = readings(case, today)
        late = [one for one in clocks if one.state is ClockState.OVERDUE]
        due = [one.due for one in clocks if one.state is ClockState.RUNNING and one.due]
        state = procedure_of(case.procedure).state(case.state)
        rows.append((case, state, late, min(due, default=None)))
    rows.sort(key=lambda row: (not row[2], row[3] or date.max))
    places = Node.objects.filter(pk__in=request.identity.operated | request.identity.editable)
    applicants = [node for node in places if node.kind == "park" or not node.operator]
    return page(
        request,
        "certification/cases.html",
        {
            "rows": rows,
            "applicants": applicants,
            "titles": _titles(),
        },
    )


@require_POST
@at(Need.READ, "park", "enterprise")
def begin(request: Asked, node: Node) -> HttpResponse:
    """Open a case for a park one operates or an enterprise whose data one may change."""
    if node.pk not in request.identity.operated | request.identity.editable:
        raise PermissionDenied
    try:
        case = open_case(request.identity, node, local_today())
    except RequestError as problem:
        warn(request, problem.text)
        return redirect("certification")
    return redirect("certification-case", dossier=case.pk)


def _seen(number: int) -> Case:
    """A case that the reader may see; the database decides.

    The park is not joined: an appraiser sees the case and not the register.
    """
    case = Case.objects.filter(pk=number).first()
    if case is None:
        raise Http404
    return case


@require_GET
@signed_in
def case(request: Asked, dossier: int) -> HttpResponse:
    """A case with its clocks, papers, criteria and opinions, and what may be done now."""
    found = _seen(dossier)
    procedure = procedure_of(found.procedure)
    today = local_today()
    book = load_catalog().rulebook
    board = "board" in actors_of(request.identity, found)
    mandate = Appraisal.objects.filter(case=found, appraiser=request.identity.person).first()
    certificate = Certificate.objects.filter(case=found).first()
    opinions = list(found.opinions.select_related("by").order_by("pk"))
    files = _by_document(found)
    by_criterion: dict[str, list[Opinion]] = {}
    for one in opinions:
        by_criterion.setdefault(one.criterion, []).append(one)
    return page(
        request,
        "certification/case.html",
        {
            "case": found,
            "procedure": procedure,
            "state": procedure.state(found.state),
            "clocks": readings(found, today),
            "clock_words": CLOCK_WORDS,
            "actors": ACTOR_WORDS,
            "acts": open_acts(request.identity, found),
            "events": found.events.select_related("by").order_by("pk"),
            "event_words": {one.event: one.name for one in procedure.transitions}
            | {PAUSE: Text("Tạm dừng", "Pause"), RESUME: Text("Tiếp tục", "Resume")},
            "files": files,
            "paper_names": _paper_names(found, files),
            "given": len(
                {one.criterion for one in opinions if mandate and one.agency == mandate.agency}
            ),
            "criteria": found.content.get("criteria", []),
            "opinions": by_criterion,
            "stances": STANCE_WORDS,
            "mandate": mandate,
            "board": board,
            "agencies": book.consulted(procedure, today),
            "appraisals": found.appraisals.select_related("appraiser") if board else [],
            "certificate": certificate,
            "owed": owed(found, certificate, today),
            "renewals": found.renewals.order_by("pk"),
            "papers": {one.id: one.name for one in procedure.documents},
            "today": today,
            "agency_names": {name: one.name for name, one in book.agencies.items()},
            "link": request.session.pop("appraiser_link", ""),
        },
    )


def _given(opinions: list[Opinion], mandate: Appraisal | None) -> int:
    """On how many criteria the reader's agency has given an opinion."""
    agency = mandate.agency if mandate else ""
    return len({one.criterion for one in opinions if one.agency == agency})


def _titles() -> dict[str, Text]:
    """What each procedure is called."""
    return {one.id: one.title for one in load_catalog().rulebook.procedures.values()}


def _paper_names(case: Case, files: dict[str, dict[str, list[CaseFile]]]) -> dict[str, Text]:
    """What a paper is called among those of its kind: whom a letter is to, else of which day."""
    agencies = load_catalog().rulebook.agencies
    found: dict[str, Text] = {}
    for wholes in files.values():
        for whole in wholes:
            part, _, stamp = whole.rpartition("-")
            day = day_words(date.fromisoformat(stamp))
            agency = agencies.get(part.removeprefix("letter-"))
            name = agency.name if agency else case.name
            found[whole] = Text(f"{name.vi}, {day.vi}", f"{name.en}, {day.en}")
    return found


def _by_document(case: Case) -> dict[str, dict[str, list[CaseFile]]]:
    """Papers by kind, and by what they are a form of: a paper in two languages and two forms."""
    found: dict[str, dict[str, list[CaseFile]]] = {}
    for one in case.files.defer("content").order_by("pk"):
        whole = one.name.rsplit("-", maxsplit=1)[0]
        found.setdefault(one.document, {}).setdefault(whole, []).append(one)
    return found


@require_POST
@signed_in
def act_in(request: Asked, dossier: int) -> HttpResponse:
    """Do one step of a case; a refusal says what is missing and changes nothing."""
    found = _seen(dossier)
    try:
        moved = act(
            request.identity,
            found,
            request.POST.get("act", ""),
            _day(request),
            reason=request.POST.get("reason", "").strip(),
            clock=request.POST.get("clock", ""),
        )
    except RequestError as problem:
        warn(request, problem.text)
        return redirect("certification-case", dossier=dossier)
    tell(request, Text("Đã ghi.", "It is written."))
    return redirect("certification-case", dossier=moved.pk)


def _day(request: Asked) -> date:
    """The day of an act: today unless another is typed; not one that has yet to come."""
    typed = request.POST.get("day", "")
    today = local_today()
    try:
        day = date.fromisoformat(typed) if typed else today
    except ValueError as wrong:
        raise RequestError(
            Text(
                f"“{typed}” không phải là một ngày (năm-tháng-ngày).",
                f"“{typed}” is not a day (year-month-day).",
            )
        ) from wrong
    if day > today:
        raise RequestError(
            Text(
                f"Ngày {day:%d/%m/%Y} chưa đến; hãy ghi khi việc đã diễn ra.",
                f"{day.isoformat()} has yet to come; record the act when it has happened.",
            )
        )
    return day


@require_POST
@signed_in
def opinion(request: Asked, dossier: int) -> HttpResponse:
    """An appraiser's word on a criterion."""
    found = _seen(dossier)
    try:
        give_opinion(
            request.identity,
            found,
            request.POST.get("criterion", ""),
            request.POST.get("stance", ""),
            request.POST.get("comment", "").strip(),
        )
    except RequestError as problem:
        warn(request, problem.text)
    else:
        tell(request, Text("Đã ghi ý kiến.", "The opinion is written."))
    return redirect("certification-case", dossier=dossier)


@require_POST
@signed_in
def mandate(request: Asked, dossier: int) -> HttpResponse:
    """Let an appraiser into this one case; the link is shown once, to whoever made it."""
    found = _seen(dossier)
    if "board" not in actors_of(request.identity, found):
        raise PermissionDenied
    email, agency = request.POST.get("email", ""), request.POST.get("agency", "")
    if "@" not in email or agency not in load_catalog().rulebook.agencies:
        warn(request, Text("Cần địa chỉ thư và cơ quan.", "An address and an agency are needed."))
        return redirect("certification-case", dossier=dossier)
    secret = invite(request.identity, found, email, agency, timezone.now())
    request.session["appraiser_link"] = request.build_absolute_uri(
        reverse("enter", kwargs={"secret": secret})
    )
    return redirect("certification-case", dossier=dossier)


@require_GET
@signed_in
def paper(request: Asked, dossier: int, file: int) -> HttpResponse:
    """A paper of the case as it was handed in."""
    kept = _seen(dossier).files.filter(pk=file).first()
    if kept is None:
        raise Http404
    ending = kept.name[kept.name.rindex(".") :]
    answer = HttpResponse(bytes(kept.content), content_type=_TYPES[ending])
    answer["Content-Disposition"] = f'attachment; filename="{kept.name}"'
    return answer


@require_GET
def certificates(request: Asked) -> HttpResponse:
    """The public register: who holds a certificate, whose has ended; a code leads to its own."""
    code = request.GET.get("code", "").strip()
    if code and Certificate.objects.filter(verification=code).exists():
        return redirect("certificate", verification=code)
    today = local_today()
    rows = [(one, one.holds_on(today)) for one in Certificate.objects.order_by("-issued_on")]
    return page(
        request,
        "certification/certificates.html",
        {
            "rows": rows,
            "code": code,
            "kinds": {
                one.id: one.certificate for one in load_catalog().rulebook.procedures.values()
            },
        },
    )


@require_GET
def certificate(request: Asked, verification: str) -> HttpResponse:
    """One certificate, to be printed and to be confirmed by its code."""
    found = Certificate.objects.filter(verification=verification).first()
    if found is None:
        raise Http404
    procedure = procedure_of(found.procedure)
    address = request.build_absolute_uri(request.path)
    return page(
        request,
        "certification/certificate.html",
        {
            "certificate": found,
            "procedure": procedure,
            "holds": found.holds_on(local_today()),
            "decided": load_catalog().rulebook.agency(procedure.decides, found.issued_on),
            "address": address,
            "qr": qr_code(address, _CONFIRMS, language()),
        },
    )


urlpatterns = [
    path("certification/", cases, name="certification"),
    path("p/<str:code>/certification/", begin, name="certification-begin"),
    path("certification/<int:dossier>/", case, name="certification-case"),
    path("certification/<int:dossier>/act/", act_in, name="certification-act"),
    path("certification/<int:dossier>/opinion/", opinion, name="certification-opinion"),
    path("certification/<int:dossier>/mandate/", mandate, name="certification-mandate"),
    path("certification/<int:dossier>/files/<int:file>/", paper, name="certification-file"),
    path("certificates/", certificates, name="certificates"),
    path("certificates/<str:verification>/", certificate, name="certificate"),
]
