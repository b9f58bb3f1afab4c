"""Short ways to write a park and its flows in tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from parkloop.ledger.changes import Mode, commit, plan_changes
from parkloop.ledger.columns import stated
from parkloop.ledger.entries import Entry, Flow, Status
from parkloop.ledger.ledger import Ledger, Snapshot
from parkloop.ledger.park import Node, NodeKind, Park
from parkloop.periods import parse
from parkloop.texts import same_in_both

RECORDED = datetime(2026, 1, 15, tzinfo=UTC)


def node(
    node_id: str, kind: str, parent: str = "", activity: str = "", **attributes: str | bool
) -> Node:
    return Node(
        node_id,
        NodeKind(kind),
        same_in_both(node_id),
        parent,
        activity,
        attributes=dict(attributes),
    )


def park(*nodes: Node, region: str = "VN") -> Park:
    outside = ("grid", "market", "air", "landfill", "partner")
    named = {n.id for n in nodes}
    more = [node(name, name) for name in outside if name not in named]
    return Park(same_in_both("Test park"), (*nodes, *more), region=region)


def flow(
    stream: str,
    source: str,
    target: str,
    quantity: float,
    unit: str,
    *,
    activity: str = "",
    period: str = "2023",
    uncertainty: float | None = None,
    series: str = "",
    status: Status = Status.MEASURED,
) -> Flow:
    return Flow(
        stream=stream,
        from_node=source,
        to_node=target,
        period=parse(period),
        quantity=quantity,
        unit=unit,
        status=status,
        activity=activity,
        series=series,
        uncertainty=uncertainty,
    )


def snapshot(in_park: Park, entries: Iterable[Entry]) -> Snapshot:
    ledger = Ledger.empty(in_park)
    plan = plan_changes(
        ledger,
        stated(entries),
        Mode.ONLY_NEW,
        import_id="test",
        recorded_at=RECORDED,
        recorded_by="test",
    )
    return commit(ledger, plan).snapshot()


def values(figures: Mapping[str, object], base: str, *names: str) -> dict[str, float]:
    return {name: figures[f"{base}/{name}"].value for name in names}  # type: ignore[attr-defined]
