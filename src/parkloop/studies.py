"""Which analyses feed which. Composition only: nothing is computed here."""

from __future__ import annotations

from dataclasses import dataclass

from parkloop.analyses.balances import Balances
from parkloop.analyses.completeness import Completeness
from parkloop.analyses.inventory.model import Inventory
from parkloop.catalog.catalog import Catalog
from parkloop.findings import Finding
from parkloop.ledger.ledger import Snapshot
from parkloop.provenance import Result


@dataclass(frozen=True)
class Study:
    """One run over a snapshot: what was found, and every result with its provenance.

    ``inventories`` and ``balances`` hold one result per reporting year, oldest first.
    """

    title_id: str
    snapshot: Snapshot
    catalog: Catalog
    checks: tuple[Finding, ...]
    completeness: Result[Completeness]
    balances: tuple[Result[Balances], ...]
    inventories: tuple[Result[Inventory], ...]
