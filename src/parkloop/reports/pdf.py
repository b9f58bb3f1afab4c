"""A document as PDF, set by typst; fonts are embedded, nothing outside is read."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import typst

from parkloop.reports.document import (
    COPIES_TO,
    COPY_NOTE,
    MOTTO,
    MOTTO_2,
    SIGN_HERE,
    TINTS,
    Block,
    Document,
    Heading,
    Items,
    Letterhead,
    PageBreak,
    Paragraph,
    Rows,
    Signatures,
    dated,
    day_words,
    number_line,
)
from parkloop.reports.document_html import said
from parkloop.texts import Language, Text

_FONTS = Path(__file__).parent / "assets"
_SETUP = """#set page(paper: "a4", margin: (x: 2cm, y: 2.2cm), numbering: "1 / 1")
#set text(font: ("Be Vietnam Pro", "Parkloop Symbols"), size: 9.5pt, fill: rgb("#1C2430"))
#set par(leading: 0.7em)
#set table(stroke: none, inset: (x: 4pt, y: 4pt))
#set table.cell(breakable: false)
#show table.cell.where(y: 0): strong
#show heading: set block(above: 1.4em, below: 0.7em)
#show heading: set text(fill: rgb("#0B6E4F"), weight: 600)
"""


def render_pdf(document: Document, language: Language) -> bytes:
    """PDF of a document; the same document gives the same pages."""
    source = "\n".join([*_head(document, language), *_blocks(document, language)])
    return typst.compile(source.encode(), format="pdf", font_paths=_shipped_fonts())


@cache
def _shipped_fonts() -> typst.Fonts:
    """The fonts of the reports, and none of the machine's: the same pages everywhere."""
    return typst.Fonts(include_system_fonts=False, font_paths=[_FONTS])


def typst_text(words: str) -> str:
    """Words as a typst string in content: whatever they hold is text, never markup."""
    return f"#text({json.dumps(words, ensure_ascii=False)})"


def _head(document: Document, language: Language) -> list[str]:
    title = json.dumps(said(document.title, language), ensure_ascii=False)
    return [
        f"#set document(title: {title}, date: none)",
        f'#set text(lang: "{language}")',
        _SETUP,
        *(_letterhead(document, document.head, language) if document.head else ()),
        *(() if document.head else _title(document, language)),
    ]


def _title(document: Document, language: Language) -> list[str]:
    day = said(day_words(document.day), language)
    return [
        f"#text(size: 18pt, weight: 600)[{typst_text(said(document.title, language))}]",
        "",
        f"#text(fill: luma(90))[{typst_text(said(document.subtitle, language))} · "
        f"{typst_text(day)}]",
        "",
    ]


def _letterhead(document: Document, head: Letterhead, language: Language) -> list[str]:
    """Issuer and number at the left, motto and date at the right, the title in the middle."""

    def words(cell: Text | str) -> str:
        return typst_text(said(cell, language))

    left = f"*{words(head.issuer)}* \\ #v(2pt) #line(length: 30%, stroke: 0.5pt) #v(2pt) "
    left += words(number_line(head))
    right = f"*{words(MOTTO)}* \\ *{words(MOTTO_2)}* \\ #v(2pt) "
    right += f"#line(length: 45%, stroke: 0.5pt) #v(2pt) #emph[{words(dated(document.day))}]"
    title = said(document.title, language).upper()
    return [
        f"#grid(columns: (2fr, 3fr), align: center, column-gutter: 1em, [{left}], [{right}])",
        f"#align(center)[#v(1.2em) #text(size: 14pt, weight: 600)[{typst_text(title)}] \\ "
        f"{words(document.subtitle)} \\ #text(size: 8pt, fill: luma(80))[{words(COPY_NOTE)}]]",
        "#v(0.8em)",
    ]


def _blocks(document: Document, language: Language) -> list[str]:
    lines = [_block(block, language) for block in document.blocks]
    if document.fingerprint:
        lines.append(f"#text(size: 7pt, fill: luma(90))[SHA-256 {document.fingerprint}]")
    return lines


def _block(block: Block, language: Language) -> str:
    if isinstance(block, Heading):
        return f"{'=' * block.level} {typst_text(said(block.text, language))}\n"
    if isinstance(block, Paragraph):
        words = typst_text(said(block.text, language))
        return f"#text(size: 9pt, fill: luma(80))[{words}]\n" if block.quiet else f"{words}\n"
    if isinstance(block, Items):
        return "\n".join(f"- {typst_text(said(point, language))}" for point in block.points) + "\n"
    if isinstance(block, PageBreak):
        return "#pagebreak(weak: true)\n"
    if isinstance(block, Signatures):
        return _signatures(block, language)
    return _table(block, language)


def _signatures(block: Signatures, language: Language) -> str:
    """Names with room for a hand, kept together with how they are signed."""
    hint = typst_text(said(SIGN_HERE, language))
    cells = [
        f"align(center)[*{typst_text(said(name, language))}* \\ #text(size: 8pt)[#emph[{hint}]]]"
        for name in block.names
    ]
    if block.copies:
        to = " \\ ".join(typst_text(f"– {said(one, language)}") for one in block.copies)
        over = typst_text(said(COPIES_TO, language))
        cells.insert(0, f"[#text(size: 8pt)[*#emph[{over}]* \\ {to}]]")
    grid = f"#grid(columns: {len(cells)} * (1fr,), {', '.join(cells)})"
    return f"#v(2em)\n#block(breakable: false)[{grid} #v(6em)]\n"


def _table(block: Rows, language: Language) -> str:
    count = len(block.header)
    aligned = ", ".join("right" if place in block.right else "left" for place in range(count))
    # Columns of words share the width, columns of numbers take what they need.
    shares = block.widths or tuple(0.0 if place in block.right else 1.0 for place in range(count))
    widths = ", ".join(f"{share:g}fr" if share else "auto" for share in shares)
    header = ", ".join(f"[{typst_text(said(cell, language))}]" for cell in block.header)
    rows = "".join(
        ",\n"
        + ", ".join(_cell(block, place, said(cell, language)) for place, cell in enumerate(row))
        for row in block.rows
    )
    return (
        f"{_caption(block, language)}#text(size: 8pt)[#table({_tints(block)}"
        f"columns: ({widths},), align: ({aligned},), "
        f"table.hline(), table.header({header}), table.hline(stroke: 0.4pt){rows}, "
        "table.hline())]\n"
    )


def _cell(block: Rows, place: int, words: str) -> str:
    """A cell; words in a column of numbers are set at its left."""
    wordy = place in block.right and not block.is_right(place, words)
    return f"{'table.cell(align: left)' if wordy else ''}[{typst_text(words)}]"


def _caption(block: Rows, language: Language) -> str:
    words = said(block.caption, language)
    return f"*{typst_text(words)}*\n" if words.strip("–") else ""


def _tints(block: Rows) -> str:
    """The ground of each row by its state; nothing where no row has one."""
    if not any(block.marks):
        return ""
    grounds = [f'rgb("#{TINTS[mark]}")' if mark in TINTS else "none" for mark in block.marks]
    return f"fill: (x, y) => (none, {', '.join(grounds)}).at(y), "
