"""Benefit of the doubt: every unit is scored with the weights that suit it best."""

from __future__ import annotations

import numpy as np

from parkloop.analyses.index.data import Array
from parkloop.errors import RequestError
from parkloop.texts import Text

_ZERO = 1e-11
_MOST_STEPS = 10_000


def benefit_of_the_doubt(x: Array, least_share: float = 0.0, most_share: float = 1.0) -> Array:
    """Scores between 0 and 1: max w·xᵤ so that no unit scores above 1.

    Each part's share w·x / Σ w·x in the unit's own score stays between the bounds. Cherchye and
    others (2007), doi:10.1007/s11205-006-9029-7. Units with a missing part have no score and set
    no bound; negative parts are refused.
    """
    parts = x.shape[1]
    if (x < 0).any() or least_share * parts > 1 or most_share * parts < 1:
        raise RequestError(
            Text(
                "Lợi ích của nghi ngờ (BoD) cần điểm không âm và cận tỷ trọng khả thi.",
                "Benefit of the doubt needs scores that are not negative and bounds of shares "
                "that can be met.",
            )
        )
    scores = np.full(len(x), np.nan)
    whole = np.flatnonzero(~np.isnan(x).any(axis=1))
    scale = x[whole].max(axis=0, initial=0.0)
    peers = x[whole] / np.where(scale > 0, scale, 1.0)
    for row, own in zip(whole, peers, strict=True):
        shares = _share_limits(own, least_share, most_share)
        limits = np.vstack([peers, shares])
        right = np.concatenate([np.ones(len(peers)), np.zeros(len(shares))])
        scores[row] = best_value(own, limits, right)
    return scores


def _share_limits(own: Array, least: float, most: float) -> Array:
    """Rows a with a·w ≤ 0 that keep each part's share within its bounds."""
    rows = []
    for part in range(len(own)):
        unit = np.zeros(len(own))
        unit[part] = own[part]
        if least > 0:
            rows.append(least * own - unit)
        if most < 1:
            rows.append(unit - most * own)
    return np.array(rows).reshape(len(rows), len(own))


def best_value(gain: Array, limits: Array, right: Array) -> float:
    """max gain·w with limits·w ≤ right, w ≥ 0, for right ≥ 0 (the origin is allowed).

    Primal simplex on the dense tableau; Bland's rule, so that it ends. Raises RequestError when
    the gain has no bound.
    """
    rows, columns = limits.shape
    table = np.zeros((rows + 1, columns + rows + 1))
    table[:rows, :columns] = limits
    table[:rows, columns : columns + rows] = np.eye(rows)
    table[:rows, -1] = right
    table[rows, :columns] = -gain
    basis = np.arange(columns, columns + rows)
    for _ in range(_MOST_STEPS):
        improving = np.flatnonzero(table[rows, :-1] < -_ZERO)
        if not len(improving):
            return float(table[rows, -1])
        entering = improving[0]
        _pivot(table, basis, int(entering))
    raise RequestError(
        Text("Bài toán BoD không hội tụ.", "The programme of benefit of the doubt does not end.")
    )


def _pivot(table: Array, basis: np.ndarray, entering: int) -> None:
    column = table[:-1, entering]
    candidates = np.flatnonzero(column > _ZERO)
    if not len(candidates):
        raise RequestError(
            Text("Bài toán BoD không bị chặn.", "The programme of benefit of the doubt is unbound.")
        )
    ratio = table[candidates, -1] / column[candidates]
    tied = candidates[ratio <= ratio.min() + _ZERO]
    leaving = tied[basis[tied].argmin()]
    table[leaving] /= table[leaving, entering]
    others = np.arange(len(table)) != leaving
    table[others] -= np.outer(table[others, entering], table[leaving])
    basis[leaving] = entering
