"""The demo zone, traced: what leaves carries the inventory's total, and the same power factor."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parkloop.analyses.inventory.inventory import inventory
from parkloop.analyses.inventory.parameters import InventoryParameters
from parkloop.analyses.tracing.parameters import TracingParameters
from parkloop.analyses.tracing.tracing import tracing
from parkloop.demo.generate import handed_in
from parkloop.demo.zone import demo_park
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.columns import as_entries, stated
from parkloop.ledger.ledger import Ledger
from parkloop.periods import reporting_year

FALLBACK = ("grid-latest-published",)
PERIOD = reporting_year(2025)
CATALOG = load_catalog()


@pytest.fixture(scope="module")
def snapshot():
    entries = [entry for handed in handed_in() for entry in handed.entries]
    rows = as_entries(
        stated(entries),
        import_id="test",
        recorded_at=datetime(2026, 2, 2, tzinfo=UTC),
        recorded_by="test",
    ).unique(subset="key", keep="first", maintain_order=True)
    return Ledger.empty(demo_park()).append(rows).snapshot()


@pytest.fixture(scope="module")
def emissions(snapshot):
    return inventory(snapshot, CATALOG, InventoryParameters(PERIOD, fallbacks=FALLBACK, draws=0))


@pytest.fixture(scope="module")
def trace(snapshot):
    return tracing(snapshot, CATALOG, TracingParameters(PERIOD, fallbacks=FALLBACK))


def test_everything_that_leaves_carries_everything_that_begins(trace):
    found = trace.value.conservation
    assert abs(found.difference) <= 1e-12 * found.sources


def test_the_footprints_of_what_leaves_are_the_inventory(trace, emissions):
    """Zone total (scopes 1 and 2, net of deliveries inside) and scope 3; upstream is a gap."""
    found = trace.value.conservation
    figure = {
        name: 1000 * emissions.figures[f"inventory/demo-zone/2025/{name}"].value
        for name in ("scope-1", "scope-2", "scope-3", "total")
    }
    assert found.own == pytest.approx(figure["scope-1"], rel=1e-9)
    assert found.energy == pytest.approx(figure["scope-2"], rel=1e-9)
    assert found.waste == pytest.approx(figure["scope-3"], rel=1e-9)
    assert found.leaving == pytest.approx(figure["total"] + figure["scope-3"], rel=1e-9)
    assert found.upstream == 0.0


def test_no_footprint_rests_on_an_uncertain_answer(trace):
    for found in trace.value.footprints:
        if found.per_unit:
            assert found.error <= 1e-8 * found.per_unit


def test_footprints_are_partial_until_upstream_is_known(trace):
    steel = next(f for f in trace.value.footprints if f.product == "a-steel-1-mill/steel-product")
    assert "upstream:lime-high-calcium:market" in steel.gaps
    assert steel.per_unit > 0
