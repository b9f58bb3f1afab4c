"""Many variants of a method at once: every stage is computed once per distinct choice.

A variant is a choice of a normalised table, of a set of weights and of an aggregation. Tables are
few (imputation × treatment × normalisation); weights and aggregation are applied to whole blocks
of variants by the same kernels that make a single index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from parkloop.analyses.index.aggregate import aggregate
from parkloop.analyses.index.data import Array, IndexData
from parkloop.analyses.index.method import (
    Aggregation,
    Imputation,
    IndexMethod,
    Normalisation,
    Treatment,
    Tree,
    aggregation_at,
    tree_of,
)
from parkloop.analyses.index.stages import prepare
from parkloop.errors import RequestError
from parkloop.texts import Text

#: Scores of so many variants × units × columns are held at once.
BLOCK_CELLS = 2_000_000

Choices = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Options:
    """The alternatives of every factor. An empty tuple means: as the method says.

    ``weights`` holds one row per set, columns as in ``Tree.ids``; NaN means the nominal weight.
    ``aggregations`` replace the rule of the method at all levels.
    """

    imputations: tuple[Imputation, ...] = ()
    treatments: tuple[Treatment, ...] = ()
    normalisations: tuple[Normalisation, ...] = ()
    weights: Array | None = None
    aggregations: tuple[Aggregation, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The factors that really vary, in the order of ``Grid.levels``."""
        return tuple(
            name for name, levels in zip(FACTORS, self.all_levels, strict=True) if levels > 1
        )

    @property
    def all_levels(self) -> tuple[int, ...]:
        weights = 0 if self.weights is None else len(self.weights)
        counts = (
            len(self.imputations), len(self.treatments), len(self.normalisations), weights,
            len(self.aggregations),
        )  # fmt: skip
        return tuple(max(count, 1) for count in counts)


FACTORS = ("imputation", "treatment", "normalisation", "weights", "aggregation")


@dataclass(frozen=True, eq=False)
class Grid:
    """Everything that does not depend on the variant: tables, weights, tree."""

    units: tuple[str, ...]
    tree: Tree
    method: IndexMethod
    tables: Array
    weights: Array
    aggregations: tuple[Aggregation | None, ...]
    levels: tuple[int, ...]
    periods: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return int(np.prod(self.levels))

    def every(self) -> Choices:
        """All combinations, the last factor fastest; columns as in ``FACTORS``."""
        axes = np.meshgrid(*(np.arange(level) for level in self.levels), indexing="ij")
        result: Choices = np.stack([axis.ravel() for axis in axes], axis=1).astype(np.int64)
        return result


def grid(data: IndexData, method: IndexMethod, options: Options) -> Grid:
    """Prepares every distinct normalised table. All of them must keep the same units."""
    tree = tree_of(method)
    tables, kept = [], None
    for imputation in options.imputations or (method.imputation,):
        for treatment in options.treatments or (method.treatment,):
            for normalisation in options.normalisations or (method.normalisation,):
                varied = replace(
                    method, imputation=imputation, treatment=treatment, normalisation=normalisation
                )
                prepared = prepare(data, varied)
                if kept is not None and kept != prepared.kept:
                    raise RequestError(_OTHER_UNITS)
                kept = prepared.kept
                tables.append(prepared.normalised)
    rows = data.rows
    nominal = np.array(tree.weights)[None, :]
    weights = nominal
    if options.weights is not None:
        weights = np.where(np.isnan(options.weights), nominal, options.weights)
    return Grid(
        units=tuple(rows[row] for row in kept or ()),
        tree=tree,
        method=method,
        tables=np.stack(tables),
        weights=weights,
        aggregations=options.aggregations or (None,),
        levels=options.all_levels,
        periods=tuple(data.periods[row] for row in kept or ()) if data.periods else (),
    )


_OTHER_UNITS = Text(
    "Các phương án giữ lại những đơn vị khác nhau; hãy sàng lọc trước khi điền khuyết.",
    "The variants keep different units; screen before imputation so that ranks can be compared.",
)


def noisy_weights(
    method: IndexMethod, share: float, sets: int, rng: np.random.Generator, least_level: int = 2
) -> Array:
    """Weight sets [1], every weight uniform within ± ``share`` of its nominal value.

    ``least_level`` 2 leaves the weights of indicators as they are and varies those of nodes.
    """
    tree = tree_of(method)
    nominal = np.array(tree.weights)
    varies = np.zeros(len(nominal), dtype=bool)
    for join in tree.joins:
        if join.level >= least_level:
            varies[list(join.parts)] = True
    factors = rng.uniform(1 - share, 1 + share, size=(sets, len(nominal)))
    return np.where(varies, nominal * factors, nominal)


def score_variants(of: Grid, choices: Choices) -> Array:
    """Index score of every unit in every variant (variants × units)."""
    tables = _table_numbers(of, choices)
    scores = np.empty((len(choices), len(of.units)))
    kinds = tables * len(of.aggregations) + choices[:, 4]
    block = max(1, BLOCK_CELLS // (of.tables.shape[1] * len(of.tree.ids)))
    for kind in np.unique(kinds):
        members = np.flatnonzero(kinds == kind)
        table, rule = divmod(int(kind), len(of.aggregations))
        for start in range(0, len(members), block):
            part = members[start : start + block]
            weights = of.weights[choices[part, 3]]
            scores[part] = _block(of, of.tables[table], weights, of.aggregations[rule])
    return scores


def _table_numbers(of: Grid, choices: Choices) -> Choices:
    _, treatments, normalisations, _, _ = of.levels
    result: Choices = (choices[:, 0] * treatments + choices[:, 1]) * normalisations + choices[:, 2]
    return result


def _block(of: Grid, table: Array, weights: Array, rule: Aggregation | None) -> Array:
    """Top scores for one table, one aggregation and many sets of weights."""
    columns: list[Array | None] = [column[None, :] for column in table.T]
    columns += [None] * (len(of.tree.ids) - len(columns))
    for join in of.tree.joins:
        how = rule or aggregation_at(of.method, of.tree, join)
        x = _stacked([columns[part] for part in join.parts])
        w = weights[:, list(join.parts)]
        if (w == w[:1]).all():
            w = w[:1]
        columns[join.node] = aggregate(x, w, how, of.method.least_parts)
    top = columns[of.tree.top]
    assert top is not None
    return np.broadcast_to(top, (len(weights), table.shape[0]))


def _stacked(parts: Sequence[Array | None]) -> Array:
    present = [part for part in parts if part is not None]
    return np.stack(np.broadcast_arrays(*present), axis=-1)
