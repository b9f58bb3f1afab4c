"""What an exit does and does not change."""

from dataclasses import replace

import pytest

from parkloop.analyses.symbiosis.network.candidates import (
    SINK,
    SOURCE,
    Candidates,
    Times,
    links,
    nodes,
    own_designs,
)
from parkloop.analyses.symbiosis.network.robust import exits, stress
from parkloop.analyses.symbiosis.network.solve import best_network

PLAYERS = ("ash", "bricks", "scrap", "steel")


def park(least: float) -> Candidates:
    """Ash to bricks gains 3 a tonne on 50 t; scrap to steel gains 5 on 10 t. Nothing shared."""
    return Candidates(
        nodes=nodes(PLAYERS, [SOURCE, SINK, SOURCE, SINK], [50, 50, 10, 10], owner=[0, 1, 2, 3]),
        links=links([0, 2], [1, 3], gain=[3, 5], names=["ash-bricks", "scrap-steel"]),
        designs=own_designs(2, [20, 10], least=[least, 0]),
        times=Times.single(),
        players=PLAYERS,
    )


def test_a_minimum_take_that_cannot_be_met_is_not_met_after_an_exit_either():
    """The best network had the exit been known obeys what every new network obeys."""
    candidates = park(least=100)
    proposal = best_network(candidates)
    assert proposal.net == pytest.approx(40)  # scrap alone: 5 x 10 - 10
    told = {row.name: row for row in stress(proposal, exits(candidates))}
    assert told["scrap"].rebuilt == pytest.approx(0)
    assert told["ash"].rebuilt == pytest.approx(40)
    assert all(row.rebuilt <= proposal.net + 1e-9 for row in told.values())


def test_a_minimum_take_of_what_is_built_lapses_when_a_partner_leaves():
    """Half of the ash is gone with its giver; what was built may run below its minimum."""
    both = park(least=40)
    two = replace(
        both,
        nodes=nodes(
            ("ash", "bricks", "more ash"), [SOURCE, SINK, SOURCE], [25, 50, 25], owner=[0, 1, 2]
        ),
        links=links([0, 2], [1, 1], gain=[3, 3]),
        designs=replace(
            own_designs(1, [20], least=[40]),
            member_link=both.designs.member_link,
            member_facility=both.designs.member_facility * 0,
            use=both.designs.use,
        ),
        players=("ash", "bricks", "more ash"),
    )
    proposal = best_network(two)
    assert proposal.net == pytest.approx(130)  # 3 x 50 - 20
    told = {row.name: row for row in stress(proposal, exits(two))}
    assert told["ash"].kept == pytest.approx(55)  # 3 x 25 - 20, below the minimum of 40
    assert told["ash"].rebuilt == pytest.approx(0)  # nobody would build for 25 of at least 40
