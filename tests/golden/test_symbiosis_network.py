"""Networks with published or enumerated optima; sources beside each test."""

from dataclasses import replace

import numpy as np
import pytest

from parkloop.analyses.symbiosis.network.formulation import formulate
from parkloop.analyses.symbiosis.network.solve import best_network
from parkloop.solving import Status, solve
from tests.golden.symbiosis_cases import companies, eip_toy, heat_toy, reuse


def flows(found) -> dict[str, float]:
    names = found.candidates.links.names
    sent = found.sent.sum(axis=1)
    return {name: sent[n] for n, name in enumerate(names) if sent[n] > 1e-6}


def test_the_enumerated_best_of_the_small_park():
    """All 2⁹ sets of links were enumerated: 3890 with these three flows and 78.2 t CO2."""
    found = best_network(eip_toy())
    assert found is not None
    assert found.net == pytest.approx(3890)
    assert found.outcome.status is Status.OPTIMAL
    assert flows(found) == pytest.approx({"S1-K2": 90, "S2-K3": 60, "S3-K1": 80})
    assert found.impacts["co2"] == pytest.approx(78.2)
    assert found.breaches == ()


def test_big_ms_are_tight():
    """The linear model alone, with M = min(supply, demand), bounds the park by 4689.0476."""
    assert solve(formulate(eip_toy()).model.relaxed()).objective == pytest.approx(4689.0476)


@pytest.mark.parametrize(
    ("sources", "sinks", "fresh", "waste"),
    [
        # Polley and Polley 2000, Chem. Eng. Prog. 96(2), 47-52 [t/h]
        (
            [(50, 50), (100, 100), (70, 150), (60, 250)],
            [(50, 20), (100, 50), (80, 100), (70, 200)],
            70,
            50,
        ),
        # Sorin and Bedard 1999, Process Saf. Environ. Prot. 77, 305-308
        (
            [(120, 100), (80, 140), (140, 180), (80, 230), (195, 250)],
            [(120, 0), (80, 50), (80, 50), (140, 140), (80, 170), (195, 240)],
            200,
            120,
        ),
        # El-Halwagi 1997, Pollution Prevention through Process Integration, acrylonitrile [kg/s]
        ([(0.8, 0), (5.0, 14), (5.9, 25), (1.4, 34)], [(1.2, 0), (5.8, 10)], 2.0571, 8.1571),
    ],
    ids=["polley", "sorin", "acrylonitrile"],
)
def test_least_fresh_water_of_published_sources_and_sinks(sources, sinks, fresh, waste):
    found = best_network(reuse(sources, sinks))
    assert found is not None
    assert -found.net == pytest.approx(fresh, abs=1e-4)
    reused = found.sent.sum() + found.net
    assert sum(flow for flow, _ in sources) - reused == pytest.approx(waste, abs=1e-4)
    assert found.breaches == ()


@pytest.mark.parametrize(
    ("members", "fresh"),
    [
        ((0,), 98.3333),
        ((1,), 54.6429),
        ((2,), 186.6667),
        ((0, 1), 141.4583),
        ((0, 2), 266.1111),
        ((1, 2), 234.9107),
        ((0, 1, 2), 314.3552),
    ],
)
def test_fresh_water_of_every_coalition_of_three_companies(members, fresh):
    """Olesen and Polley 1996 (doi:10.1205/026387696525369); 314.36 t/h printed for all three.

    The other coalitions were recomputed by an independent fixed-load model.
    """
    found = best_network(companies().among(members))
    assert found is not None
    assert -found.net == pytest.approx(fresh, abs=1e-4)


@pytest.mark.parametrize("store", [0.0, 3.0, 12.0, 40.0])
def test_heat_over_a_day_with_a_store(store):
    """Closed form: 36 MWh by day and night as they come, and what the store carries, at most 12."""
    found = best_network(heat_toy(store))
    assert found is not None
    assert found.net == pytest.approx(36 + min(store, 12))
    assert found.breaches == ()


def test_what_cannot_be_is_explained_by_name():
    park = reuse([(10, 50)], [(10, 20)])
    short = np.where(np.arange(3) == 1, 2.0, 10.0)[:, None]
    blocked = formulate(replace(park, nodes=replace(park.nodes, most=short)))
    found = solve(blocked.model)
    assert found.status is Status.INFEASIBLE
    assert found.conflict is not None
    assert set(found.conflict.names) == {"balance[fresh water]", "balance[sink 0]", "ppm[sink 0]"}
