"""Writes a definition of parks into the register, and the first zone of an installation."""

from __future__ import annotations

from django.db import connection

from parkloop.ledger.park import Node as CoreNode
from parkloop.ledger.park import NodeKind, Park
from parkloop.texts import Text
from parkloop_web.accounts.models import User
from parkloop_web.parks.models import Enterprise, Node


def found_zone(
    founder: User, code: str, name: Text, *, fictional: bool = False, source: Text | None = None
) -> Node:
    """The first zone, with its first board administrator; refused where there is one already."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT parkloop_found_zone(%s, %s, %s, %s, %s, %s, %s)",
            [
                code,
                name.vi,
                name.en,
                founder.pk,
                fictional,
                source.vi if source else "",
                source.en if source else "",
            ],
        )
        (zone,) = cursor.fetchone()
    return Node.objects.get(pk=zone)


def zone_exists() -> bool:
    """Whether this installation has been founded."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT parkloop_is_founded()")
        (founded,) = cursor.fetchone()
    return bool(founded)


def take_over(zone: Node, park: Park) -> dict[str, Node]:
    """Every node of a core definition below a zone that is there; returns rows by code.

    Needs the rights of the zone's board. Parents come before their children.
    """
    made: dict[str, Node] = {zone.code: zone}
    waiting = [node for node in park.nodes if node.kind is not NodeKind.ZONE]
    while waiting:
        ready = [node for node in waiting if not node.parent or node.parent in made]
        if not ready:
            raise ValueError(f"nodes without a parent: {[node.id for node in waiting]}")
        rows = Node.objects.bulk_create([_row(node, zone, made) for node in ready])
        made |= {row.code: row for row in rows}
        waiting = [node for node in waiting if node.id not in made]
    fresh = {row.code: row for row in Node.objects.filter(zone=zone)}
    Enterprise.objects.bulk_create(
        Enterprise(enterprise=row)
        for row in fresh.values()
        if row.kind == NodeKind.ENTERPRISE.value
    )
    return fresh


def _row(node: CoreNode, zone: Node, made: dict[str, Node]) -> Node:
    return Node(
        zone=zone,
        parent=made.get(node.parent),
        code=node.id,
        kind=node.kind.value,
        name_vi=node.name.vi,
        name_en=node.name.en,
        activity=node.activity,
        industry=node.industry,
        operator=node.operator,
        attributes=dict(node.attributes),
    )
