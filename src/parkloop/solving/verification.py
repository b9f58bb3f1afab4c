"""Checks an answer against its model without the solver, and bounds it from below by duality."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parkloop.solving.model import Floats, Model


@dataclass(frozen=True, slots=True)
class Verification:
    """How far an answer is from what the model demands, relative to the numbers of each row.

    ``worst`` names the row or column with the greatest violation ('' where nothing is violated).
    """

    objective: float
    row_violation: float
    bound_violation: float
    integrality: float
    worst: str

    @property
    def violation(self) -> float:
        return max(self.row_violation, self.bound_violation, self.integrality)


def verify(model: Model, x: Floats) -> Verification:
    """Violations of rows, bounds and wholeness by ``x``, and the objective, all computed anew.

    A row's violation [1] is its excess over max(1, |limit|, largest |a x|).
    """
    if len(x) != model.width or not np.isfinite(x).all():
        return Verification(float("nan"), np.inf, np.inf, np.inf, "values are missing")
    rows = _row_violations(model, x)
    bounds = _excess(x, model.lower, model.upper) / np.maximum(1.0, np.abs(x))
    whole = np.where(model.integer, np.abs(x - np.round(x)), 0.0)
    worst = max(
        _worst(rows, model.row_name),
        _worst(bounds, model.column_name),
        _worst(whole, model.column_name),
    )
    return Verification(
        objective=model.objective.value(x),
        row_violation=float(rows.max(initial=0.0)),
        bound_violation=float(bounds.max(initial=0.0)),
        integrality=float(whole.max(initial=0.0)),
        worst=worst[1] if worst[0] > 0 else "",
    )


def _row_violations(model: Model, x: Floats) -> Floats:
    activity = model.matrix.times(x)
    excess = _excess(activity, model.row_lower, model.row_upper)
    limit = np.maximum(_finite(model.row_lower), _finite(model.row_upper))
    return excess / np.maximum(np.maximum(1.0, limit), model.matrix.largest(x))


def _excess(value: Floats, lower: Floats, upper: Floats) -> Floats:
    return np.maximum(np.maximum(lower - value, value - upper), 0.0)


def _finite(value: Floats) -> Floats:
    return np.where(np.isfinite(value), np.abs(value), 0.0)


def _worst(violations: Floats, name: object) -> tuple[float, str]:
    if not len(violations):
        return (0.0, "")
    place = int(violations.argmax())
    return (float(violations[place]), name(place) if callable(name) else "")


def dual_bound(model: Model, y: Floats, tolerance: float) -> float:
    """The bound on the relaxed objective that row prices ``y`` prove (weak duality).

    min c·x ≥ Σ yᵢ·(its limit) + Σ zⱼ·(its bound) with z = c − Aᵀy. Prices below ``tolerance``
    (times the size of the costs) on a side without a limit count as zero.
    """
    sign = model.objective.sign
    cost, y = sign * model.objective.cost, sign * y
    size = max(1.0, float(np.abs(cost).max(initial=0.0)))
    z = cost - model.matrix.transposed_times(y)
    rows = _products(y, model.row_lower, model.row_upper, tolerance * size)
    columns = _products(z, model.lower, model.upper, tolerance * size)
    return sign * (rows + columns) + model.objective.offset


def _products(price: Floats, lower: Floats, upper: Floats, small: float) -> float:
    limit = np.where(price > 0, lower, upper)
    free = ~np.isfinite(limit)
    if np.any(free & (np.abs(price) > small)):
        return -np.inf
    return float(np.where(free, 0.0, price) @ np.where(free, 0.0, limit))
