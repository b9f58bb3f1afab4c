"""The demo's chance is the same everywhere, and stays within its spread."""

from parkloop.demo.chance import Chance


def test_first_numbers_of_a_seed():
    # The raw stream of PCG64 is guaranteed by numpy (NEP 19); these digits may never change.
    chance = Chance(2025, "a-steel-1/output")
    assert [round(chance.around_one(0.5), 9) for _ in range(3)] == [
        1.175206748,
        0.998762237,
        1.170931167,
    ]


def test_another_purpose_gives_other_numbers():
    one, other = Chance(2025, "a"), Chance(2025, "b")
    assert [one.around_one(0.1) for _ in range(5)] != [other.around_one(0.1) for _ in range(5)]


def test_numbers_stay_within_the_spread_and_average_to_one():
    chance = Chance(7, "spread")
    numbers = [chance.around_one(0.2) for _ in range(4000)]
    assert min(numbers) >= 0.8
    assert max(numbers) <= 1.2
    assert abs(sum(numbers) / len(numbers) - 1) < 0.005
