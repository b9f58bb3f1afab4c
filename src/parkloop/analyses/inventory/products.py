"""Lines as products of parameters, in arrays: what both approaches to uncertainty start from.

A line is an amount times facts raised to powers. Lines whose uncertain facts and powers are the
same form a *group*: under every draw and every derivative they differ only by a constant, so
that sums over lines become sums over groups (docs/methods/uncertainty.md).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from parkloop.analyses.inventory.distributions import Central, Distribution, of_fact
from parkloop.catalog.catalog import Catalog
from parkloop.errors import FactError, RequestError
from parkloop.texts import Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parkloop.analyses.inventory.model import Line, Term

    Floats = NDArray[np.float64]
    Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Factor:
    """A fact as it is drawn: a distribution that moves with its parameter.

    Two facts of one parameter (the same quantity in two documents) take the same standard draw,
    each with its own spread.
    """

    parameter: str
    fact: str
    distribution: Distribution


@dataclass(frozen=True)
class Products:
    """Lines in arrays. L lines, G groups; masses in kg of each line's gas, with their sign.

    ``mass`` is at the printed values, ``reference`` at the values that draws are relative to
    (they differ only where a printed value is zero). ``amount`` numbers the activity amount
    whose error the line has (−1: it has none), ``amount_error`` is the change of the line when
    that amount is one standard deviation too high. The terms of group g stand in
    ``term_start[g]:term_start[g + 1]`` of ``term_factor`` and ``term_power``.
    ``unknown`` names the facts and amounts of a line whose uncertainty is not known.
    """

    lines: tuple[str, ...]
    group: Indices
    mass: Floats
    reference: Floats
    amount: Indices
    amount_error: Floats
    amounts: tuple[str, ...]
    factors: tuple[Factor, ...]
    term_start: Indices
    term_factor: Indices
    term_power: Indices
    unknown: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def groups(self) -> int:
        return len(self.term_start) - 1

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """Names of the physical quantities behind the factors, sorted."""
        return tuple(sorted({factor.parameter for factor in self.factors}))

    @cached_property
    def parameter_of_factor(self) -> Indices:
        place = {name: index for index, name in enumerate(self.parameters)}
        return np.array([place[factor.parameter] for factor in self.factors], dtype=np.intp)


@dataclass(frozen=True)
class Selection:
    """Which lines belong to which figure, with what weight [t CO2e per kg of gas].

    Three arrays of one length; ``figure`` counts in ``figures``, ``line`` in the products.
    """

    figures: tuple[str, ...]
    figure: Indices
    line: Indices
    weight: Floats


@dataclass(frozen=True)
class Sums:
    """Products summed per figure and group, and per figure, amount and group [t CO2e].

    Rows are sorted by figure; within a figure by group, or by amount and then group.
    """

    figures: tuple[str, ...]
    deterministic: Floats
    figure: Indices
    group: Indices
    value: Floats
    error_figure: Indices
    error_amount: Indices
    error_group: Indices
    error: Floats


def select(products: Products, weights: Mapping[str, Mapping[str, float]]) -> Selection:
    """A selection from ``{figure: {line id: t CO2e per kg}}``; unknown lines are refused."""
    line = _places(products, weights)
    values = (weight for lines in weights.values() for weight in lines.values())
    return _selection(weights, line, np.fromiter(values, dtype=np.float64, count=len(line)))


def select_members(
    products: Products, members: Mapping[str, Sequence[str]], weights: Mapping[str, float]
) -> Selection:
    """The same for figures in all of which a line weighs the same [t CO2e per kg]."""
    line = _places(products, members)
    weight = np.array([weights.get(name, math.nan) for name in products.lines], dtype=np.float64)
    return _selection(members, line, weight[line])


def _selection(figures: Mapping[str, Sized], line: Indices, weight: Floats) -> Selection:
    sizes = [len(lines) for lines in figures.values()]
    figure = np.repeat(np.arange(len(sizes), dtype=np.intp), sizes)
    order = np.lexsort((line, figure))
    return Selection(
        figures=tuple(figures), figure=figure[order], line=line[order], weight=weight[order]
    )


def _places(products: Products, figures: Mapping[str, Iterable[str]]) -> Indices:
    """Where the lines of the figures stand in the products, figure by figure."""
    chosen = [line for lines in figures.values() for line in lines]
    place = {name: index for index, name in enumerate(products.lines)}
    try:
        return np.fromiter(map(place.__getitem__, chosen), dtype=np.intp, count=len(chosen))
    except KeyError as stranger:
        strangers = ", ".join(sorted(set(chosen) - place.keys())[:5])
        raise RequestError(
            Text(
                f"Các dòng {strangers} không có trong kiểm kê được đưa vào.",
                f"The lines {strangers} are not in the inventory that was given.",
            )
        ) from stranger


def sums(products: Products, selection: Selection) -> Sums:
    """Sum what has the same figure and group [t CO2e]; additions in the order of the lines."""
    figures = len(selection.figures)
    line, weight = selection.line, selection.weight
    figure, group, value = _added(
        selection.figure, products.group[line], products.reference[line] * weight
    )
    has_error = np.flatnonzero(products.amount[line] >= 0)
    erring = line[has_error]
    pair = selection.figure[has_error] * len(products.amounts) + products.amount[erring]
    pair, error_group, error = _added(
        pair, products.group[erring], products.amount_error[erring] * weight[has_error]
    )
    error_figure, error_amount = np.divmod(pair, max(1, len(products.amounts)))
    return Sums(
        figures=selection.figures,
        deterministic=sum_by(selection.figure, products.mass[line] * weight, figures),
        figure=figure,
        group=group,
        value=value,
        error_figure=error_figure,
        error_amount=error_amount,
        error_group=error_group,
        error=error,
    )


def sum_by(place: Indices, value: Floats, size: int) -> Floats:
    """Sum of the values with the same place, added in the order given (any machine's order)."""
    added = np.bincount(place, weights=value, minlength=size)
    return np.asarray(added, dtype=np.float64)


def _added(row: Indices, column: Indices, value: Floats) -> tuple[Indices, Indices, Floats]:
    """Sparse sum: one entry per (row, column), sorted, added up in the order given."""
    width = int(column.max(initial=0)) + 1
    key, place = np.unique(row * width + column, return_inverse=True)
    rows, columns = np.divmod(key, width)
    return rows, columns, sum_by(place, value, len(key))


def products_of(
    lines: Sequence[Line], catalog: Catalog, skewed_as: Central | None = None
) -> Products:
    """The lines in arrays, in the order of their ids, so that the order given is of no effect."""
    return _Compiler(catalog, skewed_as).compile(sorted(lines, key=lambda line: line.id))


@dataclass
class _Compiler:
    catalog: Catalog
    skewed_as: Central | None
    spreads: dict[str, Distribution | None] = field(default_factory=dict)
    uncertain: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()
    factors: dict[tuple[str, str], int] = field(default_factory=dict)
    groups: dict[tuple[tuple[int, int], ...], int] = field(default_factory=dict)
    amounts: dict[str, int] = field(default_factory=dict)

    def compile(self, lines: Sequence[Line]) -> Products:
        self.spreads = {fact: self._spread(fact) for fact in _facts_of(lines)}
        self.uncertain = frozenset(f for f, spread in self.spreads.items() if _is_spread(spread))
        self.unknown = frozenset(
            f for f, spread in self.spreads.items() if spread is None and not _is_potential(f)
        )
        self._number_factors(lines)
        rows = [self._row(line) for line in lines]
        group, reference, amount, amount_error = zip(*rows, strict=True) if rows else ((),) * 4
        terms = [term for key in self.groups for term in key]
        return Products(
            lines=tuple(line.id for line in lines),
            group=np.array(group, dtype=np.intp),
            mass=np.array([line.mass for line in lines], dtype=np.float64),
            reference=np.array(reference, dtype=np.float64),
            amount=np.array(amount, dtype=np.intp),
            amount_error=np.array(amount_error, dtype=np.float64),
            amounts=tuple(self.amounts),
            factors=tuple(
                Factor(parameter, fact, self._known(fact)) for parameter, fact in self.factors
            ),
            term_start=np.cumsum([0, *(len(key) for key in self.groups)], dtype=np.intp),
            term_factor=np.array([factor for factor, _ in terms], dtype=np.intp),
            term_power=np.array([power for _, power in terms], dtype=np.intp),
            unknown={
                place: names for place, line in enumerate(lines) if (names := self._unknown(line))
            },
        )

    def _spread(self, fact_id: str) -> Distribution | None:
        try:
            return of_fact(self.catalog.known(fact_id), self.skewed_as)
        except FactError:
            return None

    def _known(self, fact_id: str) -> Distribution:
        spread = self.spreads[fact_id]
        assert spread is not None
        return spread

    def _number_factors(self, lines: Sequence[Line]) -> None:
        """Sorted by name, so that a factor's place does not depend on the lines' order."""
        pairs = {
            (term.parameter or term.fact, term.fact)
            for line in lines
            for term in line.terms
            if term.fact in self.uncertain
        }
        self.factors = {pair: number for number, pair in enumerate(sorted(pairs))}

    def _row(self, line: Line) -> tuple[int, float, int, float]:
        powers: dict[int, int] = {}
        per_unit = float(line.sign)
        for term in line.terms:
            if term.fact in self.uncertain:
                number = self.factors[(term.parameter or term.fact, term.fact)]
                powers[number] = powers.get(number, 0) + term.power
            per_unit *= self._multiplier(term)
        key = tuple(sorted((number, power) for number, power in powers.items() if power))
        group = self.groups.setdefault(key, len(self.groups))
        if not line.amount_variance:
            return group, per_unit * line.amount, -1, 0.0
        amount = self.amounts.setdefault(amount_name(line), len(self.amounts))
        return group, per_unit * line.amount, amount, per_unit * math.sqrt(line.amount_variance)

    def _multiplier(self, term: Term) -> float:
        if term.value or term.fact not in self.uncertain:
            return term.multiplier
        return float(self._known(term.fact).reference ** term.power) * term.scale

    def _unknown(self, line: Line) -> tuple[str, ...]:
        facts = {term.fact for term in line.terms if term.fact in self.unknown}
        amount = {amount_name(line)} if line.amount_variance is None else set()
        return tuple(sorted(facts | amount))


def amount_name(line: Line) -> str:
    """The name of the amount whose error a line has.

    Lines made from the same entries (the CO2, CH4 and N2O of one fuel) have the same error,
    also where no meter is named.
    """
    if line.amount_parameter:
        return line.amount_parameter
    return "amount:" + ";".join(f"{name}={value}" for name, value in sorted(line.selector.items()))


def _facts_of(lines: Sequence[Line]) -> list[str]:
    return sorted({term.fact for line in lines for term in line.terms if term.fact})


def _is_spread(spread: Distribution | None) -> bool:
    return spread is not None and spread.scale > 0


def _is_potential(fact_id: str) -> bool:
    """Warming potentials are the metric that a report chooses (C-11), not an estimate in it."""
    return fact_id.startswith("gwp.")
