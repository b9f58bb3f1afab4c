"""What one enterprise is shown of another: a class unless a consent says more."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from parkloop.analyses.symbiosis_matching import Candidate, Need, Offer
from parkloop.catalog.exchange_facts import ExchangeFacts
from parkloop.reports.numbers import number
from parkloop.texts import Text, same_in_both
from parkloop_web.parks.models import Consent, Node

_STEP_KM, _STEP_C = 5, 10


@dataclass(frozen=True)
class Consents:
    """Consents that hold at a moment, asked for by giver, partner and field."""

    held: dict[tuple[int, int, str], str]

    @classmethod
    def at(cls, moment: datetime, enterprises: Iterable[int]) -> Consents:
        rows = Consent.objects.filter(
            enterprise_id__in=list(enterprises), valid_from__lte=moment, valid_until__gt=moment
        )
        return cls({(r.enterprise_id, r.partner_id, r.field): r.precision for r in rows})

    def precision(self, of: Node, partner: Node, field: str) -> str:
        """number, interval or class; a consent to a park or zone is one to all who are there."""
        for place in (partner.pk, partner.park_id, partner.zone_id):
            found = self.held.get((of.pk, place or 0, field))
            if found:
                return found
        return "class"


def amount(value: float | None, unit: str, precision: str) -> Text:
    """'600 t', '500–1,000 t' or '100–1,000 t': as exactly as is allowed."""
    if value is None:
        return Text("chưa biết", "not known")
    if precision == "number" or value <= 0:
        return _joined(number(value, 4), unit)
    decade = 10.0 ** math.floor(math.log10(value))
    edges = (1, 10) if precision == "class" else (1, 2, 5, 10)
    low, high = next((decade * a, decade * b) for a, b in pairwise(edges) if value < decade * b)
    one, other = number(low, 4), number(high, 4)
    return _joined(Text(f"{one.vi}–{other.vi}", f"{one.en}–{other.en}"), unit)


def _joined(words: Text, unit: str) -> Text:
    return Text(f"{words.vi} {unit}".strip(), f"{words.en} {unit}".strip())


def temperature(value: float | None, precision: str) -> Text | None:
    if value is None:
        return None
    if precision == "number":
        return same_in_both(f"{value:g} °C")
    low = math.floor(value / _STEP_C) * _STEP_C
    return same_in_both(f"{low}–{low + _STEP_C} °C")


def partner_words(partner: Node, facts: ExchangeFacts, precision: str) -> Text:
    """The partner's name where it allowed that, else its division of industry."""
    if precision == "number":
        return partner.name
    division = facts.industries.get(partner.industry[:2])
    if division is None:
        return Text("Một doanh nghiệp trong khu vực", "An enterprise of the area")
    return Text(
        f"Một doanh nghiệp ngành {division.name.vi.lower()}",
        f"An enterprise of: {division.name.en.lower()}",
    )


def face(
    candidate: Candidate,
    side: str,
    own: Offer | Need | None,
    other: Offer | Need | None,
    partner: Node,
    viewer: Node,
    facts: ExchangeFacts,
    consents: Consents,
) -> dict[str, Any]:
    """The candidate for one side, both languages, with the partner as far as it allowed."""

    allowed = Consent.Field

    def precise(field: Consent.Field) -> str:
        return consents.precision(partner, viewer, field)

    pair = facts.pairs.get(candidate.pair)
    given = own if side == "giver" else other
    return {
        "amount": _words(
            amount(other.quantity, other.unit, precise(allowed.QUANTITY)) if other else None
        ),
        "constraint": _words(candidate.constraint),
        "distance": _distance(candidate.distance_km),
        "given": _words(given.name if given else None),
        "hazardous": candidate.hazardous,
        "legal": [_words(facts.legal_notes[name].note) for name in candidate.legal],
        "own": _words(own.name if own else None),
        "own_amount": _words(amount(own.quantity, own.unit, "number") if own else None),
        "pair": candidate.pair,
        "pair_name": _words(pair.name if pair else None),
        "partner": _words(partner_words(partner, facts, precise(allowed.NAME))),
        "replaces": _words(candidate.replaces),
        "same_park": candidate.geography == "same-park",
        "temperature": _words(
            temperature(other.temperature, precise(allowed.TEMPERATURE)) if other else None
        ),
        "treatment": _words(candidate.treatment),
        "verified": candidate.verified,
    }


def _distance(km: float | None) -> str:
    """'< 5', '< 10' …: a distance to the metre would tell who it is."""
    return "" if km is None else f"< {(math.floor(km / _STEP_KM) + 1) * _STEP_KM} km"


def _words(text: Text | None) -> dict[str, str] | None:
    return None if text is None else {"vi": text.vi, "en": text.en}
