"""Errors seen in public calculators and tables, each refused or shown.

Where each was seen is told at its test; the figures are those of the source that erred.
"""

from __future__ import annotations

from datetime import date

import pytest

from parkloop.analyses.inventory.inventory import inventory
from parkloop.analyses.inventory.parameters import InventoryParameters
from parkloop.catalog.checks import check_facts
from parkloop.errors import UnitError
from parkloop.ledger.entries import Flow
from parkloop.periods import reporting_year
from parkloop.quantities import conversion
from tests.core.builders import a_fact
from tests.core.small_park import flow, node, park, snapshot
from tests.golden.looked_up import CATALOG, YEAR, looked_up, rows

FIRM = park(
    node("P", "park"),
    node("E", "enterprise", "P", "stationary.manufacturing"),
    node("seller", "partner"),
)


def own(kind, stream, value, unit, **more):
    given = {"id": "slip", "rank": "facility", "source": "ipcc-2006-v2"} | more
    return a_fact(kind, stream, value, unit, **given)


def said(fact):
    return {finding.rule: finding.message for finding in check_facts([fact], CATALOG)}


def run(entries: list[Flow], gwp_set="AR5", catalog=CATALOG, period=YEAR, **more):
    parameters = InventoryParameters(period, gwp_set, draws=0, **more)
    return inventory(snapshot(FIRM, entries), catalog, parameters)


def total(result, year=2023):
    return result.figures[f"inventory/E/{year}/total"]


def test_grid_factor_of_a_decision_that_has_none():
    """0.4936 "of Decision 2626", in several Vietnamese calculators: no data year, no validity."""
    slip = own("grid", "electricity", 0.4936, "t/MWh", gas="CO2", source="decision-2626-2022")
    assert said(slip)["CAT-06"].en == "The grid factor “slip” has no year or no document."
    assert said(slip)["CAT-06"].vi == "Hệ số lưới điện “slip” không có năm hoặc văn bản công bố."
    assert not [f for f in CATALOG.of_kind("grid") if f.source == "decision-2626-2022"]


def test_grid_factor_without_year_or_document():
    """ "Vietnam 0.56", in several calculators."""
    slip = own("grid", "electricity", 0.56, "t/MWh", gas="CO2", source="the-internet")
    assert set(said(slip)) == {"CAT-02", "CAT-06"}
    dated = own(
        "grid", "electricity", 0.56, "t/MWh", gas="CO2", source="the-internet", data_year="2023",
        valid_from=date(2023, 1, 1), valid_to=date(2024, 1, 1),
    )  # fmt: skip
    assert set(said(dated)) == {"CAT-02", "CAT-06"}


@pytest.mark.parametrize("year", [2024, 2025])
def test_a_year_without_publication(year):
    """No factor of 2024 or 2025 was found published; the last one stands in only by name."""
    period = reporting_year(year)
    power = [flow("electricity", "grid", "E", 1000, "MWh", activity="use", period=str(year))]
    result = run(power, period=period)
    assert total(result, year).value is None
    (gap,) = result.gaps
    assert (
        f"The catalog has no grid / electricity / CO2 for {year}. Nearest: grid.vn.2023, "
        "grid.vn.2022, grid.vn.2021, grid.vn.2020, grid.vn.2019, grid.vn.2018. "
        "A fallback may be chosen by name: grid-latest-published."
    ) in gap.message.en
    assert "Có thể chọn phương án thay thế theo tên: grid-latest-published." in gap.message.vi
    provisional = run(power, period=period, fallbacks=("grid-latest-published",))
    assert total(provisional, year).value == pytest.approx(659.2)
    (finding,) = [f for f in provisional.findings if f.rule == "INV-02"]
    assert finding.message.en == (
        "The fallback “grid-latest-published” (grid.vn.2023) is used: the result is provisional."
    )


def test_lpg_per_litre_used_per_kilogram():
    """1.61 kg CO2e per litre of LPG, multiplied with kilograms."""
    slip = own("combustion", "lpg", 1.61, "kg/l", gas="CO2", activity="stationary")
    assert said(slip)["CAT-04"].en == (
        "The fact “slip” of kind combustion has the unit “kg/l” (mass/volume); a unit that "
        "measures mass/energy_ncv is needed."
    )
    with pytest.raises(UnitError, match="they measure different things") as refused:
        conversion("kg/l", "kg/kg")
    assert "“kg/l” (mass/volume)" in refused.value.text.vi


