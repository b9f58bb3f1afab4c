"""What an installation states for its figures under the mechanism."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from parkloop.analyses.tracing.parameters import TracingParameters
from parkloop.provenance import Plain

VERSION = "1"


@dataclass(frozen=True, slots=True)
class CbamParameters:
    """``trace`` gives period, allocation and warming potentials (the EU rules use AR5).

    ``codes``: CN code of a product, where its stream does not say it. ``exports``: tonnes of a
    product sold into the EU. ``precursors``: 'supplier/stream' → t CO2e per t, a supplier's own
    figure in place of the default. ``year`` is the year of import, whose mark-up counts.
    ``price`` [EUR per t CO2e] and ``benchmarks`` [t CO2e per t, by product] are expectations.
    """

    trace: TracingParameters
    year: int
    country: str = "VN"
    codes: Mapping[str, str] = field(default_factory=dict)
    exports: Mapping[str, float] = field(default_factory=dict)
    precursors: Mapping[str, float] = field(default_factory=dict)
    benchmarks: Mapping[str, float] = field(default_factory=dict)
    price: float | None = None

    def as_dict(self) -> dict[str, Plain]:
        return {
            "benchmarks": dict(self.benchmarks),
            "codes": dict(self.codes),
            "country": self.country,
            "exports": dict(self.exports),
            "precursors": dict(self.precursors),
            "price": self.price,
            "trace": self.trace.as_dict(),
            "year": self.year,
        }
