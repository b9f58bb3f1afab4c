"""Scenes for footprint pages: the demo zone, and a park of forty tenants that hand goods on;
imported once Django is up. Every name and number is invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.db import transaction
from django.test import Client
from django.test.utils import override_settings

from benchmarks._web_zone import MONTHS, client_of, person
from parkloop.demo.run import demo_workspace
from parkloop.ledger.columns import as_entries, stated
from parkloop.ledger.entries import Evidence, Flow, Status
from parkloop.ledger.park import Node as CoreNode
from parkloop.ledger.park import NodeKind, Park
from parkloop.periods import parse
from parkloop.texts import Text
from parkloop_web.accounts.models import Role, User
from parkloop_web.database.rls import acting_as
from parkloop_web.demo.people import DemoPeople
from parkloop_web.ledger.models import State, Submission
from parkloop_web.ledger.snapshot import Owners, write_entries
from parkloop_web.parks.register import found_zone, take_over
from parkloop_web.server.acts import load_demo_zone

NOW = datetime(2026, 2, 1, tzinfo=UTC)
#: The day on which the demo is looked at: its certification cases run up to then.
DEMO_DAY = datetime(2026, 11, 26, tzinfo=UTC)


def demo_zone(folder: Path) -> dict[str, Client]:
    """The demo zone as `make demo` shows it; a client of its operator and of its tenant."""
    override_settings(ALLOWED_HOSTS=["testserver"]).enable()
    demo_workspace(folder, lambda what, done: None)
    load_demo_zone(folder, DEMO_DAY)
    people = DemoPeople.known()
    return {name: client_of(people[name]) for name in ("operator", "tenant")}


def park_of(tenants: int) -> tuple[dict[str, Client], int]:
    """A zone of one park: each tenant makes one product from what it buys and from what its
    neighbour makes; returns clients of the operator and of the first tenant, and the entries."""
    override_settings(ALLOWED_HOSTS=["testserver"]).enable()
    board = User.objects.create_user("board@trial.invalid", "board")
    park = _core(tenants)
    with transaction.atomic(), acting_as(board.pk):
        zone = found_zone(board, "zone", park.name, fictional=True)
        nodes = take_over(zone, park)
        firms = [nodes[_firm(number)] for number in range(tenants)]
    count = 0
    for number, firm in enumerate(firms):
        flows = [flow for month in MONTHS for flow in _month(number, tenants, f"{month:%Y-%m}")]
        rows = as_entries(
            stated(flows), import_id=f"t{number}", recorded_at=NOW, recorded_by="trial"
        )
        count += len(rows)
        sender = person(f"firm-{number}", Role.TENANT_ADMIN, firm, board)
        with transaction.atomic(), acting_as(sender.pk):
            write_entries(zone, rows, Owners(zone, firm))
    with transaction.atomic(), acting_as(board.pk):
        Submission.objects.bulk_create(
            Submission(enterprise=firm, month=month, state=State.ACCEPTED, round=1, **_SEEN)
            for firm in firms
            for month in MONTHS
        )
    operator = person("operator", Role.OPERATOR_ADMIN, nodes["park"], board)
    tenant = User.objects.get(email="firm-1@trial.invalid")
    return {"operator": client_of(operator), "tenant": client_of(tenant)}, count


_SEEN = {
    "seen_until": NOW,
    "approved_until": NOW,
    "risk": {"entries": 1, "errors": 0, "warnings": 0, "estimated": 0, "jumps": 0},
}


def _firm(number: int) -> str:
    return f"firm-{number:02}"


def _core(tenants: int) -> Park:
    def name(words: str) -> Text:
        return Text(f"{words} (thử)", f"{words} (trial)")

    nodes = [
        CoreNode("zone", NodeKind.ZONE, name("Zone")),
        CoreNode("park", NodeKind.PARK, name("Park"), "zone"),
        CoreNode("op", NodeKind.ENTERPRISE, name("Operator"), "park", operator=True),
        CoreNode("power", NodeKind.NETWORK, name("Power"), "op"),
        CoreNode("market", NodeKind.MARKET, name("Market")),
        CoreNode("grid", NodeKind.GRID, name("Grid")),
    ]
    for number in range(tenants):
        firm = _firm(number)
        nodes += [
            CoreNode(firm, NodeKind.ENTERPRISE, name(f"Firm {number}"), "park"),
            CoreNode(
                f"{firm}-works",
                NodeKind.PROCESS,
                name(f"Works {number}"),
                firm,
                "stationary.manufacturing",
            ),
        ]
    return Park(name=name("Zone"), nodes=tuple(nodes), fictional=True)


def _month(number: int, tenants: int, month: str) -> Iterator[Flow]:
    """What a tenant states: power, gas, two goods bought, one from its neighbour, what it makes,
    and slag that the next but one uses."""
    works, size = f"{_firm(number)}-works", 100.0 + number
    neighbour = f"{_firm((number + 1) % tenants)}-works"
    taker = f"{_firm((number + 2) % tenants)}-works"
    for stream, source, target, quantity, unit in (
        ("electricity", "power", works, 40 * size, "MWh"),
        ("natural-gas", "market", works, 900 * size, "m3"),
        ("limestone", "market", works, 3 * size, "t"),
        ("pig-iron", "market", works, size, "t"),
        ("steel-product", works, "market", 2 * size, "t"),
        ("steel-product", works, neighbour, 0.3 * size, "t"),
        ("slag", works, taker, 0.1 * size, "t"),
        *((("electricity", "grid", "power", 45 * size, "MWh"),) if number == 0 else ()),
    ):
        yield Flow(
            stream=stream,
            from_node=source,
            to_node=target,
            period=parse(month),
            quantity=quantity,
            unit=unit,
            status=Status.MEASURED,
            evidence=Evidence(file=f"{_firm(number)}.xlsx", sheet="Flows", row=2),
        )
