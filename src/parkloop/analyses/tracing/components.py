"""Systems solved part by part: strongly connected products together, by dense factorisation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Indices = NDArray[np.intp]

#: Largest part that is factorised densely: 4,000² numbers are 128 MB.
LARGEST = 4_000


class System(Protocol):
    """What is needed of a sparse matrix here."""

    @property
    def size(self) -> int: ...
    @property
    def row(self) -> Indices: ...
    @property
    def column(self) -> Indices: ...
    @property
    def value(self) -> Floats: ...


class Unproductive(ArithmeticError):
    """The system has no certain answer: some products use up what they make.

    ``products`` numbers those of the loop that cannot be solved, empty if no single one is to
    blame.
    """

    def __init__(self, products: tuple[int, ...]) -> None:
        super().__init__(f"unproductive loop through products {products}")
        self.products = products


def solve_directly(matrix: System, wanted: Floats) -> Floats:
    """x with (I − A) x = f; each strongly connected part by dense LU, in order of their use.

    Raises Unproductive for a part that is singular or larger than ``LARGEST``.
    """
    entries = _by_row(matrix)
    value = np.asarray(wanted, dtype=np.float64).copy()
    for part in components(matrix):
        inside = {product: place for place, product in enumerate(part)}
        block = np.eye(len(part))
        known = value[part]
        for place, product in enumerate(part):
            for other, share in entries[product]:
                if other in inside:
                    block[place, inside[other]] -= share
                else:
                    known[place] += share * value[other]
        value[part] = _block_solution(block, known, part)
    return value


def _block_solution(block: Floats, known: Floats, part: list[int]) -> Floats:
    try:
        found = np.linalg.solve(block, known)
    except np.linalg.LinAlgError:
        raise Unproductive(tuple(part)) from None
    return np.asarray(found, dtype=np.float64)


def _by_row(matrix: System) -> list[list[tuple[int, float]]]:
    entries: list[list[tuple[int, float]]] = [[] for _ in range(matrix.size)]
    triples = zip(matrix.row.tolist(), matrix.column.tolist(), matrix.value.tolist(), strict=True)
    for row, column, value in triples:
        entries[row].append((column, value))
    return entries


def components(matrix: System) -> Iterator[list[int]]:
    """Strongly connected parts, each after those that it needs (Tarjan 1972, without recursion).

    Product i needs j where A[i, j] is not zero: (I − A) x = f gives x_i from x_j.
    """
    needs = [[other for other, _ in row] for row in _by_row(matrix)]
    number = [-1] * matrix.size
    lowest = [0] * matrix.size
    waiting: list[int] = []
    is_waiting = [False] * matrix.size
    count = 0
    for start in range(matrix.size):
        if number[start] >= 0:
            continue
        way = [(start, 0)]
        while way:
            product, step = way.pop()
            if step == 0:
                number[product] = lowest[product] = count
                count += 1
                waiting.append(product)
                is_waiting[product] = True
            else:
                lowest[product] = min(lowest[product], lowest[needs[product][step - 1]])
            if _go_on(needs[product], step, product, way, number, lowest, is_waiting):
                continue
            if lowest[product] == number[product]:
                part = _taken_from(waiting, product, is_waiting)
                if len(part) > LARGEST:
                    raise Unproductive(tuple(part))
                yield part


def _go_on(
    needed: list[int],
    step: int,
    product: int,
    way: list[tuple[int, int]],
    number: list[int],
    lowest: list[int],
    is_waiting: list[bool],
) -> bool:
    """Take the next unseen product that this one needs; False when all have been seen."""
    for place in range(step, len(needed)):
        other = needed[place]
        if number[other] < 0:
            way.append((product, place + 1))
            way.append((other, 0))
            return True
        if is_waiting[other]:
            lowest[product] = min(lowest[product], number[other])
    return False


def _taken_from(waiting: list[int], last: int, is_waiting: list[bool]) -> list[int]:
    part = []
    while True:
        product = waiting.pop()
        is_waiting[product] = False
        part.append(product)
        if product == last:
            return sorted(part)
