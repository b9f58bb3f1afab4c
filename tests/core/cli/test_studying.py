"""check, run, explain, split as a person uses them, on the published worked year."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from parkloop.cli.main import cli

RUN = "from parkloop.cli.main import main; main()"
EXAMPLE = Path(__file__).parents[3] / "examples/circular-38-worked-year"


def call(*arguments: str | Path, code: int = 0) -> str:
    result = CliRunner().invoke(cli, [str(part) for part in arguments])
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def workspace(tmp_path):
    shutil.copy(EXAMPLE / "park.yaml", tmp_path)
    call("import", EXAMPLE / "flows.csv", "-w", tmp_path, "--at", "2026-01-15T00:00:00+00:00")
    return tmp_path


def test_run_writes_the_reports_and_tells_the_totals(workspace):
    out = call("--lang", "en", "run", "-w", workspace, "--gwp", "AR4", "--draws", "0")
    assert "inventory/facility/2023/total" in out
    assert "20,796.122" in out
    written = {path.name for path in (workspace / "results").iterdir()}
    assert {"report.html", "report.xlsx", "result.json"} <= written


def test_run_as_json(workspace):
    told = json.loads(call("run", "-w", workspace, "--gwp", "AR4", "--draws", "0", "--json"))
    assert told["figures"]["inventory/facility/2023/total"] == pytest.approx(20_796.122, abs=5e-4)
    assert told["gaps"] == []


def test_explain_opens_down_to_the_row_and_the_source(workspace):
    out = call("--lang", "en", "explain", "facility/2023/scope-2/electricity", "-w", workspace)
    for part in (
        "= AD × EF",
        "as entered: 1000 MWh",
        "flows.csv, row 3",
        "§ EF: grid.vn.2023 = 0.6592 t/MWh",
        "confidence A, verified",
        "A factor published by a Vietnamese authority comes after the facility's own.",
    ):
        assert part in out


def test_explain_speaks_vietnamese_by_default(workspace):
    out = call("explain", "facility/2023/scope-2/electricity", "-w", workspace)
    assert "như đã nhập: 1000 MWh" in out
    assert "flows.csv, dòng 3" in out


def test_explain_names_near_figures(workspace):
    out = call("--lang", "en", "explain", "facility/2023/totl", "-w", workspace, code=2)
    assert "There is no figure “facility/2023/totl”. Nearest: " in out
    assert "inventory/facility/2023/total" in out


def test_explain_lists_figures(workspace):
    out = call("explain", "--list", "scope-1", "-w", workspace, "--json")
    assert "inventory/facility/2023/scope-1/fugitive" in json.loads(out)


def test_check_finds_nothing_wrong_in_the_worked_year(workspace):
    assert "0 findings." in call("--lang", "en", "check", "-w", workspace)


def test_an_empty_ledger_says_what_to_do(tmp_path):
    shutil.copy(EXAMPLE / "park.yaml", tmp_path)
    out = call("--lang", "en", "run", "-w", tmp_path, code=2)
    assert out == "The ledger holds no flows yet. Take some in: parkloop import FILE.\n"


def test_a_folder_without_park_says_so(tmp_path):
    out = call("--lang", "en", "run", "-w", tmp_path, code=2)
    assert "There is no park.yaml in" in out
    assert "--workspace" in out


def test_a_broken_park_names_every_fault(tmp_path):
    (tmp_path / "park.yaml").write_text(
        "name: {vi: A, en: A}\n"
        "nodes:\n"
        "- {id: a, kind: castle, name: {vi: A, en: A}}\n"
        "- {kind: park}\n"
    )
    out = call("--lang", "en", "check", "-w", tmp_path, code=3)
    assert "The node “a”: the field kind is missing or wrong (“castle”)." in out
    assert "The node “#2”: the field id is missing or wrong" in out


def test_split_is_an_act_with_a_reason(workspace):
    line = "7,electricity,grid,site,,2022-12-16/2023-01-16,310,MWh,billed,,,,,\n"
    header = (EXAMPLE / "flows.csv").read_text(encoding="utf-8").splitlines()[0]
    bill = workspace / "bill.csv"
    bill.write_text(f"{header}\n{line}", encoding="utf-8")
    call("import", bill, "-w", workspace, "--at", "2026-01-16T00:00:00+00:00")
    before = json.loads(
        call("explain", "facility/2023/total", "-w", workspace, "--year", "2023", "--json")
    )
    assert [child["id"] for child in before["children"] if child["kind"] == "gap"] == [
        "straddling:facility:2023"
    ]
    arguments = ("split", "-w", workspace, "--year", "2023", "--reason", "bill from 16th to 15th")
    told = json.loads(call(*arguments, "--at", "2026-01-17T00:00:00+00:00", "--json"))
    assert (told["new"], told["voided"]) == (2, 1)
    after = call(
        "--lang",
        "en",
        "explain",
        "facility/2023/scope-2/electricity",
        "-w",
        workspace,
        "--year",
        "2023",
    )
    assert "758.08 t CO2e" in after  # 659.2 + 150 MWh · 0.6592
    assert "bill.csv, row 2" in after


def test_the_same_inputs_give_the_same_bytes_in_two_processes(workspace, tmp_path):
    """Also with another number of threads and another order of hashed sets."""
    contents = []
    for threads in ("1", "3"):
        out = tmp_path / f"out{threads}"
        subprocess.run(
            [sys.executable, "-c", RUN, "run", "-w", str(workspace), "--out", str(out)],
            check=True,
            capture_output=True,
            env={"POLARS_MAX_THREADS": threads, "PYTHONHASHSEED": threads},
        )
        contents.append([(out / name).read_bytes() for name in ("result.json", "report.html")])
    assert contents[0] == contents[1]


@pytest.mark.parametrize("debug", [False, True])
def test_a_fault_of_our_own_is_a_sentence_unless_asked_for_more(workspace, debug):
    (workspace / "ledger/manifest.json").write_text("[{}]", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", RUN, "--lang", "en", "check", "-w", str(workspace)],
        check=False,
        capture_output=True,
        text=True,
        env={"PARKLOOP_DEBUG": "1"} if debug else {},
    )
    assert ("Traceback" in done.stderr) is debug
    assert done.returncode != 0
