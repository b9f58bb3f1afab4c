"""Numbers of a data set against each other.

The identities and the three pairs of sums hold in the example records of PACT version 3: the parts
add up to 0.384, 5.140 and 0.420 where 0.386, 5.164 and 0.421 are stated; uptake = −44/12 · carbon.
"""

from __future__ import annotations

import pytest

from parkloop.findings import Where
from parkloop.io.catalog_files import load_catalog
from parkloop.pact.checks import check_data_set
from parkloop.pact.reading import read_data_sets
from tests.core.pact.sets import data_set

CATALOG = load_catalog()


def findings(carbon=None, **whole):
    (one,) = read_data_sets(data_set(carbon, **whole)).sets
    return check_data_set(one, CATALOG, Where())


def codes(carbon=None, **whole):
    return [f.rule for f in findings(carbon, **whole)]


def test_a_clean_data_set_is_consistent():
    assert findings() == ()


@pytest.mark.parametrize(
    ("parts", "stated"), [("0.384", "0.386"), ("5.140", "5.164"), ("0.420", "0.421")]
)
def test_sums_as_printed_are_within_the_tolerance_and_twice_as_far_are_not(parts, stated):
    carbon = {
        "fossilGhgEmissions": parts,
        "pcfExcludingBiogenicUptake": stated,
        "pcfIncludingBiogenicUptake": stated,
    }
    assert codes(carbon) == []
    assert codes(carbon | {"fossilGhgEmissions": str(float(parts) * 0.99)}) == ["PCT-08"]


def test_parts_are_told_with_their_difference():
    (finding,) = findings({"fossilGhgEmissions": "0.004"})
    assert finding.message.en == (
        "The parts add up to 0.004, the footprint without uptake is 0.0050: 20 % apart, 0.60 % "
        "allowed."
    )


def test_fossil_land_management_is_not_added_twice():
    assert codes({"landManagementFossilGhgEmissions": "0.004"}) == []
    assert codes({"landManagementBiogenicCO2Emissions": "0.004"}) == ["PCT-08"]


def test_uptake_is_44_twelfths_of_the_carbon():
    right = {
        "biogenicCarbonContent": "0.03",
        "biogenicCO2Uptake": "-0.11",
        "pcfIncludingBiogenicUptake": "-0.105",
    }
    assert codes(right) == []
    (finding,) = findings(right | {"biogenicCarbonContent": "0.05"})
    assert finding.rule == "PCT-06"
    assert finding.message.en.endswith("content of 0.05 kg C means -0.183333.")
    (finding,) = findings(right | {"pcfIncludingBiogenicUptake": "0.005"})
    assert finding.message.en == (
        "The footprint with uptake is 0.005, but the one without plus the uptake is -0.1050."
    )


def test_periods_geographies_and_validity():
    assert codes({"referencePeriodStart": "2023-12-31T17:00:00Z"}) == ["PCT-09"]
    assert codes({"geographyCountrySubdivision": "VN-HP"}) == ["PCT-10"]
    late = findings(validityPeriodEnd="2027-06-30T00:00:00Z")
    assert [f.rule for f in late] == ["PCT-13"]
    assert "longer than 3 years" in late[0].message.en


def test_quality_is_due_from_2025_on():
    later = {
        "referencePeriodStart": "2025-01-01T00:00:00Z",
        "referencePeriodEnd": "2025-12-31T00:00:00Z",
    }
    assert codes(later) == []
    (finding,) = findings(later | {"dqi": None})
    assert (finding.rule, finding.severity) == ("PCT-11", "warning")
    assert "missing: dqi" in finding.message.en
    ratings = {"technologicalDQR": "5", "geographicalDQR": "1", "temporalDQR": "1"}
    assert codes({"dqi": ratings, "primaryDataShare": "101"}) == ["PCT-12", "PCT-12"]
