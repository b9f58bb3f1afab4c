"""What the register asks with a reference: links of symbiosis at a park; at an enterprise the links
it takes part in and its RECP solutions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from parkloop.errors import RequestError
from parkloop.ledger.entries import Entry, Evidence, Observation, Status
from parkloop.ledger.ledger import Snapshot
from parkloop.periods import Period, days, reporting_year
from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.certification.papers import seen
from parkloop_web.certification.stating import who_states, write_statements
from parkloop_web.design.typed import typed_day, written_number
from parkloop_web.exchanges.models import GEOGRAPHY_WORDS, KIND_WORDS
from parkloop_web.pages.assessments import year_of
from parkloop_web.pages.common import local_today, page, tell, warn
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at

#: How far a solution has come, and the status under which it stands in the ledger.
SOLUTION_STATES: Final[Mapping[str, tuple[Status, Text]]] = {
    "proposed": (Status.PROPOSED, Text("đề xuất", "proposed")),
    "planned": (Status.PLANNED, Text("kế hoạch", "planned")),
    "implemented": (Status.CALCULATED, Text("đã thực hiện", "implemented")),
    "verified": (Status.MEASURED, Text("đã kiểm chứng", "verified")),
}
_STATES: Final = {"yes": 1.0, "no": 0.0}
PLANNED: Final = "planned"
_REFERENCE: Final = re.compile(r"[\w.\- ]{1,60}")


@dataclass
class Told:
    """What is stated of one link or solution: property → words or number, and its first day."""

    reference: str
    values: dict[str, str] = field(default_factory=dict)
    status: str = ""
    note: str = ""
    began: date | None = None
    until: date | None = None
    members: list[Text] = field(default_factory=list)


@require_http_methods(["GET", "POST"])
@at(Need.READ, "park", "enterprise")
def links(request: Asked, node: Node) -> HttpResponse:
    """Links of a park, or an enterprise's part in them and its RECP solutions."""
    stating = who_states(request.identity, node)
    year = year_of(request)
    if request.method == "POST":
        if stating is None:
            raise PermissionDenied
        return _write(request, node, stating, year)
    snapshot = seen(node)
    return page(
        request,
        "certification/links.html",
        {
            "node": node,
            "year": year,
            "stating": stating,
            "links": _of_park(snapshot, node) if node.kind == "park" else [],
            "memberships": _of_enterprise(snapshot, node, "link-member"),
            "solutions": _of_enterprise(snapshot, node, "recp-solution"),
            "kinds": KIND_WORDS,
            "geographies": GEOGRAPHY_WORDS,
            "solution_states": SOLUTION_STATES,
            "status_words": {state.value: words for state, words in SOLUTION_STATES.values()},
            "today": local_today(),
        },
    )


def _of_park(snapshot: Snapshot, node: Node) -> list[Told]:
    """Every link with what was said last of it, and the members that said so themselves."""
    found: dict[str, Told] = {}
    rows = snapshot.observations.sort("end", "to_node").iter_rows(named=True)
    for row in rows:
        reference, name = row["reference"], row["property"]
        if not reference or not name.startswith("link-"):
            continue
        told = found.setdefault(reference, Told(reference))
        if name == "link-member":
            if row["quantity"] == 1.0:
                told.members.append(snapshot.park.node(row["to_node"]).name)
        elif row["to_node"] == node.code:
            told.values[name] = row["text"] or written_number(row["quantity"])
            if name == "link-operating":
                told.status = row["status"]
                told.began = timezone.localtime(row["start"]).date()
            if name == "link-contract":
                told.until = _last_day(row, node)
    return [one for one in found.values() if one.values]


def _of_enterprise(snapshot: Snapshot, node: Node, name: str) -> list[Told]:
    rows = snapshot.observations.sort("end", "to_node").iter_rows(named=True)
    found: dict[str, Told] = {}
    for row in rows:
        if row["property"] == name and row["to_node"] == node.code and row["reference"]:
            told = found.setdefault(row["reference"], Told(row["reference"]))
            told.values[name] = (
                written_number(row["quantity"]) if row["quantity"] is not None else ""
            )
            told.status, told.note = row["status"], row["note"]
            told.began = row["start"].astimezone(timezone.get_current_timezone()).date()
    return list(found.values())


def _last_day(row: Mapping[str, date], node: Node) -> date:
    end = row["end"]
    local_end = timezone.localtime(end)  # type: ignore[arg-type]
    return date.fromordinal(local_end.date().toordinal() - 1)


