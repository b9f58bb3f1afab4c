"""Unknown names: each named once, with its rows and the nearest right name."""

from parkloop.findings import Severity
from parkloop.ledger.checks import run_checks
from parkloop.ledger.entries import Entry
from tests.core.builders import (
    a_balance,
    a_catalog,
    a_flow,
    a_park,
    a_reading,
    a_snapshot,
    monthly,
)

PARK = a_park(("grid", "grid"), ("t1", "enterprise"), ("market", "market"))
CATALOG = a_catalog()


def findings(rule, *entries):
    return [f for f in run_checks(a_snapshot(PARK, *entries), CATALOG) if f.rule == rule]


def test_unknown_node_is_named_with_rows_and_the_nearest_id():
    (finding,) = findings(
        "CHK-01",
        a_flow("electricity", "grid", "t11", "2025-01", 5, "MWh", row=7),
        a_flow("electricity", "grid", "t11", "2025-02", 6, "MWh", row=8),
        a_flow("electricity", "grid", "t1", "2025-02", 6, "MWh", row=9),
    )
    assert finding.severity is Severity.ERROR
    assert (finding.where.file, finding.where.row, finding.where.field) == (
        "flows.csv",
        7,
        "to_node",
    )
    assert len(finding.where.entries) == 2
    assert finding.suggestion == "t1"
    assert finding.message.en == (
        "The park's definition has no node “t11” (field to_node, 2 entries)."
    )
    assert finding.message.vi == "Định nghĩa khu không có nút “t11” (cột to_node, 2 mục)."


def test_a_flow_from_nowhere_is_an_unknown_node():
    (finding,) = findings("CHK-01", a_flow("electricity", "", "t1", "2025-01", 5, "MWh"))
    assert finding.where.field == "from_node"


def test_unknown_stream_is_named_with_the_nearest():
    (finding,) = findings("CHK-02", a_flow("deisel", "market", "t1", "2025-01", 5, "l", row=3))
    assert finding.suggestion == "diesel"
    assert finding.message.en == "The catalog has no stream “deisel” (1 entry)."
    assert finding.where.row == 3


def test_an_observation_needs_no_stream():
    jobs = a_reading("t1", "2025", 20, "person", series="", stream="", prop="jobs")
    assert findings("CHK-02", jobs) == []
    assert findings("CHK-03", jobs) == []


def test_unknown_unit_is_named():
    (finding,) = findings("CHK-03", a_flow("electricity", "grid", "t1", "2025-01", 5, "Mwh"))
    assert finding.suggestion == "MWh"
    assert finding.message.en == "The list of units has no “Mwh” (1 entry)."


def test_apparent_energy_is_not_electricity():
    (finding,) = findings("CHK-04", a_flow("electricity", "grid", "t1", "2025-01", 5, "kVAh"))
    assert finding.message.en == (
        "electricity is stated in “kVAh” (apparent_energy; 1 entry), but is measured only in: "
        "energy."
    )
    assert finding.suggestion == "MWh"


def test_an_empty_quantity_needs_a_notation_key():
    empty = a_flow("electricity", "grid", "t1", "2025-01", None, "MWh")
    explained = a_flow("electricity", "grid", "t1", "2025-02", None, "", notation="NE")
    (finding,) = findings("CHK-05", empty, explained)
    assert "no notation key that says why" in finding.message.en
    assert "An empty cell is not a zero" in finding.remedy.en


def test_unknown_activity_is_named():
    (finding,) = findings(
        "CHK-06",
        a_flow("diesel", "market", "t1", "2025-01", 5, "l", activity="stationery"),
        a_flow("diesel", "market", "t1", "2025-02", 5, "l", activity="stationary"),
    )
    assert finding.suggestion == "stationary"
    assert "no activity “stationery”" in finding.message.en


def test_clean_entries_have_no_finding():
    clean = [
        a_flow("electricity", "grid", "t1", "2025-01", 5, "MWh"),
        a_flow("diesel", "market", "t1", "2025-01", 50, "l", activity="stationary"),
    ]
    assert run_checks(a_snapshot(PARK, *clean), CATALOG) == ()


def test_no_check_stumbles_over_units_that_belong_to_nothing():
    park = a_park(("market", "market"), ("tank", "stock"), ("t1", "enterprise"))
    strange: list[Entry] = []
    for unit in ("VND@2025", "kg/m3", "furlong", "", "1"):
        strange += monthly("diesel", "market", "tank", [5, 6, 5, 6, 5, 6, 900], unit, series=unit)
        strange += monthly("diesel", "tank", "t1", [50, 6, 5, 6, 5, 6, 5], unit, series=unit)
        strange.append(a_balance("supply", "diesel", "tank", "2025-01", 7, unit))
        strange.append(a_balance("level", "diesel", "tank", "2024-12", 7, unit, series=unit))
        strange.append(a_reading("t1", "2025-01-31", 9, unit, series=unit))
        strange.append(a_reading("t1", "2025-02-28", 3, unit, series=unit))
    rules = {finding.rule for finding in run_checks(a_snapshot(park, *strange), CATALOG)}
    assert {"CHK-03", "CHK-04", "CHK-13", "CHK-15"} <= rules
