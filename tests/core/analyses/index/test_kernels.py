"""Imputation, treatment, normalisation, weights, ranks: figures that can be computed by hand."""

import numpy as np
import pytest

from parkloop.analyses.index.data import IndexData
from parkloop.analyses.index.impute import em, em_is_ill_posed, impute, regression
from parkloop.analyses.index.method import (
    IMPUTATIONS,
    NORMALISATIONS,
    TREATMENTS,
    Imputation,
    Indicator,
    Normalisation,
    Treatment,
    Weighting,
)
from parkloop.analyses.index.normalise import normalise
from parkloop.analyses.index.statistics import correlation, kurtosis, ranks, skewness
from parkloop.analyses.index.treat import transform, treat
from parkloop.analyses.index.weigh import ahp, budget_allocation, entropy, first_component, weigh
from parkloop.errors import RequestError
from parkloop.texts import same_in_both

GAP = float("nan")


def array(*values):
    return np.array(values, dtype=float)


def indicator(**settings):
    return Indicator("x", same_in_both("x"), "top", **settings)


def normalised(rule, x, reference=-1, low=0.0, high=100.0, **settings):
    how = Normalisation(rule, low, high)
    return normalise(np.array(x, dtype=float), how, indicator(**settings), reference).values


@pytest.mark.parametrize(
    ("rule", "settings", "expected"),
    [
        ("min-max", {}, [0, 25, 100]),
        ("min-max", {"direction": -1}, [100, 75, 0]),
        ("z-score", {"low": 0, "high": 1}, [-0.8006, -0.3203, 1.1209]),
        ("scale", {"low": 1, "high": 2}, [3, 5, 11]),
        ("rank", {}, [1, 2, 3]),
        ("rank", {"direction": -1}, [3, 2, 1]),
        ("borda", {}, [0, 1, 2]),
        ("percentile-rank", {}, [0, 0.5, 1]),
        ("distance-to-best", {}, [0, 0.25, 1]),
        ("distance-to-unit", {"reference": 1}, [0, 1, 4]),
        ("distance-to-target", {"target": 3.0}, [0, 0.5, 1]),
        ("distance-to-target", {"target": 0.0, "direction": -1}, [0.8, 0.6, 0]),
        ("distance-to-target", {"target": 0.5}, [1, 1, 1]),
        ("fraction-of-best", {}, [0.2, 0.4, 1]),
        ("fraction-of-best", {"direction": -1}, [1, 0.5, 0.2]),
        ("goalposts", {"low": 1, "high": 100}, None),
        ("none", {"direction": -1}, [-1, -2, -5]),
    ],
)
def test_normalisation_of_one_two_five(rule, settings, expected):
    if rule == "goalposts":
        how = Normalisation("goalposts", 1, 100)
        found = normalise(array(1, 2, 5), how, indicator(low=2.0, high=4.0)).values
        expected = [1, 1, 100]
    else:
        found = normalised(rule, [1, 2, 5], **settings)
    assert found == pytest.approx(expected, abs=5e-5)


def test_goalposts_of_an_indicator_of_which_little_is_good():
    of = indicator(direction=-1, low=0.0, high=10.0)
    found = normalise(array(0, 2.5, 10, 12), Normalisation("goalposts", 0, 100), of).values
    assert found.tolist() == [100, 75, 0, 0]
    uncut = Normalisation("goalposts", 0, 100, cut=False)
    assert normalise(array(12, 12), uncut, of).values == pytest.approx([-20, -20])


@pytest.mark.parametrize("rule", NORMALISATIONS)
def test_a_missing_value_stays_missing(rule):
    of = indicator(target=9.0, low=0.0, high=9.0)
    found = normalise(array(1, GAP, 5, 7), Normalisation(rule), of, 3).values
    assert np.isnan(found).tolist() == [False, True, False, False]


def test_distance_to_a_unit_does_not_depend_on_the_order_of_rows():
    # A peer gives the reference by its position: another order of rows is another index.
    forth = normalised("distance-to-unit", [1, 2, 5], reference=1)
    back = normalised("distance-to-unit", [5, 2, 1], reference=1)
    assert forth.tolist() == back[::-1].tolist()


@pytest.mark.parametrize("rule", ["min-max", "z-score", "distance-to-best"])
def test_an_indicator_without_spread_is_refused(rule):
    with pytest.raises(RequestError, match="does not vary"):
        normalised(rule, [3, 3, 3])


