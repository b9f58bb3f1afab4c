"""Offers and needs that the ledger holds, with quantities by month, temperature, quality, code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import polars as pl

from parkloop.analyses.symbiosis_matching.model import LEDGER, Kind, Need, Offer
from parkloop.catalog.catalog import Catalog
from parkloop.catalog.facts import Stream
from parkloop.ledger.columns import MICRO, ledger_unit
from parkloop.ledger.entries import HAPPENED
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import NodeKind, Park
from parkloop.periods import Period, months_of
from parkloop.quantities import LEDGER_UNITS, conversion, dimension
from parkloop.texts import Text

S = TypeVar("S", Offer, Need)

#: Observations that describe a stream at a node: temperature [degC], class, waste code, capacity.
TEMPERATURE, WATER_CLASS = "temperature", "water-class"
WASTE_CODE, SPARE_CAPACITY = "waste-code", "spare-capacity"

_TO_SURROUNDINGS = frozenset({NodeKind.AIR, NodeKind.WATER_BODY, NodeKind.GROUND, NodeKind.LOSS})
_NEEDED: Mapping[str, Kind] = {
    "material": Kind.MATERIAL,
    "fuel": Kind.FUEL,
    "water": Kind.WATER,
    "heat": Kind.HEAT,
    "cooling": Kind.COLD,
    "electricity": Kind.POWER,
}


@dataclass
class _Sum:
    """What one enterprise gives or takes of one stream in one dimension."""

    total: float = 0.0
    known: bool = False
    months: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Sides:
    """Offers and needs of a snapshot, exchanges that run already, and the entries used."""

    offers: tuple[Offer, ...]
    needs: tuple[Need, ...]
    running: frozenset[tuple[str, str, str]]
    used: pl.DataFrame


def sides(snapshot: Snapshot, catalog: Catalog, period: Period) -> Sides:
    """What enterprises gave off and took in; flows between two of them are running exchanges."""
    park = snapshot.park
    flows = snapshot.within(period).flows.filter(
        pl.col("status").is_in([status.value for status in HAPPENED])
    )
    seen = _Seen.of(snapshot.within(period), park)
    months = [(month, month.label(park.zone)) for month in months_of(period, park.zone)]
    given: dict[tuple[str, str, str, Kind], _Sum] = {}
    taken: dict[tuple[str, str, str, Kind], _Sum] = {}
    running = set[tuple[str, str, str]]()
    for row in _grouped(flows).iter_rows(named=True):
        stream = catalog.streams.get(row["stream"])
        giver = park.owner(row["from_node"], NodeKind.ENTERPRISE)
        taker = park.owner(row["to_node"], NodeKind.ENTERPRISE)
        if stream is None or giver == taker:
            continue
        if giver and taker and _is_exchange(park, stream, giver, taker):
            running.add((giver, stream.id, taker))
            continue
        if giver and (kind := _offered(stream, park, row["to_node"])):
            _add(given, (giver, stream.id, row["dimension"], kind), row, months)
        if taker and (kind := _NEEDED.get(stream.kind)):
            _add(taken, (taker, stream.id, row["dimension"], kind), row, months)
    offers = [_described(Offer, "offer", key, s, catalog, seen) for key, s in given.items()]
    needs = [_described(Need, "need", key, s, catalog, seen) for key, s in taken.items()]
    return Sides(
        tuple(sorted((*offers, *seen.capacities(catalog)), key=lambda side: side.id)),
        tuple(sorted(needs, key=lambda side: side.id)),
        frozenset(running),
        flows,
    )


def _grouped(flows: pl.DataFrame) -> pl.DataFrame:
    keys = ["from_node", "to_node", "stream", "dimension", "start", "end"]
    return (
        flows.group_by(keys).agg(pl.col("amount").sum(), known=pl.col("amount").count()).sort(keys)
    )


def _is_exchange(park: Park, stream: Stream, giver: str, taker: str) -> bool:
    """Between two tenants, or of something that a utility does not merely serve or treat."""
    served = park.node(giver).operator or park.node(taker).operator
    return not served or stream.kind == "waste"


def _offered(stream: Stream, park: Park, target: str) -> Kind | None:
    """What kind of offer it is that a stream leaves for there; None where it is none."""
    kind = park.by_id[target].kind if target in park.by_id else NodeKind.MARKET
    if stream.kind == "waste":
        if stream.group == "hazardous-waste":
            return Kind.HAZARDOUS
        return Kind.BY_PRODUCT if stream.group == "by-product" else Kind.WASTE
    if stream.kind == "wastewater":
        return Kind.WASTEWATER
    if stream.id == "waste-heat" or (stream.kind == "heat" and kind in _TO_SURROUNDINGS):
        return Kind.HEAT
    if stream.kind == "electricity" and kind is NodeKind.GRID:
        return Kind.POWER
    return None


def _add(
    sums: dict[tuple[str, str, str, Kind], _Sum],
    key: tuple[str, str, str, Kind],
    row: Mapping[str, object],
    months: list[tuple[Period, str]],
) -> None:
    one = sums.setdefault(key, _Sum())
    if not row["known"]:
        return
    amount = int(str(row["amount"])) / MICRO
    one.total += amount
    one.known = True
    for month, label in months:
        if row["start"] >= month.start and row["end"] <= month.end:  # type: ignore[operator]
            one.months[label] = one.months.get(label, 0.0) + amount


def _described(
    make: type[S],
    side: str,
    key: tuple[str, str, str, Kind],
    one: _Sum,
    catalog: Catalog,
    seen: _Seen,
) -> S:
    """A sum with what is known about its stream."""
    owner, stream_id, measured, kind = key
    stream = catalog.stream(stream_id)
    unit, factor = _unit(stream, measured)
    suffix = "" if measured in ("", stream.dimensions[0]) else f".{measured}"
    return make(
        id=f"{side}:{owner}/{stream_id}{suffix}",
        owner=owner,
        name=stream.name,
        kind=kind,
        stream=stream_id,
        quantity=one.total * factor if one.known else None,
        unit=unit,
        months={label: amount * factor for label, amount in sorted(one.months.items())},
        temperature=seen.number(owner, stream_id, TEMPERATURE),
        water_class=seen.text(owner, stream_id, WATER_CLASS),
        waste_code=seen.text(owner, stream_id, WASTE_CODE),
        origin=LEDGER,
        words=stream.aliases,
    )


def _unit(stream: Stream, measured: str) -> tuple[str, float]:
    """The unit people use for a stream, and the factor from the ledger's.

    Energy is always MWh, so that steam and waste heat can be compared.
    """
    if measured not in LEDGER_UNITS:
        return "", 1.0
    own = ledger_unit(measured)
    if measured == "energy":
        return "MWh", conversion(own, "MWh")
    if dimension(stream.default_unit) == measured:
        return stream.default_unit, conversion(own, stream.default_unit)
    return own, 1.0


@dataclass(frozen=True)
class _Seen:
    """Observations about streams, by enterprise, stream and property; the newest counts."""

    numbers: Mapping[tuple[str, str, str], tuple[float, str]]
    texts: Mapping[tuple[str, str, str], str]

    @classmethod
    def of(cls, snapshot: Snapshot, park: Park) -> _Seen:
        wanted = [TEMPERATURE, WATER_CLASS, WASTE_CODE, SPARE_CAPACITY]
        rows = snapshot.observations.filter(pl.col("property").is_in(wanted)).sort("end", "key")
        numbers: dict[tuple[str, str, str], tuple[float, str]] = {}
        texts: dict[tuple[str, str, str], str] = {}
        for row in rows.iter_rows(named=True):
            owner = park.owner(row["to_node"], NodeKind.ENTERPRISE)
            key = (owner, row["stream"], row["property"])
            if row["quantity"] is not None:
                numbers[key] = (row["quantity"], row["unit"])
            if row["text"]:
                texts[key] = row["text"]
        return cls(numbers, texts)

    def number(self, owner: str, stream: str, name: str) -> float | None:
        found = self.numbers.get((owner, stream, name))
        return None if found is None else found[0]

    def text(self, owner: str, stream: str, name: str) -> str:
        return self.texts.get((owner, stream, name), "")

    def capacities(self, catalog: Catalog) -> Iterator[Offer]:
        """Spare capacity that was recorded."""
        for (owner, stream, name), (value, unit) in sorted(self.numbers.items()):
            if name != SPARE_CAPACITY or not owner:
                continue
            known = catalog.streams.get(stream)
            label = known.name if known else Text(stream or "—", stream or "—")
            yield Offer(
                id=f"offer:{owner}/{stream}.capacity",
                owner=owner,
                name=Text(f"Công suất dư: {label.vi}", f"Spare capacity: {label.en}"),
                kind=Kind.CAPACITY,
                stream=stream,
                quantity=value,
                unit=unit,
                origin=LEDGER,
                words=known.aliases if known else (),
            )
