"""Likeness of words, and the shipped catalogue found by its own names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkloop.analyses.symbiosis_matching.catalogue import Catalogue
from parkloop.analyses.symbiosis_matching.texts import Corpus, plain
from parkloop.io.catalog_files import load_catalog

CATALOGUE = Catalogue.of(load_catalog().exchanges.pairs.values())


def test_accents_and_case_do_not_count():
    assert plain("Đất sét, TRO BAY (ướt)") == "dat set tro bay uot"


@pytest.mark.parametrize("pair", CATALOGUE.pairs, ids=lambda pair: pair.id)
def test_every_row_finds_itself_by_both_names(pair):
    for name in (pair.name.vi, pair.name.en):
        assert CATALOGUE.found(name)[0][1].id == pair.id


@pytest.mark.parametrize("pair", CATALOGUE.pairs, ids=lambda pair: pair.id)
def test_every_row_is_among_the_best_for_its_by_product(pair):
    place = CATALOGUE.pairs.index(pair)
    for name in (pair.by_product.vi, pair.by_product.en):
        fits = CATALOGUE.as_given([name])
        assert fits[place] == pytest.approx(max(fits))


def test_vietnamese_without_accents_finds_the_same():
    assert CATALOGUE.found("tro bay → xi mang")[0][1].id == "P001"
    assert CATALOGUE.found("bã mía")[0][1].by_product.en.startswith("Bagasse")


def test_codes_count_where_names_do_not():
    fits = CATALOGUE.as_given(["qqqq"], "10 01 02")
    assert {p.id for p, fit in zip(CATALOGUE.pairs, fits, strict=True) if fit == 1.0} == {
        "P001",
        "P002",
        "P003",
        "P005",
        "P008",
    }
    group = [p.id for p, fit in zip(CATALOGUE.pairs, fits, strict=True) if fit == 0.8]
    assert "P006" in group


def test_industry_codes_count_by_class_and_by_division():
    fits = dict(
        zip((p.id for p in CATALOGUE.pairs), CATALOGUE.as_taken(["qqqq"], "23.51"), strict=True)
    )
    assert fits["P001"] == 1.0
    assert fits["P002"] == 0.6
    assert fits["P024"] == 0.0


@given(st.text(alphabet="abcđèô ,", min_size=1, max_size=30))
def test_likeness_lies_between_nothing_and_itself(text):
    corpus = Corpus.of(["abc", "đèô abc", text])
    values = corpus.likeness(text)
    assert all(-1e-12 <= value <= 1 + 1e-9 for value in values)
    if plain(text):
        assert values[2] == pytest.approx(1.0)


@given(st.text(max_size=20), st.text(max_size=20))
def test_likeness_is_symmetric(one, other):
    corpus = Corpus.of(["tro bay", "fly ash"])
    assert corpus.between(one, other) == pytest.approx(corpus.between(other, one))
