"""Parks and enterprises against schemes of criteria.

Method, equations, sources and limits: docs/methods/assessment.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import numpy as np
import polars as pl

from parkloop.analyses._provenance import provenance
from parkloop.analyses.assessment import messages
from parkloop.analyses.assessment.figures import Figures, gaps_of
from parkloop.analyses.assessment.judge import Judge
from parkloop.analyses.assessment.measures import Subject
from parkloop.analyses.assessment.model import Assessed, Assessment
from parkloop.analyses.assessment.parameters import VERSION, AssessmentParameters
from parkloop.analyses.assessment.register import Register, read_register
from parkloop.analyses.assessment.results import place_of
from parkloop.analyses.assessment.wording import amount_words
from parkloop.catalog.catalog import Catalog
from parkloop.catalog.rulebook import Scheme
from parkloop.errors import RequestError
from parkloop.findings import Finding, Where, in_order
from parkloop.ledger.ledger import Snapshot
from parkloop.periods import local
from parkloop.provenance import Result
from parkloop.texts import Text

#: Above so many subjects, gaps are told by the figures alone and not listed one by one.
_LISTED_SUBJECTS = 60


def assessment(
    snapshot: Snapshot, catalog: Catalog, parameters: AssessmentParameters
) -> Result[Assessment]:
    """Verdict, value and gap of every criterion of the schemes, for every subject.

    A missing answer is neither yes nor no (C-01): a criterion is met only if it is met whatever
    the missing answers are. Raises FactError for an unknown scheme, RequestError for a subject
    of another kind.
    """
    schemes = [catalog.rulebook.scheme(name) for name in parameters.schemes]
    register = read_register(snapshot, catalog, parameters.period)
    day = _last_day(register)
    found = {
        scheme.id: _assessed(
            register,
            scheme,
            _subjects(register, scheme, parameters),
            day,
            parameters.population or scheme.population,
        )
        for scheme in schemes
    }
    value = Assessment(register, found)
    few = sum(len(one.subjects) for one in found.values()) <= _LISTED_SUBJECTS
    return Result(
        value=value,
        provenance=provenance(
            snapshot,
            catalog,
            "assessment",
            VERSION,
            parameters.as_dict(),
            (limit.id for s in schemes for c in s.criteria for limit in c.limits),
            _entries(snapshot, register),
        ),
        figures=Figures(value),
        findings=in_order(_findings(value, day)),
        gaps=tuple(gaps_of(value)) if few else (),
    )


def _assessed(
    register: Register, scheme: Scheme, subjects: tuple[str, ...], day: date, population: str
) -> Assessed:
    subject: Subject = "enterprise" if scheme.subject == "enterprise" else "park"
    judge = Judge(register, scheme, subject, population, day)
    return Assessed(
        scheme=scheme,
        subject=subject,
        subjects=subjects,
        in_force=_in_force(scheme, day),
        population=population,
        columns=tuple(judge.column(criterion) for criterion in scheme.criteria),
    )


def _subjects(
    register: Register, scheme: Scheme, parameters: AssessmentParameters
) -> tuple[str, ...]:
    places = register.places
    known = places.parks if scheme.subject == "park" else places.enterprises
    if not parameters.subjects:
        if scheme.subject == "park":
            return known
        return tuple(name for name, is_ in zip(known, places.tenant, strict=True) if is_)
    for name in parameters.subjects:
        register.snapshot.park.node(name)
    wanted = tuple(name for name in parameters.subjects if name in known)
    if not wanted:
        raise RequestError(
            Text(
                f"{scheme.id} dành cho {'khu' if scheme.subject == 'park' else 'doanh nghiệp'}; "
                f"không có đối tượng nào như vậy trong: {', '.join(parameters.subjects)}.",
                f"{scheme.id} is for {scheme.subject}s; none of these is one: "
                f"{', '.join(parameters.subjects)}.",
            )
        )
    return wanted


def _last_day(register: Register) -> date:
    """The last day of the period in the park's zone: the day on which limits must hold."""
    end = register.period.end - timedelta(microseconds=1)
    return local(end, register.snapshot.park.zone).date()


