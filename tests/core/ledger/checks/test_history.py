"""Values beside their own history: spikes, seasons, mistaken units."""

import pytest

from parkloop.ledger.checks import CheckParameters, run_checks
from tests.core.builders import a_catalog, a_flow, a_park, a_snapshot, monthly

PARK = a_park(("grid", "grid"), ("market", "market"), ("t1", "enterprise"))
CATALOG = a_catalog()
POWER = ("electricity", "grid", "t1")
EVEN = [100, 104, 98, 101, 97, 103, 99, 102, 100, 96, 105, 101]


def found(*entries, parameters=None):
    return run_checks(a_snapshot(PARK, *entries), CATALOG, parameters)


def with_value(values, month, value):
    return [value if number == month else old for number, old in enumerate(values, 1)]


def test_a_spike_is_explained_by_ratio_median_and_range():
    values = with_value(EVEN + EVEN, 14, 730)
    (finding,) = found(*monthly(*POWER, values, "MWh", series="M1"))
    assert finding.rule == "CHK-13"
    assert finding.where.row == 14
    assert finding.where.period == "2026-02"
    words = finding.message.en
    assert words.startswith("The series M1 (electricity, grid → t1), 2026-02: 730 MWh is ")
    assert " times the median of the 23 other periods (" in words
    assert float(finding.values["ratio_en"]) == pytest.approx(730 / 92.1, rel=0.02)
    assert "brought to the same number of days" in words
    assert "lần trung vị của 23 kỳ khác" in finding.message.vi


def test_a_low_value_is_reported_only_when_very_low():
    halved = monthly(*POWER, with_value(EVEN, 5, 45), "MWh")
    vanished = monthly(*POWER, with_value(EVEN, 5, 4.5), "MWh")
    assert found(*halved) == ()
    (finding,) = found(*vanished)
    assert finding.rule == "CHK-13"


def test_fewer_than_six_values_are_no_history():
    assert found(*monthly(*POWER, [100, 101, 99, 100, 900], "MWh")) == ()


def test_a_season_that_comes_back_is_believed():
    year = [10, 11, 10, 12, 11, 10, 12, 11, 90, 95, 11, 10]
    assert found(*monthly(*POWER, [*year, *[v * 1.1 for v in year]], "MWh")) == ()


def test_the_month_after_a_spike_of_last_year_is_believed():
    values = with_value(EVEN + EVEN, 3, 900)
    assert [f.where.period for f in found(*monthly(*POWER, values, "MWh"))] == ["2025-03"]


def test_a_long_bill_is_compared_per_day():
    bills = monthly(*POWER, EVEN[:11], "MWh", series="M1")
    quarter = a_flow(*POWER, "2025-12-01/2026-03-01", 300, "MWh", series="M1")
    assert [f.rule for f in found(*bills, quarter)] == []


def test_kwh_entered_as_mwh_is_guessed():
    values = with_value(EVEN, 6, 103_000)
    (finding,) = found(*monthly(*POWER, values, "MWh", series="M1"))
    assert finding.rule == "CHK-14"
    assert "close to 1,000: perhaps kWh entered as MWh" in finding.message.en
    assert "gần bằng 1.000 lần: có thể số kWh được ghi là MWh" in finding.message.vi
    assert finding.suggestion == "103000 kWh"


def test_gigajoules_entered_as_mwh_is_guessed():
    (finding,) = found(*monthly(*POWER, with_value(EVEN, 6, 362), "MWh"))
    assert "close to 3.6: perhaps GJ entered as MWh" in finding.message.en


def test_tonnes_entered_as_kilograms_is_guessed():
    loads = monthly("sand", "market", "t1", with_value([v * 1000 for v in EVEN], 6, 100), "kg")
    (finding,) = found(*loads)
    assert "perhaps t entered as kg" in finding.message.en
    assert finding.suggestion == "100 t"


def test_a_digit_too_many_is_guessed():
    (finding,) = found(*monthly(*POWER, with_value(EVEN, 6, 1030), "MWh"))
    assert "perhaps a digit too many" in finding.message.en
    assert finding.suggestion == "103 MWh"


def test_three_point_six_is_no_slip_between_masses():
    (finding,) = found(*monthly("sand", "market", "t1", with_value(EVEN, 6, 362), "t"))
    assert finding.rule == "CHK-13"


def test_limits_are_parameters():
    values = with_value(EVEN, 6, 200)
    assert found(*monthly(*POWER, values, "MWh")) == ()
    strict = CheckParameters(high_ratio=1.5)
    assert [f.rule for f in found(*monthly(*POWER, values, "MWh"), parameters=strict)] == ["CHK-13"]
