"""Approach 1: derivatives to parameters, sharing, deduction, exact moments, trend."""

from __future__ import annotations

import math

import numpy as np
import pytest

from parkloop.analyses.inventory.approach1 import (
    contributions,
    exact_moments,
    half_width,
    sensitivities,
    trend,
    variances,
)
from parkloop.analyses.inventory.distributions import Z95, generator
from parkloop.analyses.inventory.products import products_of, select, sums
from parkloop.errors import RequestError
from tests.core.analyses.inventory.made_lines import catalog, fact, line, plus_minus, total_of

NCV = plus_minus("ncv", 40.0, 0.05)
EF = plus_minus("ef", 2.0, 0.03)
OTHER_EF = plus_minus("other-ef", 7.0, 0.10)
SKEWED = fact("skewed", 3, 1, 10, distribution="lognormal")


def prepared(lines, facts, weights=None):
    products = products_of(lines, catalog(*facts))
    return products, sums(products, select(products, weights or total_of(lines)))


def slopes(lines, facts, figure=0):
    """Answer of the figure to one 95 % half-width of each parameter."""
    given = sensitivities(*prepared(lines, facts))
    return {name: slope * Z95 for name, slope in given.of(figure).items()}


def u95(lines, facts, correlations=None):
    """95 % half-width of the total of all lines."""
    return half_width(variances(sensitivities(*prepared(lines, facts)), correlations)[0])


def exactly(lines, facts):
    products, summed = prepared(lines, facts)
    return exact_moments(products, summed, 0)


def test_a_product_answers_to_every_parameter_of_it():
    found = slopes([line("a", 10, [NCV, EF], error=0.02)], [NCV, EF])
    assert found == pytest.approx({"ncv": 40.0, "ef": 24.0, "amount:entry=a": 16.0})


def test_a_shared_parameter_adds_up_before_it_is_squared():
    lines = [line("a", 10, [NCV, EF]), line("b", 5, [NCV, OTHER_EF])]
    assert slopes(lines, [NCV, EF, OTHER_EF])["ncv"] == pytest.approx(0.05 * (800 + 1400))


def test_the_gases_of_one_fuel_share_the_error_of_its_amount():
    same = [
        line("co2", 10, [EF], error=0.1, entries="e1"),
        line("ch4", 10, error=0.1, entries="e1"),
    ]
    apart = [line("co2", 10, [EF], error=0.1), line("ch4", 10, error=0.1)]
    assert slopes(same, [EF])["amount:entry=e1"] == pytest.approx(2 + 1)
    assert u95(apart, [EF]) < u95(same, [EF])


def test_lines_of_one_meter_share_its_error():
    lines = [line(str(n), 100, error=0.02, meter="meter:main") for n in range(9)]
    assert slopes(lines, []) == pytest.approx({"meter:main": 18.0})


def test_what_is_deducted_takes_its_error_with_it():
    fed = line("fed", 670, error=0.03, entries="e")
    burnt = line("burnt", 670, error=0.03, entries="e", sign=-1)
    assert u95([fed, burnt], []) == pytest.approx(0.0, abs=1e-12)


def test_powers_count_in_the_derivative():
    found = slopes([line("a", 10, {NCV: 2, EF: -1})], [NCV, EF])
    mass = 10 * 40.0**2 / 2
    assert found == pytest.approx({"ncv": 2 * 0.05 * mass, "ef": -0.03 * mass})


def test_a_parameter_that_cancels_has_no_part():
    twice = line("a", 10, {NCV: 1})
    cancelled = line("b", 10, [*[NCV], EF])
    found = slopes([twice, cancelled], [NCV, EF])
    assert found["ncv"] == pytest.approx(0.05 * (400 + 800))
    inverse = line("c", 10, {NCV: 0, EF: 1})
    assert set(slopes([inverse], [NCV, EF])) == {"ef"}


