"""Writes what the ledger holds in the form of the template; loading it back changes nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from parkloop.catalog.catalog import Catalog
from parkloop.io.form_book import FormBook, Value
from parkloop.io.intake.fields import FIELDS, FORMS
from parkloop.io.intake.names import label
from parkloop.io.intake.numbers import written_plainly
from parkloop.io.intake.vocabulary import MEASURES, NOTATIONS, STATUSES
from parkloop.io.intake.words import escaped
from parkloop.ledger.columns import with_amounts, with_hashes
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import Park
from parkloop.texts import Language, Text

Row = dict[str, Any]
_NO_COLUMNS = ("period", "month", "day")
CSV_FIELDS = tuple(name for name in FIELDS if name not in _NO_COLUMNS)


def export_workbook(snapshot: Snapshot, catalog: Catalog, language: Language = "vi") -> bytes:
    """The template filled with every statement that holds; an .xlsx as bytes."""
    words = _Words(snapshot.park, catalog, language)
    book = FormBook(snapshot.park, catalog, language)
    book.add_guide()
    entries = _with_kept(snapshot.entries)
    for kind, form in FORMS.items():
        of_kind = entries.filter(pl.col("kind") == kind)
        book.add_sheet(form, (words.row(entry) for entry in _in_order(of_kind)))
    return book.finished()


def export_csv(snapshot: Snapshot, catalog: Catalog, language: Language = "vi") -> str:
    """The same as comma-separated text (write it as UTF-8 with byte order mark)."""
    words = _Words(snapshot.park, catalog, language)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(f"{FIELDS[name].name.vi} / {FIELDS[name].name.en}" for name in CSV_FIELDS)
    for entry in _in_order(_with_kept(snapshot.entries)):
        row = words.row(entry)
        writer.writerow(_as_text(row.get(name)) for name in CSV_FIELDS)
    return out.getvalue()


def _in_order(entries: pl.DataFrame) -> Iterator[Row]:
    """As a person would file them: by stream, ends, time; the same on every machine."""
    order = ("kind", "stream", "property", "from_node", "to_node", "start", "series", "key")
    return entries.sort(order).iter_rows(named=True)


def _with_kept(entries: pl.DataFrame) -> pl.DataFrame:
    """``kept``: whether the sixteen digits of a spreadsheet's number say the same statement."""
    sixteen = [None if q is None else float(f"{q:.16g}") for q in entries["quantity"].to_list()]
    again = entries.with_columns(quantity=pl.Series(sixteen, dtype=pl.Float64))
    same = with_hashes(with_amounts(again)).get_column("content") == entries.get_column("content")
    return entries.with_columns(kept=same)


class _Words:
    """Entries of the ledger in the words of the template."""

    def __init__(self, park: Park, catalog: Catalog, language: Language) -> None:
        self.zone, self.language = ZoneInfo(park.zone), language
        self.streams = {key: stream.name for key, stream in catalog.streams.items()}
        self.nodes = {node.id: node.name for node in park.nodes}
        self.activities = {key: activity.name for key, activity in catalog.activities.items()}

    def row(self, entry: Row) -> dict[str, Value]:
        flow = entry["kind"] == "flow"
        measure = MEASURES if entry["kind"] == "balance" else {}
        start, end = self._ends(entry["start"], entry["end"])
        return {
            "id": entry["key"],
            "kind": entry["kind"],
            "stream": self._named(self.streams, entry["stream"]),
            "property": self._named(measure, entry["property"]),
            "from_node": self._named(self.nodes, entry["from_node"]),
            "to_node": self._named(self.nodes, entry["to_node"]) if flow else "",
            "node": "" if flow else self._named(self.nodes, entry["to_node"]),
            "start": start,
            "end": end,
            "quantity": _quantity(entry),
            "unit": entry["unit"],
            "text": entry["text"],
            "notation": self._named(NOTATIONS, entry["notation"]),
            "status": self._named(STATUSES, entry["status"]),
            "activity": self._named(self.activities, entry["activity"]),
            "series": entry["series"],
            "reference": entry["reference"],
            "uncertainty": _exactly(entry["uncertainty"]),
            "page": entry["page"],
            "note": entry["note"],
        }

    def _named(self, names: Any, key: str) -> str:
        name: Text | None = names.get(key)
        return label(name, key, self.language) if name else key

    def _ends(self, start: datetime, end: datetime) -> tuple[Value, Value]:
        """First and last day, the last included; whole instants where days do not say it."""
        first, after = start.astimezone(self.zone), end.astimezone(self.zone)
        if first.time() == after.time() == time():
            return first.date(), after.date() - timedelta(days=1)
        return first.isoformat(), after.isoformat()


def _quantity(entry: Row) -> Value:
    quantity: float | None = entry["quantity"]
    return quantity if quantity is None or entry["kept"] else written_plainly(quantity)


def _exactly(share: float | None) -> Value:
    """A number a spreadsheet keeps to the last digit, otherwise its text."""
    if share is None or float(f"{share:.16g}") == share:
        return share
    return written_plainly(share)


def _as_text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return escaped(value) if isinstance(value, str) else written_plainly(float(value))
