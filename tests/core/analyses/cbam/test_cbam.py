"""Embedded emissions of a small steel works, worked by hand; lookups, mark-up, obligations.

CO2 of natural gas 56,100 kg/TJ and the power factor of 2023 are rows of the catalog (IPCC 2006;
letter 1726/BĐKH-PTCBT); default values and mark-ups as in Implementing Regulation (EU) 2025/2621.
"""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkloop.analyses.cbam import cbam
from parkloop.analyses.cbam.parameters import CbamParameters
from parkloop.analyses.tracing.parameters import TracingParameters
from parkloop.io.catalog_files import load_catalog
from parkloop.periods import reporting_year
from parkloop.reports.cbam import render_cbam_xlsx
from tests.core.analyses.tracing.test_trace_command import call, write
from tests.core.small_park import flow, node, park, snapshot

CATALOG = load_catalog()
YEAR = reporting_year(2023)
CO2 = 56.1  # t per TJ of natural gas
POWER = CATALOG.known("grid.vn.2023").value  # t CO2 per MWh
BARS = {"mill/steel-product": "7214"}


def works():
    return park(
        node("P", "park"),
        *(node(name, "enterprise", "P") for name in ("steel", "utility")),
        node("mill", "process", "steel", "stationary.manufacturing"),
        node("truck", "process", "steel", "mobile.road"),
        node("boiler", "generator", "utility", "stationary.manufacturing"),
        node("wires", "network", "utility"),
    )


def entries(pig=500.0):
    return [
        flow("natural-gas", "market", "mill", 10, "TJ_ncv"),
        flow("diesel", "market", "truck", 5, "t"),
        flow("natural-gas", "market", "boiler", 20, "TJ_ncv"),
        flow("steam", "boiler", "mill", 3_000, "t"),
        flow("steam", "boiler", "partner", 1_000, "t"),
        flow("electricity", "grid", "wires", 2_000, "MWh"),
        flow("electricity", "wires", "mill", 2_000, "MWh"),
        flow("pig-iron", "market", "mill", pig, "t"),
        flow("packaging", "market", "mill", 3, "t"),
        flow("steel-product", "mill", "market", 1_000, "t"),
    ]


LEDGER = snapshot(works(), entries())


def figures(ledger=LEDGER, year=2026, codes=None, **more):
    options: dict[str, Any] = {"codes": BARS if codes is None else codes} | more
    return cbam(ledger, CATALOG, CbamParameters(TracingParameters(YEAR), year, **options))


def one(result):
    (found,) = result.value.goods
    return found


def test_direct_heat_and_precursors_per_tonne():
    """10 TJ burnt, three quarters of the boiler's 20 TJ, 500 t of pig iron at 2.19 · 1.10."""
    found = one(figures())
    assert found.direct == pytest.approx((CO2 * (10 + 0.75 * 20) + 500 * 2.19 * 1.1) / 1000)
    assert found.indirect == pytest.approx(2_000 * POWER / 1000)
    assert found.counted == found.direct  # steel: what comes with power does not count
    assert found.made == 1_000


def test_a_suppliers_own_figure_takes_the_place_of_the_default():
    found = one(figures(precursors={"market/pig-iron": 1.4}))
    assert found.direct == pytest.approx((CO2 * 25 + 500 * 1.4) / 1000)


@pytest.mark.parametrize(("year", "markup"), [(2026, 0.1), (2027, 0.2), (2028, 0.3), (2031, 0.3)])
def test_default_with_the_mark_up_of_the_year(year, markup):
    found = one(figures(year=year))
    assert (found.default.id, found.default_counted) == ("cbam.7214.vn", 2.35)
    assert found.marked_up == pytest.approx(2.35 * (1 + markup))
    assert found.saved == pytest.approx(found.marked_up - found.counted)


def test_before_the_mechanism_there_is_no_mark_up_and_no_default():
    found = one(figures(year=2025, precursors={"market/pig-iron": 1.4}))
    assert (found.markup, found.marked_up, found.default) == (None, None, None)
    assert "cbam-default:mill/steel-product" in found.gaps


@pytest.mark.parametrize(
    ("cn", "country", "direct", "indirect"),
    [
        ("7201 10 11", "VN", 2.19, None),
        ("7308", "VN", 2.84, None),
        ("2601 12 00", "VN", 1.04, 0.07),
        ("2814 10 00", "VN", 3.46, 0.15),
        ("2804 10 00", "VN", 10.82, None),
        ("7601", "VN", 0.36, None),
        ("2523 29 00", "VN", 1.36, 0.08),  # none for Viet Nam: other countries
        ("7208", "XX", 4.049, None),
        ("3102 10 19", "XX", 2.60, 0.12),
        ("2804 10 00", "XX", 17.74, None),
    ],
)
def test_defaults_by_code_and_country(cn, country, direct, indirect):
    found: Any = CATALOG.cbam.default(cn, country, 2026)
    assert (found.direct, found.indirect) == (direct, indirect)


def test_no_default_is_a_gap_and_not_zero():
    assert CATALOG.cbam.default("9999", "VN", 2026) is None
    assert CATALOG.cbam.by_code("7205") is None


def test_fertilisers_have_another_mark_up_and_cement_counts_power():
    markup: Any = CATALOG.cbam.scheduled("markup", "fertilisers", 2028)
    assert markup.value == 0.01
    counting = {good.id for good in CATALOG.cbam.goods if good.indirect}
    assert counting == {"clinker", "cement", "ammonia", "nitric-acid", "urea"}
    as_cement = one(figures(codes={"mill/steel-product": "2523 29 00"}))
    assert as_cement.counted == pytest.approx(as_cement.direct + 2_000 * POWER / 1000)
    assert as_cement.default_counted == pytest.approx(1.44)


