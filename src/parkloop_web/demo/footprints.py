"""Footprints of the demo zone: prices, products displaced, what suppliers sent; all invented."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from parkloop.demo.footprints import MAKER, SupplierSet, agreed, statements
from parkloop_web.database.rls import acting_as
from parkloop_web.demo.people import DemoPeople
from parkloop_web.footprints.models import Stated
from parkloop_web.footprints.supplying import take_in_set
from parkloop_web.parks.models import Node


def demo_statements() -> dict[str, dict[str, Any]]:
    """What enterprises state, by their code: prices and the like, and of whom and what they are."""
    content: dict[str, dict[str, Any]] = {code: dict(stated) for code, stated in agreed().items()}
    content.setdefault(MAKER, {}).update(yaml.safe_load(statements()))
    return content


def load_footprints(
    nodes: Mapping[str, Node],
    people: DemoPeople,
    stated: Mapping[str, Mapping[str, Any]],
    sent: Iterable[SupplierSet],
) -> None:
    """State and take in, each enterprise by its own editor.

    Raises ValueError where a data set of the demo is not fit.
    """
    for code, content in stated.items():
        with acting_as(people.editors[code].pk):
            Stated.objects.create(enterprise=nodes[code], content=dict(content))
    for one in sent:
        for code in one.takers:
            editor = people.editors[code]
            with acting_as(editor.pk):
                kept, findings = take_in_set(
                    nodes[code], one.supplier, one.stream, one.content.encode(), one.file, editor
                )
            if kept is None:
                raise ValueError(f"{one.file}: {[finding.message.en for finding in findings]}")
