"""Where the boxes of a form take their values from: statements of a subject and its enterprises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import polars as pl

from parkloop.catalog.catalog import Catalog
from parkloop.errors import UnitError
from parkloop.ledger.entries import HAPPENED, Status
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import NodeKind
from parkloop.periods import at, reporting_year
from parkloop.quantities import conversion

_HAPPENED = [status.value for status in HAPPENED]
_INTENTIONS = [Status.PLANNED.value, Status.PROPOSED.value]


def _instant(year: int, zone: str) -> datetime:
    """Local midnight that opens a year, as an instant."""
    return at(year, zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Sum:
    """A number from statements: value (None: nothing stated), how many, who has not stated it."""

    value: float | None
    entries: int
    silent: tuple[str, ...]
    selector: Mapping[str, str | int | float | None]


@dataclass(frozen=True)
class Sources:
    """Statements on the register's properties by a park (with its enterprises) or an enterprise.

    ``year`` is N, the year of filing.
    """

    snapshot: Snapshot
    catalog: Catalog
    subject: str
    year: int

    @property
    def of_park(self) -> bool:
        return self.snapshot.park.node(self.subject).kind is NodeKind.PARK

    @cached_property
    def rows(self) -> pl.DataFrame:
        """Observations at the subject or below it, with whose they are."""
        park = self.snapshot.park
        below = sorted(park.below(self.subject))
        own = [self.subject, *(n.id for n in park.of_kind(NodeKind.ENTERPRISE) if n.operator)]
        owner = {node: park.owner(node, NodeKind.ENTERPRISE) for node in below}
        return self.snapshot.observations.filter(pl.col("to_node").is_in(below)).with_columns(
            own=pl.col("to_node").is_in(own),
            firm=pl.col("to_node").replace_strict(owner, default="", return_dtype=pl.String),
        )

    @cached_property
    def tenants(self) -> tuple[str, ...]:
        """Enterprises of the park that are not its operator."""
        park = self.snapshot.park
        return tuple(
            node.id
            for node in park.of_kind(NodeKind.ENTERPRISE)
            if not node.operator and self.subject in {n.id for n in park.ancestors(node.id)}
        )

    def window(self, year: str) -> tuple[datetime, datetime, list[str]]:
        """First and last instant and the statuses that a column of the form speaks of."""
        zone, n = self.snapshot.park.zone, self.year
        first = _instant(1900, zone)
        spans = {
            "N-1": (_instant(n - 1, zone), _instant(n, zone), _HAPPENED),
            "N": (_instant(n, zone), _instant(n + 1, zone), _HAPPENED),
            "to-N-2": (first, _instant(n - 1, zone), _HAPPENED),
            "to-N-1": (first, _instant(n, zone), _HAPPENED),
            "to-N": (first, _instant(n + 1, zone), _HAPPENED),
            "to-N+3": (_instant(n, zone), _instant(n + 4, zone), _INTENTIONS),
        }
        return spans[year or "N-1"]

    def amount(self, name: str) -> Sum:
        """Sum of N−1 in the property's unit: the park's own statement, else its enterprises'."""
        period = reporting_year(self.year - 1, self.snapshot.park.zone)
        known = self.catalog.rulebook.properties[name]
        inside = (pl.col("start") >= period.start) & (pl.col("end") <= period.end)
        touches = (pl.col("start") < period.end) & (pl.col("end") > period.start)
        rows = self.rows.filter(
            (pl.col("property") == name)
            & pl.col("status").is_in(_HAPPENED)
            & (inside if known.kind == "amount" else touches)
            & pl.col("quantity").is_not_null()
        )
        own = rows.filter("own")
        used = own if not own.is_empty() or not self.of_park else rows.filter(~pl.col("own"))
        if known.kind == "level":
            if self.of_park and own.is_empty():
                used = own
            used = used.sort("end", "start").tail(1)
        values = [
            self._converted(q, u, known.unit)
            for q, u in used.select("quantity", "unit").iter_rows()
        ]
        read = [value for value in values if value is not None]
        silent: tuple[str, ...] = ()
        if self.of_park and own.is_empty() and known.holder == "enterprise":
            spoke = set(used.get_column("firm"))
            silent = tuple(firm for firm in self.tenants if firm not in spoke)
        selector = {
            "kind": "observation",
            "property": name,
            "below": self.subject,
            "status": "happened",
            "start": period.start.isoformat(),
            "end": period.end.isoformat(),
        }
        return Sum(sum(read) if read else None, len(read), silent, selector)

    @staticmethod
    def _converted(quantity: float, unit: str, wanted: str) -> float | None:
        try:
            return quantity * conversion(unit or wanted or "1", wanted or "1")
        except UnitError:
            return None

    def words(self, name: str) -> tuple[str, int]:
        """The newest words on a property: the subject's own, else those of its enterprises."""
        rows = self.rows.filter(
            (pl.col("property") == name)
            & pl.col("status").is_in(_HAPPENED)
            & (pl.col("start") < _instant(self.year, self.snapshot.park.zone))
            & (pl.col("text") != "")
        ).sort("end", "start")
        own = rows.filter("own")
        if not own.is_empty():
            return str(own.get_column("text")[-1]), 1
        each = rows.unique(subset="firm", keep="last", maintain_order=True)
        return "; ".join(each.get_column("text")), len(each)

    def documents(self, name: str) -> tuple[str, int]:
        """The numbers of the documents in force at the end of N−1."""
        end = _instant(self.year, self.snapshot.park.zone)
        rows = self.rows.filter(
            (pl.col("property") == name) & (pl.col("start") < end) & (pl.col("end") >= end)
        )
        words = sorted({text for text in rows.get_column("text") if text})
        return "; ".join(words), len(rows)

    def begun(self, name: str, year: str) -> pl.DataFrame:
        """Statements that hold (quantity 1) and begin in the time a column speaks of."""
        first, last, statuses = self.window(year)
        return self.rows.filter(
            (pl.col("property") == name)
            & pl.col("status").is_in(statuses)
            & (pl.col("start") >= first)
            & (pl.col("start") < last)
            & (pl.col("quantity").fill_null(1.0) >= 1.0)
        )

    def count(self, name: str, year: str, what: str) -> tuple[float | None, int]:
        """How many enterprises, solutions or links begin in a time.

        None where nothing at all is stated on the property: no statement is no zero (C-01).
        """
        if self.rows.filter(pl.col("property") == name).is_empty():
            return None, 0
        rows = self.begun(name, year)
        if year == "to-N+3" and rows.is_empty():
            return None, 0
        column = {
            "enterprises": ["firm"],
            "solutions": ["firm", "reference"],
            "links": ["reference"],
        }
        return float(rows.select(column[what]).n_unique()) if len(rows) else 0.0, len(rows)

    def told(self, name: str, year: str, word: str) -> tuple[bool | None, int]:
        """Whether a word was stated for some link; None where none was stated at all."""
        rows = self.begun(name, year).filter(pl.col("text") != "")
        if rows.is_empty():
            return None, 0
        said = rows.filter(
            pl.col("text").str.to_lowercase().str.contains(word.lower(), literal=True)
        )
        return len(said) > 0, len(rows)
