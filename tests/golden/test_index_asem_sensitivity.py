"""Sensitivity of the ASEM index: 600 runs of COINr 1.1.14 and exact Sobol' indices."""

from dataclasses import replace

import numpy as np
import pytest

from parkloop.analyses.index.method import Aggregation, Normalisation, Treatment
from parkloop.analyses.index.sensitivity import (
    drawn,
    estimated_sobol,
    exact_sobol,
    rank_changes,
    rank_statistics,
    ranks_of,
    sampled_sobol,
)
from parkloop.analyses.index.stages import prepare, score
from parkloop.analyses.index.variants import Options, grid, noisy_weights, score_variants
from tests.golden.index_asem_case import asem_data, asem_method, number, rows, table

DATA, METHOD = asem_data(), asem_method()
SCORED = score(prepare(DATA, METHOD).normalised, METHOD)
NOMINAL = SCORED.ranks[:, SCORED.tree.top]
RUNS = rows("h2_sa_runs")
NORMALISATIONS = ("minmax_1_100", "zscore_10_2")
AGGREGATIONS = ("a_amean", "a_gmean")
BLOCKS = ("A", "B", "AB1", "AB2", "AB3", "AB4")
FACTORS = {
    "Winmax": "treatment",
    "Normalisation": "normalisation",
    "Weights": "weights",
    "Aggregation": "aggregation",
}


def weight_sets():
    ids = SCORED.tree.ids
    file = sorted(rows("h1_sa_weight_sets"), key=lambda row: int(row["set"]))
    sets = np.full((len(file), len(ids)), np.nan)
    for number_of_set, row in enumerate(file):
        for name in set(row) - {"set"}:
            sets[number_of_set, ids.index(name)] = float(row[name])
    return sets


OPTIONS = Options(
    treatments=tuple(Treatment("winsorise", points=points) for points in range(1, 6)),
    normalisations=(Normalisation("min-max", 1, 100), Normalisation("z-score", 10, 2)),
    weights=weight_sets(),
    aggregations=(Aggregation("arithmetic"), Aggregation("geometric")),
)
GRID = grid(DATA, METHOD, OPTIONS)
EXACT = exact_sobol(GRID, rank_changes(ranks_of(score_variants(GRID, GRID.every())), NOMINAL))
CHOICES = np.array(
    [
        [
            0,
            int(run["winmax"]) - 1,
            NORMALISATIONS.index(run["normalisation"]),
            int(run["weight_set"]) - 1,
            AGGREGATIONS.index(run["aggregation"]),
        ]
        for run in RUNS
    ]
)
SCORES = score_variants(GRID, CHOICES)
RANKS = ranks_of(SCORES)


def test_scores_of_all_600_runs():
    expected = table("h3_sa_scores", [f"r_{run['run']}" for run in RUNS]).T
    np.testing.assert_allclose(SCORES, expected, rtol=1e-9)


def test_outcome_of_all_600_runs():
    expected = [number(run["mean_abs_rank_change"]) for run in RUNS]
    np.testing.assert_allclose(rank_changes(RANKS, NOMINAL), expected, rtol=1e-9)


def test_rank_statistics_of_blocks_a_and_b():
    first = [place for place, run in enumerate(RUNS) if run["block"] in ("A", "B")]
    found = rank_statistics(GRID.units, RANKS[first], NOMINAL)
    expected = table("h5_sa_rank_stats", ["Nominal", "Mean", "Median", "Q5", "Q95"])
    columns = [found.nominal, found.mean, found.median, found.low, found.high]
    np.testing.assert_allclose(np.column_stack(columns), expected, rtol=1e-9)


def test_uncertainty_of_1000_runs_agrees_with_another_draw():
    rng = np.random.default_rng(6)
    weights = noisy_weights(METHOD, 0.25, 1_000, rng)
    varied = grid(DATA, METHOD, replace(OPTIONS, weights=weights))
    found = rank_statistics(
        varied.units, ranks_of(score_variants(varied, drawn(varied, 1_000, rng))), NOMINAL
    )
    expected = table("h6_ua1000_rank_stats", ["Mean", "Median", "Q5", "Q95"])
    assert np.abs(found.mean - expected[:, 0]).max() < 0.5
    assert np.abs(found.median - expected[:, 1]).max() <= 1
    assert np.abs(found.low - expected[:, 2]).mean() < 0.5
    assert np.abs(found.high - expected[:, 3]).mean() < 0.5


@pytest.mark.parametrize("row", rows("h7_sa_exact_factorial_indices"), ids=lambda r: r["Variable"])
def test_sobol_by_enumeration(row):
    factor = FACTORS[row["Variable"]]
    assert EXACT.evaluations == 2_000
    assert EXACT.first[factor] == pytest.approx(number(row["S1_exact"]), abs=1e-12)
    assert EXACT.total[factor] == pytest.approx(number(row["ST_exact"]), abs=1e-12)


@pytest.mark.parametrize("size", [1_024, 2_048])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sobol_by_sampling(size, seed):
    found = sampled_sobol(GRID, NOMINAL, size, np.random.default_rng(seed))
    assert found.evaluations == size * 6
    assert found.first == pytest.approx(EXACT.first, abs=0.03)
    assert found.total == pytest.approx(EXACT.total, abs=0.03)


def test_the_600_runs_by_the_centred_estimator():
    """Without centring COINr found -0.007 for the winsorise limit; centred it is 0.029."""
    blocks = [[number(r["mean_abs_rank_change"]) for r in RUNS if r["block"] == b] for b in BLOCKS]
    found = estimated_sobol(np.array(blocks), list(FACTORS.values()), np.random.default_rng(0))
    expected = {"treatment": 0.029, "normalisation": 0.072, "weights": 0.134, "aggregation": 0.624}
    # COINr divides the variance by n - 1 over 200 runs; the indices are otherwise the same.
    first = {name: value * 200 / 199 for name, value in expected.items()}
    assert found.first == pytest.approx(first, abs=0.0006)
    total = {FACTORS[r["Variable"]]: number(r["STi"]) * 200 / 199 for r in rows("h4_sa_indices")}
    assert found.total == pytest.approx(total, rel=1e-9)


def test_bootstrap_takes_the_variance_anew():
    """COINr keeps the total variance fixed; both then fall together or not at all."""
    blocks = np.array(
        [[number(r["mean_abs_rank_change"]) for r in RUNS if r["block"] == b] for b in BLOCKS]
    )
    rng = np.random.default_rng(5)
    found = estimated_sobol(blocks, list(FACTORS.values()), rng, bootstraps=400)
    for name, (low, high) in found.total_bounds.items():
        assert low < found.total[name] < high
    # One factor that carries everything (AB₁ = B): its index is near 1 in every draw, because
    # numerator and variance move together. With a fixed variance it wanders more.
    a, b = rng.normal(size=(2, 400))
    alone = estimated_sobol(np.array([a, b, b]), ["all"], np.random.default_rng(1), 200)
    low, high = alone.total_bounds["all"]
    draws = np.random.default_rng(1).integers(0, 400, (200, 400))
    numerators = ((a - b)[draws] ** 2).mean(axis=1) / 2
    fixed = np.quantile(numerators / np.concatenate([a, b]).var(), [0.05, 0.95])
    assert high - low < 0.8 * (fixed[1] - fixed[0])
