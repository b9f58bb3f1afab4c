"""The front within its time: what comes first, what is left out, and how that is told."""

import numpy as np
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
from parkloop.analyses.symbiosis.network.front import Front, front
from parkloop.analyses.symbiosis.network.telling import _ended
from parkloop.solving import SolveOptions

AIMS = ("co2", "water", "landfill")


def drawn(size, share=0.3, seed=1):
    """Random offers and needs in one market; each aim has links of its own that serve it."""
    draw = np.random.default_rng(seed)
    giver, taker = np.nonzero(draw.random((size, size)) < share)
    count = len(giver)
    impact = np.stack(
        [
            draw.uniform(-0.2, 1.5, count),
            np.where(giver % 3 == 0, draw.uniform(0.2, 1, count), 0.0),
            np.where(giver % 3 == 1, draw.uniform(0.5, 1, count), 0.0),
        ],
        axis=1,
    )
    return Candidates(
        nodes=nodes(
            [f"g{n}" for n in range(size)] + [f"t{n}" for n in range(size)],
            [SOURCE] * size + [SINK] * size,
            draw.lognormal(4.5, 0.9, 2 * size),
        ),
        links=links(giver, size + taker, gain=draw.uniform(2, 60, count), impact=impact),
        designs=own_designs(count, draw.uniform(60, 900, count)),
        times=Times.single(),
    )


def test_a_front_of_many_levels_ends_with_its_time_and_says_what_it_left():
    found = front(drawn(40), AIMS, 12, SolveOptions(time_limit=8.0, gap=1e-4))
    assert found.points
    assert found.untried > 0
    for point in found.points:
        assert point.proposal.breaches == ()
        assert point.proposal.bound is not None
        assert point.proposal.bound >= point.values["net"] * (1 - 1e-9)
        assert all(point.values[a] >= point.level[a] - 1e-6 * abs(point.level[a]) for a in AIMS)


def test_with_time_enough_nothing_is_left_and_every_point_is_proved():
    found = front(drawn(5, 0.6), AIMS, 3, SolveOptions(gap=1e-6))
    assert found.untried == 0
    assert found.skipped > 0
    assert all((point.proposal.gap or 0.0) <= 2e-6 for point in found.points)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_the_levels_changes_no_point(seed):
    """Levels that only rise, each solved by itself, give the same points (Mavrotas 2009)."""
    park = drawn(4, 0.7, seed)
    found = front(park, ("co2",), 9, SolveOptions(gap=1e-9))
    fine = front(park, ("co2",), 17, SolveOptions(gap=1e-9))
    shown = {round(p.values["co2"], 6): p.values["net"] for p in fine.points}
    for point in found.points:  # every second level of the finer grid is a level of this one
        assert shown[round(point.values["co2"], 6)] == pytest.approx(point.values["net"])


def test_what_was_left_is_told_with_what_to_do():
    (told,) = _ended(Front(AIMS, (), {}, solved=5, skipped=2, untried=7), 1e-4)
    assert told.rule == "NET-08"
    assert told.message.en == (
        "The front ended with its time: 0 points are not proved to be the best (the farthest is "
        "0 % from its bound), 7 levels were not tried."
    )
    assert "7 mức chưa thử" in told.message.vi
    assert "--time-limit" in told.remedy.vi
    assert not list(_ended(Front(AIMS, (), {}, solved=5, skipped=2), 1e-4))
