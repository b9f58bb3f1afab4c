"""Every sentence exists in both languages, and both are filled alike."""

from __future__ import annotations

import pytest

from parkloop.texts import LANGUAGES, Text, same_in_both


def test_both_languages_are_filled_with_the_same_values():
    text = Text("“{node}” có {count} mục.", "“{node}” has {count} entries.")
    assert text.format(node="xưởng", count=3) == Text("“xưởng” có 3 mục.", "“xưởng” has 3 entries.")


def test_values_with_braces_stay_as_they_are():
    assert Text("{a}", "{a}").format(a="{b}").vi == "{b}"


@pytest.mark.parametrize(("vi", "en"), [("", "word"), ("từ", ""), ("  ", "word")])
def test_one_language_is_not_enough(vi, en):
    with pytest.raises(ValueError, match="a text needs both languages, got vi="):
        Text(vi, en)


def test_languages():
    text = Text("hơi nước", "steam")
    assert [text.in_language(language) for language in LANGUAGES] == ["hơi nước", "steam"]
    assert text.as_dict() == {"en": "steam", "vi": "hơi nước"}
    assert same_in_both("CH4") == Text("CH4", "CH4")
