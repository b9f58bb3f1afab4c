"""Candidates: every offer with every other enterprise, scored, explained and ranked.

The score is g · t + w · l: how well a row of the catalogue speaks of what is given (g) and of the
taker (t), the largest over the rows; plus the likeness l of the names at weight w. An offer of the
very stream that is needed counts as g · t = 1, one of the same carrier as far as temperature or
quality let it. Beyond the usual range of a row the score falls with range / distance.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from parkloop.analyses.symbiosis_matching.catalogue import Catalogue
from parkloop.analyses.symbiosis_matching.model import (
    Candidate,
    Kind,
    Need,
    Offer,
    Part,
    Reason,
    Side,
)
from parkloop.analyses.symbiosis_matching.obstacles import obstacles
from parkloop.analyses.symbiosis_matching.parameters import MatchingParameters
from parkloop.catalog.exchange_facts import ExchangeFacts, Pair
from parkloop.ledger.park import Node, NodeKind, Park
from parkloop.provenance import significant
from parkloop.texts import Text

_DIGITS = 6
_EARTH_KM = 6371.0
TREATED_WATER = "treated-wastewater"
#: What an offer of a carrier counts as: good enough, not known, after treatment or a heat pump.
FITS, NOT_KNOWN, AFTER_TREATMENT = 1.0, 0.5, 0.4


@dataclass(frozen=True)
class _Taker:
    """An enterprise with its needs, and how well each pair speaks of it."""

    node: Node
    needs: tuple[Need, ...]
    fits: list[float]
    by_need: tuple[list[float], ...]


@dataclass(frozen=True)
class Matcher:
    """Offers and needs of a park against the catalogue of pairs."""

    park: Park
    facts: ExchangeFacts
    parameters: MatchingParameters
    needs: tuple[Need, ...]
    running: frozenset[tuple[str, str, str]]

    @cached_property
    def catalogue(self) -> Catalogue:
        return Catalogue.of(self.facts.pairs.values())

    @cached_property
    def _takers(self) -> tuple[_Taker, ...]:
        from_ledger = {node.id: node for node in self.park.of_kind(NodeKind.ENTERPRISE)}
        found = []
        for owner in sorted(from_ledger):
            node = from_ledger[owner]
            own = tuple(need for need in self.needs if need.owner == owner)
            division = self.facts.industries.get(node.industry[:2])
            names = [node.name.en, node.name.vi]
            if division:
                names += [division.name.en, division.name.vi]
            fits = self.catalogue.as_taken(names, node.industry)
            by_need = tuple(self.catalogue.as_replaced(_names(need)) for need in own)
            found.append(_Taker(node, own, fits, by_need))
        return tuple(found)

    def candidates(self, offers: Sequence[Offer]) -> Iterator[Candidate]:
        """For every offer its best takers, best first."""
        for offer in offers:
            found = [c for taker in self._takers if (c := self._of(offer, taker)) is not None]
            found.sort(key=lambda c: (-c.score, c.taker))
            yield from found[: self.parameters.most]

    def given(self, offer: Offer) -> list[float]:
        """Per pair how well it speaks of the offer; a pair of another hazard mark counts less."""
        fits = self._given_by_name.get(_names(offer))
        if fits is None:
            fits = self.catalogue.as_given(_names(offer), offer.waste_code)
            self._given_by_name[_names(offer)] = fits
        return fits

    @cached_property
    def _given_by_name(self) -> dict[tuple[str, ...], list[float]]:
        return {}

    def _of(self, offer: Offer, taker: _Taker) -> Candidate | None:
        if taker.node.id == offer.owner:
            return None
        place, given, taken, need = self._best_pair(offer, taker)
        same, carrier = self._same_carrier(offer, taker.needs)
        likeness, alike = self._likeness(offer, taker)
        catalogue = given * taken
        pair: Pair | None = self.catalogue.pairs[place] if catalogue else None
        if same is not None and carrier >= catalogue:
            catalogue, need = carrier, same
        else:
            same = None
        if pair is None and need is None:
            need = alike
        weight = self.parameters.text_weight
        distance = self._distance(offer.owner, taker.node.id)
        reach = _reach(pair, distance)
        score = (catalogue + weight * likeness) * reach
        if score < self.parameters.least:
            return None
        parts = tuple(_parts(catalogue, given, taken, weight * likeness, reach, same=same))
        reason = _reason(offer, pair, catalogue, weight * likeness, same=same)
        return self._candidate(offer, taker, need, pair, distance, score, parts, reason)

    def _best_pair(self, offer: Offer, taker: _Taker) -> tuple[int, float, float, Need | None]:
        """The pair that speaks best of both, and the need that it would replace."""
        given = self.given(offer)
        best: tuple[float, int, float, Need | None] = (-1.0, 0, 0.0, None)
        for place, (g, fit) in enumerate(zip(given, taker.fits, strict=True)):
            if g < self.parameters.least_fit:
                continue
            taken, need = fit, None
            for one, values in zip(taker.needs, taker.by_need, strict=True):
                if self.parameters.need_weight * values[place] > taken:
                    taken, need = self.parameters.need_weight * values[place], one
            if g * taken > best[0]:
                best = (g * taken, place, taken, need or _replaced(taker, place))
        return best[1], given[best[1]] if best[0] > 0 else 0.0, best[2], best[3]

    def _same_carrier(self, offer: Offer, needs: Sequence[Need]) -> tuple[Need | None, float]:
        """The need that the offer serves as it is, or nearly, and what that counts."""
        best: tuple[Need | None, float] = (None, 0.0)
        for need in needs:
            value = self._carrier_fit(offer, need)
            if value > best[1]:
                best = (need, value)
        return best

    def _carrier_fit(self, offer: Offer, need: Need) -> float:
        if offer.kind is Kind.HEAT and need.kind is Kind.HEAT:
            if offer.temperature is None or need.temperature is None:
                return NOT_KNOWN
            warm = offer.temperature >= need.temperature + self.parameters.approach
            return FITS if warm else AFTER_TREATMENT
        if offer.kind is Kind.WASTEWATER and need.kind is Kind.WATER:
            return self._water_fit(offer, need)
        if offer.kind is Kind.POWER and need.kind is Kind.POWER:
            return FITS
        return FITS if offer.stream and offer.stream == need.stream else 0.0

    def _water_fit(self, offer: Offer, need: Need) -> float:
        """By class; water of unknown quality counts only where it was treated already."""
        have = self.facts.water_classes.get(offer.water_class)
        want = self.facts.water_classes.get(need.water_class)
        if have is None or want is None:
            return NOT_KNOWN if offer.stream == TREATED_WATER else 0.0
        return FITS if have.order <= want.order else AFTER_TREATMENT

    def _likeness(self, offer: Offer, taker: _Taker) -> tuple[float, Need | None]:
        """Of all needs the name most like the offer's."""
        best: tuple[float, Need | None] = (0.0, None)
        for need in taker.needs:
            value = max(
                self._between(offer.name.vi, need.name.vi),
                self._between(offer.name.en, need.name.en),
            )
            if value > best[0]:
                best = (value, need)
        return best

    def _between(self, one: str, other: str) -> float:
        key = (one, other)
        if key not in self._likenesses:
            self._likenesses[key] = self.catalogue.taken.between(one, other)
        return self._likenesses[key]

    @cached_property
    def _likenesses(self) -> dict[tuple[str, str], float]:
        return {}

    def _candidate(
        self,
        offer: Offer,
        taker: _Taker,
        need: Need | None,
        pair: Pair | None,
        distance: float | None,
        score: float,
        parts: tuple[Part, ...],
        reason: Reason,
    ) -> Candidate:
        legal = self.facts.legal_for(pair) if pair else ()
        replaced, unit = _replaced_amount(offer, pair)
        hazardous = offer.kind is Kind.HAZARDOUS or bool(pair and pair.hazardous)
        return Candidate(
            offer=offer.id,
            giver=offer.owner,
            taker=taker.node.id,
            need=need.id if need else "",
            pair=pair.id if pair else "",
            score=significant(score, _DIGITS),
            parts=parts,
            reason=reason,
            why=_why(offer, taker.node, pair, need, reason),
            treatment=pair.treatment if pair else None,
            constraint=pair.constraints if pair else None,
            obstacles=obstacles(offer, need, pair, distance, self.facts, self.parameters),
            distance_km=None if distance is None else significant(distance, 4),
            range_km=pair.range_km if pair else None,
            legal=tuple(note.id for note in legal),
            hazardous=hazardous,
            running=(offer.owner, offer.stream, taker.node.id) in self.running,
            replaced=replaced,
            replaced_unit=unit,
            geography=_geography(self.park, offer.owner, taker.node.id),
            replaces=pair.replaces if pair else None,
            verified=bool(pair and pair.verified),
        )

    def _distance(self, giver: str, taker: str) -> float | None:
        """Kilometres as the crow flies between two enterprises, or as stated."""
        for key in (f"{giver}>{taker}", f"{taker}>{giver}"):
            if key in self.parameters.distances:
                return self.parameters.distances[key]
        one, other = place_of(self.park, giver), place_of(self.park, taker)
        return None if one is None or other is None else _haversine(one, other)


