"""Networks in the small zone: alpha's ash for beta's clinker, with prices set by the operator."""

from __future__ import annotations

from datetime import timedelta

from parkloop.ledger.entries import Flow, Status
from parkloop.periods import parse
from parkloop.texts import same_in_both
from parkloop_web.database.rls import acting_as
from parkloop_web.exchanges.models import NetworkPart, NetworkRun, PlanRow
from parkloop_web.exchanges.networking import Asking, ask, run, show_parts
from parkloop_web.exchanges.planning import take_plan
from parkloop_web.parks.models import Node
from tests.web.exchanging import ash
from tests.web.people import MONTHS, NOW, Zone

LATER = NOW + timedelta(hours=3)
#: By hand: 100 t of ash at 0.5 for clinker; the taker saves 0.5 × 900,000 − 20,000 − (1,000 + 2 km
#: × 500), the giver 50,000; a link costs 1,000,000 a year.
PLAN = {
    "money": "VND@2025",
    "distance_km": {"within_park": 2, "between_parks": 20},
    "modes": [{"name": "truck", "per_unit": 1000, "per_unit_km": 500}],
    "offers": [{"stream": "fly-ash", "unit": "t", "saved": 50_000}],
    "needs": [{"stream": "clinker", "unit": "t", "price": 900_000, "co2": 842}],
    "exchanges": [
        {
            "id": "ash-for-clinker",
            "offer": "fly-ash",
            "need": "clinker",
            "mode": "truck",
            "ratio": 0.5,
            "treatment": 20_000,
            "fixed": 1_000_000,
        }
    ],
}
#: [VND/year] = 100 · (0.5 · 900,000 − 20,000 − 2,000 + 50,000) − 1,000,000
NET = 46_800_000.0


def clinker(tonnes: float = 400.0, month=MONTHS[1]) -> Flow:
    return Flow(
        stream="clinker",
        from_node="market",
        to_node="beta-site",
        period=parse(f"{month:%Y-%m}"),
        quantity=tonnes,
        unit="t",
        status=Status.BILLED,
    )


def ready(zone: Zone) -> None:
    """Ash and clinker are handed in, and the operator has set its prices."""
    with acting_as(zone.users["operator"].pk):
        Node.objects.filter(code="beta").update(industry="23.51")
        Node.objects.filter(code="alpha").update(industry="35.11")
    zone.state("tenant", "alpha", ash(100.0), at=NOW + timedelta(minutes=10))
    zone.state("neighbour", "beta", clinker(), at=NOW + timedelta(minutes=10))
    for who, code in (("tenant", "alpha"), ("neighbour", "beta")):
        zone.submit(who, code, MONTHS[1], at=NOW + timedelta(hours=1, minutes=10))
    planned(zone)


def arguments(zone: Zone) -> dict[str, object]:
    """A thing of each kind, for the addresses of the site; alpha's ash is handed in already."""
    zone.state("neighbour", "beta", clinker(), at=NOW + timedelta(minutes=20))
    zone.submit("neighbour", "beta", MONTHS[1], at=NOW + timedelta(hours=1, minutes=20))
    planned(zone)
    kept = proposed(zone)
    with acting_as(zone.users["operator"].pk):
        show_parts(kept, LATER)
        part = NetworkPart.objects.get(run=kept, enterprise=zone.nodes["alpha"])
    row = row_of(zone, "offers")
    return {"part": part.pk, "row": row.pk, "run": kept.pk, "section": "needs"}


def planned(zone: Zone) -> None:
    user = zone.users["operator"]
    with acting_as(user.pk):
        take_plan(zone.nodes["north"], PLAN, same_in_both("a quote"), user, LATER)


def proposed(zone: Zone, **asked: object) -> NetworkRun:
    """A network of north as the worker computes it."""
    user = zone.users["operator"]
    with acting_as(user.pk):
        kept = ask(zone.nodes["north"], user, LATER, Asking(**asked))  # type: ignore[arg-type]
        return run(kept)


def row_of(zone: Zone, section: str) -> PlanRow:
    with acting_as(zone.users["operator"].pk):
        return PlanRow.objects.get(place__code="north", section=section, ended_at=None)
