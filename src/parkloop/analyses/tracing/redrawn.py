"""One system solved again and again with other numbers in the same places.

For draws of a Monte Carlo only the values of A and b change. The pattern is laid out once, an
equation to a row of compressed rows (Saad 2003, doi:10.1137/1.9780898718003, section 3.4), in an
order in which most products stand after what goes into them; a draw gives its values in that
order. It is solved by Gauss-Seidel sweeps (section 4.1 there): each takes every product once and
uses what the sweep has found so far, so that only inputs against the order are left to the next.
Every draw has the bound of its own error, like a first solve.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pyamg.amg_core import gauss_seidel  # type: ignore[import-untyped]
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
    from parkloop.analyses.tracing.kernel import Floats, Indices

#: Greatest error of a drawn answer, as a share of its greatest number.
DRAWN_TOLERANCE = 1e-8
#: Rounding of one number, with room for the sums over its terms.
_ROUNDING = 16 * float(np.finfo(np.float64).eps)
#: The first draw is expected to lie this far from the usual answer: that many sweeps come first.
_APART = 0.1


class Redrawn:
    """The transposed system (I − Aᵀ) m = b of one pattern; draws give the values of A and b.

    ``usual`` are the direct emissions about which the draws lie: their answer begins every draw.
    """

    def __init__(self, matrix: Matrix, usual: Floats | None = None) -> None:
        self._matrix = matrix
        self._order = order_of_supply(matrix)
        size, place = matrix.size, np.empty(matrix.size, dtype=np.intp)
        place[self._order] = np.arange(size)
        # The constant of an equation stands first in its row, where the solver wants the diagonal.
        row = np.concatenate((place[matrix.column], np.arange(size)))
        column = np.concatenate((place[matrix.row], np.arange(size)))
        constant = np.arange(len(row)) >= len(matrix.value)
        self._places = np.lexsort((column, ~constant, row))
        ends = np.cumsum(np.bincount(row, minlength=size))
        self._begins = np.concatenate(([0], ends)).astype(np.int32)
        self._columns = column[self._places].astype(np.int32)
        self._constants = self._begins[:-1].astype(np.intp)
        self._rows = csr_array(
            (np.zeros(len(row)), self._columns, self._begins), shape=(size, size)
        )
        proof = certificate(matrix.transposed)
        self._vector = proof.vector[self._order]
        self._margin = 2 * _ROUNDING * self._vector  # rounding of v and of what it takes in
        begin = np.zeros(size) if usual is None else usual
        self._begin = solve(matrix.transposed, begin, proof).value[self._order]
        self._sweeps = self._expected(self.laid_out(matrix.value, begin), begin[self._order])

    def laid_out(self, value: Floats, direct: Floats) -> Floats:
        """The equations of values in the order of the matrix: a row each, its constant first.

        Coefficients stand with the sign that they have on the side of the unknowns, so that a
        draw may multiply every number by its own factor.
        """
        both = np.concatenate((-value, direct[self._order]))
        return np.asarray(both[self._places], dtype=np.float64)

    def solve(self, value: Floats, direct: Floats) -> Solved:
        """Multipliers for values in the order of the matrix [unit of ``direct`` per unit]."""
        return self.solve_laid_out(self.laid_out(value, direct))

    def solve_laid_out(self, equations: Floats) -> Solved:
        """The same for equations as ``laid_out``; the array is used up."""
        direct = equations[self._constants]
        equations[self._constants] = 1.0
        proof = self._proof_of(equations)
        if proof is None:
            return self._anew(equations, direct)
        self._rows.data = equations
        total, sweeps = self._begin.copy(), 0
        while sweeps < MOST_TERMS:
            for _ in range(max(1, self._sweeps - sweeps)):
                self._sweep(equations, total, direct)
                sweeps += 1
            # A sweep says nothing about what is left; the residual proves it.
            error = proof.error(self._left(total, direct))
            if error.max(initial=0.0) <= DRAWN_TOLERANCE * np.abs(total).max(initial=0.0):
                return self._told(total, error, sweeps)
        return self._anew(equations, direct)

    def _left(self, total: Floats, direct: Floats) -> Floats:
        """Residual of each equation, with what rounding may have hidden of it."""
        hidden = np.abs(total)
        hidden *= 2.0
        hidden += np.abs(direct)
        hidden *= _ROUNDING
        hidden += np.abs(direct - self._rows @ total)
        return hidden

    def _sweep(self, equations: Floats, total: Floats, direct: Floats) -> None:
        gauss_seidel(self._begins, self._columns, equations, total, direct, 0, len(total), 1)

    def _expected(self, equations: Floats, direct: Floats) -> int:
        """Sweeps after which a draw is looked at for the first time: a look costs one."""
        equations[self._constants] = 1.0
        total, enough = (1 - _APART) * self._begin, DRAWN_TOLERANCE / 4
        most = float(np.abs(self._begin).max(initial=0.0))
        for sweeps in range(1, MOST_TERMS):
            self._sweep(equations, total, direct)
            if np.abs(total - self._begin).max(initial=0.0) <= enough * most:
                return sweeps
        return MOST_TERMS

    def _proof_of(self, equations: Floats) -> Certificate | None:
        """The first system's v proves most draws too; its w is that of the draw."""
        self._rows.data = equations
        if np.count_nonzero(equations > 0.0) > len(self._constants):
            # Inputs below zero count with their size.
            self._rows.data = -np.abs(equations)
            self._rows.data[self._constants] = 1.0
        slack = self._rows @ self._vector
        slack *= 1.0 + _ROUNDING
        slack -= self._margin
        return Certificate(self._vector, slack) if (slack > 0.0).all() else None

    def _told(self, total: Floats, error: Floats, sweeps: int) -> Solved:
        """In the order of the matrix."""
        value, bound = np.empty_like(total), np.empty_like(error)
        value[self._order], bound[self._order] = total, error
        return Solved(value, bound, sweeps, direct=False)

    def _anew(self, equations: Floats, direct: Floats) -> Solved:
        """Draws that the first proof does not cover: a proof of their own, or Unproductive."""
        drawn = np.empty(len(equations))
        drawn[self._places] = equations
        emitted = np.empty_like(direct)
        emitted[self._order] = direct
        upstream = Matrix(
            self._matrix.size,
            self._matrix.row,
            self._matrix.column,
            -drawn[: len(self._matrix.value)],
        ).transposed
        return solve(upstream, emitted, certificate(upstream))


def order_of_supply(matrix: Matrix, rounds: int = 30) -> Indices:
    """Products in an order in which little goes into a product that stands before its supplier.

    The order as it is, or that of the mean number of steps that their inputs have behind them:
    the one in which less, in units of input, stands against the order.
    """
    upstream = matrix.positive.transposed
    inputs = upstream.times(np.ones(matrix.size))
    steps = np.zeros(matrix.size)
    for _ in range(rounds):
        steps = 1.0 + upstream.times(steps) / np.maximum(inputs, np.finfo(np.float64).tiny)
    orders = (np.arange(matrix.size), np.argsort(steps, kind="stable"))
    return min(orders, key=lambda order: _against(matrix, order))


def _against(matrix: Matrix, order: Indices) -> float:
    place = np.empty(matrix.size, dtype=np.intp)
    place[order] = np.arange(matrix.size)
    late = place[matrix.row] > place[matrix.column]
    return float(np.abs(matrix.value[late]).sum())
