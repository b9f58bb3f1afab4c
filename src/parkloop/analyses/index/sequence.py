"""Sobol' sequence with a random digital shift: draws that fill the unit cube evenly."""

from __future__ import annotations

import numpy as np

from parkloop.analyses.index.data import Array
from parkloop.errors import RequestError
from parkloop.texts import Text

_BITS = 30
#: Degree, coefficients and first direction numbers of the primitive polynomial of each column
#: after the first. Joe & Kuo (2008), doi:10.1137/070709359.
_POLYNOMIALS = (
    (1, 0, (1,)),
    (2, 1, (1, 3)),
    (3, 1, (1, 3, 1)),
    (3, 2, (1, 1, 1)),
    (4, 1, (1, 1, 3, 3)),
    (4, 4, (1, 3, 5, 13)),
    (5, 2, (1, 1, 5, 5, 17)),
    (5, 4, (1, 1, 5, 5, 5)),
    (5, 7, (1, 1, 7, 11, 19)),
)
MOST_COLUMNS = len(_POLYNOMIALS) + 1


def sobol_sequence(size: int, columns: int, rng: np.random.Generator) -> Array:
    """The first ``size`` points, a power of two, each in [0, 1).

    Every column holds one point in each of ``size`` equal steps. Sobol' (1967),
    doi:10.1016/0041-5553(67)90144-9; the shift by random bits makes runs with other seeds
    independent.
    """
    if size < 2 or size & (size - 1) or columns > MOST_COLUMNS:
        raise RequestError(
            Text(
                f"Số mẫu phải là lũy thừa của 2 (ví dụ 1024), không phải {size}.",
                f"The number of samples must be a power of two (such as 1024), not {size}.",
            )
        )
    numbers = np.arange(size)
    points = np.empty((size, columns))
    for column in range(columns):
        bits = np.full(size, rng.integers(0, 1 << _BITS))
        for place, direction in enumerate(_directions(column)):
            bits ^= np.where((numbers >> place) & 1, direction, 0)
        points[:, column] = (bits + 0.5) / (1 << _BITS)
    return points


def _directions(column: int) -> list[int]:
    """Direction numbers of a column, as integers of 30 bits."""
    if column == 0:
        return [1 << (_BITS - place - 1) for place in range(_BITS)]
    degree, coefficients, first = _POLYNOMIALS[column - 1]
    found = [number << (_BITS - place - 1) for place, number in enumerate(first)]
    for place in range(degree, _BITS):
        number = found[place - degree] ^ (found[place - degree] >> degree)
        for step in range(1, degree):
            if (coefficients >> (degree - 1 - step)) & 1:
                number ^= found[place - step]
        found.append(number)
    return found
