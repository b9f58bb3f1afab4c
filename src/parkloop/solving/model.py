"""A linear or mixed-integer model as arrays: columns, rows, and triplets between them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Indices: TypeAlias = NDArray[np.int32]
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
    """A sparse matrix by rows: row i holds ``values[start[i]:start[i+1]]``, columns ascending.

    Columns are as wide as the solver's own, so that nothing is copied on the way to it.
    """

    start: Ints
    columns: Indices
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
            matrix=Matrix(
                start,
                place[old.columns[inside]].astype(np.int32),
                old.values[inside],
                int(keep.sum()),
            ),
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
            np.concatenate([old.columns, used.astype(np.int32)]),
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
    _cost: list[ArrayLike] = field(default_factory=list)
    _lower: list[ArrayLike] = field(default_factory=list)
    _upper: list[ArrayLike] = field(default_factory=list)
    _integer: list[bool] = field(default_factory=list)
    _row_lower: list[ArrayLike] = field(default_factory=list)
    _row_upper: list[ArrayLike] = field(default_factory=list)
    _triplets: list[tuple[Ints, Ints, Floats]] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Number of columns so far."""
        return _end(self._columns)

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
        first = self.width
        self._columns.append(Block(name, first, count, labels))
        self._cost.append(cost)
        self._lower.append(lower)
        self._upper.append(upper)
        self._integer.append(integer)
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
        first = _end(self._rows)
        self._rows.append(Block(name, first, count, labels))
        self._row_lower.append(lower)
        self._row_upper.append(upper)
        return np.arange(first, first + count)

    def entries(self, rows: ArrayLike, columns: ArrayLike, values: ArrayLike) -> None:
        """Add ``values`` at (rows, columns); all three are spread to one shape."""
        r, c = np.asarray(rows, np.int64), np.asarray(columns, np.int64)
        v = np.asarray(values, float)
        if not r.shape == c.shape == v.shape:
            r, c, v = np.broadcast_arrays(r, c, v)
        if r.size:
            # One number for all stays one number: nothing is written out that is only read.
            v = v.reshape(-1)[:1] if not any(v.strides) else v.ravel()
            self._triplets.append((r.ravel(), c.ravel(), v))

    def model(
        self,
        *,
        maximise: bool = False,
        offset: float = 0.0,
        name: str = "objective",
        objective: Objective | None = None,
    ) -> Model:
        """The model of everything added; ``objective`` stands in for the columns' costs.

        Entries are given up on the way, so that their memory serves the model: ask only once.
        """
        matrix = _matrix(self._triplets, _end(self._rows), self.width)
        if objective is None:
            cost = _filled(self._cost, self._columns, float)
            objective = Objective(cost, offset, maximise, name)
        return Model(
            objective=objective,
            lower=_filled(self._lower, self._columns, float),
            upper=_filled(self._upper, self._columns, float),
            integer=_filled(self._integer, self._columns, bool),
            row_lower=_filled(self._row_lower, self._rows, float),
            row_upper=_filled(self._row_upper, self._rows, float),
            matrix=matrix,
            column_blocks=tuple(self._columns),
            row_blocks=tuple(self._rows),
        )


def _end(blocks: Sequence[Block]) -> int:
    """How many columns or rows there are up to here."""
    return blocks[-1].first + blocks[-1].count if blocks else 0


def _filled(values: Sequence[ArrayLike], blocks: Sequence[Block], kind: type) -> NDArray[Any]:
    """The values of all blocks in one array, single numbers spread over theirs."""
    found: NDArray[Any] = np.empty(_end(blocks), kind)
    for value, block in zip(values, blocks, strict=True):
        found[block.first : block.first + block.count] = value
    return found


def _matrix(triplets: list[tuple[Ints, Ints, Floats]], height: int, width: int) -> Matrix:
    """The triplets by rows, block after block set down in its place: they are never sorted whole.

    Most of the time of building is memory touched for the first time, so what was set down is
    taken from the list.
    """
    start = np.zeros(height + 1, np.int64)
    counted = []
    for rows, columns, _ in triplets:
        _demand_inside(columns, width, "column")
        first = _demand_inside(rows, height, "row")
        counts = np.bincount(rows - first if first else rows)
        start[first + 1 : first + 1 + len(counts)] += counts
        counted.append((first, counts))
    np.cumsum(start, out=start)
    free = start[:-1].copy()
    matrix = Matrix(start, np.empty(start[-1], np.int32), np.empty(start[-1]), width)
    for first, counts in counted:
        _set_down(triplets.pop(0), counts, first, free[first : first + len(counts)], matrix)
    return matrix if _ascending(matrix) else _merged(matrix)


def _set_down(
    block: tuple[Ints, Ints, Floats], counts: Ints, first: int, free: Ints, matrix: Matrix
) -> None:
    """Write a block whose least row is ``first`` into the next ``free`` places of its rows."""
    rows, columns, values = block
    if first:
        rows = rows - first
    if counts.max() == 1:
        place = free[rows]
    else:
        if np.any(rows[1:] < rows[:-1]):
            order = _stable_order(rows, len(counts))
            rows, columns = rows[order], columns[order]
            values = values[order] if len(values) > 1 else values
        place = (free - np.cumsum(counts) + counts)[rows]
        place += np.arange(len(rows))
    matrix.columns[place] = columns
    matrix.values[place] = values
    free += counts


def _stable_order(rows: Ints, height: int) -> Ints:
    """Order of the rows; numbers of two bytes are put in order without comparing them."""
    return np.argsort(rows.astype(np.uint16) if height <= 1 << 16 else rows, kind="stable")


def _ascending(matrix: Matrix) -> bool:
    """Whether the columns of every row ascend, none twice."""
    further = matrix.columns[1:] > matrix.columns[:-1]
    begins = matrix.start[1:-1]
    further[begins[(begins > 0) & (begins < len(matrix.columns))] - 1] = True
    return bool(further.all())


def _merged(matrix: Matrix) -> Matrix:
    """The same with the columns of each row in order, and entries that meet added up."""
    height, width = len(matrix.start) - 1, matrix.width
    key = matrix.rows * width + matrix.columns
    order = np.argsort(key, kind="stable")
    key, columns, values = key[order], matrix.columns[order], matrix.values[order]
    again = key[1:] == key[:-1]
    if not again.any():
        return Matrix(matrix.start, columns, values, width)
    places = np.flatnonzero(np.concatenate([[True], ~again]))
    start = np.zeros(height + 1, np.int64)
    np.cumsum(np.bincount(key[places] // width, minlength=height), out=start[1:])
    return Matrix(start, columns[places], np.add.reduceat(values, places), width)


def _demand_inside(numbers: Ints, count: int, kind: str) -> int:
    """The least of the numbers; refuses any outside 0..count-1."""
    least = int(numbers.min())
    if least < 0 or numbers.max() >= count:
        raise IndexError(f"an entry names a {kind} outside 0..{count - 1}")
    return least
