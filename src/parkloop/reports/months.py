"""Months as the heads of narrow columns."""

from __future__ import annotations

from typing import Final

from parkloop.texts import Text

_ENGLISH: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)


def month_name(month: str) -> Text:
    """'T3' and 'Mar' for '2025-03'."""
    place = int(month[5:7])
    return Text(f"T{place}", _ENGLISH[place - 1])
