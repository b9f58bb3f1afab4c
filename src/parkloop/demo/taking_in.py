"""Takes files into a workspace the way a person would: read, preview, take in, keep the mapping."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import polars as pl

from parkloop.errors import InputRefused
from parkloop.findings import Finding
from parkloop.io.intake.mappings import SenderMapping, mapping_path, read_mapping, write_mapping
from parkloop.io.intake.preview import ImportRequest, Preview, preview_import
from parkloop.io.workspace import Workspace
from parkloop.ledger.changes import Mode, commit
from parkloop.ledger.ledger import Ledger
from parkloop.ledger.split import split_by_month
from parkloop.texts import Text


@dataclass
class Desk:
    """A workspace with its ledger in memory, so that each file is compared with all before it."""

    workspace: Workspace
    person: str
    ledger: Ledger = field(init=False)

    def __post_init__(self) -> None:
        self.ledger = self.workspace.ledger()

    def take_in(self, path: Path, mode: Mode, at: datetime, reason: str = "") -> Preview:
        """Import one file; raises InputRefused with every finding when it may not be taken in."""
        sender = path.stem
        kept = mapping_path(self.workspace.mappings_folder, sender)
        mapping = read_mapping(kept) if kept.is_file() else SenderMapping(sender=sender)
        request = ImportRequest(mode=mode, by=self.person, at=at, sender=sender, reason=reason)
        preview = preview_import(path, self.ledger, self.workspace.catalog, mapping, request)
        if preview.plan is None:
            raise _refused(path, preview.findings)
        if preview.appended is not None:
            self.workspace.append(preview.appended, preview.record)
            self.ledger = commit(self.ledger, preview.plan)
        write_mapping(preview.mapping, kept)
        return preview

    def split_across_months(self, to_node: str, reason: str, at: datetime) -> int:
        """Split what crosses a month's end at a node, with the reason; returns how many parts."""
        keys = _straddling(self.ledger, to_node)
        import_id = f"{at:%Y%m%dT%H%M%SZ}-split-{to_node}"
        plan = split_by_month(
            self.ledger,
            keys,
            reason,
            import_id=import_id,
            recorded_at=at,
            recorded_by=self.person,
        )
        if plan.appended.is_empty():
            return 0
        self.workspace.append(
            plan.appended,
            {
                "act": "split",
                "at": at.isoformat(),
                "by": self.person,
                "counts": dict(plan.counts()),
                "import_id": import_id,
                "reason": reason,
            },
        )
        self.ledger = commit(self.ledger, plan)
        return len(plan.new)


def _straddling(ledger: Ledger, to_node: str) -> list[str]:
    """Keys of flows into a node that cross the end of a month in the park's zone."""
    zone = ledger.park.zone
    last_instant = pl.col("end") - pl.duration(microseconds=1)
    first, last = (
        moment.dt.convert_time_zone(zone).dt.month_start().dt.date()
        for moment in (pl.col("start"), last_instant)
    )
    crossing = ledger.snapshot().flows.filter((pl.col("to_node") == to_node) & (first != last))
    return crossing.sort("start").get_column("key").to_list()


def _refused(path: Path, findings: tuple[Finding, ...]) -> InputRefused:
    return InputRefused(
        Text(f"{path.name} không nhập được.", f"{path.name} cannot be taken in."), findings
    )
