"""Monte Carlo of 20,000 lines with 200 shared parameters, against what it cannot do without.

The problem: fuels burnt in two ways, each with CO2, CH4 and N2O from one metered amount, and
purchased power of two years; every number is made up from a fixed seed. 200 facts (66 % of them
lognormal) are shared by all lines, 7,334 amounts have errors of their own.

*The limit* is the bare cost of drawing: for each of the 200 parameters one call of numpy's
``Generator.normal`` or ``Generator.lognormal`` with all draws, from one SFC64 generator, and one
standard normal number per draw for the errors of the amounts. It multiplies and adds nothing.
*The same draws, tuned* are made in place in a buffer that fits the cache, with one vector
exponential for all lognormal parameters.

*Naive* draws all amounts and all parameters, multiplies out every line in every draw and adds up.
It is run for a part of the draws, since its cost is proportional to them; the figure says how many.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from _measure import Measured, alone, at_least, at_most, best_seconds, peak_mb, told

from parkloop.analyses.inventory.approach1 import sensitivities, variances
from parkloop.analyses.inventory.distributions import Kind
from parkloop.analyses.inventory.model import Line, Memo, Term
from parkloop.analyses.inventory.montecarlo import Sampling, simulate
from parkloop.analyses.inventory.products import Products, Sums, products_of, select, sums
from parkloop.catalog.catalog import Catalog
from parkloop.catalog.facts import Fact

LINES = 20_000
DRAWS = 10_000
FUELS = 33
POWER_LINES = 2_000
SEED = 20_261_121
TONNE = 1000.0

#: kg CO2e per kg in this made-up problem.
POTENTIALS = {"CO2": 1.0, "CH4": 28.0, "N2O": 265.0}


def figures(quick: bool) -> Iterator[Measured]:
    repeats = 7 if quick else 25
    lines, catalog = made_up_lines(), made_up_catalog()
    (compiling,) = best_seconds([lambda: compiled(lines, catalog)], 3)
    yield told(f"arrays from {len(lines)} lines", compiling, " s")
    products, summed = compiled(lines, catalog)
    sampling = Sampling(SEED, max_draws=DRAWS, tolerance=0.0)
    ours, limit, tuned = best_seconds(
        [
            lambda: simulate(products, summed, sampling),
            lambda: draw_only(products),
            lambda: draw_only_tuned(products),
        ],
        repeats,
    )
    what = f"Monte Carlo {LINES} lines x {DRAWS} draws, {len(products.parameters)} parameters"
    yield told(what, ours, " s")
    yield told("the limit: drawing the parameters and nothing else", limit, " s")
    yield at_most("Monte Carlo against the limit", ours / limit, 1.5, " times")
    yield told("Monte Carlo against the same draws, tuned", ours / tuned, " times", ".2f")
    part = 100 if quick else 500
    yield from against_naive(products, summed, ours, part)
    yield at_most(
        "Monte Carlo peak memory, with the interpreter and the lines",
        alone(__file__)["peak_mb"],
        500,
        " MB",
        ".0f",
    )


def against_naive(products: Products, summed: Sums, ours: float, part: int) -> Iterator[Measured]:
    problem = NaiveProblem.of(products)
    totals = np.empty(part)
    (seconds,) = best_seconds([lambda: naive(problem, totals)], 1)
    full = seconds * DRAWS / part
    yield told(f"naive numpy, {part} draws run, scaled to {DRAWS}", full, " s", ".1f")
    yield at_least("Monte Carlo faster than naive", full / ours, 10, " times", ".0f")
    drawn = simulate(products, summed, Sampling(SEED, max_draws=DRAWS, tolerance=0.0))
    error = (1 / (2 * part) + 1 / (2 * DRAWS)) ** 0.5
    apart = abs(float(totals.std()) / float(drawn.sd[0]) - 1) / error
    yield at_most("sd of naive and ours apart", apart, 3, " standard errors", ".1f")
    first_order = float(variances(sensitivities(products, summed))[0]) ** 0.5
    yield told("sd of approach 1 over sd of approach 2", first_order / float(drawn.sd[0]), "")


def compiled(lines: list[Line], catalog: Catalog) -> tuple[Products, Sums]:
    products = products_of(lines, catalog)
    weights = {line.id: POTENTIALS[line.gas] / TONNE for line in lines}
    return products, sums(products, select(products, {"total": weights}))


def draw_only(products: Products) -> None:
    """The limit; see above."""
    source = np.random.Generator(np.random.SFC64(SEED))
    for factor in products.factors:
        given = factor.distribution
        if given.kind is Kind.LOGNORMAL:
            source.lognormal(given.location, given.scale, DRAWS)
        else:
            source.normal(given.location, given.scale, DRAWS)
    source.standard_normal(DRAWS)


def draw_only_tuned(products: Products) -> None:
    source = np.random.Generator(np.random.SFC64(SEED))
    given = sorted((f.distribution for f in products.factors), key=lambda d: d.kind, reverse=True)
    logs = sum(d.kind is Kind.LOGNORMAL for d in given)
    location = np.array([[d.location] for d in given])
    scale = np.array([[d.scale] for d in given])
    rows = np.empty((len(given), 1_000))
    for _ in range(DRAWS // 1_000):
        source.standard_normal(out=rows)
        rows *= scale
        rows += location
        np.exp(rows[-logs:], out=rows[-logs:])
        source.standard_normal(1_000)


@dataclass(frozen=True)
class NaiveProblem:
    """What a straightforward script would hold: arrays per line and per parameter."""

    mass: np.ndarray
    amount: np.ndarray
    error: np.ndarray
    parameters: np.ndarray
    is_log: np.ndarray
    location: np.ndarray
    scale: np.ndarray
    value: np.ndarray
    amounts: int

    @classmethod
    def of(cls, products: Products) -> NaiveProblem:
        weight = np.array([POTENTIALS[line.rsplit(":", 1)[1]] for line in products.lines]) / TONNE
        starts, given = products.term_start, [f.distribution for f in products.factors]
        terms = [products.term_factor[a:b] for a, b in pairwise(starts)]
        pairs = np.array([(*term, len(given))[:2] for term in terms])
        return cls(
            mass=products.mass * weight,
            amount=products.amount,
            error=products.amount_error / products.reference,
            parameters=pairs[products.group],
            is_log=np.array([d.kind is Kind.LOGNORMAL for d in given]),
            location=np.array([d.location for d in given]),
            scale=np.array([d.scale for d in given]),
            value=np.array([d.value for d in given]),
            amounts=len(products.amounts),
        )


def naive(problem: NaiveProblem, totals: np.ndarray) -> None:
    """Every line in every draw, 50 draws at a time so that it fits into memory."""
    source = np.random.default_rng(SEED)
    size = 50
    for start in range(0, len(totals), size):
        drawn = source.normal(
            problem.location[:, None], problem.scale[:, None], (len(problem.location), size)
        )
        drawn[problem.is_log] = np.exp(drawn[problem.is_log])
        relative = np.vstack([drawn / problem.value[:, None], np.ones(size)])
        noise = source.standard_normal((problem.amounts, size))
        lines = problem.mass[:, None] * (1 + problem.error[:, None] * noise[problem.amount])
        lines *= relative[problem.parameters[:, 0]]
        lines *= relative[problem.parameters[:, 1]]
        totals[start : start + size] = lines.sum(axis=0)


@cache
def made_up_catalog() -> Catalog:
    facts = {}
    for fuel in range(FUELS):
        facts[f"ncv.{fuel}"] = _fact(f"ncv.{fuel}", 0.04, 0.05)
        facts[f"co2.{fuel}"] = _fact(f"co2.{fuel}", 0.07, 0.03)
        for use in ("boiler", "truck"):
            facts[f"ch4.{use}.{fuel}"] = _fact(f"ch4.{use}.{fuel}", 3e-6, None)
            facts[f"n2o.{use}.{fuel}"] = _fact(f"n2o.{use}.{fuel}", 6e-7, None)
    for year in (2022, 2023):
        facts[f"grid.{year}"] = _fact(f"grid.{year}", 0.19, 0.05)
    return Catalog(
        version="made up",
        sources={},
        streams={},
        activities={},
        facts=facts,
        potentials={},
        blends={},
        ranks={},
        fallbacks={},
        thresholds={},
        bounds=(),
        content="",
    )


def _fact(fact_id: str, value: float, share: float | None) -> Fact:
    low, high = (
        (value / 3, value * 3) if share is None else (value * (1 - share), value * (1 + share))
    )
    return Fact(
        fact_id,
        "combustion",
        value,
        "1",
        "",
        "C",
        False,
        "",
        low=low,
        high=high,
        distribution="lognormal" if share is None else "normal",
        central="mean",
    )


def made_up_lines() -> list[Line]:
    source = np.random.default_rng(SEED)
    lines: list[Line] = []
    while len(lines) < LINES - POWER_LINES:
        fuel, use = int(source.integers(FUELS)), ("boiler", "truck")[int(source.integers(2))]
        amount, error = float(source.lognormal(9, 1)), float(source.uniform(0.01, 0.035))
        for gas, factor in (
            ("CO2", f"co2.{fuel}"),
            ("CH4", f"ch4.{use}.{fuel}"),
            ("N2O", f"n2o.{use}.{fuel}"),
        ):
            lines.append(_line(len(lines), gas, amount, error, (f"ncv.{fuel}", factor)))
    while len(lines) < LINES:
        amount = float(source.lognormal(11, 1))
        grid = f"grid.{(2022, 2023)[int(source.integers(2))]}"
        lines.append(_line(len(lines), "CO2", amount, 0.01, (grid,)))
    return lines


def _line(number: int, gas: str, amount: float, error: float, facts: tuple[str, ...]) -> Line:
    catalog = made_up_catalog()
    terms = tuple(Term("", fact, fact, 1, catalog.facts[fact].value, "1", 1.0) for fact in facts)
    return Line(
        id=f"{number:05d}:{gas}",
        park="park",
        enterprise="enterprise",
        node="node",
        supplier="",
        scope=1,
        basis="",
        category="stationary",
        stream="",
        activity="",
        gas=gas,
        memo=Memo.NONE,
        internal=False,
        place="",
        amount=amount,
        amount_unit="kg",
        amount_variance=(amount * error) ** 2,
        amount_parameter=f"meter:{amount!r}",
        entries=1,
        selector={},
        sign=1,
        terms=terms,
        mass=amount * float(np.prod([term.multiplier for term in terms])),
    )


if __name__ == "__main__":
    simulate(
        *compiled(made_up_lines(), made_up_catalog()),
        Sampling(SEED, max_draws=DRAWS, tolerance=0.0),
    )
    print(json.dumps({"peak_mb": peak_mb()}))
