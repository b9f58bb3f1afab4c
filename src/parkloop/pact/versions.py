"""Data sets of version 2 read as version 3, and written for hosts that still ask for it."""

from __future__ import annotations

from collections.abc import Mapping

from parkloop.provenance import Plain

#: Unchanged meaning, another name: version 2 to version 3.
_RENAMED = {
    "declaredUnit": "declaredUnitOfMeasurement",
    "unitaryProductAmount": "declaredUnitAmount",
    "pCfExcludingBiogenic": "pcfExcludingBiogenicUptake",
    "pCfIncludingBiogenic": "pcfIncludingBiogenicUptake",
    "dLucGhgEmissions": "landUseChangeGhgEmissions",
    "biogenicCarbonWithdrawal": "biogenicCO2Uptake",
    "otherBiogenicGhgEmissions": "biogenicNonCO2Emissions",
}
_BACK = {new: old for old, new in _RENAMED.items()}
#: Fields of version 3 that version 2 has under the same name.
_SHARED = (
    "productMassPerDeclaredUnit",
    "referencePeriodStart",
    "referencePeriodEnd",
    "geographyRegionOrSubregion",
    "geographyCountry",
    "geographyCountrySubdivision",
    "boundaryProcessesDescription",
    "fossilGhgEmissions",
    "fossilCarbonContent",
    "biogenicCarbonContent",
    "aircraftGhgEmissions",
    "packagingEmissionsIncluded",
    "packagingGhgEmissions",
    "exemptedEmissionsDescription",
    "allocationRulesDescription",
    "crossSectoralStandards",
    "ipccCharacterizationFactors",
)
_UNITS_OF_2 = frozenset(
    {
        "liter",
        "kilogram",
        "cubic meter",
        "kilowatt hour",
        "megajoule",
        "ton kilometer",
        "square meter",
    }
)
_STANDARDS = {
    "GHG Protocol Product standard": "GHGP-Product",
    "ISO Standard 14067": "ISO14067",
    "ISO Standard 14044": "ISO14040-44",
}


def from_v2(document: Mapping[str, Plain]) -> dict[str, Plain]:
    """The same statements with the names of version 3; numbers become decimals in text."""
    whole = {name: value for name, value in document.items() if name not in ("version", "updated")}
    carbon = document.get("pcf")
    if not isinstance(carbon, dict):
        return whole
    pcf: dict[str, Plain] = {_RENAMED.get(name, name): value for name, value in carbon.items()}
    for name in ("primaryDataShare", "exemptedEmissionsPercent"):
        if isinstance(pcf.get(name), int | float):
            pcf[name] = _decimal(pcf[name])
    _set_of_2(pcf)
    _standards_of_2(pcf)
    _rules_of_2(pcf)
    if isinstance(quality := pcf.get("dqi"), dict):
        pcf["dqi"] = {name: _decimal(value) for name, value in quality.items()}
    pcf.setdefault("productMassPerDeclaredUnit", _mass(pcf))
    pcf.setdefault("pcfIncludingBiogenicUptake", pcf.get("pcfExcludingBiogenicUptake"))
    return whole | {"pcf": {n: v for n, v in pcf.items() if v is not None}}


def _set_of_2(pcf: dict[str, Plain]) -> None:
    if "ipccCharacterizationFactors" not in pcf and "characterizationFactors" in pcf:
        pcf["ipccCharacterizationFactors"] = [pcf["characterizationFactors"]]


def _standards_of_2(pcf: dict[str, Plain]) -> None:
    used = pcf.pop("crossSectoralStandardsUsed", None)
    if "crossSectoralStandards" not in pcf and isinstance(used, list):
        pcf["crossSectoralStandards"] = [_STANDARDS.get(str(one), str(one)) for one in used]


def _rules_of_2(pcf: dict[str, Plain]) -> None:
    """Version 2 counts the fossil part of land management apart; it is inside in version 3."""
    emissions = pcf.pop("landManagementGhgEmissions", None)
    if isinstance(emissions, str):
        name = "Removals" if emissions.startswith("-") else "Emissions"
        pcf[f"landManagementBiogenicCO2{name}"] = emissions


def _mass(pcf: Mapping[str, Plain]) -> Plain:
    return "1" if pcf.get("declaredUnitOfMeasurement") == "kilogram" else None


def _decimal(value: Plain) -> str:
    return format(value, "f").rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _product_category(document: Mapping[str, Plain]) -> str:
    """The class of the CPC that a product names, as a URN that ends in cpc:NUMBER."""
    named = document.get("productClassifications")
    codes = [str(one).rpartition("cpc:") for one in named] if isinstance(named, list) else []
    return next((code for _, found, code in codes if found), "")


def to_v2(document: Mapping[str, Plain]) -> dict[str, Plain] | None:
    """A document of version 3 for a partner who reads version 2.3.

    None where version 2 cannot say it: a unit that it does not have (piece), or no class of the
    Central Product Classification among the product's.
    """
    carbon, category = document.get("pcf"), _product_category(document)
    if not isinstance(carbon, dict) or not category:
        return None
    if carbon.get("declaredUnitOfMeasurement") not in _UNITS_OF_2:
        return None
    pcf: dict[str, Plain] = {name: carbon[name] for name in _SHARED if name in carbon}
    pcf |= {_BACK[name]: value for name, value in carbon.items() if name in _BACK}
    sets = carbon.get("ipccCharacterizationFactors")
    pcf["characterizationFactors"] = str(sets[-1]) if isinstance(sets, list) and sets else "AR5"
    pcf["ipccCharacterizationFactorsSources"] = [pcf["characterizationFactors"]]
    pcf["crossSectoralStandardsUsed"] = ["GHG Protocol Product standard"]
    pcf["crossSectoralStandards"] = ["GHGP-Product"]
    pcf.setdefault("boundaryProcessesDescription", "")
    pcf.setdefault("exemptedEmissionsDescription", "")
    pcf.setdefault("packagingEmissionsIncluded", False)
    pcf.setdefault("biogenicCarbonContent", "0")
    for name in ("primaryDataShare", "exemptedEmissionsPercent"):
        if isinstance(carbon.get(name), str):
            pcf[name] = float(str(carbon[name]))
    shared = {name: value for name, value in document.items() if name != "pcf"}
    extra: dict[str, Plain] = {"comment": "", "productCategoryCpc": category, "version": 0}
    return extra | shared | {"specVersion": "2.3.0", "pcf": pcf}
