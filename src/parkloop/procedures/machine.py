"""A case and its events: (procedure, case, event) -> case. Nothing is changed in place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from parkloop.catalog.procedures import Clock, Procedure, Transition
from parkloop.errors import RequestError
from parkloop.procedures.calendar import WorkingCalendar
from parkloop.procedures.clock import Counting, Pause, Reading, read_clock
from parkloop.texts import Text

#: Events of every procedure: a clock stands still, and goes on.
PAUSE, RESUME = "pause", "resume"


@dataclass(frozen=True, slots=True)
class Event:
    """What somebody did on a day; ``clock`` only for pause and resume."""

    event: str
    actor: str
    day: date
    reason: str = ""
    documents: tuple[str, ...] = ()
    clock: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A certification case: where it stands, what happened, which documents it has."""

    procedure: str
    subject: str
    state: str
    events: tuple[Event, ...] = ()
    documents: frozenset[str] = frozenset()


def opened(procedure: Procedure, subject: str) -> Case:
    """A new case in the first state of its procedure."""
    return Case(procedure.id, subject, procedure.first)


def allowed(procedure: Procedure, case: Case, actor: str = "") -> tuple[Transition, ...]:
    """What may happen next (by one actor), in the order of the procedure."""
    return tuple(
        transition
        for transition in procedure.transitions
        if case.state in transition.from_states and actor in ("", transition.actor)
    )


def advanced(procedure: Procedure, case: Case, event: Event) -> Case:
    """The case after an event; raises RequestError that says what may happen, what is missing."""
    if case.events and event.day < case.events[-1].day:
        raise _refused(
            f"Sự kiện ngày {event.day} không thể đứng trước sự kiện ngày {case.events[-1].day}.",
            f"An event of {event.day} cannot come before the one of {case.events[-1].day}.",
        )
    if event.event in (PAUSE, RESUME):
        return _with_pause(procedure, case, event)
    step = _step(procedure, case, event)
    documents = case.documents | set(event.documents)
    lacking = [name for name in step.needs if name not in documents]
    if lacking:
        names = {one.id: one.name for one in procedure.documents}
        raise _refused(
            f"Còn thiếu tài liệu: {', '.join(names[one].vi for one in lacking)}.",
            f"Documents are missing: {', '.join(names[one].en for one in lacking)}.",
        )
    if step.reason and not event.reason.strip():
        raise _refused(
            f"“{step.name.vi}” phải nêu lý do.", f"“{step.name.en}” must give its reasons."
        )
    return replace(
        case, state=step.to_state, events=(*case.events, event), documents=frozenset(documents)
    )


def _step(procedure: Procedure, case: Case, event: Event) -> Transition:
    steps = [one for one in allowed(procedure, case) if one.event == event.event]
    state = procedure.state(case.state).name
    if not steps:
        ways = ", ".join(one.event for one in allowed(procedure, case)) or "—"
        raise _refused(
            f"Hồ sơ đang ở bước “{state.vi}”; không thể {event.event}. Có thể: {ways}.",
            f"The case stands at “{state.en}”; {event.event} is not possible. Possible: {ways}.",
        )
    step = next((one for one in steps if one.actor == event.actor), None)
    if step is None:
        who = ", ".join(sorted({one.actor for one in steps}))
        raise _refused(
            f"“{steps[0].name.vi}” là việc của: {who}.",
            f"“{steps[0].name.en}” is for: {who}.",
        )
    return step


def _with_pause(procedure: Procedure, case: Case, event: Event) -> Case:
    clock = next((one for one in procedure.clocks if one.id == event.clock), None)
    if clock is None or _started(clock, case) is None or _done(clock, case) is not None:
        running = ", ".join(
            one.id
            for one in procedure.clocks
            if _started(one, case) is not None and _done(one, case) is None
        )
        raise _refused(
            f"Đồng hồ “{event.clock}” không chạy. Đang chạy: {running or '—'}.",
            f"The clock “{event.clock}” is not running. Running: {running or '—'}.",
        )
    paused = any(pause.last is None for pause in pauses_of(case, clock))
    if (event.event == PAUSE) == paused:
        raise _refused(
            f"Đồng hồ “{clock.id}” {'đã' if paused else 'chưa'} tạm dừng.",
            f"The clock “{clock.id}” is {'already' if paused else 'not'} paused.",
        )
    if event.event == PAUSE and not event.reason.strip():
        raise _refused("Tạm dừng phải nêu lý do.", "A pause must give its reason.")
    return replace(case, events=(*case.events, event))


def _started(clock: Clock, case: Case) -> date | None:
    days = [one.day for one in case.events if one.event == clock.starts]
    return days[-1] if days else None


def _done(clock: Clock, case: Case) -> date | None:
    """The first stop after the last start."""
    found: date | None = None
    running = False
    for one in case.events:
        if one.event == clock.starts:
            running, found = True, None
        elif running and one.event in clock.stops:
            running, found = False, one.day
    return found


def pauses_of(case: Case, clock: Clock) -> tuple[Pause, ...]:
    """The pauses of a clock since it last started; the last one may be open."""
    found: list[Pause] = []
    for one in case.events:
        if one.event == clock.starts:
            found = []
        elif one.clock == clock.id and one.event == PAUSE:
            found.append(Pause(one.day, None, one.reason))
        elif one.clock == clock.id and one.event == RESUME and found:
            found[-1] = replace(found[-1], last=one.day)
    return tuple(found)


def clocks(
    procedure: Procedure,
    case: Case,
    today: date,
    calendar: WorkingCalendar,
    counting: Counting | None = None,
) -> tuple[Reading, ...]:
    """Every clock of the procedure on a day."""
    return tuple(
        read_clock(
            clock,
            _started(clock, case),
            _done(clock, case),
            today,
            calendar,
            pauses_of(case, clock),
            counting,
        )
        for clock in procedure.clocks
    )


def replayed(procedure: Procedure, subject: str, events: Iterable[Event]) -> Case:
    """The case after all its events, from the first; the same events give the same case."""
    case = opened(procedure, subject)
    for event in events:
        case = advanced(procedure, case, event)
    return case


def _refused(vi: str, en: str) -> RequestError:
    return RequestError(Text(vi, en))
