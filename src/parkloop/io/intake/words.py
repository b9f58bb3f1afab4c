"""Plain forms of words, so that accents, case and spaces do not decide what is meant."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache

_LEFT_OUT = re.compile(r"[^0-9a-z%&+./-]+")
_EDGES = re.compile(r"^[\s./-]+|[\s./:-]+$")
_TOTAL = re.compile(
    r"^(?:tổng cộng|tong cong|grand total|sub-?total|total|lũy kế|luỹ kế|luy ke)\b"
    r"|^(?:tổng số|tổng|cộng|tong so|tong|sum|cả năm|ca nam)"
    r"(?:\s*[:(].*|\s+(?:năm|nam|quý|quy|tháng|thang|cả|ca)\b.*)?$",
    re.IGNORECASE,
)
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
#: Spreadsheets run a text that begins so as a formula; full-width forms count as well.
_FORMULA_START = re.compile("^'*[=+\\-@\t\r＝＋－＠]")


@lru_cache(maxsize=65_536)
def plain(words: str) -> str:
    """Lower case without accents: 'Điện năng  (kWh)' → 'dien nang kwh'."""
    separated = unicodedata.normalize("NFD", words.casefold().replace("đ", "d"))
    letters = "".join(c for c in separated if not unicodedata.combining(c))
    return _EDGES.sub("", _LEFT_OUT.sub(" ", letters)).strip()


def tidy(value: object) -> str:
    """A cell as text: composed letters, no space around, whole numbers without '.0'."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = value if isinstance(value, str) else str(value)
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def is_total(text: str) -> bool:
    """'Tổng cộng', 'Cộng:', 'Total'; with its accents, so that 'Công ty' is none."""
    return bool(_TOTAL.match(text))


def shortened(text: str, limit: int = 80) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def shown(cell: object) -> str:
    """A cell as it is repeated in a message; dates day first."""
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y}"
    return shortened(tidy(cell))


def has_control(text: str) -> bool:
    """Characters that are not seen, or that turn the direction of reading."""
    return bool(_CONTROL.search(text))


def starts_like_formula(text: str) -> bool:
    return bool(_FORMULA_START.match(text))


def escaped(text: str) -> str:
    """Text that no spreadsheet runs as a formula; ``unescaped`` gives the same text back."""
    return f"'{text}" if starts_like_formula(text) else text


def unescaped(text: str) -> str:
    return text[1:] if text.startswith("'") and starts_like_formula(text) else text
