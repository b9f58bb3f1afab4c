"""What an analyst sees of an index: its stages, its coherence, its units. The core computes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from parkloop.analyses.index.data import Array, Mask
from parkloop.analyses.index.importance import Position, influence, removal, strengths
from parkloop.analyses.index.statistics import (
    components_or_none,
    correlation,
    correlations,
    cronbach,
    kurtosis,
    skewness,
)
from parkloop.texts import Text
from parkloop_web.indicators.indexing import Built

#: Stages in the order in which they act; the last is the scores of the nodes.
STAGES: Final[Mapping[str, Text]] = {
    "observed": Text("Quan sát", "Observed"),
    "denominated": Text("Chia mẫu số", "Denominated"),
    "filled": Text("Điền khuyết", "Imputed"),
    "treated": Text("Xử lý ngoại lai", "Treated"),
    "normalised": Text("Chuẩn hóa", "Normalised"),
    "scores": Text("Tổng hợp", "Aggregated"),
}
KINDS: Final = ("pearson", "spearman", "kendall")
#: |r| from which a pair is marked: too alike, and against each other (Handbook, step 4).
ALIKE, AGAINST = 0.92, -0.4


@dataclass(frozen=True)
class Stage:
    """A stage as a table: columns by id, rows with cells; ``marked`` cells were filled or moved."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[float | None, ...], tuple[bool, ...]], ...]
    log: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Coherence:
    """Statistics of the parts of one node, and of each part with the node [1]."""

    node: str
    parts: tuple[str, ...]
    matrix: tuple[tuple[float | None, ...], ...]
    with_node: tuple[float | None, ...]
    alpha: float | None
    shares: tuple[float, ...]
    loadings: tuple[tuple[float, ...], ...]


def stage_of(built: Built, name: str, period: str = "") -> Stage:
    """The table of a stage, of one period if named."""
    of = built.result.value
    prepared = of.prepared
    kept = list(prepared.kept)
    tables: Mapping[str, Array] = {
        "observed": prepared.observed[kept],
        "denominated": prepared.denominated[kept],
        "filled": prepared.filled,
        "treated": prepared.treated,
        "normalised": prepared.normalised,
        "scores": of.scored.scores,
    }
    indicators = tuple(each.id for each in built.method.indicators)
    marks: Mask = np.zeros(tables[name].shape, dtype=bool)
    if name == "filled":
        marks = prepared.imputed
    if name == "treated":
        marks = (prepared.treated != prepared.filled) & ~np.isnan(prepared.filled)
    first = len(indicators) if name == "scores" else 0
    columns = tuple(of.scored.tree.ids[first:]) if name == "scores" else indicators
    shown = [p for p, row in enumerate(of.rows) if not period or row.endswith(f"@{period}")]
    return Stage(
        columns,
        tuple(
            (
                of.rows[place],
                tuple(plain(value) for value in tables[name][place, first:]),
                tuple(bool(mark) for mark in marks[place, first:]),
            )
            for place in shown
        ),
        _log(built) if name == "treated" else (),
    )


def _log(built: Built) -> tuple[Mapping[str, Any], ...]:
    """What the treatment did to each indicator; only those that did not pass before."""
    prepared = built.result.value.prepared
    rows = []
    for number, each in enumerate(built.method.indicators):
        before, after = prepared.filled[:, number], prepared.treated[:, number]
        rows.append(
            {
                "indicator": each.id,
                "moved": int((before != after)[~np.isnan(before)].sum()),
                "skew": plain(skewness(before)),
                "kurtosis": plain(kurtosis(before)),
                "skew_after": plain(skewness(after)),
                "kurtosis_after": plain(kurtosis(after)),
            }
        )
    return tuple(rows)


def coherence_of(built: Built, kind: str = "pearson") -> tuple[Coherence, ...]:
    """For every node from the top: correlations of its parts, alpha, principal components."""
    scored = built.result.value.scored
    found = []
    for join in reversed(scored.tree.joins):
        table = scored.scores[:, list(join.parts)]
        components = components_or_none(table)
        found.append(
            Coherence(
                node=scored.tree.ids[join.node],
                parts=tuple(scored.tree.ids[part] for part in join.parts),
                matrix=tuple(tuple(map(plain, row)) for row in correlations(table, kind)),
                with_node=tuple(
                    plain(correlation(column, scored.scores[:, join.node], kind))
                    for column in table.T
                ),
                alpha=plain(cronbach(table)),
                shares=() if components is None else tuple(components.shares.tolist()),
                loadings=()
                if components is None
                else tuple(tuple(row) for row in components.loadings.tolist()),
            )
        )
    return tuple(found)


def weights_of(built: Built) -> list[Mapping[str, Any]]:
    """Nominal and effective weight of every indicator and node, and its squared correlation with
    the index [1]: what a part really counts differs from what was written."""
    of = built.result.value
    tree, felt = of.scored.tree, influence(of.scored)
    parents = {tree.ids[part]: tree.ids[join.node] for join in tree.joins for part in join.parts}
    return [
        {
            "id": name,
            "parent": parents.get(name, ""),
            "effective": of.effective[name],
            "influence": plain(felt[name]),
            "leaf": place < len(built.method.indicators),
        }
        for place, name in enumerate(tree.ids)
        if name != of.top
    ]


def removals(built: Built) -> Mapping[str, float]:
    """Mean absolute rank change [places] without each pillar."""
    of = built.result.value
    return removal(of.prepared.normalised, built.method, of.top)


@dataclass(frozen=True)
class UnitView:
    """A row of the index: its nodes and indicators on the way from observation to score."""

    nodes: tuple[Mapping[str, Any], ...]
    indicators: tuple[Mapping[str, Any], ...]
    strong: Sequence[Position]
    weak: Sequence[Position]


def unit_of(built: Built, row: str) -> UnitView:
    """Everything about one row; raises ValueError where there is none."""
    of = built.result.value
    place = of.rows.index(row)
    prepared, tree = of.prepared, of.scored.tree
    first = len(built.method.indicators)
    strong, weak = strengths(of.scored, place)
    nodes = tuple(
        {
            "id": tree.ids[number],
            "score": plain(of.scored.scores[place, number]),
            "rank": plain(of.scored.ranks[place, number]),
        }
        for number in range(len(tree.ids) - 1, first - 1, -1)
    )
    at = prepared.kept[place]
    indicators = tuple(
        {
            "id": each.id,
            "parent": each.parent,
            "observed": plain(prepared.denominated[at, number]),
            "filled": bool(prepared.imputed[place, number]),
            "used": plain(prepared.treated[place, number]),
            "normalised": plain(prepared.normalised[place, number]),
            "rank": plain(of.scored.ranks[place, number]),
            "share": of.effective[each.id],
            "source": built.data.sources.get(built.data.key(at, each.id), ""),
            "reason": built.data.reasons.get(built.data.key(at, each.id), ""),
        }
        for number, each in enumerate(built.method.indicators)
    )
    return UnitView(nodes, indicators, strong, weak)


def plain(value: Any) -> float | None:
    """A number, or None where there is none."""
    return None if value != value else float(value)