def test_skewness_and_kurtosis_of_a_spreadsheet():
    # The example of the functions SKEW and KURT in the manuals of spreadsheets.
    x = array(3, 4, 5, 2, 3, 4, 5, 6, 4, 7)
    assert skewness(x) == pytest.approx(0.359543, abs=1e-6)
    assert kurtosis(x) == pytest.approx(-0.151799637, abs=1e-9)


def test_winsorising_moves_all_ties_and_counts_them():
    x = np.concatenate([np.arange(30.0), [500.0, 500.0]])
    found, log = treat(x, Treatment("winsorise"))
    assert log.lowered == (30, 31)
    assert found.max() == 29
    assert log.passed_after


def test_what_winsorising_cannot_mend_is_transformed_from_the_raw_values():
    x = np.concatenate([np.arange(30.0), [500.0, 501.0, 502.0]])
    found, log = treat(x, Treatment("winsorise", points=2))
    assert log.transformed == "log"
    assert log.points == 0
    assert found == pytest.approx(np.log(x + 5.02))


def test_log_over_the_range_really_transforms():
    # A peer computes this logarithm and returns its input.
    x = array(0, 1, 10, 100)
    assert transform(x, "log-range") == pytest.approx(np.log1p(0.99 * x))
    left = transform(array(0, 90, 99, 100), "log-range")
    assert left == pytest.approx(-np.log1p(0.99 * array(100, 10, 1, 0)))
    assert (np.diff(left) > 0).all()


@pytest.mark.parametrize("power", [0.0, 0.5, -1.0, 2.0])
def test_box_cox_rises_and_refuses_zero(power):
    found = transform(array(1, 2, 4), "box-cox", power)
    assert found[0] == 0
    assert (np.diff(found) > 0).all()
    with pytest.raises(RequestError, match="needs values > 0"):
        transform(array(0, 1, 2), "box-cox", power)


@pytest.mark.parametrize("rule", TREATMENTS)
def test_treatment_keeps_order_and_gaps(rule):
    x = array(1, GAP, 2, 3, 4, 5, 60)
    found, _ = treat(x, Treatment(rule))
    assert np.isnan(found).tolist() == np.isnan(x).tolist()
    assert (np.diff(found[~np.isnan(found)]) >= 0).all()


def panel(rule, values, years, age=0):
    units = ["a"] * len(values)
    table = np.array(values, dtype=float)[:, None]
    return impute(table, Imputation(rule, age=age), units, ["p"], units, years)[:, 0]


def test_the_last_value_is_carried_forward_up_to_its_age():
    years = ["2018", "2019", "2020", "2022"]
    found = panel("forward", [GAP, 5, GAP, GAP], years, age=2)
    assert np.isnan(found).tolist() == [True, False, False, True]
    assert found[2] == 5


def test_linear_filling_goes_by_years_and_not_beyond_what_was_seen():
    found = panel("linear", [GAP, 10, GAP, 40, GAP], ["2015", "2016", "2017", "2019", "2020"])
    assert found[2] == 20
    assert np.isnan(found[[0, 4]]).all()


def test_filling_along_time_needs_years():
    with pytest.raises(RequestError, match="needs the column period"):
        panel("forward", [1, GAP], [])
    with pytest.raises(RequestError, match="needs years"):
        panel("linear", [1, GAP], ["spring", "autumn"])


def test_em_of_two_columns_is_the_regression_on_the_complete_one():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(60, 2)) @ array(1, 2, 0, 1).reshape(2, 2)
    x[:9, 1] = GAP
    # With one pattern of gaps the likelihood has the closed form of a regression (Anderson 1957).
    np.testing.assert_allclose(em(x), regression(x), rtol=1e-6)


def test_em_with_too_few_rows_is_called_ill_posed():
    assert em_is_ill_posed(np.ones((4, 2)))
    assert not em_is_ill_posed(np.ones((5, 2)))


@pytest.mark.parametrize("rule", [r for r in IMPUTATIONS if r not in ("none", "forward", "linear")])
def test_imputation_leaves_observations_alone(rule):
    rng = np.random.default_rng(2)
    x = rng.uniform(1, 9, (20, 3))
    seen = x.copy()
    x[3, 1] = x[7, 2] = x[8, 0] = GAP
    rows = [str(row) for row in range(20)]
    found = impute(x, Imputation(rule, "g"), ["g"] * 20, ["p"] * 3, rows, [])
    assert not np.isnan(found).any()
    assert (found[~np.isnan(x)] == seen[~np.isnan(x)]).all()


def test_a_column_nobody_observed_stays_empty():
    x = array(GAP, GAP, 1, 2).reshape(2, 2).T
    found = impute(x, Imputation("mean"), ["g", "g"], ["p", "p"], ["a", "b"], [])
    assert np.isnan(found[:, 0]).all()


