"""A zone of the reference size in the database, and clients of its people; imported once Django is
up. Every name is invented."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from parkloop.ledger.columns import as_entries, stated
from parkloop.ledger.entries import Evidence, Flow, Status
from parkloop.ledger.park import Node as CoreNode
from parkloop.ledger.park import NodeKind, Park
from parkloop.periods import parse
from parkloop.texts import Text
from parkloop_web.accounts.models import Membership, Role, User
from parkloop_web.database.rls import acting_as
from parkloop_web.ledger.due import months_between
from parkloop_web.ledger.models import Deadline, State, Submission
from parkloop_web.ledger.snapshot import Owners, write_entries
from parkloop_web.parks.models import Node
from parkloop_web.parks.register import found_zone, take_over
from parkloop_web.studies.asking import ask
from parkloop_web.studies.running import run

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MONTHS = months_between(date(2024, 1, 1), date(2025, 12, 1))
NOW = datetime(2026, 2, 1, tzinfo=UTC)


def core_park(parks: int, tenants: int) -> Park:
    def name(words: str) -> Text:
        return Text(f"{words} (thử)", f"{words} (trial)")

    nodes = [CoreNode("zone", NodeKind.ZONE, name("Zone"))]
    for p in range(parks):
        park = f"park-{p:02}"
        nodes += [
            CoreNode(park, NodeKind.PARK, name(f"Park {p}"), "zone"),
            CoreNode(f"{park}-op", NodeKind.ENTERPRISE, name(f"Operator {p}"), park, operator=True),
        ]
        for t in range(tenants // parks):
            firm = f"{park}-firm-{t:02}"
            nodes += [
                CoreNode(firm, NodeKind.ENTERPRISE, name(f"Firm {p}-{t}"), park),
                CoreNode(
                    f"{firm}-boiler",
                    NodeKind.GENERATOR,
                    name(f"Boiler {p}-{t}"),
                    firm,
                    "stationary.manufacturing",
                ),
            ]
    nodes.append(CoreNode("market", NodeKind.MARKET, name("Market")))
    return Park(name=name("Zone"), nodes=tuple(nodes), fictional=True)


def make_zone(parks: int, tenants: int) -> dict[str, Client]:
    """Register, one fuel bill per firm and month, every month submitted; a client per role."""
    override_settings(ALLOWED_HOSTS=["testserver"]).enable()
    board = User.objects.create_user("board@trial.invalid", "board")
    park = core_park(parks, tenants)
    with transaction.atomic(), acting_as(board.pk):
        zone = found_zone(board, "zone", park.name, fictional=True)
        nodes = take_over(zone, park)
        Deadline.objects.create(zone=zone)
        firms = [n for n in nodes.values() if n.kind == "enterprise" and not n.operator]
        Submission.objects.bulk_create(
            Submission(
                enterprise=firm,
                month=month,
                state=_state(month),
                round=1,
                seen_until=NOW,
                approved_until=NOW if _state(month) != State.SUBMITTED else None,
                risk={"entries": 1, "errors": 0, "warnings": 0, "estimated": 0, "jumps": 0},
            )
            for firm in firms
            for month in MONTHS
        )
    tenant = person("tenant", Role.TENANT_ADMIN, nodes[firms[0].code], board)
    with transaction.atomic(), acting_as(board.pk):
        Submission.objects.filter(enterprise=firms[0]).update(state=State.OPEN)
    _state_diesel(tenant, zone, firms[0])
    operator = person("operator", Role.OPERATOR_ADMIN, nodes["park-00"], board)
    with acting_as(tenant.pk):
        run(ask(firms[0], tenant, NOW))
    # As the server does by itself within a minute of such a change.
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    return {
        name: client_of(user)
        for name, user in (("board", board), ("operator", operator), ("tenant", tenant))
    }


def _state(month: date) -> State:
    if month >= date(2025, 12, 1):
        return State.SUBMITTED
    return State.APPROVED if month >= date(2025, 11, 1) else State.ACCEPTED


def person(name: str, role: Role, place: Node, board: User) -> User:
    user = User.objects.create_user(f"{name}@trial.invalid", name)
    with acting_as(board.pk):
        Membership.objects.create(user=user, role=role, place=place)
    return user


def _state_diesel(user: User, zone: Node, firm: Node) -> None:
    flows = [
        Flow(
            stream="diesel",
            from_node="market",
            to_node=f"{firm.code}-boiler",
            period=parse(f"{month:%Y-%m}"),
            quantity=1_000.0,
            unit="l",
            status=Status.BILLED,
            evidence=Evidence(file="bills.xlsx", sheet="Flows", row=2),
        )
        for month in MONTHS
    ]
    rows = as_entries(
        stated(flows), import_id="trial", recorded_at=NOW, recorded_by="tenant@trial.invalid"
    )
    with transaction.atomic(), acting_as(user.pk):
        write_entries(zone, rows, Owners(zone, firm))


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    session = client.session
    session["entered_in_demo"] = True
    session.save()
    return client


def queries_of(client: Client, address: str) -> tuple[int, float]:
    """How many queries a page takes, and how long the database is busy with them [s]; the second
    ask counts. Raises AssertionError unless it answers 200."""
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
    return len(seen), sum(float(query["time"]) for query in seen.captured_queries)
