"""How a fact may differ from its printed value: distributions, their moments, their draws.

A distribution is read from the printed value and the printed bounds of a fact; the formulas and
the conventions are in docs/methods/uncertainty.md (conventions C-01, C-12, C-13). Draws are made
per parameter from a seed and the name of the parameter alone, so that neither the order of the
parameters nor the presence of others changes a single draw.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.random import SFC64, Generator, SeedSequence

from parkloop.errors import RequestError
from parkloop.texts import Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parkloop.catalog.facts import Fact

#: 95 % of a normal distribution lie within this many standard deviations.
Z95 = 1.959963984540054

#: Up to this relative half-width a printed interval is read as normal (IPCC 2006 V1 ch. 3).
NORMAL_UP_TO = 0.30


class Kind(StrEnum):
    NORMAL = "normal"
    LOGNORMAL = "lognormal"
    TRIANGULAR = "triangular"
    UNIFORM = "uniform"
    EXACT = "exact"


class Central(StrEnum):
    """What the printed value is of its distribution (convention C-13)."""

    MEAN = "mean"
    MEDIAN = "median"
    BOUNDS = "bounds"
    MODE = "mode"


@dataclass(frozen=True, slots=True)
class Distribution:
    """A distribution of a fact, in the unit of the fact.

    ``low`` and ``high`` are the bounds of the 95 % interval of normal and lognormal
    distributions, and the least and greatest possible value of triangular and uniform ones;
    an exact value has both bounds on it.
    ``central`` says what ``value`` is: for a normal distribution its mean ('bounds': the middle
    of the bounds is), for a lognormal its mean or median ('bounds': neither; the bounds are kept
    and the value is not used), for a triangular its mode ('mean': its mean). ``truncated``
    normal draws below zero are drawn again.
    """

    kind: Kind
    value: float
    low: float
    high: float
    central: Central = Central.MEAN
    truncated: bool = True

    def __post_init__(self) -> None:
        if why := _unusable(self):
            raise RequestError(why)

    @property
    def location(self) -> float:
        """Centre of a normal, mode of a triangular, least value of a uniform distribution;
        mean of the logarithm of a lognormal one."""
        if self.kind is Kind.LOGNORMAL:
            return _log_mean(self)
        if self.kind is Kind.TRIANGULAR and self.central is Central.MEAN:
            return 3 * self.value - self.low - self.high
        if self.kind is Kind.UNIFORM:
            return self.low
        middle = self.kind is Kind.NORMAL and self.central is Central.BOUNDS
        return (self.low + self.high) / 2 if middle else self.value

    @property
    def scale(self) -> float:
        """sd of a normal, sd of the logarithm of a lognormal; else the width of the range.

        normal: (high − low) / (2·1.96); lognormal: ln(high/low) / (2·1.96).
        """
        if self.kind is Kind.LOGNORMAL:
            return math.log(self.high / self.low) / (2 * Z95)
        if self.kind is Kind.NORMAL:
            return (self.high - self.low) / (2 * Z95)
        return self.high - self.low

    @property
    def mean(self) -> float:
        """Expected value [unit of the fact]."""
        first = self.moment(1)
        return self.value if first is None else first

    @property
    def sd(self) -> float:
        """Standard deviation [unit of the fact]; of a normal one before truncation at zero."""
        if self.kind is Kind.NORMAL:
            return self.scale
        if self.kind is Kind.LOGNORMAL:
            return self.mean * math.sqrt(math.expm1(self.scale**2))
        if self.kind in (Kind.UNIFORM, Kind.EXACT):
            return self.scale / math.sqrt(12)
        a, b, c = self.low, self.high, self.location
        return math.sqrt(max(0.0, a * a + b * b + c * c - a * b - a * c - b * c) / 18)

    @property
    def reference(self) -> float:
        """What draws are divided by: the printed value, or the mean where the value is zero."""
        return self.value or self.mean or self.high

    @property
    def relative_sd(self) -> float:
        """Standard deviation as a share of ``reference``; never negative."""
        return self.sd / abs(self.reference)

    @property
    def interval(self) -> tuple[float, float]:
        """2.5 % and 97.5 % quantile [unit of the fact], before truncation at zero."""
        low, high = (float(self.quantity(np.array([z]))[0]) for z in self._at_95())
        return low, high

    def _at_95(self) -> tuple[float, float]:
        return (0.025, 0.975) if self.from_uniform else (-Z95, Z95)

    @property
    def from_uniform(self) -> bool:
        """Whether draws come from uniform numbers in [0, 1) and not from standard normal ones."""
        return self.kind in (Kind.TRIANGULAR, Kind.UNIFORM)

    @property
    def floor(self) -> float:
        """Standard normal number below which the quantity would be negative (−inf: never)."""
        if self.kind is Kind.NORMAL and self.truncated and self.location > 0:
            return -self.location / self.scale
        return -math.inf

    def moment(self, power: int) -> float | None:
        """E[Xᵖᵒʷᵉʳ] in closed form; None where there is none (a reciprocal normal)."""
        if self.kind is Kind.LOGNORMAL:
            return math.exp(power * self.location + (power * self.scale) ** 2 / 2)
        if self.kind is Kind.EXACT:
            return float(self.value**power)
        if self.kind is Kind.UNIFORM:
            return _uniform_moment(self.low, self.high, power)
        if power < 0:
            return None
        if self.kind is Kind.TRIANGULAR:
            return _triangular_moment(self.low, self.location, self.high, power)
        return _normal_moment(self.location, self.scale, power, cut=self.floor > -math.inf)

    def quantity(self, standard: NDArray[np.float64]) -> NDArray[np.float64]:
        """Quantities [unit of the fact] for standard numbers: normal, or uniform in [0, 1)."""
        if self.kind is Kind.NORMAL:
            return self.location + self.scale * standard
        if self.kind is Kind.LOGNORMAL:
            return np.exp(self.location + self.scale * standard)
        if self.kind in (Kind.UNIFORM, Kind.EXACT):
            return self.low + self.scale * standard
        return triangular_quantile(standard, self.low, self.location, self.high)


def of_fact(fact: Fact, skewed_as: Central | None = None) -> Distribution | None:
    """The distribution of a fact; None when its uncertainty is not known.

    A fact that names no distribution is normal when both bounds lie within ±30 % of the value
    and lognormal otherwise, or normal where a bound is not positive. ``skewed_as`` replaces what
    lognormal facts say of their printed value. Unknown is not zero (convention C-01).
    """
    if fact.exact:
        return Distribution(Kind.EXACT, fact.value, fact.value, fact.value)
    if fact.low is None or fact.high is None:
        return None
    kind = Kind(fact.distribution) if fact.distribution in set(Kind) else _kind_for(fact)
    central = Central(fact.central) if fact.central in set(Central) else _default_central(kind)
    if kind is Kind.LOGNORMAL and skewed_as is not None:
        central = skewed_as
    try:
        return Distribution(kind, fact.value, fact.low, fact.high, central)
    except RequestError:
        return None  # bounds that fit no distribution tell nothing; the catalog's checks name them


def generator(seed: int, parameter: str) -> Generator:
    """The source of random numbers of one parameter: the same in every process and run."""
    digest = hashlib.sha256(f"{seed}/{parameter}".encode()).digest()
    return Generator(SFC64(SeedSequence(np.frombuffer(digest, dtype="<u4", count=4))))


def triangular_quantile(
    share: NDArray[np.float64], low: float, mode: float, high: float
) -> NDArray[np.float64]:
    """Inverse of the triangular distribution function, in the unit of its arguments."""
    turn = (mode - low) / (high - low)
    rising = low + np.sqrt(share * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - share) * (high - low) * (high - mode))
    return np.where(share < turn, rising, falling)


def normal_share(standard: NDArray[np.float64]) -> NDArray[np.float64]:
    """Standard normal distribution function, so that skewed and bounded facts of one
    parameter move together."""
    scaled = [math.erf(z) for z in (standard / math.sqrt(2)).tolist()]
    return (1 + np.array(scaled, dtype=np.float64)) / 2


def _log_mean(given: Distribution) -> float:
    if given.central is Central.BOUNDS:
        return (math.log(given.low) + math.log(given.high)) / 2
    shift = given.scale**2 / 2 if given.central is Central.MEAN else 0.0
    return math.log(given.value) - shift


def _kind_for(fact: Fact) -> Kind:
    assert fact.low is not None
    assert fact.high is not None
    reach = max(abs(fact.high - fact.value), abs(fact.value - fact.low))
    near = reach <= NORMAL_UP_TO * abs(fact.value) * (1 + 1e-9)
    return Kind.NORMAL if near or fact.low <= 0 or fact.value <= 0 else Kind.LOGNORMAL


def _default_central(kind: Kind) -> Central:
    return Central.MODE if kind is Kind.TRIANGULAR else Central.MEAN


def _uniform_moment(low: float, high: float, power: int) -> float | None:
    if power < 0 and low <= 0:
        return None
    if power == -1:
        return math.log(high / low) / (high - low)
    return float((high ** (power + 1) - low ** (power + 1)) / ((power + 1) * (high - low)))


def _triangular_moment(low: float, mode: float, high: float, power: int) -> float:
    def slope(end: float) -> float:
        if end == mode:
            return float((power + 2) * mode ** (power + 1))
        return float((end ** (power + 2) - mode ** (power + 2)) / (end - mode))

    return 2 * (slope(high) - slope(low)) / ((power + 1) * (power + 2) * (high - low))


def _normal_moment(mean: float, sd: float, power: int, *, cut: bool) -> float:
    """E[Xᵏ] = m·E[Xᵏ⁻¹] + (k − 1)·s²·E[Xᵏ⁻²], begun at the mean of what is left above zero."""
    before, now = 0.0, 1.0
    for k in range(1, power + 1):
        edge = sd * _hazard(-mean / sd) if cut and k == 1 else 0.0
        before, now = now, mean * now + (k - 1) * sd * sd * before + edge
    return now


def _hazard(z: float) -> float:
    """φ(z) / (1 − Φ(z)) of the standard normal distribution."""
    density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    return density / (math.erfc(z / math.sqrt(2)) / 2)


def _unusable(given: Distribution) -> Text | None:
    numbers = (given.value, given.low, given.high)
    if given.kind is Kind.EXACT and given.low == given.value == given.high:
        return None
    if not all(map(math.isfinite, numbers)) or given.low >= given.high:
        return _refusal(given, "cận dưới phải nhỏ hơn cận trên", "low must be below high")
    if given.kind is Kind.LOGNORMAL and min(given.low, given.value) <= 0:
        return _refusal(given, "chỉ nhận số dương", "only positive numbers fit")
    if given.kind is Kind.TRIANGULAR and not given.low <= given.location <= given.high:
        return _refusal(given, "mốt nằm ngoài hai cận", "its mode lies outside its bounds")
    if given.kind is Kind.UNIFORM and not given.low <= given.value <= given.high:
        return _refusal(given, "giá trị nằm ngoài hai cận", "its value lies outside its bounds")
    return None


def _refusal(given: Distribution, vi: str, en: str) -> Text:
    said = f"{given.kind.value} {given.value:g} ({given.low:g}–{given.high:g})"
    return Text(
        f"Phân phối {said}: {vi}. Hãy sửa cận trong danh mục.",
        f"The distribution {said}: {en}. Correct its bounds in the catalog.",
    )
