"""Total emissions of all products of a system with loops, with a bound on the error.

A[i, j] is the input of product i per unit of product j, b the direct emission per unit. Total
emissions per unit m solve (I − Aᵀ) m = b; the outputs x that a demand f calls forth solve
(I − A) x = f (Heijungs and Suh 2002, doi:10.1007/978-94-015-9900-9; Miller and Blair 2009).

No answer is judged by its residual r alone. With a vector v > 0 for which w = v − |A| v > 0,
|A| has a spectral radius below 1 (Collatz and Wielandt) and every error is bounded,

    |x − x̂| ≤ v · max_i |r_i| / w_i ,

the tail bound of the series in the norm weighted by v. Where nothing is deducted (A and f without
negative numbers) v is made of the answer itself, v = Σ Aᵏ x̂, so that every number has a bound in
proportion to its own size and not to the greatest. Method: docs/methods/tracing.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array  # type: ignore[import-untyped]

from parkloop.analyses.tracing.components import Unproductive, solve_directly

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Indices = NDArray[np.intp]

#: Terms of the series before strong loops are solved directly.
MOST_TERMS = 400
#: Greatest error of a number, as a share of itself; where amounts are deducted, of the greatest.
TOLERANCE = 1e-10
#: Rounding of one number, with room for the sums over its terms.
_ROUNDING = 8 * float(np.finfo(np.float64).eps)


@dataclass(frozen=True)
class Matrix:
    """Inputs of product ``row`` per unit of product ``column``; pairs may repeat and add up."""

    size: int
    row: Indices
    column: Indices
    value: Floats

    @classmethod
    def of(cls, size: int, entries: dict[tuple[int, int], float]) -> Matrix:
        """From {(supplier, user): input per unit}, in an order that does not depend on theirs."""
        pairs = sorted(pair for pair, value in entries.items() if value)
        return cls(
            size,
            np.array([row for row, _ in pairs], dtype=np.intp),
            np.array([column for _, column in pairs], dtype=np.intp),
            np.array([entries[pair] for pair in pairs], dtype=np.float64),
        )

    @cached_property
    def transposed(self) -> Matrix:
        return Matrix(self.size, self.column, self.row, self.value)

    @cached_property
    def positive(self) -> Matrix:
        """|A|; the matrix itself where nothing in it is negative."""
        if not (self.value < 0).any():
            return self
        return Matrix(self.size, self.row, self.column, np.abs(self.value))

    @cached_property
    def _rows(self) -> csr_array:
        """By rows, in an order of their own, so that a sum does not depend on that of the pairs."""
        order = np.lexsort((self.value, self.column, self.row))
        ends = np.cumsum(np.bincount(self.row, minlength=self.size))
        begins = np.concatenate(([0], ends)).astype(np.int32)
        columns = self.column[order].astype(np.int32)
        return csr_array((self.value[order], columns, begins), shape=(self.size, self.size))

    def times(self, vector: Floats) -> Floats:
        """A·x; for several columns, column by column."""
        return np.asarray(self._rows @ vector, dtype=np.float64)


@dataclass(frozen=True)
class Certificate:
    """Proof that a system can be solved: v > 0 with w = v − |A|v > 0.

    ``growth`` is max (|A|v)ᵢ/vᵢ, at or above the spectral radius of |A|.
    """

    vector: Floats
    slack: Floats

    @property
    def growth(self) -> float:
        return float(np.max(1.0 - self.slack / self.vector, initial=0.0))

    def error(self, residual: Floats) -> Floats:
        """Greatest error of each number of an answer that leaves this residual."""
        return np.asarray(self.vector * np.max(np.abs(residual) / self.slack, initial=0.0))


@dataclass(frozen=True)
class Solved:
    """An answer with the bound of its error, product by product, and how it was found."""

    value: Floats
    error: Floats
    terms: int
    direct: bool


def certificate(matrix: Matrix) -> Certificate:
    """Proof that |A| has a spectral radius below 1; raises Unproductive if it has not.

    v begins as Σ |A|ᵏ·1; where loops are too strong for that, the strongly connected parts are
    solved directly. w is computed anew from v and must be positive beyond rounding.
    """
    found = _proof(matrix.positive, _series(matrix.positive, np.ones(matrix.size)))
    if found is None:
        solved = solve_directly(matrix.positive, np.ones(matrix.size))
        found = _proof(matrix.positive, solved)
    if found is None:
        raise Unproductive(())
    return found


def _series(matrix: Matrix, first: Floats) -> Floats:
    total, term = first.copy(), first
    for _ in range(MOST_TERMS):
        term = matrix.times(term)
        if not np.isfinite(term).all():
            break
        total += term
        if term.max(initial=0.0) <= 0.5 * total.min(initial=1.0):
            break
    return total


def _proof(matrix: Matrix, vector: Floats) -> Certificate | None:
    if not np.isfinite(vector).all() or (vector <= 0).any():
        return None
    used = matrix.times(vector)
    slack = vector - used - _ROUNDING * (vector + used)
    return Certificate(vector, slack) if (slack > 0).all() else None


def solve(matrix: Matrix, wanted: Floats, proof: Certificate) -> Solved:
    """x with (I − A) x = f, by the series f + Af + A²f + …, else directly.

    ``proof`` is of the same matrix. Every number is bounded by the certificate applied to the
    residual, with the rounding of its own computation; an answer whose bound is too wide is
    refused with Unproductive (strong loops and 64-bit numbers leave nothing certain in it).
    Where nothing is negative the bound is that of each number by itself, if it can be had.
    """
    total, terms = wanted.astype(np.float64), 0
    term = matrix.times(total)  # what the sum lacks to the first order: its residual
    while terms < MOST_TERMS and _wide(proof.error(term), total) > TOLERANCE / 10:
        total = total + term
        term = matrix.times(term)
        terms += 1
    answer = _checked(matrix, wanted, total, proof, terms, direct=False)
    if answer is None:
        direct = solve_directly(matrix, wanted)
        answer = _checked(matrix, wanted, direct, proof, 0, direct=True)
    if answer is None:
        raise Unproductive(())
    return _each_by_itself(matrix, wanted, answer) or answer


def _each_by_itself(matrix: Matrix, wanted: Floats, answer: Solved) -> Solved | None:
    """The answer, carried on until every number is certain to ``TOLERANCE`` of itself.

    Numbers that are exactly zero need only such; among the others v = Σ Aᵏ x̂ is a certificate.
    None where something is negative, or a number is too small to be reached.
    """
    if (wanted < 0).any() or matrix.positive is not matrix:
        return None
    value, terms = answer.value, answer.terms
    used = matrix.times(value)
    found = _own_weights(matrix, value)
    while found is not None and terms < MOST_TERMS:
        some = value > 0
        rounding = _ROUNDING * (wanted + value + used)
        residual = np.abs(wanted + used - value) + rounding
        if residual[~some].any():
            return None
        vector, slack = found
        error = vector * np.max(residual[some] / slack[some], initial=0.0)
        if (error <= TOLERANCE * value).all():
            return Solved(value, error, terms, answer.direct)
        value = wanted + used
        used = matrix.times(value)
        terms += 1
    return None


def _own_weights(matrix: Matrix, value: Floats) -> tuple[Floats, Floats] | None:
    """v = Σ Aᵏ x̂ and w = v − Av, positive wherever x̂ is."""
    vector, term = value.copy(), value
    for _ in range(MOST_TERMS):
        term = matrix.times(term)
        if (term <= value / 2).all():
            break
        vector += term
    used = matrix.times(vector)
    slack = vector - used - _ROUNDING * (vector + used)
    return (vector, slack) if (slack[value > 0] > 0).all() else None


def _checked(
    matrix: Matrix, wanted: Floats, value: Floats, proof: Certificate, terms: int, *, direct: bool
) -> Solved | None:
    used = matrix.times(value)
    magnitude = matrix.positive.times(np.abs(value))
    rounding = _ROUNDING * (np.abs(wanted) + np.abs(value) + magnitude)
    error = proof.error(np.abs(wanted + used - value) + rounding)
    if not np.isfinite(error).all() or _wide(error, value) > 1e-6:
        return None
    if not direct and _wide(error, value) > TOLERANCE:
        return None
    return Solved(value, error, terms, direct)


def _wide(error: Floats, value: Floats) -> float:
    scale = float(np.max(np.abs(value), initial=0.0))
    widest = float(np.max(error, initial=0.0))
    return widest / scale if scale else widest


def multipliers(matrix: Matrix, direct: Floats) -> tuple[Solved, ...]:
    """Total emissions per unit of all products, one answer per column of ``direct``.

    ``direct`` [kg per unit] has a row per product and a column per gas or source; the unit of
    the answer is that of ``direct``.
    """
    upstream = matrix.transposed
    proof = certificate(upstream)
    return tuple(solve(upstream, column, proof) for column in direct.T)


def outputs(matrix: Matrix, demand: Floats) -> Solved:
    """Gross output of every product that a final demand calls forth, in the products' units."""
    return solve(matrix, demand, certificate(matrix))


def spectral_radius(matrix: Matrix, rounds: int = 200) -> float:
    """Spectral radius of |A| by power iteration on A + I/10 (the shift breaks cycles)."""
    vector = np.ones(matrix.size)
    growth = 0.0
    for _ in range(rounds):
        moved = matrix.positive.times(vector) + 0.1 * vector
        growth = float(np.linalg.norm(moved))
        if not growth:
            return 0.0
        vector = moved / growth
    return growth - 0.1
