"""A document as DOCX, to be edited on by those who must sign it.

A4, Times New Roman, wide left margin, pages numbered at the top from the second on: as Vietnamese
offices set their papers (Decree 30/2020/ND-CP, appendix I).
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Final

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph as DocxParagraph

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
from parkloop.texts import Language

_FONT: Final = "Times New Roman"
#: A4 and its margins: top, right, bottom, left [mm].
_PAGE, _MARGINS = (210, 297), (20, 15, 20, 30)
_WIDTH: Final = _PAGE[0] - _MARGINS[1] - _MARGINS[3]
_HEADINGS: Final = {"Title": 16, "Heading 1": 13, "Heading 2": 12}


def render_docx(document: Document, language: Language) -> bytes:
    """DOCX of a document, in the letter face that Vietnamese offices use."""
    made = docx.Document()
    _set_up(made)
    moment = datetime.combine(document.day, time(), UTC)
    made.core_properties.title = said(document.title, language)
    made.core_properties.created = made.core_properties.modified = moment
    made.core_properties.author = "Parkloop"
    if document.head:
        _add_letterhead(made, document, document.head, language)
    else:
        made.add_heading(said(document.title, language), level=0)
        day = said(day_words(document.day), language)
        made.add_paragraph(f"{said(document.subtitle, language)} · {day}")
    for block in document.blocks:
        _add(made, block, language)
    if document.fingerprint:
        made.add_paragraph(f"SHA-256 {document.fingerprint}").runs[0].font.size = Pt(7)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _set_up(made: docx.document.Document) -> None:
    """Page, letter face and headings in place of those of the library's template."""
    section = made.sections[0]
    section.page_width, section.page_height = (Mm(side) for side in _PAGE)
    top, right, bottom, left = (Mm(margin) for margin in _MARGINS)
    section.top_margin, section.right_margin = top, right
    section.bottom_margin, section.left_margin = bottom, left
    section.different_first_page_header_footer = True
    _number_pages(section.header.paragraphs[0])
    normal = made.styles["Normal"]
    normal.font.size = Pt(12)
    normal.paragraph_format.space_after = Pt(6)
    for name in ("Normal", *_HEADINGS):
        style = made.styles[name]
        style.font.name = _FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{kind}"), _FONT)
    for name, size in _HEADINGS.items():
        style = made.styles[name]
        style.font.size, style.font.bold = Pt(size), True
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.keep_with_next = True
        for border in style.element.findall(f".//{qn('w:pBdr')}"):
            border.getparent().remove(border)


def _number_pages(paragraph: DocxParagraph) -> None:
    """The number of the page, in the middle of its head."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = OxmlElement("w:r")
    words = OxmlElement("w:t")
    words.text = "2"
    run.append(words)
    field.append(run)
    paragraph._p.append(field)


def _add_letterhead(
    made: docx.document.Document, document: Document, head: Letterhead, language: Language
) -> None:
    """Issuer and number at the left, motto and date at the right, the title in the middle."""
    table = made.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    _set_widths(table, (2, 3))
    _lines(left, (said(head.issuer, language).upper(),), bold=True)
    _lines(left, (said(number_line(head), language),))
    _lines(right, (said(MOTTO, language), said(MOTTO_2, language)), bold=True)
    _lines(right, (said(dated(document.day), language),), italic=True)
    made.add_paragraph()
    title = made.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(said(document.title, language).upper())
    run.bold, run.font.size = True, Pt(14)
    for words, size in ((document.subtitle, 12), (COPY_NOTE, 9)):
        line = made.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.add_run(said(words, language)).font.size = Pt(size)


def _lines(
    cell: _Cell, words: Iterable[str], *, bold: bool = False, italic: bool = False, size: int = 11
) -> None:
    """Centred lines at the end of a cell."""
    for line in words:
        first = cell.paragraphs[0]
        paragraph = first if not first.runs else cell.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(2)
        run = paragraph.add_run(line)
        run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def _add(made: docx.document.Document, block: Block, language: Language) -> None:
    if isinstance(block, Heading):
        made.add_heading(said(block.text, language), level=block.level)
    elif isinstance(block, Paragraph):
        paragraph = made.add_paragraph()
        run = paragraph.add_run(said(block.text, language))
        run.italic = block.quiet
        if not block.quiet:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    elif isinstance(block, Items):
        for point in block.points:
            made.add_paragraph(said(point, language), style="List Bullet")
    elif isinstance(block, PageBreak):
        made.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    elif isinstance(block, Signatures):
        _add_signatures(made, block, language)
    else:
        _add_table(made, block, language)


def _add_table(made: docx.document.Document, block: Rows, language: Language) -> None:
    caption = said(block.caption, language)
    if caption.strip("–"):
        made.add_paragraph().add_run(caption).bold = True
    table = made.add_table(rows=1, cols=len(block.header), style="Table Grid")
    for cell, words in zip(table.rows[0].cells, block.header, strict=True):
        _fill(cell, said(words, language), bold=True, right=False)
    _mark(table.rows[0], "w:tblHeader")
    for number, row in enumerate(block.rows):
        added = table.add_row()
        _mark(added, "w:cantSplit")
        tint = TINTS.get(block.marks[number], "") if block.marks else ""
        for place, (cell, words_) in enumerate(zip(added.cells, row, strict=True)):
            text = said(words_, language)
            _fill(cell, text, bold=False, right=block.is_right(place, text))
            if tint:
                _shade(cell, tint)
    _set_widths(table, block.widths)
    made.add_paragraph()


def _set_widths(table: Table, widths: tuple[float, ...]) -> None:
    """Share the page's width out: Word reads it from each cell, others from the column."""
    if not widths:
        return
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(_WIDTH * width / sum(widths))
        for cell in column.cells:
            cell.width = Mm(_WIDTH * width / sum(widths))


def _add_signatures(made: docx.document.Document, block: Signatures, language: Language) -> None:
    """Who signs, and at their left who gets the paper; never parted by the end of a page."""
    made.add_paragraph()
    table = made.add_table(rows=1, cols=len(block.names) + bool(block.copies))
    _mark(table.rows[0], "w:cantSplit")
    cells = list(table.rows[0].cells)
    if block.copies:
        _copies(cells.pop(0), block, language)
    for cell, name in zip(cells, block.names, strict=True):
        _lines(cell, (said(name, language),), bold=True, size=12)
        _lines(cell, (said(SIGN_HERE, language),), italic=True)
        _lines(cell, ("", "", "", ""))


def _copies(cell: _Cell, block: Signatures, language: Language) -> None:
    head = cell.paragraphs[0].add_run(said(COPIES_TO, language))
    head.bold = head.italic = True
    head.font.size = Pt(11)
    for one in block.copies:
        line = cell.add_paragraph()
        line.paragraph_format.space_after = Pt(0)
        line.add_run(f"– {said(one, language)}").font.size = Pt(10)


def _shade(cell: _Cell, colour: str) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().append(shade)


def _mark(row: _Row, name: str) -> None:
    """A property of a row: its head is repeated on every page, or it is not parted."""
    marked = OxmlElement(name)
    marked.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(marked)


def _fill(cell: _Cell, words: str, *, bold: bool, right: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(words)
    run.bold = bold
    run.font.size = Pt(9.5)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
