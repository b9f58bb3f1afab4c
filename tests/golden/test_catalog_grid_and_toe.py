"""The Vietnamese grid factor by data year, and the statutory factors of the tonne of oil."""

from __future__ import annotations

import pytest

from parkloop.errors import FactError
from parkloop.periods import month, parse, reporting_year
from tests.golden.looked_up import CATALOG, looked_up

#: Publications of the climate authority; 2022: letter 327/BĐKH-PTCBT of 19 March 2024; 2023:
#: letter 1726/BĐKH-PTCBT of 3 December 2024 [t CO2/MWh].
GRID = {
    2014: 0.6612,
    2015: 0.8154,
    2016: 0.9185,
    2017: 0.8649,
    2018: 0.9130,
    2019: 0.8458,
    2020: 0.8041,
    2021: 0.7221,
    2022: 0.6766,
    2023: 0.6592,
}


def grid(period, **more):
    return CATALOG.find("grid", period=period, stream="electricity", gas="CO2", **more)


@pytest.mark.parametrize("year", GRID)
def test_grid_factor_of_the_year(year):
    pick = grid(reporting_year(year))
    assert (pick.fact.value, pick.fact.unit, pick.fact.data_year) == (
        GRID[year], "t/MWh", str(year),
    )  # fmt: skip
    assert grid(month(year, 12)).fact.id == pick.fact.id


@pytest.mark.parametrize(
    ("year", "source", "document"),
    [
        (2022, "letter-327-2024", "327/BĐKH-PTCBT"),
        (2023, "letter-1726-2024", "1726/BĐKH-PTCBT"),
    ],
)
def test_the_letters_are_named(year, source, document):
    fact = grid(reporting_year(year)).fact
    assert fact.source == source
    assert document in CATALOG.sources[source].document


@pytest.mark.parametrize("period", ["2013", "2024", "2025", "2022-07-01/2023-07-01"])
def test_no_factor_for_a_year_without_publication(period):
    with pytest.raises(
        FactError, match=f"The catalog has no grid / electricity / CO2 for {period}"
    ):
        grid(parse(period))


#: Letter 3505/BCT-KHCN of 2011: factor, and the heating value that it implies at 41.868 GJ/toe.
TOE = {
    ("electricity", "toe/kWh"): (0.0001543, 6.46e-3),
    ("coke-oven-coke", "toe/t"): (0.725, 30.35),
    ("anthracite-fines-1-2", "toe/t"): (0.70, 29.3),
    ("anthracite-fines-3-4", "toe/t"): (0.60, 25.1),
    ("anthracite-fines-5-6", "toe/t"): (0.50, 20.9),
    ("diesel", "toe/t"): (1.02, 42.7),
    ("diesel", "toe/m3"): (0.88, 36.8),
    ("residual-fuel-oil", "toe/t"): (0.99, 41.4),
    ("residual-fuel-oil", "toe/m3"): (0.94, 39.4),
    ("lpg", "toe/t"): (1.09, 45.6),
    ("motor-gasoline", "toe/t"): (1.05, 44.0),
    ("motor-gasoline", "toe/m3"): (0.83, 34.8),
    ("jet-kerosene", "toe/t"): (1.05, 44.0),
    ("natural-gas", "toe/m3"): (0.0009, 0.0377),
}


@pytest.mark.parametrize(("stream", "unit"), TOE)
def test_tonnes_of_oil_equivalent(stream, unit):
    value, implied = TOE[stream, unit]
    facts = [f for f in CATALOG.of_kind("toe", stream) if f.unit == unit]
    assert [fact.value for fact in facts] == [value]
    heat = value * looked_up("toe_energy", "GJ_ncv/toe", region="VN")
    assert heat == pytest.approx(implied, rel=3e-3)


def test_power_counts_1_79_times_its_heat():
    """0.1543 kgoe/kWh · 41.868 MJ/kgoe = 6.46 MJ for 3.6 MJ."""
    factor = looked_up("toe", "toe/MJ", "electricity", region="VN")
    heat = looked_up("toe_energy", "MJ_ncv/toe", region="VN")
    assert factor * heat == pytest.approx(1.79, abs=0.006)


@pytest.mark.parametrize(("grade", "ncv"), [("1-2", 29.3), ("3-4", 25.1), ("5-6", 20.9)])
def test_grades_of_anthracite_fines_have_the_implied_heating_value(grade, ncv):
    """The grades differ by ±20 % around the IPCC's anthracite of 26.7 TJ/Gg."""
    ours = looked_up("ncv", "TJ_ncv/Gg", f"anthracite-fines-{grade}", region="VN")
    assert ours == pytest.approx(ncv, abs=0.06)
