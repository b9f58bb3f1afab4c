"""Offers, needs and possible links as arrays of nodes, links and designs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from parkloop.analyses.symbiosis.network.candidates import (
    HUB,
    INFINITY,
    NOBODY,
    SINK,
    SOURCE,
    Candidates,
    Designs,
    Floats,
    Links,
    Nodes,
    Times,
)
from parkloop.analyses.symbiosis.network.plan import FacilityRule, Plan, Size
from parkloop.analyses.symbiosis.network.possible import Need, Offer, Possible
from parkloop.periods import Period
from parkloop.quantities import conversion, dimension

_KG_PER_TONNE = 1000.0


def times_of(periods: Sequence[Period], zone: str) -> Times:
    """Periods as parts of the whole: capacities per year hold for their share of it."""
    whole = sum(period.duration.total_seconds() for period in periods)
    return Times(
        names=tuple(period.label(zone) for period in periods),
        weight=np.ones(len(periods)),
        length=np.array([period.duration.total_seconds() / whole for period in periods]),
        block=np.zeros(len(periods), np.int64),
    )


def joined(
    plan: Plan,
    times: Times,
    offers: Sequence[Offer],
    needs: Sequence[Need],
    possible: Sequence[Possible],
) -> Candidates:
    """The candidates of a plan: one link per possible exchange, in the order of ``possible``.

    Behind them stands a link from each *intake* to its need: where an exchange may cover only a
    part of a need, its deliveries meet in an intake of that size.
    """
    used = {link.offer.id for link in possible} | {link.need.id for link in possible}
    return _Joint(
        plan=plan,
        times=times,
        offers=[offer for offer in offers if offer.id in used],
        needs=[need for need in needs if need.id in used],
        possible=possible,
    ).candidates()


@dataclass
class _Joint:
    plan: Plan
    times: Times
    offers: Sequence[Offer]
    needs: Sequence[Need]
    possible: Sequence[Possible]
    _names: list[str] = field(default_factory=list)
    _kinds: list[int] = field(default_factory=list)
    _owners: list[int] = field(default_factory=list)
    _most: list[Floats] = field(default_factory=list)

    def candidates(self) -> Candidates:
        self.players = self._players()
        number = {player: n for n, player in enumerate(self.players)}
        giving = {o.id: self._node(o.id, SOURCE, number[o.owner], o.amounts) for o in self.offers}
        taking = {n.id: self._node(n.id, SINK, number[n.owner], n.amounts) for n in self.needs}
        intakes = self._intakes(number)
        heads = [
            intakes.get((link.rule.id, link.need.id), taking[link.need.id])
            for link in self.possible
        ]
        links = self._links(giving, heads, taking, intakes)
        return Candidates(
            nodes=self._nodes(),
            links=links,
            designs=self._designs(number),
            times=self.times,
            players=self.players,
            contaminants=self.plan.contaminants,
        )

    def _players(self) -> tuple[str, ...]:
        payers = {f.payer for f in self.plan.facilities if f.payer and self._passes(f.name)}
        owners = {offer.owner for offer in self.offers} | {need.owner for need in self.needs}
        return tuple(sorted(owners | payers))

    def _passes(self, facility: str) -> bool:
        return any(link.rule.facility == facility for link in self.possible)

    def _node(self, name: str, kind: int, owner: int, most: Floats) -> int:
        self._names.append(name)
        self._kinds.append(kind)
        self._owners.append(owner)
        self._most.append(most)
        return len(self._names) - 1

    def _intakes(self, number: dict[str, int]) -> dict[tuple[str, str], int]:
        found: dict[tuple[str, str], int] = {}
        for link in self.possible:
            key = (link.rule.id, link.need.id)
            if link.rule.most_share < 1 and key not in found:
                most = link.rule.most_share * link.need.amounts
                owner = number[link.need.owner]
                found[key] = self._node(f"{link.rule.id} → {link.need.id}", HUB, owner, most)
        return found

    def _nodes(self) -> Nodes:
        names = self.plan.contaminants
        quality = np.zeros((len(self._names), len(names)))
        limit = np.full(quality.shape, INFINITY)
        for n, offer in enumerate(self.offers):
            quality[n] = [offer.rule.quality.get(name, 0.0) for name in names]
        for n, need in enumerate(self.needs, start=len(self.offers)):
            limit[n] = [need.rule.limit.get(name, INFINITY) for name in names]
        intake = len(self.offers) + len(self.needs)
        limits = {link.need.id: link.need.rule.limit for link in self.possible}
        for n in range(intake, len(self._names)):
            own = limits[self._names[n].split(" → ", 1)[1]]
            limit[n] = [own.get(name, INFINITY) for name in names]
        most = np.array(self._most).reshape(len(self._names), len(self.times.weight))
        return Nodes(
            names=tuple(self._names),
            kind=np.array(self._kinds, np.int64),
            owner=np.array(self._owners, np.int64),
            least=np.zeros(most.shape),
            most=most,
            quality=quality,
            limit=limit,
            storage=np.zeros(len(self._names)),
            loss=np.zeros(len(self._names)),
        )

    def _links(
        self,
        giving: dict[str, int],
        heads: list[int],
        taking: dict[str, int],
        intakes: dict[tuple[str, str], int],
    ) -> Links:
        passed = [(node, taking[need]) for (_, need), node in intakes.items()]
        more = len(passed)
        taken = [link.rule.taken * link.rule.ratio for link in self.possible]
        gains = [gain_of_taker(link) for link in self.possible]
        saved = [link.offer.rule.saved for link in self.possible]
        none = np.zeros(more)
        quality = [self._delivered(link) for link in self.possible]
        return Links(
            names=tuple(
                [link.id for link in self.possible] + [self._names[node] for node, _ in passed]
            ),
            tail=np.array(
                [giving[link.offer.id] for link in self.possible] + [a for a, _ in passed], np.int64
            ),
            head=np.array(heads + [b for _, b in passed], np.int64),
            taken=np.concatenate([taken, np.ones(more)]),
            capacity=np.full(len(self.possible) + more, INFINITY),
            gain_from=np.concatenate([saved, none])[:, None],
            gain_to=np.concatenate([gains, none])[:, None],
            impact=np.array(
                [impact_of(link) for link in self.possible] + [[0.0, 0.0, 0.0]] * more
            ).reshape(len(self.possible) + more, 3),
            quality=np.array(quality + [self._allowed(key) for key in intakes], float).reshape(
                len(self.possible) + more, len(self.plan.contaminants)
            ),
        )

    def _allowed(self, intake: tuple[str, str]) -> list[float]:
        """What an intake passes on is taken to carry all that its need allows."""
        limit = next(n.rule.limit for n in self.needs if n.id == intake[1])
        return [limit.get(name, 0.0) for name in self.plan.contaminants]

    def _delivered(self, link: Possible) -> list[float]:
        return [
            link.offer.rule.quality.get(name, 0.0) * (1 - link.rule.removes.get(name, 0.0))
            for name in self.plan.contaminants
        ]

    def _designs(self, number: dict[str, int]) -> Designs:
        rows: list[tuple[str, int, float, float, float]] = []
        members: list[tuple[int, int]] = []
        payers: list[int] = []
        for place, link in enumerate(self.possible):
            members.append((place, len(payers)))
            rows += [
                (name, len(payers), fixed, capacity, link.rule.least)
                for name, fixed, capacity in _sizes(link)
            ]
            payers.append(NOBODY)
        for rule, name, through in self._facilities():
            members += [(place, len(payers)) for place in through]
            rows += [
                (_sized(name, size, rule.sizes), len(payers), size.cost, size.capacity, 0.0)
                for size in rule.sizes
            ]
            payers.append(number[rule.payer] if rule.payer else NOBODY)
        return Designs(
            names=tuple(name for name, *_ in rows),
            facility=np.array([row[1] for row in rows], np.int64),
            fixed=np.array([row[2] for row in rows], float),
            capacity=np.array([row[3] for row in rows], float),
            least=np.array([row[4] for row in rows], float),
            member_link=np.array([link for link, _ in members], np.int64),
            member_facility=np.array([facility for _, facility in members], np.int64),
            use=np.ones(len(members)),
            payer=np.array(payers, np.int64),
        )

    def _facilities(self) -> Iterator[tuple[FacilityRule, str, list[int]]]:
        """Each shared facility (one per park where so stated) with the links that pass it."""
        for rule in self.plan.facilities:
            through: dict[str, list[int]] = {}
            for place, link in enumerate(self.possible):
                if link.rule.facility == rule.name:
                    through.setdefault(link.park if rule.per_park else "", []).append(place)
            for park, places in sorted(through.items()):
                yield rule, f"{rule.name}, {park}" if park else rule.name, places


def gain_of_taker(link: Possible) -> float:
    """What the taker gains per offer unit: r·t·price − treatment − utilities − carriage [money]."""
    replaced = link.rule.taken * link.rule.ratio * link.need.rule.price
    return replaced - link.rule.treatment - utilities(link) - carriage(link)


def utilities(link: Possible) -> float:
    """Cost of the power, water … that one offer unit takes on its route [money]."""
    return sum(used.amount * used.rule.price for used in link.uses)


def carriage(link: Possible) -> float:
    """Cost of carrying one offer unit [money]."""
    return link.mode.per_unit + link.mode.per_unit_km * link.km


def impact_of(link: Possible) -> list[float]:
    """What one offer unit saves: CO2e [t], fresh water [m3], landfill [t]; see ``IMPACTS``.

    CO2 of what is replaced less that of treatment and carriage; nothing where it is not known (the
    gap says so).
    """
    rule, need = link.rule, link.need
    replaced = rule.taken * rule.ratio
    co2 = 0.0
    if need.co2 is not None and link.co2_known:
        used = sum(part.amount * (part.co2 or 0.0) for part in link.uses)
        co2 = (replaced * need.co2 - rule.co2 - used - link.mode.co2 * link.km) / _KG_PER_TONNE
    buried = 0.0
    if link.offer.landfilled and dimension(link.offer.rule.unit) == "mass":
        buried = conversion(link.offer.rule.unit, "t")
    drawn = sum(part.amount * part.rule.fresh_water for part in link.uses)
    return [co2, replaced * need.rule.fresh_water - drawn, buried]


def _sizes(link: Possible) -> list[tuple[str, float, float]]:
    """Designs of a link: name, fixed cost [money/year], capacity [offer unit/year]."""
    base = link.rule.fixed + link.mode.per_km * link.km
    if not link.mode.sizes:
        return [(link.id, base, INFINITY)]
    return [
        (_sized(link.id, size, link.mode.sizes), base + size.cost * link.km, size.capacity)
        for size in link.mode.sizes
    ]


def _sized(name: str, size: Size, sizes: Sequence[Size]) -> str:
    return name if len(sizes) == 1 else f"{name} ({size.capacity:g})"
