"""The peer's own test systems, by our kernel: brightway-lca/brightway2-calc, tests/fixtures.

The numbers of basic_fixture, mc_basic (without draws), multi_lca_simple_1 to _5 and the mobility
example (bw2io_example_db with ipcc_simple), commit 4e0682a4 (BSD-3-Clause). Scores of the first
three are stated in the peer's tests; those of the mobility example are what bw2calc 3.1.0 gives
(it keeps values in 32 bits there, hence the tolerance).
"""

from __future__ import annotations

import numpy as np
import pytest

from parkloop.analyses.tracing.kernel import Matrix, multipliers, outputs


def scores(inputs, emitted):
    """Emissions per unit of each product; ``inputs`` {(supplier, user): amount}, by number."""
    size = max(max(pair) for pair in [*inputs, *((p, p) for p in emitted)]) + 1
    direct = np.zeros((size, 1))
    for product, value in emitted.items():
        direct[product, 0] = value
    return multipliers(Matrix.of(size, inputs), direct)[0].value


def test_basic_fixture_scores_one():
    """Activity 101 makes product 1 from half a unit of product 2, and emits one unit."""
    assert scores({(1, 0): 0.5}, {0: 1.0})[0] == 1.0


def test_mc_basic_before_any_draw():
    """1 · 1 from the first activity, 0.5 · 0.1 · 2 from the second."""
    assert scores({(1, 0): 0.5}, {0: 1.0 * 1, 1: 0.1 * 2})[0] == pytest.approx(1.1)


# Products L, M, N, O (written OO), P, Q of the activities γ, α, β, ε, δ, ζ.
L, M, N, OO, P, Q = range(6)
MULTI = {
    (L, M): 0.2, (N, M): 0.5, (L, N): 0.5,
    (L, P): 0.1, (M, P): 0.2, (OO, P): 0.4, (M, OO): 0.1,
    (L, Q): 0.1, (N, Q): 0.2,
}  # fmt: skip
FLOWS = {
    200: {M: 2.0, N: 4.0, L: 8.0, P: 1.0, OO: 2.0, Q: 1.0},
    201: {M: 1.0, N: 2.0, L: 3.0},
    202: {OO: 1.0, Q: 2.0},
    203: {Q: 3.0},
}


def category(weights):
    emitted: dict[int, float] = {}
    for flow, weight in weights.items():
        for product, value in FLOWS[flow].items():
            emitted[product] = emitted.get(product, 0.0) + weight * value
    return scores(MULTI, emitted)


def test_multi_lca_simple_as_the_peer_states_it():
    first = category({200: 1, 201: 1, 202: 1, 203: 1})
    second = category({201: 10, 203: 10})
    assert first[L] == 8 + 3
    assert second[L] == 3 * 10
    assert 3 * second[Q] == pytest.approx(3 * (3 * 10 + 1 * 10))


MOBILITY = {
    (1, 0): 5e-06, (4, 0): 0.27,
    (2, 1): 1.0, (3, 1): 1921.0,
    (3, 2): 9.88, (4, 2): 2000.0, (5, 2): 0.12,
    (7, 6): 5e-06, (3, 7): 1641.0,
}  # fmt: skip


def test_the_mobility_example():
    found = scores(MOBILITY, {3: 1.5, 4: 0.6, 6: 0.1426})
    expected = [
        0.18248161259647167,
        4096.320047855377,
        1214.8200478553772,
        1.5,
        0.6000000238418579,
        0.0,
        0.15490749959371897,
        2461.5,
    ]
    assert found == pytest.approx(expected, rel=1e-6)
    demand = np.zeros(8)
    demand[0] = 1.0
    made = outputs(Matrix.of(8, MOBILITY), demand).value
    assert made[4] == pytest.approx(0.27 + 5e-06 * 2000)
