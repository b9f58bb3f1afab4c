"""The kernel against dense algebra, and its promise about errors, on systems of all kinds."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkloop.analyses.tracing.components import Unproductive, components, solve_directly
from parkloop.analyses.tracing.kernel import Matrix, certificate, multipliers, outputs
from parkloop.analyses.tracing.redrawn import Redrawn, order_of_supply


def random_system(seed, size=30, strength=0.9, most=6):
    """A non-negative system whose columns add up to at most ``strength``."""
    source = np.random.default_rng(seed)
    row, column, value = [], [], []
    for user in range(size):
        suppliers = source.choice(size, source.integers(0, most), replace=False)
        shares = source.random(len(suppliers))
        shares *= strength * source.random() / max(shares.sum(), 1e-9)
        row += suppliers.tolist()
        column += [user] * len(suppliers)
        value += shares.tolist()
    return Matrix(size, np.array(row, int), np.array(column, int), np.array(value, float))


def dense(matrix):
    full = np.zeros((matrix.size, matrix.size))
    np.add.at(full, (matrix.row, matrix.column), matrix.value)
    return full


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), strength=st.sampled_from([0.3, 0.9, 0.9999, 1.0 - 1e-9]))
def test_every_error_is_within_its_bound(seed, strength):
    matrix = random_system(seed, strength=strength)
    direct = np.random.default_rng(seed).random(matrix.size)
    exact = np.linalg.solve(np.eye(matrix.size) - dense(matrix).T, direct)
    found = multipliers(matrix, direct[:, None])[0]
    spare = 1e-15 * np.abs(exact).max() / (1 - strength)  # the dense answer's own rounding
    assert (np.abs(found.value - exact) <= found.error + spare).all()
    assert np.linalg.solve(np.eye(matrix.size) - dense(matrix), direct) == pytest.approx(
        outputs(matrix, direct).value, rel=1e-6
    )


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_products_changes_nothing(seed):
    matrix = random_system(seed)
    direct = np.random.default_rng(seed).random(matrix.size)
    turn = np.random.default_rng(seed + 1).permutation(matrix.size)
    moved = Matrix(matrix.size, turn[matrix.row], turn[matrix.column], matrix.value)
    shuffled = np.empty(matrix.size)
    shuffled[turn] = direct
    plain = multipliers(matrix, direct[:, None])[0].value
    assert multipliers(moved, shuffled[:, None])[0].value[turn] == pytest.approx(plain, rel=1e-9)


def test_strong_parts_come_after_those_they_need():
    chain = Matrix.of(5, {(0, 1): 0.5, (1, 2): 0.5, (2, 1): 0.5, (3, 4): 0.5, (2, 3): 0.1})
    parts = list(components(chain))
    assert sorted(parts) == [[0], [1, 2], [3], [4]]
    at = {product: number for number, part in enumerate(parts) for product in part}
    needs = zip(chain.row.tolist(), chain.column.tolist(), strict=True)
    assert all(at[needed] <= at[product] for product, needed in needs)
    wanted = np.arange(1.0, 6.0)
    exact = np.linalg.solve(np.eye(5) - dense(chain), wanted)
    assert solve_directly(chain, wanted) == pytest.approx(exact)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_redrawn_values_give_what_a_first_solve_gives(seed):
    matrix = random_system(seed, strength=0.8)
    source = np.random.default_rng(seed + 2)
    again = Redrawn(matrix, np.ones(matrix.size))
    for _ in range(3):
        value = matrix.value * np.exp(0.1 * source.standard_normal(len(matrix.value)))
        direct = source.random(matrix.size)
        drawn = Matrix(matrix.size, matrix.row, matrix.column, value)
        found = again.solve(value, direct)
        exact = np.linalg.solve(np.eye(matrix.size) - dense(drawn).T, direct)
        assert found.value == pytest.approx(exact, abs=1e-8 * exact.max())
        assert (np.abs(found.value - exact) <= found.error + 1e-13).all()


def test_products_without_loops_stand_after_what_goes_into_them():
    chain = Matrix.of(4, {(3, 1): 0.5, (1, 0): 0.4, (0, 2): 0.3, (3, 2): 0.2})
    assert order_of_supply(chain).tolist() == [3, 1, 0, 2]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_an_order_of_supply_that_is_known_is_kept_or_bettered(seed):
    matrix = random_system(seed)
    order = order_of_supply(matrix)
    place = np.argsort(order)
    against = matrix.value[place[matrix.row] > place[matrix.column]].sum()
    assert sorted(order) == list(range(matrix.size))
    assert against <= matrix.value[matrix.row > matrix.column].sum()


def test_without_loops_one_sweep_is_the_answer():
    chain = Matrix.of(4, {(3, 1): 0.5, (1, 0): 0.4, (0, 2): 0.3, (3, 2): 0.2})
    again = Redrawn(chain, np.ones(4))
    found = again.solve(2 * chain.value, np.ones(4))
    exact = np.linalg.solve(np.eye(4) - 2 * dense(chain).T, np.ones(4))
    assert found.terms == 1
    assert found.value == pytest.approx(exact, rel=1e-14)


def test_a_draw_beyond_the_first_proof_is_proven_anew_or_refused():
    loop = Matrix.of(2, {(0, 1): 0.5, (1, 0): 0.5})
    again = Redrawn(loop)
    found = again.solve(np.array([0.99, 0.99]), np.ones(2))
    assert found.value == pytest.approx([100.0, 100.0])
    with pytest.raises(Unproductive):
        again.solve(np.array([1.1, 1.0]), np.ones(2))


def test_negative_inputs_are_covered_by_the_proof_of_their_sizes():
    credit = Matrix.of(2, {(0, 1): -0.5, (1, 0): 0.4})
    found = multipliers(credit, np.array([[1.0], [2.0]]))[0]
    assert found.value == pytest.approx(np.linalg.solve(np.eye(2) - dense(credit).T, [1.0, 2.0]))


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), strength=st.sampled_from([0.3, 0.9, 0.999]))
def test_small_numbers_are_as_certain_as_great_ones(seed, strength):
    """Emissions over fifteen orders of magnitude: each error is a part of its own number."""
    matrix = random_system(seed, strength=strength)
    source = np.random.default_rng(seed)
    direct = 10.0 ** source.uniform(-9, 6, matrix.size) * (source.random(matrix.size) < 0.5)
    found = multipliers(matrix, direct[:, None])[0]
    exact = [float(x) for x in exactly(matrix, direct)]
    assert (found.error <= 1e-10 * found.value).all()
    assert (np.abs(found.value - exact) <= found.error + 1e-15 * np.array(exact)).all()


def exactly(matrix, direct):
    """(I − Aᵀ) m = b in fractions, by elimination."""
    size = matrix.size
    rows = [[Fraction(int(i == j)) for j in range(size)] for i in range(size)]
    triples = zip(matrix.row.tolist(), matrix.column.tolist(), matrix.value.tolist(), strict=True)
    for supplier, user, value in triples:
        rows[user][supplier] -= Fraction(value)
    right = [Fraction(float(b)) for b in direct]
    for pivot in range(size):
        for below in range(pivot + 1, size):
            factor = rows[below][pivot] / rows[pivot][pivot]
            if factor:
                rows[below] = [
                    a - factor * b for a, b in zip(rows[below], rows[pivot], strict=True)
                ]
                right[below] -= factor * right[pivot]
    found = [Fraction(0)] * size
    for row in reversed(range(size)):
        known = sum(rows[row][j] * found[j] for j in range(row + 1, size))
        found[row] = (right[row] - known) / rows[row][row]
    return found


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_draws_with_negative_inputs_are_within_their_bound(seed):
    matrix = random_system(seed, strength=0.8)
    source = np.random.default_rng(seed)
    signs = source.choice([-1.0, 1.0], len(matrix.value))
    credit = Matrix(matrix.size, matrix.row, matrix.column, matrix.value * signs)
    direct = source.standard_normal(matrix.size)
    found = Redrawn(credit, np.ones(matrix.size)).solve(credit.value * 1.1, direct)
    exact = np.linalg.solve(np.eye(matrix.size) - 1.1 * dense(credit).T, direct)
    assert (np.abs(found.value - exact) <= found.error + 1e-13).all()
    assert found.error.max() <= 1e-8 * np.abs(found.value).max()


def test_an_empty_system_has_nothing_to_prove():
    empty = Matrix.of(0, {})
    assert certificate(empty).growth == 0.0
    assert outputs(empty, np.zeros(0)).value.size == 0
