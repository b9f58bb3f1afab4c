"""The whole index: what is kept, marked, explained; comparison and variants."""

from dataclasses import replace

import numpy as np
import pytest

from parkloop.analyses.index import IndexData, IndexMethod, index
from parkloop.analyses.index.compare import compare
from parkloop.analyses.index.method import (
    Aggregation,
    Imputation,
    Indicator,
    Node,
    Normalisation,
    Treatment,
    Weighting,
    tree_of,
)
from parkloop.analyses.index.sensitivity import (
    drawn,
    exact_sobol,
    probability_ahead,
    sampled_sobol,
    top_share,
)
from parkloop.analyses.index.sequence import sobol_sequence
from parkloop.analyses.index.stages import prepare, score
from parkloop.analyses.index.variants import Grid, Options, grid, noisy_weights, score_variants
from parkloop.errors import RequestError
from parkloop.io.catalog_files import load_catalog
from parkloop.provenance import FigureOperand
from parkloop.texts import same_in_both

GAP = float("nan")
CATALOG = load_catalog()


def name(text):
    return same_in_both(text)


METHOD = IndexMethod(
    id="two-pillars",
    version="1",
    title=name("two pillars"),
    indicators=(
        Indicator("x", name("x"), "left", direction=1),
        Indicator("y", name("y"), "left", direction=-1, denominator="base"),
        Indicator("z", name("z"), "right", weight=2.0),
    ),
    nodes=(
        Node("top", name("top")),
        Node("left", name("left"), "top", 3.0),
        Node("right", name("right"), "top", 1.0),
    ),
)
DATA = IndexData(
    units=("a", "b", "c", "d"),
    columns=("x", "y", "z", "base"),
    values=np.array(
        [[0, 4, 1, 2.0], [5, 0, 2, 1.0], [10, 9, 3, 3.0], [2, 1, GAP, 0.0]], dtype=float
    ),
    groups={"kind": ("one", "one", "two", "two")},
    reasons={("d", "", "z"): "Q"},
    unpublished=frozenset({"c"}),
)


def built(method=METHOD, data=DATA):
    return index(data, CATALOG, method)


def test_scores_by_hand():
    of = built().value
    assert of.scores_of("x").tolist() == [0, 50, 100, 20]
    assert of.scores_of("y")[:3] == pytest.approx([100 / 3, 100, 0])
    assert of.scores_of("left") == pytest.approx([50 / 3, 75, 50, 20])
    assert of.scores_of("top") == pytest.approx([12.5, 68.75, 62.5, 20])
    assert of.ranks_of("top").tolist() == [4, 1, 2, 3]


def test_a_missing_or_zero_denominator_is_a_missing_value_and_a_gap():
    result = built()
    assert np.isnan(result.value.scores_of("y")[3])
    assert [gap.id for gap in result.gaps] == ["index/missing/y/d", "index/missing/z/d"]
    assert "(code Q)" in result.gaps[1].message.en
    figure = result.figures["index/score/top/d"]
    assert figure.partial
    assert figure.gaps == ("index/missing/y/d", "index/missing/z/d")
    assert result.figures["index/score/right/d"].value is None


def test_every_score_opens_down_to_observations():
    result = built()
    seen, waiting = set(), ["index/score/top/a"]
    while waiting:
        figure = result.figures[waiting.pop()]
        seen.add(figure.id)
        waiting += [o.figure for o in figure.operands if isinstance(o, FigureOperand)]
    assert {"index/value/x/a", "index/value/y/a", "index/value/z/a"} <= seen
    observed = result.figures["index/value/y/a"]
    assert observed.value == 2
    assert [getattr(o, "value", None) for o in observed.operands] == [4, 2]


def test_filled_cells_are_marked_and_told():
    result = built(replace(METHOD, imputation=Imputation("group-mean", "kind")))
    assert result.value.prepared.imputed.tolist()[3] == [False, True, True]
    assert result.figures["index/value/z/d"].tags["status"] == "imputed"
    assert result.figures["index/value/z/d"].value == 3
    assert [f.rule for f in result.findings] == ["IDX-02", "IDX-02"]
    assert "1 empty cells were filled by the rule group-mean" in result.findings[0].message.en
    assert result.gaps == ()


@pytest.mark.parametrize(
    ("first", "rows"), [(True, ("a", "b", "c")), (False, ("a", "b", "c", "d"))]
)
def test_screening_before_or_after_imputation(first, rows):
    method = replace(METHOD, imputation=Imputation("mean"), least_available=0.9, screen_first=first)
    result = built(method)
    assert result.value.rows == rows
    assert ("IDX-01" in {f.rule for f in result.findings}) == first


def test_coverage_is_kept_with_the_score():
    assert built().value.coverage == pytest.approx([1, 1, 1, 1 / 3])


