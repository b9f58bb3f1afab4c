"""A document as one self-contained page in one language."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from parkloop.reports.document import (
    COPY_NOTE,
    MOTTO,
    MOTTO_2,
    Cell,
    Document,
    Heading,
    Items,
    PageBreak,
    Paragraph,
    Rows,
    Signatures,
    day_words,
    number_line,
)
from parkloop.reports.html import stylesheet
from parkloop.texts import Language

_KINDS = {
    Heading: "heading",
    Paragraph: "paragraph",
    Items: "items",
    PageBreak: "break",
    Rows: "rows",
    Signatures: "signatures",
}


def render_document(document: Document, language: Language) -> str:
    """HTML of a document; no script and no request anywhere."""
    return (
        _environment()
        .get_template("document.html.jinja")
        .render(
            blocks=[(_KINDS[type(block)], block) for block in document.blocks],
            document=document,
            day=day_words(document.day),
            language=language,
            motto=(MOTTO, MOTTO_2, COPY_NOTE),
            number=number_line(document.head) if document.head else None,
            say=lambda cell: said(cell, language),
            style=Markup(stylesheet()),
        )
    )


def said(cell: Cell, language: Language) -> str:
    """A cell in one language."""
    return cell if isinstance(cell, str) else cell.in_language(language)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("parkloop.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
