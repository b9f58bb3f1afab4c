"""Bought energy: from the grid, from sellers with and without factors, from producers inside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from parkloop.analyses.inventory.messages import RENEWABLE
from parkloop.ledger.entries import Notation
from parkloop.periods import reporting_year
from tests.core.analyses.inventory.computed import (
    compute,
    figure,
    gap_ids,
    gap_words,
    kilograms,
    lines,
    own,
    value,
)
from tests.core.small_park import flow, node, park

GRID = 0.6592  # t CO2/MWh, letter 1726/BĐKH-PTCBT of 3 December 2024
PARK = park(
    node("Z", "zone"),
    node("P", "park", "Z"),
    node("Q", "park", "Z"),
    node("op", "enterprise", "P", "use"),
    node("net", "network", "op"),
    node("A", "enterprise", "P", "use"),
    node("A.boiler", "generator", "A", "stationary.manufacturing"),
    node("A.solar", "generator", "A", renewable=True),
    node("B", "enterprise", "P", "use"),
    node("C", "enterprise", "Q", "use"),
    node("seller", "partner"),
    node("oil-seller", "partner", fuel="diesel"),
    node("wood-seller", "partner", fuel="wood"),
)
QUIET = {"nothing:op", "nothing:A", "nothing:B", "nothing:C"}


def power(source, target, quantity, unit="MWh", **more):
    return flow("electricity", source, target, quantity, unit, **more)


def steam(source, target, quantity, unit="t", **more):
    return flow("steam", source, target, quantity, unit, **more)


def gas(quantity=100):
    return flow("natural-gas", "market", "A.boiler", quantity, "TJ_ncv")


def run(*entries, **more):
    return compute(PARK, entries, **more)


def open_gaps(result):
    return [gap for gap in gap_ids(result) if gap not in QUIET]


@pytest.mark.parametrize(("quantity", "unit"), [(1, "GWh"), (1000, "MWh"), (3_600_000, "MJ")])
def test_power_in_every_unit_of_energy(quantity, unit):
    assert value(run(power("grid", "B", quantity, unit)), "B") == pytest.approx(1000 * GRID)


def test_apparent_energy_is_not_energy():
    result = run(power("grid", "B", 1000, "kVAh"))
    assert open_gaps(result) == ["fact:electricity:TOE:B", "supplier:electricity:grid:B"]
    assert "“kg/kVAh”" in next(w for w in gap_words(result) if "supplied by" in w)
    assert figure(result, "B").value is None


# --- sellers outside


def test_a_seller_without_factor_or_fuel_is_a_gap():
    result = run(steam("seller", "B", 100))
    (gap,) = [gap for gap in result.gaps if gap.id not in QUIET]
    assert gap.id == "supplier:steam:seller:B"
    assert gap.message.en == (
        "The emissions of Steam supplied by “seller” are not known: there is no supplier's "
        "factor and its fuel is not stated."
    )
    assert gap.remedy.en.startswith("Get the supplier's factor (facts.csv, column supplier)")
    assert figure(result, "B").value is None
    assert not figure(result, "B", "scope-1").partial


def own_steam(supplier="seller", amount=0.21, **more):
    return own("supply", "steam", amount, "t/t",
               **({"gas": "CO2", "supplier": supplier} | more))  # fmt: skip


def test_a_seller_s_own_factor_is_used_for_that_seller_only():
    entries = [steam("seller", "B", 100), steam("oil-seller", "B", 100)]
    result = run(*entries, facts=[own_steam()])
    masses = {line.supplier: line.mass for line in lines(result)}
    assert masses == pytest.approx({"seller": 21_000, "oil-seller": 24_200.2}, rel=1e-5)


def test_a_seller_s_factor_comes_before_the_statutory_formula():
    result = run(steam("oil-seller", "B", 100), facts=[own_steam("oil-seller")])
    assert kilograms(result) == pytest.approx(21_000)


def test_a_seller_s_factor_of_another_year_is_no_factor_of_this_one():
    old = own_steam("oil-seller", valid_from=date(2022, 1, 1), valid_to=date(2023, 1, 1))
    result = run(steam("oil-seller", "B", 100), facts=[old])
    assert lines(result) == []
    assert (
        "The catalog has no supply / steam / CO2 for 2023. Nearest: own.supply.steam."
        in (gap_words(result)[-1])
    )


def test_a_factor_in_co2e_of_another_set_is_refused():
    """Also where the statutory formula could stand in: the seller's statement is not passed by."""
    fact = own_steam("oil-seller", gas="CO2e", gwp_set="AR4")
    entries = [steam("oil-seller", "B", 100)]
    result = run(*entries, facts=[fact])
    assert lines(result) == []
    assert (
        "the fact “own.supply.steam” is in AR4, the report in AR5: they are not mixed."
        in gap_words(result)[-1]
    )
    assert value(run(*entries, facts=[fact], gwp_set="AR4"), "B") == pytest.approx(21.0)


