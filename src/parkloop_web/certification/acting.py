"""Acts on cases: who may do what is decided by the procedure, once, and written as an event."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from parkloop.catalog.procedures import Procedure, Transition
from parkloop.errors import RequestError
from parkloop.io.catalog_files import load_catalog
from parkloop.procedures.clock import Reading
from parkloop.procedures.holding import Owed, reports_owed
from parkloop.procedures.machine import Event, advanced, allowed, clocks
from parkloop.texts import Text
from parkloop_web.accounts.identity import Identity
from parkloop_web.accounts.links import make_link
from parkloop_web.accounts.models import Role, User
from parkloop_web.certification.models import (
    Appraisal,
    Case,
    CaseEvent,
    Certificate,
    Opinion,
)
from parkloop_web.certification.papers import CALENDAR, write_papers
from parkloop_web.certification.renewing import refuse_renewal, renewal_of, take_its_place
from parkloop_web.database.rls import because
from parkloop_web.parks.models import Node

#: States in which agencies give opinions.
CONSULTED: Final = ("consulting", "evaluating")
#: How long an appraiser sees a case unless said otherwise.
MANDATE: Final = timedelta(days=60)


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
    return tuple(
        one for one in allowed(procedure, case.core) if one.actor in actors and not one.automatic
    )


@transaction.atomic
def open_case(identity: Identity, place: Node, today: date) -> Case:
    """A new case of a park or an enterprise; raises RequestError where one is open already, or
    where a certificate is in force: that one is renewed. Its figures are those of last year."""
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
    held = Certificate.objects.filter(place=place, procedure=procedure.id, case__state="certified")
    in_force = next((one for one in held if one.holds_on(today)), None)
    if in_force is not None:
        raise RequestError(
            Text(
                f"{place.name_vi} có giấy chứng nhận {in_force.number} còn hiệu lực đến hết ngày "
                f"{in_force.valid_until:%d/%m/%Y}. Hãy mở hồ sơ đó và xin chứng nhận lại.",
                f"{place.name_en} holds certificate {in_force.number}, valid to "
                f"{in_force.valid_until.isoformat()}. Open its case and apply for renewal.",
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
        year=today.year - 1,
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
    step = procedure.transition(name) if steps else None
    if name == "certify":
        _refuse_without_park(procedure, locked, day)
    if step and step.opens:
        refuse_renewal(procedure, locked, day)
    because(reason or name)
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
    certificate = _certificate_by(identity, locked, procedure, event)
    if step:
        write_papers(locked, procedure, event, certificate)
    locked.state = moved.state
    locked.save(update_fields=["state", "content"])
    if step and step.opens:
        return renewal_of(locked, identity.person, day.year - 1)
    return locked


def _certificate_by(
    identity: Identity, case: Case, procedure: Procedure, event: Event
) -> Certificate | None:
    """The certificate that an event issues or ends, if it does."""
    if event.event == "certify":
        issued = _issue(case, procedure, event.day)
        take_its_place(procedure, issued, event.actor, identity.person)
        return issued
    if event.event in ("revoke", "expire"):
        held = Certificate.objects.filter(case=case)
        held.update(ended_on=event.day, ended_why=event.reason)
        return held.first()
    return None


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


def _issue(case: Case, procedure: Procedure, day: date) -> Certificate:
    number = 1 + Certificate.objects.filter(zone=case.zone).count()
    return Certificate.objects.create(
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


def owed(case: Case, certificate: Certificate | None, today: date) -> tuple[Owed, ...]:
    """The yearly reports of a holder, filed or not."""
    if certificate is None:
        return ()
    last = min(filter(None, (today, certificate.ended_on, certificate.valid_until)))
    core = case.core
    return reports_owed(procedure_of(case.procedure), certificate.issued_on, core.events, last)


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
    identity: Identity,
    case: Case,
    criterion: str,
    stance: str,
    comment: str,
    at: datetime | None = None,
) -> Opinion:
    """An agency's word on one criterion; refused outside the consultation or without a mandate.

    ``at``: when it was given, if not now (what came as a letter is recorded with its day).
    """
    mandate = Appraisal.objects.filter(case=case, appraiser=identity.person).first()
    known = {one["id"] for one in case.content.get("criteria", ())}
    if mandate is None or case.state not in CONSULTED or criterion not in known:
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
        at=at or timezone.now(),
    )
