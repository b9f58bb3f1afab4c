"""Laws that any correct optimiser of exchanges obeys, on parks drawn at random.

The list is that of metamorphic tests: the answer to a changed question follows from the first
answer, so that no expected number is needed. Laws of heat targets are tested with those.
"""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkloop.analyses.symbiosis.network.apart import best_by_market
from parkloop.analyses.symbiosis.network.candidates import Candidates, Times
from parkloop.analyses.symbiosis.network.formulation import formulate
from parkloop.analyses.symbiosis.network.front import front
from parkloop.analyses.symbiosis.network.games import (
    core_violations,
    least_core,
    nucleolus,
    shapley,
    superadditive,
)
from parkloop.analyses.symbiosis.network.large import LargeOptions, large_network
from parkloop.analyses.symbiosis.network.robust import (
    Scenario,
    exits,
    robust_network,
    stress,
)
from parkloop.analyses.symbiosis.network.shares import coalition_values, own_gains
from parkloop.analyses.symbiosis.network.solve import Proposal, best_network
from parkloop.analyses.symbiosis.network.steady import expected_over_exits, steady_over_exits
from parkloop.solving import SolveOptions, solve
from tests.core.analyses.symbiosis.parks import scaled, small_parks
from tests.golden.symbiosis_cases import reuse

CLOSE = 1e-6


def best(park: Candidates) -> Proposal:
    found = best_network(park, SolveOptions(gap=1e-9))
    assert found is not None
    return found


def close(value: float) -> object:
    return pytest.approx(value, rel=CLOSE, abs=1e-4)


def not_less(one: float, other: float) -> bool:
    return one >= other - 1e-4 - CLOSE * abs(other)


@given(st.integers(20, 90), st.integers(0, 40), st.integers(1, 30))
def test_less_fresh_water_where_more_is_allowed_in(source, allowed, more):
    """Law 2: fresh water does not rise with the allowed inlet nor fall with the load."""
    strict = -best(reuse([(50, source)], [(40, allowed)])).net
    loose = -best(reuse([(50, source)], [(40, allowed + more)])).net
    dirtier = -best(reuse([(50, source + more)], [(40, allowed)])).net
    assert not_less(strict, loose)
    assert not_less(dirtier, strict)


@given(small_parks(most=2))
@settings(max_examples=15)
def test_coming_together_never_costs(park):
    """Law 3: the game is superadditive."""
    assert superadditive(coalition_values(park, SolveOptions(gap=1e-9)))


@given(small_parks(), st.integers(2, 9))
@settings(max_examples=25)
def test_amounts_scale_the_variable_part_alone(park, k):
    """Law 4: with fixed costs scaled too, everything scales; without them nothing gets worse."""
    net = best(park).net
    assert best(scaled(park, k, k)).net == close(k * net)
    assert not_less(best(scaled(park, k, 1)).net, k * net)


@given(small_parks(), st.data())
@settings(max_examples=25)
def test_more_possibilities_never_lower_the_best(park, data):
    """Law 5: a link, a tenant or an amount less never raises the value."""
    net = best(park).net
    link = data.draw(st.integers(0, park.shape[0] - 1))
    closed = np.arange(park.shape[0]) != link
    assert not_less(net, best(park.only(closed)).net)
    player = data.draw(st.integers(0, len(park.players) - 1))
    assert not_less(net, best(park.without_player(player)).net)
    assert not_less(best(scaled(park, 1.5, 1.0)).net, net)


@given(small_parks())
@settings(max_examples=40)
def test_balances_quality_and_capacity_close(park):
    """Law 6: the independent check finds nothing, and counts the same benefit as the model."""
    found = best(park)
    assert found.breaches == ()
    assert found.outcome.objective == close(found.net)
    load = np.zeros(len(park.nodes.kind))
    for link in range(park.shape[0]):
        load[park.links.head[link]] += found.sent[link, 0] * park.arriving[link, 0]
    arrived = np.zeros(len(park.nodes.kind))
    np.add.at(arrived, park.links.head, found.sent[:, 0])
    assert (
        load
        <= arrived * np.where(np.isfinite(park.nodes.limit[:, 0]), park.nodes.limit[:, 0], 1e9)
        + 1e-5
    ).all()


@given(st.lists(st.integers(0, 40), min_size=8, max_size=8))
@settings(max_examples=40)
def test_shares_are_whole_fair_and_in_the_core(numbers):
    """Law 7: efficient, nothing for a null player, symmetric; nucleolus in a core that exists."""
    values = np.array([0.0, *map(float, numbers[1:])])
    for rule in (shapley, nucleolus):
        assert rule(values).sum() == pytest.approx(values[7], abs=1e-7)
    if least_core(values) <= 0:
        assert core_violations(values, nucleolus(values)) == ()
    # A fourth player who adds nothing.
    wider = np.concatenate([values, values])
    assert shapley(wider)[3] == pytest.approx(0, abs=1e-9)
    # The first two exchange places: so do their shares.
    swapped = values[[0, 2, 1, 3, 4, 6, 5, 7]]
    for rule in (shapley, nucleolus):
        assert rule(swapped)[[1, 0, 2]] == pytest.approx(rule(values), abs=1e-6)


