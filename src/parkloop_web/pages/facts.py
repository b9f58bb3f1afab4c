"""What the register asks of a place: a form by topic, and what others have still to state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import numpy as np
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from parkloop.analyses.assessment.register import read_register
from parkloop.catalog.rulebook import RegisterProperty
from parkloop.errors import RequestError
from parkloop.io.catalog_files import load_catalog
from parkloop.io.register_form import asked_properties
from parkloop.ledger.entries import Entry, Evidence, Observation, Status
from parkloop.ledger.ledger import Snapshot
from parkloop.periods import Period, days, local, reporting_year
from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.certification.papers import seen
from parkloop_web.certification.stating import who_states, write_statements
from parkloop_web.design.typed import typed_day, typed_number, written_number
from parkloop_web.pages.assessments import DEFAULTS, year_of
from parkloop_web.pages.common import page, tell, warn
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at

GROUP_WORDS: Final[Mapping[str, Text]] = {
    "compliance": Text("Chấp hành pháp luật", "Compliance with the law"),
    "tenants": Text("Doanh nghiệp trong khu", "Enterprises of the park"),
    "services": Text("Dịch vụ của khu", "Services of the park"),
    "plans": Text("Cơ chế và kế hoạch", "Mechanisms and plans"),
    "documents": Text("Văn bản, minh chứng", "Documents, evidence"),
    "certificates": Text("Chứng chỉ, giấy chứng nhận", "Certificates"),
    "land": Text("Sử dụng đất", "Land"),
    "social-works": Text("Nhà ở, công trình xã hội", "Housing and social works"),
    "social": Text("Xã hội, lao động", "Social matters, labour"),
    "economy": Text("Kinh tế", "Economy"),
    "recp": Text("Sử dụng hiệu quả tài nguyên (RECP)", "Resource efficiency (RECP)"),
    "links": Text("Cộng sinh công nghiệp", "Industrial symbiosis"),
    "symbiosis": Text("Kết quả cộng sinh", "Results of symbiosis"),
    "water-waste": Text("Nước thải, chất thải", "Wastewater, waste"),
    "enterprise-answers": Text("Trả lời của doanh nghiệp", "Answers of the enterprise"),
    "shares": Text("Tỷ lệ, khảo sát", "Shares, surveys"),
    "numbers": Text("Số đo của khu", "Numbers of the park"),
    "form-text": Text("Thông tin chung của biểu mẫu", "General information of the forms"),
    "new-park": Text("Khu thành lập mới", "New parks"),
    "assessor": Text("Do người đánh giá ghi", "By the assessor"),
    "cn274": Text("Chỉ tiêu HJ 274", "Indicators of HJ 274"),
    "gip": Text("Chỉ tiêu khu xanh (GIP)", "Indicators of green parks (GIP)"),
}
#: What is stated on the page of links and solutions.
_ELSEWHERE: Final = ("recp-solution", "link-member", "not-applicable")
_STATES: Final = {"yes": 1.0, "partly": 0.5, "no": 0.0}


@dataclass(frozen=True, slots=True)
class Known:
    """What is stated of a property, as a person would type it; of a document its days."""

    value: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """A property with what is known of it, and why it is asked."""

    fact: RegisterProperty
    known: Known
    needed_for: tuple[Text, ...]

    @property
    def missing(self) -> bool:
        """Whether something needs it that is not there."""
        return bool(self.needed_for) and not self.known.value


@dataclass(frozen=True, slots=True)
class Topic:
    """The questions of one group."""

    id: str
    name: Text
    asked: tuple[Asking, ...]

    @property
    def missing(self) -> int:
        return sum(1 for one in self.asked if one.missing)

    @property
    def needed(self) -> int:
        return sum(1 for one in self.asked if one.needed_for)


@dataclass(frozen=True, slots=True)
class Silent:
    """A question to the enterprises of a park, and which of them have not answered."""

    fact: RegisterProperty
    firms: tuple[Text, ...]
    of: int


@dataclass
class _Form:
    """One form: whose, of which year, for which scheme or yearly form, and what is known."""

    node: Node
    year: int
    chosen: str
    snapshot: Snapshot
    known: Mapping[str, Known]
    problems: list[Text] = field(default_factory=list)

    @property
    def period(self) -> Period:
        return reporting_year(self.year, self.snapshot.park.zone)

    @property
    def asked(self) -> tuple[RegisterProperty, ...]:
        """The properties that this place states itself."""
        return tuple(p for p in _asked(self.chosen) if _is_asked_of(p, self.node, self.chosen))


def _asked(chosen: str) -> tuple[RegisterProperty, ...]:
    """What a scheme or a yearly form asks of anybody."""
    book = load_catalog().rulebook
    if chosen in book.schemes:
        return asked_properties(load_catalog(), (chosen,))
    wanted = {one.property for one in book.forms[chosen].fields}
    return tuple(p for p in book.properties.values() if p.id in wanted)


def _is_asked_of(known: RegisterProperty, node: Node, chosen: str) -> bool:
    if known.id in _ELSEWHERE or known.holder == "link":
        return False
    # A form of an enterprise asks for its investor and its project, as that of a park does.
    of_form = chosen in load_catalog().rulebook.forms and node.kind == "enterprise"
    return known.holder == node.kind or of_form


@require_http_methods(["GET", "POST"])
@at(Need.READ, "park", "enterprise")
def facts(request: Asked, node: Node) -> HttpResponse:
    """What a scheme asks of a place, in a form by topic; empty is not known."""
    stating = who_states(request.identity, node)
    if stating is None:
        raise PermissionDenied
    chosen, year = request.GET.get("scheme", DEFAULTS[node.kind]), year_of(request)
    if chosen not in {name for name, _ in _offered(node)}:
        raise Http404
    snapshot = seen(node)
    form = _Form(node, year, chosen, snapshot, _known(snapshot, node, year))
    return _state(request, form, stating) if request.method == "POST" else _page(request, form)


def _page(request: Asked, form: _Form) -> HttpResponse:
    topics = tuple(_topics(form))
    return page(
        request,
        "certification/register.html",
        {
            "node": form.node,
            "topics": topics,
            "count": sum(topic.needed for topic in topics),
            "missing": sum(topic.missing for topic in topics),
            "silent": tuple(_silent(form)),
            "linked": any(p.holder == "link" or p.id in _ELSEWHERE for p in _asked(form.chosen)),
            "year": form.year,
            "years": [form.year + 1, form.year, form.year - 1, form.year - 2],
            "chosen": form.chosen,
            "problems": form.problems,
            "offered": _offered(form.node),
        },
        status=422 if form.problems else 200,
    )


def _offered(node: Node) -> list[tuple[str, Text]]:
    """Schemes and yearly forms that ask something of this place; those of parks ask enterprises
    too."""
    book = load_catalog().rulebook
    found = [
        (one.id, one.title) for one in book.schemes.values() if one.subject in (node.kind, "park")
    ]
    found += [
        (one.id, _titled(one.id, one.title))
        for one in book.forms.values()
        if one.subject == node.kind
    ]
    return [one for one in found if any(_is_asked_of(p, node, one[0]) for p in _asked(one[0]))]


def _titled(name: str, title: Text) -> Text:
    return Text(f"Mẫu {name}: {title.vi}", f"Form {name}: {title.en}")


def _topics(form: _Form) -> Iterator[Topic]:
    """The questions by group, in the order of the groups' words."""
    reasons = _reasons(form.chosen)
    for group, name in GROUP_WORDS.items():
        mine = tuple(
            Asking(p, form.known.get(p.id, Known()), reasons.get(p.id, ()))
            for p in form.asked
            if p.group == group
        )
        if mine:
            yield Topic(group, name, mine)


