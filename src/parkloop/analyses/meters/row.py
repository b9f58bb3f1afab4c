"""One network, stream and period: exact sums, figures that open, the name of the difference."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from parkloop.analyses.balances.book import SUM, Book, Side, half_width
from parkloop.analyses.balances.domains import Domain, own_domain
from parkloop.analyses.balances.flows import Bundle
from parkloop.analyses.meters.model import MeterReason, MeterRow, MeterState
from parkloop.analyses.meters.words import LABELS, not_judged, nothing_there
from parkloop.ledger.park import Node, NodeKind
from parkloop.provenance import Figure, FigureOperand, Interval
from parkloop.texts import Text

_FORMULAS = {
    "difference": (
        Text("đồng hồ tổng − tổng công tơ nhánh", "main meter − sum of sub-meters"),
        (("main", 1), ("counted", -1)),
    ),
    "unexplained": (
        Text("chênh lệch − tổn thất đã khai", "difference − stated losses"),
        (("difference", 1), ("losses", -1)),
    ),
}


@dataclass(frozen=True, slots=True)
class Meters:
    """What was read at one network of one stream: supplies in, branches out, the main meter."""

    node: Node
    stream: str
    reached: tuple[Bundle, ...]
    left: tuple[Bundle, ...]
    metered: tuple[Bundle, ...]

    def domain(self, book: Book) -> Domain:
        every = (*self.reached, *self.left, *self.metered)
        seen = {bundle.dimension for bundle in every if not bundle.missing}
        return own_domain(self.stream, seen, book.catalog.streams)

    def branches(self, book: Book) -> tuple[list[Bundle], list[Bundle]]:
        """Sub-meters, and what is stated as lost."""
        lost = {node.id for node in book.park.of_kind(NodeKind.LOSS)}
        return (
            [bundle for bundle in self.left if bundle.to_node not in lost],
            [bundle for bundle in self.left if bundle.to_node in lost],
        )


@dataclass(frozen=True, slots=True)
class _Sides:
    """The four sums of a row, exact."""

    main: Side
    supplied: Side
    counted: Side
    losses: Side

    @property
    def compared(self) -> tuple[Side, ...]:
        return (self.main, self.counted, self.losses)

    @property
    def gaps(self) -> tuple[str, ...]:
        return tuple(sorted({gap for side in self.compared for gap in side.gaps}))

    @property
    def difference(self) -> Fraction | None:
        if self.main.gaps or self.counted.gaps:
            return None
        return self.main.total - self.counted.total

    @property
    def unexplained(self) -> Fraction | None:
        difference = self.difference
        return None if difference is None or self.losses.gaps else difference - self.losses.total

    @property
    def squares(self) -> Fraction | None:
        known = [side.squares for side in self.compared]
        return sum((s for s in known if s is not None), Fraction(0)) if None not in known else None


def row_of(seen: Meters, book: Book, factor: float) -> MeterRow:
    """The row of a network and stream; its figures and gaps go into the book."""
    domain = seen.domain(book)
    sides = _sides(seen, book, domain)
    state, reason = _judged(sides, factor)
    gaps = sides.gaps
    if reason is MeterReason.UNCERTAINTY:
        name = book.stream_name(seen.stream)
        gaps = (book.add_gap(not_judged(seen.node.id, seen.stream, name, book.label)),)
    base = _figures(seen, book, domain, sides, gaps)
    width = half_width(sides.squares)
    counted, _ = seen.branches(book)
    return MeterRow(
        node=seen.node.id,
        park=book.park_of(seen.node.id),
        stream=seen.stream,
        label=book.label,
        unit=domain.unit,
        by_meter=bool(seen.metered),
        main=sides.main.value,
        supplied=sides.supplied.value if seen.reached else None,
        counted=sides.counted.value,
        losses=sides.losses.value,
        difference=_number(sides.difference),
        unexplained=_number(sides.unexplained),
        tolerance=None if width is None else width * factor,
        state=state.value,
        reason=reason.value,
        branches=len({bundle.to_node for bundle in counted}),
        base=base,
        gaps=gaps,
    )


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _sides(seen: Meters, book: Book, domain: Domain) -> _Sides:
    counted, lost = seen.branches(book)
    supplied = book.side(seen.reached, domain)
    return _Sides(
        main=_there(book.side(seen.metered, domain) if seen.metered else supplied, seen, book),
        supplied=supplied,
        counted=_there(book.side(counted, domain), seen, book, "counted"),
        losses=book.side(lost, domain),
    )


def _there(side: Side, seen: Meters, book: Book, which: str = "main") -> Side:
    """A side that holds nothing is not zero: it lacks its entries (C-01)."""
    if not side.empty:
        return side
    name = book.stream_name(seen.stream)
    gap = nothing_there(seen.node.id, seen.stream, name, which, book.label)
    return replace(side, gaps=(book.add_gap(gap),))


def _judged(sides: _Sides, factor: float) -> tuple[MeterState, MeterReason]:
    """What the difference is: within the tolerance, stated as lost, or not explained."""
    unexplained, difference = sides.unexplained, sides.difference
    if unexplained is None or difference is None:
        return MeterState.NOT_ASSESSABLE, MeterReason.GAPS
    if unexplained and sides.squares is None:
        return MeterState.NOT_ASSESSABLE, MeterReason.UNCERTAINTY
    allowed = Fraction(factor) ** 2 * (sides.squares or 0)
    if unexplained**2 > allowed:
        more = unexplained > 0
        return (
            MeterState.OPEN,
            MeterReason.NOT_COUNTED if more else MeterReason.COUNTED_TOO_MUCH,
        )
    stated = sides.losses.total > 0 and difference**2 > allowed
    return MeterState.CLOSED, MeterReason.LOSSES if stated else MeterReason.AGREE


def _figures(seen: Meters, book: Book, domain: Domain, sides: _Sides, gaps: tuple[str, ...]) -> str:
    """Add the figures of a row; gives how their ids begin."""
    base = f"meters/{seen.node.id}/{book.label}/{seen.stream}"
    node, stream = seen.node.name, book.stream_name(seen.stream)

    def label(name: str) -> Text:
        what = LABELS[name]
        return Text(
            f"{what.vi}, {stream.vi} – {node.vi}, {book.label}",
            f"{what.en}, {stream.en} – {node.en}, {book.label}",
        )

    for name in ("main", "supplied", "counted", "losses"):
        side: Side = getattr(sides, name)
        book.figures[f"{base}/{name}"] = Figure(
            id=f"{base}/{name}",
            label=label(name),
            value=side.value,
            unit=domain.unit,
            formula=SUM,
            operands=tuple(FigureOperand(part.figure) for part in side.parts),
            gaps=side.gaps,
        )
    width = half_width(sides.squares)
    for name, (formula, parts) in _FORMULAS.items():
        value = _number(sides.difference if name == "difference" else sides.unexplained)
        book.figures[f"{base}/{name}"] = Figure(
            id=f"{base}/{name}",
            label=label(name),
            value=value,
            unit=domain.unit,
            formula=formula,
            operands=tuple(FigureOperand(f"{base}/{part}", sign) for part, sign in parts),
            interval=None
            if value is None or width is None or name == "difference"
            else Interval(value - width, value + width, "approach 1"),
            gaps=gaps if value is None else (),
        )
    return base
