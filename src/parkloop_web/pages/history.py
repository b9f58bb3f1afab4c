"""Who changed what, when and why, in sentences; newest first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET

from parkloop.io.catalog_files import load_catalog
from parkloop.reports.numbers import exact
from parkloop.texts import Text, same_in_both
from parkloop_web.accounts.middleware import Asked
from parkloop_web.accounts.models import User
from parkloop_web.audit.models import Event
from parkloop_web.pages.common import page
from parkloop_web.pages.history_words import (
    CALLED_BY,
    CODES,
    FIELDS,
    PEOPLE,
    PLACES,
    SILENT,
    TABLES,
    TOLD_BY,
)
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at

PER_PAGE = 60
_ACTS = {
    "insert": Text("thêm", "added"),
    "update": Text("sửa", "changed"),
    "delete": Text("xóa", "removed"),
}
_EMPTY: Final = Text("trống", "empty")
_YES, _NO = Text("có", "yes"), Text("không", "no")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_LONGEST: Final = 80
#: So many events of one kind in a row, of one act, are told as one.
_MANY: Final = 4


@dataclass(frozen=True, slots=True)
class Change:
    """A field in words with what it was and what it is."""

    name: Text
    old: Text | None
    new: Text


@dataclass(frozen=True, slots=True)
class Line:
    """One event in words, and what of it changed."""

    at: datetime
    who: Text
    said: Text
    changes: tuple[Change, ...]
    reason: str
    number: int | None


@dataclass(frozen=True)
class Names:
    """People and places that events speak of, by their numbers."""

    people: Mapping[int, Text]
    places: Mapping[int, Text]


@require_GET
@at(Need.READ, "zone", "park", "enterprise")
def history(request: Asked, node: Node) -> HttpResponse:
    """Events of a place that one may see; ``before`` leads to older ones."""
    # A step of a month says nothing that the change of the month itself does not say.
    events = Event.objects.exclude(table="ledger_step").order_by("-id")
    if node.kind == "enterprise":
        events = events.filter(enterprise_id=node.pk)
    elif node.kind == "park":
        events = events.filter(
            enterprise_id__in=list(
                Node.objects.filter(park=node, kind="enterprise").values_list("pk", flat=True)
            )
        )
    if (before := request.GET.get("before", "")).isdigit():
        events = events.filter(pk__lt=int(before))
    shown = list(events[: PER_PAGE + 1])
    names = names_in(shown)
    return page(
        request,
        "history/history.html",
        {
            "node": node,
            "lines": list(lines_of(shown[:PER_PAGE], names)),
            "older": shown[PER_PAGE - 1].pk if len(shown) > PER_PAGE else None,
        },
    )


def names_in(events: Sequence[Event]) -> Names:
    """The names of everybody and every place that the events name, in two queries."""
    people = {event.user_id for event in events if event.user_id}
    places: set[int] = set()
    for event in events:
        for row in (event.before, event.after):
            people |= _numbers(row, PEOPLE)
            places |= _numbers(row, PLACES)
    users = User.objects.filter(pk__in=people)
    nodes = Node.objects.filter(pk__in=places).only("pk", "name_vi", "name_en")
    return Names({u.pk: u.called for u in users}, {n.pk: n.name for n in nodes})


def _numbers(row: Mapping[str, Any] | None, fields: frozenset[str]) -> set[int]:
    return (
        {row[name] for name in fields & row.keys() if isinstance(row[name], int)} if row else set()
    )


def lines_of(events: Sequence[Event], names: Names) -> Iterator[Line]:
    """Events as lines; many of one kind that one act has made are one line with their number."""
    for _, run in groupby(events, key=_act_of):
        members = list(run)
        if len(members) < _MANY:
            yield from (line_of(event, names) for event in members)
        else:
            yield _together(members, names)


def _act_of(event: Event) -> tuple[object, ...]:
    return event.act, event.table, event.user_id, event.request, event.reason


def _together(events: Sequence[Event], names: Names) -> Line:
    first = line_of(events[0], names)
    count = len(events)
    said = Text(f"{first.said.vi} ({count} lần)", f"{first.said.en} ({count} times)")
    return replace(first, said=said, changes=())


def line_of(event: Event, names: Names) -> Line:
    """An event as a sentence: who, what, field by field old → new, why."""
    what = TABLES.get(event.table, same_in_both(event.table))
    act = _ACTS[event.act]
    said = Text(f"{act.vi} {what.vi}", f"{act.en} {what.en}")
    if event.table == "ledger_entry" and event.after:
        said = _entries(event.after)
        changes: tuple[Change, ...] = ()
    elif event.before and event.after:
        changes = tuple(_changed(event, names))
        said = _called(event, said, names)
    else:
        changes = tuple(_told(event, names))
    return Line(
        at=event.at,
        who=names.people.get(event.user_id or 0, Text("Hệ thống", "The system")),
        said=said,
        changes=changes,
        reason=event.reason,
        number=event.sequence,
    )


def _called(event: Event, said: Text, names: Names) -> Text:
    """'changed a month Mar 2026': which one it was."""
    field = CALLED_BY.get(event.table, "")
    value = (event.after or {}).get(field)
    if value in (None, ""):
        return said
    name = value_words(event.table, field, value, names)
    return Text(f"{said.vi} {name.vi}", f"{said.en} {name.en}")


def _entries(after: dict[str, Any]) -> Text:
    n, c, v = after.get("new", 0), after.get("corrected", 0), after.get("voided", 0)
    return Text(
        f"ghi sổ {n} dòng mới, {c} dòng sửa, {v} dòng rút lại",
        f"recorded {n} new entries, corrected {c}, took {v} back",
    )


def _changed(event: Event, names: Names) -> Iterator[Change]:
    """Fields whose value changed, old → new."""
    before, after = event.before or {}, event.after or {}
    for name in sorted(after):
        if name not in SILENT and before.get(name) != after[name]:
            yield Change(
                field_words(name),
                value_words(event.table, name, before.get(name), names),
                value_words(event.table, name, after[name], names),
            )


def _told(event: Event, names: Names) -> Iterator[Change]:
    """What a new or removed row is told by."""
    row = event.after or event.before or {}
    for name in TOLD_BY.get(event.table, ()):
        if row.get(name) not in (None, ""):
            yield Change(field_words(name), None, value_words(event.table, name, row[name], names))


def field_words(name: str) -> Text:
    return FIELDS.get(name, same_in_both(name))


def value_words(table: str, field: str, value: Any, names: Names) -> Text:
    """A value as people say it: codes in words, numbers of people and places as their names."""
    if value is None or value in ("", [], {}):
        return _EMPTY
    if isinstance(value, bool):
        return _YES if value else _NO
    codes = CODES.get((table, field))
    if codes and str(value) in codes:
        return codes[str(value)]
    if isinstance(value, int) and field in PEOPLE | PLACES:
        known = names.people if field in PEOPLE else names.places
        return known.get(value, Text("(không thấy)", "(not shown)"))
    if isinstance(value, int | float):
        return exact(float(value)) if field != "year" else same_in_both(str(value))
    if isinstance(value, dict | list):
        return Text(f"{len(value)} mục", f"{len(value)} items")
    return _written(field, str(value))


def _written(field: str, text: str) -> Text:
    """Days and moments in the form of each language; streams by name; a long text cut."""
    if field == "month" and _DAY.fullmatch(text):
        day = date.fromisoformat(text)
        return Text(f"{day:%m/%Y}", f"{day:%b %Y}")
    if _DAY.fullmatch(text):
        day = date.fromisoformat(text)
        return Text(f"{day:%d/%m/%Y}", f"{day.day} {day:%b %Y}")
    if _MOMENT.match(text):
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            moment = timezone.localtime(moment)
        return Text(f"{moment:%H:%M %d/%m/%Y}", f"{moment.day} {moment:%b %Y, %H:%M}")
    if field == "stream" and (stream := load_catalog().streams.get(text)):
        return stream.name
    return same_in_both(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")


urlpatterns = [path("p/<str:code>/history/", history, name="history")]
