"""Runs a matching over a place and keeps its candidates, and what each side may see of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from parkloop.analyses.symbiosis_matching import (
    Candidate as CoreCandidate,
)
from parkloop.analyses.symbiosis_matching import (
    Matching,
    MatchingParameters,
    Need,
    Offer,
    symbiosis_matching,
)
from parkloop.analyses.symbiosis_matching.model import Kind
from parkloop.catalog.catalog import Catalog
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import NodeKind, Park
from parkloop.periods import reporting_year
from parkloop.provenance import Result
from parkloop.studies import years_of
from parkloop.texts import same_in_both
from parkloop_web.accounts.models import User
from parkloop_web.exchanges.models import Candidate, Face, OwnSide, Search
from parkloop_web.exchanges.showing import Consents, face
from parkloop_web.parks.models import Node
from parkloop_web.studies.running import what_is_seen


def search(place: Node, user: User, at: datetime, year: int | None = None) -> Search | None:
    """A matching over what was submitted at a park or zone; None where there is no data yet."""
    result = matched(place, at, year)
    if result is None:
        return None
    catalog = load_catalog()
    value, provenance = result.value, result.provenance
    kept = Search.objects.create(
        place=place,
        asked_by=user,
        asked_at=at,
        year=int(str(provenance.parameters["period_end"])[:4]),
        parameters={},
        ledger_hash=provenance.ledger_hash,
        catalog_version=provenance.catalog_version,
        catalog_hash=provenance.catalog_hash,
        offers=[offer.as_dict() for offer in value.offers],
        needs=[need.as_dict() for need in value.needs],
        gaps=[gap.as_dict() for gap in result.gaps],
    )
    _keep(kept, value, catalog, at)
    return kept


def matched(place: Node, at: datetime, year: int | None = None) -> Result[Matching] | None:
    """The matching itself, under the rights of whoever asks."""
    snapshot = of_place(what_is_seen(place), place)
    years = years_of(snapshot)
    if not years:
        return None
    period = reporting_year(year or years[-1], snapshot.park.zone)
    offers, needs = by_hand(snapshot.park, period.label(snapshot.park.zone))
    return symbiosis_matching(
        snapshot, load_catalog(), MatchingParameters(period, offers=offers, needs=needs)
    )


def of_place(snapshot: Snapshot, place: Node) -> Snapshot:
    """With the enterprises of the place only: those of other parks are not asked."""
    if place.kind == NodeKind.ZONE.value:
        return snapshot
    park = snapshot.park
    inside = park.below(place.code)
    kept = tuple(
        node
        for node in park.nodes
        if node.id in inside or not park.owner(node.id, NodeKind.ENTERPRISE)
    )
    return replace(snapshot, park=replace(park, nodes=kept))


def by_hand(park: Park, year: str) -> tuple[tuple[Offer, ...], tuple[Need, ...]]:
    """Offers and needs that people have added, of enterprises of the park, by month of a year."""
    rows = OwnSide.objects.filter(withdrawn_at=None).select_related("enterprise")
    offers, needs = list[Offer](), list[Need]()
    for row in rows:
        if row.enterprise.code not in park.by_id:
            continue
        fields: dict[str, Any] = {
            "id": f"{row.side}:{row.enterprise.code}/by-hand-{row.pk}",
            "owner": row.enterprise.code,
            "name": same_in_both(row.name),
            "kind": Kind(row.kind),
            "stream": row.stream,
            "months": {
                f"{year}-{month:02}": amount for month, amount in enumerate(row.by_month, start=1)
            },
            "quantity": row.quantity,
            "unit": row.unit,
            "temperature": row.temperature,
            "water_class": row.water_class,
            "waste_code": row.waste_code,
        }
        if row.side == OwnSide.Side.OFFER:
            offers.append(Offer(**fields))
        else:
            needs.append(Need(**fields))
    return tuple(offers), tuple(needs)


def _keep(kept: Search, value: Matching, catalog: Catalog, at: datetime) -> None:
    codes = {c.giver for c in value.candidates} | {c.taker for c in value.candidates}
    zone = kept.place.zone_id or kept.place_id
    nodes = {n.code: n for n in Node.objects.filter(zone_id=zone, code__in=codes)}
    rows = [
        Candidate(
            search=kept,
            giver=nodes[c.giver],
            taker=nodes[c.taker],
            position=position,
            score=c.score,
            content=c.as_dict(),
        )
        for position, c in enumerate(value.candidates)
    ]
    Candidate.objects.bulk_create(rows)
    consents = Consents.at(at, [node.pk for node in nodes.values()])
    sides: dict[str, Offer | Need] = {offer.id: offer for offer in value.offers}
    sides |= {need.id: need for need in value.needs}
    faces = [
        each
        for row, candidate in zip(rows, value.candidates, strict=True)
        for each in _faces(row, candidate, sides, nodes, catalog, consents)
    ]
    Face.objects.bulk_create(faces)


def _faces(
    row: Candidate,
    candidate: CoreCandidate,
    sides: dict[str, Offer | Need],
    nodes: dict[str, Node],
    catalog: Catalog,
    consents: Consents,
) -> list[Face]:
    giver, taker = nodes[candidate.giver], nodes[candidate.taker]
    offer, need = sides[candidate.offer], sides.get(candidate.need)
    facts = catalog.exchanges
    return [
        Face(
            candidate=row,
            enterprise=giver,
            side=Face.Side.GIVER,
            run=row.search_id,
            score=candidate.score,
            content=face(candidate, "giver", offer, need, taker, giver, facts, consents),
        ),
        Face(
            candidate=row,
            enterprise=taker,
            side=Face.Side.TAKER,
            run=row.search_id,
            score=candidate.score,
            content=face(candidate, "taker", need, offer, giver, taker, facts, consents),
        ),
    ]


def newest(place: Node) -> Search | None:
    return (
        Search.objects.filter(place=place).select_related("asked_by").order_by("-asked_at").first()
    )
