"""The fields of a data set: name, form, whether it must be there, which sign it may have.

Written from facts about PACT version 3 (methodology of 30 April 2025); no text of the
specification is taken over. The tables drive reading, checking and the JSON schema alike.
"""

from __future__ import annotations

from dataclasses import dataclass

from parkloop.provenance import Plain

ANY, NOT_NEGATIVE, NOT_POSITIVE, POSITIVE = "any", ">= 0", "<= 0", "> 0"

UNITS = {
    "liter": "l",
    "kilogram": "kg",
    "cubic meter": "m3",
    "kilowatt hour": "kWh",
    "megajoule": "MJ",
    "ton kilometer": "tkm",
    "square meter": "m2",
    "piece": "piece",
    "hour": "h",
    "megabit second": "",
}
"""Declared units and the same in Parkloop; '' where Parkloop has none."""

REGIONS = (
    "Africa",
    "Americas",
    "Asia",
    "Europe",
    "Oceania",
    "Australia and New Zealand",
    "Central Asia",
    "Eastern Asia",
    "Eastern Europe",
    "Latin America and the Caribbean",
    "Melanesia",
    "Micronesia",
    "Northern Africa",
    "Northern America",
    "Northern Europe",
    "Polynesia",
    "South-eastern Asia",
    "Southern Asia",
    "Southern Europe",
    "Sub-Saharan Africa",
    "Western Asia",
    "Western Europe",
)
STATUSES = ("Active", "Deprecated")
UUID = r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$"
URN = r"^[uU][rR][nN]:[A-Za-z0-9][A-Za-z0-9-]{0,31}:\S+$"
DECIMAL = r"^-?\d+(\.\d+)?$"
VERSION = r"^\d+\.\d+\.\d+(-\d{8})?$"


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``form``: uuid, version, moment, text, name, urn, decimal, flag, choice, country,
    subdivision, set (AR5 …), object; ``many`` for a list of them that is not empty.
    """

    name: str
    form: str
    required: bool = False
    sign: str = ANY
    many: bool = False
    choices: tuple[str, ...] = ()


def _amounts(sign: str, *names: str) -> tuple[Field, ...]:
    return tuple(Field(name, "decimal", sign=sign) for name in names)


DATA_SET: tuple[Field, ...] = (
    Field("id", "uuid", required=True),
    Field("specVersion", "version", required=True),
    Field("precedingPfIds", "uuid", many=True),
    Field("created", "moment", required=True),
    Field("status", "choice", required=True, choices=STATUSES),
    Field("validityPeriodStart", "moment"),
    Field("validityPeriodEnd", "moment"),
    Field("companyName", "name", required=True),
    Field("companyIds", "urn", required=True, many=True),
    Field("productDescription", "text", required=True),
    Field("productIds", "urn", required=True, many=True),
    Field("productClassifications", "urn", many=True),
    Field("productNameCompany", "name", required=True),
    Field("comment", "text"),
    Field("pcf", "object", required=True),
    Field("extensions", "object", many=True),
)

CARBON: tuple[Field, ...] = (
    Field("declaredUnitOfMeasurement", "choice", required=True, choices=tuple(UNITS)),
    Field("declaredUnitAmount", "decimal", required=True, sign=POSITIVE),
    Field("productMassPerDeclaredUnit", "decimal", required=True, sign=NOT_NEGATIVE),
    Field("referencePeriodStart", "moment", required=True),
    Field("referencePeriodEnd", "moment", required=True),
    Field("geographyRegionOrSubregion", "choice", choices=REGIONS),
    Field("geographyCountry", "country"),
    Field("geographyCountrySubdivision", "subdivision"),
    Field("boundaryProcessesDescription", "text"),
    Field("pcfExcludingBiogenicUptake", "decimal", required=True),
    Field("pcfIncludingBiogenicUptake", "decimal", required=True),
    Field("fossilGhgEmissions", "decimal", required=True, sign=NOT_NEGATIVE),
    Field("fossilCarbonContent", "decimal", required=True, sign=NOT_NEGATIVE),
    *_amounts(
        NOT_NEGATIVE,
        "biogenicCarbonContent",
        "recycledCarbonContent",
        "landUseChangeGhgEmissions",
        "landCarbonLeakage",
        "landManagementFossilGhgEmissions",
        "landManagementBiogenicCO2Emissions",
        "biogenicNonCO2Emissions",
        "landAreaOccupation",
        "aircraftGhgEmissions",
        "packagingGhgEmissions",
        "packagingBiogenicCarbonContent",
        "outboundLogisticsGhgEmissions",
        "ccuCarbonContent",
    ),
    *_amounts(
        NOT_POSITIVE,
        "landManagementBiogenicCO2Removals",
        "biogenicCO2Uptake",
        "ccsTechnologicalCO2Capture",
        "technologicalCO2Removals",
    ),
    Field("packagingEmissionsIncluded", "flag"),
    Field("ccsTechnologicalCO2CaptureIncluded", "flag"),
    Field("technologicalCO2CaptureOrigin", "text"),
    Field("ccuCalculationApproach", "choice", choices=("Cut-off", "Credit")),
    Field("ccuCreditCertification", "text"),
    Field("ipccCharacterizationFactors", "set", required=True, many=True),
    Field("crossSectoralStandards", "name", required=True, many=True),
    Field("productOrSectorSpecificRules", "object", many=True),
    Field("exemptedEmissionsPercent", "decimal", required=True, sign=NOT_NEGATIVE),
    Field("exemptedEmissionsDescription", "text"),
    Field("allocationRulesDescription", "text"),
    Field("secondaryEmissionFactorSources", "object", many=True),
    Field("primaryDataShare", "decimal", sign=NOT_NEGATIVE),
    Field("dqi", "object"),
    Field("verification", "object"),
)

QUALITY: tuple[Field, ...] = tuple(
    Field(name, "decimal", required=True, sign=POSITIVE)
    for name in ("technologicalDQR", "geographicalDQR", "temporalDQR")
)

#: What adds up to the footprint without biogenic uptake. The fossil part of land management is
#: inside fossilGhgEmissions and is not added again.
PARTS = (
    "fossilGhgEmissions",
    "landUseChangeGhgEmissions",
    "landManagementBiogenicCO2Emissions",
    "landManagementBiogenicCO2Removals",
    "technologicalCO2Removals",
    "ccsTechnologicalCO2Capture",
    "biogenicNonCO2Emissions",
)
GEOGRAPHIES = (
    "geographyRegionOrSubregion",
    "geographyCountry",
    "geographyCountrySubdivision",
)

_FORMS: dict[str, dict[str, Plain]] = {
    "uuid": {"type": "string", "pattern": UUID},
    "version": {"type": "string", "pattern": VERSION},
    "moment": {"type": "string", "format": "date-time"},
    "text": {"type": "string"},
    "name": {"type": "string", "minLength": 1},
    "urn": {"type": "string", "pattern": URN},
    "decimal": {"type": "string", "pattern": DECIMAL},
    "flag": {"type": "boolean"},
    "country": {"type": "string", "pattern": "^[A-Z]{2}$"},
    "subdivision": {"type": "string", "pattern": "^[A-Z]{2}-[A-Z0-9]{1,3}$"},
    "set": {"type": "string", "pattern": r"^AR\d+$"},
    "object": {"type": "object"},
}


def json_schema() -> dict[str, Plain]:
    """JSON schema of a data set, version 3."""
    whole = _object(DATA_SET)
    carbon = _object(CARBON)
    _properties(carbon)["dqi"] = _object(QUALITY)
    _properties(whole)["pcf"] = carbon
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **whole}


def _object(fields: tuple[Field, ...]) -> dict[str, Plain]:
    return {
        "type": "object",
        "required": [field.name for field in fields if field.required],
        "properties": {field.name: _schema(field) for field in fields},
    }


def _properties(schema: dict[str, Plain]) -> dict[str, Plain]:
    found = schema["properties"]
    return found if isinstance(found, dict) else {}


def _schema(field: Field) -> dict[str, Plain]:
    one: dict[str, Plain] = (
        {"type": "string", "enum": list(field.choices)}
        if field.form == "choice"
        else dict(_FORMS[field.form])
    )
    if field.many:
        return {"type": "array", "minItems": 1, "items": one}
    return one