def _in_force(scheme: Scheme, day: date) -> bool:
    return (scheme.valid_from is None or scheme.valid_from <= day) and (
        scheme.valid_to is None or day < scheme.valid_to
    )


def _entries(snapshot: Snapshot, register: Register) -> pl.DataFrame:
    """Contents of the statements that were read, in the order of the snapshot."""
    period = register.period
    used = snapshot.entries.select(
        (pl.col("kind") == "flow")
        & (pl.col("start") >= period.start)
        & (pl.col("end") <= period.end)
    ).to_series()
    mask = used.to_numpy().copy()
    mask[register.rows.get_column("row_number").to_numpy()] = True
    return snapshot.entries.select("content").filter(pl.Series(mask))


def _findings(value: Assessment, day: date) -> Iterator[Finding]:
    register = value.register
    yield from _unread(register)
    for assessed in value.schemes.values():
        scheme = assessed.scheme
        if not assessed.in_force:
            span = f"{scheme.valid_from or '…'} – {scheme.valid_to or '…'}"
            yield messages.NOT_IN_FORCE.finding(
                Where(field=scheme.id), scheme=scheme.id, day=day.isoformat(), span=span
            )
        unverified = [c.id for c in scheme.criteria if not c.verified]
        if unverified:
            shown = ", ".join(unverified[:5]) + (" …" if len(unverified) > 5 else "")
            yield messages.UNVERIFIED.finding(
                Where(field=scheme.id), scheme=scheme.id, count=len(unverified), criteria=shown
            )
        yield from _refused_by_portal(value, assessed)
    yield from _left_out(value)


def _unread(register: Register) -> Iterator[Finding]:
    book = register.catalog.rulebook.properties
    rows = register.unread.select("property", "unit", "text", "to_node").unique()
    for name, unit, text, node in rows.sort("property", "to_node", "unit", "text").iter_rows():
        yield messages.UNREAD_VALUE.finding(
            Where(node=node, field=name),
            property=name,
            unit=unit,
            text=text[:40],
            wanted=book[name].unit or "1",
        )


def _refused_by_portal(value: Assessment, assessed: Assessed) -> Iterator[Finding]:
    """The national portal accepts only some values; the true one is kept and judged (T4)."""
    for column in assessed.columns:
        if column.criterion.portal is None:
            continue
        low, high = column.criterion.portal
        known = np.isfinite(column.value)
        if not (known & ((column.value < low) | (column.value > high))).any():
            continue
        for subject in assessed.subjects:
            shown = column.value[place_of(value.register, assessed, subject)]
            if np.isfinite(shown) and not low <= shown <= high:
                yield messages.PORTAL_REFUSES.finding(
                    Where(node=subject, field=column.criterion.id),
                    criterion=column.criterion.id,
                    value=f"{amount_words(float(shown), 'en')} {column.criterion.unit}",
                    span=f"{low:g} – {high:g}",
                )


def _left_out(value: Assessment) -> Iterator[Finding]:
    known = {c.id: c for a in value.schemes.values() for c in a.scheme.criteria}
    for (park, reference), words in sorted(value.register.declared("not-applicable").items()):
        criterion = known.get(reference)
        if criterion is not None and not (criterion.may_not_apply and words.strip()):
            yield messages.MAY_NOT_BE_LEFT_OUT.finding(
                Where(node=park, field=reference), criterion=reference
            )


def limits_used(value: Assessment) -> Mapping[str, str]:
    """Criterion → id of its first limit, for those that have one."""
    return {
        column.criterion.id: column.criterion.limits[0].id
        for assessed in value.schemes.values()
        for column in assessed.columns
        if column.criterion.limits
    }
