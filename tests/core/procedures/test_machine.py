"""Cases move by events, clocks pause, what is missing is said."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkloop.catalog.procedures import Duration
from parkloop.errors import RequestError
from parkloop.io.catalog_files import load_catalog
from parkloop.procedures.calendar import WorkingCalendar, corrected
from parkloop.procedures.clock import ClockState, Counting, Pause, due_date
from parkloop.procedures.machine import Event, advanced, allowed, clocks, opened, replayed

CATALOG = load_catalog()
BOOK = CATALOG.rulebook
PARK, FIRM = BOOK.procedure("VN35-PARK"), BOOK.procedure("VN35-ENTERPRISE")
CALENDAR = WorkingCalendar()
DOSSIER = ("registration", "operation-report", "self-assessment")


def on(day, event, actor, **more):
    return Event(event, actor, date(2026, *day), **more)


TO_EVALUATION = (
    on((3, 2), "submit", "operator", documents=DOSSIER),
    on((3, 4), "accept", "board"),
    on((3, 6), "consult", "board", documents=("consultation-letter",)),
    on((3, 20), "close-opinions", "board"),
)


def reading(case, name, day):
    return next(r for r in clocks(PARK, case, date(2026, *day), CALENDAR) if r.clock.id == name)


def test_a_park_from_dossier_to_certificate():
    case = replayed(
        PARK,
        "park",
        [
            *TO_EVALUATION,
            on((4, 8), "propose", "board", documents=("evaluation-report",)),
            on((4, 14), "certify", "committee", documents=("decision",)),
        ],
    )
    assert case.state == "certified"
    states = {r.clock.id: r.state.value for r in clocks(PARK, case, date(2026, 5, 1), CALENDAR)}
    assert states == dict.fromkeys(("P2", "P3", "P4", "P5"), "done")


def test_clocks_run_and_fall_due():
    case = replayed(PARK, "park", TO_EVALUATION[:2])
    letters = reading(case, "P2", (3, 5))
    assert (letters.state, letters.due, letters.days_left) == (
        ClockState.RUNNING,
        date(2026, 3, 9),
        2,
    )
    assert reading(case, "P2", (3, 11)).state is ClockState.OVERDUE
    assert reading(case, "P2", (3, 11)).days_left == -2
    assert reading(case, "P4", (3, 5)).due == date(2026, 4, 13)
    assert reading(case, "P3", (3, 5)).state is ClockState.NOT_STARTED


def test_a_pause_gives_its_days_back():
    case = replayed(PARK, "park", TO_EVALUATION[:2])
    case = advanced(PARK, case, on((3, 10), "pause", "board", clock="P4", reason="chờ bổ sung"))
    assert reading(case, "P4", (3, 12)).state is ClockState.PAUSED
    case = advanced(PARK, case, on((3, 20), "resume", "board", clock="P4"))
    assert reading(case, "P4", (3, 21)).due == date(2026, 4, 23)


def test_an_unknown_duration_has_no_end():
    unknown = Duration(None, "calendar-day", "law", "C", verified=False)
    assert due_date(date(2026, 3, 2), unknown, CALENDAR) is None


def test_documents_are_asked_for():
    case = opened(PARK, "park")
    with pytest.raises(RequestError, match=r"Documents are missing: .*Self-assessment") as problem:
        advanced(PARK, case, on((3, 2), "submit", "operator", documents=("registration",)))
    assert "Còn thiếu tài liệu" in problem.value.text.vi


def test_reasons_are_asked_for():
    case = replayed(
        PARK,
        "park",
        [*TO_EVALUATION, on((4, 8), "propose", "board", documents=("evaluation-report",))],
    )
    with pytest.raises(RequestError, match="must give its reasons"):
        advanced(PARK, case, on((4, 9), "refuse", "committee"))
    case = advanced(PARK, case, on((4, 9), "refuse", "committee", reason="37.2c: 12 %"))
    assert case.state == "refused"
    assert allowed(PARK, case) == ()


def test_the_wrong_actor_and_the_wrong_step_are_refused():
    case = opened(PARK, "park")
    with pytest.raises(RequestError, match="is for: operator"):
        advanced(PARK, case, on((3, 2), "submit", "board", documents=DOSSIER))
    with pytest.raises(RequestError, match=r"stands at “Draft”; certify is not possible. Possible"):
        advanced(PARK, case, on((3, 2), "certify", "committee"))


def test_time_does_not_run_backwards():
    case = replayed(PARK, "park", TO_EVALUATION[:2])
    with pytest.raises(RequestError, match="cannot come before the one of 2026-03-04"):
        advanced(PARK, case, on((3, 1), "consult", "board"))


def test_only_a_running_clock_pauses():
    case = replayed(PARK, "park", TO_EVALUATION[:2])
    with pytest.raises(RequestError, match=r"“P3” is not running. Running: P2, P4"):
        advanced(PARK, case, on((3, 10), "pause", "board", clock="P3", reason="x"))


def test_an_enterprise_case_needs_a_certified_park():
    assert FIRM.requires == PARK.id
    assert [one.id for one in FIRM.clocks] == ["E2", "E3", "E4"]


def test_agencies_follow_their_mergers():
    names = [one.name.en for one in BOOK.consulted(PARK, date(2024, 6, 1))]
    assert "Ministry of Planning and Investment" in names
    names = [one.name.en for one in BOOK.consulted(PARK, date(2026, 6, 1))]
    assert names[:2] == ["Ministry of Finance", "Ministry of Agriculture and Environment"]
    assert len(names) == 5


def test_a_calendar_can_be_corrected():
    # Tết as the library has it, and a day an authority gave free besides.
    free = corrected(free=[date(2026, 3, 5)])
    term = Duration(3, "working-day", "law", "A", verified=True)
    assert due_date(date(2026, 3, 4), term, free) == date(2026, 3, 10)
    assert due_date(date(2026, 3, 4), term, CALENDAR) == date(2026, 3, 9)


DAYS = st.dates(date(2024, 1, 1), date(2027, 6, 30))
TERMS = st.builds(
    Duration,
    st.integers(1, 90),
    st.sampled_from(["working-day", "calendar-day"]),
    st.just(""),
    st.just("A"),
    st.just(True),
)


def ends(start, term, **more) -> date:
    due = due_date(start, term, CALENDAR, **more)
    assert due is not None
    return due


@given(DAYS, TERMS)
def test_a_term_ends_on_a_worked_day_and_not_before_its_days(start, term):
    due = ends(start, term)
    assert CALENDAR.is_worked(due)
    assert (due - start).days >= term.days


@given(DAYS, TERMS, st.integers(1, 20), st.integers(0, 30))
def test_a_pause_never_shortens_a_term(start, term, length, after):
    first = start + timedelta(days=after)
    pause = Pause(first, first + timedelta(days=length), "x")
    assert ends(start, term, pauses=[pause]) >= ends(start, term)


@given(DAYS, TERMS)
def test_counting_the_first_day_ends_no_later(start, term):
    other = ends(start, term, counting=Counting(first_day_counts=True))
    assert other <= ends(start, term)
