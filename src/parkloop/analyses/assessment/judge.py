"""From bounds and limits to verdicts, for every subject at once.

A criterion is met only when it is met whatever the missing answers are, and not met only when no
answer could save it; between the two it cannot be assessed (method page, section 3).
"""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from parkloop.analyses.assessment.measures import Bounds, Subject, measure
from parkloop.analyses.assessment.model import (
    MET,
    NOT_APPLICABLE,
    NOT_ASSESSABLE,
    NOT_MET,
    PARTLY,
    Codes,
    Column,
)
from parkloop.analyses.assessment.register import Register
from parkloop.analyses.assessment.statements import Floats
from parkloop.catalog.rulebook import Criterion, Limit, Measured, Scheme

Flags = npt.NDArray[np.bool_]
_RELATIVE: Final = 1e-9
_OTHER_REGION: Final = "other"


class Judge:
    """Judges the criteria of one scheme; measures that several criteria share are taken once."""

    def __init__(
        self, register: Register, scheme: Scheme, subject: Subject, population: str, day: date
    ) -> None:
        self.register, self.scheme = register, scheme
        self.subject, self.population, self.day = subject, population, day
        self._bounds: dict[Measured, Bounds] = {}

    def column(self, criterion: Criterion) -> Column:
        """One criterion for all subjects."""
        above = self._measured(criterion.numerator)
        below = self._measured(criterion.denominator) if criterion.denominator else None
        low, value, high = _combined(criterion, above, below)
        limit, which = self._limits(criterion, below)
        codes = self._codes(criterion, low, high, limit, which)
        if criterion.kind == "boolean":
            wanted = float(len(criterion.numerator.properties))
            limit, which = np.full(len(low), wanted), np.full(len(low), -1, dtype=np.int8)
            codes = _against("ge", low, high, limit)
            codes = np.where(np.isnan(value) & (codes != MET), NOT_ASSESSABLE, codes).astype(
                np.int8
            )
            if self.scheme.partial_credit:
                codes = np.where((codes == NOT_MET) & (low > 0), PARTLY, codes).astype(np.int8)
        codes = self._not_applicable(criterion, codes, above, below)
        short = _short(criterion, above, below, value, limit, codes)
        return Column(criterion, codes, low, value, high, limit, which, short, above, below)

    def _measured(self, what: Measured) -> Bounds:
        if what not in self._bounds:
            self._bounds[what] = measure(self.register, self.subject, self.population, what)
        return self._bounds[what]

    def _limits(
        self, criterion: Criterion, below: Bounds | None
    ) -> tuple[Floats, npt.NDArray[np.int8]]:
        """The limit that holds for each subject, and which of the criterion's limits it is."""
        size = self._size
        limit, which = np.full(size, np.nan), np.full(size, -1, dtype=np.int8)
        region = self._regions if any(one.region for one in criterion.limits) else None
        for number, one in enumerate(criterion.limits):
            if not one.holds_on(self.day):
                continue
            here = np.ones(size, dtype=bool)
            if region is not None and one.region:
                here &= region == one.region
            if one.sign and below is not None:
                here &= below.value > 0 if one.sign == "positive" else below.value < 0
            value = self._limit_value(one)
            limit, which = np.where(here, value, limit), np.where(here, number, which)
        return limit, which.astype(np.int8)

    def _limit_value(self, limit: Limit) -> Floats:
        if limit.observed:
            return self.register.held(self.subject, limit.observed)
        return np.full(self._size, limit.value if limit.value is not None else np.nan)

    @property
    def _size(self) -> int:
        places = self.register.places
        return len(places.parks if self.subject == "park" else places.enterprises)

    @property
    def _regions(self) -> npt.NDArray[np.str_]:
        """Region class by park; a park without one is in no region, so its limit is open."""
        return np.array(self.register.words("region-class"))

    def _codes(
        self,
        criterion: Criterion,
        low: Floats,
        high: Floats,
        limit: Floats,
        which: npt.NDArray[np.int8],
    ) -> Codes:
        codes = np.full(len(low), NOT_ASSESSABLE, dtype=np.int8)
        for number, one in enumerate(criterion.limits):
            here = which == number
            codes[here] = _against(one.op, low, high, limit)[here]
        return codes

    def _not_applicable(
        self, criterion: Criterion, codes: Codes, above: Bounds, below: Bounds | None
    ) -> Codes:
        if criterion.only_if:
            asked = self.register.held(self.subject, criterion.only_if)
            codes = np.where(np.isnan(asked), NOT_ASSESSABLE, codes)
            codes = np.where(asked == 0.0, NOT_APPLICABLE, codes)
        if below is not None and criterion.kind == "ratio":
            empty = below.high <= 0
            codes = np.where(
                empty, NOT_APPLICABLE if criterion.may_not_apply else NOT_ASSESSABLE, codes
            )
        if criterion.may_not_apply and self.subject == "park":
            place = self.register.places.park_place
            for (park, reference), words in self.register.declared("not-applicable").items():
                if reference == criterion.id and words.strip():
                    codes = codes.copy()
                    codes[place[park]] = NOT_APPLICABLE
        return codes.astype(np.int8)


