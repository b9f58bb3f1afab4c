"""Networks with published or enumerated optima; sources beside each test."""

from dataclasses import replace

import numpy as np
import pytest

from parkloop.analyses.symbiosis.network.candidates import (
    HUB,
    NOBODY,
    SINK,
    SOURCE,
    Candidates,
    Times,
    links,
    no_designs,
    nodes,
    own_designs,
)
from parkloop.analyses.symbiosis.network.formulation import formulate
from parkloop.analyses.symbiosis.network.front import front
from parkloop.analyses.symbiosis.network.solve import best_network
from parkloop.solving import Objective, SolveOptions, Status, solve, solve_in_order
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


def test_the_enumerated_front_of_the_small_park():
    """Enumerated: 3870 once 99.72 t CO2 (and as well once 105.26 t) must be saved, 3680 at the
    most that can be saved, 110.8 t; the networks of both are printed."""
    points = front(eip_toy(), ("co2",), points=31).points
    by_net = {round(point.values["net"]): point for point in points}
    assert (points[0].values["net"], points[0].values["co2"]) == pytest.approx((3890, 78.2))
    for level in (99.72, 105.26):
        best = max(p.values["net"] for p in points if p.values["co2"] >= level)
        assert best == pytest.approx(3870)
    assert flows(by_net[3870].proposal) == pytest.approx(
        {"S1-K2": 90, "S2-K1": 40, "S2-K3": 20, "S3-K1": 80}
    )
    assert points[-1].values == pytest.approx({"net": 3680, "co2": 110.8})
    assert flows(points[-1].proposal) == pytest.approx(
        {"S1-K1": 40, "S1-K2": 30, "S1-K3": 30, "S2-K2": 60, "S3-K1": 80}
    )


def test_markets_without_conflict_leave_the_front_as_it_is():
    """Two copies of the park that share nothing, one of which saves no CO2: the front of the other,
    moved by what the copy is worth by itself."""
    alone, quiet = front(eip_toy(), ("co2",), points=6), _silent(eip_toy())
    both = front(_beside(eip_toy(), quiet), ("co2",), points=6)
    assert [p.values["net"] for p in both.points] == pytest.approx(
        [p.values["net"] + 3890 for p in alone.points]
    )
    assert [p.values["co2"] for p in both.points] == pytest.approx(
        [p.values["co2"] for p in alone.points]
    )
    assert all(p.proposal.breaches == () for p in both.points)


def _silent(park: Candidates) -> Candidates:
    impact = np.zeros(park.links.impact.shape)
    return replace(park, links=replace(park.links, impact=impact))


def _beside(one: Candidates, other: Candidates) -> Candidates:
    """Two parks as one, with nothing in common."""
    shift, count = len(one.nodes.kind), len(one.links.tail)

    def joined(first, second, **moved):
        fields = {
            name: np.concatenate([getattr(first, name), getattr(second, name) + moved.get(name, 0)])
            for name in first.__dataclass_fields__
            if isinstance(getattr(first, name), np.ndarray)
        }
        return replace(first, names=(*first.names, *(f"{n}'" for n in second.names)), **fields)

    facilities = one.designs.facilities
    return replace(
        one,
        nodes=joined(one.nodes, other.nodes, owner=len(one.players)),
        links=joined(one.links, other.links, tail=shift, head=shift),
        designs=joined(
            one.designs,
            other.designs,
            facility=facilities,
            member_link=count,
            member_facility=facilities,
        ),
        players=(*one.players, *(f"{p}'" for p in other.players)),
    )


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


def _of_companies(park) -> tuple[np.ndarray, np.ndarray]:
    """Fresh water of each link, and whether it joins two companies."""
    tail, head = park.owners
    return np.where(tail == NOBODY, 1.0, 0.0), (tail != head) & (tail != NOBODY)


def test_least_water_between_companies_and_fewest_pipes():
    """Olesen and Polley's companies at 314.3552 t/h fresh: 66.5705 t/h cross over, by 3 pipes.

    Both were proved by an independent mixed model over the same fixed flows.
    """
    park = companies()
    fresh, crossing = _of_companies(park)
    formulation = formulate(park)
    least = Objective(fresh, name="fresh")
    *_, crossed = solve_in_order(
        formulation.model, (least, Objective(crossing.astype(float), name="crossing"))
    )
    assert crossed.objective == pytest.approx(66.5705, abs=1e-3)
    piped = replace(
        park,
        designs=own_designs(len(crossing), np.where(crossing, 1.0, 0.0)),
        links=replace(park.links, gain_to=-1000 * fresh[:, None]),
    )
    found = best_network(piped, SolveOptions(gap=1e-9))
    assert found is not None
    assert found.breaches == ()
    assert (found.built * piped.designs.fixed).sum() == 3
    assert fresh @ found.sent[:, 0] == pytest.approx(314.3552, abs=1e-3)


@pytest.mark.parametrize(
    ("dear", "wanted", "profit"), [(16, 100, 400), (16, 600, 600), (13, 100, 750)]
)
def test_a_pool_of_declared_quality_finds_the_published_blend(dear, wanted, profit):
    """Haverly 1978 (doi:10.1145/1111237.1111238): pools of unknown quality, here by classes.

    Feeds with 3, 1 and 2 % sulphur; the first two meet in a pool; products up to 2.5 and 1.5 %. A
    hub declares what leaves it; the best of five classes is the optimum that global solvers prove.
    """
    best = 0.0
    for quality in (1.0, 1.5, 2.0, 2.5, 3.0):
        park = Candidates(
            nodes=nodes(
                ["cheap", "dear", "bypass", "pool", "X", "Y"],
                [SOURCE, SOURCE, SOURCE, HUB, SINK, SINK],
                [1000, 1000, 1000, 1000, wanted, 200],
                quality=np.array([[3.0], [1.0], [2.0], [quality], [0.0], [0.0]]),
                limit=np.array([[np.inf]] * 3 + [[quality], [2.5], [1.5]]),
            ),
            links=links(
                [0, 1, 3, 3, 2, 2],
                [3, 3, 4, 5, 4, 5],
                gain=[-6, -dear, 9, 15, 9 - 10, 15 - 10],
            ),
            designs=no_designs(),
            times=Times.single(),
            contaminants=("sulphur",),
        )
        found = best_network(park)
        assert found is not None
        assert found.breaches == ()
        best = max(best, found.net)
    assert best == pytest.approx(profit)
