"""The shipped facts about exchanges, and what is found wrong in others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parkloop.catalog.exchange_checks import check_exchange_facts
from parkloop.io.catalog_files import load_catalog

CATALOG = load_catalog()
FACTS = CATALOG.exchanges


def test_all_pairs_are_there_in_both_languages():
    kinds = [pair.kind for pair in FACTS.pairs.values()]
    assert {kind: kinds.count(kind) for kind in sorted(set(kinds))} == {
        "energy": 41,
        "material": 140,
        "utility": 7,
        "water": 17,
    }
    assert FACTS.pairs["P077"].by_product.vi == "Lốp xe thải (nguyên, băm)"
    same = [p.id for p in FACTS.pairs.values() if p.by_product.vi == p.by_product.en]
    assert same == []


def test_what_was_not_compared_is_not_verified():
    marks = {(pair.confidence, pair.verified) for pair in FACTS.pairs.values()}
    assert marks == {("A", True), ("B", False), ("C", False)}


def test_the_bridge_to_vietnamese_codes_is_a_gap():
    assert {code.vn_code for code in FACTS.waste_codes.values()} == {""}


def test_levels_and_laws():
    level = FACTS.heat_level(85.0)
    assert level is not None
    assert level.id == "hot-water"
    assert FACTS.heat_level(900.0) is None
    assert [note.id for note in FACTS.legal_for(FACTS.pairs["P001"])] == ["ash-slag-gypsum"]
    assert [note.id for note in FACTS.legal_for(FACTS.pairs["P063"])] == ["hazardous", "waste-oil"]
    effluent = FACTS.legal_for(FACTS.pairs["W002"])[0]
    assert effluent.valid_from == "2025-09-01"


def test_the_shipped_facts_have_no_findings():
    assert check_exchange_facts(CATALOG) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"ratio_low": 9.0}, "“P001”: the ratios are not in the order low ≤ typical ≤ high"),
        ({"waste_code": "10 01 02*"}, "“P001”: the waste_code “10 01 02*” is not in the catalog."),
        ({"hazardous": True}, "“P001”: the waste code 10 01 02 and the hazard mark contradict"),
        ({"source_nace": "99.99"}, "“P001”: the source_nace “99.99” is not in the catalog."),
    ],
)
def test_a_wrong_pair_is_told(change, message):
    wrong = replace(FACTS.pairs["P001"], **change)
    facts = replace(FACTS, pairs={**FACTS.pairs, "P001": wrong})
    found = check_exchange_facts(replace(CATALOG, exchanges=facts))
    assert found[0].message.en.startswith(message)
