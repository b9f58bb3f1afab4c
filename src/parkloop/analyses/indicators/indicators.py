"""Indicators of every park of a ledger: (snapshot, catalog, parameters) -> Result."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, replace

from parkloop.analyses._provenance import provenance
from parkloop.analyses.indicators.flows import Scene, Sum
from parkloop.analyses.inventory.inventory import inventory
from parkloop.analyses.inventory.parameters import InventoryParameters
from parkloop.catalog.catalog import Catalog
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import NodeKind
from parkloop.ledger.statistics import DataPoint
from parkloop.periods import Period
from parkloop.provenance import Figure, FigureOperand, Gap, Plain, Result
from parkloop.texts import Text, same_in_both

VERSION = "1"
#: Properties of observations by what they state, and how they add up over a period.
JOBS, REVENUE, AREA = ("jobs", "employees"), ("revenue",), ("area",)
_NAMES: Mapping[str, Text] = {
    "park.ghg-total": Text("tổng phát thải khí nhà kính", "greenhouse gas emissions"),
    "park.ghg-per-revenue": Text("cường độ phát thải theo doanh thu", "emissions per revenue"),
    "park.ghg-per-worker": Text("phát thải trên mỗi lao động", "emissions per worker"),
    "park.ghg-per-ha": Text("phát thải trên mỗi hecta", "emissions per hectare"),
    "park.electricity": Text("điện tiêu thụ", "electricity used"),
    "park.water-intake": Text("nước lấy vào", "water taken in"),
    "park.water-reused": Text("nước tái sử dụng", "water reused"),
    "park.water-reuse": Text("tỷ lệ tái sử dụng nước", "water reuse"),
    "park.waste-generated": Text("chất thải phát sinh", "waste generated"),
    "park.waste-landfilled": Text("chất thải chôn lấp", "waste landfilled"),
    "park.waste-reused": Text("chất thải được sử dụng", "waste used by others"),
    "park.waste-to-landfill": Text("tỷ lệ chôn lấp", "waste to landfill"),
    "park.waste-exchanged": Text("tỷ lệ chất thải được sử dụng", "waste used by others, share"),
    "park.revenue": Text("doanh thu", "revenue"),
    "park.jobs": Text("số lao động", "jobs"),
    "park.area": Text("diện tích", "area"),
}
_SUM = same_in_both("Σ")
_SHARE, _REUSE = same_in_both("100 · a / b"), same_in_both("100 · a / (a + b)")


@dataclass(frozen=True, slots=True)
class IndicatorParameters:
    """``gwp_set`` and ``fallbacks`` as in the inventory that the intensities stand on."""

    period: Period
    gwp_set: str = "AR5"
    fallbacks: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Plain]:
        return {
            "fallbacks": list(self.fallbacks),
            "gwp_set": self.gwp_set,
            "period_end": self.period.end.isoformat(),
            "period_start": self.period.start.isoformat(),
        }


@dataclass(frozen=True)
class ParkIndicators:
    """Indicators by park as observations: area is the park's node, status as good as the data."""

    period: str
    points: tuple[DataPoint, ...]

    def of(self, park: str) -> dict[str, float]:
        """Values of one park by indicator, without those that are not known."""
        return {p.indicator: p.value for p in self.points if p.area == park and p.value is not None}


def indicators(
    snapshot: Snapshot, catalog: Catalog, parameters: IndicatorParameters
) -> Result[ParkIndicators]:
    """Emissions [kg CO2e], electricity [MJ], water [m3], waste [kg], shares [%], intensities.

    Emissions are the location-based total of the park in the inventory, whose figures come along,
    so that an intensity opens down to flows and factors. What nobody stated is a gap, not zero.
    """
    zone = snapshot.park.zone
    label = parameters.period.label(zone)
    asked = InventoryParameters(
        parameters.period, parameters.gwp_set, parameters.fallbacks, draws=0
    )
    emitted = inventory(snapshot, catalog, asked)
    figures: dict[str, Figure] = {}
    gaps: dict[str, Gap] = {gap.id: gap for gap in emitted.gaps}
    points: list[DataPoint] = []
    for park in snapshot.park.of_kind(NodeKind.PARK):
        book = _Book(Scene(snapshot, catalog, park.id, parameters.period), label, emitted.figures)
        book.compute()
        figures |= book.figures
        gaps |= book.gaps
        points += [
            DataPoint(
                indicator=name,
                area=park.id,
                period=label,
                value=figure.value,
                unit=figure.unit,
                status="O" if figure.value is None else "E" if figure.partial else "A",
                source="parkloop indicators",
                note="partial" if figure.partial and figure.value is not None else "",
            )
            for name, figure in book.by_indicator.items()
        ]
    return Result(
        value=ParkIndicators(label, tuple(points)),
        provenance=provenance(
            snapshot,
            catalog,
            "indicators",
            VERSION,
            parameters.as_dict(),
            emitted.provenance.facts,
            snapshot.entries,
        ),
        figures=ChainMap(figures, emitted.figures),  # type: ignore[arg-type]
        findings=emitted.findings,
        gaps=tuple(gaps[key] for key in sorted(gaps)),
    )


