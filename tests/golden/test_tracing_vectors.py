"""Tracing against numbers worked outside this code: loops, a textbook, the circular formula."""

from __future__ import annotations

import numpy as np
import pytest

from parkloop.analyses.tracing.circular_footprint import MaterialCycle, circular_footprint
from parkloop.analyses.tracing.components import Unproductive
from parkloop.analyses.tracing.kernel import (
    Matrix,
    certificate,
    multipliers,
    outputs,
    spectral_radius,
)
from parkloop.analyses.tracing.paths import strongest_paths

# Power, steam, good: power uses 0.10 steam and 0.02 good; steam 0.05 power and 0.01 good;
# the good 0.4 power and 0.8 steam.
PARK = Matrix.of(
    3, {(1, 0): 0.10, (2, 0): 0.02, (0, 1): 0.05, (2, 1): 0.01, (0, 2): 0.4, (1, 2): 0.8}
)
DIRECT = np.array([0.50, 0.25, 0.10])


def test_three_products_in_a_loop():
    found = multipliers(PARK, DIRECT[:, None])[0]
    assert found.value == pytest.approx([0.53906729, 0.28236858, 0.54152178], abs=5e-9)
    assert not found.direct
    assert np.max(found.error) < 1e-10
    assert spectral_radius(PARK) == pytest.approx(0.16779, abs=5e-6)
    assert 0.16779 <= certificate(PARK).growth < 1


def test_what_a_demand_calls_forth():
    demand = np.array([100.0, 0.0, 1000.0])
    made = outputs(PARK, demand)
    assert made.value == pytest.approx([551.44201, 870.93475, 1019.73819], abs=5e-6)
    assert made.value @ DIRECT == pytest.approx(595.42851, abs=5e-6)
    assert demand @ multipliers(PARK, DIRECT[:, None])[0].value == pytest.approx(595.42851)


def test_the_bound_holds_what_it_promises():
    exact = np.linalg.solve(np.eye(3) - dense(PARK).T, DIRECT)
    found = multipliers(PARK, DIRECT[:, None])[0]
    assert (np.abs(found.value - exact) <= found.error).all()


def dense(matrix):
    full = np.zeros((matrix.size, matrix.size))
    full[matrix.row, matrix.column] = matrix.value
    return full


def test_miller_and_blair_two_sectors():
    """Input-output tables are the same system (Miller and Blair 2009, section 2.3): deliveries of
    150, 500, 200, 100 between sectors that make 1,000 and 2,000; a new demand of 600 and 1,500.
    """
    deliveries, made = np.array([[150.0, 500.0], [200.0, 100.0]]), np.array([1000.0, 2000.0])
    inputs = deliveries / made
    table = Matrix.of(2, {(i, j): inputs[i, j] for i in range(2) for j in range(2)})
    leontief = np.column_stack([outputs(table, one).value for one in np.eye(2)])
    assert leontief == pytest.approx(np.array([[1.2541, 0.3300], [0.2640, 1.1221]]), abs=5e-5)
    assert outputs(table, np.array([350.0, 1700.0])).value == pytest.approx(made)
    assert outputs(table, np.array([600.0, 1500.0])).value == pytest.approx(
        [1247.52, 1841.58], abs=5e-3
    )


def test_heijungs_and_suh_first_example():
    """1,000 kWh: 120 kg CO2, 14 kg SO2, −100 litre crude (textbook, chapter 2).

    Power: 10 kWh from 2 l of fuel with 1 kg CO2 and 0.1 kg SO2. Fuel: 100 l from 50 l of crude
    with 10 kg CO2 and 2 kg SO2.
    """
    system = Matrix.of(2, {(1, 0): 2 / 10})
    direct = np.array([[1 / 10, 0.1 / 10, 0.0], [10 / 100, 2 / 100, -50 / 100]])
    per_kwh = [column.value[0] for column in multipliers(system, direct)]
    assert [1000 * value for value in per_kwh] == pytest.approx([120, 14, -100])


def test_a_strong_loop_is_right_where_a_small_residual_hides_a_great_error():
    """A market that returns nearly everything to itself: a residual of 1e-8 is 20 % wrong."""
    kept = 5e-8
    loop = Matrix.of(2, {(0, 1): 1.0, (1, 0): 1.0 - kept})
    direct = np.array([kept, 0.0])
    exact = np.array([1.0, 1.0])
    wrong = 0.8 * exact
    residual = direct + dense(loop).T @ wrong - wrong
    assert np.max(np.abs(residual)) <= 1.0000001e-8
    bound = certificate(loop.transposed).error(residual)
    assert (bound >= 0.2).all()
    found = multipliers(loop, direct[:, None])[0]
    assert found.direct
    assert found.value == pytest.approx(exact, rel=1e-6)
    assert (np.abs(found.value - exact) <= found.error).all()


@pytest.mark.parametrize("back", [1.0, 1.2, 1.0 - 1e-15])
def test_a_loop_that_uses_up_what_it_makes_is_refused(back):
    with pytest.raises(Unproductive):
        multipliers(Matrix.of(2, {(0, 1): 1.0, (1, 0): back}), np.ones((2, 1)))


def test_paths_are_terms_of_the_series():
    total = multipliers(PARK, DIRECT[:, None])[0].value
    paths = strongest_paths(PARK, DIRECT, total, 2, cut=0.0001)
    assert [p.products for p in paths[:3]] == [(2, 0), (2, 1), (2,)]
    assert {p.products: p.value for p in paths}[(2, 0)] == pytest.approx(0.4 * 0.5)
    assert {p.products: p.value for p in paths}[(2, 1, 0)] == pytest.approx(0.8 * 0.05 * 0.5)
    assert sum(p.value for p in paths) == pytest.approx(total[2], rel=0.002)


def test_circular_footprint_of_a_material():
    material = MaterialCycle(
        allocation=0.5,
        recycled_content=0.3,
        recycled_at_end=0.4,
        virgin=2.0,
        recycling_in=0.5,
        recycling_at_end=0.6,
        virgin_displaced=1.8,
        quality_in=0.9,
        quality_out=0.9,
        disposal=0.1,
    )
    assert circular_footprint(material) == pytest.approx(1.601)
