"""Weights of the parts of a node. All weights are shares that sum to 1."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from parkloop.analyses.index.data import Array
from parkloop.analyses.index.method import Weighting
from parkloop.analyses.index.optimise import REACHED, weights_for
from parkloop.analyses.index.statistics import principal_components
from parkloop.errors import RequestError
from parkloop.texts import Text

#: Saaty's random index for 3 to 8 parts; fewer are always consistent.
RANDOM_INDEX = {3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41}
#: Judgements are accepted below this consistency ratio.
MOST_INCONSISTENT = 0.1


@dataclass(frozen=True, eq=False)
class Weights:
    """Shares of the parts; ``remarks`` are things a person must look at."""

    shares: Array
    remarks: tuple[Text, ...] = ()


def weigh(
    how: Weighting,
    node: str,
    parts: Sequence[str],
    given: Array,
    x: Array,
    join: Callable[[Array], Array],
) -> Weights:
    """Weights of the parts of a node [1]; ``x`` are their scores (units × parts).

    ``join`` gives the scores of the node for weights, which the optimised ones need.
    """
    if how.rule == "ballots":
        return budget_allocation(how.ballots.get(node, ()), parts, given)
    if how.rule == "ahp":
        return _compared(how.comparisons.get(node), node, parts, given)
    if how.rule == "pca":
        return first_component(x, node)
    if how.rule == "entropy":
        return Weights(entropy(x))
    if how.rule == "optimised":
        return _optimised(how.importance.get(node), parts, given, x, join)
    if how.rule == "equal":
        return Weights(np.full(len(parts), 1.0 / len(parts)))
    if how.rule != "given":
        raise RequestError(
            Text(f"Không có cách đặt trọng số “{how.rule}”.", f"No weighting “{how.rule}”.")
        )
    return Weights(_shares(given))


def _optimised(
    importance: Mapping[str, float] | None,
    parts: Sequence[str],
    given: Array,
    x: Array,
    join: Callable[[Array], Array],
) -> Weights:
    """Weights with which each part is as important as wanted; given weights where none can."""
    start = _shares(given)
    if len(parts) == 1:
        return Weights(start)
    wanted = start
    if importance is not None:
        wanted = np.array([importance.get(part, 0.0) for part in parts])
    shares, obtained = weights_for(x, wanted, start, join)
    off = float(np.abs(obtained - wanted / wanted.sum()).max())
    if off > REACHED:
        return Weights(start, (_NOT_REACHED,))
    return Weights(shares)


_NOT_REACHED = Text(
    "không có trọng số nào cho tầm quan trọng mong muốn, dùng trọng số cho trước",
    "no weights give the importance wanted, the given weights are used",
)


def _shares(weights: Array) -> Array:
    if (weights < 0).any() or weights.sum() <= 0:
        raise RequestError(
            Text(
                "Trọng số phải không âm và có tổng dương.",
                "Weights must not be negative, and their sum must be positive.",
            )
        )
    result: Array = weights / weights.sum()
    return result


def budget_allocation(
    ballots: Sequence[Mapping[str, float]], parts: Sequence[str], given: Array
) -> Weights:
    """Mean of the experts' shares of 100 points; each ballot is first brought to 100.

    A node without ballots keeps the given weights and says so.
    """
    if not ballots:
        return Weights(_shares(given), (_NO_BALLOT,))
    table = np.array([[ballot.get(part, 0.0) for part in parts] for ballot in ballots])
    totals = table.sum(axis=1, keepdims=True)
    if (table < 0).any() or (totals <= 0).any():
        raise RequestError(
            Text(
                "Một phiếu phân bổ điểm rỗng hoặc có điểm âm.",
                "A ballot is empty or holds negative points.",
            )
        )
    off = int((np.abs(totals - 100) > 1e-6).sum())
    remarks = (_OFF_BUDGET.format(count=off),) if off else ()
    return Weights((table / totals).mean(axis=0), remarks)


_NO_BALLOT = Text(
    "chưa có phiếu, dùng trọng số cho trước", "no ballots, the given weights are used"
)
_NO_COMPARISON = Text(
    "chưa có so sánh cặp, dùng trọng số cho trước",
    "no pairwise comparisons, the given weights are used",
)
_OFF_BUDGET = Text(
    "{count} phiếu không đủ 100 điểm, đã quy về 100",
    "{count} ballots do not sum to 100 points and were brought to 100",
)
_INCONSISTENT = Text(
    "so sánh cặp không nhất quán: tỷ số {ratio} (ngưỡng 0,1)",
    "the comparisons are not consistent: ratio {ratio} (limit 0.1)",
)


def _compared(
    comparisons: Mapping[str, Mapping[str, float]] | None,
    node: str,
    parts: Sequence[str],
    given: Array,
) -> Weights:
    if comparisons is None:
        return Weights(_shares(given), (_NO_COMPARISON,))
    matrix = comparison_matrix(comparisons, node, parts)
    shares, ratio = ahp(matrix)
    bad = ratio >= MOST_INCONSISTENT
    return Weights(shares, (_INCONSISTENT.format(ratio=round(ratio, 3)),) if bad else ())


def comparison_matrix(
    comparisons: Mapping[str, Mapping[str, float]], node: str, parts: Sequence[str]
) -> Array:
    """Reciprocal matrix from judgements stated once for each pair."""
    matrix = np.eye(len(parts))
    for i, first in enumerate(parts):
        for j, second in enumerate(parts[i + 1 :], start=i + 1):
            forth = comparisons.get(first, {}).get(second)
            back = comparisons.get(second, {}).get(first)
            value = forth if forth is not None else (1 / back if back else None)
            if value is None or value <= 0:
                raise RequestError(
                    Text(
                        f"AHP ở nút {node}: thiếu so sánh {first}–{second}.",
                        f"AHP at the node {node}: the comparison {first}–{second} is missing.",
                    )
                )
            matrix[i, j], matrix[j, i] = value, 1 / value
    return matrix


def ahp(matrix: Array) -> tuple[Array, float]:
    """Weights and consistency ratio [1] of a reciprocal matrix of judgements.

    Weights are the principal eigenvector; ratio = (λ − n)/(n − 1) / random index. Saaty (1977),
    doi:10.1016/0022-2496(77)90033-5. Up to 8 parts.
    """
    n = len(matrix)
    if n > max(RANDOM_INDEX):
        raise RequestError(
            Text(
                f"AHP chỉ dùng cho tối đa {max(RANDOM_INDEX)} thành phần, có {n}.",
                f"AHP serves up to {max(RANDOM_INDEX)} parts, there are {n}.",
            )
        )
    values, vectors = np.linalg.eig(matrix)
    largest = int(values.real.argmax())
    vector = np.abs(vectors[:, largest].real)
    ratio = 0.0
    if n > 2:
        ratio = float((values[largest].real - n) / (n - 1) / RANDOM_INDEX[n])
    return vector / vector.sum(), max(ratio, 0.0)


def first_component(x: Array, node: str = "") -> Weights:
    """Squared loadings on the first component, with remarks where one factor is not enough.

    A negative loading or a second eigenvalue above 1 says that the parts do not measure one thing.
    """
    if x.shape[1] == 1:
        return Weights(np.ones(1))
    found = principal_components(x)
    first = found.loadings[:, 0]
    remarks = []
    if (first < 0).any():
        remarks.append(
            Text(
                "có hệ số tải âm ở thành phần thứ nhất", "a loading on the first factor is below 0"
            )
        )
    if found.eigenvalues[1] > 1:
        remarks.append(
            Text("có hơn một nhân tố (trị riêng thứ hai > 1)", "more than one factor is needed")
        )
    return Weights(first**2, tuple(remarks))


def entropy(x: Array) -> Array:
    """Weights by how unevenly a part is spread over the units (Shannon) [1].

    e = −Σ p ln p / ln n with p = x / Σ x; weight ∝ 1 − e. Values must not be negative.
    """
    if (x < 0).any():
        raise RequestError(
            Text(
                "Trọng số entropy cần điểm không âm.", "Entropy weights need scores of at least 0."
            )
        )
    totals = np.nansum(x, axis=0)
    p = x / np.where(totals > 0, totals, 1.0)
    counts = (~np.isnan(x)).sum(axis=0)
    logs = np.log(np.where(p > 0, p, 1.0))
    spread = -np.nansum(p * logs, axis=0) / np.log(np.maximum(counts, 2))
    uneven = np.maximum(1 - spread, 0.0)
    if uneven.sum() <= 1e-15:
        return np.full(x.shape[1], 1.0 / x.shape[1])
    result: Array = uneven / uneven.sum()
    return result
