"""Small networks with published or enumerated answers, shared by several tests."""

from __future__ import annotations

import numpy as np

from parkloop.analyses.symbiosis.network.candidates import (
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

NAMES = ("S1", "S2", "S3", "K1", "K2", "K3")


def eip_toy(scale: float = 1.0) -> Candidates:
    """Three givers, three takers, nine links; all networks were enumerated."""
    giver, taker = np.divmod(np.arange(9), 3)
    cost = np.array([8, 5, 4, 12, 6, 5, 7, 9, 4], float)
    fixed = np.array([900, 500, 200, 700, 300, 250, 800, 600, 150], float)
    co2 = np.array([0.80, 0.10, 0.02, 0.70, 0.12, 0.02, 0.85, 0.08, 0.01])
    none: float = np.inf
    return Candidates(
        nodes=nodes(
            NAMES,
            [SOURCE] * 3 + [SINK] * 3,
            [100, 60, 80, 120, 90, 70],
            owner=range(6),
            quality=[[6], [12], [0], [0], [0], [0]],
            limit=np.array([[none], [none], [none], [5], [10], [none]]),
        ),
        links=links(
            giver,
            3 + taker,
            gain_from=np.array([12.0, 14, 9])[giver],
            gain=np.array([30.0, 15, 6])[taker] - cost,
            impact=np.c_[co2, np.zeros(9), np.zeros(9)],
            names=[f"{NAMES[i]}-{NAMES[3 + j]}" for i, j in zip(giver, taker, strict=True)],
        ),
        designs=own_designs(9, fixed * scale),
        times=Times.single(),
        players=NAMES,
        contaminants=("q",),
    )


def reuse(
    sources: list[tuple[float, float]],
    sinks: list[tuple[float, float]],
    owners: tuple[list[int], list[int]] | None = None,
    players: tuple[str, ...] = (),
) -> Candidates:
    """Sources and sinks of water as (flow, ppm); every sink is filled, fresh water costs one."""
    count, width = len(sources) + 1, len(sinks)
    fresh = sum(flow for flow, _ in sinks)
    given, taken = owners or ([NOBODY] * len(sources), [NOBODY] * width)
    tail, head = np.divmod(np.arange(count * width), width)
    gain = np.where(tail == len(sources), -1.0, 0.0)
    return Candidates(
        nodes=nodes(
            [f"source {n}" for n in range(len(sources))]
            + ["fresh water"]
            + [f"sink {n}" for n in range(width)],
            [SOURCE] * count + [SINK] * width,
            [flow for flow, _ in sources] + [fresh] + [flow for flow, _ in sinks],
            least=[0.0] * count + [flow for flow, _ in sinks],
            owner=[*given, NOBODY, *taken],
            quality=[[ppm] for _, ppm in sources] + [[0.0]] * (1 + width),
            limit=[[np.inf]] * count + [[ppm] for _, ppm in sinks],
        ),
        links=links(tail, count + head, gain=gain),
        designs=no_designs(),
        times=Times.single(),
        players=players,
        contaminants=("ppm",),
    )


#: Olesen and Polley 1996: load [kg/h], greatest ppm at the inlet and at the outlet.
COMPANIES = (
    ((2, 0, 100), (2, 50, 80), (5, 50, 100), (30, 80, 800), (4, 400, 800)),
    ((2, 0, 100), (2, 50, 80), (5, 80, 400), (30, 100, 800), (4, 400, 1000)),
    ((2, 0, 100), (2, 25, 50), (5, 25, 125), (30, 50, 800), (15, 100, 150)),
)


def companies() -> Candidates:
    """Three companies of five processes as sources and sinks of fixed flow 1000 m/(out − in)."""
    processes = [(c, process) for c, own in enumerate(COMPANIES) for process in own]
    flows = [1000 * m / (out - into) for _, (m, into, out) in processes]
    owners = [c for c, _ in processes]
    return reuse(
        [(flow, out) for flow, (_, (_, _, out)) in zip(flows, processes, strict=True)],
        [(flow, into) for flow, (_, (_, into, _)) in zip(flows, processes, strict=True)],
        (owners, owners),
        ("A", "B", "C"),
    )


def heat_toy(store: float) -> Candidates:
    """A source of 2 MW for a day; a sink of 1 MW for twelve hours, then of 4 MW; a store."""
    hours = 24
    return Candidates(
        nodes=nodes(
            ["source", "sink"],
            [SOURCE, SINK],
            np.array([[2.0] * hours, [1.0] * 12 + [4.0] * 12]),
            storage=[0.0, store],
            periods=hours,
        ),
        links=links([0], [1], gain=1.0),
        designs=no_designs(),
        times=Times(
            tuple(f"h{h}" for h in range(hours)),
            np.ones(hours),
            np.ones(hours),
            np.zeros(hours, np.int64),
        ),
    )
