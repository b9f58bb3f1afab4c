"""The records of water targeting: uses, sources, sinks, networks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from parkloop.provenance import Plain

#: g of contaminant in one kg; flows are in t/h, so that kg/h and mg/l (g/t) meet.
GRAMS = 1000.0
FRESH, WASTE, REGENERATED = "fresh", "waste", "regenerated"


@dataclass(frozen=True, slots=True)
class WaterUse:
    """A use that washes off a fixed load: per contaminant [kg/h], with limits [mg/l].

    ``inlet`` is the most the water that enters may hold, ``outlet`` the most that may leave.
    """

    id: str
    load: Mapping[str, float]
    inlet: Mapping[str, float]
    outlet: Mapping[str, float]
    plant: str = ""

    @property
    def contaminants(self) -> tuple[str, ...]:
        return tuple(sorted(self.load))

    def fresh_alone(self, fresh: Mapping[str, float]) -> float:
        """Fresh water [t/h] without any reuse: 1000 · load / (outlet − fresh), the largest."""
        return max(
            GRAMS * load / (self.outlet[kind] - fresh.get(kind, 0.0))
            for kind, load in self.load.items()
        )

    def as_dict(self) -> dict[str, Plain]:
        return {
            "id": self.id,
            "inlet": dict(self.inlet),
            "load": dict(self.load),
            "outlet": dict(self.outlet),
            "plant": self.plant,
        }


@dataclass(frozen=True, slots=True)
class WaterSource:
    """Water that is given off: flow [t/h] at one quality [mg/l]."""

    id: str
    flow: float
    quality: float
    plant: str = ""

    def as_dict(self) -> dict[str, Plain]:
        return {"flow": self.flow, "id": self.id, "plant": self.plant, "quality": self.quality}


@dataclass(frozen=True, slots=True)
class WaterSink:
    """Water that is asked for: flow [t/h], at most so much of the contaminant [mg/l]."""

    id: str
    flow: float
    limit: float
    plant: str = ""

    def as_dict(self) -> dict[str, Plain]:
        return {"flow": self.flow, "id": self.id, "limit": self.limit, "plant": self.plant}


@dataclass(frozen=True, slots=True)
class Regenerator:
    """A treatment that gives water of one quality [mg/l], whatever enters.

    ``recovery`` is the share of the water that comes back; ``recycle`` whether water may pass it
    more than once.
    """

    quality: float
    recovery: float = 1.0
    recycle: bool = True

    def as_dict(self) -> dict[str, Plain]:
        return {"quality": self.quality, "recovery": self.recovery, "recycle": self.recycle}


@dataclass(frozen=True, slots=True)
class WaterLink:
    """Water [t/h] that goes from one place to another, and the quality it has [mg/l].

    ``quality`` is None where several contaminants are followed.
    """

    origin: str
    target: str
    flow: float
    quality: float | None
    crosses: bool = False


@dataclass(frozen=True)
class WaterNetwork:
    """An answer: fresh water, waste, regenerated water [t/h], and every link.

    ``bound`` is the fresh water that no network can go below; ``status`` what was proved.
    """

    fresh: float
    waste: float
    regenerated: float
    bound: float
    status: str
    links: tuple[WaterLink, ...] = ()
    solver: Mapping[str, Plain] = field(default_factory=dict)

    @property
    def crossing(self) -> float:
        """Water that goes from one plant to another [t/h]."""
        return sum(link.flow for link in self.links if link.crosses)

    @property
    def pipes(self) -> int:
        """Number of links between plants."""
        return sum(link.crosses for link in self.links)


@dataclass(frozen=True)
class WaterTargets:
    """Fresh water without reuse, of every group of plants, and the networks of the whole park.

    ``coalitions`` maps a group of plants, joined by '+', to its least fresh water [t/h]; the
    networks beside ``park`` are there where they were asked for and one contaminant counts.
    """

    alone: float | None
    park: WaterNetwork
    coalitions: Mapping[str, float]
    regenerated: WaterNetwork | None = None
    least_crossing: WaterNetwork | None = None
    fewest_pipes: WaterNetwork | None = None