@pytest.mark.parametrize("rule", [r for r in IMPUTATIONS if r not in ("forward", "linear")])
def test_a_pillar_with_an_empty_column_is_filled_elsewhere(rule):
    x = array(1, 2, GAP, 4, 2, 4, 6, 9, GAP, GAP, GAP, GAP).reshape(3, 4).T
    found = impute(x, Imputation(rule, "g"), ["g"] * 4, ["p"] * 3, list("abcd"), [])
    assert np.isnan(found[:, 2]).all()
    assert (found[:, 1] == x[:, 1]).all()


@pytest.mark.parametrize("rule", TREATMENTS)
def test_nothing_is_done_to_a_column_nobody_observed(rule):
    found, log = treat(array(GAP, GAP, GAP), Treatment(rule))
    assert np.isnan(found).all()
    assert log.points == 0


def test_ahp_of_consistent_judgements_gives_them_back():
    wanted = array(0.5, 0.3, 0.2)
    shares, ratio = ahp(wanted[:, None] / wanted[None, :])
    assert shares == pytest.approx(wanted)
    assert ratio == pytest.approx(0, abs=1e-12)


def test_ahp_finds_a_circle_of_preferences_inconsistent():
    circle = array(1, 9, 1 / 9, 1 / 9, 1, 9, 9, 1 / 9, 1).reshape(3, 3)
    _, ratio = ahp(circle)
    # Equal weights, λ = 1 + 9 + 1/9: ratio = (λ − 3) / 2 / 0.58.
    assert ratio == pytest.approx((1 + 9 + 1 / 9 - 3) / 2 / 0.58)


def test_ahp_asks_for_every_pair():
    how = Weighting("ahp", comparisons={"top": {"a": {"b": 2.0}}})
    with pytest.raises(RequestError, match="the comparison a–c is missing"):
        weigh(how, "top", ["a", "b", "c"], np.ones(3), np.ones((2, 3)), lambda w: w)


def test_ballots_count_alike_and_odd_sums_are_told():
    found = budget_allocation([{"a": 60, "b": 40}, {"a": 10, "b": 10}], ["a", "b"], np.ones(2))
    assert found.shares == pytest.approx([0.55, 0.45])
    assert found.remarks[0].en == "1 ballots do not sum to 100 points and were brought to 100"


def test_first_component_tells_of_a_negative_loading():
    base = np.arange(20.0)
    noise = np.sin(np.arange(20.0)) * 3
    found = first_component(np.column_stack([base, base + noise, -base]))
    assert found.shares.sum() == pytest.approx(1)
    assert "below 0" in found.remarks[0].en


def test_entropy_gives_nothing_to_a_part_that_is_the_same_for_all():
    assert entropy(array(5, 1, 5, 9).reshape(2, 2)) == pytest.approx([0, 1])
    assert entropy(np.ones((4, 2))) == pytest.approx([0.5, 0.5])


def test_ranks_take_the_smallest_of_ties_and_none_for_a_missing_score():
    found = ranks(array(3, 0.1 + 0.2, 0.3, GAP, 1))
    assert found[[0, 1, 2, 4]].tolist() == [1, 3, 3, 2]
    assert np.isnan(found[3])


def test_kendall_with_ties_by_hand():
    # Pairs: 4 concordant, 0 discordant, 1 tied in x, 1 tied in y: 4 / √(5·5).
    assert correlation(array(1, 1, 2, 3), array(1, 2, 3, 3), "kendall") == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("units", "periods", "value", "message"),
    [
        (("a",), (), 1.0, "units and"),
        (("a", "b"), (), np.inf, "infinite"),
        (("a", "a"), (), 1.0, "twice"),
        (("a", "a"), ("2023", "2023"), 1.0, "twice"),
    ],
)
def test_a_table_that_cannot_mean_anything_is_refused(units, periods, value, message):
    with pytest.raises(RequestError, match=message):
        IndexData(units, ("x",), np.full((2, 1), value), periods=periods)


def test_the_hash_of_data_is_over_content_and_not_over_order():
    values = array(1, 2, 3, GAP).reshape(2, 2)
    one = IndexData(("a", "b"), ("x", "y"), values)
    turned = IndexData(("b", "a"), ("y", "x"), values[::-1, ::-1])
    other = IndexData(("a", "b"), ("x", "y"), np.nan_to_num(values))
    values[0, 0] = 9
    assert one.values[0, 0] == 1
    assert one.hash == turned.hash
    assert one.hash != other.hash
