"""A document in the form that the ending of a file asks for."""

from __future__ import annotations

from parkloop.errors import RequestError
from parkloop.reports.document import Document
from parkloop.reports.document_html import render_document
from parkloop.reports.docx import render_docx
from parkloop.reports.pdf import render_pdf
from parkloop.texts import Language, Text

FORMS = (".html", ".pdf", ".docx")


def render_as(document: Document, form: str, language: Language) -> bytes:
    """A document as .html, .pdf or .docx; raises RequestError for other endings."""
    if form == ".html":
        return render_document(document, language).encode()
    if form == ".pdf":
        return render_pdf(document, language)
    if form == ".docx":
        return render_docx(document, language)
    known = ", ".join(FORMS)
    raise RequestError(
        Text(
            f"Không có dạng báo cáo “{form}”; có: {known}.",
            f"No form of report “{form}”; there are: {known}.",
        )
    )
