"""Sankeys: the flows of a park by domain, enterprise by enterprise, with the balance's error."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from parkloop.analyses.balances.book import Book, Part
from parkloop.analyses.balances.conversion import Conversion
from parkloop.analyses.balances.domains import DOMAINS, Domain, in_domain, own_domain
from parkloop.analyses.balances.flows import HOLES, Bundle
from parkloop.analyses.balances.model import BalanceRow, Sankey, SankeyLink
from parkloop.ledger.entries import HAPPENED
from parkloop.ledger.park import PASSING, NodeKind
from parkloop.provenance import Figure, FigureOperand
from parkloop.texts import Text

_STATUSES = [status.value for status in HAPPENED]


@dataclass
class _Band:
    total: Fraction = Fraction(0)
    known: bool = False
    statuses: set[str] = field(default_factory=set)
    entries: int = 0


def sankeys(
    book: Book, bundles: Sequence[Bundle], rows: Sequence[BalanceRow]
) -> tuple[Sankey, ...]:
    """Every park's pictures: energy, water, mass, then streams that no fact brings to these."""
    return tuple(
        picture
        for park in book.park.of_kind(NodeKind.PARK)
        for picture in _pictures(book, park.id, _of_park(book, bundles, park.id), rows)
        if picture.links
    )


def _of_park(book: Book, bundles: Sequence[Bundle], park: str) -> list[Bundle]:
    """Flows with an end in the park; months that a series lacks are no exchange by themselves."""
    return [
        b
        for b in bundles
        if b.why != HOLES and park in (book.park_of(b.from_node), book.park_of(b.to_node))
    ]


def _pictures(
    book: Book, park: str, bundles: Sequence[Bundle], rows: Sequence[BalanceRow]
) -> Iterator[Sankey]:
    streams = book.catalog.streams
    for domain in DOMAINS:
        own = [b for b in bundles if in_domain(domain, b.stream, streams)]
        yield _picture(book, park, domain, own, rows)
    for stream in sorted(_unconvertible(book, bundles)):
        own = [b for b in bundles if b.stream == stream]
        seen = {b.dimension for b in own if not b.missing}
        picture = _picture(book, park, own_domain(stream, seen, streams), own, rows)
        if len(picture.links) > 1:
            yield picture


def _unconvertible(book: Book, bundles: Sequence[Bundle]) -> set[str]:
    """Streams with a known amount that some domain's unit cannot hold; pieces are no picture."""
    return {
        bundle.stream
        for domain in DOMAINS
        for bundle in bundles
        if not bundle.missing
        and bundle.dimension != "count"
        and in_domain(domain, bundle.stream, book.catalog.streams)
        and not isinstance(
            book.converter.convert(bundle.stream, bundle.dimension, domain.dimension),
            Conversion,
        )
    }


def _picture(
    book: Book,
    park: str,
    domain: Domain,
    bundles: Sequence[Bundle],
    rows: Sequence[BalanceRow],
) -> Sankey:
    bands: dict[tuple[str, str, str, bool], _Band] = {}
    gaps: set[str] = set()
    for bundle in bundles:
        source, target = _shown(book, bundle.from_node), _shown(book, bundle.to_node)
        if source == target:
            continue
        part = book.part(bundle, domain)
        band = bands.setdefault(
            (source, target, bundle.stream, not isinstance(part, Part)), _Band()
        )
        band.statuses.add(bundle.status)
        band.entries += bundle.entries
        if isinstance(part, Part):
            band.total, band.known = band.total + part.amount, True
        else:
            gaps.add(part)
    passing = [
        row
        for row in rows
        if row.domain == domain.id
        and row.park == park
        and book.park.by_id[row.node].kind in PASSING
    ]
    error = _error(book, park, domain, passing)
    return Sankey(
        park=park,
        domain=domain.id,
        unit=domain.unit,
        links=tuple(_link(book, key, bands[key]) for key in sorted(bands)),
        error=error,
        gaps=tuple(sorted(gaps | {gap for row in passing for gap in row.gaps})),
    )


def _link(book: Book, key: tuple[str, str, str, bool], band: _Band) -> SankeyLink:
    source, target, stream, _ = key
    known = book.catalog.streams.get(stream)
    return SankeyLink(
        source=source,
        target=target,
        stream=stream,
        carrier=known.carrier if known else "",
        value=float(band.total) if band.known else None,
        status=max(band.statuses, key=_STATUSES.index),
        entries=band.entries,
    )


def _shown(book: Book, node: str) -> str:
    """Who stands for a node: its enterprise, unless it is a network of the park's operator."""
    enterprise = book.park.owner(node, NodeKind.ENTERPRISE)
    if not enterprise:
        return node
    is_network = book.park.by_id[node].kind is NodeKind.NETWORK
    return node if is_network and book.park.by_id[enterprise].operator else enterprise


def _error(book: Book, park: str, domain: Domain, passing: Sequence[BalanceRow]) -> float | None:
    """Σ |difference| at the nodes that pass things on, as a figure too."""
    if not passing:
        return None
    known = [abs(row.difference) for row in passing if row.difference is not None]
    gaps = tuple(sorted({gap for row in passing if row.difference is None for gap in row.gaps}))
    name, figure = book.name(park), f"balances/{park}/{book.label}/{domain.id}/error"
    error = math.fsum(known) if len(known) == len(passing) else None
    book.figures[figure] = Figure(
        id=figure,
        label=Text(
            f"Sai số cân bằng, {domain.name.vi} – {name.vi}",
            f"Balance error, {domain.name.en} – {name.en}",
        ),
        value=error,
        unit=domain.unit,
        formula=Text("Σ |chênh lệch| tại các nút trung chuyển", "Σ |difference| at passing nodes"),
        operands=tuple(FigureOperand(row.figure) for row in passing),
        gaps=gaps,
    )
    return error
