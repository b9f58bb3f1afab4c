"""What a person decides when offers and needs are matched; all of it stands in the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from parkloop.analyses.symbiosis_matching.model import Need, Offer
from parkloop.periods import Period
from parkloop.provenance import Plain

VERSION = "1"


@dataclass(frozen=True, slots=True)
class MatchingParameters:
    """Parameters of a matching.

    ``offers`` and ``needs`` are added by hand to those of the ledger. ``text_weight`` is what the
    likeness of two names adds beside the catalogue. ``least_fit`` is how well a row of the
    catalogue must speak of an offer to count; ``need_weight`` is what a need alone counts that the
    row replaces, where neither industry nor name of the taker fit. ``least`` is the score below
    which nothing is shown, ``most`` how many takers are kept per offer. ``distances`` overrides
    the distance [km] of two enterprises, as 'giver>taker'. ``approach`` [K] is how much warmer an
    offer of heat must be than the need.
    """

    period: Period
    offers: tuple[Offer, ...] = ()
    needs: tuple[Need, ...] = ()
    text_weight: float = 0.3
    least_fit: float = 0.35
    need_weight: float = 0.6
    least: float = 0.3
    most: int = 8
    distances: Mapping[str, float] = field(default_factory=dict)
    approach: float = 10.0

    def as_dict(self) -> dict[str, Plain]:
        return {
            "approach": self.approach,
            "distances": dict(self.distances),
            "least": self.least,
            "least_fit": self.least_fit,
            "most": self.most,
            "need_weight": self.need_weight,
            "needs": [need.as_dict() for need in self.needs],
            "offers": [offer.as_dict() for offer in self.offers],
            "period_end": self.period.end.isoformat(),
            "period_start": self.period.start.isoformat(),
            "text_weight": self.text_weight,
        }
