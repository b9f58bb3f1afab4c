"""The order of Vietnamese words, against the rules that CLDR prints; search without accents."""

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkloop.vietnamese import sort_key, without_accents

# Unicode CLDR, common/collation/vi.xml, standard:
#   &[before 2]̀ … <<̉<<̃<<́<<̣   &a<ă<<<Ă<â<<<Â  &d<đ<<<Đ  &e<ê<<<Ê  &o<ô<<<Ô<ơ<<<Ơ  &u<ư<<<Ư
ALPHABET = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")
TONES = ["ma", "mà", "mả", "mã", "má", "mạ"]


def in_order(words):
    return sorted(words, key=sort_key)


def test_the_29_letters_are_in_the_order_of_the_alphabet():
    assert len(ALPHABET) == 29
    assert in_order(reversed(ALPHABET)) == ALPHABET


def test_tones_have_their_order_and_decide_last():
    assert in_order(reversed(TONES)) == TONES
    assert in_order(["mác", "mạ", "mẹ", "mà", "mang"]) == ["mà", "mạ", "mác", "mang", "mẹ"]


def test_what_a_database_without_icu_gets_wrong():
    towns = ["Đà Nẵng", "Ân Thi", "Zuellig", "An Dương", "Ăn", "Dương Kinh", "Đình Vũ", "Ấp Bắc"]
    wanted = ["An Dương", "Ăn", "Ân Thi", "Ấp Bắc", "Dương Kinh", "Đà Nẵng", "Đình Vũ", "Zuellig"]
    assert in_order(towns) == wanted


def test_a_word_stands_before_its_continuations_and_capitals_do_not_matter():
    assert in_order(["thép b", "Thép", "thép A", "thépa"]) == ["Thép", "thép A", "thép b", "thépa"]


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("Đình Vũ – Hải Phòng", "dinh vu – hai phong"),
        ("ĐƯỜNG  Số\u00a05", "duong so 5"),
        ("Nghiền xi măng", "nghien xi mang"),
    ],
)
def test_accents_are_taken_off(words, plain):
    assert without_accents(words) == plain


@given(st.text(alphabet="aăâáạbdđeêoơuưyÀẢĐ 19", max_size=12))
def test_composed_and_decomposed_letters_are_the_same(words):
    apart = unicodedata.normalize("NFD", words)
    assert sort_key(apart).split("\x01")[:2] == sort_key(words).split("\x01")[:2]
    assert without_accents(apart) == without_accents(words)


@given(st.lists(st.text(alphabet="aăâáạbdđ ", max_size=6), min_size=2, max_size=6))
def test_the_order_is_total(words):
    ordered = in_order(words)
    assert all(sort_key(a) <= sort_key(b) for a, b in itertools.pairwise(ordered))
    assert in_order(ordered) == ordered
