"""Market-based scope 2: certificates cover purchases from the grid, at most all of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.analyses.inventory.computed import compute, figure, kilograms, lines, value
from tests.core.small_park import flow, node, park

GRID = 0.6592
PARK = park(
    node("P", "park"),
    node("A", "enterprise", "P", "use"),
    node("A.sun", "generator", "A", renewable=True),
    node("B", "enterprise", "P", "use"),
    node("oil-seller", "partner", fuel="diesel"),
)


def power(source, target, quantity, **more):
    return flow("electricity", source, target, quantity, "MWh", **more)


def certificate(holder, quantity, unit="MWh", **more):
    return flow("rec-electricity", "market", holder, quantity, unit, **more)


def run(*entries):
    return compute(PARK, entries)


def test_what_certificates_cover_is_deducted_at_the_grid_factor():
    result = run(power("grid", "A", 1000), certificate("A", 300))
    assert value(result, "A", "scope-2") == pytest.approx(1000 * GRID)
    assert value(result, "A", "scope-2-market") == pytest.approx(700 * GRID)
    assert value(result, "A", "total-market") == pytest.approx(700 * GRID)
    assert value(result, "P", "total-market") == pytest.approx(700 * GRID)
    (line,) = lines(result, basis="market")
    assert (line.sign, line.supplier, line.gas) == (-1, "market", "CO2")


def test_more_certificates_than_purchases_cover_the_purchases_only():
    result = run(
        power("grid", "A", 1000),
        certificate("A", 800, series="one"),
        certificate("A", 900, series="two"),
        certificate("A", 100, series="three"),
    )
    assert value(result, "A", "scope-2-market") == pytest.approx(0.0, abs=1e-9)
    assert value(result, "A", "scope-2") == pytest.approx(1000 * GRID)
    assert -kilograms(result, basis="market") == pytest.approx(1000 * GRID * 1000)


def test_certificates_cover_what_was_kept_not_what_was_resold():
    result = run(power("grid", "A", 1000), power("A", "B", 600), certificate("A", 1000))
    assert value(result, "A", "scope-2-market") == pytest.approx(0.0, abs=1e-9)
    assert value(result, "B", "scope-2-market") == pytest.approx(600 * GRID)
    assert value(result, "P", "total-market") == pytest.approx(600 * GRID)


def test_who_resold_more_than_it_bought_has_nothing_to_cover():
    result = run(power("grid", "A", 100), power("A", "B", 150), certificate("A", 1000))
    assert lines(result, basis="market") == []
    assert value(result, "A", "scope-2-market") == pytest.approx(-50 * GRID)


@pytest.mark.parametrize(
    "entries",
    [
        [certificate("A", 100)],
        [flow("steam", "oil-seller", "A", 100, "t"), certificate("A", 100)],
        [power("A.sun", "B", 100), certificate("B", 100)],
        [power("grid", "A", 100), certificate("B", 100)],
        [power("grid", "A", 100), certificate("market", 100)],
        [power("grid", "A", 100), certificate("A", 100, "piece")],
    ],
)
def test_certificates_without_grid_purchases_of_their_holder_cover_nothing(entries):
    assert lines(run(*entries), basis="market") == []


def test_both_totals_stand_side_by_side_and_the_residual_mix_is_named():
    result = run(power("grid", "A", 1000), certificate("A", 300))
    assert figure(result, "A", "scope-2-market").label.en.startswith("Scope 2 (purchased energy, m")
    assert [f.rule for f in result.findings if f.rule == "INV-04"] == ["INV-04"]
    assert not [f for f in run(power("grid", "A", 1)).findings if f.rule == "INV-04"]


AMOUNTS = st.integers(0, 2000)


@settings(max_examples=40)
@given(AMOUNTS, AMOUNTS, st.lists(AMOUNTS, max_size=3), st.lists(AMOUNTS, max_size=3))
def test_market_never_exceeds_location_and_never_falls_below_zero(bought, resold, of_a, of_b):
    resold = min(resold, bought)
    entries = [power("grid", "A", bought), power("A", "B", resold)]
    entries += [certificate("A", q, series=f"a{n}") for n, q in enumerate(of_a)]
    entries += [certificate("B", q, series=f"b{n}") for n, q in enumerate(of_b)]
    result = run(*entries)
    for boundary in ("A", "B", "P"):
        location = value(result, boundary, "scope-2") or 0.0
        market = value(result, boundary, "scope-2-market") or 0.0
        assert -1e-6 <= market <= location + 1e-6
