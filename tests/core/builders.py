"""Small parks, catalogs and ledgers for tests, from short words.

park = a_park(("net", "network"), ("t1", "enterprise"), ("grid", "grid"))
snapshot = a_snapshot(park, a_flow("electricity", "grid", "t1", "2025-01", 100, "MWh"))
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from parkloop.catalog.catalog import Catalog
from parkloop.catalog.facts import Activity, Fact, Rank, Source, Stream
from parkloop.ledger.columns import as_entries, stated
from parkloop.ledger.entries import Balance, Entry, Evidence, Flow, Measure, Notation, Observation
from parkloop.ledger.entries import Status as EntryStatus
from parkloop.ledger.ledger import Ledger, Snapshot
from parkloop.ledger.park import OUTSIDE, Node, NodeKind, Park
from parkloop.periods import parse
from parkloop.provenance import content_hash
from parkloop.texts import Text, same_in_both

RECORDED = datetime(2027, 1, 31, tzinfo=UTC)
ZONE = "Asia/Ho_Chi_Minh"

#: id, kind, group, carrier, dimensions, default unit.
STREAMS = (
    ("electricity", "electricity", "", "electricity", ("energy",), "MWh"),
    ("steam", "heat", "", "heat", ("mass", "energy"), "t"),
    ("diesel", "fuel", "liquid-petroleum", "fuels", ("mass", "volume", "energy_ncv"), "l"),
    ("natural-gas", "fuel", "gas", "fuels", ("mass", "volume", "energy_ncv"), "m3"),
    ("tap-water", "water", "", "fresh-water", ("volume", "mass"), "m3"),
    ("wastewater-industrial", "wastewater", "", "wastewater", ("volume", "mass"), "m3"),
    ("fly-ash", "waste", "mineral-waste", "waste", ("mass",), "t"),
    ("sand", "material", "mineral", "materials", ("mass",), "t"),
    ("garment", "product", "manufactured", "products", ("count", "mass"), "piece"),
)
#: kind, stream, value, unit.
FACTS = (
    ("ncv", "diesel", 43.0, "TJ_ncv/Gg"),
    ("density", "diesel", 0.84, "kg/l"),
    ("steam_enthalpy", "steam", 2776.0, "kJ/kg"),
)
#: 95 % half-width of an entry by its status, as a share.
UNCERTAINTIES = {"measured": 0.02, "billed": 0.03, "calculated": 0.1, "estimated": 0.3}
ACTIVITIES = (("stationary", "", "stationary"), ("stationary.manufacturing", "stationary", ""))


def a_node(node: str, kind: str, parent: str | None = None, **more: Any) -> Node:
    """A node; without a parent it stands in the park 'park', unless its kind is outside."""
    kind_ = NodeKind(kind)
    at_top = kind_ in OUTSIDE or kind_ in (NodeKind.PARK, NodeKind.ZONE)
    default = "" if at_top else "park"
    return Node(node, kind_, same_in_both(node), default if parent is None else parent, **more)


def a_park(*nodes: tuple[str, ...] | Node, zone: str = ZONE, region: str = "VN") -> Park:
    """A park 'park' with nodes given as (id, kind) or (id, kind, parent)."""
    own = [node if isinstance(node, Node) else a_node(*node) for node in nodes]
    if not any(node.kind is NodeKind.PARK for node in own):
        own.insert(0, a_node("park", "park"))
    return Park(Text("Khu thử", "Test park"), tuple(own), zone=zone, region=region)


def a_stream(
    stream: str, kind: str, group: str, carrier: str, dimensions: tuple[str, ...], unit: str
) -> Stream:
    return Stream(stream, kind, group, same_in_both(stream), carrier, dimensions, unit, False)


def a_fact(kind: str, stream: str, value: float, unit: str, **more: Any) -> Fact:
    """A verified fact with the id 'kind.stream' unless another is given."""
    given: dict[str, Any] = {
        "id": f"{kind}.{stream}",
        "kind": kind,
        "value": value,
        "unit": unit,
        "source": "test",
        "confidence": "A",
        "verified": True,
        "rank": "other",
        "stream": stream,
    }
    return Fact(**(given | more))


def a_catalog(
    *facts: Fact,
    streams: Iterable[tuple[str, str, str, str, tuple[str, ...], str]] = STREAMS,
    uncertainties: dict[str, float] | None = None,
) -> Catalog:
    """A small catalog with a few streams, heating values and uncertainties, and more facts."""
    shares = UNCERTAINTIES if uncertainties is None else uncertainties
    known = [a_fact(*fact) for fact in FACTS]
    known += [
        a_fact("activity_uncertainty", "", share, "1", id=f"activity-uncertainty.{status}")
        for status, share in shares.items()
    ]
    by_id = {fact.id: fact for fact in (*known, *facts)}
    return Catalog(
        version="test",
        sources={"test": Source("test", same_in_both("test"), "", "", "", "CC0-1.0", "yes")},
        streams={row[0]: a_stream(*row) for row in streams},
        activities={row[0]: Activity(*row, same_in_both(row[0])) for row in ACTIVITIES},
        facts=by_id,
        potentials={},
        blends={},
        ranks={
            "facility": Rank("facility", 1, Text("của cơ sở", "the facility's own")),
            "other": Rank("other", 2, Text("nguồn thử", "a source of the test")),
        },
        fallbacks={},
        thresholds={},
        bounds=(),
        content=content_hash([by_id[key].as_dict() for key in sorted(by_id)]),
    )


def _shared(status: str, row: int, more: dict[str, Any]) -> dict[str, Any]:
    return {"status": EntryStatus(status), "evidence": Evidence("flows.csv", "", row)} | more


def a_flow(
    stream: str,
    source: str,
    target: str,
    period: str,
    quantity: float | None,
    unit: str,
    *,
    status: str = "measured",
    notation: str = "",
    row: int = 0,
    zone: str = ZONE,
    **more: Any,
) -> Flow:
    """A flow; ``period`` as people write it ('2025-03', '2025-01-15/2025-02-15')."""
    key = Notation(notation) if notation else None
    shared = _shared(status, row, more)
    return Flow(stream, source, target, parse(period, zone), quantity, unit, notation=key, **shared)


def monthly(
    stream: str,
    source: str,
    target: str,
    values: Iterable[float],
    unit: str,
    *,
    first: int = 0,
    **more: Any,
) -> list[Flow]:
    """One flow for each month from January 2025 (+ ``first``) on; the row is its number."""
    return [
        a_flow(
            stream,
            source,
            target,
            f"{2025 + number // 12}-{number % 12 + 1:02}",
            value,
            unit,
            **({"row": number + 1} | more),
        )
        for number, value in enumerate(values, first)
    ]


def a_balance(
    measure: str,
    stream: str,
    node: str,
    period: str,
    quantity: float,
    unit: str,
    *,
    status: str = "measured",
    row: int = 0,
    zone: str = ZONE,
    **more: Any,
) -> Balance:
    shared = _shared(status, row, more)
    return Balance(Measure(measure), stream, node, parse(period, zone), quantity, unit, **shared)


def a_reading(
    node: str,
    period: str,
    quantity: float | None,
    unit: str,
    *,
    series: str,
    stream: str = "electricity",
    prop: str = "counter",
    row: int = 0,
    zone: str = ZONE,
) -> Observation:
    """What a counter shows at the end of the period."""
    return Observation(
        prop,
        node,
        parse(period, zone),
        quantity,
        unit,
        subject=stream,
        series=series,
        evidence=Evidence("meters.csv", "", row),
    )


def a_ledger(park: Park, *entries: Entry, recorded_at: datetime = RECORDED) -> Ledger:
    rows = as_entries(
        stated(entries), import_id="test", recorded_at=recorded_at, recorded_by="test"
    )
    return Ledger.empty(park).append(rows)


def a_snapshot(park: Park, *entries: Entry, recorded_at: datetime = RECORDED) -> Snapshot:
    return a_ledger(park, *entries, recorded_at=recorded_at).snapshot()
