"""Games of shared gain: Shapley value, nucleolus, core, by the value of every group.

A group is a bit mask: player i is in it where bit i is set. Values are in an array by mask,
``values[0]`` = 0. Sources: Shapley 1953 (Contributions to the Theory of Games II, 307-317);
Schmeidler 1969 (doi:10.1137/0117107); the nucleolus by a sequence of linear models after
Maschler, Peleg and Shapley 1979 (doi:10.1287/moor.4.4.303).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import factorial

import numpy as np

from parkloop.analyses.symbiosis.network.candidates import Floats, Ints
from parkloop.errors import RequestError
from parkloop.solving import INFINITY, Builder, Model, solve
from parkloop.texts import Text

#: Most players for whom every group is looked at (2¹² = 4,096 groups).
MOST_EXACT = 12


@dataclass(frozen=True, slots=True)
class Violation:
    """A group that gets less than it could have by itself [money per year]."""

    members: tuple[int, ...]
    value: float
    share: float

    @property
    def shortfall(self) -> float:
        return self.value - self.share


@dataclass(frozen=True, eq=False)
class Estimate:
    """Shares from sampled orders, with the standard error of each."""

    shares: Floats
    errors: Floats
    orders: int


def players_of(values: Floats) -> int:
    """Number of players of a game; refuses an array whose length is no power of two."""
    players = len(values).bit_length() - 1
    if len(values) != 1 << players:
        raise RequestError(
            Text(
                f"Trò chơi có {len(values)} giá trị; phải là một lũy thừa của hai.",
                f"The game has {len(values)} values; it must be a power of two.",
            )
        )
    return players


def members(mask: int) -> tuple[int, ...]:
    """Players in a group."""
    return tuple(i for i in range(mask.bit_length()) if mask >> i & 1)


def membership(players: int) -> Floats:
    """1 where a player (column) is in a group (row, by mask)."""
    masks = np.arange(1 << players)
    return (masks[:, None] >> np.arange(players) & 1).astype(float)


def shapley(values: Floats) -> Floats:
    """Shapley value: mean of what each player adds, over all orders of arrival.

    φᵢ = Σ |S|! (n−|S|−1)! / n! · (v(S ∪ i) − v(S)) over the groups S without i.
    """
    n = players_of(values)
    masks = np.arange(len(values))
    size = membership(n).sum(axis=1).astype(int)
    weight = np.array([factorial(s) * factorial(n - s - 1) / factorial(n) for s in range(n)])
    found = np.zeros(n)
    for player in range(n):
        outside = masks[(masks >> player & 1) == 0]
        adds = values[outside | 1 << player] - values[outside]
        found[player] = float(weight[size[outside]] @ adds)
    return found


def shapley_sampled(
    value: Callable[[frozenset[int]], float],
    players: int,
    orders: int,
    draw: np.random.Generator,
) -> Estimate:
    """Shapley value from ``orders`` random orders in opposite pairs, with standard errors.

    The error is that of the mean over independent pairs (Castro, Gómez and Tejada 2009,
    doi:10.1016/j.cor.2008.04.004).
    """
    pairs = max(2, (orders + 1) // 2)
    adds = np.zeros((pairs, players))
    for pair in range(pairs):
        order = draw.permutation(players)
        for way in (order, order[::-1]):
            adds[pair] += _added(value, way) / 2
    errors = adds.std(axis=0, ddof=1) / np.sqrt(pairs)
    return Estimate(adds.mean(axis=0), errors, 2 * pairs)


def _added(value: Callable[[frozenset[int]], float], order: Ints) -> Floats:
    found = np.zeros(len(order))
    group: frozenset[int] = frozenset()
    before = value(group)
    for player in order.tolist():
        group |= {player}
        now = value(group)
        found[player] = now - before
        before = now
    return found


def nucleolus(values: Floats) -> Floats:
    """Nucleolus: the shares whose greatest dissatisfaction is least, then the next, and so on.

    Each round makes the greatest excess v(S) − x(S) of the groups that are still free as small as
    possible; groups that are tight in every optimum (proved by a price, or by a model of their
    own) are fixed. Shares may fall below what a player has alone where the core is empty.
    """
    n = players_of(values)
    if n == 0:
        return np.zeros(0)
    inside = membership(n)
    scale = max(1.0, float(np.abs(values).max()))
    game = values / scale
    whole = len(values) - 1
    fixed: dict[int, float] = {whole: game[whole]}
    while np.linalg.matrix_rank(inside[list(fixed)]) < n:
        free = np.array([m for m in range(1, whole) if not _spanned(inside, fixed, m)])
        model = _round(inside, game, free, fixed)
        found = solve(model)
        if not found.found or found.objective is None or found.prices is None:
            raise RequestError(
                Text(
                    "Không tính được hạt nhân của trò chơi: có giá trị nhóm không phải là số.",
                    "The nucleolus cannot be computed: the value of a group is no number.",
                )
            )
        level = found.objective
        priced = np.abs(found.prices[: len(free)]) > 1e-9
        for mask in free[priced].tolist():
            fixed[mask] = game[mask] - level
    rows = list(fixed)
    answer = np.linalg.lstsq(inside[rows], np.array([fixed[m] for m in rows]), rcond=None)[0]
    return np.asarray(answer * scale, float)


def _spanned(inside: Floats, fixed: dict[int, float], mask: int) -> bool:
    """Whether the share of a group follows from those fixed already."""
    rows = inside[list(fixed)]
    return bool(
        np.linalg.matrix_rank(np.vstack([rows, inside[mask]])) == np.linalg.matrix_rank(rows)
    )


def _round(inside: Floats, game: Floats, free: Ints, fixed: dict[int, float]) -> Model:
    """min e, x(S) + e ≥ v(S) for the free groups, x(S) as fixed for the others."""
    n = inside.shape[1]
    build = Builder()
    share = build.columns("share", n, lower=-INFINITY)
    excess = build.columns("excess", 1, cost=1.0, lower=-INFINITY)
    rows = build.rows("group", len(free), lower=game[free])
    build.entries(rows[:, None], share, inside[free])
    build.entries(rows, excess, 1.0)
    held = list(fixed)
    amount = np.array([fixed[mask] for mask in held])
    rows = build.rows("fixed group", len(held), lower=amount, upper=amount)
    build.entries(rows[:, None], share, inside[held])
    return build.model(name="excess")


def core_violations(values: Floats, shares: Floats, small: float = 1e-6) -> tuple[Violation, ...]:
    """Groups that would do better by themselves, the greatest shortfall first."""
    n = players_of(values)
    given = membership(n) @ shares
    allowed = small * max(1.0, float(np.abs(values).max()))
    over = np.flatnonzero(values - given > allowed)
    found = [Violation(members(int(m)), float(values[m]), float(given[m])) for m in over]
    return tuple(sorted(found, key=lambda v: (-v.shortfall, v.members)))


def least_core(values: Floats) -> float:
    """Least e for which shares exist with x(S) ≥ v(S) − e for all groups; ≤ 0: the core holds."""
    n = players_of(values)
    if n < 2:
        return 0.0
    whole = len(values) - 1
    scale = max(1.0, float(np.abs(values).max()))
    game = values / scale
    free = np.arange(1, whole)
    found = solve(_round(membership(n), game, free, {whole: game[whole]}))
    return float("nan") if found.objective is None else scale * found.objective


def proportional(total: float, weights: Sequence[float] | Floats) -> Floats:
    """Shares of ``total`` in proportion to weights; equal where nobody has any."""
    size = np.asarray(weights, float)
    if size.sum() <= 0:
        return np.full(len(size), total / max(1, len(size)))
    found: Floats = total * size / size.sum()
    return found


def superadditive(values: Floats, small: float = 1e-6) -> bool:
    """Whether two groups without a common member never lose by coming together."""
    n = players_of(values)
    allowed = small * max(1.0, float(np.abs(values).max()))
    masks = np.arange(1 << n)
    for mask in range(1, 1 << n):
        apart = masks[(masks & mask) == 0]
        if np.any(values[mask] + values[apart] - values[mask | apart] > allowed):
            return False
    return True
