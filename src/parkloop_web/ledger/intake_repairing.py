"""What was typed over bad cells on the page, as repairs of the file's tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from parkloop.io.intake.numbers import Decimal, read_number
from parkloop.io.intake.spreadsheet import Cell
from parkloop.texts import Language
from parkloop_web.ledger.models import Upload

#: Rows mended at a time on the page.
ROWS_SHOWN: Final = 50
Given = tuple[str, int, int | None, Cell]


def repairs_given(upload: Upload, given: Mapping[str, Any], language: Language) -> list[Given]:
    """Only cells that were changed; a row can also be left out as a whole.

    ``cell-<n>-<column>`` is a cell of the n-th bad row, ``drop-<n>`` leaves it out.
    """
    found: list[Given] = []
    for number, row in enumerate(upload.record["check"]["rows"][:ROWS_SHOWN]):
        if f"drop-{number}" in given:
            found.append((row["sheet"], row["row"], None, None))
            continue
        for cell in row["cells"]:
            typed = given.get(f"cell-{number}-{cell['column']}")
            if typed is not None and str(typed).strip() != cell["value"]:
                value = _cell(str(typed), language)
                found.append((row["sheet"], row["row"], cell["column"], value))
    return found


def _cell(typed: str, language: Language) -> Cell:
    """A number as the language of the page writes it; anything else as typed."""
    text = typed.strip()
    if not text:
        return None
    number = read_number(text, Decimal.COMMA if language == "vi" else Decimal.POINT)
    if number.value is None or (text.startswith("0") and text.isdigit() and len(text) > 1):
        return text
    return number.value