class _Book:
    """The indicators of one park, one after another; ratios stand on the figures before."""

    def __init__(self, scene: Scene, label: str, emitted: Mapping[str, Figure]) -> None:
        self.scene, self.label, self.emitted = scene, label, emitted
        self.figures: dict[str, Figure] = {}
        self.by_indicator: dict[str, Figure] = {}
        self.gaps: dict[str, Gap] = {}

    def compute(self) -> None:
        scene = self.scene
        self._emissions()
        for name, unit, wanted in (
            ("park.electricity", "MJ", scene.electricity_used),
            ("park.water-intake", "m3", scene.water_taken_in),
            ("park.water-reused", "m3", scene.water_reused),
            ("park.waste-generated", "kg", scene.waste_generated),
            ("park.waste-landfilled", "kg", scene.waste_landfilled),
            ("park.waste-reused", "kg", scene.waste_exchanged),
        ):
            self._sum(name, scene.flows(unit, name, wanted))
        self._sum("park.jobs", scene.observed(JOBS, "mean"))
        self._sum("park.revenue", scene.observed(REVENUE, "sum"))
        self._sum("park.area", scene.observed(AREA, "mean"))
        self._share("park.waste-to-landfill", "park.waste-landfilled", "park.waste-generated")
        self._share("park.waste-exchanged", "park.waste-reused", "park.waste-generated")
        self._reuse()
        self._ratio("park.ghg-per-worker", "park.jobs")
        self._ratio("park.ghg-per-revenue", "park.revenue")
        self._ratio("park.ghg-per-ha", "park.area")

    def _id(self, name: str) -> str:
        return f"indicators/{name}/{self.scene.park}/{self.label}"

    def _add(self, name: str, figure: Figure) -> None:
        self.figures[figure.id] = figure
        self.by_indicator[name] = figure

    def _figure(
        self,
        name: str,
        value: float | None,
        unit: str,
        formula: Text,
        operands: tuple[FigureOperand, ...],
        gaps: tuple[str, ...] = (),
    ) -> None:
        inherited = [gap for o in operands for gap in self._of(o.figure).gaps]
        gap_ids = tuple(dict.fromkeys([*gaps, *inherited]))
        if value is None and not gap_ids:
            gap_ids = (self._missing(name).id,)
        label = Text(
            f"{_NAMES[name].vi}: {self.scene.park}, {self.label}",
            f"{_NAMES[name].en}: {self.scene.park}, {self.label}",
        )
        self._add(name, Figure(self._id(name), label, value, unit, formula, operands, gaps=gap_ids))

    def _of(self, figure_id: str) -> Figure:
        return self.figures[figure_id] if figure_id in self.figures else self.emitted[figure_id]

    def _missing(self, name: str) -> Gap:
        gap = Gap(
            id=f"indicators/missing/{name}/{self.scene.park}",
            message=Text(
                f"{self.scene.park}: chưa có số liệu để tính {_NAMES[name].vi}.",
                f"{self.scene.park}: nothing was stated from which {_NAMES[name].en} follows.",
            ),
            remedy=Text(
                "Nhập dòng hoặc quan sát tương ứng (docs/methods/indicators.md).",
                "Load the flows or observations it needs (docs/methods/indicators.md).",
            ),
        )
        self.gaps[gap.id] = gap
        return gap

    def _sum(self, name: str, found: Sum) -> None:
        for gap in found.gaps:
            self.gaps[gap.id] = gap
        value = found.value if found.operands else None
        self._figure(name, value, found.unit or "1", _SUM, (), tuple(g.id for g in found.gaps))
        figure = self.by_indicator[name]
        self._add(name, replace(figure, operands=found.operands))

    def _emissions(self) -> None:
        """The park's total of the inventory, in kg."""
        source = f"inventory/{self.scene.park}/{self.label}/total"
        total = self.emitted.get(source)
        value = None if total is None or total.value is None else total.value * 1000
        operands = (FigureOperand(source),) if total is not None else ()
        self._figure("park.ghg-total", value, "kg", same_in_both("1000 · t CO2e"), operands)

    def _share(self, name: str, part: str, whole: str) -> None:
        a, b = self.by_indicator[part], self.by_indicator[whole]
        value = None
        if b.value:
            # Where waste is stated and none of it goes there, the share is a true zero.
            value = 100 * (a.value or 0.0) / b.value
        operands = tuple(FigureOperand(f.id) for f in (a, b) if f.value is not None)
        self._figure(name, value, "%", _SHARE, operands)

    def _reuse(self) -> None:
        reused, taken = (
            self.by_indicator["park.water-reused"],
            self.by_indicator["park.water-intake"],
        )
        value = None
        if taken.value:
            again = reused.value or 0.0
            value = 100 * again / (again + taken.value)
        operands = tuple(FigureOperand(f.id) for f in (reused, taken) if f.value is not None)
        self._figure("park.water-reuse", value, "%", _REUSE, operands)

    def _ratio(self, name: str, below: str) -> None:
        top, base = self.by_indicator["park.ghg-total"], self.by_indicator[below]
        value = None
        if top.value is not None and base.value:
            value = top.value / base.value
        operands = tuple(FigureOperand(f.id) for f in (top, base))
        unit = f"kg/{base.unit}" if base.value else "kg/1"
        self._figure(name, value, unit, same_in_both("a / b"), operands)
