"""Form of data sets: every problem at once, with its field; versions 2 and 3."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkloop.findings import Where
from parkloop.pact.fields import json_schema
from parkloop.pact.reading import read_data_sets
from parkloop.pact.versions import from_v2, to_v2
from tests.core.pact.sets import CLEAN, data_set


def rules_of(document):
    return sorted((f.rule, f.where.field) for f in read_data_sets(document).findings)


def test_a_clean_data_set_has_no_finding_and_its_values():
    read = read_data_sets({"data": [CLEAN]}, "a.json")
    assert read.findings == ()
    (one,) = read.sets
    assert str(one.per_unit) == "0.0050"
    assert (one.unit, one.sets, one.geographies) == ("kilogram", ("AR5",), ("VN",))
    assert jsonschema.Draft202012Validator(json_schema()).is_valid(CLEAN)


def test_all_problems_are_told_at_once():
    broken = data_set(
        {"fossilCarbonContent": None, "pcfExcludingBiogenicUptake": 2.5, "geographyCountry": "vn"},
        id="7",
        companyIds=[],
        productIds=["gtin:5"],
        created="yesterday",
    )
    assert rules_of(broken) == [
        ("PCT-02", "pcf.fossilCarbonContent"),
        ("PCT-03", "companyIds"),
        ("PCT-03", "created"),
        ("PCT-03", "id"),
        ("PCT-03", "pcf.geographyCountry"),
        ("PCT-03", "pcf.pcfExcludingBiogenicUptake"),
        ("PCT-03", "productIds"),
    ]
    assert not jsonschema.Draft202012Validator(json_schema()).is_valid(broken)


def test_messages_say_what_is_needed_in_both_languages():
    (finding,) = read_data_sets(data_set({"pcfExcludingBiogenicUptake": 2.5})).findings
    assert finding.message.en == (
        'The field “pcf.pcfExcludingBiogenicUptake” holds “2.5”; needed: a number as text, "1.25".'
    )
    assert finding.message.vi.startswith("Trường “pcf.pcfExcludingBiogenicUptake” có giá trị “2.5”")
    (finding,) = read_data_sets(data_set({"fossilGhgEmissions": "-1"})).findings
    assert finding.message.en == "“pcf.fossilGhgEmissions” = -1, but it must be >= 0."
    (finding,) = read_data_sets(data_set(specVersion="1.0.1")).findings
    assert finding.message.en == "The version “1.0.1” is not supported."
    (finding,) = read_data_sets(["x"]).findings
    assert finding.message.en == "This is no PACT data set: str."
    assert read_data_sets({"data": []}).findings[0].rule == "PCT-01"


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda c: st.lists(c) | st.dictionaries(st.sampled_from([*CLEAN, *CLEAN["pcf"]]), c),
        max_leaves=12,
    )
)
def test_anything_is_answered_with_findings(document):
    read = read_data_sets(document)
    assert read.findings or read.sets


V2 = {
    "id": "91715e5e-fd0b-4d1c-8fab-76290c46e6ed",
    "specVersion": "2.2.0",
    "version": 1,
    "created": "2024-03-01T09:32:20Z",
    "status": "Active",
    "comment": "",
    "companyName": "Fictional Quarry",
    "companyIds": ["urn:pact:company:fictional:quarry"],
    "productDescription": "Washed sand",
    "productIds": ["urn:pact:product:fictional:sand-1"],
    "productCategoryCpc": "1531",
    "productNameCompany": "Sand 0/2",
    "pcf": {
        "declaredUnit": "kilogram",
        "unitaryProductAmount": "1",
        "pCfExcludingBiogenic": "0.005",
        "fossilGhgEmissions": "0.005",
        "fossilCarbonContent": "0",
        "biogenicCarbonContent": "0",
        "characterizationFactors": "AR5",
        "ipccCharacterizationFactorsSources": ["AR5"],
        "crossSectoralStandardsUsed": ["ISO Standard 14067"],
        "boundaryProcessesDescription": "Quarry and washing",
        "referencePeriodStart": "2022-12-31T17:00:00Z",
        "referencePeriodEnd": "2023-12-31T17:00:00Z",
        "exemptedEmissionsPercent": 1.5,
        "exemptedEmissionsDescription": "",
        "packagingEmissionsIncluded": False,
        "primaryDataShare": 60.0,
        "geographyCountry": "VN",
    },
}


def test_version_2_reads_as_version_3():
    read = read_data_sets(V2)
    assert read.findings == ()
    (one,) = read.sets
    assert one.version == "2.2.0"
    assert str(one.per_unit) == "0.005"
    assert str(one.amount("exemptedEmissionsPercent")) == "1.5"
    assert str(one.amount("productMassPerDeclaredUnit")) == "1"
    assert one.sets == ("AR5",)
    assert one.carbon["crossSectoralStandards"] == ["ISO14067"]


def test_what_is_written_for_version_2_reads_back():
    written: Any = to_v2(CLEAN)
    assert written["specVersion"] == "2.3.0"
    assert written["pcf"]["primaryDataShare"] == 60.0
    back: Any = from_v2(written)
    for name in ("declaredUnitOfMeasurement", "pcfExcludingBiogenicUptake", "fossilGhgEmissions"):
        assert back["pcf"][name] == CLEAN["pcf"][name]
    assert written["productCategoryCpc"] == "1531"
    assert to_v2(data_set({"declaredUnitOfMeasurement": "piece"})) is None
    assert to_v2(data_set(productClassifications=None)) is None


@pytest.mark.parametrize("where", [Where(file="x.json"), Where()])
def test_places_are_kept(where):
    (finding,) = read_data_sets([data_set(id=None)], where.file).findings
    assert (finding.where.file, finding.where.row, finding.where.field) == (where.file, 1, "id")
