"""How reports find their way in a study: places, years, figures, lines.

Figure ids follow docs/methods/inventory.md: 'inventory/<boundary>/<year>/<name>'.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from parkloop.analyses.balances import Balances
from parkloop.analyses.exceedances import Exceedances
from parkloop.analyses.inventory.model import Inventory, Line, Memo
from parkloop.analyses.meters import MeterBalances
from parkloop.ledger.park import Node, NodeKind
from parkloop.provenance import Figure, FigureOperand, Result
from parkloop.reports.figurebook import FigureBook, Home
from parkloop.reports.naming import names_of
from parkloop.studies import Study
from parkloop.texts import Text, same_in_both

TOE = "TOE"
T = TypeVar("T")


@dataclass(frozen=True)
class Year:
    """The results of one reporting year."""

    label: str
    inventory: Result[Inventory] | None
    balances: Result[Balances] | None
    meters: Result[MeterBalances] | None = None
    exceedances: Result[Exceedances] | None = None


@dataclass
class Reading:
    """A study with its figures in a book; remembers which statuses stand behind a selection."""

    study: Study
    book: FigureBook
    years: tuple[Year, ...]
    inventory_homes: dict[str, Home]
    balance_homes: dict[str, Home]
    meter_homes: dict[str, Home]
    limit_homes: dict[str, Home]
    statuses: dict[str, dict[str, float]] = field(default_factory=dict)

    @cached_property
    def names(self) -> dict[str, Text]:
        return {node.id: node.name for node in self.study.snapshot.park.nodes}

    @cached_property
    def by_id(self) -> Mapping[str, Text]:
        """Names of places and streams, as messages need them."""
        return names_of(self.study.snapshot.park, self.study.catalog)

    def name(self, node: str) -> Text:
        return self.names.get(node) or same_in_both(node or "—")

    def stream_name(self, stream: str) -> Text:
        known = self.study.catalog.streams.get(stream)
        return known.name if known else same_in_both(stream)

    @cached_property
    def boundaries(self) -> tuple[Node, ...]:
        """Zone first, then its parks; what a report has a view for."""
        park = self.study.snapshot.park
        return (*park.of_kind(NodeKind.ZONE), *park.of_kind(NodeKind.PARK))


def _by_year(results: Iterable[Result[T]], zone: str) -> dict[str, Result[T]]:
    """Results by the label of their period; each has one in its value."""
    return {result.value.period.label(zone): result for result in results}  # type: ignore[attr-defined]


def read(study: Study, prefix: str = "") -> Reading:
    """Take in a study: its years, and all its figures under their keys."""
    zone = study.snapshot.park.zone
    book = FigureBook(study.snapshot, study.catalog, prefix)
    inventories = _by_year(study.inventories, zone)
    balances = _by_year(study.balances, zone)
    meters = _by_year(study.meters, zone)
    exceedances = _by_year(study.exceedances, zone)
    labels = sorted({*inventories, *balances})
    reading = Reading(
        study=study,
        book=book,
        years=tuple(
            Year(k, inventories.get(k), balances.get(k), meters.get(k), exceedances.get(k))
            for k in labels
        ),
        inventory_homes={k: book.take(result, k) for k, result in inventories.items()},
        balance_homes={k: book.take(result, k) for k, result in balances.items()},
        meter_homes={k: book.take(result, k) for k, result in meters.items()},
        limit_homes={k: book.take(result, k) for k, result in exceedances.items()},
    )
    book.take(study.completeness, "all")
    return reading


@dataclass(frozen=True)
class Place:
    """One boundary in one year."""

    reading: Reading
    node: Node
    year: Year

    @property
    def book(self) -> FigureBook:
        return self.reading.book

    @property
    def id(self) -> str:
        return f"{self.book.prefix}{self.node.id}.{self.year.label}"

    @property
    def is_zone(self) -> bool:
        return self.node.kind is NodeKind.ZONE

    def key(self, name: str, boundary: str = "") -> str:
        """The key of a figure of the inventory; '' where there is none."""
        home = self.reading.inventory_homes.get(self.year.label)
        figure_id = f"inventory/{boundary or self.node.id}/{self.year.label}/{name}"
        return home.keys.get(figure_id, "") if home else ""

    def line_key(self, line: Line) -> str:
        home = self.reading.inventory_homes[self.year.label]
        return home.keys.get(f"line/{line.id}", "")

    def meter_key(self, figure_id: str) -> str:
        """The key of a figure of the meters; '' where there is none."""
        home = self.reading.meter_homes.get(self.year.label)
        return home.keys.get(figure_id, "") if home else ""

    def limit_key(self, figure_id: str) -> str:
        """The key of a figure of the limits; '' where there is none."""
        home = self.reading.limit_homes.get(self.year.label)
        return home.keys.get(figure_id, "") if home else ""

    def figure(self, name: str, boundary: str = "") -> Figure | None:
        return self.book.figures.get(self.key(name, boundary))

    def value(self, name: str, boundary: str = "") -> float | None:
        figure = self.figure(name, boundary)
        return figure.value if figure else None

    @property
    def has_inventory(self) -> bool:
        """Whether anything at all could be counted here."""
        return self.value("total") is not None and bool(self.lines)

    @property
    def previous(self) -> Place | None:
        """The same boundary one year earlier."""
        earlier = [year for year in self.reading.years if year.label < self.year.label]
        return Place(self.reading, self.node, earlier[-1]) if earlier else None

    @property
    def all_years(self) -> tuple[Place, ...]:
        """The same boundary in every year with an inventory, newest first."""
        places = (Place(self.reading, self.node, year) for year in reversed(self.reading.years))
        return tuple(place for place in places if place.has_inventory)

    def members(self, kind: NodeKind) -> tuple[Node, ...]:
        """Nodes of a kind inside the boundary."""
        park = self.reading.study.snapshot.park
        inside = park.below(self.node.id)
        return tuple(node for node in park.of_kind(kind) if node.id in inside)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Lines that the total of this place counts: scopes 1 and 2 location-based."""
        weighed = self._line_ids(self.key("total"))
        result = self.year.inventory
        return tuple(n for n in result.value.lines if n.id in weighed) if result else ()

    def _line_ids(self, key: str) -> frozenset[str]:
        found: set[str] = set()
        waiting, seen = [key], set[str]()
        while waiting:
            now = waiting.pop()
            if now in seen or now not in self.book.figures:
                continue
            seen.add(now)
            figure_id = self.book.figures[now].id
            if figure_id.startswith("line/"):
                found.add(figure_id.removeprefix("line/"))
            else:
                waiting.extend(self.book.below(now))
        return frozenset(found)

    def tonnes(self, line: Line) -> float:
        """The line's emission [t CO2e] under the report's set of warming potentials."""
        result = self.year.inventory
        if result is None or line.gas == "CO2e":
            return line.mass / 1000.0
        potential = self.reading.study.catalog.potential(line.gas, result.value.gwp_set)
        return line.mass * potential.value / 1000.0

    @cached_property
    def gap_ids(self) -> tuple[str, ...]:
        """Gaps that are missing from any total of this place."""
        names = ("total", "scope-1", "scope-2", "toe")
        figures = [figure for name in names if (figure := self.figure(name))]
        return tuple(sorted({gap for figure in figures for gap in figure.gaps}))