def test_a_unit_that_is_not_published_is_ranked_all_the_same():
    of = built().value
    assert of.unpublished == {"c"}
    assert of.ranks_of("top")[of.rows.index("c")] == 2


def test_too_few_parts_make_no_score_and_no_rank():
    of = built(replace(METHOD, least_parts=0.6)).value
    assert np.isnan(of.scores_of("left")[3])
    assert np.isnan(of.ranks_of("top")[3])


def test_the_same_inputs_give_the_same_provenance_and_scores():
    one, two = built(), built()
    assert one.provenance == two.provenance
    assert one.provenance.ledger_hash == DATA.hash
    assert one.provenance.parameters["least_parts"] == 0.0
    assert (one.value.scored.scores[:3] == two.value.scored.scores[:3]).all()


@pytest.mark.parametrize("rule", ["equal", "pca", "entropy", "ballots", "ahp"])
def test_weights_are_shares(rule):
    how = Weighting(rule, ballots={"left": ({"x": 75.0, "y": 25.0},)}, comparisons={})
    rng = np.random.default_rng(4)
    data = replace(DATA, values=rng.uniform(1, 9, (4, 4)))
    of = built(replace(METHOD, weighting=how), data).value
    assert all(shares.sum() == pytest.approx(1) for shares in of.scored.shares.values())
    if rule == "ballots":
        assert of.scored.shares["left"].tolist() == [0.75, 0.25]
        assert of.scored.remarks["top"][0].en == "no ballots, the given weights are used"


def test_a_level_and_a_node_may_have_their_own_aggregation():
    low = replace(METHOD, normalisation=Normalisation("min-max", 1, 100))
    whole = replace(DATA, values=np.nan_to_num(DATA.values) + 1)
    by_level = built(replace(low, levels={2: Aggregation("geometric")}), whole).value
    left, right = by_level.scores_of("left"), by_level.scores_of("right")
    assert by_level.scores_of("top") == pytest.approx(left**0.75 * right**0.25)
    nodes = (replace(METHOD.nodes[0], aggregation=Aggregation("harmonic")), *METHOD.nodes[1:])
    by_node = built(replace(low, nodes=nodes), whole).value
    assert by_node.scores_of("top") == pytest.approx(1 / (0.75 / left + 0.25 / right))


def test_em_of_a_small_pillar_is_called_ill_posed():
    findings = built(replace(METHOD, imputation=Imputation("em"))).findings
    assert [f.where.node for f in findings if f.rule == "IDX-03"] == ["left", "right"][:1]


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        (METHOD.nodes[1:], "unknown parents"),
        ((*METHOD.nodes, Node("other", name("other"))), "exactly one"),
        ((*METHOD.nodes, Node("empty", name("empty"), "top")), "a node without parts"),
        ((*METHOD.nodes, METHOD.nodes[1]), "repeated ids"),
    ],
)
def test_what_is_no_tree_is_refused(nodes, message):
    with pytest.raises(RequestError, match=message):
        tree_of(replace(METHOD, nodes=nodes))


def test_a_column_that_was_not_observed_is_named():
    data = IndexData(("a", "b"), ("x", "y", "base"), np.ones((2, 3)))
    with pytest.raises(RequestError, match="lack the columns z"):
        built(data=data)


def test_frozen_goalposts_keep_a_score_when_others_change():
    posts = tuple(replace(i, low=0.0, high=10.0) for i in METHOD.indicators)
    frozen = replace(METHOD, indicators=posts, normalisation=Normalisation("goalposts"))
    values = DATA.values.copy()
    values[0] = [10, 10, 10, 1]
    later = replace(DATA, values=values)
    before, after = built(frozen).value, built(frozen, later).value
    assert before.scores_of("top")[1:].tolist() == after.scores_of("top")[1:].tolist()
    assert built().value.scores_of("top")[1] != built(data=later).value.scores_of("top")[1]


def test_a_change_is_taken_apart_without_remainder():
    rng = np.random.default_rng(5)
    old = replace(DATA, values=rng.uniform(1, 9, (4, 4)))
    new = replace(DATA.take([0, 1, 2]), values=rng.uniform(1, 9, (3, 4)))
    other = replace(METHOD, normalisation=Normalisation("z-score", 50, 10))
    found = compare((old, METHOD), (new, other))
    assert found.only_before == ("d",)
    for change in found.changes:
        assert change.by_data is not None
        assert change.by_method is not None
        parts = change.by_units + change.by_data + change.by_method
        assert parts == pytest.approx(change.after - change.before)


def test_only_what_changed_is_named_as_the_cause():
    same = compare((DATA, METHOD), (DATA, replace(METHOD, treatment=Treatment("log"))))
    assert {(change.by_units, change.by_data) for change in same.changes} == {(0.0, 0.0)}
    assert any(change.by_method for change in same.changes)


