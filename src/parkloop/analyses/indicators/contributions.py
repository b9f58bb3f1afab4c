"""Which firms stand behind the indicators of a park, and with how much: what disclosure asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from parkloop.analyses.indicators.indicators import ParkIndicators
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import NodeKind, Park
from parkloop.provenance import EntriesOperand, Figure, FigureOperand, Result

#: Indicators whose firms are where a flow arrives; of the others, where it begins.
_ARRIVING = ("park.electricity", "park.water-intake", "park.water-reused")


@dataclass(frozen=True)
class Behind:
    """Firms with what each contributes [unit of the indicator], or, of a ratio, the indicators it
    is made of: a ratio may be shown where all of those may."""

    firms: Mapping[str, float] = field(default_factory=dict)
    parts: tuple[str, ...] = ()


def contributions(
    result: Result[ParkIndicators], snapshot: Snapshot
) -> Mapping[tuple[str, str], Behind]:
    """For every indicator and park that has a value, what stands behind it.

    A firm that contributes nothing is left out: it hides nobody. What belongs to no enterprise
    (common areas without operator) stands under the park's own id.
    """
    found: dict[tuple[str, str], Behind] = {}
    for point in result.value.points:
        if point.value is None:
            continue
        figure = result.figures[f"indicators/{point.indicator}/{point.area}/{point.period}"]
        if point.indicator == "park.ghg-total":
            emitted = _emitted(result, snapshot.park, point.area, point.period)
            found[point.indicator, point.area] = Behind(emitted)
        elif any(isinstance(operand, FigureOperand) for operand in figure.operands):
            found[point.indicator, point.area] = Behind(parts=_parts(figure))
        else:
            firms = _firms(figure, snapshot.park, point.area, point.indicator in _ARRIVING)
            found[point.indicator, point.area] = Behind(firms)
    return found


def _emitted(
    result: Result[ParkIndicators], park: Park, area: str, period: str
) -> dict[str, float]:
    """Each enterprise's own total of the inventory [kg CO2e]."""
    firms: dict[str, float] = {}
    for node in park.of_kind(NodeKind.ENTERPRISE):
        total = result.figures.get(f"inventory/{node.id}/{period}/total")
        if total is not None and total.value and park.owner(node.id, NodeKind.PARK) == area:
            firms[node.id] = abs(total.value) * 1000
    return firms


def _parts(figure: Figure) -> tuple[str, ...]:
    ids = (o.figure for o in figure.operands if isinstance(o, FigureOperand))
    return tuple(name.split("/")[1] for name in ids if name.startswith("indicators/"))


def _firms(figure: Figure, park: Park, area: str, arriving: bool) -> dict[str, float]:
    firms: dict[str, float] = {}
    for operand in figure.operands:
        if not isinstance(operand, EntriesOperand):
            continue
        end = "to_node" if arriving or "from_node" not in operand.selector else "from_node"
        firm = park.owner(str(operand.selector[end]), NodeKind.ENTERPRISE) or area
        firms[firm] = firms.get(firm, 0.0) + abs(float(operand.value or 0.0))
    return {firm: value for firm, value in firms.items() if value}
