"""What-if of an assessment: plans, exchanges and free statements are picked; what turns is shown.

Everything that is picked stands in the address, nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from parkloop.analyses.assessment.model import Assessment, CriterionResult, SchemeResult
from parkloop.analyses.assessment.moving import Delivery, Moved, Saving, moved_by
from parkloop.analyses.assessment.register import Register, months_from, read_register
from parkloop.analyses.assessment.results import scheme_result
from parkloop.analyses.assessment.sidebyside import turns
from parkloop.analyses.assessment.whatif import assumed, intended, plans, without_yet
from parkloop.catalog.rulebook import Criterion, RegisterProperty, Scheme
from parkloop.errors import RequestError
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.entries import Observation, Status
from parkloop.ledger.ledger import Snapshot
from parkloop.periods import Period, reporting_year
from parkloop.reports.numbers import number, unit_words
from parkloop.texts import Text, same_in_both
from parkloop_web.accounts.middleware import Asked
from parkloop_web.certification.papers import seen
from parkloop_web.design.typed import typed_amount, typed_number
from parkloop_web.exchanges.models import Case as ExchangeCase
from parkloop_web.exchanges.models import Stage
from parkloop_web.pages.assessments import DEFAULTS, YEARS_AHEAD, run, year_of
from parkloop_web.pages.common import page, warn
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at

#: A scenario of more enterprises than any park has is a slip of the hand.
MOST_MORE = 100_000
#: A year's promise of an exchange: what is promised for its first months, this many at most.
_A_YEAR = 12
#: What an exchange that runs states of its link.
_LINK = (("link-operating", "", 1.0), ("link-contract", "what-if", None))
_STATES = {"yes": 1.0, "partly": 0.5, "no": 0.0}


@dataclass(frozen=True, slots=True)
class Pick:
    """A property that may be assumed: its field's name, what was typed, how it is asked.

    ``how`` is *state*, *document*, *number*, or *more* (how many more enterprises).
    """

    property: RegisterProperty
    field: str
    typed: str
    how: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planned or proposed: one statement, or all that have one reference."""

    id: str
    reference: str
    words: Text
    place: Text
    start: datetime
    entries: frozenset[str]
    rows: tuple[Mapping[str, Any], ...]
    picked: bool


def _in_words(known: RegisterProperty, row: Mapping[str, Any]) -> Text:
    """What a plan states: the property without its instructions, a number with its unit."""
    name = Text(known.name.vi.partition(" (")[0], known.name.en.partition(" (")[0])
    if row["quantity"] is None or row["unit"] in ("", "1"):
        return name
    shown, unit = number(row["quantity"]), unit_words(row["unit"])
    return Text(f"{name.vi}: {shown.vi} {unit.vi}", f"{name.en}: {shown.en} {unit.en}")


def _listed(words: list[Text]) -> Text:
    return Text("; ".join(one.vi for one in words), "; ".join(one.en for one in words))


@dataclass(frozen=True, slots=True)
class Beside:
    """A criterion now and as assumed."""

    now: CriterionResult
    then: CriterionResult

    @property
    def turned(self) -> bool:
        return self.now.verdict is not self.then.verdict

    @property
    def moved(self) -> bool:
        return self.now.value != self.then.value


@require_GET
@at(Need.READ, "park", "enterprise")
def what_if(request: Asked, node: Node) -> HttpResponse:
    """Side by side: a scheme now, and if what was picked held."""
    book = load_catalog().rulebook
    offered = [one for one in book.schemes.values() if one.subject == node.kind]
    chosen = request.GET.get("scheme", DEFAULTS[node.kind])
    if chosen not in {one.id for one in offered}:
        raise Http404
    snapshot, year = seen(node), year_of(request)
    period = reporting_year(year, snapshot.park.zone)
    asked = _Asked(request, node, snapshot, period, book.schemes[chosen])
    schemes = tuple(one.id for one in offered)
    now = run(snapshot, schemes, node.code, period).value
    imagined = asked.imagined()
    then = run(imagined.snapshot, schemes, node.code, period).value
    for problem in asked.problems:
        warn(request, problem)
    one, other = scheme_result(now, chosen, node.code), scheme_result(then, chosen, node.code)
    return page(
        request,
        "certification/whatif.html",
        {
            "node": node,
            "scheme": book.schemes[chosen],
            "offered": offered,
            "chosen": chosen,
            "year": year,
            "years": [year + 1, year, year - 1, year - 2],
            "ahead": YEARS_AHEAD,
            "plans": asked.plans,
            "exchanges": asked.exchanges,
            "picks": asked.picks,
            "count": asked.count,
            "moved": imagined.moved,
            "left": imagined.left,
            "now": one,
            "then": other,
            "rows": _beside(one, other),
            "turned": turns(one, other),
            "schemes": _all_beside(now, then, schemes, node.code),
        },
    )


