"""What changed in a month since it was approved: a difference of two snapshots of one ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import polars as pl

from parkloop.ledger.columns import KEY_COLUMNS
from parkloop_web.ledger.models import Submission
from parkloop_web.ledger.snapshot import versions_of_month
from parkloop_web.parks.models import Node


class Kind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    TAKEN_BACK = "taken-back"


@dataclass(frozen=True, slots=True)
class Change:
    """A statement that reads otherwise now: what was approved, what is said now, by whom, why."""

    kind: Kind
    key: str
    what: dict[str, Any]
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    by: str
    at: datetime
    reason: str


def changed_since_approval(submission: Submission) -> tuple[Change, ...]:
    """Every statement of the month that is not what was approved; empty if none ever was."""
    if submission.approved_until is None:
        return ()
    return changes_of(submission.enterprise, submission.month, submission.approved_until)


def changes_of(enterprise: Node, month: date, since: datetime) -> tuple[Change, ...]:
    """What was recorded of a month after a moment, as far as the reader may see it."""
    versions = versions_of_month(enterprise, month).sort("key", "version")
    return tuple(_changes(versions, since))


def _changes(versions: pl.DataFrame, since: datetime) -> Iterator[Change]:
    for group in versions.partition_by("key", maintain_order=True):
        rows = group.to_dicts()
        before = next((row for row in reversed(rows) if row["recorded_at"] <= since), None)
        after = rows[-1]
        if after["recorded_at"] <= since:
            continue
        change = _change(before, after)
        if change is not None:
            yield change


def _change(before: dict[str, Any] | None, after: dict[str, Any]) -> Change | None:
    held = before if before is not None and not before["void"] else None
    holds = after if not after["void"] else None
    if held is None and holds is None:
        return None
    if held is not None and holds is not None and held["content"] == holds["content"]:
        return None
    kind = Kind.ADDED if held is None else Kind.TAKEN_BACK if holds is None else Kind.CHANGED
    return Change(
        kind=kind,
        key=after["key"],
        what={column: after[column] for column in KEY_COLUMNS},
        before=held,
        after=holds,
        by=after["recorded_by"],
        at=after["recorded_at"],
        reason=after["reason"],
    )
