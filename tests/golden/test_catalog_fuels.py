"""Fuel factors against independent transcriptions of the IPCC 2006 Guidelines, Volume 2.

Sources of the data files: tests/golden/data/SOURCES.md. Tables named at each test.
"""

from __future__ import annotations

import pytest

from tests.golden.looked_up import CATALOG, combustion, combustion_triple, looked_up, rows

SECOND = rows("fuel_factors_second.csv")
STATIONARY = rows("stationary_ch4_n2o_second.csv")


@pytest.mark.parametrize("source", ["efrag-vsme", "eu-2018-2066"])
def test_heating_values_of_a_second_transcription(source):
    """Table 1.2 in the EFRAG workbook and in Annex VI of Regulation (EU) 2018/2066 [TJ/Gg]."""
    compared = [row for row in SECOND if row["source"] == source and row["ncv_tj_gg"]]
    assert len(compared) >= 5
    ours = {row["fuel"]: looked_up("ncv", "TJ_ncv/Gg", row["fuel"]) for row in compared}
    assert ours == {row["fuel"]: float(row["ncv_tj_gg"]) for row in compared}


@pytest.mark.parametrize("source", ["ghgpy", "eu-2018-2066"])
def test_carbon_dioxide_of_a_second_transcription(source):
    """Tables 1.4 and 2.2-2.5 in ghgpy and in Annex VI of Regulation (EU) 2018/2066 [kg/TJ]."""
    compared = [row for row in SECOND if row["source"] == source and row["co2_kg_tj"]]
    assert len(compared) >= 5
    ours = {row["fuel"]: combustion(row["fuel"], "stationary", "CO2") for row in compared}
    assert ours == {row["fuel"]: float(row["co2_kg_tj"]) for row in compared}


@pytest.mark.parametrize("gas", ["CH4", "N2O"])
@pytest.mark.parametrize("sector", ["energy", "manufacturing", "commercial", "residential"])
def test_methane_and_nitrous_oxide_of_a_second_transcription(sector, gas):
    """Tables 2.2-2.5 in ghgpy [kg/TJ]: equal on every fuel except its own three slips."""
    activity = f"stationary.{sector}"
    compared = [row for row in STATIONARY if (row["activity"], row["gas"]) == (activity, gas)]
    assert len(compared) == 49
    theirs = {row["fuel"]: float(row["value_kg_tj"]) for row in compared}
    ours = {fuel: combustion(fuel, activity, gas) for fuel in theirs}
    differing = {fuel for fuel in theirs if theirs[fuel] != ours[fuel]}
    assert differing == {row["fuel"] for row in compared if row["sound"] == "false"}


def test_no_fuel_stands_on_our_own_reading_alone():
    """Only the Vietnamese grades of anthracite fines have no row in an international list."""
    compared = {row["fuel"] for row in [*SECOND, *STATIONARY]}
    fuels = {stream.id for stream in CATALOG.streams.values() if stream.kind == "fuel"}
    assert fuels - compared == {f"anthracite-fines-{grade}" for grade in ("1-2", "3-4", "5-6")}


#: fuel: NCV [TJ/Gg], CO2 [kg/TJ], their product as printed [kg CO2 per kg of fuel].
PER_KILOGRAM: dict[str, tuple[float, float, float]] = {
    "crude-oil": (42.3, 73_300, 3.101),
    "natural-gas-liquids": (44.2, 64_200, 2.838),
    "motor-gasoline": (44.3, 69_300, 3.070),
    "aviation-gasoline": (44.3, 70_000, 3.101),
    "jet-kerosene": (44.1, 71_500, 3.153),
    "other-kerosene": (43.8, 71_900, 3.149),
    "diesel": (43.0, 74_100, 3.186),
    "residual-fuel-oil": (40.4, 77_400, 3.127),
    "lpg": (47.3, 63_100, 2.985),
    "ethane": (46.4, 61_600, 2.858),
    "naphtha": (44.5, 73_300, 3.262),
    "bitumen": (40.2, 80_700, 3.244),
    "lubricants": (40.2, 73_300, 2.947),
    "anthracite": (26.7, 98_300, 2.625),
    "coking-coal": (28.2, 94_600, 2.668),
    "other-bituminous-coal": (25.8, 94_600, 2.441),
    "sub-bituminous-coal": (18.9, 96_100, 1.816),
    "lignite": (11.9, 101_000, 1.202),
    "coal-briquettes": (20.7, 97_500, 2.018),
    "coke-oven-coke": (28.2, 107_000, 3.017),
    "coal-tar": (28.0, 80_700, 2.260),
    "coke-oven-gas": (38.7, 44_400, 1.718),
    "gas-works-gas": (38.7, 44_400, 1.718),
    "blast-furnace-gas": (2.47, 260_000, 0.642),
    "oxygen-steel-furnace-gas": (7.06, 182_000, 1.285),
    "natural-gas": (48.0, 56_100, 2.693),
    "peat": (9.76, 106_000, 1.035),
    "waste-oils": (40.2, 73_300, 2.947),
    "municipal-waste-fossil": (10.0, 91_700, 0.917),
    "municipal-waste-biomass": (11.6, 100_000, 1.160),
    "wood": (15.6, 112_000, 1.747),
    "other-solid-biomass": (11.6, 100_000, 1.160),
    "charcoal": (29.5, 112_000, 3.304),
    "black-liquor": (11.8, 95_300, 1.125),
    "biogasoline": (27.0, 70_800, 1.912),
    "biodiesel": (27.0, 70_800, 1.912),
    "other-liquid-biofuel": (27.4, 79_600, 2.181),
    "landfill-gas": (50.4, 54_600, 2.752),
}


