"""The catalog from the command line."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from parkloop.cli.main import cli


def call(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == code, result.output
    return result.output


@pytest.mark.parametrize("words", [("dau", "diesel"), ("dầu",), ("DO",)])
def test_search_needs_no_accents(words):
    assert "diesel" in call("catalog", "search", *words)


def test_search_by_kind_as_json():
    found = json.loads(call("catalog", "search", "diesel", "--kind", "ncv", "--json"))
    ids = [fact["id"] for fact in found["facts"]]
    assert "ncv.diesel.ipcc-2006" in ids
    assert {fact["kind"] for fact in found["facts"]} == {"ncv"}


def test_show_tells_value_source_and_state():
    out = call("--lang", "en", "catalog", "show", "grid.vn.2023")
    assert "grid.vn.2023 = 0.6592 t/MWh" in out
    assert "verified: yes (A)" in out
    assert "valid: 2023-01-01 – 2024-01-01" in out


def test_show_of_a_warming_potential():
    assert "gwp.AR5.CH4 = 28 kg/kg" in call("catalog", "show", "gwp.AR5.CH4")


def test_show_of_an_unknown_fact_names_near_ones():
    out = call("--lang", "en", "catalog", "show", "grid.vn.2024", code=4)
    assert "The catalog has no fact “grid.vn.2024”." in out
    assert "grid.vn.2023" in out


def test_the_shipped_catalog_passes_its_check():
    assert "0 findings." in call("--lang", "en", "catalog", "check")
