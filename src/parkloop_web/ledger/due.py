"""When the data of a month is due, and how a month stands on a day."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from parkloop.texts import Text
from parkloop_web.ledger.models import Deadline, State


class Standing(StrEnum):
    """What a cell of the heat map says; the state of the month, seen on a day."""

    NOT_DUE = "not-due"
    DUE = "due"
    LATE = "late"
    COMPLETED = "completed"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    ACCEPTED = "accepted"
    RETURNED = "returned"

    @property
    def words(self) -> Text:
        return _WORDS[self]

    @property
    def letter(self) -> Text:
        return _LETTERS[self]


_WORDS = {
    Standing.NOT_DUE: Text("Chưa đến hạn", "Not due yet"),
    Standing.DUE: Text("Đến hạn", "Due"),
    Standing.LATE: Text("Trễ hạn", "Late"),
    Standing.COMPLETED: Text("Đã nhập xong", "Completed"),
    Standing.SUBMITTED: Text("Đã gửi", "Submitted"),
    Standing.APPROVED: Text("Đã duyệt", "Approved"),
    Standing.ACCEPTED: Text("Đã chấp nhận", "Accepted"),
    Standing.RETURNED: Text("Bị trả lại", "Returned"),
}
_LETTERS = {
    Standing.NOT_DUE: Text("·", "·"),
    Standing.DUE: Text("H", "D"),
    Standing.LATE: Text("T", "L"),
    Standing.COMPLETED: Text("X", "C"),
    Standing.SUBMITTED: Text("G", "S"),
    Standing.APPROVED: Text("D", "P"),
    Standing.ACCEPTED: Text("N", "A"),
    Standing.RETURNED: Text("R", "R"),
}
_BY_STATE = {
    State.COMPLETED: Standing.COMPLETED,
    State.SUBMITTED: Standing.SUBMITTED,
    State.APPROVED: Standing.APPROVED,
    State.ACCEPTED: Standing.ACCEPTED,
    State.RETURNED: Standing.RETURNED,
}


@dataclass(frozen=True, slots=True)
class DueRule:
    """On ``day`` of the month that is ``months_after`` later; see ``Deadline``."""

    day: int = 15
    months_after: int = 1

    @classmethod
    def of(cls, deadline: Deadline | None) -> DueRule:
        return cls() if deadline is None else cls(deadline.day, deadline.months_after)

    def due(self, month: date) -> date:
        """The last day on which the month is in time."""
        first = add_months(month, self.months_after)
        return first.replace(day=min(self.day, monthrange(first.year, first.month)[1]))


def add_months(month: date, count: int) -> date:
    """The first day of the month so many later."""
    number = month.year * 12 + month.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)


def months_between(first: date, last: date) -> tuple[date, ...]:
    """First days of the months from the first to the last, both included."""
    months = []
    month = first.replace(day=1)
    while month <= last:
        months.append(month)
        month = add_months(month, 1)
    return tuple(months)


def standing(
    state: str, month: date, rule: DueRule, today: date, extended_until: date | None = None
) -> Standing:
    """How a month stands on a day; an extension moves its due date for that enterprise."""
    due = extended_until or rule.due(month)
    if (known := _BY_STATE.get(State(state))) is not None and known is not Standing.COMPLETED:
        return known
    if today > due:
        return Standing.LATE
    if known is Standing.COMPLETED:
        return known
    return Standing.DUE if today > _end_of(month) else Standing.NOT_DUE


def _end_of(month: date) -> date:
    return add_months(month, 1) - timedelta(days=1)
