"""Warming potentials over 100 years against the package globalwarmingpotentials (T8).

The package (0.13.2, CC0) transcribes the tables of the IPCC assessment reports: AR4 WG1 Table
2.14, AR5 WG1 Table 8.A.1, AR6 WG1 Table 7.SM.7.
"""

from __future__ import annotations

import globalwarmingpotentials
import pytest

from tests.golden.looked_up import CATALOG

GWP_SETS = ("AR4", "AR5", "AR6")
#: Methane by origin is in the text of the reports, not in the package's tables.
NOT_IN_THE_PACKAGE = {"CO2", "CH4_fossil", "CH4_nonfossil"}
GASES = sorted({gas for gas, _ in CATALOG.potentials} - NOT_IN_THE_PACKAGE)


@pytest.mark.parametrize("gwp_set", GWP_SETS)
@pytest.mark.parametrize("gas", GASES)
def test_every_gas_in_every_set(gas, gwp_set):
    published = globalwarmingpotentials.data[f"{gwp_set}GWP100"]
    assert CATALOG.potential(gas, gwp_set).value == published[gas.replace("-", "")]


@pytest.mark.parametrize("gwp_set", GWP_SETS)
def test_carbon_dioxide_is_one_by_definition(gwp_set):
    assert CATALOG.potential("CO2", gwp_set).value == 1


@pytest.mark.parametrize(
    ("gas", "gwp_set", "value"),
    [
        ("CH4_fossil", "AR5", 30),
        ("CH4_fossil", "AR6", 29.8),
        ("CH4_nonfossil", "AR6", 27.0),
    ],
)
def test_methane_by_origin(gas, gwp_set, value):
    """AR5 WG1 Table 8.7 note; AR6 WG1 Table 7.15."""
    assert CATALOG.potential(gas, gwp_set).value == value


#: Gases that the Montreal Protocol controls (annexes A and C) and no inventory of the UNFCCC adds.
MONTREAL = {"CFC-11", "CFC-12", "HCFC-22", "HCFC-123", "HCFC-141b", "HCFC-142b"}


def test_gases_of_the_montreal_protocol_are_marked():
    assert {p.gas for p in CATALOG.potentials.values() if p.montreal} == MONTREAL
