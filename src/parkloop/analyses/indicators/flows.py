"""Sums of flows and observations of a park, each with what it was summed from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from parkloop.catalog.catalog import Catalog
from parkloop.ledger.columns import MICRO
from parkloop.ledger.entries import HAPPENED
from parkloop.ledger.ledger import HAPPENED_STATUS, Snapshot
from parkloop.ledger.park import OUTSIDE, PASSING, NodeKind, Park
from parkloop.periods import Period
from parkloop.provenance import EntriesOperand, Gap
from parkloop.quantities import LEDGER_UNITS
from parkloop.texts import Text

#: Streams that are water used again.
REUSED_WATER = ("reclaimed-water", "treated-wastewater")
_HAPPENED = [status.value for status in HAPPENED]


@dataclass(frozen=True)
class Sum:
    """A sum [unit] with its operands; ``gaps`` are rows that could not be counted."""

    value: float
    unit: str
    operands: tuple[EntriesOperand, ...]
    gaps: tuple[Gap, ...] = ()

    @property
    def known(self) -> bool:
        """Whether anything was stated at all: no row is not a zero (C-01)."""
        return bool(self.operands) or bool(self.gaps)


@dataclass(frozen=True)
class Scene:
    """A park in a period: which flows cross which of its borders."""

    snapshot: Snapshot
    catalog: Catalog
    park: str
    period: Period

    @property
    def definition(self) -> Park:
        return self.snapshot.park

    def inside(self, node: str) -> bool:
        return self.definition.owner(node, NodeKind.PARK) == self.park

    def kind(self, node: str) -> NodeKind:
        return self.definition.by_id[node].kind

    def outside(self, node: str) -> bool:
        return node in self.definition.by_id and self.kind(node) in OUTSIDE

    def enterprise(self, node: str) -> str:
        return self.definition.owner(node, NodeKind.ENTERPRISE)

    def stream_kind(self, stream: str) -> str:
        return self.catalog.streams[stream].kind if stream in self.catalog.streams else ""

    def flows(self, unit: str, what: str, wanted: Callable[[str, str, str], bool]) -> Sum:
        """Flows of the period for which ``wanted(stream, from, to)`` holds, in ``unit``.

        Rows of another dimension, rows with a notation key and rows that cross the border of the
        period are gaps.
        """
        rows = self.snapshot.flows.filter(pl.col("status").is_in(_HAPPENED))
        touching = rows.filter(
            (pl.col("start") < self.period.end) & (pl.col("end") > self.period.start)
        )
        groups = touching.group_by("stream", "from_node", "to_node", maintain_order=True)
        operands, gaps, total = [], [], 0.0
        for (stream, source, target), part in groups:
            key = str(stream), str(source), str(target)
            if not wanted(*key):
                continue
            good = part.filter(
                pl.col("notation").fill_null("").eq("")
                & pl.col("amount").is_not_null()
                & (pl.col("start") >= self.period.start)
                & (pl.col("end") <= self.period.end)
                & pl.col("dimension").replace_strict(LEDGER_UNITS, default="").eq(unit)
            )
            if len(good) < len(part):
                gaps.append(self._not_counted(what, key, len(part) - len(good)))
            if len(good):
                value = int(good.get_column("amount").sum()) / MICRO
                total += value
                operands.append(self._operand(key, value, unit, len(good)))
        return Sum(total, unit, tuple(operands), tuple(gaps))

    def _operand(
        self, key: tuple[str, str, str], value: float, unit: str, count: int
    ) -> EntriesOperand:
        stream, source, target = key
        selector: Mapping[str, str | int | float | None] = {
            "end": self.period.end.isoformat(),
            "from_node": source,
            "kind": "flow",
            "notation": "",
            "start": self.period.start.isoformat(),
            "status": HAPPENED_STATUS,
            "stream": stream,
            "to_node": target,
        }
        return EntriesOperand(f"{stream}: {source} → {target}", value, unit, count, selector)

    def _not_counted(self, what: str, key: tuple[str, str, str], count: int) -> Gap:
        stream, source, target = key
        return Gap(
            id=f"indicators/{what}/{self.park}/{stream}/{source}/{target}",
            message=Text(
                f"{what}: {count} dòng {stream} từ {source} đến {target} chưa cộng được "
                "(đơn vị khác, ký hiệu thay số hoặc vắt qua ranh giới kỳ).",
                f"{what}: {count} rows of {stream} from {source} to {target} are not counted "
                "(another unit, a notation key, or across the border of the period).",
            ),
            remedy=Text(
                "Ghi lượng theo đơn vị của chỉ tiêu và tách kỳ (parkloop split).",
                "State amounts in the unit of the indicator and split periods (parkloop split).",
            ),
        )

    # What counts as what ----------------------------------------------------------------------

    def waste_generated(self, stream: str, source: str, target: str) -> bool:
        """Waste that leaves an enterprise or the common areas of the park."""
        return (
            self.stream_kind(stream) == "waste"
            and self.inside(source)
            and self.kind(source) not in (*PASSING, NodeKind.TREATMENT)
            and self._leaves(source, target)
        )

    def waste_landfilled(self, stream: str, source: str, target: str) -> bool:
        return (
            self.waste_generated(stream, source, target)
            and self.outside(target)
            and self.kind(target) is NodeKind.LANDFILL
        )

    def waste_exchanged(self, stream: str, source: str, target: str) -> bool:
        """Waste that another enterprise, of this park or another, takes as input."""
        return (
            self.waste_generated(stream, source, target)
            and bool(self.enterprise(target))
            and self.kind(target) is not NodeKind.TREATMENT
        )

    def water_taken_in(self, stream: str, source: str, target: str) -> bool:
        return (
            self.stream_kind(stream) == "water"
            and stream not in REUSED_WATER
            and self.outside(source)
            and self.inside(target)
        )

    def water_reused(self, stream: str, source: str, target: str) -> bool:
        """Water used again: it reaches a node of the park that uses it."""
        return (
            stream in REUSED_WATER
            and self.inside(target)
            and self.kind(target) not in (*PASSING, NodeKind.TREATMENT)
        )

    def electricity_used(self, stream: str, source: str, target: str) -> bool:
        """Power that reaches a using node from elsewhere, or from the node's own generator."""
        return (
            self.stream_kind(stream) == "electricity"
            and self.inside(target)
            and self.kind(target) not in PASSING
            and (self._leaves(source, target) or self.kind(source) is NodeKind.GENERATOR)
        )

    def _leaves(self, source: str, target: str) -> bool:
        """Whether a flow crosses the border of an enterprise (or of the common areas)."""
        if self.kind(source) in PASSING:
            return True
        return (
            self.outside(target) or self.enterprise(source) != self.enterprise(target)
        ) and source != target

    # Observations -----------------------------------------------------------------------------

    def observed(self, properties: Iterable[str], how: str) -> Sum:
        """Values of a property over the nodes of the park: ``sum`` or ``mean`` over the period."""
        rows = self.snapshot.observations.filter(
            pl.col("property").is_in(list(properties))
            & pl.col("status").is_in(_HAPPENED)
            & pl.col("quantity").is_not_null()
            & (pl.col("start") >= self.period.start)
            & (pl.col("end") <= self.period.end)
        )
        operands, total = [], 0.0
        for (node, name, unit), part in rows.group_by(
            "to_node", "property", "unit", maintain_order=True
        ):
            if str(node) not in self.definition.by_id or not self.inside(str(node)):
                continue
            quantities = part.get_column("quantity")
            found = float(quantities.sum())
            value = found if how == "sum" else found / len(part)
            total += value
            selector: Mapping[str, str | int | float | None] = {
                "end": self.period.end.isoformat(),
                "kind": "observation",
                "property": str(name),
                "start": self.period.start.isoformat(),
                "status": HAPPENED_STATUS,
                "to_node": str(node),
                "unit": str(unit),
            }
            operands.append(
                EntriesOperand(f"{name}: {node}", value, str(unit), len(part), selector)
            )
        units = {operand.unit for operand in operands}
        unit = units.pop() if len(units) == 1 else ""
        if operands and not unit:
            return Sum(0.0, "", (), (self._mixed(str(next(iter(properties))), units),))
        return Sum(total, unit, tuple(operands))

    def _mixed(self, what: str, units: Iterable[str]) -> Gap:
        words = ", ".join(sorted(units))
        return Gap(
            id=f"indicators/{what}/{self.park}/units",
            message=Text(
                f"{what}: các đơn vị khác nhau không cộng được ({words}).",
                f"{what}: units that differ cannot be added ({words}).",
            ),
            remedy=Text("Dùng một đơn vị và một năm giá.", "Use one unit and one price year."),
        )
