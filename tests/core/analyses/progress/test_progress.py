"""Status of targets by type, age of data, overrides, actions."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkloop.analyses.progress import PlanData, ProgressParameters, Status, formulas, progress
from parkloop.analyses.progress.rules import RULES
from parkloop.catalog.plans import Action, Goal, Milestone, Override, Plan, Target, TargetType
from parkloop.errors import FactError
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.statistics import DataPoint, Statistics
from parkloop.texts import same_in_both

CATALOG = load_catalog()
RELATIVE = {"type": TargetType.RELATIVE, "value": -0.15}
WATCH = {"type": TargetType.WATCH, "value": None}
ZERO = {"unit": "kg", "value": 0.0, "type": TargetType.CEILING}
RISING = {"2020": 10, "2021": 12, "2022": 14, "2023": 16}
NOW = date(2024, 6, 30)


def a_target(**more):
    given = {
        "id": "t",
        "name": same_in_both("t"),
        "indicator": "i",
        "area": "hp",
        "type": TargetType.FLOOR,
        "unit": "%",
        "base_year": 2020.0,
        "base_value": 10.0,
        "year": 2030.0,
        "value": 30.0,
    }
    return Target(**(given | more))


def run(target, values, as_of=NOW, overrides=(), actions=(), **parameters):
    """Result for values by (disaggregation, period) or by period."""
    points = [
        DataPoint(
            "i",
            "hp",
            key[1] if isinstance(key, tuple) else key,
            value,
            disaggregation=key[0] if isinstance(key, tuple) else "",
            vintage="2024-01-31",
        )
        for key, value in values.items()
    ]
    targets = (target,) if target else ()
    plan = Plan(
        "p",
        "1",
        same_in_both("p"),
        "hp",
        goals=(Goal("g", same_in_both("g")), Goal("o", same_in_both("o"), "g")),
        targets=targets,
        actions=tuple(actions),
        overrides=tuple(overrides),
    )
    data = PlanData(plan, Statistics.of(points))
    return progress(data, CATALOG, ProgressParameters(as_of, **parameters))


def status(target, values, **more):
    later = date(2031, 6, 30) if "2030" in values else NOW
    found = run(target, values, **({"as_of": later} | more)).value.targets[0]
    return found.judged.rule, found.status.value


@pytest.mark.parametrize(
    ("more", "values", "expected"),
    [
        # On the line 16 are expected in 2023: 6 of 6, 4 of 6, 1 of 6, back.
        ({}, {"2023": 16}, ("linear-ratio", "on-track")),
        ({}, {"2023": 14}, ("linear-ratio", "moderate")),
        ({}, {"2023": 11}, ("linear-ratio", "insufficient")),
        ({}, {"2023": 9}, ("linear-ratio", "away")),
        ({}, {"2023": 31}, ("linear-ratio", "reached")),
        # The year of the target has come.
        ({}, {"2030": 29}, ("linear-ratio", "late")),
        ({"type": TargetType.CEILING, "value": 5}, {"2023": 4}, ("linear-ratio", "reached")),
        # Met at the base and lost since: no pace makes that progress.
        ({"base_value": 40.0}, {"2023": 28}, ("linear-ratio", "away")),
        (
            {"type": TargetType.INTERVAL, "value": None, "low": 15, "high": 20},
            {"2023": 17},
            ("interval", "reached"),
        ),
        # Towards the near end 15: 11.5 expected, 1 of 1.5 done.
        (
            {"type": TargetType.INTERVAL, "value": None, "low": 15, "high": 20},
            {"2023": 11},
            ("interval", "moderate"),
        ),
        (
            {"type": TargetType.MAINTAIN, "value": 42, "tolerance": 0.5},
            {"2023": 42},
            ("band", "within"),
        ),
        (
            {"type": TargetType.MAINTAIN, "value": 42, "tolerance": 0.5},
            {"2023": 41.5},
            ("band", "near"),
        ),
        (
            {"type": TargetType.MAINTAIN, "value": 42, "tolerance": 0.5},
            {"2023": 41},
            ("band", "outside"),
        ),
        # -15 % against 10 is 8.5; 3/10 of the way in growth.
        (RELATIVE, {"2023": 9.4}, ("growth-ratio", "on-track")),
        (RELATIVE, {"2023": 10.4}, ("growth-ratio", "away")),
        # Energy per GDP falls by 1.0 to 1.5 % a year.
        (
            {
                "type": TargetType.GROWTH, "value": None, "low": -0.015, "high": -0.01,
                "direction": -1, "base_value": 100.0,
            },
            {"2023": 96.5},
            ("growth-rate", "on-track"),
        ),
        (
            {
                "type": TargetType.GROWTH, "value": None, "low": -0.015, "high": -0.01,
                "direction": -1, "base_value": 100.0,
            },
            {"2023": 98},
            ("growth-rate", "moderate"),
        ),
        ({"type": TargetType.COUNT, "unit": "piece"}, {"2023": 16}, ("linear-ratio", "on-track")),
        ({"type": TargetType.SHARE}, {"2023": 12}, ("linear-ratio", "insufficient")),
        ({"type": TargetType.MILESTONE, "value": None}, {"2023": 1}, ("done", "reached")),
        ({"type": TargetType.MILESTONE, "value": None}, {"2023": 0}, ("done", "due")),
        ({"type": TargetType.MILESTONE, "value": None, "year": 2023.0}, {}, ("done", "late")),
        (WATCH, {"2023": 10.4}, ("trend", "significant-progress")),
        (WATCH, {"2023": 10.1}, ("trend", "moderate-progress")),
        (WATCH, {"2023": 9.9}, ("trend", "moderate-deterioration")),
        # 99 of at most 100: a quarter of a per cent a year is much.
        (
            {"type": TargetType.WATCH, "value": None, "base_value": 99.0, "limit": 100.0},
            {"2023": 99.3},
            ("trend", "significant-progress"),
        ),
        (
            {"type": TargetType.WATCH, "value": None, "rule": "trend-canada"},
            {"2023": 10.4},
            ("trend-canada", "moderate-progress"),
        ),
        ({"unit": "kg"}, {"2023": 14.5}, ("growth-ratio", "on-track")),
        (ZERO, {"2023": 7}, ("linear-ratio", "on-track")),
        ({"rule": "sdg-trend"}, {"2023": 14}, ("sdg-trend", "moderate")),
        ({"rule": "escap"}, RISING, ("escap", "on-track")),
        ({"rule": "escap"}, {"2020": 10, "2021": 10.5, "2023": 11}, ("escap", "moderate")),
        ({"rule": "escap"}, {"2020": 10, "2021": 9, "2023": 8}, ("escap", "away")),
    ],
)  # fmt: skip
def test_status_by_type(more, values, expected):
    assert status(a_target(**more), values) == expected


def test_small_bases_flatter_growth_so_shares_go_by_the_line():
    """Clean buses: 1 % (2020), 3 % (2023), 15 % (2030): growth says on track, the line does not."""
    buses = {"base_value": 1.0, "value": 15.0}
    assert status(a_target(**buses), {"2023": 3}) == ("linear-ratio", "insufficient")
    by_growth = a_target(**buses, rule="growth-ratio")
    assert status(by_growth, {"2023": 3}) == ("growth-ratio", "on-track")


def test_milestones_bend_the_line():
    target = a_target(milestones=(Milestone(2025.0, 12.0),))
    found = run(target, {"2023": 11.2}).value.targets[0].judged
    assert found.expected == pytest.approx(11.2)
    assert found.status == "on-track"


def test_counts_in_steps_look_at_the_last_milestone():
    steps = (Milestone(2022.0, 12.0), Milestone(2025.0, 20.0))
    target = a_target(type=TargetType.COUNT, unit="piece", milestones=steps, rule="stepwise")
    assert status(target, {"2023": 12}) == ("stepwise", "on-track")
    assert status(target, {"2023": 11}) == ("stepwise", "insufficient")
    assert status(target, {"2021": 11}) == ("stepwise", "due")


def test_a_target_by_class_stands_as_its_worst_class():
    target = a_target(
        type=TargetType.BY_CLASS, value=None, classes={"class=I": 50.0, "class=II": 20.0}
    )
    values = {("class=I", "2020"): 10, ("class=I", "2023"): 30, ("class=II", "2023"): 9}
    found = run(target, values).value.targets[0]
    assert {label: judged.status.value for label, judged in found.classes.items()} == {
        "class=I": "on-track",
        "class=II": "away",
    }
    assert found.status == "away"


def test_what_is_needed_from_now_on():
    found = run(a_target(), {"2023": 16}).value.targets[0].judged
    assert found.needed_per_year == pytest.approx(2.0)
    assert found.needed_rate == pytest.approx((30 / 16) ** (1 / 7) - 1)


def test_a_single_value_has_no_pace():
    found = run(a_target(base_value=None, base_year=2023.0), {"2023": 16}).value.targets[0]
    assert found.judged.reason.en.startswith("there is one value only, so no pace yet")
    assert found.judged.needed_per_year == pytest.approx(2.0)


def test_the_base_is_the_next_year_that_was_observed():
    target = a_target(base_value=None, base_year=2019.0)
    found = run(target, {"2021": 12, "2023": 16}).value.targets[0]
    assert (found.base.period, found.points) == ("2021", 2)


def test_old_data_are_called_old_and_not_on_track():
    result = run(a_target(), {"2022": 14}, as_of=date(2026, 11, 25))
    found = result.value.targets[0]
    assert (found.status, found.computed) == ("old", "on-track")
    assert found.age == pytest.approx(3.9, abs=0.01)
    (finding,) = result.findings
    assert finding.message.en == (
        "Target “t”: the latest value is of 2022, 3.9 years old (limit 3)."
    )
    assert "đã 3,9 năm tuổi" in finding.message.vi
    assert run(a_target(), {"2022": 14}, date(2026, 11, 25), old_after=5.0).value.targets[
        0
    ].status == ("on-track")


def test_values_published_later_are_not_seen():
    assert status(a_target(), {"2023": 16}, as_of=date(2024, 1, 30)) == (
        "linear-ratio",
        "not-assessed",
    )


def test_nothing_observed_is_a_gap_with_a_remedy():
    result = run(a_target(), {})
    assert result.value.targets[0].status == "not-assessed"
    (gap,) = result.gaps
    assert gap.message.en == "The target “t” is not assessed: nothing was observed."
    assert gap.remedy.vi == "Nhập số liệu của chỉ tiêu i (hp)."


def test_a_rule_that_is_not_defined_says_so():
    target = a_target(base_value=0.0, rule="growth-ratio", unit="kg")
    result = run(target, {"2023": 3})
    assert result.value.targets[0].status == "not-assessed"
    assert "cannot be judged by the rule growth-ratio: the rule is not defined" in (
        result.findings[0].message.en
    )


def override(**more):
    given = {
        "target": "t", "status": "moderate", "reason": "survey redone", "author": "planner",
        "day": date(2024, 2, 1),
    }  # fmt: skip
    return Override(**(given | more))


def test_an_override_stands_beside_what_was_computed():
    result = run(a_target(), {"2023": 16}, overrides=[override()])
    found = result.value.targets[0]
    assert (found.status, found.computed, found.override.reason) == (
        "moderate",
        "on-track",
        "survey redone",
    )
    assert result.findings[0].message.en == (
        "Target “t”: planner set “moderate” in place of “on-track” on 2024-02-01: survey redone."
    )


def test_an_override_older_than_the_data_is_told():
    result = run(a_target(), {"2023": 16}, overrides=[override(day=date(2024, 1, 1))])
    assert result.value.targets[0].override_stale
    assert result.findings[0].message.en == (
        "The override of 2024-01-01 for the target “t” is older than the data of 2024-01-31."
    )


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"reason": " "}, "the reason or the person is missing"),
        ({"author": ""}, "the reason or the person is missing"),
        ({"status": "green"}, "no status green"),
        ({"target": "x"}, "the plan has no such target"),
    ],
)
def test_an_override_without_reason_is_not_used(more, problem):
    result = run(a_target(), {"2023": 16}, overrides=[override(**more)])
    assert result.value.targets[0].status == "on-track"
    target = more.get("target", "t")
    assert result.findings[0].message.en == (
        f"The override of the target “{target}” cannot be used: {problem}."
    )


def an_action(**more):
    given = {
        "id": "a", "name": same_in_both("a"), "start": date(2024, 1, 1), "end": date(2024, 12, 31),
        "done": 0.6, "evidence": ("minutes.pdf",),
    }  # fmt: skip
    return Action(**(given | more))


@pytest.mark.parametrize(
    ("more", "state", "late"),
    [
        ({}, "on-schedule", 0),
        ({"done": 0.4}, "behind", 0),
        ({"done": None}, "unknown", 0),
        ({"start": date(2024, 7, 1)}, "not-started", 0),
        ({"end": date(2024, 6, 20)}, "late", 10),
        ({"done": 1.0}, "done", 0),
        ({"done": 1.0, "evidence": ()}, "done-without-evidence", 0),
        ({"completed": date(2024, 6, 25), "end": date(2024, 6, 20)}, "done", 5),
        ({"completed": date(2024, 7, 25), "end": date(2024, 6, 20)}, "late", 10),
        ({"start": None, "end": None}, "on-schedule", 0),
    ],
)
def test_actions_against_their_dates(more, state, late):
    (found,) = run(None, {}, actions=[an_action(**more)]).value.actions
    assert (found.state, found.late_days) == (state, late)


def test_late_and_unproven_actions_are_told():
    late, unproven = an_action(id="x", end=date(2024, 6, 20)), an_action(done=1.0, evidence=())
    found = run(None, {}, actions=[late, unproven]).findings
    assert [finding.message.en for finding in found] == [
        "The action “a” is said to be done, but there is no evidence.",
        "The action “x” is 10 days late.",
    ]


def test_figures_open_down_to_value_and_threshold():
    result = run(a_target(), {"2023": 16})
    ratio = result.figures["progress/t/ratio"]
    assert ratio.value == pytest.approx(1.0)
    assert [getattr(o, "figure", None) or o.fact for o in ratio.operands] == [
        "progress/t/current", "progress/t/base", "progress/t/expected",
        "progress.on-track", "progress.moderate", "progress.insufficient",
    ]  # fmt: skip
    assert (
        "observed: 2023 · 2024-01-31 · A"
        in result.figures["progress/t/current"].operands[0].note.en
    )
    assert set(result.provenance.facts) == {
        "progress.on-track", "progress.moderate", "progress.insufficient", "progress.old-after",
    }  # fmt: skip


def test_the_same_inputs_give_the_same_result():
    first, again = (run(a_target(), {"2023": 16}) for _ in range(2))
    assert first.provenance == again.provenance
    assert first.value == again.value


def test_a_catalog_without_thresholds_is_refused():
    bare = replace(CATALOG, facts={})
    plan = Plan("p", "1", same_in_both("p"), "hp", targets=(a_target(),))
    data = PlanData(plan, Statistics.empty())
    with pytest.raises(FactError, match="no threshold “progress.old-after”".replace(".", r"\.")):
        progress(data, bare, ProgressParameters(NOW))


@pytest.mark.parametrize(
    ("ratio", "expected"),
    [(2.0, 5.0), (1.3, 5.0), (0.6, 0.0), (0.0, -2.5), (-0.6, -5.0), (-2.0, -5.0)],
)
def test_score_is_continuous_and_cut_off(ratio, expected):
    assert formulas.score(ratio, 1.3, 0.6, 5.0) == pytest.approx(expected)


def test_escap_index_is_negative_when_things_get_worse():
    assert formulas.current_status_index(10, 8, 30) == pytest.approx(-1.0)
    assert formulas.current_status_index(10, 40, 30) == 10.0
    assert formulas.current_status_index(10, 12, 10) is None


@given(st.floats(1, 100), st.floats(-5, 5), st.floats(0, 50))
def test_a_straight_series_is_forecast_on_its_line(start, slope, ahead):
    points = [(2015.0 + n, start + slope * n) for n in range(6)]
    forecast = formulas.weighted_forecast(points, 2020 + ahead)
    assert forecast == pytest.approx(start + slope * (5 + ahead), abs=1e-6)


@given(st.floats(0.1, 1e3), st.floats(0.1, 1e3), st.integers(1, 30))
def test_growth_carries_the_base_to_the_value(x0, x, years):
    assert x0 * (1 + formulas.growth(x0, x, years)) ** years == pytest.approx(x, rel=1e-9)


@given(
    rule=st.sampled_from(sorted(RULES)),
    kind=st.sampled_from(list(TargetType)),
    base=st.floats(-100, 100),
    value=st.floats(-100, 100),
    latest=st.floats(-100, 100),
)
def test_no_rule_fails_whatever_the_numbers(rule, kind, base, value, latest):
    target = a_target(type=kind, base_value=base, value=value, rule=rule, classes={"": value})
    found = run(target, {"2021": latest, "2023": latest}).value.targets[0]
    assert found.status in set(Status)
