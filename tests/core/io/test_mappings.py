"""Saved mappings: what a sender's columns and words mean is asked only once."""

from __future__ import annotations

import json

import pytest

from parkloop.errors import InputRefused, RequestError
from parkloop.io.intake.mappings import (
    SenderMapping,
    mapping_path,
    read_mapping,
    write_mapping,
)
from parkloop.io.intake.spreadsheet import Table
from parkloop.io.intake.staging import Staged, stage
from tests.core.io.import_park import NOW, PARK
from tests.core.io.ledgers import CATALOG

SENDER = SenderMapping(
    sender="Thép Thử 1",
    columns={"so dien ky": "quantity", "ky doc": "month", "dvt": "unit", "ma noi bo": ""},
    constants={"stream": "electricity", "from_node": "grid", "to_node": "t01", "status": "billed"},
    words={"unit": {}, "stream": {"điện sản xuất": "electricity"}},
    decimal=",",
)
TABLE = Table(
    "t.csv", "", [["Số điện kỳ", "Kỳ đọc", "ĐVT", "Mã nội bộ"], ["1.234", "1/2025", "kWh", "x"]]
)


def staged(table: Table, mapping: SenderMapping) -> Staged:
    return stage([table], mapping, PARK, CATALOG, NOW)


def test_a_mapping_reads_what_nobody_could_guess():
    found = staged(TABLE, SENDER)
    assert found.findings == ()
    assert found.rows["quantity"].to_list() == [1234.0]
    assert [f.rule for f in staged(TABLE, SenderMapping()).findings] == ["IMP-01"]


def test_columns_are_known_by_their_header_and_not_by_their_place():
    moved = Table("t.csv", "", [list(reversed(row)) for row in TABLE.rows])
    assert staged(moved, SENDER).rows["quantity"].to_list() == [1234.0]


def test_it_comes_back_from_its_file_as_it_was(tmp_path):
    path = mapping_path(tmp_path, SENDER.sender)
    assert path.name == "thep-thu-1.json"
    write_mapping(SENDER, path)
    assert read_mapping(path) == SENDER
    assert read_mapping(path).hash == SENDER.hash


@pytest.mark.parametrize("sender", ["../../x", "/etc/passwd", "..", "CON", "a\\b"])
def test_no_sender_is_a_path(sender, tmp_path):
    assert mapping_path(tmp_path, sender).parent == tmp_path


def test_a_sender_s_own_words():
    table = Table("t", "", [["Chỉ tiêu", "Tháng", "Số lượng", "ĐVT"],
                            ["Điện sản xuất", "1/2025", 5, "kWh"]])  # fmt: skip
    with_words = SENDER.with_columns({})
    assert staged(table, with_words).rows["stream"].to_list() == ["electricity"]


def test_what_was_guessed_is_learned_for_the_next_file():
    table = Table("t", "", [["Chỉ tiêu", "Tháng", "Số lượng", "ĐVT"], ["Điện", "1/2025", 5, "kWh"]])
    learned = staged(table, SENDER).learned()
    assert learned == {
        "chi tieu": "stream", "thang": "month", "so luong": "quantity", "dvt": "unit",
    }  # fmt: skip
    assert SENDER.with_columns(learned).column("SỐ LƯỢNG") == "quantity"


def test_constants_may_hold_for_one_stream():
    mapping = SenderMapping().with_constants(
        {"from_node": "market", "from_node:electricity": "grid"}
    )
    assert mapping.constant("from_node", "electricity") == "grid"
    assert mapping.constant("from_node", "diesel") == "market"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"colour": "red"}, "There is no field “colour”. Fields: activity"),
        ({"decimal": "."}, ""),
        ({"decimal": "x"}, "There is no field “decimal=x year=”"),
        ({"year": "25"}, "There is no field “decimal= year=25”"),
    ],
)
def test_settings_by_hand(settings, message):
    if not message:
        assert SenderMapping().with_constants(settings).decimal == "."
        return
    with pytest.raises(RequestError) as refused:
        SenderMapping().with_constants(settings)
    assert str(refused.value).startswith(message)
    assert refused.value.text.vi.startswith("Không có cột")


@pytest.mark.parametrize(
    "content",
    ["", "[]", '{"colour": 1}', '{"columns": {"x": "colour"}}', '{"columns": [1]}',
     '{"constants": {"colour:x": "y"}}', '{"decimal": ";"}', '{"year": "2025"}', '{"sender": 1}',
     '{"words": {"stream": [1]}}'],
)  # fmt: skip
def test_a_broken_mapping_is_refused_and_says_why(content, tmp_path):
    path = tmp_path / "m.json"
    path.write_text(content)
    with pytest.raises(InputRefused) as refused:
        read_mapping(path)
    (finding,) = refused.value.findings
    assert finding.rule == "IMP-48"
    assert finding.message.vi.startswith("Không dùng được tệp ánh xạ")
    assert finding.message.en.startswith("The mapping cannot be used")


def test_the_file_is_plain_json_that_a_person_can_edit(tmp_path):
    path = tmp_path / "m.json"
    write_mapping(SENDER, path)
    assert json.loads(path.read_text())["words"]["stream"] == {"điện sản xuất": "electricity"}
    assert "điện sản xuất" in path.read_text()
