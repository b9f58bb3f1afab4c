"""An index from a folder of files and from the command line."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from parkloop.analyses.index.records import data_of, method_of, plan_of
from parkloop.cli.main import cli
from parkloop.errors import InputRefused
from parkloop.io.index_files import read_index_files, write_table

EXAMPLE = Path(__file__).parents[4] / "examples" / "green-growth-index"


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(EXAMPLE, tmp_path / "an-index"))


def call(*arguments, code=0):
    result = CliRunner().invoke(cli, ["--lang", "en", "index", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result.output


def loaded(folder):
    files = read_index_files(folder)
    method = method_of(files.method, files.indicators)
    return data_of(method, files.units, files.observations), method, plan_of(files.method)


def refused(folder):
    with pytest.raises(InputRefused) as caught:
        loaded(folder)
    return [(f.rule, f.where.file, f.where.row, f.message.en) for f in caught.value.findings]


def change(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_the_example_is_read():
    data, method, plan = loaded(EXAMPLE)
    assert len(data.units) == 8
    assert data.groups["kind"][:2] == ("mixed", "heavy")
    assert np.isnan(data.column("renewable")[data.units.index("canh-buom")])
    assert data.reasons["canh-buom", "", "renewable"] == "Q"
    assert data.unpublished == {"go-tre"}
    assert method.levels[2].rule == "geometric"
    assert [node.id for node in method.nodes] == ["index", "resources", "climate", "people"]
    assert [how.rule for how in plan.aggregations] == ["arithmetic", "geometric"]


def test_all_problems_of_the_rows_are_found_at_once(folder):
    path = folder / "observations.csv"
    path.write_text(
        "unit,indicator,value,status\n"
        "nowhere,energy,1,A\n"
        "song-xanh,magic,1,A\n"
        'song-xanh,energy,"1,5",A\n'
        "song-xanh,water,3,M\n"
        "bai-su,water,3,A\n"
        "bai-su,water,3,A\n"
        "bai-su,ghg,inf,A\n",
        "utf-8",
    )
    assert refused(folder) == [
        ("IDX-13", "observations.csv", 2, "“nowhere” is not in units.csv."),
        ("IDX-13", "observations.csv", 3, "“magic” is not in indicators.csv."),
        ("IDX-16", "observations.csv", 4, "“1,5” at value is not a number."),
        (
            "IDX-15",
            "observations.csv",
            5,
            "There is the value 3, but the code M says that there is none.",
        ),
        ("IDX-14", "observations.csv", 7, "“bai-su · water” stands there twice."),
        ("IDX-16", "observations.csv", 8, "“inf” at value is not a number."),
    ]


@pytest.mark.parametrize(
    ("old", "new", "rule", "message"),
    [
        ("aggregation: arithmetic", "aggregation: magic", "IDX-12", "“magic”"),
        ("least_available: 0.65", "least_available: many", "IDX-16", "“many” at least_available"),
        ("treatment: {rule: winsorise, points: 1}", "treatment: {pints: 1}", "IDX-12", "“pints”"),
        ("weighting: given", "weihgting: given", "IDX-12", "“weihgting”"),
        ("  2: geometric", "  two: geometric", "IDX-12", "“two”"),
        ("parent: index, weight: 2", "parent: index, weight: x", "IDX-16", "“x”"),
    ],
)
def test_settings_that_mean_nothing_are_named(folder, old, new, rule, message):
    change(folder / "method.yaml", old, new)
    found = refused(folder)
    assert found[0][0] == rule
    assert message in found[0][3]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [(",-1,1,,\n", ",down,1,,\n", "IDX-12"), (",-1,2,,", ",-1,two,,", "IDX-16")],
)
def test_cells_of_indicators_that_mean_nothing_are_named(folder, old, new, rule):
    change(folder / "indicators.csv", old, new)
    assert refused(folder)[0][:2] == (rule, "indicators.csv")


def test_a_missing_file_and_a_missing_column_are_named(folder):
    (folder / "units.csv").unlink()
    change(folder / "observations.csv", "unit,indicator,value", "unit,what,value")
    found = refused(folder)
    assert ("TAB-01", "units.csv", 0, "The file cannot be read: not found.") in found
    assert ("TAB-02", "observations.csv", 1, "Columns are missing: indicator.") in found


def test_semicolons_are_read_as_well(folder):
    path = folder / "units.csv"
    path.write_text(path.read_text("utf-8").replace(",", ";"), "utf-8-sig")
    assert loaded(folder)[0].hash == loaded(EXAMPLE)[0].hash


def test_periods_make_a_panel(folder):
    path = folder / "observations.csv"
    lines = path.read_text("utf-8").splitlines()
    panel = ["period," + lines[0]]
    panel += [f"{year},{line}" for year in (2023, 2024) for line in lines[1:]]
    path.write_text("\n".join(panel), "utf-8")
    data, _, _ = loaded(folder)
    assert data.rows[:2] == ("song-xanh@2023", "song-xanh@2024")
    rows = json.loads(call("build", folder, "--json"))["rows"]
    assert len(rows) == 16
    ranks = {row["row"]: row["ranks"]["index"] for row in rows}
    assert ranks["ben-lau@2023"] == ranks["ben-lau@2024"] == 1
    assert ranks["canh-buom@2023"] == 2
    found = json.loads(call("sensitivity", folder, "--json"))
    assert {row["nominal"] for row in found["ranks"]} == set(range(1, 9))
    assert max(row["high"] for row in found["ranks"]) == 8


def test_numbers_written_are_read_back_to_the_last_digit(tmp_path):
    values = [0.1 + 0.2, float("nan"), 1 / 3]
    write_table(tmp_path / "t.csv", ["a"], [[value] for value in values])
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as file:
        cells = [row["a"] for row in csv.DictReader(file, skipinitialspace=True)]
    assert [float(cell) for cell in cells if cell] == [values[0], values[2]]


def test_build_shows_scores_and_what_was_filled():
    out = call("build", EXAMPLE)
    assert "87.23" in out
    assert "1 empty cells were filled by the rule group-median" in out


def test_build_in_vietnamese():
    result = CliRunner().invoke(cli, ["--lang", "vi", "index", "build", str(EXAMPLE)])
    assert "KCN Bến Lau (hư cấu)" in result.output
    assert "87,23" in result.output


def test_build_writes_every_stage(tmp_path):
    call("build", EXAMPLE, "--out", tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {
        "coherence.csv",
        "correlations_kendall.csv",
        "correlations_pearson.csv",
        "correlations_spearman.csv",
        "denominated.csv",
        "imputed.csv",
        "imputed_cells.csv",
        "normalised.csv",
        "ranks.csv",
        "scores.csv",
        "treated.csv",
        "treatment.csv",
        "weights.csv",
    }
    assert "go-tre,water,29.5\n" in (tmp_path / "imputed_cells.csv").read_text("utf-8")


def test_public_tables_hide_who_is_not_published_and_keep_the_ranks(tmp_path):
    open_rows = {r["row"]: r for r in json.loads(call("build", EXAMPLE, "--json"))["rows"]}
    public = {r["row"]: r for r in json.loads(call("build", EXAMPLE, "--public", "--json"))["rows"]}
    assert public["go-tre"]["scores"] is None
    assert open_rows["go-tre"]["ranks"]["index"] == 3
    assert public["song-xanh"] == open_rows["song-xanh"]
    assert public["song-xanh"]["ranks"]["index"] == 4
    call("build", EXAMPLE, "--public", "--out", tmp_path)
    texts = [path.read_text("utf-8") for path in tmp_path.iterdir()]
    assert not any("go-tre" in text for text in texts)
    call("build", EXAMPLE, "--public", "--explain", "index/go-tre", code=2)
    call("build", EXAMPLE, "--public", "--unit", "go-tre", code=2)


def test_explain_opens_a_score_down_to_its_source():
    out = call("build", EXAMPLE, "--explain", "climate/vung-cat")
    assert "Climate: vung-cat = 10.6250" in out
    assert "moved to the next value inward" in out
    assert "fictional figures of this example" in out
    tree = json.loads(call("build", EXAMPLE, "--explain", "index/vung-cat", "--json"))
    assert tree["id"] == "index/score/index/vung-cat"


def test_strengths_of_a_unit():
    assert "Strengths of dong-ke" in call("build", EXAMPLE, "--unit", "dong-ke")


@pytest.mark.parametrize("options", [("--unit", "nobody"), ("--explain", "nothing/here")])
def test_an_unknown_name_is_refused_with_examples(options):
    assert "there are" in call("build", EXAMPLE, *options, code=2) or "ids look like" in call(
        "build", EXAMPLE, *options, code=2
    )


def test_files_that_cannot_be_read_end_with_code_3(tmp_path):
    assert "IDX-10" in call("build", tmp_path, code=3)


def test_sensitivity_is_exact_where_combinations_are_few(tmp_path):
    found = json.loads(call("sensitivity", EXAMPLE, "--json", "--out", tmp_path))
    assert found["sobol"]["how"] == "enumeration"
    assert found["combinations"] == 2 * 2 * 2 * 2 * 50
    assert set(found["sobol"]["first"]) == {
        "imputation",
        "treatment",
        "normalisation",
        "weights",
        "aggregation",
    }
    assert found == json.loads(call("sensitivity", EXAMPLE, "--json"))
    assert (tmp_path / "probability_ahead.csv").read_text("utf-8").startswith("unit,song-xanh")
    assert "Sobol' indices (exact" in call("sensitivity", EXAMPLE)


def test_sensitivity_is_sampled_where_combinations_are_many(folder):
    change(folder / "method.yaml", "weight_sets: 50", "weight_sets: 5000")
    found = json.loads(call("sensitivity", folder, "--json", "--samples", 64, "--draws", 100))
    assert found["sobol"]["how"] == "sampling"
    assert found["sobol"]["evaluations"] == 64 * 7
    assert found["variants"] == 100


def test_compare_says_where_a_change_comes_from(folder):
    change(folder / "observations.csv", "vung-cat,ghg,1450", "vung-cat,ghg,60")
    found = json.loads(call("compare", EXAMPLE, folder, "--json"))
    moved = {row["row"]: row for row in found["changes"]}["vung-cat"]
    assert moved["rank_after"] < moved["rank_before"]
    assert moved["by_data"] == pytest.approx(moved["after"] - moved["before"])
    assert "Changes of the index" in call("compare", EXAMPLE, folder)


def test_public_comparison_and_sensitivity_leave_out_who_is_not_published(tmp_path):
    for command in (("compare", EXAMPLE, EXAMPLE), ("sensitivity", EXAMPLE, "--out", tmp_path)):
        assert "go-tre" in call(*command, "--json")
        assert "go-tre" not in call(*command, "--public", "--json")
        assert "go-tre" not in call(*command, "--public")
    assert not any("go-tre" in path.read_text("utf-8") for path in tmp_path.iterdir())


def test_a_unit_without_a_score_has_no_interval(folder):
    change(folder / "method.yaml", "least_available: 0.65", "least_available: 0.1\nleast_parts: 1")
    change(folder / "method.yaml", "imputation: {rule: group-median, group: kind}", "")
    change(folder / "method.yaml", "    - {rule: group-median, group: kind}\n", "")
    found = json.loads(call("sensitivity", folder, "--json"))
    assert "NaN" not in call("sensitivity", folder, "--json")
    rows = {row["unit"]: row for row in found["ranks"]}
    assert rows["go-tre"]["nominal"] is None
    assert rows["go-tre"]["low"] is None
    assert "—" in call("sensitivity", folder)


def test_the_order_of_hidden_units_says_nothing_about_their_ranks():
    """PGI 2024: sub-indices of 35 provinces, totals of two of them are published."""
    out = call("build", "pgi", "--public")
    shown = [line.split("│")[2].strip() for line in out.splitlines() if line.startswith("│ —")]
    names = [name for name in shown if "@" in name]
    assert len(names) > 25
    assert names == sorted(names)


def test_what_if_shows_the_move_of_all_units():
    found = json.loads(call("what-if", EXAMPLE, "--set", "vung-cat/ghg=-96%", "--json"))
    rows = {row["row"]: row for row in found["changes"]}
    assert rows["vung-cat"]["rank_after"] < rows["vung-cat"]["rank_before"]
    assert rows["vung-cat"]["by_method"] == pytest.approx(0, abs=1e-9)
    exact = json.loads(call("what-if", EXAMPLE, "--set", "vung-cat/ghg=58", "--json"))
    assert exact == found


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("vung-cat/ghg=x", "is not understood"),
        ("x/ghg=1", "There is no “x”"),
        ("vung-cat/x=1", "There is no “x”"),
        ("go-tre/water=-10%", "go-tre has no value of water that could change by a share"),
    ],
)
def test_what_cannot_be_supposed_is_refused(words, message):
    result = CliRunner().invoke(
        cli, ["--lang", "en", "index", "what-if", str(EXAMPLE), "--set", words]
    )
    assert result.exit_code == 2
    assert message in result.output


def test_two_years_of_a_panel_are_compared():
    found = json.loads(call("compare", "pci", "pci", "--from", "2019", "--to", "2021", "--json"))
    rows = {row["row"]: row for row in found["changes"]}
    assert rows["vn63-hai-phong"]["before"] == pytest.approx(68.73, abs=0.02)
    assert rows["vn63-hai-phong"]["after"] == pytest.approx(70.61, abs=0.02)
    assert rows["vn63-hai-phong"]["by_units"] == pytest.approx(0, abs=1e-9)
    assert "No period “2020”; there are: 2019, 2021" in call(
        "compare", "pci", "pci", "--from", "2020", code=2
    )
