"""The empty workbook that a tenant fills in."""

from __future__ import annotations

from parkloop.catalog.catalog import Catalog
from parkloop.errors import RequestError
from parkloop.io.form_book import FormBook
from parkloop.io.intake.fields import FORMS
from parkloop.ledger.park import NodeKind, Park
from parkloop.texts import Language, Text


def write_template(
    park: Park, catalog: Catalog, enterprise: str | None = None, language: Language = "vi"
) -> bytes:
    """An .xlsx with guide, sheets and drop-downs; headers are in both languages.

    ``language`` is that of the drop-downs and hints. With ``enterprise`` the nodes of that
    tenant come first. Raises RequestError when there is no such enterprise.
    """
    if enterprise and park.node(enterprise).kind is not NodeKind.ENTERPRISE:
        known = ", ".join(node.id for node in park.of_kind(NodeKind.ENTERPRISE))
        raise RequestError(
            Text(
                f"“{enterprise}” không phải là doanh nghiệp. Các doanh nghiệp: {known}.",
                f"“{enterprise}” is no enterprise. Enterprises: {known}.",
            )
        )
    book = FormBook(park, catalog, language, enterprise or "")
    book.add_guide()
    for form in FORMS.values():
        book.add_sheet(form)
    return book.finished()
