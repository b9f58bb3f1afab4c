"""The demo zone's certification cases, run through the acts that the site itself offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from typing import Any, Final
from zoneinfo import ZoneInfo

import yaml
from django.utils.timezone import localdate

from parkloop.io.catalog_files import load_catalog
from parkloop.texts import Text
from parkloop_web.accounts.identity import identify
from parkloop_web.accounts.models import User
from parkloop_web.certification.acting import act, give_opinion, invite, open_case, procedure_of
from parkloop_web.certification.models import Case
from parkloop_web.database.rls import acting_as
from parkloop_web.demo.people import DemoPeople, account
from parkloop_web.parks.models import Node

_CASES: Final = files("parkloop_web.demo") / "cases.yaml"
Act = Mapping[str, Any]


def demo_cases() -> list[Mapping[str, Any]]:
    """The cases as cases.yaml tells them."""
    told: list[Mapping[str, Any]] = yaml.safe_load(_CASES.read_text("utf-8"))
    return told


def load_cases(
    nodes: Mapping[str, Node],
    people: DemoPeople,
    now: datetime,
    told: Sequence[Mapping[str, Any]],
) -> None:
    """Open every case, do its acts in their order under the rights of those whose they are."""
    for each in told:
        _run(each, nodes, people, now)


def _run(
    each: Mapping[str, Any], nodes: Mapping[str, Node], people: DemoPeople, now: datetime
) -> None:
    place = nodes[each["place"]]
    applicant = people.editors[_applicant(place, nodes)]
    with acting_as(applicant.pk):
        case = open_case(identify(applicant), place, each["opened"])
    for step in each["acts"]:
        day = _day(step["day"], now)
        if "opinions" in step:
            _give(step, case, people, datetime.combine(day, time(9), _zone(place)), now)
        else:
            _act(step, case, applicant, people.board, day)
    for role, agency in each.get("mandates", {}).items():
        _let_in(people.board, case, getattr(people, role), agency, now)


def _applicant(place: Node, nodes: Mapping[str, Node]) -> str:
    """Who applies: an enterprise itself, a park by its operator."""
    if place.kind == "enterprise":
        return place.code
    return next(code for code, one in nodes.items() if one.operator and one.park_id == place.pk)


def _act(step: Act, case: Case, applicant: User, board: User, day: date) -> None:
    """One act, by the applicant where it is the applicant's, else by the board."""
    actor = procedure_of(case.procedure).transition(step["act"]).actor
    who = applicant if actor in ("operator", "enterprise") else board
    with acting_as(who.pk):
        act(identify(who), case, step["act"], day, reason=step.get("reason", ""))


def _give(step: Act, case: Case, people: DemoPeople, at: datetime, now: datetime) -> None:
    """An agency's opinion: on every criterion, or on one with its comment."""
    agency = step["opinions"]
    known = load_catalog().rulebook.agencies[agency].name
    words = Text(f"Người thẩm định Demo, {known.vi}", f"Demo appraiser, {known.en}")
    user = account(f"appraiser-{agency}", words)
    _let_in(people.board, case, user, agency, now)
    with acting_as(user.pk):
        seen = Case.objects.get(pk=case.pk)
        wanted = [one["id"] for one in seen.content["criteria"]]
        if "all" in step:
            for criterion in wanted:
                give_opinion(identify(user), seen, criterion, step["all"], "", at)
        else:
            comment = step["comment"]
            give_opinion(identify(user), seen, step["criterion"], step["stance"], comment, at)


def _let_in(board: User, case: Case, appraiser: User, agency: str, now: datetime) -> None:
    with acting_as(board.pk):
        invite(identify(board), case, appraiser.email, agency, now)


def _day(written: date | int, now: datetime) -> date:
    return written if isinstance(written, date) else localdate(now) - timedelta(days=written)


def _zone(place: Node) -> ZoneInfo:
    assert place.zone is not None
    return ZoneInfo(place.zone.time_zone)
