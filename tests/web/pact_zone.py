"""A zone with two enterprises, and partners of them, for tests of the exchange."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from parkloop.ledger.park import Node as CoreNode
from parkloop.ledger.park import NodeKind, Park
from parkloop.texts import same_in_both
from parkloop_web.accounts.models import Membership, Role, User
from parkloop_web.database.rls import acting_as
from parkloop_web.footprints.keys import new_credentials, seal
from parkloop_web.footprints.models import Issued, Partner, Release
from parkloop_web.parks.models import Node
from parkloop_web.parks.register import found_zone, take_over
from tests.core.pact.sets import data_set

BASE = "https://testserver/pact"
#: Invented data sets: the second for another place and product, the third withdrawn.
FIRST = data_set()
SECOND = data_set(
    {"geographyCountry": "DE"},
    id="11111111-1111-4111-8111-111111111111",
    productIds=["urn:pact:product:fictional:other"],
    created="2025-03-01T00:00:00Z",
)
THIRD = data_set(
    id="22222222-2222-4222-8222-222222222222",
    productIds=["urn:pact:product:fictional:third"],
    status="Deprecated",
)


@dataclass
class Zone:
    board: User
    editors: dict[str, User]
    nodes: dict[str, Node]


def make_zone() -> Zone:
    board = User.objects.create(email="board@test.invalid", name="board")
    core = Park(
        same_in_both("Z"),
        (
            CoreNode("Z", NodeKind.ZONE, same_in_both("Z")),
            CoreNode("P", NodeKind.PARK, same_in_both("P"), "Z"),
            CoreNode("one", NodeKind.ENTERPRISE, same_in_both("One"), "P"),
            CoreNode("two", NodeKind.ENTERPRISE, same_in_both("Two"), "P"),
            CoreNode("market", NodeKind.MARKET, same_in_both("Market")),
        ),
    )
    with acting_as(board.pk):
        zone = found_zone(board, "Z", core.name)
        nodes = take_over(zone, core)
        editors = {}
        for code in ("one", "two"):
            editors[code] = User.objects.create(email=f"{code}@test.invalid", name=code)
            Membership.objects.create(user=editors[code], role=Role.TENANT_ADMIN, place=nodes[code])
    return Zone(board, editors, nodes)


@dataclass
class Client:
    """A partner's system: its row, and what it signs in with."""

    row: Partner
    client_id: str
    secret: str


def partner(zone: Zone, code: str = "one", **more: object) -> Client:
    made = new_credentials()
    with acting_as(zone.editors[code].pk):
        row = Partner.objects.create(
            **{
                "enterprise": zone.nodes[code],
                "name": "Customer",
                "client_id": made.client_id,
                "secret": made.hash,
                "valid_until": timezone.now() + timedelta(days=30),
                "created_by": zone.editors[code],
                "host_url": "https://customer.example/pact",
                "host_client_id": "us",
                "host_secret": seal("our secret"),
            }
            | more
        )
    return Client(row, made.client_id, made.secret)


def issue(zone: Zone, document: dict[str, object], code: str = "one") -> Issued:
    with acting_as(zone.editors[code].pk):
        return Issued.objects.create(
            enterprise=zone.nodes[code],
            product=str(document["productNameCompany"]),
            year=2023,
            number=UUID(str(document["id"])),
            document=document,
            ledger_hash="l",
            catalog_hash="c",
            issued_by=zone.editors[code],
        )


def release(
    zone: Zone, issued: Issued, client: Client, until: datetime | None = None, code: str = "one"
) -> Release:
    with acting_as(zone.editors[code].pk):
        return Release.objects.create(
            enterprise=zone.nodes[code],
            issued=issued,
            partner=client.row,
            valid_until=until or datetime(2099, 1, 1, tzinfo=UTC),
            given_by=zone.editors[code],
        )
