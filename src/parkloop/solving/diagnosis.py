"""Why a model has no answer: which rows cannot all hold, or which columns grow for ever."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from parkloop.provenance import Plain
from parkloop.solving.model import INFINITY, Block, Floats, Matrix, Model, Objective


@dataclass(frozen=True, slots=True)
class Conflict:
    """Names of the rows (and columns) at fault, and whether the list was proved.

    ``kind`` is ``rows`` (these rows with the bounds of their columns have no solution: proved by
    their prices), ``whole`` (rows that must give way where columns have to be whole: one way of
    several), or ``growth`` (columns that can grow for ever while the objective improves).
    """

    kind: str
    names: tuple[str, ...]
    proved: bool

    def as_dict(self) -> dict[str, Plain]:
        return {"kind": self.kind, "names": list(self.names), "proved": self.proved}


def elastic(model: Model, *, keep_whole: bool) -> Model:
    """The model whose rows may be broken at a cost of one per unit of violation.

    Its least cost is zero exactly where the model can be satisfied. The columns of the violation
    stand behind the model's own: first what each row lacks, then what it has too much.
    """
    n, m = model.width, model.height
    scale = _row_sizes(model)
    below, above = np.isfinite(model.row_lower), np.isfinite(model.row_upper)
    rows = np.concatenate([model.matrix.rows, np.arange(m), np.arange(m)])
    columns = np.concatenate([model.matrix.columns, n + np.arange(m), n + m + np.arange(m)])
    values = np.concatenate([model.matrix.values, scale, -scale])
    order = np.argsort(rows, kind="stable")
    start = np.zeros(m + 1, np.int64)
    np.cumsum(np.bincount(rows, minlength=m), out=start[1:])
    return Model(
        objective=Objective(np.concatenate([np.zeros(n), np.ones(2 * m)]), name="violation"),
        lower=np.concatenate([model.lower, np.zeros(2 * m)]),
        upper=np.concatenate(
            [model.upper, np.where(below, INFINITY, 0.0), np.where(above, INFINITY, 0.0)]
        ),
        integer=np.concatenate([model.integer & keep_whole, np.zeros(2 * m, bool)]),
        row_lower=model.row_lower,
        row_upper=model.row_upper,
        matrix=Matrix(start, columns[order].astype(np.int32), values[order], n + 2 * m),
        column_blocks=(*model.column_blocks, Block("lack", n, m), Block("excess", n + m, m)),
        row_blocks=model.row_blocks,
    )


def _row_sizes(model: Model) -> Floats:
    """Largest coefficient of each row, so that rows in kilograms and in tonnes weigh the same."""
    size = model.matrix.largest(np.ones(model.width))
    return np.where(size > 0, size, 1.0)


def broken_rows(model: Model, x: Floats, small: float) -> tuple[int, ...]:
    """Rows that the answer ``x`` of the elastic model breaks."""
    n, m = model.width, model.height
    amount = x[n : n + m] + x[n + m :]
    return tuple(np.flatnonzero(amount > small).tolist())


def supporting_rows(prices: Floats, small: float) -> tuple[int, ...]:
    """Rows with a price in the elastic model: together they have no solution (Farkas)."""
    return tuple(np.flatnonzero(np.abs(prices) > small).tolist())


def only_rows(model: Model, kept: tuple[int, ...]) -> Model:
    """The model with these rows alone."""
    keep = np.zeros(model.height, bool)
    keep[list(kept)] = True
    lower = np.where(keep, model.row_lower, -INFINITY)
    upper = np.where(keep, model.row_upper, INFINITY)
    return replace(model, row_lower=lower, row_upper=upper)


def directions(model: Model) -> Model:
    """The cone in which the model can go for ever, cut off at length one: best direction first.

    Its optimum is below zero exactly where a feasible relaxed model is unbounded.
    """
    return replace(
        model,
        objective=Objective(model.objective.sign * model.objective.cost, name="growth"),
        lower=np.where(np.isfinite(model.lower), 0.0, -1.0),
        upper=np.where(np.isfinite(model.upper), 0.0, 1.0),
        integer=np.zeros(model.width, bool),
        row_lower=np.where(np.isfinite(model.row_lower), 0.0, -INFINITY),
        row_upper=np.where(np.isfinite(model.row_upper), 0.0, INFINITY),
    )
