"""Numbers and counts in the sentences of findings."""

import pytest

from parkloop.ledger.checks.wording import as_stated, how_many, in_unit, number


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (1234.5, "1.234", "1,234"),
        (0.012342, "0,01234", "0.01234"),
        (12.0, "12", "12"),
        (-3.6, "-3,6", "-3.6"),
        (0, "0", "0"),
        (9_876_543, "9.877.000", "9,877,000"),
    ],
)
def test_computed_values_are_rounded_to_four_digits(value, vi, en):
    text = number(value)
    assert (text.vi, text.en) == (vi, en)


def test_stated_values_keep_their_digits():
    assert as_stated(value=736_880.25) == {"value_vi": "736.880,25", "value_en": "736,880.25"}


def test_one_entry_is_not_entries():
    assert (how_many(1).en, how_many(2).en, how_many(2).vi) == ("1 entry", "2 entries", "2 mục")


def test_amounts_without_a_ledger_unit_stay_in_their_own():
    assert in_unit(5_000_000, "mass/volume", "g/l") == 5.0
    assert in_unit(3_600_000, "energy", "kWh") == 1.0
