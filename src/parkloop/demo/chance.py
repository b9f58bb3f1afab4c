"""Chance that is the same on every machine and with every version of numpy.

Only the raw integers of the bit generator are used: their stream is guaranteed not to change,
while the distributions of ``numpy.random.Generator`` may.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import numpy as np

_STEPS = 1 << 32


@dataclass
class Chance:
    """A stream of numbers that depends on the seed and on what it is for, and on nothing else.

    A further tenant or month elsewhere therefore changes no number here.
    """

    seed: int
    purpose: str
    _bits: np.random.PCG64 = field(init=False)

    def __post_init__(self) -> None:
        digest = hashlib.blake2b(self.purpose.encode(), digest_size=8).digest()
        self._bits = np.random.PCG64(
            np.random.SeedSequence([self.seed, int.from_bytes(digest, "big")])
        )

    def around_one(self, spread: float) -> float:
        """A factor between 1 − spread and 1 + spread, most often near 1 (triangular)."""
        return 1 + spread * (self._uniform() + self._uniform() - 1)

    def _uniform(self) -> float:
        return (int(self._bits.random_raw()) >> 32) / _STEPS