def _write(request: Asked, node: Node, stating: Node, year: int) -> HttpResponse:
    try:
        entries = list(_entries(request.POST, node, year))
        written = write_statements(request.identity, stating, entries, timezone.now())
    except RequestError as problem:
        warn(request, problem.text)
    else:
        tell(request, written.words)
    return redirect("assessment-links", code=node.code)


def _entries(typed: Mapping[str, str], node: Node, year: int) -> Iterator[Entry]:
    """The statements of one form; raises RequestError in words for what cannot be read."""
    reference = typed.get("reference", "").strip()
    if not _REFERENCE.fullmatch(reference):
        raise RequestError(
            Text(
                "Cần mã tham chiếu: chữ, số, dấu chấm hoặc gạch, tối đa 60 ký tự.",
                "A reference is needed: letters, digits, dots or dashes, 60 at most.",
            )
        )
    zone = node.zone
    assert zone is not None
    period = reporting_year(year, zone.time_zone)
    what = typed.get("what", "")
    if what == "link" and node.kind == "park":
        yield from _link(typed, node.code, reference, period, zone.time_zone)
    elif what == "member" and node.kind == "enterprise":
        value = _STATES.get(typed.get("takes-part", ""), 1.0)
        yield _said("link-member", node.code, period, reference, value)
    elif what == "solution" and node.kind == "enterprise":
        yield _solution(typed, node.code, reference, zone.time_zone)
    else:
        raise RequestError(Text("Không có mẫu khai này.", "There is no such form."))


def _link(
    typed: Mapping[str, str], node: str, reference: str, period: Period, zone: str
) -> Iterator[Entry]:
    state = typed.get("operating", "")
    if state == PLANNED:
        first = typed_day(typed.get("expected", ""))
        yield from _planned_link(typed, node, reference, days(first, _last_of(first), zone))
        return
    if state not in _STATES:
        raise RequestError(
            Text(
                "Hãy cho biết liên kết có đang vận hành không.",
                "Say whether the link is in operation.",
            )
        )
    yield _said("link-operating", node, period, reference, _STATES[state])
    for name in ("kind", "partner", "description"):
        words = typed.get(name, "").strip()[:1000]
        if words:
            yield _said(f"link-{name}", node, period, reference, words=words)
    contract = typed.get("contract", "").strip()[:1000]
    if contract:
        until = typed.get("contract-until", "")
        end = days(typed_day(until), typed_day(until), zone).end
        if end <= period.start:
            raise RequestError(
                Text(
                    "Hợp đồng hết hiệu lực trước năm khai; hãy chọn năm khác.",
                    "The contract ended before the year; choose another year.",
                )
            )
        validity = Period(period.start, end)
        yield _said("link-contract", node, validity, reference, words=contract)


def _planned_link(
    typed: Mapping[str, str], node: str, reference: str, period: Period
) -> Iterator[Entry]:
    """A link that is expected to run from a day on (form A.4, box 2.1.8)."""
    yield _said("link-operating", node, period, reference, 1.0, status=Status.PLANNED)
    for name in ("kind", "partner", "description"):
        words = typed.get(name, "").strip()[:1000]
        if words:
            yield _said(f"link-{name}", node, period, reference, words=words, status=Status.PLANNED)


def _last_of(day: date) -> date:
    return date(day.year, 12, 31)


def _solution(typed: Mapping[str, str], node: str, reference: str, zone: str) -> Observation:
    """A solution begins on a day; planned and proposed ones on the day they would."""
    status, _ = SOLUTION_STATES.get(typed.get("status", ""), (None, None))
    if status is None:
        raise RequestError(Text("Hãy chọn tình trạng.", "Choose how far it has come."))
    first = typed_day(typed.get("began", ""))
    period = days(first, _last_of(first), zone)
    return _said("recp-solution", node, period, reference, 1.0, status=status)


def _said(
    name: str,
    node: str,
    period: Period,
    reference: str,
    value: float | None = None,
    *,
    words: str = "",
    status: Status = Status.CALCULATED,
) -> Observation:
    return Observation(
        name,
        node,
        period,
        value,
        "1" if value is not None else "",
        text=words,
        reference=reference,
        status=status,
        evidence=Evidence(file="register", page=name),
    )


urlpatterns = [path("p/<str:code>/links/", links, name="assessment-links")]
