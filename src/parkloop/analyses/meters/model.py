"""The balance of a network's meters as rows: one per network, stream and month."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from parkloop.periods import Period
from parkloop.provenance import Plain

VERSION = "1"


class MeterState(StrEnum):
    """Whether the sub-meters and stated losses account for the main meter."""

    CLOSED = "closed"
    OPEN = "open"
    NOT_ASSESSABLE = "not-assessable"


class MeterReason(StrEnum):
    """What the difference between main meter and sub-meters is.

    agree: there is none beyond the tolerance. losses: stated losses account for it.
    not-counted: more came in than was counted or stated as lost. counted-too-much: the sub-meters
    counted more than came in. gaps: something is missing, so nobody knows. uncertainty: the error
    of an entry is not known, so the difference cannot be judged.
    """

    AGREE = "agree"
    LOSSES = "losses"
    NOT_COUNTED = "not-counted"
    COUNTED_TOO_MUCH = "counted-too-much"
    GAPS = "gaps"
    UNCERTAINTY = "uncertainty"


@dataclass(frozen=True, slots=True)
class MeterRow:
    """One network, stream and period [``unit``: the stream's ledger unit].

    ``main`` is the main meter's count, or what suppliers delivered where there is no main meter
    (``by_meter`` tells); ``supplied`` what suppliers delivered; ``counted`` the sum of the
    sub-meters; ``losses`` what was stated as lost. ``difference`` = main − counted,
    ``unexplained`` = difference − losses, ``tolerance`` the combined 95 % half-width of all of
    them. None where a gap leaves it unknown; ``gaps`` names the gaps. ``base`` begins the ids of
    the row's figures: ``{base}/main``, ``counted``, ``losses``, ``difference``, ``unexplained``.
    """

    node: str
    park: str
    stream: str
    label: str
    unit: str
    by_meter: bool
    main: float | None
    supplied: float | None
    counted: float | None
    losses: float | None
    difference: float | None
    unexplained: float | None
    tolerance: float | None
    state: str
    reason: str
    branches: int
    base: str
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True)
class MeterBalances:
    """``rows`` by month, ``totals`` over the whole period, both by network and stream."""

    period: Period
    months: tuple[str, ...]
    rows: tuple[MeterRow, ...]
    totals: tuple[MeterRow, ...]


@dataclass(frozen=True, slots=True)
class MeterParameters:
    """Parameters of the meters of one period.

    ``tolerance_factor``: multiple of the combined 95 % half-width of the entries within which
    meters agree. ``fallbacks`` are catalog fallbacks chosen by name (C-09).
    """

    period: Period
    tolerance_factor: float = 1.0
    fallbacks: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Plain]:
        return {
            "fallbacks": list(self.fallbacks),
            "period_end": self.period.end.isoformat(),
            "period_start": self.period.start.isoformat(),
            "tolerance_factor": self.tolerance_factor,
        }
