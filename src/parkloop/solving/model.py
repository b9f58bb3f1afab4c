"""A linear or mixed-integer model as arrays: columns, rows, and triplets between them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]
Labels: TypeAlias = Sequence[str] | Callable[[int], str]

INFINITY = float("inf")


@dataclass(frozen=True, slots=True)
class Block:
    """Columns or rows made together: a name, where they begin, how many, what each is called."""

    name: str
    first: int
    count: int
    labels: Labels | None = None

    def label(self, number: int) -> str:
        """Name of column or row ``number`` of the whole model; it must lie in this block."""
        place = number - self.first
        if self.labels is None:
            return self.name if self.count == 1 else f"{self.name}[{place}]"
        own = self.labels(place) if callable(self.labels) else self.labels[place]
        return f"{self.name}[{own}]"


@dataclass(frozen=True, slots=True)
class Objective:
    """What is minimised (or maximised): one coefficient per column, and a constant."""

    cost: Floats
    offset: float = 0.0
    maximise: bool = False
    name: str = "objective"

    @property
    def sign(self) -> float:
        """1 where less is better, −1 where more is."""
        return -1.0 if self.maximise else 1.0

    def value(self, x: Floats) -> float:
        return float(self.cost @ x) + self.offset


@dataclass(frozen=True)
class Matrix:
    """A sparse matrix by rows: row i holds ``values[start[i]:start[i+1]]``, columns ascending."""

    start: Ints
    columns: Ints
    values: Floats
    width: int

    @cached_property
    def rows(self) -> Ints:
        """Row of every entry."""
        return np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))

    def times(self, x: Floats) -> Floats:
        """A x, one number per row."""
        product: Floats = self.values * x[self.columns]
        return np.bincount(self.rows, product, len(self.start) - 1).astype(float)

    def transposed_times(self, y: Floats) -> Floats:
        """Aᵀ y, one number per column."""
        product: Floats = self.values * y[self.rows]
        return np.bincount(self.columns, product, self.width).astype(float)

    def largest(self, x: Floats) -> Floats:
        """Largest |a x| of each row: the size against which a violation is measured."""
        found = np.zeros(len(self.start) - 1)
        filled = np.diff(self.start) > 0
        if filled.any():
            sizes = np.abs(self.values * x[self.columns])
            found[filled] = np.maximum.reduceat(sizes, self.start[:-1][filled])
        return found


@dataclass(frozen=True)
class Model:
    """min or max cost·x + offset, row_lower ≤ A x ≤ row_upper, lower ≤ x ≤ upper, some x whole."""

    objective: Objective
    lower: Floats
    upper: Floats
    integer: Bools
    row_lower: Floats
    row_upper: Floats
    matrix: Matrix
    column_blocks: tuple[Block, ...] = ()
    row_blocks: tuple[Block, ...] = ()

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.lower)

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.row_lower)

    @cached_property
    def mixed(self) -> bool:
        """Whether any column must be whole."""
        return bool(self.integer.any())

    def column_name(self, number: int) -> str:
        return _name(self.column_blocks, number, "column")

    def row_name(self, number: int) -> str:
        return _name(self.row_blocks, number, "row")

    def with_objective(self, objective: Objective) -> Model:
        return replace(self, objective=objective)

    def with_bounds(self, lower: Floats, upper: Floats) -> Model:
        return replace(self, lower=lower, upper=upper)

    def relaxed(self) -> Model:
        """The same model where no column need be whole."""
        return replace(self, integer=np.zeros(self.width, bool))

    def without(self, columns: Bools) -> Model:
        """The model where these columns are gone, as if they were zero; the rows stay."""
        keep = ~columns
        place = np.cumsum(keep) - 1
        old = self.matrix
        inside = keep[old.columns]
        start = np.zeros(self.height + 1, np.int64)
        np.cumsum(np.bincount(old.rows[inside], minlength=self.height), out=start[1:])
        return replace(
            self,
            objective=replace(self.objective, cost=self.objective.cost[keep]),
            lower=self.lower[keep],
            upper=self.upper[keep],
            integer=self.integer[keep],
            matrix=Matrix(start, place[old.columns[inside]], old.values[inside], int(keep.sum())),
            column_blocks=(),
        )

    def with_row(
        self, name: str, coefficients: Floats, lower: float = -INFINITY, upper: float = INFINITY
    ) -> Model:
        """The model with one more row over all columns."""
        (used,) = np.nonzero(coefficients)
        old = self.matrix
        matrix = Matrix(
            np.append(old.start, old.start[-1] + len(used)),
            np.concatenate([old.columns, used]),
            np.concatenate([old.values, coefficients[used]]),
            old.width,
        )
        return replace(
            self,
            matrix=matrix,
            row_lower=np.append(self.row_lower, lower),
            row_upper=np.append(self.row_upper, upper),
            row_blocks=(*self.row_blocks, Block(name, self.height, 1)),
        )


def _name(blocks: Sequence[Block], number: int, kind: str) -> str:
    place = bisect_right([block.first for block in blocks], number) - 1
    if place < 0 or number >= blocks[place].first + blocks[place].count:
        return f"{kind} {number}"
    return blocks[place].label(number)


@dataclass
class Builder:
    """Collects columns, rows and triplets in blocks of arrays, and makes the model of them.

    Single numbers stand for a whole block. Entries that meet are added up.
    """

    _columns: list[Block] = field(default_factory=list)
    _rows: list[Block] = field(default_factory=list)
    _cost: list[Floats] = field(default_factory=list)
    _lower: list[Floats] = field(default_factory=list)
    _upper: list[Floats] = field(default_factory=list)
    _integer: list[Bools] = field(default_factory=list)
    _row_lower: list[Floats] = field(default_factory=list)
    _row_upper: list[Floats] = field(default_factory=list)
    _triplets: list[tuple[Ints, Ints, Floats]] = field(default_factory=list)

    def columns(
        self,
        name: str,
        count: int,
        *,
        cost: ArrayLike = 0.0,
        lower: ArrayLike = 0.0,
        upper: ArrayLike = INFINITY,
        integer: bool = False,
        labels: Labels | None = None,
    ) -> Ints:
        """Add ``count`` columns; returns their numbers."""
        first = self._columns[-1].first + self._columns[-1].count if self._columns else 0
        self._columns.append(Block(name, first, count, labels))
        self._cost.append(_spread(cost, count))
        self._lower.append(_spread(lower, count))
        self._upper.append(_spread(upper, count))
        self._integer.append(np.full(count, integer))
        return np.arange(first, first + count)

    def rows(
        self,
        name: str,
        count: int,
        *,
        lower: ArrayLike = -INFINITY,
        upper: ArrayLike = INFINITY,
        labels: Labels | None = None,
    ) -> Ints:
        """Add ``count`` rows; returns their numbers."""
        first = self._rows[-1].first + self._rows[-1].count if self._rows else 0
        self._rows.append(Block(name, first, count, labels))
        self._row_lower.append(_spread(lower, count))
        self._row_upper.append(_spread(upper, count))
        return np.arange(first, first + count)

    def entries(self, rows: ArrayLike, columns: ArrayLike, values: ArrayLike) -> None:
        """Add ``values`` at (rows, columns); all three are spread to one shape."""
        r, c = np.asarray(rows, np.int64), np.asarray(columns, np.int64)
        v = np.asarray(values, float)
        if not r.shape == c.shape == v.shape:
            r, c, v = np.broadcast_arrays(r, c, v)
        self._triplets.append((r.ravel(), c.ravel(), v.ravel()))

    def model(
        self, *, maximise: bool = False, offset: float = 0.0, name: str = "objective"
    ) -> Model:
        """The model of everything added so far."""
        width = sum(block.count for block in self._columns)
        height = sum(block.count for block in self._rows)
        cost = _numbers(self._cost)
        return Model(
            objective=Objective(cost, offset, maximise, name),
            lower=_numbers(self._lower),
            upper=_numbers(self._upper),
            integer=np.concatenate(self._integer) if self._integer else np.zeros(0, bool),
            row_lower=_numbers(self._row_lower),
            row_upper=_numbers(self._row_upper),
            matrix=_matrix(self._triplets, height, width),
            column_blocks=tuple(self._columns),
            row_blocks=tuple(self._rows),
        )


def _spread(value: ArrayLike, count: int) -> Floats:
    return np.broadcast_to(np.asarray(value, dtype=float), (count,))


def _numbers(parts: Sequence[Floats]) -> Floats:
    return np.concatenate(parts) if parts else np.zeros(0)


def _matrix(triplets: Sequence[tuple[Ints, Ints, Floats]], height: int, width: int) -> Matrix:
    rows, columns, values = (
        np.concatenate([part[k] for part in triplets]) if triplets else np.zeros(0, kind)
        for k, kind in enumerate((np.int64, np.int64, float))
    )
    _demand_inside(rows, height, "row")
    _demand_inside(columns, width, "column")
    start = np.zeros(height + 1, np.int64)
    np.cumsum(np.bincount(rows, minlength=height), out=start[1:])
    key = rows * width + columns
    order = np.argsort(key, kind="stable")
    key, columns, values = key[order], columns[order], values[order]
    again = key[1:] == key[:-1]
    if again.any():
        places = np.flatnonzero(np.concatenate([[True], ~again]))
        values, columns = np.add.reduceat(values, places), columns[places]
        np.cumsum(np.bincount(key[places] // width, minlength=height), out=start[1:])
    return Matrix(start, columns, values, width)


def _demand_inside(numbers: Ints, count: int, kind: str) -> None:
    if len(numbers) and (numbers.min() < 0 or numbers.max() >= count):
        raise IndexError(f"an entry names a {kind} outside 0..{count - 1}")
