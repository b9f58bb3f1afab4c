"""Numbers as files hold them: digits with a point, nothing that only Python would read."""

from __future__ import annotations

import math


def finite(text: str) -> float | None:
    """The number that a cell holds; None where it holds none ("1_000", "nan" and "inf" too)."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in text else None