def test_a_fact_printed_as_zero_still_moves_the_figure():
    zero = fact("mcf", 0.0, 0.0, 0.1, distribution="triangular", central="mode")
    products, summed = prepared([line("a", 10, [zero, EF])], [zero, EF])
    found = sensitivities(products, summed).of(0)
    assert summed.deterministic.tolist() == [0.0]
    assert found["mcf"] == pytest.approx(20 * 0.1 / math.sqrt(18))
    assert found["ef"] == 0.0


def test_two_documents_of_one_quantity_move_together_each_with_its_spread():
    ipcc = plus_minus("ncv.ipcc", 40.0, 0.10, parameter="ncv")
    national = plus_minus("ncv.national", 42.0, 0.05, parameter="ncv")
    lines = [line("a", 10, [ipcc]), line("b", 10, [national])]
    assert slopes(lines, [ipcc, national]) == pytest.approx({"ncv": 40 + 21})


def test_an_unknown_uncertainty_is_named_and_not_counted():
    bare = fact("bare", 0.98)
    products, summed = prepared([line("a", 10, [bare, EF], error=None)], [bare, EF])
    assert products.unknown == {0: ("amount:entry=a", "bare")}
    assert set(sensitivities(products, summed).of(0)) == {"ef"}


def test_full_correlation_is_the_same_as_sharing():
    lines = [line("a", 10, [EF]), line("b", 5, [OTHER_EF])]
    facts = [EF, OTHER_EF]
    assert u95(lines, facts, {("ef", "other-ef"): 1.0}) == pytest.approx(0.6 + 3.5)
    assert u95(lines, facts, {("ef", "other-ef"): -1.0}) == pytest.approx(3.5 - 0.6)
    assert u95(lines, facts, {("ef", "not here"): 1.0}) == pytest.approx(math.hypot(0.6, 3.5))


def test_contributions_are_shares_of_the_variance_greatest_first():
    lines = [line("a", 10, [EF], error=0.04), line("b", 5, [OTHER_EF])]
    shares = contributions(sensitivities(*prepared(lines, [EF, OTHER_EF])), 0)
    assert list(shares) == ["other-ef", "amount:entry=a", "ef"]
    assert sum(shares.values()) == pytest.approx(1.0)
    assert shares["ef"] == pytest.approx(0.6**2 / (0.6**2 + 3.5**2 + 0.8**2))


def test_nothing_uncertain_has_no_contributions():
    assert contributions(sensitivities(*prepared([line("a", 10)], [])), 0) == {}


def test_figures_are_found_together_as_alone():
    lines = [line(str(n), n + 1, [NCV, EF if n % 2 else OTHER_EF], error=0.1) for n in range(20)]
    facts = [NCV, EF, OTHER_EF]
    weights = {str(k): {str(n): 1.0 + n for n in range(k, 20, 3)} for k in range(5)}
    together = variances(sensitivities(*prepared(lines, facts, weights)))
    alone = [
        variances(sensitivities(*prepared(lines, facts, {k: w})))[0] for k, w in weights.items()
    ]
    assert together.tolist() == alone


def test_the_order_of_lines_is_of_no_effect():
    lines = [line(str(n), n / 7, [NCV, EF if n % 2 else OTHER_EF], error=0.1) for n in range(99)]
    facts = [NCV, EF, OTHER_EF]
    shuffled = [lines[n] for n in generator(1, "order").permutation(len(lines))]
    assert u95(lines, facts) == u95(shuffled, facts)


def test_a_figure_of_no_lines_is_zero():
    products, summed = prepared([], [], {"empty": {}})
    assert summed.deterministic.tolist() == [0.0]
    assert variances(sensitivities(products, summed)).tolist() == [0.0]


def test_unknown_lines_are_refused_by_name():
    products = products_of([line("a", 1)], catalog())
    with pytest.raises(RequestError, match="The lines b, c are not in the inventory") as refused:
        select(products, {"total": {"a": 1.0, "c": 1.0, "b": 1.0}})
    assert refused.value.text.vi == "Các dòng b, c không có trong kiểm kê được đưa vào."