def _reasons(chosen: str) -> dict[str, tuple[Text, ...]]:
    """Property → criteria or boxes that need it."""
    book = load_catalog().rulebook
    found: dict[str, list[Text]] = {}
    if chosen in book.forms:
        for box in book.forms[chosen].fields:
            found.setdefault(box.property, []).append(Text(f"ô {box.id}", f"box {box.id}"))
        return {name: tuple(said) for name, said in found.items()}
    for criterion in book.schemes[chosen].criteria:
        needed = {need.property for need in criterion.evidence}
        needed |= {limit.observed for limit in criterion.limits} | {criterion.only_if}
        for measured in (criterion.numerator, criterion.denominator):
            needed |= set(measured.properties) if measured else set()
            if measured and measured.function.startswith("enterprises"):
                needed |= {"tenants-operating", "tenants-licensed"}
        said = Text(f"{criterion.id} {criterion.name.vi}", f"{criterion.id} {criterion.name.en}")
        for name in needed - {""}:
            found.setdefault(name, []).append(said)
    return {name: tuple(said) for name, said in found.items()}


def _silent(form: _Form) -> Iterator[Silent]:
    """What enterprises of a park are asked and some have not answered."""
    if form.node.kind != "park":
        return
    register = read_register(form.snapshot, load_catalog(), form.period)
    places = register.places
    mine = (places.park_of == places.park_place[form.node.code]) & places.tenant
    names, reasons = form.snapshot.park.node, _reasons(form.chosen)
    for known in _asked(form.chosen):
        if known.holder == "enterprise" and known.id in reasons and known.kind != "text":
            lacking = np.isnan(register.held("enterprise", known.id)) & mine
            firms = tuple(names(places.enterprises[n]).name for n in lacking.nonzero()[0])
            if firms:
                yield Silent(known, firms, int(mine.sum()))


