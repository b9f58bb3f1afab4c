"""Main meters beside their sub-meters, and stocks below zero."""

import pytest

from parkloop.findings import Severity
from parkloop.ledger.checks import CheckParameters, run_checks
from tests.core.builders import a_balance, a_catalog, a_flow, a_park, a_snapshot

PARK = a_park(
    ("grid", "grid"),
    ("net", "network"),
    ("t1", "enterprise"),
    ("t2", "enterprise"),
    ("tank", "stock"),
    ("market", "market"),
)
CATALOG = a_catalog()


def found(*entries, parameters=None, catalog=CATALOG):
    rules = {"CHK-17", "CHK-18", "CHK-19", "CHK-20"}
    every = run_checks(a_snapshot(PARK, *entries), catalog, parameters)
    return [f for f in every if f.rule in rules]


def main(quantity, period="2025-01", **more):
    return a_balance("delivery", "electricity", "net", period, quantity, "MWh", **more)


def sub(tenant, quantity, period="2025-01", **more):
    return a_flow("electricity", "net", tenant, period, quantity, "MWh", **more)


def test_sub_meters_add_up_within_the_tolerance():
    # 2 % each of 1000, 600 and 380: root of squares 23.3; the difference is 20.
    assert found(main(1000), sub("t1", 600), sub("t2", 380)) == []


def test_sub_meters_that_do_not_add_up_are_told_with_the_tolerance():
    (finding,) = found(main(1000, row=4), sub("t1", 600), sub("t2", 370))
    assert (finding.rule, finding.severity) == ("CHK-17", Severity.WARNING)
    assert finding.where.row == 4
    assert len(finding.where.entries) == 3
    expected = 0.02 * (1000**2 + 600**2 + 370**2) ** 0.5
    assert float(finding.values["tolerance_en"]) == pytest.approx(expected, rel=1e-3)
    assert finding.message.en == (
        "net, electricity, 2025-01: the main meter (delivery) counted 1,000 MWh, the flows "
        "(2 entries) add up to 970 MWh; the difference of 30 MWh is beyond the tolerance of "
        "±24.47 MWh."
    )


def test_uncertainty_that_entries_state_goes_before_the_default():
    exact = {"uncertainty": 0.001}
    entries = (main(1000, **exact), sub("t1", 600, **exact), sub("t2", 390, **exact))
    assert len(found(*entries)) == 1
    wide = CheckParameters(balance_factor=10)
    assert found(*entries, parameters=wide) == []


def test_entries_of_one_meter_share_its_error():
    # 31 days of one meter with 2 %: 2 % of their sum, not 2 %/√31 of it.
    days = [sub("t1", 10, f"2025-01-{day:02}", series="M1") for day in range(1, 32)]
    assert found(main(318), *days) == []
    apart = [sub("t1", 10, f"2025-01-{day:02}", reference=str(day)) for day in range(1, 32)]
    assert len(found(main(318, uncertainty=0.0), *days)) == 1
    assert len(found(main(313, uncertainty=0.0), *apart)) == 1
    assert found(main(313, uncertainty=0.0), *days) == []


@pytest.mark.parametrize(
    ("flows", "why"),
    [
        ([], "there is no entry in the period"),
        ([sub("t1", 60, "2025-01-20/2025-02-20")], "some entries run across"),
        ([sub("t1", None, notation="NE")], "some entries have no quantity"),
    ],
)
def test_what_cannot_be_compared_says_why(flows, why):
    (finding,) = found(main(1000), *flows)
    assert (finding.rule, finding.severity) == ("CHK-18", Severity.INFO)
    assert why in finding.message.en


def test_without_any_known_uncertainty_nothing_is_judged():
    (finding,) = found(main(1000), sub("t1", 60), catalog=a_catalog(uncertainties={}))
    assert "the uncertainty is not known" in finding.message.en


def fuel(source, target, period, quantity):
    return a_flow("diesel", source, target, period, quantity, "l")


def level(period, quantity):
    return a_balance("level", "diesel", "tank", period, quantity, "l")


def test_a_stock_below_zero_is_told_with_its_day():
    (finding,) = found(
        level("2024-12", 100),
        fuel("market", "tank", "2025-01", 500),
        fuel("tank", "t1", "2025-01", 550),
        fuel("tank", "t1", "2025-02", 80),
    )
    assert finding.rule == "CHK-19"
    assert "-0.03 m3 are left on 2025-03-01" in finding.message.en


def test_a_stocktaking_sets_the_level_anew():
    assert (
        found(
            level("2024-12", 100),
            fuel("tank", "t1", "2025-01", 90),
            level("2025-01", 60),
            fuel("tank", "t1", "2025-02", 50),
        )
        == []
    )


def test_without_an_opening_level_it_is_asked_for():
    (finding,) = found(fuel("market", "tank", "2025-01", 500), fuel("tank", "t1", "2025-02", 620))
    assert (finding.rule, finding.severity) == ("CHK-20", Severity.INFO)
    assert "by 2025-03-01, 0.12 m3 more had left than come" in finding.message.en
