"""Every stage of the ASEM index as COINr 1.1.14 computes it (tests/golden/data/asem/SOURCES.md)."""

from dataclasses import replace

import numpy as np
import pytest

from parkloop.analyses.index.data import IndexData
from parkloop.analyses.index.importance import effective_weights, optimised_weights, removal
from parkloop.analyses.index.method import Imputation, Normalisation, Treatment, Weighting
from parkloop.analyses.index.normalise import normalise
from parkloop.analyses.index.stages import prepare, score
from parkloop.analyses.index.statistics import correlations, cronbach, principal_components
from parkloop.analyses.index.weigh import weigh
from tests.golden.index_asem_case import asem_data, asem_method, number, rows, table

DATA, METHOD = asem_data(), asem_method()
PREPARED = prepare(DATA, METHOD)
SCORED = score(PREPARED.normalised, METHOD)
INDICATORS = [indicator.id for indicator in METHOD.indicators]
NODES = SCORED.tree.ids[len(INDICATORS) :]
TIGHT = 1e-9


def close(found, expected, rel=TIGHT):
    np.testing.assert_allclose(found, expected, rtol=rel, atol=1e-12)


@pytest.mark.parametrize(
    ("file", "found", "columns"),
    [
        ("b2_denominated", PREPARED.denominated, INDICATORS),
        ("b3_imputed", PREPARED.filled, INDICATORS),
        ("b5_treated", PREPARED.treated, INDICATORS),
        ("b7_aggregated", SCORED.scores, SCORED.tree.ids),
    ],
    ids=["denominated", "imputed", "treated", "normalised and aggregated"],
)
def test_stage(file, found, columns):
    close(found, table(file, columns))


def test_nobody_is_screened_out():
    assert len(PREPARED.kept) == 51


def test_imputed_cells_are_marked():
    assert PREPARED.imputed.sum() == 65
    assert (PREPARED.imputed == np.isnan(table("b2_denominated", INDICATORS))).all()


def test_ranks():
    assert (SCORED.ranks[:, len(INDICATORS) :] == table("c2_ranks", NODES)).all()


def test_printed_scores():
    top = dict(zip(DATA.units, SCORED.scores[:, SCORED.tree.top], strict=True))
    printed = {"CHE": 68.38, "NLD": 64.82, "DNK": 64.80}
    assert {unit: round(float(top[unit]), 2) for unit in printed} == printed
    assert top["VNM"] == pytest.approx(43.208894693575, rel=1e-12)


def test_treatment_by_indicator():
    for row, log in zip(rows("c3_treatment_summary"), PREPARED.treatments, strict=True):
        assert log.passed_before == (row["check_SkewKurt0.Pass"] == "TRUE")
        close(log.skew_before, number(row["check_SkewKurt0.Skew"]))
        close(log.kurtosis_before, number(row["check_SkewKurt0.Kurt"]))
        assert log.points == (int(row["winsorise.nwin"]) if row["winsorise.nwin"] else 0)
        if row["check_SkewKurt1.Skew"]:
            close(log.skew_after, number(row["check_SkewKurt1.Skew"]))
            close(log.kurtosis_after, number(row["check_SkewKurt1.Kurt"]))
    assert not any(log.transformed for log in PREPARED.treatments)


def test_treated_points():
    found = {
        (code, DATA.units[row], action)
        for code, log in zip(INDICATORS, PREPARED.treatments, strict=True)
        for action, moved in (("winhi", log.lowered), ("winlo", log.raised))
        for row in moved
    }
    assert found == {(r["iCode"], r["uCode"], r["action"]) for r in rows("c4_treated_points")}


def test_effective_weights():
    effective = effective_weights(SCORED)
    for row in rows("c5_effective_weights"):
        close(effective[row["iCode"]], number(row["EffWeight"]))


@pytest.mark.parametrize("kind", ["pearson", "spearman", "kendall"])
def test_correlations_of_aggregates(kind):
    names = [row["iCode"] for row in rows(f"d3_corr_aggregates_{kind}")]
    found = correlations(SCORED.scores[:, [SCORED.tree.ids.index(name) for name in names]], kind)
    file = rows(f"d3_corr_aggregates_{kind}")
    close(found, [[number(row[name]) for name in names] for row in file])


def test_correlations_of_indicators():
    file = rows("d4_corr_indicators_pearson")
    names = [row["iCode"] for row in file]
    found = correlations(PREPARED.normalised[:, [INDICATORS.index(name) for name in names]])
    close(found, [[number(row[name]) for name in names] for row in file])


@pytest.mark.parametrize("row", rows("d5_cronbach"), ids=lambda row: row["group"])
def test_cronbach(row):
    if row["group"] == "all49":
        columns = list(range(len(INDICATORS)))
    else:
        columns = list(SCORED.tree.join_of(row["group"]).parts)
    close(cronbach(SCORED.scores[:, columns]), number(row["alpha"]))


def test_a_negative_alpha_is_legal():
    parts = list(SCORED.tree.join_of("SusEcFin").parts)
    assert round(cronbach(SCORED.scores[:, parts]), 4) == -0.3768


