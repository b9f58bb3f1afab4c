"""What may be typed as a number, and what is asked back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkloop.errors import RequestError
from parkloop_web.design.typed import typed_number, written_number


@pytest.mark.parametrize(
    ("text", "value"),
    [("1500", 1500), ("1,5", 1.5), ("1.5", 1.5), ("1.234,5", 1234.5), ("1,234.5", 1234.5),
     ("1 500", 1500), ("−2,25", -2.25), ("1.5000", 1.5), ("0.375", 0.375), ("1e6", 1e6)],
)  # fmt: skip
def test_one_meaning_is_read(text, value):
    assert typed_number(text) == value


def test_two_meanings_are_asked_back_with_what_to_write():
    with pytest.raises(RequestError) as asked:
        typed_number("1.500")
    assert asked.value.text.en == "“1.500” may be 1500 or 1.5; write 1500 or 1.50."
    assert asked.value.text.vi == "“1.500” có thể là 1500 hoặc 1,5; hãy viết 1500 hoặc 1,50."
    assert (typed_number("1500"), typed_number("1.50"), typed_number("1,50")) == (1500, 1.5, 1.5)


@pytest.mark.parametrize("text", ["", "nan", "inf", "1_0000", "much", "1,2,3"])
def test_no_number_is_told(text):
    with pytest.raises(RequestError, match="is no number"):
        typed_number(text)


@given(st.floats(-1e12, 1e12).map(lambda value: float(f"{value:.15g}")))
def test_what_a_field_is_filled_with_is_read_as_the_same(value):
    assert typed_number(written_number(value)) == value
