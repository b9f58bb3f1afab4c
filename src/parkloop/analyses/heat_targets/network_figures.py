"""The heat network as a result: every link opens to its heat, its prices, its pipe, its facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parkloop.analyses.heat_targets.network import (
    CHILLED,
    PUMPED,
    HeatLink,
    HeatNetwork,
    HeatSink,
    HeatSource,
    HeatTerms,
    PipeSize,
    heat_network,
)
from parkloop.catalog.catalog import Catalog
from parkloop.provenance import (
    FactOperand,
    Figure,
    FigureOperand,
    Operand,
    ParameterOperand,
    Plain,
    Provenance,
    Result,
    content_hash,
)
from parkloop.solving.model import Floats
from parkloop.texts import Text, same_in_both

VERSION = "1"
_WAYS = {
    "direct": Text("trực tiếp", "directly"),
    PUMPED: Text("qua bơm nhiệt", "through a heat pump"),
    CHILLED: Text("làm lạnh hấp thụ", "as cold, by absorption"),
}
#: Facts behind a way of use: which of the named ones it takes.
_OF_WAY = {PUMPED: ("heat-pump.carnot-share",)}


@dataclass(frozen=True, eq=False)
class HeatTask:
    """What is to be joined: sources, sinks, ``lengths`` [m] between them, sizes of pipes, terms."""

    sources: tuple[HeatSource, ...]
    sinks: tuple[HeatSink, ...]
    lengths: Floats
    pipes: tuple[PipeSize, ...]
    terms: HeatTerms

    @property
    def hash(self) -> str:
        """Content of the table, whatever the order of its rows."""
        places: list[Plain] = [
            [s.id, s.temperature, s.power, s.cost, list(map(float, row))]
            for s, row in zip(self.sources, self.lengths, strict=True)
        ]
        asked: list[Plain] = [[s.id, s.temperature, s.power, s.value, s.cold] for s in self.sinks]
        return content_hash({"sinks": sorted(asked, key=str), "sources": sorted(places, key=str)})


def told_network(
    task: HeatTask, catalog: Catalog, facts: Sequence[str], given: Mapping[str, Plain]
) -> Result[HeatNetwork]:
    """The links of greatest net value [EUR a year], each with its figure (``heat_network``).

    ``facts`` are those of the catalog that the terms were made of, ``given`` further parameters.
    """
    value = heat_network(task.sources, task.sinks, task.lengths, task.pipes, task.terms)
    terms = task.terms
    return Result(
        value=value,
        provenance=Provenance(
            analysis="heat_targets",
            version=VERSION,
            ledger_hash=task.hash,
            catalog_version=catalog.version,
            catalog_hash=catalog.hash,
            parameters={
                "approach": terms.approach,
                "drive": terms.drive,
                "hours": terms.hours,
                "longest_lift": terms.longest_lift,
                "power_price": terms.prices.power,
                "water_price": terms.prices.water,
                **given,
            },
            facts=tuple(sorted(facts)),
        ),
        figures={figure.id: figure for figure in _figures(value, task, catalog, facts)},
    )


def _figures(
    value: HeatNetwork, task: HeatTask, catalog: Catalog, facts: Sequence[str]
) -> Iterator[Figure]:
    for link in value.links:
        yield from _link(link, task, catalog, facts)
    yield Figure(
        id="heat-network/net",
        label=Text("Giá trị ròng của mạng nhiệt", "Net value of the heat network"),
        value=value.net_value,
        unit="EUR/year",
        formula=Text("tổng các liên kết", "sum of the links"),
        operands=tuple(FigureOperand(_id(link, "net")) for link in value.links),
    )
    yield Figure(
        id="heat-network/bound",
        label=Text("Cận trên của giá trị ròng", "Upper bound of the net value"),
        value=value.bound,
        unit="EUR/year",
        formula=Text("cận của bộ giải cho cả mô hình", "the solver's bound of the whole model"),
    )


def _id(link: HeatLink, name: str) -> str:
    return f"heat-network/{link.source}>{link.sink}/{name}"


def _link(
    link: HeatLink, task: HeatTask, catalog: Catalog, facts: Sequence[str]
) -> Iterator[Figure]:
    source = next(s for s in task.sources if s.id == link.source)
    sink = next(s for s in task.sinks if s.id == link.sink)
    pipe = next(p for p in task.pipes if p.id == link.pipe)
    way = _WAYS[link.way]
    name = Text(f"{link.source} → {link.sink}, {way.vi}", f"{link.source} → {link.sink}, {way.en}")
    stated: list[Operand] = [
        _given("P", source.power, "kW", "công suất nguồn", "power of the source"),
        _given("T", source.temperature, "degC", "nhiệt độ nguồn", "temperature of the source"),
        _given("L", link.length, "m", "chiều dài", "length of the route"),
        _given("q", pipe.loss, "kW/m", "tổn thất của ống", "loss of the pipe"),
        _given("Q", pipe.capacity, "kW", "công suất ống", "capacity of the pipe"),
    ]
    yield Figure(
        id=_id(link, "sent"),
        label=Text(f"Nhiệt gửi đi: {name.vi}", f"Heat sent: {name.en}"),
        value=link.sent,
        unit="kW",
        formula=Text("do phép tối ưu chọn, ≤ P và ≤ Q", "chosen, ≤ P and ≤ Q"),
        operands=tuple(stated),
    )
    yield Figure(
        id=_id(link, "received"),
        label=Text(f"Nhận được: {name.vi}", f"Received: {name.en}"),
        value=link.received,
        unit="kW",
        formula=Text("(gửi − q·L) × hệ số của cách dùng", "(sent − q·L) × factor of the way"),
        operands=(FigureOperand(_id(link, "sent")), *_behind(link, catalog, facts)),
    )
    yield Figure(
        id=_id(link, "net"),
        label=Text(f"Giá trị ròng: {name.vi}", f"Net value: {name.en}"),
        value=link.net_value,
        unit="EUR/year",
        formula=same_in_both("h · (v · (x − q·L) − c · x) − C·L"),
        operands=(
            FigureOperand(_id(link, "sent")),
            FigureOperand(_id(link, "received")),
            _given("h", task.terms.hours, "h/year", "số giờ mỗi năm", "hours a year"),
            _given("v", sink.value, "EUR/MWh", "giá nhiệt thay được", "worth of the heat"),
            _given("c", source.cost, "EUR/MWh", "chi phí nguồn", "cost of the source"),
            _given("C", pipe.cost, "EUR/m/year", "chi phí ống mỗi năm", "yearly cost of the pipe"),
        ),
    )


def _given(symbol: str, value: float, unit: str, vi: str, en: str) -> ParameterOperand:
    return ParameterOperand(symbol, value, unit, Text(vi, en))


def _behind(link: HeatLink, catalog: Catalog, facts: Sequence[str]) -> Iterator[FactOperand]:
    """The facts that the way of use takes: of cold all of the chillers', of a pump Carnot's."""
    names: tuple[str, ...] = _OF_WAY.get(link.way, ())
    if link.way == CHILLED:
        names = tuple(name for name in facts if name not in _OF_WAY[PUMPED])
    for name in names:
        fact = catalog.known(name)
        yield FactOperand(name, fact.id, fact.value, fact.unit)
