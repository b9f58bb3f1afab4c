"""Statements on products as they are written in files and forms."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from parkloop.analyses.footprints.parameters import Declared


def declared(raw: Mapping[str, Any]) -> Declared:
    """Statements on one product, with amounts as decimals; what is not there was not stated."""

    def amount(name: str) -> Decimal | None:
        return Decimal(str(raw[name])) if raw.get(name) not in (None, "") else None

    return Declared(
        ids=tuple(raw["ids"]),
        name=raw["name"],
        description=raw["description"],
        fossil_carbon=amount("fossil_carbon"),
        biogenic_carbon=amount("biogenic_carbon"),
        mass=amount("mass"),
        exempted=amount("exempted"),
        classifications=tuple(raw.get("classifications", ())),
    )
