"""The records of heat targeting: streams, mains, cascades, targets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from parkloop.provenance import Plain

Array = NDArray[np.float64]


class Side(StrEnum):
    """hot: gives heat away; cold: takes it up."""

    HOT = "hot"
    COLD = "cold"


@dataclass(frozen=True, slots=True)
class HeatStream:
    """Something that must be cooled or heated, in one plant.

    ``supply`` and ``target`` [°C]; equal where heat goes over at one temperature (condensing
    steam). ``duty`` [kW]. ``contribution`` [K] is the stream's own part of the least temperature
    difference: a hot stream is counted that much colder, a cold one that much warmer.
    """

    id: str
    side: Side
    supply: float
    target: float
    duty: float
    contribution: float
    plant: str = ""

    @property
    def shift(self) -> float:
        """What is added to its temperatures in the problem table [K]."""
        return -self.contribution if self.side is Side.HOT else self.contribution

    @property
    def heat_capacity(self) -> float:
        """CP = duty / |supply − target| [kW/K]; infinite at one temperature."""
        span = abs(self.supply - self.target)
        return self.duty / span if span else float("inf")

    def as_dict(self) -> dict[str, Plain]:
        return {name: _plain(getattr(self, name)) for name in sorted(self.__dataclass_fields__)}


@dataclass(frozen=True, slots=True)
class Main:
    """A steam or hot-water main of the site: at one temperature [°C], with its contribution [K]."""

    id: str
    temperature: float
    contribution: float

    def as_dict(self) -> dict[str, Plain]:
        return {
            "contribution": self.contribution,
            "id": self.id,
            "temperature": self.temperature,
        }


@dataclass(frozen=True)
class Cascade:
    """Heat that flows down past each shifted temperature when the least utility is given.

    ``temperature`` [°C, shifted] falls (a temperature stands twice where heat goes over at one
    temperature); ``flow`` [kW] begins with the hot utility and ends with the cold one.
    """

    temperature: Array
    flow: Array

    @property
    def hot_utility(self) -> float:
        return float(self.flow[0]) if len(self.flow) else 0.0

    @property
    def cold_utility(self) -> float:
        return float(self.flow[-1]) if len(self.flow) else 0.0


class Threshold(StrEnum):
    """Whether a problem has a pinch, or needs utility at one end only, or none."""

    PINCH = "pinch"
    COOLING_ONLY = "cooling-only"
    HEATING_ONLY = "heating-only"
    NEITHER = "neither"


@dataclass(frozen=True)
class Targets:
    """Least utilities of a set of streams [kW], where the pinch lies, how many units."""

    hot_utility: float
    cold_utility: float
    recovered: float
    pinches: tuple[float, ...]
    threshold: Threshold
    units: int
    units_at_pinch: int
    cascade: Cascade


@dataclass(frozen=True, slots=True)
class Curve:
    """A line of (heat [kW], temperature [°C])."""

    heat: tuple[float, ...]
    temperature: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Curves:
    """Composite curves at real temperatures, grand composite curve at shifted ones."""

    hot: Curve
    cold: Curve
    grand: Curve


@dataclass(frozen=True, slots=True)
class MainFlow:
    """What a plant gives to a main and takes from it [kW]."""

    plant: str
    main: str
    raised: float
    used: float


@dataclass(frozen=True)
class TotalSite:
    """The site over its mains [kW]: what plants raise, what of it others use, what is left."""

    hot_utility: float
    cold_utility: float
    recovered: float
    flows: tuple[MainFlow, ...]
    from_above: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class HeatTargets:
    """Targets of each plant alone, of the site over mains, and of all streams directly."""

    plants: tuple[tuple[str, Targets], ...]
    direct: Targets
    total_site: TotalSite | None
    curves: Curves
    streams: tuple[HeatStream, ...]

    @property
    def alone_hot(self) -> float:
        """Sum of the plants' hot utilities [kW]."""
        return sum(targets.hot_utility for _, targets in self.plants)

    @property
    def alone_cold(self) -> float:
        """Sum of the plants' cold utilities [kW]."""
        return sum(targets.cold_utility for _, targets in self.plants)


def _plain(value: object) -> Plain:
    return value if isinstance(value, str | float | int) else str(value)
