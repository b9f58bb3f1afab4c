"""Speed of the tracing kernel against bare sparse products and, where installed, two peers.

python benchmarks/tracing.py [--quick]

Systems of 2,000 and 20,000 products with ten inputs each, 2 % of them to any product (loops),
the rest to products made earlier. Draws move every input and every emission (lognormal, σ 0.1).
bw2calc and pymrio are no dependencies: they are measured only where they can be imported.
"""

from __future__ import annotations

import importlib.util
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks._measure import Measured, at_least, at_most, best_seconds, run, told
from parkloop.analyses.tracing.kernel import Matrix, certificate, multipliers, solve
from parkloop.analyses.tracing.redrawn import Redrawn

_INPUTS, _LOOPS, _SPREAD = 10, 0.02, 0.1
_LIMIT_MS = 20.0


def system(size: int) -> tuple[Matrix, Any]:
    """A technosphere and the direct emissions per unit of its products."""
    source = np.random.default_rng(size)
    user = np.repeat(np.arange(size), _INPUTS)
    supplier = (source.random(len(user)) * np.maximum(user, 1)).astype(np.intp)
    anywhere = source.random(len(user)) < _LOOPS
    supplier[anywhere] = source.integers(0, size, int(anywhere.sum()))
    kept = np.unique((user * size + supplier)[user != supplier])
    user, supplier = np.divmod(kept, size)
    value = source.uniform(0.0, 1.2 / _INPUTS, len(user))
    return Matrix(size, supplier, user, value), source.uniform(0.1, 1.0, size)


def figures(quick: bool) -> Iterator[Measured]:
    for size in (2_000,) if quick else (2_000, 20_000):
        yield from _of_size(size, 100 if quick else 1_000)


def _of_size(size: int, draws: int) -> Iterator[Measured]:
    matrix, direct = system(size)
    name = f"{size:,} products"
    demand = np.zeros(size)
    demand[-1] = 1.0
    upstream = matrix.transposed
    proof, upstream_proof = certificate(matrix), certificate(upstream)
    repeats = 15
    first, every, one, product = best_seconds(
        [
            lambda: multipliers(matrix, direct[:, None]),
            lambda: solve(upstream, direct, upstream_proof),
            lambda: solve(matrix, demand, proof),
            lambda: matrix.times(direct),
        ],
        repeats,
    )
    solved = solve(upstream, direct, upstream_proof)
    yield told(f"{name}: first solve with its proof", 1000 * first, " ms", ".2f")
    yield told(f"{name}: all multipliers", 1000 * every, " ms", ".2f")
    yield told(f"{name}: one further demand", 1000 * one, " ms", ".2f")
    yield told(f"{name}: one bare matrix-vector product", 1000 * product, " ms", ".3f")
    limit = 2.0 * (solved.terms + 3)
    yield at_most(f"{name}: all multipliers in bare products", every / product, limit)
    yield at_most(
        f"{name}: error proven, of each number by itself",
        float(np.max(solved.error / solved.value)),
        1e-10,
        shown=".1e",
    )
    wall, per_draw = _drawn(matrix, direct, draws)
    yield told(f"{name}: one of {draws:,} draws, sampling included", 1000 * wall, " ms wall", ".2f")
    yield at_most(
        f"{name}: one of {draws:,} draws, sampling included", 1000 * per_draw, _LIMIT_MS, " ms CPU"
    )
    _, unordered = _drawn(*_shuffled(matrix, direct), draws)
    yield told(f"{name}: one draw, products in no order", 1000 * unordered, " ms CPU", ".2f")
    yield from _brightway(name, matrix, direct, per_draw)
    yield from _pymrio(name, matrix, direct, first)


def _shuffled(matrix: Matrix, direct: Any) -> tuple[Matrix, Any]:
    """The same products under other numbers, so that their order tells nothing."""
    place = np.random.default_rng(5).permutation(matrix.size)
    moved = np.empty_like(direct)
    moved[place] = direct
    return Matrix(matrix.size, place[matrix.row], place[matrix.column], matrix.value), moved


def _drawn(matrix: Matrix, direct: Any, draws: int) -> tuple[float, float]:
    """Wall and CPU seconds per draw, sampling included; one thread works."""
    again = Redrawn(matrix, direct)
    laid_out = again.laid_out(matrix.value, direct)
    source = np.random.Generator(np.random.SFC64(7))
    factors = np.empty(len(laid_out))
    start, cpu = time.perf_counter(), time.process_time()
    for _ in range(draws):
        source.standard_normal(out=factors)
        factors *= _SPREAD
        np.exp(factors, out=factors)
        factors *= laid_out
        again.solve_laid_out(factors)
    return (time.perf_counter() - start) / draws, (time.process_time() - cpu) / draws


