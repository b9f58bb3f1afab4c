"""A document as PDF, set by typst; fonts are embedded, nothing outside is read."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import typst

from parkloop.reports.document import (
    TINTS,
    Block,
    Document,
    Heading,
    Items,
    Paragraph,
    Rows,
    Signatures,
)
from parkloop.reports.document_html import said
from parkloop.texts import Language

_FONTS = Path(__file__).parent / "assets"
_SETUP = """#set page(paper: "a4", margin: (x: 2cm, y: 2.2cm), numbering: "1 / 1")
#set text(font: ("Be Vietnam Pro", "Parkloop Symbols"), size: 9.5pt, fill: rgb("#1C2430"))
#set par(leading: 0.7em)
#set table(stroke: none, inset: (x: 4pt, y: 4pt))
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
    day = document.day.isoformat()
    title = json.dumps(said(document.title, language), ensure_ascii=False)
    return [
        f"#set document(title: {title}, date: none)",
        f'#set text(lang: "{language}")',
        _SETUP,
        f"#text(size: 18pt, weight: 600)[{typst_text(said(document.title, language))}]",
        "",
        f"#text(fill: luma(90))[{typst_text(said(document.subtitle, language))} · {day}]",
        "",
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
    if isinstance(block, Signatures):
        names = ", ".join(f"align(center)[*{typst_text(said(n, language))}*]" for n in block.names)
        return f"#v(2.5em)\n#grid(columns: {len(block.names)} * (1fr,), {names})\n#v(5em)\n"
    return _table(block, language)


def _table(block: Rows, language: Language) -> str:
    count = len(block.header)
    aligned = ", ".join("right" if place in block.right else "left" for place in range(count))
    # Columns of words share the width, columns of numbers take what they need.
    shares = block.widths or tuple(0.0 if place in block.right else 1.0 for place in range(count))
    widths = ", ".join(f"{share:g}fr" if share else "auto" for share in shares)
    header = ", ".join(f"[{typst_text(said(cell, language))}]" for cell in block.header)
    rows = "".join(
        ",\n" + ", ".join(f"[{typst_text(said(cell, language))}]" for cell in row)
        for row in block.rows
    )
    return (
        f"{_caption(block, language)}#text(size: 8pt)[#table({_tints(block)}"
        f"columns: ({widths},), align: ({aligned},), "
        f"table.hline(), table.header({header}), table.hline(stroke: 0.4pt){rows}, "
        "table.hline())]\n"
    )


def _caption(block: Rows, language: Language) -> str:
    words = said(block.caption, language)
    return f"*{typst_text(words)}*\n" if words.strip("–") else ""


def _tints(block: Rows) -> str:
    """The ground of each row by its state; nothing where no row has one."""
    if not any(block.marks):
        return ""
    grounds = [f'rgb("#{TINTS[mark]}")' if mark in TINTS else "none" for mark in block.marks]
    return f"fill: (x, y) => (none, {', '.join(grounds)}).at(y), "
