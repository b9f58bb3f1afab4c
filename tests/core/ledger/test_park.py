"""What a park is: nodes in their places, found by kind, owner and boundary."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkloop.errors import RequestError
from parkloop.ledger.park import Node, NodeKind, Park, check_park
from parkloop.texts import Text, same_in_both
from tests.core.small_park import node, park

ZONE = park(
    node("Z", "zone"),
    node("P", "park", "Z"),
    node("Q", "park", "Z"),
    node("E", "enterprise", "P", "stationary.manufacturing"),
    node("S", "site", "E"),
    node("boiler", "generator", "S", "stationary.energy"),
    node("F", "enterprise", "Q"),
)


def test_boundaries():
    assert ZONE.below("Z") == {"Z", "P", "Q", "E", "S", "boiler", "F"}
    assert ZONE.below("E") == {"E", "S", "boiler"}
    assert ZONE.below("grid") == {"grid"}


def test_owners():
    assert ZONE.owner("boiler", NodeKind.ENTERPRISE) == "E"
    assert ZONE.owner("boiler", NodeKind.PARK) == "P"
    assert ZONE.owner("E", NodeKind.ENTERPRISE) == "E"
    assert ZONE.owner("grid", NodeKind.PARK) == ""
    assert [n.id for n in ZONE.ancestors("boiler")] == ["boiler", "S", "E", "P", "Z"]


def test_the_use_of_a_node_is_its_own_or_that_of_the_nearest_above():
    assert ZONE.default_activity("boiler") == "stationary.energy"
    assert ZONE.default_activity("S") == "stationary.manufacturing"
    assert ZONE.default_activity("F") == ""


def test_the_table_says_the_same():
    rows = {row["node"]: row for row in ZONE.table.iter_rows(named=True)}
    assert rows["boiler"] == {
        "node": "boiler",
        "kind": "generator",
        "activity": "stationary.energy",
        "enterprise": "E",
        "park": "P",
        "inside": True,
    }
    assert not rows["grid"]["inside"]
    assert not rows["Z"]["inside"]


def test_an_unknown_node_is_named_with_near_ones():
    with pytest.raises(RequestError, match=r"no node “BOI”\. Did you mean: boiler") as no:
        ZONE.node("BOI")
    assert no.value.text.vi == "Không có nút “BOI”. Ý bạn là: boiler?"


def test_the_hash_knows_nodes_not_their_order():
    backwards = Park(ZONE.name, tuple(reversed(ZONE.nodes)))
    renamed = Park(Text("Khu khác", "Another"), ZONE.nodes)
    assert backwards.hash == ZONE.hash
    assert renamed.hash != ZONE.hash
    assert Park(ZONE.name, ZONE.nodes, zone="UTC").hash != ZONE.hash
    assert Park(ZONE.name, ZONE.nodes, region="world").hash != ZONE.hash


def findings(*nodes):
    return [(f.rule, f.message.en) for f in check_park(nodes)]


def test_a_sound_definition():
    assert check_park(ZONE.nodes) == ()


@pytest.mark.parametrize(
    ("nodes", "expected"),
    [
        (
            [node("P", "park"), node("P", "park")],
            [("PARK-01", "The node id “P” appears twice.")],
        ),
        (
            [node("E", "enterprise", "nowhere")],
            [("PARK-02", "The node “E” belongs to “nowhere”, but no node has that id.")],
        ),
        (
            [node("P", "park"), node("net", "network", "P")],
            [("PARK-03", "The node “net” of kind network cannot stand below “P” of kind park.")],
        ),
        (
            [node("E", "enterprise")],
            [("PARK-03", "The node “E” of kind enterprise cannot stand below “—” of kind —.")],
        ),
        (
            [node("P", "park"), node("grid", "grid", "P")],
            [("PARK-03", "The node “grid” of kind grid cannot stand below “P” of kind park.")],
        ),
    ],
)
def test_what_is_wrong_with_a_definition(nodes, expected):
    assert findings(*nodes) == expected


def test_nodes_in_a_circle_belong_to_nobody():
    nodes = [
        node("P", "park"),
        node("E", "enterprise", "P"),
        node("a", "process", "b"),
        node("b", "process", "a"),
        node("c", "process", "b"),
    ]
    assert findings(*nodes) == [
        ("PARK-06", "The node “a” stands below itself: a → b → a."),
        ("PARK-06", "The node “b” stands below itself: b → a → b."),
    ]


def test_everything_wrong_is_said_at_once_with_its_place():
    nodes = [node("E", "enterprise", "x"), node("E", "enterprise", "x"), node("s", "site")]
    found = check_park(nodes, "park.yaml")
    assert sorted(f.rule for f in found) == ["PARK-01", "PARK-02", "PARK-02", "PARK-03"]
    assert {f.where.file for f in found} == {"park.yaml"}
    assert {f.where.node for f in found} == {"E", "s"}


KINDS = st.sampled_from(list(NodeKind))
IDS = st.sampled_from("abcdef")


@given(st.lists(st.tuples(IDS, KINDS, IDS | st.just("")), max_size=8))
def test_any_definition_can_be_checked_and_asked(rows):
    """Whatever is written, nothing raises and nothing runs for ever (C-02)."""
    nodes = tuple(Node(i, kind, same_in_both(i), parent) for i, kind, parent in rows)
    found = check_park(nodes)
    asked = Park(same_in_both("any"), nodes)
    for one in nodes:
        assert one.id in asked.below(one.id)
        assert asked.owner(one.id, NodeKind.PARK) in {"", *asked.by_id}
    if not found:
        outside = [n for n in nodes if not asked.owner(n.id, NodeKind.PARK)]
        assert all(n.kind.value in OUTSIDE_OR_ZONE for n in outside)


OUTSIDE_OR_ZONE = {
    "zone", "grid", "market", "landfill", "air", "water-body", "ground", "partner",
}  # fmt: skip
