"""Weights that give each part of a node the importance wanted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from parkloop.analyses.index.data import Array
from parkloop.analyses.index.statistics import correlation
from parkloop.errors import RequestError
from parkloop.texts import Text

#: Newton steps of the search for weights, and when it is done.
_MOST_STEPS = 200
_TOLERANCE = 1e-12
#: Logarithms of weights stay within this, so that a step too far does not overflow.
_MOST_LOG = 100.0
#: A difference between wanted and obtained that a person would call none.
REACHED = 1e-9


def weights_for(
    x: Array, wanted: Array, start: Array, join: Callable[[Array], Array]
) -> tuple[Array, Array]:
    """Shares of the parts and the importance they obtain [1]; both sum to 1.

    ``x`` are scores of the parts (units × parts), ``join`` gives the node's scores for weights.
    Importance of a part is its share in the sum of Pearson correlations between the parts and the
    node. Newton's method on the logarithms of the weights with halved steps.
    """
    goal = wanted / wanted.sum()

    def miss(logs: Array) -> Array:
        found: Array = _importance(x, join(np.exp(logs))) - goal
        return found

    if (start <= 0).any():
        start = np.ones(len(start))
    logs = np.log(start / start.sum())
    left = miss(logs)
    for _ in range(_MOST_STEPS):
        if np.abs(left).max() < _TOLERANCE:
            break
        step: Array = np.linalg.lstsq(_slopes(miss, logs), -left, rcond=None)[0].astype(float)
        logs, left, moved = _halved(miss, logs, left, step)
        if not moved:
            break
    return np.exp(logs) / np.exp(logs).sum(), left + goal


def _importance(x: Array, node: Array) -> Array:
    found = np.array([correlation(part, node) for part in x.T])
    if not found.sum() > 0:
        raise RequestError(
            Text(
                "Các thành phần không tương quan dương với nút của chúng.",
                "The parts do not correlate positively with their node.",
            )
        )
    result: Array = found / found.sum()
    return result


def _slopes(miss: Callable[[Array], Array], logs: Array) -> Array:
    size = 1e-6
    columns = []
    for place in range(len(logs)):
        ahead, behind = logs.copy(), logs.copy()
        ahead[place] += size
        behind[place] -= size
        columns.append((miss(ahead) - miss(behind)) / (2 * size))
    return np.column_stack(columns)


def _halved(
    miss: Callable[[Array], Array], logs: Array, left: Array, step: Array
) -> tuple[Array, Array, bool]:
    share = 1.0
    while share > 1e-6:
        tried = np.clip(logs + share * step, -_MOST_LOG, _MOST_LOG)
        found = miss(tried)
        if np.abs(found).max() < np.abs(left).max():
            return tried, found, True
        share /= 2
    return logs, left, False
