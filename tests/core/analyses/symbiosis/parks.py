"""Small parks drawn at random, for laws that every network obeys."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from parkloop.analyses.symbiosis.network.candidates import (
    SINK,
    SOURCE,
    Candidates,
    Times,
    links,
    nodes,
    own_designs,
)

AMOUNTS = st.integers(1, 60)


@st.composite
def small_parks(draw: st.DrawFn, most: int = 3, periods: int = 1) -> Candidates:
    """Up to ``most`` givers and takers, every link possible, one contaminant."""
    givers, takers = draw(st.integers(1, most)), draw(st.integers(1, most))
    count = givers * takers
    numbers = st.lists(AMOUNTS, min_size=(givers + takers) * periods)
    amounts = np.array(draw(numbers)[: (givers + takers) * periods], float)
    column = st.lists(st.integers(0, 30), min_size=count, max_size=count)
    quality = draw(st.lists(st.integers(0, 9), min_size=givers, max_size=givers))
    limit = draw(st.lists(st.integers(2, 12), min_size=takers, max_size=takers))
    giver, taker = np.divmod(np.arange(count), takers)
    names = [f"g{n}" for n in range(givers)] + [f"t{n}" for n in range(takers)]
    return Candidates(
        nodes=nodes(
            names,
            [SOURCE] * givers + [SINK] * takers,
            amounts.reshape(-1, periods),
            owner=range(givers + takers),
            quality=[[q] for q in quality] + [[0]] * takers,
            limit=[[np.inf]] * givers + [[q] for q in limit],
        ),
        links=links(
            giver,
            givers + taker,
            gain_from=np.array(draw(column), float) - 5,
            gain=np.array(draw(column), float) - 10,
            impact=np.c_[np.array(draw(column), float), np.zeros((count, 2))],
            names=[f"{names[i]}-{names[givers + j]}" for i, j in zip(giver, taker, strict=True)],
        ),
        designs=own_designs(count, 20.0 * np.array(draw(column), float)),
        times=Times(
            tuple(f"p{n}" for n in range(periods)),
            np.ones(periods),
            np.ones(periods),
            np.zeros(periods, np.int64),
        ),
        players=tuple(names),
        contaminants=("q",),
    )


def scaled(park: Candidates, flow: float, fixed: float) -> Candidates:
    """All amounts times ``flow``, all fixed costs times ``fixed``."""
    return replace(
        park,
        nodes=replace(park.nodes, least=park.nodes.least * flow, most=park.nodes.most * flow),
        designs=replace(park.designs, fixed=park.designs.fixed * fixed),
    )
