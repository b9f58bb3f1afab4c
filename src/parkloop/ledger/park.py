"""What a park *is*: zone, parks, enterprises and nodes, readable without any data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import polars as pl

from parkloop.errors import RequestError
from parkloop.findings import Finding, Rule, Severity, Where
from parkloop.periods import DEFAULT_ZONE
from parkloop.provenance import Plain, content_hash
from parkloop.texts import Text


class NodeKind(StrEnum):
    """What a node is; decides how flows that reach it count (docs/conventions, C-10)."""

    ZONE = "zone"
    PARK = "park"
    ENTERPRISE = "enterprise"
    SITE = "site"
    PROCESS = "process"
    GENERATOR = "generator"
    NETWORK = "network"
    TREATMENT = "treatment"
    STOCK = "stock"
    COMMON = "common"
    LOSS = "loss"
    GRID = "grid"
    MARKET = "market"
    LANDFILL = "landfill"
    AIR = "air"
    WATER_BODY = "water-body"
    GROUND = "ground"
    PARTNER = "partner"


#: Nodes that pass a stream on and do not use it.
PASSING = frozenset({NodeKind.NETWORK, NodeKind.STOCK})
#: Nodes that never belong to a park.
OUTSIDE = frozenset(
    {
        NodeKind.GRID,
        NodeKind.MARKET,
        NodeKind.LANDFILL,
        NodeKind.AIR,
        NodeKind.WATER_BODY,
        NodeKind.GROUND,
        NodeKind.PARTNER,
    }
)
#: Which kind may stand directly below which.
_PARENTS: Mapping[NodeKind, frozenset[NodeKind]] = {
    NodeKind.ZONE: frozenset(),
    NodeKind.PARK: frozenset({NodeKind.ZONE}),
    NodeKind.ENTERPRISE: frozenset({NodeKind.PARK}),
    NodeKind.SITE: frozenset({NodeKind.ENTERPRISE}),
}
_BELOW_ENTERPRISE = frozenset(
    {NodeKind.ENTERPRISE, NodeKind.SITE, NodeKind.PROCESS, NodeKind.GENERATOR, NodeKind.TREATMENT}
)

DUPLICATE_NODE = Rule(
    "PARK-01",
    Severity.ERROR,
    Text("Mã nút “{node}” xuất hiện hai lần.", "The node id “{node}” appears twice."),
    Text("Hãy đặt mã khác cho một trong hai nút.", "Give one of the two nodes another id."),
)
UNKNOWN_PARENT = Rule(
    "PARK-02",
    Severity.ERROR,
    Text(
        "Nút “{node}” thuộc “{parent}”, nhưng không có nút nào mang mã đó.",
        "The node “{node}” belongs to “{parent}”, but no node has that id.",
    ),
    Text("Hãy khai báo “{parent}” hoặc sửa mã.", "Declare “{parent}” or correct the id."),
)
WRONG_PARENT = Rule(
    "PARK-03",
    Severity.ERROR,
    Text(
        "Nút “{node}” loại {kind} không thể nằm dưới “{parent}” loại {parent_kind}.",
        "The node “{node}” of kind {kind} cannot stand below “{parent}” of kind {parent_kind}.",
    ),
    Text(
        "Thứ tự: khu → KCN → doanh nghiệp → cơ sở → công đoạn; nút bên ngoài không có cấp trên.",
        "The order is zone → park → enterprise → site → process; nodes outside have no parent.",
    ),
)
CIRCLE = Rule(
    "PARK-06",
    Severity.ERROR,
    Text(
        "Nút “{node}” nằm dưới chính nó: {way}.",
        "The node “{node}” stands below itself: {way}.",
    ),
    Text("Hãy sửa “parent” của một nút trong vòng.", "Correct the parent of a node on the way."),
)


@dataclass(frozen=True, slots=True)
class Node:
    """A place where flows begin or end.

    ``activity`` is what fuels, power or waste are used for there unless an entry says more;
    ``industry`` a code of the industry classification; ``operator`` marks the park operator.
    """

    id: str
    kind: NodeKind
    name: Text
    parent: str = ""
    activity: str = ""
    industry: str = ""
    operator: bool = False
    attributes: Mapping[str, Plain] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Plain]:
        return {
            "activity": self.activity,
            "attributes": dict(self.attributes),
            "id": self.id,
            "industry": self.industry,
            "kind": self.kind.value,
            "name": dict(self.name.as_dict()),
            "operator": self.operator,
            "parent": self.parent,
        }


@dataclass(frozen=True)
class Park:
    """The definition of a zone or park: its nodes, its time zone, where it lies.

    ``region`` is the catalog region in which facts are looked up.
    """

    name: Text
    nodes: tuple[Node, ...]
    zone: str = DEFAULT_ZONE
    region: str = "VN"
    source: Text | None = None
    fictional: bool = False

    @cached_property
    def by_id(self) -> dict[str, Node]:
        return {node.id: node for node in self.nodes}

    @cached_property
    def hash(self) -> str:
        return content_hash(
            {
                "name": self.name.as_dict(),
                "nodes": [self.by_id[key].as_dict() for key in sorted(self.by_id)],
                "region": self.region,
                "zone": self.zone,
            }
        )

    def node(self, node_id: str) -> Node:
        """The node with this id; raises RequestError that names near ones."""
        if node_id not in self.by_id:
            near = sorted(n for n in self.by_id if node_id.lower() in n.lower())[:5]
            hint = ", ".join(near or sorted(self.by_id)[:5])
            raise RequestError(
                Text(
                    f"Không có nút “{node_id}”. Ý bạn là: {hint}?",
                    f"There is no node “{node_id}”. Did you mean: {hint}?",
                )
            )
        return self.by_id[node_id]

    def ancestors(self, node_id: str) -> tuple[Node, ...]:
        """From the node itself upwards."""
        if node_id not in self._chains:
            self._chains[node_id] = self._chain(node_id)
        return self._chains[node_id]

    @cached_property
    def _chains(self) -> dict[str, tuple[Node, ...]]:
        return {}

    def _chain(self, node_id: str) -> tuple[Node, ...]:
        chain: dict[str, Node] = {}
        current = node_id
        while current in self.by_id and current not in chain:
            chain[current] = self.by_id[current]
            current = chain[current].parent
        return tuple(chain.values())

    def owner(self, node_id: str, kind: NodeKind) -> str:
        """The id of the nearest node of this kind at or above the node; '' if none."""
        return next((n.id for n in self.ancestors(node_id) if n.kind is kind), "")

    def of_kind(self, *kinds: NodeKind) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.kind in kinds)

    def below(self, node_id: str) -> frozenset[str]:
        """The node and everything under it."""
        return self._below.get(node_id, frozenset())

    @cached_property
    def _below(self) -> dict[str, frozenset[str]]:
        below: dict[str, set[str]] = {}
        for node in self.nodes:
            for above in self.ancestors(node.id):
                below.setdefault(above.id, set()).add(node.id)
        return {above: frozenset(members) for above, members in below.items()}

    @cached_property
    def table(self) -> pl.DataFrame:
        """One row per node: node, kind, activity, enterprise, park, inside."""
        rows = [
            {
                "node": node.id,
                "kind": node.kind.value,
                "activity": self.default_activity(node.id),
                "enterprise": self.owner(node.id, NodeKind.ENTERPRISE),
                "park": self.owner(node.id, NodeKind.PARK),
            }
            for node in self.nodes
        ]
        schema = dict.fromkeys(("node", "kind", "activity", "enterprise", "park"), pl.String)
        return pl.DataFrame(rows, schema=schema).with_columns(inside=pl.col("park") != "")

    def default_activity(self, node_id: str) -> str:
        """The activity of the node or of the nearest node above that names one."""
        return next((n.activity for n in self.ancestors(node_id) if n.activity), "")


def check_park(nodes: Iterable[Node], file: str = "") -> tuple[Finding, ...]:
    """All that is wrong with a definition at once: ids twice, parents unknown or misplaced."""
    nodes = tuple(nodes)
    by_id = {node.id: node for node in nodes}
    findings = [
        DUPLICATE_NODE.finding(Where(file=file, node=node.id), node=node.id)
        for position, node in enumerate(nodes)
        if any(node.id == earlier.id for earlier in nodes[:position])
    ]
    for node in nodes:
        where = Where(file=file, node=node.id)
        if node.parent and node.parent not in by_id:
            findings.append(UNKNOWN_PARENT.finding(where, node=node.id, parent=node.parent))
        elif way := _circle(node, by_id):
            findings.append(CIRCLE.finding(where, node=node.id, way=" → ".join(way)))
        elif not _may_stand(node, by_id):
            parent = by_id.get(node.parent)
            findings.append(
                WRONG_PARENT.finding(
                    where,
                    node=node.id,
                    kind=node.kind.value,
                    parent=node.parent or "—",
                    parent_kind=parent.kind.value if parent else "—",
                )
            )
    return tuple(findings)


def _circle(node: Node, by_id: Mapping[str, Node]) -> tuple[str, ...]:
    """The way from the node up to itself; empty if there is none."""
    way = [node.id]
    while (parent := by_id[way[-1]].parent) in by_id:
        way.append(parent)
        if parent == node.id:
            return tuple(way)
        if parent in way[:-1]:
            break
    return ()


def _may_stand(node: Node, by_id: Mapping[str, Node]) -> bool:
    if node.kind in OUTSIDE or node.kind is NodeKind.ZONE:
        return not node.parent
    if node.kind is NodeKind.PARK and not node.parent:
        return True
    if not node.parent:
        return False
    return by_id[node.parent].kind in _PARENTS.get(node.kind, _BELOW_ENTERPRISE)
