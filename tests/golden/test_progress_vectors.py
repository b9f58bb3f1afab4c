"""Sixteen cases of a target followed over time, worked out by hand beside Eurostat's method.

tests/golden/data/SOURCES.md says where they come from.
"""

import csv
from datetime import date
from pathlib import Path

import pytest

from parkloop.analyses.progress import PlanData, ProgressParameters, progress
from parkloop.analyses.progress.formulas import geometric_expected
from parkloop.catalog.plans import Plan, Target, TargetType
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.statistics import DataPoint, Statistics
from parkloop.texts import same_in_both

FILE = Path(__file__).parent / "data" / "progress_status_vectors.csv"
with FILE.open(encoding="utf-8", newline="") as handle:
    CASES = list(csv.DictReader(handle))
CATALOG = load_catalog()
STATUSES = {
    "significant/on track": "on-track",
    "moderate": "moderate",
    "insufficient": "insufficient",
    "away from target": "away",
    "target achieved": "reached",
    "significant progress": "significant-progress",
    "no progress": "no-progress",
    "significant deterioration": "significant-deterioration",
    "": "not-assessed",
}


def number(cell):
    return float(cell) if cell else None


def same(found, cell, rel=1e-8):
    """An empty cell says that there is no such number."""
    return found == pytest.approx(float(cell), rel=rel) if cell else found is None


def judged(case, rule=""):
    """The case as a plan of one target; without a target year the trend is watched."""
    up = case["direction"] == "up"
    kind = (TargetType.FLOOR if up else TargetType.CEILING) if case["target"] else TargetType.WATCH
    if rule == "band":
        kind = TargetType.MAINTAIN
    target = Target(
        id=case["case"],
        name=same_in_both(case["case"]),
        indicator="i",
        area="a",
        type=kind,
        unit="index",
        direction=1 if up else -1,
        base_year=number(case["base_year"]),
        base_value=number(case["baseline"]),
        year=number(case["target_year"]),
        value=number(case["target"]),
        rule=rule,
    )
    plan = Plan("p", "1", same_in_both("p"), "a", targets=(target,))
    points = [
        DataPoint("i", "a", case["base_year"], float(case["baseline"]), vintage="2023-06-30"),
        DataPoint("i", "a", case["current_year"], float(case["current"]), vintage="2023-06-30"),
    ]
    data = PlanData(plan, Statistics.of(points))
    as_of = date(int(case["current_year"]) + 1, 6, 30)
    return progress(data, CATALOG, ProgressParameters(as_of)).value.targets[0]


def by_id(case):
    return case["case"]


def test_there_are_sixteen_cases():
    assert len(CASES) == 16


@pytest.mark.parametrize("case", CASES, ids=by_id)
def test_growth_and_what_is_needed_from_now_on(case):
    found = judged(case, "growth-ratio" if case["target"] else "").judged
    assert same(found.growth_observed, case["cagr_observed"])
    assert same(found.growth_required, case["cagr_required"])
    # The cases name no need where the method has no ratio; from 4 to 10 in 7 years there is one.
    needed = case["needed_cagr_from_now"] or ("0.139852281" if case["baseline"] == "0" else "")
    assert same(found.needed_rate, needed)
    if case["cagr_ratio"]:
        assert found.ratio == pytest.approx(float(case["cagr_ratio"]), rel=1e-9)


@pytest.mark.parametrize("case", [c for c in CASES if c["target"]], ids=by_id)
def test_status_by_growth(case):
    """Where growth is not defined the rule says so; it never invents a status."""
    assert judged(case, "growth-ratio").judged.status == STATUSES[case["status_cagr_95_60_0"]]


@pytest.mark.parametrize("case", [c for c in CASES if not c["target"]], ids=by_id)
def test_status_without_target(case):
    found = judged(case)
    assert found.judged.rule == "trend"
    assert found.judged.status == STATUSES[case["status_no_target_1_0.1"]]


@pytest.mark.parametrize("case", [c for c in CASES if c["linear_expected"]], ids=by_id)
def test_the_straight_line(case):
    found = judged(case, "linear-ratio").judged
    assert found.expected == pytest.approx(float(case["linear_expected"]), rel=1e-12)
    projected = number(case["linear_projection_at_target_year"])
    assert found.projection == pytest.approx(projected, rel=1e-12)
    if found.status != "reached" and case["linear_ratio"]:
        assert found.ratio == pytest.approx(float(case["linear_ratio"]), rel=1e-10)
    even = geometric_expected(
        (float(case["base_year"]), float(case["baseline"])),
        (float(case["target_year"]), float(case["target"])),
        float(case["current_year"]),
    )
    if case["geometric_expected"]:
        assert even == pytest.approx(float(case["geometric_expected"]), rel=1e-10)


@pytest.mark.parametrize(
    ("case", "rule", "status"),
    [
        ("ghg_intensity", "growth-ratio", "on-track"),
        ("baseline_zero", "linear-ratio", "on-track"),
        ("target_zero", "linear-ratio", "moderate"),
        ("negative_baseline", "linear-ratio", "on-track"),
        ("target_met_early", "growth-ratio", "reached"),
    ],
)
def test_the_rule_follows_from_the_numbers(case, rule, status):
    (row,) = [each for each in CASES if each["case"] == case]
    found = judged(row)
    assert (found.judged.rule, found.judged.status) == (rule, status)


def test_a_target_to_be_held_is_judged_by_its_band():
    (row,) = [each for each in CASES if each["case"] == "forest_cover_maintain"]
    assert judged(row, "band").judged.status == "outside"
