"""Decision 2626/QĐ-BTNMT of 10 October 2022: where it equals the IPCC, and where it does not.

Values as printed in its annexes I to IV, read in a public transcription of its 322 entries.
"""

from __future__ import annotations

import pytest

from parkloop.errors import FactError
from parkloop.periods import reporting_year
from tests.golden.looked_up import (
    CATALOG,
    YEAR,
    combustion,
    combustion_triple,
    looked_up,
)

#: Annex I [kg/TJ]: CO2, CH4, N2O.
COMBUSTION = {
    ("anthracite", "stationary.energy"): (98_300, 1, 1.5),
    ("sub-bituminous-coal", "stationary.energy"): (96_100, 1, 1.5),
    ("crude-oil", "stationary.energy"): (73_300, 3, 0.6),
    ("diesel", "stationary.energy"): (74_100, 3, 0.6),
    ("residual-fuel-oil", "stationary.energy"): (77_400, 3, 0.6),
    ("natural-gas", "stationary.energy"): (56_100, 1, 0.1),
    ("other-solid-biomass", "stationary.energy"): (100_000, 30, 4),
    ("charcoal", "stationary.energy"): (112_000, 200, 4),
    ("anthracite", "stationary.manufacturing"): (98_300, 10, 1.5),
    ("diesel", "stationary.manufacturing"): (74_100, 3, 0.6),
    ("residual-fuel-oil", "stationary.manufacturing"): (77_400, 3, 0.6),
    ("lpg", "stationary.manufacturing"): (63_100, 1, 0.1),
    ("natural-gas", "stationary.manufacturing"): (56_100, 1, 0.1),
    ("jet-kerosene", "mobile.aviation"): (71_500, 0.5, 2),
    ("aviation-gasoline", "mobile.aviation"): (70_000, 0.5, 2),
    ("diesel", "mobile.road"): (74_100, 3.9, 3.9),
    ("motor-gasoline", "mobile.road"): (69_300, 33, 3.2),
    ("lpg", "mobile.road"): (63_100, 62, 0.2),
    ("natural-gas", "mobile.road"): (56_100, 92, 3),
    ("diesel", "mobile.rail"): (74_100, 4.15, 28.6),
    ("diesel", "mobile.water"): (74_100, 7, 2),
    ("residual-fuel-oil", "mobile.water"): (77_400, 7, 2),
    ("anthracite", "stationary.commercial"): (98_300, 10, 1.5),
    ("diesel", "stationary.commercial"): (74_100, 10, 0.6),
    ("lpg", "stationary.commercial"): (63_100, 5, 0.1),
    ("charcoal", "stationary.commercial"): (112_000, 200, 1),
    ("anthracite", "stationary.residential"): (98_300, 300, 1.5),
    ("other-kerosene", "stationary.residential"): (71_900, 10, 0.6),
    ("lpg", "stationary.residential"): (63_100, 5, 0.1),
    ("other-solid-biomass", "stationary.residential"): (100_000, 300, 4),
    ("charcoal", "stationary.residential"): (112_000, 200, 1),
    ("motor-gasoline", "stationary.agriculture"): (69_300, 10, 0.6),
    ("diesel", "stationary.agriculture"): (74_100, 10, 0.6),
}


@pytest.mark.parametrize(("fuel", "activity"), COMBUSTION)
def test_combustion_in_viet_nam(fuel, activity):
    assert combustion_triple(fuel, activity, region="VN") == COMBUSTION[fuel, activity]
    pick = CATALOG.find(
        "combustion", period=YEAR, stream=fuel, activity=activity, gas="CH4", region="VN"
    )
    assert pick.fact.source == "decision-2626-2022"
    assert pick.reason.en.startswith("A factor published by a Vietnamese authority")


#: The IPCC has a row of its own for gasoline without and with a catalyst, not for all vehicles.
ONLY_BY_TECHNOLOGY = {("motor-gasoline", "mobile.road", gas) for gas in ("CH4", "N2O")}


def test_combustion_coincides_with_the_ipcc_throughout():
    """Decision 2626 takes over the IPCC's default for every fuel and use that it lists."""
    differing, lacking = set(), set()
    for fact in CATALOG.of_kind("combustion"):
        if fact.source != "decision-2626-2022":
            continue
        asked = (fact.stream, fact.activity, fact.gas)
        try:
            default = combustion(*asked)
        except FactError:
            lacking.add(asked)
            continue
        if default != fact.value:
            differing.add(asked)
    assert differing == set()
    assert lacking == ONLY_BY_TECHNOLOGY


#: kind, stream, activity, gas, unit: the decision's value and the IPCC's.
ON_PURPOSE = [
    ("process", "nitric-acid", "process.production.medium-pressure", "N2O", "kg/t", 8, 7),
    ("process", "crude-steel-bof", "process.production", "CO2", "t/t", 2.47, 1.46),
    ("process", "crude-steel-eaf", "process.production", "CO2", "t/t", 0.06, 0.08),
    ("process", "clinker", "process.production", "CO2", "t/t", 0.525, 0.5304),
    ("ww_n2o", "wastewater-domestic", "", "", "kg/kg", 0.01, None),
    ("ww_n2o", "wastewater-domestic", "wastewater.discharge", "", "kg/kg", 0.01, 0.005),
    ("ww_mcf", "wastewater-domestic", "wastewater.centralised-aerobic", "", "1", 0.30, None),
    ("docf", "food-waste", "landfill.unmanaged-deep", "", "1", 0.70, 0.50),
    ("docf", "wood-waste", "landfill.unmanaged-deep", "", "1", 0.10, 0.50),
    ("combustion_oxidation", "plastic-waste", "incineration.open-burning", "", "1", 0.71, 0.58),
]


