"""Numbers that people type into the fields of a page: one meaning, or a question.

They are read as in a file (``parkloop.io.intake.numbers``): '1234,5' and '1.234,5' are the same,
'1.500' could be two numbers and is asked back. What a field is filled with is written so that it
is read as the same number again.
"""

from __future__ import annotations

from datetime import date

from parkloop.errors import RequestError
from parkloop.io.intake.numbers import Unread, read_number
from parkloop.texts import Text


def typed_number(text: str) -> float:
    """The number that a field holds; raises RequestError with what to write instead."""
    found = read_number(text)
    if found.value is not None:
        return found.value
    if found.unread is Unread.AMBIGUOUS:
        small, large = (f"{value:.15g}" for value in sorted(found.readings, key=abs))
        raise RequestError(
            Text(
                f"“{text}” có thể là {large} hoặc {small.replace('.', ',')}; "
                f"hãy viết {large} hoặc {small.replace('.', ',')}0.",
                f"“{text}” may be {large} or {small}; write {large} or {small}0.",
            )
        )
    raise RequestError(
        Text(
            f"“{text}” không phải là số; viết như 1500 hoặc 1,5.",
            f"“{text}” is no number; write 1500 or 1.5.",
        )
    )


def typed_amount(text: str) -> float:
    """A number of zero or more; raises RequestError for anything else."""
    value = typed_number(text)
    if value < 0:
        raise RequestError(
            Text(f"“{text}” nhỏ hơn 0; cần số không âm.", f"“{text}” is below zero; it may not be.")
        )
    return value


def written_number(value: float) -> str:
    """A number as ``typed_number`` reads it, to fifteen digits."""
    text = f"{value:.15g}"
    return f"{text}0" if read_number(text).unread is Unread.AMBIGUOUS else text


def typed_day(typed: str) -> date:
    """The day that a field of dates holds; raises RequestError for anything else."""
    try:
        return date.fromisoformat(typed)
    except ValueError as wrong:
        raise RequestError(
            Text(
                f"“{typed}” không phải là một ngày (năm-tháng-ngày).",
                f"“{typed}” is not a day (year-month-day).",
            )
        ) from wrong
