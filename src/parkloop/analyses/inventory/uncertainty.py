"""Uncertainty of figures: both approaches of the IPCC side by side, and what it is due to.

IPCC 2006 Guidelines, Volume 1, chapter 3. Method, conventions and limits:
docs/methods/uncertainty.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parkloop.analyses.inventory import uncertainty_notes as notes
from parkloop.analyses.inventory.approach1 import (
    RELIABLE_UP_TO,
    Sensitivities,
    contributions,
    half_width,
    sensitivities,
    variances,
)
from parkloop.analyses.inventory.distributions import Central, Distribution, Kind
from parkloop.analyses.inventory.model import Contribution, Line, UncertaintyReport
from parkloop.analyses.inventory.montecarlo import Sampling, Simulated, simulate
from parkloop.analyses.inventory.parameter_names import amount_label, parameter_label, rest_label
from parkloop.analyses.inventory.products import (
    Products,
    Selection,
    Sums,
    amount_name,
    products_of,
    select,
    sums,
)
from parkloop.catalog.catalog import Catalog
from parkloop.errors import RequestError
from parkloop.provenance import Plain, significant
from parkloop.texts import Text, same_in_both

if TYPE_CHECKING:
    from parkloop.analyses.inventory.products import Indices

#: Contributions named one by one; the others are one row.
NAMED = 10

#: Digits that are the same on every machine: sums differ in the last bits of a float64.
_DIGITS = 10
#: Digits of what was drawn; more would be noise.
_DRAWN_DIGITS = 6


@dataclass(frozen=True, slots=True)
class UncertaintyParameters:
    """What a person decides; written into the result.

    ``skewed_as`` reads the printed value of every lognormal factor as mean, median or neither
    ('bounds'); None leaves it to each fact (C-13). ``max_draws`` and ``tolerance`` are those of
    the stop rule (docs/methods/uncertainty.md).
    """

    seed: int
    max_draws: int = 50_000
    tolerance: float = 0.01
    skewed_as: Central | None = None

    def as_dict(self) -> dict[str, Plain]:
        return {
            "max_draws": self.max_draws,
            "seed": self.seed,
            "skewed_as": self.skewed_as.value if self.skewed_as else "as each fact says",
            "tolerance": self.tolerance,
        }


@dataclass(frozen=True, slots=True)
class Unknown:
    """A parameter of unknown uncertainty: kept at its value, and named (C-01)."""

    parameter: str
    label: Text


@dataclass(frozen=True, slots=True)
class FigureUncertainty(UncertaintyReport):
    """A report with what it lacks and what must be said with it.

    ``half_width_error`` [t CO2e] is the standard error that the draws leave in the half-width of
    approach 2. ``note`` says in words what the reader must know.
    """

    half_width_error: float
    unknown: tuple[Unknown, ...]
    note: Text

    @property
    def partial(self) -> bool:
        """Whether something of unknown uncertainty is missing from the interval."""
        return bool(self.unknown)


def uncertainty_of(
    lines: Sequence[Line],
    weights: Mapping[str, Mapping[str, float]],
    catalog: Catalog,
    parameters: UncertaintyParameters,
) -> tuple[FigureUncertainty, ...]:
    """Intervals of figures [t CO2e] by approach 1 and approach 2, with what they are due to.

    ``weights`` gives for each figure the lines in it and their weight [t CO2e per kg of gas, the
    GWP / 1000]; warming potentials are exact by convention (C-11). What is found for a figure
    depends neither on other figures nor on the order of anything.
    """
    if parameters.max_draws < 1:
        raise RequestError(
            Text(
                "Số lần rút tối đa phải từ 1 trở lên.",
                "The greatest number of draws must be at least 1.",
            )
        )
    products = products_of(lines, catalog, parameters.skewed_as)
    selection = select(products, weights)
    summed = sums(products, selection)
    study = _Study(
        names=_Names(catalog, lines, products),
        products=products,
        summed=summed,
        slopes=sensitivities(products, summed),
        simulated=simulate(
            products,
            summed,
            Sampling(parameters.seed, parameters.max_draws, parameters.tolerance),
        ),
        unknown=_unknown_in(products, selection),
        seed=parameters.seed,
    )
    variance = variances(study.slopes)
    return tuple(study.report(n, float(variance[n])) for n in range(len(selection.figures)))


def _unknown_in(products: Products, selection: Selection) -> list[set[str]]:
    found: list[set[str]] = [set() for _ in selection.figures]
    if products.unknown:
        pairs = zip(selection.figure.tolist(), selection.line.tolist(), strict=True)
        for figure, line in pairs:
            found[figure].update(products.unknown.get(line, ()))
    return found


class _Names:
    """Labels of parameters, looked up when they are needed."""

    def __init__(self, catalog: Catalog, lines: Sequence[Line], products: Products) -> None:
        self._catalog = catalog
        self._facts: dict[str, list[str]] = {}
        for factor in products.factors:
            self._facts.setdefault(factor.parameter, []).append(factor.fact)
        self._lines: dict[str, list[Line]] = {}
        for line in lines:
            self._lines.setdefault(amount_name(line), []).append(line)

    def label(self, parameter: str) -> Text:
        if parameter in self._lines:
            return amount_label(self._catalog, self._lines[parameter])
        return parameter_label(self._catalog, self._facts.get(parameter, [parameter]))


@dataclass(frozen=True)
class _Study:
    """Everything that was computed, from which each figure's report is taken."""

    names: _Names
    products: Products
    summed: Sums
    slopes: Sensitivities
    simulated: Simulated
    unknown: list[set[str]]
    seed: int

    def report(self, figure: int, variance: float) -> FigureUncertainty:
        total, reach = float(self.summed.deterministic[figure]), half_width(variance)
        drawn = self.simulated
        return FigureUncertainty(
            figure=self.summed.figures[figure],
            deterministic=significant(total, _DIGITS),
            approach1_low=significant(total - reach, _DIGITS),
            approach1_high=significant(total + reach, _DIGITS),
            approach2_mean=significant(float(drawn.mean[figure]), _DRAWN_DIGITS),
            approach2_low=significant(float(drawn.low[figure]), _DRAWN_DIGITS),
            approach2_high=significant(float(drawn.high[figure]), _DRAWN_DIGITS),
            draws=int(drawn.draws[figure]),
            converged=bool(drawn.converged[figure]),
            convention=", ".join(_conventions(self._distributions(figure))),
            seed=self.seed,
            contributions=self._contributions(figure),
            half_width_error=significant(float(drawn.half_width_error[figure]), 2),
            unknown=tuple(
                Unknown(name, self.names.label(name)) for name in sorted(self.unknown[figure])
            ),
            note=self._note(figure, total, reach),
        )

    def _contributions(self, figure: int) -> tuple[Contribution, ...]:
        shares = list(contributions(self.slopes, figure).items())
        named = [
            Contribution(name, self.names.label(name), significant(share, _DRAWN_DIGITS))
            for name, share in shares[:NAMED]
        ]
        others = [share for _, share in shares[NAMED:]]
        if others:
            rest = significant(float(sum(others)), _DRAWN_DIGITS)
            named.append(Contribution("rest", rest_label(len(others)), rest))
        return tuple(named)

    def _distributions(self, figure: int) -> list[Distribution]:
        used = np.unique(self._terms(figure, self.products.term_factor))
        return [self.products.factors[number].distribution for number in used.tolist()]

    def _terms(self, figure: int, values: Indices) -> Indices:
        rows = slice(*np.searchsorted(self.summed.figure, [figure, figure + 1]))
        starts = self.products.term_start
        parts = [values[starts[g] : starts[g + 1]] for g in self.summed.group[rows].tolist()]
        return np.concatenate(parts) if parts else values[:0]

    def _note(self, figure: int, total: float, reach: float) -> Text:
        said = []
        if reach > RELIABLE_UP_TO * abs(total):
            said.append(notes.ABOVE_30)
        if total >= 0 > total - reach:
            said.append(notes.BELOW_ZERO)
        said.append(self._on_the_mean(figure, total) if reach else notes.NOTHING_KNOWN)
        said += [notes.CONVENTIONS[c] for c in _conventions(self._distributions(figure))]
        if not self.simulated.converged[figure]:
            said.append(self._on_convergence(figure))
        if self.unknown[figure]:
            said.append(notes.PARTIAL.format(count=len(self.unknown[figure])))
        return notes.together(said)

    def _on_convergence(self, figure: int) -> Text:
        drawn = self.simulated
        width = float(drawn.high[figure] - drawn.low[figure]) / 2
        share = notes.percent(float(drawn.half_width_error[figure]) / width)
        draws = same_in_both(str(int(drawn.draws[figure])))
        return notes.filled(notes.NOT_CONVERGED, draws=draws, share=share)

    def _on_the_mean(self, figure: int, total: float) -> Text:
        drawn = self.simulated
        difference = float(drawn.mean[figure]) - total
        by_chance = 2 * float(drawn.sd[figure]) / float(drawn.draws[figure]) ** 0.5
        if abs(difference) <= by_chance or not total:
            return notes.SAME_MEAN
        powers = self._terms(figure, self.products.term_power)
        reasons = _reasons(self._distributions(figure), plain=bool(np.all(powers == 1)))
        return notes.filled(
            notes.OTHER_MEAN,
            share=notes.percent(difference / total, sign=True),
            reasons=notes.together(reasons or [notes.CHANCE_REASON], "; "),
        )


def _conventions(distributions: Sequence[Distribution]) -> list[str]:
    return sorted({d.central.value for d in distributions if d.kind is Kind.LOGNORMAL})


def _reasons(distributions: Sequence[Distribution], *, plain: bool) -> list[Text]:
    """Why the mean of the draws need not be the computed value."""
    moved = [d for d in distributions if abs(d.mean - d.value) > 1e-6 * abs(d.value)]
    central = {d.central for d in moved if d.kind is Kind.LOGNORMAL}
    kinds = {d.kind for d in moved}
    told = {
        notes.MEDIAN_REASON: Central.MEDIAN in central,
        notes.BOUNDS_REASON: Central.BOUNDS in central,
        notes.RANGE_REASON: bool(kinds & {Kind.TRIANGULAR, Kind.UNIFORM}),
        notes.ZERO_REASON: Kind.NORMAL in kinds,
        notes.POWER_REASON: not plain,
    }
    return [reason for reason, holds in told.items() if holds]
