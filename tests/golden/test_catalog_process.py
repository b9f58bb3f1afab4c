"""Process factors and refrigerant losses of the IPCC 2006 Guidelines, Volume 3.

Values compared with a copy of the IPCC emission factor database (not redistributed) and with
the printed tables named at each test.
"""

from __future__ import annotations

import pytest

from tests.golden.looked_up import CATALOG, YEAR, looked_up

#: (product, route, gas): factor [t/t] (chapters 2.2-2.4, Tables 2.4 and 2.6, 4.1, 4.10).
PER_TONNE = {
    ("clinker", "", "CO2"): 0.52 * 1.02,
    ("lime-high-calcium", "", "CO2"): 0.75,
    ("lime-dolomitic", "", "CO2"): 0.77,
    ("glass", "", "CO2"): 0.20,
    ("glass", "float", "CO2"): 0.21,
    ("glass", "container", "CO2"): 0.21,
    ("glass", "fibre-e", "CO2"): 0.19,
    ("glass", "fibre-insulation", "CO2"): 0.25,
    ("sinter", "", "CO2"): 0.20,
    ("iron-pellet", "", "CO2"): 0.03,
    ("pig-iron", "", "CO2"): 1.35,
    ("direct-reduced-iron", "", "CO2"): 0.70,
    ("crude-steel-bof", "", "CO2"): 1.46,
    ("crude-steel-eaf", "", "CO2"): 0.08,
    ("crude-steel-ohf", "", "CO2"): 1.72,
    ("crude-steel", "", "CO2"): 1.06,
    ("aluminium", "prebake", "CO2"): 1.6,
    ("aluminium", "soderberg", "CO2"): 1.7,
}


def per_output(product, route, gas, unit, region="world"):
    activity = f"process.production.{route}" if route else "process.production"
    return looked_up("process", unit, product, activity, gas, region=region)


@pytest.mark.parametrize(("product", "route", "gas"), PER_TONNE)
def test_factors_per_tonne_of_product(product, route, gas):
    expected = PER_TONNE[product, route, gas]
    assert per_output(product, route, gas, "t/t") == pytest.approx(expected, rel=1e-12)


#: Table 3.1: fuel need [GJ/t NH3], carbon [kg/GJ]; with oxidation 1 the factor follows.
AMMONIA = {
    "from-natural-gas.conventional-reforming": (30.2, 15.3, 1.694),
    "from-natural-gas.excess-air-reforming": (29.7, 15.3, 1.666),
    "from-natural-gas.autothermal-reforming": (30.2, 15.3, 1.694),
    "from-natural-gas": (37.5, 15.3, 2.104),
    "from-coal-or-oil.modern-partial-oxidation": (36.0, 21.0, 2.772),
    "from-coal-or-oil": (42.5, 21.0, 3.273),
}


@pytest.mark.parametrize("route", AMMONIA)
def test_ammonia(route):
    need, carbon, printed = AMMONIA[route]
    ours = per_output("ammonia", route, "CO2", "t/t")
    assert ours == pytest.approx(printed, abs=6e-4)
    assert ours == pytest.approx(need * carbon / 1000 * 44 / 12, rel=1e-6)


#: Table 3.3: kg N2O/t HNO3 and ± %.
NITRIC_ACID = {
    "nscr": (2, 10),
    "integrated-reduction": (2.5, 10),
    "low-pressure": (5, 10),
    "medium-pressure": (7, 20),
    "high-pressure": (9, 40),
}


@pytest.mark.parametrize("route", NITRIC_ACID)
def test_nitric_acid(route):
    value, percent = NITRIC_ACID[route]
    assert per_output("nitric-acid", route, "N2O", "kg/t") == value
    fact = CATALOG.facts[f"process.nitric-acid.{route}.ipcc-2006"]
    assert fact.low == pytest.approx(value * (1 - percent / 100))
    assert fact.high == pytest.approx(value * (1 + percent / 100))


#: Table 4.15: kg CF4 and kg C2F6 per tonne of aluminium.
PERFLUOROCARBONS = {
    "prebake.cwpb": (0.4, 0.04),
    "prebake.swpb": (1.6, 0.4),
    "soderberg.vss": (0.8, 0.04),
    "soderberg.hss": (0.4, 0.03),
}


@pytest.mark.parametrize("cell", PERFLUOROCARBONS)
def test_perfluorocarbons_of_aluminium(cell):
    ours = tuple(per_output("aluminium", cell, gas, "kg/t") for gas in ("CF4", "C2F6"))
    assert ours == PERFLUOROCARBONS[cell]


@pytest.mark.parametrize(
    ("stream", "activity"),
    [("lubricants", "nonenergy.lubricant"), ("paraffin-wax", "nonenergy.wax")],
)
def test_non_energy_use(stream, activity):
    """Chapter 5: 20 kg C/GJ, oxidised during use 0.2."""
    assert looked_up("carbon_per_energy", "kg/GJ_ncv", stream, activity) == 20
    assert looked_up("nonenergy_oxidation", "1", stream, activity) == 0.2


#: Table 7.9: yearly loss, lowest and highest share of the charge [%].
LEAKAGE = {
    "domestic": (0.1, 0.5),
    "commercial-standalone": (1, 15),
    "commercial-medium-large": (10, 35),
    "transport": (15, 50),
    "industrial": (7, 25),
    "chiller": (2, 15),
    "room-air-conditioning": (1, 10),
    "vehicle-air-conditioning": (10, 20),
}


@pytest.mark.parametrize("use", LEAKAGE)
def test_yearly_losses_of_refrigerant(use):
    pick = CATALOG.find(
        "refrigerant_leakage",
        period=YEAR,
        stream="R-410A",
        activity=f"refrigerant.operation.{use}",
        region="world",
    )
    low, high = LEAKAGE[use]
    assert (pick.fact.low, pick.fact.high) == pytest.approx((low / 100, high / 100))
    assert pick.fact.unit == "1/yr"
