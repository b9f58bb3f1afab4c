"""Games with known answers, and the game of two parks."""

from collections.abc import Callable

import numpy as np
import pytest

from parkloop.analyses.symbiosis.network.games import (
    core_violations,
    least_core,
    members,
    nucleolus,
    proportional,
    shapley,
    shapley_sampled,
    superadditive,
)
from parkloop.analyses.symbiosis.network.shares import coalition_values
from tests.golden.symbiosis_cases import companies, eip_toy


def game(players: int, value: Callable[[set[int]], float]) -> np.ndarray:
    return np.array([value(set(members(mask))) for mask in range(1 << players)], float)


def talmud(estate: float) -> np.ndarray:
    """What a group gets once the claims of all others are paid (O'Neill 1982)."""
    claims = (100, 200, 300)
    return game(3, lambda s: max(0.0, estate - sum(c for i, c in enumerate(claims) if i not in s)))


GLOVES = game(3, lambda s: min(len(s & {0}), len(s & {1, 2})))
AIRPORT = game(3, lambda s: -max((player + 1 for player in s), default=0))
MAJORITY = game(3, lambda s: float(len(s) >= 2))


@pytest.mark.parametrize(
    ("values", "by_shapley", "by_nucleolus"),
    [
        (GLOVES, (2 / 3, 1 / 6, 1 / 6), (1, 0, 0)),  # Shapley and Shubik 1969
        (AIRPORT, (-1 / 3, -5 / 6, -11 / 6), (-1 / 2, -3 / 4, -7 / 4)),  # Littlechild 1974
        (talmud(100), (100 / 3,) * 3, (100 / 3,) * 3),  # Aumann and Maschler 1985
        (talmud(300), (50, 100, 150), (50, 100, 150)),
        (MAJORITY, (1 / 3,) * 3, (1 / 3,) * 3),
    ],
    ids=["gloves", "airport", "talmud 100", "talmud 300", "majority"],
)
def test_textbook_games(values, by_shapley, by_nucleolus):
    assert shapley(values) == pytest.approx(by_shapley)
    assert nucleolus(values) == pytest.approx(by_nucleolus, abs=1e-9)


def test_the_core_of_gloves_is_one_point_and_that_of_a_majority_is_empty():
    assert least_core(GLOVES) == pytest.approx(0)
    assert core_violations(GLOVES, np.array([1.0, 0, 0])) == ()
    assert core_violations(GLOVES, shapley(GLOVES)) != ()
    assert least_core(MAJORITY) == pytest.approx(1 / 3)


def water_game() -> np.ndarray:
    """Saving of each coalition of the three companies of Olesen and Polley [t/h]."""
    fresh = -coalition_values(companies())
    alone = np.array([fresh[1 << player] for player in range(3)])
    return game(3, lambda s: sum(alone[list(s)])) - fresh


def test_savings_of_three_companies_and_how_they_are_shared():
    """Recomputed by an independent model from the published data; 25.288 t/h saved."""
    values = water_game()
    assert values[[3, 5, 6, 7]] == pytest.approx([11.5179, 18.8889, 6.3989, 25.2877], abs=1e-4)
    assert shapley(values) == pytest.approx([11.3641, 5.1191, 8.8046], abs=1e-4)
    assert nucleolus(values) == pytest.approx([13.6036, 3.1994, 8.4846], abs=1e-4)
    assert core_violations(values, shapley(values)) == ()
    assert core_violations(values, nucleolus(values)) == ()


def test_shares_by_use_lose_two_companies():
    values = water_game()
    shares = proportional(values[7], [98.3333, 54.6429, 186.6667])
    assert shares == pytest.approx([7.3213, 4.0684, 13.8980], abs=1e-4)
    (walks,) = core_violations(values, shares)
    assert walks.members == (0, 1)
    assert walks.share == pytest.approx(11.3897, abs=1e-4)
    assert walks.value == pytest.approx(11.5179, abs=1e-4)


def test_the_six_players_of_the_small_park():
    """All 64 coalitions by enumeration of all sets of links."""
    values = coalition_values(eip_toy())
    assert values[63] == pytest.approx(3890)
    assert superadditive(values)
    assert shapley(values) == pytest.approx(
        [791.667, 293.667, 1050.833, 873.167, 582.667, 298.0], abs=1e-3
    )
    assert nucleolus(values) == pytest.approx([1272.5, 615, 1172.5, 587.5, 207.5, 35], abs=1e-4)
    assert least_core(values) <= 1e-9
    assert core_violations(values, nucleolus(values)) == ()


def test_sampled_shares_lie_within_their_errors():
    values = coalition_values(eip_toy())
    found = shapley_sampled(
        lambda group: values[sum(1 << player for player in group)],
        6,
        2_000,
        np.random.default_rng(20_250_101),
    )
    assert np.abs(found.shares - shapley(values)).max() <= 4 * found.errors.max()
    assert found.shares.sum() == pytest.approx(3890)
    assert found.errors.max() < 20
