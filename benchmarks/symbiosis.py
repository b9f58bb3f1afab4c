"""Networks of exchanges: building against other layers, value against the plain solver, size.

    python benchmarks/symbiosis.py [--quick]

1. Build of 200 x 200 enterprises with 20 % of the links possible, up to a model in the solver's
   memory: ours against bare arrays, and against linopy and Pyomo where they are installed.
2. Net benefit and gap after 60 s against the same solver on the whole model for 120 s, three seeds.
3. 1,000 enterprises with 20,000 links: time, gap, memory.
4. A year of hours with 4 sources, 4 sinks, a store at each and a back-up: build.
5. Warehouse location with 100 sites and 1,000 customers (capa, capb, capc of OR-Library, Beasley
   1988, doi:10.1016/0377-2217(88)90175-0) through shared facilities, 100,000 links: the printed
   optimum, proved. The files are 1.2 MB each and not shipped: they are read from
   ../shared/data/orlib beside the checkout, and left out where they are not there.

--quick: fewer builds; 100 x 100, a sixth of the time, one seed; 400 enterprises; 12 weeks of hours;
no warehouses.
"""

# Peers are not typed, and _measure is found beside this script, not on mypy's path.
# mypy: disable-error-code="import-not-found, import-untyped, no-untyped-call, no-any-return"

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import highspy
import numpy as np
import scipy.sparse
from _measure import Measured, alone, at_least, at_most, best_seconds, peak_mb, run, told

from parkloop.analyses.symbiosis.network.candidates import (
    SINK,
    SOURCE,
    Candidates,
    Designs,
    Times,
    links,
    no_designs,
    nodes,
    own_designs,
)
from parkloop.analyses.symbiosis.network.formulation import formulate
from parkloop.analyses.symbiosis.network.large import LargeOptions, large_network
from parkloop.analyses.symbiosis.network.solve import Proposal, best_network
from parkloop.solving import Session, SolveOptions, solve

SECONDS, PLAIN_SECONDS = 60.0, 120.0
#: Seconds left for the last touches once search and bound have ended.
LAST = 4.0
SEEDS = (1, 2, 3)
ORLIB = Path(__file__).parents[2] / "shared" / "data" / "orlib"
#: Optima without limits of capacity, as the collection prints them (list uncapopt).
WAREHOUSES = {"capa": 17156454.478, "capb": 12979071.582, "capc": 11505594.329}
#: The optima are printed to a thousandth.
PRINTED = 0.001


@dataclass(frozen=True)
class Instance:
    """Random offers and needs: amounts, possible links, gain per unit and fixed cost of each."""

    supply: np.ndarray
    demand: np.ndarray
    giver: np.ndarray
    taker: np.ndarray
    gain: np.ndarray
    fixed: np.ndarray

    @classmethod
    def drawn(cls, seed: int, givers: int, takers: int, share: float) -> Instance:
        """Lognormal amounts, sites in 5 x 5 km, values, carriage and fixed costs by distance."""
        draw = np.random.default_rng(seed)
        supply, demand = draw.lognormal(4.5, 0.9, givers), draw.lognormal(4.5, 0.9, takers)
        here, there = draw.uniform(0, 5, (givers, 2)), draw.uniform(0, 5, (takers, 2))
        km = np.abs(here[:, None, :] - there[None, :, :]).sum(axis=2)
        giver, taker = np.nonzero(draw.random((givers, takers)) < share)
        count, km = len(giver), km[giver, taker]
        worth = draw.uniform(8, 40, takers)[taker] + draw.uniform(2, 25, givers)[giver]
        gain = worth - 1.5 - 0.8 * km - draw.uniform(0, 12, count)
        fixed = 60 + 90 * km + draw.uniform(0, 150, count)
        return cls(supply, demand, giver, taker, gain, fixed)

    @property
    def most(self) -> np.ndarray:
        return np.minimum(self.supply[self.giver], self.demand[self.taker])

    def candidates(self) -> Candidates:
        givers, takers = len(self.supply), len(self.demand)
        return Candidates(
            nodes=nodes(
                [f"g{n}" for n in range(givers)] + [f"t{n}" for n in range(takers)],
                [SOURCE] * givers + [SINK] * takers,
                np.concatenate([self.supply, self.demand]),
            ),
            links=links(self.giver, givers + self.taker, gain=self.gain),
            designs=own_designs(len(self.giver), self.fixed),
            times=Times.single(),
        )