def test_a_litre_and_a_kilogram_of_lpg_are_told_apart():
    """Per litre about 1.61, per kilogram 2.985: the density is a fact, not a guess."""
    per_litre = total(run([flow("lpg", "market", "E", 1000, "l")])).value
    per_kilogram = total(run([flow("lpg", "market", "E", 1000, "kg")])).value
    assert per_litre == pytest.approx(1.61, abs=0.01)
    assert per_kilogram == pytest.approx(2.985, abs=0.005)


def test_potentials_of_two_reports_are_not_mixed():
    """AR5 for CH4 and N2O with the AR4 values 1,430 and 2,088 for refrigerants."""
    entries = [
        flow("CH4", "E", "air", 1, "t", activity="fugitive.release"),
        flow("R-134a", "market", "E", 1, "t", activity="refrigerant.topup"),
        flow("R-410A", "market", "E", 1, "t", activity="refrigerant.topup"),
    ]
    assert total(run(entries, "AR4")).value == pytest.approx(25 + 1430 + 2087.5)
    assert total(run(entries, "AR5")).value == pytest.approx(28 + 1300 + 1923.5)
    assert total(run(entries, "AR6")).value == pytest.approx(27.9 + 1530 + 2255.5)


def test_a_factor_in_co2e_of_another_report_is_refused():
    """2.088 t CO2e (AR4) lost per tonne of product, in a report under AR5."""
    slip = own("process", "plastic-part", 2.088, "t/t", gas="CO2e", gwp_set="AR4",
               activity="process.production")  # fmt: skip
    entries = [flow("plastic-part", "E", "market", 10, "t", activity="process.production")]
    refused = run(entries, "AR5", CATALOG.with_facts([slip]))
    assert total(refused).value is None
    (gap,) = refused.gaps
    assert "the fact “slip” is in AR4, the report in AR5: they are not mixed." in gap.message.en
    assert "báo cáo theo AR5: không được trộn." in gap.message.vi
    assert total(run(entries, "AR4", CATALOG.with_facts([slip]))).value == pytest.approx(20.88)


def test_a_factor_in_co2e_must_name_its_report():
    slip = own("process", "plastic-part", 2.088, "t/t", gas="CO2e", activity="process.production")
    assert said(slip)["CAT-08"].en == (
        "The fact “slip” is given in CO2e without naming its GWP set."
    )


def test_r_410a_under_ar6():
    """Seen: 2,088 "under AR6". Half HFC-32 (771), half HFC-125 (3,740) is 2,255.5."""
    entries = [flow("R-410A", "market", "E", 1, "kg", activity="refrigerant.topup")]
    assert total(run(entries, "AR6")).value * 1000 == pytest.approx(2255.5)
    assert total(run(entries, "AR4")).value * 1000 == pytest.approx(2087.5)


@pytest.mark.parametrize("need", [30.2, 29.7, 36.0, 37.5, 42.5])
def test_ammonia_with_its_fuel_need_as_factor(need):
    """Five of six ammonia rows of one EFDB copy hold GJ/t where t CO2/t belongs."""
    slip = own("process", "ammonia", need, "t/t", gas="CO2", activity="process.production")
    assert said(slip)["CAT-05"].en == (
        f"The fact “slip” = {need} t/t lies outside the plausible range 1.0–4.0 t/t."
    )


def test_diesel_of_the_density_of_another_liquid():
    """GHG Protocol cross-sector sheet 2.0: 0.9133 kg/l, hence 2.910 instead of 2.68 kg CO2/l."""
    slip = own("density", "diesel", 0.9133, "kg/l")
    assert said(slip)["CAT-05"].en == (
        "The fact “slip” = 0.9133 kg/l lies outside the plausible range 0.8–0.87 kg/l."
    )
    wrong = CATALOG.with_facts([slip])
    entries = [flow("diesel", "market", "E", 1, "l")]
    co2 = "inventory/E/2023/scope-1/stationary/CO2/mass"
    assert run(entries, catalog=wrong).figures[co2].value * 1000 == pytest.approx(2.910, abs=5e-4)
    assert run(entries).figures[co2].value * 1000 == pytest.approx(2.6765, abs=5e-5)


COALS = ["anthracite", "coking-coal", "other-bituminous-coal", "sub-bituminous-coal", "lignite"]


