"""Water targets as figures that open: park, groups of plants, uses."""

from __future__ import annotations

from collections.abc import Iterator

from parkloop.analyses.water_targets.model import WaterNetwork, WaterTargets
from parkloop.analyses.water_targets.parameters import WaterData, WaterParameters
from parkloop.provenance import Figure, FigureOperand, Operand, ParameterOperand, significant
from parkloop.texts import Text, same_in_both

_DIGITS = 9
_LEAST = Text(
    "nước sạch ít nhất trong mọi mạng đáp ứng tải lượng và giới hạn nồng độ",
    "least fresh water over all networks that take the loads within the limits",
)


def figures_of(
    value: WaterTargets, data: WaterData, parameters: WaterParameters
) -> dict[str, Figure]:
    """Every target by its id: water/park/…, water/group/A+B, water/use/NAME."""
    figures = [*_of_members(data, parameters), *_of_park(value, data), *_of_groups(value, data)]
    return {figure.id: figure for figure in figures}


def _of_members(data: WaterData, parameters: WaterParameters) -> Iterator[Figure]:
    for use in data.uses:
        yield Figure(
            id=f"water/use/{use.id}",
            label=Text(f"Nước sạch cho {use.id}, không dùng lại", f"Fresh water of {use.id}"),
            value=significant(use.fresh_alone(parameters.fresh_quality), _DIGITS),
            unit="t/h",
            formula=same_in_both("max 1000 · m / (C_out − C_fresh)"),
            operands=tuple(
                operand
                for kind in use.contaminants
                for operand in (
                    _given(f"m({kind})", use.load[kind], "kg/h"),
                    _given(f"C_in({kind})", use.inlet[kind], "mg/l"),
                    _given(f"C_out({kind})", use.outlet[kind], "mg/l"),
                )
            ),
        )
    for source in data.sources:
        yield _flow(f"water/source/{source.id}", source.id, source.flow, source.quality)
    for sink in data.sinks:
        yield _flow(f"water/sink/{sink.id}", sink.id, sink.flow, sink.limit)


def _given(symbol: str, value: float, unit: str) -> ParameterOperand:
    return ParameterOperand(symbol, value, unit, Text("cho trước", "as given"))


def _flow(name: str, place: str, flow: float, quality: float) -> Figure:
    return Figure(
        id=name,
        label=Text(f"Lưu lượng của {place}", f"Flow of {place}"),
        value=flow,
        unit="t/h",
        formula=Text("cho trước", "as given"),
        operands=(_given("C", quality, "mg/l"),),
    )


def _of_park(value: WaterTargets, data: WaterData) -> Iterator[Figure]:
    members = _members(data, data.plants)
    if value.alone is not None:
        yield Figure(
            id="water/park/alone",
            label=Text("Nước sạch không dùng lại", "Fresh water without reuse"),
            value=significant(value.alone, _DIGITS),
            unit="t/h",
            formula=Text("tổng các nơi dùng", "sum of the uses"),
            operands=tuple(
                o for o in members if isinstance(o, FigureOperand) and "source" not in o.figure
            ),
        )
    for name, network, label in (
        ("park", value.park, Text("toàn khu", "whole park")),
        ("regenerated", value.regenerated, Text("có tái sinh", "with regeneration")),
        ("least-crossing", value.least_crossing, Text("ít nước liên nhà máy", "least crossing")),
        ("fewest-pipes", value.fewest_pipes, Text("ít đường ống nhất", "fewest pipes")),
    ):
        if network is not None:
            yield from _of_network(f"water/{name}", label, network, members)


def _of_network(
    base: str, place: Text, network: WaterNetwork, members: tuple[Operand, ...]
) -> Iterator[Figure]:
    for what, label, amount, unit in (
        ("fresh", Text("Nước sạch ít nhất", "Least fresh water"), network.fresh, "t/h"),
        ("bound", Text("Cận dưới đã chứng minh", "Proved lower bound"), network.bound, "t/h"),
        ("waste", Text("Nước thải", "Waste water"), network.waste, "t/h"),
        ("regenerated", Text("Nước tái sinh", "Regenerated water"), network.regenerated, "t/h"),
        ("crossing", Text("Nước liên nhà máy", "Water between plants"), network.crossing, "t/h"),
        ("pipes", Text("Số đường ống liên nhà máy", "Pipes between plants"), network.pipes, "1"),
    ):
        yield Figure(
            id=f"{base}/{what}",
            label=Text(f"{label.vi} – {place.vi}", f"{label.en} – {place.en}"),
            value=significant(float(amount), _DIGITS),
            unit=unit,
            formula=_LEAST,
            operands=members,
            tags={"status": network.status},
        )


def _of_groups(value: WaterTargets, data: WaterData) -> Iterator[Figure]:
    for group, fresh in value.coalitions.items():
        yield Figure(
            id=f"water/group/{group}",
            label=Text(f"Nước sạch ít nhất của {group}", f"Least fresh water of {group}"),
            value=significant(fresh, _DIGITS),
            unit="t/h",
            formula=_LEAST,
            operands=_members(data, tuple(group.split("+"))),
        )


def _members(data: WaterData, plants: tuple[str, ...]) -> tuple[Operand, ...]:
    kinds = (("use", data.uses), ("source", data.sources), ("sink", data.sinks))
    return tuple(
        FigureOperand(f"water/{kind}/{member.id}")
        for kind, members in kinds
        for member in members
        if member.plant in plants
    )