@pytest.mark.parametrize("pillar", sorted({row["pillar"] for row in rows("d7_pca_eigenvalues")}))
def test_principal_components_up_to_sign(pillar):
    loadings = [row for row in rows("d6_pca_loadings") if row["pillar"] == pillar]
    values = [row for row in rows("d7_pca_eigenvalues") if row["pillar"] == pillar]
    columns = [INDICATORS.index(row["iCode"]) for row in loadings]
    found = principal_components(PREPARED.normalised[:, columns])
    close(found.eigenvalues, [number(row["eigenvalue"]) for row in values])
    close(found.shares, [number(row["share"]) for row in values])
    for place, name in enumerate(("PC1", "PC2")):
        expected = np.array([number(row[name]) for row in loadings])
        close(np.abs(found.loadings[:, place]), np.abs(expected), rel=1e-8)
        assert abs(found.loadings[:, place] @ expected) == pytest.approx(1, rel=1e-9)


NORMALISATIONS = {
    "minmax_1_100": Normalisation("min-max", 1, 100),
    "zscore_10_2": Normalisation("z-score", 10, 2),
    "zscore_0_1": Normalisation("z-score", 0, 1),
    "rank_min": Normalisation("rank"),
    "borda": Normalisation("borda"),
    "percentile_rank": Normalisation("percentile-rank"),
    "dist2max": Normalisation("distance-to-best"),
    "dist2ref_row1": Normalisation("distance-to-unit", unit="AUS"),
}


@pytest.mark.parametrize("name", NORMALISATIONS)
def test_normalisation_variants(name):
    file = sorted(
        (r for r in rows("e1_normalisation_variants") if r["method"] == name),
        key=lambda r: r["uCode"],
    )
    codes = [code for code in file[0] if code not in ("method", "uCode")]
    for code in codes:
        place = INDICATORS.index(code)
        found = normalise(
            PREPARED.treated[:, place],
            NORMALISATIONS[name],
            METHOD.indicators[place],
            DATA.units.index("AUS"),
        )
        close(found.values, [number(row[code]) for row in file])


@pytest.mark.parametrize(
    ("rule", "column"),
    [
        ("mean", "mean"),
        ("median", "median"),
        ("group-mean", "mean_group"),
        ("group-median", "median_group"),
        ("pillar-mean", "row_mean_in_pillar"),
    ],
)
def test_imputation_variants(rule, column):
    varied = replace(METHOD, imputation=Imputation(rule, "region"), treatment=Treatment())
    filled = prepare(DATA, varied).filled
    for row in rows("e3_imputation_variants"):
        cell = DATA.units.index(row["uCode"]), INDICATORS.index(row["iCode"])
        close(filled[cell], number(row[column]))


def test_removal_of_each_pillar():
    expected = {r["removed"]: number(r["mean_abs_rank_change"]) for r in rows("f1_pillar_removal")}
    del expected["Nominal"]
    assert removal(PREPARED.normalised, METHOD, "Index") == pytest.approx(expected, rel=TIGHT)


def test_optimised_weights():
    found = optimised_weights(PREPARED.normalised, METHOD, "Index")
    expected = {r["code"]: number(r["OptWeight"]) for r in rows("f2_optimised_weights_L3")}
    assert found.reached
    assert found.weights == pytest.approx(expected, rel=1e-6)
    assert found.obtained == pytest.approx({"Conn": 0.5, "Sust": 0.5}, rel=1e-9)


def test_optimised_weights_as_a_rule_of_the_method():
    """The same weights where a node joins the two sub-indices by the rule 'optimised'."""
    x = table("b7_aggregated", ["Conn", "Sust"])
    how = Weighting("optimised", importance={"Index": {"Conn": 1.0, "Sust": 1.0}})
    parts = ["Conn", "Sust"]
    found = weigh(how, "Index", parts, np.ones(2), x, lambda w: x @ (w / w.sum()))
    expected = [number(r["OptWeight"]) for r in rows("f2_optimised_weights_L3")]
    assert found.shares == pytest.approx(expected, rel=1e-6)
    assert found.remarks == ()


def test_where_no_weights_give_the_importance_wanted_the_given_ones_stay():
    x = table("b7_aggregated", ["Conn", "Sust"])
    how = Weighting("optimised", importance={"Index": {"Conn": 100.0, "Sust": 1.0}})
    found = weigh(how, "Index", ["Conn", "Sust"], np.ones(2), x, lambda w: x @ (w / w.sum()))
    assert found.shares.tolist() == [0.5, 0.5]
    assert found.remarks[0].en == (
        "no weights give the importance wanted, the given weights are used"
    )


def test_a_panel_loses_the_rows_that_lack_data():
    """Five years of the case: 230 of 255 rows hold 90 % of the indicators (COINr drops by year)."""
    columns = [i.id for i in METHOD.indicators]
    raw = rows("g0_panel_input")
    values = np.array([[number(row[column]) for column in columns] for row in raw])
    share = (~np.isnan(values)).mean(axis=1)
    assert len(raw) == 255
    assert int((share >= 0.9 - 1e-12).sum()) == 230
    panel = IndexData(
        units=tuple(row["uCode"] for row in raw),
        columns=tuple(columns),
        values=values,
        periods=tuple(row["Time"] for row in raw),
    )
    bare = tuple(replace(each, denominator="") for each in METHOD.indicators)
    method = replace(
        METHOD, indicators=bare, screen_first=True, imputation=Imputation(), treatment=Treatment()
    )
    prepared = prepare(panel, method)
    assert len(prepared.kept) == 230
    scored = score(prepared.normalised, method, periods=[panel.periods[r] for r in prepared.kept])
    top = scored.ranks[:, scored.tree.top]
    for year in dict.fromkeys(panel.periods):
        own = [top[n] for n, r in enumerate(prepared.kept) if panel.periods[r] == year]
        assert min(own) == 1
        assert max(own) <= len(own)
