"""An index under the choices of its method: rank intervals and Sobol' indices in one call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parkloop.analyses.index.analysis import Index
from parkloop.analyses.index.data import Array, IndexData
from parkloop.analyses.index.records import SensitivityPlan
from parkloop.analyses.index.sensitivity import (
    RankStatistics,
    SobolIndices,
    drawn,
    exact_sobol,
    probability_ahead,
    rank_changes,
    rank_statistics,
    ranks_of,
    sampled_sobol,
)
from parkloop.analyses.index.variants import Grid, Options, grid, noisy_weights, score_variants
from parkloop.errors import RequestError
from parkloop.texts import Text

#: Full factorials up to this size are enumerated; larger ones are sampled.
MOST_ENUMERATED = 20_000
#: Resamplings of the rows for the bounds of sampled indices.
BOOTSTRAPS = 200


@dataclass(frozen=True, eq=False)
class Varied:
    """What the choices of a method do: scores (variants × units), ranks, indices."""

    grid: Grid
    scores: Array
    statistics: RankStatistics
    sobol: SobolIndices

    @property
    def variants(self) -> int:
        return len(self.scores)

    def ahead(self, places: Sequence[int]) -> Array:
        """Probability [1] that one of these units is ahead of another."""
        return probability_ahead(self.scores[:, list(places)])


def vary(
    data: IndexData,
    of: Index,
    plan: SensitivityPlan,
    seed: int,
    draws: int = 1_000,
    samples: int = 1_024,
) -> Varied:
    """Ranks [places] and Sobol' indices [1] over the alternatives of a plan.

    All combinations where they are few, and the indices exact; else ``draws`` variants for the
    ranks and ``samples`` (a power of two) for the indices. Raises RequestError where the variants
    keep other units than the index.
    """
    rng = np.random.default_rng(seed)
    nominal = of.ranks_of(of.top)
    varied = grid(data, of.method, options_of(of, plan, rng))
    if varied.units != of.rows:
        raise RequestError(
            Text(
                "Các phương án giữ lại những đơn vị khác với chỉ số gốc.",
                "The variants keep other units than the index itself.",
            )
        )
    enumerated = varied.count <= MOST_ENUMERATED
    choices = varied.every() if enumerated else drawn(varied, draws, rng)
    scores = score_variants(varied, choices)
    ranks = ranks_of(scores, varied.periods)
    if enumerated:
        sobol = exact_sobol(varied, rank_changes(ranks, nominal))
    else:
        sobol = sampled_sobol(varied, nominal, samples, rng, BOOTSTRAPS)
    return Varied(varied, scores, rank_statistics(varied.units, ranks, nominal), sobol)


def options_of(of: Index, plan: SensitivityPlan, rng: np.random.Generator) -> Options:
    """The alternatives of a plan, with weights drawn around the nominal ones."""
    weights = None
    if plan.weight_sets > 1 and plan.weight_share > 0:
        # Weights of indicators stay nominal, unless the index has no other level.
        level = min(2, max(join.level for join in of.scored.tree.joins))
        weights = noisy_weights(of.method, plan.weight_share, plan.weight_sets, rng, level)
    return Options(
        imputations=plan.imputations,
        treatments=plan.treatments,
        normalisations=plan.normalisations,
        weights=weights,
        aggregations=plan.aggregations,
    )
