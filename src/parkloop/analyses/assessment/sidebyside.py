"""Several assessments beside each other: schemes, years, intentions.

A share belongs to its scheme and version; no difference is formed across two of them (T5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parkloop.analyses.assessment.model import SchemeResult, Verdict
from parkloop.errors import RequestError
from parkloop.texts import Text


@dataclass(frozen=True, slots=True)
class Turn:
    """A criterion whose verdict differs between two states of one park."""

    criterion: str
    name: Text
    before: Verdict
    after: Verdict


def turns(before: SchemeResult, after: SchemeResult) -> tuple[Turn, ...]:
    """Criteria that turn between two assessments by the same scheme; refuses two schemes."""
    _same(before, after)
    later = {one.criterion.id: one for one in after.criteria}
    return tuple(
        Turn(one.criterion.id, one.criterion.name, one.verdict, later[one.criterion.id].verdict)
        for one in before.criteria
        if later[one.criterion.id].verdict is not one.verdict
    )


def gain(before: SchemeResult, after: SchemeResult) -> float | None:
    """Difference of two shares [percentage points] by the same scheme; refuses two schemes."""
    _same(before, after)
    if before.share.percent is None or after.share.percent is None:
        return None
    return after.share.percent - before.share.percent


def _same(before: SchemeResult, after: SchemeResult) -> None:
    one, other = before.scheme, after.scheme
    if (one.id, one.version) != (other.id, other.version):
        raise RequestError(
            Text(
                f"Không so tỷ lệ giữa {one.id} {one.version} và {other.id} {other.version}: số "
                "lượng tiêu chí khác nhau. Hãy so từng bộ với chính nó theo thời gian.",
                f"Shares of {one.id} {one.version} and {other.id} {other.version} are not "
                "compared: they count different criteria. Compare each with itself over time.",
            )
        )


def in_order_of_time(results: Sequence[SchemeResult]) -> tuple[float | None, ...]:
    """Shares over time by one scheme [%]; refuses a mixture."""
    for one in results[1:]:
        _same(results[0], one)
    return tuple(one.share.percent for one in results)
