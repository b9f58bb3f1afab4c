"""Checks of facts say what is wrong with each, all at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from parkloop.catalog.checks import bounds_for, check_facts
from parkloop.io.catalog_files import load_catalog
from tests.core.builders import a_fact

SHIPPED = load_catalog()


def own(kind, stream, value, unit, **more):
    given = {"id": "own.fact", "source": "ipcc-2006-v2", "rank": "facility"} | more
    return a_fact(kind, stream, value, unit, **given)


def said(*facts):
    return [(f.rule, f.message.en) for f in check_facts(facts, SHIPPED, "facts.csv")]


SOUND = own("density", "diesel", 0.845, "kg/l")


def test_a_sound_fact():
    assert said(SOUND) == []


@pytest.mark.parametrize(
    ("change", "rule", "message"),
    [
        (
            {"source": "my-notes"},
            "CAT-02",
            "The fact “own.fact” names the source “my-notes”, which sources.yaml does not have.",
        ),
        ({"stream": "deisel"}, "CAT-03", "The fact “own.fact”: the stream “deisel” is not in the "
                                         "catalog."),
        ({"stream": "group:oil"}, "CAT-03", "The fact “own.fact”: the stream “group:oil” is not "
                                            "in the catalog."),
        ({"activity": "burning"}, "CAT-03", "The fact “own.fact”: the activity “burning” is not "
                                            "in the catalog."),
        ({"rank": "best"}, "CAT-03", "The fact “own.fact”: the rank “best” is not in the catalog."),
        ({"unit": "kg/gal"}, "CAT-03", "The fact “own.fact”: the unit “kg/gal” is not in the "
                                       "catalog."),
        (
            {"unit": "kg/kg"},
            "CAT-04",
            "The fact “own.fact” of kind density has the unit “kg/kg” (number); a unit that "
            "measures mass/volume is needed.",
        ),
        (
            {"value": 845.0},
            "CAT-05",
            "The fact “own.fact” = 845.0 kg/l lies outside the plausible range 0.8–0.87 kg/l.",
        ),
        (
            {"low": 0.85, "high": 0.86},
            "CAT-07",
            "The fact “own.fact” = 0.845 lies outside its own 95 % interval (0.85–0.86).",
        ),
        (
            {"kind": "process", "gas": "CO2e", "stream": "clinker", "unit": "t/t"},
            "CAT-08",
            "The fact “own.fact” is given in CO2e without naming its GWP set.",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_fact(change, rule, message):
    assert (rule, message) in said(replace(SOUND, **change))


GRID = own(
    "grid", "electricity", 0.66, "t/MWh", gas="CO2", source="letter-1726-2024",
    valid_from=date(2024, 1, 1), valid_to=date(2025, 1, 1), data_year="2024",
)  # fmt: skip


@pytest.mark.parametrize(
    "lacking",
    [{"valid_from": None}, {"valid_to": None}, {"data_year": ""}, {"source": "hearsay"}],
)
def test_a_grid_factor_needs_year_validity_and_document(lacking):
    assert said(GRID) == []
    expected = ("CAT-06", "The grid factor “own.fact” has no year or no document.")
    assert expected in said(replace(GRID, **lacking))


def test_all_findings_at_once_and_where():
    bad = replace(SOUND, source="my-notes", value=845.0, activity="burning")
    found = check_facts([bad, replace(bad, id="second")], SHIPPED, "facts.csv")
    assert [f.rule for f in found] == ["CAT-02", "CAT-03", "CAT-05"] * 2
    assert {(f.where.file, f.where.field) for f in found} == {
        ("facts.csv", "own.fact"), ("facts.csv", "second"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fact", "low", "high"),
    [
        (own("ncv", "diesel", 43, "TJ_ncv/Gg"), 41.4, 43.3),
        (own("ncv", "limestone", 43, "TJ_ncv/Gg"), 1, 110),
        (own("combustion", "wood", 30, "kg/TJ_ncv", gas="CH4"), 25, 900),
        (own("combustion", "group:coal", 10, "kg/TJ_ncv", gas="CH4"), 0.3, 900),
        (own("combustion", "limestone", 10, "kg/TJ_ncv", gas="CH4"), 0.2, 1600),
    ],
)
def test_the_narrowest_range_applies(fact, low, high):
    bounds = bounds_for(fact, SHIPPED)
    assert bounds is not None
    assert (bounds.low, bounds.high) == (low, high)


def test_a_kind_without_range_has_none():
    assert bounds_for(own("density", "peat", 0.4, "kg/l"), SHIPPED) is None