@given(small_parks())
@settings(max_examples=12)
def test_the_front_falls_and_nothing_on_it_is_dominated(park):
    """Law 8."""
    points = front(park, ("co2",), 5, SolveOptions(gap=1e-9)).points
    nets = [point.values["net"] for point in points]
    saved = [point.values["co2"] for point in points]
    assert all(a > b for a, b in pairwise(nets))
    assert all(a < b for a, b in pairwise(saved))
    for point in points:
        assert point.proposal.breaches == ()
        assert best(park).net >= point.values["net"] - 1e-4


@given(small_parks(), st.integers(2, 6))
@settings(max_examples=20)
def test_equal_hours_are_one_hour_many_times(park, hours):
    """Law 9: with the fixed cost of all hours, the hourly model is the single one times hours."""
    net = best(scaled(park, 1.0, 1.0)).net
    times = Times(
        tuple(f"h{h}" for h in range(hours)),
        np.ones(hours),
        np.ones(hours),
        np.zeros(hours, np.int64),
    )
    hourly = replace(
        park,
        nodes=replace(
            park.nodes,
            least=np.repeat(park.nodes.least, hours, axis=1),
            most=np.repeat(park.nodes.most, hours, axis=1),
        ),
        designs=replace(park.designs, fixed=park.designs.fixed * hours),
        times=times,
    )
    assert best(hourly).net == close(hours * net)


@given(small_parks(most=2))
@settings(max_examples=12)
def test_the_robust_network_has_the_better_worst_case(park):
    """Law 10: an exit never helps; the network chosen for the worst case has the better one."""
    plan = best(park)
    leaving = exits(park)
    nominal = [row.kept or 0.0 for row in stress(plan, leaving, rebuild=False)]
    assert all(not_less(plan.net, kept) for kept in nominal)
    found = robust_network(
        park, (Scenario("plan", park), *leaving), "worst", SolveOptions(gap=1e-9)
    )
    assert found is not None
    assert not_less(min(found.values), min(nominal))
    assert not_less(plan.net, found.values[0])
    assert found.objective == close(min(found.values))
    mean = robust_network(
        park, (Scenario("plan", park), *leaving), "expected", SolveOptions(gap=1e-9)
    )
    apart = expected_over_exits(park, (Scenario("plan", park), *leaving), SolveOptions(gap=1e-9))
    assert mean is not None
    assert apart is not None
    assert apart.objective == close(mean.objective)


@given(small_parks(most=2), st.sampled_from(["worst", "cvar"]))
@settings(max_examples=12)
def test_weighing_the_worst_scenarios_bounds_what_any_network_reaches(park, goal):
    """Min-max: best by any weights of scenarios ≥ best worst mean ≥ what was found."""
    scenarios = (Scenario("plan", park), *exits(park))
    options = SolveOptions(gap=1e-9)
    whole = robust_network(park, scenarios, goal, options)
    steady = steady_over_exits(park, scenarios, goal, options, [best(park).built])
    assert whole is not None
    assert steady is not None
    assert not_less(whole.objective, steady.objective)
    assert steady.bound is not None
    assert not_less(steady.bound, whole.objective)


@given(small_parks(), st.data())
@settings(max_examples=20)
def test_order_and_units_change_nothing(park, data):
    """Law 11: links in another order, or tonnes for kilograms, give the same benefit."""
    net = best(park).net
    order = np.array(data.draw(st.permutations(range(park.shape[0]))))
    turned = replace(
        park,
        links=replace(
            park.links,
            names=tuple(park.links.names[n] for n in order),
            **{
                name: getattr(park.links, name)[order]
                for name in ("tail", "head", "taken", "capacity", "gain_from", "gain_to", "impact")
            },
        ),
        designs=replace(park.designs, fixed=park.designs.fixed[order]),
    )
    assert best(turned).net == close(net)
    kilograms = replace(
        scaled(park, 1000.0, 1.0),
        links=replace(
            park.links,
            gain_from=park.links.gain_from / 1000,
            gain_to=park.links.gain_to / 1000,
        ),
    )
    assert best(kilograms).net == close(net)


@given(small_parks(periods=2))
@settings(max_examples=15)
def test_ways_of_solving_agree_within_their_gaps(park):
    """Law 12: exact, market by market, and searched; the bounds hold for all of them."""
    exact = best(park)
    apart = best_by_market(park, SolveOptions(gap=1e-9))
    searched = large_network(park, LargeOptions(slopes=10, parts=12, bound=5.0))
    assert apart is not None
    assert searched is not None
    assert apart.net == close(exact.net)
    assert searched.breaches == ()
    assert searched.bound is not None
    assert not_less(searched.bound, exact.net)
    assert not_less(exact.net, searched.net)
    assert not_less(solve(formulate(park).model.relaxed()).objective or 0.0, exact.net)


@given(small_parks())
@settings(max_examples=20)
def test_no_enterprise_is_worse_than_alone_where_that_is_asked(park):
    found = best_network(park, SolveOptions(gap=1e-9), all_gain=True)
    assert found is not None
    own = own_gains(found)
    assert (own >= -1e-4).all()
    assert not_less(best(park).net, found.net)
