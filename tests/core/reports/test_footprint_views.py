"""Pages of traces: the answer in a sentence, every figure with what stands behind it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from parkloop.analyses.cbam.cbam import cbam
from parkloop.analyses.cbam.parameters import CbamParameters
from parkloop.analyses.tracing.comparing import compare
from parkloop.analyses.tracing.parameters import ALLOCATIONS, TracingParameters
from parkloop.analyses.tracing.tracing import emissions_of, traced, tracing
from parkloop.reports.carbon_page import ParkCarbon, carbon_view, made_by_partners
from parkloop.reports.cbam_page import Border, cbam_view
from parkloop.reports.explaining import Embedding
from parkloop.reports.footprint_blocks import Opened
from parkloop.reports.footprint_list import burdens, listed
from parkloop.reports.footprint_names import Names
from parkloop.reports.footprint_page import product_view
from parkloop.reports.html import figure_keys
from parkloop.reports.parts import Num
from parkloop.texts import Text
from tests.core.analyses.tracing.test_tracing import (
    CATALOG,
    DISPLACED,
    PRICES,
    SHARES,
    UPSTREAM,
    YEAR,
    entries,
    small_park,
)
from tests.core.small_park import snapshot

STEEL = "furnace/steel-product"
STATED = TracingParameters(
    YEAR, prices=PRICES, shares=SHARES, displaced=DISPLACED, upstream=UPSTREAM
)
LEDGER = snapshot(small_park(), entries())


@pytest.fixture(scope="module")
def opened():
    one = replace(STATED, products=(STEEL,))
    result = tracing(LEDGER, CATALOG, one)
    return Opened(
        footprint=result.value.footprints[0],
        result=result,
        comparison=compare(LEDGER, CATALOG, one, allocations=ALLOCATIONS),
        snapshot=LEDGER,
        catalog=CATALOG,
        label="2023",
    )


def block(view, name):
    return next(b for section in view.sections for b in section.blocks if b.id == name)


def cells(table):
    return {row.cells[0].en: list(row.cells[1:]) for row in table.rows}


def test_the_sentence_holds_the_answer(opened):
    view = product_view(opened)
    assert view.title.en.startswith("One kg of steel product from furnace carries 7.29")
    assert "not counting 2 gaps" in view.title.en
    assert view.title.vi.startswith("Một kg sản phẩm thép")
    assert "the greatest origin" in view.lead.en


def test_parts_add_up_to_the_footprint(opened):
    view, whole = product_view(opened), opened.footprint.per_unit
    for name in ("chart-stages", "chart-origins"):
        parts = [row[0].value for row in cells(block(view, name).table).values()]
        assert sum(parts) == pytest.approx(whole)
    gases = cells(block(view, "gases").table).values()
    assert sum(row[1].value for row in gases) == pytest.approx(whole)
    assert next(row[0].value for row in gases) == pytest.approx(
        1000 * opened.footprint.gases["CO2"]
    )


def test_every_figure_of_the_page_opens(opened):
    keys = {key for key in figure_keys(product_view(opened)) if key}
    embedding = Embedding()
    embedding.add(opened.book, sorted(keys))
    assert keys <= set(embedding.places)
    assert opened.key() in keys
    assert opened.key("gas/CO2") in keys
    assert opened.key("stage/production") in keys


def test_other_rules_stand_beside_the_one_in_use(opened):
    rows = cells(block(product_view(opened), "rules-table").table)
    usual, avoided = rows["Cut-off, physical"][0], rows["Avoided burden, physical"][0]
    assert usual.value == opened.footprint.per_unit
    # 300 t of slag displace 0.8 kg/kg: 240 t less over 1,000 t of steel.
    assert usual.value - avoided.value == pytest.approx(0.24)
    assert usual.value - rows["50/50, physical"][0].value == pytest.approx(0.12)


def test_a_list_has_the_greatest_burden_first_and_its_bars(opened):
    result = tracing(LEDGER, CATALOG, STATED)
    made = [f for f in result.value.footprints if f.stream and "service" not in f.product]
    names = Names(LEDGER.park, CATALOG)
    rows = listed(made, names, "2023")
    assert rows[0].name.en == "Steel product · furnace"
    assert rows[0].per_unit.figure == opened.key()
    assert "do not add up" in burdens(made, names, "2023").sentence.en


@pytest.fixture(scope="module")
def carbon():
    return carbon_of(STATED)


def carbon_of(parameters):
    """The carbon of the small park as its page gets it."""
    result = traced(
        LEDGER, CATALOG, parameters, emissions_of(LEDGER, CATALOG, parameters), streams=True
    )
    made = [one.product for one in made_by_partners(result.value, LEDGER.park)]
    return ParkCarbon(
        place=LEDGER.park.node("P"),
        result=result,
        comparison=compare(LEDGER, CATALOG, parameters, opened=made),
        snapshot=LEDGER,
        catalog=CATALOG,
        label="2023",
    )


def numbers(view):
    """Every number in the cards and tables of a view."""
    for card in view.cards:
        yield card.num
        yield from (part for _, part in card.lines if part is not None)
    for section in view.sections:
        for table in (b.table for b in section.blocks if hasattr(b, "table")):
            yield from (cell for row in table.rows for cell in row.cells if isinstance(cell, Num))


def test_a_park_shows_both_partners_of_an_exchange_under_four_rules(carbon):
    view = carbon_view(carbon)
    assert "t\u00a0CO₂e went through" in view.title.en
    partners = cells(block(view, "partners").table)
    steel, concrete = partners["Steel product · furnace"], partners["Concrete · works"]
    # Cut-off, by price, avoided burden, 50/50 follow the unit.
    assert steel[1].value - steel[3].value == pytest.approx(0.24)
    # Half of 240 t of credit over 700 m3 of concrete.
    assert concrete[1].value - concrete[4].value == pytest.approx(120_000 / 700)
    assert concrete[2].value > concrete[1].value
    sums = cells(block(view, "sums").table)
    assert sums["Avoided burden, physical"][2].value == pytest.approx(240_000)
    assert block(view, "sums").sentence.en.startswith("The sums are proven")


def test_every_sum_stream_and_rule_of_a_park_opens(carbon):
    view = carbon_view(carbon)
    keys = {key for key in figure_keys(view) if key}
    embedding = Embedding()
    embedding.add(carbon.book, sorted(keys))
    assert keys <= set(embedding.places)
    unopened = [each for each in numbers(view) if not each.figure]
    assert [each.value for each in unopened] == [1.0, 1.0]  # one exchange; the sums agree


def test_figures_of_a_park_are_what_stands_below_them(carbon):
    """Every sum is the sum of its parts, every stream its burden per unit times its amount."""
    for key, figure in carbon.book.figures.items():
        below = carbon.book.below(key)
        if "/sums/" in key and len(below) == len(figure.operands) > 0:
            signs = [operand.sign for operand in figure.operands]
            parts = [carbon.book.figures[b].value for b in below]
            total = sum(s * p for s, p in zip(signs, parts, strict=True))
            assert total == pytest.approx(figure.value, abs=1e-4), key
        if "/carried/" in key and figure.formula.en == "m × q":
            burden, amount = (carbon.book.figures[each].value for each in below)
            assert burden * amount == pytest.approx(figure.value), key


def test_upstream_of_which_nothing_is_known_is_not_zero():
    view = carbon_view(carbon_of(replace(STATED, upstream={})))
    words, upstream = view.cards[0].lines[2]
    assert words.en == "upstream, 2 factors missing"
    assert upstream.value is None
    assert upstream.digits == Text("chưa biết", "not known")


def test_an_exchange_that_lacks_what_its_rule_needs_is_not_zero():
    view = carbon_view(carbon_of(replace(STATED, prices={}, displaced={})))
    rows = cells(block(view, "exchanges").table)
    for _, _, _, cut_off, *others in rows.values():
        assert cut_off.value == 0.0
        assert [each.digits.en for each in others] == ["not known"] * 3


def test_what_is_uncertain_is_named_and_not_coded(opened):
    table = block(product_view(opened), "sensitivities").table
    said = [row.cells[0] for row in table.rows]
    assert said
    assert not [name.en for name in said if "=" in name.en or name.en.count(".") > 1]


def test_the_error_is_told_as_a_power_of_ten(opened):
    pairs = {a.en: b.en for a, b, _ in block(product_view(opened), "provenance").pairs}
    assert re.fullmatch(r"below 10⁻[⁰¹²³⁴⁵⁶⁷⁸⁹]+ kg\sCO₂e/kg", pairs["Error of the solution"])
    assert pairs["Conservation"].endswith("difference 0")


def test_differences_that_are_rounding_are_zero(carbon):
    rows = cells(block(carbon_view(carbon), "sums").table)
    assert {row[3].digits.en for row in rows.values()} == {"0"}


def test_goods_under_cbam_stand_beside_their_default():
    parameters = CbamParameters(STATED, 2027, codes={STEEL: "7214"})
    result = cbam(LEDGER, CATALOG, parameters)
    border = Border(
        place=LEDGER.park.node("steel"),
        result=result,
        snapshot=LEDGER,
        catalog=CATALOG,
        label="2023",
    )
    view = cbam_view(border)
    assert "were not compared with their document" in view.lead.en
    row = cells(block(view, "goods-table").table)["Steel product · furnace"]
    # Regulation (EU) 2025/2621: 2.35 t CO2e/t for bars of Viet Nam, 20 % more in 2027.
    assert row[4].value == 2.35
    assert row[4].digits.en.endswith("⚠")
    assert row[6].value == pytest.approx(2.35 * 1.2)
    assert row[7].value == pytest.approx(2.35 * 1.2 - row[3].value)
