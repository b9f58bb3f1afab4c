"""Data sets of an enterprise: made from a trace and what is stated, released until a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from parkloop.analyses.tracing.messages import OTHER_SET
from parkloop.errors import RequestError
from parkloop.findings import Finding, Severity
from parkloop.pact.reading import read_data_sets
from parkloop.texts import Text
from parkloop_web.accounts.models import User
from parkloop_web.footprints.models import Issued, Partner, Release
from parkloop_web.footprints.traces import Scene, statements

NOT_STATED = Text("Hãy lưu thông tin công bố trước.", "State the product first.")
#: Rules of data sets, and the one by which a supplier's data set is left out of them.
_TOLD = ("FPT", "PCT", OTHER_SET.code)
TOO_EARLY = Text("Hãy nêu ngày kết thúc sau hôm nay.", "State an end after today.")


@dataclass(frozen=True)
class Outcome:
    """The data set that was made, or what stands in its way; warnings go with either."""

    issued: Issued | None
    problems: tuple[Finding, ...]


def issue_set(
    scene: Scene, year: int, product: str, gwp_set: str, person: User, at: datetime
) -> Outcome:
    """Make the data set of a product; the same content keeps its number.

    Raises RequestError when nothing was stated of the product, or the trace does not know it.
    """
    if product not in statements(scene.place).get("products", {}):
        raise RequestError(NOT_STATED)
    result = scene.issue(year, product, gwp_set, at.replace(microsecond=0), None)
    made = result.value.sets.get(product)
    problems = [f for f in result.findings if f.rule.startswith(_TOLD)]
    problems += read_data_sets(dict(made.document)).findings if made else ()
    if made is None or any(f.severity is Severity.ERROR for f in problems):
        return Outcome(None, tuple(problems))
    document = dict(made.document)
    same = Issued.objects.filter(enterprise=scene.place, product=product, year=year)
    for known in same.order_by("-issued_at"):
        if _lasting(known.document) == _lasting(document):
            return Outcome(known, tuple(problems))
    issued = Issued.objects.create(
        number=UUID(made.id),
        enterprise=scene.place,
        product=product,
        year=year,
        document=document,
        ledger_hash=result.provenance.ledger_hash,
        catalog_hash=result.provenance.catalog_hash,
        issued_by=person,
    )
    return Outcome(issued, tuple(problems))


def _lasting(document: dict[str, Any]) -> dict[str, Any]:
    """What a data set says, whenever it was made."""
    return {name: part for name, part in document.items() if name not in ("id", "created")}


def release_to(issued: Issued, partner: Partner, until: date, person: User, today: date) -> Release:
    """Let a partner receive a data set to the end of a day; raises RequestError for the past."""
    if until < today:
        raise RequestError(TOO_EARLY)
    made, _ = Release.objects.update_or_create(
        issued=issued,
        partner=partner,
        defaults={
            "enterprise": issued.enterprise,
            "valid_until": datetime.combine(until, time(23, 59, 59), tzinfo=UTC),
            "withdrawn_at": None,
            "given_by": person,
        },
    )
    return made
