"""Renewal: a new case that a certified one opens; its certificate takes the old one's place."""

from __future__ import annotations

from datetime import date

from parkloop.catalog.procedures import Procedure
from parkloop.errors import RequestError
from parkloop.procedures.holding import renewal_from
from parkloop.procedures.machine import Event, advanced
from parkloop.texts import Text
from parkloop_web.accounts.models import User
from parkloop_web.certification.models import Case, CaseEvent, Certificate

#: The event by which a certified case gives way to the one that renews it.
REPLACED = "replaced"


def refuse_renewal(procedure: Procedure, case: Case, day: date) -> None:
    """Raises RequestError in words: a renewal runs already, or it is too early to ask."""
    ends = [state.id for state in procedure.states if state.end]
    if case.renewals.exclude(state__in=ends).exists():
        raise RequestError(
            Text(
                "Đã có hồ sơ chứng nhận lại đang được giải quyết.",
                "A renewal of this certificate is under way already.",
            )
        )
    held = Certificate.objects.filter(case=case).first()
    first = renewal_from(procedure, held.valid_until) if held else None
    if first is not None and day < first:
        raise RequestError(
            Text(
                f"Chỉ được xin chứng nhận lại từ ngày {first:%d/%m/%Y}.",
                f"Renewal may be asked for from {first.isoformat()} on.",
            )
        )


def renewal_of(case: Case, by: User, year: int) -> Case:
    """The new case that renews a certificate; it begins where every case begins."""
    return Case.objects.create(
        zone_id=case.zone_id,
        park_id=case.park_id,
        enterprise_id=case.enterprise_id,
        renews=case,
        procedure=case.procedure,
        state="draft",
        subject=case.subject,
        name_vi=case.name_vi,
        name_en=case.name_en,
        year=year,
        opened_by=by,
    )


def take_its_place(procedure: Procedure, new: Certificate, actor: str, by: User) -> None:
    """End the certificate that a new one renews, on the day the new one is issued."""
    old = new.case.renews
    if old is None or old.state != "certified":
        return
    reason = f"→ {new.number}"
    event = Event(REPLACED, actor, new.issued_on, reason)
    moved = advanced(procedure, old.core, event)
    CaseEvent.objects.create(
        case=old, event=REPLACED, actor=actor, day=new.issued_on, reason=reason, by=by
    )
    old.state = moved.state
    old.save(update_fields=["state"])
    Certificate.objects.filter(case=old).update(ended_on=new.issued_on, ended_why=reason)
