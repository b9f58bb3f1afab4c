"""Laws that every water target obeys, over invented uses."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkloop.analyses.water_targets import (
    Regenerator,
    WaterData,
    WaterParameters,
    WaterUse,
    water_targets,
)
from parkloop.analyses.water_targets.fixed_load import least_fresh
from parkloop.analyses.water_targets.several import least_fresh_several
from tests.core.builders import a_catalog

CATALOG = a_catalog()
CLOSE = 1e-6


@st.composite
def water_uses(draw, most=6):
    found = []
    for number in range(draw(st.integers(1, most))):
        inlet = draw(st.integers(0, 400))
        outlet = inlet + draw(st.integers(20, 500))
        load = draw(st.integers(1, 40)) / 2
        plant = draw(st.sampled_from("ABC"))
        limits = ({"c": float(inlet)}, {"c": float(outlet)})
        found.append(WaterUse(f"u{number}", {"c": load}, *limits, plant))
    return found


def alone(uses):
    return sum(use.fresh_alone({}) for use in uses)


@given(water_uses())
def test_balances_close(uses):
    """Water in is water out, load out is load in and picked up, inlets keep limits (property 6)."""
    found = least_fresh(uses, "c")
    into: dict[str, float] = defaultdict(float)
    out: dict[str, float] = defaultdict(float)
    load: dict[str, float] = defaultdict(float)
    for link in found.links:
        into[link.target] += link.flow
        out[link.origin] += link.flow
        load[link.target] += link.flow * (link.quality or 0.0)
    for use in uses:
        assert out[use.id] == pytest.approx(into[use.id], rel=CLOSE, abs=CLOSE * alone(uses))
        picked = 1000 * use.load["c"]
        leaving = out[use.id] * use.outlet["c"]
        assert leaving == pytest.approx(load[use.id] + picked, rel=1e-5)
        assert load[use.id] <= use.inlet["c"] * into[use.id] + 1e-5 * picked
    assert found.waste == pytest.approx(found.fresh, rel=CLOSE)
    assert found.fresh <= alone(uses) * (1 + CLOSE)


@given(water_uses(), st.integers(0, 5), st.integers(1, 100))
def test_looser_inlets_never_need_more(uses, which, more):
    """Fresh water does not grow with an inlet limit (property 2)."""
    place = which % len(uses)
    use = uses[place]
    looser = min(use.inlet["c"] + more, use.outlet["c"] - 1)
    other = [*uses]
    other[place] = replace(use, inlet={"c": max(looser, use.inlet["c"])})
    before, after = least_fresh(uses, "c").fresh, least_fresh(other, "c").fresh
    assert after <= before * (1 + CLOSE)


@given(water_uses(), st.integers(0, 5), st.integers(1, 20))
def test_more_load_never_needs_less(uses, which, more):
    """Fresh water does not fall as a load grows (property 2)."""
    place = which % len(uses)
    other = [*uses]
    other[place] = replace(uses[place], load={"c": uses[place].load["c"] + more})
    before, after = least_fresh(uses, "c").fresh, least_fresh(other, "c").fresh
    assert after >= before * (1 - CLOSE)


@given(water_uses())
def test_merging_never_costs_more(uses):
    """A group needs no more than its parts (properties 3, 5)."""
    parameters = WaterParameters(networks=False)
    value = water_targets(WaterData(tuple(uses)), CATALOG, parameters).value
    for name, fresh in value.coalitions.items():
        parts = sum(value.coalitions[plant] for plant in name.split("+"))
        assert fresh <= parts * (1 + CLOSE)


@given(water_uses(), st.sampled_from((0.01, 3.6, 100.0)))
def test_scaling_and_units(uses, factor):
    """k times the loads, as kg/s for t/h, is k times the water (properties 4, 11)."""
    scaled = [replace(use, load={"c": use.load["c"] * factor}) for use in uses]
    expected = least_fresh(uses, "c").fresh * factor
    assert least_fresh(scaled, "c").fresh == pytest.approx(expected, rel=CLOSE)


@given(water_uses(), st.randoms())
def test_order_of_rows_does_not_matter(uses, chance):
    """Shuffled rows give the same figures (property 11)."""
    other = list(uses)
    chance.shuffle(other)
    first, second = (
        water_targets(WaterData(tuple(rows)), CATALOG, WaterParameters()) for rows in (uses, other)
    )
    assert first.provenance == second.provenance
    assert first.figures == second.figures


@given(water_uses(), st.integers(0, 100))
def test_a_treatment_never_needs_more_fresh_water(uses, quality):
    treated = least_fresh(uses, "c", regenerator=Regenerator(float(quality)))
    once = least_fresh(uses, "c", regenerator=Regenerator(float(quality), recycle=False))
    plain = least_fresh(uses, "c").fresh
    assert treated.fresh <= once.fresh * (1 + CLOSE) + CLOSE
    assert once.fresh <= plain * (1 + CLOSE) + CLOSE


@settings(max_examples=6, deadline=None)
@given(water_uses(most=3))
def test_the_bounds_of_several_hold_the_exact_answer_of_one(uses):
    """With one contaminant both solvers must meet (property 12)."""
    exact = least_fresh(uses, "c").fresh
    found = least_fresh_several(uses)
    assert found.bound <= exact * (1 + 1e-6)
    assert found.fresh >= exact * (1 - 1e-6)
    assert found.fresh <= exact * (1 + 2e-3)
