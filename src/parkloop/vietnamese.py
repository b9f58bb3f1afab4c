"""Vietnamese words in order, and words found without their accents.

The order is that of the Unicode Common Locale Data Repository for Vietnamese (CLDR,
common/collation/vi.xml): ă, â, đ, ê, ô, ơ, ư are letters of their own; the tones decide only
between words that are otherwise alike, in the order level, huyền, hỏi, ngã, sắc, nặng.
Databases without ICU do not know it.
"""

from __future__ import annotations

import unicodedata
from typing import Final

#: Marks that make another letter: breve, circumflex, horn.
_LETTER_MARKS: Final = "\u0306\u0302\u031b"
#: Tones in their order: grave, hook above, tilde, acute, dot below.
_TONES: Final = "\u0300\u0309\u0303\u0301\u0323"
_AFTER: Final = {"\u0306": "1", "\u0302": "2", "\u031b": "3"}
#: Stands before every letter and digit, so that a word sorts before its continuations.
_GAP: Final = " "


def without_accents(words: str) -> str:
    """'Đình Vũ' → 'dinh vu': small letters, no marks, đ as d, single spaces."""
    plain = "".join(
        sign
        for sign in unicodedata.normalize("NFD", words.casefold().replace("đ", "d"))
        if not unicodedata.combining(sign)
    )
    return " ".join(plain.split())


def sort_key(words: str) -> str:
    """A text that sorts, sign by sign, as the words do in a Vietnamese list.

    Letters first, over all the words; tones after them; then the words as they are written, so
    that equal keys mean equal words.
    """
    letters: list[str] = []
    tones: list[str] = []
    for sign in unicodedata.normalize("NFD", words.casefold()):
        if sign == "đ":
            letters.append("d1")
        elif sign in _LETTER_MARKS and letters:
            letters[-1] = letters[-1][0] + _AFTER[sign]
        elif sign in _TONES and letters:
            tones[-1] = str(_TONES.index(sign) + 1)
            continue
        elif sign.isspace():
            letters.append(_GAP)
        elif not unicodedata.combining(sign):
            letters.append(sign + "0" if sign.isalpha() else sign)
        else:
            continue
        if len(tones) < len(letters):
            tones.append("0")
    return f"{''.join(letters)}\x01{''.join(tones)}\x01{words}"
