"""Two indices side by side, and a change taken apart into units, data and method."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from parkloop.analyses.index.data import IndexData
from parkloop.analyses.index.method import IndexMethod, tree_of
from parkloop.analyses.index.stages import prepare, score
from parkloop.errors import RequestError


@dataclass(frozen=True, slots=True)
class Change:
    """One row in both indices; scores [1] of the top node, ranks 1 = best.

    The score changes by ``by_units`` + ``by_data`` + ``by_method``. The last two are None, and
    ``by_both`` holds their sum, where one method cannot be applied to the other data.
    """

    row: str
    before: float
    after: float
    rank_before: int
    rank_after: int
    by_units: float
    by_data: float | None
    by_method: float | None
    by_both: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Rows of both indices with their changes, and rows that only one of them has."""

    changes: tuple[Change, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]


def compare(
    before: tuple[IndexData, IndexMethod], after: tuple[IndexData, IndexMethod]
) -> Comparison:
    """Changes of the scores [1] from one index to another, unit by unit.

    Units: each index is computed again for the units that both have; what this alone moves is the
    effect of the set of units (min-max and z-scores depend on who takes part). Data and method:
    the mean over both orders in which the two can change (Shapley), so that nothing is left over.
    Rows are units; in panels the last period of each unit counts, and what a method fills along
    time stays missing, because nothing else of the panel takes part.
    """
    old, new = (_latest(before[0]), before[1]), (_latest(after[0]), after[1])
    old_all, new_all = _scores(*old), _scores(*new)
    common = [unit for unit in old_all if unit in new_all]
    old_data, new_data = _only(old[0], common), _only(new[0], common)
    first, last = _scores(old_data, old[1]), _scores(new_data, new[1])
    data_first, method_first = _or_none(new_data, old[1]), _or_none(old_data, new[1])
    old_ranks, new_ranks = _ranked(old_all), _ranked(new_all)
    changes = []
    for unit in common:
        if unit not in first or unit not in last:
            continue
        by_data = by_method = None
        if data_first and method_first and unit in data_first and unit in method_first:
            ways = data_first[unit] - first[unit], last[unit] - method_first[unit]
            by_data = sum(ways) / 2
            by_method = last[unit] - first[unit] - by_data
        changes.append(
            Change(
                row=unit,
                before=old_all[unit],
                after=new_all[unit],
                rank_before=old_ranks[unit],
                rank_after=new_ranks[unit],
                by_units=(first[unit] - old_all[unit]) + (new_all[unit] - last[unit]),
                by_data=by_data,
                by_method=by_method,
                by_both=last[unit] - first[unit],
            )
        )
    return Comparison(
        changes=tuple(sorted(changes, key=lambda change: (change.rank_after, change.row))),
        only_before=tuple(sorted(set(old_all) - set(new_all))),
        only_after=tuple(sorted(set(new_all) - set(old_all))),
    )


def _latest(data: IndexData) -> IndexData:
    if not data.periods:
        return data
    last: dict[str, int] = {}
    for row in sorted(range(len(data.units)), key=lambda row: data.periods[row]):
        if not np.isnan(data.values[row]).all():
            last[data.units[row]] = row
    # The periods stay: a method that fills along time can be applied, and finds nothing to fill.
    return data.take(sorted(last.values()))


def _only(data: IndexData, units: Iterable[str]) -> IndexData:
    wanted = set(units)
    return data.take([row for row, unit in enumerate(data.units) if unit in wanted])


def _scores(data: IndexData, method: IndexMethod) -> dict[str, float]:
    """Top score of every unit that has one."""
    prepared = prepare(data, method)
    tree = tree_of(method)
    top = score(prepared.normalised, method, tree).scores[:, tree.top]
    found = zip((data.units[row] for row in prepared.kept), top.tolist(), strict=True)
    return {unit: value for unit, value in found if value == value}


def _or_none(data: IndexData, method: IndexMethod) -> dict[str, float] | None:
    """Scores, or None where the method asks for what these data do not have."""
    try:
        return _scores(data, method)
    except RequestError:
        return None


def _ranked(scores: dict[str, float]) -> dict[str, int]:
    return {unit: 1 + sum(other > own for other in scores.values()) for unit, own in scores.items()}
