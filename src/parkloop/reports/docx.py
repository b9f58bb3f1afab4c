"""A document as DOCX, to be edited on by those who must sign it."""

from __future__ import annotations

import io
from datetime import UTC, datetime, time

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import _Cell

from parkloop.reports.document import Block, Document, Heading, Items, Paragraph, Rows
from parkloop.reports.document_html import said
from parkloop.texts import Language

_FONT = "Times New Roman"


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
    else:
        _add_table(made, block, language)


def _add_table(made: docx.document.Document, block: Rows, language: Language) -> None:
    made.add_paragraph().add_run(said(block.caption, language)).bold = True
    table = made.add_table(rows=1, cols=len(block.header), style="Table Grid")
    for cell, words in zip(table.rows[0].cells, block.header, strict=True):
        _fill(cell, said(words, language), bold=True, right=False)
    for row in block.rows:
        cells = table.add_row().cells
        for place, (cell, words_) in enumerate(zip(cells, row, strict=True)):
            _fill(cell, said(words_, language), bold=False, right=place in block.right)
    made.add_paragraph()


def _fill(cell: _Cell, words: str, *, bold: bool, right: bool) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(words)
    run.bold = bold
    run.font.size = Pt(9)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
