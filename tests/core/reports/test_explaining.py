"""What the panel is told: facts with their sources, entries down to the row."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkloop.reports.explaining import Embedding, front_coded, shorter
from parkloop.reports.reading import read
from tests.core.reports.sample_study import sample_study

TOTAL = "inventory/a-board-1/2025/total"


@pytest.fixture(scope="module")
def told():
    reading = read(sample_study())
    embedding = Embedding()
    embedding.add(reading.book, [TOTAL])
    return json.loads(embedding.as_json())


def decoded(coded):
    ids: list[str] = []
    for shared, rest in zip(coded[::2], coded[1::2], strict=True):
        ids.append((ids[-1][:shared] if ids else "") + rest)
    return ids


@given(st.lists(st.text("abc/", max_size=8), unique=True).map(sorted))
def test_ids_come_back_from_their_short_form(ids):
    assert decoded(front_coded(ids)) == ids


def test_everything_below_a_figure_comes_with_it(told):
    ids = decoded(told["ids"])
    assert TOTAL in ids
    lines = [name for name in ids if name.startswith("line/")]
    assert any("electricity" in name for name in lines)
    assert all(name.endswith("@2025") for name in lines)


def operands(told, name):
    return told["figures"][decoded(told["ids"]).index(name)][5]


def line(told, word):
    return next(name for name in decoded(told["ids"]) if name.startswith("line/") and word in name)


def test_entries_name_file_sheet_and_rows(told):
    entries = next(o for o in operands(told, line(told, "electricity")) if o[0] == "e")
    selection = told["selections"][entries[5]]
    file, sheet, rows, _ = selection["places"][0]
    assert told["files"][file] == "2025-a-board-1.xlsx"
    assert sheet == "Flows"
    assert rows.count(",") == 11
    assert selection["n"] == entries[4] == 12
    assert selection["rows"][0][0] == "2025-01"


def test_a_fact_comes_with_value_source_place_and_confidence(told):
    fact = next(o for o in operands(told, line(told, "electricity")) if o[0] == "c")
    assert fact[1:5] == ["EF", "grid.vn.2023", 0.6592, "t/MWh"]
    known = told["facts"]["grid.vn.2023"]
    assert known["c"] == "A"
    assert known["valid"].startswith("2023-01-01 → 2023-12-31")
    assert "1726/BĐKH-PTCBT" in told["texts"][told["sources"][known["s"]]["t"]][0]


def test_unverified_facts_are_marked(told):
    assert not told["facts"]["co2.diesel.manufacturing.vn-2626"]["ok"]
    assert told["facts"]["grid.vn.2023"]["ok"] in (True, False)


def test_a_fallback_says_why(told):
    fact = next(o for o in operands(told, line(told, "electricity")) if o[0] == "c")
    assert "tạm tính" in told["texts"][fact[5]][0]


def test_numbers_keep_twelve_digits():
    assert shorter(1 / 3) == 0.333333333333
    assert shorter(None) is None


def test_json_cannot_end_its_script(told):
    reading = read(sample_study())
    embedding = Embedding()
    embedding.add(reading.book, ["inventory/a-quiet-1/2025/total"])
    assert "<" not in embedding.as_json()
