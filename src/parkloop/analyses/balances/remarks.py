"""What stands out in the balances, as findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from parkloop.analyses.balances.book import Book
from parkloop.analyses.balances.domains import DOMAINS
from parkloop.analyses.balances.messages import MORE_LEFT_THAN_CAME, OPEN, PART_OF_PERIOD
from parkloop.analyses.balances.model import BalanceRow, BalanceState
from parkloop.analyses.balances.strike import Crossing
from parkloop.findings import Finding, Where
from parkloop.ledger.checks.wording import spoken, worded
from parkloop.ledger.park import PASSING

_DOMAINS = {domain.id: domain for domain in DOMAINS}


def remarks(
    book: Book, crossings: Mapping[str, Crossing], rows: Sequence[BalanceRow]
) -> Iterator[Finding]:
    """Open balances: of passing nodes stream by stream, of all others domain by domain."""
    unclosed = [row for row in rows if row.state == BalanceState.OPEN]
    said_below = {
        (above.id, row.domain) for row in unclosed for above in book.park.ancestors(row.node)[1:]
    }
    for row in unclosed:
        passes_on = book.park.by_id[row.node].kind in PASSING
        if passes_on and row.domain not in _DOMAINS:
            yield _unexplained(book, crossings[row.node], row)
        elif not passes_on and (row.node, row.domain) not in said_below:
            yield _more_left(book, crossings[row.node], row)


def partial_meters(book: Book, partial: Sequence[tuple[str, str, str]]) -> Iterator[Finding]:
    """Main meters that say nothing about part of the period."""
    for node, stream, measure in partial:
        yield PART_OF_PERIOD.finding(
            Where(node=node, period=book.label),
            node=node,
            stream=stream,
            side=measure,
            period=book.label,
        )


def _unexplained(book: Book, crossing: Crossing, row: BalanceRow) -> Finding:
    difference, supplied = row.difference or 0.0, row.supplied or 0.0
    base = supplied or row.delivered or 1.0
    return OPEN.finding(
        _where(book, crossing, row, (row.domain,)),
        node=row.node,
        stream=row.domain,
        period=book.label,
        unit=row.unit,
        **spoken(
            supplied=supplied,
            delivered=row.delivered or 0.0,
            difference=difference,
            percent=abs(difference) / base * 100,
            tolerance=row.tolerance or 0.0,
        ),
    )


def _more_left(book: Book, crossing: Crossing, row: BalanceRow) -> Finding:
    return MORE_LEFT_THAN_CAME.finding(
        _where(book, crossing, row, crossing.streams),
        node=row.node,
        period=book.label,
        unit=row.unit,
        **worded(domain=_DOMAINS[row.domain].name),
        **spoken(supplied=row.supplied or 0.0, delivered=row.delivered or 0.0),
    )


def _where(book: Book, crossing: Crossing, row: BalanceRow, streams: Sequence[str]) -> Where:
    reached, left = crossing.of(streams)
    named = tuple(entry for bundle in (*reached, *left) for entry in bundle.named)
    return Where(node=row.node, period=book.label, entries=named)
