"""Ways over facts from what was measured to what is balanced."""

import pytest

from parkloop.analyses.balances.conversion import Conversion, Converter, Unconvertible
from parkloop.periods import reporting_year
from tests.core.builders import ZONE, a_catalog, a_fact

YEAR = reporting_year(2025)


def convert(stream, source, target, *facts):
    converter = Converter(a_catalog(*facts), YEAR, "VN", ZONE)
    return converter.convert(stream, source, target), converter


def test_the_same_dimension_needs_no_fact():
    way, converter = convert("sand", "mass", "mass")
    assert (way.factor, way.facts) == (1, ())
    assert converter.facts_used == frozenset()


def test_litres_of_diesel_become_heat_over_density_and_heating_value():
    way, converter = convert("diesel", "volume", "energy")
    assert float(way.factor) == pytest.approx(840 * 43.0)  # MJ per m3
    assert [(fact.symbol, power) for fact, power in way.facts] == [("ρ", 1), ("NCV", 1)]
    assert converter.facts_used == {"density.diesel", "ncv.diesel"}


def test_heat_becomes_mass_by_the_inverted_heating_value():
    way, _ = convert("diesel", "energy_ncv", "mass")
    assert float(way.factor) == pytest.approx(1 / 43.0)
    assert [(fact.fact, power) for fact, power in way.facts] == [("ncv.diesel", -1)]


def test_gross_heat_is_not_net_heat_without_the_ratio():
    assert isinstance(convert("natural-gas", "energy_gcv", "energy")[0], Unconvertible)
    ratio = a_fact("net_to_gross", "natural-gas", 0.9, "MJ_ncv/MJ_gcv")
    assert float(convert("natural-gas", "energy_gcv", "energy", ratio)[0].factor) == 0.9


def test_power_is_not_a_fuels_heat():
    assert isinstance(convert("electricity", "energy", "energy_ncv")[0], Unconvertible)


def test_what_is_lacking_is_named():
    way, _ = convert("natural-gas", "volume", "energy")
    assert isinstance(way, Unconvertible)
    assert way.missing == (
        "density",
        "ncv",
        "ncv_per_normal_volume",
        "net_to_gross",
        "steam_enthalpy",
    )


def test_two_facts_of_the_same_rank_are_no_conversion():
    again = a_fact("ncv", "diesel", 42.0, "TJ_ncv/Gg", id="ncv.diesel.again")
    way, _ = convert("diesel", "mass", "energy", again)
    assert isinstance(way, Unconvertible)
    assert way.candidates == ("ncv.diesel", "ncv.diesel.again")


def test_a_fact_that_joins_other_things_is_passed_over():
    odd = a_fact("density", "sand", 5.0, "kg/h")
    assert isinstance(convert("sand", "volume", "mass", odd)[0], Unconvertible)
    assert isinstance(convert("diesel", "volume", "mass", odd)[0], Conversion)
