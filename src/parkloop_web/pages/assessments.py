"""Assessment pages: criteria as bullet bars, worst first; one criterion opened; the register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from parkloop.analyses.assessment.assessment import assessment
from parkloop.analyses.assessment.model import Assessment, CriterionResult, SchemeResult, Verdict
from parkloop.analyses.assessment.parameters import AssessmentParameters
from parkloop.analyses.assessment.results import PILLARS, scheme_result
from parkloop.analyses.assessment.sidebyside import turns
from parkloop.analyses.assessment.whatif import intended
from parkloop.catalog.rulebook import Criterion
from parkloop.explain import Explainer
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.ledger import Snapshot
from parkloop.periods import Period, reporting_year
from parkloop.provenance import Result
from parkloop.reports.dossier import PILLAR_WORDS, clause_words
from parkloop.texts import Text, same_in_both
from parkloop_web.accounts.middleware import Asked
from parkloop_web.certification.papers import seen
from parkloop_web.certification.stating import who_states
from parkloop_web.pages.common import local_today, page
from parkloop_web.parks.models import Node
from parkloop_web.parks.ordering import by_name
from parkloop_web.parks.rights import Need, at

YEARS_AHEAD, YEARS_BACK = 3, 2
DEFAULTS = {"enterprise": "VN-35-ENT", "park": "VN-35"}
SIGNS: Mapping[str, str] = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "given": ""}


@dataclass(frozen=True, slots=True)
class Bar:
    """A bullet bar: value, its bounds and the limit as shares (0–100) of the bar's length."""

    value: float | None
    low: float | None
    high: float | None
    limit: float | None
    sign: str


def bar_of(one: CriterionResult) -> Bar | None:
    """A bar for what has a value and a limit; none for states and for what is not known."""
    if one.value is None or one.limit is None or one.criterion.kind == "boolean":
        return None
    whole = 100.0 if one.unit == "%" else 1.25 * max(abs(one.value), abs(one.limit), 1e-9)

    def at_length(value: float | None) -> float | None:
        return None if value is None else round(max(0.0, min(100.0, 100 * value / whole)), 1)

    sign = SIGNS[one.limit_used.op] if one.limit_used else "≥"
    return Bar(
        at_length(one.value), at_length(one.low), at_length(one.high), at_length(one.limit), sign
    )


def run(snapshot: Snapshot, schemes: tuple[str, ...], code: str, period: Period) -> Any:
    """The assessment of one subject, by the core."""
    return assessment(snapshot, load_catalog(), AssessmentParameters(period, schemes, (code,)))


def choose_park(request: Asked, zone: Node, to: str) -> HttpResponse:
    """The parks of a zone, each with a link to its own page of the same name."""
    parks = by_name(Node.objects.filter(zone=zone, kind="park"))
    return page(request, "certification/parks.html", {"node": zone, "parks": parks, "to": to})


@require_GET
@at(Need.READ, "zone", "park", "enterprise")
def assess(request: Asked, node: Node) -> HttpResponse:
    """A park or enterprise by one scheme in full, and by the others in a line each."""
    year = year_of(request)
    if node.kind == "zone":
        return choose_park(request, node, "assessment")
    book = load_catalog().rulebook
    offered = [one for one in book.schemes.values() if one.subject == node.kind]
    chosen = request.GET.get("scheme", DEFAULTS[node.kind])
    if chosen not in {one.id for one in offered}:
        raise Http404
    snapshot = seen(node)
    period = reporting_year(year, snapshot.park.zone)
    found: Result[Assessment] = run(snapshot, tuple(one.id for one in offered), node.code, period)
    whole = scheme_result(found.value, chosen, node.code)
    planned = run(intended(snapshot, period, YEARS_AHEAD), (chosen,), node.code, period)
    then = scheme_result(planned.value, chosen, node.code)
    times = [*_before(snapshot, chosen, node.code, year), (same_in_both(str(year)), whole)]
    times.append((Text(f"kế hoạch {year + YEARS_AHEAD}", f"as planned {year + YEARS_AHEAD}"), then))
    return page(
        request,
        "certification/assessment.html",
        {
            "node": node,
            "whole": whole,
            "pillars": _by_pillar(whole),
            "pillar_words": PILLAR_WORDS,
            "others": [scheme_result(found.value, one.id, node.code) for one in offered],
            "chosen": chosen,
            "year": year,
            "years": [year + 1, year, year - 1, year - 2],
            "turns": turns(whole, then),
            "times": times,
            "trend": _trend([one for _, one in times]),
            "ahead": YEARS_AHEAD,
            "findings": [f for f in found.findings if f.where.field.startswith(chosen)],
            "bar_of": bar_of,
            "signs": SIGNS,
            "Verdict": Verdict,
            "may_edit": who_states(request.identity, node) is not None,
        },
    )


def year_of(request: Asked) -> int:
    wanted = request.GET.get("year", "")
    return int(wanted) if wanted.isdigit() and len(wanted) == 4 else local_today().year - 1


def _by_pillar(whole: SchemeResult) -> list[tuple[str, list[CriterionResult]]]:
    return [
        (pillar, mine)
        for pillar in PILLARS
        if (mine := [one for one in whole.criteria if one.criterion.pillar == pillar])
    ]


def _before(
    snapshot: Snapshot, scheme: str, code: str, year: int
) -> list[tuple[Text, SchemeResult]]:
    """The same scheme for the years before, oldest first."""
    found = []
    for one in range(year - YEARS_BACK, year):
        past = run(snapshot, (scheme,), code, reporting_year(one, snapshot.park.zone))
        found.append((same_in_both(str(one)), scheme_result(past.value, scheme, code)))
    return found


def _trend(results: list[SchemeResult]) -> list[tuple[Criterion, list[Verdict]]]:
    """Each criterion with its verdict in every one of several results by one scheme."""
    by_id = [{one.criterion.id: one.verdict for one in each.criteria} for each in results]
    return [
        (criterion, [each[criterion.id] for each in by_id])
        for criterion in results[0].scheme.criteria
    ]


@require_GET
@at(Need.READ, "park", "enterprise")
def explain(request: Asked, node: Node, scheme: str, criterion: str) -> HttpResponse:
    """One criterion opened down to entries and facts."""
    book = load_catalog().rulebook
    if scheme not in book.schemes or book.schemes[scheme].subject != node.kind:
        raise Http404
    snapshot = seen(node)
    year = year_of(request)
    found = run(snapshot, (scheme,), node.code, reporting_year(year, snapshot.park.zone))
    whole = scheme_result(found.value, scheme, node.code)
    one = next((one for one in whole.criteria if one.criterion.id == criterion), None)
    if one is None:
        raise Http404
    tree = Explainer(snapshot, load_catalog(), (found,)).explain(one.figure)
    return page(
        request,
        "certification/criterion.html",
        {
            "node": node,
            "one": one,
            "clause": clause_words(one.criterion.clause),
            "scheme": book.schemes[scheme],
            "year": year,
            "tree": tree,
            "source": load_catalog().sources.get(one.criterion.source),
            "signs": SIGNS,
        },
    )


urlpatterns = [
    path("p/<str:code>/assessment/", assess, name="assessment"),
    path("p/<str:code>/assessment/<str:scheme>/<str:criterion>/", explain, name="criterion"),
]
