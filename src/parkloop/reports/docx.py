"""A document as DOCX, to be edited on by those who must sign it."""

from __future__ import annotations

import io
from datetime import UTC, datetime, time

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row

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

_FONT = "Times New Roman"
#: What a table has of A4 within the margins of the template [mm].
_PAGE_MM = 152


def render_docx(document: Document, language: Language) -> bytes:
    """DOCX of a document, in the letter face that Vietnamese offices use."""
    made = docx.Document()
    style = made.styles["Normal"]
    style.font.name = _FONT
    style.font.size = Pt(11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    moment = datetime.combine(document.day, time(), UTC)
    made.core_properties.title = said(document.title, language)
    made.core_properties.created = made.core_properties.modified = moment
    made.core_properties.author = "Parkloop"
    made.add_heading(said(document.title, language), level=0)
    made.add_paragraph(f"{said(document.subtitle, language)} · {document.day.isoformat()}")
    for block in document.blocks:
        _add(made, block, language)
    if document.fingerprint:
        made.add_paragraph(f"SHA-256 {document.fingerprint}").runs[0].font.size = Pt(7)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _add(made: docx.document.Document, block: Block, language: Language) -> None:
    if isinstance(block, Heading):
        made.add_heading(said(block.text, language), level=block.level)
    elif isinstance(block, Paragraph):
        run = made.add_paragraph().add_run(said(block.text, language))
        run.italic = block.quiet
    elif isinstance(block, Items):
        for point in block.points:
            made.add_paragraph(said(point, language), style="List Bullet")
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
    _repeat(table.rows[0])
    for number, row in enumerate(block.rows):
        cells = table.add_row().cells
        tint = TINTS.get(block.marks[number], "") if block.marks else ""
        for place, (cell, words_) in enumerate(zip(cells, row, strict=True)):
            _fill(cell, said(words_, language), bold=False, right=place in block.right)
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
        column.width = Mm(_PAGE_MM * width / sum(widths))
        for cell in column.cells:
            cell.width = Mm(_PAGE_MM * width / sum(widths))


def _add_signatures(made: docx.document.Document, block: Signatures, language: Language) -> None:
    table = made.add_table(rows=1, cols=len(block.names))
    for cell, name in zip(table.rows[0].cells, block.names, strict=True):
        _fill(cell, f"{said(name, language)}\n\n\n\n", bold=True, right=False)
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _shade(cell: _Cell, colour: str) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().append(shade)


def _repeat(row: _Row) -> None:
    """The head of a table is repeated on every page."""
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(repeated)


def _fill(cell: _Cell, words: str, *, bold: bool, right: bool) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(words)
    run.bold = bold
    run.font.size = Pt(9)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
