"""What one may choose from where data is typed: streams, places, units, statuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from parkloop.io.catalog_files import load_catalog
from parkloop.io.intake.names import label
from parkloop.io.intake.vocabulary import NOTATIONS, STATUSES
from parkloop.ledger.park import OUTSIDE, NodeKind, Park
from parkloop.quantities import atoms
from parkloop.texts import Language
from parkloop.vietnamese import sort_key
from parkloop_web.ledger.snapshot import park_of
from parkloop_web.parks.models import Node

#: Field of a file → the list it is chosen from.
LISTED: Final[Mapping[str, str]] = {
    "stream": "streams",
    "from_node": "nodes",
    "to_node": "nodes",
    "node": "nodes",
    "unit": "units",
    "status": "statuses",
    "notation": "notations",
    "activity": "activities",
}


def choices(enterprise: Node, language: Language, park: Park | None = None) -> dict[str, list[str]]:
    """Every list by name, in the words of the template: 'Điện — electricity'."""
    assert enterprise.zone is not None
    catalog = load_catalog()
    return {
        "streams": [label(s.name, key, language) for key, s in catalog.streams.items()],
        "nodes": _nodes(park or park_of(enterprise.zone), enterprise, language),
        "units": list(atoms()),
        "statuses": [label(words, key, language) for key, words in STATUSES.items()],
        "notations": [label(words, key, language) for key, words in NOTATIONS.items()],
        "activities": [label(a.name, key, language) for key, a in catalog.activities.items()],
    }


def _nodes(park: Park, enterprise: Node, language: Language) -> list[str]:
    """One's own places first, then networks of the park, what lies outside, other firms."""
    own = park.below(enterprise.code)
    others = (NodeKind.NETWORK, NodeKind.TREATMENT, NodeKind.ENTERPRISE)
    known = [n for n in park.nodes if n.id in own or n.kind in OUTSIDE or n.kind in others]
    known.sort(
        key=lambda n: (
            n.id not in own,
            n.kind is NodeKind.ENTERPRISE,
            sort_key(n.name.in_language(language)),
            n.id,
        )
    )
    return [label(node.name, node.id, language) for node in known]
