"""Offers and needs of a park, and the exchanges that could come of them."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from parkloop.analyses._provenance import provenance
from parkloop.analyses.symbiosis_matching import messages
from parkloop.analyses.symbiosis_matching.candidates import Matcher, place_of
from parkloop.analyses.symbiosis_matching.figures import figures_of
from parkloop.analyses.symbiosis_matching.model import Candidate, Kind, Matching, Side
from parkloop.analyses.symbiosis_matching.parameters import VERSION, MatchingParameters
from parkloop.analyses.symbiosis_matching.sides import Sides, sides
from parkloop.catalog.catalog import Catalog
from parkloop.catalog.exchange_facts import Pair
from parkloop.errors import RequestError
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import NodeKind, Park
from parkloop.provenance import Gap, Result
from parkloop.texts import Text


def symbiosis_matching(
    snapshot: Snapshot, catalog: Catalog, parameters: MatchingParameters
) -> Result[Matching]:
    """Offers and needs with quantities by month, and candidates, best first.

    A candidate's score and its parts are numbers of 1 (docs/methods/symbiosis-matching.md). What
    is not known (a temperature, a class, a place) is a gap and stops nothing. Raises RequestError
    where an offer by hand names an enterprise that the park does not have.
    """
    known = _with_hand(sides(snapshot, catalog, parameters.period), parameters, snapshot.park)
    matcher = Matcher(snapshot.park, catalog.exchanges, parameters, known.needs, known.running)
    found = tuple(matcher.candidates(known.offers))
    value = Matching(known.offers, known.needs, tuple(sorted(found, key=_order)))
    gaps = {gap.id: gap for gap in _gaps(value, snapshot.park, catalog)}
    pairs = {candidate.pair for candidate in value.candidates if candidate.pair}
    return Result(
        value=value,
        provenance=provenance(
            snapshot,
            catalog,
            "symbiosis_matching",
            VERSION,
            parameters.as_dict(),
            pairs,
            known.used,
        ),
        figures=figures_of(value, parameters.period, _counts(known)),
        gaps=tuple(gaps[name] for name in sorted(gaps)),
    )


def _order(candidate: Candidate) -> tuple[float, bool, str]:
    """Best first; of equals those within one park, then by id."""
    return -candidate.score, candidate.geography != "same-park", candidate.id


def _with_hand(known: Sides, parameters: MatchingParameters, park: Park) -> Sides:
    """The ledger's sides with those added by hand, which take the place of the same id."""
    for side in (*parameters.offers, *parameters.needs):
        if side.owner not in park.by_id or park.by_id[side.owner].kind is not NodeKind.ENTERPRISE:
            raise RequestError(
                Text(
                    f"“{side.id}”: khu không có doanh nghiệp “{side.owner}”.",
                    f"“{side.id}”: the park has no enterprise “{side.owner}”.",
                )
            )
    offers = {side.id: side for side in (*known.offers, *parameters.offers)}
    needs = {need.id: need for need in (*known.needs, *parameters.needs)}
    return Sides(
        tuple(offers[name] for name in sorted(offers)),
        tuple(needs[name] for name in sorted(needs)),
        known.running,
        known.used,
    )


def _counts(known: Sides) -> dict[str, int]:
    """How many entries speak of each side's stream."""
    rows = known.used.group_by("stream").agg(pl.len().alias("count"))
    by_stream = dict(rows.iter_rows())
    return {s.id: by_stream.get(s.stream, 0) for s in (*known.offers, *known.needs)}


def _gaps(value: Matching, park: Park, catalog: Catalog) -> Iterator[Gap]:
    named = {c.giver for c in value.candidates} | {c.taker for c in value.candidates}
    for owner in sorted(named):
        node = park.node(owner)
        if not node.industry:
            yield messages.no_industry(owner, node.name)
        if place_of(park, owner) is None:
            yield messages.no_place(owner, node.name)
    wanted = {c.offer for c in value.candidates} | {c.need for c in value.candidates}
    for side in (*value.offers, *value.needs):
        if side.quantity is None:
            yield messages.no_quantity(side.id, side.name)
        if side.id in wanted:
            yield from _unknown(side)
    for code in sorted({p.waste_code for p in _pairs(value, catalog) if p.waste_code}):
        if not catalog.exchanges.waste_codes[code].vn_code:
            yield messages.no_national_code(code)


def _pairs(value: Matching, catalog: Catalog) -> list[Pair]:
    return [catalog.exchanges.pairs[c.pair] for c in value.candidates if c.pair]


def _unknown(side: Side) -> Iterator[Gap]:
    if side.kind in (Kind.HEAT, Kind.COLD) and side.temperature is None:
        yield messages.no_temperature(side.id, side.name)
    if side.kind in (Kind.WATER, Kind.WASTEWATER) and not side.water_class:
        yield messages.no_water_class(side.id, side.name)