def test_a_seller_states_gases_or_co2e_not_both():
    facts = [own_steam(), own_steam(id="own.co2e", gas="CO2e", gwp_set="AR5")]
    result = run(steam("seller", "B", 100), facts=facts)
    assert lines(result) == []
    assert "the supplier has a factor in CO2e beside factors by gas" in gap_words(result)[-1]


def test_factors_gas_by_gas():
    facts = [own_steam(), own_steam(amount=0.00001, id="own.ch4", gas="CH4")]
    result = run(steam("seller", "B", 100), facts=facts)
    assert {n.gas: n.mass for n in lines(result)} == pytest.approx({"CO2": 21_000, "CH4": 1.0})


def test_steam_by_energy_needs_no_enthalpy():
    """1 TJ / 0.85 · 74,100 kg/TJ."""
    result = run(steam("oil-seller", "B", 1, "TJ"))
    assert kilograms(result) == pytest.approx(74_100 / 0.85)
    assert [term.symbol for term in lines(result)[0].terms] == ["η", "EF"]


def test_steam_by_volume_is_a_gap():
    result = run(steam("oil-seller", "B", 100, "m3"))
    assert "The amount is in m3; a unit like t, MWh is needed." in gap_words(result)[-1]


def test_steam_from_wood_is_biogenic():
    result = run(steam("wood-seller", "B", 1, "TJ"))
    assert value(result, "B") is None
    assert value(result, "B", "biogenic") == pytest.approx(112 / 0.85)


def test_a_seller_that_the_park_does_not_know_is_a_gap_and_no_fault():
    result = run(power("who-knows", "B", 100))
    assert open_gaps(result) == ["supplier:electricity:who-knows:B"]


# --- producers inside


def test_a_buyer_gets_its_share_of_the_producer_s_emissions():
    """100 TJ of gas at 56,100 kg/TJ; a quarter of the output is sold."""
    result = run(gas(), steam("A.boiler", "A", 60, "TJ"), steam("A.boiler", "B", 20, "TJ"))
    assert kilograms(result, node="B", gas="CO2") == pytest.approx(5_610_000 / 4)
    assert kilograms(result, scope=1, gas="CO2") == pytest.approx(5_610_000)
    assert kilograms(result, node="A") == 0
    (term,) = [t for line in lines(result, node="B", gas="CO2") for t in line.terms if not t.fact]
    assert (term.symbol, term.value) == ("s", 0.25)


def test_power_and_heat_share_by_energy():
    """1,000 t of steam at 2,776 kJ/kg are 2.776 TJ; beside 2.776 TJ of power, half each."""
    result = run(
        gas(), steam("A.boiler", "B", 1000, "t"), power("A.boiler", "B", 2.776 / 3.6 * 1000, "MWh")
    )
    heat = kilograms(result, category="heat", gas="CO2")
    electric = kilograms(result, category="electricity", gas="CO2")
    assert heat == pytest.approx(electric) == pytest.approx(5_610_000 / 2)


def test_recovered_waste_heat_carries_no_burden():
    """It leaves the buyers of steam the whole burden, whoever gets the waste heat."""
    sold = [gas(), steam("A.boiler", "B", 80, "TJ")]
    without = run(*sold)
    result = run(*sold, flow("waste-heat", "A.boiler", "C", 20, "TJ"))
    assert kilograms(result, enterprise="C") == 0
    assert kilograms(result, enterprise="B") == pytest.approx(kilograms(without, enterprise="B"))


