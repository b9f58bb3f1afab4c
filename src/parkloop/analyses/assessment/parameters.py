"""What a person decides when a park is assessed; every default is written into the result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from parkloop.periods import Period
from parkloop.provenance import Plain

VERSION = "1"
Population = Literal["", "operating", "licensed"]


@dataclass(frozen=True, slots=True)
class AssessmentParameters:
    """Parameters of an assessment.

    ``schemes`` are ids of the catalog; ``subjects`` parks or enterprises (empty: all that the
    schemes speak of). ``population`` says whose share a percentage is of: the enterprises that
    operate, or all that are licensed; empty leaves it to the scheme, because the law's text was
    not seen to settle it.
    """

    period: Period
    schemes: tuple[str, ...]
    subjects: tuple[str, ...] = ()
    population: Population = ""

    def as_dict(self) -> dict[str, Plain]:
        return {
            "period_end": self.period.end.isoformat(),
            "period_start": self.period.start.isoformat(),
            "population": self.population,
            "schemes": list(self.schemes),
            "subjects": list(self.subjects),
        }
