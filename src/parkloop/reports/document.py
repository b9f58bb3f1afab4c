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
    """A table with its caption; in the columns ``right`` numbers are set flush right.

    ``widths`` share the page out where paper needs it; ``marks`` tint rows by their state (''
    for none), where words in the row say the same.
    """

    caption: Text
    header: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]
    right: tuple[int, ...] = ()
    widths: tuple[float, ...] = ()
    marks: tuple[str, ...] = ()

    def is_right(self, place: int, words: str) -> bool:
        """Whether the words of a cell are set flush right: a number in a column of numbers."""
        return place in self.right and not any(letter.isalpha() for letter in words)


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who signs, side by side, with room for a hand; ``copies`` says who gets the paper, at the
    left of the one who signs."""

    names: tuple[Text, ...]
    copies: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a page of its own."""


Block = Heading | Paragraph | Items | Rows | Signatures | PageBreak

#: Under a name: how it is signed; over the receivers of a paper.
SIGN_HERE: Final = Text("(Ký, ghi rõ họ tên, đóng dấu)", "(Signature, name, seal)")
COPIES_TO: Final = Text("Nơi nhận:", "Copies to:")
#: What stands at the head of an official paper, and what an English copy says in its place.
MOTTO: Final = Text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "SOCIALIST REPUBLIC OF VIET NAM")
MOTTO_2: Final = Text("Độc lập – Tự do – Hạnh phúc", "Independence – Freedom – Happiness")
COPY_NOTE: Final = Text(
    "Bản dự thảo", "Copy in English; the Vietnamese text is the one that counts."
)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The head of an official paper: who issues it, and its number where it is known.

    Number and place are left open where they are not: whoever signs fills them in.
    """

    issuer: Text
    number: str = ""


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
    head: Letterhead | None = None


def day_words(day: date) -> Text:
    """A day as people write it: 09/03/2026, 9 March 2026."""
    return Text(f"{day:%d/%m/%Y}", f"{day.day} {day:%B %Y}")


def dated(day: date) -> Text:
    """Place and day of an official paper; the place is left open. One-digit days and the months
    January and February have a zero before them, as offices write them."""
    month = f"{day.month:02d}" if day.month < 3 else f"{day.month}"
    return Text(f"…………, ngày {day:%d} tháng {month} năm {day.year}", f"…………, {day_words(day).en}")


def number_line(head: Letterhead) -> Text:
    """The line of the paper's number."""
    return Text(f"Số: {head.number or '………'}", f"No.: {head.number or '………'}")
