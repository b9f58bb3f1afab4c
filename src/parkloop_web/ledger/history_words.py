"""Entries in people's words: what a statement speaks of, when, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from parkloop.catalog.catalog import Catalog
from parkloop.io.intake.vocabulary import MEASURES, NOTATIONS, STATUSES
from parkloop.ledger.limits import PROPERTIES
from parkloop.ledger.park import Park
from parkloop.reports.numbers import exact, unit_words
from parkloop.texts import Text, same_in_both

Row = Mapping[str, Any]
NOTHING = Text("trống", "empty")


@dataclass(frozen=True)
class Words:
    """Names of streams, nodes and purposes, for sentences about entries."""

    park: Park
    catalog: Catalog

    def stream(self, key: str) -> Text:
        known = self.catalog.streams.get(key)
        return known.name if known else same_in_both(key or "—")

    def node(self, key: str) -> Text:
        known = next((node.name for node in self.park.nodes if node.id == key), None)
        return known or same_in_both(key or "—")

    def activity(self, key: str) -> Text:
        known = self.catalog.activities.get(key)
        return known.name if known else same_in_both(key)

    def about(self, row: Row) -> Text:
        """'Điện: Lưới điện → Thép Demo 1', without the time."""
        what, ends = self.what(row), self.ends(row)
        return Text(f"{what.vi}: {ends.vi}", f"{what.en}: {ends.en}")

    def what(self, row: Row) -> Text:
        if row["kind"] == "flow":
            return self.stream(row["stream"])
        name = row["property"]
        measure = MEASURES.get(name) or PROPERTIES.get(name) or same_in_both(name or "—")
        if not row["stream"]:
            return measure
        stream = self.stream(row["stream"])
        return Text(f"{measure.vi}, {stream.vi}", f"{measure.en}, {stream.en}")

    def ends(self, row: Row) -> Text:
        target = self.node(row["to_node"])
        if not row["from_node"]:
            return target
        source = self.node(row["from_node"])
        return Text(f"{source.vi} → {target.vi}", f"{source.en} → {target.en}")

    def period(self, row: Row) -> Text:
        return period_words(row["start"], row["end"], self.park.zone)


def value_words(row: Row | None) -> Text:
    """What a statement says: '1.204 m³', a notation key, a text, or that it is empty."""
    if row is None or row.get("void"):
        return NOTHING
    if row["notation"]:
        name = NOTATIONS.get(row["notation"], same_in_both(row["notation"]))
        return Text(f"{name.vi} ({row['notation']})", f"{name.en} ({row['notation']})")
    if row["quantity"] is None:
        return same_in_both(row["text"]) if row["text"].strip() else NOTHING
    digits, unit = exact(row["quantity"]), unit_words(row["unit"]) if row["unit"] else None
    if unit is None or not unit.en.strip("— "):
        return digits
    return Text(f"{digits.vi}\u202f{unit.vi}", f"{digits.en}\u202f{unit.en}")


def status_words(status: str) -> Text:
    return STATUSES.get(status, same_in_both(status or "—"))


def period_words(start: datetime, end: datetime, zone: str) -> Text:
    """'03/2025', '2025', '15/03–14/04/2025': the last day is included, as people say it."""
    first, after = _local(start, zone), _local(end, zone)
    midnights = first.time() == after.time() == datetime.min.time()
    if not midnights:
        return same_in_both(f"{first:%d/%m/%Y %H:%M} – {after:%d/%m/%Y %H:%M}")
    last = after.date() - timedelta(days=1)
    if first.month == first.day == 1 and (last.month, last.day) == (12, 31):
        years = f"{first.year}" if first.year == last.year else f"{first.year}–{last.year}"
        return same_in_both(years)
    if first.day == 1 and after.day == 1:
        same = (first.year, first.month) == (last.year, last.month)
        return same_in_both(f"{first:%m/%Y}" if same else f"{first:%m/%Y} – {last:%m/%Y}")
    if first.date() == last:
        return same_in_both(f"{last:%d/%m/%Y}")
    return same_in_both(f"{first:%d/%m/%Y} – {last:%d/%m/%Y}")


def local_month(start: datetime, zone: str) -> date:
    """The first day of the local month in which a period begins."""
    return _local(start, zone).date().replace(day=1)


def _local(instant: datetime, zone: str) -> datetime:
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return aware.astimezone(ZoneInfo(zone))
