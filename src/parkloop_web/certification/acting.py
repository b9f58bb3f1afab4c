"""Acts on cases: who may do what is decided by the procedure, once, and written as an event."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from parkloop.analyses.assessment.assessment import assessment
from parkloop.analyses.assessment.parameters import AssessmentParameters
from parkloop.analyses.assessment.results import scheme_result
from parkloop.catalog.procedures import Procedure, Transition
from parkloop.errors import RequestError
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.ledger import Snapshot
from parkloop.periods import reporting_year
from parkloop.procedures.calendar import WorkingCalendar
from parkloop.procedures.clock import Reading
from parkloop.procedures.machine import Event, advanced, allowed, clocks
from parkloop.reports.documents import render_as
from parkloop.reports.dossier import dossier
from parkloop.texts import LANGUAGES, Text
from parkloop_web.accounts.identity import Identity
from parkloop_web.accounts.links import make_link
from parkloop_web.accounts.models import Role, User
from parkloop_web.certification.models import (
    Appraisal,
    Case,
    CaseEvent,
    CaseFile,
    Certificate,
    Opinion,
)
from parkloop_web.database.rls import because
from parkloop_web.ledger.snapshot import park_of, snapshot_of
from parkloop_web.parks.models import Node
from parkloop_web.studies.running import enterprises_of

CALENDAR: Final = WorkingCalendar()
#: How long an appraiser sees a case unless said otherwise.
MANDATE: Final = timedelta(days=60)
_FORMS: Final = (".pdf", ".docx")


def procedure_of(name: str) -> Procedure:
    return load_catalog().rulebook.procedure(name)


def actors_of(identity: Identity, case: Case) -> frozenset[str]:
    """What a person is in a case. An administrator of the board records what the People's
    Committee decided."""
    actors = set()
    if case.enterprise_id is None and case.park_id in identity.operated:
        actors.add("operator")
    if case.enterprise_id in identity.editable:
        actors.add("enterprise")
    if case.zone_id in identity.governed:
        actors.add("board")
        if case.zone_id in identity.at((Role.BOARD_ADMIN,)):
            actors.add("committee")
    return frozenset(actors)


def open_acts(identity: Identity, case: Case) -> tuple[Transition, ...]:
    """What this person may do with this case now."""
    actors = actors_of(identity, case)
    procedure = procedure_of(case.procedure)
    return tuple(one for one in allowed(procedure, case.core) if one.actor in actors)


def seen(place: Node) -> Snapshot:
    """What the reader may see of a place: their own, and what others have handed in."""
    zone = place.zone
    assert zone is not None
    return snapshot_of(zone, enterprises=enterprises_of(place), park=park_of(zone))


@transaction.atomic
def open_case(identity: Identity, place: Node, year: int) -> Case:
    """A new case of a park or an enterprise; raises RequestError where one is open already."""
    procedures = load_catalog().rulebook.procedures.values()
    procedure = next(one for one in procedures if one.subject == place.kind)
    ends = [state.id for state in procedure.states if state.end] + ["certified"]
    assert place.zone is not None
    assert place.park is not None
    running = Case.objects.filter(zone=place.zone, subject=place.code, procedure=procedure.id)
    if running.exclude(state__in=ends).exists():
        raise RequestError(
            Text(
                f"{place.name_vi} đang có một hồ sơ chưa kết thúc.",
                f"{place.name_en} has a case that is not finished.",
            )
        )
    return Case.objects.create(
        zone=place.zone,
        park=place.park,
        enterprise=place if place.kind == "enterprise" else None,
        procedure=procedure.id,
        state=procedure.first,
        subject=place.code,
        name_vi=place.name_vi,
        name_en=place.name_en,
        year=year,
        opened_by=identity.person,
    )


@transaction.atomic
def act(
    identity: Identity,
    case: Case,
    name: str,
    day: date,
    *,
    reason: str = "",
    documents: Sequence[str] = (),
    clock: str = "",
) -> Case:
    """One event in a case; raises RequestError in words where it is not possible."""
    if not actors_of(identity, case):
        raise RequestError(
            Text(
                "Bạn xem được hồ sơ này nhưng không có việc gì trong đó.",
                "You may see this case, but no act in it is yours.",
            )
        )
    locked = Case.objects.select_for_update().get(pk=case.pk)
    procedure = procedure_of(locked.procedure)
    steps = [one for one in open_acts(identity, locked) if one.event == name]
    board = "board" if "board" in actors_of(identity, locked) else ""
    actor = steps[0].actor if steps else board
    brought = tuple(documents) or _brought(steps)
    event = Event(name, actor, day, reason, brought, clock)
    moved = advanced(procedure, locked.core, event)
    if name == "certify":
        _refuse_without_park(procedure, locked, day)
    because(reason or name)
    if name in ("submit", "resubmit"):
        _keep_dossier(locked, procedure, day)
    CaseEvent.objects.create(
        case=locked,
        event=name,
        actor=actor,
        day=day,
        reason=reason,
        documents=list(brought),
        clock=clock,
        by=identity.person,
    )
    locked.state = moved.state
    locked.save(update_fields=["state", "content"])
    if name == "certify":
        _issue(locked, procedure, day)
    if name in ("revoke", "expire"):
        Certificate.objects.filter(case=locked).update(ended_on=day, ended_why=reason)
    return locked


def _brought(steps: Sequence[Transition]) -> tuple[str, ...]:
    """What a step needs is what the person states to have brought by doing it."""
    return steps[0].needs if steps else ()


def _refuse_without_park(procedure: Procedure, case: Case, day: date) -> None:
    """An enterprise is certified only within a certified park."""
    if not procedure.requires:
        return
    held = Certificate.objects.filter(procedure=procedure.requires, place_id=case.park_id)
    if not any(one.holds_on(day) for one in held):
        raise RequestError(
            Text(
                "Khu chưa có giấy chứng nhận sinh thái còn hiệu lực; không thể cấp cho doanh "
                "nghiệp.",
                "The park holds no certificate in force; the enterprise cannot be certified.",
            )
        )


def _keep_dossier(case: Case, procedure: Procedure, day: date) -> None:
    """Freeze what is handed in: verdicts for those who judge, papers for those who sign."""
    place = case.enterprise or case.park
    snapshot = seen(place)
    catalog = load_catalog()
    found = assessment(
        snapshot,
        catalog,
        AssessmentParameters(
            reporting_year(case.year, snapshot.park.zone), (procedure.scheme,), (case.subject,)
        ),
    )
    whole = scheme_result(found.value, procedure.scheme, case.subject)
    case.content = {
        "criteria": [
            {
                "evidence": [
                    {"name": e.name.as_dict(), "state": e.state, "until": e.until}
                    for e in one.evidence
                ],
                "gap": _in_words(one.reason or one.gap),
                "id": one.criterion.id,
                "limit": one.limit,
                "name": one.criterion.name.as_dict(),
                "unit": one.unit,
                "value": one.value,
                "verdict": one.verdict.value,
            }
            for one in whole.criteria
        ],
        "hash": found.provenance.ledger_hash,
        "verdict": whole.verdict.value,
    }
    paper = dossier(found, procedure.scheme, case.subject, procedure, day)
    for language in LANGUAGES:
        for form in _FORMS:
            CaseFile.objects.create(
                case=case,
                document="self-assessment",
                name=f"{case.subject}-{day:%Y%m%d}-{language}{form}",
                content=render_as(paper, form, language),
            )


def _in_words(text: Text | None) -> dict[str, str] | None:
    return None if text is None else text.as_dict()


def _issue(case: Case, procedure: Procedure, day: date) -> None:
    number = 1 + Certificate.objects.filter(zone=case.zone).count()
    Certificate.objects.create(
        case=case,
        zone=case.zone,
        place=case.enterprise or case.park,
        procedure=procedure.id,
        number=f"{procedure.id}-{day:%Y}-{number:04d}",
        verification=secrets.token_urlsafe(18),
        name_vi=case.name_vi,
        name_en=case.name_en,
        issued_on=day,
        valid_until=_years_later(day, procedure.valid_years),
    )


def _years_later(day: date, years: int) -> date:
    """The last day of a validity of whole years."""
    leap = day.month == 2 and day.day == 29
    return date(day.year + years, day.month, 28 if leap else day.day) - timedelta(days=1)


def readings(case: Case, today: date) -> tuple[Reading, ...]:
    """Every clock of the case on a day."""
    return clocks(procedure_of(case.procedure), case.core, today, CALENDAR)


@transaction.atomic
def invite(identity: Identity, case: Case, email: str, agency: str, at: datetime) -> str:
    """Give an appraiser this one case; returns the secret of the link by which they come in."""
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        user = User.objects.create_user(email, email.split("@", maxsplit=1)[0])
    Appraisal.objects.update_or_create(
        case=case,
        appraiser=user,
        defaults={
            "agency": agency,
            "granted_by": identity.person,
            "valid_until": at + MANDATE,
        },
    )
    return make_link(user, at)


@transaction.atomic
def give_opinion(
    identity: Identity, case: Case, criterion: str, stance: str, comment: str
) -> Opinion:
    """An agency's word on one criterion; refused outside the consultation or without a mandate."""
    mandate = Appraisal.objects.filter(case=case, appraiser=identity.person).first()
    known = {one["id"] for one in case.content.get("criteria", ())}
    if mandate is None or case.state not in ("consulting", "evaluating") or criterion not in known:
        raise RequestError(
            Text(
                "Chỉ được cho ý kiến về tiêu chí của hồ sơ trong thời gian lấy ý kiến.",
                "Opinions are given on criteria of the case, during its consultation.",
            )
        )
    if stance not in Opinion.Stance.values:
        raise RequestError(Text("Hãy chọn một ý kiến.", "Choose an opinion."))
    if stance != Opinion.Stance.AGREES and not comment.strip():
        raise RequestError(
            Text("Không đồng ý hoặc hỏi thêm phải nêu lý do.", "Say why, or what is missing.")
        )
    before = case.opinions.filter(agency=mandate.agency, criterion=criterion).count()
    return Opinion.objects.create(
        case=case,
        agency=mandate.agency,
        criterion=criterion,
        stance=stance,
        comment=comment,
        round=before + 1,
        by=identity.person,
    )