def ours(instance: Instance) -> object:
    return Session(formulate(instance.candidates()).model, SolveOptions())


def bare_arrays(instance: Instance) -> object:
    """The same model, written down by hand as a sparse matrix of scipy."""
    count, givers, takers = len(instance.giver), len(instance.supply), len(instance.demand)
    every = np.arange(count)
    gate = givers + takers + every
    rows = np.concatenate([instance.giver, givers + instance.taker, gate, gate])
    columns = np.concatenate([count + every, count + every, count + every, every])
    values = np.concatenate([np.ones(3 * count), -instance.most])
    shape = (givers + takers + count, 2 * count)
    matrix = scipy.sparse.coo_matrix((values, (rows, columns)), shape).tocsr()
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    upper = np.concatenate([instance.supply, instance.demand, np.zeros(count)])
    taken = solver.passModel(
        2 * count,
        len(upper),
        len(values),
        2,
        1,
        0.0,
        np.concatenate([instance.fixed, -instance.gain]),
        np.zeros(2 * count),
        np.concatenate([np.ones(count), np.full(count, np.inf)]),
        np.full(len(upper), -np.inf),
        upper,
        matrix.indptr,
        matrix.indices,
        matrix.data,
        np.concatenate([np.ones(count), np.zeros(count)]).astype(np.int32),
    )
    if taken != highspy.HighsStatus.kOk:
        raise RuntimeError("the solver did not take the bare arrays")
    return solver


def by_linopy(instance: Instance) -> object:
    """The same model in linopy, handed to HiGHS directly."""
    linopy, pandas = importlib.import_module("linopy"), importlib.import_module("pandas")
    xarray = importlib.import_module("xarray")
    index = pandas.RangeIndex(len(instance.giver), name="link")
    model = linopy.Model()
    flow = model.add_variables(lower=0, coords=[index], name="flow")
    built = model.add_variables(binary=True, coords=[index], name="built")
    for name, ends, amount in (
        ("giver", instance.giver, instance.supply),
        ("taker", instance.taker, instance.demand),
    ):
        group = xarray.DataArray(ends, coords=[index], name=name)
        limit = xarray.DataArray(amount, coords=[pandas.RangeIndex(len(amount), name=name)])
        used = np.unique(ends)
        model.add_constraints(flow.groupby(group).sum() <= limit.isel({name: used}), name=name)
    model.add_constraints(flow - xarray.DataArray(instance.most, [index]) * built <= 0, name="gate")
    cost = xarray.DataArray(instance.fixed, [index]) * built
    model.add_objective((cost - xarray.DataArray(instance.gain, [index]) * flow).sum())
    return model.to_highspy()


def by_pyomo(instance: Instance) -> object:
    """The same model in Pyomo, in the memory of its persistent HiGHS interface."""
    pyo = importlib.import_module("pyomo.environ")
    bridge = importlib.import_module("pyomo.contrib.appsi.solvers.highs")
    model = pyo.ConcreteModel()
    every = range(len(instance.giver))
    model.flow = pyo.Var(every, domain=pyo.NonNegativeReals)
    model.built = pyo.Var(every, domain=pyo.Binary)
    for name, ends, amount in (
        ("giver", instance.giver, instance.supply),
        ("taker", instance.taker, instance.demand),
    ):
        parts: dict[int, list[int]] = {}
        for link, end in enumerate(ends.tolist()):
            parts.setdefault(end, []).append(link)
        rows = pyo.ConstraintList()
        setattr(model, name, rows)
        for end, members in parts.items():
            rows.add(sum(model.flow[n] for n in members) <= float(amount[end]))
    most, fixed, gain = instance.most.tolist(), instance.fixed.tolist(), instance.gain.tolist()
    model.gate = pyo.Constraint(every, rule=lambda m, n: m.flow[n] <= most[n] * m.built[n])
    model.cost = pyo.Objective(
        expr=sum(fixed[n] * model.built[n] - gain[n] * model.flow[n] for n in every)
    )
    solver = bridge.Highs()
    solver.set_instance(model)
    return solver


