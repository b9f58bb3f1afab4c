"""From lines to figures: per boundary, scope, category and gas, each with its operands.

    line [kg] → gas [t] → gas [t CO2e] → category → scope → total

A part without any line has no value: nothing entered is not zero (C-01). Every step is a
figure that opens to the one below (docs/methods/inventory.md).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from parkloop.analyses.inventory.energy import TOE
from parkloop.analyses.inventory.intervals import with_interval
from parkloop.analyses.inventory.model import Line, Memo, Term
from parkloop.analyses.inventory.names import (
    BIOGENIC_LABEL,
    CATEGORY_LABELS,
    PLACE_LABELS,
    SCOPE_LABELS,
    TOTAL_LABELS,
)
from parkloop.catalog.catalog import Catalog
from parkloop.provenance import (
    EntriesOperand,
    FactOperand,
    Figure,
    FigureOperand,
    Operand,
    ParameterOperand,
)
from parkloop.texts import Text, same_in_both

_TONNE = 1000.0
SUM = Text("tổng các phần", "sum of the parts")
_SUM_OF_LINES = Text("tổng các dòng / 1000", "sum of lines / 1000")
_MASS_TIMES_GWP = Text("khối lượng khí × GWP", "mass of the gas × GWP")
SUM_OF_MASS_TIMES_GWP = Text("Σ khối lượng × GWP / 1000", "Σ mass × GWP / 1000")


@dataclass(frozen=True, slots=True)
class Boundary:
    """A part of the zone that has totals of its own: a site, enterprise, park or the zone."""

    id: str
    level: str
    name: Text
    nodes: frozenset[str]


class Total(NamedTuple):
    """A figure before it is put into words: its value and what that is the sum or product of.

    ``parts`` are ids of other figures. ``sign`` is −1 where the lines are deducted; ``gas`` is the
    one by whose GWP the sum is multiplied.
    """

    name: Text
    boundary: Boundary
    value: float | None
    unit: str
    formula: Text
    parts: Sequence[str] = ()
    lines: Sequence[Line] = ()
    sign: int = 1
    gas: str = ""
    gaps: Sequence[str] = ()

    @property
    def partial(self) -> bool:
        return bool(self.gaps)


@dataclass
class Totals:
    """Figures of one period, which lines are in each, and what a line weighs [t CO2e per kg].

    Lines are held by id; a line weighs the same, the GWP / 1000, in every figure that holds it.
    """

    catalog: Catalog
    gwp_set: str
    period: str
    by_id: dict[str, Total] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)

    def gwp(self, gas: str) -> float:
        """GWP of a gas [kg CO2e/kg]; a mass that is in CO2e already weighs 1."""
        return 1.0 if gas == "CO2e" else self.catalog.potential(gas, self.gwp_set).value

    def add_boundary(self, boundary: Boundary, lines: Sequence[Line], gaps: Sequence[str]) -> None:
        """All figures of one boundary; ``lines`` are the ones that count in it."""
        base = f"inventory/{boundary.id}/{self.period}"
        counted = [n for n in lines if n.memo is Memo.NONE and n.gas != TOE]
        location = [n for n in counted if n.basis != "market"]
        scopes = {
            number: self._scope(base, number, location, gaps, boundary) for number in (1, 2, 3)
        }
        market = [n for n in counted if n.scope == 2]
        of_market = f"{base}/scope-2-market"
        self._sum_of_lines(of_market, market, _concerning(gaps, 2), boundary, "scope-2-market")
        open_ = _concerning(gaps, 1, 2)
        self._total(f"{base}/total", [scopes[1], scopes[2]], open_, boundary, "total")
        self._total(f"{base}/total-market", [scopes[1], of_market], open_, boundary, "total-market")
        self._memos(base, lines, boundary)
        energy = [n for n in lines if n.gas == TOE]
        self.by_id[f"{base}/toe"] = Total(
            TOTAL_LABELS["toe"],
            boundary,
            _mass(energy),
            "toe",
            SUM,
            lines=energy,
            gaps=_concerning(gaps, 0),
        )

    def _scope(
        self,
        base: str,
        number: int,
        lines: Sequence[Line],
        gaps: Sequence[str],
        boundary: Boundary,
    ) -> str:
        scope_id = f"{base}/scope-{number}"
        parts = []
        in_scope = [n for n in lines if n.scope == number]
        for category, members in _grouped(in_scope, attrgetter("category")):
            parts.append(self._category(f"{scope_id}/{category}", category, members, boundary))
        self._total(scope_id, parts, _concerning(gaps, number), boundary, f"scope-{number}")
        return scope_id

    def _category(
        self, category_id: str, category: str, lines: Sequence[Line], boundary: Boundary
    ) -> str:
        parts = []
        for gas, members in _grouped(lines, attrgetter("gas")):
            parts.append(self._gas(f"{category_id}/{gas}", gas, members, boundary))
        label = CATEGORY_LABELS.get(category) or same_in_both(category)
        self._add_up(category_id, parts, (), label, boundary)
        return category_id

    def _gas(self, gas_id: str, gas: str, lines: Sequence[Line], boundary: Boundary) -> str:
        """t CO2e of a gas = t of the gas · GWP."""
        name, mass_id, gwp = same_in_both(gas), f"{gas_id}/mass", self.gwp(gas)
        mass = self._tonnes(mass_id, lines, name, f"t {gas}", boundary)
        self.by_id[gas_id] = Total(
            name,
            boundary,
            None if mass is None else mass * gwp,
            "t CO2e",
            _MASS_TIMES_GWP,
            parts=(mass_id,),
            gas=gas,
        )
        self.members[gas_id] = [line.id for line in lines]
        self.weights |= dict.fromkeys(self.members[gas_id], gwp / _TONNE)
        return gas_id

    def _tonnes(
        self, figure_id: str, lines: Sequence[Line], name: Text, unit: str, boundary: Boundary
    ) -> float | None:
        value = _mass(lines, 1 / _TONNE)
        self.by_id[figure_id] = Total(name, boundary, value, unit, _SUM_OF_LINES, lines=lines)
        return value

    def _memos(self, base: str, lines: Sequence[Line], boundary: Boundary) -> None:
        for memo in (Memo.BIOGENIC, Memo.MONTREAL, Memo.EXPORTED):
            members = [n for n in lines if n.memo is memo]
            if not members:
                continue
            figure_id = f"{base}/{memo.value}"
            if memo is Memo.BIOGENIC:
                self._tonnes(figure_id, members, BIOGENIC_LABEL, "t CO2", boundary)
            else:
                self._sum_of_lines(figure_id, members, (), boundary, memo.value)
        placed = [n for n in lines if n.memo is Memo.PLACE]
        for place, members in _grouped(placed, attrgetter("place")):
            self._sum_of_lines(f"{base}/{place}", members, (), boundary, place)

    def _sum_of_lines(
        self,
        figure_id: str,
        lines: Sequence[Line],
        gaps: Sequence[str],
        boundary: Boundary,
        name: str,
    ) -> None:
        """t CO2e straight from lines: Σ mass · GWP / 1000."""
        weights = {line.id: self.gwp(line.gas) / _TONNE for line in lines}
        self.by_id[figure_id] = Total(
            PLACE_LABELS.get(name) or TOTAL_LABELS[name],
            boundary,
            math.fsum(n.mass * weights[n.id] for n in lines) if lines else None,
            "t CO2e",
            SUM_OF_MASS_TIMES_GWP,
            lines=lines,
            gaps=gaps,
        )
        self.members[figure_id] = list(weights)
        self.weights |= weights

    def _total(
        self,
        figure_id: str,
        parts: Sequence[str],
        gaps: Sequence[str],
        boundary: Boundary,
        name: str,
    ) -> None:
        self._add_up(figure_id, parts, gaps, SCOPE_LABELS.get(name) or TOTAL_LABELS[name], boundary)

    def _add_up(
        self,
        figure_id: str,
        parts: Sequence[str],
        gaps: Sequence[str],
        name: Text,
        boundary: Boundary,
    ) -> None:
        values = [self.by_id[part].value for part in parts]
        known = [value for value in values if value is not None]
        value = math.fsum(known) if known else None
        self.by_id[figure_id] = Total(name, boundary, value, "t CO2e", SUM, parts=parts, gaps=gaps)
        self.members[figure_id] = [line for part in parts for line in self.members[part]]

    def figure(self, figure_id: str) -> Figure:
        """A total in words, with its parts, lines and warming potential as operands."""
        total = self.by_id[figure_id]
        operands: list[Operand] = [FigureOperand(part) for part in total.parts]
        operands += [FigureOperand(line_figure_id(n), total.sign) for n in total.lines]
        if total.gas and total.gas != "CO2e":
            potential = self.catalog.potential(total.gas, self.gwp_set)
            operands.append(FactOperand("GWP", potential.id, potential.value, "kg CO2e/kg"))
        name, place = total.name, total.boundary.name
        return Figure(
            id=figure_id,
            label=Text(f"{name.vi} – {place.vi}", f"{name.en} – {place.en}"),
            value=total.value,
            unit=total.unit,
            formula=total.formula,
            operands=tuple(operands),
            gaps=tuple(total.gaps),
        )


class Figures(Mapping[str, Figure]):
    """All figures of an inventory, each put into words when it is first asked for.

    ``half_widths`` [t CO2e] are those of the totals' intervals by approach 1.
    """

    def __init__(
        self, totals: Totals, half_widths: Mapping[str, float], lines: Iterable[Line]
    ) -> None:
        self._totals = totals
        self._half_widths = half_widths
        self._lines = {line_figure_id(line): line for line in lines}
        self._in_words: dict[str, Figure] = {}

    def __getitem__(self, figure_id: str) -> Figure:
        if figure_id not in self._in_words:
            self._in_words[figure_id] = self._figure(figure_id)
        return self._in_words[figure_id]

    def _figure(self, figure_id: str) -> Figure:
        if figure_id in self._totals.by_id:
            figure = self._totals.figure(figure_id)
            return with_interval(figure, self._half_widths.get(figure_id, 0.0))
        return line_figure(self._lines[figure_id], self._totals.catalog)

    def __iter__(self) -> Iterator[str]:
        yield from self._totals.by_id
        yield from self._lines

    def __len__(self) -> int:
        return len(self._totals.by_id) + len(self._lines)


def line_figure_id(line: Line) -> str:
    return f"line/{line.id}"


def line_figure(line: Line, catalog: Catalog) -> Figure:
    """A line as a figure: amount and facts as operands, the product as formula."""
    symbols = " × ".join(
        ["AD", *(t.symbol if t.power > 0 else f"{t.symbol}⁻¹" for t in line.terms)]
    )
    unit = "toe" if line.gas == TOE else f"kg {line.gas}"
    name = catalog.streams[line.stream].name if line.stream in catalog.streams else None
    stream = name or same_in_both(line.stream)
    amount = EntriesOperand("AD", line.amount, line.amount_unit, line.entries, line.selector)
    return Figure(
        id=line_figure_id(line),
        label=Text(
            f"{line.gas} – {stream.vi} – {line.node}", f"{line.gas} – {stream.en} – {line.node}"
        ),
        value=line.mass,
        unit=unit,
        formula=same_in_both(symbols if line.sign > 0 else f"−({symbols})"),
        operands=(amount, *map(_operand, line.terms)),
        tags={"enterprise": line.enterprise, "node": line.node, "category": line.category},
    )


def _operand(term: Term) -> Operand:
    if term.fact:
        return FactOperand(term.symbol, term.fact, term.value, term.unit, term.reason)
    return ParameterOperand(term.symbol, term.value, term.unit, term.reason or SUM)


def _mass(lines: Sequence[Line], scale: float = 1.0) -> float | None:
    return math.fsum([n.mass for n in lines]) * scale if lines else None


def _grouped(lines: Sequence[Line], key: Callable[[Line], str]) -> list[tuple[str, list[Line]]]:
    groups: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines:
        groups[key(line)].append(line)
    return sorted(groups.items())


#: Gaps that concern some parts only; 0 is the energy consumption.
_PARTS: Mapping[str, tuple[int, ...]] = {
    "supplier": (2,),
    "loop": (2,),
    "generator": (0, 1),
    "cod": (1,),
    "bod": (1,),
    "nitrogen": (1,),
    "stages": (1,),
    "use": (0, 1, 3),
}


def _concerning(gaps: Sequence[str], *parts: int) -> list[str]:
    """Gaps that leave one of these scopes (0: the energy consumption) incomplete."""
    return [gap for gap in gaps if set(parts) & set(_parts_of_gap(gap))]


def _parts_of_gap(gap: str) -> tuple[int, ...]:
    """Scopes that a gap leaves incomplete, by what its id begins with; 0 is energy."""
    kind, *rest = gap.split(":")
    if kind == "fact":
        return (0,) if rest[1] == TOE else (1, 3)
    return _PARTS.get(kind, (0, 1, 2, 3))
