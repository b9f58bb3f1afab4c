"""register → fill → import → assess: the workbook of the register comes back as what was typed."""

from __future__ import annotations

import json

import openpyxl
import pytest

from parkloop.io.workspace import Workspace
from tests.core.cli.test_importing import AT, call, take_in
from tests.core.io.import_park import PARK

#: What the operator types, by property; the enterprises answer one after the other.
TYPED = {
    "area-total": 200, "area-green": 30, "area-traffic": 20, "area-technical": 4,
    "area-social": 6, "breaches": 0, "housing-solution": "có", "amenities-solution": "không",
    "recp-applied": ["có", "không", "không"], "employees": [310, 95, 12.0],
}  # fmt: skip


@pytest.fixture
def place(tmp_path):
    Workspace.create(tmp_path / "ws", PARK)
    return tmp_path / "ws"


def fill(path, language):
    """Type into the workbook as a person does: a number, or a word in the column of words."""
    book = openpyxl.load_workbook(path)
    sheet = next(one for one in book if one.title.endswith("Observations"))
    head = {cell.value.splitlines()[-1]: cell.column for cell in sheet[1] if cell.value}
    answers = {name: iter(v if isinstance(v, list) else [v]) for name, v in TYPED.items()}
    for row in sheet.iter_rows(min_row=2):
        name = row[head["Property"] - 1].value
        if name not in answers:
            continue
        value = next(answers[name])
        column = "Text" if isinstance(value, str) else "Quantity"
        sheet.cell(row[0].row, head[column], value)
    book.save(path)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_register_comes_back_as_it_was_typed(place, tmp_path, language):
    path = tmp_path / "register.xlsx"
    asked = call("--lang", language, "register", "-w", place, "--park", "kcn", "--year", 2025,
                 "--scheme", "VN-35", "--out", path)  # fmt: skip
    assert str(path) in asked
    fill(path, language)
    report = take_in(place, path)
    assert report["counts"]["bad"] == 0
    assert report["counts"]["new"] == 14
    (empty,) = [one for one in report["findings"] if one["rule"] == "IMP-68"]
    assert empty["message"] == {
        "en": "44 questions of the register have no answer; those rows were left out.",
        "vi": "44 câu hỏi của sổ đăng ký chưa có trả lời; các dòng đó được bỏ qua.",
    }
    told = json.loads(call("assess", "kcn", "-w", place, "--year", 2025, "--json"))
    (scheme,) = told["assessments"][0]["schemes"]
    found = {one["id"]: (one["verdict"], one["value"]) for one in scheme["criteria"]}
    assert found["VN35-37.3a"] == ("met", 30)
    assert found["VN35-37.2c"][0] == "met"
    assert found["VN35-37.2c"][1] == pytest.approx(100 / 3)
    assert found["VN35-37.3b"][0] == "not-met"
    again = call("import", path, "-w", place, "--at", AT)
    assert "0 mới, 14 đã có" in again
