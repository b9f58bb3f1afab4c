"""Aggregations with figures that can be computed by hand, and errors known from other packages."""

import numpy as np
import pytest

from parkloop.analyses.index.aggregate import aggregate
from parkloop.analyses.index.method import AGGREGATIONS, Aggregation
from parkloop.errors import RequestError

GAP = float("nan")
EQUAL = np.array([1.0, 1.0])


def of(rule, x, w=EQUAL, least_parts=0.0, **settings):
    return aggregate(np.array(x, dtype=float), w, Aggregation(rule, **settings), least_parts)


@pytest.mark.parametrize(
    ("rule", "settings", "expected"),
    [
        ("arithmetic", {}, 5.0),
        ("geometric", {}, 4.0),
        ("harmonic", {}, 3.2),
        ("power", {"power": 2.0}, np.sqrt(34)),
        ("power", {"power": 0.0}, 4.0),
        ("power", {"power": -1.0}, 3.2),
        ("owa", {"order": (3.0, 1.0)}, 6.5),
        ("mean-min", {"alpha": 1.0, "beta": 0.0}, 2.0),
        ("mean-min", {"alpha": 0.0, "beta": 1.0}, 5.0),
        ("mean-min", {"alpha": 0.5, "beta": 4.0}, 4.5),
    ],
)
def test_means_of_two_and_eight(rule, settings, expected):
    assert of(rule, [[2, 8]], **settings) == pytest.approx([expected])


def test_weights_are_rescaled_over_what_is_present():
    found = of("arithmetic", [[10, 40, GAP], [10, 40, 70]], np.array([3.0, 1.0, 4.0]))
    assert found == pytest.approx([17.5, 43.75])


@pytest.mark.parametrize("rule", AGGREGATIONS)
def test_a_score_without_any_part_is_missing(rule):
    found = of(rule, [[1, 2], [2, 3], [3, 1], [GAP, GAP]])
    assert np.isnan(found[3])
    assert not np.isnan(found[:3]).any()


def test_too_few_parts_make_no_score():
    x = [[1, 2, GAP], [1, GAP, GAP]]
    found = of("arithmetic", x, np.ones(3), least_parts=2 / 3)
    assert found[0] == 1.5
    assert np.isnan(found[1])


def test_power_mean_leaves_out_a_missing_part_like_the_geometric_mean():
    # A peer's power mean becomes missing with its first missing part while its geometric does not.
    assert of("power", [[4, GAP], [4, 16]], power=0.5) == pytest.approx([4, 9])
    assert of("geometric", [[4, GAP], [4, 16]]) == pytest.approx([4, 8])


@pytest.mark.parametrize("rule", ["geometric", "harmonic", "power"])
def test_scores_of_zero_are_refused_and_never_lifted(rule):
    with pytest.raises(RequestError, match="needs scores above 0"):
        of(rule, [[0, 8]])


def test_copeland_counts_wins_less_defeats():
    # A peer's Copeland function cannot be reached through its own aggregation step.
    x = [[3, 3, 1], [2, 2, 2], [1, 1, 3]]
    assert of("copeland", x, np.ones(3)).tolist() == [2, 0, -2]


def test_copeland_ties_when_weights_are_equal():
    x = [[3, 1], [1, 3]]
    assert of("copeland", x).tolist() == [0, 0]


def test_mazziotta_pareto_by_hand():
    # Two parts with mean 20 and deviation 10 (population): z is 90 or 110.
    found = of("mazziotta-pareto", [[10, 10], [30, 10], [10, 30], [30, 30]])
    assert found == pytest.approx([90, 100 - 100 / 100, 100 - 100 / 100, 110])


@pytest.mark.parametrize(("penalty", "expected"), [(-1, 91.0), (1, 109.0)])
def test_adjusted_mazziotta_pareto_obeys_the_penalty_and_is_not_rounded(penalty, expected):
    # A peer ignores the sign of the penalty and rounds to three decimals.
    found = of("adjusted-mazziotta-pareto", [[0, 10], [10, 0]], penalty=penalty)
    assert found == pytest.approx([expected, expected], rel=1e-15)
    uneven = of("adjusted-mazziotta-pareto", [[0, 10], [3, 0], [10, 7]], penalty=penalty)
    assert (uneven != np.round(uneven, 3)).any()


def test_mean_min_looks_along_the_unit_and_not_down_the_column():
    # A peer recycles the standardisation down the rows: order of rows then changes scores.
    x = np.array([[1.0, 9.0, 5.0], [8.0, 2.0, 7.0], [4.0, 4.0, 4.0]])
    how = Aggregation("mean-min", alpha=1.0, beta=0.0)
    found = aggregate(x, np.ones(3), how)
    assert found == pytest.approx([1, 2, 4])
    assert aggregate(x[::-1], np.ones(3), how) == pytest.approx(found[::-1])


def test_wroclaw_is_one_for_a_unit_best_in_everything():
    found = of("wroclaw", [[9, 9], [5, 1], [1, 5]])
    assert found[0] == 1
    assert found[1] == pytest.approx(found[2])


def test_free_benefit_of_the_doubt_gives_specialists_the_full_score():
    x = [[10, 0], [0, 10], [5, 5], [2, 2]]
    assert of("benefit-of-the-doubt", x) == pytest.approx([1, 1, 1, 0.4])


def test_benefit_of_the_doubt_with_equal_shares():
    # Shares fixed at one half: w₁x₁ = w₂x₂, so a unit without one part scores nothing.
    x = [[10, 0], [5, 5], [10, 10]]
    found = of("benefit-of-the-doubt", x, least_share=0.5, most_share=0.5)
    assert found == pytest.approx([0, 0.5, 1])


@pytest.mark.parametrize("rule", AGGREGATIONS)
def test_many_sets_of_weights_at_once_equal_one_after_another(rule):
    rng = np.random.default_rng(3)
    x = rng.uniform(1, 100, (7, 4))
    sets = rng.uniform(0.5, 1.5, (5, 4))
    how = Aggregation(rule)
    together = np.broadcast_to(aggregate(x[None], sets, how), (5, 7))
    apart = [aggregate(x, one, how) for one in sets]
    np.testing.assert_allclose(together, apart, rtol=1e-12)


def test_an_unknown_aggregation_is_refused():
    with pytest.raises(RequestError, match="no aggregation “magic”"):
        of("magic", [[1, 2]])
