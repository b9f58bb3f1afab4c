"""Kalundborg's published exchanges: what can be balanced, and what stays a gap by name.

Sources of the quantities: The Greening of Industrial Ecosystems (National Academies, 1994),
p. 121 (steam 215,000 t to Novo Nordisk, 140,000 t to the refinery; electricity 140,000 MWh);
J. Fiksel, Design for Environment, p. 163 (fly ash 135,000 t, gypsum 200,000 t, sludge 1,000,000 t,
yeast 5,000 t); encyclopaedia article on the park (cooling water 700,000 m3). The quantities of
district heat and refinery gas are not agreed in print.
"""

import pytest

from parkloop.analyses.balances import BalanceParameters, balances
from parkloop.io.catalog_files import load_catalog
from parkloop.periods import reporting_year
from tests.core.builders import a_flow, a_park, a_snapshot

COPENHAGEN = "Europe/Copenhagen"
PARK = a_park(
    ("asnaes", "enterprise"),
    ("asnaes-boilers", "generator", "asnaes"),
    ("asnaes-cooling", "process", "asnaes"),
    ("statoil", "enterprise"),
    ("novo-nordisk", "enterprise"),
    ("gyproc", "enterprise"),
    ("municipality", "enterprise"),
    ("cement-maker", "partner"),
    ("acid-maker", "partner"),
    ("farms", "partner"),
    ("pig-farms", "partner"),
    ("grid", "grid"),
    zone=COPENHAGEN,
    region="DK",
)
PRINTED = (
    ("steam", "asnaes-boilers", "novo-nordisk", 215_000, "t"),
    ("steam", "asnaes-boilers", "statoil", 140_000, "t"),
    ("hot-water", "asnaes-boilers", "municipality", None, ""),
    ("fly-ash", "asnaes-boilers", "cement-maker", 135_000, "t"),
    ("fgd-gypsum", "asnaes-boilers", "gyproc", 200_000, "t"),
    ("cooling-water", "statoil", "asnaes-cooling", 700_000, "m3"),
    ("sulphur", "statoil", "acid-maker", 2_800, "t"),
    ("sludge-fertiliser", "novo-nordisk", "farms", 1_000_000, "t"),
    ("surplus-yeast", "novo-nordisk", "pig-farms", 5_000, "t"),
    ("electricity", "grid", "novo-nordisk", 140_000, "MWh"),
    ("refinery-gas", "statoil", "gyproc", None, ""),
)


@pytest.fixture(scope="module")
def found():
    year = reporting_year(1994, COPENHAGEN)
    flows = [
        a_flow(
            stream,
            source,
            target,
            "1994",
            quantity,
            unit,
            status="calculated",
            notation="" if quantity else "NE",
            zone=COPENHAGEN,
        )
        for stream, source, target, quantity, unit in PRINTED
    ]
    return balances(a_snapshot(PARK, *flows), load_catalog(), BalanceParameters(year))


def links(found, domain):
    picture = next(s for s in found.value.sankeys if s.domain == domain)
    return {(k.source, k.target, k.stream): k.value for k in picture.links}


def test_every_printed_quantity_of_matter_is_shown_as_printed(found):
    tonnes = {key: value / 1000 for key, value in links(found, "mass").items() if value}
    assert tonnes == {
        ("asnaes", "cement-maker", "fly-ash"): 135_000,
        ("asnaes", "gyproc", "fgd-gypsum"): 200_000,
        ("statoil", "acid-maker", "sulphur"): 2_800,
        ("novo-nordisk", "farms", "sludge-fertiliser"): 1_000_000,
        ("novo-nordisk", "pig-farms", "surplus-yeast"): 5_000,
    }
    assert links(found, "water") == {("statoil", "asnaes", "cooling-water"): 700_000}
    assert links(found, "energy")[("grid", "novo-nordisk", "electricity")] == 140_000 * 3600


def test_steam_is_shown_in_tonnes_because_its_state_is_not_published(found):
    energy = links(found, "energy")
    assert energy[("asnaes", "novo-nordisk", "steam")] is None
    assert energy[("asnaes", "statoil", "steam")] is None
    assert links(found, "steam") == {
        ("asnaes", "novo-nordisk", "steam"): 215_000_000,
        ("asnaes", "statoil", "steam"): 140_000_000,
    }


def test_exchanges_without_an_agreed_quantity_stay_visible_and_are_never_zero(found):
    energy = links(found, "energy")
    assert energy[("asnaes", "municipality", "hot-water")] is None
    assert energy[("statoil", "gyproc", "refinery-gas")] is None
    assert links(found, "mass")[("statoil", "gyproc", "refinery-gas")] is None
    shown = [value for picture in found.value.sankeys for value in (k.value for k in picture.links)]
    assert 0 not in shown
    assert len({key for s in found.value.sankeys for key in links(found, s.domain)}) == len(PRINTED)


def test_the_gaps_are_named(found):
    assert {gap.id for gap in found.gaps} >= {
        "quantity/1994/hot-water/asnaes-boilers>municipality/NE",
        "quantity/1994/refinery-gas/statoil>gyproc/NE",
        "conversion/1994/energy/steam/asnaes-boilers>novo-nordisk/mass",
        "conversion/1994/energy/steam/asnaes-boilers>statoil/mass",
    }
    steam = next(g for g in found.gaps if g.id.endswith("steam/asnaes-boilers>statoil/mass"))
    assert "the catalog lacks an enthalpy of steam" in steam.message.en


def test_no_balance_is_struck_that_cannot_be(found):
    energy = {row.node: row for row in found.value.rows if row.domain == "energy"}
    # Only the refinery has energy published on both sides, and both are gaps.
    assert set(energy) == {"park", "statoil"}
    refinery = energy["statoil"]
    assert (refinery.supplied, refinery.delivered, refinery.difference) == (None, None, None)
    assert refinery.state == "not-assessable"
    assert energy["park"].supplied == 140_000 * 3600
    assert all(picture.error is None for picture in found.value.sankeys)
