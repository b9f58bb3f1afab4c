"""What a page consists of, before it is written: cards, charts, tables, sections, views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from parkloop.reports.numbers import Shown, number, shown, unit_words
from parkloop.texts import Text


@dataclass(frozen=True, slots=True)
class Num:
    """A number on a page; ``figure`` is the key under which it is explained ('' for counts)."""

    digits: Text
    unit: Text | None
    value: float | None
    figure: str = ""


Cell = Text | Num


@dataclass(frozen=True, slots=True)
class Column:
    label: Text
    right: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: Text | None = None


@dataclass(frozen=True, slots=True)
class Legend:
    """One entry of a legend; ``pattern`` is '', 'pale' or 'hatched'."""

    token: str
    label: Text
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its sentence and its table twin.

    ``narrow`` holds what changes in ``option`` on a narrow screen; ``size`` is 'full', 'half' or
    'third' of a row; ``wide`` lets the chart scroll sideways rather than shrink.
    """

    id: str
    heading: Text
    sentence: Text
    option: Mapping[str, Any]
    height: int
    table: Table
    legend: tuple[Legend, ...] = ()
    narrow: Mapping[str, Any] = field(default_factory=dict)
    size: str = "full"
    wide: bool = False
    note: Text | None = None

    @property
    def kind(self) -> Literal["chart"]:
        return "chart"


@dataclass(frozen=True, slots=True)
class Exchange:
    """An exchange whose quantity is not known."""

    token: str
    between: Text
    what: Text


@dataclass(frozen=True, slots=True)
class Flows:
    """A Sankey, the exchanges that it cannot show, and how well it balances."""

    id: str
    tab: Text
    chart: Chart | None
    unknown: tuple[Exchange, ...]
    balance: Text
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class FlowTabs:
    """The Sankeys of a view, one domain at a time."""

    id: str
    flows: tuple[Flows, ...]

    @property
    def kind(self) -> Literal["flows"]:
        return "flows"


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a grid of states or shares; ``tip`` says it in words where the mark does not."""

    css: str
    mark: Text
    tip: Text | None = None
    share: float | None = None
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid that is its own table: rows by columns, each cell with a letter or a share."""

    id: str
    heading: Text
    sentence: Text
    columns: tuple[Text, ...]
    rows: tuple[tuple[Text, tuple[GridCell, ...]], ...]
    legend: tuple[GridCell, ...] = ()
    details: Table | None = None
    size: str = "full"

    @property
    def kind(self) -> Literal["grid"]:
        return "grid"


@dataclass(frozen=True, slots=True)
class Tabled:
    """A table that stands for itself."""

    id: str
    heading: Text
    sentence: Text | None
    table: Table
    folded: bool = False
    size: str = "full"
    note: Text | None = None

    @property
    def kind(self) -> Literal["table"]:
        return "table"


@dataclass(frozen=True, slots=True)
class Item:
    """A finding or gap: what it is, where, what to do next."""

    tag: Text
    warn: bool
    message: Text
    where: Text | None
    remedy: Text


@dataclass(frozen=True, slots=True)
class Items:
    id: str
    heading: Text
    sentence: Text
    items: tuple[Item, ...]
    first: int = 12

    @property
    def more(self) -> int:
        """How many are folded away."""
        return max(0, len(self.items) - self.first)

    @property
    def kind(self) -> Literal["items"]:
        return "items"


@dataclass(frozen=True, slots=True)
class Described:
    """Pairs of a word and what it is: method, hashes, versions."""

    id: str
    heading: Text
    pairs: tuple[tuple[Text, Text, bool], ...]

    @property
    def kind(self) -> Literal["described"]:
        return "described"


@dataclass(frozen=True, slots=True)
class Multiple:
    """One of several small charts on one scale; ``view`` is where it leads."""

    view: str
    name: Text
    num: Num
    chart: Chart
    small: Text


@dataclass(frozen=True, slots=True)
class Multiples:
    id: str
    heading: Text
    sentence: Text
    members: tuple[Multiple, ...]
    table: Table
    legend: tuple[Legend, ...]

    @property
    def kind(self) -> Literal["multiples"]:
        return "multiples"


Block = Chart | FlowTabs | Grid | Tabled | Items | Described | Multiples


@dataclass(frozen=True, slots=True)
class Card:
    """A key figure with unit, period, quality mark and up to three short lines."""

    label: Text
    num: Num
    mark: str
    mark_words: Text
    lines: tuple[tuple[Text, Num | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: Text
    blocks: tuple[Block, ...]
    new_sheet: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """One place in one year: everything that is shown together."""

    id: str
    place: str
    place_name: Text
    year: str
    depth: int
    title: Text
    kicker: Text
    lead: Text | None
    band: Text | None
    cards: tuple[Card, ...]
    sections: tuple[Section, ...]


def num(value: float | None, unit: str, figure: str = "", digits: int = 4) -> Num:
    """A number in the unit that reads best."""
    ready: Shown = shown(value, unit, digits)
    return Num(ready.digits, None if value is None else _worded(ready.unit), ready.value, figure)


def _worded(unit: Text) -> Text | None:
    return unit if unit.en.strip("— ") else None


def bare(digits: Text, value: float | None, figure: str = "") -> Num:
    """A number whose unit stands in the head of its column."""
    return Num(digits, None, value, figure)


def count(value: int) -> Num:
    return Num(number(float(value), 12), None, float(value))


def unit_label(unit: str) -> Text:
    return unit_words(unit)