def test_biogenic_carbon_of_a_producer_stays_a_memo():
    fuel = flow("wood", "market", "A.boiler", 10, "TJ_ncv")
    result = run(fuel, steam("A.boiler", "B", 8, "TJ"))
    assert value(result, "B", "biogenic") == pytest.approx(1120)
    assert value(result, "A", "biogenic") == pytest.approx(1120)
    assert value(result, "P", "biogenic") == pytest.approx(1120)
    assert value(result, "B") == pytest.approx(10 * (30 * 28 + 4 * 265) / 1000)


def test_a_renewable_producer_gives_a_zero_that_is_known():
    result = run(power("A.solar", "B", 100))
    assert open_gaps(result) == []
    assert value(result, "B") == 0.0
    assert [line.terms[0].reason for line in lines(result)] == [RENEWABLE]


def test_a_producer_without_fuel_is_a_gap():
    result = run(steam("A.boiler", "B", 100))
    assert "supplier:steam:A.boiler:B" in gap_ids(result)
    assert figure(result, "B").value is None
    assert figure(result, "B").partial
    assert figure(result, "A").partial
    assert "no fuel has been entered for it." in " ".join(gap_words(result))


def test_who_sells_without_making_or_buying_is_a_gap():
    result = run(power("A", "B", 100))
    assert open_gaps(result) == ["supplier:electricity:A:B"]


def test_exports_are_a_memo_of_the_producer():
    """20 of 80 TJ leave the park: a quarter of 5,610 t CO2 and what goes with it."""
    result = run(gas(), steam("A.boiler", "B", 60, "TJ"), steam("A.boiler", "seller", 20, "TJ"))
    assert kilograms(result, memo="exported", gas="CO2") == pytest.approx(5_610_000 / 4)
    for boundary in ("A", "P", "Z"):
        assert value(result, boundary, "exported") == pytest.approx(
            kilograms(result, scope=1, gas="CO2") / 4000
            + kilograms(result, scope=1, gas="CH4") / 4000 * 28
            + kilograms(result, scope=1, gas="N2O") / 4000 * 265
        )
    assert value(result, "A") == pytest.approx(value(result, "P"))


# --- networks, resale, losses


def test_resale_is_deducted_from_the_reseller():
    result = run(power("grid", "A", 1000), power("A", "B", 400))
    assert value(result, "A") == pytest.approx(600 * GRID)
    assert value(result, "B") == pytest.approx(400 * GRID)
    assert value(result, "P") == pytest.approx(1000 * GRID)


def test_a_mix_of_grid_and_sun_is_handed_on_in_proportion():
    entries = [power("grid", "net", 750), power("A.solar", "net", 250), power("net", "B", 1000)]
    result = run(*entries)
    assert value(result, "B") == pytest.approx(750 * GRID)
    assert value(result, "op") == pytest.approx(0.0, abs=1e-9)
    assert value(result, "P") == pytest.approx(750 * GRID)


def test_a_loop_without_source_is_named():
    ring = park(
        node("P", "park"),
        node("op", "enterprise", "P", "use"),
        node("n1", "network", "op"),
        node("n2", "network", "op"),
        node("B", "enterprise", "P", "use"),
    )
    entries = [power("n1", "n2", 100), power("n2", "n1", 90), power("n2", "B", 10)]
    result = compute(ring, entries)
    assert "loop:electricity:n2" in gap_ids(result)
    assert (
        "The networks of Electricity run in a loop through “n2”, so the origin is undetermined."
        in gap_words(result)
    )
    assert figure(result, "B").partial


def test_a_loop_with_a_source_is_solved():
    """n1 gets 100 from the grid and 10 back from n2: all of it comes from the grid."""
    ring = park(
        node("P", "park"),
        node("op", "enterprise", "P", "use"),
        node("n1", "network", "op"),
        node("n2", "network", "op"),
        node("B", "enterprise", "P", "use"),
    )
    entries = [
        power("grid", "n1", 100),
        power("n1", "n2", 50),
        power("n2", "n1", 10),
        power("n1", "B", 60),
        power("n2", "B", 40),
    ]
    result = compute(ring, entries)
    assert [gap for gap in gap_ids(result) if gap.startswith("loop")] == []
    assert value(result, "B") == pytest.approx(100 * GRID)
    assert value(result, "P") == pytest.approx(100 * GRID)


