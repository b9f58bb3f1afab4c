"""Which months of which series are there, and how good they are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CompletenessCell:
    """One enterprise, stream and month.

    ``state``: reported, estimated (at least one entry is), partial (part of the month is
    covered), missing (a series that has other months), notation (a notation key says why),
    not-expected. ``status`` is the weakest status of the month's entries.
    """

    enterprise: str
    stream: str
    month: str
    state: str
    status: str
    entries: int


@dataclass(frozen=True)
class Completeness:
    """``months`` in order; ``share`` per enterprise: cells reported or explained / expected."""

    months: tuple[str, ...]
    cells: tuple[CompletenessCell, ...]
    share: dict[str, float]
