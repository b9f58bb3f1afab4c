"""Deadlines: so many working or calendar days from an event, without the days of a pause.

Counting after the Civil Code 2015, articles 147 and 148: the day of the event is not counted, and a
term that ends on a day off ends on the next day worked. ``Counting`` holds both as parameters.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from parkloop.catalog.procedures import Clock, Duration
from parkloop.errors import RequestError
from parkloop.procedures.calendar import WorkingCalendar
from parkloop.texts import Text

_ONE_DAY = timedelta(days=1)
#: No term of an administration is longer; beyond it something is wrong with the pauses.
_MOST_DAYS = 20_000


@dataclass(frozen=True, slots=True)
class Counting:
    """How days count: the first one or not; whether the last moves to a worked one."""

    first_day_counts: bool = False
    ends_on_worked_day: bool = True


@dataclass(frozen=True, slots=True)
class Pause:
    """Days that do not count: from ``first`` to before ``last`` (None: still paused)."""

    first: date
    last: date | None
    reason: str

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day < self.last)


class ClockState(StrEnum):
    """Where a clock stands."""

    NOT_STARTED = "not-started"
    RUNNING = "running"
    PAUSED = "paused"
    OVERDUE = "overdue"
    DONE = "done"
    DONE_LATE = "done-late"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock on a day: its end, its state, days left (negative: days late)."""

    clock: Clock
    started: date | None
    due: date | None
    done: date | None
    state: ClockState
    days_left: int | None


def due_date(
    start: date,
    duration: Duration,
    calendar: WorkingCalendar,
    pauses: Iterable[Pause] = (),
    counting: Counting | None = None,
) -> date | None:
    """The last day of a term that began with an event on ``start``.

    None where the duration is not known or a pause has no end. Raises RequestError for a term
    that no day can end.
    """
    counting = counting or Counting()
    pauses = tuple(pauses)
    if duration.days is None or any(pause.last is None for pause in pauses):
        return None
    day = start - _ONE_DAY if counting.first_day_counts else start
    left = duration.days
    for _ in range(_MOST_DAYS):
        if left <= 0:
            return calendar.next_worked(day) if counting.ends_on_worked_day else day
        day += _ONE_DAY
        if _counts(day, duration.unit, calendar, pauses):
            left -= 1
    raise RequestError(
        Text(
            f"Thời hạn {duration.days} ngày từ {start} không kết thúc được; hãy xem lại các lần "
            "tạm dừng.",
            f"A term of {duration.days} days from {start} never ends; look at its pauses.",
        )
    )


def _counts(day: date, unit: str, calendar: WorkingCalendar, pauses: tuple[Pause, ...]) -> bool:
    if any(pause.holds(day) for pause in pauses):
        return False
    return unit != "working-day" or calendar.is_worked(day)


def read_clock(
    clock: Clock,
    started: date | None,
    done: date | None,
    today: date,
    calendar: WorkingCalendar,
    pauses: Iterable[Pause] = (),
    counting: Counting | None = None,
) -> Reading:
    """Where a clock stands on a day; days left are counted in the clock's own unit."""
    pauses = tuple(pauses)
    if started is None:
        return Reading(clock, None, None, None, ClockState.NOT_STARTED, None)
    if done is not None:
        # A pause that was still open when the step was done ended with it.
        pauses = tuple(Pause(p.first, p.last or done, p.reason) for p in pauses)
    due = due_date(started, clock.duration, calendar, pauses, counting)
    if done is not None:
        late = due is not None and done > due
        state = ClockState.DONE_LATE if late else ClockState.DONE
        return Reading(clock, started, due, done, state, _left(done, due, clock, calendar))
    if any(pause.last is None for pause in pauses):
        return Reading(clock, started, None, None, ClockState.PAUSED, None)
    if due is None:
        return Reading(clock, started, None, None, ClockState.UNKNOWN, None)
    state = ClockState.OVERDUE if today > due else ClockState.RUNNING
    return Reading(clock, started, due, None, state, _left(today, due, clock, calendar))


def _left(day: date, due: date | None, clock: Clock, calendar: WorkingCalendar) -> int | None:
    """Days from ``day`` to the end, in the clock's unit; negative after it."""
    if due is None:
        return None
    if clock.duration.unit != "working-day":
        return (due - day).days
    first, last, sign = (day, due, 1) if day <= due else (due, day, -1)
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sign * sum(calendar.is_worked(one) for one in days)
