"""Waste and wastewater factors of the IPCC 2006 Guidelines, Volume 5."""

from __future__ import annotations

import math

import pytest

from tests.golden.looked_up import CATALOG, looked_up

#: Table 2.4 and 2.5: DOC of wet waste; dry matter; carbon of dry; fossil share of carbon.
COMPOSITION = {
    "food-waste": (0.15, 0.40, 0.38, 0.0),
    "garden-waste": (0.20, 0.40, 0.49, 0.0),
    "paper-waste": (0.40, 0.90, 0.46, 0.01),
    "wood-waste": (0.43, 0.85, 0.50, 0.0),
    "textile-waste": (0.24, 0.80, 0.50, 0.20),
    "nappies": (0.24, 0.40, 0.70, 0.10),
    "rubber-leather-waste": (0.39, 0.84, 0.67, 0.20),
}


@pytest.mark.parametrize("stream", COMPOSITION)
def test_composition_of_waste(stream):
    ours = (
        looked_up("doc", "1", stream, "landfill.unmanaged-deep"),
        looked_up("dry_matter", "1", stream, "incineration.stoker-continuous"),
        looked_up("carbon_content", "1", stream, "incineration.stoker-continuous"),
        looked_up("fossil_share", "1", stream, "incineration.stoker-continuous"),
    )
    assert ours == COMPOSITION[stream]


def test_plastic_is_all_fossil():
    activity = "incineration.stoker-continuous"
    kinds = ("dry_matter", "carbon_content", "fossil_share")
    ours = [looked_up(kind, "1", "plastic-waste", activity) for kind in kinds]
    assert ours == [1.0, 0.75, 1.0]


#: Table 3.1: methane correction factor.
MCF = {
    "managed-anaerobic": 1.0,
    "managed-semi-aerobic": 0.5,
    "unmanaged-deep": 0.8,
    "unmanaged-shallow": 0.4,
    "uncategorised": 0.6,
}


@pytest.mark.parametrize("site", MCF)
def test_methane_correction_of_landfills(site):
    assert looked_up("mcf", "1", activity=f"landfill.{site}") == MCF[site]


#: Table 3.3, moist and wet tropical: k, lowest, highest [1/yr].
DECAY = {
    "paper-waste": (0.07, 0.06, 0.085),
    "textile-waste": (0.07, 0.06, 0.085),
    "wood-waste": (0.035, 0.03, 0.05),
    "garden-waste": (0.17, 0.15, 0.2),
    "food-waste": (0.4, 0.17, 0.7),
    "sludge": (0.4, 0.17, 0.7),
    "municipal-waste": (0.17, 0.15, 0.2),
}


@pytest.mark.parametrize("stream", DECAY)
def test_decay_rates(stream):
    fact = CATALOG.facts[f"decay-rate.{stream}.ipcc-2006"]
    assert (fact.value, fact.low, fact.high, fact.unit) == (*DECAY[stream], "1/yr")
    asked = ("decay_rate", "1/yr", stream, "landfill.unmanaged-deep")
    assert looked_up(*asked, region="VN") == fact.value


@pytest.mark.parametrize(
    ("kind", "activity", "value"),
    [
        ("docf", "landfill.unmanaged-deep", 0.5),
        ("methane_fraction", "landfill.unmanaged-deep", 0.5),
        ("oxidation_factor", "landfill.unmanaged-deep", 0.0),
        ("oxidation_factor", "landfill.managed-anaerobic.covered", 0.1),
        ("combustion_oxidation", "incineration.stoker-continuous", 1.0),
        ("combustion_oxidation", "incineration.open-burning", 0.58),
    ],
)
def test_other_waste_parameters(kind, activity, value):
    """Section 3.2.3, Tables 3.2 and 5.2."""
    assert looked_up(kind, "1", "municipal-waste", activity) == value


#: Table 4.1 with the corrigenda: g per kg treated, CH4 and N2O.
BIOLOGICAL: dict[str, dict[str, float]] = {
    "compost.dry": {"CH4": 10, "N2O": 0.6},
    "compost.wet": {"CH4": 4, "N2O": 0.24},
    "digestion.dry": {"CH4": 2},
    "digestion.wet": {"CH4": 0.8},
}


@pytest.mark.parametrize("treatment", BIOLOGICAL)
def test_biological_treatment_of_the_corrected_edition(treatment):
    ours = {
        gas: looked_up("biological", "g/kg", "food-waste", treatment, gas)
        for gas in BIOLOGICAL[treatment]
    }
    assert ours == pytest.approx(BIOLOGICAL[treatment], rel=1e-12)


#: Tables 6.2, 6.3 and 6.8, section 6.3.1.2.
WASTEWATER = [
    ("ww_b0", "wastewater-domestic", "", 0.6),
    ("ww_b0", "wastewater-industrial", "", 0.25),
    ("ww_mcf", "wastewater-industrial", "wastewater.aerobic-well-managed", 0.0),
    ("ww_mcf", "wastewater-industrial", "wastewater.aerobic-overloaded", 0.3),
    ("ww_mcf", "wastewater-industrial", "wastewater.anaerobic-reactor", 0.8),
    ("ww_mcf", "wastewater-industrial", "wastewater.lagoon-shallow", 0.2),
    ("ww_mcf", "wastewater-industrial", "wastewater.lagoon-deep", 0.8),
    ("ww_mcf", "wastewater-domestic", "wastewater.septic", 0.5),
    ("ww_mcf", "wastewater-industrial", "wastewater.discharge", 0.1),
    ("ww_n2o", "wastewater-industrial", "wastewater.discharge", 0.005),
]


@pytest.mark.parametrize(("kind", "stream", "activity", "value"), WASTEWATER)
def test_wastewater(kind, stream, activity, value):
    assert looked_up(kind, "kg/kg", stream, activity) == value


#: Table 6.9: wastewater [m3/t], COD [kg/m3].
EFFLUENT = {
    "alcohol": (24, 11), "beer-malt": (6.3, 2.9), "dairy-product": (7, 2.7),
    "fish-product": (13, 2.5), "meat-product": (13, 4.1), "organic-chemical": (67, 3),
    "refined-petroleum": (0.6, 1), "plastic-resin": (0.6, 3.7), "pulp-paper": (162, 9),
    "soap-detergent": (3, 0.85), "starch": (9, 10), "sugar": (11, 3.2),
    "vegetable-oil": (3.1, 0.85), "processed-fruit-vegetables": (20, 5), "wine-vinegar": (23, 1.5),
}  # fmt: skip


@pytest.mark.parametrize("product", EFFLUENT)
def test_effluent_of_industries(product):
    ours = looked_up("ww_generation", "m3/t", product), looked_up("ww_cod", "kg/m3", product)
    assert ours == EFFLUENT[product]


@pytest.mark.parametrize(
    ("fact", "ratio"),
    [
        ("molar-ratio.co2-c", 44 / 12),
        ("molar-ratio.ch4-c", 16 / 12),
        ("molar-ratio.n2o-n", 44 / 28),
        ("molar-ratio.co2-ch4", 44 / 16),
    ],
)
def test_molar_ratios(fact, ratio):
    assert math.isclose(CATALOG.facts[fact].value, ratio, rel_tol=1e-12)
