"""What the checks of the core say of an enterprise's data, by month and by statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from parkloop.catalog.catalog import Catalog
from parkloop.findings import Finding
from parkloop.ledger.checks import CheckParameters, run_checks
from parkloop.ledger.ledger import Snapshot
from parkloop_web.ledger.history_words import local_month
from parkloop_web.ledger.snapshot import with_hidden_ends


def findings_by_month(snapshot: Snapshot, catalog: Catalog) -> Mapping[date, list[Finding]]:
    """Findings by each month that one of their entries begins in."""
    starts = dict(snapshot.entries.select("entry", "start").iter_rows())
    found: dict[date, list[Finding]] = defaultdict(list)
    for finding in run_checks(with_hidden_ends(snapshot), catalog, CheckParameters()):
        for month in {
            local_month(starts[entry], snapshot.park.zone)
            for entry in finding.where.entries
            if entry in starts
        }:
            found[month].append(finding)
    return found


def findings_about(snapshot: Snapshot, catalog: Catalog, entry: str) -> list[Finding]:
    """Findings that name this version of a statement."""
    found = run_checks(with_hidden_ends(snapshot), catalog, CheckParameters())
    return [finding for finding in found if entry in finding.where.entries]
