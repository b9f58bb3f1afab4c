"""Loads the demo zone into an empty installation, under the rights of its own people.

The entries are those of the workspace that `parkloop demo` has made, with their own history; the
months are handed in, approved and accepted as a zone's would be, with something left to do for
each role.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import PurePath
from typing import Any, Final

import polars as pl
from django.db import transaction

from parkloop.demo.footprints import supplier_sets
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.ledger import Ledger
from parkloop.ledger.limits import Limit
from parkloop.ledger.park import NodeKind, Park
from parkloop.texts import Text
from parkloop_web.accounts.identity import identify
from parkloop_web.accounts.models import Mandate, Membership, Role, User
from parkloop_web.database.rls import acting_as, set_context
from parkloop_web.demo.cases import demo_cases, load_cases
from parkloop_web.demo.footprints import demo_statements, load_footprints
from parkloop_web.demo.land import lay_out
from parkloop_web.demo.people import DemoPeople, account
from parkloop_web.demo.statistics import load_statistics
from parkloop_web.exchanges.planning import take_plan
from parkloop_web.ledger.handing_in import hand_in
from parkloop_web.ledger.limits import add_limit
from parkloop_web.ledger.models import Deadline, State, Submission
from parkloop_web.ledger.snapshot import Owners, write_entries
from parkloop_web.ledger.workflow import Act, act, open_acts
from parkloop_web.parks.models import Node
from parkloop_web.parks.register import found_zone, take_over

_INVENTED: Final = Text("Số liệu minh họa, không có thật", "Invented, for demonstration")
MANDATE_FOR: Final = timedelta(days=365)


def load_demo(
    park: Park,
    ledger: Ledger,
    *,
    now: datetime,
    until: date | None = None,
    limits: Sequence[Limit] = (),
    plan: Mapping[str, Any] | None = None,
) -> DemoPeople:
    """Found the zone, register it, give roles, take the ledger over, hand months in.

    ``until``: the last month that is handed in (default: the last of the data). ``plan``: prices
    and costs of exchanges, as exchanges.yaml holds them, for the zone and every park. All in one
    transaction: an interrupted load leaves nothing.
    """
    with transaction.atomic():
        people, nodes = _zone_and_people(park, now)
        zone = nodes[park.of_kind(NodeKind.ZONE)[0].id]
        _entries(zone, nodes, ledger, people, _months_of(ledger, until))
        with acting_as(people.board.pk):
            for limit in limits:
                add_limit(people.board, nodes[limit.node], limit, at=now)
        _months(zone, nodes, ledger, people, now, until)
        load_statistics(zone, people.board, now)
        load_cases(nodes, people, now, demo_cases())
        load_footprints(nodes, people, demo_statements(), supplier_sets())
        if plan is not None:
            _plans(nodes, plan, people.board, now)
        set_context(None)
    return people


def _zone_and_people(park: Park, now: datetime) -> tuple[DemoPeople, dict[str, Node]]:
    board = account("board", Text("Ban quản lý Demo", "Demo board"))
    top = park.of_kind(NodeKind.ZONE)[0]
    with acting_as(board.pk):
        zone = found_zone(board, top.id, park.name, fictional=park.fictional, source=park.source)
        nodes = take_over(zone, park)
        lay_out(nodes)
        Deadline.objects.create(zone=zone)
        editors = {code: _editor(node) for code, node in nodes.items() if _is_enterprise(node)}
        first_park = next(node for node in nodes.values() if node.kind == NodeKind.PARK.value)
        operator = account("operator", Text("Công ty hạ tầng Demo", "Demo operator"))
        _give(operator, Role.OPERATOR_ADMIN, first_park)
        mine = next(node for node in nodes.values() if _is_enterprise(node) and not node.operator)
        tenant = account("tenant", Text("Doanh nghiệp Demo", "Demo tenant"))
        _give(tenant, Role.TENANT_ADMIN, mine)
    expert = account("expert", Text("Chuyên gia Demo", "Demo expert"))
    with acting_as(tenant.pk):
        Mandate.objects.create(
            expert=expert,
            enterprise=mine,
            purpose="Kiểm toán năng lượng (minh họa) · Energy audit (demo)",
            valid_until=now + MANDATE_FOR,
            granted_by=tenant,
        )
    return DemoPeople(board, operator, tenant, expert, editors), nodes


def _is_enterprise(node: Node) -> bool:
    return node.kind == NodeKind.ENTERPRISE.value


def _editor(node: Node) -> User:
    """Who hands in an enterprise's data; the operator's people also approve in their park."""
    editor = account(node.code, node.name)
    if node.operator and node.park is not None:
        _give(editor, Role.OPERATOR, node.park)
    else:
        _give(editor, Role.TENANT_EDITOR, node)
    return editor


def _give(user: User, role: Role, place: Node) -> None:
    Membership.objects.create(user=user, role=role, place=place)


def _entries(
    zone: Node,
    nodes: dict[str, Node],
    ledger: Ledger,
    people: DemoPeople,
    months: Sequence[date],
) -> None:
    """Each enterprise's entries, by its editor: the file is named after its sender.

    What the register says of years before or after the data is handed in with its first or last
    month.
    """

    def within(month: date) -> date:
        return min(max(month, months[0]), months[-2])

    senders = ledger.entries["file"].map_elements(
        lambda f: PurePath(f).stem, return_dtype=pl.String
    )
    entries = ledger.entries.with_columns(sender=senders)
    for sender, editor in people.editors.items():
        own = entries.filter(pl.col("sender") == sender).drop("sender")
        of_register = pl.col("property").is_in(list(load_catalog().rulebook.properties))
        with acting_as(editor.pk):
            write_entries(zone, own.filter(~of_register), Owners(zone, nodes[sender]))
            owners = Owners(zone, nodes[sender], within)
            write_entries(zone, own.filter(of_register), owners)


def _months(
    zone: Node,
    nodes: dict[str, Node],
    ledger: Ledger,
    people: DemoPeople,
    now: datetime,
    until: date | None,
) -> None:
    months = _months_of(ledger, until)
    for sender, editor in people.editors.items():
        _hand_in(nodes[sender], editor, months, now)
    for editor in (people.editors[c] for c, n in nodes.items() if n.operator):
        _review(editor, Act.APPROVE, months[:-2], now)
    _review(people.board, Act.APPROVE, months[:-2], now)
    _review(people.board, Act.ACCEPT, months[:-3], now)


def _plans(nodes: dict[str, Node], plan: Mapping[str, Any], board: User, now: datetime) -> None:
    """The invented prices, for the zone and for each of its parks."""
    with acting_as(board.pk):
        for node in nodes.values():
            if node.kind in (NodeKind.ZONE.value, NodeKind.PARK.value):
                take_plan(node, plan, _INVENTED, board, now)


def _months_of(ledger: Ledger, until: date | None) -> list[date]:
    starts = ledger.snapshot().flows["start"].dt.convert_time_zone(ledger.park.zone)
    months = sorted(set(starts.dt.date().dt.month_start().to_list()))
    return [month for month in months if until is None or month <= until]


def _hand_in(node: Node, editor: User, months: list[date], now: datetime) -> None:
    """Everything but the last month, which lies open."""
    with acting_as(editor.pk):
        hand_in(identify(editor), node, months[:-1], at=now)


def _review(reviewer: User, wanted: Act, months: list[date], now: datetime) -> None:
    before = State.SUBMITTED if wanted is Act.APPROVE else State.APPROVED
    with acting_as(reviewer.pk):
        identity = identify(reviewer)
        waiting = Submission.objects.filter(state=before, month__in=months)
        for submission in waiting.select_related("enterprise"):
            if any(transition.act is wanted for transition in open_acts(identity, submission)):
                act(identity, submission, wanted, at=now)
