"""Share of primary data and data-quality ratings of a footprint.

Primary is what comes from activity data of the ledger, and of a partner's data set the share
that it states. Ratings are rows of the catalog (rules/quality_ratings.csv); a partner's data set
brings its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from parkloop.analyses.inventory.model import Line
from parkloop.analyses.tracing.model import Contribution, Quality
from parkloop.catalog.catalog import Catalog
from parkloop.catalog.facts import Fact, Rating
from parkloop.provenance import significant

#: Origins whose numbers are not activity data of the ledger's own firms.
SECONDARY = frozenset({"upstream", "credit"})
_DIGITS = 6


@dataclass
class Judge:
    """Judges contributions by the facts behind their lines."""

    catalog: Catalog
    lines: Mapping[str, Line]
    year: int
    region: str

    def primary_share(self, contributions: Sequence[Contribution]) -> float | None:
        """The part of a footprint (by absolute size, 0–1) from primary data; None of nothing."""
        size = math.fsum(abs(part.value) for part in contributions)
        if not size:
            return None
        own = math.fsum(abs(part.value) * self._primary(part) for part in contributions)
        return significant(own / size, _DIGITS)

    def _primary(self, part: Contribution) -> float:
        if part.origin not in SECONDARY:
            return 1.0
        shares = [fact.primary_share or 0.0 for fact in self._facts(part)]
        return min(shares, default=0.0)

    def quality(self, contributions: Sequence[Contribution]) -> Quality | None:
        """Mean ratings by what each contribution carries; None where nothing can be rated."""
        rated = [
            (abs(part.value), self._ratings(facts))
            for part in contributions
            if (facts := self._facts(part))
        ]
        size = math.fsum(weight for weight, _ in rated)
        if not size or not self.catalog.ratings:
            return None
        means = (
            significant(math.fsum(w * found[n] for w, found in rated) / size, _DIGITS)
            for n in range(3)
        )
        return Quality(*means)

    def facts(self, contributions: Sequence[Contribution]) -> tuple[str, ...]:
        """Ids of the facts behind a footprint."""
        terms = (t for part in contributions for t in self.lines[part.line].terms)
        return tuple(sorted({term.fact for term in terms if term.fact}))

    def _facts(self, part: Contribution) -> list[Fact]:
        terms = self.lines[part.line].terms
        return [self.catalog.known(term.fact) for term in terms if term.fact]

    def _ratings(self, facts: Iterable[Fact]) -> tuple[float, float, float]:
        """The worst of the facts in each dimension."""
        every = [self._rate(fact) for fact in facts]
        return (
            max(found[0] for found in every),
            max(found[1] for found in every),
            max(found[2] for found in every),
        )

    def _rate(self, fact: Fact) -> tuple[float, float, float]:
        same = fact.region == self.region or bool(fact.supplier) or fact.rank == "facility"
        return (
            _stated(fact.technology, self._rating("technology", _technology(fact))),
            _stated(fact.geography, self._rating("geography", "same" if same else "world")),
            _stated(fact.timeliness, self._by_age(fact)),
        )

    def _rating(self, dimension: str, condition: str) -> int:
        return next(
            (r.rating for r in self._rows(dimension) if r.condition == condition),
            self._poorest,
        )

    def _by_age(self, fact: Fact) -> int:
        year = (fact.data_year or fact.published)[:4]
        age = abs(self.year - int(year)) if year else None
        for row in sorted(self._rows("timeliness"), key=lambda r: r.rating):
            if row.years is None or (age is not None and age <= row.years):
                return row.rating
        return self._poorest

    def _rows(self, dimension: str) -> list[Rating]:
        return [row for row in self.catalog.ratings if row.dimension == dimension]

    @cached_property
    def _poorest(self) -> int:
        return max((row.rating for row in self.catalog.ratings), default=3)


def _technology(fact: Fact) -> str:
    if fact.supplier or fact.rank == "facility":
        return "own"
    return "generic" if not fact.stream or fact.stream.startswith("group:") else "named"


def _stated(stated: float | None, judged: int) -> float:
    return float(judged) if stated is None else stated
