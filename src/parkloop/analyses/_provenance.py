"""The one way in which analyses say what they were computed from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import polars as pl

from parkloop.catalog.catalog import Catalog
from parkloop.ledger.columns import set_hash
from parkloop.ledger.ledger import Snapshot
from parkloop.provenance import Plain, Provenance


@contextmanager
def hashed_meanwhile(snapshot: Snapshot) -> Iterator[None]:
    """Take the hash of the statements while the column engine works through what is in the block.

    Hashing keeps one core busy and lets Python and the engine go on; the hash is the same
    whenever it is taken.
    """
    with ThreadPoolExecutor(max_workers=1) as aside:
        aside.submit(lambda: snapshot.statements_hash)
        yield


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
