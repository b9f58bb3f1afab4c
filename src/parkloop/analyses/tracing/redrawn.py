"""One system solved again and again with other numbers in the same places.

For draws of a Monte Carlo only the values of A and b change. The pattern is laid out once in
compressed rows (Saad 2003, doi:10.1137/1.9780898718003, section 3.4); a draw gives its values in
that order. Every draw has the bound of its own error, like a first solve.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array  # type: ignore[import-untyped]

from parkloop.analyses.tracing.kernel import (
    MOST_TERMS,
    Certificate,
    Matrix,
    Solved,
    certificate,
    solve,
)

if TYPE_CHECKING:
    from parkloop.analyses.tracing.kernel import Floats

#: Greatest error of a drawn answer, as a share of its greatest number.
DRAWN_TOLERANCE = 1e-8
#: Terms between two looks at the bound: a look costs about as much as a term.
_BURST = 3
#: Rounding of one number, with room for the sums over its terms.
_ROUNDING = 16 * float(np.finfo(np.float64).eps)


class Redrawn:
    """The transposed system (I − Aᵀ) m = b of one pattern; draws give the values of A and b.

    ``usual`` are the direct emissions about which the draws lie: their answer begins every
    draw, and what the slowest mode of the system lacks is added at once (deflation: Saad 2003,
    section 6.16), so that fewer terms follow.
    """

    def __init__(self, matrix: Matrix, usual: Floats | None = None) -> None:
        self._matrix = matrix
        self._order = np.lexsort((matrix.row, matrix.column))
        ends = np.cumsum(np.bincount(matrix.column, minlength=matrix.size))
        begins = np.concatenate(([0], ends)).astype(np.int32)
        suppliers = matrix.row[self._order].astype(np.int32)
        shape = (matrix.size, matrix.size)
        self._upstream = csr_array((np.zeros(len(suppliers)), suppliers, begins), shape=shape)
        proof = certificate(matrix.transposed)
        self._vector = proof.vector
        self._slow, self._sees = _slowest(matrix.transposed), _slowest(matrix)
        begin = np.zeros(matrix.size) if usual is None else usual
        self._begin = solve(matrix.transposed, begin, proof).value

    def laid_out(self, value: Floats) -> Floats:
        """Values of the matrix in the order that ``solve_laid_out`` wants."""
        return np.asarray(value[self._order], dtype=np.float64)

    def solve(self, value: Floats, direct: Floats) -> Solved:
        """Multipliers for values in the order of the matrix [unit of ``direct`` per unit]."""
        return self.solve_laid_out(self.laid_out(value), direct)

    def solve_laid_out(self, value: Floats, direct: Floats) -> Solved:
        """The same for values as ``laid_out``; for draws made in that order."""
        proof = self._proof_of(value)
        if proof is None:
            return self._anew(value, direct)
        self._upstream.data = value
        total, term = self._first(direct)
        weight = float(proof.vector.max(initial=0.0)) / proof.slack
        enough = DRAWN_TOLERANCE / 4 * float(np.abs(total).max(initial=0.0))
        terms = 0
        while terms < MOST_TERMS and np.abs(term * weight).max(initial=0.0) > enough:
            for _ in range(_BURST):
                total += term
                term = self._upstream @ term
            terms += _BURST
        # The series says that the next term is all that is left; the residual proves it.
        residual = np.abs(direct + self._upstream @ total - total)
        error = proof.error(residual + _ROUNDING * (np.abs(direct) + 2 * np.abs(total)))
        if error.max(initial=0.0) > DRAWN_TOLERANCE * np.abs(total).max(initial=0.0):
            return self._anew(value, direct)
        return Solved(total, error, terms, direct=False)

    def _first(self, direct: Floats) -> tuple[Floats, Floats]:
        """Where the series begins, and its residual there."""
        residual = direct + self._upstream @ self._begin - self._begin
        left = self._slow - self._upstream @ self._slow
        seen = float(self._sees @ left)
        step = float(self._sees @ residual) / seen if seen > 0 else 0.0
        return self._begin + step * self._slow, residual - step * left

    def _proof_of(self, value: Floats) -> Certificate | None:
        """The first system's v proves most draws too; its w is that of the draw."""
        self._upstream.data = np.abs(value)
        used = self._upstream @ self._vector
        slack = self._vector - used - _ROUNDING * (self._vector + used)
        return Certificate(self._vector, slack) if (slack > 0).all() else None

    def _anew(self, value: Floats, direct: Floats) -> Solved:
        """Draws that the first proof does not cover: a proof of their own, or Unproductive."""
        drawn = np.empty(len(self._matrix.value))
        drawn[self._order] = value
        upstream = Matrix(
            self._matrix.size, self._matrix.row, self._matrix.column, drawn
        ).transposed
        return solve(upstream, direct, certificate(upstream))


def _slowest(matrix: Matrix, rounds: int = 60) -> Floats:
    """The mode of |A| that dies last (power iteration on A + I/10, as for the radius)."""
    vector = np.ones(matrix.size)
    for _ in range(rounds):
        vector = matrix.positive.times(vector) + 0.1 * vector
        vector /= max(float(np.linalg.norm(vector)), float(np.finfo(np.float64).tiny))
    return vector
