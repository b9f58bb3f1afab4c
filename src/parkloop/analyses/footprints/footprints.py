"""Footprints of a trace as PACT data sets (docs/methods/footprints.md)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from parkloop.analyses.footprints import messages
from parkloop.analyses.footprints.parameters import VERSION, Declared, FootprintParameters
from parkloop.analyses.tracing.model import Footprint, Tracing
from parkloop.analyses.tracing.parameters import CUT_OFF, ECONOMIC
from parkloop.analyses.tracing.tracing import tracing
from parkloop.catalog.catalog import Catalog
from parkloop.findings import Finding, Where, has_errors
from parkloop.ledger.ledger import Snapshot
from parkloop.pact.checks import Limits, check_data_set
from parkloop.pact.fields import UNITS
from parkloop.pact.model import DataSet, later
from parkloop.provenance import Plain, Result, content_hash

#: Version of the specification that is written.
SPECIFICATION = "3.0.0"
_UNIT_NAMES = {unit: name for name, unit in UNITS.items() if unit} | {"m3": "cubic meter"}
_DIGITS = 10


@dataclass(frozen=True)
class Issued:
    """Data sets by product, and the trace they come from."""

    sets: dict[str, DataSet]
    trace: Tracing


def footprints(
    snapshot: Snapshot, catalog: Catalog, parameters: FootprintParameters
) -> Result[Issued]:
    """A data set per product; what stands in the way is a finding, and that product has none."""
    chosen = replace(parameters.trace, products=tuple(sorted(parameters.products)))
    traced = tracing(snapshot, catalog, chosen)
    gaps = {gap.id: gap for gap in traced.gaps}
    findings: list[Finding] = []
    sets: dict[str, DataSet] = {}
    for footprint in traced.value.footprints:
        declared = parameters.products[footprint.product]
        where = Where(node=footprint.product)
        problems = list(_problems(footprint, declared, chosen.rule, where))
        if not has_errors(problems):
            lacking = [gaps[name].message.en for name in footprint.gaps if name in gaps]
            writer = _Writer(snapshot, catalog, parameters, footprint, declared, lacking)
            one = writer.data_set()
            problems += check_data_set(one, catalog, where)
            sets[footprint.product] = one
        findings += problems
    return Result(
        value=Issued(sets, traced.value),
        provenance=replace(
            traced.provenance,
            analysis="footprints",
            version=VERSION,
            parameters=parameters.as_dict(),
        ),
        figures=traced.figures,
        findings=(*findings, *traced.findings),
        gaps=traced.gaps,
    )


def _problems(
    footprint: Footprint, declared: Declared, rule: str, where: Where
) -> Iterator[Finding]:
    product, unit = footprint.product, footprint.unit
    if footprint.per_unit is None:
        yield messages.NO_VALUE.finding(where, product=product)
    if rule not in (CUT_OFF, ECONOMIC):
        yield messages.CREDITS.finding(where, rule=rule)
    if footprint.gaps and declared.exempted is None:
        shown = ", ".join(footprint.gaps[:3]) + (" …" if len(footprint.gaps) > 3 else "")
        yield messages.GAPS_NOT_STATED.finding(
            where, product=product, count=len(footprint.gaps), gaps=shown
        )
    if declared.fossil_carbon is None:
        yield messages.CARBON_NOT_STATED.finding(where, product=product)
    if unit not in _UNIT_NAMES:
        yield messages.NO_UNIT.finding(where, product=product, unit=unit)
    if unit not in ("kg", "MJ", "tkm") and declared.mass is None:
        yield messages.MASS_NOT_STATED.finding(where, product=product, unit=unit)


@dataclass(frozen=True)
class _Writer:
    snapshot: Snapshot
    catalog: Catalog
    parameters: FootprintParameters
    footprint: Footprint
    declared: Declared
    lacking: Sequence[str]

    def data_set(self) -> DataSet:
        body = self._body()
        return DataSet({"id": data_set_id(body), **body}, SPECIFICATION)

    def _body(self) -> dict[str, Plain]:
        company, declared = self.parameters.company, self.declared
        ended = self.parameters.trace.period.end
        limits = Limits.of(self.catalog)
        until = self.parameters.valid_to or later(ended, limits.validity_years)
        body: dict[str, Plain] = {
            "specVersion": SPECIFICATION,
            "created": moment(self.parameters.created),
            "status": "Active",
            "validityPeriodStart": moment(ended),
            "validityPeriodEnd": moment(until),
            "companyName": company.name,
            "companyIds": list(company.ids),
            "productDescription": declared.description,
            "productIds": list(declared.ids),
            "productNameCompany": declared.name,
            "pcf": self._carbon(limits),
        }
        if declared.classifications:
            body["productClassifications"] = list(declared.classifications)
        return body

    def _carbon(self, limits: Limits) -> dict[str, Plain]:
        footprint, declared = self.footprint, self.declared
        period, value = self.parameters.trace.period, footprint.per_unit or 0.0
        biogenic = self._biogenic_other()
        found: dict[str, Plain] = {
            "declaredUnitOfMeasurement": _UNIT_NAMES[footprint.unit],
            "declaredUnitAmount": "1",
            "productMassPerDeclaredUnit": self._mass(),
            "referencePeriodStart": moment(period.start),
            "referencePeriodEnd": moment(period.end),
            "pcfExcludingBiogenicUptake": decimal(value),
            "pcfIncludingBiogenicUptake": decimal(value + self._uptake(limits)),
            "fossilGhgEmissions": decimal(value - biogenic),
            "fossilCarbonContent": format(declared.fossil_carbon or 0, "f"),
            "ipccCharacterizationFactors": [self.parameters.trace.gwp_set],
            "crossSectoralStandards": ["ISO14067", "PACT-3.0"],
            "exemptedEmissionsPercent": format(declared.exempted or 0, "f"),
            "allocationRulesDescription": self._allocation(),
            "packagingEmissionsIncluded": False,
        }
        if biogenic:
            found["biogenicNonCO2Emissions"] = decimal(biogenic)
        if declared.biogenic_carbon is not None:
            found["biogenicCarbonContent"] = format(declared.biogenic_carbon, "f")
            found["biogenicCO2Uptake"] = decimal(self._uptake(limits))
        return found | self._place() | self._quality() | self._left_out() | self._secondary()

    def _uptake(self, limits: Limits) -> float:
        """biogenicCO2Uptake = −44/12 · biogenic carbon content."""
        return -float((self.declared.biogenic_carbon or 0) * limits.co2_per_carbon)

    def _biogenic_other(self) -> float:
        """CH4 and N2O of biogenic streams [kg CO2e per unit]; biogenic CO2 is not traced."""
        streams = self.catalog.streams
        return math.fsum(
            part.value
            for part in self.footprint.contributions
            if (stream := streams.get(part.stream)) and stream.biogenic and part.gas != "CO2"
        )

    def _mass(self) -> str:
        if self.declared.mass is not None:
            return format(self.declared.mass, "f")
        return "1" if self.footprint.unit == "kg" else "0"

    def _place(self) -> dict[str, Plain]:
        region = self.snapshot.park.region
        name = "geographyCountry" if len(region) == 2 else "geographyCountrySubdivision"
        return {name: region}

    def _quality(self) -> dict[str, Plain]:
        found: dict[str, Plain] = {}
        if self.footprint.primary_share is not None:
            found["primaryDataShare"] = decimal(100 * self.footprint.primary_share)
        if (quality := self.footprint.quality) is not None:
            found["dqi"] = {
                "technologicalDQR": decimal(quality.technology),
                "geographicalDQR": decimal(quality.geography),
                "temporalDQR": decimal(quality.timeliness),
            }
        return found

    def _left_out(self) -> dict[str, Plain]:
        """What is not known, in the sentences of the gaps: a customer knows no ids of ours."""
        if not self.lacking:
            return {}
        return {"exemptedEmissionsDescription": "Not known: " + " ".join(self.lacking)}

    def _secondary(self) -> dict[str, Plain]:
        """The documents of all facts used that are not a partner's own data set."""
        facts = [self.catalog.known(name) for name in self.footprint.facts]
        names = sorted({f.source for f in facts if not f.supplier})
        sources = [self.catalog.sources[name] for name in names if name in self.catalog.sources]
        listed: list[Plain] = [
            {"name": source.title.en, "version": source.published or source.document or "–"}
            for source in sources
        ]
        return {"secondaryEmissionFactorSources": listed} if listed else {}

    def _allocation(self) -> str:
        trace = self.parameters.trace
        return f"exchanges: {trace.rule}; several products of one process: {trace.allocation}"


def moment(instant: datetime) -> str:
    """An instant in UTC, as data sets write it."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def decimal(value: float) -> str:
    """A number as text, without exponent, to ten significant digits."""
    if not value:
        return "0"
    places = max(0, _DIGITS - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def data_set_id(body: Plain) -> str:
    """A UUID of the form 4 that follows from the content: the same data set has the same id."""
    digits = content_hash(body)[:32]
    variant = "89ab"[int(digits[16], 16) % 4]
    digits = digits[:12] + "4" + digits[13:16] + variant + digits[17:]
    parts = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
    return "-".join(parts)
