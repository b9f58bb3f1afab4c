"""Error propagation against vectors worked out by hand and with other programs.

Equations 3.1 (product) and 3.2 (sum) of the IPCC 2006 Guidelines, Volume 1, chapter 3; the exact
variance of a product after Goodman 1960 (doi:10.1080/01621459.1960.10483369). The expected
numbers were computed outside this program, and are quoted to the digits they were given with.
"""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from parkloop.analyses.inventory.approach1 import (
    exact_moments,
    half_width,
    sensitivities,
    variances,
)
from parkloop.analyses.inventory.distributions import Z95, Central, Distribution, Kind
from parkloop.analyses.inventory.montecarlo import Sampling, simulate
from parkloop.analyses.inventory.products import products_of, select, sums
from tests.core.analyses.inventory.made_lines import catalog, line, plus_minus, total_of

#: Vector 1: amount [t], uncertainty of the activity data, of the factor [%]; independent.
SOURCES = {"a": (1_000, 5, 5), "b": (500, 2, 30), "c": (100, 10, 100)}
COMBINED = {"a": 7.07107, "b": 30.06659, "c": 100.49876}
EXACT = {"a": 7.07222, "b": 30.06815, "c": 100.62818}
TOTAL, TOTAL_UNCERTAINTY = 1_600, 12.1353
TOTAL_DRAWN = 12.138  # two million normal draws, not cut at zero


def sources(names):
    facts = {name: plus_minus(f"ef.{name}", 1.0, SOURCES[name][2] / 100) for name in names}
    lines = [
        line(name, SOURCES[name][0], [facts[name]], error=SOURCES[name][1] / 100) for name in names
    ]
    products = products_of(lines, catalog(*facts.values()))
    return products, sums(products, select(products, total_of(lines)))


def percent(variance, total):
    return 100 * half_width(variance) / total


@pytest.mark.parametrize("name", SOURCES)
def test_vector_1_each_source(name):
    products, summed = sources([name])
    found = variances(sensitivities(products, summed))[0]
    assert percent(found, SOURCES[name][0]) == pytest.approx(COMBINED[name], abs=5e-6)


@pytest.mark.parametrize("name", SOURCES)
def test_vector_1_exact_variance_of_the_product(name):
    """For normal factors not cut at zero. The expected numbers were computed with 1.96 for
    1.959964, which moves the seventh digit of the last one."""
    products, summed = sources([name])
    found = exact_moments(_not_cut(products), summed, 0)
    assert found is not None
    assert percent(found.variance, SOURCES[name][0]) == pytest.approx(EXACT[name], abs=1e-5)


def test_vector_1_total():
    products, summed = sources(SOURCES)
    assert summed.deterministic.tolist() == [TOTAL]
    found = variances(sensitivities(products, summed))[0]
    assert percent(found, TOTAL) == pytest.approx(TOTAL_UNCERTAINTY, abs=5e-5)


def test_vector_1_total_by_monte_carlo():
    products, summed = sources(SOURCES)
    draws = 2_000_000
    found = simulate(_not_cut(products), summed, Sampling(20_261_121, draws, 0.0))
    assert percent(found.sd[0] ** 2, TOTAL) == pytest.approx(TOTAL_DRAWN, rel=3 / math.sqrt(draws))
    assert found.mean[0] == pytest.approx(TOTAL, abs=3 * found.sd[0] / math.sqrt(draws))


def _not_cut(products):
    factors = tuple(
        replace(one, distribution=replace(one.distribution, truncated=False))
        for one in products.factors
    )
    return replace(products, factors=factors)


#: Vector 2: N equal tenants of 100 t on one grid factor (AD 2 %, EF 5 %): right, and as if the
#: factor were each tenant's own [%].
TENANTS = {1: (5.385, 5.385), 10: (5.040, 1.703), 100: (5.004, 0.539)}


def tenants(count, *, shared):
    names = ["grid"] * count if shared else [f"grid.{n}" for n in range(count)]
    facts = {name: plus_minus(name, 1.0, 0.05) for name in names}
    lines = [line(f"{n:03d}", 100, [facts[name]], error=0.02) for n, name in enumerate(names)]
    products = products_of(lines, catalog(*facts.values()))
    return products, sums(products, select(products, total_of(lines)))


@pytest.mark.parametrize("count", TENANTS)
def test_vector_2_tenants_on_one_grid_factor(count):
    found = variances(sensitivities(*tenants(count, shared=True)))[0]
    assert percent(found, 100 * count) == pytest.approx(TENANTS[count][0], abs=5e-4)


@pytest.mark.parametrize("count", TENANTS)
def test_vector_2_what_independence_would_wrongly_give(count):
    found = variances(sensitivities(*tenants(count, shared=False)))[0]
    assert percent(found, 100 * count) == pytest.approx(TENANTS[count][1], abs=5e-4)


@pytest.mark.parametrize(("shared", "expected"), [(True, 5.196), (False, 3.808)])
def test_vector_2_two_sources(shared, expected):
    found = variances(sensitivities(*tenants(2, shared=shared)))[0]
    assert percent(found, 200) == pytest.approx(expected, abs=5e-4)


@pytest.mark.parametrize("count", TENANTS)
def test_vector_2_by_monte_carlo(count):
    products, summed = tenants(count, shared=True)
    found = simulate(products, summed, Sampling(1, 200_000, 0.0))
    drawn = percent(found.sd[0] ** 2, 100 * count)
    assert drawn == pytest.approx(TENANTS[count][0], rel=4 / math.sqrt(2 * 200_000))


#: Vector 3: CH4 of 3 kg/TJ printed with bounds 1-10, read in the three ways; the sigma of the
#: logarithm was computed with 3.92 in place of 2 x 1.959964, which moves its fifth digit.
SIGMA = 0.58739
READ_AS = {
    Central.MEDIAN: {"low": 0.949, "high": 9.487, "median": 3.0, "mean": 3.565},
    Central.MEAN: {"low": 0.798, "high": 7.984, "median": 2.525, "mean": 3.0},
    Central.BOUNDS: {"low": 1.0, "high": 10.0, "median": 3.162, "mean": 3.758},
}


def test_vector_3_sigma():
    given = Distribution(Kind.LOGNORMAL, 3, 1, 10)
    assert given.scale * (2 * Z95) / 3.92 == pytest.approx(SIGMA, abs=5e-6)


@pytest.mark.parametrize("central", READ_AS)
def test_vector_3_three_ways_to_read_a_skewed_factor(central):
    given = Distribution(Kind.LOGNORMAL, 3, 1, 10, central)
    low, high = given.interval
    found = {"low": low, "high": high, "median": math.exp(given.location), "mean": given.mean}
    assert found == pytest.approx(READ_AS[central], abs=6e-4)


def test_vector_3_the_choice_moves_the_mean_by_a_quarter():
    means = [Distribution(Kind.LOGNORMAL, 3, 1, 10, central).mean for central in READ_AS]
    assert max(means) / min(means) == pytest.approx(1.25, abs=0.005)