def place_of(park: Park, owner: str) -> tuple[float, float] | None:
    """Latitude and longitude of an enterprise, from its attributes."""
    node = park.by_id.get(owner)
    if node is None:
        return None
    found = [node.attributes.get(name) for name in ("latitude", "longitude")]
    numbers = [float(x) for x in found if isinstance(x, int | float) and not isinstance(x, bool)]
    return (numbers[0], numbers[1]) if len(numbers) == 2 else None


def _geography(park: Park, giver: str, taker: str) -> str:
    one, other = (park.owner(owner, NodeKind.PARK) for owner in (giver, taker))
    return "same-park" if one == other else "other-park"


def _haversine(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance [km]."""
    (a, b), (c, d) = ([math.radians(x) for x in point] for point in (one, other))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(half))


def _names(side: Side) -> tuple[str, ...]:
    return (side.name.en, side.name.vi, *side.words)


def _replaced(taker: _Taker, place: int) -> Need | None:
    """The need that a pair replaces, where the names are like each other by a half or more."""
    found = [(values[place], need) for need, values in zip(taker.needs, taker.by_need, strict=True)]
    value, need = max(found, key=lambda one: one[0], default=(0.0, None))
    return need if value >= 0.5 else None


def _reach(pair: Pair | None, distance: float | None) -> float:
    if pair is None or pair.range_km is None or not distance:
        return 1.0
    return min(1.0, pair.range_km / distance)


def _parts(
    catalogue: float,
    given: float,
    taken: float,
    text: float,
    reach: float,
    *,
    same: Need | None,
) -> Iterator[Part]:
    if same is not None:
        yield Part(
            "stream",
            significant(catalogue, _DIGITS),
            Text("bên nhận đang dùng loại này", "the taker uses this already"),
        )
    else:
        yield Part(
            "catalogue",
            significant(catalogue, _DIGITS),
            Text(
                f"bên giao khớp {given:.2f} × bên nhận khớp {taken:.2f}",
                f"fit of what is given {given:.2f} × fit of the taker {taken:.2f}",
            ),
        )
    yield Part("text", significant(text, _DIGITS), Text("tên giống nhau", "names are alike"))
    yield Part(
        "distance",
        significant(reach, _DIGITS),
        Text("hệ số khoảng cách (nhân)", "factor of distance (multiplies)"),
    )


def _reason(
    offer: Offer, pair: Pair | None, catalogue: float, text: float, *, same: Need | None
) -> Reason:
    if same is not None:
        return Reason.STREAM
    if text > catalogue or pair is None:
        return Reason.TEXT
    coded = bool(offer.waste_code) and pair.waste_code[:5] == offer.waste_code[:5]
    return Reason.CODE if coded else Reason.CATALOGUE


def _why(offer: Offer, taker: Node, pair: Pair | None, need: Need | None, reason: Reason) -> Text:
    """The reason in words."""
    if reason is Reason.STREAM and need is not None:
        return Text(
            f"{taker.name.vi} đang dùng {need.name.vi}; {offer.name.vi} có thể thay thế.",
            f"{taker.name.en} uses {need.name.en}; {offer.name.en} could stand in for it.",
        )
    if reason is Reason.TEXT and need is not None:
        return Text(
            f"Tên giống nhau: {offer.name.vi} và {need.name.vi}.",
            f"The names are alike: {offer.name.en} and {need.name.en}.",
        )
    assert pair is not None
    code_vi = f" (mã chất thải {pair.waste_code})" if reason is Reason.CODE else ""
    code_en = f" (waste code {pair.waste_code})" if reason is Reason.CODE else ""
    return Text(
        f"Danh mục {pair.id}: {pair.name.vi}, thay cho {pair.replaces.vi}{code_vi}.",
        f"Catalogue {pair.id}: {pair.name.en}, in place of {pair.replaces.en}{code_en}.",
    )


def _replaced_amount(offer: Offer, pair: Pair | None) -> tuple[float | None, str]:
    """Offer × typical ratio, where the ratio is per unit of the offer."""
    if pair is None or offer.quantity is None:
        return None, ""
    above, _, below = pair.ratio_unit.partition("/")
    units = {"t": "t", "m3": "m3", "MWh": "MWh", "Nm3": "Nm3"}
    first = below.split()[0] if below.split() else ""
    if units.get(offer.unit) != first or not above.split():
        return None, ""
    return significant(offer.quantity * pair.ratio_typical, _DIGITS), above.strip()
