"""From nothing to the first figure: init, an entry, run."""

from __future__ import annotations

import json

from click.testing import CliRunner

from parkloop.cli.main import cli

ROWS = (
    "stream,from_node,to_node,period,quantity,unit,status\n"
    "electricity,grid,tenant-1,2023,100,MWh,billed\n"
    "diesel,market,tenant-1-trucks,2023,1000,l,billed\n"
)


def call(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(cli, [str(part) for part in arguments])
    assert result.exit_code == code, result.output
    return result.output


def test_from_an_empty_folder_to_a_figure(tmp_path):
    place = tmp_path / "my-park"
    assert "parkloop template" in call("--lang", "en", "init", "-w", place)
    (tmp_path / "first.csv").write_text(ROWS, encoding="utf-8")
    call("import", tmp_path / "first.csv", "-w", place)
    told = json.loads(call("run", "-w", place, "--draws", "0", "--json"))
    expected = 100 * 0.6592 + 840 * 43e-6 * (74_100 + 3.9 * 28 + 3.9 * 265) / 1000
    assert abs(told["figures"]["inventory/tenant-1/2023/total"] - expected) < 1e-9
    assert told["figures"]["inventory/tenant-2/2023/total"] is None


def test_a_workspace_is_not_begun_twice(tmp_path):
    call("init", "-w", tmp_path)
    assert "is a workspace already" in call("--lang", "en", "init", "-w", tmp_path, code=2)
