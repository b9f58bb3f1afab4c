"""What cannot have happened: the future, intentions, negative quantities."""

from dataclasses import replace
from datetime import UTC, date, datetime

from parkloop.findings import Severity
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.checks import CHECKS, CheckParameters, run_checks
from parkloop.ledger.entries import Observation
from parkloop.periods import days
from tests.core.builders import a_catalog, a_flow, a_park, a_snapshot

PARK = a_park(("grid", "grid"), ("t1", "enterprise"))
CATALOG = replace(a_catalog(), rulebook=load_catalog().rulebook)


def found(*entries, recorded_at=datetime(2025, 6, 15, tzinfo=UTC)):
    return run_checks(a_snapshot(PARK, *entries, recorded_at=recorded_at), CATALOG)


def power(period, quantity=5, **more):
    return a_flow("electricity", "grid", "t1", period, quantity, "MWh", **more)


def test_a_period_after_the_newest_record_has_not_happened():
    (finding,) = found(power("2025-05"), power("2025-06", row=4), power("2025-07"))
    assert finding.rule == "CHK-21"
    assert finding.message.en == (
        "The series electricity, grid → t1: the period was not over (2 entries, up to 2025-07); "
        "the newest entry was recorded on 2025-06-15."
    )


def test_a_document_in_force_is_no_forecast():
    """The period of a certificate is its validity: it may end after the day it was recorded."""
    validity = days(date(2025, 1, 1), date(2028, 12, 31), PARK.zone)
    assert found(Observation("iso-14001", "t1", validity, text="14001-77")) == ()


def test_plans_may_speak_of_the_future_and_are_not_counted():
    (finding,) = found(power("2025-05"), power("2027-05", status="planned"))
    assert (finding.rule, finding.severity) == ("CHK-23", Severity.INFO)
    assert "Status planned (1 entry): kept" in finding.message.en


def test_negative_quantities_are_told():
    (finding,) = found(power("2025-05", -3, row=8))
    assert finding.rule == "CHK-24"
    assert "such as -3 MWh, 2025-05" in finding.message.en
    assert finding.where.row == 8


def test_an_empty_ledger_has_no_findings():
    assert found() == ()


def test_every_check_has_one_shape_and_errors_come_first():
    entries = (power("2025-05", -3), power("2025-04", 5, reference="a"))
    snapshot = a_snapshot(PARK, *entries, a_flow("wine", "grid", "t1", "2025-01", 5, "MWh"))
    for check in CHECKS.values():
        assert isinstance(check(snapshot, CATALOG, CheckParameters()), tuple)
    ranks = [finding.severity.rank for finding in run_checks(snapshot, CATALOG)]
    assert ranks == sorted(ranks)
