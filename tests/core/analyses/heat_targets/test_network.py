"""Heat links: closed forms, an enumeration of every choice, laws.

Pipe sizes are those of DHNx's example table, as the catalog ships them.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkloop.analyses.heat_targets.cooling import Chillers, CoolingPrices
from parkloop.analyses.heat_targets.network import (
    HeatSink,
    HeatSource,
    HeatTerms,
    PipeSize,
    heat_network,
)
from parkloop.errors import RequestError
from parkloop.io.catalog_files import load_catalog

TERMS = HeatTerms(
    hours=8000,
    approach=10,
    carnot_share=0.5,
    longest_lift=60,
    drive=75,
    chillers=Chillers(absorption=0.75, compression=5.0, makeup=0.0016),
    prices=CoolingPrices(heat=0.0, power=0.08, water=0.6),
)
#: Ten years without interest: a tenth of the price of a metre a year.
PIPES = [
    PipeSize(pipe.id, pipe.capacity, pipe.loss, pipe.cost / 10)
    for pipe in load_catalog().exchanges.heat_pipes.values()
]


def test_one_warm_source_takes_the_smallest_pipe_that_carries_it():
    """60 kW over 100 m: DN40 loses 0.958 kW and costs 5,220 a year; heat is worth 30 per MWh."""
    found = heat_network(
        [HeatSource("kiln", 120, 60)],
        [HeatSink("dryer", 80, 500, 30)],
        np.array([[100.0]]),
        PIPES,
        TERMS,
    )
    (link,) = found.links
    assert (link.pipe, link.way) == ("dn40", "direct")
    assert link.received == pytest.approx(60 - 0.958)
    assert found.net_value == pytest.approx(8 * 30 * (60 - 0.958) - 5220)
    assert found.status == "optimal"


def test_a_pipe_too_dear_is_not_built():
    found = heat_network(
        [HeatSource("kiln", 120, 60)],
        [HeatSink("dryer", 80, 500, 30)],
        np.array([[1000.0]]),
        PIPES,
        TERMS,
    )
    assert (found.net_value, found.links) == (0.0, ())


def test_a_heat_pump_lifts_and_pays_for_power():
    """40 to 80 °C + 10 K at half of Carnot: COP = 0.5 · 363.15 / 50 = 3.6315."""
    cop = 0.5 * 363.15 / 50
    found = heat_network(
        [HeatSource("rinse", 40, 50)],
        [HeatSink("bath", 80, 500, 60)],
        np.array([[10.0]]),
        PIPES,
        TERMS,
    )
    (link,) = found.links
    arrives = 50 - 0.0864 * 10 / 10
    assert link.way == "heat-pump"
    assert link.received == pytest.approx(arrives * cop / (cop - 1), rel=1e-6)
    assert link.power == pytest.approx(link.received / cop, rel=1e-6)


def test_cold_counts_power_and_water_together():
    """Where tower water is dear, the same heat makes no cold: 0.15 kWh against 1.36 litres."""
    source, sink = HeatSource("engine", 90, 300), HeatSink("hall", 6, 200, cold=True)
    lengths = np.array([[5.0]])
    found = heat_network([source], [sink], lengths, PIPES, TERMS)
    (link,) = found.links
    assert link.way == "absorption"
    assert link.received == pytest.approx(200, rel=1e-6)
    dear = HeatTerms(**{**_fields(TERMS), "prices": CoolingPrices(0.0, 0.08, 9.0)})
    assert heat_network([source], [sink], lengths, PIPES, dear).links == ()


def _fields(terms):
    return {name: getattr(terms, name) for name in terms.__dataclass_fields__}


def test_a_source_too_cold_serves_nobody():
    found = heat_network(
        [HeatSource("rinse", 30, 50)],
        [HeatSink("bath", 140, 500, 60), HeatSink("hall", 6, 100, cold=True)],
        np.array([[10.0, 10.0]]),
        PIPES,
        TERMS,
    )
    assert found.links == ()


def test_lengths_must_fit():
    with pytest.raises(RequestError, match="a row per source and a column per sink"):
        heat_network([HeatSource("a", 90, 1)], [], np.array([[1.0]]), PIPES, TERMS)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(20, 400), min_size=2, max_size=2),
    st.lists(st.integers(20, 400), min_size=2, max_size=2),
    st.lists(st.integers(10, 200), min_size=2, max_size=2),
)
def test_against_every_choice_of_pipes(powers, demands, lengths):
    """One source, two sinks: all 36 choices of pipes, the flow filled by value."""
    source = HeatSource("kiln", 150, float(powers[0]))
    sinks = [HeatSink("a", 80, float(demands[0]), 40), HeatSink("b", 80, float(demands[1]), 25)]
    found = heat_network([source], sinks, np.array([lengths], float), PIPES, TERMS)
    best = 0.0
    for choice in product([None, *PIPES], repeat=2):
        left, value = source.power, 0.0
        feasible = True
        for sink, pipe, length in zip(sinks, choice, lengths, strict=True):
            if pipe is None:
                continue
            lost = pipe.loss * length
            sent = min(left, pipe.capacity, sink.power + lost)
            feasible &= sent >= lost
            left -= sent
            value += 8 * sink.value * (sent - lost) - pipe.cost * length
        if feasible:
            best = max(best, value)
    assert found.net_value >= best * (1 - 1e-6) - 1e-3
    assert found.bound >= found.net_value - 1e-3


@settings(max_examples=20, deadline=None)
@given(st.integers(20, 300), st.integers(20, 300), st.integers(10, 200))
def test_another_source_or_size_never_lowers_the_value(one, other, length):
    """Property 5: more to choose from is never worth less."""
    sinks = [HeatSink("a", 80, 300.0, 35)]
    few = heat_network(
        [HeatSource("x", 150, float(one))], sinks, np.array([[float(length)]]), PIPES[:3], TERMS
    )
    many = heat_network(
        [HeatSource("x", 150, float(one)), HeatSource("y", 60, float(other))],
        sinks,
        np.array([[float(length)], [50.0]]),
        PIPES,
        TERMS,
    )
    assert many.net_value >= few.net_value * (1 - 1e-6) - 1e-6
    received = sum(link.received for link in many.links)
    assert received <= 300 * (1 + 1e-6)
