"""Striking balances: what reached a node, what left it, what its stocks gained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from parkloop.analyses.balances.book import Book, Side, half_width
from parkloop.analyses.balances.domains import DOMAINS, Domain, in_domain, own_domain
from parkloop.analyses.balances.flows import Bundle
from parkloop.analyses.balances.lacking import no_entries, no_level, no_uncertainty
from parkloop.analyses.balances.model import BalanceRow, BalanceState
from parkloop.analyses.balances.struck import Struck, figures_of
from parkloop.ledger.park import OUTSIDE, PASSING, Node, NodeKind

_WHOLE = frozenset({NodeKind.PARK, NodeKind.ZONE})

Meters = Mapping[tuple[str, str, str], tuple[Bundle, ...]]
Levels = Mapping[tuple[str, str, str], Bundle]


@dataclass
class Crossing:
    """What crosses the border of a node and everything below it, by stream."""

    node: Node
    reached: dict[str, list[Bundle]] = field(default_factory=dict)
    left: dict[str, list[Bundle]] = field(default_factory=dict)

    @property
    def streams(self) -> tuple[str, ...]:
        return tuple(sorted({*self.reached, *self.left}))

    def of(self, streams: Sequence[str]) -> tuple[list[Bundle], list[Bundle]]:
        """What reached and what left the node of these streams."""
        return (
            [bundle for stream in streams for bundle in self.reached.get(stream, ())],
            [bundle for stream in streams for bundle in self.left.get(stream, ())],
        )


def crossings(book: Book, bundles: Sequence[Bundle], meters: Meters) -> tuple[Crossing, ...]:
    """Every node inside with what crosses its border, in the order of the definition.

    A main meter's total stands in for a side of its node that has no entries of its own.
    """
    found = {n.id: Crossing(n) for n in book.park.nodes if n.kind not in OUTSIDE}
    chains = {n.id: [a.id for a in book.park.ancestors(n.id)] for n in book.park.nodes}
    for bundle in bundles:
        above_source = chains.get(bundle.from_node, [])
        above_target = chains.get(bundle.to_node, [])
        for node in above_target:
            if node in found and node not in above_source:
                found[node].reached.setdefault(bundle.stream, []).append(bundle)
        for node in above_source:
            if node in found and node not in above_target:
                found[node].left.setdefault(bundle.stream, []).append(bundle)
    for (node, stream, measure), totals in meters.items():
        if node in found:
            side = found[node].reached if measure == "supply" else found[node].left
            side.setdefault(stream, list(totals))
    return tuple(found.values())


@dataclass(frozen=True)
class Striker:
    """Strikes the balances of one period.

    ``levels`` are stocktakings by (node, stream, 'start' or 'end'); ``stored`` names the stocks
    at or below each node, each with one of its streams.
    """

    book: Book
    levels: Levels
    stored: Mapping[str, Sequence[tuple[str, str]]]
    tolerance_factor: float

    def rows(self, crossing: Crossing) -> Iterator[BalanceRow]:
        """The balances of a node: each domain, and each stream alone where it is passed on."""
        known = self.book.catalog.streams
        for domain in DOMAINS:
            streams = [s for s in crossing.streams if in_domain(domain, s, known)]
            if streams:
                yield from self._row(crossing, domain, streams)
        if crossing.node.kind in PASSING:
            for stream in crossing.streams:
                yield from self._row(crossing, self._alone(crossing, stream), [stream])

    def _alone(self, crossing: Crossing, stream: str) -> Domain:
        reached, left = crossing.of([stream])
        seen = {bundle.dimension for bundle in (*reached, *left) if not bundle.missing}
        return own_domain(stream, seen, self.book.catalog.streams)

    def _row(
        self, crossing: Crossing, domain: Domain, streams: Sequence[str]
    ) -> Iterator[BalanceRow]:
        node = crossing.node
        reached, left = crossing.of(streams)
        if not (reached and left) and node.kind not in PASSING | _WHOLE:
            return
        supplied, delivered = self.book.side(reached, domain), self.book.side(left, domain)
        if node.kind is NodeKind.NETWORK:
            supplied = self._not_silent(supplied, node, domain, "supplied")
            delivered = self._not_silent(delivered, node, domain, "delivered")
        opening = self._held(node, streams, "start", domain)
        closing = self._held(node, streams, "end", domain)
        yield self._struck(Struck(node, domain, supplied, delivered, opening, closing))

    def _not_silent(self, side: Side, node: Node, domain: Domain, which: str) -> Side:
        """A network that only takes or only gives lacks entries; it is not zero (C-01)."""
        if side.empty:
            gap = no_entries(node.id, domain, which, self.book.label)
            return Side(gaps=(self.book.add_gap(gap),))
        return side

    def _held(self, node: Node, streams: Sequence[str], edge: str, domain: Domain) -> Side:
        """What the stocks at or below a node held when the period began or ended."""
        held: list[Bundle] = []
        lacking: list[str] = []
        for stock, stream in self.stored.get(node.id, ()):
            level = self.levels.get((stock, stream, edge))
            if stream in streams and level is None:
                gap = no_level(stock, stream, self.book.stream_name(stream), edge, self.book.label)
                lacking.append(self.book.add_gap(gap))
            elif stream in streams and level is not None:
                held.append(level)
        side = self.book.side(held, domain)
        return Side(side.parts, (*side.gaps, *lacking))

    def _struck(self, struck: Struck) -> BalanceRow:
        state = _state(struck, self.tolerance_factor)
        gaps = struck.gaps
        if state is BalanceState.NOT_ASSESSABLE and not gaps:
            gap = no_uncertainty(struck.node.id, struck.domain, self.book.label)
            gaps = (self.book.add_gap(gap),)
        figure = figures_of(struck, self.book, gaps)
        width = half_width(struck.squares)
        difference = struck.difference
        increase = struck.increase
        return BalanceRow(
            node=struck.node.id,
            park=self.book.park.owner(struck.node.id, NodeKind.PARK),
            domain=struck.domain.id,
            unit=struck.domain.unit,
            supplied=struck.supplied.value,
            delivered=struck.delivered.value,
            stock_increase=None if increase is None else float(increase),
            difference=None if difference is None else float(difference),
            tolerance=None if width is None else width * self.tolerance_factor,
            state=state,
            figure=figure,
            gaps=gaps,
        )


def _state(struck: Struck, factor: float) -> BalanceState:
    difference = struck.difference
    if difference is None:
        return BalanceState.NOT_ASSESSABLE
    passes_on = struck.node.kind in PASSING
    if not passes_on and (difference >= 0 or struck.domain.may_grow):
        return BalanceState.CONVERSION
    within = BalanceState.CLOSED if passes_on else BalanceState.CONVERSION
    if difference == 0:
        return within
    if struck.squares is None:
        return BalanceState.NOT_ASSESSABLE
    beyond = difference**2 > Fraction(factor) ** 2 * struck.squares
    return BalanceState.OPEN if beyond else within
