"""Footprints as figures that open: by origin, by source, down to lines, facts and rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from parkloop.analyses.inventory.model import Line
from parkloop.analyses.inventory.totals import line_figure, line_figure_id
from parkloop.analyses.tracing.model import Contribution, Footprint, Technosphere, Tracing
from parkloop.analyses.tracing.stages import STAGES
from parkloop.catalog.catalog import Catalog
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import Park
from parkloop.provenance import (
    FactOperand,
    Figure,
    FigureOperand,
    Interval,
    Operand,
    ParameterOperand,
    significant,
)
from parkloop.texts import Text, same_in_both

_SUM = Text("tổng các phần", "sum of the parts")
_FOOTPRINT = Text("Dấu vết các-bon", "Carbon footprint")
_SUM_OVER_GWP = Text("tổng các phần ÷ GWP", "sum of the parts ÷ GWP")
_ORIGINS = {
    "own": Text("Quá trình của doanh nghiệp", "Own processes"),
    "utilities": Text("Tiện ích của khu", "Park utilities"),
    "energy": Text("Năng lượng mua từ bên ngoài khu", "Energy bought outside the park"),
    "upstream": Text("Hàng mua từ bên ngoài (thượng nguồn)", "Goods bought outside (upstream)"),
    "waste": Text("Chất thải xử lý bên ngoài", "Waste treated outside"),
    "credit": Text("Khấu trừ sản phẩm bị thay thế", "Credit for products displaced"),
}
_SHARE = Text(
    "phần phát thải này nằm trong một đơn vị sản phẩm, theo dòng chảy của sổ cái",
    "part of these emissions that is in one unit of product, by the flows of the ledger",
)


def origin_label(origin: str) -> Text:
    """What an origin is called; exchanges carry the partner's id."""
    if origin in _ORIGINS:
        return _ORIGINS[origin]
    partner = origin.partition(":")[2]
    return Text(f"Nhận từ {partner}", f"Received from {partner}")


def figure_id(product: str, label: str, way: str = "") -> str:
    """The figure of a footprint; ``way`` names a rule that is not the usual one."""
    return f"trace/{way}{product}/{label}"


def figures_of(
    value: Tracing, sphere: Technosphere, catalog: Catalog, snapshot: Snapshot
) -> dict[str, Figure]:
    """Figures of all footprints told, and of the lines that only a trace has."""
    lines = {source.line.id: source.line for source in sphere.sources}
    label = value.period.label(snapshot.park.zone)
    book = Figures(value, lines, Called(catalog, snapshot.park), label)
    return {
        figure.id: figure for footprint in value.footprints for figure in book.of(footprint)
    } | {line_figure_id(line): line_figure(line, catalog) for line in lines.values()}


@dataclass(frozen=True)
class Called:
    """Names of streams and places; what has none keeps its id."""

    catalog: Catalog
    park: Park

    def node(self, node: str) -> Text:
        known = self.park.by_id.get(node)
        return known.name if known else same_in_both(node or "—")

    def stream(self, stream: str) -> Text:
        known = self.catalog.streams.get(stream)
        return known.name if known else same_in_both(stream)

    def made(self, product: str, stream: str) -> Text:
        """'Steel product · Rolling mill, Demo Steel 1'."""
        pool = product.split(":")
        node = self.node(pool[1] if pool[0] == "pool" else product.partition("/")[0])
        if not stream:
            return node
        name = self.stream(stream)
        return Text(f"{name.vi} · {node.vi}", f"{name.en} · {node.en}")

    def line(self, line: Line) -> Text:
        """'CO2 – Electricity – Power network'."""
        stream, node = self.stream(line.stream), self.node(line.node)
        return Text(
            f"{line.gas} – {stream.vi} – {node.vi}", f"{line.gas} – {stream.en} – {node.en}"
        )


class Chosen(Protocol):
    """What figures need to know of the rules of a trace."""

    @property
    def rule(self) -> str: ...
    @property
    def gwp_set(self) -> str: ...