def _combined(
    criterion: Criterion, above: Bounds, below: Bounds | None
) -> tuple[Floats, Floats, Floats]:
    """Bounds and value of numerator over denominator, in the criterion's unit."""
    if below is None:
        return above.low, above.value, above.high
    if criterion.kind == "elasticity":
        with np.errstate(invalid="ignore", divide="ignore"):
            ratio = above.value / below.value
        known = np.isfinite(ratio)
        return (
            np.where(known, ratio, -np.inf),
            np.where(known, ratio, np.nan),
            np.where(known, ratio, np.inf),
        )
    with np.errstate(invalid="ignore", divide="ignore"):
        low = criterion.scale * np.maximum(above.low, 0.0) / below.high
        high = criterion.scale * above.high / np.maximum(below.low, 0.0)
        value = criterion.scale * above.value / below.value
    if above.whole and below.whole:
        high = np.minimum(np.where(np.isnan(high), np.inf, high), criterion.scale)
    low = np.where(np.isfinite(low), low, 0.0)
    high = np.where(np.isnan(high), np.inf, high)
    return low, np.where(np.isfinite(value), value, np.nan), high


def _against(op: str, low: Floats, high: Floats, limit: Floats) -> Codes:
    """Met where every possible value meets the limit, not met where none does."""
    room = _RELATIVE * np.maximum(np.abs(limit), 1.0)
    if op == "given":
        met, fails = np.isfinite(low) & np.isfinite(high) & (low == high), np.zeros(len(low), bool)
    elif op == "ge":
        met, fails = low >= limit - room, high < limit - room
    elif op == "gt":
        met, fails = low > limit + room, high <= limit + room
    elif op == "le":
        met, fails = high <= limit + room, low > limit + room
    else:
        met, fails = high < limit - room, low >= limit - room
    known = ~np.isnan(limit)
    codes = np.where(met & known, MET, np.where(fails & known, NOT_MET, NOT_ASSESSABLE))
    return codes.astype(np.int8)


def _short(
    criterion: Criterion,
    above: Bounds,
    below: Bounds | None,
    value: Floats,
    limit: Floats,
    codes: Codes,
) -> Floats:
    """What is short of the limit, in the unit of what is counted; whole where it is counted."""
    op = criterion.limits[0].op if criterion.limits else "ge"
    sign = 1.0 if op in ("ge", "gt") else -1.0
    if criterion.kind == "ratio" and below is not None:
        short = sign * (limit / criterion.scale * below.value - above.value)
    else:
        short = sign * (limit - value)
    if above.whole:
        short = np.ceil(short - _RELATIVE)
    return np.where((codes == NOT_MET) & np.isfinite(short), short, np.nan)
