"""Plans: the shipped ones hold together; a broken file is refused with all its problems."""

from datetime import date

import pytest

from parkloop.analyses.progress import PlanData, ProgressParameters, progress
from parkloop.errors import InputRefused, RequestError
from parkloop.io.catalog_files import load_catalog
from parkloop.io.indicator_files import load_indicators, load_seed_statistics
from parkloop.io.plan_files import load_plan, plan_of, read_plan, shipped_plans

CATALOG, BOOK, SEED = load_catalog(), load_indicators(), load_seed_statistics()
NOW = date(2026, 11, 25)


@pytest.mark.parametrize("name", shipped_plans())
def test_shipped_plans_speak_of_known_things(name):
    plan = load_plan(name)
    for target in plan.targets:
        assert BOOK.indicator(target.indicator).unit == target.unit
        assert BOOK.area(target.area)
        assert target.source in {"", *CATALOG.sources}
        assert target.objective in {goal.id for goal in plan.goals}


def test_the_strategy_has_every_kind_of_target_that_its_table_needs():
    kinds = {target.type.value for target in load_plan("vn-strategy-1658").targets}
    assert kinds == {
        "relative", "growth", "interval", "floor", "ceiling", "maintain", "by-class", "count",
        "share-of-units",
    }  # fmt: skip


def test_digital_economy_of_hai_phong():
    """29.7 % in 2024: 25 % by 2025 is met early, 40 % by 2030 needs 1.72 points a year."""
    plan = load_plan("hai-phong-green-growth")
    result = progress(PlanData(plan, SEED), CATALOG, ProgressParameters(NOW))
    early, late = result.value.of("digital-2025"), result.value.of("digital-2030")
    assert early.status == "reached"
    assert late.latest.value == 29.7
    assert late.judged.needed_per_year == pytest.approx((40 - 29.7) / 6)
    assert late.status == "not-assessed"
    assert "progress/not-assessed/digital-2030" in {gap.id for gap in result.gaps}


def test_figures_of_2021_are_old():
    plan = load_plan("hai-phong-green-growth")
    result = progress(PlanData(plan, SEED), CATALOG, ProgressParameters(NOW))
    assert result.value.of("urban-wastewater").status == "old"


GOOD = {
    "id": "p", "version": "1", "title": {"vi": "k", "en": "p"}, "area": "vn",
    "goals": [{"id": "g", "name": {"vi": "m", "en": "g"}}],
    "targets": [
        {"id": "t", "name": {"vi": "t", "en": "t"}, "indicator": "i", "type": "floor",
         "objective": "g", "year": 2030, "value": 5},
    ],
    "actions": [
        {"id": "a", "name": {"vi": "a", "en": "a"}, "start": date(2026, 1, 1), "done": 0.5},
    ],
}  # fmt: skip


def test_days_may_be_written_with_or_without_quotes():
    (action,) = plan_of(GOOD).actions
    assert action.start == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("change", "messages"),
    [
        ({"area": "Viet Nam"}, ["The plan at “area”: 'Viet Nam' does not match"]),
        (
            {"targets": [{"id": "t", "name": {"vi": "t"}, "indicator": "i", "type": "best"}]},
            ["The plan at “targets/0/name”: 'en' is a required", "The plan at “targets/0/type”"],
        ),
        (
            {"targets": [GOOD["targets"][0] | {"objective": "x"}]},
            ["“t” points to “x”, which the plan does not have."],
        ),
        ({"targets": GOOD["targets"] * 2}, ["The id “t” stands there twice."]),
    ],
)
def test_all_problems_of_a_plan_are_named_at_once(change, messages):
    with pytest.raises(InputRefused) as caught:
        plan_of(GOOD | change)
    found = [finding.message.en for finding in caught.value.findings]
    assert len(found) == len(messages)
    for message, start in zip(found, messages, strict=True):
        assert message.startswith(start)


def test_a_file_that_is_no_yaml_is_refused(tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_text("a: [1", encoding="utf-8")
    with pytest.raises(InputRefused, match=r"plan.yaml: 1 problems in the plan"):
        read_plan(path)


def test_an_unknown_plan_is_refused_with_the_names_there_are():
    with pytest.raises(RequestError, match="No plan “x”; there are: hai-phong-green-growth"):
        load_plan("x")
