"""The workbook in which an operator states what the register asks: one row per property.

It is a sheet of observations, so the normal import reads it; a row without a value is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from parkloop.catalog.catalog import Catalog
from parkloop.catalog.rulebook import Measured, RegisterProperty
from parkloop.io.form_book import FormBook, Value
from parkloop.io.intake.fields import OBSERVATIONS
from parkloop.io.intake.names import label
from parkloop.io.intake.vocabulary import STATUSES
from parkloop.ledger.entries import Status
from parkloop.ledger.park import NodeKind, Park
from parkloop.texts import Language

#: What is answered in words and has no unit.
_WORDY: Final = ("document", "text")


def write_register_form(
    park: Park,
    catalog: Catalog,
    park_id: str,
    year: int,
    schemes: Iterable[str],
    language: Language,
) -> tuple[bytes, int]:
    """The workbook, and how many rows it asks to be filled.

    Raises FactError for an unknown scheme, RequestError for an unknown park.
    """
    park.node(park_id)
    asked = asked_properties(catalog, tuple(schemes))
    rows = list(_rows(park, park_id, year, asked, language))
    book = FormBook(park, catalog, language)
    book.add_guide()
    book.add_sheet(OBSERVATIONS, rows)
    return book.finished(), len(rows)


def asked_properties(catalog: Catalog, schemes: tuple[str, ...]) -> tuple[RegisterProperty, ...]:
    """The properties that schemes ask for (none named: every property), in the register's order."""
    book = catalog.rulebook
    if not schemes:
        return tuple(book.properties.values())
    wanted: set[str] = set()
    for name in schemes:
        for criterion in book.scheme(name).criteria:
            wanted |= {need.property for need in criterion.evidence}
            wanted |= {limit.observed for limit in criterion.limits}
            wanted.add(criterion.only_if)
            for measured in (criterion.numerator, criterion.denominator):
                wanted |= set(_asked_by(measured))
    return tuple(one for name, one in book.properties.items() if name in wanted)


def _asked_by(measured: Measured | None) -> Iterator[str]:
    if measured is None:
        return
    yield from measured.properties
    if measured.function.startswith("enterprises"):
        yield from ("tenants-operating", "tenants-licensed", "employees", "operating")
    if measured.function == "links_operating":
        yield from (
            "link-operating",
            "link-contract",
            "link-kind",
            "link-partner",
            "link-description",
            "link-member",
            "links-operating",
        )


def _rows(
    park: Park,
    park_id: str,
    year: int,
    asked: Iterable[RegisterProperty],
    language: Language,
) -> Iterator[dict[str, Value]]:
    firms = [
        node
        for node in park.of_kind(NodeKind.ENTERPRISE)
        if park.owner(node.id, NodeKind.PARK) == park_id and not node.operator
    ]
    status = label(STATUSES[Status.BILLED.value], Status.BILLED.value, language)
    for one in asked:
        places = firms if one.holder == "enterprise" else (park.node(park_id),)
        for place in places:
            name, words = one.name.in_language(language), one.help.in_language(language)
            yield {
                "property": one.id,
                "node": label(place.name, place.id, language),
                "start": f"01/01/{year}",
                "end": f"31/12/{year}",
                "unit": "" if one.kind in _WORDY else one.unit or "1",
                "status": status,
                "note": f"{name}. {words}",
            }
