"""What the rows of a table of water uses, or of sources and sinks, mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from parkloop.analyses.water_targets.model import WaterSink, WaterSource, WaterUse
from parkloop.analyses.water_targets.parameters import WaterData
from parkloop.errors import InputRefused, RequestError
from parkloop.findings import Finding, Rule, Severity, Where
from parkloop.numerals import finite
from parkloop.texts import Text

Cells = Mapping[str, str]
NEEDED: Final = ("id",)
_LOADS: Final = ("load_kg_h", "inlet_mg_l", "outlet_mg_l")
_FLOWS: Final = ("role", "flow_t_h", "quality_mg_l")

NOT_A_NUMBER = Rule(
    "WAT-01",
    Severity.ERROR,
    Text(
        "“{place}”: cột {field} ghi “{value}”, cần một số không âm.",
        "“{place}”: the field {field} holds “{value}”; a number of zero or more is needed.",
    ),
    Text(
        "Tải lượng theo kg/h, lưu lượng theo t/h, nồng độ theo mg/l.",
        "Give loads in kg/h, flows in t/h, qualities in mg/l.",
    ),
)
LIMITS_CROSSED = Rule(
    "WAT-02",
    Severity.ERROR,
    Text(
        "“{place}”: giới hạn đầu ra {outlet} mg/l không cao hơn giới hạn đầu vào {inlet} mg/l, "
        "nên không nhận được tải lượng.",
        "“{place}”: the outlet limit {outlet} mg/l is not above the inlet limit {inlet} mg/l, so "
        "that no load can be taken up.",
    ),
    Text(
        "Giới hạn đầu ra phải cao hơn giới hạn đầu vào khi có tải lượng.",
        "Where there is a load, the outlet limit must lie above the inlet limit.",
    ),
)
WRONG_ROLE = Rule(
    "WAT-03",
    Severity.ERROR,
    Text(
        "“{place}”: role ghi “{value}”, cần source (nguồn) hoặc sink (nơi nhận).",
        "“{place}”: the role is “{value}”; source or sink is needed.",
    ),
    Text("Ghi source hoặc sink.", "Write source or sink."),
)
INCOMPLETE = Rule(
    "WAT-04",
    Severity.ERROR,
    Text(
        "“{place}” không nêu chất {contaminants}, trong khi nơi khác có.",
        "“{place}” says nothing of {contaminants}, which others name.",
    ),
    Text(
        "Thêm một dòng cho mỗi chất; tải lượng 0 nếu không phát sinh.",
        "Add a row for each contaminant, with load 0 where none is taken up.",
    ),
)
TWICE = Rule(
    "WAT-05",
    Severity.ERROR,
    Text(
        "“{place}” có hai dòng cho cùng một chất hoặc cùng vai trò.",
        "“{place}” has two rows for the same contaminant or role.",
    ),
    Text("Gộp hoặc bỏ một dòng.", "Merge them or take one out."),
)


def water_data(rows: Sequence[tuple[int, Cells]], file: str = "") -> WaterData:
    """Uses (one row per contaminant) or sources and sinks; raises InputRefused with every finding.

    The columns decide: load_kg_h, inlet_mg_l, outlet_mg_l, or role, flow_t_h, quality_mg_l.
    """
    columns = set(rows[0][1]) if rows else set()
    reader = _Reader(file)
    if set(_LOADS) <= columns:
        data = WaterData(uses=reader.uses(rows)) if rows else None
    elif set(_FLOWS) <= columns:
        sources, sinks = reader.flows(rows)
        data = WaterData(sources=sources, sinks=sinks) if sources or sinks else None
    else:
        raise RequestError(
            Text(
                f"Bảng nước cần các cột {', '.join(_LOADS)} (tải lượng) hoặc "
                f"{', '.join(_FLOWS)} (lưu lượng).",
                f"A table of water needs the columns {', '.join(_LOADS)} (loads) or "
                f"{', '.join(_FLOWS)} (flows).",
            )
        )
    if reader.findings:
        count = len(reader.findings)
        raise InputRefused(
            Text(
                f"Bảng nước chưa dùng được: {count} lỗi.",
                f"The table of water cannot be used yet: {count} problems.",
            ),
            reader.findings,
        )
    if data is None:
        raise RequestError(Text("Bảng nước chưa có dòng nào.", "The table of water is empty."))
    return data


@dataclass
class _Reader:
    file: str
    findings: list[Finding] = field(default_factory=list)

    def uses(self, rows: Iterable[tuple[int, Cells]]) -> tuple[WaterUse, ...]:
        read: dict[str, dict[str, tuple[float, float, float]]] = {}
        plants: dict[str, str] = {}
        for number, cells in rows:
            name, kind = cells["id"], cells.get("contaminant", "") or "contaminant"
            numbers = self._numbers(number, cells, _LOADS)
            if kind in read.setdefault(name, {}):
                self._add(TWICE, number, name, "contaminant")
            if numbers is None:
                continue
            load, inlet, outlet = numbers
            if load and outlet <= inlet:
                self._add(LIMITS_CROSSED, number, name, "outlet_mg_l", inlet=inlet, outlet=outlet)
            read[name][kind] = (load, inlet, outlet)
            plants[name] = cells.get("plant", "")
        kinds = sorted({kind for of_use in read.values() for kind in of_use})
        for name, of_use in read.items():
            lacking = [kind for kind in kinds if kind not in of_use]
            if lacking and of_use:
                self._add(INCOMPLETE, 0, name, "contaminant", contaminants=", ".join(lacking))
        return tuple(_use(name, of_use, plants.get(name, "")) for name, of_use in read.items())

    def flows(
        self, rows: Iterable[tuple[int, Cells]]
    ) -> tuple[tuple[WaterSource, ...], tuple[WaterSink, ...]]:
        sources, sinks = list[WaterSource](), list[WaterSink]()
        seen: set[tuple[str, str]] = set()
        for number, cells in rows:
            name, role, plant = cells["id"], cells["role"].lower(), cells.get("plant", "")
            numbers = self._numbers(number, cells, _FLOWS[1:])
            if (name, role) in seen:
                self._add(TWICE, number, name, "role")
            seen.add((name, role))
            if role not in ("source", "sink"):
                self._add(WRONG_ROLE, number, name, "role", value=cells["role"])
            elif numbers is not None and role == "source":
                sources.append(WaterSource(name, numbers[0], numbers[1], plant))
            elif numbers is not None:
                sinks.append(WaterSink(name, numbers[0], numbers[1], plant))
        return tuple(sources), tuple(sinks)

    def _numbers(
        self, number: int, cells: Cells, columns: Sequence[str]
    ) -> tuple[float, ...] | None:
        found = []
        for column in columns:
            value = finite(cells[column])
            if value is not None and value >= 0:
                found.append(value)
            else:
                self._add(
                    NOT_A_NUMBER, number, cells["id"], column, field=column, value=cells[column]
                )
        return tuple(found) if len(found) == len(columns) else None

    def _add(self, rule: Rule, number: int, place: str, column: str, **values: object) -> None:
        where = Where(file=self.file, row=number, field=column)
        self.findings.append(rule.finding(where, "", place=place, **values))


def _use(name: str, of_use: Mapping[str, tuple[float, float, float]], plant: str) -> WaterUse:
    load, inlet, outlet = (
        {kind: numbers[place] for kind, numbers in sorted(of_use.items())} for place in range(3)
    )
    return WaterUse(name, load, inlet, outlet, plant)
