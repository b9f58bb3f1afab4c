"""Passwords that anybody here would try first."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from parkloop.texts import Text
from parkloop_web.accounts.models import User

#: So many characters beside the words, digits and signs that everybody knows.
_OWN_CHARACTERS: Final = 6
_TOO_COMMON: Final = Text(
    "Mật khẩu này gồm toàn từ mà ai ở đây cũng đoán trước tiên (tên khu, thành phố, công ty). "
    "Hãy thêm vài từ của riêng bạn.",
    "This password is made of words that anybody here would try first (names of parks, of the "
    "city, of firms). Add some words of your own.",
)


class LocalWordsValidator:
    """Refuses what is little more than local words, digits and signs (words in local_words.txt)."""

    def validate(self, password: str, user: User | None = None) -> None:
        rest = re.sub(r"[\W\d_]", "", password.lower())
        for word in local_words():
            rest = rest.replace(word, "")
        if len(rest) < _OWN_CHARACTERS:
            english = (get_language() or "").startswith("en")
            raise ValidationError(_TOO_COMMON.in_language("en" if english else "vi"))

    def get_help_text(self) -> str:
        return ""


@cache
def local_words() -> tuple[str, ...]:
    """Longest first, so that 'haiphong' goes before 'phong'."""
    text = files("parkloop_web.accounts").joinpath("local_words.txt").read_text("utf-8")
    words = {line.strip() for line in text.splitlines() if line and not line.startswith("#")}
    return tuple(sorted(words, key=len, reverse=True))
