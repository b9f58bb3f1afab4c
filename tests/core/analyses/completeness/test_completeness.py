"""Which months are there: states of cells, shares, gaps, and who reported nothing."""

import pytest

from parkloop.analyses.completeness import CompletenessParameters, completeness
from parkloop.periods import reporting_year
from tests.core.builders import a_catalog, a_flow, a_park, a_snapshot, monthly

PARK = a_park(
    ("grid", "grid"),
    ("market", "market"),
    ("net", "network"),
    ("tank", "stock", "t1"),
    ("t1", "enterprise"),
    ("t2", "enterprise"),
)
POWER = ("electricity", "net", "t1")


def result(*entries, year=2025):
    parameters = CompletenessParameters(reporting_year(year))
    return completeness(a_snapshot(PARK, *entries), a_catalog(), parameters)


def states(found, enterprise="t1", stream="electricity"):
    cells = found.value.cells
    return [c.state for c in cells if (c.enterprise, c.stream) == (enterprise, stream)]


def without(entries, *months):
    return [entry for number, entry in enumerate(entries, 1) if number not in months]


def test_a_full_year_is_reported():
    found = result(*monthly(*POWER, range(10, 22), "MWh"))
    assert states(found) == ["reported"] * 12
    assert found.value.months[0] == "2025-01"
    assert found.value.share == {"t1": 1.0}
    assert found.gaps == ()


def test_a_missing_month_is_missing_and_a_gap_by_name():
    found = result(*without(monthly(*POWER, range(10, 22), "MWh"), 4, 5))
    assert states(found)[3:6] == ["missing", "missing", "reported"]
    assert found.value.share["t1"] == pytest.approx(10 / 12)
    assert found.gaps[0].message.en == (
        "“t1” lacks electricity (all or part of it) for 2025-04, 2025-05."
    )


def test_a_notation_key_explains_a_month():
    series = without(monthly(*POWER, range(10, 22), "MWh"), 4)
    found = result(*series, a_flow(*POWER, "2025-04", None, "", notation="NO"))
    assert states(found)[3] == "notation"
    assert found.value.share["t1"] == 1.0


def test_estimates_are_reported_but_told_apart():
    series = without(monthly(*POWER, range(10, 22), "MWh"), 4)
    guess = a_flow(*POWER, "2025-04", 12, "MWh", status="estimated", series="M1")
    found = result(*series, guess, a_flow(*POWER, "2025-04", 1, "MWh", series="M2"))
    (cell,) = [c for c in found.value.cells if (c.stream, c.month) == ("electricity", "2025-04")]
    assert (cell.state, cell.status, cell.entries) == ("estimated", "estimated", 2)
    assert found.value.share["t1"] == 1.0


def test_a_month_covered_in_part_is_partial():
    bills = [
        a_flow(*POWER, f"2025-{n:02}-16/2025-{n + 1:02}-16", 5 + n, "MWh") for n in range(1, 12)
    ]
    found = result(*bills, *monthly("tap-water", "market", "t1", range(30, 42), "m3"))
    assert states(found) == ["partial", *["reported"] * 10, "partial"]


def test_a_hole_in_one_of_two_meters_makes_the_month_partial():
    first = without(monthly(*POWER, range(10, 22), "MWh", series="M1"), 4)
    second = monthly(*POWER, range(30, 42), "MWh", series="M2")
    assert states(result(*first, *second))[3] == "partial"


def test_a_meter_and_its_successor_make_one_whole():
    old = monthly(*POWER, range(10, 16), "MWh", series="M1")
    new = monthly(*POWER, range(10, 16), "MWh", first=6, series="M2")
    assert states(result(*old, *new)) == ["reported"] * 12


def test_occasional_deliveries_are_not_expected_every_month():
    fuel = [a_flow("diesel", "market", "tank", day, 9, "l") for day in ("2025-03-04", "2025-08-04")]
    found = result(*monthly(*POWER, range(10, 22), "MWh"), *fuel)
    assert states(found, stream="diesel").count("not-expected") == 10
    assert states(found, stream="diesel").count("reported") == 2
    assert found.value.share["t1"] == 1.0


def test_months_before_an_enterprise_came_are_not_expected():
    found = result(*monthly(*POWER, range(10, 16), "MWh", first=6))
    assert states(found) == ["not-expected"] * 6 + ["reported"] * 6


def test_who_answers_for_a_flow():
    found = result(
        *monthly("steam", "t1", "t2", range(10, 22), "t"),
        *monthly("electricity", "grid", "net", range(10, 22), "MWh"),
        *monthly("diesel", "market", "tank", range(10, 22), "l"),
    )
    owners = {(cell.enterprise, cell.stream) for cell in found.value.cells}
    assert owners == {
        ("t1", "steam"),
        ("t2", "steam"),
        ("park", "electricity"),
        ("t1", "diesel"),
    }


def test_an_enterprise_that_said_nothing_is_named():
    found = result(*monthly(*POWER, range(10, 22), "MWh"))
    (finding,) = found.findings
    assert (finding.rule, finding.where.node) == ("CMP-01", "t2")
    assert finding.message.en == "The enterprise “t2” has reported nothing in 2025."


def test_plans_are_not_reports():
    found = result(*monthly(*POWER, range(10, 22), "MWh", status="planned"))
    assert found.value.cells == ()
    assert found.value.share == {}


def test_the_share_is_explained_by_two_counts():
    figures = result(*without(monthly(*POWER, range(10, 22), "MWh"), 4)).figures
    share = figures["completeness/t1/2025/share"]
    assert [figures[operand.figure].value for operand in share.operands] == [11.0, 12.0]


def test_provenance_counts_the_entries_that_touch_the_period():
    found = result(*monthly(*POWER, range(10, 34), "MWh"))
    assert found.provenance.entries_count == 12
    assert found.provenance.analysis == "completeness"
