"""Analytic vector 9 by the meters: a park's grid, main meter against sub-meters.

Printed in the project's facts on greenhouse-gas tracing, section 2.4, vector 9: park import
10,000 MWh, tenants 9,700, common areas 150, losses 150. Identity of section 5.4:
Σ tenants + common + losses = import at the fence.
"""

import pytest

from parkloop.analyses.meters import MeterParameters, meters
from parkloop.io.catalog_files import load_catalog
from parkloop.periods import reporting_year
from tests.core.builders import a_snapshot
from tests.golden.test_balances_park_grid import COMMON, IMPORT, LOSSES, MWH, PARK, TENANTS


def total(*flows):
    parameters = MeterParameters(reporting_year(2023))
    (one,) = meters(a_snapshot(PARK, *flows), load_catalog(), parameters).value.totals
    return one


def test_stated_losses_are_the_whole_difference():
    one = total(IMPORT, *TENANTS, COMMON, LOSSES)
    assert one.main == 10_000 * MWH
    assert one.counted == (9_700 + 150) * MWH
    assert (one.losses, one.difference, one.unexplained) == (150 * MWH, 150 * MWH, 0.0)
    assert (one.state, one.reason) == ("closed", "losses")


def test_unstated_losses_are_what_nobody_counted():
    one = total(IMPORT, *TENANTS, COMMON)
    assert one.unexplained == 150 * MWH
    assert one.unexplained / one.main == pytest.approx(0.015)
    assert (one.state, one.reason) == ("open", "not-counted")
