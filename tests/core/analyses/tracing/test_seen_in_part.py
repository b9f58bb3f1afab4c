"""What an enterprise sees of its park gives its products the footprints that the whole park gives.

Expected is the trace of the whole demo zone. An enterprise sees its own entries and what goes into
its operator's utilities, never what the utilities deliver to others.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from parkloop.analyses.tracing.parameters import TracingParameters
from parkloop.analyses.tracing.tracing import tracing
from parkloop.demo.generate import handed_in
from parkloop.demo.zone import demo_park
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.columns import as_entries, stated
from parkloop.ledger.ledger import Ledger
from parkloop.ledger.park import NodeKind
from parkloop.periods import reporting_year

CATALOG, PARK = load_catalog(), demo_park()
ALL = TracingParameters(reporting_year(2025, PARK.zone), fallbacks=("grid-latest-published",))
OWNER = {node.id: PARK.owner(node.id, NodeKind.ENTERPRISE) for node in PARK.nodes}


@pytest.fixture(scope="module")
def sent():
    return {handed.sender: list(handed.entries) for handed in handed_in()}


@pytest.fixture(scope="module")
def whole(sent):
    found = traced([entry for entries in sent.values() for entry in entries], ALL)
    return {one.product: one for one in found.footprints}


def traced(entries, parameters):
    rows = as_entries(
        stated(entries),
        import_id="test",
        recorded_at=datetime(2026, 2, 2, tzinfo=UTC),
        recorded_by="test",
    ).unique(subset="key", keep="first", maintain_order=True)
    ledger = Ledger.empty(PARK).append(rows)
    return tracing(ledger.snapshot(), CATALOG, parameters).value


def utilities_of(operator):
    return tuple(sorted(n for n, owner in OWNER.items() if owner == operator and n != operator))


def seen_by(enterprise, operator, sent):
    """Its own entries, and those of its operator that no third enterprise has a part in."""

    def is_shared(entry):
        ends = (getattr(entry, "from_node", ""), getattr(entry, "to_node", ""))
        return {OWNER.get(end, "") for end in ends} <= {"", operator}

    return [*sent[enterprise], *filter(is_shared, sent[operator])]


@pytest.mark.parametrize(
    "enterprise",
    ["a-steel-1", "a-cable-1", "a-lime-1", "b-appliances-1", "c-paper-1", "c-dyeing-1"],
)
def test_an_enterprise_finds_the_footprint_that_the_park_finds(enterprise, sent, whole):
    operator = f"{enterprise[0]}-operator"
    parameters = replace(ALL, partly_seen=utilities_of(operator))
    found = traced(seen_by(enterprise, operator, sent), parameters)
    own = [one for one in found.footprints if one.owner == enterprise and one.stream]
    assert own
    for one in own:
        # What remains is what the network's meters do not explain, and another wastewater.
        assert one.per_unit == pytest.approx(whole[one.product].per_unit, rel=5e-3), one.product
    sums = found.conservation
    assert abs(sums.difference) <= 1e-9 * sums.sources


def test_without_saying_so_an_enterprise_would_carry_the_power_of_all(sent, whole):
    """Cable is 2 % of the park's power; it would carry all that is not seen to go elsewhere."""
    found = traced(seen_by("a-cable-1", "a-operator", sent), ALL)
    (cable,) = (one for one in found.footprints if one.product == "a-cable-1-works/product-generic")
    assert cable.per_unit > 20 * whole[cable.product].per_unit


def test_a_by_product_given_to_a_neighbour_is_an_exchange(sent):
    """Slag of the furnace: the block maker's works are its secret, an end outside."""
    hidden = replace(
        PARK,
        nodes=tuple(
            replace(node, kind=NodeKind.PARTNER, parent="", activity="")
            if node.id == "a-blocks-1-works"
            else node
            for node in PARK.nodes
        ),
    )
    parameters = replace(
        ALL,
        neighbours=("a-blocks-1-works",),
        displaced={"a-steel-1-furnace/slag": 0.062},
        prices={"a-steel-1-furnace/crude-steel-eaf": 13500, "a-steel-1-furnace/slag": 310},
    )
    rows = as_entries(
        stated(sent["a-steel-1"]),
        import_id="test",
        recorded_at=datetime(2026, 2, 2, tzinfo=UTC),
        recorded_by="test",
    ).unique(subset="key", keep="first", maintain_order=True)
    snapshot = Ledger.empty(hidden).append(rows).snapshot()
    steel, sums = {}, {}
    for rule in ("cut-off", "economic", "avoided-burden", "50-50"):
        value = tracing(snapshot, CATALOG, replace(parameters, rule=rule)).value
        sums[rule] = value.conservation
        steel[rule] = {one.product: one for one in value.footprints}[
            "a-steel-1-furnace/crude-steel-eaf"
        ].per_unit
    assert steel["avoided-burden"] < steel["50-50"] < steel["cut-off"]
    assert steel["economic"] < steel["cut-off"]
    # The neighbour's half of the credit is the neighbour's.
    assert sums["50-50"].credit == pytest.approx(sums["avoided-burden"].credit / 2)
    assert all(abs(one.difference) <= 1e-9 * one.sources for one in sums.values())
