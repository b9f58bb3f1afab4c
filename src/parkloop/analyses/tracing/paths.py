"""Structural path analysis: through which products the emissions of one product come.

A path is one term of the series f + Af + A²f + … followed to its direct emission (Defourny and
Thorbecke 1984, doi:10.2307/2232220). Best first: what lies behind a path is known from the
multipliers, so that no path above the cut can be missed.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parkloop.analyses.tracing.kernel import Floats, Matrix


@dataclass(frozen=True, slots=True)
class Path:
    """Products from the one asked for (first) to the one that emits (last), and the emission."""

    products: tuple[int, ...]
    value: float


def strongest_paths(
    matrix: Matrix, direct: Floats, total: Floats, product: int, cut: float, most: int = 1_000
) -> tuple[Path, ...]:
    """Paths of at least ``cut`` · total of the product, strongest first [unit of ``direct``].

    ``total`` are the multipliers of ``direct``. For systems without negative numbers the list
    is complete up to ``most`` openings; what it does not name is total less its sum.
    """
    suppliers = _suppliers(matrix)
    limit = cut * abs(float(total[product]))
    open_paths: list[tuple[float, tuple[int, ...], float]] = [
        (-abs(float(total[product])), (product,), 1.0)
    ]
    found: list[Path] = []
    opened = 0
    while open_paths and opened < most:
        _, way, amount = heapq.heappop(open_paths)
        opened += 1
        last = way[-1]
        emitted = amount * float(direct[last])
        if emitted and abs(emitted) >= limit:
            found.append(Path(way, emitted))
        for supplier, share in suppliers.get(last, ()):
            behind = abs(amount * share * float(total[supplier]))
            if behind >= limit and behind > 0:
                heapq.heappush(open_paths, (-behind, (*way, supplier), amount * share))
    return tuple(sorted(found, key=lambda path: (-abs(path.value), path.products)))


def _suppliers(matrix: Matrix) -> dict[int, list[tuple[int, float]]]:
    inputs: dict[int, list[tuple[int, float]]] = {}
    triples = zip(matrix.row.tolist(), matrix.column.tolist(), matrix.value.tolist(), strict=True)
    for supplier, user, value in triples:
        inputs.setdefault(user, []).append((supplier, value))
    return inputs