class Figures:
    """Figures of footprints, of their origins, stages and gases, and of each contribution."""

    def __init__(
        self,
        chosen: Chosen,
        lines: Mapping[str, Line],
        called: Called,
        label: str,
        way: str = "",
    ) -> None:
        self._chosen = chosen
        self._way = way
        self._lines = lines
        self._called = called
        self._catalog = called.catalog
        self._label = label

    def of(self, footprint: Footprint) -> Iterator[Figure]:
        base = figure_id(footprint.product, self._label, self._way)
        unit = f"kg CO2e/{footprint.unit}"
        parts: dict[str, list[Contribution]] = defaultdict(list)
        for part in footprint.contributions:
            parts[part.origin].append(part)
        for origin, members in sorted(parts.items()):
            yield from self._origin(base, origin, members, footprint, unit)
        yield from self._stages(base, footprint, unit)
        yield from self._gases(base, footprint)
        yield Figure(
            id=base,
            label=self._of(_FOOTPRINT, footprint),
            value=footprint.per_unit,
            unit=unit,
            formula=_SUM,
            operands=tuple(FigureOperand(f"{base}/{origin}") for origin in sorted(parts)),
            interval=_interval(footprint),
            gaps=footprint.gaps,
            tags={"rule": self._chosen.rule, "owner": footprint.owner},
        )

    def _origin(
        self,
        base: str,
        origin: str,
        members: list[Contribution],
        footprint: Footprint,
        unit: str,
    ) -> Iterator[Figure]:
        for part in members:
            yield self._contribution(f"{base}/{origin}/{part.line}", part, unit)
        kind, _, partner = origin.partition(":")
        name = self._called.node(partner)
        label = (
            Text(f"Nhận từ {name.vi}", f"Received from {name.en}")
            if kind == "exchange"
            else origin_label(origin)
        )
        yield Figure(
            id=f"{base}/{origin}",
            label=self._of(label, footprint),
            value=footprint.origins[origin],
            unit=unit,
            formula=_SUM,
            operands=_parts(base, members),
        )

    def _stages(self, base: str, footprint: Footprint, unit: str) -> Iterator[Figure]:
        """The same contributions, summed by the stage in which they occur."""
        for stage, value in footprint.stages.items():
            members = [part for part in footprint.contributions if part.stage == stage]
            yield Figure(
                id=f"{base}/stage/{stage}",
                label=self._of(STAGES[stage], footprint),
                value=value,
                unit=unit,
                formula=_SUM,
                operands=_parts(base, members),
            )

    def _gases(self, base: str, footprint: Footprint) -> Iterator[Figure]:
        """Masses of gas: what its contributions carry as CO2e, over its warming potential."""
        for gas, mass in footprint.gases.items():
            members = [part for part in footprint.contributions if part.gas == gas]
            over: tuple[Operand, ...] = ()
            if gas != "CO2e":
                potential = self._catalog.potential(gas, self._chosen.gwp_set)
                over = (FactOperand("GWP", potential.id, potential.value, "kg CO2e/kg"),)
            yield Figure(
                id=f"{base}/gas/{gas}",
                label=self._of(same_in_both(gas), footprint),
                value=mass,
                unit=f"kg/{footprint.unit}",
                formula=_SUM_OVER_GWP if over else _SUM,
                operands=(*_parts(base, members), *over),
            )

    def _contribution(self, name: str, part: Contribution, unit: str) -> Figure:
        line = self._lines[part.line]
        operands: list[Operand] = [
            FigureOperand(line_figure_id(line)),
            ParameterOperand("s", significant(part.share, 10), "1/unit", _SHARE),
        ]
        if line.gas != "CO2e":
            potential = self._catalog.potential(line.gas, self._chosen.gwp_set)
            operands.insert(1, FactOperand("GWP", potential.id, potential.value, "kg CO2e/kg"))
        formula = "m × GWP × s" if line.gas != "CO2e" else "m × s"
        return Figure(
            id=name,
            label=self._called.line(line),
            value=significant(part.value, 10),
            unit=unit,
            formula=same_in_both(formula),
            operands=tuple(operands),
        )

    def _of(self, label: Text, footprint: Footprint) -> Text:
        made = self._called.made(footprint.product, footprint.stream)
        return Text(f"{label.vi} – {made.vi}", f"{label.en} – {made.en}")


def _parts(base: str, members: Iterable[Contribution]) -> tuple[Operand, ...]:
    return tuple(FigureOperand(f"{base}/{part.origin}/{part.line}") for part in members)


def _interval(footprint: Footprint) -> Interval | None:
    if footprint.low is None or footprint.high is None:
        return None
    return Interval(footprint.low, footprint.high, "approach 1")
