"""One scheme for one subject, put into words when it is asked for."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from parkloop.analyses.assessment.model import (
    VERDICTS,
    Assessed,
    Assessment,
    Column,
    CriterionResult,
    EvidenceState,
    GroupResult,
    SchemeResult,
    Share,
    Verdict,
)
from parkloop.analyses.assessment.register import Register
from parkloop.analyses.assessment.wording import gap_words, reason_words
from parkloop.catalog.rulebook import Criterion
from parkloop.errors import RequestError
from parkloop.periods import local
from parkloop.texts import Text

#: Worst first.
_ORDER = (
    Verdict.NOT_MET,
    Verdict.PARTLY,
    Verdict.NOT_ASSESSABLE,
    Verdict.MET,
    Verdict.NOT_APPLICABLE,
)
PILLARS = ("management", "environment", "social", "economic")


def scheme_result(assessment: Assessment, scheme: str, subject: str) -> SchemeResult:
    """One scheme for one subject; raises RequestError when it was not assessed."""
    assessed = assessment.schemes.get(scheme)
    if assessed is None or subject not in assessed.subjects:
        raise RequestError(
            Text(
                f"“{subject}” chưa được đánh giá theo “{scheme}”.",
                f"“{subject}” was not assessed against “{scheme}”.",
            )
        )
    place = place_of(assessment.register, assessed, subject)
    results = tuple(
        criterion_result(assessment, assessed, column, place, subject)
        for column in assessed.columns
    )
    ordered = sorted(
        results,
        key=lambda one: (PILLARS.index(one.criterion.pillar), _ORDER.index(one.verdict)),
    )
    share = share_of(results)
    groups = _groups(assessed, results)
    return SchemeResult(
        scheme=assessed.scheme,
        subject=subject,
        in_force=assessed.in_force,
        verdict=_overall(assessed, results, groups),
        share=share,
        index=_index(assessed, results),
        groups=groups,
        criteria=tuple(ordered),
    )


def place_of(register: Register, assessed: Assessed, subject: str) -> int:
    """Where a subject stands in the arrays."""
    places = register.places
    names = places.parks if assessed.subject == "park" else places.enterprises
    return names.index(subject)


def criterion_result(
    assessment: Assessment, assessed: Assessed, column: Column, place: int, subject: str
) -> CriterionResult:
    """One criterion for one subject."""
    criterion, register = column.criterion, assessment.register
    verdict = VERDICTS[column.codes[place]]
    value = _finite(column.value[place])
    which = int(column.limit_of[place])
    short = _finite(column.short[place])
    portal = criterion.portal
    return CriterionResult(
        criterion=criterion,
        subject=subject,
        verdict=verdict,
        value=value,
        low=_finite(column.low[place]),
        high=_finite(column.high[place]),
        unit=criterion.unit,
        limit=_finite(column.limit[place]),
        limit_used=criterion.limits[which] if which >= 0 else None,
        gap=gap_words(column, place, register),
        short=short,
        missing_answers=_count(column.numerator.asked[place]),
        reason=reason_words(column, place, register, verdict),
        evidence=tuple(_evidence(register, assessed, criterion, place)),
        portal_refuses=bool(portal and value is not None and not portal[0] <= value <= portal[1]),
        figure=figure_id(assessed, criterion, subject, register),
    )


def figure_id(assessed: Assessed, criterion: Criterion, subject: str, register: Register) -> str:
    label = register.period.label(register.snapshot.park.zone).replace("/", "_")
    return f"assessment/{assessed.scheme.id}/{subject}/{label}/{criterion.id}"


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _count(value: float) -> int:
    return int(value) if math.isfinite(value) else 0


def share_of(results: Sequence[CriterionResult]) -> Share:
    """Counts by verdict."""
    count = Counter(one.verdict for one in results)
    return Share(
        count[Verdict.MET],
        count[Verdict.PARTLY],
        count[Verdict.NOT_MET],
        count[Verdict.NOT_ASSESSABLE],
        count[Verdict.NOT_APPLICABLE],
    )


def _verdict_of(needed: int, met: int, open_: int) -> Verdict:
    if met >= needed:
        return Verdict.MET
    return Verdict.NOT_ASSESSABLE if met + open_ >= needed else Verdict.NOT_MET


def _groups(assessed: Assessed, results: Sequence[CriterionResult]) -> tuple[GroupResult, ...]:
    found = []
    for group in assessed.scheme.groups:
        mine = [one.verdict for one in results if one.criterion.group == group.id]
        met = mine.count(Verdict.MET)
        open_ = mine.count(Verdict.NOT_ASSESSABLE)
        verdict = _verdict_of(group.needed or len(mine), met, open_)
        found.append(GroupResult(group.id, group.name, group.needed, met, open_, verdict))
    return tuple(found)


def _overall(
    assessed: Assessed, results: Sequence[CriterionResult], groups: Sequence[GroupResult]
) -> Verdict:
    """All must be met, each optional group counting as one; what does not apply is left out."""
    grouped = {group.id for group in assessed.scheme.groups}
    verdicts = [one.verdict for one in results if one.criterion.group not in grouped]
    verdicts += [group.verdict for group in groups]
    verdicts = [one for one in verdicts if one is not Verdict.NOT_APPLICABLE]
    if not verdicts:
        return Verdict.NOT_APPLICABLE
    if any(one in (Verdict.NOT_MET, Verdict.PARTLY) for one in verdicts):
        return Verdict.NOT_MET
    if Verdict.NOT_ASSESSABLE in verdicts:
        return Verdict.NOT_ASSESSABLE
    return Verdict.MET


def _index(assessed: Assessed, results: Sequence[CriterionResult]) -> float | None:
    """GI = 100/n · Σ(indicator ÷ baseline); none while a row is open."""
    if assessed.scheme.aggregation != "index":
        return None
    values = [one.value for one in results if one.verdict is not Verdict.NOT_APPLICABLE]
    known = [value for value in values if value is not None]
    if not known or len(known) < len(values):
        return None
    return math.fsum(known) / len(known)


def _evidence(
    register: Register, assessed: Assessed, criterion: Criterion, place: int
) -> list[EvidenceState]:
    """Documents asked for, with the day to which the newest of each is valid."""
    found = []
    for need in criterion.evidence:
        known = register.catalog.rulebook.properties[need.property]
        if known.holder == "enterprise" and assessed.subject == "park":
            found.append(_of_enterprises(register, need.property, known.name, place))
        elif known.holder == "link":
            found.append(_of_links(register, assessed, need.property, known.name, place))
        else:
            subject = assessed.subject
            at = place
            if known.holder == "park" and subject == "enterprise":
                subject, at = "park", int(register.places.park_of[place])
            held = register.held(subject, need.property)[at]
            until = _day(register, register.expiry(subject, need.property)[at])
            state = "missing" if math.isnan(held) else "attached" if held >= 1 else "expired"
            found.append(EvidenceState(need.property, known.name, state, until))
    return found


def _of_enterprises(register: Register, name: str, words: Text, place: int) -> EvidenceState:
    mine = (register.places.park_of == place) & register.places.tenant
    held = register.held("enterprise", name)[mine]
    attached, expired = int((held >= 1).sum()), int((held < 1).sum())
    state = "attached" if attached else "expired" if expired else "missing"
    return EvidenceState(name, words, state, "", attached, int(mine.sum()))


def _of_links(
    register: Register, assessed: Assessed, name: str, words: Text, place: int
) -> EvidenceState:
    links = register.links
    if assessed.subject == "park":
        mine = links.contract[links.park == place]
    else:
        mine = links.contract[links.member_link[links.member == place]]
    attached, expired = int((mine == 1).sum()), int((mine == 0).sum())
    state = "attached" if attached else "expired" if expired else "missing"
    return EvidenceState(name, words, state, "", attached, len(mine))


def _day(register: Register, seconds: float) -> str:
    """Last day of validity in the park's zone; a document's period ends with it."""
    if math.isnan(seconds):
        return ""
    last = datetime.fromtimestamp(seconds, UTC) - timedelta(seconds=1)
    return local(last, register.snapshot.park.zone).date().isoformat()
