"""`parkloop trace` as a person uses it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from parkloop.cli.main import cli
from parkloop.io.park_files import write_park
from parkloop.io.workspace import Workspace
from parkloop.ledger.columns import as_entries, stated
from tests.core.analyses.tracing.test_tracing import GAS, entries, small_park
from tests.core.small_park import RECORDED, flow, node, park


def write(folder, in_park, flows):
    write_park(in_park, folder / "park.yaml")
    rows = as_entries(stated(flows), import_id="t", recorded_at=RECORDED, recorded_by="test")
    Workspace.open(folder).append(rows, {"import_id": "t", "kind": "import"})
    return folder


@pytest.fixture
def workspace(tmp_path):
    return write(tmp_path, small_park(), entries())


def call(*arguments, code=0):
    result = CliRunner().invoke(cli, [str(part) for part in arguments])
    assert result.exit_code == code, result.output
    return result.output


def test_products_are_listed_with_their_intervals(workspace):
    out = call("--lang", "en", "trace", "--list", "-w", workspace)
    assert "furnace/steel-product" in out
    assert "kg CO2e/kg" in out
    assert "partial" in out
    assert "works/concrete" not in call("trace", "furnace", "--list", "-w", workspace)


def test_a_product_opens_and_shows_its_paths(workspace):
    out = call("--lang", "en", "trace", "chp/steam", "-w", workspace, "--depth", "4")
    for part in (
        "• Carbon footprint – Steam · chp",
        "95 % interval",
        "Own processes – Steam · chp",
        "§ EF:",
        "By gas: CH4",
        "! There is no upstream factor for Natural gas bought from “market”.",
        "chp/steam ← process:chp",
    ):
        assert part in out


def test_vietnamese_is_the_default(workspace):
    out = call("trace", "chp/steam", "-w", workspace)
    assert "Dấu vết các-bon – Hơi nước · chp" in out
    assert "Các đường đi lớn nhất" in out
    assert "Số liệu sơ cấp: 100,000 %" in out


def test_json_holds_the_sums(workspace):
    told = json.loads(
        call("trace", "-w", workspace, "--upstream", "natural-gas=0.3", "--year", 2023, "--json")
    )
    assert told["conservation"]["own"] >= 150 * GAS * (1 - 1e-9)
    assert told["conservation"]["upstream"] > 0
    assert abs(told["conservation"]["difference"]) < 1e-3
    found = {row["product"]: row for row in told["products"]}
    assert found["works/concrete"]["partial"] is True
    assert found["works/concrete"]["interval"][0] < found["works/concrete"]["value"]
    assert told["provenance"]["parameters"]["upstream"] == {"natural-gas": 0.3}


def test_a_rule_with_its_number_moves_the_footprint(workspace):
    plain = json.loads(call("trace", "furnace/steel-product", "-w", workspace, "--json"))
    options = ("--rule", "avoided-burden", "--displaced", "furnace/slag=0.8")
    moved = json.loads(call("trace", "furnace/steel-product", "-w", workspace, *options, "--json"))
    difference = plain["products"][0]["value"] - moved["products"][0]["value"]
    assert difference == pytest.approx(300 * 0.8 / 1000)


def test_what_is_no_number_is_refused(workspace):
    out = call("--lang", "en", "trace", "-w", workspace, "--price", "slag", code=2)
    assert "“slag” is not understood. Write NAME=NUMBER" in out


def test_an_unknown_product_is_refused_with_near_ones(workspace):
    out = call("--lang", "en", "trace", "furnace/iron", "-w", workspace, code=2)
    assert "Nearest: furnace/steel-product" in out


def test_a_refused_trace_ends_with_findings(tmp_path):
    ring = park(node("P", "park"), *(node(n, "enterprise", "P") for n in "AB"))
    flows = [flow("steel-product", "A", "B", 10, "t"), flow("pig-iron", "B", "A", 10, "t")]
    out = call("--lang", "en", "trace", "-w", write(tmp_path, ring, flows), code=1)
    assert "TRC-01" in out
    assert "Nothing could be traced" in out


def test_an_empty_ledger_says_what_to_do(tmp_path):
    write_park(small_park(), tmp_path / "park.yaml")
    out = call("--lang", "en", "trace", "-w", tmp_path, code=2)
    assert "The ledger holds no flows yet" in out
