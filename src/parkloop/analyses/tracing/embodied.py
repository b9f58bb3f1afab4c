"""Carbon embodied in every stream of a trace, and the figures that open it.

What a vertex hands on carries its burden per unit (docs/methods/tracing.md); what is bought
carries what is known of it; a by-product carries what the rule of exchanges gives it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from parkloop.analyses.inventory.activity import Amount
from parkloop.analyses.inventory.model import Line
from parkloop.analyses.inventory.totals import line_figure, line_figure_id
from parkloop.analyses.tracing.figures import Called, Figures, figure_id
from parkloop.analyses.tracing.model import Carried, Conservation
from parkloop.analyses.tracing.trace import TOLD, Trace
from parkloop.provenance import (
    EntriesOperand,
    FactOperand,
    Figure,
    FigureOperand,
    Operand,
    significant,
)
from parkloop.texts import Text, same_in_both

_DIGITS = 10
_UNIT = "kg CO2e"
_SUM = Text("tổng các phần", "sum of the parts")
_NOTHING = Text(
    "theo quy tắc này sản phẩm phụ không mang gánh nặng nào",
    "under this rule a by-product carries no burden",
)
_LEAVES = Text(
    "gánh nặng cả kỳ × phần rời khỏi phạm vi",
    "burden of the period × part that leaves the accounts",
)
#: Sums of a trace, and what each is called.
SUMS = {
    "own": Text("Phát thải tại chỗ", "Own emissions"),
    "energy": Text("Năng lượng mua từ bên ngoài", "Energy bought outside"),
    "waste": Text("Chất thải xử lý bên ngoài", "Waste treated outside"),
    "upstream": Text("Thượng nguồn của hàng mua", "Upstream of goods bought"),
    "credit": Text("Khấu trừ sản phẩm bị thay thế", "Credit for products displaced"),
    "sources": Text("Nguồn phát thải", "Sources"),
    "leaving": Text("Rời khỏi phạm vi", "Leaving the accounts"),
    "difference": Text("Chênh lệch", "Difference"),
}
_BEGINNING = ("own", "energy", "waste", "upstream")


@dataclass(frozen=True, slots=True)
class _Stream:
    """A stream with what its carbon is computed from: the giver's burden, or lines."""

    carried: Carried
    giver: str = ""
    flow: Amount | None = None
    lines: tuple[Line, ...] = ()


def carried_id(carried: Carried, label: str, way: str = "") -> str:
    """The figure of a stream; ``way`` names a rule that is not the usual one."""
    return f"trace/{way}carried/{carried.id}/{label}"


def amount_id(carried: Carried, label: str) -> str:
    """The figure of the amount of a stream."""
    return f"trace/amount/{carried.id}/{label}"


def sum_id(part: str, label: str, way: str = "") -> str:
    """The figure of one of ``SUMS``."""
    return f"trace/{way}sums/{part}/{label}"


