"""Speed and memory of the inventory, against named peers and limits, in one run.

python benchmarks/inventory.py [--quick]
"""

from __future__ import annotations

from collections.abc import Iterator

import _accounts
import _montecarlo
from _measure import Measured, run


def figures(quick: bool) -> Iterator[Measured]:
    yield from _accounts.figures(quick)
    yield from _montecarlo.figures(quick)


if __name__ == "__main__":
    run(figures)
