"""Papers of a case: what is handed in is frozen, what the board writes is drawn up from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from parkloop.analyses.assessment.assessment import assessment
from parkloop.analyses.assessment.model import CriterionResult
from parkloop.analyses.assessment.parameters import AssessmentParameters
from parkloop.analyses.assessment.results import scheme_result
from parkloop.catalog.procedures import Procedure
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.ledger import Snapshot
from parkloop.periods import reporting_year
from parkloop.procedures.calendar import WorkingCalendar
from parkloop.procedures.machine import Event, clocks
from parkloop.reports.case_papers import (
    CaseFacts,
    Given,
    consultation_letter,
    decision_paper,
    evaluation_report,
    judged,
)
from parkloop.reports.document import Document
from parkloop.reports.documents import render_as
from parkloop.reports.dossier import dossier
from parkloop.texts import LANGUAGES, Text
from parkloop_web.certification.models import Case, CaseFile, Certificate
from parkloop_web.ledger.snapshot import park_of, snapshot_of
from parkloop_web.parks.models import Node
from parkloop_web.studies.running import enterprises_of

CALENDAR: Final = WorkingCalendar()
_FORMS: Final = (".pdf", ".docx")


def seen(place: Node) -> Snapshot:
    """What the reader may see of a place: their own, and what others have handed in."""
    zone = place.zone
    assert zone is not None
    return snapshot_of(zone, enterprises=enterprises_of(place), park=park_of(zone))


def write_papers(
    case: Case, procedure: Procedure, event: Event, certificate: Certificate | None = None
) -> None:
    """What the procedure has drawn up when an event happens; the event is in the case already."""
    for name in procedure.transition(event.event).writes:
        for part, paper in _drawn(case, procedure, name, event, certificate):
            _keep(case, name, part, event.day, paper)


def _drawn(
    case: Case, procedure: Procedure, name: str, event: Event, certificate: Certificate | None
) -> Iterator[tuple[str, Document]]:
    """The papers of one kind with the part of their names that tells them apart."""
    if name == "self-assessment":
        yield case.subject, _dossier(case, procedure, event.day)
        return
    facts = case_facts(case, procedure, event.day)
    if name == "consultation-letter":
        for agency in facts.agencies:
            yield f"letter-{agency.id}", consultation_letter(facts, agency, event.day)
    elif name == "evaluation-report":
        yield "evaluation", evaluation_report(facts, event.day, event.reason)
    else:
        number, until = ("", None)
        if certificate is not None:
            number, until = certificate.number, certificate.valid_until
        yield (
            f"decision-{event.event}",
            decision_paper(facts, event, _who_decides(case, procedure, event), number, until),
        )


def _keep(case: Case, document: str, part: str, day: date, paper: Document) -> None:
    for language in LANGUAGES:
        for form in _FORMS:
            CaseFile.objects.create(
                case=case,
                document=document,
                name=f"{part}-{day:%Y%m%d}-{language}{form}",
                content=render_as(paper, form, language),
            )


def case_facts(case: Case, procedure: Procedure, day: date) -> CaseFacts:
    """What a case's papers stand on: what was handed in, its events, its opinions."""
    catalog = load_catalog()
    law = catalog.sources[procedure.source]
    core = case.core
    return CaseFacts(
        number=case.pk,
        procedure=procedure,
        law=Text(f"{law.title.vi}, số {law.document}", f"{law.title.en}, {law.document}"),
        applicant=case.name,
        board=board_name(case.zone),
        year=case.year,
        criteria=tuple(judged(one) for one in case.content.get("criteria", ())),
        events=core.events,
        opinions=tuple(
            Given(o.agency, o.criterion, o.stance, o.comment, o.round, o.at.date())
            for o in case.opinions.order_by("pk")
        ),
        agencies=catalog.rulebook.consulted(procedure, day),
        readings=clocks(procedure, core, day, CALENDAR),
        fingerprint=case.content.get("hash", ""),
    )


def board_name(zone: Node) -> Text:
    """The zone's management board, by the zone's name."""
    return Text(f"Ban quản lý {zone.name_vi}", f"Management board, {zone.name_en}")


def _who_decides(case: Case, procedure: Procedure, event: Event) -> Text:
    """Who signs a decision: the board for its own acts, else the agency that decides."""
    if event.actor == "board":
        return board_name(case.zone)
    agency = load_catalog().rulebook.agency(procedure.decides, event.day)
    return agency.name if agency else Text("Cơ quan quyết định", "Deciding agency")


def _dossier(case: Case, procedure: Procedure, day: date) -> Document:
    """Freeze the verdicts for those who judge; the paper is for those who sign."""
    snapshot = seen(case.enterprise or case.park)
    period = reporting_year(case.year, snapshot.park.zone)
    parameters = AssessmentParameters(period, (procedure.scheme,), (case.subject,))
    found = assessment(snapshot, load_catalog(), parameters)
    whole = scheme_result(found.value, procedure.scheme, case.subject)
    case.content = {
        "criteria": [_frozen(one) for one in whole.criteria],
        "hash": found.provenance.ledger_hash,
        "verdict": whole.verdict.value,
    }
    return dossier(found, procedure.scheme, case.subject, procedure, day)


def _frozen(one: CriterionResult) -> dict[str, object]:
    return {
        "evidence": [
            {"name": e.name.as_dict(), "state": e.state, "until": e.until} for e in one.evidence
        ],
        "gap": _in_words(one.reason or one.gap),
        "id": one.criterion.id,
        "limit": one.limit,
        "name": one.criterion.name.as_dict(),
        "op": one.limit_used.op if one.limit_used else "ge",
        "unit": one.unit,
        "value": one.value,
        "verdict": one.verdict.value,
    }


def _in_words(text: Text | None) -> dict[str, str] | None:
    return None if text is None else text.as_dict()
