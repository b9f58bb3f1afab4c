"""What the generator says, as a ledger without files; the way over files is tested apart."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parkloop.demo.generate import handed_in
from parkloop.demo.planting import both_languages
from parkloop.demo.profiles import planted_profile
from parkloop.demo.zone import demo_park
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.changes import Mode, commit, plan_changes
from parkloop.ledger.columns import stated
from parkloop.ledger.ledger import Ledger
from parkloop.ledger.split import split_by_month

RECORDED = datetime(2026, 2, 2, tzinfo=UTC)


def _taken(ledger, entries, mode, reason=""):
    plan = plan_changes(
        ledger,
        stated(entries),
        mode,
        import_id=f"test-{mode.value}",
        recorded_at=RECORDED,
        recorded_by="test",
        reason=reason,
    )
    return commit(ledger, plan)


@pytest.fixture(scope="session")
def handed():
    return tuple(handed_in())


@pytest.fixture(scope="session")
def unsplit(handed):
    """The ledger before bills that run across months are split."""
    first = [entry for each in handed for entry in (*each.entries, *each.readings)]
    ledger = _taken(Ledger.empty(demo_park()), first, Mode.ONLY_NEW)
    corrections = [entry for each in handed for entry in each.correction]
    return _taken(ledger, corrections, Mode.CORRECT, reason="weighed twice")


@pytest.fixture(scope="session")
def ledger(unsplit):
    bills = unsplit.snapshot().flows
    planted = planted_profile()["straddling"]
    wanted = planted["flow"]
    keys = [
        row["key"]
        for row in bills.iter_rows(named=True)
        if (row["stream"], row["from_node"], row["to_node"])
        == (wanted["stream"], wanted["from"], wanted["to"])
    ]
    plan = split_by_month(
        unsplit,
        keys,
        both_languages(planted["reason"]),
        import_id="test-split",
        recorded_at=RECORDED,
        recorded_by="test",
    )
    return commit(unsplit, plan)


@pytest.fixture(scope="session")
def snapshot(ledger):
    return ledger.snapshot()


@pytest.fixture(scope="session")
def catalog():
    return load_catalog()
