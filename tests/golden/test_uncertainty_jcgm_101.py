"""The additive examples of JCGM 101:2008 (Supplement 1 to the GUM), section 9.2.

Four quantities are added. Printed 95 % intervals: four normal ones of sd 1: ±3.92; four
rectangular ones of sd 1: ±3.88 by the Monte Carlo method (in closed form 2√3·(2 − (3/5)^¼)) and
±3.92 by the law of propagation; three of sd 1 and one of sd 10, rectangular: ±17.0 and ±19.9.
Here every quantity is a fact of value 100, so that draws have something to be relative to.
"""

from __future__ import annotations

import math

import pytest

from parkloop.analyses.inventory.approach1 import half_width, sensitivities, variances
from parkloop.analyses.inventory.distributions import Z95
from parkloop.analyses.inventory.montecarlo import Sampling, simulate
from parkloop.analyses.inventory.products import products_of, select, sums
from tests.core.analyses.inventory.made_lines import catalog, fact, line, total_of

CASES = {
    "normal": ((1, 1, 1, 1), 3.92, 3.92),
    "uniform": ((1, 1, 1, 1), 3.92, 3.88),
    "uniform, one wide": ((1, 1, 1, 10), 19.9, 17.0),
}


def added(case):
    distribution = case.split(",")[0]
    facts = []
    for number, sd in enumerate(CASES[case][0]):
        reach = sd * (math.sqrt(3) if distribution == "uniform" else Z95)
        facts.append(fact(str(number), 100, 100 - reach, 100 + reach, distribution=distribution))
    lines = [line(one.id, 1, [one]) for one in facts]
    products = products_of(lines, catalog(*facts))
    return products, sums(products, select(products, total_of(lines)))


@pytest.mark.parametrize("case", CASES)
def test_law_of_propagation(case):
    products, summed = added(case)
    found = half_width(float(variances(sensitivities(products, summed))[0]))
    assert found == pytest.approx(CASES[case][1], abs=0.05 if found > 10 else 0.005)


@pytest.mark.parametrize("case", CASES)
def test_monte_carlo(case):
    products, summed = added(case)
    found = simulate(products, summed, Sampling(101, 1_000_000, 0.0))
    expected = CASES[case][2]
    assert found.high[0] - 400 == pytest.approx(expected, rel=0.005)
    assert 400 - found.low[0] == pytest.approx(expected, rel=0.005)


def test_the_rectangular_case_has_a_closed_form():
    products, summed = added("uniform")
    found = simulate(products, summed, Sampling(102, 1_000_000, 0.0))
    closed = 2 * math.sqrt(3) * (2 - (3 / 5) ** 0.25)
    assert (found.high[0] - found.low[0]) / 2 == pytest.approx(
        closed, abs=4 * float(found.half_width_error[0])
    )
