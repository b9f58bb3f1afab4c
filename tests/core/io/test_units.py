"""Units as people write them; look-alikes are never mapped (convention C-03)."""

from __future__ import annotations

import pytest

from parkloop.io.catalog_files import load_catalog
from parkloop.io.intake.units import (
    WrittenUnit,
    nearest_unit,
    read_unit,
    unit_in,
    units_for,
)
from parkloop.quantities import atoms, is_unit

STREAMS = load_catalog().streams


@pytest.mark.parametrize(
    ("written", "unit", "factor"),
    [
        ("KWH", "kWh", 1), ("Kwh", "kWh", 1), ("kW.h", "kWh", 1), ("số điện", "kWh", 1),
        ("MWH", "MWh", 1), ("m³", "m3", 1), ("M3", "m3", 1), ("khối", "m3", 1),
        ("lít", "l", 1), ("Lit", "l", 1), ("L", "l", 1), ("tấn", "t", 1), ("Tấn", "t", 1),
        ("ton", "t", 1), ("MT", "t", 1), ("KG", "kg", 1), ("ký", "kg", 1), ("tạ", "kg", 100),
        ("1000 m3", "m3", 1e3), ("1.000 m³", "m3", 1e3), ("nghìn m3", "m3", 1e3),
        ("10³ kWh", "kWh", 1e3), ("10^6 kWh", "kWh", 1e6), ("triệu kWh", "kWh", 1e6),
        ("triệu VND@2025", "VND@2025", 1e6), ("mg/l", "mg/l", 1), ("kg/tấn", "kg/t", 1),
        ("Nm³", "Nm3", 1), ("gj ncv", "GJ_ncv", 1), ("người", "person", 1), ("%", "%", 1),
    ],
)  # fmt: skip
def test_spellings(written, unit, factor):
    assert read_unit(written) == WrittenUnit(unit, factor)


@pytest.mark.parametrize("unit", [*atoms(), "kg/TJ_ncv", "VND@2025", "mg/Nm3"])
def test_every_unit_of_the_list_is_itself(unit):
    assert read_unit(unit) == WrittenUnit(unit)


@pytest.mark.parametrize(
    "written", ["bao", "", "Mg", "MG", "Mt", "Mg/l", "VND", "triệu đồng", "số", "kcal", "1000", "x"]
)
def test_what_could_be_something_else_is_not_mapped(written):
    assert read_unit(written) is None


@pytest.mark.parametrize("unit", ["kVAh", "m3", "Nm3", "MJ", "MJ_ncv", "MJ_gcv"])
def test_look_alikes_stay_apart(unit):
    assert read_unit(unit) == WrittenUnit(unit)


def test_a_count_on_a_meter_follows_from_what_flows():
    assert read_unit("số", STREAMS["electricity"]) == WrittenUnit("kWh")
    assert read_unit("số", STREAMS["tap-water"]) == WrittenUnit("m3")
    assert read_unit("số", STREAMS["diesel"]) is None


def test_units_in_headers():
    assert unit_in("Điện tiêu thụ (kWh)") == ("Điện tiêu thụ", "kWh")
    assert unit_in("Nước [m³]") == ("Nước", "m³")
    assert unit_in("Dầu diesel (DO)") == ("Dầu diesel (DO)", "")


def test_help_for_messages():
    assert nearest_unit("kwhh") == "kWh"
    assert nearest_unit("thùng") == ""
    assert units_for(STREAMS["electricity"])[0] == "MWh"
    assert all(is_unit(unit) for stream in STREAMS.values() for unit in units_for(stream))
