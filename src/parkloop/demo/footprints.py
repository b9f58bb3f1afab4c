"""What a demo of footprints needs besides the ledger: prices, suppliers' data sets, a product's
description. All of it is invented, and says so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import yaml

from parkloop.demo.profiles import data_text

STATEMENTS_FILE: Final = "footprints.yaml"
#: Data set → outside node that supplies it, stream, enterprises that receive it.
_SUPPLIED: Final = (
    ("lime.json", "market", "lime-high-calcium", ("a-steel-1",)),
    ("cement.json", "market", "cement", ("a-blocks-1",)),
)
#: Who states what `footprints.yaml` says.
MAKER: Final = "a-steel-1"


@dataclass(frozen=True)
class SupplierSet:
    """A supplier's data set of the demo, and whose purchases it is for."""

    file: str
    supplier: str
    stream: str
    takers: tuple[str, ...]
    content: str

    @property
    def document(self) -> dict[str, Any]:
        return dict(json.loads(self.content))


def supplier_sets() -> tuple[SupplierSet, ...]:
    """Data sets that suppliers sent, as the files that they sent."""
    return tuple(
        SupplierSet(file, supplier, stream, takers, data_text(f"footprints/{file}"))
        for file, supplier, stream, takers in _SUPPLIED
    )


def agreed() -> Mapping[str, Mapping[str, Any]]:
    """Prices, products displaced and upstream figures, by the enterprise that states them."""
    return dict(yaml.safe_load(data_text("footprints/agreed.yaml")))


def statements() -> str:
    """What the maker states of itself and its product, as its file says it."""
    return data_text("footprints/footprints.yaml")
