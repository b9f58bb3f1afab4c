"""Main meter against sub-meters: what is lost, what nobody counted, what cannot be told."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkloop.analyses.meters import MeterParameters, meters
from parkloop.explain import Explainer, as_lines
from parkloop.periods import reporting_year
from tests.core.builders import a_balance, a_catalog, a_flow, a_park, a_snapshot, monthly

PARK = a_park(
    ("grid", "grid"),
    ("net", "network"),
    ("t1", "enterprise"),
    ("t2", "enterprise"),
    ("common", "common"),
    ("lost", "loss"),
)
CATALOG = a_catalog()
MWH = 3600.0  # MJ


def power(source, target, quantity, period="2025-03", **more):
    return a_flow("electricity", source, target, period, quantity, "MWh", **more)


def found(*entries, catalog=CATALOG, **more):
    parameters = MeterParameters(reporting_year(2025), **more)
    return meters(a_snapshot(PARK, *entries), catalog, parameters)


def row(result, label="2025-03"):
    rows = (*result.value.rows, *result.value.totals)
    return next(r for r in rows if r.label == label)


def test_stated_losses_account_for_the_difference():
    exact = {"uncertainty": 0.001}
    result = found(
        power("grid", "net", 1000, **exact),
        power("net", "t1", 600, **exact),
        power("net", "common", 350, **exact),
        power("net", "lost", 50, **exact),
    )
    one = row(result)
    assert (one.main, one.counted, one.losses) == (1000 * MWH, 950 * MWH, 50 * MWH)
    assert (one.difference, one.unexplained) == (50 * MWH, 0.0)
    assert (one.state, one.reason, one.branches) == ("closed", "losses", 2)
    assert result.findings == ()


def test_what_nobody_counted_is_named_with_the_worst_month():
    exact = {"uncertainty": 0.001}
    entries = [
        *monthly("electricity", "grid", "net", [1000] * 3, "MWh", **exact),
        *monthly("electricity", "net", "t1", [990, 960, 999], "MWh", **exact),
    ]
    result = found(*entries)
    assert [r.reason for r in result.value.rows] == ["not-counted", "not-counted", "agree"]
    (finding,) = result.findings
    assert finding.message.en == (
        "net, electricity, 2025: main meter and sub-meters differ by more than the tolerance in "
        "2025-01, 2025-02. Most in 2025-02: 144,000 MJ of 3,600,000 MJ are not explained "
        "(tolerance ±4,990 MJ)."
    )
    assert finding.message.vi.startswith("net, electricity, năm 2025: đồng hồ tổng và các công tơ")
    assert finding.remedy.en.startswith("Positive: look for a branch without a meter, a leak")


def test_sub_meters_that_count_too_much_are_told_apart():
    exact = {"uncertainty": 0.001}
    one = row(found(power("grid", "net", 100, **exact), power("net", "t1", 104, **exact)))
    assert (one.unexplained, one.state, one.reason) == (-4 * MWH, "open", "counted-too-much")


def test_the_main_meter_goes_before_what_suppliers_billed():
    one = row(
        found(
            power("grid", "net", 97, status="billed"),
            a_balance("supply", "electricity", "net", "2025-03", 100, "MWh"),
            power("net", "t1", 99),
        )
    )
    assert (one.by_meter, one.main, one.supplied) == (True, 100 * MWH, 97 * MWH)
    assert one.difference == 1 * MWH


def test_the_tolerance_is_the_root_of_squares_over_all_meters():
    one = row(
        found(
            power("grid", "net", 100, uncertainty=0.03),
            power("net", "t1", 50, uncertainty=0.04),
            power("net", "lost", 10, uncertainty=0.5),
        )
    )
    assert one.tolerance == pytest.approx(MWH * math.hypot(3.0, 2.0, 5.0))


def test_a_month_that_a_sub_meter_lacks_is_a_gap_and_not_a_loss():
    entries = [
        *monthly("electricity", "grid", "net", [100] * 6, "MWh"),
        *monthly("electricity", "net", "t1", [60] * 6, "MWh", series="m1"),
        *(f for f in monthly("electricity", "net", "t2", [40] * 6, "MWh", series="m2")),
    ]
    without = [e for e in entries if not (e.to_node == "t2" and "2025-04" in e.period.label())]
    result = found(*without)
    april, march = row(result, "2025-04"), row(result, "2025-03")
    assert (march.state, march.reason) == ("closed", "agree")
    assert (april.state, april.reason, april.difference) == ("not-assessable", "gaps", None)
    assert april.counted == 60 * MWH
    assert "lacks 2025-04" in next(g for g in result.gaps if g.id in april.gaps).message.en


def test_a_network_without_sub_meters_lacks_them():
    result = found(power("grid", "net", 100))
    one = row(result)
    assert (one.counted, one.difference, one.state) == (None, None, "not-assessable")
    (gap,) = [g for g in result.gaps if g.id in one.gaps]
    assert gap.message.en == "net, electricity: there is no sub-meter."
    assert gap.message.vi == "net, electricity: chưa có công tơ nhánh nào."


def test_without_a_known_uncertainty_a_difference_is_not_judged():
    blind = a_catalog(uncertainties={})
    result = found(power("grid", "net", 100), power("net", "t1", 99), catalog=blind)
    one = row(result)
    assert (one.state, one.reason, one.unexplained) == ("not-assessable", "uncertainty", MWH)


def test_a_bill_of_two_months_is_in_the_year_and_in_no_month():
    result = found(
        power("grid", "net", 100, "2025-03-01/2025-05-01"), power("net", "t1", 99, "2025-03")
    )
    assert row(result).state == "not-assessable"
    assert row(result, "2025").difference == 1 * MWH


def test_every_figure_opens_down_to_the_rows():
    result = found(power("grid", "net", 100, row=7), power("net", "t1", 99, row=8))
    explainer = Explainer(a_snapshot(PARK), CATALOG, [result])
    lines = "\n".join(as_lines(explainer.explain(f"{row(result).base}/unexplained"), "en"))
    assert "difference − stated losses" in lines
    assert "main meter − sum of sub-meters" in lines


@given(
    st.lists(st.integers(0, 10**6), min_size=1, max_size=4),
    st.integers(0, 10**6),
    st.integers(0, 10**5),
)
def test_main_meter_is_always_sub_meters_losses_and_the_rest(counted, lost, rest):
    main = sum(counted) + lost + rest
    branches = [power("net", f"t{n % 2 + 1}", v, reference=str(n)) for n, v in enumerate(counted)]
    result = found(power("grid", "net", main), *branches, power("net", "lost", lost))
    one = row(result)
    assert one.unexplained == rest * MWH
    assert one.main == pytest.approx(one.counted + one.losses + one.unexplained)
