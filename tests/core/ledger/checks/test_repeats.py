"""What is said twice: overlaps, duplicates, notation keys beside quantities."""

from parkloop.findings import Severity
from parkloop.ledger.checks import run_checks
from tests.core.builders import a_balance, a_catalog, a_flow, a_park, a_snapshot, monthly

PARK = a_park(("grid", "grid"), ("t1", "enterprise"), ("market", "market"))
CATALOG = a_catalog()
POWER = ("electricity", "grid", "t1")


def rules(*entries):
    return [f.rule for f in run_checks(a_snapshot(PARK, *entries), CATALOG)]


def only(rule, *entries):
    found = run_checks(a_snapshot(PARK, *entries), CATALOG)
    (finding,) = [f for f in found if f.rule == rule]
    return finding


def test_two_periods_of_a_series_overlap():
    finding = only(
        "CHK-07",
        a_flow(*POWER, "2025-01", 5, "MWh", series="M1", row=2),
        a_flow(*POWER, "2025-01-25/2025-02-25", 6, "MWh", series="M1", row=3),
    )
    assert finding.severity is Severity.WARNING
    assert finding.where.row == 2
    assert len(finding.where.entries) == 2
    assert finding.message.en == (
        "The series M1 (electricity, grid → t1) has two periods that overlap: "
        "2025-01-25/2025-02-25 and 2025-01; what they share is counted twice."
    )


def test_a_year_around_its_months_overlaps_them_even_when_others_lie_between():
    year = a_flow(*POWER, "2025", 60, "MWh", series="M1")
    months = [a_flow(*POWER, f"2025-0{m}", m, "MWh", series="M1") for m in (2, 5, 9)]
    assert rules(year, *months).count("CHK-07") == 3


def test_periods_that_touch_do_not_overlap():
    assert rules(*monthly(*POWER, [5, 6, 7], "MWh", series="M1")) == []


def test_two_deliveries_with_references_may_share_a_period():
    deliveries = [
        a_flow("diesel", "market", "t1", "2025-01", 500 + n, "l", reference=f"INV-{n}")
        for n in range(3)
    ]
    assert rules(*deliveries) == []


def test_two_uses_of_a_stream_may_share_a_period():
    assert (
        rules(
            a_flow("diesel", "market", "t1", "2025-01", 5, "l", activity="stationary"),
            a_flow("diesel", "market", "t1", "2025-01", 6, "l"),
        )
        == []
    )


def test_an_unnamed_total_overlaps_named_parts():
    finding = only(
        "CHK-08",
        a_flow("diesel", "market", "t1", "2025-01", 900, "l", row=2),
        a_flow("diesel", "market", "t1", "2025-01-05", 400, "l", reference="INV-1", row=3),
        a_flow("diesel", "market", "t1", "2025-01-20", 500, "l", reference="INV-2", row=4),
    )
    assert (
        "overlaps others that name one (2 entries, such as INV-1, 2025-01-05)" in finding.message.en
    )
    assert len(finding.where.entries) == 3


def test_the_same_quantity_under_another_reference_is_a_duplicate_and_nothing_else():
    entries = (
        a_flow("diesel", "market", "t1", "2025-01", 900, "l", reference="INV-1", row=2),
        a_flow("diesel", "market", "t1", "2025-01", 900, "l", reference="INV-1a", row=5),
    )
    assert rules(*entries) == ["CHK-09"]
    assert only("CHK-09", *entries).message.en == (
        "2 entries are the same: diesel (market → t1), 2025-01, 900 l each, only the series or "
        "the reference differ (INV-1, INV-1a)."
    )


def test_the_same_quantity_in_two_units_is_a_duplicate():
    assert rules(
        a_flow(*POWER, "2025-01", 5, "MWh", series="M1"),
        a_flow(*POWER, "2025-01", 5000, "kWh", series="M2"),
    ) == ["CHK-09"]


def test_an_unnamed_copy_of_a_named_row_is_a_duplicate_and_nothing_else():
    assert rules(
        a_flow(*POWER, "2025-01", 5, "MWh", series="M1"), a_flow(*POWER, "2025-01", 5, "MWh")
    ) == ["CHK-09"]


def test_zeros_are_no_duplicates():
    assert (
        rules(
            a_flow(*POWER, "2025-01", 0, "MWh", series="M1"),
            a_flow(*POWER, "2025-01", 0, "MWh", series="M2"),
        )
        == []
    )


def test_a_notation_key_beside_a_quantity_of_its_period():
    finding = only(
        "CHK-10",
        a_flow(*POWER, "2025-02", None, "", notation="NE", row=2),
        a_flow(*POWER, "2025", 60, "MWh", series="M1", row=3),
    )
    assert "the notation key NE stands beside a quantity (60 MWh, 2025)" in finding.message.en
    assert finding.where.field == "notation"


def test_a_notation_key_in_a_row_with_a_quantity():
    row = a_flow(*POWER, "2025-02", 5, "MWh", notation="IE")
    assert rules(row) == ["CHK-10"]


def test_a_notation_key_for_another_month_is_fine():
    assert (
        rules(
            a_flow(*POWER, "2025-01", 5, "MWh"),
            a_flow(*POWER, "2025-02", None, "", notation="NO"),
        )
        == []
    )


def test_levels_hold_at_an_instant_and_never_overlap():
    park = a_park(("tank", "stock"))
    levels = [a_balance("level", "diesel", "tank", p, 5, "l") for p in ("2025-01", "2025-01-31")]
    assert run_checks(a_snapshot(park, *levels), CATALOG) == ()