def _known(snapshot: Snapshot, node: Node, year: int) -> dict[str, Known]:
    """What is stated already, by property, as a person would type it."""
    zone = snapshot.park.zone
    period = reporting_year(year, zone)
    rows = snapshot.select(
        {
            "kind": "observation",
            "to_node": node.code,
            "status": "happened",
            "touches": f"{period.start.isoformat()}/{period.end.isoformat()}",
        }
    )
    properties = load_catalog().rulebook.properties
    found: dict[str, Known] = {}
    for row in rows.filter(reference="").sort("end").iter_rows(named=True):
        kind = properties[row["property"]].kind if row["property"] in properties else ""
        if kind == "document":
            since, last = local(row["start"], zone), local(row["end"], zone) - timedelta(days=1)
            days_ = (since.date().isoformat(), last.date().isoformat())
            found[row["property"]] = Known(row["text"], *days_)
        elif row["text"] or row["quantity"] is not None:
            value = row["text"] or written_number(row["quantity"])
            words = {written_number(number): word for word, number in _STATES.items()}
            found[row["property"]] = Known(words.get(value, value) if kind == "state" else value)
    return found


def _typed(request: Asked, known: RegisterProperty) -> Known:
    parts = (request.POST.get(f"{known.id}{end}", "").strip() for end in ("", "-since", "-until"))
    return Known(*parts)


def _state(request: Asked, form: _Form, stating: Node) -> HttpResponse:
    """Write what was changed, in one import under the person's own rights, or nothing."""
    typed = {one.id: _typed(request, one) for one in form.asked}
    entries: list[Entry] = []
    for one in form.asked:
        said = typed[one.id]
        if not said.value or said == form.known.get(one.id):
            continue
        try:
            entries.append(_entry(one, form.node.code, said, form.period, form.snapshot.park.zone))
        except RequestError as wrong:
            name, words = one.name, wrong.text
            form.problems.append(Text(f"{name.vi}: {words.vi}", f"{name.en}: {words.en}"))
    if form.problems:
        form.known = typed
        return _page(request, form)
    if not entries:
        tell(request, Text("Không có gì thay đổi.", "Nothing was changed."))
        return redirect("assessment", code=form.node.code)
    try:
        written = write_statements(request.identity, stating, entries, timezone.now())
    except RequestError as problem:
        warn(request, problem.text)
        return redirect("place", code=form.node.code)
    tell(request, written.words)
    return redirect("assessment", code=form.node.code)


def _entry(one: RegisterProperty, node: str, said: Known, period: Period, zone: str) -> Observation:
    """A statement from what was typed; raises RequestError where a number or day is needed."""
    about = Evidence(file="register", page=one.id)
    if one.kind == "text":
        return Observation(one.id, node, period, text=said.value, evidence=about)
    if one.kind == "document":
        valid = _validity(said, period, zone)
        return Observation(one.id, node, valid, text=said.value, evidence=about)
    number = _STATES[said.value] if said.value in _STATES else typed_number(said.value)
    return Observation(
        one.id, node, period, number, one.unit or "1", status=Status.CALCULATED, evidence=about
    )


def _validity(said: Known, period: Period, zone: str) -> Period:
    """From the first to the last day typed; the period's own where none is."""
    since = typed_day(said.since) if said.since else None
    until = typed_day(said.until) if said.until else None
    start = days(since, since, zone).start if since else period.start
    end = days(until, until, zone).end if until else period.end
    if end <= start:
        raise RequestError(
            Text(
                "ngày hết hiệu lực phải sau ngày bắt đầu; văn bản cũ hơn năm khai thì ghi cả ngày "
                "bắt đầu.",
                "its validity must end after it begins; for a document older than the year state "
                "its first day too.",
            )
        )
    return Period(start, end)


urlpatterns = [path("p/<str:code>/facts/", facts, name="assessment-facts")]