@pytest.mark.parametrize("fuel", PER_KILOGRAM)
def test_carbon_dioxide_per_kilogram_of_fuel(fuel):
    """Tables 1.2 and 1.4, oxidation 1; the product is that of the table of the fact file."""
    ncv, co2, product = PER_KILOGRAM[fuel]
    ours = looked_up("ncv", "TJ_ncv/Gg", fuel), combustion(fuel, "stationary", "CO2")
    assert ours == (ncv, co2)
    assert ours[0] * ours[1] / 1e6 == pytest.approx(product, abs=5.1e-4)


#: A fuel of each group: (CH4, N2O) in energy, manufacturing, commercial, residential [kg/TJ].
GROUPS: dict[str, tuple[tuple[float, ...], ...]] = {
    "diesel": ((3, 0.6), (3, 0.6), (10, 0.6), (10, 0.6)),
    "lpg": ((1, 0.1), (1, 0.1), (5, 0.1), (5, 0.1)),
    "anthracite": ((1, 1.5), (10, 1.5), (10, 1.5), (300, 1.5)),
    "anthracite-fines-3-4": ((1, 1.5), (10, 1.5), (10, 1.5), (300, 1.5)),
    "natural-gas": ((1, 0.1), (1, 0.1), (5, 0.1), (5, 0.1)),
    "other-biogas": ((1, 0.1), (1, 0.1), (5, 0.1), (5, 0.1)),
    "peat": ((1, 1.5), (2, 1.5), (10, 1.4), (300, 1.4)),
    "wood": ((30, 4), (30, 4), (300, 4), (300, 4)),
    "waste-oils": ((30, 4), (30, 4), (300, 4), (300, 4)),
    "charcoal": ((200, 4), (200, 4), (200, 1), (200, 1)),
    "gas-coke": ((1, 0.1), (1, 0.1), (5, 0.1), (5, 0.1)),
    "black-liquor": ((3, 2), (3, 2), (3, 2), (3, 2)),
    "biodiesel": ((3, 0.6), (3, 0.6), (10, 0.6), (10, 0.6)),
}


@pytest.mark.parametrize("fuel", GROUPS)
def test_stationary_methane_and_nitrous_oxide_by_group(fuel):
    """Tables 2.2, 2.3, 2.4 and 2.5 (EFDB copy and OpenAMEE, compared value by value)."""
    sectors = ("energy", "manufacturing", "commercial", "residential")
    ours = tuple(combustion_triple(fuel, f"stationary.{sector}")[1:] for sector in sectors)
    assert ours == GROUPS[fuel]
    assert combustion_triple(fuel, "stationary.agriculture")[1:] == GROUPS[fuel][3]


#: Tables 3.2.1, 3.2.2, 3.3.1, 3.4.1, 3.5.2, 3.5.3, 3.6.4, 3.6.5 [kg/TJ].
MOBILE = {
    ("motor-gasoline", "mobile.road.uncontrolled"): (69_300, 33, 3.2),
    ("motor-gasoline", "mobile.road.oxidation-catalyst"): (69_300, 25, 8.0),
    ("motor-gasoline", "mobile.road.low-mileage"): (69_300, 3.8, 5.7),
    ("diesel", "mobile.road"): (74_100, 3.9, 3.9),
    ("natural-gas", "mobile.road"): (56_100, 92, 3),
    ("lpg", "mobile.road"): (63_100, 62, 0.2),
    ("diesel", "mobile.offroad"): (74_100, 4.15, 28.6),
    ("diesel", "mobile.rail"): (74_100, 4.15, 28.6),
    ("diesel", "mobile.water"): (74_100, 7, 2),
    ("residual-fuel-oil", "mobile.water"): (77_400, 7, 2),
    ("jet-kerosene", "mobile.aviation"): (71_500, 0.5, 2),
    ("aviation-gasoline", "mobile.aviation"): (70_000, 0.5, 2),
}


@pytest.mark.parametrize(("fuel", "activity"), MOBILE)
def test_mobile_combustion(fuel, activity):
    assert combustion_triple(fuel, activity) == MOBILE[fuel, activity]


#: GHG Protocol defaults as kept by OpenAMEE [kg/l; gases kg/m3].
DENSITIES = {
    "diesel": 0.84, "motor-gasoline": 0.74, "residual-fuel-oil": 0.94, "lpg": 0.54,
    "other-kerosene": 0.80, "jet-kerosene": 0.79, "naphtha": 0.77, "aviation-gasoline": 0.71,
    "crude-oil": 0.80, "lubricants": 1.00, "natural-gas": 0.70e-3, "ethane": 1.30e-3,
    "landfill-gas": 0.90e-3,
}  # fmt: skip


@pytest.mark.parametrize("fuel", DENSITIES)
def test_densities(fuel):
    assert looked_up("density", "kg/l", fuel) == pytest.approx(DENSITIES[fuel], rel=1e-12)


@pytest.mark.parametrize("row", rows("epa_gross_check.csv"), ids=lambda row: row["fuel"])
def test_coals_against_the_gross_factors_of_the_united_states(row):
    """40 CFR 98 Table C-1 [kg CO2/mmBtu gross]; net = gross / 0.95 for coal."""
    per_gross_gj = float(row["kg_co2_per_mmbtu_gross"]) / float(row["gj_per_mmbtu"])
    per_net_tj = per_gross_gj / float(row["net_over_gross"]) * 1000
    ours = combustion(row["fuel"], "stationary", "CO2")
    assert ours == pytest.approx(per_net_tj, rel=float(row["relative_tolerance"]))
    assert ours != pytest.approx(per_gross_gj * 1000, rel=0.02) or row["fuel"] == "anthracite"
