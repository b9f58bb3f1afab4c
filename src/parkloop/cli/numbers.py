"""Pairs NAME=NUMBER of command lines."""

from __future__ import annotations

from parkloop.errors import RequestError
from parkloop.numerals import finite
from parkloop.texts import Text


def pairs(given: tuple[str, ...]) -> dict[str, float]:
    """'a=1.5' pairs; refuses what is no number of zero or more."""
    found: dict[str, float] = {}
    for pair in given:
        name, _, number = pair.rpartition("=")
        value = finite(number)
        if not name or value is None or value < 0:
            raise RequestError(
                Text(
                    f"“{pair}” không hiểu được. Hãy viết TÊN=SỐ, ví dụ a-lo/xi=1.5.",
                    f"“{pair}” is not understood. Write NAME=NUMBER, for example a-kiln/slag=1.5.",
                )
            )
        found[name] = value
    return found