@pytest.mark.parametrize("coal", COALS)
def test_coal_with_the_heating_value_of_diesel(coal):
    """iClimate/ghgpy, one version of fuels.py: diesel's 43.0 repeated for every coal."""
    message = said(own("ncv", coal, 43.0, "TJ_ncv/Gg"))["CAT-05"].en
    assert message.startswith("The fact “slip” = 43.0 TJ_ncv/Gg lies outside the plausible range")


def test_biomass_methane_of_20_instead_of_30():
    """OpenAMEE stationary combustion, other solid biomass in manufacturing."""
    slip = own("combustion", "other-solid-biomass", 20, "kg/TJ_ncv", gas="CH4",
               activity="stationary.manufacturing")  # fmt: skip
    assert said(slip)["CAT-05"].en == (
        "The fact “slip” = 20 kg/TJ_ncv lies outside the plausible range 25.0–900.0 kg/TJ_ncv."
    )
    second = [
        float(row["value_kg_tj"])
        for row in rows("stationary_ch4_n2o_second.csv")
        if (row["fuel"], row["activity"], row["gas"])
        == ("other-solid-biomass", "stationary.manufacturing", "CH4")
    ]
    for region in ("VN", "world"):
        ours = looked_up("combustion", "kg/TJ_ncv", "other-solid-biomass",
                         "stationary.manufacturing", "CH4", region=region)  # fmt: skip
        assert [ours] == second == [30.0]


def test_a_factor_on_gross_heat_with_net_heat():
    """103.69 kg/mmBtu for anthracite (40 CFR 98) is per gross heat: 98.28 kg/GJ gross."""
    per_gross = 103.69 / 1.055056
    slip = own("combustion", "anthracite", per_gross, "kg/GJ_gcv", gas="CO2",
               activity="stationary")  # fmt: skip
    assert "(mass/energy_gcv); a unit that measures mass/energy_ncv is" in said(slip)["CAT-04"].en
    with pytest.raises(UnitError, match=r"“kg/GJ_gcv” \(mass/energy_gcv\) into “kg/TJ_ncv”"):
        conversion("kg/GJ_gcv", "kg/TJ_ncv")


def test_gross_heat_of_a_fuel_is_not_burnt_as_net_heat():
    result = run([flow("natural-gas", "market", "E", 100, "GJ_gcv")])
    assert total(result).value is None
    assert {gap.id for gap in result.gaps} == {
        "fact:natural-gas:CO2:E", "fact:natural-gas:CH4:E", "fact:natural-gas:N2O:E",
        "fact:natural-gas:TOE:E",
    }  # fmt: skip
    assert "The catalog has no net_to_gross / natural-gas" in result.gaps[0].message.en


@pytest.mark.parametrize(
    ("treatment", "gas", "corrected", "first_printing"),
    [("compost.wet", "N2O", 0.24, "0.3 g N2O/kg"), ("digestion.wet", "CH4", 0.8, "1 g CH4/kg")],
)
def test_the_first_printing_of_volume_5(treatment, gas, corrected, first_printing):
    """2006 printing, Table 4.1; the corrigenda changed both. The row says which edition it is."""
    pick = CATALOG.find(
        "biological", period=YEAR, stream="food-waste", activity=treatment, gas=gas, region="world"
    )
    assert pick.fact.value == corrected
    assert pick.fact.locator == "Volume 5, Table 4.1 with corrigenda"
    assert first_printing in pick.fact.note


def test_captured_methane_both_readings():
    """Circular 38's coal-mine formula does not deduct what was captured and flared.

    As published: 670 t released and the same 670 t flared, 16,750 + 2,140.65 t (AR4). With the
    captured part deducted only the flare remains. One result tells the two apart by activity.
    """
    released = flow("CH4", "E", "air", 670, "t", activity="fugitive.release")
    flared = flow("CH4", "E", "air", 670, "t", activity="fugitive.flare")
    as_published = run([released, flared], "AR4")
    assert total(as_published).value == pytest.approx(16_750 + 1_805.65 + 335)
    assert total(run([flared], "AR4")).value == pytest.approx(1_805.65 + 335)
    by_activity = {
        activity: sum(
            line.mass * CATALOG.potential(line.gas, "AR4").value / 1000
            for line in as_published.value.lines
            if line.activity == activity
        )
        for activity in ("fugitive.release", "fugitive.flare")
    }
    assert by_activity == pytest.approx({"fugitive.release": 16_750, "fugitive.flare": 2_140.65})
