"""`parkloop indicators` and `parkloop plan` from the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from parkloop.cli.main import cli

EXAMPLES = Path(__file__).parents[3] / "examples"


def call(*words, code=0, language="en"):
    run = CliRunner().invoke(cli, ["--lang", language, *map(str, words)])
    assert run.exit_code == code, run.output
    return run.output


def test_list_names_the_agency_that_answers_today():
    out = json.loads(call("indicators", "list", "--set", "circular-10-2023", "--json"))
    assert len(out) == 72
    emissions = next(each for each in out if each["id"] == "vn.ghg-total")
    assert emissions["agency"] == "mae"
    assert sum(each["named_gap"] for each in out) == 58
    assert "kinh tế số" in call("indicators", "list", "digital", language="vi")


def test_export_and_import_again(tmp_path):
    out = tmp_path / "a.csv"
    call("indicators", "export", "--indicator", "digital.share-of-grdp", "--out", out)
    data = tmp_path / "data"
    seen = json.loads(call("indicators", "import", out, "--data", data, "--preview", "--json"))
    assert (seen["written"], seen["good"]) == (False, 1)
    assert "1 new values, 0 known already" in call("indicators", "import", out, "--data", data)
    assert "0 new values, 1 known already" in call("indicators", "import", out, "--data", data)
    again = call("indicators", "export", "--data", data)
    assert again.replace("\r", "") == out.read_text("utf-8").replace("\r", "")


def test_a_file_with_errors_is_not_taken_unless_asked(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "chỉ tiêu,địa bàn,năm,giá trị\nhp.clean-water,vn,2021,1\nhp.clean-watr,vn,2021,1\n", "utf-8"
    )
    out = call("indicators", "import", path, "--data", tmp_path / "d", code=1)
    assert "There is no indicator “hp.clean-watr”." in out
    assert "2 cells read, 1 can be used. Nothing was written." in out
    taken = call("indicators", "import", path, "--data", tmp_path / "d", "--partial", code=1)
    assert "1 new values" in taken


def test_export_on_new_boundaries_names_its_gaps():
    run = CliRunner().invoke(
        cli,
        ["--lang", "en", "indicators", "export", "--on", "vn34-quang-ninh", "--format", "csv"],
    )
    assert "pgi.total,vn34-quang-ninh,,2024,26.21" in run.output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--indicator", "x"), "There is no indicator “x”."),
        (("--area", "x"), "There is no area “x”."),
    ],
)
def test_names_that_are_not_there_are_refused(words, message):
    assert message in call("indicators", "export", *words, code=4)


def test_indicators_of_a_workspace(tmp_path):
    kalundborg = tmp_path / "w"
    kalundborg.mkdir()
    source = EXAMPLES / "kalundborg"
    (kalundborg / "park.yaml").write_bytes((source / "park.yaml").read_bytes())
    call("import", source / "flows.csv", "-w", kalundborg, "--partial")
    data = tmp_path / "data"
    found = json.loads(call("indicators", "compute", "-w", kalundborg, "--into", data, "--json"))
    names = {point["indicator"] for point in found["points"]}
    assert {"park.ghg-total", "park.water-intake", "park.waste-exchanged"} <= names
    assert (data / "observations.csv").is_file()
    assert "park" in (data / "areas.csv").read_text("utf-8")
    text = call("indicators", "compute", "-w", kalundborg, "--explain", "park.ghg-total")
    assert "greenhouse gas emissions" in text


def test_plan_status_as_json_and_for_people():
    path = EXAMPLES / "action-plan" / "plan.yaml"
    found = json.loads(call("plan", "status", path, "--as-of", "2026-06-30", "--json"))
    statuses = {target["target"]: target["status"] for target in found["targets"]}
    assert statuses == {
        "ghg": "on-track", "energy": "on-track", "renewables": "on-track", "forest": "near",
        "waste": "on-track", "landfill": "moderate", "wastewater": "insufficient",
        "charging": "on-track", "digital-share": "on-track", "water": "old",
        "firms": "significant-progress", "air-plan": "late",
    }  # fmt: skip
    assert "Draft of the air quality plan" in call("plan", "status", path, "--as-of", "2026-06-30")
    assert "hai-phong-green-growth" in call("plan", "list")
