"""Numbers as people write them: read when they can mean one thing, asked about otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkloop.io.intake.numbers import Decimal, Unread, decimal_of, read_number, written_plainly


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (1234.5, 1234.5),
        (12, 12.0),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1234,5", 1234.5),
        ("1234.5", 1234.5),
        ("1.234.567", 1234567.0),
        ("1,234,567", 1234567.0),
        ("1.234.567,89", 1234567.89),
        ("12,5", 12.5),
        ("0,125", 0.125),
        ("0.125", 0.125),
        ("1234.567", 1234.567),
        ("1 234 567", 1234567.0),
        ("1 234,567", 1234.567),
        ("1\u00a0234,5", 1234.5),
        ("1'234.5", 1234.5),
        ("  42 ", 42.0),
        ("-5,5", -5.5),
        ("−5", -5.0),
        ("(5)", -5.0),
        ("+7", 7.0),
        (",5", 0.5),
        ("1e5", 100000.0),
        ("1.25E-3", 0.00125),
        ("0", 0.0),
    ],
)
def test_plain_numbers(written, value):
    assert read_number(written).value == value


@pytest.mark.parametrize(
    "written",
    ["", "abc", "12 kWh", "1..2", "1,2,3", "1.23.456", "12.", "1,234,5", "--5", "1 2", "½", "٣",
     "TRUE", True, float("nan"), float("inf"), "nan", "inf", "9" * 400, "1e999", "=1+1"],
)  # fmt: skip
def test_what_is_no_number(written):
    assert read_number(written).unread is Unread.NOT_A_NUMBER


@pytest.mark.parametrize(
    ("written", "readings"),
    [("1.234", (1.234, 1234.0)), ("1,234", (1.234, 1234.0)), ("-12.345", (-12345.0, -12.345))],
)
def test_one_sign_and_three_digits_can_mean_two_things(written, readings):
    number = read_number(written)
    assert number.unread is Unread.AMBIGUOUS
    assert number.readings == readings
    assert read_number(written, Decimal.POINT).value in readings
    assert read_number(written, Decimal.COMMA).value in readings
    assert read_number("1.234", Decimal.COMMA).value == 1234.0


@pytest.mark.parametrize(
    ("column", "decimal"),
    [
        (["1.234", "1.234,5"], Decimal.COMMA),
        (["1,234", "0.5"], Decimal.POINT),
        (["1.234", "2.345"], None),
        (["1.234,5", "1,234.5"], None),
        (["1.234.567"], Decimal.COMMA),
        (["abc", 12.5, None, "12"], None),
    ],
)
def test_the_other_cells_of_a_column_decide(column, decimal):
    assert decimal_of(column) is decimal


@given(st.floats(0, 1e12, allow_nan=False))
def test_a_number_written_plainly_is_read_as_itself_whatever_the_column(value):
    text = written_plainly(value)
    for decimal in (None, Decimal.COMMA, Decimal.POINT):
        assert read_number(text, decimal).value == value


@given(st.integers(0, 10**12), st.integers(0, 99))
def test_vietnamese_and_english_grouping_give_the_same(whole, cents):
    english = f"{whole:,}.{cents:02d}"
    vietnamese = english.translate(str.maketrans(".,", ",."))
    assert read_number(english).value == read_number(vietnamese).value == whole + cents / 100
