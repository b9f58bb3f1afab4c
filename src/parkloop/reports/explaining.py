"""Everything behind the numbers of a report, once, as compact JSON for the panel of the page.

Texts, sources, selections of entries and gaps are kept once and named by their place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from parkloop.catalog.catalog import Catalog
from parkloop.catalog.facts import Fact
from parkloop.errors import FactError
from parkloop.explain import ranges
from parkloop.periods import Period
from parkloop.provenance import (
    EntriesOperand,
    FactOperand,
    FigureOperand,
    Operand,
    ParameterOperand,
    Plain,
    Provenance,
    canonical_json,
)
from parkloop.reports import words
from parkloop.reports.figurebook import FigureBook
from parkloop.reports.numbers import unit_words
from parkloop.texts import Text, same_in_both

ROWS_SHOWN = 24
PLACES_SHOWN = 20


@dataclass
class _Texts:
    places: dict[tuple[str, str], int] = field(default_factory=dict)

    def place(self, text: Text) -> int:
        return self.places.setdefault((text.vi, text.en), len(self.places))

    def listed(self) -> list[Plain]:
        return [[vi, en] for vi, en in self.places]


@dataclass
class _Names:
    """Names of files, each kept once."""

    places: dict[str, int] = field(default_factory=dict)

    def place(self, name: str) -> int:
        return self.places.setdefault(name, len(self.places))

    def listed(self) -> list[Plain]:
        return list(self.places)


def shorter(value: float | None) -> float | None:
    """Twelve significant digits, as many as the panel shows."""
    return None if value is None else float(f"{value:.12g}")


class Embedding:
    """Collects what the wanted figures need, figure by figure, each thing once."""

    def __init__(self) -> None:
        self.texts = _Texts()
        self.places: dict[str, int] = {}
        self.figures: list[Plain] = []
        self.names = _Names()
        self.facts: dict[str, Plain] = {}
        self.sources: dict[str, int] = {}
        self.source_rows: list[Plain] = []
        self.selections: dict[str, int] = {}
        self.selection_rows: list[Plain] = []
        self.gaps: dict[str, int] = {}
        self.gap_rows: list[Plain] = []
        self.made: dict[str, int] = {}
        self.made_rows: list[Plain] = []
        self.units: dict[str, int] = {}

    def add(self, book: FigureBook, wanted: Iterable[str]) -> None:
        """Add figures and everything below them."""
        found: dict[str, None] = {}
        waiting = list(wanted)
        while waiting:
            key = waiting.pop()
            if key in found or key in self.places or key not in book.figures:
                continue
            found[key] = None
            waiting.extend(book.below(key))
        keys = sorted(found)
        self.places |= {key: len(self.places) + at for at, key in enumerate(keys)}
        self.figures += [self._figure(book, key) for key in keys]

    def _figure(self, book: FigureBook, key: str) -> Plain:
        """Label, formula, value, unit, maker, operands; then gaps and interval where there are."""
        figure = book.figures[key]
        operands = [self._operand(book, key, operand) for operand in figure.operands]
        row: list[Plain] = [
            self.texts.place(figure.label),
            self.texts.place(figure.formula),
            shorter(figure.value),
            self._unit(figure.unit),
            self._made(book, key),
            operands,
        ]
        if figure.gaps or figure.interval:
            row.append([self._gap(book, key, gap) for gap in figure.gaps])
        if interval := figure.interval:
            method = self.texts.place(words.word(words.METHODS, interval.method))
            row.append([shorter(interval.low), shorter(interval.high), method])
        return row

    def _unit(self, unit: str) -> str:
        if unit:
            self.units[unit] = self.texts.place(unit_words(unit))
        return unit

    def _operand(self, book: FigureBook, key: str, operand: Operand) -> Plain:
        if isinstance(operand, FigureOperand):
            place = self.places[book.operand_key(key, operand)]
            return place if operand.sign > 0 else -place - 1
        unit = self._unit(operand.unit)
        if isinstance(operand, FactOperand):
            reason = self.texts.place(operand.reason) if operand.reason else -1
            fact = self._fact(book.catalog, operand.fact)
            return ["c", operand.symbol, fact, shorter(operand.value), unit, reason]
        if isinstance(operand, EntriesOperand):
            selection = self._selection(book, operand.selector)
            value = shorter(operand.value)
            return ["e", operand.symbol, value, unit, operand.count, selection]
        said = operand.value if isinstance(operand.value, str) else shorter(operand.value)
        return ["p", operand.symbol, said, unit, self._note(operand)]

    def _note(self, operand: ParameterOperand) -> int:
        return self.texts.place(operand.note)

    def _gap(self, book: FigureBook, key: str, gap_id: str) -> int:
        home = book.home(key)
        place = f"{book.prefix}{home.name if home else ''}/{gap_id}"
        if place not in self.gaps:
            gap = home.gaps.get(gap_id) if home else None
            message = gap.message if gap else same_in_both(gap_id)
            remedy = gap.remedy if gap else same_in_both("—")
            self.gaps[place] = len(self.gap_rows)
            self.gap_rows.append([self.texts.place(message), self.texts.place(remedy)])
        return self.gaps[place]

    def _made(self, book: FigureBook, key: str) -> int:
        home = book.home(key)
        name = f"{book.prefix}{home.name}" if home else ""
        if name not in self.made:
            lines = provenance_lines(home.provenance) if home else (words.ANALYSES["report"],)
            self.made[name] = len(self.made_rows)
            self.made_rows.append([self.texts.place(line) for line in lines])
        return self.made[name]

    def _fact(self, catalog: Catalog, fact_id: str) -> str:
        if fact_id not in self.facts and (row := self._fact_row(catalog, fact_id)) is not None:
            self.facts[fact_id] = row
        return fact_id

    def _fact_row(self, catalog: Catalog, fact_id: str) -> Plain:
        try:
            fact = catalog.known(fact_id)
        except FactError:
            return None
        return {
            "c": fact.confidence,
            "hi": fact.high,
            "l": self.texts.place(fact_name(catalog, fact)),
            "lo": fact.low,
            "ok": fact.verified,
            "p": fact.locator,
            "s": self._source(catalog, fact.source),
            "u": self._unit(fact.unit),
            "valid": validity(fact),
        }

    def _source(self, catalog: Catalog, source_id: str) -> int:
        if source_id not in self.sources:
            source = catalog.sources.get(source_id)
            title = source.title if source else same_in_both(source_id or "—")
            if source and source.document:
                title = Text(f"{title.vi} ({source.document})", f"{title.en} ({source.document})")
            self.sources[source_id] = len(self.source_rows)
            self.source_rows.append({"t": self.texts.place(title)})
        return self.sources[source_id]

    def _selection(self, book: FigureBook, selector: Mapping[str, str | int | float | None]) -> int:
        key = f"{book.prefix}{canonical_json(dict(selector))}"
        if key not in self.selections:
            self.selections[key] = len(self.selection_rows)
            rows = book.snapshot.select(selector)
            self.selection_rows.append(self._selection_row(rows, book.snapshot.park.zone))
        return self.selections[key]

    def _selection_row(self, rows: pl.DataFrame, zone: str) -> Plain:
        ordered = rows.sort("file", "sheet", "row", "start", "entry")
        shown = [self._entry(row, zone) for row in ordered.head(ROWS_SHOWN).iter_rows(named=True)]
        common = shown[0][3:] if shown else []
        return {
            "c": common,
            "n": len(rows),
            "places": [
                [self.names.place(file), sheet, rows, page]
                for file, sheet, rows, page in places_of(ordered)[:PLACES_SHOWN]
            ],
            "rows": [row[:3] if row[3:] == common else row for row in shown],
        }

    def _entry(self, row: Mapping[str, Any], zone: str) -> list[Plain]:
        """Period, quantity, row; then unit, status, file and note, which often repeat."""
        return [
            period_label(row["start"], row["end"], zone),
            row["quantity"],
            row["row"],
            self._unit(row["unit"]),
            self._status(row["status"], row["notation"]),
            self.names.place(row["file"]),
            row["note"],
        ]

    def _status(self, status: str, notation: str) -> int:
        said = words.word(words.NOTATIONS, notation) if notation else None
        return self.texts.place(said or words.word(words.STATUSES, status))

    def as_json(self) -> str:
        """The whole collection, safe to stand inside a script element."""
        panel: dict[str, Plain] = {
            name: self.texts.place(text) for name, text in words.PANEL.items()
        }
        return script_safe(
            canonical_json(
                {
                    "facts": self.facts,
                    "figures": self.figures,
                    "files": self.names.listed(),
                    "ids": front_coded(list(self.places)),
                    "gaps": self.gap_rows,
                    "made": self.made_rows,
                    "selections": self.selection_rows,
                    "sources": self.source_rows,
                    "texts": self.texts.listed(),
                    "units": dict(self.units),
                    "words": panel,
                }
            )
        )


def shared_length(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def front_coded(ids: list[str]) -> list[Plain]:
    """Ids without what they share with the one before: length shared, rest, length shared, …"""
    coded: list[Plain] = []
    before = ""
    for one in ids:
        shared = shared_length(before, one)
        coded += [shared, one[shared:]]
        before = one
    return coded


def script_safe(json_text: str) -> str:
    """JSON that cannot end the script element it stands in."""
    return json_text.replace("<", "\\u003c").replace("\u2028", "\\u2028")


def provenance_lines(provenance: Provenance) -> tuple[Text, ...]:
    """Which analysis, ledger and catalog a figure came from, in three short lines."""
    name = words.word(words.ANALYSES, provenance.analysis)
    return (
        Text(f"{name.vi}, bản {provenance.version}", f"{name.en}, version {provenance.version}"),
        Text(f"Sổ cái {provenance.ledger_hash[:12]}", f"Ledger {provenance.ledger_hash[:12]}"),
        Text(
            f"Danh mục {provenance.catalog_version}, {provenance.catalog_hash[:12]}",
            f"Catalog {provenance.catalog_version}, {provenance.catalog_hash[:12]}",
        ),
    )


def fact_name(catalog: Catalog, fact: Fact) -> Text:
    """'Combustion factor · CO₂ · Gas/diesel oil' in both languages."""
    parts = [words.word(words.FACT_KINDS, fact.kind)]
    if fact.gas:
        parts.append(words.gas_name(fact.gas))
    if fact.stream in catalog.streams:
        parts.append(catalog.streams[fact.stream].name)
    if fact.gwp_set:
        parts.append(same_in_both(fact.gwp_set))
    return _joined(*parts)


def _joined(*parts: Text) -> Text:
    return Text(" · ".join(part.vi for part in parts), " · ".join(part.en for part in parts))


def validity(fact: Fact) -> str:
    """'2024-01-01 → 2024-12-31', both days included; '' when there is no limit."""
    if fact.valid_from is None and fact.valid_to is None:
        return ""
    start = fact.valid_from.isoformat() if fact.valid_from else "…"
    end = (fact.valid_to - timedelta(days=1)).isoformat() if fact.valid_to else "…"
    return f"{start} → {end}"


def period_label(start: datetime, end: datetime, zone: str) -> str:
    return Period(start, end).label(zone)


def places_of(ordered: pl.DataFrame) -> list[tuple[str, str, str, str]]:
    """(file, sheet, row ranges, pages) of entries sorted by file, sheet and row."""
    grouped: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for file, sheet, row, page in ordered.select("file", "sheet", "row", "page").iter_rows():
        grouped.setdefault((file, sheet), []).append((row, page))
    return [
        (
            file,
            sheet,
            ranges(row for row, _ in rows if row),
            ", ".join(dict.fromkeys(page for _, page in rows if page)),
        )
        for (file, sheet), rows in grouped.items()
    ]
