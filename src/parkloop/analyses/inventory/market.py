"""Market-based scope 2: what contracts and certificates change (GHG Protocol Scope 2 Guidance).

Certificates cancelled for an enterprise cover its grid purchases of the period, at most all of
them. The covered part is deducted at the grid's factor; what is not covered stays at the grid's
factor, because no residual mix is published for Viet Nam.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parkloop.analyses.inventory.model import Line, Memo
from parkloop.analyses.inventory.scene import Scene
from parkloop.ledger.park import NodeKind


def market_lines(scene: Scene, lines: Sequence[Line]) -> Iterator[Line]:
    """Deductions from scope 2 by certificates, one line per certificate flow [kg CO2]."""
    remaining = _grid_purchases(scene, lines)
    for amount in scene.of_kind("certificate"):
        holder = scene.enterprise(amount.to_node)
        pattern = next((n for n in lines if n.enterprise == holder and _from_grid(scene, n)), None)
        if not holder or pattern is None or amount.dimension != "energy":
            continue
        covered = min(amount.total, max(remaining.get(holder, 0.0), 0.0))
        if covered <= 0:
            continue
        remaining[holder] = remaining.get(holder, 0.0) - covered
        terms = tuple(term for term in pattern.terms if term.fact)
        line = scene.line(
            amount,
            amount.to_node,
            scope=2,
            basis="market",
            category="electricity",
            gas=pattern.gas,
            terms=terms,
            activity="use",
            sign=-1,
            supplier=amount.from_node,
            quantity=covered,
        )
        yield replace(line, enterprise=holder)


def _from_grid(scene: Scene, line: Line) -> bool:
    return (
        line.basis == "location"
        and line.category == "electricity"
        and line.memo is Memo.NONE
        and scene.kind(line.supplier) is NodeKind.GRID
    )


def _grid_purchases(scene: Scene, lines: Sequence[Line]) -> dict[str, float]:
    """Grid electricity bought less passed on, per enterprise [MJ]."""
    parts: dict[str, list[float]] = {}
    for line in lines:
        if _from_grid(scene, line):
            mixed = math.prod(term.value for term in line.terms if not term.fact)
            parts.setdefault(line.enterprise, []).append(line.sign * line.amount * mixed)
    return {enterprise: math.fsum(values) for enterprise, values in parts.items()}
