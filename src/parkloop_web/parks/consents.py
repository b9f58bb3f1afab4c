"""Giving a consent: the newest word on a field and partner is the one that holds."""

from __future__ import annotations

from datetime import datetime

from parkloop_web.accounts.models import User
from parkloop_web.parks.models import Consent, Node


def give_consent(
    enterprise: Node,
    partner: Node,
    field: Consent.Field,
    precision: Consent.Precision,
    *,
    by: User,
    at: datetime,
    until: datetime,
) -> Consent:
    """Let a partner see a field from now on; what was said of it before ends."""
    chosen = {"enterprise": enterprise, "partner": partner, "field": field.value}
    Consent.objects.filter(**chosen, valid_until__gt=at).update(valid_until=at)
    return Consent.objects.create(
        **chosen, precision=precision.value, valid_from=at, valid_until=until, given_by=by
    )