@pytest.mark.parametrize(("kind", "stream", "activity", "gas", "unit", "decision", "ipcc"),
                         ON_PURPOSE)  # fmt: skip
def test_where_the_decision_differs_from_the_ipcc(
    kind, stream, activity, gas, unit, decision, ipcc
):
    asked = (kind, unit, stream, activity, gas)
    assert looked_up(*asked, region="VN") == decision
    if ipcc is None:
        with pytest.raises(FactError):
            looked_up(*asked)
    else:
        assert looked_up(*asked) == pytest.approx(ipcc, rel=1e-12)


#: Annex II: factors that are equal in both lists [t/t].
SAME_PROCESS = {
    ("lime-high-calcium", "process.production"): 0.75,
    ("lime-dolomitic", "process.production"): 0.77,
    ("glass", "process.production.float"): 0.21,
    ("ammonia", "process.production.from-coal-or-oil"): 3.2725,
    ("ammonia", "process.production.from-natural-gas"): 2.10375,
}


@pytest.mark.parametrize(("product", "activity"), SAME_PROCESS)
def test_process_factors_that_coincide(product, activity):
    for region in ("VN", "world"):
        ours = looked_up("process", "t/t", product, activity, "CO2", region=region)
        assert ours == pytest.approx(SAME_PROCESS[product, activity], rel=1e-9)


#: Annex IV: furnace: CH4 [kg/Gg wet], N2O [g/t wet].
INCINERATION = {
    "stoker-continuous": (0.2, 47),
    "fluidised-continuous": (0, 67),
    "stoker-semicontinuous": (6, 41),
    "fluidised-semicontinuous": (188, 68),
    "stoker-batch": (60, 56),
    "fluidised-batch": (237, 221),
    "open-burning": (6_500_000 / 1000, 150),
}


@pytest.mark.parametrize("furnace", INCINERATION)
def test_gases_of_incineration(furnace):
    """Open burning is printed in g CH4/t (6,500), the furnaces in kg CH4/Gg: both are ppm."""
    activity = f"incineration.{furnace}"
    methane = looked_up("incineration", "kg/Gg", "", activity, "CH4", region="VN")
    nitrous = looked_up("incineration", "g/t", "", activity, "N2O", region="VN")
    assert (methane, nitrous) == pytest.approx(INCINERATION[furnace], rel=1e-12)


#: Annex I, Tier 2: mining and post-mining [m3 CH4/t].
COAL_MINING = {
    "fugitive.coal-mining.underground": 1.5789,
    "fugitive.coal-mining.underground.post-mining": 0.1697,
    "fugitive.coal-mining.open-pit": 0.05375,
    "fugitive.coal-mining.open-pit.post-mining": 0.1697,
}


@pytest.mark.parametrize("activity", COAL_MINING)
def test_methane_of_coal_mining(activity):
    ours = looked_up("gas_content", "m3/t", "anthracite", activity, region="VN")
    assert ours == COAL_MINING[activity]


#: Annex IV: landfill MCF; DOCf is printed in three classes.
LANDFILL = {
    "unmanaged-deep": 0.8, "unmanaged-shallow": 0.4, "managed-anaerobic": 1.0,
    "managed-semi-aerobic": 0.5, "managed-semi-aerobic-poor": 0.7, "active-aeration": 0.4,
    "active-aeration-poor": 0.7, "uncategorised": 0.6,
}  # fmt: skip


@pytest.mark.parametrize("site", LANDFILL)
def test_landfills(site):
    assert looked_up("mcf", "1", "", f"landfill.{site}", region="VN") == LANDFILL[site]


@pytest.mark.parametrize(
    ("stream", "activity", "value"),
    [
        ("wastewater-domestic", "septic", 0.5),
        ("wastewater-domestic", "discharge", 0.1),
        ("wastewater-industrial", "centralised-aerobic", 0.3),
        ("wastewater-industrial", "lagoon-shallow", 0.2),
        ("wastewater-industrial", "lagoon-deep", 0.8),
        ("wastewater-industrial", "discharge", 0.1),
    ],
)
def test_wastewater(stream, activity, value):
    assert looked_up("ww_mcf", "1", stream, f"wastewater.{activity}", region="VN") == value


def test_the_decision_applies_from_its_year():
    """Before 2022 the IPCC default is used, and the pick says why."""
    before = CATALOG.find(
        "process", period=reporting_year(2021), stream="crude-steel-bof",
        activity="process.production", gas="CO2",
    )  # fmt: skip
    assert (before.fact.value, before.fact.rank) == (1.46, "ipcc-2006")


@pytest.mark.parametrize("fuel", ["other-bituminous-coal", "lignite", "coke-oven-coke"])
def test_fuels_that_the_decision_does_not_list_fall_to_the_ipcc(fuel):
    pick = CATALOG.find(
        "combustion", period=YEAR, stream=fuel, activity="stationary.manufacturing", gas="CO2"
    )
    assert pick.fact.rank == "ipcc-2006"
    assert pick.reason.en == "An IPCC 2006 default is used where the national list has none."


def test_it_gives_no_heating_value_density_or_potential():
    kinds = {fact.kind for fact in CATALOG.facts.values() if fact.source == "decision-2626-2022"}
    assert kinds.isdisjoint({"ncv", "density", "grid", "toe"})
    assert all(p.source != "decision-2626-2022" for p in CATALOG.potentials.values())
