"""A small fictional zone for tests of data: one park, an operator, two tenants, and its people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from parkloop.ledger.park import Node as CoreNode
from parkloop.ledger.park import NodeKind, Park
from parkloop.texts import Text
from parkloop_web.accounts.models import Mandate, Membership, Role, User
from parkloop_web.database.rls import acting_as
from parkloop_web.ledger.models import Deadline
from parkloop_web.parks.models import Node
from parkloop_web.parks.register import found_zone, take_over
from tests.core.io.import_park import PARK

NOW = datetime(2026, 2, 1, 3, tzinfo=UTC)
_ZONE = CoreNode("trial-zone", NodeKind.ZONE, Text("Khu kinh tế Thử", "Trial zone"))


def _below(node: CoreNode) -> CoreNode:
    if node.kind is NodeKind.PARK:
        return CoreNode(node.id, node.kind, node.name, _ZONE.id)
    return node


TRIAL = Park(PARK.name, (_ZONE, *(_below(node) for node in PARK.nodes)))


@dataclass(frozen=True)
class Zone:
    """The zone's nodes by code, and a person for each way to stand to the tenant ``t01``."""

    nodes: dict[str, Node]
    board: User
    operator: User
    editor: User
    viewer: User
    neighbour: User
    expert: User

    @property
    def tenant(self) -> Node:
        return Node.objects.select_related("zone", "park").get(pk=self.nodes["t01"].pk)


def person(name: str) -> User:
    return User.objects.create_user(f"{name}@trial.invalid", f"Trial {name}")


def make_zone() -> Zone:
    """Everything is written under the rights of those who may."""
    board, operator = person("board"), person("operator")
    editor, viewer, neighbour = person("editor"), person("viewer"), person("neighbour")
    expert = person("expert")
    with acting_as(board.pk):
        zone = found_zone(board, _ZONE.id, _ZONE.name, fictional=True)
        Node.objects.filter(pk=zone.pk).update(region="VN")
        nodes = take_over(zone, TRIAL)
        Deadline.objects.create(zone=zone)
        for user, role, code in (
            (operator, Role.OPERATOR_ADMIN, "kcn"),
            (editor, Role.TENANT_ADMIN, "t01"),
            (viewer, Role.TENANT_VIEWER, "t01"),
            (neighbour, Role.TENANT_EDITOR, "t02"),
        ):
            Membership.objects.create(user=user, role=role, place=nodes[code])
    with acting_as(editor.pk):
        Mandate.objects.create(
            expert=expert,
            enterprise=nodes["t01"],
            purpose="Audit",
            valid_until=datetime(2036, 1, 1, tzinfo=UTC),
            granted_by=editor,
        )
    return Zone(nodes, board, operator, editor, viewer, neighbour, expert)
