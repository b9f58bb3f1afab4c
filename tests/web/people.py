"""A small zone with its people, for tests: two parks, four tenants, a row of data for each month.

    north: operator, alpha, beta           south: operator, gamma, delta

Everybody is signed in with a client of their own; the data is written under their own rights.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.test import Client

from parkloop.ledger.columns import as_entries, stated
from parkloop.ledger.entries import Evidence, Flow, Status
from parkloop.ledger.park import Node as CoreNode
from parkloop.ledger.park import NodeKind, Park
from parkloop.periods import parse
from parkloop.texts import Text, same_in_both
from parkloop_web.accounts.identity import identify
from parkloop_web.accounts.models import Mandate, Membership, Role, User
from parkloop_web.database.rls import acting_as
from parkloop_web.ledger.handing_in import hand_in
from parkloop_web.ledger.snapshot import Owners, write_entries
from parkloop_web.parks.models import Node
from parkloop_web.parks.register import found_zone, take_over

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
MONTHS = (date(2026, 1, 1), date(2026, 2, 1))
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TENANTS = {"alpha": "north", "beta": "north", "gamma": "south", "delta": "south"}


def core_park() -> Park:
    def name(words: str) -> Text:
        return Text(f"{words} (thử)", f"{words} (test)")

    nodes = [CoreNode("zone", NodeKind.ZONE, name("Zone"))]
    for park in ("north", "south"):
        operator = f"{park}-operator"
        nodes += [
            CoreNode(park, NodeKind.PARK, name(park.title()), "zone"),
            CoreNode(operator, NodeKind.ENTERPRISE, name(operator), park, operator=True),
            CoreNode(f"{park}-power", NodeKind.NETWORK, name(f"{park} power"), operator),
        ]
    for tenant, park in TENANTS.items():
        nodes += [
            CoreNode(tenant, NodeKind.ENTERPRISE, name(tenant.title()), park),
            CoreNode(f"{tenant}-site", NodeKind.SITE, name(f"{tenant} site"), tenant),
            CoreNode(
                f"{tenant}-boiler",
                NodeKind.GENERATOR,
                name(f"{tenant} boiler"),
                f"{tenant}-site",
                "stationary.manufacturing",
            ),
        ]
    nodes += [
        CoreNode("grid", NodeKind.GRID, name("Grid")),
        CoreNode("market", NodeKind.MARKET, name("Market")),
    ]
    return Park(
        name=name("Zone"), nodes=tuple(nodes), fictional=True, source=same_in_both("a test")
    )


def diesel(tenant: str, month: date, litres: float, note: str = "") -> Flow:
    """Diesel bought and burnt by a tenant in a month."""
    return Flow(
        stream="diesel",
        from_node="market",
        to_node=f"{tenant}-boiler",
        period=parse(f"{month:%Y-%m}"),
        quantity=litres,
        unit="l",
        status=Status.BILLED,
        note=note,
        evidence=Evidence(file=f"{tenant}.xlsx", sheet="Flows", row=2),
    )


@dataclass
class Zone:
    """The zone, its nodes by code, its people by name, a signed-in client for each."""

    zone: Node
    nodes: dict[str, Node]
    users: dict[str, User]
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, name: str) -> Client:
        if name not in self.clients:
            client = Client(raise_request_exception=False)
            if name != "public":
                client.force_login(self.users[name], backend=BACKEND)
                session = client.session
                session["entered_in_demo"] = True
                session.save()
            self.clients[name] = client
        return self.clients[name]

    def state(self, who: str, enterprise: str, *flows: Flow, at: datetime = NOW) -> None:
        """Write entries as somebody, for an enterprise."""
        rows = as_entries(
            stated(flows),
            import_id=f"{at:%Y%m%dT%H%M%SZ}-{who}",
            recorded_at=at,
            recorded_by=self.users[who].email,
        )
        with acting_as(self.users[who].pk):
            write_entries(self.zone, rows, Owners(self.zone, self.nodes[enterprise]))

    def submit(self, who: str, enterprise: str, *months: date, at: datetime = NOW) -> None:
        with acting_as(self.users[who].pk):
            hand_in(identify(self.users[who]), self.nodes[enterprise], months, at=at)


#: Name → (role, place); who has no role is an outsider.
ROLES = {
    "board": (Role.BOARD_ADMIN, "zone"),
    "operator": (Role.OPERATOR_ADMIN, "north"),
    "other-operator": (Role.OPERATOR, "south"),
    "tenant": (Role.TENANT_ADMIN, "alpha"),
    "editor": (Role.TENANT_EDITOR, "alpha"),
    "viewer": (Role.TENANT_VIEWER, "alpha"),
    "neighbour": (Role.TENANT_ADMIN, "beta"),
    "other-park": (Role.TENANT_ADMIN, "gamma"),
    "fourth": (Role.TENANT_ADMIN, "delta"),
}


def small_zone() -> Zone:
    """Found, register, give roles, state two months of diesel for each tenant, submit January."""
    users = {name: User.objects.create_user(f"{name}@test.invalid", name) for name in ROLES}
    for name in ("expert", "expired", "stranger"):
        users[name] = User.objects.create_user(f"{name}@test.invalid", name)
    park = core_park()
    with acting_as(users["board"].pk):
        zone = found_zone(users["board"], "zone", park.name, fictional=True, source=park.source)
        nodes = take_over(zone, park)
        for name, (role, place) in ROLES.items():
            if name != "board":
                Membership.objects.create(user=users[name], role=role, place=nodes[place])
        Membership.objects.create(
            user=users["expired"],
            role=Role.TENANT_ADMIN,
            place=nodes["alpha"],
            valid_from=NOW - timedelta(days=60),
            valid_until=NOW - timedelta(days=30),
        )
    with acting_as(users["tenant"].pk):
        Mandate.objects.create(
            expert=users["expert"],
            enterprise=nodes["alpha"],
            purpose="audit",
            valid_until=datetime(2100, 1, 1, tzinfo=UTC),
            granted_by=users["tenant"],
        )
    made = Zone(zone, nodes, users)
    for litres, (who, enterprise) in enumerate(
        (("tenant", "alpha"), ("neighbour", "beta"), ("other-park", "gamma"), ("fourth", "delta")),
        start=1,
    ):
        made.state(who, enterprise, *(diesel(enterprise, m, 1000.0 * litres) for m in MONTHS))
        made.submit(who, enterprise, MONTHS[0], at=NOW + timedelta(hours=1))
    return made
