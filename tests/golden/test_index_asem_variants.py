"""Other methods on the ASEM data: how far ranks move (computed with COINr 1.1.14, and in NumPy)."""

from dataclasses import replace

import numpy as np
import pytest

from parkloop.analyses.index.aggregate import aggregate
from parkloop.analyses.index.method import Aggregation, Normalisation, Treatment
from parkloop.analyses.index.stages import frozen, prepare, score
from parkloop.errors import RequestError
from tests.golden.index_asem_case import asem_data, asem_method, table

DATA, METHOD = asem_data(), asem_method()
PILLARS = ("Physical", "ConEcFin", "Political", "Instit", "P2P", "Environ", "Social", "SusEcFin")
LOW = Normalisation("min-max", 1, 100)


def top_ranks(method):
    scored = score(prepare(DATA, method).normalised, method)
    return scored.ranks[:, scored.tree.top]


@pytest.mark.parametrize(
    ("settings", "mean_change", "largest"),
    [
        ({"normalisation": LOW, "aggregation": Aggregation("geometric")}, 2.86, 18),
        ({"normalisation": LOW, "aggregation": Aggregation("harmonic")}, 6.16, 26),
        ({"normalisation": Normalisation("z-score", 0, 1)}, 0.86, None),
        ({"treatment": Treatment("none")}, 1.53, None),
        ({"aggregation": Aggregation("copeland")}, 5.96, None),
    ],
    ids=["geometric", "harmonic", "z-score", "untreated", "copeland"],
)
def test_mean_rank_change_of_a_variant(settings, mean_change, largest):
    moved = np.abs(top_ranks(replace(METHOD, **settings)) - top_ranks(METHOD))
    assert round(float(moved.mean()), 2) == mean_change
    assert largest is None or moved.max() == largest


@pytest.mark.parametrize(
    ("least", "most", "best"), [(0.0, 1.0, 20), (0.05, 0.25, 6)], ids=["free", "with bounds"]
)
def test_units_that_benefit_of_the_doubt_scores_one(least, most, best):
    how = Aggregation("benefit-of-the-doubt", least_share=least, most_share=most)
    scores = aggregate(table("b7_aggregated", PILLARS), np.ones(8), how)
    assert (scores > 1 - 1e-9).sum() == best
    assert scores.max() <= 1 + 1e-9


def test_frozen_goalposts_give_the_same_scores_on_the_same_data():
    prepared = prepare(DATA, METHOD)
    again = prepare(DATA, frozen(METHOD, prepared))
    np.testing.assert_allclose(again.normalised, prepared.normalised, rtol=1e-9, atol=1e-9)


def test_a_scale_that_is_not_min_max_cannot_be_frozen():
    method = replace(METHOD, normalisation=Normalisation("z-score", 0, 1))
    with pytest.raises(RequestError, match="LPI has no min-max scale"):
        frozen(method, prepare(DATA, method))
