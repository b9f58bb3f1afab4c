"""What deserves a second look in a month that is handed in: findings, estimates, jumps."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

import polars as pl

from parkloop.catalog.catalog import Catalog
from parkloop.findings import Finding, Severity
from parkloop.ledger.checks import CheckParameters, run_checks
from parkloop.ledger.ledger import Snapshot

#: A month counts as a jump when a meter shows more than this times its usual month, or less than
#: its reciprocal. It sorts the queue; it refuses nothing.
JUMP = 3.0


@dataclass(frozen=True, slots=True)
class Risk:
    """Counts of one month: errors and warnings of the checks, entries, estimates, jumps."""

    errors: int = 0
    warnings: int = 0
    entries: int = 0
    estimated: int = 0
    jumps: int = 0

    @property
    def score(self) -> float:
        """Sorts the queue: an error outweighs any warning, a warning any share of estimates."""
        share = self.estimated / self.entries if self.entries else 1.0
        return 100.0 * self.errors + 10.0 * (self.warnings + self.jumps) + share

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


def risks_of(snapshot: Snapshot, catalog: Catalog) -> Mapping[date, Risk]:
    """Per local month, what the checks and the figures themselves say; empty months are missing."""
    rows = _with_months(snapshot)
    found = _findings_by_month(rows, run_checks(snapshot, catalog, CheckParameters()))
    counts = _counts(rows)
    return {
        month: Risk(
            errors=found[month][Severity.ERROR],
            warnings=found[month][Severity.WARNING],
            entries=entries,
            estimated=estimated,
            jumps=jumps,
        )
        for month, (entries, estimated, jumps) in counts.items()
    }


def _with_months(snapshot: Snapshot) -> pl.DataFrame:
    local = pl.col("start").dt.convert_time_zone(snapshot.park.zone).dt.date().dt.month_start()
    return snapshot.entries.with_columns(month=local)


def _findings_by_month(
    rows: pl.DataFrame, findings: tuple[Finding, ...]
) -> Mapping[date, Counter[Severity]]:
    month_of = dict(rows.select("entry", "month").iter_rows())
    found: dict[date, Counter[Severity]] = defaultdict(Counter)
    for finding in findings:
        for month in {month_of[entry] for entry in finding.where.entries if entry in month_of}:
            found[month][finding.severity] += 1
    return found


def _counts(rows: pl.DataFrame) -> Mapping[date, tuple[int, int, int]]:
    flows = rows.filter((pl.col("kind") == "flow") & pl.col("amount").is_not_null())
    usual = pl.col("amount").median().over("stream", "from_node", "to_node", "activity")
    ratio = pl.col("amount") / usual
    jumps = (
        flows.with_columns(jump=((ratio > JUMP) | (ratio < 1 / JUMP)) & (usual > 0))
        .group_by("month")
        .agg(jumps=pl.col("jump").sum())
    )
    counted = (
        rows.group_by("month")
        .agg(entries=pl.len(), estimated=(pl.col("status") == "estimated").sum())
        .join(jumps, on="month", how="left")
        .sort("month")
    )
    return {
        month: (entries, estimated, jumps or 0)
        for month, entries, estimated, jumps in counted.iter_rows()
    }
