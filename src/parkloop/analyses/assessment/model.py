"""What an assessment says: a status per criterion and subject, with value, gap and evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from parkloop.analyses.assessment.measures import Bounds, Subject
from parkloop.analyses.assessment.register import Register
from parkloop.analyses.assessment.statements import Floats
from parkloop.catalog.rulebook import Criterion, Limit, Scheme
from parkloop.texts import Text

Codes = npt.NDArray[np.int8]


class Verdict(StrEnum):
    """Where a criterion stands; *partly* only where the scheme gives partial credit."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not-met"
    NOT_ASSESSABLE = "not-assessable"
    NOT_APPLICABLE = "not-applicable"

    @property
    def words(self) -> Text:
        return VERDICT_WORDS[self]


VERDICT_WORDS: Mapping[Verdict, Text] = {
    Verdict.MET: Text("đạt", "met"),
    Verdict.PARTLY: Text("đạt một phần", "partly met"),
    Verdict.NOT_MET: Text("chưa đạt", "not met"),
    Verdict.NOT_ASSESSABLE: Text("chưa đánh giá được", "not assessable"),
    Verdict.NOT_APPLICABLE: Text("không áp dụng", "not applicable"),
}
#: Order of the codes in arrays.
VERDICTS = tuple(Verdict)
MET, PARTLY, NOT_MET, NOT_ASSESSABLE, NOT_APPLICABLE = range(5)


@dataclass(frozen=True)
class Column:
    """One criterion for every subject: codes of ``VERDICTS``, bounds, the limit, what is short.

    ``short`` is in the unit of the numerator (enterprises, ha, m3) or of the value; NaN where
    nothing is short or it is not known.
    """

    criterion: Criterion
    codes: Codes
    low: Floats
    value: Floats
    high: Floats
    limit: Floats
    limit_of: npt.NDArray[np.int8]
    short: Floats
    numerator: Bounds
    denominator: Bounds | None


@dataclass(frozen=True, slots=True)
class EvidenceState:
    """One document that a criterion asks for: attached, expired or missing; of how many."""

    property: str
    name: Text
    state: str
    until: str = ""
    held: int = 0
    asked: int = 0


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One criterion for one subject, in words and numbers.

    ``low`` and ``high`` bound the value whatever the missing answers are; None is unbounded.
    """

    criterion: Criterion
    subject: str
    verdict: Verdict
    value: float | None
    low: float | None
    high: float | None
    unit: str
    limit: float | None
    limit_used: Limit | None
    gap: Text | None
    short: float | None
    missing_answers: int
    reason: Text | None
    evidence: tuple[EvidenceState, ...]
    portal_refuses: bool
    figure: str


@dataclass(frozen=True, slots=True)
class GroupResult:
    """A group of criteria of which so many are needed."""

    id: str
    name: Text
    needed: int
    met: int
    open: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Share:
    """Counts of a scheme: n of m, what does not apply left out; with and without partial credit.

    ``percent`` is met ÷ applicable, ``percent_partial`` counts a partly met criterion as half,
    ``percent_at_most`` counts what could not be assessed as met.
    """

    met: int
    partly: int
    not_met: int
    not_assessable: int
    not_applicable: int

    @property
    def applicable(self) -> int:
        return self.met + self.partly + self.not_met + self.not_assessable

    def _of(self, met: float) -> float | None:
        return 100.0 * met / self.applicable if self.applicable else None

    @property
    def percent(self) -> float | None:
        return self._of(self.met)

    @property
    def percent_partial(self) -> float | None:
        return self._of(self.met + 0.5 * self.partly)

    @property
    def percent_at_most(self) -> float | None:
        return self._of(self.met + self.partly + self.not_assessable)


@dataclass(frozen=True, slots=True)
class SchemeResult:
    """One scheme for one subject: verdict, share, groups, criteria worst first by pillar."""

    scheme: Scheme
    subject: str
    in_force: bool
    verdict: Verdict
    share: Share
    index: float | None
    groups: tuple[GroupResult, ...]
    criteria: tuple[CriterionResult, ...]


@dataclass(frozen=True)
class Assessed:
    """One scheme over all its subjects, as columns."""

    scheme: Scheme
    subject: Subject
    subjects: tuple[str, ...]
    in_force: bool
    population: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Assessment:
    """All schemes over all subjects; ``of`` opens one of them."""

    register: Register
    schemes: Mapping[str, Assessed]

    def codes(self, scheme: str) -> Mapping[str, Codes]:
        """Codes of ``VERDICTS`` by criterion, in the order of ``schemes[scheme].subjects``."""
        return {column.criterion.id: column.codes for column in self.schemes[scheme].columns}
