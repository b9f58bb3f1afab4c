"""Numbers as people read them: vi 1.234.567,8 and en 1,234,567.8 (convention C-16)."""

import pytest

from parkloop.reports.numbers import (
    column_decimals,
    exact,
    fixed,
    number,
    percent,
    shown,
    unit_words,
)

THIN = "\u202f"


@pytest.mark.parametrize(
    ("value", "digits", "vi", "en"),
    [
        (1_234_567.8, 8, "1.234.567,8", "1,234,567.8"),
        (41_320.4, 4, "41.320", "41,320"),
        (41_320.4, 3, "41.300", "41,300"),
        (989.97, 4, "990", "990"),
        (0.000123, 3, "0,000123", "0.000123"),
        (-5.5, 4, "−5,5", "−5.5"),
        (0, 4, "0", "0"),
        (None, 4, "chưa biết", "not known"),
    ],
)
def test_significant_digits(value, digits, vi, en):
    text = number(value, digits)
    assert (text.vi, text.en) == (vi, en)


@pytest.mark.parametrize(
    ("value", "decimals", "en"),
    [
        (0.04, 1, f"<{THIN}0.1"),
        (-0.04, 1, f">{THIN}−0.1"),
        (0.0, 1, "0.0"),
        (0.05, 1, "0.1"),
        (1234.56, 1, "1,234.6"),
        (None, 1, "not known"),
    ],
)
def test_what_would_vanish_in_rounding_is_not_shown_as_zero(value, decimals, en):
    assert fixed(value, decimals).en == en


@pytest.mark.parametrize(
    ("share", "decimals", "en"),
    [
        (0.87, 0, f"87{THIN}%"),
        (1.0, 1, f"100.0{THIN}%"),
        (0.99999, 1, f">{THIN}99.9{THIN}%"),
        (0.996, 0, f">{THIN}99{THIN}%"),
        (0.0001, 0, f"<{THIN}1{THIN}%"),
        (None, 0, "not known"),
    ],
)
def test_a_share_that_is_not_all_is_never_rounded_to_all(share, decimals, en):
    assert percent(share, decimals).en == en


def test_a_missing_number_is_never_zero():
    assert shown(None, "kg").together.vi == "chưa biết"
    assert shown(0.0, "kg").digits.en == "0"


@pytest.mark.parametrize(
    ("value", "unit", "en"),
    [
        (20_796_122, "kg", f"20,800{THIN}t"),
        (3.4e9, "MJ", f"3,400{THIN}TJ"),
        (4_500, "MJ", f"4.5{THIN}GJ"),
        (12.0, "m3", f"12{THIN}m³"),
    ],
)
def test_amounts_are_shown_in_the_unit_that_reads_best(value, unit, en):
    assert shown(value, unit).together.en == en


@pytest.mark.parametrize(
    ("unit", "vi", "en"),
    [
        ("t CO2e", "t\u00a0CO₂e", "t\u00a0CO₂e"),
        ("kg/TJ_ncv", "kg/TJ\u00a0(nhiệt\u00a0trị\u00a0thấp)", "kg/TJ\u00a0(net)"),
        ("toe", "TOE", "toe"),
        ("kg CO2e/kg", "kg\u00a0CO₂e/kg", "kg\u00a0CO₂e/kg"),
    ],
)
def test_units_in_words(unit, vi, en):
    assert (unit_words(unit).vi, unit_words(unit).en) == (vi, en)


def test_exact_keeps_what_the_number_carries():
    assert exact(20_796.122).vi == "20.796,122"


def test_decimals_of_a_column_follow_its_largest_number():
    assert column_decimals([0.01, 12.0, None]) == 2
    assert column_decimals([41_320.0, 0.4]) == 0
