"""What is shown gives no firm away, to somebody who knows which firms stand behind which sum."""

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkloop.disclosure import DisclosureRule, Withheld, peer_band, release, unsafe

RULE = DisclosureRule()


def test_fewer_than_three_firms_are_not_shown():
    assert unsafe({"a": 1.0, "b": 1.0}, RULE) is Withheld.FEW
    assert unsafe({"a": 1.0, "b": 1.0, "c": 1.0}, RULE) is None


def test_one_with_more_than_seventy_per_cent_is_not_shown():
    # 70 of 100 is the limit itself; 71 of 101 is above it.
    assert unsafe({"a": 70.0, "b": 15.0, "c": 15.0}, RULE) is None
    assert unsafe({"a": 71.0, "b": 15.0, "c": 15.0}, RULE) is Withheld.DOMINATED


def test_a_total_less_its_shown_parts_is_a_sum_too():
    parts = {
        "total": {"a": 3.0, "b": 3.0, "c": 3.0, "d": 2.0, "e": 2.0},
        "north": {"a": 3.0, "b": 3.0, "c": 3.0},
        "south": {"d": 2.0, "e": 2.0},
    }
    found = release(parts)
    assert found.shown == ("total",)
    assert found.withheld == {"north": Withheld.DERIVABLE, "south": Withheld.FEW}


def test_a_new_version_with_one_firm_more_gives_that_firm_away():
    before = {"a": 1.0, "b": 1.0, "c": 1.0}
    found = release({"total": {**before, "d": 1.0}}, shown_before=[before])
    assert found.withheld == {"total": Withheld.DERIVABLE}


def test_who_is_unknown_now_may_have_dominated_what_an_earlier_version_leaves():
    before = {"a": 1.0, "b": 1.0, "c": 1.0, "d": 2.0, "e": 2.0, "left": math.nan}
    new = {"a": 1.0, "b": 1.0, "c": 1.0}
    assert unsafe({"d": 2.0, "e": 2.0, "left": math.nan}, RULE) is Withheld.DOMINATED
    found = release({"total": new}, shown_before=[before])
    assert found.withheld == {"total": Withheld.DERIVABLE}
    assert release({"total": new}, shown_before=[before | {"left": 2.0}]).shown == ("total",)


def test_words():
    assert Withheld.FEW.words.en == "Not shown: too few enterprises stand behind it."
    assert Withheld.DOMINATED.words.vi == "Không công bố: một doanh nghiệp chiếm phần quá lớn."
    assert "could be reckoned" in Withheld.DERIVABLE.words.en


@pytest.mark.parametrize("count", [0, 1, 4])
def test_no_band_of_fewer_than_five_peers(count):
    assert peer_band([1.0] * count) is None


def test_band_is_never_one_firm_alone():
    values = [1.0, 2.0, 4.0, 8.0, 16.0]
    band = peer_band(values)
    assert band == (3.0, 6.0, 12.0)
    assert not set(band) & set(values)


FIRMS = "abcdefgh"


@st.composite
def tables(draw):
    values = {f: draw(st.floats(0, 1000, allow_nan=False)) for f in FIRMS}
    groups = draw(
        st.lists(st.sets(st.sampled_from(FIRMS), min_size=1).map(frozenset), min_size=1, max_size=7)
    )
    return values, {f"s{n}": {f: values[f] for f in sorted(g)} for n, g in enumerate(groups)}


@given(tables())
def test_nobody_can_reckon_one_or_two_firms(table):
    """Independent of the implementation: least squares for every set of one or two firms."""
    _, sums = table
    shown = release(sums).shown
    rows = np.array([[float(f in sums[name]) for f in FIRMS] for name in shown])
    if not shown:
        return
    for size in (1, 2):
        for firms in combinations(FIRMS, size):
            target = np.array([float(f in firms) for f in FIRMS])
            weights, *_ = np.linalg.lstsq(rows.T, target, rcond=None)
            assert np.abs(rows.T @ weights - target).max() > 1e-6, (shown, firms)


@given(tables())
def test_no_shown_sum_and_no_difference_of_two_is_unsafe(table):
    _, sums = table
    shown = [sums[name] for name in release(sums).shown]
    for one in shown:
        assert unsafe(one, RULE) is None
        for other in shown:
            if other.keys() < one.keys():
                rest = {f: v for f, v in one.items() if f not in other}
                assert unsafe(rest, RULE) is None
