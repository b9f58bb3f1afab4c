"""Laws that every heat target obeys, over invented streams."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkloop.analyses.heat_targets import HeatParameters, HeatStream, Main, Side, heat_targets
from parkloop.analyses.heat_targets.cascade import targets
from parkloop.analyses.heat_targets.parameters import HeatData
from tests.core.builders import a_catalog

CATALOG = a_catalog()
WHOLE = st.integers(20, 300).map(float)


@st.composite
def heat_streams(draw):
    count = draw(st.integers(2, 9))
    found = []
    for number in range(count):
        supply, target = draw(WHOLE), draw(WHOLE)
        side = Side.HOT if supply > target else Side.COLD
        if supply == target:
            side = draw(st.sampled_from(Side))
        duty = float(draw(st.integers(1, 5000)))
        plant = draw(st.sampled_from("ABC"))
        found.append(HeatStream(f"s{number}", side, supply, target, duty, 5.0, plant))
    return found


def scale(streams):
    return sum(s.duty for s in streams)


@given(heat_streams())
def test_energy_closes(streams):
    """QH − QC is the cold duty less the hot duty (property 1)."""
    found = targets(streams)
    cold = sum(s.duty for s in streams if s.side is Side.COLD)
    hot = sum(s.duty for s in streams if s.side is Side.HOT)
    difference = found.hot_utility - found.cold_utility
    assert difference == pytest.approx(cold - hot, abs=1e-6 * scale(streams))
    assert found.recovered == pytest.approx(cold - found.hot_utility, abs=1e-6 * scale(streams))


@given(heat_streams(), st.lists(st.integers(30, 280), min_size=1, max_size=4, unique=True))
def test_direct_total_site_alone(streams, levels):
    """Direct ≤ total site ≤ sum of the plants (property 1)."""
    mains = tuple(Main(f"m{level}", float(level), 5.0) for level in levels)
    value = heat_targets(HeatData(tuple(streams)), CATALOG, HeatParameters(mains)).value
    slack = 1e-6 * scale(streams)
    assert value.total_site is not None
    assert value.direct.hot_utility <= value.total_site.hot_utility + slack
    assert value.total_site.hot_utility <= value.alone_hot + slack
    assert value.direct.cold_utility <= value.total_site.cold_utility + slack
    assert value.total_site.cold_utility <= value.alone_cold + slack


@given(heat_streams(), st.integers(0, 20), st.integers(0, 20))
def test_more_difference_never_needs_less(streams, one, other):
    """Targets do not fall as the least difference grows (property 2)."""
    low, high = sorted((one, other))
    least, most = (
        targets([replace(s, contribution=contribution / 2) for s in streams])
        for contribution in (low, high)
    )
    assert least.hot_utility <= most.hot_utility + 1e-6 * scale(streams)


@given(heat_streams(), st.sampled_from((0.001, 0.5, 1000.0)))
def test_scaling_and_units(streams, factor):
    """k times the duties, as kW for MW, is k times the targets (properties 4, 11)."""
    found = targets(streams)
    scaled = targets([replace(s, duty=s.duty * factor) for s in streams])
    slack = 1e-9 * factor * scale(streams)
    assert scaled.hot_utility == pytest.approx(found.hot_utility * factor, abs=slack)
    assert scaled.pinches == pytest.approx(found.pinches)


@given(heat_streams(), st.randoms())
def test_names_and_order_do_not_matter(streams, chance):
    """Shuffled rows give the same result, byte for byte (property 11)."""
    other = list(streams)
    chance.shuffle(other)
    first, second = (
        heat_targets(HeatData(tuple(s)), CATALOG, HeatParameters()) for s in (streams, other)
    )
    assert first.provenance == second.provenance
    assert {k: f.value for k, f in first.figures.items()} == {
        k: f.value for k, f in second.figures.items()
    }


@given(heat_streams())
def test_another_plant_never_raises_the_direct_target_above_the_sum(streams):
    """Merging companies never costs more (property 3)."""
    value = heat_targets(HeatData(tuple(streams)), CATALOG, HeatParameters()).value
    assert value.direct.hot_utility <= value.alone_hot + 1e-6 * scale(streams)


@given(heat_streams())
def test_curves_end_where_the_duties_do(streams):
    value = heat_targets(HeatData(tuple(streams)), CATALOG, HeatParameters()).value
    for side, curve in ((Side.HOT, value.curves.hot), (Side.COLD, value.curves.cold)):
        duty = sum(s.duty for s in streams if s.side is side)
        if duty:
            assert curve.heat[-1] - curve.heat[0] == pytest.approx(duty)
            assert list(curve.temperature) == sorted(curve.temperature)
