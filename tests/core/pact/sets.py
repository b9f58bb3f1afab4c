"""A data set of version 3 to change in tests; company and product are fictional."""

from __future__ import annotations

import copy
from typing import Any

CLEAN: dict[str, Any] = {
    "id": "91715e5e-fd0b-4d1c-8fab-76290c46e6ed",
    "specVersion": "3.0.0",
    "created": "2024-03-01T09:32:20Z",
    "status": "Active",
    "validityPeriodStart": "2023-12-31T17:00:00Z",
    "validityPeriodEnd": "2026-12-31T17:00:00Z",
    "companyName": "Fictional Quarry",
    "companyIds": ["urn:pact:company:fictional:quarry"],
    "productDescription": "Washed sand",
    "productIds": ["urn:pact:product:fictional:sand-1"],
    "productClassifications": ["urn:pact:productclassification:un-cpc:1531"],
    "productNameCompany": "Sand 0/2",
    "pcf": {
        "declaredUnitOfMeasurement": "kilogram",
        "declaredUnitAmount": "1",
        "productMassPerDeclaredUnit": "1",
        "referencePeriodStart": "2022-12-31T17:00:00Z",
        "referencePeriodEnd": "2023-12-31T17:00:00Z",
        "geographyCountry": "VN",
        "pcfExcludingBiogenicUptake": "0.0050",
        "pcfIncludingBiogenicUptake": "0.0050",
        "fossilGhgEmissions": "0.0050",
        "fossilCarbonContent": "0",
        "ipccCharacterizationFactors": ["AR5"],
        "crossSectoralStandards": ["ISO14067", "PACT-3.0"],
        "exemptedEmissionsPercent": "0",
        "primaryDataShare": "60",
        "dqi": {"technologicalDQR": "1.5", "geographicalDQR": "1", "temporalDQR": "2"},
    },
}


def data_set(carbon=None, **whole):
    """The clean data set with other fields; None takes a field away."""
    found = copy.deepcopy(CLEAN)
    for target, changes in ((found, whole), (found["pcf"], carbon or {})):
        for name, value in changes.items():
            if value is None:
                target.pop(name, None)
            else:
                target[name] = value
    return found