@dataclass(frozen=True)
class Embodied:
    """What the streams of a trace carry [kg CO2e in the period], and the figures behind it."""

    trace: Trace

    def carried(self) -> tuple[Carried, ...]:
        """Every stream of the accounts, by kind and name."""
        every = [each.carried for each in self._streams]
        return tuple(sorted(every, key=lambda c: (c.kind, c.stream, c.giver, c.taker, c.unit)))

    @cached_property
    def _streams(self) -> tuple[_Stream, ...]:
        lacking = self.trace.lacking()
        return (*self._bought(), *self._handed(lacking), *self._exchanged(lacking))

    def _bought(self) -> Iterator[_Stream]:
        lines: dict[tuple[str, str, str, str], list[Line]] = defaultdict(list)
        for source in self.trace.sphere.sources:
            if source.origin in ("energy", "upstream"):
                line = source.line
                lines[line.stream, line.supplier, line.node, line.amount_unit].append(line)
        for (stream, giver, taker, unit), members in lines.items():
            total = significant(math.fsum(self._weight(line) for line in members), _DIGITS)
            name = f"bought:{stream}:{giver}:{taker}:{unit}"
            amount = members[-1].amount
            yield _Stream(
                Carried("bought", stream, giver, taker, amount, unit, total, True, name),
                lines=tuple(members),
            )

    def _handed(self, lacking: Mapping[str, Sequence[str]]) -> Iterator[_Stream]:
        trace = self.trace
        for giver, hands in trace.sphere.hands.items():
            if trace.sphere.vertices[giver].kind not in ("product", "pool", "treatment"):
                continue
            whole = float(trace.burden[trace.place[giver]]) / trace.sphere.made[giver]
            for hand in hands:
                known = giver not in lacking
                yield self._stream("handed", hand.amount, giver, whole * hand.amount.total, known)

    def _exchanged(self, lacking: Mapping[str, Sequence[str]]) -> Iterator[_Stream]:
        """By-products: nothing under cut-off, their share under the rule by price."""
        trace = self.trace
        for flow, vertex in trace.sphere.exchanged:
            priced = vertex in trace.place
            carried = float(trace.burden[trace.place[vertex]]) if priced else 0.0
            known = not vertex or (priced and vertex not in lacking)
            yield self._stream("exchange", flow, vertex if priced else "", carried, known)

    def _stream(self, kind: str, flow: Amount, giver: str, carried: float, known: bool) -> _Stream:
        parts = (kind, flow.stream, flow.from_node, flow.to_node, flow.activity, flow.series)
        told = Carried(
            kind,
            flow.stream,
            flow.from_node,
            flow.to_node,
            flow.total,
            flow.unit,
            significant(carried, _DIGITS),
            known,
            ":".join((*parts, flow.unit)),
        )
        return _Stream(told, giver, flow)

    def _weight(self, line: Line) -> float:
        return line.mass * self.trace.gwp(line.gas)

    # Figures

    def figures(self, label: str) -> dict[str, Figure]:
        """Figures of every stream, of the sums, and of what pools pass on, by id."""
        return self._by_id(self._streams, label, "") | self.products(self._pools, label)

    def under(self, way: str, names: Collection[str], label: str) -> dict[str, Figure]:
        """Figures under a rule of its own: exchanges, sums, footprints of some products."""
        exchanged = [each for each in self._streams if each.carried.kind == "exchange"]
        told = sorted({*names, *(each.giver for each in exchanged if each.giver)})
        return self._by_id(exchanged, label, way) | self.products(told, label, way)

    def _by_id(self, streams: Sequence[_Stream], label: str, way: str) -> dict[str, Figure]:
        every = [self._figure(each, label, way) for each in streams]
        every += [self._amount(each, label) for each in streams]
        every += [*self._sums(label, way), *self._lines()]
        return {figure.id: figure for figure in every}

    def products(self, names: Sequence[str], label: str, way: str = "") -> dict[str, Figure]:
        """Figures of the footprints of some products under the trace's rule, by id."""
        book = Figures(self.trace.parameters, self._every_line, self._names, label, way)
        told = [self.trace.footprint(name) for name in names if name in self.trace.place]
        return {figure.id: figure for one in told for figure in book.of(one)}

    def _figure(self, stream: _Stream, label: str, way: str) -> Figure:
        one = stream.carried
        operands: list[Operand] = [FigureOperand(_weighed(line)) for line in stream.lines]
        formula = _SUM
        if stream.flow is not None:
            operands, formula = [FigureOperand(amount_id(one, label))], _NOTHING
            if stream.giver:
                operands.insert(0, FigureOperand(figure_id(stream.giver, label, way)))
                formula = same_in_both("m × q")
        return Figure(
            id=carried_id(one, label, way),
            label=self._called(one),
            value=one.carried,
            unit=_UNIT,
            formula=formula,
            operands=tuple(operands),
            gaps=() if one.known else self.trace.lacking().get(stream.giver, ()),
        )

    def _amount(self, stream: _Stream, label: str) -> Figure:
        """Entries of the ledger, summed."""
        one, period = stream.carried, self.trace.parameters.period
        flow, line = stream.flow, stream.lines[-1] if stream.lines else None
        count = flow.entries if flow else line.entries if line else 0
        selector = flow.selector(period) if flow else line.selector if line else {}
        return Figure(
            id=amount_id(one, label),
            label=self._called(one),
            value=significant(one.amount, _DIGITS),
            unit=one.unit,
            formula=same_in_both("Σ q"),
            operands=(EntriesOperand("q", one.amount, one.unit, count, selector),),
        )

    @cached_property
    def _names(self) -> Called:
        return Called(self.trace.catalog, self.trace.snapshot.park)

    def _called(self, one: Carried) -> Text:
        names = self._names
        name, giver, taker = names.stream(one.stream), names.node(one.giver), names.node(one.taker)
        return Text(f"{name.vi}: {giver.vi} → {taker.vi}", f"{name.en}: {giver.en} → {taker.en}")

    @property
    def _pools(self) -> list[str]:
        """Givers that are no product: what a network or a store passes on."""
        kinds = self.trace.sphere.vertices
        return sorted(
            {s.giver for s in self._streams if s.giver and kinds[s.giver].kind not in TOLD}
        )

    @cached_property
    def _every_line(self) -> dict[str, Line]:
        return {source.line.id: source.line for source in self.trace.sphere.sources}

    def _lines(self) -> Iterator[Figure]:
        """Every line as it is, and weighed: m × GWP."""
        trace = self.trace
        for line in self._every_line.values():
            yield line_figure(line, trace.catalog)
            operands: list[Operand] = [FigureOperand(line_figure_id(line))]
            if line.gas != "CO2e":
                potential = trace.catalog.potential(line.gas, trace.parameters.gwp_set)
                operands.append(FactOperand("GWP", potential.id, potential.value, "kg CO2e/kg"))
            yield Figure(
                id=_weighed(line),
                label=self._names.line(line),
                value=significant(self._weight(line), _DIGITS),
                unit=_UNIT,
                formula=same_in_both("m × GWP" if len(operands) > 1 else "m"),
                operands=tuple(operands),
            )

    def _sums(self, label: str, way: str) -> Iterator[Figure]:
        """sources = own + energy + waste + upstream; difference = leaving + credit − sources."""
        sums, begun = self.trace.conservation(), defaultdict[str, list[Line]](list)
        for source in self.trace.sphere.sources:
            begun[source.origin].append(source.line)
        for part in (*_BEGINNING, "credit"):
            sign = -1 if part == "credit" else 1
            operands = tuple(FigureOperand(_weighed(line), sign) for line in begun[part])
            yield self._sum(part, sums, _SUM, operands, label, way)
        parts = tuple(FigureOperand(sum_id(part, label, way)) for part in _BEGINNING)
        yield self._sum("sources", sums, _SUM, parts, label, way)
        yield from self._leaving(sums, label, way)
        compared = [("leaving", 1), ("credit", 1), ("sources", -1)]
        terms = tuple(FigureOperand(sum_id(part, label, way), sign) for part, sign in compared)
        yield self._sum("difference", sums, _SUM, terms, label, way)

    def _leaving(self, sums: Conservation, label: str, way: str) -> Iterator[Figure]:
        trace, parts = self.trace, []
        for vertex, share in sorted(trace.sphere.leaving.items()):
            burden = float(trace.burden[trace.place[vertex]])
            if not burden:
                continue
            parts.append(f"{sum_id('leaving', label, way)}/{vertex}")
            yield Figure(
                id=parts[-1],
                label=self._names.made(vertex, trace.sphere.vertices[vertex].stream),
                value=significant(share * burden, _DIGITS),
                unit=_UNIT,
                formula=_LEAVES,
                gaps=trace.lacking().get(vertex, ()),
            )
        operands = tuple(FigureOperand(part) for part in parts)
        yield self._sum("leaving", sums, _SUM, operands, label, way)

    def _sum(
        self,
        part: str,
        sums: Conservation,
        formula: Text,
        operands: tuple[Operand, ...],
        label: str,
        way: str,
    ) -> Figure:
        value = significant(getattr(sums, part), _DIGITS)
        return Figure(sum_id(part, label, way), SUMS[part], value, _UNIT, formula, operands)


def _weighed(line: Line) -> str:
    return f"trace/co2e/{line.id}"