def _brightway(name: str, matrix: Matrix, direct: Any, per_draw: float) -> Iterator[Measured]:
    """Speed with sampling on both sides; agreement on draws that both get ready-made."""
    if not importlib.util.find_spec("bw2calc"):
        yield Measured(f"{name}: bw2calc", "not installed, not measured")
        return
    warnings.simplefilter("ignore")
    import bw2calc  # noqa: PLC0415 - only where the peer is installed

    draws = 20
    source = np.random.default_rng(11)
    shape = (len(matrix.value), draws)
    inputs = matrix.value[:, None] * np.exp(_SPREAD * source.standard_normal(shape))
    emitted = direct[:, None] * np.exp(_SPREAD * source.standard_normal((matrix.size, draws)))
    again = Redrawn(matrix, direct)
    ours = [again.solve(inputs[:, k], emitted[:, k]).value[-1] for k in range(draws)]
    drawn_by_peer, ready = _package(matrix, direct), _package(matrix, direct, inputs, emitted)
    best = float("inf")
    for label in ("LCA", "IterativeLCA", "JacobiGMRESLCA"):
        if label == "LCA" and matrix.size > 5_000:
            yield Measured(f"{name}: bw2calc LCA", "not measured: its factorisation takes minutes")
            continue
        peer = getattr(bw2calc, label)
        seconds, _ = _peer_draws(peer, matrix, drawn_by_peer, draws, use_distributions=True)
        best = min(best, seconds)
        yield told(f"{name}: bw2calc {label}, one draw", 1000 * seconds, " ms CPU")
        seconds, scores = _peer_draws(peer, matrix, ready, draws, use_arrays=True)
        yield told(f"{name}: bw2calc {label}, one draw without sampling", 1000 * seconds, " ms CPU")
        apart = abs(float(np.mean(scores)) / float(np.mean(ours)) - 1)
        yield at_most(f"{name}: bw2calc {label}, mean of the same draws", apart, 1e-7, shown=".1e")
    ratio = best / per_draw
    if matrix.size == 2_000:
        yield at_least(f"{name}: times faster than the best class of bw2calc", ratio, 10)
    else:
        yield told(f"{name}: times faster than the best class of bw2calc", ratio, "", ".1f")


def _peer_draws(
    peer: Any, matrix: Matrix, package: Any, draws: int, **choices: bool
) -> tuple[float, list[float]]:
    """CPU seconds per draw after the first, and the scores."""
    lca = peer(demand={matrix.size - 1: 1}, data_objs=[package], **choices)
    lca.lci()
    lca.lcia()
    scores, start = [lca.score], time.process_time()
    for _ in range(draws - 1):
        next(lca)
        scores.append(lca.score)
    return (time.process_time() - start) / (draws - 1), scores


def _package(matrix: Matrix, direct: Any, inputs: Any = None, emitted: Any = None) -> Any:
    """The system for the peer: with distributions, or with ready draws where they are given."""
    import bw_processing as bwp  # noqa: PLC0415 - comes with bw2calc

    def places(rows: Any, columns: Any) -> Any:
        pairs = list(zip(rows.tolist(), columns.tolist(), strict=True))
        return np.array(pairs, dtype=bwp.INDICES_DTYPE)

    def lognormal(values: Any) -> Any:
        spread = np.zeros(len(values), dtype=bwp.UNCERTAINTY_DTYPE)
        spread["uncertainty_type"], spread["loc"], spread["scale"] = 2, np.log(values), _SPREAD
        spread["minimum"] = spread["maximum"] = np.nan
        return spread

    package = bwp.create_datapackage(sequential=True)
    products, gas = np.arange(matrix.size), np.full(matrix.size, matrix.size)
    uses = {
        "matrix": "technosphere_matrix",
        "indices_array": places(matrix.row, matrix.column),
        "flip_array": np.ones(len(matrix.value), dtype=bool),
    }
    emits = {"matrix": "biosphere_matrix", "indices_array": places(gas, products)}
    if inputs is None:
        package.add_persistent_vector(
            data_array=matrix.value, distributions_array=lognormal(matrix.value), **uses
        )
        package.add_persistent_vector(
            data_array=direct, distributions_array=lognormal(direct), **emits
        )
    else:
        package.add_persistent_array(data_array=inputs, **uses)
        package.add_persistent_array(data_array=emitted, **emits)
    package.add_persistent_vector(
        matrix="technosphere_matrix",
        data_array=np.ones(matrix.size),
        indices_array=places(products, products),
    )
    package.add_persistent_vector(
        matrix="characterization_matrix",
        data_array=np.ones(1),
        indices_array=places(gas[:1], gas[:1]),
    )
    return package


def _pymrio(name: str, matrix: Matrix, direct: Any, first: float) -> Iterator[Measured]:
    if matrix.size > 5_000:
        return
    if not importlib.util.find_spec("pymrio"):
        yield Measured(f"{name}: pymrio", "not installed, not measured")
        return
    import pandas as pd  # noqa: PLC0415 - only where the peer is installed
    from pymrio.tools.iomath import calc_L, calc_M  # noqa: PLC0415

    full = np.zeros((matrix.size, matrix.size))
    full[matrix.row, matrix.column] = matrix.value
    table, emitted = pd.DataFrame(full), pd.DataFrame(direct[None, :])

    def accounts() -> Any:
        return calc_M(emitted, calc_L(table))

    seconds = _once(accounts)
    found = np.asarray(accounts())[0]
    ours = multipliers(matrix, direct[:, None])[0].value
    yield told(f"{name}: pymrio, L and multipliers", 1000 * seconds, " ms", ".1f")
    yield at_most(
        f"{name}: pymrio apart from ours",
        float(np.max(np.abs(found / ours - 1))),
        1e-9,
        shown=".1e",
    )
    yield told(f"{name}: times faster than pymrio", seconds / first, "", ".0f")


def _once(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


if __name__ == "__main__":
    run(figures)
