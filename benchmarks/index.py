"""Speed and memory of the composite index over many variants of its method.

python benchmarks/index.py [--quick]

The ASEM case has 51 units, 49 indicators and 2,000 combinations of four choices. COINr 1.1.14
(R 4.2.2) rebuilds the index for each run; it was measured once, on two cores at 2.5 GHz: 357
CPU-seconds for 1,000 runs, so about 710 for 2,000. The ratio compares with that measurement.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from _measure import Measured, alone, at_least, at_most, peak_mb, run, told

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from parkloop.analyses.index.data import IndexData  # noqa: E402
from parkloop.analyses.index.method import (  # noqa: E402
    Aggregation,
    IndexMethod,
    Indicator,
    Node,
    Normalisation,
    Treatment,
)
from parkloop.analyses.index.sensitivity import (  # noqa: E402
    drawn,
    exact_sobol,
    rank_changes,
    rank_statistics,
    ranks_of,
)
from parkloop.analyses.index.stages import prepare, score  # noqa: E402
from parkloop.analyses.index.variants import (  # noqa: E402
    Options,
    grid,
    noisy_weights,
    score_variants,
)
from parkloop.texts import same_in_both  # noqa: E402
from tests.golden.index_asem_case import asem_data, asem_method  # noqa: E402

COINR_SECONDS_A_RUN = 0.357
OPTIONS = Options(
    treatments=tuple(Treatment("winsorise", points=points) for points in range(1, 6)),
    normalisations=(Normalisation("min-max", 1, 100), Normalisation("z-score", 10, 2)),
    aggregations=(Aggregation("arithmetic"), Aggregation("geometric")),
)


def vary_asem(sets: int) -> dict[str, float]:
    """All combinations with so many sets of weights: scores, ranks, exact Sobol' indices."""
    data, method = asem_data(), asem_method()
    start = time.process_time()
    scored = score(prepare(data, method).normalised, method)
    nominal = scored.ranks[:, scored.tree.top]
    weights = noisy_weights(method, 0.25, sets, np.random.default_rng(1))
    varied = grid(data, method, replace(OPTIONS, weights=weights))
    ranks = ranks_of(score_variants(varied, varied.every()))
    exact_sobol(varied, rank_changes(ranks, nominal))
    rank_statistics(varied.units, ranks, nominal)
    return {
        "seconds": time.process_time() - start,
        "peak_mb": peak_mb(),
        "variants": float(varied.count),
    }


def panel(parks: int, indicators: int, years: int) -> tuple[IndexData, IndexMethod]:
    """A made-up panel: parks × years with eight pillars."""
    rng = np.random.default_rng(2)
    rows = [(f"p{park}", str(2016 + year)) for park in range(parks) for year in range(years)]
    columns = tuple(f"i{number}" for number in range(indicators))
    pillars = tuple(f"pillar{number}" for number in range(8))
    data = IndexData(
        units=tuple(unit for unit, _ in rows),
        columns=columns,
        values=rng.lognormal(3, 0.6, (len(rows), indicators)),
        periods=tuple(period for _, period in rows),
    )
    return data, IndexMethod(
        id="panel",
        version="1",
        title=same_in_both("panel"),
        indicators=tuple(
            Indicator(name, same_in_both(name), pillars[number % 8])
            for number, name in enumerate(columns)
        ),
        nodes=(
            Node("top", same_in_both("top")),
            *(Node(name, same_in_both(name), "top") for name in pillars),
        ),
    )


def vary_panel(runs: int) -> dict[str, float]:
    """430 parks × 10 years × 72 indicators: rank intervals over drawn variants."""
    data, method = panel(430, 72, 10)
    start = time.process_time()
    rng = np.random.default_rng(3)
    weights = noisy_weights(method, 0.25, runs, rng)
    varied = grid(data, method, replace(OPTIONS, weights=weights))
    ranks = ranks_of(score_variants(varied, drawn(varied, runs, rng)), varied.periods, 256)
    rank_statistics(varied.units, ranks, ranks[0])
    return {"seconds": time.process_time() - start, "peak_mb": peak_mb()}


def figures(quick: bool) -> Iterator[Measured]:
    script = str(Path(__file__).resolve())
    few = alone(script, "--alone", "asem", "100")
    yield at_most("2,000 variants of the ASEM case", few["seconds"], 5, " CPU-s")
    ratio = few["variants"] * COINR_SECONDS_A_RUN / few["seconds"]
    yield at_least("times as fast as COINr a run", ratio, 142)
    sets = 500 if quick else 5_000
    many = alone(script, "--alone", "asem", str(sets))
    name = f"{many['variants']:,.0f} variants"
    yield at_most(f"{name}: memory", many["peak_mb"], 1_000, " MB", ".0f")
    yield told(f"{name}: time", many["seconds"], " CPU-s", ".1f")
    runs = 100 if quick else 1_000
    wide = alone(script, "--alone", "panel", str(runs))
    name = f"430 parks × 10 years × 72 indicators, {runs:,} runs"
    yield told(f"{name}: time", wide["seconds"], " CPU-s", ".1f")
    yield told(f"{name}: memory", wide["peak_mb"], " MB", ".0f")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--alone"]:
        task = {"asem": vary_asem, "panel": vary_panel}[sys.argv[2]]
        print(json.dumps(task(int(sys.argv[3]))))
    else:
        run(figures)
