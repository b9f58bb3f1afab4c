"""Checks of the ledger: each a pure function of one shape, all run together.

``check_x(snapshot, catalog, parameters) -> tuple[Finding, ...]``. To add one: write the function
with its rule beside it, list it in ``CHECKS``, describe the rule in docs/methods/checks.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from parkloop.catalog.catalog import Catalog
from parkloop.findings import Finding, in_order
from parkloop.ledger.checks.coverage import check_borders, check_gaps, check_straddling
from parkloop.ledger.checks.history import check_history
from parkloop.ledger.checks.known import (
    check_activities,
    check_nodes,
    check_quantities,
    check_streams,
    check_units,
)
from parkloop.ledger.checks.meters import check_counted, check_counters
from parkloop.ledger.checks.parameters import CheckParameters
from parkloop.ledger.checks.repeats import (
    check_duplicates,
    check_notations,
    check_overlaps,
    check_unnamed_overlaps,
)
from parkloop.ledger.checks.statuses import check_future, check_intentions, check_signs
from parkloop.ledger.checks.totals import check_main_meters, check_stocks
from parkloop.ledger.ledger import Snapshot

__all__ = ["CHECKS", "CheckParameters", "run_checks"]

Check = Callable[[Snapshot, Catalog, CheckParameters], tuple[Finding, ...]]

#: Every check by the name under which it is documented, in the order of the rules.
CHECKS: Final[Mapping[str, Check]] = {
    "nodes": check_nodes,
    "streams": check_streams,
    "units": check_units,
    "quantities": check_quantities,
    "activities": check_activities,
    "overlaps": check_overlaps,
    "unnamed-overlaps": check_unnamed_overlaps,
    "duplicates": check_duplicates,
    "notations": check_notations,
    "gaps": check_gaps,
    "borders": check_borders,
    "history": check_history,
    "counters": check_counters,
    "counted": check_counted,
    "main-meters": check_main_meters,
    "stocks": check_stocks,
    "future": check_future,
    "straddling": check_straddling,
    "intentions": check_intentions,
    "signs": check_signs,
}


def run_checks(
    snapshot: Snapshot, catalog: Catalog, parameters: CheckParameters | None = None
) -> tuple[Finding, ...]:
    """Every finding of every check, errors first; nothing is raised for bad data (C-02)."""
    limits = parameters or CheckParameters()
    return in_order(
        finding for check in CHECKS.values() for finding in check(snapshot, catalog, limits)
    )
