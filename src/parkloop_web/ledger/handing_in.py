"""Hands months in: what deserves a second look is counted first, then the act is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from parkloop.catalog.catalog import Catalog
from parkloop.io.catalog_files import load_catalog
from parkloop_web.accounts.identity import Identity
from parkloop_web.ledger.models import Submission
from parkloop_web.ledger.risk import Risk, risks_of
from parkloop_web.ledger.snapshot import snapshot_of, with_hidden_ends
from parkloop_web.ledger.workflow import Act, act, month_of
from parkloop_web.parks.models import Node


def hand_in(
    identity: Identity,
    enterprise: Node,
    months: Iterable[date],
    *,
    at: datetime,
    reason: str = "",
    catalog: Catalog | None = None,
) -> tuple[Submission, ...]:
    """Submit months of an enterprise; raises RequestError at the first that cannot be."""
    risks = risks_seen(enterprise, catalog)
    return tuple(
        _submit(identity, enterprise, month.replace(day=1), risks, at, reason) for month in months
    )


def risks_seen(enterprise: Node, catalog: Catalog | None = None) -> Mapping[date, Risk]:
    """Risks per month of what the asker sees of an enterprise."""
    assert enterprise.zone is not None
    snapshot = snapshot_of(enterprise.zone, enterprises=[enterprise.pk])
    return risks_of(with_hidden_ends(snapshot), catalog or load_catalog())


def _submit(
    identity: Identity,
    enterprise: Node,
    month: date,
    risks: Mapping[date, Risk],
    at: datetime,
    reason: str,
) -> Submission:
    submission = month_of(enterprise, month)
    risk = risks.get(month, Risk())
    submission.risk, submission.risk_score = risk.as_dict(), risk.score
    submission.save(update_fields=["risk", "risk_score"])
    return act(identity, submission, Act.SUBMIT, at=at, reason=reason)
