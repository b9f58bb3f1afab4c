"""`parkloop clock`: procedures of certification, and the last day of a step."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from parkloop.catalog.procedures import Clock, Procedure
from parkloop.cli.common import Voice, json_option, pass_voice
from parkloop.errors import RequestError
from parkloop.io.catalog_files import load_catalog
from parkloop.procedures.calendar import CALENDAR_SOURCE, WorkingCalendar, corrected
from parkloop.procedures.clock import Pause, due_date
from parkloop.texts import Text

_UNITS = {
    "working-day": Text("ngày làm việc", "working days"),
    "calendar-day": Text("ngày", "calendar days"),
}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise RequestError(
            Text(
                f"Không đọc được ngày “{text}”; hãy viết 2026-02-13.",
                f"Cannot read the day “{text}”; write 2026-02-13.",
            )
        ) from problem


def _pause(text: str) -> Pause:
    first, slash, last = text.partition("/")
    return Pause(_day(first), _day(last) if slash and last else None, "")


@click.command("clock")
@click.argument("step", required=False)
@click.option("--from", "start", help="Day of the event that starts the term (2026-02-13).")
@click.option("--pause", "pauses", multiple=True, help="FROM/TO, days that do not count.")
@click.option("--free", multiple=True, help="A day an authority gave free; repeatable.")
@click.option("--worked", multiple=True, help="A day off that was worked; repeatable.")
@click.option(
    "--catalog",
    type=click.Path(path_type=Path, file_okay=False),
    help="Another catalog folder (default: the one that ships).",
)
@json_option
@pass_voice
def clock(
    voice: Voice,
    step: str | None,
    start: str | None,
    pauses: tuple[str, ...],
    free: tuple[str, ...],
    worked: tuple[str, ...],
    catalog: Path | None,
    *,
    as_json: bool,
) -> None:
    """Tell the last day of a step of certification; without STEP, list the steps."""
    procedures = load_catalog(catalog).rulebook.procedures
    known = {one.id: (one, whole) for whole in procedures.values() for one in whole.clocks}
    if not step or not start:
        _list(voice, known, as_json=as_json)
        return
    if step not in known:
        names = ", ".join(known)
        raise RequestError(
            Text(f"Không có bước “{step}”: {names}.", f"There is no step “{step}”: {names}.")
        )
    calendar = corrected(map(_day, free), map(_day, worked))
    term = known[step][0]
    due = due_date(_day(start), term.duration, calendar, map(_pause, pauses))
    if as_json:
        voice.data(
            {
                "calendar": CALENDAR_SOURCE,
                "due": due.isoformat() if due else None,
                "from": start,
                "step": step,
                "verified": term.duration.verified,
            }
        )
        return
    _say(voice, term, _day(start), due, calendar)


def _list(voice: Voice, known: dict[str, tuple[Clock, Procedure]], *, as_json: bool) -> None:
    if as_json:
        voice.data(
            [
                {
                    "actor": one.actor,
                    "days": one.duration.days,
                    "procedure": whole.id,
                    "starts": one.starts,
                    "step": one.id,
                    "unit": one.duration.unit,
                    "verified": one.duration.verified,
                }
                for one, whole in known.values()
            ]
        )
        return
    voice.table(
        None,
        (
            Text("bước", "step"),
            Text("thủ tục", "procedure"),
            Text("việc", "what"),
            Text("thời hạn", "term"),
            Text("từ", "from"),
            Text("đã đối chiếu", "verified"),
        ),
        [
            (
                one.id,
                whole.id,
                voice.word(one.name),
                f"{one.duration.days or '?'} {voice.word(_UNITS[one.duration.unit])}",
                one.starts,
                voice.word(Text("có", "yes") if one.duration.verified else Text("chưa", "no")),
            )
            for one, whole in known.values()
        ],
    )


def _say(
    voice: Voice, term: Clock, start: date, due: date | None, calendar: WorkingCalendar
) -> None:
    unit = _UNITS[term.duration.unit]
    if due is None:
        voice.say(
            Text("Chưa xác định được ngày cuối.", "The last day is open: paused, or not known.")
        )
    else:
        voice.say(
            Text(
                f"{term.name.vi}: {term.duration.days} {unit.vi} từ {start} → chậm nhất {due}.",
                f"{term.name.en}: {term.duration.days} {unit.en} from {start} → by {due}.",
            )
        )
        off = [
            f"{day} {calendar.name_of(day)}".strip()
            for day in _days(start, due)
            if not calendar.is_worked(day) and calendar.name_of(day)
        ]
        if off:
            voice.say(Text(f"  Ngày nghỉ: {'; '.join(off)}", f"  Days off: {'; '.join(off)}"))
    if not term.duration.verified:
        voice.say(
            Text(
                "  Thời hạn này chưa được đối chiếu với văn bản.",
                "  This term was not checked against the text of the law.",
            )
        )


def _days(first: date, last: date) -> list[date]:
    return [date.fromordinal(n) for n in range(first.toordinal() + 1, last.toordinal() + 1)]
