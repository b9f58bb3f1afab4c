"""Exchanges in the small zone: alpha gives off fly ash, beta makes cement, both in north."""

from __future__ import annotations

from datetime import timedelta

from parkloop.ledger.entries import Flow, Status
from parkloop.periods import parse
from parkloop_web.database.rls import acting_as
from parkloop_web.exchanges.casework import open_case
from parkloop_web.exchanges.models import (
    Candidate,
    Case,
    CaseDocument,
    Face,
    OwnSide,
    Search,
)
from parkloop_web.exchanges.searching import search
from parkloop_web.parks.models import Consent, Node
from tests.web.people import MONTHS, NOW, Zone

LATER = NOW + timedelta(hours=2)


def ash(tonnes: float = 4321.0, target: str = "market", month=MONTHS[1]) -> Flow:
    return Flow(
        stream="fly-ash",
        from_node="alpha-site",
        to_node=target,
        period=parse(f"{month:%Y-%m}"),
        quantity=tonnes,
        unit="t",
        status=Status.MEASURED,
    )


def searched(zone: Zone) -> Search:
    """Alpha's ash is handed in, industries are known, and the operator has searched."""
    with acting_as(zone.users["operator"].pk):
        Node.objects.filter(code="beta").update(industry="23.51")
        Node.objects.filter(code="alpha").update(industry="35.11")
    zone.state("tenant", "alpha", ash(), at=NOW + timedelta(minutes=10))
    zone.submit("tenant", "alpha", MONTHS[1], at=NOW + timedelta(hours=1, minutes=10))
    with acting_as(zone.users["operator"].pk):
        found = search(zone.nodes["north"], zone.users["operator"], LATER)
    assert found is not None
    return found


def ash_candidate(zone: Zone) -> Candidate:
    with acting_as(zone.users["operator"].pk):
        return Candidate.objects.get(giver__code="alpha", taker__code="beta")


def face_of(zone: Zone, who: str, enterprise: str) -> Face:
    with acting_as(zone.users[who].pk):
        return Face.objects.get(enterprise=zone.nodes[enterprise])


def unshared_case(zone: Zone) -> Case:
    with acting_as(zone.users["operator"].pk):
        return open_case(
            Candidate.objects.get(giver__code="alpha", taker__code="beta"),
            zone.nodes["north"],
            zone.users["operator"],
            LATER,
        )


def arguments(zone: Zone) -> dict[str, object]:
    """A thing of each kind, for the addresses of the site."""
    searched(zone)
    case = unshared_case(zone)
    with acting_as(zone.users["operator"].pk):
        document = CaseDocument.objects.create(
            case=case,
            name="plan.txt",
            media_type="text/plain",
            content=b"1,000 t",
            added_by=zone.users["operator"],
        )
    with acting_as(zone.users["tenant"].pk):
        side = OwnSide.objects.create(
            enterprise=zone.nodes["alpha"],
            side="offer",
            name="Hot water",
            kind="heat",
            added_by=zone.users["tenant"],
        )
        consent = Consent.objects.create(
            enterprise=zone.nodes["alpha"],
            partner=zone.nodes["beta"],
            field="quantity",
            precision="interval",
            valid_until=NOW + timedelta(days=36500),
            given_by=zone.users["tenant"],
        )
    return {
        "candidate": ash_candidate(zone).pk,
        "case": case.pk,
        "consent": consent.pk,
        "document": document.pk,
        "face": face_of(zone, "tenant", "alpha").pk,
        "side": side.pk,
    }
