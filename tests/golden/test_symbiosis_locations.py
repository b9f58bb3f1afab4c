"""Warehouse location of OR-Library, through shared facilities of the exchange network.

Optima: Beasley 1988, An algorithm for solving large capacitated warehouse location problems, EJOR
33, 314-325 (doi:10.1016/0377-2217(88)90175-0), and the collection's lists uncapopt and capopt.
"""

import csv
from pathlib import Path

import numpy as np
import pytest

from parkloop.analyses.symbiosis.network.candidates import (
    SINK,
    SOURCE,
    Candidates,
    Designs,
    Times,
    links,
    nodes,
)
from parkloop.analyses.symbiosis.network.solve import best_network
from parkloop.solving import SolveOptions, Status

DATA = Path(__file__).parent / "data" / "orlib_warehouses.csv"
#: Columns of the table of fifty that the smaller sets hold.
SIXTEEN = [3, 7, 8, 11, 12, 13, 15, 16, 18, 22, 23, 25, 27, 29, 30, 33]
TWENTY_FIVE = [*SIXTEEN, 34, 37, 38, 41, 42, 43, 45, 46, 49]
FIFTY = list(range(1, 51))
#: The eleventh warehouse of the small sets, the twenty-third of the large one, has no fixed cost.
FREE = 23

OPTIMA = [
    ("cap71", SIXTEEN, 58268, 7500, 932615.750),
    ("cap72", SIXTEEN, 58268, 12500, 977799.400),
    ("cap73", SIXTEEN, 58268, 17500, 1010641.450),
    ("cap74", SIXTEEN, 58268, 25000, 1034976.975),
    ("cap101", TWENTY_FIVE, 58268, 7500, 796648.4375),
    ("cap102", TWENTY_FIVE, 58268, 12500, 854704.200),
    ("cap103", TWENTY_FIVE, 58268, 17500, 893782.1125),
    ("cap104", TWENTY_FIVE, 58268, 25000, 928941.750),
    ("cap131", FIFTY, 58268, 7500, 793439.5625),
    ("cap132", FIFTY, 58268, 12500, 851495.325),
    ("cap133", FIFTY, 58268, 17500, 893076.7125),
    ("cap134", FIFTY, 58268, 25000, 928941.750),
    ("cap61", SIXTEEN, 15000, 7500, 932615.750),
    ("cap62", SIXTEEN, 15000, 12500, 977799.400),
    ("cap63", SIXTEEN, 15000, 17500, 1014062.050),
    ("cap64", SIXTEEN, 15000, 25000, 1045650.250),
    ("cap41", SIXTEEN, 5000, 7500, 1040444.375),
    ("cap42", SIXTEEN, 5000, 12500, 1098000.450),
    ("cap43", SIXTEEN, 5000, 17500, 1153000.450),
    ("cap44", SIXTEEN, 5000, 25000, 1235500.450),
    ("cap51", SIXTEEN, 10000, 17500, 1025208.225),
    ("cap81", TWENTY_FIVE, 5000, 7500, 838499.288),
    ("cap82", TWENTY_FIVE, 5000, 12500, 910889.563),
    ("cap83", TWENTY_FIVE, 5000, 17500, 975889.563),
    ("cap84", TWENTY_FIVE, 5000, 25000, 1069369.525),
    ("cap91", TWENTY_FIVE, 15000, 7500, 796648.438),
    ("cap92", TWENTY_FIVE, 15000, 12500, 855733.500),
    ("cap93", TWENTY_FIVE, 15000, 17500, 896617.538),
    ("cap94", TWENTY_FIVE, 15000, 25000, 946051.325),
]


def table() -> tuple[np.ndarray, np.ndarray]:
    """Demand of fifty customers, and what it costs to serve each of them from each warehouse."""
    with DATA.open(encoding="utf-8") as file:
        rows = [[float(cell) for cell in row] for row in list(csv.reader(file))[1:]]
    figures = np.array(rows)
    return figures[:, 0], figures[:, 1:]


def hubs(warehouses: list[int], capacity: float, fixed: float) -> Candidates:
    """Each warehouse is a source that nothing leaves unless its hub is built."""
    demand, costs = table()
    count, customers = len(warehouses), len(demand)
    hub, customer = np.divmod(np.arange(count * customers), customers)
    cost = costs[:, [w - 1 for w in warehouses]].T / demand
    return Candidates(
        nodes=nodes(
            [f"warehouse {w}" for w in warehouses] + [f"customer {c}" for c in range(customers)],
            [SOURCE] * count + [SINK] * customers,
            [demand.sum()] * count + demand.tolist(),
            least=[0.0] * count + demand.tolist(),
        ),
        links=links(hub, count + customer, gain=-cost.ravel()),
        designs=Designs(
            names=tuple(f"warehouse {w}" for w in warehouses),
            facility=np.arange(count),
            fixed=np.array([0.0 if w == FREE else fixed for w in warehouses]),
            capacity=np.full(count, float(capacity)),
            least=np.zeros(count),
            member_link=np.arange(count * customers),
            member_facility=hub,
            use=np.ones(count * customers),
            payer=np.full(count, -1),
        ),
        times=Times.single(),
    )


@pytest.mark.parametrize(
    ("name", "warehouses", "capacity", "fixed", "optimum"), OPTIMA, ids=lambda v: str(v)[:6]
)
def test_the_printed_optimum_is_found_and_proved(name, warehouses, capacity, fixed, optimum):
    found = best_network(hubs(warehouses, capacity, fixed), SolveOptions(gap=1e-7))
    assert found is not None
    assert found.outcome.status is Status.OPTIMAL
    assert -found.net == pytest.approx(optimum, abs=0.001)
    assert found.breaches == ()
