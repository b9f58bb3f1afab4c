"""The figures of a study under the names by which a report links to them.

A figure whose id names its period ('inventory/park-a/2025/total') keeps its id as its *key*;
any other (a line, a balance) gets its period added: 'line/…@2025'.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from parkloop.catalog.catalog import Catalog
from parkloop.ledger.ledger import Snapshot
from parkloop.provenance import Figure, FigureOperand, Gap, Operand, Provenance, Result
from parkloop.texts import Text

T = TypeVar("T")


@dataclass(frozen=True)
class Home:
    """One result: its figures by their own ids, and under which keys they are known."""

    name: str
    period: str
    provenance: Provenance
    keys: Mapping[str, str]
    gaps: Mapping[str, Gap]


@dataclass
class FigureBook:
    """Figures by key; each remembers the result that it came from."""

    snapshot: Snapshot
    catalog: Catalog
    prefix: str = ""
    figures: dict[str, Figure] = field(default_factory=dict)
    homes: dict[str, Home] = field(default_factory=dict)
    home_of: dict[str, str] = field(default_factory=dict)

    def take(self, result: Result[T], period: str, apart: str = "") -> Home:
        """Take in all figures of a result under the label of its period.

        ``apart`` tells results of one analysis and period from each other.
        """
        name = f"{apart}{result.provenance.analysis}@{period}"
        keys = {figure_id: self._key(figure_id, period) for figure_id in result.figures}
        gaps = {gap.id: gap for gap in result.gaps}
        self.homes[name] = Home(name, period, result.provenance, keys, gaps)
        for figure_id, figure in result.figures.items():
            self.figures[keys[figure_id]] = figure
            self.home_of[keys[figure_id]] = name
        return self.homes[name]

    def _key(self, figure_id: str, period: str) -> str:
        dated = figure_id if period in figure_id.split("/") else f"{figure_id}@{period}"
        return f"{self.prefix}{dated}"

    def home(self, key: str) -> Home | None:
        """The result a figure came from; None for what the report itself computed."""
        return self.homes.get(self.home_of.get(key, ""))

    def below(self, key: str) -> tuple[str, ...]:
        """Keys of the figures that a figure is made of."""
        return tuple(
            self.operand_key(key, operand)
            for operand in self.figures[key].operands
            if isinstance(operand, FigureOperand)
        )

    def operand_key(self, key: str, operand: FigureOperand) -> str:
        home = self.home(key)
        return operand.figure if home is None else home.keys.get(operand.figure, operand.figure)

    def derive(
        self,
        figure_id: str,
        label: Text,
        value: float | None,
        unit: str,
        formula: Text,
        operands: tuple[Operand, ...] = (),
        gaps: tuple[str, ...] = (),
    ) -> str:
        """Add a figure that the report itself computes from others; returns its key.

        Its figure operands are keys, its gaps are those of the figures below it.
        """
        key = f"{self.prefix}report/{figure_id}"
        self.figures[key] = Figure(key, label, value, unit, formula, operands, gaps=gaps)
        return key
