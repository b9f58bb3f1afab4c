"""One system solved again and again with other numbers in the same places.

For draws of a Monte Carlo only the values of A and b change. Products with about the same number
of inputs are laid out as rectangles, one row per input, padded with zeros (the ELLPACK format:
Saad 2003, doi:10.1137/1.9780898718003, section 3.4), so that a product of matrix and vector is a
few passes over long arrays. Every draw has the bound of its own error, like a first solve.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from parkloop.analyses.tracing.kernel import (
    MOST_TERMS,
    Certificate,
    Matrix,
    Solved,
    certificate,
    solve,
)

if TYPE_CHECKING:
    from parkloop.analyses.tracing.kernel import Floats, Indices

#: Greatest error of a drawn answer, as a share of its greatest number.
DRAWN_TOLERANCE = 1e-9


#: Rectangles hold products whose numbers of inputs differ by no more than this factor.
_PADDING = 1.2
#: Rounding of one number, with room for the sums over its terms.
_ROUNDING = 16 * float(np.finfo(np.float64).eps)


class Redrawn:
    """The transposed system (I − Aᵀ) m = b of one pattern; draws give the values of A and b."""

    def __init__(self, matrix: Matrix) -> None:
        self._matrix = matrix
        counts = np.bincount(matrix.column, minlength=matrix.size)
        self._order = np.argsort(-counts, kind="stable")
        place = np.empty(matrix.size, dtype=np.intp)
        place[self._order] = np.arange(matrix.size)
        self._shapes = list(_rectangles(counts[self._order]))
        self._entry = _layout(self._shapes, matrix, place, counts[self._order])
        self._supplier = np.where(self._entry >= 0, place[matrix.row[self._entry]], 0)
        self._gathered = np.empty(len(self._entry))
        self._vector = certificate(matrix.transposed).vector[self._order]

    def laid_out(self, value: Floats) -> Floats:
        """Values of the matrix in the order that ``solve_laid_out`` wants; paddings are zero."""
        if not len(value):
            return np.zeros(len(self._entry))
        return np.where(self._entry >= 0, value[self._entry], 0.0)

    def solve(self, value: Floats, direct: Floats) -> Solved:
        """Multipliers for values in the order of the matrix [unit of ``direct`` per unit]."""
        return self.solve_laid_out(self.laid_out(value), direct)

    def solve_laid_out(self, value: Floats, direct: Floats) -> Solved:
        """The same for values as ``laid_out``; for draws made in that order."""
        proof = self._proof_of(value)
        if proof is None:
            return self._anew(value, direct)
        wanted = direct[self._order]
        total, terms = wanted.copy(), 0
        term = self._times(value, wanted)
        weight = float(proof.vector.max(initial=0.0)) / proof.slack
        enough = DRAWN_TOLERANCE / 4 * float(np.abs(wanted).max(initial=0.0))
        while terms < MOST_TERMS and np.abs(term * weight).max(initial=0.0) > enough:
            total += term
            term = self._times(value, term)
            terms += 1
        # The series says that the next term is all that is left; the residual proves it.
        residual = np.abs(wanted + self._times(value, total) - total)
        error = proof.error(residual + _ROUNDING * (np.abs(wanted) + 2 * np.abs(total)))
        if error.max(initial=0.0) > DRAWN_TOLERANCE * np.abs(total).max(initial=0.0):
            return self._anew(value, direct)
        return Solved(self._back(total), self._back(error), terms, direct=False)

    def _proof_of(self, value: Floats) -> Certificate | None:
        """The first system's v proves most draws too; its w is that of the draw."""
        used = self._times(np.abs(value), self._vector)
        slack = self._vector - used - _ROUNDING * (self._vector + used)
        return Certificate(self._vector, slack) if (slack > 0).all() else None

    def _times(self, value: Floats, vector: Floats) -> Floats:
        if len(self._entry):
            np.take(vector, self._supplier, out=self._gathered, mode="clip")
        total = np.zeros(self._matrix.size)
        done = 0
        for first, last, deep in self._shapes:
            part = slice(done, done + (last - first) * deep)
            shape = (deep, last - first)
            np.einsum(
                "ij,ij->j",
                self._gathered[part].reshape(shape),
                value[part].reshape(shape),
                out=total[first:last],
            )
            done = part.stop
        return total

    def _anew(self, value: Floats, direct: Floats) -> Solved:
        """Draws that the first proof does not cover: a proof of their own, or Unproductive."""
        real = self._entry >= 0
        drawn = np.empty(len(self._matrix.value))
        drawn[self._entry[real]] = value[real]
        upstream = Matrix(
            self._matrix.size, self._matrix.row, self._matrix.column, drawn
        ).transposed
        return solve(upstream, direct, certificate(upstream))

    def _back(self, laid_out: Floats) -> Floats:
        value = np.empty(self._matrix.size)
        value[self._order] = laid_out
        return value


def _rectangles(counts: Indices) -> Iterator[tuple[int, int, int]]:
    """(first product, product after the last, rows) for counts in falling order."""
    first = 0
    while first < len(counts) and counts[first] > 0:
        deep = int(counts[first])
        last = int(np.searchsorted(-counts, -deep / _PADDING, side="right"))
        last = min(max(last, first + 1), int(np.count_nonzero(counts)))
        yield first, last, deep
        first = last


def _layout(
    shapes: Sequence[tuple[int, int, int]], matrix: Matrix, place: Indices, counts: Indices
) -> Indices:
    """Which entry of the matrix stands at each place of the rectangles; −1 for padding."""
    user = place[matrix.column]
    by_user = np.argsort(user, kind="stable")
    within = np.arange(len(by_user)) - (np.cumsum(counts) - counts)[user[by_user]]
    start = np.zeros(matrix.size, dtype=np.intp)
    stride = np.zeros(matrix.size, dtype=np.intp)
    done = 0
    for first, last, deep in shapes:
        start[first:last] = done + np.arange(last - first)
        stride[first:last] = last - first
        done += (last - first) * deep
    entry = np.full(done, -1, dtype=np.intp)
    entry[start[user[by_user]] + within * stride[user[by_user]]] = by_user
    return entry
