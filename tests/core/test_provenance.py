"""Same inputs, same bytes; hashes over content; gaps make figures partial (C-08, C-15)."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkloop.provenance import (
    Figure,
    Gap,
    Interval,
    Provenance,
    canonical_json,
    content_hash,
    significant,
)
from parkloop.texts import Text, same_in_both

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(st.text(), PLAIN, max_size=6))
def test_the_order_of_keys_does_not_matter(value):
    backwards = dict(reversed(value.items()))
    assert canonical_json(backwards) == canonical_json(value)
    assert content_hash(backwards) == content_hash(value)


def test_one_spelling():
    assert canonical_json({"b": [1, 0.1], "a": "hơi"}) == '{"a":"hơi","b":[1,0.1]}'


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="Out of range float values"):
        canonical_json({"a": value})


def test_content_hash_is_the_sha_256_of_the_canonical_json():
    """FIPS 180-4: SHA-256 of the two bytes {} as any tool computes it."""
    expected = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert content_hash({}) == expected


@pytest.mark.parametrize(
    ("value", "digits", "rounded"),
    [
        (12345.678, 3, 12300.0),
        (-0.00123456, 2, -0.0012),
        (9.996, 3, 10.0),
        (0.0, 3, 0.0),
        (math.inf, 3, math.inf),
    ],
)
def test_significant_digits(value, digits, rounded):
    assert significant(value, digits) == rounded


@given(st.floats(1e-200, 1e200), st.integers(1, 15))
def test_rounding_moves_a_value_by_less_than_its_last_digit(value, digits):
    assert significant(value, digits) == pytest.approx(value, rel=10.0 ** (1 - digits))
    assert significant(-value, digits) == -significant(value, digits)


def test_figures_with_gaps_are_partial():
    whole = Figure("a", same_in_both("a"), 1.0, "t", same_in_both("sum"))
    assert not whole.partial
    assert Figure("a", same_in_both("a"), 1.0, "t", same_in_both("sum"), gaps=("g",)).partial


def test_gaps_intervals_and_provenance_as_plain_values():
    gap = Gap("g", Text("thiếu", "missing"), Text("thêm", "add"), ("e",), ("c",))
    assert gap.as_dict() == {
        "candidates": ["c"],
        "entries": ["e"],
        "id": "g",
        "message": {"en": "missing", "vi": "thiếu"},
        "remedy": {"en": "add", "vi": "thêm"},
    }
    assert Interval(1.0, 2.0, "approach 1").as_dict() == {
        "high": 2.0,
        "low": 1.0,
        "method": "approach 1",
    }
    made = Provenance("inventory", "1", "l", "v", "c", {"gwp_set": "AR5"}, ("f",), "h", 3)
    assert content_hash(made.as_dict()) == content_hash(dict(reversed(made.as_dict().items())))
    assert set(made.as_dict()) == {
        "analysis", "catalog_hash", "catalog_version", "entries_count", "entries_hash", "facts",
        "ledger_hash", "parameters", "version",
    }  # fmt: skip
