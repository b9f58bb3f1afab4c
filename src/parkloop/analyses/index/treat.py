"""Treatment of outliers: winsorising, logarithms, Box–Cox."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parkloop.analyses.index.data import Array
from parkloop.analyses.index.method import Treatment
from parkloop.analyses.index.statistics import kurtosis, skewness
from parkloop.errors import RequestError
from parkloop.texts import Text


@dataclass(frozen=True, slots=True)
class Treated:
    """What was done to one indicator: rows moved up or down, transformation, moments [1]."""

    raised: tuple[int, ...]
    lowered: tuple[int, ...]
    transformed: str
    passed_before: bool
    passed_after: bool
    skew_before: float
    kurtosis_before: float
    skew_after: float
    kurtosis_after: float

    @property
    def points(self) -> int:
        return len(self.raised) + len(self.lowered)


def passes(x: Array, how: Treatment) -> bool:
    """|skewness| < limit or excess kurtosis < limit; without spread there is nothing to treat."""
    skew, heavy = skewness(x), kurtosis(x)
    if np.isnan(skew) or np.isnan(heavy):
        return True
    return abs(skew) < how.skew or heavy < how.kurtosis


def treat(x: Array, how: Treatment) -> tuple[Array, Treated]:
    """One indicator without its outliers, and what was done. Units of ``x``, or logs of them.

    Winsorising: while the test fails and fewer than ``points`` values were changed, the extreme on
    the side of the skew takes the next value inward. Where that does not help, the raw values are
    transformed. OECD/JRC Handbook (2008), doi:10.1787/9789264043466-en.
    """
    before = passes(x, how)
    result, transformed = x, ""
    if how.rule == "winsorise" and not before:
        result = winsorise(x, how)
        if not passes(result, how) and how.otherwise != "none":
            result, transformed = transform(x, how.otherwise, how.power), how.otherwise
    elif how.rule in ("log", "log-range", "box-cox"):
        result, transformed = transform(x, how.rule, how.power), how.rule
    elif how.rule not in ("none", "winsorise"):
        raise RequestError(
            Text(f"Không có cách xử lý “{how.rule}”.", f"There is no treatment “{how.rule}”.")
        )
    moved = not transformed
    return result, Treated(
        raised=tuple(np.flatnonzero(result > x).tolist()) if moved else (),
        lowered=tuple(np.flatnonzero(result < x).tolist()) if moved else (),
        transformed=transformed,
        passed_before=before,
        passed_after=passes(result, how),
        skew_before=skewness(x),
        kurtosis_before=kurtosis(x),
        skew_after=skewness(result),
        kurtosis_after=kurtosis(result),
    )


def winsorise(x: Array, how: Treatment) -> Array:
    """Extremes moved inward until the test passes or ``points`` values were changed."""
    result, changed = x.copy(), 0
    while changed < how.points and not passes(result, how):
        high = skewness(result) >= 0
        extreme = np.nanmax(result) if high else np.nanmin(result)
        inner = result[result < extreme] if high else result[result > extreme]
        if not len(inner):
            break
        result[result == extreme] = inner.max() if high else inner.min()
        changed = int(np.nansum(result != x) - np.isnan(x).sum())
    return result


def transform(x: Array, rule: str, power: float = 0.0) -> Array:
    """A monotone rising transformation of the values.

    log: ln(x − min + 0.01 (max − min)). log-range: ln(1 + (max − 1)(x − min)/(max − min)), mirrored
    for a long lower tail; it needs max > 1. box-cox: (xᵖ − 1)/p, ln x for p = 0; positive values
    only (Box & Cox 1964, doi:10.1111/j.2517-6161.1964.tb00553.x).
    """
    if np.isnan(x).all():
        return x.copy()
    low, high = np.nanmin(x), np.nanmax(x)
    if low == high:
        return x.copy()
    if rule == "log":
        result: Array = np.log(x - low + 0.01 * (high - low))
        return result
    if rule == "log-range":
        return _log_range(x, float(low), float(high))
    if rule == "box-cox":
        _demand(bool(low > 0), "Box–Cox", "> 0")
        powered: Array = np.log(x) if power == 0 else (x**power - 1) / power
        return powered
    raise RequestError(Text(f"Không có phép biến đổi “{rule}”.", f"No transformation “{rule}”."))


def _log_range(x: Array, low: float, high: float) -> Array:
    _demand(high > 1, "log-range", "max > 1")
    if skewness(x) >= 0:
        rising: Array = np.log1p((high - 1) * (x - low) / (high - low))
        return rising
    falling: Array = -np.log1p((high - 1) * (high - x) / (high - low))
    return falling


def _demand(holds: bool, rule: str, condition: str) -> None:
    if not holds:
        raise RequestError(
            Text(
                f"Phép biến đổi {rule} cần giá trị {condition}; hãy chọn cách xử lý khác.",
                f"The transformation {rule} needs values {condition}; choose another treatment.",
            )
        )
