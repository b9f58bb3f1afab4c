"""examples/kalundborg: published exchanges, published gaps.

Sources: The Greening of Industrial Ecosystems (National Academies, 1994), p. 121; J. Fiksel, Design
for Environment, p. 163; see the example's README for the confidence of each row.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from parkloop.demo.taking_in import Desk
from parkloop.io.park_files import read_park
from parkloop.io.workspace import Workspace
from parkloop.ledger.changes import Mode
from parkloop.studies import StudyParameters, run_study

SOURCE = Path(__file__).parents[2] / "examples" / "kalundborg"


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kalundborg") / "workspace"
    desk = Desk(Workspace.create(folder, read_park(SOURCE / "park.yaml")), "test")
    preview = desk.take_in(SOURCE / "flows.csv", Mode.ONLY_NEW, datetime(2026, 2, 2, tzinfo=UTC))
    assert preview.findings == ()
    parameters = StudyParameters(years=(1994,), draws=0)
    snapshot = desk.ledger.snapshot()
    return run_study("kalundborg", snapshot, desk.workspace.catalog, parameters)


@pytest.mark.parametrize(
    ("stream", "source", "target", "quantity", "unit", "status"),
    [
        ("steam", "asnaes-boilers", "novo-nordisk-plant", 215_000, "t", "calculated"),
        ("steam", "asnaes-boilers", "statoil-refinery", 140_000, "t", "estimated"),
        ("fly-ash", "asnaes-boilers", "cement-maker", 135_000, "t", "calculated"),
        ("fgd-gypsum", "asnaes-boilers", "gyproc-plant", 200_000, "t", "calculated"),
        ("cooling-water", "statoil-refinery", "asnaes-cooling", 700_000, "m3", "calculated"),
        ("sulphur", "statoil-refinery", "acid-maker", 2_800, "t", "estimated"),
        ("sludge-fertiliser", "novo-nordisk-plant", "farms", 1_000_000, "t", "calculated"),
        ("surplus-yeast", "novo-nordisk-plant", "pig-farms", 5_000, "t", "calculated"),
        ("electricity", "grid", "novo-nordisk-plant", 140_000, "MWh", "calculated"),
    ],
)
def test_published_quantities(study, stream, source, target, quantity, unit, status):
    (row,) = [
        row
        for row in study.snapshot.flows.iter_rows(named=True)
        if (row["stream"], row["from_node"], row["to_node"]) == (stream, source, target)
    ]
    assert (row["quantity"], row["unit"], row["status"]) == (quantity, unit, status)
    assert row["page"]


def test_gaps_are_named_and_nothing_is_made_up(study):
    (result,) = study.inventories
    assert {gap.id for gap in result.gaps} >= {
        "quantity:hot-water:asnaes-boilers>district-heating:",
        "quantity:other-bituminous-coal:fuel-market>asnaes-boilers:",
        "quantity:refinery-gas:statoil-refinery>gyproc-plant:",
        "supplier:electricity:grid:novo-nordisk",
        "supplier:steam:asnaes-boilers:novo-nordisk",
        "supplier:steam:asnaes-boilers:statoil",
    }


def test_no_total_of_emissions_comes_out(study):
    """A tool that prints a complete inventory from these sources is lying."""
    (result,) = study.inventories
    total = result.figures["inventory/kalundborg/1994/total"]
    assert total.value is None or total.partial
    assert result.figures["inventory/kalundborg/1994/scope-1"].value is None


def test_exchanges_without_quantity_are_drawn_as_gaps(study):
    links = [
        link
        for sankey in study.balances[0].value.sankeys
        for link in sankey.links
        if link.value is None
    ]
    assert {link.stream for link in links} >= {"hot-water", "refinery-gas"}


def test_checks_have_nothing_to_say(study):
    assert study.checks == ()
