"""One balance as numbers and as figures that can be explained."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from parkloop.analyses.balances.book import Book, Side, half_width
from parkloop.analyses.balances.domains import Domain
from parkloop.ledger.park import Node, NodeKind
from parkloop.provenance import Figure, FigureOperand, Interval
from parkloop.texts import Text

_LABELS = {
    "supplied": Text("Nhận vào", "Supplied"),
    "delivered": Text("Giao ra", "Delivered"),
    "opening": Text("Tồn đầu kỳ", "Stock at the start"),
    "closing": Text("Tồn cuối kỳ", "Stock at the end"),
    "difference": Text("Chênh lệch", "Difference"),
    "efficiency": Text("Hiệu suất", "Efficiency"),
}


@dataclass(frozen=True, slots=True)
class Struck:
    """A balance with exact sums: difference = supplied − delivered − (closing − opening)."""

    node: Node
    domain: Domain
    supplied: Side
    delivered: Side
    opening: Side
    closing: Side

    @property
    def sides(self) -> tuple[Side, ...]:
        return (self.supplied, self.delivered, self.opening, self.closing)

    @property
    def gaps(self) -> tuple[str, ...]:
        """Every gap once, in a fixed order."""
        return tuple(sorted({gap for side in self.sides for gap in side.gaps}))

    @property
    def increase(self) -> Fraction | None:
        """What the stocks gained; None where a stocktaking is missing."""
        if self.opening.gaps or self.closing.gaps:
            return None
        return self.closing.total - self.opening.total

    @property
    def difference(self) -> Fraction | None:
        """What is unexplained, used or lost; None where a gap leaves it unknown."""
        increase = self.increase
        if self.gaps or increase is None:
            return None
        return self.supplied.total - self.delivered.total - increase

    @property
    def squares(self) -> Fraction | None:
        """Square of the half-width of the difference."""
        known = [side.squares for side in self.sides]
        return sum((s for s in known if s is not None), Fraction(0)) if None not in known else None


def figures_of(struck: Struck, book: Book, gaps: tuple[str, ...]) -> str:
    """Add the figures of a balance; gives the id of the difference's."""
    base = f"balances/{struck.node.id}/{book.label}/{struck.domain.id}"
    signs = {"supplied": 1, "delivered": -1, "opening": 1, "closing": -1}
    operands = []
    for (name, sign), side in zip(signs.items(), struck.sides, strict=True):
        if name in ("supplied", "delivered") or not side.empty:
            label = _label(name, struck, book)
            book.side_figure(f"{base}/{name}", label, struck.domain.unit, side)
            operands.append(FigureOperand(f"{base}/{name}", sign))
    width, difference = half_width(struck.squares), struck.difference
    value = None if difference is None else float(difference)
    book.figures[f"{base}/difference"] = Figure(
        id=f"{base}/difference",
        label=_label("difference", struck, book),
        value=value,
        unit=struck.domain.unit,
        formula=_formula(len(operands) > 2),
        operands=tuple(operands),
        interval=None
        if value is None or width is None
        else Interval(value - width, value + width, "approach 1"),
        gaps=gaps,
    )
    if struck.node.kind is NodeKind.GENERATOR and struck.domain.id == "energy":
        _add_efficiency(base, struck, book)
    return f"{base}/difference"


def _add_efficiency(base: str, struck: Struck, book: Book) -> None:
    """Energy out per energy in of a generator [1]; not known where a side has a gap."""
    known = not struck.supplied.gaps and not struck.delivered.gaps and struck.supplied.total
    book.figures[f"{base}/efficiency"] = Figure(
        id=f"{base}/efficiency",
        label=_label("efficiency", struck, book),
        value=float(struck.delivered.total / struck.supplied.total) if known else None,
        unit="1",
        formula=Text("giao ra / nhận vào", "delivered / supplied"),
        operands=(FigureOperand(f"{base}/delivered"), FigureOperand(f"{base}/supplied")),
        gaps=tuple(sorted({*struck.supplied.gaps, *struck.delivered.gaps})),
    )


def _formula(with_stock: bool) -> Text:
    if with_stock:
        return Text(
            "nhận vào − giao ra − (tồn cuối kỳ − tồn đầu kỳ)",
            "supplied − delivered − (stock at the end − stock at the start)",
        )
    return Text("nhận vào − giao ra", "supplied − delivered")


def _label(name: str, struck: Struck, book: Book) -> Text:
    what, node = _LABELS[name], book.name(struck.node.id)
    domain = struck.domain.name
    return Text(f"{what.vi}, {domain.vi} – {node.vi}", f"{what.en}, {domain.en} – {node.en}")
