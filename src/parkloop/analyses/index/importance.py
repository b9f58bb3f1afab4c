"""What a part really counts: effective weights, optimised weights, removal, strengths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from parkloop.analyses.index.aggregate import aggregate
from parkloop.analyses.index.data import Array
from parkloop.analyses.index.method import (
    IndexMethod,
    Tree,
    Weighting,
    aggregation_at,
    tree_of,
)
from parkloop.analyses.index.optimise import REACHED, weights_for
from parkloop.analyses.index.stages import Scored, score
from parkloop.analyses.index.statistics import correlation


def effective_weights(scored: Scored) -> Mapping[str, float]:
    """Weight of every indicator and node in the index [1]: product of the shares on its way up."""
    tree = scored.tree
    found = {tree.ids[tree.top]: 1.0}
    for join in reversed(tree.joins):
        node = tree.ids[join.node]
        for part, share in zip(join.parts, scored.shares[node], strict=True):
            found[tree.ids[part]] = found[node] * float(share)
    return found


def influence(scored: Scored) -> Mapping[str, float]:
    """Squared correlation of every indicator and node with the index [1], beside the weights."""
    top = scored.scores[:, scored.tree.top]
    return {
        name: correlation(scored.scores[:, number], top) ** 2
        for number, name in enumerate(scored.tree.ids)
    }


def removal(normalised: Array, method: IndexMethod, node: str) -> Mapping[str, float]:
    """Mean absolute rank change [places] when one part of ``node`` or below it is left out.

    Parts are the nodes directly above indicators (pillars), or all parts of ``node`` where it
    joins indicators itself; every other weight stays as it is and is rescaled.
    """
    tree = tree_of(method)
    base = score(normalised, method, tree)
    changes = {}
    for part in _pillars(tree, node):
        weights = tuple(
            0.0 if number == part else weight for number, weight in enumerate(tree.weights)
        )
        without = score(normalised, method, replace(tree, weights=weights))
        moved = np.abs(without.ranks[:, tree.top] - base.ranks[:, tree.top])
        changes[tree.ids[part]] = float(np.nanmean(moved))
    return changes


def _pillars(tree: Tree, node: str) -> tuple[int, ...]:
    below = {join.node: join for join in tree.joins}
    start = below[tree.ids.index(node)]
    if start.level == 1:
        return start.parts
    found: list[int] = []
    for part in start.parts:
        join = below.get(part)
        if join is None or join.level == 1:
            found.append(part)
        else:
            found.extend(_pillars(tree, tree.ids[part]))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Optimised:
    """Weights that give each part the importance wanted; shares that sum to 1."""

    weights: Mapping[str, float]
    wanted: Mapping[str, float]
    obtained: Mapping[str, float]
    reached: bool


def optimised_weights(
    normalised: Array, method: IndexMethod, node: str, wanted: Mapping[str, float] | None = None
) -> Optimised:
    """Weights of the parts of ``node`` so that their correlations with it are as ``wanted`` [1].

    Importance of a part is its share in the sum of Pearson correlations between the parts and
    the node. ``wanted`` defaults to the nominal shares. Newton's method on the logarithms of the
    weights with halved steps; ``reached`` is False where no weights give what is wanted.
    """
    tree = tree_of(method)
    join = tree.join_of(node)
    names = [tree.ids[part] for part in join.parts]
    nominal = np.array([tree.weights[part] for part in join.parts])
    goal = nominal if wanted is None else np.array([wanted[name] for name in names])
    given = replace(method, weighting=Weighting("given"))
    parts = list(join.parts)
    x = score(normalised, given, tree).scores[:, parts]
    how = aggregation_at(method, tree, join)

    def joined(weights: Array) -> Array:
        return aggregate(x, weights / weights.sum(), how, method.least_parts)

    weights, obtained = weights_for(x, goal, nominal, joined)
    goal = goal / goal.sum()
    return Optimised(
        weights=dict(zip(names, weights.tolist(), strict=True)),
        wanted=dict(zip(names, goal.tolist(), strict=True)),
        obtained=dict(zip(names, obtained.tolist(), strict=True)),
        reached=bool(np.abs(obtained - goal).max() < REACHED),
    )


@dataclass(frozen=True, slots=True)
class Position:
    """Where a unit stands in one indicator: score, rank, and how far from the median score."""

    indicator: str
    score: float
    rank: int
    above_median: float


def strengths(scored: Scored, row: int, count: int = 5) -> tuple[list[Position], list[Position]]:
    """The indicators in which a unit ranks best, and those in which it ranks worst."""
    tree = scored.tree
    positions = []
    for leaf in tree.leaves(tree.top):
        value = scored.scores[row, leaf]
        if np.isnan(value):
            continue
        median = float(np.nanmedian(scored.scores[:, leaf]))
        rank = int(scored.ranks[row, leaf])
        positions.append(Position(tree.ids[leaf], float(value), rank, float(value) - median))
    best = sorted(positions, key=lambda p: (p.rank, -p.above_median, p.indicator))
    worst = sorted(positions, key=lambda p: (-p.rank, p.above_median, p.indicator))
    return best[:count], worst[:count]
