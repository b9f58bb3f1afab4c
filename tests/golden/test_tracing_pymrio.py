"""The test system of pymrio 0.7.0 (6 regions, 8 sectors), by our kernel.

pymrio (LGPL-3, Stadler 2021, doi:10.5334/jors.251) is a package of the tests only; it brings the
table. Expected are the numbers that it computes itself (``load_test().calc_all()``): outputs,
L[0,0], a multiplier, totals by production and by consumption, accounts of each region.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pymrio
import pytest

from parkloop.analyses.tracing.kernel import Matrix, certificate, multipliers, solve

#: Consumption accounts of emission_type1 by region, households included.
CONSUMED = (2.077521e8, 1.154683e8, 3.457988e8, 4.460602e8, 4.164857e8, 8.244078e8)


@pytest.fixture(scope="module")
def peer() -> Any:
    return pymrio.load_test().calc_all()


@pytest.fixture(scope="module")
def matrix(peer: Any) -> Matrix:
    table = peer.A.to_numpy()
    row, column = np.nonzero(table)
    return Matrix(len(table), row, column, table[row, column])


def by_region(table: Any, peer: Any) -> Any:
    """Columns of final demand (region, kind), added up by region."""
    return table.T.groupby(level=0).sum().T[list(peer.get_regions())].to_numpy()


def test_outputs_of_the_final_demand(peer, matrix):
    made = solve(matrix, peer.Y.sum(axis=1).to_numpy(), certificate(matrix)).value
    assert made.sum() == pytest.approx(3.32400535e9, rel=1e-8)


def test_first_number_of_the_leontief_inverse(matrix):
    one = np.zeros(matrix.size)
    one[0] = 1.0
    assert solve(matrix, one, certificate(matrix)).value[0] == pytest.approx(1.1101020720, rel=1e-9)


def test_all_multipliers_are_those_of_the_dense_inverse(peer, matrix):
    direct = peer.emissions.S.to_numpy()
    found = [each.value for each in multipliers(matrix, direct.T)]
    assert found[0][0] == pytest.approx(10.8648538412, rel=1e-9)
    assert np.array(found) == pytest.approx(peer.emissions.M.to_numpy(), rel=1e-8)


@pytest.mark.parametrize(("number", "total"), [(0, 2.35597288e9), (1, 1.12397631e9)])
def test_production_and_consumption_give_one_total(peer, matrix, number, total):
    demand, households = by_region(peer.Y, peer), by_region(peer.emissions.F_Y, peer)[number]
    direct = peer.emissions.S.to_numpy()[number]
    made = solve(matrix, demand.sum(axis=1), certificate(matrix)).value
    found = multipliers(matrix, direct[:, None])[0].value
    assert direct @ made + households.sum() == pytest.approx(total, rel=1e-8)
    assert (found @ demand + households).sum() == pytest.approx(total, rel=1e-8)


def test_consumption_accounts_of_the_six_regions(peer, matrix):
    found = multipliers(matrix, peer.emissions.S.to_numpy()[0][:, None])[0].value
    households = by_region(peer.emissions.F_Y, peer)[0]
    accounts = found @ by_region(peer.Y, peer) + households
    assert accounts.tolist() == pytest.approx(CONSUMED, rel=3e-7)