def test_exact_moments_of_a_sum_with_a_shared_factor():
    """Var(X·(a·Y + b·Z)) from second moments, written out by hand."""
    lines = [line("a", 10, [NCV, EF]), line("b", 5, [NCV, SKEWED])]
    found = exactly(lines, [NCV, EF, SKEWED])
    x, y = (40.0, 2.0 / Z95), (2.0, 0.06 / Z95)
    log_sd = math.log(10) / (2 * Z95)
    z = (3.0, 3.0 * math.sqrt(math.expm1(log_sd**2)))
    inner = (10 * y[0] + 5 * z[0], math.hypot(10 * y[1], 5 * z[1]))
    second = (x[0] ** 2 + x[1] ** 2) * (inner[0] ** 2 + inner[1] ** 2)
    assert found is not None
    assert found.mean == pytest.approx(x[0] * inner[0])
    assert found.variance == pytest.approx(second - (x[0] * inner[0]) ** 2)


def test_exact_moments_of_a_reciprocal():
    ratio = line("a", 10, {EF: 1, SKEWED: -1})
    found = exactly([ratio], [EF, SKEWED])
    log_sd = math.log(10) / (2 * Z95)
    assert found is not None
    assert found.mean == pytest.approx(20 / 3 * math.exp(log_sd**2))
    assert exactly([line("a", 10, {EF: -1})], [EF]) is None


def test_exact_moments_are_refused_where_two_facts_share_a_parameter():
    facts = [plus_minus("x", 1, 0.1, parameter="p"), plus_minus("y", 1, 0.2, parameter="p")]
    assert exactly([line("a", 1, facts)], facts) is None


def test_trend_shares_facts_over_time_and_not_amounts():
    """A shared factor alone cannot change a relative trend of the only source."""
    base = sensitivities(*prepared([line("a", 100, [EF], error=0.05, entries="2020")], [EF]))
    later = sensitivities(*prepared([line("a", 120, [EF], error=0.05, entries="2024")], [EF]))
    found = trend(base, later, "total")
    assert found.change == pytest.approx(0.2)
    assert found.type_a == pytest.approx({"ef": 0.0}, abs=1e-15)
    assert found.half_width == pytest.approx(1.2 * 0.05 * math.sqrt(2))


def test_trend_sensitivities_are_those_of_a_one_per_cent_change():
    """IPCC 2006 V1 Table 3.2: type A errs in both years, type B in the later one alone."""
    old, new = {"a": 100.0, "b": 300.0}, {"a": 150.0, "b": 200.0}
    facts = {"a": plus_minus("fa", 1, 0.10), "b": plus_minus("fb", 1, 0.20)}

    def year(amounts, name):
        lines = [
            line(k, v, [facts[k]], error=0.05, entries=f"{k}-{name}") for k, v in amounts.items()
        ]
        return sensitivities(*prepared(lines, facts.values()))

    found = trend(year(old, "old"), year(new, "new"), "total")
    small = 1e-6
    raised = (350 + 150 * small) / (400 + 100 * small) - 350 / 400
    assert found.type_a["fa"] == pytest.approx(raised / small * 0.10 / Z95, rel=1e-5)
    assert found.type_b["amount:entry=a-new"] == pytest.approx(150 / 400 * 0.05 / Z95)


def test_many_figures_need_little_memory():
    lines = [line(f"{n:04d}", n + 1.0, [NCV, EF], error=0.1) for n in range(2_000)]
    weights = {str(k): {f"{n:04d}": 1.0 for n in range(k, 2_000, 40)} for k in range(400)}
    given = sensitivities(*prepared(lines, [NCV, EF], weights))
    assert len(given.slope) < 400 * 60
    assert np.all(np.diff(given.figure) >= 0)
