"""Numbers as people write them: 1.234,5 and 1,234.5, decided by evidence, never by habit.

A cell that holds a real number is taken as it is. A text is read only when it can mean one
thing: '1234,5' and '1.234,5' have a decimal comma, '1,234.5' a decimal point; '1.234' alone can
be either, so the other cells of its column decide, or the sender is asked.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final

from parkloop.io.intake.words import tidy

_SPACES = re.compile("[\\s\u00a0\u2009\u202f'’_]")
_SCIENTIFIC = re.compile(r"^[+-]?\d+(\.\d+)?[eE][+-]?\d{1,3}$", re.ASCII)
_SHAPE = re.compile(r"^(?P<sign>[+-]?)(?P<body>\d[\d.,]*|[.,]\d+)$", re.ASCII)
_GROUPED: Final = {mark: re.compile(rf"^\d{{1,3}}(\{mark}\d{{3}})+$") for mark in ".,"}
_SPACED = re.compile("^[+-]?\\d{1,3}(?:[\\s\u00a0\u2009\u202f'’_]\\d{3})+(?:[.,]\\d+)?$")
_PARENTHESES = re.compile(r"^\((.+)\)$")


class Decimal(Enum):
    """Which sign divides whole from part."""

    COMMA = ","
    POINT = "."


class Unread(Enum):
    """Why a text gave no number."""

    NOT_A_NUMBER = "not a number"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or why there is none; ``readings`` are both meanings of an ambiguous text."""

    value: float | None
    unread: Unread | None = None
    readings: tuple[float, ...] = ()


def read_number(cell: object, decimal: Decimal | None = None) -> Number:
    """One cell; ``decimal`` is what the column, or the sender, has decided."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        finite = math.isfinite(cell)
        return Number(float(cell)) if finite else Number(None, Unread.NOT_A_NUMBER)
    text = _compact(tidy(cell))
    if text is None:
        return Number(None, Unread.NOT_A_NUMBER)
    if _SCIENTIFIC.match(text):
        value = float(text)
        return Number(value) if math.isfinite(value) else Number(None, Unread.NOT_A_NUMBER)
    shape = _SHAPE.match(text)
    if shape is None:
        return Number(None, Unread.NOT_A_NUMBER)
    sign = -1.0 if shape["sign"] == "-" else 1.0
    readings = {mark: _read_as(shape["body"], mark) for mark in Decimal}
    possible = {mark: value for mark, value in readings.items() if value is not None}
    values = set(possible.values())
    if not values:
        return Number(None, Unread.NOT_A_NUMBER)
    if len(values) == 1:
        return Number(sign * values.pop())
    if decimal in possible:
        return Number(sign * possible[decimal])
    return Number(None, Unread.AMBIGUOUS, tuple(sorted(sign * value for value in values)))


def decimal_of(cells: Iterable[object]) -> Decimal | None:
    """The decimal sign that the texts of a column show; None when they show none or both."""
    shown = {mark for cell in cells if isinstance(cell, str) for mark in _evidence(cell)}
    return shown.pop() if len(shown) == 1 else None


def _evidence(cell: str) -> set[Decimal]:
    """The sign a text proves: the only one under which it is a number with a sign in it."""
    text = _compact(tidy(cell))
    shape = _SHAPE.match(text) if text else None
    if shape is None or not set(shape["body"]) & {".", ","}:
        return set()
    possible = {mark for mark in Decimal if _read_as(shape["body"], mark) is not None}
    return possible if len(possible) == 1 else set()


def _compact(text: str) -> str | None:
    """Without spaces between groups and with a leading minus; None when it cannot be a number."""
    text = text.replace("−", "-")
    negative = _PARENTHESES.match(text)
    if negative:
        text = f"-{negative.group(1)}"
    if _SPACES.search(text):
        if not _SPACED.match(text):
            return None
        return _SPACES.sub("", text)
    return text or None


def _read_as(body: str, decimal: Decimal) -> float | None:
    """The value if ``decimal`` is the decimal sign; None when the text does not allow that."""
    group = "," if decimal is Decimal.POINT else "."
    whole, _, part = body.partition(decimal.value)
    if body.count(decimal.value) > 1 or group in part:
        return None
    if decimal.value in body and not part:
        return None
    if group in whole and not (_GROUPED[group].match(whole) and not whole.startswith("0")):
        return None
    value = float(f"{whole.replace(group, '') or '0'}.{part or '0'}")
    return value if math.isfinite(value) else None


def written_plainly(value: float) -> str:
    """A number as text that can be read in only one way: '1.2340' and not '1.234'."""
    text = repr(value)
    whole, _, part = text.partition(".")
    if "e" in text or "n" in text:
        return text
    if part == "0":
        return whole
    return f"{text}0" if len(part) == 3 else text
