"""A park's definition: written and read again, refused with everything that is wrong."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parkloop.errors import InputRefused
from parkloop.io.park_files import read_park, write_park
from parkloop.ledger.park import Node, NodeKind, Park
from parkloop.texts import Text
from tests.core.small_park import node, park

SOUND: dict[str, Any] = {
    "name": {"vi": "Khu thử", "en": "Test park"},
    "nodes": [
        {"id": "P", "kind": "park", "name": "P"},
        {"id": "E", "kind": "enterprise", "parent": "P", "name": {"vi": "Xưởng", "en": "Works"},
         "attributes": {"facility": "industry", "renewable": True}},
    ],
}  # fmt: skip


def read(tmp_path, content):
    path = tmp_path / "park.yaml"
    text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True)
    path.write_text(text, encoding="utf-8")
    return read_park(path)


def refusal(tmp_path, content):
    with pytest.raises(InputRefused, match=r"park\.yaml: the park's definition cannot be") as no:
        read(tmp_path, content)
    return [(f.rule, f.message.en) for f in no.value.findings]


def test_a_definition_with_its_defaults(tmp_path):
    found = read(tmp_path, SOUND)
    assert (found.zone, found.region, found.fictional, found.source) == (
        "Asia/Ho_Chi_Minh", "VN", False, None,
    )  # fmt: skip
    assert found.node("E").name == Text("Xưởng", "Works")
    assert found.node("E").attributes == {"facility": "industry", "renewable": True}


def test_written_and_read_again(tmp_path):
    original = Park(
        Text("Khu", "Park"),
        (
            *park(node("P", "park"), node("E", "enterprise", "P", "use", fuel="lpg")).nodes,
            Node("op", NodeKind.ENTERPRISE, Text("Ban", "Board"), "P", "", "3600", operator=True),
        ),
        zone="UTC",
        region="world",
        source=Text("Sách", "Book"),
        fictional=True,
    )
    write_park(original, tmp_path / "park.yaml")
    assert read_park(tmp_path / "park.yaml") == original


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": None}, "name"),
        ({"name": {"vi": "Khu", "en": " "}}, "name"),
        ({"name": {"vi": 5, "en": 6}}, "name"),
        ({"source": {"vi": "Sách"}}, "source"),
        ({"zone": "Asia/Hanoi"}, "zone"),
        ({"zone": "Asia"}, "zone"),
        ({"region": 84}, "region"),
    ],
)
def test_what_is_wrong_with_the_park(tmp_path, change, field):
    found = refusal(tmp_path, SOUND | change)
    assert [rule for rule, _ in found] == ["PARK-05"]
    assert f"the field {field} is missing or wrong" in found[0][1]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": ""}, "The node “#2”: the field id is missing or wrong"),
        ({"kind": "factory"}, "The node “E”: the field kind is missing or wrong (“factory”)."),
        ({"kind": ["park"]}, "The node “E”: the field kind is missing or wrong"),
        ({"name": ""}, "The node “E”: the field name is missing or wrong (“”)."),
        ({"attributes": "fuel"}, "The node “E”: the field attributes is missing or wrong"),
        ({"parent": "Q"}, "The node “E” belongs to “Q”, but no node has that id."),
        ({"parent": None}, "The node “E” of kind enterprise cannot stand below “—” of kind —."),
    ],
)
def test_what_is_wrong_with_a_node(tmp_path, change, message):
    nodes = [SOUND["nodes"][0], SOUND["nodes"][1] | change]
    found = refusal(tmp_path, SOUND | {"nodes": nodes})
    assert len(found) == 1
    assert found[0][1].startswith(message)


def test_dates_in_attributes_have_no_hash(tmp_path):
    text = """
name: Khu
nodes:
  - {id: P, kind: park, name: P, attributes: {opened: 2025-01-01}}
"""
    assert "the field attributes is missing or wrong (“{'opened'" in refusal(tmp_path, text)[0][1]


def test_everything_wrong_is_said_at_once(tmp_path):
    nodes = [{"id": "P", "kind": "park"}, {"kind": "site", "name": "s"}, "text"]
    found = refusal(tmp_path, {"name": "", "nodes": nodes})
    assert [rule for rule, _ in found] == ["PARK-05"] * 4


@pytest.mark.parametrize("text", ["", "nodes: [", "[1, 2]", "name: Khu", "nodes: {a: b}", "\x00"])
def test_what_is_no_definition_at_all(tmp_path, text):
    assert [rule for rule, _ in refusal(tmp_path, text)] == ["PARK-04"]


def test_a_missing_or_unreadable_file(tmp_path):
    with pytest.raises(InputRefused):
        read_park(tmp_path / "none.yaml")
    (tmp_path / "park.yaml").write_bytes("tên".encode("utf-16"))
    with pytest.raises(InputRefused):
        read_park(tmp_path / "park.yaml")


WORDS = st.text(max_size=5)
VALUES = (
    st.none() | st.booleans() | st.integers() | WORDS | st.lists(st.integers(), max_size=2)
    | st.dictionaries(st.sampled_from(["vi", "en", "x"]), WORDS | st.integers())
)  # fmt: skip
FIELDS = ("id", "kind", "name", "parent", "activity", "industry", "operator", "attributes")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.sampled_from(["name", "zone", "region", "source", "fictional"]), VALUES),
    st.lists(st.dictionaries(st.sampled_from(FIELDS), VALUES) | VALUES, max_size=3),
)
def test_whatever_is_written_is_read_or_refused(tmp_path, top, nodes):
    try:
        found = read(tmp_path, SOUND | top | {"nodes": nodes})
    except InputRefused:
        return
    assert found.hash
    assert len(found.table) == len(nodes)
