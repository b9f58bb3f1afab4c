"""The stages of an index one after another; the table of every stage is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from parkloop.analyses.index.aggregate import aggregate
from parkloop.analyses.index.data import Array, IndexData, Mask
from parkloop.analyses.index.impute import impute
from parkloop.analyses.index.method import (
    Aggregation,
    IndexMethod,
    Treatment,
    Tree,
    aggregation_at,
    tree_of,
)
from parkloop.analyses.index.normalise import normalise
from parkloop.analyses.index.statistics import ranks_by_period
from parkloop.analyses.index.treat import Treated, treat
from parkloop.analyses.index.weigh import weigh
from parkloop.errors import RequestError
from parkloop.texts import Text


@dataclass(frozen=True, eq=False)
class Prepared:
    """Indicators up to the normalised table. Columns are the indicators of the method, in order.

    ``kept`` are the rows of the data that passed the screening; all tables but ``observed`` and
    ``denominated`` hold only these. ``imputed`` marks cells that were filled.
    """

    observed: Array
    denominated: Array
    kept: tuple[int, ...]
    filled: Array
    imputed: Mask
    treated: Array
    treatments: tuple[Treated, ...]
    normalised: Array
    constants: tuple[Mapping[str, float], ...]


@dataclass(frozen=True, eq=False)
class Scored:
    """Scores of indicators and nodes (columns as in ``tree.ids``), shares of the parts, ranks."""

    tree: Tree
    scores: Array
    shares: Mapping[str, Array]
    ranks: Array
    remarks: Mapping[str, tuple[Text, ...]] = field(default_factory=dict)


def prepare(data: IndexData, method: IndexMethod) -> Prepared:
    """From observations to the normalised table."""
    observed, denominated = denominate(data, method)
    filled, kept = _fill_and_screen(data, method, denominated)
    treated_columns, treatments = [], []
    for column in filled.T:
        values, log = treat(column, method.treatment)
        treated_columns.append(values)
        treatments.append(log)
    treated = np.column_stack(treated_columns)
    normalised, constants = normalise_all(treated, data.take(kept), method)
    return Prepared(
        observed=observed,
        denominated=denominated,
        kept=kept,
        filled=filled,
        imputed=np.isnan(denominated[list(kept)]) & ~np.isnan(filled),
        treated=treated,
        treatments=tuple(treatments),
        normalised=normalised,
        constants=constants,
    )


def denominate(data: IndexData, method: IndexMethod) -> tuple[Array, Array]:
    """Observed indicators, and the same divided by their denominators.

    A missing denominator, or one of zero, makes a missing value (C-01).
    """
    wanted = {i.id for i in method.indicators} | {i.denominator for i in method.indicators} - {""}
    unknown = sorted(wanted - set(data.columns))
    if unknown:
        raise RequestError(
            Text(
                f"Bảng quan sát thiếu cột: {', '.join(unknown)}.",
                f"The observations lack the columns {', '.join(unknown)}.",
            )
        )
    observed = np.column_stack([data.column(i.id) for i in method.indicators])
    divided = observed.copy()
    for number, indicator in enumerate(method.indicators):
        if indicator.denominator:
            base = data.column(indicator.denominator)
            divided[:, number] /= np.where(base == 0, np.nan, base)
    return observed, divided


def _fill_and_screen(
    data: IndexData, method: IndexMethod, table: Array
) -> tuple[Array, tuple[int, ...]]:
    def filled(rows: tuple[int, ...]) -> Array:
        return _impute(data.take(rows), method, table[list(rows)])

    every = tuple(range(len(table)))
    if method.screen_first:
        kept = _available(table, method.least_available, every)
        return filled(kept), kept
    whole = filled(every)
    kept = _available(whole, method.least_available, every)
    return whole[list(kept)], kept


def _available(table: Array, least: float, rows: tuple[int, ...]) -> tuple[int, ...]:
    share = (~np.isnan(table)).mean(axis=1)
    kept = tuple(row for row in rows if share[row] > 0 and share[row] >= least - 1e-12)
    if len(kept) < 2:
        raise RequestError(
            Text(
                f"Chỉ còn {len(kept)} đơn vị đủ số liệu (ngưỡng {least:.0%}).",
                f"Only {len(kept)} units have enough data (limit {least:.0%}).",
            )
        )
    return kept


def _impute(data: IndexData, method: IndexMethod, table: Array) -> Array:
    how = method.imputation
    if how.rule.startswith("group-") and how.group not in data.groups:
        raise RequestError(
            Text(
                f"Không có nhóm “{how.group}”; có: {', '.join(data.groups) or 'không nhóm nào'}.",
                f"There is no grouping “{how.group}”; there are: {', '.join(data.groups) or '–'}.",
            )
        )
    # Within a pillar all columns must point the same way before a position is shared.
    direction = np.array([float(i.direction) for i in method.indicators])
    pillars = [indicator.parent for indicator in method.indicators]
    groups = data.groups.get(how.group, data.units)
    directed = impute(table * direction, how, groups, pillars, data.units, data.periods)
    result: Array = directed * direction
    return result


def normalise_all(
    treated: Array, data: IndexData, method: IndexMethod
) -> tuple[Array, tuple[Mapping[str, float], ...]]:
    """Every indicator by its own rule, else by that of the method."""
    columns, constants = [], []
    for number, indicator in enumerate(method.indicators):
        how = indicator.normalisation or method.normalisation
        reference = data.units.index(how.unit) if how.unit in data.units else -1
        found = normalise(treated[:, number], how, indicator, reference)
        columns.append(found.values)
        constants.append(found.constants)
    return np.column_stack(columns), tuple(constants)


def score(
    normalised: Array,
    method: IndexMethod,
    tree: Tree | None = None,
    periods: Sequence[str] = (),
) -> Scored:
    """Scores of all nodes from the bottom to the top, with the weights of the method.

    In panels ``periods`` names the period of each row; ranks are among rows of one period.
    """
    tree = tree or tree_of(method)
    table = np.full((len(normalised), len(tree.ids)), np.nan)
    table[:, : normalised.shape[1]] = normalised
    shares, remarks = {}, {}
    for join in tree.joins:
        parts, node = list(join.parts), tree.ids[join.node]
        given = np.array([tree.weights[part] for part in parts])
        names = [tree.ids[part] for part in parts]
        how = aggregation_at(method, tree, join)
        x = table[:, parts]

        def joined(weights: Array, x: Array = x, how: Aggregation = how) -> Array:
            return aggregate(x, weights / weights.sum(), how, method.least_parts)

        weights = weigh(method.weighting, node, names, given, x, joined)
        table[:, join.node] = joined(weights.shares)
        shares[node] = weights.shares
        if weights.remarks:
            remarks[node] = weights.remarks
    return Scored(tree, table, shares, ranks_by_period(table.T, periods).T, remarks)


def frozen(method: IndexMethod, prepared: Prepared) -> IndexMethod:
    """The method with the ends of its min-max scales as fixed goalposts, for later periods.

    Applied to the same data it gives the same scores; a unit's score then moves only when its own
    data move. Winsorising becomes the cut at the goalposts. Raises RequestError for indicators
    that are transformed or normalised by another rule.
    """
    posts = []
    for number, indicator in enumerate(method.indicators):
        how = indicator.normalisation or method.normalisation
        if how.rule != "min-max" or prepared.treatments[number].transformed:
            raise RequestError(
                Text(
                    f"Chỉ tiêu {indicator.id} không có thang min–max trên số liệu gốc nên không cố "
                    "định mốc được.",
                    f"The indicator {indicator.id} has no min-max scale over its own values, so "
                    "that goalposts cannot be frozen.",
                )
            )
        column = prepared.treated[:, number]
        scale = replace(how, rule="goalposts", cut=True)
        low, high = float(np.nanmin(column)), float(np.nanmax(column))
        posts.append(replace(indicator, low=low, high=high, normalisation=scale))
    return replace(method, indicators=tuple(posts), treatment=Treatment("none"))
