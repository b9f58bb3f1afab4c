"""A document as data: headings, paragraphs, tables, lists; HTML, PDF and DOCX are made of it.

One content for three forms, so that what a page says, a printed report says too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from parkloop.texts import Text

#: A cell is text in both languages, or words that need no translation.
Cell = Text | str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (section) or 2 (part of one)."""

    text: Text
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; ``quiet`` marks notes."""

    text: Text
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list of points."""

    points: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """A table with its caption; columns in ``right`` (numbers) are set flush right.

    ``widths`` share the page out where paper needs it; ``marks`` tint rows by their state (''
    for none), where words in the row say the same.
    """

    caption: Text
    header: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]
    right: tuple[int, ...] = ()
    widths: tuple[float, ...] = ()
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who signs, side by side, with room for a hand."""

    names: tuple[Text, ...]


Block = Heading | Paragraph | Items | Rows | Signatures

#: Tints of rows by their state, as in the design: quiet, and never alone in saying it.
TINTS: Final = {
    "met": "E7F1EC",
    "missing": "F6E7DC",
    "not-assessable": "EFEFEC",
    "not-met": "F6E7DC",
    "partly": "F7F1DC",
}


@dataclass(frozen=True, slots=True)
class Document:
    """A report: title, subtitle, day, blocks; ``fingerprint`` is the hash of what it stands on."""

    title: Text
    subtitle: Text
    day: date
    blocks: tuple[Block, ...]
    fingerprint: str = ""
