"""What a sheet of the workbook consists of; ``xlsx.py`` writes it."""

from __future__ import annotations

from dataclasses import dataclass

from parkloop.texts import Text

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of one row; '{row}' stands for the row's number, ``result`` for its value."""

    text: str
    result: float

    def at(self, row: int) -> str:
        return self.text.replace("{row}", str(row))


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its label in both languages, how its cells look, how wide it is."""

    label: Text
    look: str = "text"
    width: float = 14

    @property
    def text_look(self) -> str:
        """Words in a column of numbers ('not known') look like text."""
        return self.look if self.look in ("text", "wrapped") else "text"


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    columns: tuple[Head, ...]
    rows: tuple[Row, ...]
    frozen: int = 1


def head(vi: str, en: str, look: str = "text", width: float = 14) -> Head:
    return Head(Text(vi, en), look, width)


def column(index: int) -> str:
    """The letters of a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
