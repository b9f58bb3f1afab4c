"""Approach 2: against closed forms and against a plain Monte Carlo over all lines; determinism."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from parkloop.analyses.inventory import montecarlo
from parkloop.analyses.inventory.approach1 import exact_moments
from parkloop.analyses.inventory.distributions import Z95, generator
from parkloop.analyses.inventory.draws import BATCH, FactorDraws
from parkloop.analyses.inventory.montecarlo import AT_LEAST, Sampling, simulate
from parkloop.analyses.inventory.products import products_of, select, sums
from tests.core.analyses.inventory.made_lines import catalog, fact, line, plus_minus, total_of

NCV = plus_minus("ncv", 40.0, 0.05)
EF = plus_minus("ef", 2.0, 0.03)
CH4 = fact("ch4", 3.0, 1, 10, distribution="lognormal")
N2O = fact("n2o", 0.6, 0.2, 2, distribution="lognormal", central="median")
MCF = fact("mcf", 0.2, 0.0, 0.3, distribution="triangular", central="mode")
LEAK = fact("leak", 0.08, 0.01, 0.15, distribution="uniform")
FACTS = [NCV, EF, CH4, N2O, MCF, LEAK]
SEED = 2026
ROOT = Path(__file__).parents[4]


def drawn(lines, facts=FACTS, weights=None, draws=20_000, tolerance=0.0, seed=SEED):
    products = products_of(lines, catalog(*facts))
    summed = sums(products, select(products, weights or total_of(lines)))
    return simulate(products, summed, Sampling(seed, draws, tolerance))


def closed_form(lines, facts=FACTS):
    products = products_of(lines, catalog(*facts))
    found = exact_moments(products, sums(products, select(products, total_of(lines))), 0)
    assert found is not None
    return found


def made_up(count=300):
    """Lines of every shape: shared facts of all kinds, powers, deductions, shared meters."""
    pick = generator(3, "made-up lines").integers
    choices = [
        {NCV: 1, EF: 1},
        {NCV: 1, CH4: 1},
        {NCV: 1, N2O: 1},
        {MCF: 1, CH4: 1},
        {LEAK: 1},
        {EF: 1, CH4: -1},
        {N2O: 2},
        {NCV: 1, EF: 1, MCF: 1, LEAK: 1},
        {},
    ]
    return [
        line(
            f"{n:03d}",
            1.0 + int(pick(1, 100)),
            choices[int(pick(len(choices)))],
            error=0.02 + 0.01 * int(pick(0, 20)),
            meter=("meter:main", "", "")[int(pick(3))],
            entries=f"e{int(pick(count // 2))}",
            sign=-1 if int(pick(10)) == 0 else 1,
        )
        for n in range(count)
    ]


def plainly_drawn(lines, draws):
    """Every line multiplied out in every draw, with numpy's own distributions: an independent
    way to the same numbers."""
    source = np.random.default_rng(11)
    log_ch4, log_n2o = math.log(10) / (2 * Z95), math.log(10) / (2 * Z95)
    facts = {
        "ncv": source.normal(40.0, 2.0 / Z95, draws),
        "ef": source.normal(2.0, 0.06 / Z95, draws),
        "ch4": source.lognormal(math.log(3) - log_ch4**2 / 2, log_ch4, draws),
        "n2o": source.lognormal(math.log(0.6), log_n2o, draws),
        "mcf": source.triangular(0.0, 0.2, 0.3, draws),
        "leak": source.uniform(0.01, 0.15, draws),
    }
    noise, total = {}, np.zeros(draws)
    for one in lines:
        name = one.amount_parameter or str(one.selector)
        if name not in noise:
            noise[name] = source.standard_normal(draws)
        mass = one.sign * (one.amount + math.sqrt(one.amount_variance) * noise[name])
        for term in one.terms:
            mass = mass * facts[term.fact] ** term.power
        total += mass
    return total


def test_it_agrees_with_a_plain_monte_carlo_over_all_lines():
    lines, draws = made_up(), 100_000
    plain, ours = plainly_drawn(lines, draws), drawn(lines, draws=draws)
    error = float(plain.std()) * math.sqrt(2 / draws)
    assert ours.mean[0] == pytest.approx(plain.mean(), abs=4 * error)
    width = ours.high[0] - ours.low[0]
    for share, ours_at in ((0.025, ours.low[0]), (0.975, ours.high[0])):
        assert ours_at == pytest.approx(float(np.quantile(plain, share)), abs=0.02 * width)
    assert ours.sd[0] == pytest.approx(float(plain.std()), rel=0.05)


@pytest.mark.parametrize(
    "lines",
    [
        [line("a", 10, [NCV, EF], error=0.1)],
        [line("a", 10, [NCV, CH4]), line("b", 20, [NCV, EF]), line("c", 3, [CH4])],
        [line("a", 10, [NCV], error=0.2, entries="e"), line("b", 7, [EF], error=0.2, entries="e")],
        [line(str(n), 10, [NCV, EF], error=0.2, meter="m") for n in range(5)],
        [line("a", 10, [MCF, LEAK]), line("b", 1, {MCF: 2, N2O: 1}, error=0.3)],
        [line("a", 10, [EF], error=0.1), line("b", 9, [EF], error=0.1, sign=-1)],
    ],
    ids=["product", "shared", "gases of one amount", "one meter", "bounded", "deducted"],
)
def test_mean_and_sd_are_those_of_the_closed_form(lines):
    exact, found = closed_form(lines), drawn(lines, draws=200_000)
    sd = math.sqrt(exact.variance)
    assert found.mean[0] == pytest.approx(exact.mean, abs=4 * sd / math.sqrt(200_000))
    assert found.sd[0] == pytest.approx(sd, rel=0.02)


def test_the_error_of_one_amount_in_many_groups_is_exact():
    """More groups than are added to one covariance (all lines on one meter)."""
    facts = [plus_minus(f"f{n:02d}", 1.0 + n, 0.1) for n in range(20)]
    lines = [line(f"{n:02d}", 5.0, [facts[n]], error=0.2, meter="m") for n in range(20)]
    exact, found = closed_form(lines, facts), drawn(lines, facts, draws=200_000)
    assert found.sd[0] == pytest.approx(math.sqrt(exact.variance), rel=0.01)


def test_two_documents_of_one_quantity_take_the_same_draw():
    ipcc = plus_minus("ipcc", 40.0, 0.10, parameter="ncv")
    national = fact(
        "vn", 40.0, 36, 44.4, distribution="lognormal", central="median", parameter="ncv"
    )
    ranged = fact("range", 40.0, 36, 44, distribution="uniform", parameter="ncv")
    facts = [ipcc, national, ranged]
    lines = [line(str(n), 1, [one]) for n, one in enumerate(facts)]
    products = products_of(lines, catalog(*facts))
    draws = FactorDraws(products, SEED)
    draws.next()
    assert len(draws.values) == 3
    orders = [np.argsort(row).tolist() for row in draws.values]
    assert orders[0] == orders[1] == orders[2]


def test_a_normal_factor_is_never_negative():
    wide = fact("wide", 1.0, -0.5, 2.5)
    products = products_of([line("a", 1, [wide])], catalog(wide))
    draws = FactorDraws(products, SEED)
    seen = []
    for _ in range(100):
        draws.next()
        seen.append(draws.values[0].copy())
    assert min(row.min() for row in seen) >= 0
    exact = products.factors[0].distribution.mean
    assert float(np.mean(seen)) == pytest.approx(exact, abs=4 * 0.6 / math.sqrt(100 * BATCH))


def test_each_figure_is_found_together_as_alone():
    lines = made_up(60)
    weights = {str(k): {one.id: 1.0 + k for one in lines[k::4]} for k in range(4)}
    together = drawn(lines, weights=weights, tolerance=0.01)
    for place, (name, chosen) in enumerate(weights.items()):
        alone = drawn(lines, weights={name: chosen}, tolerance=0.01)
        assert together.low[place] == pytest.approx(alone.low[0], rel=1e-12)
        assert together.draws[place] == alone.draws[0]


def test_figures_that_do_not_fit_at_once_are_found_in_turn(monkeypatch):
    lines = made_up(60)
    weights = {str(k): {one.id: 1.0 for one in lines[k::4]} for k in range(4)}
    together = drawn(lines, weights=weights)
    monkeypatch.setattr(montecarlo, "KEPT", 20_000)
    in_turn = drawn(lines, weights=weights)
    assert in_turn.high.tolist() == together.high.tolist()


def test_other_lines_and_facts_do_not_change_a_draw():
    few = [line("b", 10, [NCV, CH4], error=0.1), line("d", 4, [EF], error=0.1)]
    more = [line("a", 1, [LEAK]), *few, line("c", 9, [MCF, N2O], error=0.3)]
    alone, among = drawn(few), drawn(more, weights=total_of(few))
    assert among.high[0] == pytest.approx(alone.high[0], rel=1e-12)


def test_two_scenarios_share_their_draws():
    """The difference of two cases of the same facts is not blurred by two sets of draws."""
    base, less = drawn([line("a", 100, [NCV, EF])]), drawn([line("a", 90, [NCV, EF])])
    assert less.low[0] / base.low[0] == pytest.approx(0.9, rel=1e-12)
    assert less.high[0] / base.high[0] == pytest.approx(0.9, rel=1e-12)


def test_the_order_of_lines_is_of_no_effect():
    lines = made_up()
    order = generator(9, "order").permutation(len(lines))
    first, again = drawn(lines), drawn([lines[n] for n in order])
    assert first.low.tolist() == again.low.tolist()
    assert first.mean.tolist() == again.mean.tolist()


PROGRAM = """
from tests.core.analyses.inventory.test_montecarlo import drawn, made_up
found = drawn(made_up(), draws=12_345)
print(found.mean.tolist(), found.low.tolist(), found.high.tolist(), found.draws.tolist())
"""


def test_another_process_finds_the_same():
    run = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={"PYTHONHASHSEED": seed},
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert run[0] == run[1]
    assert run[0].strip().endswith("[12345]")


def test_another_seed_finds_other_draws_and_the_same_interval():
    one, other = drawn(made_up(), seed=1), drawn(made_up(), seed=2)
    assert one.high[0] != other.high[0]
    assert one.high[0] == pytest.approx(other.high[0], rel=0.05)


def test_it_stops_when_the_half_width_is_known_within_a_hundredth():
    lines = [line("a", 10, [NCV, EF], error=0.1)]
    found = drawn(lines, draws=200_000, tolerance=0.01)
    half = (found.high[0] - found.low[0]) / 2
    assert bool(found.converged[0])
    assert AT_LEAST <= found.draws[0] < 20_000
    assert found.half_width_error[0] <= 0.01 * half


def test_it_says_so_when_the_draws_do_not_suffice():
    found = drawn([line("a", 10, [CH4, N2O])], draws=AT_LEAST, tolerance=0.01)
    assert not bool(found.converged[0])
    assert found.draws[0] == AT_LEAST


def test_the_error_of_the_half_width_is_what_other_seeds_show():
    lines = [line("a", 10, [NCV, CH4], error=0.1)]
    found = [drawn(lines, draws=10_000, seed=seed) for seed in range(40)]
    halves = [float(one.high[0] - one.low[0]) / 2 for one in found]
    claimed = float(np.mean([one.half_width_error[0] for one in found]))
    assert claimed == pytest.approx(float(np.std(halves)), rel=0.35)


def test_a_figure_without_uncertainty_is_its_value():
    found = drawn([line("a", 10), line("b", 5)], draws=2_500)
    assert (found.low[0], found.mean[0], found.high[0]) == (15.0, 15.0, 15.0)
    assert found.draws[0] == 2_500
    assert bool(found.converged[0])


def test_a_figure_of_no_lines_is_zero():
    found = drawn([], weights={"empty": {}}, draws=1_000)
    assert found.high.tolist() == [0.0]
