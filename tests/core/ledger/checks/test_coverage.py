"""What is missing in time: gaps, late starts, periods across months."""

from parkloop.findings import Severity
from parkloop.ledger.checks import run_checks
from tests.core.builders import a_catalog, a_flow, a_park, a_snapshot, monthly

PARK = a_park(("grid", "grid"), ("mains", "market"), ("t1", "enterprise"), ("t2", "enterprise"))
CATALOG = a_catalog()
POWER = ("electricity", "grid", "t1")


def found(rule, *entries):
    return [f for f in run_checks(a_snapshot(PARK, *entries), CATALOG) if f.rule == rule]


def without(entries, *months):
    return [entry for number, entry in enumerate(entries, 1) if number not in months]


def test_missing_months_are_named():
    series = monthly(*POWER, range(10, 22), "MWh", series="M1")
    (finding,) = found("CHK-11", *without(series, 4, 5))
    assert finding.severity is Severity.WARNING
    assert finding.message.en == (
        "The series M1 (electricity, grid → t1) lacks 2025-04, 2025-05: there is 2025-03 before "
        "it and 2025-06 after it."
    )
    assert finding.message.vi.startswith("Chuỗi M1")
    assert finding.where.period == "2025-04-01/2025-06-01"
    assert finding.where.row == 3


def test_every_gap_is_its_own_finding():
    series = monthly(*POWER, range(10, 22), "MWh")
    assert len(found("CHK-11", *without(series, 3, 7, 8))) == 2


def test_a_notation_key_fills_its_month():
    series = without(monthly(*POWER, range(10, 22), "MWh", series="M1"), 4)
    note = a_flow(*POWER, "2025-04", None, "", notation="NE", series="M1")
    assert found("CHK-11", *series, note) == []


def test_bills_that_run_from_the_25th_leave_no_gap():
    bills = [
        a_flow(*POWER, f"2025-0{n}-25/2025-0{n + 1}-25", 5 + n, "MWh", series="M1")
        for n in range(1, 7)
    ]
    assert found("CHK-11", *bills) == []


def test_occasional_deliveries_have_no_gaps():
    fuel = [
        a_flow("diesel", "mains", "t1", day, 100 + n, "l")
        for n, day in enumerate(("2025-01-10", "2025-04-02", "2025-09-30"))
    ]
    assert found("CHK-11", *fuel) == []


def test_a_hole_between_a_meter_and_its_successor_is_seen_once():
    old = monthly(*POWER, [5, 6, 7, 8], "MWh", series="M1")
    new = monthly(*POWER, [5, 6, 7, 8], "MWh", first=5, series="M2")
    (finding,) = found("CHK-11", *old, *new)
    assert "lacks 2025-05" in finding.message.en


def test_a_hole_in_one_of_two_meters_is_that_meters():
    first = without(monthly(*POWER, range(10, 18), "MWh", series="M1"), 4)
    second = monthly(*POWER, range(20, 28), "MWh", series="M2")
    (finding,) = found("CHK-11", *first, *second)
    assert "M1" in finding.message.en


def test_a_hole_in_both_meters_is_told_for_each_and_not_a_third_time():
    both = [
        entry
        for name, start in (("M1", 10), ("M2", 30))
        for entry in without(monthly(*POWER, range(start, start + 8), "MWh", series=name), 4)
    ]
    assert len(found("CHK-11", *both)) == 2


def test_a_series_that_starts_late_is_told():
    others = [
        monthly(*POWER, range(10, 22), "MWh"),
        monthly("tap-water", "mains", "t1", range(30, 42), "m3"),
    ]
    late = monthly("diesel", "mains", "t1", range(50, 58), "l", first=4)
    (finding,) = found("CHK-12", *others[0], *others[1], *late)
    assert finding.severity is Severity.INFO
    assert finding.message.en == (
        "The series diesel, mains → t1 starts on 2025-05-01; the other series of t1 usually "
        "start on 2025-01-01."
    )


def test_a_series_that_stops_early_is_told_with_its_last_day():
    early = monthly(*POWER, range(10, 18), "MWh")
    water = monthly("tap-water", "mains", "t1", range(30, 42), "m3")
    fuel = monthly("diesel", "mains", "t1", range(50, 62), "l")
    (finding,) = found("CHK-12", *early, *water, *fuel)
    assert "stops on 2025-08-31; the other series of t1 usually stop on 2025-12-31" in (
        finding.message.en
    )


def test_straddling_bills_are_told_once_per_series_with_the_way_out():
    bills = [
        a_flow(*POWER, f"2025-0{n}-25/2025-0{n + 1}-25", 5 + n, "MWh", series="M1")
        for n in range(1, 7)
    ]
    (finding,) = found("CHK-22", *bills)
    assert finding.severity is Severity.INFO
    assert "run across a month's end and are not split (6 entries, such as" in finding.message.en
    assert "parkloop split --reason" in finding.remedy.en


def test_whole_years_quarters_and_days_do_not_straddle():
    whole = [
        a_flow(*POWER, period, 5 + n, "MWh", series=str(n))
        for n, period in enumerate(("2025", "2025-04-01/2025-07-01", "2025-04-30", "2025-02"))
    ]
    assert found("CHK-22", *whole) == []


def test_a_month_is_a_month_of_the_parks_zone():
    utc_month = a_flow(*POWER, "2025-01", 5, "MWh", zone="UTC")
    assert len(found("CHK-22", utc_month)) == 1
