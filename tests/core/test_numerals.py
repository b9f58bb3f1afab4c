"""What counts as a number in a cell."""

import pytest

from parkloop.numerals import finite


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.5", 1.5),
        (" -2e3 ", -2000.0),
        ("1_000", None),
        ("nan", None),
        ("inf", None),
        ("1,5", None),
        ("", None),
    ],
)
def test_only_plain_finite_numbers(text, value):
    assert finite(text) == value
