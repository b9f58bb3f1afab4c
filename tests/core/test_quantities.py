"""The closed list of units: look-alikes are different things (C-03)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkloop.errors import UnitError
from parkloop.quantities import (
    LEDGER_UNITS,
    Quantity,
    atoms,
    conversion,
    dimension,
    is_unit,
)

#: Definitions, not measurements: SI Brochure (2019) and, for the kWh, 1 W·s = 1 J.
EXACT = [
    ("kWh", "MJ", 3.6),
    ("MWh", "GJ", 3.6),
    ("GWh", "TJ", 3.6),
    ("t", "kg", 1000.0),
    ("Gg", "t", 1000.0),
    ("l", "m3", 0.001),
    ("mg/l", "kg/m3", 0.001),
    ("kg/TJ_ncv", "kg/GJ_ncv", 0.001),
    ("TJ_ncv/Gg", "MJ_ncv/kg", 1.0),
    ("t/MWh", "kg/kWh", 1.0),
    ("t/MWh", "kg/MJ", 1 / 3.6),
    ("%", "1", 0.01),
    ("yr", "d", 365.0),
    ("ha", "m2", 10_000.0),
    ("g/t", "kg/kg", 1e-6),
    ("toe/t", "kgoe/kg", 1.0),
    ("t.km", "kg.km", 1000.0),
]


@pytest.mark.parametrize(("source", "target", "factor"), EXACT)
def test_conversions_by_definition(source, target, factor):
    assert conversion(source, target) == pytest.approx(factor, rel=1e-15)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("kWh", "kVAh"),
        ("kWh", "kvarh"),
        ("MJ_ncv", "MJ_gcv"),
        ("MJ_ncv", "MJ"),
        ("kWh", "MJ_ncv"),
        ("kg/TJ_ncv", "kg/TJ_gcv"),
        ("kg/m3", "kg/kg"),
        ("kg/l", "kg/kg"),
        ("m3", "Nm3"),
        ("l", "kg"),
        ("toe", "MJ"),
        ("VND@2025", "VND@2024"),
        ("VND@2025", "USD@2025"),
        ("piece", "person"),
        ("1", "piece"),
    ],
)
def test_look_alikes_are_refused(source, target):
    with pytest.raises(UnitError, match="they measure different things") as refused:
        conversion(source, target)
    assert f"“{source}” ({dimension(source)})" in refused.value.text.vi
    assert "Use a fact of the catalog (density, heating value …)." in refused.value.text.en


@pytest.mark.parametrize(
    "unit", ["", "lbs", "kg/", "/kg", "kg//m3", "kg m3", "VND", "VND@1850", "kwh", "kg/kgce"]
)
def test_units_outside_the_list_are_refused(unit):
    assert not is_unit(unit)
    with pytest.raises(UnitError, match=r"is not in the list of units\. Use one of: kg, g, mg, t"):
        dimension(unit)


def test_money_asks_for_its_price_year():
    with pytest.raises(UnitError, match="money is written with its price year, as VND@2025"):
        conversion("VND", "VND@2025")
    assert dimension("VND@2025") == "money_VND@2025"
    assert conversion("VND@2025/kWh", "VND@2025/MWh") == pytest.approx(1000.0)


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ("kg/TJ_ncv", "mass/energy_ncv"),
        ("kg/kg", "number"),
        ("1/yr", "number/time"),
        ("t.km", "length.mass"),
        ("m3/t", "volume/mass"),
        ("%", "number"),
    ],
)
def test_dimension_names(unit, name):
    assert dimension(unit) == name


def test_every_unit_has_a_ledger_unit_and_every_ledger_unit_is_one():
    for unit in atoms():
        assert conversion(unit, LEDGER_UNITS[dimension(unit)]) > 0
    for name, unit in LEDGER_UNITS.items():
        assert dimension(unit) == name


UNITS = st.sampled_from([unit for unit in atoms() if unit != "%"])


@given(UNITS, UNITS, UNITS, UNITS, st.floats(1e-6, 1e9))
def test_there_and_back_again(above, below, other_above, other_below, value):
    source, target = f"{above}/{below}", f"{other_above}/{other_below}"
    if dimension(source) != dimension(target):
        with pytest.raises(UnitError):
            conversion(source, target)
        return
    there = Quantity(value, source).to(target)
    assert there.unit == target
    assert there.to(source).value == pytest.approx(value, rel=1e-14)


@given(UNITS)
def test_a_unit_is_itself(unit):
    assert conversion(unit, unit) == 1.0
    assert conversion(f"{unit}/{unit}", "1") == 1.0
