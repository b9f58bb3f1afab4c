"""Limits against what was measured, as rows: one per limit and value, month or year."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from parkloop.ledger.limits import Limit
from parkloop.periods import Period
from parkloop.provenance import Plain

VERSION = "1"


class LimitState(StrEnum):
    """What can be said of a limit.

    exceeded: the value is on the wrong side of the limit, whatever else is missing. within: it is
    on the right side and complete. so-far: on the right side, but the year is not over or
    something is missing from the sum. not-measured: nothing was stated. not-assessable: stated,
    but not comparable (a unit that no fact joins, a value without a quantity).
    """

    EXCEEDED = "exceeded"
    WITHIN = "within"
    SO_FAR = "so-far"
    NOT_MEASURED = "not-measured"
    NOT_ASSESSABLE = "not-assessable"


@dataclass(frozen=True, slots=True)
class LimitRow:
    """A limit and what was held against it [``unit``: the limit's].

    ``label`` is the period of the value. ``share`` = value / limit. ``tolerance`` is the 95 %
    half-width of the value; ``sure`` tells whether the limit lies outside of it (None: not
    known). ``figure`` is the id of the value's figure.
    """

    limit: str
    node: str
    label: str
    value: float | None
    limit_value: float
    unit: str
    share: float | None
    tolerance: float | None
    sure: bool | None
    state: str
    figure: str
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exceedances:
    """``rows`` by limit and period; ``limits`` are those in force in some part of the period."""

    period: Period
    limits: tuple[Limit, ...]
    rows: tuple[LimitRow, ...]


@dataclass(frozen=True, slots=True)
class ExceedanceParameters:
    """The limits that people have stated, and the period they are held against.

    ``fallbacks`` are catalog fallbacks chosen by name (C-09).
    """

    period: Period
    limits: tuple[Limit, ...] = ()
    fallbacks: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Plain]:
        return {
            "fallbacks": list(self.fallbacks),
            "limits": [limit.as_dict() for limit in self.limits],
            "period_end": self.period.end.isoformat(),
            "period_start": self.period.start.isoformat(),
        }
