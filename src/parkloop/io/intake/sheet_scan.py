"""Counts the rows and cells of a worksheet's XML and finds formulas, without building it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parkloop.findings import Finding, Where
from parkloop.io.intake import guard_rules as rules
from parkloop.io.intake.guard_rules import Limits
from parkloop.texts import Text

_ROW = re.compile(rb"<(?:\w{1,20}:)?row[\s/>]")
_ROW_NUMBER = re.compile(rb"""<(?:\w{1,20}:)?row\s[^>]*?\br=["'](\d{1,10})["']""")
_CELL = re.compile(rb"<(?:\w{1,20}:)?c[\s/>]")
_REFERENCE = re.compile(rb"""<(?:\w{1,20}:)?c\s[^>]*?\br=["']([A-Z]{1,4})(\d{1,10})["']""")
_VALUE = re.compile(rb"<(?:\w{1,20}:)?(?:v|is)[\s>]")
_MARKED = re.compile(
    rb"""<(?:\w{1,20}:)?c\s[^>]*?\br=["'](?P<cell>[A-Z]{1,4}\d{1,10})["'][^>]*>"""
    rb"|(?P<formula><(?:\w{1,20}:)?f[\s/>])"
)
_BARE_ROW = re.compile(rb"""<(?:\w{1,20}:)?row(?:\s+(?!r=)[\w:]+="[^"<>]*")*\s*/?>""")
_BARE_CELL = re.compile(rb"""<(?:\w{1,20}:)?c(?:\s+(?!r=)[\w:]+="[^"<>]*")*\s*/?>""")
_ERROR = re.compile(rb"""\st=["']e["']""")
_OPEN_TAG = 1 << 16
_NAMED = 1000


class SheetScan:
    """Feed it the bytes of a worksheet; it keeps counts, not content."""

    def __init__(self) -> None:
        self.rows = self.cells = self.values = 0
        self.last_row = 0
        self.columns: set[bytes] = set()
        self.formulas: list[str] = []
        self.formula_count = 0
        self.errors: list[str] = []
        self.unclear = 0
        self._open = b""
        self._cell = b"?"

    def feed(self, piece: bytes) -> None:
        text = self._open + piece
        cut = text.rfind(b">") + 1
        self._look(text[:cut])
        self._open = text[cut:][-_OPEN_TAG:]

    def close(self) -> None:
        self._look(self._open)

    def _look(self, text: bytes) -> None:
        rows, cells = len(_ROW.findall(text)), len(_CELL.findall(text))
        self.rows += rows
        self.cells += cells
        self.values += len(_VALUE.findall(text))
        numbers = [int(number) for number in _ROW_NUMBER.findall(text)]
        references = _REFERENCE.findall(text)
        # A tag that is neither plainly numbered nor plainly without a number could place its
        # content where these counts do not see it.
        if rows != len(numbers):
            self.unclear += rows - len(numbers) - len(_BARE_ROW.findall(text))
        if cells != len(references):
            self.unclear += cells - len(references) - len(_BARE_CELL.findall(text))
        self.columns.update(letters for letters, _ in references)
        numbers += [int(number) for _, number in references if len(number) > 5]
        self.last_row = max([self.last_row, self.rows, *numbers])
        if b"<f" in text or b":f" in text or _ERROR.search(text):
            self._mark(text)
        elif references:
            self._cell = b"".join(references[-1])

    def _mark(self, text: bytes) -> None:
        for match in _MARKED.finditer(text):
            if match["formula"]:
                self.formula_count += 1
                _keep(self.formulas, self._cell)
                continue
            self._cell = match["cell"]
            if _ERROR.search(match.group()):
                _keep(self.errors, self._cell)

    @property
    def width(self) -> int:
        return max((_number(letters) for letters in self.columns), default=0)

    def findings(self, where: Where, limits: Limits) -> Iterator[Finding]:
        if self.unclear > 0:
            yield rules.DAMAGED.finding(where, problem=f"<row>, <c>: {self.unclear}")
        yield from rules.row_findings(where, self.last_row, self.values, limits)
        if self.width > limits.columns:
            yield rules.too_many(where, self.width, limits.columns, Text("cột", "columns"))
        area = max(self.cells, self.last_row * self.width)
        if self.last_row <= limits.rows and area > limits.cells:
            yield rules.too_many(where, area, limits.cells, Text("ô", "cells"))
        for cell in self.formulas[: limits.named_cells]:
            yield rules.FORMULA.finding(where_cell(where, cell), cell=cell)
        more = self.formula_count - limits.named_cells
        if more > 0:
            yield rules.MORE_FORMULAS.finding(where, count=more)
        for cell in self.errors[: limits.named_cells]:
            yield rules.ERROR_VALUE.finding(where_cell(where, cell), cell=cell)


def _keep(cells: list[str], cell: bytes) -> None:
    if len(cells) < _NAMED:
        cells.append(cell.decode())


def where_cell(where: Where, cell: str) -> Where:
    digits = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    row = int(digits) if digits.isdigit() else 0
    return Where(file=where.file, sheet=where.sheet, row=row, field=cell)


def _number(letters: bytes) -> int:
    """Column letters as a number from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
