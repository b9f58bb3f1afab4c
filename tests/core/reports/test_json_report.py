"""JSON: the same bytes in every process, nothing of this machine, floats in full."""

import json
import subprocess
import sys

import pytest

from parkloop.reports.json_report import render_json
from tests.core.reports.sample_study import exchange_study, sample_study


@pytest.fixture(scope="module")
def text():
    return render_json(sample_study())


def test_two_processes_give_the_same_bytes(text):
    code = (
        "import sys; from parkloop.reports.json_report import render_json\n"
        "from tests.core.reports.sample_study import sample_study\n"
        "sys.stdout.buffer.write(render_json(sample_study()).encode())"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        env={"PYTHONHASHSEED": "1", "PYTHONPATH": "src:."},
    )
    assert run.stdout.decode() == text


def test_it_is_canonical(text):
    again = json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert again + "\n" == text


def test_figures_read_back_to_the_same_floats(text):
    study = sample_study()
    figures = json.loads(text)["inventories"][1]["figures"]
    for key, figure in study.inventories[1].figures.items():
        assert figures[key]["value"] == figure.value


def test_operands_tell_their_kind(text):
    figures = json.loads(text)["inventories"][1]["figures"]
    kinds = {o["kind"] for figure in figures.values() for o in figure["operands"]}
    assert kinds == {"EntriesOperand", "FactOperand", "FigureOperand", "ParameterOperand"}


def test_provenance_is_complete(text):
    study = sample_study()
    data = json.loads(text)
    assert data["format"] == "parkloop-study/1"
    assert data["ledger"]["hash"] == study.snapshot.hash
    assert data["catalog"]["hash"] == study.catalog.hash
    assert data["inventories"][0]["provenance"]["parameters"]["seed"] == 20_250_101


def test_what_is_not_known_is_null_and_not_zero():
    data = json.loads(render_json(exchange_study()))
    total = data["inventories"][0]["figures"]["inventory/network/1994/total"]
    assert total["value"] is None