def test_obligation_needs_a_benchmark_and_is_never_below_zero():
    without = figures(exports={"mill/steel-product": 100.0})
    assert one(without).obligation is None
    assert "cbam-benchmark:mill/steel-product" in one(without).gaps
    product = "mill/steel-product"
    given = {"exports": {product: 100.0}, "benchmarks": {product: 1.3}, "price": 80.0}
    found = one(figures(**given, precursors={"market/pig-iron": 0.2}))
    free = 0.975 * 1.3
    assert found.obligation == pytest.approx((found.counted - free) * 100)
    assert found.obligation_default == pytest.approx((2.35 * 1.1 - free) * 100)
    assert found.saved_money == pytest.approx((2.35 * 1.1 - found.counted) * 100 * 80)
    low = one(figures(**(given | {"benchmarks": {product: 9.0}})))
    assert (low.obligation, low.saved_money) == (0.0, 0.0)


def test_findings_say_what_is_unchecked_small_or_above_the_default():
    product = "mill/steel-product"
    told = figures(exports={product: 10.0}, precursors={"market/pig-iron": 9.0})
    found = {f.rule: f for f in told.findings if f.rule.startswith("CBM")}
    assert set(found) == {"CBM-01", "CBM-02", "CBM-03"}
    assert "were not compared with their document" in found["CBM-01"].message.en
    assert "is above the default with its mark-up (2.585 t/t)" in found["CBM-02"].message.en
    assert found["CBM-03"].message.en.startswith("10 t exported in the year, below the 50 t")
    assert "thấp" not in found["CBM-03"].message.vi
    none = figures(codes={}, ledger=snapshot(works(), entries()[:-1]))
    assert [f.rule for f in none.findings if f.rule.startswith("CBM")] == ["CBM-04"]


def test_a_precursor_without_a_figure_is_a_gap():
    more = [*entries(), flow("clinker", "market", "mill", 10, "t")]
    result = figures(ledger=snapshot(works(), more))
    assert "cbam-precursor:market/clinker" in one(result).gaps
    gap = next(g for g in result.gaps if g.id == "cbam-precursor:market/clinker")
    assert gap.message.en == (
        "The embedded emissions of “clinker” bought from “market” are not known."
    )
    assert gap.remedy.en.endswith("--precursor market/clinker=NUMBER (t CO2e/t).")


@settings(max_examples=10, deadline=None)
@given(scale=st.floats(0.1, 50.0))
def test_scaling_a_works_changes_nothing_per_tonne(scale):
    from_one = one(figures())
    scaled = [flow(e.stream, e.from_node, e.to_node, e.quantity * scale, e.unit) for e in entries()]
    assert one(figures(snapshot(works(), scaled))).direct == pytest.approx(
        from_one.direct, rel=1e-5
    )


def test_a_good_inside_the_park_hands_its_emissions_to_the_next():
    """Pig iron made next door: its own gas arrives in the bars, nothing by default."""
    in_park = park(
        node("P", "park"),
        *(node(name, "enterprise", "P") for name in ("iron", "steel")),
        node("furnace", "process", "iron", "stationary.manufacturing"),
        node("mill", "process", "steel", "stationary.manufacturing"),
    )
    given = [
        flow("natural-gas", "market", "furnace", 8, "TJ_ncv"),
        flow("pig-iron", "furnace", "mill", 100, "t"),
        flow("natural-gas", "market", "mill", 1, "TJ_ncv"),
        flow("steel-product", "mill", "market", 90, "t"),
    ]
    goods = {g.product: g for g in figures(snapshot(in_park, given)).value.goods}
    process = 1.35 * 100  # IPCC 2006: process emissions of pig iron, t/t
    assert goods["furnace/pig-iron"].direct == pytest.approx((CO2 * 8 + process) / 100)
    assert goods["mill/steel-product"].direct == pytest.approx((CO2 * 9 + process) / 90)


def test_the_workbook_holds_goods_precursors_and_notes():
    result = figures(exports={"mill/steel-product": 100.0})
    again = render_cbam_xlsx(result, LEDGER.park)
    assert again == render_cbam_xlsx(result, LEDGER.park)
    book = openpyxl.load_workbook(io.BytesIO(again))
    assert book.sheetnames == ["CBAM 2026", "Precursors", "Notes"]
    row = [cell.value for cell in book["CBAM 2026"][2]]
    assert row[:3] == ["steel", "mill/steel-product", "7214"]
    assert row[11] == "=J2*(1+K2)"
    assert [cell.value for cell in book["Precursors"][2]][:4] == ["mill", "market", "pig-iron", 500]


def test_the_command(tmp_path):
    folder = write(tmp_path, works(), entries())
    options = ("-w", folder, "--cn", "mill/steel-product=7214", "--import-year", "2027")
    out = call("--lang", "en", "cbam", *options, "--out", tmp_path / "c.xlsx")
    for part in ("CBAM 2027", "mill/steel-product", "7214", "CBM-01"):
        assert part in out
    assert (tmp_path / "c.xlsx").read_bytes().startswith(b"PK")
    assert '"markup": 0.2' in call("cbam", *options, "--json")
    assert "is not understood" in call("--lang", "en", "cbam", "-w", folder, "--cn", "x", code=2)