def _beside(now: SchemeResult, then: SchemeResult) -> list[Beside]:
    """Criteria of both, those that turn first, then those whose value moves."""
    later = {one.criterion.id: one for one in then.criteria}
    found = [Beside(one, later[one.criterion.id]) for one in now.criteria]
    return sorted(found, key=lambda one: (not one.turned, not one.moved))


def _all_beside(
    now: Assessment, then: Assessment, schemes: tuple[str, ...], code: str
) -> list[tuple[SchemeResult, SchemeResult]]:
    return [(scheme_result(now, one, code), scheme_result(then, one, code)) for one in schemes]


class _Asked:
    """What a reader picked, and the ledger in which it holds."""

    def __init__(
        self, request: Asked, node: Node, snapshot: Snapshot, period: Period, scheme: Scheme
    ) -> None:
        self.node, self.snapshot, self.period, self.scheme = node, snapshot, period, scheme
        self.typed: Mapping[str, str] = request.GET
        self.chosen_plans = set(request.GET.getlist("plan"))
        self.chosen_exchanges = set(request.GET.getlist("exchange"))
        self.properties = load_catalog().rulebook.properties
        self.problems: list[Text] = []
        self.plans = self._plans()
        self.exchanges = self._exchanges()
        self.picks = list(self._picks())

    @property
    def count(self) -> int:
        """How many things were picked."""
        plans = sum(1 for one in self.plans if one.picked)
        exchanges = sum(1 for _, picked in self.exchanges if picked)
        return plans + exchanges + sum(1 for _, mine in self.picks for one in mine if one.typed)

    def imagined(self) -> Moved:
        """The ledger as it would be; raises nothing, what cannot be read is a problem."""
        chosen = {entry for plan in self.plans if plan.picked for entry in plan.entries}
        ledger = self.snapshot
        if chosen:
            ledger = intended(ledger, self.period, YEARS_AHEAD, chosen)
        observations = [*self._of_exchanges(), *self._of_picks()]
        if observations:
            ledger = assumed(ledger, observations, self.period)
        catalog = load_catalog()
        return moved_by(ledger, catalog, self.period, self._deliveries(), self._savings())

    def _deliveries(self) -> Iterator[Delivery]:
        """What the picked exchanges would bring in a year, by what was promised of them."""
        for case, picked in self.exchanges:
            if picked:
                promised = case.promises.all()[:_A_YEAR]
                units = {one.unit for one in promised}
                known = len(units) == 1
                yield Delivery(
                    case.title,
                    case.stream,
                    case.giver.code,
                    case.taker.code,
                    sum(one.quantity for one in promised) if known else None,
                    units.pop() if known else "",
                )

    def _savings(self) -> Iterator[Saving]:
        """What the picked measures would save, where the ledger has it as a plan of theirs."""
        for row in (row for plan in self.plans if plan.picked for row in plan.rows):
            known = self.properties[row["property"]]
            if known.kind == "amount" and row["quantity"] is not None:
                name, place = known.name, self.snapshot.park.node(row["to_node"]).name
                yield Saving(
                    Text(f"{name.vi}, {place.vi}", f"{name.en}, {place.en}"),
                    known.id,
                    row["to_node"],
                    row["quantity"],
                    row["unit"],
                )

    def _plans(self) -> list[Plan]:
        """Plans and proposals that the register knows here: what has one reference is one plan."""
        found = plans(self.snapshot, self.period, YEARS_AHEAD)
        mine = {self.node.code} | set(
            Node.objects.filter(park=self.node).values_list("code", flat=True)
        )
        together: dict[str, list[dict[str, Any]]] = {}
        for row in found.iter_rows(named=True):
            if row["property"] in self.properties and row["to_node"] in mine:
                together.setdefault(self._plan_id(row), []).append(row)
        return [self._plan(name, rows) for name, rows in together.items()]

    def _plan_id(self, row: Mapping[str, Any]) -> str:
        """A link and its members are of the park, a solution and its savings of its enterprise."""
        if not row["reference"]:
            return str(row["entry"])
        whose = "" if row["property"].startswith("link-") else row["to_node"]
        return f"{whose}:{row['reference']}"

    def _plan(self, name: str, rows: list[dict[str, Any]]) -> Plan:
        known = [self.properties[row["property"]] for row in rows]
        told = [row["note"] or row["text"] for row in rows if row["note"] or len(row["text"]) > 15]
        values = [
            _in_words(of, row)
            for of, row in zip(known, rows, strict=True)
            if of.kind in ("amount", "level") or len(rows) == 1
        ]
        first = [same_in_both(words) for words in told[:1]]
        of_link = first or [_in_words(known[0], rows[0])]
        words = first + [one for one in values if not first or len(rows) > 1] or of_link
        places = [self.snapshot.park.node(row["to_node"]).name for row in rows]
        return Plan(
            name,
            rows[0]["reference"],
            _listed(words),
            _listed(list(dict.fromkeys(places))),
            min(row["start"] for row in rows),
            frozenset(str(row["entry"]) for row in rows),
            tuple(rows),
            picked=name in self.chosen_plans,
        )

    def _exchanges(self) -> list[tuple[ExchangeCase, bool]]:
        """Exchanges of this place on their way, as far as the reader sees them."""
        if self.node.kind == "park":
            here = Q(giver__park=self.node) | Q(taker__park=self.node)
        else:
            here = Q(giver=self.node) | Q(taker=self.node)
        found = ExchangeCase.objects.filter(here).exclude(stage__in=(Stage.RUNNING, Stage.ENDED))
        return [
            (one, str(one.pk) in self.chosen_exchanges)
            for one in found.select_related("giver", "taker", "giver__park", "taker__park")
        ]

    def _of_exchanges(self) -> Iterator[Observation]:
        """A link at the park of each side, with both as its members."""
        for case, picked in self.exchanges:
            if not picked:
                continue
            reference = f"exchange-{case.pk}"
            sides = {one.code: one for one in (case.giver, case.taker)}
            for park in {one.park.code for one in sides.values() if one.park}:
                for name, words, value in _LINK:
                    yield self._said(name, park, value, words, reference=reference)
            for code in sides:
                yield self._said("link-member", code, 1.0, reference=reference)

    def _picks(self) -> Iterator[tuple[Criterion, list[Pick]]]:
        """What each criterion asks that can be assumed here; each property once."""
        seen_before: set[str] = set()
        for criterion in self.scheme.criteria:
            mine = []
            for name in _asked_by(criterion):
                pick = self._pick(name)
                if pick is not None and name not in seen_before:
                    seen_before.add(name)
                    mine.append(pick)
            if mine:
                yield criterion, mine

    def _pick(self, name: str) -> Pick | None:
        known = self.properties.get(name)
        if known is None or known.kind == "text" or known.holder == "link":
            return None
        park = self.node.kind == "park"
        if known.holder == "enterprise" and park:
            field, how = f"more-{name}", "more"
        elif known.holder == self.node.kind:
            field = f"set-{name}"
            how = known.kind if known.kind in ("state", "document") else "number"
        else:
            return None
        return Pick(known, field, self.typed.get(field, "").strip(), how)

    def _of_picks(self) -> Iterator[Observation]:
        register: Register | None = None
        for criterion, mine in self.picks:
            months = criterion.numerator.months
            for one in mine:
                if not one.typed:
                    continue
                value = self._value(one)
                if value is None:
                    continue
                if one.how != "more":
                    yield self._stated(one.property, self.node.code, value, months)
                    continue
                register = register or read_register(self.snapshot, load_catalog(), self.period)
                wanted = 0.0 if one.property.kind == "amount" else 1.0
                for firm in without_yet(
                    register, self.node.code, one.property.id, int(value), wanted=wanted
                ):
                    yield self._stated(one.property, firm, wanted, months)

    def _value(self, one: Pick) -> float | None:
        """What was typed as a number; a problem in words where it is none."""
        if one.typed in _STATES:
            return _STATES[one.typed]
        name = one.property.name
        try:
            value = (typed_amount if one.how == "more" else typed_number)(one.typed)
        except RequestError as wrong:
            said = wrong.text
        else:
            if one.how != "more" or value <= MOST_MORE:
                return value
            said = Text(f"không quá {MOST_MORE}.", f"at most {MOST_MORE}.")
        self.problems.append(
            Text(
                f"{name.vi}: {said.vi} Điều này chưa được tính.",
                f"{name.en}: {said.en} It was left out.",
            )
        )
        return None

    def _stated(self, known: RegisterProperty, node: str, value: float, months: int) -> Observation:
        if known.kind == "document":
            return self._said(known.id, node, None, "what-if")
        return self._said(known.id, node, value, unit=known.unit or "1", months=months)

    def _said(
        self,
        name: str,
        node: str,
        value: float | None,
        words: str = "",
        *,
        unit: str = "1",
        reference: str = "",
        months: int = 0,
    ) -> Observation:
        """A statement of the period, or of the months that a criterion looks back on."""
        start, end = self.period.start, self.period.end
        if months:
            start = months_from(end, -months, self.snapshot.park.zone)
        return Observation(
            name,
            node,
            Period(start, end),
            quantity=value,
            unit=unit if value is not None else "",
            text=words,
            status=Status.MODELLED,
            reference=reference,
        )


def _asked_by(criterion: Criterion) -> Iterator[str]:
    for measured in (criterion.numerator, criterion.denominator):
        if measured is not None:
            yield from measured.properties
    yield from (limit.observed for limit in criterion.limits if limit.observed)
    if criterion.only_if:
        yield criterion.only_if


urlpatterns = [path("p/<str:code>/what-if/", what_if, name="assessment-whatif")]
