"""Analytic vector 9: a park's grid with sub-meters.

Printed in the project's facts on greenhouse-gas tracing, section 2.4, vector 9: park import
10,000 MWh, tenants 9,700, common areas 150, losses 150; the sum of the shown lines is the park.
Identity of section 5.4: Σ tenants + common + losses = import at the fence.
"""

import pytest

from parkloop.analyses.balances import BalanceParameters, balances
from parkloop.io.catalog_files import load_catalog
from parkloop.periods import reporting_year
from tests.core.builders import a_flow, a_park, a_snapshot

MWH = 3600.0  # MJ, by definition
PARK = a_park(
    ("grid", "grid"),
    ("net", "network"),
    ("tenant-1", "enterprise"),
    ("tenant-2", "enterprise"),
    ("common", "common"),
    ("losses", "loss"),
)


def power(source, target, quantity):
    # A half-width of 0.5 %, as of a class 0.5 meter, so that 150 MWh are not lost in tolerance.
    return a_flow("electricity", source, target, "2023", quantity, "MWh", uncertainty=0.005)


IMPORT = power("grid", "net", 10_000)
TENANTS = (power("net", "tenant-1", 6_000), power("net", "tenant-2", 3_700))
COMMON, LOSSES = power("net", "common", 150), power("net", "losses", 150)


def balance(*flows):
    parameters = BalanceParameters(reporting_year(2023))
    return balances(a_snapshot(PARK, *flows), load_catalog(), parameters)


def network(found):
    return next(r for r in found.value.rows if (r.node, r.domain) == ("net", "electricity"))


def test_metered_losses_leave_no_difference():
    found = balance(IMPORT, *TENANTS, COMMON, LOSSES)
    row = network(found)
    assert row.supplied == 10_000 * MWH
    assert row.delivered == (9_700 + 150 + 150) * MWH
    assert (row.difference, row.state) == (0.0, "closed")
    assert next(s for s in found.value.sankeys if s.domain == "energy").error == 0.0


def test_unmetered_losses_are_the_unexplained_difference():
    found = balance(IMPORT, *TENANTS, COMMON)
    row = network(found)
    assert row.difference == 150 * MWH
    assert row.difference / row.supplied == pytest.approx(0.015)
    assert row.state == "open"
    (finding,) = found.findings
    assert "540,000 MJ are unexplained (1.5 %)" in finding.message.en
    assert "540.000 MJ chưa giải thích được (1,5 %)" in finding.message.vi


def test_the_lines_shown_add_up_to_the_park():
    found = balance(IMPORT, *TENANTS, COMMON, LOSSES)
    picture = next(s for s in found.value.sankeys if s.domain == "energy")
    shown = {link.target: link.value for link in picture.links if link.source == "net"}
    tenants = shown["tenant-1"] + shown["tenant-2"]
    assert tenants == 9_700 * MWH
    assert tenants + shown["common"] + shown["losses"] == 10_000 * MWH
