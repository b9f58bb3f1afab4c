"""Explain any figure: its formula, operands, facts with sources, entries down to the row."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

import polars as pl

from parkloop.catalog.catalog import Catalog
from parkloop.errors import FactError, RequestError
from parkloop.ledger.ledger import Snapshot
from parkloop.provenance import (
    EntriesOperand,
    FactOperand,
    Figure,
    FigureOperand,
    Gap,
    Operand,
    ParameterOperand,
    Plain,
    Result,
)
from parkloop.texts import Text, same_in_both

_MOST_PLACES = 20


@dataclass(frozen=True, slots=True)
class Explanation:
    """One node of an explanation: a figure, fact, set of entries, parameter or gap."""

    kind: str
    id: str
    label: Text
    value: float | str | None
    unit: str
    detail: tuple[Text, ...] = ()
    children: tuple[Explanation, ...] = ()

    def as_dict(self) -> dict[str, Plain]:
        return {
            "children": [child.as_dict() for child in self.children],
            "detail": [dict(text.as_dict()) for text in self.detail],
            "id": self.id,
            "kind": self.kind,
            "label": dict(self.label.as_dict()),
            "unit": self.unit,
            "value": self.value,
        }


@dataclass(frozen=True)
class Explainer:
    """Opens figures of results that share one snapshot and one catalog."""

    snapshot: Snapshot
    catalog: Catalog
    results: Sequence[Result[Any]]

    def figure_ids(self) -> tuple[str, ...]:
        return tuple(sorted({key for result in self.results for key in result.figures}))

    def explain(self, figure_id: str, depth: int = 10) -> Explanation:
        """The figure with everything below it, down to ``depth`` levels.

        Raises RequestError that names near ids when there is no such figure.
        """
        for name in (figure_id, f"inventory/{figure_id}"):
            for result in self.results:
                if name in result.figures:
                    return self._figure(result, name, depth)
        known = self.figure_ids()
        near = get_close_matches(figure_id, known, n=5, cutoff=0.4) or list(known[:5])
        raise RequestError(
            Text(
                f"Không có số liệu “{figure_id}”. Gần nhất: {'; '.join(near)}.",
                f"There is no figure “{figure_id}”. Nearest: {'; '.join(near)}.",
            )
        )

    def _figure(
        self, result: Result[Any], figure_id: str, depth: int, sign: int = 1
    ) -> Explanation:
        figure = result.figures[figure_id]
        children = tuple(self._operands(result, figure, depth)) if depth > 0 else ()
        gaps = [self._gap(gap, figure) for gap in result.gaps if gap.id in figure.gaps]
        formula = Text(f"= {figure.formula.vi}", f"= {figure.formula.en}")
        return Explanation(
            kind="figure",
            id=figure.id,
            label=figure.label
            if sign > 0
            else Text(f"− {figure.label.vi}", f"− {figure.label.en}"),
            value=figure.value,
            unit=figure.unit,
            detail=(formula, *_interval_words(figure)),
            children=(*children, *gaps),
        )

    def _operands(self, result: Result[Any], figure: Figure, depth: int) -> Iterator[Explanation]:
        for operand in figure.operands:
            if isinstance(operand, FigureOperand):
                yield self._figure(result, operand.figure, depth - 1, operand.sign)
            else:
                yield self._leaf(operand)

    def _leaf(self, operand: Operand) -> Explanation:
        if isinstance(operand, FactOperand):
            return self._fact(operand)
        if isinstance(operand, EntriesOperand):
            return self._entries(operand)
        assert isinstance(operand, ParameterOperand)
        return Explanation(
            "parameter",
            operand.symbol,
            same_in_both(operand.symbol),
            operand.value,
            operand.unit,
            (operand.note,),
        )

    def _fact(self, operand: FactOperand) -> Explanation:
        reason = (operand.reason,) if operand.reason else ()
        try:
            fact = self.catalog.known(operand.fact)
        except FactError as problem:
            detail: tuple[Text, ...] = (problem.text,)
        else:
            source = self.catalog.sources.get(fact.source)
            title = source.title if source else same_in_both(fact.source)
            place = f", {fact.locator}" if fact.locator else ""
            state = (
                Text("đã đối chiếu", "verified")
                if fact.verified
                else Text("chưa đối chiếu", "unverified")
            )
            detail = (
                Text(f"{title.vi}{place}", f"{title.en}{place}"),
                Text(
                    f"độ tin cậy {fact.confidence}, {state.vi}",
                    f"confidence {fact.confidence}, {state.en}",
                ),
                *reason,
            )
        return Explanation(
            "fact",
            operand.fact,
            same_in_both(f"{operand.symbol}: {operand.fact}"),
            operand.value,
            operand.unit,
            detail,
        )

    def _entries(self, operand: EntriesOperand) -> Explanation:
        rows = self.snapshot.select(operand.selector)
        places = (*_as_entered(rows), *evidence_words(rows))
        return Explanation(
            "entries",
            operand.symbol,
            Text(
                f"{operand.symbol}: {operand.count} mục",
                f"{operand.symbol}: {operand.count} entries",
            ),
            operand.value,
            operand.unit,
            places,
        )

    def _gap(self, gap: Gap, figure: Figure) -> Explanation:
        return Explanation("gap", gap.id, gap.message, None, figure.unit, (gap.remedy,))


def _interval_words(figure: Figure) -> tuple[Text, ...]:
    if figure.interval is None:
        return ()
    low, high = figure.interval.low, figure.interval.high
    span = f"{low:.6g} – {high:.6g} {figure.unit} ({figure.interval.method})"
    return (Text(f"khoảng 95 %: {span}", f"95 % interval: {span}"),)


def _as_entered(rows: pl.DataFrame) -> tuple[Text, ...]:
    """The sum in the unit of the sender, where all entries have the same one."""
    units = rows.get_column("unit").unique().to_list()
    if len(units) != 1 or rows.get_column("quantity").null_count():
        return ()
    total = f"{math.fsum(rows.get_column('quantity').to_list()):.10g} {units[0]}"
    return (Text(f"như đã nhập: {total}", f"as entered: {total}"),)


def evidence_words(rows: pl.DataFrame) -> tuple[Text, ...]:
    """'power.xlsx, sheet Flows, rows 4–15' for every file and sheet, at most twenty."""
    places = (
        rows.group_by("file", "sheet")
        .agg(pl.col("row").sort(), pl.col("page").filter(pl.col("page") != "").first())
        .sort("file", "sheet")
    )
    words = []
    for file, sheet, numbers, page in places.iter_rows():
        span = ranges(number for number in numbers if number)
        several = "rows" if len(numbers) > 1 else "row"
        parts_vi = [
            file or "—",
            f"trang tính {sheet}" if sheet else "",
            f"dòng {span}" if span else "",
        ]
        parts_en = [
            file or "—",
            f"sheet {sheet}" if sheet else "",
            f"{several} {span}" if span else "",
        ]
        tail = [page] if page else []
        words.append(
            Text(
                ", ".join(part for part in parts_vi + tail if part),
                ", ".join(part for part in parts_en + tail if part),
            )
        )
    if len(words) > _MOST_PLACES:
        more = len(words) - _MOST_PLACES
        words = [*words[:_MOST_PLACES], Text(f"… và {more} nơi khác", f"… and {more} more places")]
    return tuple(words)


def ranges(numbers: Iterable[int]) -> str:
    """'4–15, 18' from row numbers."""
    ordered = sorted(set(numbers))
    if not ordered:
        return ""
    starts = [ordered[0], *(after for before, after in pairwise(ordered) if after != before + 1)]
    ends = [*(before for before, after in pairwise(ordered) if after != before + 1), ordered[-1]]
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in zip(starts, ends, strict=True))


def as_lines(explanation: Explanation, language: str, indent: int = 0) -> Iterator[str]:
    """The tree as indented lines of text."""
    text = explanation.label.vi if language == "vi" else explanation.label.en
    value = explanation.value
    number = "" if value is None else f" = {value if isinstance(value, str) else f'{value:.10g}'}"
    mark = {"figure": "•", "fact": "§", "entries": "▤", "parameter": "π", "gap": "!"}
    yield f"{'   ' * indent}{mark[explanation.kind]} {text}{number} {explanation.unit}".rstrip()
    for line in explanation.detail:
        words = line.vi if language == "vi" else line.en
        yield f"{'   ' * indent}    {words}"
    for child in explanation.children:
        yield from as_lines(child, language, indent + 1)
