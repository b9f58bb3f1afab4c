"""From ledger and plan to candidates: offers, needs and links, with what is missing as gaps."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import polars as pl

from parkloop.analyses.symbiosis.network.candidates import (
    Candidates,
    Floats,
)
from parkloop.analyses.symbiosis.network.joining import joined, times_of
from parkloop.analyses.symbiosis.network.plan import (
    ExchangeRule,
    NeedRule,
    NetworkParameters,
    Stated,
    UtilityRule,
)
from parkloop.analyses.symbiosis.network.possible import Need, Offer, Possible, Used
from parkloop.catalog.catalog import Catalog
from parkloop.errors import FactError, UnitError
from parkloop.ledger.columns import MICRO
from parkloop.ledger.entries import HAPPENED
from parkloop.ledger.ledger import HAPPENED_STATUS, Snapshot
from parkloop.ledger.park import OUTSIDE, NodeKind, Park
from parkloop.periods import Period, months_of
from parkloop.provenance import EntriesOperand, Gap, ParameterOperand
from parkloop.quantities import LEDGER_UNITS, conversion
from parkloop.texts import Text, same_in_both

#: Distances of coordinates given as latitude and longitude [km]: mean radius of the earth (IUGG).
_EARTH_KM = 6371.0088


@dataclass(frozen=True, eq=False)
class Assembled:
    """Candidates with what their links stand for, and what could not be taken in."""

    candidates: Candidates
    possible: tuple[Possible, ...]
    offers: tuple[Offer, ...]
    needs: tuple[Need, ...]
    periods: tuple[Period, ...]
    gaps: tuple[Gap, ...]
    facts: tuple[str, ...]
    entries: pl.DataFrame


def assemble(snapshot: Snapshot, catalog: Catalog, parameters: NetworkParameters) -> Assembled:
    """Offers and needs of the ledger, joined by the exchanges of the plan.

    An offer is what leaves an enterprise for the outside or a treatment, a need what it takes from
    the outside or a network: an exchange that runs already is neither.
    """
    book = _Book(snapshot, catalog, parameters)
    offers = (*book.offers(), *book.stated_offers())
    needs = (*book.needs(), *book.stated_needs())
    possible = tuple(book.possible(offers, needs))
    return Assembled(
        candidates=joined(
            parameters.plan, times_of(book.periods, snapshot.park.zone), offers, needs, possible
        ),
        possible=possible,
        offers=offers,
        needs=needs,
        periods=book.periods,
        gaps=tuple(book.gaps[key] for key in sorted(book.gaps)),
        facts=tuple(
            sorted(
                {need.fact for need in needs if need.fact}
                | {used.fact for link in possible for used in link.uses if used.fact}
            )
        ),
        entries=book.used(),
    )


@dataclass
class _Book:
    snapshot: Snapshot
    catalog: Catalog
    parameters: NetworkParameters
    gaps: dict[str, Gap] = field(default_factory=dict)

    def __post_init__(self) -> None:
        zone, period = self.park.zone, self.parameters.period
        monthly = self.parameters.step == "month"
        self.periods = months_of(period, zone) if monthly else (period,)
        flows = self.snapshot.within(period).flows
        happened = [status.value for status in HAPPENED]
        self.flows = flows.filter(
            pl.col("status").is_in(happened) & pl.col("stream").is_in(self._streams())
        )

    @property
    def park(self) -> Park:
        return self.snapshot.park

    def _streams(self) -> list[str]:
        plan = self.parameters.plan
        return sorted({r.stream for r in plan.offers} | {r.stream for r in plan.needs})

    def used(self) -> pl.DataFrame:
        """Entries of the streams that the plan speaks of, in the snapshot's order."""
        return self.flows.select("content")

    def offers(self) -> Iterator[Offer]:
        for rule in self.parameters.plan.offers:
            for (node, to), rows in self._pairs(rule.stream):
                owner = self._enterprise(node)
                if not owner or not self._leaves(owner, to):
                    continue
                if rule.to and to not in rule.to:
                    continue
                name = f"{owner}/{rule.stream}>{to}"
                amounts = self._amounts(name, rule.unit, rows)
                if amounts is None:
                    continue
                yield Offer(
                    id=f"{node}/{rule.stream}>{to}",
                    rule=rule,
                    owner=owner,
                    to=to,
                    amounts=amounts,
                    entries=(self._operand("S", rule.unit, rows, node, to, rule.stream),),
                    landfilled=self._kind(to) is NodeKind.LANDFILL,
                )

    def needs(self) -> Iterator[Need]:
        for rule in self.parameters.plan.needs:
            found: dict[str, list[tuple[str, str, pl.DataFrame]]] = {}
            for (node, to), rows in self._pairs(rule.stream):
                owner = self._enterprise(to)
                # What a network takes in is the need of those whom it serves.
                if self._kind(to) is NodeKind.NETWORK:
                    continue
                if owner and self._comes(owner, node):
                    found.setdefault(owner, []).append((node, to, rows))
            for owner, parts in sorted(found.items()):
                name = f"{owner}/{rule.stream}"
                whole = self._amounts(name, rule.unit, pl.concat([rows for *_, rows in parts]))
                if whole is None:
                    continue
                co2, fact = self._co2(rule)
                yield Need(
                    id=name,
                    rule=rule,
                    owner=owner,
                    amounts=whole,
                    entries=tuple(
                        self._operand("D", rule.unit, rows, node, to, rule.stream)
                        for node, to, rows in parts
                    ),
                    co2=co2,
                    fact=fact,
                )

    def stated_offers(self) -> Iterator[Offer]:
        """What people state that enterprises of the park could give."""
        for rule in self.parameters.plan.offers:
            for stated in self._stated("offer", rule.stream):
                yield Offer(
                    id=f"{stated.owner}/{rule.stream}>by-hand",
                    rule=rule,
                    owner=stated.owner,
                    to="",
                    amounts=self._spread(stated, rule.unit),
                    entries=(_given("S", stated),),
                    landfilled=False,
                )

    def stated_needs(self) -> Iterator[Need]:
        """What people state that enterprises of the park could take."""
        for rule in self.parameters.plan.needs:
            for stated in self._stated("need", rule.stream):
                co2, fact = self._co2(rule)
                yield Need(
                    id=f"{stated.owner}/{rule.stream}>by-hand",
                    rule=rule,
                    owner=stated.owner,
                    amounts=self._spread(stated, rule.unit),
                    entries=(_given("D", stated),),
                    co2=co2,
                    fact=fact,
                )

    def _stated(self, side: str, stream: str) -> list[Stated]:
        """Those of one side and stream, by owner; several of one owner add up."""
        found: dict[tuple[str, str], Stated] = {}
        for each in self.parameters.stated:
            if (each.side, each.stream) != (side, stream) or each.owner not in self.park.by_id:
                continue
            key = (each.owner, each.unit)
            before = found[key].months if key in found else (0.0,) * len(each.months)
            months = tuple(a + b for a, b in zip(before, each.months, strict=True))
            found[key] = replace(each, months=months)
        return [found[key] for key in sorted(found)]

    def _spread(self, stated: Stated, unit: str) -> Floats:
        """Amount by period [unit]: month by month, or the year's sum."""
        months = np.array(stated.months, float) * conversion(stated.unit, unit)
        return months if len(self.periods) == len(months) else np.array([months.sum()])

    def possible(self, offers: tuple[Offer, ...], needs: tuple[Need, ...]) -> Iterator[Possible]:
        for rule in self.parameters.plan.exchanges:
            mode = self.parameters.plan.mode(rule.mode)
            uses = self._uses(rule)
            for offer in offers:
                if offer.rule.stream != rule.offer or _not_among(offer.owner, rule.givers):
                    continue
                for need in needs:
                    if need.rule.stream != rule.need or _not_among(need.owner, rule.takers):
                        continue
                    if need.owner == offer.owner:
                        continue
                    if _most_of(rule, offer, need) < rule.smallest:
                        continue
                    km = self._km(offer.owner, need.owner)
                    if km is None or (mode.most_km is not None and km > mode.most_km):
                        continue
                    name = f"{rule.id}: {offer.id} → {need.owner}"
                    park = self.park.owner(need.owner, NodeKind.PARK)
                    yield Possible(name, rule, offer, need, mode, km, park, uses)

    def _pairs(self, stream: str) -> Iterator[tuple[tuple[str, str], pl.DataFrame]]:
        rows = self.flows.filter(pl.col("stream") == stream)
        parts = rows.partition_by("from_node", "to_node", as_dict=True)
        for key in sorted(parts, key=str):
            yield (str(key[0]), str(key[1])), parts[key]

    def _enterprise(self, node: str) -> str:
        return self.park.owner(node, NodeKind.ENTERPRISE)

    def _kind(self, node: str) -> NodeKind:
        """Kind of a node; what the park's definition does not hold lies outside."""
        return self.park.by_id[node].kind if node in self.park.by_id else NodeKind.MARKET

    def _leaves(self, owner: str, to: str) -> bool:
        """Whether a flow to this node leaves the enterprise for the outside or a treatment."""
        kind = self._kind(to)
        if kind in OUTSIDE:
            return True
        return kind is NodeKind.TREATMENT and self._enterprise(to) != owner

    def _comes(self, owner: str, node: str) -> bool:
        kind = self._kind(node)
        if kind in OUTSIDE:
            return True
        return kind is NodeKind.NETWORK and self._enterprise(node) != owner

    def _amounts(self, name: str, unit: str, rows: pl.DataFrame) -> Floats | None:
        """Amount by period [unit]; a gap where a quantity is missing or crosses a border."""
        known = rows.filter(pl.col("amount").is_not_null())
        if len(known) < len(rows):
            self._lack(
                f"amount:{name}",
                rows.filter(pl.col("amount").is_null()),
                Text(
                    f"“{name}” thiếu lượng ở {len(rows) - len(known)} mục.",
                    f"“{name}” lacks a quantity in {len(rows) - len(known)} entries.",
                ),
                Text("Nhập lượng của các mục này.", "Enter the quantity of these entries."),
            )
        found = np.zeros(len(self.periods))
        outside = []
        for row in known.iter_rows(named=True):
            try:
                factor = conversion(_ledger_unit(row), unit)
            except UnitError as problem:
                self._lack(
                    f"unit:{name}",
                    known,
                    problem.text,
                    Text("Sửa đơn vị trong kế hoạch.", "Correct the unit in the plan."),
                )
                return None
            place = self._place(row)
            if place is None:
                outside.append(row["entry"])
            else:
                found[place] += row["amount"] / MICRO * factor
        if outside:
            self._lack(
                f"months:{name}",
                known.filter(pl.col("entry").is_in(outside)),
                Text(
                    f"“{name}” có {len(outside)} mục kéo dài qua nhiều tháng.",
                    f"“{name}” has {len(outside)} entries that span several months.",
                ),
                Text(
                    "Chia chúng theo tháng (parkloop split), hoặc chọn --step year.",
                    "Split them by month (parkloop split), or choose --step year.",
                ),
            )
        return found if found.any() else None

    def _place(self, row: Mapping[str, Any]) -> int | None:
        for number, period in enumerate(self.periods):
            if period.start <= row["start"] and row["end"] <= period.end:
                return number
        return None

    def _lack(self, key: str, rows: pl.DataFrame, message: Text, remedy: Text) -> None:
        entries = tuple(rows.get_column("entry").head(20).to_list())
        self.gaps[key] = Gap(key, message, remedy, entries)

    def _operand(
        self, symbol: str, unit: str, rows: pl.DataFrame, node: str, to: str, stream: str
    ) -> EntriesOperand:
        known = rows.filter(pl.col("amount").is_not_null())
        ledger = _ledger_unit(known.row(0, named=True)) if len(known) else unit
        period = self.parameters.period
        return EntriesOperand(
            symbol=symbol,
            value=int(known.get_column("amount").sum()) / MICRO,
            unit=ledger,
            count=len(rows),
            selector={
                "kind": "flow",
                "stream": stream,
                "from_node": node,
                "to_node": to,
                "status": HAPPENED_STATUS,
                "start": period.start.isoformat(),
                "end": period.end.isoformat(),
            },
        )

    def _uses(self, rule: ExchangeRule) -> tuple[Used, ...]:
        utilities = {utility.stream: utility for utility in self.parameters.plan.utilities}
        found = []
        for name, amount in sorted(rule.uses.items()):
            co2, fact = self._co2(utilities[name])
            found.append(Used(utilities[name], amount, co2, fact))
        return tuple(found)

    def _co2(self, rule: NeedRule | UtilityRule) -> tuple[float | None, str]:
        """What a unit bought emits before it arrives [kg CO2e/unit], and the fact behind it.

        As stated, else by a fact of the kind ``upstream``; for electricity by the grid's factor.
        """
        if rule.co2 is not None:
            return rule.co2, ""
        for kind, gas in (("upstream", "CO2e"), ("grid", "CO2")):
            try:
                fact = self.catalog.find(
                    kind,
                    period=self.parameters.period,
                    stream=rule.stream,
                    gas=gas,
                    region=self.park.region,
                    zone=self.park.zone,
                ).fact
                return fact.value * conversion(fact.unit, f"kg/{rule.unit}"), fact.id
            except (FactError, UnitError):
                continue
        self._unknown_co2(rule.stream)
        return None, ""

    def _unknown_co2(self, stream: str) -> None:
        key = f"co2:{stream}"
        known = self.catalog.streams.get(stream)
        name = known.name if known else same_in_both(stream)
        self.gaps[key] = Gap(
            key,
            Text(
                f"Không biết phát thải khi sản xuất “{name.vi}”; phần CO2 tránh được của các liên "
                "kết liên quan không được tính.",
                f"What making “{name.en}” emits is not known; the CO2 saved by the links that "
                "replace or use it is left out.",
            ),
            Text(
                "Ghi co2 [kg CO2e/đơn vị] cho dòng này trong kế hoạch, kèm nguồn.",
                "State co2 [kg CO2e/unit] for this stream in the plan, with its source.",
            ),
        )

    def _km(self, giver: str, taker: str) -> float | None:
        stated = self.parameters.plan.distances
        for name in (f"{giver} {taker}", f"{taker} {giver}"):
            if name in stated.pairs:
                return stated.pairs[name]
        places = self._coordinates(giver), self._coordinates(taker)
        if places[0] and places[1]:
            return stated.detour * apart_km(places[0], places[1])
        same = self.park.owner(giver, NodeKind.PARK) == self.park.owner(taker, NodeKind.PARK)
        km = stated.within_park if same else stated.between_parks
        if km is None:
            key = f"distance:{giver} {taker}"
            self.gaps[key] = Gap(
                key,
                Text(
                    f"Không biết khoảng cách từ {giver} đến {taker}; liên kết này không được xét.",
                    f"The distance from {giver} to {taker} is not known; the link is left out.",
                ),
                Text(
                    "Ghi tọa độ (lat, lon) của hai doanh nghiệp, hoặc distance_km trong kế hoạch.",
                    "Give both enterprises lat and lon, or state distance_km in the plan.",
                ),
            )
        return km

    def _coordinates(self, owner: str) -> tuple[float, float] | None:
        attributes = self.park.node(owner).attributes
        lat, lon = attributes.get("lat"), attributes.get("lon")
        if isinstance(lat, int | float) and isinstance(lon, int | float):
            return float(lat), float(lon)
        return None


def apart_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance [km] between two places given as latitude and longitude [degrees].

    Haversine formula on a sphere of the earth's mean radius.
    """
    lat1, lon1, lat2, lon2 = map(math.radians, (*one, *other))
    h = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def _most_of(rule: ExchangeRule, offer: Offer, need: Need) -> float:
    """The most that two could exchange in a year [offer unit]."""
    replaced = rule.taken * rule.ratio
    return float(np.minimum(offer.amounts, rule.most_share * need.amounts / replaced).sum())


def _given(symbol: str, stated: Stated) -> ParameterOperand:
    """A stated amount as an operand: the year's sum."""
    words = Text("do người của doanh nghiệp khai, chưa có trong sổ cái", "stated by hand")
    return ParameterOperand(symbol, math.fsum(stated.months), f"{stated.unit}/year", words)


def _ledger_unit(row: Mapping[str, Any]) -> str:
    return LEDGER_UNITS.get(str(row["dimension"]), str(row["unit"]))


def _not_among(name: str, chosen: tuple[str, ...]) -> bool:
    return bool(chosen) and name not in chosen
