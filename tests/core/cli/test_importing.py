"""import, template, export as a person uses them: what is printed, written, and the exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from parkloop.cli.main import cli
from parkloop.io.workspace import Workspace
from tests.core.io import hostile
from tests.core.io.import_park import PARK, flow_book, flow_row
from tests.core.io.test_messy_files import factory_book
from tests.core.io.test_preview import months

AT = "2026-02-01T08:00:00+07:00"


@pytest.fixture
def place(tmp_path):
    Workspace.create(tmp_path / "ws", PARK)
    return tmp_path / "ws"


def call(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(cli, [str(part) for part in arguments])
    assert result.exit_code == code, result.output
    return result.output


def take_in(place: Path, *arguments: object, code: int = 0) -> Any:
    """Import with --json; the report of the only file."""
    told = json.loads(call("import", *arguments, "-w", place, "--at", AT, "--json", code=code))
    (report,) = told["files"]
    return report


def held(place: Path) -> int:
    return len(Workspace.open(place).ledger().snapshot().entries)


def test_import_preview_and_again(place, tmp_path):
    path = flow_book(tmp_path / "a.xlsx", months(10, 20))
    out = call("--lang", "en", "import", path, "-w", place, "--preview", "--at", AT)
    assert "a.xlsx: 2 new, 0 same" in out
    assert "(preview, nothing written)" in out
    assert held(place) == 0
    assert take_in(place, path)["counts"]["new"] == 2
    assert held(place) == 2
    again = call("import", path, "-w", place, "--at", AT)
    assert "0 mới, 2 đã có" in again
    assert "(sổ cái không đổi)" in again
    assert len(Workspace.open(place).imports()) == 1


def test_a_file_with_errors_is_not_imported_and_says_what_to_do(place, tmp_path):
    path = flow_book(tmp_path / "a.xlsx", [*months(10, 20), flow_row(start="3/2025", unit="bao")])
    out = call("import", path, "-w", place, "--at", AT, code=1)
    assert "chưa nhập gì. 2 số liệu đúng, 1 có lỗi trong 1 dòng." in out
    assert "lỗi IMP-23" in out
    assert "dòng 4, cột Đơn vị / Unit" in out
    assert "--partial" in out
    assert held(place) == 0
    english = call("--lang", "en", "import", path, "-w", place, "--at", AT, code=1)
    assert "nothing imported. 2 statements are good, 1 have errors in 1 rows." in english


def test_partial_then_only_the_repaired_rows(place, tmp_path):
    path = flow_book(tmp_path / "a.xlsx", [*months(10, 20), flow_row(start="3/2025", unit="bao")])
    back = tmp_path / "back.xlsx"
    report = take_in(place, path, "--partial", "--returned", back, "--only-bad", code=1)
    assert report["counts"] == {
        "new": 2, "same": 0, "corrected": 0, "refused": 0, "voided": 0, "bad": 1,
    }  # fmt: skip
    assert report["returned"] == str(back)
    book = openpyxl.load_workbook(back)
    sheet = book["Dòng · Flows"]
    assert sheet.max_row == 2
    sheet["H2"] = "kWh"
    book.save(back)
    assert take_in(place, back)["counts"]["new"] == 1
    assert held(place) == 3


def test_a_sender_is_asked_only_once(place, tmp_path):
    path = factory_book(tmp_path / "t.xlsx")
    settings = ("--set", "from_node=market", "--set", "from_node:electricity=grid",
                "--set", "to_node=t01", "--set", "status=billed")  # fmt: skip
    assert take_in(place, path, "--sender", "Thép Thử 1", *settings)["counts"]["new"] == 15
    assert [p.name for p in Workspace.open(place).mappings_folder.iterdir()] == ["thep-thu-1.json"]
    assert take_in(place, path, "--sender", "Thép Thử 1")["counts"]["same"] == 15
    assert take_in(place, path, code=1)["committed"] is False
    saved = Workspace.open(place).mappings_folder / "thep-thu-1.json"
    assert take_in(place, path, "--mapping", saved)["counts"]["same"] == 15


def test_several_files_see_one_another(place, tmp_path):
    first = flow_book(tmp_path / "a.xlsx", months(10, 20))
    second = flow_book(tmp_path / "b.xlsx", months(10, 20, 30))
    for preview in (["--preview"], []):
        out = call("import", first, second, "-w", place, "--at", AT, "--json", *preview)
        counts = [report["counts"] for report in json.loads(out)["files"]]
        assert [(c["new"], c["same"]) for c in counts] == [(2, 0), (1, 2)]
    assert held(place) == 3


def test_refused_files_have_their_own_exit_code(place, tmp_path):
    bad = hostile.formulas(tmp_path / "f.xlsx", 2)
    good = flow_book(tmp_path / "a.xlsx", months(10))
    out = call("import", bad, good, "-w", place, "--at", AT, code=3)
    assert "Tệp f.xlsx bị từ chối." in out
    assert "Ô C1 chứa công thức." in out
    assert held(place) == 1
    report = take_in(place, bad, code=3)
    assert (report["refused"], [f["rule"] for f in report["findings"]]) == (
        True,
        ["FILE-12", "FILE-12"],
    )
    assert take_in(place, tmp_path / "none.xlsx", code=3)["refused"] is True


def test_correct_undo_and_list(place, tmp_path):
    take_in(place, flow_book(tmp_path / "a.xlsx", months(10, 20)))
    before = Workspace.open(place).ledger().snapshot().hash
    changed = flow_book(tmp_path / "b.xlsx", months(11, 20))
    assert take_in(place, changed)["counts"]["refused"] == 1
    report = take_in(place, changed, "--mode", "correct", "--reason", "hóa đơn sửa", "--by", "Lan")
    assert report["counts"]["corrected"] == 1
    listed = json.loads(call("import", "--list", "-w", place, "--json"))["imports"]
    assert [(r["file"], r["by"], r["mode"]) for r in listed] == [
        ("a.xlsx", "command line", "only-new"),
        ("b.xlsx", "Lan", "correct"),
    ]
    assert "corrected 1" in call("import", "--list", "-w", place)
    out = call("import", "--undo", report["import_id"], "-w", place, "--at", AT,
               "--reason", "nhầm tệp")  # fmt: skip
    assert "0 rút lại, 1 khôi phục" in out
    assert Workspace.open(place).ledger().snapshot().hash == before


@pytest.mark.parametrize(
    ("arguments", "vi"),
    [
        ([], "Hãy nêu ít nhất một tệp để nhập."),
        (["--undo", "x"], "Hoàn tác cần một lý do"),
        (["--undo", "x", "--reason", "y"], "Không có lần nhập “x”"),
        (["f.xlsx", "--set", "to_node"], "--set cần dạng CỘT=GIÁ_TRỊ"),
        (["f.xlsx", "--set", "colour=red"], "Không có cột “colour”"),
        (["f.xlsx", "--at", "hôm qua"], "Không đọc được thời điểm “hôm qua”"),
    ],
)
def test_wrong_use(arguments, vi, place):
    assert vi in call("import", *arguments, "-w", place, code=2)


def test_no_workspace_is_said_without_a_traceback(tmp_path):
    out = call("import", "f.xlsx", "-w", tmp_path, code=2)
    assert "Không thấy park.yaml" in out


def test_template_fill_import_export_round_trip(place, tmp_path):
    filled = tmp_path / "t01.xlsx"
    out = call("template", "-w", place, "--enterprise", "t01", "--out", filled)
    assert "parkloop import t01.xlsx" in out
    book = openpyxl.load_workbook(filled)
    row = [None, "Điện — electricity", "net", "Thép Thử 1 — t01", "3/2025", None, 5, "MWh"]
    for column, value in enumerate(row, start=1):
        book["Dòng · Flows"].cell(3, column).value = value
    book["Dòng · Flows"]["K3"] = "Theo hóa đơn — billed"
    book.save(filled)
    assert take_in(place, filled)["counts"]["new"] == 1
    for name in ("out.xlsx", "out.csv"):
        told = json.loads(call("export", "-w", place, "--out", tmp_path / name, "--json"))
        assert told["entries"] == 1
        assert take_in(place, tmp_path / name, "--mode", "correct")["counts"]["same"] == 1
    one = call(
        "--lang", "en", "export", "-w", place, "--enterprise", "t02", "--out", tmp_path / "x.csv"
    )
    assert "Wrote 0 entries" in one
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_template_of_an_unknown_enterprise(place, tmp_path):
    out = call("template", "-w", place, "--enterprise", "t99", "--out", tmp_path / "x.xlsx", code=2)
    assert "Không có nút “t99”" in out


def test_in_a_process_of_its_own(place, tmp_path):
    path = flow_book(tmp_path / "a.xlsx", [*months(10), flow_row(start="3/2025", unit="bao")])
    run = subprocess.run(
        [sys.executable, "-c", "from parkloop.cli.main import main; main()",
         "--lang", "vi", "import", str(path), "-w", str(place), "--partial"],
        capture_output=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert run.returncode == 1
    assert "1 mới, 0 đã có, 0 sửa, 0 rút lại, 0 không sửa, 1 lỗi" in run.stdout
    assert "Đơn vị “bao” không có trong danh sách đơn vị." in run.stdout
    assert run.stderr == ""