def test_where_data_and_method_cannot_be_told_apart_their_sum_is_given():
    left = tuple(replace(i, id="w") if i.id == "z" else i for i in METHOD.indicators)
    data = replace(DATA, columns=("x", "y", "w", "base"))
    for change in compare((DATA, METHOD), (data, replace(METHOD, indicators=left))).changes:
        assert change.by_data is None
        assert change.by_both == pytest.approx(change.after - change.before)


def options():
    rng = np.random.default_rng(7)
    return Options(
        imputations=(Imputation("mean"), Imputation("none")),
        normalisations=(Normalisation("min-max", 1, 100), Normalisation("z-score", 10, 2)),
        weights=noisy_weights(METHOD, 0.2, 3, rng),
        aggregations=(Aggregation("arithmetic"), Aggregation("owa"), Aggregation("geometric")),
    )


def test_variants_at_once_equal_indices_built_one_by_one():
    chosen = options()
    varied = grid(DATA, METHOD, chosen)
    assert varied.count == 2 * 2 * 3 * 3
    every = varied.every()
    together = score_variants(varied, every)
    for choice, scores in zip(every, together, strict=True):
        method = replace(
            METHOD,
            imputation=chosen.imputations[choice[0]],
            normalisation=chosen.normalisations[choice[2]],
            aggregation=chosen.aggregations[choice[4]],
        )
        tree = replace(tree_of(method), weights=tuple(varied.weights[choice[3]].tolist()))
        alone = score(prepare(DATA, method).normalised, method, tree)
        np.testing.assert_allclose(scores, alone.scores[:, tree.top], rtol=1e-12)


def additive():
    """A grid of two factors whose outcome is known: 3 and 2 levels."""
    tree = tree_of(METHOD)
    weights = np.ones((2, len(tree.ids)))
    return Grid(("a",), tree, METHOD, np.ones((3, 1, 3)), weights, (None,), (1, 3, 1, 2, 1))


def test_sobol_indices_of_an_additive_outcome_sum_to_one():
    of = additive()
    outcome = np.array([choice[1] + 10.0 * choice[3] for choice in of.every()])
    found = exact_sobol(of, outcome)
    variances = {"treatment": 2 / 3, "weights": 25.0}
    expected = {factor: value / (2 / 3 + 25) for factor, value in variances.items()}
    assert found.first == pytest.approx(expected)
    assert found.total == pytest.approx(expected)


def test_a_pure_interaction_has_no_first_order():
    of = Grid(
        ("a",), tree_of(METHOD), METHOD, np.ones((2, 1, 3)), np.ones((2, 6)), (None,),
        (1, 2, 1, 2, 1),
    )  # fmt: skip
    found = exact_sobol(of, np.array([1.0, -1.0, -1.0, 1.0]))
    assert found.first == {"treatment": 0.0, "weights": 0.0}
    assert found.total == {"treatment": 1.0, "weights": 1.0}


def test_a_draw_is_mapped_by_its_own_place_and_not_by_the_range_of_the_sample():
    # A peer stretches draws over the sample's own range: few draws then hit every option alike.
    class Low:
        def uniform(self, size):
            return np.full(size, 0.2)

    varied = grid(DATA, METHOD, options())
    assert drawn(varied, 4, Low()).tolist() == [[0, 0, 0, 0, 0]] * 4  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [0, 1, 1000])
def test_the_number_of_samples_is_a_power_of_two(size):
    with pytest.raises(RequestError):
        sampled_sobol(grid(DATA, METHOD, options()), np.ones(4), size, np.random.default_rng(1))


def test_the_sequence_fills_every_step_of_every_column_once():
    points = sobol_sequence(256, 10, np.random.default_rng(9))
    for column in points.T:
        assert sorted((column * 256).astype(int)) == list(range(256))
    quarters = (points[:, :2] * 16).astype(int)
    assert len({tuple(pair) for pair in quarters.tolist()}) == 256


def test_probability_ahead_and_top_share():
    scores = np.array([[3, 2, 1], [3, 3, 1], [1, 2, 3], [5, 4, 3]], dtype=float)
    ahead = probability_ahead(scores, block=3)
    assert ahead[0].tolist() == [0.5, 0.625, 0.75]
    assert (ahead + ahead.T == 1).all()
    assert top_share(np.array([[1, 2, 3], [3, 1, 2]]), 2).tolist() == [0.5, 1, 0.5]


def test_figures_are_listed_as_they_can_be_asked_for():
    figures = built().figures
    assert len(figures) == len(list(figures)) == 4 * (3 * 3 + 3)
    assert all(figures[name].id == name for name in figures)
    for unknown in ("index/score/top/nobody", "index/score/x/a", "other/value/x/a", "top/a"):
        assert unknown not in figures