def build(quick: bool) -> Iterator[Measured]:
    instance = Instance.drawn(1, 200, 200, 0.2)
    yield told("links of the instance", len(instance.giver), "", ".0f")
    tasks: list[tuple[str, Callable[[], object]]] = [
        ("ours", lambda: ours(instance)),
        ("bare arrays", lambda: bare_arrays(instance)),
    ]
    own, bare = best_seconds([task for _, task in tasks], 5 if quick else 15)
    yield told("build, ours", own, " s", ".4f")
    yield told("build, bare arrays", bare, " s", ".4f")
    yield at_most("build, ours to bare arrays", own / bare, 1.2)
    for name, package, task in (("linopy", "linopy", by_linopy), ("Pyomo", "pyomo", by_pyomo)):
        if importlib.util.find_spec(package) is None:
            yield Measured(f"build, {name}", "not installed")
            continue
        task(instance)  # the first call also imports
        (seconds,) = best_seconds([lambda t=task: t(instance)], 2)
        yield told(f"build, {name}", seconds, " s")
        yield told(f"build, {name} to ours", seconds / own, " times", ".1f")


def size_of(quick: bool) -> tuple[int, float]:
    """Enterprises on either side, and the part of the time."""
    return (100, 1 / 6) if quick else (200, 1.0)


def plain(quick: bool, seed: int) -> dict[str, float]:
    """The same solver on the whole model, in a process of its own with both processors."""
    size, part = size_of(quick)
    model = formulate(Instance.drawn(seed, size, size, 0.2).candidates()).model
    found = solve(model, SolveOptions(time_limit=part * PLAIN_SECONDS, threads=2))
    if found.objective is None or found.gap is None:
        raise RuntimeError(f"the plain solver found nothing: {found.said}")
    return {"net": found.objective, "gap": found.gap}


def searched(candidates: Candidates, seconds: float) -> tuple[Proposal, float]:
    """Our network and its bound within so many seconds, and the time it took."""
    began = time.perf_counter()
    until = began + seconds - LAST
    options = LargeOptions(parts=100_000, idle=100_000, part=2.0, bound=seconds - 2 * LAST)
    found = large_network(candidates, options, lambda: time.perf_counter() > until)
    if found is None or found.gap is None:
        raise RuntimeError("nothing was found")
    return found, time.perf_counter() - began


def value(quick: bool) -> Iterator[Measured]:
    size, part = size_of(quick)
    for seed in SEEDS[:1] if quick else SEEDS:
        candidates = Instance.drawn(seed, size, size, 0.2).candidates()
        found, took = searched(candidates, part * SECONDS)
        whole = alone(__file__, "--plain", str(seed), *(["--quick"] if quick else []))
        yield told(f"seed {seed}: net benefit, ours", found.net, "", ".0f")
        yield told(f"seed {seed}: net benefit, plain solver", whole["net"], "", ".0f")
        yield at_most(f"seed {seed}: seconds, ours", took, part * SECONDS, " s", ".1f")
        ahead = 100 * (found.net / whole["net"] - 1)
        yield at_least(f"seed {seed}: ahead of plain", ahead, 0.0, " %", ".2f")
        yield at_most(f"seed {seed}: gap, ours", 100 * (found.gap or 0.0), 1.5, " %")
        yield told(f"seed {seed}: gap, plain solver", 100 * whole["gap"], " %", ".2f")
        yield at_most(f"seed {seed}: breaches", len(found.breaches), 0, "", ".0f")


def thousand(quick: bool) -> dict[str, float]:
    """Runs in a process of its own, so that its memory is its own."""
    size, limit = (200, 40.0) if quick else (500, 250.0)
    candidates = Instance.drawn(1, size, size, 0.08).candidates()
    began = time.perf_counter()
    until = began + 0.8 * limit
    options = LargeOptions(parts=100_000, idle=300, bound=0.8 * limit)
    found = large_network(candidates, options, lambda: time.perf_counter() > until)
    if found is None or found.gap is None:
        raise RuntimeError("nothing was found")
    return {
        "links": candidates.shape[0],
        "seconds": time.perf_counter() - began,
        "gap": found.gap,
        "megabytes": peak_mb(),
        "breaches": len(found.breaches),
    }


