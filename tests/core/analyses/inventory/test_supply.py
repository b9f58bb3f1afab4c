"""Where energy comes from: shares of origins through networks, resale and loops."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkloop.analyses.inventory.activity import amounts
from parkloop.analyses.inventory.book import FactBook
from parkloop.analyses.inventory.scene import Scene
from parkloop.analyses.inventory.supply import Origin, supply_networks
from tests.core.analyses.inventory.computed import CATALOG, YEAR, compute, value
from tests.core.small_park import flow, node, park, snapshot

PARK = park(
    node("Z", "zone"),
    node("P", "park", "Z"),
    node("Q", "park", "Z"),
    node("op", "enterprise", "P", "use"),
    node("n1", "network", "op"),
    node("n2", "network", "op"),
    node("n3", "network", "op"),
    node("A", "enterprise", "P", "use"),
    node("B", "enterprise", "P", "use"),
    node("C", "enterprise", "Q", "use"),
    node("C.boiler", "generator", "C", "stationary.manufacturing"),
    node("A.boiler", "generator", "A", "stationary.manufacturing"),
    node("B.sun", "generator", "B", renewable=True),
    node("loss", "loss", "op"),
    node("common", "common", "op"),
)


def power(source, target, quantity, **more):
    return flow("electricity", source, target, quantity, "MWh", **more)


def network_of(*entries):
    seen = snapshot(PARK, entries)
    book = FactBook(CATALOG, YEAR, "VN", "Asia/Ho_Chi_Minh")
    (network,) = supply_networks(Scene(seen, book, amounts(seen, YEAR, {})))
    return network


GRID, BOILER, SUN = Origin("grid", True), Origin("A.boiler", False), Origin("B.sun", False)


def test_a_chain_of_networks():
    network = network_of(
        power("grid", "n1", 60),
        power("A.boiler", "n1", 40),
        power("n1", "n2", 50),
        power("B.sun", "n2", 50),
        power("n2", "C", 100),
    )
    assert network.origins("n1") == pytest.approx({GRID: 0.6, BOILER: 0.4})
    assert network.origins("n2") == pytest.approx({GRID: 0.3, BOILER: 0.2, SUN: 0.5})


def test_a_loop_between_two_networks():
    """x1 = (90 grid + 10 x2)/100, x2 = (20 sun + 30 x1)/50: x1 has 45/47 of the grid."""
    network = network_of(
        power("grid", "n1", 90),
        power("n1", "n2", 30),
        power("B.sun", "n2", 20),
        power("n2", "n1", 10),
        power("n1", "A", 70),
        power("n2", "C", 40),
    )
    assert network.origins("n1") == pytest.approx({GRID: 45 / 47, SUN: 2 / 47})
    assert network.origins("n2") == pytest.approx({GRID: 27 / 47, SUN: 20 / 47})


def test_a_loop_without_source_has_no_origin():
    network = network_of(power("n1", "n2", 10), power("n2", "n1", 10), power("n2", "A", 5))
    assert network.origins("n2") == {}


def test_a_node_that_received_nothing_is_an_origin_itself():
    network = network_of(power("n1", "A", 10))
    assert network.origins("n1") == {Origin("n1", False): 1.0}


def test_a_generator_is_an_origin_even_if_it_uses_power_itself():
    network = network_of(power("grid", "A.boiler", 5), power("A.boiler", "B", 50))
    assert network.origins("A.boiler") == {BOILER: 1.0}


HANDS_ON = ("n1", "n2", "n3", "A", "B", "C")
SOURCES = ("grid", "A.boiler", "B.sun", "C.boiler")
EDGES = [(s, t) for s in (*SOURCES, *HANDS_ON) for t in (*HANDS_ON, "loss", "common") if s != t]
#: Energy per edge [MWh]; any pattern of resale, chains and loops.
WIRING = st.dictionaries(st.sampled_from(EDGES), st.integers(1, 1000), max_size=14)


@settings(max_examples=60)
@given(WIRING)
def test_shares_add_up_to_one_or_the_loop_hides_them(wiring):
    entries = [power(source, target, quantity) for (source, target), quantity in wiring.items()]
    if not entries:
        return
    network = network_of(*entries)
    for source in {source for source, _ in wiring}:
        shares = network.origins(source)
        total = math.fsum(shares.values())
        assert all(0 <= share <= 1 + 1e-9 for share in shares.values())
        assert total == pytest.approx(1.0, abs=1e-6) or total < 1.0


def balanced(wiring):
    """The wiring with just so much more from the grid that every node can give what it gives."""
    flows = dict(wiring)
    for place in HANDS_ON:
        given_ = sum(q for (source, _), q in flows.items() if source == place)
        received = sum(q for (_, target), q in flows.items() if target == place)
        if given_ > received:
            flows["grid", place] = flows.get(("grid", place), 0) + given_ - received
    return flows


FUELS = [
    flow("natural-gas", "market", "A.boiler", 50, "TJ_ncv"),
    flow("diesel", "market", "C.boiler", 20, "TJ_ncv"),
]


@settings(max_examples=80)
@given(WIRING)
def test_the_zone_total_is_conserved(wiring):
    """Sum of the enterprises + elimination = total = own fuel + all that the grid gave.

    Chains, loops and resale between two parks, two burning producers and a solar roof.
    """
    flows = balanced(wiring)
    entries = [power(source, target, quantity) for (source, target), quantity in flows.items()]
    result = compute(PARK, [*FUELS, *entries])
    totals = {row.boundary: row.total for row in result.value.eliminations}
    for row in result.value.eliminations:
        if row.total is not None:
            summed = (row.sum_of_enterprises or 0.0) + row.internal_deliveries
            assert summed == pytest.approx(row.total, abs=1e-6)
            assert row.internal_deliveries <= 1e-6
    bought = math.fsum(q for (source, _), q in flows.items() if source == "grid")
    burnt = sum(value(result, place, "scope-1") for place in ("A", "C"))
    assert totals["Z"] == pytest.approx(burnt + 0.6592 * bought, rel=1e-7, abs=1e-6)


@settings(max_examples=40)
@given(
    st.integers(100, 10_000),
    st.lists(st.floats(0.01, 1.0), min_size=1, max_size=4),
    st.permutations(["n1", "n2", "n3"]),
)
def test_splitting_a_purchase_through_networks_keeps_the_total(quantity, weights, ways):
    """Straight to B, or in parts by way of other networks: the same park."""
    straight = value(compute(PARK, [power("grid", "B", quantity)]), "P")
    parts = [quantity * weight / math.fsum(weights) for weight in weights]
    entries = []
    for number, part in enumerate(parts):
        way = ["grid", *ways[: number % 4], "B"]
        entries += [power(one, other, part, series=f"{number}") for one, other in pairwise(way)]
    split = compute(PARK, entries)
    assert value(split, "P") == pytest.approx(straight, rel=1e-6)
    assert value(split, "B") == pytest.approx(straight, rel=1e-6)
