"""The one way in which analyses say what they were computed from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from parkloop.catalog.catalog import Catalog
from parkloop.ledger.columns import set_hash
from parkloop.ledger.ledger import Snapshot
from parkloop.provenance import Plain, Provenance


def provenance(
    snapshot: Snapshot,
    catalog: Catalog,
    analysis: str,
    version: str,
    parameters: Mapping[str, Plain],
    facts: Iterable[str],
    entries: pl.DataFrame,
) -> Provenance:
    """Inputs of an analysis by hash, with the facts and entries that it really used.

    ``entries`` are rows of the snapshot, in its order.
    """
    all_used = len(entries) == len(snapshot.entries)
    return Provenance(
        analysis=analysis,
        version=version,
        ledger_hash=snapshot.hash,
        catalog_version=catalog.version,
        catalog_hash=catalog.hash,
        parameters=dict(parameters),
        facts=tuple(sorted(set(facts))),
        entries_hash=(
            snapshot.statements_hash if all_used else set_hash(entries.get_column("content"))
        ),
        entries_count=len(entries),
    )
