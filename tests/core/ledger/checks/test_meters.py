"""Counters: backwards, exchanged, and beside the entries of their series."""

from parkloop.findings import Severity
from parkloop.ledger.checks import run_checks
from tests.core.builders import a_catalog, a_flow, a_park, a_reading, a_snapshot

PARK = a_park(("grid", "grid"), ("t1", "enterprise"))
CATALOG = a_catalog()


def found(*entries):
    return [
        f for f in run_checks(a_snapshot(PARK, *entries), CATALOG) if f.rule in {"CHK-15", "CHK-16"}
    ]


def read(period, value, **more):
    return a_reading("t1", period, value, "MWh", series="M1", **more)


def power(period, value):
    return a_flow("electricity", "grid", "t1", period, value, "MWh", series="M1", row=9)


def test_a_counter_that_runs_backwards_is_named_with_both_readings():
    (finding,) = found(
        read("2025-01-31", 1200, row=1), read("2025-02-28", 1340), read("2025-03-31", 134, row=3)
    )
    assert (finding.rule, finding.severity) == ("CHK-15", Severity.ERROR)
    assert finding.where.row == 3
    assert finding.message.en == (
        "The counter “M1” (electricity, t1) runs backwards: 1,340 MWh on 2025-03-01, then 134 MWh "
        "on 2025-04-01, and no meter exchange is recorded."
    )


def test_a_step_backwards_is_not_compared_with_the_entries_as_well():
    readings = (read("2025-01-31", 1340), read("2025-02-28", 134))
    assert [f.rule for f in found(*readings, power("2025-02", 140))] == ["CHK-15"]


def test_an_exchange_explains_a_smaller_reading():
    assert (
        found(
            read("2025-01-31", 1200),
            read("2025-02-10", 1250),
            read("2025-02-10", 3, prop="counter-replaced"),
            read("2025-02-28", 40),
        )
        == []
    )


def test_an_exchange_does_not_explain_a_later_fall():
    (finding,) = found(
        read("2025-01-31", 1200),
        read("2025-02-10", 3, prop="counter-replaced"),
        read("2025-02-28", 40),
        read("2025-03-31", 30),
    )
    assert "40 MWh on 2025-03-01, then 30 MWh" in finding.message.en


def test_counters_of_two_meters_are_two_counters():
    other = a_reading("t1", "2025-02-28", 5, "MWh", series="M2")
    assert found(read("2025-01-31", 1200), other) == []


def test_what_was_counted_is_what_was_entered():
    readings = (read("2024-12-31", 1000), read("2025-01-31", 1200), read("2025-02-28", 1340))
    assert found(*readings, power("2025-01", 200), power("2025-02", 140)) == []
    (finding,) = found(*readings, power("2025-01", 200), power("2025-02", 150))
    assert finding.rule == "CHK-16"
    assert finding.message.en == (
        "The counter “M1” counted 140 MWh in 2025-02, but the entry says 150 MWh (7.143 % apart)."
    )
    assert finding.where.row == 9


def test_a_flow_over_several_readings_is_compared_with_their_sum():
    readings = (read("2024-12-31", 1000), read("2025-01-31", 1200), read("2025-02-28", 1340))
    assert found(*readings, power("2025-01-01/2025-03-01", 340)) == []
    assert len(found(*readings, power("2025-01-01/2025-03-01", 300))) == 1


def test_across_an_exchange_both_meters_count():
    readings = (
        read("2024-12-31", 1000),
        read("2025-01-10", 1060),
        read("2025-01-10", 5, prop="counter-replaced"),
        read("2025-01-31", 145),
    )
    assert found(*readings, power("2025-01", 60 + 140)) == []
    assert len(found(*readings, power("2025-01", 60 + 145))) == 1


def test_without_the_old_meters_last_reading_nothing_is_compared():
    readings = (
        read("2024-12-31", 1000),
        read("2025-01-10", 5, prop="counter-replaced"),
        read("2025-01-31", 145),
    )
    assert found(*readings, power("2025-01", 999)) == []


def test_readings_in_another_unit_are_compared_all_the_same():
    readings = (
        a_reading("t1", "2024-12-31", 1_000_000, "kWh", series="M1"),
        a_reading("t1", "2025-01-31", 1_200_000, "kWh", series="M1"),
    )
    assert found(*readings, power("2025-01", 200)) == []
