"""Every rule has a code of its own and both languages, and stands in docs/reference/rules.md."""

import re
from collections import Counter
from string import Formatter

import pytest

from tests.contracts._tree import ROOT
from tools.write_rules import FAMILIES, PAGE, declared_rules, page

RULES = declared_rules()
CODES = sorted({declared.rule.code for declared in RULES})
PATTERN = re.compile(rf"\b(?:{'|'.join(FAMILIES)})-\d\d\b")
# 'IMP-20 to IMP-59' speaks of what a module may use, not of one rule.
RANGE = re.compile(rf"{PATTERN.pattern} to {PATTERN.pattern}")


def places(sentence: str) -> set[str]:
    """Names of the places to be filled, without the language they are spelled for."""
    names = {name for _, name, _, _ in Formatter().parse(sentence) if name}
    return {re.sub(r"_(?:vi|en)$", "", name) for name in names}


def test_there_are_rules():
    assert RULES


def test_no_two_rules_share_a_code():
    """A second sentence ('and 31 more') belongs to the same rule: same remedy, same module."""
    meant = {(d.rule.code, d.module, d.rule.severity, d.rule.remedy) for d in RULES}
    again = [code for code, count in Counter(code for code, *_ in meant).items() if count > 1]
    assert again == []


@pytest.mark.parametrize("declared", RULES, ids=lambda d: d.rule.code)
def test_both_languages_say_the_same(declared):
    rule = declared.rule
    for text in (rule.message, rule.remedy):
        assert text.vi != text.en
        assert places(text.vi) == places(text.en)


def test_the_page_says_what_the_code_says():
    assert PAGE.read_text("utf-8") == page(RULES), "run: python tools/write_rules.py"


def test_no_code_is_named_that_no_rule_has():
    sources = (ROOT / "src" / "parkloop").rglob("*.py")
    texts = (RANGE.sub("", path.read_text("utf-8")) for path in sources)
    named = {code for text in texts for code in PATTERN.findall(text)}
    assert sorted(named - set(CODES)) == []
