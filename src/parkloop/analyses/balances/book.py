"""The book in which balances are struck: parts, sides, gaps and figures of one period."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from parkloop.analyses.balances.conversion import Conversion, Converter
from parkloop.analyses.balances.domains import Domain
from parkloop.analyses.balances.flows import Bundle
from parkloop.analyses.balances.lacking import no_conversion, no_quantity
from parkloop.catalog.catalog import Catalog
from parkloop.ledger.columns import MICRO
from parkloop.ledger.park import NodeKind, Park
from parkloop.provenance import EntriesOperand, Figure, FigureOperand, Gap, Operand
from parkloop.quantities import LEDGER_UNITS
from parkloop.texts import Text, same_in_both

SUM = Text("tổng các phần", "sum of the parts")


@dataclass(frozen=True, slots=True)
class Part:
    """A bundle in the unit of a domain: its exact amount and the figure that explains it."""

    figure: str
    amount: Fraction
    squares: Fraction | None


@dataclass(frozen=True, slots=True)
class Side:
    """All that reached a node, or all that left it: known parts, and gaps by name."""

    parts: tuple[Part, ...] = ()
    gaps: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        return not self.parts and not self.gaps

    @property
    def total(self) -> Fraction:
        return sum((part.amount for part in self.parts), Fraction(0))

    @property
    def value(self) -> float | None:
        """The known part; None where nothing is known but something is there."""
        return None if self.gaps and not self.parts else float(self.total)

    @property
    def squares(self) -> Fraction | None:
        """Square of the half-width of the total; None where one part's is not known."""
        total = Fraction(0)
        for part in self.parts:
            if part.squares is None:
                return None
            total += part.squares
        return total


@dataclass
class Book:
    """What one run collects: figures and gaps, each thing once."""

    park: Park
    catalog: Catalog
    converter: Converter
    label: str
    figures: dict[str, Figure] = field(default_factory=dict)
    gaps: dict[str, Gap] = field(default_factory=dict)
    _parks: dict[str, str] = field(default_factory=dict)

    def side(self, bundles: Iterable[Bundle], domain: Domain) -> Side:
        """Bundles in the unit of a domain; what has no quantity or no conversion is a gap."""
        parts: list[Part] = []
        gaps: dict[str, None] = {}
        for bundle in bundles:
            found = self.part(bundle, domain)
            if isinstance(found, Part):
                parts.append(found)
            else:
                gaps[found] = None
        return Side(tuple(parts), tuple(gaps))

    def part(self, bundle: Bundle, domain: Domain) -> Part | str:
        """The bundle in the unit of the domain, or the id of the gap that prevents it."""
        if bundle.missing:
            return self.add_gap(no_quantity(bundle, self.stream_name(bundle.stream), self.label))
        way = self.converter.convert(bundle.stream, bundle.dimension, domain.dimension)
        if not isinstance(way, Conversion):
            known = self.catalog.streams.get(bundle.stream)
            kind = known.kind if known else ""
            name = self.stream_name(bundle.stream)
            return self.add_gap(no_conversion(bundle, name, domain, kind, way, self.label))
        amount = Fraction(bundle.amount, MICRO) * way.factor
        squares = (
            None if bundle.squares is None else Fraction(bundle.squares, MICRO**2) * way.factor**2
        )
        return Part(self._bundle_figure(bundle, domain, way, float(amount)), amount, squares)

    def add_gap(self, gap: Gap) -> str:
        """Remember a gap; gives its id."""
        self.gaps[gap.id] = gap
        return gap.id

    def side_figure(self, figure_id: str, label: Text, unit: str, side: Side) -> str:
        """A side as a figure: the sum of its parts, partial where gaps are missing from it."""
        self.figures[figure_id] = Figure(
            id=figure_id,
            label=label,
            value=side.value,
            unit=unit,
            formula=SUM,
            operands=tuple(FigureOperand(part.figure) for part in side.parts),
            gaps=side.gaps,
        )
        return figure_id

    def park_of(self, node: str) -> str:
        """The park that a node stands in; '' outside."""
        if node not in self._parks:
            self._parks[node] = self.park.owner(node, NodeKind.PARK)
        return self._parks[node]

    def name(self, node: str) -> Text:
        known = self.park.by_id.get(node)
        return known.name if known else same_in_both(node or "—")

    def stream_name(self, stream: str) -> Text:
        known = self.catalog.streams.get(stream)
        return known.name if known else same_in_both(stream or "—")

    def _bundle_figure(self, bundle: Bundle, domain: Domain, way: Conversion, value: float) -> str:
        where = f"{bundle.from_node}>{bundle.to_node}"
        kind = bundle.measure or "flow"
        steps = (bundle.dimension, bundle.status, bundle.why or bundle.selector.get("entry"))
        tail = "/".join(str(step) for step in steps if step)
        figure_id = f"{kind}/{self.label}/{domain.id}/{bundle.stream}/{where}/{tail}"
        if figure_id not in self.figures:
            self.figures[figure_id] = self._bundle_as_figure(figure_id, bundle, domain, way, value)
        return figure_id

    def _bundle_as_figure(
        self, figure_id: str, bundle: Bundle, domain: Domain, way: Conversion, value: float
    ) -> Figure:
        stated = bundle.amount / MICRO
        unit = LEDGER_UNITS.get(bundle.dimension, "")
        operands: list[Operand] = [
            EntriesOperand("A", stated, unit, bundle.entries, bundle.selector),
            *(operand for operand, _ in way.facts),
        ]
        symbols = ["A", *(f.symbol if power > 0 else f"{f.symbol}⁻¹" for f, power in way.facts)]
        source, target = self.name(bundle.from_node), self.name(bundle.to_node)
        stream = self.stream_name(bundle.stream)
        between = (
            Text(f"{source.vi} → {target.vi}", f"{source.en} → {target.en}")
            if bundle.from_node
            else target
        )
        return Figure(
            id=figure_id,
            label=Text(f"{stream.vi}: {between.vi}", f"{stream.en}: {between.en}"),
            value=value,
            unit=domain.unit,
            formula=same_in_both(" × ".join(symbols)),
            operands=tuple(operands),
            tags={"stream": bundle.stream, "status": bundle.status},
        )


def half_width(squares: Fraction | None) -> float | None:
    """√ of a square of half-widths."""
    return None if squares is None else math.sqrt(squares)
