"""What the commands of an index share: numbers as shown, tables of the stages, explanations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from babel.numbers import format_decimal

from parkloop.analyses.index import Index
from parkloop.analyses.index.data import Array
from parkloop.analyses.index.importance import influence
from parkloop.analyses.index.sensitivity import RankStatistics
from parkloop.analyses.index.statistics import components_or_none, correlations, cronbach
from parkloop.cli.common import Voice
from parkloop.errors import RequestError
from parkloop.io.index_files import write_table
from parkloop.provenance import Figure, FigureOperand, ParameterOperand, Result
from parkloop.texts import Text


def number(voice: Voice, value: float | None, digits: int = 2) -> str:
    """A number as people write it (C-16); a dash where there is none."""
    if value is None or value != value:
        return "—"
    pattern = "#,##0." + "0" * digits
    return str(format_decimal(round(value, digits), format=pattern, locale=voice.language))


def whole(value: float) -> int | None:
    return None if value != value else int(value)


def plain(value: float) -> float | None:
    return None if value != value else float(value)


def hidden(of: Index, row: str, *, public: bool) -> bool:
    return public and row in of.unpublished


def explain(voice: Voice, result: Result[Index], name: str, *, public: bool, as_json: bool) -> None:
    known = result.figures
    tried = (name, f"index/{name}", f"index/score/{name}", f"index/normalised/{name}")
    found = next((known[one] for one in tried if one in known), None)
    if found and hidden(result.value, found.id.split("/", maxsplit=3)[3], public=public):
        found = None
    if found is None:
        example = next(iter(known))
        raise RequestError(
            Text(
                f"Không có số liệu “{name}”; dạng mã: {example}.",
                f"There is no figure “{name}”; ids look like {example}.",
            )
        )
    if as_json:
        voice.data(_opened(result, found))
    else:
        voice.say("\n".join(_lines(voice, result, found)))


def _lines(
    voice: Voice, result: Result[Index], figure: Figure, depth: int = 0, share: str = ""
) -> Iterator[str]:
    pad = "  " * depth
    value = number(voice, figure.value, 4)
    marks = "".join(f" [{mark}]" for mark in _marks(voice, figure))
    yield f"{pad}• {voice.word(figure.label)} = {value} {figure.unit}{share}{marks}"
    yield f"{pad}  = {voice.word(figure.formula)}"
    parts = [operand for operand in figure.operands if isinstance(operand, FigureOperand)]
    shares = {o.symbol: o for o in figure.operands if isinstance(o, ParameterOperand)}
    for part in parts:
        child = result.figures[part.figure]
        own = shares.pop(f"w({part.figure.split('/')[2]})", None)
        told = f", w = {number(voice, float(own.value), 4)}" if own else ""
        yield from _lines(voice, result, child, depth + 1, told)
    for operand in shares.values():
        shown = operand.value
        written = shown if isinstance(shown, str) else number(voice, float(shown), 4)
        yield f"{pad}  π {operand.symbol} = {written} {operand.unit} ({voice.word(operand.note)})"
    for gap in figure.gaps if not parts else ():
        yield f"{pad}  ! {gap}"


def _marks(voice: Voice, figure: Figure) -> Iterator[str]:
    if figure.tags.get("status") == "imputed":
        yield voice.word(Text("đã điền", "imputed"))
    if figure.partial:
        yield voice.word(Text("chưa đầy đủ", "partial"))


def _opened(result: Result[Index], figure: Figure) -> dict[str, Any]:
    operands: list[dict[str, Any]] = []
    for operand in figure.operands:
        if isinstance(operand, FigureOperand):
            operands.append(_opened(result, result.figures[operand.figure]))
        elif isinstance(operand, ParameterOperand):
            operands.append(
                {"symbol": operand.symbol, "unit": operand.unit, "value": operand.value}
            )
    return {
        "formula": figure.formula.as_dict(),
        "gaps": list(figure.gaps),
        "id": figure.id,
        "operands": operands,
        "tags": dict(figure.tags),
        "unit": figure.unit,
        "value": figure.value,
    }


def write_stages(out: Path, result: Result[Index], *, public: bool) -> None:
    """One CSV per stage; public tables leave out everything of units that are not published."""
    of, ids = result.value, [indicator.id for indicator in result.value.method.indicators]
    shown = [p for p, row in enumerate(of.rows) if not hidden(of, row, public=public)]
    prepared = of.prepared
    tables: dict[str, Array] = {
        "denominated": prepared.denominated[list(prepared.kept)],
        "imputed": prepared.filled,
        "treated": prepared.treated,
        "normalised": prepared.normalised,
    }
    for name, table in tables.items():
        rows = [[of.rows[place], *table[place].tolist()] for place in shown]
        write_table(out / f"{name}.csv", ["row", *ids], rows)
    nodes = [node.id for node in of.method.nodes]
    for name, of_node in (("scores", of.scores_of), ("ranks", of.ranks_of)):
        rows = [
            [of.rows[place], *(float(of_node(node)[place]) for node in nodes)] for place in shown
        ]
        write_table(out / f"{name}.csv", ["row", *nodes], rows)
    marks = [
        [of.rows[place], ids[column], float(prepared.filled[place, column])]
        for place, column in np.argwhere(prepared.imputed)
        if place in shown
    ]
    write_table(out / "imputed_cells.csv", ["row", "indicator", "value"], marks)
    write_table(out / "treatment.csv", _TREATMENT, list(_treatment_rows(of, ids)))
    importance = influence(of.scored)
    weights = [[name, share, importance[name]] for name, share in of.effective.items()]
    write_table(out / "weights.csv", ["id", "effective_weight", "squared_correlation"], weights)
    _write_coherence(out, of)


def _write_coherence(out: Path, of: Index) -> None:
    """Correlations among all indicators and nodes; alpha and components of each node's parts."""
    ids, scores = of.scored.tree.ids, of.scored.scores
    for kind in ("pearson", "spearman", "kendall"):
        table = correlations(scores, kind)
        rows = [[name, *table[place].tolist()] for place, name in enumerate(ids)]
        write_table(out / f"correlations_{kind}.csv", ["id", *ids], rows)
    coherence: list[list[object]] = []
    for join in of.scored.tree.joins:
        parts = scores[:, list(join.parts)]
        found = components_or_none(parts)
        coherence.append(
            [
                ids[join.node],
                len(join.parts),
                cronbach(parts),
                found.eigenvalues[0].item() if found else None,
                found.shares[0].item() if found else None,
                " ".join(f"{loading:.6f}" for loading in found.loadings[:, 0]) if found else "",
            ]
        )
    columns = ("id", "parts", "cronbach_alpha", "first_eigenvalue", "first_share", "loadings")
    write_table(out / "coherence.csv", columns, coherence)


_TREATMENT = (
    "indicator", "passed_before", "skew_before", "kurtosis_before", "points", "transformed",
    "passed_after", "skew_after", "kurtosis_after",
)  # fmt: skip


def _treatment_rows(of: Index, ids: Sequence[str]) -> Iterator[Sequence[object]]:
    for name, log in zip(ids, of.prepared.treatments, strict=True):
        yield (
            name,
            log.passed_before,
            log.skew_before,
            log.kurtosis_before,
            log.points,
            log.transformed,
            log.passed_after,
            log.skew_after,
            log.kurtosis_after,
        )


def write_sensitivity(out: Path, statistics: RankStatistics, ahead: Array) -> None:
    columns = ("nominal", "mean", "median", "low", "high")
    rows = [
        [unit, *(float(getattr(statistics, column)[place]) for column in columns)]
        for place, unit in enumerate(statistics.units)
    ]
    write_table(out / "rank_intervals.csv", ["unit", *columns], rows)
    table = [[unit, *ahead[place].tolist()] for place, unit in enumerate(statistics.units)]
    write_table(out / "probability_ahead.csv", ["unit", *statistics.units], table)