def grouped(
    lines: Iterable[Line], name: Callable[[Line], str]
) -> list[tuple[str, tuple[Line, ...]]]:
    """Lines by a property, in the order of the property."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(name(line), []).append(line)
    return [(key, tuple(members)) for key, members in sorted(groups.items())]


def sum_of_lines(place: Place, figure_id: str, label: Text, lines: Sequence[Line]) -> str:
    """A figure of the report: Σ mass × GWP of some lines [t CO2e]; returns its key."""
    return place.book.derive(
        f"{figure_id}/{place.id}",
        label,
        math.fsum(place.tonnes(line) for line in lines),
        "t CO2e",
        Text("Σ khối lượng × GWP / 1000", "Σ mass × GWP / 1000"),
        tuple(FigureOperand(place.line_key(line)) for line in lines),
    )


def share_of(place: Place, figure_id: str, label: Text, part: str, whole: str) -> str:
    """A figure of the report: one figure as a share of another; '' where one is not known."""
    figures = place.book.figures
    if part not in figures or whole not in figures:
        return ""
    above, below = figures[part].value, figures[whole].value
    if above is None or not below:
        return ""
    return place.book.derive(
        f"{figure_id}/{place.id}",
        label,
        above / below,
        "1",
        Text("phần / tổng", "part / whole"),
        (FigureOperand(part), FigureOperand(whole)),
    )


def counted(line: Line) -> bool:
    """Whether a line is an emission in a total (not a memo, not energy)."""
    return line.memo is Memo.NONE and line.gas != TOE