def hourly(hours: int) -> object:
    """4 x 4 with a store at every sink and a back-up, up to a model in the solver's memory."""
    draw = np.random.default_rng(1)
    most = np.concatenate(
        [
            draw.uniform(5, 20, (4, hours)),
            np.full((1, hours), 1e3),
            draw.uniform(5, 20, (4, hours)),
        ]
    )
    giver, taker = np.divmod(np.arange(20), 4)
    least = most.copy()
    least[:5] = 0.0
    names = tuple(f"{n}" for n in range(hours))
    candidates = Candidates(
        nodes=nodes(
            [f"s{n}" for n in range(5)] + [f"k{n}" for n in range(4)],
            [SOURCE] * 5 + [SINK] * 4,
            most,
            least=least,
            storage=[0.0] * 5 + [40.0] * 4,
            loss=0.005,
        ),
        links=links(giver, 5 + taker, gain=np.where(giver == 4, -80.0, -draw.uniform(1, 9, 20))),
        designs=no_designs(),
        times=Times(names, np.ones(hours), np.ones(hours), np.zeros(hours, np.int64)),
    )
    return Session(formulate(candidates).model, SolveOptions())


def warehouses(file: Path) -> Candidates:
    """Sites and customers of a file of OR-Library; each site is a facility without a limit."""
    words = [0.0 if w == "capacity" else float(w) for w in file.read_text("ascii").split()]
    sites, customers = int(words[0]), int(words[1])
    fixed = np.array(words[3 : 2 + 2 * sites : 2])
    table = np.array(words[2 + 2 * sites :]).reshape(customers, sites + 1)
    demand, cost = table[:, 0], table[:, 1:].T / table[:, 0]
    site, customer = np.divmod(np.arange(sites * customers), customers)
    most = np.concatenate([np.full(sites, demand.sum()), demand])
    return Candidates(
        nodes=nodes(
            [f"w{n}" for n in range(sites)] + [f"c{n}" for n in range(customers)],
            [SOURCE] * sites + [SINK] * customers,
            most,
            least=np.concatenate([np.zeros(sites), demand]),
        ),
        links=links(site, sites + customer, gain=-cost.ravel()),
        designs=Designs(
            names=[f"w{n}" for n in range(sites)],
            facility=np.arange(sites),
            fixed=fixed,
            capacity=np.full(sites, np.inf),
            least=np.zeros(sites),
            member_link=np.arange(sites * customers),
            member_facility=site,
            use=np.ones(sites * customers),
            payer=np.full(sites, -1),
        ),
        times=Times.single(),
    )


def locations(quick: bool) -> Iterator[Measured]:
    for name, printed in WAREHOUSES.items():
        file = ORLIB / f"{name}.txt"
        if quick or not file.exists():
            yield Measured(f"{name}: optimum", "left out" if quick else "the file is not there")
            continue
        began = time.perf_counter()
        found = best_network(warehouses(file), SolveOptions(time_limit=1800.0, gap=1e-9))
        if found is None or found.gap is None:
            raise RuntimeError("nothing was found")
        yield told(f"{name}: seconds", time.perf_counter() - began, " s", ".0f")
        yield at_most(
            f"{name}: off the printed optimum", abs(found.net + printed), PRINTED, "", ".4f"
        )
        yield at_most(f"{name}: gap", 100 * found.gap, 1e-7, " %", ".1e")
        yield at_most(f"{name}: breaches", len(found.breaches), 0, "", ".0f")


def figures(quick: bool) -> Iterator[Measured]:
    yield from build(quick)
    hours = 2016 if quick else 8760
    (seconds,) = best_seconds([lambda: hourly(hours)], 3)
    yield at_most(f"build of {hours} hours x 4 x 4", seconds, 1.0, " s")
    many = alone(__file__, "--thousand", *(["--quick"] if quick else []))
    yield told("large: links", many["links"], "", ".0f")
    yield at_most("large: seconds", many["seconds"], 300.0, " s", ".0f")
    yield at_most("large: gap", 100 * many["gap"], 3.0, " %")
    yield at_most("large: memory", many["megabytes"], 2000.0, " MB", ".0f")
    yield from value(quick)
    yield from locations(quick)


def main() -> None:
    quick = "--quick" in sys.argv
    if "--thousand" in sys.argv:
        print(json.dumps(thousand(quick)))
        return
    if "--plain" in sys.argv:
        print(json.dumps(plain(quick, int(sys.argv[sys.argv.index("--plain") + 1]))))
        return
    run(figures)


if __name__ == "__main__":
    main()
