"""What a person says of a file's columns, as the mapping that reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import QueryDict

from parkloop.io.intake.fields import FIELDS
from parkloop.io.intake.mappings import SenderMapping, mapping_from
from parkloop_web.ledger.models import Upload

#: Fields that a column can be, in the order of the template.
FIELD_CHOICES: Final = tuple(name for name in FIELDS if name != "kind")
#: Fields that can hold for the whole file.
CONSTANTS: Final = ("from_node", "to_node", "unit", "status", "kind")


def mapping_given(upload: Upload, given: QueryDict) -> dict[str, Any]:
    """The mapping of the page; raises RequestError for a field or sign that does not exist.

    A column whose meaning was not touched keeps what the reader finds by itself.
    """
    before = mapping_from(upload.mapping.get("sender", {"sender": upload.sender}))
    columns = dict(before.columns)
    sheets = upload.record["check"]["sheets"]
    for sheet_number, sheet in enumerate(sheets):
        for number, header in enumerate(sheet["headers"]):
            wanted = given.get(f"column-{sheet_number}-{number}")
            if wanted is None or wanted == header["field"]:
                continue
            columns[header["plain"]] = wanted if wanted in FIELDS else ""
    settings = {name: value for name in CONSTANTS if (value := _said(given, name))}
    plain = SenderMapping(upload.sender, columns, words=before.words)
    made = plain.with_constants({**settings, **_numbers(given)})
    chosen = [s["sheet"] for n, s in enumerate(sheets) if f"sheet-{n}" in given]
    return {
        "sender": made.as_dict(),
        "sheets": chosen if len(chosen) < len(sheets) else None,
    }


def _said(given: QueryDict, name: str) -> str:
    return str(given.get(f"constant-{name}", "")).strip()[:200]


def _numbers(given: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: str(given[name]).strip() for name in ("decimal", "year") if str(given.get(name, ""))
    }
