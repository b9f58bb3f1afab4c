"""`parkloop symbiosis optimise`, `front`, `shares` and `stress` as a person uses them."""

from __future__ import annotations

import json

import pytest
import yaml
from click.testing import CliRunner

from parkloop.cli.main import cli
from parkloop.io.park_files import write_park
from parkloop.io.workspace import Workspace
from parkloop.ledger.columns import as_entries, stated
from tests.core.analyses.symbiosis.test_network import FLOWS, PARK, PLAN
from tests.core.builders import RECORDED


def call(*arguments, code=0):
    result = CliRunner().invoke(cli, ["--lang", "en", "symbiosis", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def workspace(tmp_path):
    write_park(PARK, tmp_path / "park.yaml")
    rows = as_entries(stated(FLOWS), import_id="t", recorded_at=RECORDED, recorded_by="test")
    Workspace.open(tmp_path).append(rows, {"import_id": "t", "kind": "import"})
    (tmp_path / "exchanges.yaml").write_text(yaml.safe_dump(PLAN), "utf-8")
    return tmp_path


def test_the_network_with_what_holds_it_back(workspace):
    out = call("optimise", "-w", workspace)
    assert "Net benefit 42,300 VND@2025/year from 2 links (of 2 possible)" in out
    assert "greatest share of a need" in out
    assert "Missing: What making “Sand” emits is not known" in out


def test_in_vietnamese(workspace):
    result = CliRunner().invoke(cli, ["symbiosis", "optimise", "-w", str(workspace)])
    assert "Lợi ích ròng 42.300 VND@2025/năm từ 2 liên kết" in result.output
    assert "Điều gì đang giới hạn" in result.output


def test_a_figure_opens_and_the_document_is_whole(workspace):
    told = json.loads(call("optimise", "-w", workspace, "--json"))
    assert told["network"]["net"] == pytest.approx(42_300)
    assert "symbiosis/2025/net" in told["figures"]
    out = call("optimise", "-w", workspace, "--explain", "symbiosis/2025/net")
    assert "x · (a + r·t·p − h − u − c) − F" in out


def test_the_best_by_another_goal_and_over_the_year(workspace):
    told = json.loads(call("optimise", "-w", workspace, "--goal", "landfill", "--json"))
    assert told["network"]["impacts"]["landfill"] == pytest.approx(160)
    out = call("optimise", "-w", workspace, "--step", "year", "--all-gain")
    assert "Net benefit" in out


def test_the_front_shares_and_stress(workspace):
    assert "Front" in call("front", "-w", workspace, "--aim", "co2", "--points", 4)
    out = call("shares", "-w", workspace, "--rule", "shapley", "--rule", "nucleolus")
    assert "nucleolus: no group would walk away." in out
    assert "Payments by nucleolus" in out
    out = call("stress", "-w", workspace)
    assert "steel leaves" in out
    assert "clinker halves" in out
    assert "cvar" in out
    out = call("stress", "-w", workspace, "--no-exits", "--profile", 2024)
    assert "amounts of 2024" in out
    assert "clinker halves" in out
    assert "leaves" not in out
    assert "cvar" not in out


def test_without_a_plan_the_command_says_what_is_missing(workspace):
    (workspace / "exchanges.yaml").unlink()
    out = call("optimise", "-w", workspace, code=3)
    assert "The plan cannot be read" in out
    assert "docs/reference/exchanges-yaml.md" in out


def test_a_plan_that_is_no_plan_is_refused_with_its_field(workspace):
    (workspace / "exchanges.yaml").write_text("money: VND@2025\nofers: []\n", "utf-8")
    out = call("optimise", "-w", workspace, code=3)
    assert "there is no field “ofers”" in out
    assert "→ offers" in out
