"""A supplier's data set taken in by an enterprise: read, checked, kept; it moves its footprints."""

from __future__ import annotations

import json

from parkloop.errors import RequestError
from parkloop.findings import Finding, Where, has_errors
from parkloop.ledger.park import OUTSIDE
from parkloop.pact.checks import check_data_set
from parkloop.pact.facts import usable
from parkloop.pact.reading import read_data_sets
from parkloop.texts import Text
from parkloop_web.accounts.models import User
from parkloop_web.footprints.models import Supplied
from parkloop_web.footprints.traces import catalog_of
from parkloop_web.parks.models import Node


def take_in_set(
    enterprise: Node, supplier: str, stream: str, content: bytes, name: str, person: User
) -> tuple[Supplied | None, tuple[Finding, ...]]:
    """Keep the one data set of a file for a stream from an outside node; else why not, all at once.

    Raises RequestError for a supplier inside, and for a file of several sets; FactError for a
    stream that the catalog does not know.
    """
    if supplier not in outside(enterprise):
        raise RequestError(Text("Hãy chọn nhà cung cấp ngoài khu.", "Choose a supplier outside."))
    catalog = catalog_of(enterprise)
    known = catalog.stream(stream)
    read = read_data_sets(_document(content), name)
    findings = list(read.findings)
    for one in read.sets:
        where = Where(file=name, field=one.id)
        findings += [*check_data_set(one, catalog, where), *usable(one, known, where)]
    if has_errors(findings):
        return None, tuple(findings)
    if len(read.sets) != 1:
        count = len(read.sets)
        raise RequestError(
            Text(
                f"Tệp có {count} bộ dữ liệu; mỗi lần nhận một bộ, cho một mặt hàng.",
                f"The file holds {count} data sets; take in one at a time, for one good.",
            )
        )
    (one,) = read.sets
    kept = Supplied.objects.create(
        enterprise=enterprise,
        supplier=supplier,
        stream=stream,
        document=dict(one.document),
        version=one.version,
        taken_in_by=person,
    )
    return kept, tuple(findings)


def outside(enterprise: Node) -> set[str]:
    """Codes of the places outside the parks of the enterprise's zone."""
    kinds = [kind.value for kind in OUTSIDE]
    places = Node.objects.filter(zone=enterprise.zone, kind__in=kinds)
    return set(places.values_list("code", flat=True))


def _document(content: bytes) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
