"""Entries as a sender would write them down: filled templates and lists of meter readings."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import timedelta

from parkloop.catalog.catalog import Catalog
from parkloop.io.form_book import FormBook, Value
from parkloop.io.intake.fields import FIELDS, FORMS
from parkloop.io.intake.names import label
from parkloop.io.intake.vocabulary import MEASURES, STATUSES
from parkloop.ledger.entries import Balance, Entry, Flow, Observation
from parkloop.ledger.park import Park
from parkloop.periods import Period, local
from parkloop.texts import Text

_KINDS: Mapping[str, type[Entry]] = {"flow": Flow, "observation": Observation, "balance": Balance}
_READING_FIELDS = (
    "kind",
    "property",
    "node",
    "stream",
    "day",
    "quantity",
    "unit",
    "series",
    "status",
)


def filled_form(park: Park, catalog: Catalog, sender: str, entries: Iterable[Entry]) -> bytes:
    """The template of an enterprise with its entries filled in, in Vietnamese; an .xlsx."""
    book = FormBook(park, catalog, "vi", sender)
    book.add_guide()
    entries = tuple(entries)
    for kind, form in FORMS.items():
        rows = [_row(entry, park, catalog) for entry in entries if isinstance(entry, _KINDS[kind])]
        book.add_sheet(form, rows)
    return book.finished()


def readings_list(park: Park, catalog: Catalog, readings: Iterable[Observation]) -> str:
    """Counter readings as a data logger exports them: semicolons, one reading per line."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(FIELDS[name].name.vi for name in _READING_FIELDS)
    for reading in readings:
        row = _row(reading, park, catalog) | {"kind": "observation"}
        row["day"] = f"{local(reading.period.start, park.zone):%d/%m/%Y}"
        writer.writerow(row[name] for name in _READING_FIELDS)
    return out.getvalue()


def _row(entry: Entry, park: Park, catalog: Catalog) -> dict[str, Value]:
    start, end = _days(entry.period, park.zone)
    return _what(entry, park, catalog) | {
        "start": start,
        "end": end,
        "quantity": entry.quantity,
        "unit": entry.unit,
        "status": label(STATUSES[entry.status.value], entry.status.value, "vi"),
        "series": entry.series,
        "reference": entry.reference,
        "uncertainty": entry.uncertainty,
        "note": entry.note,
    }


def _what(entry: Entry, park: Park, catalog: Catalog) -> dict[str, Value]:
    """The columns that differ between flows, observations and balances."""
    streams = {key: stream.name for key, stream in catalog.streams.items()}
    nodes = {node.id: node.name for node in park.nodes}
    if isinstance(entry, Flow):
        activities = {key: activity.name for key, activity in catalog.activities.items()}
        return {
            "stream": _named(streams, entry.stream),
            "from_node": _named(nodes, entry.from_node),
            "to_node": _named(nodes, entry.to_node),
            "activity": _named(activities, entry.activity),
            "notation": entry.notation.value if entry.notation else "",
        }
    if isinstance(entry, Balance):
        return {
            "property": _named(MEASURES, entry.measure.value),
            "stream": _named(streams, entry.stream),
            "node": _named(nodes, entry.node),
        }
    return {
        "property": entry.property,
        "node": _named(nodes, entry.node),
        "stream": _named(streams, entry.subject),
        "text": entry.text,
    }


def _named(names: Mapping[str, Text], key: str) -> str:
    return label(names[key], key, "vi") if key else ""


def _days(period: Period, zone: str) -> tuple[str, str]:
    """'3/2025' for a month, '2025' for a year, else the first and the last day."""
    written = period.label(zone)
    if "/" not in written and written.count("-") < 2:
        return "/".join(reversed(written.split("-"))), ""
    last = local(period.end, zone) - timedelta(days=1)
    return f"{local(period.start, zone):%d/%m/%Y}", f"{last:%d/%m/%Y}"