def test_what_a_network_lost_is_shown():
    entries = [power("grid", "net", 1000), power("net", "B", 930)]
    result = run(*entries)
    assert value(result, "P", "unexplained") == pytest.approx(70 * GRID)
    assert value(result, "op") == pytest.approx(70 * GRID)
    more = run(power("grid", "net", 1000), power("net", "B", 1030))
    assert value(more, "P", "unexplained") == pytest.approx(-30 * GRID)


def test_an_unknown_quantity_leaves_buyer_and_reseller_open():
    handed = replace(power("A", "B", 0.0), quantity=None, notation=Notation.NOT_ESTIMATED)
    result = run(power("grid", "A", 1000), handed)
    assert figure(result, "B", "scope-2").partial
    assert figure(result, "A", "scope-2").partial
    assert value(result, "A") == pytest.approx(1000 * GRID)


def test_own_power_line_of_one_enterprise_is_nobody_s_purchase():
    result = run(power("op", "net", 10))
    assert lines(result) == []


def test_the_year_without_grid_factor_and_its_fallback():
    entries = [power("grid", "B", 1000, period="2024")]
    period = reporting_year(2024)
    without = run(*entries, period=period)
    assert figure(without, "B", label="2024").value is None
    assert "A fallback may be chosen by name: grid-latest-published." in " ".join(
        gap_words(without)
    )
    chosen = run(*entries, period=period, fallbacks=("grid-latest-published",))
    assert figure(chosen, "B", label="2024").value == pytest.approx(1000 * GRID)
    assert [f.rule for f in chosen.findings if f.rule == "INV-02"] == ["INV-02"]
    other = run(*entries, period=period, fallbacks=("another-one",))
    assert figure(other, "B", label="2024").value is None


# --- zone and parks


def test_steam_between_two_parks_is_eliminated_in_the_zone_only():
    """A in P burns 100 TJ and sells half of its steam to C in Q."""
    result = run(gas(), steam("A.boiler", "A", 40, "TJ"), steam("A.boiler", "C", 40, "TJ"))
    burnt = value(result, "A", "scope-1")
    assert value(result, "P") == pytest.approx(burnt)
    assert value(result, "Q") == pytest.approx(burnt / 2)
    assert value(result, "Z") == pytest.approx(burnt)
    rows = {row.boundary: row for row in result.value.eliminations}
    assert rows["Q"].internal_deliveries == 0.0
    assert rows["P"].internal_deliveries == 0.0
    assert rows["Z"].internal_deliveries == pytest.approx(-burnt / 2)
    assert rows["Z"].sum_of_enterprises == pytest.approx(1.5 * burnt)


def test_two_parks_that_deliver_to_one_another():
    both = park(
        node("Z", "zone"),
        node("P", "park", "Z"),
        node("Q", "park", "Z"),
        node("A", "enterprise", "P", "use"),
        node("A.boiler", "generator", "A", "stationary.manufacturing"),
        node("C", "enterprise", "Q", "use"),
        node("C.boiler", "generator", "C", "stationary.manufacturing"),
    )
    entries = [
        flow("natural-gas", "market", "A.boiler", 100, "TJ_ncv"),
        flow("wood", "market", "C.boiler", 50, "TJ_ncv"),
        steam("A.boiler", "C", 80, "TJ"),
        steam("C.boiler", "A", 40, "TJ"),
    ]
    result = compute(both, entries)
    from_a, from_c = (value(result, name, "scope-1") for name in ("A", "C"))
    assert value(result, "P") == pytest.approx(from_a + from_c)
    assert value(result, "Q") == pytest.approx(from_c + from_a)
    assert value(result, "Z") == pytest.approx(from_a + from_c)
    (zone,) = [row for row in result.value.eliminations if row.boundary == "Z"]
    assert zone.sum_of_enterprises == pytest.approx(2 * (from_a + from_c))
    assert zone.internal_deliveries == pytest.approx(-(from_a + from_c))
