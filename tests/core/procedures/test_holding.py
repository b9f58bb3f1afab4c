"""What a holder owes, and when renewal may begin."""

from dataclasses import replace
from datetime import date

from parkloop.catalog.procedures import Duration, YearlyReport
from parkloop.io.catalog_files import load_catalog
from parkloop.procedures.holding import renewal_from, reports_owed
from parkloop.procedures.machine import Event

PARK = load_catalog().rulebook.procedure("VN35-PARK")
FILED = (Event("report", "operator", date(2025, 4, 2)),)


def test_one_report_a_year_from_the_year_after_the_certificate():
    owed = reports_owed(PARK, date(2024, 5, 6), FILED, date(2026, 6, 1))
    assert [(one.year, one.filed) for one in owed] == [(2025, date(2025, 4, 2)), (2026, None)]


def test_without_a_known_day_a_report_is_late_when_its_year_is_over():
    (owed,) = reports_owed(PARK, date(2024, 5, 6), (), date(2025, 6, 1))
    assert owed.due is None
    assert not owed.is_late(date(2025, 12, 31))
    assert owed.is_late(date(2026, 1, 1))


def test_with_a_known_day_it_is_late_after_it():
    rule = replace(PARK, yearly_report=YearlyReport("report", (3, 31), "A", verified=True))
    (owed,) = reports_owed(rule, date(2024, 5, 6), (), date(2025, 6, 1))
    assert owed.due == date(2025, 3, 31)
    assert not owed.is_late(date(2025, 3, 31))
    assert owed.is_late(date(2025, 4, 1))


def test_what_the_law_was_not_seen_to_say_is_open():
    assert PARK.renewal is not None
    assert (PARK.renewal.days, PARK.renewal.verified) == (None, False)
    assert renewal_from(PARK, date(2031, 3, 1)) is None
    known = replace(PARK, renewal=Duration(90, "calendar-day", "law", "A", verified=True))
    assert renewal_from(known, date(2031, 3, 1)) == date(2030, 12, 1)
